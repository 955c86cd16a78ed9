"""Drafts of rules: what is wrong with one, in which line, and the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import NOW, SITE
from tracker import drafts
from tracker.collector import Collector
from tracker.commands import run
from tracker.model import CLASSES
from tracker.reading import traps
from tracker.reading.pages import compiled
from tracker.rulebook import BrokenRule, load
from tracker.settings import load as load_settings

BROKEN = """# what we want
[votes.careers_page]
job_seeker = 2500
prospct = 5

[votes.careers_pag]
job_seeker = 1
[votes]
pricing_page = 7
viewed_pricing.prospect = 1.5

[thresholds]
prospect = 1001
"job_seeker" = true

[dispositions]
student = "leads"

[sections]
pricing = [
    "^/tarife",
    "(a+)+$",
    "("
]
about = "x"

[vote]
"""


def told(text: str) -> list[str]:
    """What is wrong with a text, without the file's name and the last line."""
    with pytest.raises(BrokenRule) as raised:
        drafts.draft_of(text, "f.toml", load())
    return [line.removeprefix("f.toml, ") for line in str(raised.value).splitlines()]


def test_every_fault_names_line_key_and_remedy() -> None:
    """All at once, in the order of the file; unknown names get the nearest known one."""
    found = told(BROKEN)
    begins = [
        ("line 4: votes.careers_page.prospct", "Did you mean 'prospect'?"), ("line 6: votes.careers_pag", "Did you mean 'careers_page'?"),
        ("line 9: votes.pricing_page", ""), ("line 9: votes.pricing_page: is 7", "[votes.pricing_page]"), ("line 10: votes.viewed_pricing.prospect", "millinats"),
        ("line 13: thresholds.prospect", "0 to 1000"), ("line 14: thresholds.job_seeker", "permille"), ("line 17: dispositions.student", "Did you mean 'lead'?"),
        ("line 22: sections.pricing", "can be tried in too many ways"), ("line 23: sections.pricing", "no regular expression"), ("line 25: sections.about", "a list"),
        ("line 27: vote", "Did you mean 'votes'?"),
    ]  # fmt: skip
    assert len(begins) == len(found) - 1 and "stay as they are" in found[-1]
    for (begin, part), line in zip(begins, found):
        assert line.startswith(begin) and part in line, line


VOTE = "[votes.careers_page]\njob_seeker = "
# What is in the file, its line, a word of what is wrong and of the remedy.
TABLE = {
    "a heading without its bracket": (b"[votes\n", 1, "closing bracket", "[thresholds]"),
    "no value": (b"\n\na = \n", 3, "no value", "straight quotes"),
    "curly quotes": ("[dispositions]\nstudent = “lead”".encode(), 2, "no value", "straight quotes"),
    "a text without an end": (b'x = "', 1, "no TOML", "Mend the line"),
    "a heading twice": (b"[thresholds]\nbot = 1\n[thresholds]\n", 3, "twice", "one heading"),
    "a key twice": (b"[thresholds]\nbot = 1\nbot = 2\n", 3, "twice", "Keep one"),
    "a leading zero": (b"[thresholds]\nbot = 0650\n", 2, "behind the value", "leading 0"),
    "JSON": (b'{"thresholds": {"bot": 650}}', 1, "neither", "winnow rules show"),
    "YAML": (b"thresholds:\n  bot: 650\n", 1, "no =", "[brackets]"),
    "a zero byte": (b"[thresholds]\nbot = 650\n\0\n", 3, "neither", "winnow rules show"),
    "line ends of an old Mac": (b"[thresholds]\rbot = 650\r", 1, "behind the value", "one key"),
    "5,000 digits": (VOTE.encode() + b"9" * 5000, 2, "digits", "10000"),
    "5,000 lists": (b"\na = " + b"[" * 5000 + b"]" * 5000, 2, "too deep", "flat"),
    "UTF-16": ("[thresholds]\n".encode("utf-16"), 1, "no UTF-8", "Save"),
    "Latin-1": (b"[sections]\njobs = ['\xe4']\n", 2, "no UTF-8", "Save"),
    "an unknown signal, CRLF": (b"[thresholds]\r\nbot = 1\r\n\r\n[votes.carers_page]\r\nbot = 1\r\n", 4, "no signal", "'careers_page'"),
    "an unknown class, tabs, BOM": (b"\xef\xbb\xbf[thresholds]\n\tbott\t=\t1\n", 2, "no class", "'bot'"),
    "an unknown table": (b"# hm\n[threshold]\nbot = 1\n", 2, "no such table", "'thresholds'"),
    "a list of tables": (b"[[votes]]\nbot = 1\n", 1, "must be a table", "[votes]"),
    "beyond the bounds": ((VOTE + "10001\n").encode(), 2, "10001", "-10000 to 10000"),
    "a fraction": ((VOTE + "2.5\n").encode(), 2, "2.5", "whole number"),
    "yes": ((VOTE + "true\n").encode(), 2, "True", "whole number"),
    "a day": (b"[thresholds]\nbot = 2026-01-01\n", 2, "2026", "whole number"),
    "an unknown list": (b"[dispositions]\nstudent = 'leads'\n", 2, "no list", "'lead'"),
    "an expression that is none": (b"[sections]\njobs = ['^/jobs',\n '(']\n", 3, "no regular expression", "Mend"),
    "a trap": (b"[sections]\njobs = ['((a)+)+b']\n", 2, "too many ways", "inner repetition"),
    "what refers to itself": (b"[sections]\njobs = '^/jobs'\njobs.more = ['x']\n", 3, "twice", "Keep one"),
}  # fmt: skip


