"""The known name that an unknown one probably means: spelt nearly so, or sounding alike."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from difflib import SequenceMatcher

from zhudan.exchange.values import fold
from zhudan.records import pinyin

_ENOUGH = 0.6
_LOOKED_AT = 20


class Guesser:
    """names: spelling -> what is guessed by it, so that one may be spelt in several ways."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = list(names.values())
        self._folded = [fold(name) for name in names]
        self._pairs: dict[str, list[int]] = defaultdict(list)
        self._sounds: dict[str, int] = {}
        for place, name in enumerate(self._folded):
            self._sounds.setdefault(_sound(name), place)
            for pair in _pairs(name):
                self._pairs[pair].append(place)

    def guess(self, text: str) -> str | None:
        name = fold(text)
        alike = self._sounds.get(_sound(name))
        if alike is not None:
            return self._names[alike]
        shared = Counter(place for pair in _pairs(name) for place in self._pairs.get(pair, ()))
        best, found = _ENOUGH, None
        for place, _ in shared.most_common(_LOOKED_AT):
            ratio = SequenceMatcher(None, name, self._folded[place], autojunk=False).ratio()
            if name in self._folded[place] or self._folded[place] in name:
                ratio = max(ratio, 0.65)
            if ratio > best:
                best, found = ratio, self._names[place]
        return found


def _pairs(name: str) -> set[str]:
    return {name[at : at + 2] for at in range(len(name) - 1)} | set(name if len(name) < 5 else "")


def _sound(name: str) -> str:
    return pinyin.HAN.sub(lambda found: "".join(pinyin.syllables(found.group())), name)
