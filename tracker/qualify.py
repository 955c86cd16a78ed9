"""Verdict, score and policy -> which of the three lists somebody stands on, and every reason for it.

Everybody stands on exactly one. The reasons are closed: each is documented here and counted.
"""

from __future__ import annotations

from tracker.model import CLASSES, DAY_MS, Known, Score, Site, Standing, Verdict
from tracker.rulebook import Rulebook

REASONS = {
    "qualified": "Probably a buyer, has left contact data and has not objected.",
    "customer_asks": "Already a customer, shows interest in more, and can be reached.",
    "sales_said": "A sales person settled who this is.",
    "unsure_buyer": "May be a buyer, but another explanation is nearly as likely. A person should look.",
    "unread_message": "Wrote to us, but no word in it is known to be a buyer's. A person should read it.",
    "mixed_message": "Writes like a buyer and like somebody else. A person should read it.",
    "rival_asks": "Asks like a buyer, from an address of a rival that you named. A person should look.",
    "unsure_competitor": "Behaves like a rival, but behaviour alone convicts nobody. A person should look.",
    "unsure_bot": "Behaves like a program, but only one kind of sign says so. A person should look.",
    "contested": "Contests what we say of them, through their own link. Until a person has decided, sales leaves them alone.",
    "disputed": "What was said of this person under a public key contradicts what is known of them. A person should look.",
    "unconfirmed": "Probably a buyer, but only a public key ties this device to a known account that it gave no contact data of. A person should look.",
    "owner_reviews": "The owner wants this class to be looked at by a person.",
    "not_a_buyer": "Probably not a buyer.",
    "nothing_known": "Nothing yet says who this is.",
    "no_contact": "Probably a buyer, but has left no way to be reached.",
    "false_lead": "The contact data is false or bounces.",
    "objected": "Has objected to being contacted.",
    "no_consent": "Has not agreed to marketing, or the browser sends Global Privacy Control, and did not ask for an answer.",
    "settled_customer": "Already a customer, with no sign of wanting more.",
}
# What a customer must show to be called about more: asking, or looking at prices and writing, or looking on two days
# (once, they check a bill). Leaving outweighs it: who cancels or sends something back wants no sales call. A form made for offers
# is no asking where the message in it is about what they have: complaints take the first form at hand.
BUYING = ("asked_for_offer", "asked_for_demo", "asked_for_more", "sent_from_quote", "text_rfq", "text_demo", "text_reseller", "reads_as_upsell")
LOOKING = ("viewed_pricing", "viewed_quote_form", "viewed_demo_form")
HELP = ("text_support", "text_order", "text_complaint", "sent_from_help", "asked_support")
LEAVING = ("order_returned", "text_complaint", "cancelled")
ASKED = ("asked_for_offer", "asked_for_demo", "asked_for_more", "sent_from_quote", "text_rfq", "text_demo", "wrote_to_us")
# Who did one of these has turned to us, not only to sales: an answer is what they want.
TURNED = (*ASKED, "applied", "asked_support", "sent_from_careers", "sent_from_desk", "sent_from_help")
# A message is a lead's if a word of it is a buyer's or the way to it is: who sells, applies or asks for a thesis in words that the
# lexicon lacks must not pass for a buyer because nothing speaks against them.
WANTING = ("text_rfq", "text_demo", "text_need", "text_reseller", "text_for_client", "text_referral", "reads_as_enquiry", "reads_as_upsell",
           "added_to_cart", "checkout_started", "signed_up", "said_lead")  # fmt: skip
# A form made for offers vouches for who fills it in without many words. For a message it does not: who sells, surveys or applies takes
# the first form at hand (of 44 leads on another author's sites 4 were such).
FORMS = ("asked_for_offer", "asked_for_demo", "sent_from_quote")
ELSEWHERE = ("text_pitch", "text_partner", "text_press", "text_investor", "text_study", "text_research", "text_application", "text_recruiter",
             "text_no_purchase", "text_probe", "text_salary", "form_links", "reads_as_application", "reads_as_study", "reads_as_pitch", "reads_as_partner",
             "reads_as_press", "reads_as_investor", "reads_as_research", "reads_as_probe")  # fmt: skip
# Read whole as a buyer's, a message is one, whichever word in it others use, too; but these no buyer says.
READ = ("reads_as_enquiry", "reads_as_upsell")
NO_BUYER = ("text_study", "text_no_purchase", "text_probe", "text_research", "form_links")
RIVAL = ("email_rival", "company_rival", "from_rival_desk")
FALSE = ("fake_contact", "email_bounced")
CONTACTED = ("won", "lost", "no_answer", "not_now")
REVIEW_CHANCE = 240  # permille of prospect from which an unsure verdict is worth a human look
LEAD_CHANCE = 640  # permille of prospect from which sales is told without one: of those just below every third was none


def final_class(known: Known, verdict: Verdict) -> str:
    """The class we stand by: what sales said last, else the winner if nothing is in doubt, else unknown."""
    said = [told["class"] for told in known.dispositions if told["class"]]
    if said:
        return said[-1]
    return "unknown" if verdict.doubt else verdict.winner


def contacts(known: Known, now: int) -> int:
    """How often sales has contacted somebody in the 30 days before ``now``, as its outcomes tell."""
    month = now - 30 * DAY_MS
    return sum(1 for told in known.dispositions if told["outcome"] in CONTACTED and told["at"] > month)


