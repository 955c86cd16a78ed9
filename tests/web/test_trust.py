"""The page of trust: in the navigation, honest where nothing is known, the same numbers in the picture and the table."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.conftest import RunningCollector
from tests.web.conftest import Reader
from tracker.reports.reliability import measured
from tracker.web.trust import WIDTH, inside, points


def test_before_anybody_looked(reader: Reader) -> None:
    """It says what to do, and shows what was measured before."""
    reader.get("/")
    assert 'href="/trust"' in reader.text
    reader.get("/trust")
    assert reader.status == 200 and "How far to trust this" in reader.said and "winnow audit --site" in reader.said
    assert "Before this rulebook shipped" in reader.said and "personas unseen" in reader.said
    away = measured()["strangers"]
    assert f"{100 * away['accuracy']:.0f} % were called rightly; of {away['outreach']['listed']} on the list" in reader.said, "what strangers' sites showed stands there, too"


def test_what_sales_said_is_drawn_and_tabled(collector: RunningCollector, reader: Reader, lead: Callable[..., str]) -> None:
    """One word of sales: a dot, and a row with its wide interval; the report gives the same."""
    person = lead("trusted", "trusted@acme-industries.com")
    reader.get(f"/visitors/{person}")
    reader.send(f"/visitors/{person}/disposition", {"class": "prospect"})
    reader.get("/trust")
    own = collector.get("/v1/reports/reliability")["own"]
    assert own["n"] >= 1 and f"{own['right']} of {own['n']} visitors of whom a person said" in reader.said
    picture = re.findall(r'<svg class="said".*?</svg>', reader.text, re.S)[0]
    assert picture.count("<circle") == len(own["reliability"]) and "role=\"img\"" in picture


def test_a_dot_lies_where_its_numbers_say() -> None:
    """On the line if as much was true as was said; twice as many cases make no dot twice as large."""
    bins = [{"said": 0.5, "was": 0.5, "n": 100, "interval": [0.4, 0.6]}, {"said": 0.9, "was": 0.2, "n": 1, "interval": [0.0, 0.8]}]
    large, small = points(bins)
    assert (large["x"], large["y"]) == (WIDTH // 2, WIDTH // 2) and large["high"] < large["y"] < large["low"]
    assert 3 < small["size"] < large["size"] == 9 and inside(bins) == [True, False]
