"""``python -m bench.agents --bots FILE... --browsers FILE...``: how well user agents are told apart, measured on your own lists.

A file holds one agent a line (``.txt``, ``.csv``), or is JSON or YAML, of which all texts are taken that stand in a list or under a key
such as ``user_agent``, ``ua``, ``instances`` or ``target``. A folder stands for the files in it. ``--known FILE...`` names lists that were
looked at while the rules were made; what stands in them is counted apart. ``--misses N`` prints N wrong ones of each list. An agent that
one collection calls a bot and another a browser counts in its list's own row, and in no pool: nobody knows.

Every agent goes the real way, as the only page view of a visitor who sent no other header: enrichers, signals, patterns, verdict.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tracker.classify import classify
from tracker.model import DAY_MS, Event, Page, Site, World
from tracker.pipeline import entry_of
from tracker.rulebook import Rulebook, load

KEYS = frozenset(("user_agent", "useragent", "user-agent", "user_agent_string", "ua", "ua_string", "agent", "target", "instances", "examples", "accepted"))
FOR_A_PERSON = ("ai_assistant", "feed")
"""Kinds of programs that fetch because a person asked them to: told apart from bots, and counted in a column of their own."""
SITE = Site(name="s", domain="shop.test", languages=("en",))
AT = 20_781 * DAY_MS


def agents_in(path: Path) -> list[str]:
    """The agents of a file, each once, in order. Raises ValueError where the file holds none."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".json":
        found = list(_texts(json.loads(text), True))
    elif path.suffix in (".yml", ".yaml"):
        import yaml

        found = list(_texts(yaml.safe_load(text), True))
    else:
        found = text.splitlines()
    agents = list(dict.fromkeys(agent.strip() for agent in found if agent.strip()))
    if not agents:
        raise ValueError(f"{path} holds no agents. One a line, or JSON or YAML with keys such as user_agent.")
    return agents


def _texts(value: Any, taken: bool) -> Iterator[str]:
    if isinstance(value, str):
        if taken:
            yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, taken)
    elif isinstance(value, dict):
        keyed = not KEYS.isdisjoint(map(str, value))
        for key, item in value.items():
            yield from _texts(item, key in KEYS if keyed else taken)


def told_of(agent: str, rulebook: Rulebook) -> tuple[str, str, bool]:
    """What is said of a visitor with this agent and one page view: kind of program, odd shape, convicted as a bot."""
    event = Event(message="m", kind="page", at=AT, received=AT, device="d", agent=agent, page=Page(url="https://shop.test/", path="/"))
    entry = entry_of(event, SITE, rulebook, World())
    verdict = classify(entry.evidence, SITE, rulebook, AT)
    facts = entry.event.facts
    return facts.get("bot_kind", ""), facts.get("agent_odd", ""), verdict.winner == "bot" and not verdict.doubt


def measured(agents: Iterable[str], rulebook: Rulebook) -> tuple[Counter, list[tuple[str, str]]]:
    """Counts (all, declared, person, odd, convicted, and each kind), and (agent, what was said) of each."""
    counts: Counter = Counter()
    said = []
    for agent in agents:
        kind, odd, convicted = told_of(agent, rulebook)
        counts.update(["all"] + ["declared"] * bool(kind) + ["person"] * (kind in FOR_A_PERSON) + ["odd"] * bool(odd) + ["convicted"] * convicted)
        counts.update([f"kind {kind}"] * bool(kind))
        said.append((agent, f"convicted {kind}" if convicted else f"declared {kind}" if kind else odd and f"odd {odd}"))
    return counts, said


def files_of(paths: Iterable[Path]) -> list[Path]:
    """The files named, and those in the folders named."""
    return [file for path in paths for file in (sorted(path.iterdir()) if path.is_dir() else [path])]


def table(title: str, files: list[Path], known: frozenset[str], disputed: frozenset[str], misses: int) -> None:
    """Print a row for each list, one for all together, and one for what no known list holds."""
    rulebook, pooled, rest = load(), {}, {}
    print(f"\n| {title} | agents | declares itself | of these for a person | odd shape only | convicted on one page view |\n|---|---|---|---|---|---|")
    for file in files:
        counts, said = measured(agents_in(file), rulebook)
        print(_row(file.stem, counts))
        pooled |= {agent: what for agent, what in said if agent not in disputed}
        rest |= {agent: what for agent, what in said if agent not in disputed | known}
        wrong = [(agent, what) for agent, what in said if what.startswith(("convicted", "declared")) != (title == "bots") and agent not in disputed]
        for agent, what in wrong[:misses]:
            print(f"    {what or '-'}: {agent[:200]}")
    print(_row("**all, each agent once**", _pool(pooled)))
    if known:
        print(_row("**of these in no known list**", _pool(rest)))
    print("\nkinds:", dict(Counter(what.split()[-1] for what in pooled.values() if what.startswith(("convicted", "declared"))).most_common()))


def _pool(said: dict[str, str]) -> Counter:
    counts: Counter = Counter(all=len(said))
    for what in said.values():
        verb, _, kind = what.partition(" ")
        counts.update([verb] * bool(verb) + ["declared"] * (verb == "convicted" and bool(kind)) + ["person"] * (kind in FOR_A_PERSON))
    return counts


def _row(name: str, counts: Counter) -> str:
    size = counts["all"] or 1
    shares = " | ".join(f"{100 * counts[what] / size:.2f} %" for what in ("declared", "person", "odd", "convicted"))
    return f"| {name} | {counts['all']:,} | {shares} |"


def main(given: list[str] | None = None) -> None:
    """Read the command line, print the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.agents", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("bots", "browsers", "known"):
        parser.add_argument(f"--{name}", nargs="+", type=Path, default=[])
    parser.add_argument("--misses", type=int, default=0)
    told = parser.parse_args(given)
    known = frozenset(agent for file in files_of(told.known) for agent in agents_in(file))
    bots, browsers = files_of(told.bots), files_of(told.browsers)
    disputed = frozenset(agent for file in bots for agent in agents_in(file)) & frozenset(agent for file in browsers for agent in agents_in(file))
    for title, files in (("bots", bots), ("browsers", browsers)):
        if files:
            table(title, files, known, disputed, told.misses)
    print(f"\n{len(disputed)} agents stand in lists of both kinds")


if __name__ == "__main__":
    main()
