"""Has a student's address or words and asks for an internship: looks for work, whatever the address. Purpose beats occupation."""

from tracker.model import Pattern, Site
from tracker.tally import Tally

PATTERN = Pattern(
    says="is a student who looks for work here",
    group="words",
    votes={"job_seeker": 1800, "student": -2500},
    fires={"email_student": 1, "text_application": 1},
    quiet={"email_student": 1, "text_study": 1},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    student = tally.any("email_student", "email_academic", "title_student", "text_study")
    work = (
        tally.any("applied", "apply_page")
        or tally.any("text_application")
        and tally.any("internship_page", "careers_page", "vacancy_page", "email_student", "searched_job", "title_student")
    )
    return tally.sample("text_application", "applied", "apply_page") if student and work and not tally.any("text_no_purchase") else None
