"""The engine's own fields: every record has them, whatever the blueprint says."""

from collections.abc import Mapping
from dataclasses import dataclass

from zhudan.kit.conditions import Family, FieldType
from zhudan.kit.errors import Label


@dataclass(frozen=True)
class EngineField:
    """flow: only records with a pipeline fill it."""

    key: str
    family: Family
    label: Label
    scale: int = 0
    flow: bool = False

    @property
    def type(self) -> FieldType:
        return FieldType(self.family, scale=self.scale, options=STATUSES.get(self.key))


STATUS_LABELS: Mapping[str, Label] = {
    "open": {"zh-CN": "在办", "en": "Open"},
    "won": {"zh-CN": "赢单", "en": "Won"},
    "lost": {"zh-CN": "输单", "en": "Lost"},
    "dropped": {"zh-CN": "未成", "en": "Dropped"},
}
STATUSES = {"status": frozenset(STATUS_LABELS)}


def _field(
    key: str, family: Family, zh: str, en: str, *, scale: int = 0, flow: bool = False
) -> EngineField:
    return EngineField(key, family, {"zh-CN": zh, "en": en}, scale, flow)


ENGINE_FIELDS: Mapping[str, EngineField] = {
    field.key: field
    for field in (
        _field("id", "reference", "编号", "Id"),
        _field("title", "text", "名称", "Name"),
        _field("owner", "user", "负责人", "Owner"),
        _field("region", "reference", "区域", "Region"),
        _field("pipeline", "choice", "流程", "Pipeline", flow=True),
        _field("stage", "choice", "阶段", "Stage", flow=True),
        _field("status", "choice", "状态", "Status", flow=True),
        _field("outcome", "choice", "结果", "Outcome", flow=True),
        _field("amount", "number", "金额", "Amount", scale=2, flow=True),
        _field("stage_entered_at", "datetime", "进入阶段", "Stage entered", flow=True),
        _field("closed_at", "datetime", "结束时间", "Closed", flow=True),
        _field("contact_at", "datetime", "最近跟进", "Last contact"),
        _field("progress_at", "datetime", "最近进展", "Last progress", flow=True),
        _field("plan", "text", "下一步计划", "Next plan"),
        _field("plan_on", "date", "计划日期", "Plan date"),
        _field("wake_on", "date", "唤醒日期", "Wakes on", flow=True),
        _field("created_at", "datetime", "建立时间", "Created"),
        _field("updated_at", "datetime", "更新时间", "Updated"),
        _field("created_by", "user", "建立人", "Created by"),
        _field("version", "number", "修改次数", "Version"),
    )
}
