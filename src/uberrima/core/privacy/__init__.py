"""Who may see what of whom, for which purpose, and how it is masked when he may not: one table, and the masks."""

from uberrima.core.privacy.masks import Mask, mask, mask_name, mask_number, mask_phone
from uberrima.core.privacy.policy import TABLE, allowed
from uberrima.core.privacy.words import Action, Circumstances, DataClass, Permit, Purpose, Role

__all__ = [
    "TABLE",
    "Action",
    "Circumstances",
    "DataClass",
    "Mask",
    "Permit",
    "Purpose",
    "Role",
    "allowed",
    "mask",
    "mask_name",
    "mask_number",
    "mask_phone",
]
