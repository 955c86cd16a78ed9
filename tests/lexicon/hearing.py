"""What is heard in a text, and the languages that must hear best: for all tests of the texts."""
from tracker import words

BIG = "ar cs de en es fr hi hr it ja ko nl pl pt ru sl sw tr uk zh".split()


def heard(text: str, language: str = "") -> set[str]:
    """The intents found in a text, as on a site of that language."""
    return {hit.intent for hit in words.text_hits(text, frozenset((language,) if language else ()))}
