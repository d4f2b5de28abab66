"""Checks an Uberrima receipt, away from Uberrima: ``python verify.py receipt.json [--key HEX]``. See docs/receipt.md.

It needs Python 3.9 and, for Ed25519, the package ``cryptography``. Exit code 0: it holds; 1: it does not; 2: not to be read.
"""

import base64
import hashlib
import json
import pathlib
import re
import sys
import uuid

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

TOP = {"format", "payload", "salt", "entry", "index", "proof", "checkpoint", "public_key"}
TEXTS = ("tree", "stream", "kind", "purpose", "case")
ORDER = ("tree", "stream", "number", "id", "kind", "at", "actor", "purpose", "case", "commitment", "sealed", "rows")


def sha(data):
    return hashlib.sha256(data).digest()


def need(truth, says):
    if not truth:
        raise ValueError(says)


def framed(tag, content):
    return tag + str(len(content)).encode() + b":" + content


def canonical(value, depth=64):
    """The bytes of a value: tag, length, colon, content."""
    need(depth, "nested too deeply")
    if value is None or isinstance(value, bool):
        return {None: b"n0:", True: b"b1:1", False: b"b1:0"}[value]
    if isinstance(value, int):
        need(abs(value) < 2**53, "a number is too large")
        return framed(b"i", str(value).encode())
    if isinstance(value, str):
        return framed(b"s", value.encode())
    if isinstance(value, list):
        return framed(b"l", b"".join(canonical(item, depth - 1) for item in value))
    need(isinstance(value, dict), "a number is not whole")
    pairs = sorted((canonical(key), canonical(inner, depth - 1)) for key, inner in value.items())
    return framed(b"m", b"".join(key + inner for key, inner in pairs))


def unhex(text, size=None):
    need(isinstance(text, str) and re.fullmatch("(?:[0-9a-f]{2})*", text), "not hexadecimal")
    need(size in (None, len(text) / 2), "hexadecimal of a wrong length")
    return bytes.fromhex(text)


def unbase64(text):
    raw = base64.b64decode(text, validate=True)
    need(base64.b64encode(raw).decode() == text, "base64 not in its plain form")
    return raw


def whole(value):
    need(type(value) is int and 0 <= value < 2**53, "not a whole number from 0 to 2^53 - 1")
    return value


def leaf(entry):
    """The bytes of the leaf: each field after its length in four bytes."""
    need(isinstance(entry, dict) and set(entry) == set(ORDER), "the entry has other fields")
    need(all(isinstance(entry[name], str) for name in (*TEXTS, "id", "actor")), "a text of the entry is none")
    made = {name: entry[name].encode() for name in TEXTS} | {name: uuid.UUID(entry[name]).bytes for name in ("id", "actor")}
    need(all(str(uuid.UUID(entry[name])) == entry[name] for name in ("id", "actor")), "an id is not in its plain form")
    made |= {name: whole(entry[name]).to_bytes(8, "big") for name in ("number", "at")}
    made |= {name: unhex(entry[name], size) for name, size in (("commitment", 32), ("sealed", 32), ("rows", None))}
    fields = [b"uberrima-entry/1", *(made[name] for name in ORDER)]
    return b"".join(len(field).to_bytes(4, "big") + field for field in fields)


def signed(note, public):
    """Origin, size and root of a checkpoint whose signature by this key holds."""
    need(isinstance(note, str) and "\n\n" in note and note.endswith("\n"), "the checkpoint is no signed note")
    text, _, below = note.rpartition("\n\n")
    lines = text.split("\n")
    need(len(lines) == 3 and lines[0] and re.fullmatch("0|[1-9][0-9]{0,15}", lines[1]), "the checkpoint has other lines")
    root, name = unbase64(lines[2]), sha(lines[0].encode() + b"\n\x01" + public)[:4]
    for line in below[:-1].split("\n"):
        parts = line.split(" ")
        need(len(parts) == 3 and parts[0] == "\u2014" and parts[1], "a line below the checkpoint is no signature")
        mark = unbase64(parts[2])
        if parts[1] == lines[0] and mark[:4] == name:
            Ed25519PublicKey.from_public_bytes(public).verify(mark[4:], (text + "\n").encode())
            return lines[0], whole(int(lines[1])), root
    raise ValueError("the checkpoint is not signed by this key")


def climb(found, index, size, proof):
    """The root that leaf hash and proof lead to (RFC 9162, 2.1.3.2)."""
    need(index < size, "the tree has no such leaf")
    last = size - 1
    for piece in proof:
        need(last, "the proof is too long for the size")
        if index & 1 or index == last:
            found = sha(b"\x01" + piece + found)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            found = sha(b"\x01" + found + piece)
        index, last = index >> 1, last >> 1
    need(last == 0, "the proof is too short for the size")
    return found


def verify(receipt, known_key=None):
    """Check it all; give origin and size of the checkpoint."""
    need(isinstance(receipt, dict) and set(receipt) == TOP, "the receipt has other fields")
    entry, payload, proof, key = (receipt[name] for name in ("entry", "payload", "proof", "public_key"))
    need(receipt["format"] == "uberrima-receipt/1" and isinstance(payload, dict) and isinstance(proof, list), "another format")
    bytes_of_leaf, path = leaf(entry), [unhex(piece, 32) for piece in proof]
    need(known_key in (None, key), "it is signed by another key than the one you gave")
    commitment = sha(unhex(receipt["salt"], 16) + canonical(payload)).hex()
    need(commitment == entry["commitment"], "the contents are not those that were recorded")
    origin, size, root = signed(receipt["checkpoint"], unhex(key, 32))
    need(origin.rpartition("/")[2] == entry["tree"], "the checkpoint is one of another tree")
    need(climb(sha(b"\x00" + bytes_of_leaf), whole(receipt["index"]), size, path) == root, "the entry is not in the tree")
    return origin, size


def main(arguments):
    if len(arguments) not in (1, 3) or arguments[1:2] not in ([], ["--key"]):
        print(__doc__)
        return 2
    try:
        receipt = json.loads(pathlib.Path(arguments[0]).read_text(encoding="utf-8"))
        origin, size = verify(receipt, arguments[2] if len(arguments) == 3 else None)
    except OSError as error:
        print(error)
        return 2
    except (ValueError, RecursionError, InvalidSignature) as error:
        print(f"DOES NOT HOLD: {str(error) or 'the signature of the checkpoint is wrong'}")
        return 1
    print(f"HOLDS: recorded and unaltered, entry {receipt['index']} of {size} in {origin}, signed by {receipt['public_key']}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
