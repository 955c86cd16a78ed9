"""The matcher: what it promises whatever the words are."""
import time
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker import words
from tracker.fold import segments


def intents(text: str, *languages: str) -> set[str]:
    """The intents found in a path or title."""
    return {hit.intent for hit in words.page_hits(text, frozenset(languages))}


@pytest.mark.parametrize("one, other", [
    ("Über-uns", "uber uns"), ("%C3%9Cber%20uns", "über uns"), ("%25C3%259Cber", "über"), ("Кар’єра", "кар'єра"), ("Ёлка", "елка"),
    ("θέσεις ΕΡΓΑΣΊΑΣ", "θεσεισ εργασιασ"), ("\u200bjobs\u200f", "jobs"), ("ｊｏｂｓ", "jobs"), ("so­ft", "soft"), ("وَظَائِف", "وظائف"),
    ("ـوظائفـ", "وظائف"), ("Ինչպե՞ս", "ինչպես"), ("İş İlanları", "iş ilanları"), ("contactUs", "contact us"), ("٢٠٢٦", "2026"),
    ("vаcancies", "vacancies"), ("करियऱ", "करियर"), ("xn--80aaxgqbdi", "xn--80aaxgqbdi"), ("e\u0301", "é"), ("a//b__c", "a b c"),
])
def test_fold_brings_spellings_together(one, other):
    """Encodings, accents, invisible marks, alphabets' look-alikes and case do not matter."""
    assert words.fold(one) == words.fold(other)


def test_fold_keeps_vowel_signs():
    """The marks of Indic and Thai scripts are letters, not accents."""
    assert words.fold("ఉద్యోగాలు") == "ఉద్యోగాలు" and words.fold("नौकरी") == "नौकरी" and words.fold("ที่") == "ที่"


def test_an_address_is_cut_at_slashes_and_a_title_is_not():
    """In a title "m/w/d" is one phrase; in an address each segment stands alone."""
    assert segments("/a/b-c") == ["", "a", "b c"]
    assert [part.split() for part in segments("Entwickler (m/w/d) | Firma")] == [["entwickler"], ["m", "w", "d"], [], ["firma"]]


def test_a_punycode_label_is_read():
    """вакансии.example arrives as xn--."""
    label = "вакансии".encode("punycode").decode()
    assert "careers" in intents(f"https://xn--{label}.example/1")


def test_percent_encoding_hides_nothing():
    """The same path, encoded once or twice."""
    path = "/вакансии/инженер"
    assert intents(path) == intents(quote(path)) == intents(quote(quote(path))) == {"careers"}


def test_a_word_counts_only_as_a_word():
    """Neither inside another word nor across a boundary."""
    assert not intents("/border-orders/democracy/") & {"checkout", "demo"}
    assert "contact" not in intents("/contactless/")


def test_an_ambiguous_word_needs_its_language():
    """"stage" is an internship in French and Dutch, lights in English."""
    assert "internship" not in intents("/stage-marketing/") and "internship" not in intents("/stage-marketing/", "en")
    assert "internship" in intents("/stage-marketing/", "fr") and "internship" in intents("/stage-marketing/", "fr-CA")


def test_a_whole_word_must_fill_its_segment():
    """"/praca/" is a careers page; a laptop for work is not."""
    assert "careers" in intents("/praca/") and "careers" in intents("/praca.html") and "careers" in intents("Praca | Firma")
    assert "careers" not in intents("Laptopy do pracy zdalnej") and "careers" not in intents("/praca-zdalna-laptopy/")


def test_a_trap_cancels_what_it_covers_and_nothing_else():
    """The same page may have a real sign beside the trap."""
    assert "careers" not in intents("Modes d'emploi et notices")
    assert "careers" in intents("Modes d'emploi | Offres d'emploi")


def test_the_longest_entry_speaks():
    """One hit for one place, and it quotes the file's own spelling."""
    hits = [hit for hit in words.page_hits("Prosta delovna mesta") if hit.intent == "careers"]
    assert hits == [words.Hit("careers", "prosta delovna mesta", "sl")]


def test_the_language_of_the_page_is_preferred():
    """"kontakt" is a word of many languages."""
    assert words.page_hits("/kontakt/", frozenset({"pl"}))[0].language == "pl"
    assert words.page_hits("/kontakt/", frozenset({"sl"}))[0].language == "sl"


def test_words_written_together_are_found():
    """Addresses leave the hyphen out."""
    assert "contact" in intents("/contactus.aspx") and "careers" in intents("/lavoraconnoi")


def test_umlauts_may_be_spelt_out():
    """"ä" comes as "a" and as "ae"."""
    assert "docs" in intents("/datenblaetter/") and "docs" in intents("/datenblatter/") and "docs" in intents("Datenblätter")


@pytest.mark.parametrize("odd", [None, 17, "", "%", "%zz%", "\ud800", "%ff%fe", "xn--", "xn--\u0430", "*", "?" * 5000, "\x00", b"bytes"])
def test_nothing_raises(odd):
    """Whatever a browser or a scanner sends."""
    assert isinstance(words.page_hits(odd), tuple) and isinstance(words.text_hits(odd), tuple)


@given(st.text(), st.frozensets(st.text(max_size=5), max_size=3))
@settings(max_examples=300, deadline=None)
def test_total_on_any_text(text, languages):
    """A law: any text gives hits with known intents, twice the same."""
    hits = words.page_hits(text, languages)
    assert hits == words.page_hits(text, languages) and {hit.intent for hit in hits} <= set(words.INTENTS)


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_fold_is_settled(text):
    """A law: what is folded has no space at its ends and none doubled."""
    folded = words.fold(text)
    assert folded == " ".join(folded.split())


@pytest.mark.parametrize("filler", ["jobs ", "a-", "%25", "modes d emploi ", "採用", "е", "xn--", "ab" * 40 + " ", "((((", "the "])
def test_a_huge_title_costs_no_more_than_a_long_one(filler):
    """100 KB are cut; what is left takes milliseconds (the bound is generous: shared machines)."""
    words.page_hits("warm")
    begun = time.perf_counter()
    words.page_hits(filler * (100_000 // len(filler)))
    assert time.perf_counter() - begun < 0.1


def test_no_file_is_broken():
    """Entries the loader had to leave out would be silent holes."""
    assert [fault for fault in words.broken() if "/pages/" in fault] == []


def test_a_broken_file_names_file_entry_and_remedy(tmp_path, monkeypatch):
    """And the sound entries beside it still count."""
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "xx.toml").write_text('name = "X"\n[intents]\ncareers = ["zzjobs", "a:b", "*"]\nnonsense = ["q"]\n', encoding="utf-8")
    (folder / "yy.toml").write_text("name = ", encoding="utf-8")
    monkeypatch.setattr(words, "FOLDER", tmp_path)
    words._lexicon.cache_clear()
    words._hits_of_page.cache_clear()
    try:
        assert intents("/zzjobs/") == {"careers"}
        faults = "\n".join(words.broken())
        assert "xx.toml" in faults and "'a:b'" in faults and "nonsense" in faults and "yy.toml" in faults and "correct the file" in faults
    finally:
        words._lexicon.cache_clear()
        words._hits_of_page.cache_clear()
