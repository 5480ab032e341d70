"""`zhudan demo`: a company to look around in, with 18 months behind it."""

import argparse
import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from zhudan.blueprint import live as blueprint
from zhudan.kit.errors import Conflict
from zhudan.people.models import User
from zhudan.people.users import made_up_password
from zhudan.server.demo import company, wiping

# Whom to sign in as first: one of each kind.
_SHOWN = (
    "salesperson",
    "regional_manager",
    "technician",
    "sales_director",
    "operations",
    "administrator",
    "finance",
)


class NotEmpty(Conflict):
    code = "not_empty"
    title = {
        "zh-CN": "数据库里已有用户；演示公司要放在空的数据库里，或用 --reset 重新做一个",
        "en": "There are users already; the demo company needs an empty database, or --reset",
    }


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser("zhudan demo", description=__doc__)
    parser.add_argument("--size", choices=("small", "full"), default="small")
    parser.add_argument("--reset", action="store_true", help="replace an earlier demo company")
    options = parser.parse_args(arguments)
    if not wiping.is_empty():
        if not options.reset:
            raise NotEmpty
        wiping.wipe()
    password = made_up_password()
    people = company.make(password, timezone.now(), options.size)
    said = _accounts(people, password)
    # Written last: `make run` takes it as the sign that the company is whole.
    path = settings.DATA / "accounts.txt"
    path.touch(mode=0o600)
    path.write_text(said, "utf-8")
    sys.stdout.write(f"{said}\n")
    return 0


def _accounts(people: Sequence[User], password: str) -> str:
    """One account a role, then how many more there are of it."""
    roles = blueprint.current().document.roles_by_key
    lines = [f"  演示公司 demo company · 密码 password: {password}", ""]
    by_role = {
        role: list(users)
        for role, users in groupby(
            sorted(people, key=lambda user: (_SHOWN.index(user.roles[0]), user.id)),
            key=lambda user: str(user.roles[0]),
        )
    }
    for role, users in by_role.items():
        label = roles[role].label
        first = users[0]
        lines.append(f"  {first.email:<30} {first.name}  {label['zh-CN']} {label['en']}")
    listed = f"ZHUDAN_DATA={settings.DATA} {Path(sys.argv[0]).resolve()} user list"
    lines += ["", f"  共 {len(people)} 人，其余 · all {len(people)} people:", f"  {listed}"]
    return "\n".join(lines) + "\n"
