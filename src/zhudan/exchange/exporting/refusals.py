"""Why a list does not leave."""

from zhudan.kit.errors import Conflict, Forbidden, Invalid, Label, Refusal


class MayNotExport(Forbidden):
    code = "may_not_export"
    title = {
        "zh-CN": "你没有导出“{table}”的权限",
        "en": 'You do not have the right to export "{table}"',
    }


class RightLost(Forbidden):
    """What the file holds, its asker could not export any more."""

    code = "export_right_lost"
    title = {
        "zh-CN": "你的权限已经变化，这个文件不能再下载，请重新导出",
        "en": "Your rights have changed since; this file can no longer be had, please export again",
    }


class NothingToExport(Invalid):
    code = "nothing_to_export"
    title = {
        "zh-CN": "这些列都不能导出",
        "en": "None of these columns may be exported",
    }


class TooManyRows(Refusal):
    status = 422
    code = "too_many_rows"
    title = {
        "zh-CN": "有 {rows} 条，xlsx 最多 {most} 条，请加筛选，或导出 csv",
        "en": "{rows} rows, and an xlsx sheet holds {most}: narrow the list, or take csv",
    }


class TooManyExports(Conflict):
    code = "too_many_exports"
    title = {
        "zh-CN": "你已有 {most} 个导出在进行，请等其中一个完成",
        "en": "{most} of your exports are under way; please wait for one of them",
    }


class NotReady(Conflict):
    code = "export_not_ready"
    title = {"zh-CN": "文件还没有生成", "en": "The file is not there yet"}


NO_ROWS_OF_TABLE: Label = {
    "zh-CN": "这个数字不是这张表的记录",
    "en": "The records of this figure are of another table",
}
NO_COLUMN: Label = {"zh-CN": "没有这一列", "en": "There is no such column"}
