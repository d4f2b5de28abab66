"""Logs: one line of JSON a happening, and nothing personal in any of them.

A request is told by its route, never by its query or body. What other libraries say is told by the words they wrote in their source, never
by the values they put in. An exception is told by its kind and place, never by its message: messages quote rows.
"""

from __future__ import annotations

import hmac
import logging
import sys
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from hashlib import sha256
from types import TracebackType
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from structlog.contextvars import bind_contextvars, clear_contextvars
from structlog.typing import EventDict, ExcInfo, WrappedLogger

#: libraries whose log calls have been read: their words are constants, and their values stand apart
WORDS_ARE_CONSTANT = ("django.", "psycopg", "uberrima")
#: a chain of causes is followed so far
DEPTH = 5
#: places told of one exception, the innermost ones
PLACES = 4


def told(error: BaseException) -> list[dict[str, object]]:
    """An exception by kind and place, and those that caused it; nothing of what it says."""
    found: list[dict[str, object]] = []
    at: BaseException | None = error
    while at is not None and len(found) < DEPTH:
        kind = type(at)
        found.append({"kind": f"{kind.__module__}.{kind.__qualname__}", "places": _places(at.__traceback__)})
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    return found


def _places(trace: TracebackType | None) -> list[str]:
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-PLACES:]


def without_values(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Tell an exception by kind and place, whoever logs it."""
    given: ExcInfo | bool | BaseException | None = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()  # type: ignore[assignment]
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["error"] = told(error)
    for name in ("exception", "stack", "stack_info"):
        event.pop(name, None)
    return event


class Json(logging.Formatter):
    """A record of any library as one line of JSON."""

    def __init__(self) -> None:
        super().__init__()
        self._write = structlog.processors.JSONRenderer(ensure_ascii=False, default=_type_only)

    def format(self, record: logging.LogRecord) -> str:
        """Our own records carry their fields; of others only what cannot hold a value is kept."""
        if isinstance(record.msg, dict):
            event: EventDict = dict(record.msg)
        else:
            event = {"event": _words(record), **structlog.contextvars.get_contextvars()}
            if record.exc_info:
                event["exc_info"] = record.exc_info
            event = without_values(None, "", event)
        head = {"at": _stamp(record.created), "level": record.levelname.lower(), "logger": record.name}
        return str(self._write(None, "", {**head, **event}))


def _words(record: logging.LogRecord) -> str:
    if f"{record.name}.".startswith(WORDS_ARE_CONSTANT):
        return str(record.msg)
    action = getattr(record, "action", None)  # procrastinate names what it does
    return action if isinstance(action, str) and action.isidentifier() else f"{record.module}:{record.lineno}"


def _stamp(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{int(seconds % 1 * 1000):03d}Z"


def _type_only(value: object) -> str:
    return str(value) if isinstance(value, uuid.UUID) else f"({type(value).__name__})"


def configure() -> None:
    """Everything that is logged, warned or not caught in this process goes through here."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Json())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in list(logging.root.manager.loggerDict):
        one = logging.getLogger(name)
        one.handlers[:] = []
        one.propagate = True
    # Django says a second time, with the path, what the line of the request says already; errors it says with their place.
    logging.getLogger("django.request").setLevel(logging.ERROR)
    logging.getLogger("django.security").setLevel(logging.ERROR)
    logging.captureWarnings(capture=True)
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, without_values, _as_record],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    sys.excepthook = lambda kind, error, trace: _uncaught(error.with_traceback(trace))  # noqa: ARG005
    threading.excepthook = lambda args: _uncaught(args.exc_value) if args.exc_value else None


def configured(_wishes: Mapping[str, object]) -> None:
    """What Django calls for `LOGGING_CONFIG`."""
    configure()


def _as_record(_logger: WrappedLogger, _name: str, event: EventDict) -> tuple[tuple[EventDict], Mapping[str, object]]:
    """Hand the fields to the standard library as they are; `Json` writes them."""
    return (event,), {}


def _uncaught(error: BaseException) -> None:
    if not isinstance(error, KeyboardInterrupt | SystemExit):
        logging.getLogger("uberrima").critical("not caught", exc_info=(type(error), error, error.__traceback__))


class RequestLog:
    """One line a request: its id, method, route, status, time, and who by a pseudonym that only this installation can make."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._log = structlog.get_logger("uberrima.request")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The id is ours, whatever the browser sent, and goes back in X-Request-ID."""
        begun = time.perf_counter()
        number = uuid.uuid4().hex
        clear_contextvars()
        bind_contextvars(request=number)
        request.request_id = number  # type: ignore[attr-defined] # the error pages show it, to be read out
        response = self.get_response(request)
        response["X-Request-ID"] = number
        match = request.resolver_match
        self._log.info(
            "request",
            method=request.method if request.method in METHODS else "other",
            route=(match.view_name or match.route) if match else "",
            status=response.status_code,
            ms=round((time.perf_counter() - begun) * 1000, 1),
            account=pseudonym(request),
        )
        clear_contextvars()
        return response


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def pseudonym(request: HttpRequest) -> str:
    """The same account, the same word; which account, only who has the secret key can tell. Empty: nobody was signed in, or asked for."""
    user: Any = request.__dict__.get("_cached_user")
    if user is None or not user.is_authenticated:
        return ""
    return hmac.new(settings.SECRET_KEY.encode(), b"log " + str(user.pk).encode(), sha256).hexdigest()[:12]
