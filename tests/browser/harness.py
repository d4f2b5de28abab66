"""One page in a browser: what is asked of every page, and a picture of it."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Page, Response

PICTURES = Path("var/pictures")
WIDTHS = (360, 1280)
LANGUAGES = ("zh", "en")
ACCEPT = {"zh": "zh-CN", "en": "en-GB"}
KILOBYTES = 100
#: Han, kana and full-width forms, beside which no ASCII mark may stand.
HAN = r"[\u3400-\u9fff\uf900-\ufaff]"
ASCII_MARK = re.compile(rf"{HAN}[,:;()?!](?!\w*//)|[,;()?!:]{HAN}")

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}

SMALL = """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
  .filter(e => e.checkVisibility({visibilityProperty: true, opacityProperty: true}) && !e.closest('.u-skip'))
  .map(e => { const label = e.matches('input[type=radio], input[type=checkbox]') && e.closest('label');
              return [e, (label || e).getBoundingClientRect()]; })
  .filter(([e, r]) => r.width > 0 && (r.height < 24 || r.width < 24)
    && !(e.matches('a') && getComputedStyle(e).display === 'inline'))
  .map(([e, r]) => `${e.outerHTML.slice(0, 90)} is ${Math.round(r.width)} × ${Math.round(r.height)}`)"""

QING = """() => { const probe = document.createElement('i'); probe.className = 'u-fig'; document.body.append(probe);
  const qing = getComputedStyle(probe).color; probe.remove();
  return [...document.querySelectorAll('body *')].filter(e => getComputedStyle(e).color === qing
    && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())
    && !e.closest('a[href], summary, button, mark')).map(e => e.outerHTML.slice(0, 90)) }"""

PRIMARY = "() => [...document.querySelectorAll('.btn-primary')].filter(e => e.checkVisibility()).length"

# A control is reached when Tab comes to it; radios of one name count as one.
REACHABLE = """() => { const seen = new Set(); let number = 0;
  for (const e of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
    if (e.disabled || e.tabIndex < 0 || !e.checkVisibility({visibilityProperty: true})) continue;
    if (e.matches('input[type=radio]')) { const key = `${e.form ? [...document.forms].indexOf(e.form) : ''}:${e.name}`;
      if (seen.has(key)) continue; seen.add(key); }
    e.dataset.reach = String(number++); }
  return number }"""

FOCUSED = """() => { const e = document.activeElement; if (!e || e === document.body) return null;
  const radio = e.matches('input[type=radio]')
    ? [...document.querySelectorAll(`input[type=radio][name="${CSS.escape(e.name)}"]`)].find(x => x.dataset.reach) : null;
  const looks = [e, e.closest('label')].filter(Boolean).map(x => getComputedStyle(x));
  const box = e.getBoundingClientRect();
  return { reach: (radio || e).dataset.reach ?? null, what: e.outerHTML.slice(0, 90),
    visible: looks.some(s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2),
    covered: box.bottom < 0 || box.top > innerHeight } }"""


REFUSED = "document.addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI))"


@dataclass(frozen=True, kw_only=True)
class Eyes:
    """One window, and what went wrong in it since the page was opened."""

    page: Page
    #: Messages of level error on the console, and uncaught exceptions.
    errors: list[str] = field(default_factory=list)
    #: What Content-Security-Policy refused.
    refused: list[str] = field(default_factory=list)
    #: Everything that came over the wire for this page, as it would be compressed, by address.
    bytes: dict[str, int] = field(default_factory=dict)

    @staticmethod
    @contextmanager
    def of(
        browser: Browser,
        *,
        language: str,
        width: int = 1280,
        cookies: list[dict[str, Any]] | None = None,
        scripts: bool = True,
    ) -> Iterator[Eyes]:
        """A window of its own: one person, one language."""
        context = browser.new_context(
            locale=ACCEPT[language],
            viewport={"width": width, "height": 800},
            java_script_enabled=scripts,
            reduced_motion="reduce",
            color_scheme="light",
        )
        try:
            if cookies:
                context.add_cookies(cookies)  # type: ignore[arg-type]
            context.add_init_script(REFUSED)
            page = context.new_page()
            page.set_default_timeout(20_000)
            eyes = Eyes(page=page)
            page.on("console", lambda message: _hear(eyes, message.type, message.text))
            page.on("pageerror", lambda error: eyes.errors.append(str(error)))
            page.on("response", lambda response: _weigh(eyes, response))
            yield eyes
        finally:
            context.close()

    def open(self, url: str) -> int:
        """Go there, with everything forgotten that was seen before; give the status of the answer."""
        self.errors.clear()
        self.refused.clear()
        self.bytes.clear()
        answer = self.page.goto(url, wait_until="load")
        return answer.status if answer is not None else 0

    def whole(self, width: int) -> None:
        """Look at the page as a whole at this width: nothing lies behind the bar at the foot of a telephone."""
        self.page.set_viewport_size({"width": width, "height": 800})
        height = self.page.evaluate("() => document.documentElement.scrollHeight")
        self.page.set_viewport_size({"width": width, "height": max(800, height)})


@contextmanager
def visit(browser: Browser, url: str, *, language: str, width: int, scripts: bool = True) -> Iterator[Eyes]:
    """Open an address as a stranger in one language at one width."""
    with Eyes.of(browser, language=language, width=width, scripts=scripts) as eyes:
        eyes.open(url)
        yield eyes


def _hear(seen: Eyes, kind: str, text: str) -> None:
    if text.startswith("CSP ") or "Content Security Policy" in text:
        seen.refused.append(text)
    elif kind == "error" and "the server responded with a status of" not in text:
        seen.errors.append(text)


#: How much the files of all pages weigh compressed: they are the same every time.
_STATIC: dict[str, int] = {}


def _weigh(seen: Eyes, response: Response) -> None:
    url = response.url
    if url.startswith("data:") or url.endswith(".woff2"):
        return  # a typeface is asked for once and never waited for
    if url not in _STATIC or "/static/" not in url:
        try:
            body = response.body()
        except Error:
            return  # a redirect has none
        _STATIC[url] = len(body) if url.endswith((".png", ".jpg")) else len(gzip.compress(body, 6))
    seen.bytes[url] = _STATIC[url]


def faults(seen: Eyes) -> list[str]:
    """Everything wrong with the page at this width, in words; empty when all is well."""
    page = seen.page
    found = [f"console: {text}" for text in seen.errors] + [f"CSP: {text}" for text in seen.refused]
    found += [
        f"style attribute: {html}"
        for html in page.eval_on_selector_all(
            '[style]:not([style=""])', "all => all.map(e => e.outerHTML.slice(0, 90))"
        )
    ]
    result = Axe().run(page, options=RULES)
    for one in result.response["violations"]:
        nodes = "; ".join(node["html"][:120] for node in one["nodes"][:3])
        found.append(f"axe {one['id']}: {one['help']}: {nodes}")
    found += [f"small: {words}" for words in page.evaluate(SMALL)]
    found += [f"青 without a source: {html}" for html in page.evaluate(QING)]
    if (number := page.evaluate(PRIMARY)) > 1:
        found.append(f"{number} primary buttons on one page")
    if page.get_attribute("html", "lang") != "en":  # in English, a Chinese name is followed by an English comma
        found += [
            f"ASCII mark beside a Chinese character: {words}"
            for words in ascii_marks(page.evaluate("() => document.body.innerText"))
        ]
    weight = sum(seen.bytes.values())
    if weight > KILOBYTES * 1024:
        found.append(f"{weight // 1024} kB: {sorted(seen.bytes.items(), key=lambda kv: -kv[1])[:4]}")
    return found


def scrolls_sideways(page: Page) -> list[str]:
    """At 320 px, WCAG's narrowest."""
    before = page.viewport_size or {"width": 360, "height": 800}
    page.set_viewport_size({"width": 320, "height": 800})
    wide = page.evaluate("() => document.documentElement.scrollWidth")
    page.set_viewport_size(before)
    return [f"sideways scroll at 320: {wide} px wide"] if wide > 320 else []


