"""What an import did: figures, refusals and remarks."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from zhudan.exchange import samples
from zhudan.exchange.complaint import Complaint
from zhudan.exchange.rows import Notes
from zhudan.kit.language import pick

SHOWN = 50
_TOLD = 200
_REMARKS = 300


@dataclass
class Figures:
    created: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass
class Outcome:
    """unchanged: rows that found their record as they say it is already. left_out: columns of
    the file that fill no field. tables: in the order they are written; the last is what the
    import is about."""

    read: int = 0
    refused: int = 0
    tables: dict[str, Figures] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)
    most: int = 100_000  # complaints kept
    notes: Notes = field(default_factory=Notes)
    samples: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    dry: bool = False

    def refuse(self, complaints: Iterable[Complaint]) -> None:
        """One row, for these reasons."""
        self.refused += 1
        self.complaints += list(complaints)[: max(0, self.most - len(self.complaints))]

    def figures(self, table: str) -> Figures:
        return self.tables.setdefault(table, Figures())

    @property
    def main(self) -> Figures:
        return next(reversed(self.tables.values()), Figures())

    def sample(self, rows: Iterable[dict[str, Any]]) -> None:
        """Keep the first that are taken, and behind them the first refused."""
        every = sorted([*self.samples, *rows], key=lambda one: one["row"])
        refused = [one for one in every if one["action"] == "refuse"]
        taken = [one for one in every if one["action"] != "refuse"]
        self.samples = taken[: samples.TAKEN] + refused[: samples.REFUSED]

    def raw(self) -> dict[str, Any]:
        """As the API tells it (labels of both languages stand in `reason`), and as `revived`
        takes it."""
        return {
            "read": self.read,
            "tables": [
                {
                    "table": table,
                    "created": one.created,
                    "updated": one.updated,
                    "unchanged": one.unchanged,
                }
                for table, one in self.tables.items()
            ],
            "refused": self.refused,
            "refusals": [
                {"row": one.row, "column": one.column, "code": one.code, "reason": dict(one.reason)}
                for one in self.complaints[:_TOLD]
            ],
            "samples": self.samples,
            "replaced": [
                {"column": column, "cell": cell, "meaning": meaning, "rows": rows}
                for (column, cell, meaning), rows in sorted(self.notes.replaced.items())[:_REMARKS]
            ],
            "empty": [{"column": name, "rows": rows} for name, rows in self.notes.empty.items()],
            "left_out": self.left_out,
        }


def revived(raw: dict[str, Any]) -> Outcome:
    """An outcome that goes on where `raw` was told."""
    told = Outcome(read=raw["read"], refused=raw["refused"], most=_TOLD)
    for one in raw["tables"]:
        told.tables[one["table"]] = Figures(one["created"], one["updated"], one["unchanged"])
    told.complaints = [
        Complaint(one["row"], one["column"], one["code"], one["reason"]) for one in raw["refusals"]
    ]
    told.samples = raw["samples"]
    told.left_out = raw["left_out"]
    told.notes.replaced = Counter(
        {(one["column"], one["cell"], one["meaning"]): one["rows"] for one in raw["replaced"]}
    )
    told.notes.empty = Counter({one["column"]: one["rows"] for one in raw["empty"]})
    return told


def lines(outcome: Outcome) -> Iterator[str]:
    """For the terminal, in the current language."""
    if outcome.dry:
        yield pick({"zh-CN": "试运行：没有写入任何数据", "en": "Dry run: nothing was written"})
    main = outcome.main
    yield pick(_FIGURES).format(
        read=outcome.read,
        created=main.created,
        updated=main.updated,
        unchanged=main.unchanged,
        refused=outcome.refused,
    )
    for table, one in list(outcome.tables.items())[:-1]:
        yield pick(_OTHER).format(table=table, created=one.created, updated=one.updated)
    if outcome.left_out:
        yield pick(_LEFT_OUT).format(columns="、".join(outcome.left_out))
    for (column, cell, meaning), rows in sorted(outcome.notes.replaced.items()):
        yield pick(_REPLACED).format(column=column, cell=cell, meaning=meaning, rows=rows)
    for column, rows in outcome.notes.empty.items():
        yield pick(_EMPTY).format(column=column, rows=rows)
    for complaint in outcome.complaints[:SHOWN]:
        yield said(complaint)
    more = len(outcome.complaints) - SHOWN
    if more > 0:
        yield pick(_MORE).format(more=more)


def said(complaint: Complaint) -> str:
    where = pick(_COLUMN).format(column=pick(complaint.column)) if complaint.column else ""
    return pick(_REFUSED).format(row=complaint.row, where=where, reason=pick(complaint.reason))


_FIGURES = {
    "zh-CN": "读取 {read} 行，新建 {created}，更新 {updated}，未变 {unchanged}，拒绝 {refused}",
    "en": "{read} rows read, {created} created, {updated} updated, {unchanged} unchanged, "
    "{refused} refused",
}
_OTHER = {
    "zh-CN": "{table}：新建 {created}，补全 {updated}",
    "en": "{table}: {created} created, {updated} filled up",
}
_LEFT_OUT = {"zh-CN": "未导入的列：{columns}", "en": "Columns not imported: {columns}"}
_REPLACED = {
    "zh-CN": "{column}：“{cell}”按映射理解为“{meaning}”，{rows} 行",
    "en": "{column}: “{cell}” was taken as “{meaning}” in {rows} rows, as the mapping says",
}
_EMPTY = {
    "zh-CN": "{column}：{rows} 行为空",
    "en": "{column}: empty in {rows} rows",
}
_REFUSED = {
    "zh-CN": "第 {row} 行{where}：{reason}",
    "en": "row {row}{where}: {reason}",
}
_COLUMN = {"zh-CN": "“{column}”列", "en": ", column {column}"}
_MORE = {
    "zh-CN": "……另有 {more} 条，用 --result 写入文件查看",
    "en": "… and {more} more; --result writes them all to a file",
}
