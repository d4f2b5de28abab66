"""``python -m tests.docs.write``: run the documents and write anew what their commands print. Look at the changes before you keep them."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.docs.pages import ANY, ROOT, Command, blocks, copied_to, pages_that_run, run_page


def rewritten(page: Path, folder: Path) -> str:
    """The page with every output as it is now. An output told with an ellipsis is kept where it still fits."""
    text = page.read_text(encoding="utf-8")
    now = {block.start: commands for block, commands in run_page(page, folder)}
    for block in reversed(list(blocks(text))):
        if block.start in now:
            text = text[: block.start] + _block(now[block.start]) + text[block.start + len(block.text) :]
    return text


def _block(commands: list[Command]) -> str:
    lines: list[str] = []
    for one in commands:
        # What is told with an ellipsis, or prints nothing any more, is for people to mend: the first was chosen, the second is a fault.
        by_hand = not one.as_told and (ANY in one.told or not one.printed)
        if by_hand:
            sys.stderr.write(f"mend by hand: $ {one.command}\n" + "".join(f"    {line}\n" for line in one.printed))
        lines += [f"$ {one.command}", *(one.told if one.as_told or by_hand else one.printed)]
    return "\n".join(lines) + "\n"


def _main() -> int:
    named = [Path(name).resolve() for name in sys.argv[1:]] or pages_that_run()
    for page in named:
        with tempfile.TemporaryDirectory() as folder:
            before = page.read_text(encoding="utf-8")
            after = rewritten(page, copied_to(Path(folder)))
        if before != after:
            page.write_text(after, encoding="utf-8")
            sys.stderr.write(f"{page.relative_to(ROOT)} written\n")
    return 0


if __name__ == "__main__":
    sys.exit(_main())
