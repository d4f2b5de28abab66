"""The worker: runs the jobs that rooms have left for later, and gives the journal's entries their places.

Jobs carry ids and nothing else: their arguments lie in the database in clear.
"""

from __future__ import annotations

import os
import signal
import threading

import django

from uberrima.config.children import end_with_parent


def work() -> None:
    """Until SIGTERM. A database that goes away and comes back is waited for, by the supervisor's new start if need be."""
    # What is imported here needs Django set up.
    from django.db import OperationalError, connection  # noqa: PLC0415
    from procrastinate.contrib.django import app  # noqa: PLC0415

    stop = threading.Event()
    sequencer = threading.Thread(target=_sequence, args=(stop,), name="sequencer", daemon=True)
    sequencer.start()
    try:
        with app.replace_connector(app.connector.get_worker_connector()) as runner:  # type: ignore[attr-defined]
            runner.run_worker(
                concurrency=1,
                fetch_job_polling_interval=2.0,
                update_heartbeat_interval=5.0,
                stalled_worker_timeout=20.0,
                delete_jobs="successful",
            )
    except OperationalError:
        connection.close()
        raise
    finally:
        stop.set()
        sequencer.join(10)


def _sequence(stop: threading.Event) -> None:
    """A journal that does not hold is no reason to go on: the whole worker ends, and `health/ready` says so."""
    from uberrima.foundation.journal.api import configured  # noqa: PLC0415

    try:
        configured().run(stop)
    except BaseException:
        os.kill(os.getpid(), signal.SIGTERM)
        raise


def main() -> None:
    """Set up and work."""
    end_with_parent()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uberrima.config.settings")
    django.setup()
    work()


if __name__ == "__main__":
    main()
