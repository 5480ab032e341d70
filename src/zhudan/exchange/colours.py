"""Background colours of cells as something to import: which columns have them, and their names."""

import colorsys
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b

from zhudan.exchange.spool import Line

_FEWEST = 2  # coloured cells; a single one is an accident


def columns(lines: Iterable[Line], width: int) -> frozenset[int]:
    """The columns in which colours tell rows apart.

    Of several that are coloured alike row by row, as when whole rows are, only the first.
    """
    seen: dict[int, set[str | None]] = {}
    cells: dict[int, int] = {}
    prints: dict[int, blake2b] = {}
    rows = 0
    for line in lines:
        for place, colour in line.colours.items():
            if place >= width:
                continue
            seen.setdefault(place, set()).add(colour)
            cells[place] = cells.get(place, 0) + 1
            digest = prints.setdefault(place, blake2b(digest_size=16))
            digest.update(f"{line.number}:{colour};".encode())
        rows += 1
    found: dict[bytes, int] = {}
    for place in sorted(seen):
        kinds = len(seen[place]) + (cells[place] < rows)
        if kinds >= 2 and cells[place] >= _FEWEST:
            found.setdefault(prints[place].digest(), place)
    return frozenset(found.values())


@lru_cache(maxsize=1000)
def said(colour: str) -> str:
    """RRGGBB as "黄色 #FFFF00"."""
    return f"{_word(colour)} #{colour}"


def _word(colour: str) -> str:
    try:
        red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    except ValueError:
        return "颜色"
    hue, light, full = colorsys.rgb_to_hls(red, green, blue)
    if light < 0.08:
        return "黑色"
    if full < 0.12:
        return "灰色" if light < 0.97 else "白色"
    degrees = hue * 360
    for upto, word in _HUES:
        if degrees < upto:
            return word
    return "红色"


_HUES = (
    (15, "红色"),
    (45, "橙色"),
    (70, "黄色"),
    (165, "绿色"),
    (200, "青色"),
    (260, "蓝色"),
    (320, "紫色"),
    (345, "粉色"),
)
