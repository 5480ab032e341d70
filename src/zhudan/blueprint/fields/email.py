"""An e-mail address."""

from typing import ClassVar, Literal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from zhudan.blueprint.fields.kind import FieldKind, clean_text, refuse


class EmailField(FieldKind):
    """canonical: str, the domain in lower case."""

    may_be_unique: ClassVar[bool] = True
    may_be_masked: ClassVar[bool] = True

    kind: Literal["email"]

    def canonical(self, raw: object) -> str:
        written = clean_text(raw, 254)
        try:
            validate_email(written)
        except ValidationError:
            raise refuse(
                "not_an_email", "请填写有效的邮箱地址", "This must be an e-mail address"
            ) from None
        name, _, domain = written.rpartition("@")
        return f"{name}@{domain.lower()}"

    def mask(self, value: str | None) -> str | None:
        if value is None:
            return None
        name, _, domain = value.rpartition("@")
        return f"{name[:1]}***@{domain}"
