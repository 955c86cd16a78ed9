"""The reader of whole messages: taught with today's letters, right where it speaks, silent where it cannot know, linear in length."""

import re
import tomllib
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bench.letters import source
from tracker.reading import letters, likeness, pieces
from tracker.reading.letters import ALIKE, KINDS, STEPS, chances, read_letter
from tracker.reading.pieces import buckets

ROOT = Path(__file__).resolve().parents[2]
STORIES = tomllib.loads((ROOT / "tests/stories/letters.toml").read_text(encoding="utf-8"))
CLASS = {"enquiry": "prospect", "customer": "customer", "upsell": "customer", "application": "job_seeker", "study": "student"}
MARKS = re.compile("^(FREE|UNI) ")


def test_the_table_is_of_todays_letters():
    """Whoever changes a letter or a phrase runs `make letters`."""
    assert pieces.source() == source(), "lexicon/letters.bin was taught with other letters: run `make letters` and commit the table"


@pytest.mark.parametrize("file", sorted((ROOT / "tracker/lexicon/letters").glob("*.toml")), ids=lambda file: file.stem)
def test_letters_are_sound(file):
    """Known kinds only, no letter twice, none empty."""
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    written = [letter for texts in table.values() for letter in texts]

    assert set(table) <= set(KINDS)
    assert len(written) == len(set(written)) and all(letter.strip() for letter in written)


def test_where_it_speaks_it_is_right():
    """On letters that taught nothing: nine of ten of those it speaks about, and it speaks about a third at least."""
    told = [(who, reading) for row in STORIES.values() for who, texts in row.items() for text in texts if (reading := read_letter(MARKS.sub("", text)))]
    right = sum(CLASS.get(reading.kind, "other") == who for who, reading in told)
    total = sum(len(texts) for row in STORIES.values() for texts in row.values())

    assert right >= 0.9 * len(told)
    assert len(told) >= total / 3


@pytest.mark.parametrize("text", ("", "ok", "????", "Good morning.", "\u202e\u202d\u200f", "1 2 3 4 5 6 7 8 9 10", "\ud800" * 50))
def test_it_is_silent_where_nothing_can_be_told(text):
    """No letter, no reading; never an error."""
    assert read_letter(text) is None


def test_it_quotes_words_of_the_message():
    """The words that say most stand in the message as quoted, and no number among them."""
    text = "I am writing my dissertation at university and hope you could fill in a questionnaire, code 88123, for my thesis research."
    reading = read_letter(text)

    assert reading and reading.kind == "study"
    assert all(word in text and not any(map(str.isdigit, word)) for word in reading.words.split(" … "))


def test_a_huge_message_costs_no_more_than_its_first_part():
    """A message of 100 KB, and one of a single endless word: no more pieces than 2,000 characters have."""
    assert len(buckets("zahlung " * 20_000)) < 100
    assert len(buckets("".join(chr(0x4E00 + at % 9000) for at in range(100_000)))) < 8_000
    assert len(buckets("x" * 100_000)) < 400


def test_a_name_or_a_secret_is_never_quoted():
    """Only words that several letters hold: what a visitor alone wrote stays in the message."""
    for secret in ("Dissertationova", "thesiswitz", "Universityluv"):  # weigh as much as the words they are made of
        text = f"{secret} {secret}: I am writing my dissertation at university, my password {secret}, could you fill in a questionnaire for my thesis, {secret}?"
        reading = read_letter(text)

        assert reading and secret.lower() not in reading.words.lower()


def test_lanes_hold_the_longest_message():
    """No sum of weights of 2,000 characters runs over into the next kind: in any lane it is what single weights add up to."""
    table = pieces._table()
    found = buckets("".join(chr(0x4E00 + (at * 7919) % 9000) for at in range(2_000)))
    whole = pieces._lanes(table, found)

    assert len(found) > 5_000
    assert whole == [sum(column) for column in zip(*(pieces._lanes(table, [piece]) for piece in found))]


