"""Search: by Chinese words, pinyin, initials, Latin words, numbers and digits of a phone."""

from collections.abc import Callable

import pytest

from tests.browser import Api
from tests.records.making import contact, customer, make
from zhudan.people.models import User
from zhudan.records import search
from zhudan.records.words import question, words_of

ClientOf = Callable[[User | None], Api]


@pytest.mark.parametrize(
    "text",
    [
        "华东建材", "华东", "建材", "华", "材", "hdjc", "HDJC", "huadong", "jiancai", "jc",
        "有限公司 华东", "华东 hdjc", "GB-50210", "50210",
    ],
)  # fmt: skip
def test_a_company_is_found(text: str, alice: User, client_of: ClientOf) -> None:
    row = customer(alice, "华东建材有限公司", remark="按 GB-50210 验收")
    customer(alice, "浙北涂料")
    items = client_of(alice).get("/search", q=text).json()["items"]
    assert [item["id"] for item in items] == [str(row.id)]
    assert items[0]["table_label"] == "Customer"
    assert items[0]["subtitle"] == "Alice"


@pytest.mark.parametrize(
    "text", ["东华", "建筑", "xyz", "", "%", "'", '"', "* OR a", "的", "a" * 500]
)
def test_what_is_not_there_is_not_found(text: str, alice: User, client_of: ClientOf) -> None:
    customer(alice, "华东建材有限公司")
    answer = client_of(alice).get("/search", q=text)
    assert (answer.status_code, answer.json()["items"]) == (200, [])


@pytest.mark.parametrize(
    "text", ["13812345678", "1381234", "5678", "2345", "138 1234", "shan", "单雄信", "sxx"]
)
def test_a_contact_is_found_by_number_and_by_surname(
    text: str, alice: User, client_of: ClientOf
) -> None:
    contact(alice, "单雄信", "13812345678")
    contact(alice, "秦琼", "13900001111")
    titles = [one["title"] for one in client_of(alice).get("/search", q=text).json()["items"]]
    assert titles == ["单雄信"]


def test_an_edit_is_found_by_its_new_words_only(alice: User, client_of: ClientOf) -> None:
    api = client_of(alice)
    row = customer(alice, "华东建材")
    api.patch(f"/records/{row.id}", {"version": 1, "values": {"name": "西南涂料"}})
    assert api.get("/search", q="华东").json()["items"] == []
    assert [one["id"] for one in api.get("/search", q="xinan").json()["items"]] == [str(row.id)]


@pytest.mark.parametrize("few", [0, 2000])
def test_search_stays_within_ones_sight_however_much_is_found(
    few: int,
    alice: User,
    charlie: User,
    director: User,
    client_of: ClientOf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(search, "_FEW", few)
    hers, his = customer(alice, "华东一"), customer(charlie, "华东二")
    make(charlie, "project", name="华东三", customer=str(his.id), source="online")

    def found(user: User) -> list[str]:
        return [one["title"] for one in client_of(user).get("/search", q="华东").json()["items"]]

    assert found(alice) == [hers.title]
    assert found(charlie) == ["华东二", "华东三"]
    assert sorted(found(director)) == ["华东一", "华东三", "华东二"]


def test_a_question_is_cut_as_the_text_was() -> None:
    words = words_of("上海重庆路Building 7号", name=True)
    for text in ("重庆", "cql", "building", "7", "号", "shanghai"):
        assert all(any(one.startswith(part) for one in words) for part in question(text)), text
