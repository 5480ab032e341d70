"""A telephone number, kept readable and alike however it was typed.

138 1234 2207, +86-13812342207 and full-width digits all become 13812342207; a landline becomes
021-62345678 or 021-62345678-801; other countries' numbers become +49 30 123456.
"""

import re
import unicodedata
from typing import ClassVar, Literal

import phonenumbers

from zhudan.blueprint.fields.kind import FieldKind, clean_text, refuse

_MOBILE = re.compile(r"1[3-9]\d{9}")
_SERVICE = re.compile(r"([48]00)(\d{3})(\d{4})")
_HOTLINE = re.compile(r"9[56]\d{3,4}")
# three-digit area codes are 010 and 02x; all others have four digits
_LANDLINE = re.compile(r"(010|02\d|0[3-9]\d{2})([2-8]\d{6,7})")
_EXTENSION = re.compile(r"(?:转|分机|ext\.?|x|#|-)\s*(\d{1,6})$", re.IGNORECASE)


class PhoneField(FieldKind):
    """canonical: str, normalised as above."""

    may_be_unique: ClassVar[bool] = True
    may_be_masked: ClassVar[bool] = True

    kind: Literal["phone"]

    def canonical(self, raw: object) -> str:
        written = unicodedata.normalize("NFKC", clean_text(raw, 60)).strip()
        number = _mainland(written) or _foreign(written)
        if number is None:
            raise refuse(
                "not_a_phone",
                "请填写手机号，或带区号的座机号",
                "This must be a mobile number, or a landline with its area code",
            )
        return number

    def mask(self, value: str | None) -> str | None:
        if value is None:
            return None
        digits = re.sub(r"\D", "", value)
        if _MOBILE.fullmatch(digits):
            return f"{digits[:3]} **** {digits[-4:]}"
        return f"{value[:3]}****{value[-2:]}"


def _mainland(written: str) -> str | None:
    bare = re.sub(r"^(?:\+|00)\s*86[\s-]*", "", written)
    if bare.startswith("+"):
        return None
    whole = _plain(bare)
    if whole is not None:
        return whole
    extension = _EXTENSION.search(bare)
    landline = _plain(bare[: extension.start()]) if extension else None
    # only a landline has an extension
    return f"{landline}-{extension[1]}" if extension and landline and "-" in landline else None


def _plain(text: str) -> str | None:
    if re.search(r"[^\d\s()（）.·-]", text):
        return None
    digits = re.sub(r"\D", "", text)
    if _MOBILE.fullmatch(digits) or _HOTLINE.fullmatch(digits):
        return digits
    if service := _SERVICE.fullmatch(digits):
        return "-".join(service.groups())
    # after +86 people leave the area code's zero out
    landline = _LANDLINE.fullmatch(digits) or _LANDLINE.fullmatch(f"0{digits}")
    return f"{landline[1]}-{landline[2]}" if landline else None


def _foreign(written: str) -> str | None:
    international = re.sub(r"^00", "+", written)
    if not international.startswith("+"):
        return None
    try:
        number = phonenumbers.parse(international, None)
    except phonenumbers.NumberParseException:
        return None
    if number.country_code == 86 or not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
