"""A plausible canonical value for a field, by its kind."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from zhudan.blueprint.fields import FieldKind


def _listed(words: str) -> list[str]:
    return words.split()


_CITIES = _listed("苏州 无锡 常州 南通 杭州 宁波 嘉兴 绍兴 广州 佛山 东莞 惠州 成都 绵阳 昆明 贵阳")
_BRANDS = _listed("澄岸 泓川 栎森 屿庭 铭舟 朗野 昱洲 禾屹 沁衡 瑾拓 珂恒 霁嘉 峤序 淇远 漪宸 榆澜")
_TRADES = _listed("置业 建设发展 城市更新 产业园开发 商业管理 建工 装饰工程 幕墙工程 住宅科技")
_SITES = _listed("住宅外墙 公馆外墙 商业裙楼 教学楼外墙 产业园地坪 物流仓地坪 冷链库地坪 车库地坪")
_SURNAMES = "周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华"
_GIVEN = _listed(
    "敏 佳 伟 磊 燕 静 峰 涛 立群 国栋 思远 文静 晓峰 雨桐 海涛 志强 欣然 建平 明浩 宇航"
)
_WORDS = _listed(
    "现场已看 业主要求尽快报价 等甲方内部审批 样板已确认颜色 付款条件待谈 下周再约设计院"
)


class Inventor:
    """Values of one company. people, regions: ids. first_ids: table -> the id of its first
    record; in every table the records of one number belong together."""

    def __init__(
        self,
        random: Random,
        people: Sequence[int],
        regions: Sequence[int],
        first_ids: Mapping[str, int],
    ) -> None:
        self.random = random
        self.people = people
        self.regions = regions
        self.first_ids = first_ids
        self.referred = 0  # the number of the records that references point to

    def value(self, field: FieldKind, number: int, at: datetime) -> Any:
        """For the `number`th record, made at `at`; None where the system computes it."""
        if field.read_only:
            return None
        return _BY_KIND[field.kind](self, field, number, at)

    def title(self, table: str, number: int) -> str:
        if table == "customer":
            return self.company(number)
        return self.person() if table == "contact" else self.site(number)

    def company(self, number: int) -> str:
        pick = self.random.choice
        return f"{pick(_CITIES)}{pick(_BRANDS)}{pick(_TRADES)}有限公司{number}"

    def site(self, number: int) -> str:
        pick = self.random.choice
        return f"{pick(_BRANDS)}{pick(_SITES)}{number}号"

    def person(self) -> str:
        return self.random.choice(_SURNAMES) + self.random.choice(_GIVEN)

    def words(self) -> str:
        return self.random.choice(_WORDS)

    def _exact(self, field: Any, number: int, at: datetime) -> Decimal:
        low, high = int(field.min or 1), int(field.max or 5_000_000)
        return Decimal(self.random.randint(low, max(low, high))).quantize(
            Decimal(1).scaleb(-field.scale)
        )

    def _day(self, field: Any, number: int, at: datetime) -> Any:
        return (at + timedelta(days=self.random.randrange(5, 150))).date()

    def _moment(self, field: Any, number: int, at: datetime) -> datetime:
        return at + timedelta(hours=self.random.randrange(1, 2000))

    def _choice(self, field: Any, number: int, at: datetime) -> str:
        return str(self.random.choice(field.options).key)

    def _choices(self, field: Any, number: int, at: datetime) -> Any:
        return field.canonical([self._choice(field, number, at)])

    def _address(self, field: Any, number: int, at: datetime) -> dict[str, Any]:
        text = f"{self.random.choice(_CITIES)}市{self.random.choice(_BRANDS)}路 {number % 900} 号"
        return {"text": text, "lat": 31.0 + number % 1000 / 1000, "lng": 120.5}

    def _reference(self, field: Any, number: int, at: datetime) -> int | None:
        first = self.first_ids.get(field.table)
        return None if first is None else first + self.referred


_BY_KIND: dict[str, Callable[[Inventor, Any, int, datetime], Any]] = {
    "text": lambda self, field, number, at: self.words()[: field.max_length],
    "long_text": lambda self, field, number, at: f"{self.words()}；{self.words()}",
    "number": Inventor._exact,
    "money": Inventor._exact,
    "percent": lambda self, field, number, at: Decimal(self.random.randrange(100)).quantize(
        Decimal(1).scaleb(-field.scale)
    ),
    "date": Inventor._day,
    "datetime": Inventor._moment,
    "choice": Inventor._choice,
    "choices": Inventor._choices,
    "yes_no": lambda self, field, number, at: self.random.random() < 0.5,
    "phone": lambda self, field, number, at: f"154{number % 10**8:08d}",
    "email": lambda self, field, number, at: f"person{number}@example.com",
    "url": lambda self, field, number, at: f"https://example.com/{number}",
    "address": Inventor._address,
    "user": lambda self, field, number, at: self.random.choice(self.people),
    "region": lambda self, field, number, at: self.random.choice(self.regions),
    "reference": Inventor._reference,
    "attachment": lambda self, field, number, at: None,
}
