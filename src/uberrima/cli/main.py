"""Arguments in, exit code out."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from uberrima import __version__
from uberrima.cli import vault
from uberrima.core.kernel.errors import UberrimaError

_CODES = """\
exit codes: 0 everything is as it should be · 1 something is not (problems, unmet cases, refused records) · 2 nothing could be done
"""

_ABOUT = """\
From a product's clauses, and nothing else, it is explained, priced, sold, paid and proved.

  uberrima run                                    the published examples: their result, ours, and the clauses that made it
  uberrima wording check products                 look for conflicts, gaps, dead clauses, numbers that are no field
  uberrima wording explain products/P/E --lang zh the product in plain words
  uberrima cases products/P                       work the cases of a product
  uberrima adjudicate bills.jsonl --edition products/P/E
  uberrima statement bills.jsonl --edition products/P/E --lang en
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="uberrima", description=_ABOUT, epilog=_CODES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action="version", version=f"uberrima {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(
        name: str, says: str, of: argparse._SubParsersAction[argparse.ArgumentParser] = commands
    ) -> argparse.ArgumentParser:
        return of.add_parser(name, help=says, description=says[0].upper() + says[1:] + ".", epilog=_CODES)

    one = command("run", "adjudicate the published examples and show them side by side")
    one.add_argument(
        "products", nargs="?", type=Path, default=Path("products"), help="folder with products (default: products)"
    )
    _wording(command("wording", "check, show and explain wordings"))
    one = command("cases", "run worked cases; the last line counts them")
    one.add_argument(
        "folders", nargs="*", type=Path, default=[Path("products")], help="folders to look below (default: products)"
    )
    one.add_argument(
        "--draft", action="store_true", help="work the cases although words are unfinished or clauses do nothing yet"
    )
    form = one.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="case id, source id, every figure expected and got")
    form.add_argument("--table", action="store_true", help="a row for each case")
    one = command("adjudicate", "decide bills: JSON Lines or CSV in, decisions out, refused records beside them")
    _input(one)
    one.add_argument(
        "--out",
        default="",
        metavar="FILE",
        help="where decisions go (.jsonl or .csv; - for standard output; default: beside the input)",
    )
    one.add_argument("--explain", choices=("zh", "en"), help="add the decision in sentences")
    one = command("statement", "the benefit statement (保障使用明细) of each family")
    _input(one)
    one.add_argument("--lang", choices=("zh", "en"), default="zh")
    one.add_argument("--member", help="only this member")
    one.add_argument("--json", action="store_true")
    one = command("serve", "the web service: database, web and worker; docs/howto/run.md says what may be set")
    one.add_argument("--empty", action="store_true", help="a demonstration without its invented people")
    one = command("replay", "decide a receipt's bill again from the edition it names by hash, and compare to the cent")
    one.add_argument("inputs", nargs=1, type=Path, metavar="FILE", help="a receipt, or its payload alone")
    one.add_argument("--edition", type=Path, help="folder of the edition (default: looked for below the products)")
    one.add_argument("--products", type=Path, default=Path("products"), help="where editions are looked for")
    _journal(command("journal", "verify, prove and audit the journal of the service"))
    below = command("catalogue", "published products").add_subparsers(dest="what", required=True, metavar="WHAT")
    one = command("publish", "publish an edition, so that policies can be issued on it", below)
    one.add_argument("folder", type=Path)
    below = command("account", "accounts of the staff").add_subparsers(dest="what", required=True, metavar="WHAT")
    one = command("make", "make an account; the password is asked for, or read from standard input", below)
    one.add_argument("username")
    one.add_argument("--role", choices=("operator", "handler", "auditor"), required=True)
    one.add_argument("--name", required=True, help="as customers read it")
    one.add_argument("--number", default="", help="the staff number")
    one = command("manage", "Django's own commands, on the service's database")
    one.add_argument("words", nargs=argparse.REMAINDER, metavar="…")
    vault.declare(command("vault", "the key file: make it, look at it, rotate its keys, destroy an old epoch"))
    return parser


def _wording(parser: argparse.ArgumentParser) -> None:
    of = parser.add_subparsers(dest="what", required=True, metavar="WHAT")

    def sub(name: str, says: str) -> argparse.ArgumentParser:
        return of.add_parser(name, help=says, description=says[0].upper() + says[1:] + ".", epilog=_CODES)

    one = sub("check", "every problem of every wording below the folders, with place, cause and cure")
    one.add_argument("folders", nargs="+", type=Path)
    one.add_argument("--json", action="store_true")
    one = sub("show", "the clauses with their figures filled in")
    one.add_argument("edition", type=Path)
    one.add_argument("--lang", choices=("zh", "en"), default="zh")
    one.add_argument("--clause", default="", help="only the clause with this id")
    one = sub("explain", "the product in plain words")
    one.add_argument("edition", type=Path)
    one.add_argument("--lang", choices=("zh", "en"), default="zh")
    one = sub("situations", "which clauses settle which situation")
    one.add_argument("edition", type=Path)
    one.add_argument("--all", action="store_true", help="every situation, not only one for each outcome")
    sub("reference", "the reference of the language, as in docs/reference.md")


