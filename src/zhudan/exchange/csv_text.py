"""Delimited text: which encoding, which delimiter, which cells; found from the content alone."""

import csv
import io
from collections import Counter
from collections.abc import Iterator

from zhudan.exchange.unreadable import Unreadable

_DELIMITERS = ",;\t|"
_SAMPLE_ROWS = 50


def rows(content: bytes) -> Iterator[list[str]]:
    """All rows, one after another. Raises Unreadable, perhaps half way."""
    text = decode(content)
    del content
    return _rows(text, delimiter(text))


def decode(content: bytes) -> str:
    """UTF-8 and UTF-16 with or without their mark, else GB18030 (what Excel in China saves).

    Every step is strict: a byte that does not fit refuses the file instead of becoming a "?".
    """
    if content.startswith(b"\xef\xbb\xbf"):
        encodings = ["utf-8-sig"]
    elif content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in content[:4096]:
        encodings = [_unmarked_utf16(content)]
    else:
        encodings = ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding == "utf-8" and _was_utf8(content[: error.start]):
                break
            continue
        if "\0" in text:
            raise Unreadable
        return text
    raise Unreadable.encoding()


def _was_utf8(start: bytes) -> bool:
    """Whether what stands before a broken byte can hardly be anything else: GB18030 would turn
    a text that lost half a character into another text."""
    return sum(sign >= "\u0800" for sign in start.decode("utf-8")) > 1


def _unmarked_utf16(content: bytes) -> str:
    """Delimiters and digits leave many zero bytes, all on one side."""
    sample = content[:4096]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 10 < max(len(sample), 40) or min(even, odd) * 10 > max(even, odd):
        raise Unreadable
    return "utf-16-be" if even > odd else "utf-16-le"


def delimiter(text: str) -> str:
    """The candidate that cuts the first rows into the most columns of equal number."""
    best = (0.0, 0, ",")
    for candidate in _DELIMITERS:
        widths = Counter[int]()
        try:
            for number, row in enumerate(_rows(text, candidate)):
                if number == _SAMPLE_ROWS:
                    break
                if row:
                    widths[len(row)] += 1
        except Unreadable:
            continue
        if not widths:
            continue
        width, rows = widths.most_common(1)[0]
        if width > 1:
            best = max(best, (rows / widths.total(), width, candidate))
    return best[2]


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable.quoting(number) from error
        yield row
