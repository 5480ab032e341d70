"""`zhudan check`: what a self-hoster has misconfigured, a sentence each, with a stable id."""

import sys
from collections.abc import Iterator

import django

django.setup()

from django.conf import settings  # noqa: E402  # what follows needs Django set up
from django.core import checks  # noqa: E402

from zhudan.kit.errors import Label  # noqa: E402
from zhudan.kit.language import LANGUAGES, pick  # noqa: E402
from zhudan.server import condition  # noqa: E402

Found = tuple[str, Label]

# (part, its state) as condition.states says it
_STATES: dict[tuple[str, str], Found] = {
    ("database", "away"): (
        "zhudan.E001",
        {
            "zh-CN": "数据库连接不上，请检查 DATABASE_URL",
            "en": "The database cannot be reached; look at DATABASE_URL",
        },
    ),
    ("disk", "full"): (
        "zhudan.E002",
        {
            "zh-CN": "数据目录所在磁盘不足 200 MB",
            "en": "Less than 200 MB are free where the data folder lies",
        },
    ),
    ("migrations", "waiting"): (
        "zhudan.E003",
        {"zh-CN": "数据库还不是这个版本，请执行 zhudan migrate", "en": "Run zhudan migrate"},
    ),
    ("queue", "late"): (
        "zhudan.W005",
        {
            "zh-CN": "有任务等了五分钟以上，后台进程是否在运行？",
            "en": "A job has waited for more than five minutes; does a worker run?",
        },
    ),
    ("holidays", "missing"): (
        "zhudan.W006",
        {
            "zh-CN": "节假日表里没有下一年的放假与调休安排，工作时限会按普通周末计算",
            "en": "Next year's holidays are not known; deadlines count plain weekends only",
        },
    ),
}


def main(arguments: list[str]) -> int:
    """0 when nothing is wrong. A line each: the id, then the sentence in both languages."""
    found = [*_django(), *_parts(), *_doors()]
    for name, sentence in found:
        told = " / ".join(pick(sentence, spoken) for spoken in LANGUAGES)
        sys.stdout.write(f"{name}  {told}\n")
    if not found:
        sys.stdout.write("ok\n")
    return 1 if found else 0


def _django() -> Iterator[Found]:
    for message in checks.run_checks():
        if not message.is_silenced():
            yield message.id or "django", {"zh-CN": message.msg, "en": message.msg}


def _parts() -> Iterator[Found]:
    states = dict(condition.states())
    if states.get("migrations") == "ok":
        states["holidays"] = condition.holidays()
    for part, state in states.items():
        if (part, state) in _STATES:
            yield _STATES[part, state]


def _doors() -> Iterator[Found]:
    if settings.DEBUG:
        yield (
            "zhudan.W001",
            {
                "zh-CN": "ZHUDAN_DEBUG 已打开，日志中会出现个人信息，只应用于开发",
                "en": "ZHUDAN_DEBUG is on: logs hold personal values; for development only",
            },
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield (
            "zhudan.W002",
            {
                "zh-CN": "ZHUDAN_HOSTS 为 *，任何网站都能把浏览器引到这里，请写明域名",
                "en": "ZHUDAN_HOSTS is *, so any site may point browsers here; name the hosts",
            },
        )
    if settings.ALLOWED_HOSTS != settings.LOCAL_HOSTS and not settings.HTTPS:
        yield (
            "zhudan.W003",
            {
                "zh-CN": "对外提供服务但没有 HTTPS（ZHUDAN_HTTPS），密码会以明文传输",
                "en": "Open to others without HTTPS (ZHUDAN_HTTPS): passwords travel in clear",
            },
        )
    if settings.DATA.stat().st_mode & 0o077:
        yield (
            "zhudan.W004",
            {
                "zh-CN": "本机其他用户可以读取数据目录，请对它执行 chmod 700",
                "en": "Other users of this machine can read the data folder; chmod it 700",
            },
        )
