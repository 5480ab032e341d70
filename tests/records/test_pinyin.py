"""Chinese read character by character is what is read in one go, where no word is in it."""

from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin

from zhudan.records import pinyin

_han = st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF)
_known = st.sampled_from([*pinyin.WORDS, *"华东建材长行重乐都会"])


@given(st.lists(_han | _known, min_size=5, max_size=9).map("".join))
def test_a_run_reads_as_the_library_reads_it_whole(run: str) -> None:
    whole = lazy_pinyin(run, style=Style.NORMAL, errors="default")
    assert len(whole) != len(run) or pinyin.syllables(run) == tuple(whole)


def test_words_are_read_as_words() -> None:
    read = pinyin.syllables("重庆长江银行工程")
    assert " ".join(read) == "chong qing chang jiang yin hang gong cheng"
