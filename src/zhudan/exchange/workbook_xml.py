"""What calamine does not tell of an xlsx: sizes without reading, cell colours, errors of formulas.

Read from the parts' own XML, block by block, so that a large sheet costs no memory. Only the
program workbook_child.py, which runs under limits, uses it.
"""

import colorsys
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BLOCK = 1 << 20
_LONGEST_CELL = 40_000
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension\b[^>]*\bref="(?:[A-Z]+\d+:)?([A-Z]{1,3})(\d{1,7})"')
_CELL = re.compile(
    rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(?:<(?:\w+:)?f[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>))?"
    rb"(?:<(?:\w+:)?v>(#[^<]{1,20})</)?)"
)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_STYLE = re.compile(rb'\bs="(\d{1,6})"')
# Excel's palette before themes; the first eight repeat.
_INDEXED = tuple(
    bytes.fromhex(
        "000000FFFFFFFF000000FF000000FFFFFF00FF00FF00FFFF"
        "000000FFFFFFFF000000FF000000FFFFFF00FF00FF00FFFF"
        "800000008000000080808000800080008080C0C0C0808080"
        "9999FF993366FFFFCCCCFFFF660066FF80800066CCCCCCFF"
        "000080FF00FFFFFF0000FFFF8000808000000080800000FF"
        "00CCFFCCFFFFCCFFCCFFFF9999CCFFFF99CCCC99FFFFCC99"
        "3366FF33CCCC99CC00FFCC00FF9900FF6600666699969696"
        "003366339966003300333300993300993366333399333333"
    )
    .hex(" ", 3)
    .upper()
    .split()
)
_THEME = bytes.fromhex("FFFFFF000000EEECE11F497D4F81BDC0504D9BBB598064A24BACC6F79646")
_THEME_COLOURS = _THEME.hex(" ", 3).upper().split()


@dataclass
class Extra:
    """row: from 1. Columns from 0."""

    row: int
    colours: dict[int, str] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)


def size(archive: zipfile.ZipFile, sheet: str) -> tuple[int, int] | None:
    """Rows and columns as the sheet's own head states them; None where it does not."""
    part = part_of(archive, sheet)
    if part is None:
        return None
    with archive.open(part) as stream:
        found = _DIMENSION.search(stream.read(4096))
    return (int(found[2]), column(found[1]) + 1) if found else None


def extras(archive: zipfile.ZipFile, sheet: str) -> Iterator[Extra]:
    """The rows that hold coloured cells or errors, in the file's order."""
    part = part_of(archive, sheet)
    if part is None:
        return
    fills = _fills(archive)
    now: Extra | None = None
    for attributes, error in _cells(archive, part):
        style = _STYLE.search(attributes)
        colour = fills.get(int(style[1])) if style else None
        place = _PLACE.search(attributes) if colour or error else None
        if place is None:
            continue
        row = int(place[2])
        if now is None or now.row != row:
            if now is not None:
                yield now
            now = Extra(row)
        if colour:
            now.colours[column(place[1])] = colour
        if error and b't="e"' in attributes:
            now.errors[column(place[1])] = error.decode("utf-8", "replace")
    if now is not None:
        yield now


def _cells(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[bytes, bytes | None]]:
    rest = b""
    with archive.open(part) as stream:
        while block := stream.read(_BLOCK):
            window = rest + block
            # a cell may be cut by the block's end: keep what begins with the last one
            cut = max(window.rfind(b"<c "), window.rfind(b":c "))
            cut = window.rfind(b"<", 0, cut + 1)
            keep = cut if cut > len(window) - _LONGEST_CELL else len(window)
            for found in _CELL.finditer(window, 0, keep):
                yield found[1], found[2]
            rest = window[keep:]
    for found in _CELL.finditer(rest):
        yield found[1], found[2]


def part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The file inside an xlsx that holds a sheet; None in other formats."""
    if "xl/workbook.xml" not in archive.namelist():
        return None
    targets = {
        one.get("Id"): one.get("Target", "")
        for one in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    for one in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(f"{_MAIN}sheet"):
        if one.get("name") == sheet:
            target = targets.get(one.get(f"{_RELATED}id"), "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return part if part in archive.namelist() else None
    return None


def _fills(archive: zipfile.ZipFile) -> dict[int, str]:
    """Cell style -> RRGGBB of its background, for those that have one."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    root = ElementTree.fromstring(archive.read("xl/styles.xml"))
    theme = _theme(archive)
    colours = [_colour(fill, theme) for fill in root.iterfind(f"{_MAIN}fills/{_MAIN}fill")]
    found = {}
    for number, style in enumerate(root.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf")):
        place = int(style.get("fillId", "0"))
        colour = colours[place] if place < len(colours) else None
        if colour not in (None, "FFFFFF"):
            found[number] = str(colour)
    return found


def _colour(fill: ElementTree.Element, theme: list[str]) -> str | None:
    pattern = fill.find(f"{_MAIN}patternFill")
    if pattern is None or pattern.get("patternType") != "solid":
        return None
    front = pattern.find(f"{_MAIN}fgColor")
    if front is None:
        return None
    if front.get("rgb"):
        return front.get("rgb", "")[-6:].upper()
    if front.get("indexed"):
        place = int(front.get("indexed", "64"))
        return _INDEXED[place] if place < len(_INDEXED) else None
    if front.get("theme"):
        place = int(front.get("theme", "0"))
        base = theme[place] if place < len(theme) else None
        return base and _tinted(base, float(front.get("tint", "0")))
    return None


def _theme(archive: zipfile.ZipFile) -> list[str]:
    """The theme's colours in the order styles count them: light before dark."""
    if "xl/theme/theme1.xml" not in archive.namelist():
        return _THEME_COLOURS
    root = ElementTree.fromstring(archive.read("xl/theme/theme1.xml"))
    scheme = root.find(f".//{_DRAWING}clrScheme")
    told = [
        (one[0].get("lastClr") or one[0].get("val") or "000000").upper()
        for one in (scheme if scheme is not None else ())
        if len(one)
    ]
    if len(told) < 10:
        return _THEME_COLOURS
    return [told[1], told[0], told[3], told[2], *told[4:]]


def _tinted(colour: str, tint: float) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light, full = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    parts = colorsys.hls_to_rgb(hue, min(max(light, 0), 1), full)
    return "".join(f"{round(part * 255):02X}" for part in parts)


def column(letters: bytes) -> int:
    """A is 0, Z is 25, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
