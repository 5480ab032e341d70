"""Roles: somebody administers, rights name what exists and do not contradict each other."""

from collections.abc import Iterator

from zhudan.blueprint.check.fields import no_table
from zhudan.blueprint.check.problem import Problem, error, warning
from zhudan.blueprint.check.tables import unknown_field
from zhudan.blueprint.document import Blueprint
from zhudan.blueprint.parts.role import SCOPES, VERBS, FieldRight, Role, TableRights, Verb
from zhudan.blueprint.parts.table import Table
from zhudan.blueprint.parts.task import OWNER

_OF_PIPELINES: tuple[Verb, ...] = ("move", "skip", "override", "close", "reopen", "tick")


def judge(document: Blueprint) -> Iterator[Problem]:
    if not any("administer" in role.abilities for role in document.roles):
        yield error(
            "roles",
            "没有任何角色有 administer，发布后谁也管不了用户",
            "No role has the ability administer: nobody could look after the users",
        )
    for role in document.roles:
        path = f"roles.{role.key}"
        if role.key == OWNER:
            yield error(
                path,
                f"“{OWNER}”在待办里表示负责人，角色不能用这个名字",
                f'"{OWNER}" means the record\'s owner in tasks; a role cannot be called so',
            )
        for key, rights in role.rights.items():
            yield from _rights(document, key, rights, f"{path}.rights.{key}")
        for key, fields in role.fields.items():
            table = document.tables_by_key.get(key)
            if table is None:
                yield no_table(document, key, f"{path}.fields.{key}")
                continue
            for field, right in fields.items():
                yield from _field(table, field, right, f"{path}.fields.{key}.{field}")
            yield from _creates(table, role, path)


def _rights(document: Blueprint, key: str, rights: TableRights, path: str) -> Iterator[Problem]:
    if key not in document.tables_by_key:
        yield no_table(document, key, path)
        return
    for verb in VERBS:
        if SCOPES.index(rights.scope(verb)) > SCOPES.index(rights.read):
            yield error(
                f"{path}.{verb}",
                f"{verb} 的范围（{rights.scope(verb)}）比能看到的（{rights.read}）还大",
                f"{verb} reaches further ({rights.scope(verb)}) than read ({rights.read})",
            )
    if not document.pipelines_of(key):
        for verb in _OF_PIPELINES:
            if rights.scope(verb) != "none":
                yield warning(
                    f"{path}.{verb}",
                    f"“{key}”没有流程，{verb} 不起作用",
                    f'"{key}" has no pipeline; {verb} has no effect',
                )


def _field(table: Table, key: str, right: FieldRight, path: str) -> Iterator[Problem]:
    field = table.fields_by_key.get(key)
    if field is None:
        yield unknown_field(table, key, path)
        return
    if key == table.title and right.access in ("hidden", "masked"):
        yield error(
            f"{path}.access",
            f"“{key}”是记录的名称，处处都会显示，不能隐藏",
            f'"{key}" names the record and is shown everywhere; it cannot be hidden',
        )
    elif right.access == "masked" and not field.may_be_masked:
        yield error(
            f"{path}.access",
            f"{field.kind} 字段不能打码，请用 hidden",
            f"A field of kind {field.kind} cannot be masked; use hidden",
        )
    elif right.reveal and right.access != "masked":
        yield warning(
            f"{path}.reveal",
            "只有打码的字段才需要“查看完整内容”，这里不起作用",
            "Only a masked field can be revealed; this has no effect",
        )
    elif right.access == "edit" and field.read_only:
        yield error(
            f"{path}.access",
            "这个字段由系统填写，谁也不能编辑",
            "This field is written by the system; nobody can edit it",
        )


def _creates(table: Table, role: Role, path: str) -> Iterator[Problem]:
    """Whoever may register a record can fill what is required of it."""
    rights = role.rights.get(table.key)
    if rights is None or not rights.create:
        return
    for key, right in role.fields.get(table.key, {}).items():
        field = table.fields_by_key.get(key)
        if field and field.required and right.access not in (None, "edit"):
            yield error(
                f"{path}.fields.{table.key}.{key}.access",
                f"这个角色可以新建“{table.key}”，就必须能填写必填字段“{key}”",
                f'The role may create "{table.key}", so it must be able to fill "{key}"',
            )
