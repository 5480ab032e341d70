"""Why the wizard says no."""

from zhudan.kit.errors import Conflict, Invalid


class Busy(Conflict):
    code = "import_busy"
    title = {
        "zh-CN": "这次导入正在处理，请等它结束",
        "en": "This import is at work; wait until it has ended",
    }


class Ended(Conflict):
    code = "import_ended"
    title = {
        "zh-CN": "这次导入已经完成，不能再修改或重新运行",
        "en": "This import has ended; it can be neither changed nor run again",
    }


class NotUndoable(Conflict):
    code = "not_undoable"
    title = {
        "zh-CN": "只有已经写入数据的导入才能撤销",
        "en": "Only an import that has written something can be undone",
    }


class NothingRefused(Conflict):
    code = "nothing_refused"
    title = {"zh-CN": "没有被拒绝的行", "en": "No rows were refused"}


def no_file() -> Invalid:
    return Invalid.field(
        "file",
        "required",
        {"zh-CN": "请上传一个文件，或粘贴一段表格", "en": "Upload a file, or paste a range"},
    )
