"""A message was there within five seconds of the very first page: nobody types so fast, and a pasted one takes longer.

Forms filled by a back end have no page before them. Whatever the words say, a program sent them: a pitch sent so is a program's.
"""

from tracker.model import Pattern, Site
from tracker.tally import Tally

PATTERN = Pattern(
    says="filled in a form faster than anybody types",
    group="behaviour",
    votes={"bot": 3000, "prospect": -1500, "customer": -800, "other": -1500},
    fires={"page_viewed": 1, "wrote_to_us": 1, "@seconds": 1},
    quiet={"page_viewed": 3, "wrote_to_us": 1, "@late": 90},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    wrote, pages = tally.seen.get("wrote_to_us"), tally.seen.get("page_viewed")
    quick = wrote is not None and pages is not None and 0 <= wrote.first - pages.first <= 5000
    return f"{(wrote.first - pages.first) // 1000} seconds" if quick and not tally.any("signed_in", "human_hand", "without_device") else None
