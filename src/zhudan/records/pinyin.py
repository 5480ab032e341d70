"""Chinese text as Latin letters: to sort names as a phone book does, and to find them."""

import os
import re
from functools import cache, lru_cache

# pypinyin's own list of words costs every process 45 MB; ours below names what companies,
# places and trades are called.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

from pypinyin import Style, lazy_pinyin, load_phrases_dict

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_LONGEST_KEY = 60
_NAME = 4

# As a surname these are read otherwise than as a word.
SURNAMES = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "查": "zha", "任": "ren", "盖": "ge",
    "朴": "piao", "区": "ou", "覃": "qin", "翟": "zhai", "乐": "yue", "种": "chong", "缪": "miao",
    "尉": "wei", "折": "she", "黑": "he", "繁": "po", "员": "yun", "祭": "zhai",
    "郇": "xun", "逄": "pang", "洗": "xian", "冼": "xian", "召": "shao", "燕": "yan", "应": "ying",
    "谌": "chen", "宓": "mi", "瞿": "qu", "华": "hua", "能": "nai",
}  # fmt: skip
DOUBLE_SURNAMES = {
    "尉迟": ["yu", "chi"],
    "万俟": ["mo", "qi"],
    "长孙": ["zhang", "sun"],
    "澹台": ["tan", "tai"],
    "单于": ["chan", "yu"],
    "令狐": ["ling", "hu"],
}

# Words in which a character is not read as it mostly is.
WORDS = {
    "东阿": "dong e", "乐器": "yue qi", "乐清": "yue qing", "了解": "liao jie",
    "五金行": "wu jin hang", "亲家": "qing jia", "人参": "ren shen", "今朝": "jin zhao",
    "会计": "kuai ji", "佛山": "fo shan", "供给": "gong ji", "便宜": "pian yi",
    "倔强": "jue jiang", "六安": "lu an", "关卡": "guan qia", "出差": "chu chai",
    "分行": "fen hang", "劲松": "jing song", "协调": "xie tiao", "占卜": "zhan bu",
    "厦门": "xia men", "参差": "cen ci", "反省": "fan xing", "商行": "shang hang",
    "地壳": "di qiao", "埋怨": "man yuan", "埋没": "mai mo", "大埔": "da bu", "奇数": "ji shu",
    "女红": "nv gong", "巷道": "hang dao", "弹性": "tan xing", "归还": "gui huan",
    "成都": "cheng du", "投降": "tou xiang", "拉纤": "la qian", "提防": "di fang",
    "星宿": "xing xiu", "朝阳": "zhao yang", "枞阳": "zong yang", "柏林": "bo lin",
    "校对": "jiao dui", "模具": "mu ju", "模板": "mu ban", "泌阳": "bi yang", "牟平": "mu ping",
    "率先": "shuai xian", "番禺": "pan yu", "的确": "di que", "目的": "mu di", "着色": "zhuo se",
    "着落": "zhuo luo", "着陆": "zhuo lu", "禅让": "shan rang", "称心": "chen xin",
    "空调": "kong tiao", "给水": "ji shui", "绿林": "lu lin", "自传": "zi zhuan",
    "蔚县": "yu xian", "藏族": "zang zu", "蚌埠": "beng bu", "行业": "hang ye", "西藏": "xi zang",
    "角色": "jue se", "角逐": "jue zhu", "车行": "che hang", "轧钢": "zha gang", "迫击": "pai ji",
    "都市": "du shi", "重庆": "chong qing", "重建": "chong jian", "重新": "chong xin",
    "铅山": "yan shan", "银行": "yin hang", "长丰": "chang feng", "长兴": "chang xing",
    "长城": "chang cheng", "长宁": "chang ning", "长安": "chang an", "长春": "chang chun",
    "长江": "chang jiang", "长沙": "chang sha", "长治": "chang zhi", "长远": "chang yuan",
    "露面": "lou mian", "音乐": "yin yue", "首都": "shou du", "黄陂": "huang pi",
}  # fmt: skip
load_phrases_dict({word: [[one] for one in read.split()] for word, read in WORDS.items()})


_WORD = re.compile("|".join(WORDS))


@cache
def _sound(one: str) -> str:
    """One character read by itself, as it is in every run that holds no word of ours."""
    return lazy_pinyin(one, style=Style.NORMAL, errors="default")[0]


@lru_cache(maxsize=20_000)
def syllables(han: str) -> tuple[str, ...]:
    """One syllable without tone for each character of a run of Han characters.

    A run of two to four characters may be a person's name, so its first is read as a surname.
    """
    if _WORD.search(han):
        read = lazy_pinyin(han, style=Style.NORMAL, errors="default")
    else:
        read = [_sound(one) for one in han]
    if len(read) != len(han):
        read = [_sound(one) for one in han]
    if 2 <= len(han) <= _NAME:
        if han[:2] in DOUBLE_SURNAMES:
            read[:2] = DOUBLE_SURNAMES[han[:2]]
        elif han[0] in SURNAMES:
            read[0] = SURNAMES[han[0]]
    return tuple(read)


def sort_key(text: str) -> str:
    """A text that sorts, codepoint by codepoint, as readers expect `text` to be sorted.

    Each Han character becomes "syllable character", so that 张 and 章 do not mix.
    """
    parts: list[str] = []
    text = text[:_LONGEST_KEY].lower()
    at = 0
    for match in HAN.finditer(text):
        parts.append(text[at : match.start()])
        han = match.group()
        parts.extend(f"{sound} {one} " for sound, one in zip(syllables(han), han, strict=True))
        at = match.end()
    parts.append(text[at:])
    return "".join(parts)