def reachable(known: Known) -> bool:
    """Whether there is an e-mail address or telephone number that is not plainly false."""
    return any(name in known.traits and known.traits[name].value for name in ("email", "phone"))


def _signs(known: Known) -> set[str]:
    return {name for name, _ in known.evidence.marks}


def _wants_more(known: Known, signs: set[str]) -> bool:
    """Whether a customer shows interest in more, and not in leaving."""
    looked = {day for name, day in known.evidence.marks if name in LOOKING}
    helped = signs & {*HELP, "reads_as_customer"}
    wrote = "wrote_to_us" in signs and not helped
    asked = signs & set(BUYING) - (set(FORMS) if helped else set())
    return bool(asked or len(looked) + wrote >= 2) and not signs & set(LEAVING)


def _objects(known: Known, signs: set[str]) -> str:
    """Why outreach is not allowed, or nothing. Somebody who asked for an answer wants one, GPC or not."""
    if known.suppressed:
        return "objected"
    if signs & set(ASKED):
        return ""
    if "consent" in known.traits and known.traits["consent"].value == "denied":
        return "no_consent"
    return "no_consent" if "gpc" in known.traits and known.traits["gpc"].value == "1" else ""


def contest(known: Known) -> str:
    """What somebody says they are ("a note" where only that) and no person has answered yet, or nothing."""
    told = max(((mark.last, mark.sample) for (name, _), mark in known.evidence.marks.items() if name == "contests"), default=(0, ""))
    return told[1] if told[0] > max((said["at"] for said in known.dispositions), default=-1) else ""


def silence(known: Known) -> str:
    """Why another desk than sales (HR, press, partners, support) may not answer somebody, or nothing: only who turned to us is answered."""
    signs = _signs(known)
    if known.suppressed or signs & set(FALSE):
        return "objected" if known.suppressed else "false_lead"
    return "" if signs & set(TURNED) else _objects(known, signs) or "did_not_write"


def _unsure(verdict: Verdict) -> str:
    """The reason to ask a person about an uncertain verdict, or nothing."""
    if verdict.doubt == "behaviour_only":
        return "unsure_competitor"
    if verdict.doubt == "one_kind_of_sign":
        return "unsure_bot"
    if verdict.winner == "prospect" and verdict.probability < LEAD_CHANCE and not verdict.doubt:
        return "unsure_buyer"
    if verdict.doubt in ("below_threshold", "two_classes") and verdict.probabilities["prospect"] >= REVIEW_CHANCE:
        return "unsure_buyer"
    return ""


def _unread(signs: set[str]) -> str:
    """Why a person should read a likely buyer's message first, or nothing."""
    if "wrote_to_us" not in signs:
        return ""
    if signs & set(ELSEWHERE if not signs & set(READ) else NO_BUYER):
        return "mixed_message"
    looked = signs & set(LOOKING) if "text_withheld" in signs else ()
    vouched = () if "left_message" in signs else signs & set(FORMS)
    return "" if looked or vouched or signs & set(WANTING) else "unread_message"


def _outreach(known: Known, verdict: Verdict, who: str, signs: set[str]) -> tuple[str, str]:
    """Place and reason of somebody whose class may be contacted."""
    if signs & set(FALSE):
        return "excluded", "false_lead"
    if not reachable(known):
        return "excluded", "no_contact"
    objection = _objects(known, signs)
    if objection:
        return "excluded", objection
    if signs & set(RIVAL) and not known.dispositions:
        return "review", "rival_asks"
    if who == "prospect" and not known.dispositions and (unread := _unread(signs)):
        return "review", unread
    if who == "customer" and not _wants_more(known, signs):
        return "excluded", "settled_customer"
    return "lead", "customer_asks" if who == "customer" else "qualified"


def _place(known: Known, verdict: Verdict, site: Site, rulebook: Rulebook) -> tuple[str, str]:
    if contest(known):
        return "review", "contested"
    signs, who = _signs(known), final_class(known, verdict)
    last = known.dispositions[-1] if known.dispositions else {}
    if last.get("outcome") == "bad_data":
        return "excluded", "false_lead"
    disposition = site.dispositions.get(who, rulebook.classes[who].disposition)
    if not any(told["class"] for told in known.dispositions):
        unsure = _unsure(verdict)
        if unsure and (unsure != "unsure_buyer" or reachable(known)):
            return "review", unsure
    if disposition == "review":
        return "review", "owner_reviews"
    if disposition == "lead":
        return _outreach(known, verdict, who, signs)
    if who == "unknown":
        return "excluded", "nothing_known"
    return "excluded", "sales_said" if last.get("class") else "not_a_buyer"


def qualify(known: Known, verdict: Verdict, score: Score, site: Site, rulebook: Rulebook, dispute: str = "") -> Standing:
    """Exactly one of lead, review, excluded, with the closed reason, its sentence, and the rank in the list.

    ``dispute``: why a person should look before anything else (what claims.py found), or nothing. Rank orders the lists: probability of the class first, then engagement, then fit.
    """
    place, reason = ("review", dispute) if dispute else _place(known, verdict, site, rulebook)
    chance = verdict.probabilities["prospect"] if place != "excluded" else verdict.probability
    rank = chance * 1_000_000 + score.engagement * 1000 + score.fit
    claim = contest(known) if reason == "contested" else ""
    says = f"{REASONS[reason]} They say they are: {claim.replace('_', ' ')}." if claim in CLASSES else REASONS[reason]
    return Standing(place=place, reason=reason, says=says, rank=rank)
