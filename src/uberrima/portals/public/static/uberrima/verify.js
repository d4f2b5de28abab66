// Checks a receipt in the browser, by itself: nothing leaves the page. The formats stand in docs/receipt.md.
// verifyReceipt(receipt, knownKey?) -> Promise<{ok, steps: [{name, ok, detail}]}>
//   name: format | key | commitment | signature | tree | inclusion; detail: "" or a short reason in English for those who debug.

const LIMIT = 2 ** 53;
const DEPTH = 64;
const TOP = ["checkpoint", "entry", "format", "index", "payload", "proof", "public_key", "salt"];
const TEXTS = ["tree", "stream", "kind", "purpose", "case"];
const ORDER = ["tree", "stream", "number", "id", "kind", "at", "actor", "purpose", "case", "commitment", "sealed", "rows"];
const STEPS = ["format", "key", "commitment", "signature", "tree", "inclusion"];
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

class Wrong extends Error {}

function need(truth, says) {
  if (!truth) throw new Wrong(says);
}

function utf8(text) {
  need(!SURROGATE.test(text), "half a character stands in a string");
  return new TextEncoder().encode(text);
}

function joined(pieces) {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

async function sha(...pieces) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", joined(pieces)));
}

function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function same(one, other) {
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}

function order(one, other) {
  for (let i = 0; i < Math.min(one.length, other.length); i++) if (one[i] !== other[i]) return one[i] - other[i];
  return one.length - other.length;
}

function framed(tag, content) {
  return joined([utf8(`${tag}${content.length}:`), content]);
}

