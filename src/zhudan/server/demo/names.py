"""Names that read as real and belong to nobody: composed, one syllable at a time, from a seed."""

from collections.abc import Iterator
from random import Random

CITIES = {
    "华东一区": ("苏州", "无锡", "常州", "南通", "昆山", "常熟"),
    "华东二区": ("杭州", "宁波", "嘉兴", "湖州", "绍兴", "温州"),
    "华南区": ("广州", "佛山", "东莞", "惠州", "珠海", "中山"),
    "西南区": ("成都", "重庆", "绵阳", "昆明", "贵阳", "德阳"),
}
_ROADS = ("澄云", "望湖", "春申", "启航", "文澜", "锦绣", "长虹", "银杏", "枫桥", "青石", "金桂")
_FIRST = "澄泓栎屿铭朗昱禾沁瑾珂霁峤淇漪榆岚棠筠砚柏枫槿沐芷蔚柠旻朔煦皓骏翊钧璟琮珩瑜菁菡"
_SECOND = "岸川森庭舟野洲屹衡拓恒嘉序远宸澜启峰越和泽景辰原麓津畅达诚信合盛隆泰祥安邦腾跃晟"
TRADES = (
    "置业",
    "置业",
    "建设发展",
    "城市更新",
    "产业园开发",
    "商业管理",
    "文旅发展",
    "工业地产",
    "建工",
    "建设集团",
    "装饰工程",
    "幕墙工程",
)
_SITES = (
    ("住宅外墙", "wall"),
    ("公馆外墙翻新", "wall"),
    ("老旧小区外立面改造", "wall"),
    ("商业裙楼外墙", "wall"),
    ("中学教学楼外墙", "wall"),
    ("邻里中心外墙", "wall"),
    ("产业园地坪", "floor"),
    ("物流仓储中心地坪", "floor"),
    ("冷链库地坪", "floor"),
    ("装备厂房地坪", "floor"),
    ("地下车库地坪", "floor"),
    ("体育馆地坪", "floor"),
    ("人才公寓装配式外墙板", "prefabricated"),
    ("装配式住宅示范段", "prefabricated"),
)
_PARTS = ("", "", "一期", "二期", "三期", " A 区", " B 区", " 3 号楼", " 7–12 号楼", "南地块")
_SURNAMES = (
    "周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜谢邹喻柏苏潘葛范彭"
    "鲁韦马苗方俞袁柳史唐费薛雷贺汤滕罗毕郝常于傅康余元顾孟黄穆萧尹姚邵汪祁毛米贝"
)
_GIVEN = [
    "敏",
    "佳",
    "伟",
    "磊",
    "燕",
    "静",
    "峰",
    "涛",
    "丽",
    "强",
    "欣",
    "芳",
    "浩",
    "婷",
    "俊",
    "杰",
    "颖",
    "琳",
    "鹏",
    "倩",
    "昊",
    "雪",
    "军",
    "洁",
    "立群",
    "国栋",
    "思远",
    "文静",
    "晓峰",
    "雨桐",
    "海涛",
    "志强",
    "欣然",
    "建平",
    "明浩",
    "宇航",
    "嘉禾",
    "向东",
    "思琪",
    "梦洁",
    "浩然",
    "子轩",
    "雅雯",
    "建华",
    "晓燕",
    "志远",
    "文博",
    "佳怡",
    "永康",
    "春梅",
    "秀兰",
    "一鸣",
    "若溪",
    "景行",
    "承志",
    "立新",
    "雪梅",
    "少华",
    "婉清",
    "长林",
    "启明",
    "月华",
]
TITLES = (
    ("工程部经理", "technical"),
    ("成本合约部", "finance"),
    ("项目经理", "user"),
    ("采购主管", "purchaser"),
    ("基建处长", "decider"),
    ("总工", "technical"),
    ("总经理", "decider"),
)


def brands(random: Random) -> Iterator[str]:
    """What companies call themselves, none twice, until all are taken."""
    made = [first + second for first in _FIRST for second in _SECOND]
    random.shuffle(made)
    yield from made


def brand(random: Random) -> str:
    return random.choice(_FIRST) + random.choice(_SECOND)


def projects(random: Random) -> Iterator[tuple[str, str]]:
    """Names of projects, none twice, with what is needed: wall, floor or prefabricated."""
    used: set[str] = set()
    while True:
        site, need = random.choice(_SITES)
        name = f"{brand(random)}{site}{random.choice(_PARTS)}"
        if name not in used:
            used.add(name)
            yield name, need


def people(random: Random) -> Iterator[str]:
    """Persons' names, none twice."""
    used: set[str] = set()
    while True:
        name = random.choice(_SURNAMES) + random.choice(_GIVEN)
        if name not in used:
            used.add(name)
            yield name


def phones(random: Random) -> Iterator[str]:
    """Mobile numbers of the 154 range, which no operator in China has been given, none twice."""
    used: set[int] = set()
    while True:
        number = random.randrange(10**8)
        if number not in used:
            used.add(number)
            yield f"154{number:08d}"


def address(random: Random, city: str) -> str:
    return f"{city}市{random.choice(_ROADS)}路 {random.randrange(1, 900)} 号"
