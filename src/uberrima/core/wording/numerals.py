"""Finds numbers in a clause's words, in digits or in words, in Chinese and in English."""

from __future__ import annotations

import re
import unicodedata

PLACEHOLDER = re.compile(r"\{([A-Za-z_]+(?:\.[A-Za-z_]+)?)(?::([^{}]*))?\}")

#: Ordinary words that hold a numeral sign but tell no number.
_ORDINARY_ZH = (
    "一般|一致|统一|同一|任一|每一|某一|唯一|一旦|一切|一并|一律|万一|进一步|之一|一定|一同|一起|一经|一方|另一|一直|一样|一系列|单一|其一|逐一|"
    "一贯|一体|一概|一词|一节|一款|一项|一种|一家|一处|一类|一名|一张|一份|一行|一笔|这一|该一|上一|下一|前一|后一|第一时间|"
    "十分|百分点|千万不|第三方|第三者|第三人|三级医院|二级医院|一级医院|三级甲等|二级甲等|二级及以上|三级及以上|二级以上|三级以上|"
    "四舍五入|三甲医院|半自付|四肢|五官|九价|万能险|万元|亿元|百万医疗|一级|二级|三级|四级"
)
#: 双 and 倍 are numbers only where they multiply.
_FREE_ZH = "双方|双人|双侧|双眼|双耳|双手|双足|双肺|双肾|加倍小心"
_ZH = re.compile("|".join(sorted(f"{_ORDINARY_ZH}|{_FREE_ZH}".split("|"), key=len, reverse=True)))
_ZH_SIGNS = "零〇一二三四五六七八九十百千万亿两半双倍壹贰叁肆伍陆柒捌玖拾佰仟廿卅"
_ZH_NUMBER = re.compile(f"[{_ZH_SIGNS}]+成?")
_ZH_COUNTED = re.compile(rf"\d[\d.,]*|[{_ZH_SIGNS.translate({ord(c): None for c in '双倍半'})}]+")

_EN = re.compile(
    r"\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    r"nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|half|halves|twice|thrice|"
    r"double|doubled|triple|tripled|quarters?|dozen|fortnight|second|third|fourth|fifth|tenth|twofold|threefold)\b",
    re.IGNORECASE,
)
_EN_ORDINARY = re.compile(
    r"\b(?:one another|no one|one of|third part(?:y|ies)|second opinion|each one|the one|any one|"
    r"halves? (?:a \w+ )?(?:up|upwards|down|downwards|to even)|halves are)\b",
    re.IGNORECASE,
)
_EN_TIMES = re.compile(r"\b(?:only once|once only|once an?|once per|once in|once every)\b", re.IGNORECASE)


def bare_numbers(text: str, lang: str) -> list[str]:
    """The numbers that stand in a text outside its placeholders, as found; empty when there are none."""
    bare = PLACEHOLDER.sub("\N{SECTION SIGN}", text)
    found = [m.group() for m in re.finditer(r"\d[\d.,]*", bare)]
    found += [c for c in bare if unicodedata.category(c) in {"Nl", "No"}]
    if lang == "zh":
        return found + _ZH_NUMBER.findall(_ZH.sub("", bare))
    rest = _EN_ORDINARY.sub("", bare)
    return found + _EN.findall(rest) + _EN_TIMES.findall(rest)


def count_numbers(text: str) -> int:
    """How many numbers a quoted text tells (they are not bound to fields)."""
    return len(_ZH_COUNTED.findall(text)) + len(_EN.findall(text))
