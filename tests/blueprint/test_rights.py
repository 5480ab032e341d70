"""Rights: of several roles the widest, and nothing computed shows what is hidden."""

from typing import Any

import pytest

from tests.blueprint.documents import shipped, small
from zhudan.blueprint.check.structure import read
from zhudan.blueprint.rights import Rights, rights_in
from zhudan.kit.errors import Forbidden


def rights(raw: dict[str, Any], *roles: str) -> Rights:
    return rights_in(read(raw), roles)


def test_somebody_without_a_role_may_nothing() -> None:
    for held in (rights(small()), rights(small(), "nobody")):
        assert held.scope("deal", "read") == "none"
        assert not held.may_create("deal")
        assert held.field("deal", "name") == "hidden"
        assert held.abilities == frozenset()
        with pytest.raises(Forbidden):
            held.need("design")


def test_an_unknown_table_or_field_is_hidden() -> None:
    held = rights(small(), "seller")
    assert held.scope("nowhere", "read") == "none"
    assert held.field("deal", "nowhere") == "hidden"
    assert not held.may_export("deal", "nowhere")


def test_a_field_not_named_follows_the_tables_rights() -> None:
    raw = small()
    raw["roles"].append({"key": "reader", "label": "R", "rights": {"deal": {"read": "all"}}})
    assert rights(raw, "seller").field("deal", "worth") == "edit"
    assert rights(raw, "reader").field("deal", "worth") == "read"
    assert rights(raw, "reader").field("customer", "name") == "hidden"


def test_of_several_roles_the_widest_counts() -> None:
    raw = small()
    raw["roles"].append(
        {
            "key": "clerk",
            "label": "Clerk",
            "rights": {"deal": {"read": "region"}},
            "fields": {"deal": {"worth": {"access": "hidden", "export": False}}},
        }
    )
    both = rights(raw, "seller", "clerk")
    assert (both.scope("deal", "read"), both.scope("deal", "edit")) == ("region", "own")
    assert both.field("deal", "worth") == "edit"
    assert both.may_export("deal", "worth")
    assert not rights(raw, "clerk").may_export("deal", "worth")


def test_a_role_without_reach_into_a_table_opens_none_of_its_fields() -> None:
    raw = small()
    raw["roles"][0]["rights"]["customer"] = {"read": "all"}
    raw["roles"].append({"key": "other", "label": "O", "rights": {"deal": {"read": "all"}}})
    assert rights(raw, "seller", "other").field("customer", "phone") == "masked"


def test_a_masked_field_can_be_read_but_not_compared() -> None:
    raw = small()
    raw["roles"][0]["rights"]["customer"] = {"read": "all"}
    held = rights(raw, "seller")
    assert not held.may_compare("customer", "phone")
    assert held.may_compare("customer", "name")


def test_what_is_computed_from_a_hidden_field_is_hidden() -> None:
    raw = small()
    raw["tables"][0]["fields"].append(
        {
            "key": "total",
            "kind": "rollup",
            "label": "Total",
            "from": "deal",
            "by": "customer",
            "function": "sum",
            "field": "each",
            "result": "money",
        }
    )
    raw["roles"].append(
        {
            "key": "clerk",
            "label": "Clerk",
            "rights": {"deal": {"read": "all"}, "customer": {"read": "all"}},
            "fields": {"deal": {"worth": {"access": "hidden"}}},
        }
    )
    held = rights(raw, "clerk")
    assert held.field("deal", "each") == "hidden"
    assert held.field("customer", "total") == "hidden"
    assert held.field("customer", "deals") == "read"


@pytest.mark.parametrize(
    ("role", "phone"),
    [
        ("salesperson", "edit"),
        ("regional_manager", "edit"),
        ("sales_director", "edit"),
        ("technician", "masked"),
        ("finance", "masked"),
    ],
)
def test_the_shipped_roles_see_a_contacts_phone_as_they_need_it(role: str, phone: str) -> None:
    assert rights_in(shipped(), [role]).field("contact", "phone") == phone
