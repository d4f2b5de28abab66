"""Masks: how much of a value is shown so that people can tell one from another, and no more."""

from __future__ import annotations

import unicodedata
from enum import StrEnum

STAR = "*"

# Family names of two characters: without them 欧阳娜 would be told as 欧, and that name does not exist.
_COMPOUND_TEXT = """
欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容
仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐
段干 百里 呼延 东郭 南门 羊舌 微生 梁丘 左丘 东门 西门 南荣 第五 纳兰 完颜 叶赫
歐陽 司馬 東方 獨孤 南宮 聞人 諸葛 尉遲 赫連 濮陽 公孫 仲孫 鍾離 長孫 鮮于 閭丘 軒轅 納蘭
"""
COMPOUND = frozenset(_COMPOUND_TEXT.split())


class Mask(StrEnum):
    """Which mask fits a value."""

    NAME = "name"
    #: identity documents, accounts, policies: the tail
    NUMBER = "number"
    PHONE = "phone"
    #: nothing of it is shown, and not its length either
    WHOLE = "whole"


def mask(kind: Mask, value: str) -> str:
    """The value behind its mask."""
    if kind is Mask.WHOLE:
        return STAR * 3 if value else ""
    return {Mask.NAME: mask_name, Mask.NUMBER: mask_number, Mask.PHONE: mask_phone}[kind](value)


def mask_name(name: str) -> str:
    """林晓岚 → 林*岚, 王梅 → 王*, 欧阳娜娜 → 欧阳*娜, Anna Lind → A*** L***.

    A Chinese name keeps its family name and, from three characters up, its last character. Every other word keeps its
    first letter and always three stars, so that its length is not told.
    """
    clean = "".join(c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c) not in {"Cf", "Mn", "Cc"})
    return " ".join(
        "·".join(_masked_word(part) for part in word.replace("•", "·").split("·")) for word in clean.split()
    )


def _masked_word(word: str) -> str:
    if not word:
        return ""
    if not all(_is_han(c) for c in word):
        return word[0] + STAR * 3 if len(word) > 1 else STAR
    family = word[:2] if word[:2] in COMPOUND and len(word) > 2 else word[:1]
    given = word[len(family) :]
    if not given:
        return STAR
    if len(given) == 1:
        return family + STAR
    return family + STAR * (len(given) - 1) + given[-1]


def mask_number(number: str) -> str:
    """The last four characters behind a star for each other; short numbers show a third of themselves at most."""
    clean = _compact(number)
    shown = min(4, len(clean) // 3)
    return STAR * (len(clean) - shown) + clean[len(clean) - shown :]


def mask_phone(number: str) -> str:
    """138****5678 for a mobile number of mainland China, the tail for any other."""
    digits = _compact(number)
    for prefix in ("0086", "86"):
        if digits.startswith(prefix + "1") and len(digits) == len(prefix) + 11:
            digits = digits[len(prefix) :]
    if len(digits) == 11 and digits[0] == "1":
        return digits[:3] + STAR * 4 + digits[7:]
    return mask_number(digits)


def _compact(text: str) -> str:
    """Full-width forms folded; no spaces, dashes or characters that cannot be seen."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if unicodedata.category(c)[0] in {"L", "N"})


def _is_han(character: str) -> bool:
    return unicodedata.name(character, "").startswith(("CJK UNIFIED", "CJK COMPATIBILITY")) or character == "〇"
