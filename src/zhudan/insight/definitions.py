"""What each figure of the table means, in a sentence; docs/measures.md has them in full."""

from collections.abc import Mapping

from zhudan.kit.errors import Label

LABELS: Mapping[str, Label] = {
    "average_days": {"zh-CN": "平均停留（天）", "en": "Average days"},
    "median_days": {"zh-CN": "中位停留（天）", "en": "Median days"},
    "p90_days": {"zh-CN": "九成以内（天）", "en": "90th percentile, days"},
    "days_per_visit": {"zh-CN": "每次停留（天）", "en": "Days per visit"},
    "conversion": {"zh-CN": "转化率", "en": "Conversion"},
    "cohort_conversion": {"zh-CN": "同批转化率", "en": "Cohort conversion"},
    "cohort_open": {"zh-CN": "同批仍在办", "en": "Cohort still open"},
    "ended": {"zh-CN": "例数", "en": "Cases"},
    "went_on": {"zh-CN": "走到下一步", "en": "Went on"},
    "open": {"zh-CN": "期末在办", "en": "Open at the end"},
    "efficiency": {"zh-CN": "按期率", "en": "Flow efficiency"},
}

TEXTS: Mapping[str, Label] = {
    "average_days": {
        "zh-CN": "期内最后一次停留以推进或赢单结束的项目，在本阶段的总停留，含退回重来，按自然日。",
        "en": "Over projects whose last stay ended in the period by advancing or being won: total"
        " stay in the stage, returns included, in calendar days.",
    },
    "median_days": {
        "zh-CN": "同一批项目停留的中位数。",
        "en": "The median of the same stays.",
    },
    "p90_days": {
        "zh-CN": "同一批项目停留的 90 分位数，线性插值。",
        "en": "The 90th percentile of the same stays, interpolated linearly.",
    },
    "days_per_visit": {
        "zh-CN": "期内结束的每次停留单独计，不论怎样结束；跳过的除外。",
        "en": "Each stay that ended in the period by itself, however it ended; skipped ones left"
        " out.",
    },
    "conversion": {
        "zh-CN": "期内最后一次停留以推进、赢单、输单或未成结束的项目中，推进或赢单的占比。"
        "每个项目一次。",
        "en": "Of the projects whose last stay ended in the period as advanced, won, lost or"
        " dropped, the share that advanced or was won. Each project once.",
    },
    "cohort_conversion": {
        "zh-CN": "期内首次进入本阶段的项目中，后来走到后面阶段的占比，不限时间。",
        "en": "Of the projects that first entered the stage in the period, the share that came"
        " farther at any later time.",
    },
    "cohort_open": {
        "zh-CN": "同一批项目中还没有走到后面、也没有结束的占比。",
        "en": "Of the same projects, the share that has neither gone on nor ended.",
    },
    "ended": {"zh-CN": "转化率的分母。", "en": "What conversion is a share of."},
    "went_on": {"zh-CN": "转化率的分子。", "en": "Those that advanced or were won."},
    "open": {
        "zh-CN": "期末停在本阶段的项目数。",
        "en": "Projects that stood in the stage as the period ended.",
    },
    "efficiency": {
        "zh-CN": "期内结束的停留中，没有超过预期天数的占比。",
        "en": "Of the stays that ended in the period, the share within the expected days.",
    },
}

STICKING: Label = {"zh-CN": "卡点", "en": "Sticking points"}
STICKING_TEXT: Label = {
    "zh-CN": "期内超期、输单或未成的停留，按项目数计最后一次写的原因，和没有写的。",
    "en": "Of the stays that ended late, lost or dropped in the period, the last reason given, by"
    " number of projects, and how many gave none.",
}
SIDES: Mapping[str, Label] = {
    "ours": {"zh-CN": "我方", "en": "ours"},
    "customer": {"zh-CN": "客户", "en": "customer's"},
    "outside": {"zh-CN": "外部", "en": "outside"},
}
