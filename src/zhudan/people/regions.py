"""Changing the tree of regions. Every change turns the directory's version."""

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from zhudan.kit.errors import Conflict, Invalid, NotFound
from zhudan.people import directory
from zhudan.people.models import Region, User


class RegionLoop(Conflict):
    code = "region_loop"
    title = {
        "zh-CN": "区域不能移到自己或自己的下级之下",
        "en": "A region cannot be moved below itself",
    }


class RegionNameTaken(Conflict):
    code = "region_name_taken"
    title = {
        "zh-CN": "同一上级之下已有“{name}”",
        "en": '"{name}" is there already, in the same place',
    }


class RegionInUse(Conflict):
    """extra: regions, people, records; how many of each are in it."""

    code = "region_in_use"
    title = {
        "zh-CN": "还不能删除：内有 {regions} 个下级区域、{people} 人、{records} 条记录，请先移走",
        "en": (
            "It cannot be removed yet: {regions} regions, {people} people and {records} records"
            " are in it; move them first"
        ),
    }


@transaction.atomic
def add(name: str, *, parent: Region | None = None) -> Region:
    name = _free_name(name, parent.id if parent else None)
    region = Region.objects.create(name=name, parent=parent, path="")
    region.path = f"{parent.path if parent else '/'}{region.id}/"
    region.save(update_fields=["path"])
    directory.turn()
    return region


@transaction.atomic
def change(region: Region, *, name: str, parent: Region | None) -> None:
    """Rename it, or move it with all below it. RegionLoop, RegionNameTaken."""
    if parent is not None and parent.path.startswith(region.path):
        raise RegionLoop
    region.name = _free_name(name, parent.id if parent else None, but=region.id)
    before, after = region.path, f"{parent.path if parent else '/'}{region.id}/"
    region.parent = parent
    region.save(update_fields=["name", "parent"])
    if before != after:
        below = Concat(Value(after), Substr(F("path"), len(before) + 1))
        Region.objects.filter(path__startswith=before).update(path=below)
    directory.turn()


@transaction.atomic
def remove(region: Region, *, records: int) -> None:
    """records: how many are in it, which this room cannot know. RegionInUse."""
    held = {
        "regions": Region.objects.filter(parent=region).count(),
        "people": User.objects.filter(region=region).count(),
        "records": records,
    }
    if any(held.values()):
        raise RegionInUse(params=held, extra=held)
    region.delete()
    directory.turn()


def get(region_id: int) -> Region:
    found = Region.objects.filter(id=region_id).first()
    if found is None:
        raise NotFound
    return found


def _free_name(name: str, parent_id: int | None, but: int | None = None) -> str:
    name = name.strip()
    if not name or "/" in name:
        raise Invalid.field(
            "name",
            "region_name",
            {"zh-CN": "请填写名称，不能含“/”", "en": 'Please give a name, without "/"'},
        )
    beside = Region.objects.filter(parent_id=parent_id, name=name)
    if any(one.id != but for one in beside):
        raise RegionNameTaken(params={"name": name})
    return name