def _journal(parser: argparse.ArgumentParser) -> None:
    of = parser.add_subparsers(dest="what", required=True, metavar="WHAT")

    def sub(name: str, says: str) -> argparse.ArgumentParser:
        return of.add_parser(name, help=says, description=says[0].upper() + says[1:] + ".", epilog=_CODES)

    for name, says in (
        ("verify", "rehash every entry and compare with every signed checkpoint"),
        ("audit", "do that, and compare the business rows with what was recorded of them"),
    ):
        one = sub(name, says)
        one.add_argument(
            "--checkpoints", type=Path, metavar="FILE", help="a copy of checkpoints.log that you keep yourself"
        )
        one.add_argument("--key", default="", metavar="HEX", help="the journal's public key as you know it")
        one.add_argument("--json", action="store_true")
    sub("prove", "an entry with its proof and the signed checkpoint").add_argument("entry", metavar="ID")


def _do_journal(arguments: argparse.Namespace) -> int:
    from uberrima.cli import journal  # noqa: PLC0415

    if arguments.what == "prove":
        return journal.prove(arguments.entry)
    examine = journal.audit if arguments.what == "audit" else journal.verify
    return examine(arguments.checkpoints, arguments.key, as_json=arguments.json)


def _input(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "inputs",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="JSON Lines (policies, bills, voids) or CSV (bill lines); see docs/cases.md",
    )
    parser.add_argument("--edition", type=Path, help="folder of the edition, for policies that name none")
    parser.add_argument(
        "--products",
        type=Path,
        default=Path("products"),
        help="where editions that policies name (product/edition) are looked for",
    )
    parser.add_argument(
        "--history",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="what is already known of the families",
    )
    parser.add_argument("--as-of", type=date.fromisoformat, metavar="DAY", help="settle what was known on that day")


def _missing(arguments: argparse.Namespace) -> Path | None:
    named = [*getattr(arguments, "inputs", []), *getattr(arguments, "history", []), *getattr(arguments, "folders", [])]
    named += [
        p
        for p in (getattr(arguments, "edition", None), arguments.products if arguments.command == "run" else None)
        if p is not None
    ]
    return next((path for path in named if not path.exists()), None)


def _do(arguments: argparse.Namespace) -> int:  # noqa: PLR0911 — a command a return
    # Each command brings in only what it needs: `cases` must not wait for explanations to load.
    if arguments.command in {"run", "cases"}:
        from uberrima.cli import cases  # noqa: PLC0415

        if arguments.command == "run":
            return cases.run(arguments.products)
        return cases.show_cases(
            arguments.folders, as_json=arguments.json, as_table=arguments.table, draft=arguments.draft
        )
    if arguments.command == "wording":
        return _do_wording(arguments)
    if arguments.command in {"serve", "manage"}:
        from uberrima.cli import serve  # noqa: PLC0415

        return serve.serve(empty=arguments.empty) if arguments.command == "serve" else serve.manage(arguments.words)
    if arguments.command == "journal":
        return _do_journal(arguments)
    if arguments.command == "replay":
        from uberrima.cli import replay  # noqa: PLC0415

        return replay.replay(arguments.inputs[0], arguments.products, arguments.edition)
    if arguments.command == "vault":
        return vault.run(arguments)
    if arguments.command in {"catalogue", "account"}:
        from uberrima.cli import service  # noqa: PLC0415

        if arguments.command == "catalogue":
            return service.publish(arguments.folder)
        return service.make_account(arguments.username, arguments.role, arguments.name, arguments.number)
    from uberrima.cli import adjudicate  # noqa: PLC0415

    work = adjudicate.Work(
        inputs=arguments.inputs,
        history=arguments.history,
        edition=arguments.edition,
        products=arguments.products,
        out=getattr(arguments, "out", "-"),
        explain=getattr(arguments, "explain", None),
        as_of=arguments.as_of,
    )
    if arguments.command == "adjudicate":
        return adjudicate.adjudicate(work)
    return adjudicate.show_statement(work, arguments.lang, arguments.member, as_json=arguments.json)


def _do_wording(arguments: argparse.Namespace) -> int:
    if arguments.what == "reference":
        from uberrima.core.wording.reference import reference_page  # noqa: PLC0415

        sys.stdout.write(reference_page())
        return 0
    from uberrima.cli import wording  # noqa: PLC0415

    actions: dict[str, Callable[[], int]] = {
        "check": lambda: wording.check(arguments.folders, as_json=arguments.json),
        "show": lambda: wording.show(arguments.edition, arguments.lang, arguments.clause),
        "explain": lambda: wording.explain(arguments.edition, arguments.lang),
        "situations": lambda: wording.situations(arguments.edition, everything=arguments.all),
    }
    return actions[arguments.what]()


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = _parser().parse_args(argv)
    missing = _missing(arguments)
    if missing is not None:
        print(f"{missing} does not exist. Give the path of a file or folder that does.", file=sys.stderr)
        return 2
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without Chinese must not stop the work
    try:
        return _do(arguments)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except UberrimaError as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(
            f"{error.filename}: {error.strerror}. Nothing was written by halves; mend that and try again.",
            file=sys.stderr,
        )
        return 2
