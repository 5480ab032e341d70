"""How text is cut into what the search table holds, and questions into what is looked up.

Chinese has no spaces, so a run of Han characters is cut into overlapping pairs: 华东建材 gives
华东 东建 建材, and its last character alone. What is short enough to be a name gives its pinyin
and its initials from every character on, so that "hdjc", "jiancai" and "jc" find it. Latin
words and numbers stand as they are. A pair in a question is looked up as it is, and all else as
a prefix.
"""

import re
from collections.abc import Iterable

from zhudan.records.pinyin import HAN, syllables

LONGEST_TEXT = 2000
LONGEST_NAME = 40
_LONGEST_WORD = 30
_LONGEST_SOUND = 16
_LONGEST_INITIALS = 12
_SHORTEST_DIGITS = 4
_MOST_PARTS = 12
_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+|[^\W_\u3400-\u4dbf\u4e00-\u9fff]+")


def runs(text: str) -> Iterable[str]:
    return (match.group() for match in _RUN.finditer(text.lower()))


def words_of(text: str, *, name: bool) -> set[str]:
    """What a text is found by. name: also by pinyin and initials, if it is short."""
    found: set[str] = set()
    name = name and len(text) <= LONGEST_NAME
    for run in runs(text[:LONGEST_TEXT]):
        if not HAN.match(run):
            found.add(run[:_LONGEST_WORD])
            continue
        found.update(run[at : at + 2] for at in range(len(run)))
        if name:
            found.update(_sounds(run))
    return found


def digits_of(text: str) -> set[str]:
    """A phone number is found by any four or more of its digits in a row."""
    digits = "".join(one for one in text if one in "0123456789")[-_LONGEST_SOUND:]
    ends = range(max(1, len(digits) - _SHORTEST_DIGITS + 1))
    return {digits[at:] for at in ends} if digits else set()


def question(text: str) -> list[str]:
    """The prefixes all of which must be there; empty when nothing can be looked up."""
    found: list[str] = []
    for run in runs(text[:200]):
        if HAN.match(run):
            pairs = [run[at : at + 2] for at in range(len(run) - 1)]
            found.extend(pairs or [run])
        elif run.isascii() and run.isalpha():
            found.append(run[:_LONGEST_SOUND])
        else:
            found.append(run[:_LONGEST_WORD])
    return list(dict.fromkeys(found))[:_MOST_PARTS]


def is_pair(part: str) -> bool:
    """Whether a part of a question is a word as the search table has it, not a beginning."""
    return len(part) == 2 and HAN.fullmatch(part) is not None


def _sounds(run: str) -> set[str]:
    read = syllables(run)
    found = set()
    for at in range(len(read)):
        found.add("".join(read[at:])[:_LONGEST_SOUND])
        found.add("".join(one[0] for one in read[at : at + _LONGEST_INITIALS]))
    return found
