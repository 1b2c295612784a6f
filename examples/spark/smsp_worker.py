"""The part of the job that runs in Spark's worker processes.

It is a module of its own because Spark sends the functions of the main script
by value, anew for each task: a client that they kept would not outlive it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Optional

from pyspark import SparkFiles
from pyspark.accumulators import Accumulator

import smsp  # examples/python/smsp.py, which job.py finds and sends along

API_KEY = "SMSPARTNER_API_KEY"

#: message_id, phone_number, status, stop, date, error_code, error_message
Row = tuple[str, Optional[str], Optional[str], Optional[bool], Optional[int], int, Optional[str]]

#: After these every further message would fail alike, so the job ends instead.
_HOPELESS = (smsp.ERROR_API_KEY_REQUIRED, smsp.ERROR_API_KEY_INCORRECT)


class CannotAsk(Exception):
    """Ends the job. The text says what to do."""


@dataclass(frozen=True)
class Settings:
    """The driver sends it to its workers. Spark may store it, so no key is in it."""

    #: The file name of a library that the driver sent along; None for an installed one.
    sent_library: str | None
    base_url: str | None
    #: Per worker process; 0 is no limit.
    max_requests_per_minute: int
    #: Messages per call of the library.
    chunk: int


def ask(
    message_ids: Iterable[str], settings: Settings, clients_made: Accumulator[int]
) -> Iterator[Row]:
    """Asks for the messages of one partition and yields a row per recipient.

    A message that failed or has no recipients yet is one row without a number,
    so that none gets lost.
    """
    if _client.cache_info().currsize == 0:
        clients_made.add(1)
    client = _client(settings)
    remaining = iter(message_ids)
    while chunk := list(islice(remaining, settings.chunk)):
        for report in client.bulk_status_many(chunk):
            if report.error is not None and report.error.code in _HOPELESS:
                raise CannotAsk(f"The provider refuses the API key in {API_KEY}: {report.error}")
            yield from _rows(report)


# One per process, for all its partitions: the limit on requests and the
# connections are the client's. It ends with the process.
@lru_cache(maxsize=1)
def _client(settings: Settings) -> smsp.Client:
    api_key = os.environ.get(API_KEY)
    if not api_key:
        raise CannotAsk(
            f"A worker has no API key: put {API_KEY} into the environment of the "
            "executors (README.md says how)."
        )
    try:
        return smsp.Client(
            api_key,
            library=settings.sent_library and SparkFiles.get(settings.sent_library),
            base_url=settings.base_url,
            max_requests_per_minute=settings.max_requests_per_minute,
        )
    except (smsp.LibraryError, smsp.Error) as reason:
        raise CannotAsk(str(reason)) from reason


def _rows(report: smsp.Report) -> list[Row]:
    failure = (0, None) if report.error is None else (report.error.code, str(report.error))
    if not report.entries:
        return [(report.message_id, None, None, None, None, *failure)]
    return [
        (
            report.message_id,
            entry.phone_number,
            str(entry.status),
            entry.stop_sms,
            entry.date or None,
            *failure,
        )
        for entry in report.entries
    ]