def keyboard_faults(page: Page) -> list[str]:
    """Every control is reached by Tab, and one sees where one is."""
    number = page.evaluate(REACHABLE)
    reached: set[str] = set()
    found = []
    page.evaluate("() => { document.activeElement?.blur(); window.scrollTo(0, 0) }")
    for _ in range(number + 5):
        page.keyboard.press("Tab")
        now = page.evaluate(FOCUSED)
        if now is None or now["reach"] is None:
            continue
        if now["reach"] in reached:
            continue
        reached.add(now["reach"])
        if not now["visible"]:
            found.append(f"focus is not visible: {now['what']}")
        if now["covered"]:
            found.append(f"focus is out of sight: {now['what']}")
        if len(reached) == number:
            break
    for lost in sorted({str(n) for n in range(number)} - reached, key=int):
        html = page.eval_on_selector(f'[data-reach="{lost}"]', "e => e.outerHTML.slice(0, 90)")
        found.append(f"not reached by Tab: {html}")
    return found


def ascii_marks(text: str) -> list[str]:
    """Where an ASCII comma, colon, semicolon, bracket, question or exclamation mark stands beside a Chinese character."""
    return [text[max(0, m.start() - 8) : m.end() + 8].replace("\n", " ") for m in ASCII_MARK.finditer(text)]


def picture(page: Page, name: str, language: str, width: int) -> Path:
    """A picture of the whole page."""
    path = PICTURES / f"{name}.{language}.{width}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=True)
    return path
