"""What ledgers call things that every company has, whatever it sells.

What a trade calls its own fields stands in the blueprint, as `aliases` of a field.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from zhudan.blueprint.fields import FieldKind
from zhudan.blueprint.parts.table import Table
from zhudan.exchange.mapping import OWNER, REGISTERED
from zhudan.exchange.values import fold

BY_KIND: Mapping[str, Sequence[str]] = {
    "phone": (
        *("电话", "手机", "手机号", "手机号码", "电话号码", "联系电话", "联系方式"),
        *("tel", "mobile", "phone"),
    ),
    "email": ("邮箱", "电子邮件", "电子邮箱", "email", "e-mail", "mail"),
    "address": ("地址", "所在地", "详细地址", "address"),
    "url": ("网址", "官网", "网站", "website"),
}
TITLE = ("名称", "名字", "name", "title")
OWN: Mapping[str, Sequence[str]] = {
    OWNER: (
        *("负责人", "销售员", "业务员", "销售", "销售人员", "销售代表", "跟进人", "业务经理"),
        *("客户经理", "owner", "salesperson", "sales"),
    ),
    REGISTERED: (
        *("登记时间", "登记日期", "录入时间", "录入日期", "创建时间", "创建日期", "报备日期"),
        *("报备时间", "created_at", "registered", "created"),
    ),
}
STAGE = (
    *("阶段", "进度", "状态", "项目阶段", "当前阶段", "项目状态", "跟进阶段", "跟进状态"),
    *("项目进度", "stage", "status"),
)
OUTCOME = ("结果", "项目结果", "成交结果", "最终结果", "输赢", "outcome", "result")
REASON = (
    *("原因", "未成原因", "丢单原因", "输单原因", "失败原因", "流失原因", "未成交原因"),
    *("reason", "loss reason"),
)
ENDS: Mapping[str, Sequence[str]] = {
    "won": (
        *("成交", "赢单", "中标", "签约", "签了", "已签", "签单", "已签单", "已签约", "已成交"),
        *("成功", "won"),
    ),
    "lost": ("丢单", "输单", "失败", "未中标", "丢标", "未成", "未成交", "lost"),
}
# What the day is called on which it was won, without 日期, the surest first.
WON = (
    *("签约", "成交", "赢单", "中标", "签单", "签订", "签合同", "合同签订", "合同签署", "合同"),
    *("won", "signed", "contract signed", "contract"),
)
CLOSED = ("结束日期", "关闭日期", "丢单日期", "输单日期", "终止日期", "结束时间", "close date")
_UNIT = re.compile(
    r"\s*[(\[【]\s*(?:单位\s*[::]?)?\s*([^)\]】]{1,10})\s*[)\]】]\s*$|\s*/\s*(万?元|㎡|m2|吨)$"
)
_BRACKETS = str.maketrans("（）［］【】", "()[][]")
_ORNAMENTS = re.compile(r"[*＊:：、。\s]+$|^[*＊\s]+|^\d+[.、]\s*")


def names(table: Table, field: FieldKind) -> list[tuple[str, int]]:
    """What a column of this field may be called, folded, with how surely (100 at most)."""
    told: list[tuple[str, int]] = []
    for label in field.label.values():
        told.append((fold(label), 100))
        told += [(fold(f"{one}{label}"), 92) for one in table.label.values()]
    told.append((fold(field.key), 100))
    told += [(fold(alias), 96) for alias in field.aliases]
    if field.key == table.title:
        for label in table.label.values():
            told += [(fold(label), 90), *((fold(f"{label}{one}"), 94) for one in TITLE)]
    told += [(fold(one), 78) for one in BY_KIND.get(field.kind, ())]
    for one in BY_KIND.get(field.kind, ()):
        told += [(fold(f"{label}{one}"), 90) for label in table.label.values()]
    return told


def bare(name: str) -> tuple[str, str | None]:
    """A column's name without unit and ornaments, folded, and the unit: 金额（万元） is 金额 in
    万元."""
    text = name.rsplit(" / ", 1)[-1].translate(_BRACKETS)
    unit = _UNIT.search(text)
    plain = unicodedata.normalize("NFKC", _UNIT.sub("", text) if unit else text)
    said = next((one for one in unit.groups() if one), None) if unit else None
    return fold(_ORNAMENTS.sub("", plain)), said
