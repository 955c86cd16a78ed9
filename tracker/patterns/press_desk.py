"""Read the press area and came from a press portal, wrote, or is a journalist by title or address."""

from tracker.model import Pattern, Site
from tracker.tally import Tally

PATTERN = Pattern(
    says="uses the press desk",
    group="path",
    desk="press",
    votes={"other": 1300, "prospect": -400},
    fires={"press_page": 1, "from_press": 1},
    quiet={"press_page": 1},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    writes = (
        tally.any("from_press", "text_press", "title_journalist", "email_press")
        or tally.any("wrote_to_us")
        and not tally.any("viewed_pricing", "viewed_product", "asked_for_offer")
    )
    return tally.sample("press_page") if tally.any("press_page") and writes else None
