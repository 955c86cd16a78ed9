"""The catalogue of actions: what each is worth (value) and how far it influences others (impact).

``value`` is how near to a purchase an action is, 0-100 points; ``impact`` how far it reaches other
people, 0-100 points. ``stage`` is where it puts a person, if anywhere. First values follow the
defaults of the field (demo +5 of 10, pricing +5, careers -10 are other tools'; ours are on one
scale with the purchase at 100) and are for owners to change. ``form``: sending a form brings it, so that the
page's snippet and the site's server may both tell of one (`tracker/score.py` counts it once).
"""

from __future__ import annotations

from tracker.model import Row


class Action(Row):
    """What one kind of action is worth: value and impact in points, and the stage it leads to."""

    value: int = 0
    impact: int = 0
    stage: str = ""
    form: bool = False

ACTIONS: dict[str, Action] = {
    "viewed_product": Action(value=3),
    "wishlist": Action(value=10),
    "added_to_cart": Action(value=20),
    "removed_from_cart": Action(value=-5),
    "cart_viewed": Action(value=10),
    "coupon": Action(value=15),
    "checkout_started": Action(value=40),
    "order_completed": Action(value=100, stage="buyer"),
    "subscription_started": Action(value=100, stage="buyer"),
    "subscription_renewed": Action(value=100, stage="buyer"),
    "subscription_upgraded": Action(value=100, stage="buyer"),
    "invoice_paid": Action(value=80, stage="buyer"),
    "order_other": Action(value=10, stage="buyer"),
    "order_refunded": Action(value=-50),
    "subscription_cancelled": Action(value=-80),
    "demo_requested": Action(value=60, form=True),
    "quote_requested": Action(value=70, form=True),
    "trial_started": Action(value=50, form=True),
    "trial_ended": Action(value=-10),
    "account_created": Action(value=30, form=True),
    "signed_up": Action(value=30, form=True),
    "signed_in": Action(value=5),
    "form_submitted": Action(value=20, form=True),
    "form_started": Action(value=5),
    "form_abandoned": Action(value=-2),
    "contact_click": Action(value=10),
    "chat": Action(value=10),
    "applied": Action(form=True),
    "newsletter": Action(value=5, form=True),
    "webinar": Action(value=15, form=True),
    "downloaded": Action(value=5),
    "video": Action(value=3),
    "calculated": Action(value=8),
    "searched": Action(value=2),
    "support_ticket": Action(value=2, form=True),
    "unsubscribed": Action(value=-10),
    "reviewed": Action(impact=30),
    "shared": Action(impact=15),
    "liked": Action(impact=5),
    "followed": Action(impact=10),
    "referred": Action(impact=60),
    "invite_sent": Action(impact=40),
}
