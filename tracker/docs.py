"""The reference in docs/reference is printed from the rows themselves, so it cannot lie."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
import msgspec

from tracker import shelf
from tracker.actions import ACTIONS
from tracker.enrich import facts_of
from tracker.model import CLASSES, GROUPS, Site
from tracker.qualify import REASONS
from tracker.rows import COLUMNS, WITHHELD
from tracker.rulebook import Rulebook, load
from tracker.settings import SETTINGS
from tracker.validate import DROPS, FLAGS

HEAD = "<!-- Printed by `winnow docs` from the program's own rows. Do not edit: change the row. -->\n\n"
FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"


def _table(heads: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in line) + " |" for line in lines) + "\n"


def _first(module: Any) -> str:
    return (module.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ")


def _votes(votes: dict[str, int]) -> str:
    return ", ".join(f"{name} {points:+d}" for name, points in sorted(votes.items(), key=lambda item: (-abs(item[1]), item[0])))


def _signals(rulebook: Rulebook) -> str:
    modules = shelf.load("tracker.signals")
    text = f"# Signals ({len(rulebook.signals)})\n\nVotes are millinats (1000 = a factor of e) for a full count. A count halves each half-life (days; 0: never) and counts at most `cap` times.\n"
    for group in GROUPS:
        names = [name for name in sorted(rulebook.signals) if rulebook.signals[name].group == group]
        text += f"\n## {group} (together at most {rulebook.caps[group]})\n\n"
        rows = ((f"`{name}`", (row := rulebook.signals[name]).says, _votes(row.votes), row.half_life, row.cap, _first(modules[name])) for name in names)
        text += _table(("signal", "says", "votes", "half-life", "cap", "why, and how it fails"), rows)
    return text


def _patterns(rulebook: Rulebook) -> str:
    modules = shelf.load("tracker.patterns")
    rows = ((f"`{name}`", row.says, row.group, _votes(row.votes), _first(modules[name])) for name, row in sorted(rulebook.patterns.items()))
    return f"# Patterns ({len(rulebook.patterns)})\n\nConclusions from several signals of one person.\n\n" + _table(("pattern", "says", "group", "votes", "why"), rows)


def _classes(rulebook: Rulebook) -> str:
    rows = ((f"`{name}`", (row := rulebook.classes[name]).says, row.prior, f"{row.threshold / 10:g} %", row.disposition, row.desk or "-", row.next_action) for name in CLASSES)
    return "# Classes\n\n" + _table(("class", "who they are", "prior (millinats)", "threshold", "list", "desk", "what to do next"), rows)


SEEN = (
    ("a key with `leads:read`", "no e-mail address, telephone number, name or message of anybody, anywhere: neither in columns nor in tracked addresses, titles, ids, free text, samples, notes or reports (each stands as …). `q` looks at company, source, country and class"),
    ("a key with `people:read` as well (sales); a signed-in user", "all that, and of leads within the frequency cap also contact data, each time under a decision id. `q` looks at their names and addresses too. Of all others addresses, numbers and names stay hidden; what they wrote is shown unless it was written to another desk"),
    ("a key with `desk:hr` (`desk:press`, `desk:partners`, `desk:support`) and `people:read`", "`/v1/desks/hr` only: contact data of those whom this desk looks after, who have turned to it and have not objected, under a decision id of the channel `desk:hr`"),
    ("a key with `trusted`, such as a site's first secret key", "the owner's: with `people:read` also every desk. Give sales a key of its own: `winnow key add --scope leads:read --scope people:read`"),
    ("whoever holds the link of `winnow access PERSON --link`; whoever can read the data folder", "everything about that person; everything"),
)


def _lists(rulebook: Rulebook) -> str:
    text = "# The three lists\n\nEverybody stands on exactly one: `leads + review + excluded = visitors`.\n\n## Reasons\n\n"
    text += _table(("reason", "sentence"), ((f"`{code}`", says) for code, says in REASONS.items()))
    text += "\nThe filter `seen_page` looks in what signs pointed at: the first page of a day, and the first page, search or word of each sign of a day.\n"
    text += "It does not know every page that somebody saw; the timeline of a visitor does.\n"
    text += "\n## Columns of a row\n\n" + ", ".join(f"`{column}`" for column in COLUMNS) + "\n"
    text += "\n## Who sees whose contact data\n\n" + _table(("who asks", "what they see"), SEEN)
    return text + "\n`withheld` says why contact data of somebody does not leave:\n\n" + _table(("withheld", "this person ..."), ((f"`{code}`", says) for code, says in WITHHELD.items()))


def _collecting(rulebook: Rulebook) -> str:
    text = "# Collecting\n\n## Why a message is refused\n\n" + _table(("code", "what is wrong"), ((f"`{code}`", says) for code, says in DROPS.items()))
    text += "\n## What is kept and flagged\n\n" + _table(("flag", "why, and what stands"), ((f"`{code}`", says) for code, says in FLAGS.items()))
    text += "\n## Protocols\n\n"
    rows = ((f"`{name}`", module.PROTOCOL.says, ", ".join(f"`{path}`" for path in (*module.PROTOCOL.posts, *module.PROTOCOL.gets))) for name, module in shelf.load("tracker.receive").items())
    return text + _table(("protocol", "whose clients", "paths"), rows)


def _facts(rulebook: Rulebook) -> str:
    return "# Facts\n\nWhat enrichers read off an event. A fact that cannot be told is absent: missing is not zero.\n\n" + _table(
        ("fact", "meaning"), ((f"`{name}`", says) for name, says in sorted(facts_of().items()))
    )


def _actions(rulebook: Rulebook) -> str:
    rows = ((f"`{name}`", action.value, action.impact, action.stage or "-", "yes" if action.form else "-") for name, action in sorted(ACTIONS.items()))
    return "# Actions\n\nValue: how near to a purchase. Impact: how far it influences others. Points, 0 to 100. By form: what several tell of one day (the snippet, the page, the server) is one and the same.\n\n" + _table(("action", "value", "impact", "stage", "by form"), rows)


def _settings(rulebook: Rulebook) -> str:
    rows = ((f"`{setting.name}`", f"`{setting.default!r}`", setting.says, f"`WINNOW_{setting.name.upper()}`") for setting in SETTINGS)
    return "# Settings\n\nFrom the environment, or `settings.toml` in the data folder; the environment wins.\n\n" + _table(("setting", "default", "what it is", "environment"), rows)


PROFILE = {
    "domain": "the site's main domain", "languages": "languages of its pages, ISO 639-1", "sells": "what it sells, in a line",
    "market": "`b2b`, `b2c` or `both`", "own_domains": "hosts under these are the owner's", "own_networks": "networks (CIDR) of the owner's offices",
    "competitor_domains": "rivals' domains", "ideal_customer": "`industries`, `employees` (\"50-1000\"), `countries`, `titles`",
    "sections": "page kind -> regular expressions on the path; come before what words say (`-careers` takes back what they say; `winnow sections` proposes some)", "dispositions": "class -> `lead`, `review` or `excluded`",
    "votes": "signal -> class -> millinats, in place of the rulebook's", "thresholds": "class -> permille", "welcomes": "class -> `title`, `text`, `url`",
    "welcome": "whether pages may ask for a visitor's welcome", "frequency_cap": "contacts a person in 30 days", "retention_days": "how many days events are kept (0: for ever); the server deletes older ones once a day, `winnow retention run` at once",
    "allowed_origins": "origins that may send from browsers (empty: any)", "name": "the site's name",
}  # fmt: skip


def _profile(rulebook: Rulebook) -> str:
    rows = ((f"`{field.name}`", PROFILE.get(field.name, ""), f"`{msgspec.json.encode(field.default if field.default is not msgspec.NODEFAULT else None).decode()}`") for field in msgspec.structs.fields(Site) if field.name != "name")
    return "# A site's profile\n\nFor `winnow site add --profile FILE` and `winnow site load FILE`, as JSON.\n\n" + _table(("field", "what it is", "default"), rows)


def _commands(rulebook: Rulebook) -> str:
    from tracker.cli import cli, register

    register()
    text = "# Commands\n"

    def tell(command: click.Command, path: str) -> str:
        command._help_option = None  # click remembers it from whoever asked first, with that one's names
        context = click.Context(command, info_name=path, terminal_width=100, max_content_width=100, help_option_names=["-h", "--help"])
        told = f"\n## `{path}`\n\n```text\n{command.get_help(context)}\n```\n"
        if isinstance(command, click.Group):
            told += "".join(tell(inner, f"{path} {name}") for name, inner in sorted(command.commands.items()))
        return told

    return text + "".join(tell(command, f"winnow {name}") for name, command in sorted(cli.commands.items()))


PAGES = {"signals": _signals, "patterns": _patterns, "classes": _classes, "lists": _lists, "collecting": _collecting, "facts": _facts,
         "actions": _actions, "settings": _settings, "profile": _profile, "commands": _commands}  # fmt: skip


def printed() -> dict[str, str]:
    """Every page of the reference by file name."""
    rulebook = load()
    return {f"{name}.md": HEAD + page(rulebook) for name, page in PAGES.items()}


def write(folder: Path = FOLDER) -> list[str]:
    """Write the reference; the names of the pages that changed."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = stale(folder)
    for name, text in printed().items():
        (folder / name).write_text(text)
    return changed


def stale(folder: Path = FOLDER) -> list[str]:
    """The pages that do not say what the rows say."""
    return [name for name, text in printed().items() if not (folder / name).is_file() or (folder / name).read_text() != text]
