"""The files of words people write: each language knows the common purposes, each phrase and job title is heard."""
import tomllib

import pytest

from tests.lexicon.hearing import BIG, heard
from tracker import words

TEXTS = words.FOLDER / "texts"
LANGUAGES = sorted(file.stem for file in TEXTS.glob("*.toml"))
EVERYWHERE = ("application", "study", "rfq", "need", "support", "order_reference", "complaint_return", "pitch", "partner", "press", "investor",
              "invoice")
INTENTS = set(EVERYWHERE) | set(
    "salary research buy_intent reputation demo_request trial spare_part existing_customer upsell recruiter_pitch competitor_probe no_purchase "
    "gibberish_test unsubscribe thanks_feedback referral reseller_purchase for_client title_buyer title_student title_hr_seeker "
    "title_journalist title_investor title_sales_vendor title_marketing_intel title_recruiter title_engineer".split())


def read(language: str) -> dict:
    """A language's file."""
    return tomllib.loads((TEXTS / f"{language}.toml").read_text(encoding="utf-8"))


def test_languages_are_many_and_the_first_five_are_there():
    assert len(LANGUAGES) >= 50
    assert {"sw", "te", "sl", "hy", "ru", *BIG} <= set(LANGUAGES)


def test_no_entry_is_broken():
    assert [line for line in words.broken() if "texts" in line] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_knows_the_common_purposes(language):
    content = read(language)
    assert content["name"]
    thin = [intent for intent in EVERYWHERE if len(content["intents"].get(intent, ())) < 5]
    assert not thin, f"{language} has fewer than five phrases for {thin}; add some."


@pytest.mark.parametrize("language", BIG)
def test_the_big_languages_are_rich(language):
    content = read(language)["intents"]
    thin = [intent for intent in EVERYWHERE if len(content.get(intent, ())) < 8]
    assert not thin
    assert {"title_buyer", "title_student", "title_journalist", "no_purchase", "existing_customer"} <= set(content)


@pytest.mark.parametrize("language", LANGUAGES)
def test_intents_are_known_by_name_and_each_phrase_stands_once(language):
    content = read(language)
    for table in ("intents", "ambiguous", "whole", "not"):
        for intent, phrases in content.get(table, {}).items():
            assert intent in INTENTS, f"{language} [{table}] {intent} is no intent."
            assert len(phrases) == len(set(phrases)), f"{language} [{table}] {intent} repeats a phrase."


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_is_heard_when_it_is_all_that_is_said(language):
    content = read(language)
    for intent, phrases in content["intents"].items():
        traps = {words.fold(trap) for trap in content.get("not", {}).get(intent, ())}
        for phrase in phrases:
            said = phrase.replace("*", "")
            if words.fold(said) not in traps:
                assert intent in heard(said, language), f"{language} {intent}: {phrase!r} is not heard."


@pytest.mark.parametrize("title, intent", [
    ("Head of Procurement", "title_buyer"), ("Geschäftsführerin", "title_buyer"), ("Начальник отдела закупок", "title_buyer"),
    ("Doktorandin", "title_student"), ("Étudiante en M2", "title_student"), ("студентка", "title_student"), ("大学院生", "title_student"),
    ("open to work", "title_hr_seeker"), ("Redakteurin", "title_journalist"), ("Periodista", "title_journalist"),
    ("Venture Partner", "title_investor"), ("Business Development Manager", "title_sales_vendor"), ("Vertriebsleiter", "title_sales_vendor"),
    ("Competitive Intelligence Lead", "title_marketing_intel"), ("Talent Acquisition", "title_recruiter"), ("inženirka", "title_engineer"),
    ("mkurugenzi", "title_buyer"), ("direktor nabave", "title_buyer"), ("satın alma müdürü", "title_buyer"), ("采购经理", "title_buyer")])
def test_job_titles_in_many_languages(title, intent):
    assert intent in heard(title)
