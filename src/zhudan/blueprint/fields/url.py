"""A web address."""

import re
from typing import Literal
from urllib.parse import urlsplit

from zhudan.blueprint.fields.kind import FieldKind, clean_text, refuse


class UrlField(FieldKind):
    """canonical: str beginning with http:// or https://; https is added where none is written."""

    kind: Literal["url"]

    def canonical(self, raw: object) -> str:
        written = clean_text(raw, 2000)
        if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)", written):
            written = f"https://{written}"
        try:
            parts = urlsplit(written)
            usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            usable = False
        if not usable or re.search(r"\s|[<>\"\\^`{|}]", written):
            raise refuse(
                "not_a_url",
                "请填写以 http:// 或 https:// 开头的网址",
                "This must be an address beginning with http:// or https://",
            )
        return written
