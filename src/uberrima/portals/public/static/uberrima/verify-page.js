// The verify page: reads a receipt file in the browser and shows what verify.js finds. Nothing is sent anywhere.
import { verifyReceipt } from "./verify.js";

const check = document.getElementById("check");
const result = document.getElementById("result");
const MOST = 4 * 1024 * 1024;

// The first 44 bits of a fingerprint as teeth: 1 is deep, 0 is shallow.
function edge(digest) {
  const bits = [...digest.slice(0, 11)].flatMap((letter) => [8, 4, 2, 1].map((bit) => (parseInt(letter, 16) & bit ? 7 : 2)));
  let line = `M0 ${bits[0]}`;
  for (let tooth = 1; tooth < bits.length; tooth += 1) if (bits[tooth] !== bits[tooth - 1]) line += `H${tooth}V${bits[tooth]}`;
  return `${line}H44`;
}

function show({ ok, steps }, receipt) {
  const found = new Map(steps.map((step) => [step.name, step]));
  for (const row of result.querySelectorAll("[data-step]")) {
    const step = found.get(row.dataset.step);
    const mark = document.getElementById(step ? (step.ok ? "mark-done" : "mark-late") : "mark-open");
    row.querySelector("[data-mark]").replaceChildren(mark.content.querySelector("svg").cloneNode(true));
    // Without a key that we published, the receipt cannot be held against one.
    row.hidden = row.dataset.step === "key" && !check.dataset.key;
    row.firstElementChild.classList.toggle("dan", Boolean(step) && !step.ok);
    row.querySelector("[data-detail]").textContent = step ? step.detail : "";
  }
  for (const words of result.querySelectorAll("[data-when]")) words.hidden = (words.dataset.when === "ok") !== ok;
  const tally = result.querySelector(".u-tally");
  const digest = receipt?.entry?.commitment;
  tally.hidden = !(typeof digest === "string" && /^[0-9a-f]{64}$/.test(digest));
  if (!tally.hidden) {
    const line = edge(digest);
    tally.classList.toggle("off", !ok);
    tally.querySelector(".l").setAttribute("d", line);
    tally.querySelector(".a").setAttribute("d", `${line}V0H0z`);
    tally.querySelector(".b").setAttribute("d", `${line}V10H0z`);
    tally.querySelector(".b").setAttribute("transform", ok ? "" : "translate(.5 0)");
    tally.querySelector("[data-digest]").textContent = digest.slice(0, 16).match(/.{4}/g).join(" ");
  }
  result.hidden = false;
  result.focus();
}

async function read(file) {
  if (file.size > MOST) return show({ ok: false, steps: [{ name: "format", ok: false, detail: "the file is larger than 4 MB" }] });
  let receipt;
  try {
    receipt = JSON.parse(await file.text());
  } catch {
    return show({ ok: false, steps: [{ name: "format", ok: false, detail: "not JSON" }] });
  }
  return show(await verifyReceipt(receipt, check.dataset.key || undefined), receipt);
}

document.getElementById("receipt").addEventListener("change", (event) => {
  const [file] = event.target.files;
  if (file) read(file);
});
