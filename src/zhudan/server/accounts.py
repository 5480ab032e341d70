"""`zhudan user …` and `zhudan token`: who works here."""

import argparse
import getpass
import sys
from datetime import date

from django.db import transaction
from django.utils import timezone

from zhudan import journal
from zhudan.blueprint import live
from zhudan.kit.errors import NotFound, Refusal
from zhudan.kit.language import DEFAULT, LANGUAGES
from zhudan.people import directory, regions, tokens, users
from zhudan.people.models import Region, User


class NoSuchUser(NotFound):
    code = "unknown_user"
    title = {"zh-CN": "没有用户“{login}”", "en": 'There is no user "{login}"'}


class NoSuchRole(Refusal):
    status = 422
    code = "unknown_role"
    title = {
        "zh-CN": "蓝图中没有角色“{role}”，可用：{known}",
        "en": 'The blueprint has no role "{role}"; it has {known}',
    }


def main(arguments: list[str]) -> int:
    """arguments: `user …` or `token …`."""
    options = _parser().parse_args(arguments)
    code: int = options.run(options)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("zhudan")
    commands = parser.add_subparsers(required=True, metavar="")
    user = commands.add_parser("user", help="people").add_subparsers(required=True, metavar="")

    add = user.add_parser("add", help="somebody new; prints the password unless one is given")
    add.add_argument("name")
    add.add_argument("--login", action="append", required=True, help="e-mail or phone; twice: both")
    add.add_argument("--role", action="append", default=[], help="key of the blueprint; repeatable")
    add.add_argument("--region", help="path of names, made where missing: 华东/苏南")
    add.add_argument("--supervisor", help="login of the supervisor")
    add.add_argument("--language", choices=LANGUAGES, default=DEFAULT)
    add.add_argument("--started", type=date.fromisoformat, help="first day, YYYY-MM-DD")
    add.add_argument("--password", help="- asks for it; default: made up and printed")
    add.set_defaults(run=_add)

    user.add_parser("list", help="everybody").set_defaults(run=_list)

    passwd = user.add_parser("passwd", help="a new password; ends all sessions")
    passwd.add_argument("login")
    passwd.add_argument("--password", help="- asks for it; default: made up and printed")
    passwd.set_defaults(run=_passwd)

    leave = user.add_parser("leave", help="no sign-in any more; sessions and tokens end")
    leave.add_argument("login")
    leave.set_defaults(run=_leave)

    token = commands.add_parser("token", help="a bearer token on standard output")
    token.add_argument("user", help="login")
    token.add_argument("--label", default="zhudan token")
    token.set_defaults(run=_token)
    return parser


@transaction.atomic
def _add(options: argparse.Namespace) -> int:
    _require_roles(options.role)
    password, shown = _password(options.password)
    user = users.add_user(
        options.name,
        logins=options.login,
        password=password,
        roles=options.role,
        region=_region(options.region) if options.region else None,
        supervisor=_user(options.supervisor) if options.supervisor else None,
        spoken=options.language,
        started_on=options.started,
    )
    journal.record("user_added", actor=None, data={"user": user.id})
    sys.stdout.write(f"{user.id}\t{user.name}{shown}\n")
    return 0


def _list(options: argparse.Namespace) -> int:
    now = directory.current()
    for person in now.people.values():
        place = now.region(person.region_id)
        said = (
            str(person.id),
            person.name,
            person.email or "",
            person.phone or "",
            place.name if place else "",
            ",".join(person.roles),
            "" if person.is_active else "left",
        )
        sys.stdout.write("\t".join(said).rstrip() + "\n")
    return 0


@transaction.atomic
def _passwd(options: argparse.Namespace) -> int:
    user = _user(options.login)
    password, shown = _password(options.password)
    users.set_password(user, password)
    journal.record("password_changed", actor=None, data={"user": user.id})
    sys.stdout.write(f"{user.name}{shown}\n")
    return 0


@transaction.atomic
def _leave(options: argparse.Namespace) -> int:
    user = _user(options.login)
    users.leave(user, on=timezone.localdate())
    journal.record("user_left", actor=None, data={"user": user.id})
    return 0


@transaction.atomic
def _token(options: argparse.Namespace) -> int:
    user = _user(options.user)
    token = tokens.issue(user, label=options.label)
    journal.record("token_issued", actor=None, data={"user": user.id, "label": options.label})
    sys.stdout.write(f"{token}\n")
    return 0


def _user(login: str) -> User:
    found = users.find(login)
    if found is None:
        raise NoSuchUser(params={"login": login})
    return found


def _require_roles(roles: list[str]) -> None:
    known = live.current().document.roles_by_key
    for role in roles:
        if role not in known:
            raise NoSuchRole(params={"role": role, "known": ", ".join(known)})


def _region(path: str) -> Region:
    region: Region | None = None
    for name in path.split("/"):
        found = Region.objects.filter(parent=region, name=name.strip()).first()
        region = found or regions.add(name.strip(), parent=region)
    assert region is not None  # a split text has at least one part
    return region


def _password(given: str | None) -> tuple[str, str]:
    """The password, and what to print of it."""
    if given is None:
        made = users.made_up_password()
        return made, f"\t{made}"
    return (getpass.getpass() if given == "-" else given), ""
