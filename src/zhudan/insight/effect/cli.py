"""`zhudan report effect`: before and after on the command line."""

import argparse
from typing import Any

from zhudan.insight.effect import compare
from zhudan.insight.question import Question

Json = dict[str, Any]
_LABELS = {
    "cycle_days": "成交周期 cycle, days",
    "key_actions": "关键动作完成率 key actions in time",
    "key_actions_late": "其中逾期完成 done late",
    "loss_rate": "丢单率 loss rate",
    "loss_rate_amount": "按金额 by amount",
    "interrupted": "跟进中断（原因）not followed up, as said",
    "interrupted_derived": "跟进中断（推算）not followed up, as logged",
    "dropped": "未成 dropped",
    "ramp_up_days": "新人上手 ramp-up, days",
}


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--before-from", help="effect: first day of the period to compare with")
    parser.add_argument("--before-to", help="effect: last day of it")


def report(asked: Question, options: argparse.Namespace) -> Json:
    """As GET /insight/effect answers it."""
    return compare.ask(
        asked,
        given=options.begins is not None or options.ends is not None,
        before_begins=options.before_from,
        before_ends=options.before_to,
    )


def text(told: Json) -> list[str]:
    """The table to read: a line for each measure, before → after, with the cases behind."""
    spans = [
        f"{told[one]['from'] or '…'} – {told[one]['to'] or '…'}" for one in ("before", "after")
    ]
    lines = [f"{told['label']}  {' → '.join(spans)}"]
    for key, label in _LABELS.items():
        sides = [_said(key, told[one][key]) for one in ("before", "after")]
        lines.append(f"{label}: {' → '.join(sides)}")
    return lines


def _said(key: str, figure: Json) -> str:
    value, cases = figure["value"], figure["cases"]
    if value is None:
        return "–"
    if key == "dropped":
        return str(value)
    return f"{value:.1f} ({cases})" if key.endswith("_days") else f"{value:.0%} ({cases})"
