"""Closed leads as a CRM holds them, made from a known truth that a fit table should find again."""

import random
from datetime import date, timedelta

from tracker import logistic

SIZES = ("10-49", "50-249", "250+")


def leads(count=1500, seed=3):
    """Closed leads whose chance depends on size, source and visits; a missing budget is a good sign; the note is text."""
    chance = random.Random(seed)
    columns = {name: [] for name in ("lead_id", "size", "source", "visits", "budget", "created", "note", "won")}
    for number in range(count):
        size, source, visits = chance.choice(SIZES), chance.choice(["fair", "search", "ad"]), chance.randrange(40)
        blank = chance.random() < 0.3
        logit = -2.2 + SIZES.index(size) + 1.2 * (source == "fair") + visits / 25 + 1.0 * blank
        row = (f"L{number:05}", size, source, str(visits), "" if blank else f"{chance.randrange(1000, 90000)}", str(date(2024, 1, 1) + timedelta(number // 3)),
               f"wants {chance.random()} of it", "yes" if chance.random() < logistic.sigmoid(logit) else "no")
        for name, told in zip(columns, row):
            columns[name].append(told)
    return columns
