"""The kinds of events by what one looks for, and what each is called."""

from zhudan.kit.errors import Label

GROUPS: dict[str, Label] = {
    "door": {"zh-CN": "登录与拒绝", "en": "Sign-in and refusals"},
    "taken": {"zh-CN": "导出与查看", "en": "Taken out and seen"},
    "people": {"zh-CN": "人员与区域", "en": "People and regions"},
    "bulk": {"zh-CN": "导入", "en": "Imports"},
    "design": {"zh-CN": "流程设计", "en": "Process design"},
    "records": {"zh-CN": "记录", "en": "Records"},
}

KINDS: dict[str, dict[str, Label]] = {
    "door": {
        "signed_in": {"zh-CN": "登录", "en": "Signed in"},
        "refused": {"zh-CN": "被拒绝", "en": "Was refused"},
        "viewing_begun": {"zh-CN": "开始以他人身份查看", "en": "Began viewing as"},
        "viewing_ended": {"zh-CN": "结束以他人身份查看", "en": "Ended viewing as"},
        "password_changed": {"zh-CN": "重置密码", "en": "Reset a password"},
        "session_ended": {"zh-CN": "结束设备登录", "en": "Ended a session"},
        "token_issued": {"zh-CN": "签发令牌", "en": "Issued a token"},
        "token_revoked": {"zh-CN": "撤销令牌", "en": "Revoked a token"},
    },
    "taken": {
        "records_exported": {"zh-CN": "导出", "en": "Exported"},
        "value_revealed": {"zh-CN": "查看打码内容", "en": "Saw a masked value"},
        "duplicate_hidden_told": {
            "zh-CN": "查重时得知他区记录",
            "en": "Was told of others' records by the duplicate check",
        },
    },
    "people": {
        "user_added": {"zh-CN": "新增人员", "en": "Added a person"},
        "user_changed": {"zh-CN": "修改人员", "en": "Changed a person"},
        "user_left": {"zh-CN": "停用人员", "en": "Deactivated a person"},
        "user_returned": {"zh-CN": "恢复人员", "en": "Reactivated a person"},
        "region_added": {"zh-CN": "新增区域", "en": "Added a region"},
        "region_changed": {"zh-CN": "修改区域", "en": "Changed a region"},
        "region_removed": {"zh-CN": "删除区域", "en": "Removed a region"},
    },
    "bulk": {
        "rows_imported": {"zh-CN": "导入表格", "en": "Imported a sheet"},
        "history_imported": {"zh-CN": "导入历史", "en": "Imported a history"},
        "import_undone": {"zh-CN": "撤销导入", "en": "Undid an import"},
    },
    "design": {"blueprint_published": {"zh-CN": "发布流程", "en": "Published the process"}},
    "records": {
        "record_created": {"zh-CN": "新建", "en": "Created"},
        "record_updated": {"zh-CN": "修改", "en": "Changed"},
        "record_assigned": {"zh-CN": "转交", "en": "Assigned"},
        "record_moved": {"zh-CN": "移动阶段", "en": "Moved"},
        "record_placed": {"zh-CN": "放入阶段", "en": "Placed in a stage"},
        "record_relocated": {"zh-CN": "随流程变更移动", "en": "Moved by a publish"},
        "record_closed": {"zh-CN": "结束", "en": "Closed"},
        "record_reopened": {"zh-CN": "重新打开", "en": "Reopened"},
        "record_binned": {"zh-CN": "放入回收站", "en": "Binned"},
        "record_restored": {"zh-CN": "恢复", "en": "Restored"},
        "record_erased": {"zh-CN": "彻底删除", "en": "Erased"},
        "activity_logged": {"zh-CN": "记跟进", "en": "Logged a contact"},
        "document_added": {"zh-CN": "上传文件", "en": "Added a document"},
        "key_action_done": {"zh-CN": "完成关键动作", "en": "Did a key action"},
        "standing_ticked": {"zh-CN": "勾选文件状态", "en": "Ticked a document"},
        "standing_withdrawn": {"zh-CN": "取消文件状态", "en": "Withdrew a tick"},
        "task_opened": {"zh-CN": "派发任务", "en": "Opened a task"},
        "task_done": {"zh-CN": "完成任务", "en": "Did a task"},
        "duplicate_confirmed": {"zh-CN": "确认不是重复", "en": "Confirmed it is no duplicate"},
        "record_merged": {"zh-CN": "合并", "en": "Merged"},
        "merged_away": {"zh-CN": "被合并", "en": "Was merged away"},
        "merge_undone": {"zh-CN": "撤销合并", "en": "Undid a merge"},
    },
}
LABELS: dict[str, Label] = {key: label for kinds in KINDS.values() for key, label in kinds.items()}
GROUP_OF: dict[str, str] = {key: group for group, kinds in KINDS.items() for key in kinds}

REFUSALS: dict[str, Label] = {
    "forbidden": {"zh-CN": "没有权限", "en": "no right"},
    "bad_credentials": {"zh-CN": "账号或密码不正确", "en": "wrong name or password"},
    "too_many_attempts": {"zh-CN": "尝试次数过多", "en": "too many attempts"},
    "csrf": {"zh-CN": "页面过期", "en": "page out of date"},
    "viewing_as": {"zh-CN": "以他人身份查看时不能修改", "en": "read-only while viewing as"},
    "not_revealable": {"zh-CN": "不能查看完整内容", "en": "may not be revealed"},
    "field_not_readable": {"zh-CN": "字段不可见", "en": "field may not be read"},
    "field_not_editable": {"zh-CN": "字段不可改", "en": "field may not be changed"},
}