@pytest.mark.parametrize("raw, line, wrong, remedy", TABLE.values(), ids=TABLE)
def test_a_broken_file_names_file_line_and_remedy(tmp_path: Path, raw: bytes, line: int, wrong: str, remedy: str) -> None:
    """Whatever is in the file, and nothing else is raised."""
    file = tmp_path / "rules.toml"
    file.write_bytes(raw)
    with pytest.raises(BrokenRule) as raised:
        drafts.draft_of(drafts.read(file), str(file), load())
    first = str(raised.value).splitlines()[0]
    assert first.startswith(f"{file}, line {line}: ") and wrong in first and remedy in first, first


def test_the_rules_in_force_outlive_every_broken_file(tmp_path: Path) -> None:
    """What is published stays published, to the digest; no broken file makes a version."""
    collector = Collector(load_settings({"data": str(tmp_path)}), now=lambda: NOW)
    collector.administer(lambda registry: registry.add_site(SITE, NOW))
    good = {"site": "shop", "file": "f.toml", "note": "n", "author": "ann"}
    before = run(collector, "rules_publish", {**good, "text": "[thresholds]\nprospect = 900\n"})
    for raw, *_ in TABLE.values():
        with pytest.raises(ValueError):
            run(collector, "rules_publish", {**good, "text": raw.decode("utf-8-sig")})
    latest = collector.store.history.latest("shop")
    assert (latest.number, latest.digest) == (before["version"], before["digest"]) and collector.sites["shop"].thresholds == {"prospect": 900}
    collector.close()


def test_many_faults_and_long_files_are_told_shortly() -> None:
    """Three thousand faults are told by twenty; a file without a rule says so."""
    text = "[votes.careers_page]\n" + "".join(f"x{number} = 1\n" for number in range(3000))
    found = told(text)
    assert len(found) == 22 and found[-2] == "… and 2980 more." and found[0].startswith("line 2:")
    assert drafts.draft_of("# nothing yet\n", "f", load()).warnings == ("f holds no rule; publishing it would change nothing.",)


TRAPS = ["((a)+)+$", "(a+)+$", "(a|a)*$", "(?:a?){40}a{40}", "a?" * 30 + "a" * 30, "a*a*a*a*a*a*b", "(.*a){12}", "((a*)){9}b", "(?:aa?)+b", ".*.*.*.*x", "(a\\)+)+$", "(?=(a+)+b)"]
HARMLESS = ["^/jobs/.*/apply", "/(?:de|en)?/?karriere/?", "^/a/[^/]+/b/[^/]+/c/[^/]+/d/[^/]+/e/[^/]+/", ".*jobs.*", "^/(jobs|careers)(/|$)", r"\?page=jobs", "a{3}", "(?i:stellen)"]


@pytest.mark.parametrize("pattern", TRAPS)
def test_a_pattern_that_could_stop_the_server_is_refused(pattern: str) -> None:
    """By counting its ways, not by trying it."""
    assert traps.tries(pattern, 300) > traps.MOST and compiled(pattern) is None


@pytest.mark.parametrize("pattern", HARMLESS)
def test_what_owners_write_is_taken(pattern: str) -> None:
    """Alternatives, stars between fixed parts, optional parts, ids between slashes."""
    assert compiled(pattern) is not None


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """Absent, too long, not UTF-8."""
    for content, says in ((None, "cannot be read"), (b"#" * 1_000_001, "is the most"), (b"a = 1\n# \xff", "line 2: this is no UTF-8")):
        file = tmp_path / "r.toml"
        if content is not None:
            file.write_bytes(content)
        with pytest.raises(BrokenRule, match=says):
            drafts.read(file)


def test_what_has_no_effect_is_a_warning() -> None:
    """A vote beyond its group's cap, and a kind of page that no signal asks for; rejected pages are no fault."""
    draft = drafts.draft_of('[votes.careers_page]\njob_seeker = 9000\n[sections]\nprising = ["x"]\n-careers = ["y"]\n', "f", load())
    assert [warning[:10] for warning in draft.warnings] == ["f, line 2:", "f, line 4:"] and "Did you mean 'pricing'?" in draft.warnings[1]


names = st.sampled_from(["careers_page", "viewed_pricing", "returned_to_offer"])
classes = st.sampled_from(CLASSES)
tables = st.fixed_dictionaries({}, optional={
    "votes": st.dictionaries(names, st.dictionaries(classes, st.integers(-10_000, 10_000), min_size=1), min_size=1),
    "thresholds": st.dictionaries(classes, st.integers(0, 1000), min_size=1),
    "dispositions": st.dictionaries(classes, st.sampled_from(["lead", "review", "excluded"]), min_size=1),
    "sections": st.dictionaries(st.text(min_size=1, max_size=8), st.lists(st.sampled_from(['^/a"b', "^/\\w+", "é", "a\tb"])), min_size=1),
})  # fmt: skip


@given(tables)
def test_what_is_written_is_read_back(made: dict) -> None:
    """`rules show` prints a file that `rules check` takes, and means the same."""
    assert drafts.draft_of(drafts.written(made), "f", load()).tables == made


@given(st.text(max_size=200))
def test_any_text_is_a_draft_or_a_told_fault(text: str) -> None:
    """Never another error."""
    try:
        drafts.draft_of(text, "f", load())
    except BrokenRule as error:
        assert "line" in str(error)
