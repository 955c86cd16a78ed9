"""Looked up manual, spare parts, faults or a part number, and no prices: somebody who has it."""

from tracker.model import Pattern, Site
from tracker.tally import Tally

PATTERN = Pattern(
    says="looks up manual, parts or a number of something they have",
    group="behaviour",
    votes={"customer": 1300, "prospect": -300},
    fires={"spares_page": 1, "manual_file": 1},
    quiet={"spares_page": 1},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    kinds = sum(
        tally.any(*names)
        for names in (
            ("spares_page", "text_spares"),
            ("manual_file",),
            ("searched_number", "searched_help"),
            ("support_page", "help_host"),
            ("docs_page",),
            ("text_support", "asked_support"),
        )
    )
    return (
        tally.sample("spares_page", "manual_file", "searched_number") or None
        if kinds >= 2 and not tally.any("asked_for_offer", "asked_for_demo", "text_study", "compare_page")
        else None
    )
