"""When two texts are the same thing written twice. Pure: text in, text out.

A company's name is compared by its core. 有限公司 and 有限责任公司 are one legal form under two
spellings, and 股份有限公司 is what such a company becomes; none of them tells two companies of
one name apart, so they go, wherever they stand. 集团 and 分公司 stay, for a group, its member and
its branch are customers of their own; they are near, not equal.
"""

import re
import unicodedata
from collections.abc import Set

from zhudan.records.pinyin import HAN, syllables

_LEGAL = re.compile(r"股份有限责任公司|股份有限公司|有限责任公司|股份公司|有限公司")
_COMPANY = re.compile(r"(?<=.)(?<![分子总])公司$")
_LATIN = re.compile(r"(?<=.)(?:co(?:ltd|limited)|ltd|limited|llc|gmbh|incorporated|corporation)$")
_NUMBERS = re.compile(r"\d|[一二三四五六七八九十]")
NEAR = 0.7


def fold(text: str) -> str:
    """Letters and digits alone, in one width and case; idempotent."""
    while True:
        plain = unicodedata.normalize("NFKC", text).casefold()
        kept = "".join(one for one in plain if one.isalnum())
        if kept == text:
            return kept
        text = kept


def company(text: str) -> str:
    """The core of a company's name; the whole, folded, where nothing else would be left."""
    core = fold(text)
    while True:
        bare = _LATIN.sub("", _COMPANY.sub("", _LEGAL.sub("", core)))
        if not bare or bare == core:
            return core
        core = fold(bare)


def sound(core: str) -> str:
    """How a folded text is read aloud, without tones."""
    return HAN.sub(lambda match: "'".join(syllables(match.group())) + "'", core)


def pairs(core: str) -> frozenset[str]:
    """Neighbouring characters, which near names share."""
    return frozenset(core[at : at + 2] for at in range(len(core) - 1))


def likeness(one: str, other: str) -> float:
    """0 to 1 for two cores: 1 where they sound the same, else Dice's share of common pairs.

    Names that differ in a number (第二 and 第三工程局) are two companies: 0.
    """
    if _NUMBERS.findall(one) != _NUMBERS.findall(other):
        return 0.0
    if sound(one) == sound(other):
        return 1.0
    return overlap(pairs(one), pairs(other))


def overlap(one: Set[str], other: Set[str]) -> float:
    whole = len(one) + len(other)
    return 2 * len(one & other) / whole if whole else 0.0
