"""How merging says no."""

from zhudan.kit.errors import Conflict, Invalid


class SameRecord(Invalid):
    code = "same_record"
    title = {"zh-CN": "不能与自己合并", "en": "A record cannot be merged with itself"}


class OtherTable(Invalid):
    code = "other_table"
    title = {
        "zh-CN": "只能合并同一数据表的记录",
        "en": "Only records of one table can be merged",
    }


class DifferentPipelines(Conflict):
    """Both are under way, each along a path of its own; neither has a place in the other's."""

    code = "different_pipelines"
    title = {
        "zh-CN": "两条记录在不同的流程里进行中，请先结束其中一条",
        "en": "Both are under way in different pipelines; close one of them first",
    }


class MergeOtherWay(Conflict):
    """The one that would go is further than the one that would stay: won before open before
    closed without success."""

    code = "merge_other_way"
    title = {
        "zh-CN": "请反过来合并：保留“{other}”，把这一条并进去，否则会丢掉它的进展",
        "en": "Merge the other way round and keep “{other}”, else its progress would be lost",
    }


class AlreadyUndone(Conflict):
    code = "already_undone"
    title = {"zh-CN": "这次合并已经撤销", "en": "This merge has been undone already"}
