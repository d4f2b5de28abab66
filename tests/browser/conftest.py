"""A live server with the real database, and Debian's Chromium with a Chinese font."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from playwright.sync_api import Browser, sync_playwright

INSTALL = ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
]
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>{folder}</dir><dir>/usr/share/fonts</dir><cachedir>{cache}</cachedir></fontconfig>"""

# The synchronous interface of Playwright runs a loop of its own, in which Django would not let a test speak to the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def chromium() -> str:
    """Where Chromium is; installed when this is root's machine and it is missing."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found and os.geteuid() == 0 and (apt := shutil.which("apt-get")):
        subprocess.run([apt, "update", "-qq"], check=False, capture_output=True)
        subprocess.run(
            INSTALL, check=False, capture_output=True, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        )
        found = shutil.which("chromium")
    if found:
        return found
    if os.environ.get("CI") == "true":
        raise RuntimeError("Chromium is not here and cannot be installed. Say: apt-get install chromium")
    pytest.skip("Chromium is not here. As root say: apt-get install --no-install-recommends chromium")


@pytest.fixture(scope="session")
def fontconfig(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the browser looks for fonts: the folder of the Noto wheel, and the system's."""
    fonts = distribution("noto-cjk-sans-otc").files or []
    one = next(f for f in fonts if f.suffix in {".ttc", ".otc", ".otf"})
    folder = Path(str(one.locate())).parent
    path = tmp_path_factory.mktemp("fonts") / "fonts.conf"
    path.write_text(FONTS.format(folder=escape(str(folder)), cache=escape(str(path.parent))), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def browser(fontconfig: Path) -> Iterator[Browser]:
    """One browser for the run."""
    executable = chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=executable,
            args=ARGUMENTS,
            env={**os.environ, "FONTCONFIG_FILE": str(fontconfig)},
        )
        yield started
        started.close()
