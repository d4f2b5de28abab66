"""The steps of checking a receipt, in words people read; their names are those of verify.js."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

STEP_WORDS = (
    ("format", _("凭据读得懂")),
    ("key", _("签名用的是我们公布的那把钥匙")),
    ("commitment", _("内容就是当时记下的内容")),
    ("signature", _("账本的这一页有签名")),
    ("tree", _("签的是同一本账")),
    ("inclusion", _("这一条在账本里的位置对得上")),
)