function isPlain(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// The canonical bytes of a value: tag, length in bytes, colon, content; keys of an object in the order of their encoded bytes.
export function canonical(value, depth = DEPTH) {
  need(depth > 0, "nested too deeply");
  if (value === null) return utf8("n0:");
  if (typeof value === "boolean") return utf8(value ? "b1:1" : "b1:0");
  if (typeof value === "number") {
    need(Number.isInteger(value) && Math.abs(value) < LIMIT, "a number is not whole, or too large");
    return framed("i", utf8(Object.is(value, -0) ? "0" : String(value)));
  }
  if (typeof value === "string") return framed("s", utf8(value));
  if (Array.isArray(value)) return framed("l", joined(value.map((item) => canonical(item, depth - 1))));
  need(isPlain(value), "a value of no known kind");
  const pairs = Object.keys(value).map((key) => [canonical(key), canonical(value[key], depth - 1)]);
  pairs.sort((one, other) => order(one[0], other[0]));
  return framed("m", joined(pairs.flat()));
}

function unhex(text, size) {
  need(typeof text === "string" && /^(?:[0-9a-f]{2})*$/.test(text), "not hexadecimal");
  need(size === undefined || text.length === 2 * size, "hexadecimal of a wrong length");
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function unbase64(text) {
  let raw;
  try {
    raw = atob(text);
  } catch {
    throw new Wrong("not base64");
  }
  need(btoa(raw) === text, "base64 not in its plain form");
  return Uint8Array.from(raw, (char) => char.charCodeAt(0));
}

function whole(value) {
  need(Number.isInteger(value) && value >= 0 && value < LIMIT, "not a whole number from 0 to 2^53 - 1");
  return value;
}

function big(value, size) {
  const bytes = new Uint8Array(size);
  for (let rest = BigInt(value), i = size - 1; i >= 0; i--, rest >>= 8n) bytes[i] = Number(rest & 255n);
  return bytes;
}

function leaf(entry) {
  need(isPlain(entry) && same(Object.keys(entry).sort(), [...ORDER].sort()), "the entry has other fields");
  const made = {};
  for (const name of TEXTS) {
    need(typeof entry[name] === "string", "a text of the entry is none");
    made[name] = utf8(entry[name]);
  }
  for (const name of ["id", "actor"]) {
    need(typeof entry[name] === "string" && UUID.test(entry[name]), "an id is not in its plain form");
    made[name] = unhex(entry[name].replaceAll("-", ""), 16);
  }
  for (const name of ["number", "at"]) made[name] = big(whole(entry[name]), 8);
  made.commitment = unhex(entry.commitment, 32);
  made.sealed = unhex(entry.sealed, 32);
  made.rows = unhex(entry.rows);
  const fields = [utf8("uberrima-entry/1"), ...ORDER.map((name) => made[name])];
  return joined(fields.flatMap((field) => [big(field.length, 4), field]));
}

function parsed(receipt) {
  need(isPlain(receipt) && same(Object.keys(receipt).sort(), TOP), "the receipt has other fields");
  need(receipt.format === "uberrima-receipt/1", "another format");
  need(isPlain(receipt.payload) && Array.isArray(receipt.proof), "payload or proof has another form");
  need(typeof receipt.checkpoint === "string", "the checkpoint is no text");
  return {
    entry: receipt.entry,
    leaf: leaf(receipt.entry),
    payload: canonical(receipt.payload),
    salt: unhex(receipt.salt, 16),
    proof: receipt.proof.map((piece) => unhex(piece, 32)),
    index: whole(receipt.index),
    key: unhex(receipt.public_key, 32),
    note: receipt.checkpoint,
  };
}

async function signed(note, key) {
  const gap = note.lastIndexOf("\n\n");
  need(gap >= 0 && note.endsWith("\n"), "the checkpoint is no signed note");
  const text = note.slice(0, gap + 1);
  const lines = note.slice(0, gap).split("\n");
  need(lines.length === 3 && lines[0] && /^(?:0|[1-9][0-9]{0,15})$/.test(lines[1]), "the checkpoint has other lines");
  const [origin, size, root] = [lines[0], whole(Number(lines[1])), unbase64(lines[2])];
  const name = (await sha(utf8(origin), Uint8Array.of(10, 1), key)).slice(0, 4);
  for (const line of note.slice(gap + 2, -1).split("\n")) {
    const parts = line.split(" ");
    need(parts.length === 3 && parts[0] === "—" && parts[1], "a line below the checkpoint is no signature");
    const mark = unbase64(parts[2]);
    if (parts[1] === origin && same(mark.slice(0, 4), name)) {
      const known = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
      const holds = await crypto.subtle.verify({ name: "Ed25519" }, known, mark.slice(4), utf8(text));
      need(holds, "the signature of the checkpoint is wrong");
      return { origin, size, root };
    }
  }
  throw new Wrong("the checkpoint is not signed by this key");
}

async function climb(leafHash, index, size, proof) {
  need(index < size, "the tree has no such leaf");
  let [here, last, found] = [BigInt(index), BigInt(size - 1), leafHash];
  for (const piece of proof) {
    need(last, "the proof is too long for the size");
    if (here & 1n || here === last) {
      found = await sha(Uint8Array.of(1), piece, found);
      while (here && !(here & 1n)) [here, last] = [here >> 1n, last >> 1n];
    } else {
      found = await sha(Uint8Array.of(1), found, piece);
    }
    [here, last] = [here >> 1n, last >> 1n];
  }
  need(last === 0n, "the proof is too short for the size");
  return found;
}

export async function verifyReceipt(receipt, knownKey) {
  let have, checkpoint;
  const work = {
    format: () => {
      have = parsed(receipt);
    },
    key: () => need(knownKey === undefined || hex(have.key) === knownKey, "it is signed by another key than the one given"),
    commitment: async () => {
      const found = hex(await sha(have.salt, have.payload));
      need(found === have.entry.commitment, "the contents are not those that were recorded");
    },
    signature: async () => {
      checkpoint = await signed(have.note, have.key);
    },
    tree: () => {
      const tree = checkpoint.origin.slice(checkpoint.origin.lastIndexOf("/") + 1);
      need(tree === have.entry.tree, "the checkpoint is one of another tree");
    },
    inclusion: async () => {
      const root = await climb(await sha(Uint8Array.of(0), have.leaf), have.index, checkpoint.size, have.proof);
      need(same(root, checkpoint.root), "the entry is not in the tree");
    },
  };
  const steps = [];
  for (const name of STEPS) {
    try {
      await work[name]();
      steps.push({ name, ok: true, detail: "" });
    } catch (error) {
      // Whatever goes wrong, a browser without Ed25519 among it, the receipt is not shown to hold.
      steps.push({ name, ok: false, detail: error.message });
      return { ok: false, steps };
    }
  }
  return { ok: true, steps };
}
