"""Small real files for the demo's documents: PDFs with a heading, PNGs like site photos."""

import struct
import zlib
from random import Random

_OBJECTS = (
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
    "/Resources << /Font << /F 5 0 R >> >> >>",
    "",
    "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H "
    "/DescendantFonts [6 0 R] >>",
    "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo "
    "<< /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 7 0 R >>",
    "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 900] "
    "/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 80 >>",
)


def pdf(title: str, lines: list[str]) -> bytes:
    """One A4 page in the Song typeface every PDF reader has a substitute for."""
    parts = ["BT", "/F 20 Tf 60 760 Td", f"<{_hex(title)}> Tj", "/F 12 Tf 0 -20 Td"]
    for line in lines:
        parts += ["0 -24 Td", f"<{_hex(line)}> Tj"]
    content = "\n".join([*parts, "ET"])
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(_OBJECTS, 1):
        text = body or f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"
        offsets.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode("ascii")
    table = len(out)
    out += f"xref\n0 {len(offsets) + 1}\n0000000000 65535 f \n".encode("ascii")
    out += b"".join(f"{offset:010d} 00000 n \n".encode("ascii") for offset in offsets)
    tail = f"trailer\n<< /Size {len(offsets) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"
    return bytes(out + tail.encode("ascii"))


def _hex(text: str) -> str:
    return text.encode("utf-16-be").hex()


def png(random: Random, width: int = 480, height: int = 320) -> bytes:
    """A wall or a floor under a sky, in the colours of a building site."""
    sky = [random.randrange(160, 220) for _ in range(3)]
    wall = [random.randrange(90, 200) for _ in range(3)]
    horizon = random.randrange(height // 4, height // 2)
    tile = random.choice((16, 24, 32))
    rows = bytearray()
    for y in range(height):
        if y < horizon:
            row = bytes(min(255, part + y // 6) for part in sky) * width
        else:
            seam = (y - horizon) % tile == 0
            light = bytes(part - 30 if seam else part - (y // 12) for part in wall)
            dark = bytes(part - 30 for part in wall)
            row = (dark + light * (tile - 1)) * (width // tile + 1)
        rows += b"\0" + row[: width * 3]
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(bytes(rows), 9))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check
