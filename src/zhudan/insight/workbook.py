"""The conversion table as a workbook: figures, sticking points, and what they mean.

Texts stay texts: nothing in it becomes a formula or a link.
"""

import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

from zhudan.insight import definitions as said
from zhudan.insight.question import Question
from zhudan.kit.language import pick
from zhudan.people import directory

Json = dict[str, Any]
_SHARES = frozenset({"conversion", "cohort_conversion", "cohort_open", "efficiency"})
_COUNTS = frozenset({"ended", "went_on", "open"})
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}


def workbook(asked: Question, told: Json) -> bytes:
    """told: the answer of GET /insight/stages to the question."""
    out = io.BytesIO()
    import xlsxwriter  # a quarter of a second that no start of the program waits for

    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        _table(book, asked, told)
        _sticking(book, told)
        _about(book, asked, told)
    return out.getvalue()


def file_name(told: Json) -> str:
    period = f"{told['from'] or ''}_{told['to'] or ''}".strip("_") or "all"
    return f"{told['pipeline']}_{period}.xlsx"


def _table(book: Any, asked: Question, told: Json) -> None:
    page = book.add_worksheet(pick(_TABLE))
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF2F6", "text_wrap": True})
    grouped = told["groups"] is not None
    fixed = [pick(one) for one in ([_GROUP] if grouped else []) + [_STAGE, _TO, _EXPECTED]]
    columns = list(said.LABELS)
    names = [name for key in columns for name in (pick(said.LABELS[key]), pick(_BEFORE))]
    for at, text in enumerate((*fixed, *names)):
        page.write_string(0, at, text, head)
    page.freeze_panes(1, len(fixed))
    page.set_column(0, len(fixed) - 1, 16)
    page.set_column(len(fixed), len(fixed) + len(names), 11)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_footer(f"&L&8{_foot(asked, told)}&R&8&P/&N")
    styles = {key: [_style(book, key, grey) for grey in (False, True)] for key in columns}
    for line, (group, row) in enumerate(_lines(told), 1):
        texts = [group] if grouped else []
        for at, text in enumerate((*texts, row["label"], row["to_label"])):
            page.write_string(line, at, text)
        if row["expected_days"] is not None:
            page.write_number(line, len(fixed) - 1, row["expected_days"])
        for at, key in enumerate(columns):
            figure = row[key]
            style = styles[key][figure["small"]]
            for side, value in enumerate((figure["value"], figure["previous"])):
                if value is not None:
                    page.write_number(line, len(fixed) + 2 * at + side, value, style)


def _lines(told: Json) -> Iterator[tuple[str, Json]]:
    for row in told["rows"]:
        yield pick(_ALL), row
    for group in told["groups"] or ():
        for row in group["rows"]:
            yield group["label"], row


def _sticking(book: Any, told: Json) -> None:
    page = book.add_worksheet(pick(said.STICKING))
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF2F6"})
    share = book.add_format({"num_format": "0.0%"})
    for at, label in enumerate((_STAGE, _REASON, _SIDE, _PROJECTS, _SHARE)):
        page.write_string(0, at, pick(label), head)
    page.set_column(0, 0, 16)
    page.set_column(1, 1, 32)
    line = 0
    for row in told["rows"]:
        unsaid = {"label": pick(_UNSAID), "side": None, **row["sticking"]["unsaid"]}
        for reason in (*row["sticking"]["reasons"], unsaid):
            if not reason["count"]:
                continue
            line += 1
            side = said.SIDES.get(reason["side"] or "")
            page.write_string(line, 0, row["label"])
            page.write_string(line, 1, reason["label"])
            page.write_string(line, 2, pick(side) if side else "")
            page.write_number(line, 3, reason["count"])
            page.write_number(line, 4, reason["share"] or 0, share)


def _about(book: Any, asked: Question, told: Json) -> None:
    page = book.add_worksheet(pick(_ABOUT))
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
    page.set_column(0, 0, 22)
    page.set_column(1, 1, 90)
    facts: Sequence[tuple[str, str]] = [
        *_circumstances(asked, told),
        *((pick(said.LABELS[key]), pick(said.TEXTS[key])) for key in said.LABELS),
        (pick(said.STICKING), pick(said.STICKING_TEXT)),
        (pick(_SMALL), pick(_SMALL_TEXT).format(small=told["small"])),
    ]
    for line, (label, text) in enumerate(facts):
        page.write_string(line, 0, label, bold)
        page.write_string(line, 1, text, wrapped)


def _circumstances(asked: Question, told: Json) -> Iterator[tuple[str, str]]:
    people = directory.current()
    region, owner = people.region(asked.region), people.user(asked.owner)
    zone = asked.live.document.settings.timezone
    yield pick(_PIPELINE), told["label"]
    yield pick(_PERIOD), f"{told['from'] or '…'} – {told['to'] or '…'}"
    if region:
        yield pick(_REGION), region.name
    if owner:
        yield pick(_OWNER), owner.name
    if asked.condition:
        yield pick(_FILTER), json.dumps(asked.condition, ensure_ascii=False)
    yield pick(_VIEWER), f"{asked.viewer.name}, {asked.now.astimezone(zone):%Y-%m-%d %H:%M}"


def _foot(asked: Question, told: Json) -> str:
    return " · ".join(text for _, text in _circumstances(asked, told))[:200].replace("&", "&&")


def _style(book: Any, key: str, grey: bool) -> Any:
    form = "0.0%" if key in _SHARES else "#,##0" if key in _COUNTS else "0.0"
    return book.add_format({"num_format": form, **({"font_color": "#909399"} if grey else {})})


_TABLE = {"zh-CN": "阶段转化表", "en": "Conversion table"}
_ABOUT = {"zh-CN": "说明", "en": "About"}
_ALL = {"zh-CN": "全部", "en": "All"}
_GROUP = {"zh-CN": "分组", "en": "Group"}
_STAGE = {"zh-CN": "阶段", "en": "Stage"}
_TO = {"zh-CN": "下一步", "en": "To"}
_EXPECTED = {"zh-CN": "预期天数", "en": "Expected days"}
_BEFORE = {"zh-CN": "上期", "en": "before"}
_REASON = {"zh-CN": "原因", "en": "Reason"}
_UNSAID = {"zh-CN": "没有写原因", "en": "No reason given"}
_SIDE = {"zh-CN": "在哪一方", "en": "Whose"}
_PROJECTS = {"zh-CN": "项目数", "en": "Projects"}
_SHARE = {"zh-CN": "占比", "en": "Share"}
_PIPELINE = {"zh-CN": "流程", "en": "Pipeline"}
_PERIOD = {"zh-CN": "期间", "en": "Period"}
_REGION = {"zh-CN": "区域", "en": "Region"}
_OWNER = {"zh-CN": "负责人", "en": "Owner"}
_FILTER = {"zh-CN": "筛选", "en": "Filter"}
_VIEWER = {"zh-CN": "导出人与时间", "en": "Made by, at"}
_SMALL = {"zh-CN": "灰色的数字", "en": "Grey figures"}
_SMALL_TEXT = {
    "zh-CN": "不足 {small} 例，不宜下结论。",
    "en": "Fewer than {small} cases; draw no conclusion from them.",
}