def test_every_letter_has_a_meaning_in_the_table():
    """The table of meanings is of as many letters as there are, and tells each kind's share."""
    written = [kind for file in sorted((ROOT / "tracker/lexicon/letters").glob("*.toml")) for kind, texts in tomllib.loads(file.read_text(encoding="utf-8")).items() for _ in texts]
    table = likeness._table()

    assert len(table["letters"]) == len(table["speaks"]) == len(written)
    assert [round(float(share), 4) for share in table["share"]] == [round(written.count(kind) / len(written), 4) for kind in KINDS]
    assert sorted(kind for row in ALIKE for kind in row) == sorted(KINDS)


@pytest.mark.parametrize("text", ("Ninahitaji paa jipya la nyumba yangu, mnaweza kuja kupima lini na mtanipa bei gani?", "Potrebujem novo streho za hišo, kdaj lahko pridete izmerit in koliko bi stalo?", "Ես նոր տանիք եմ ուզում, ե՞րբ կարող եք գալ չափելու և որքա՞ն կարժենա։", "ನನ್ನ ಮನೆಗೆ ಹೊಸ ಛಾವಣಿ ಬೇಕು, ಯಾವಾಗ ಬಂದು ಅಳತೆ ಮಾಡಬಹುದು ಮತ್ತು ಎಷ್ಟು ವೆಚ್ಚವಾಗುತ್ತದೆ?"), ids=("sw", "sl", "hy", "kn"))
def test_a_meaning_has_no_language(text):
    """The same wish in four languages, one of which (Kannada) taught nothing."""
    reading = read_letter(text)

    assert reading and reading.kind == "enquiry" and 1 <= reading.steps <= STEPS


def test_without_the_engine_the_words_speak(monkeypatch):
    """On a system that the engine is not made for a plain application is still read; nothing fails."""
    monkeypatch.setattr(letters, "likeness", lambda text: None)
    text = "I am writing my dissertation at university and hope you could fill in a questionnaire for my thesis research."

    assert max(chances(text).items(), key=lambda told: told[1])[0] == "study"


def test_a_processor_without_the_instructions_is_told_apart(tmp_path, monkeypatch):
    """The engine's wheels need AVX2; elsewhere they would stop the server with an illegal instruction."""
    cpu = tmp_path / "cpuinfo"
    monkeypatch.setattr(likeness.platform, "machine", lambda: "x86_64")
    cpu.write_text("flags\t: fpu sse4_2 avx\n")
    assert not likeness._knows_instructions(cpu)
    cpu.write_text("flags\t: fpu sse4_2 avx avx2 fma\n")
    assert likeness._knows_instructions(cpu)


@pytest.mark.parametrize("letter", ("\ufdfa", "\ufdfb", "\u33ff", "\U0001f1e6", "\u1112\u1161\u11ab", "\0", "\udc80", "a\u0301\u0302"), ids=ascii)
def test_the_engine_sees_normal_form_only(letter):
    """Written in C it makes room for four characters out of a byte; U+FDFA as sent would write beyond it and end the server."""
    shown = likeness.plain(letter * 1_000)

    assert len(shown) <= likeness.LIMIT and "\0" not in shown and unicodedata.is_normalized("NFKC", shown)
    assert all(len(unicodedata.normalize("NFKC", char)) <= 4 for char in shown)
    read_letter("We need a quotation for forty pumps. " + letter * 1_000)


def test_threads_read_the_same():
    """Four threads at once: each text has the meaning it has alone."""
    texts = [f"Wir brauchen {count} Ventile bis Ende des Monats, was kosten sie?" for count in range(12)]
    alone = [likeness.meaning(text).tolist() for text in texts]
    with ThreadPoolExecutor(4) as pool:
        together = [told.tolist() for told in pool.map(likeness.meaning, texts)]

    assert together == alone
