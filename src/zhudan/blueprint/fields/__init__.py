"""The field kinds, one file each, listed by hand."""

from typing import Annotated

from pydantic import Discriminator

from zhudan.blueprint.fields.address import AddressField
from zhudan.blueprint.fields.attachment import AttachmentField
from zhudan.blueprint.fields.auto_number import AutoNumberField
from zhudan.blueprint.fields.choice import ChoiceField
from zhudan.blueprint.fields.choices import ChoicesField
from zhudan.blueprint.fields.computed import ComputedField
from zhudan.blueprint.fields.date import DateField
from zhudan.blueprint.fields.datetime import DatetimeField
from zhudan.blueprint.fields.email import EmailField
from zhudan.blueprint.fields.formula import FormulaField
from zhudan.blueprint.fields.kind import FieldError, FieldKind
from zhudan.blueprint.fields.long_text import LongTextField
from zhudan.blueprint.fields.money import MoneyField
from zhudan.blueprint.fields.number import NumberField
from zhudan.blueprint.fields.percent import PercentField
from zhudan.blueprint.fields.phone import PhoneField
from zhudan.blueprint.fields.reference import ReferenceField
from zhudan.blueprint.fields.region import RegionField
from zhudan.blueprint.fields.rollup import RollupField
from zhudan.blueprint.fields.text import TextField
from zhudan.blueprint.fields.url import UrlField
from zhudan.blueprint.fields.user import UserField
from zhudan.blueprint.fields.yes_no import YesNoField

KINDS: dict[str, type[FieldKind]] = {
    "text": TextField,
    "long_text": LongTextField,
    "number": NumberField,
    "money": MoneyField,
    "percent": PercentField,
    "date": DateField,
    "datetime": DatetimeField,
    "choice": ChoiceField,
    "choices": ChoicesField,
    "yes_no": YesNoField,
    "phone": PhoneField,
    "email": EmailField,
    "url": UrlField,
    "address": AddressField,
    "user": UserField,
    "region": RegionField,
    "reference": ReferenceField,
    "attachment": AttachmentField,
    "auto_number": AutoNumberField,
    "formula": FormulaField,
    "rollup": RollupField,
}

# the same list once more for the type checker and for OpenAPI; a test holds the two together
AnyField = Annotated[
    TextField
    | LongTextField
    | NumberField
    | MoneyField
    | PercentField
    | DateField
    | DatetimeField
    | ChoiceField
    | ChoicesField
    | YesNoField
    | PhoneField
    | EmailField
    | UrlField
    | AddressField
    | UserField
    | RegionField
    | ReferenceField
    | AttachmentField
    | AutoNumberField
    | FormulaField
    | RollupField,
    Discriminator("kind"),
]

__all__ = ["KINDS", "AnyField", "ComputedField", "FieldError", "FieldKind"]
