"""What runs in Spark's worker processes.

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

import smsp_ctypes

API_KEY = "SMSPARTNER_API_KEY"

#: message_id, phone_number, status, stop, date, error_code, error_message
Row = tuple[str, Optional[str], Optional[str], Optional[bool], Optional[int], int, Optional[str]]

#: After these every further message would fail alike, so the job ends instead.
_HOPELESS = (smsp_ctypes.ERROR_API_KEY_REQUIRED, smsp_ctypes.ERROR_API_KEY_INCORRECT)


@dataclass(frozen=True)
class Settings:
    """What the driver tells its workers. Spark may store it, so no key is in it."""

    #: The name of a library that the driver sent along; None for an installed one.
    sent_library: str | None
    base_url: str | None
    #: Of each worker process; 0 is no limit.
    max_requests_per_minute: int
    #: How many messages are asked for in one call of the library.
    chunk: int


def ask(
    message_ids: Iterable[str], settings: Settings, clients_made: Accumulator[int]
) -> Iterator[Row]:
    """Asks for the messages of one partition and gives a row for each recipient.

    A message that failed or has no recipients yet is one row without a number,
    so that none gets lost.
    """
    if _client.cache_info().currsize == 0:
        clients_made.add(1)
    client = _client(settings)
    remaining = iter(message_ids)
    while chunk := list(islice(remaining, settings.chunk)):
        for report in client.bulk_status_many(chunk):
            if report.error_code in _HOPELESS:
                raise smsp_ctypes.SmspError(
                    f"The provider refuses the API key in {API_KEY}: {report.error_message}"
                )
            yield from _rows(report)


# One for each process, whatever number of partitions it is given: the limit on
# requests and the connections are the client's. It ends with the process.
@lru_cache(maxsize=1)
def _client(settings: Settings) -> smsp_ctypes.Client:
    library = smsp_ctypes.INSTALLED
    if settings.sent_library is not None:
        library = SparkFiles.get(settings.sent_library)
    api_key = os.environ.get(API_KEY)
    if not api_key:
        raise smsp_ctypes.SmspError(
            f"A worker has no API key: put {API_KEY} into the environment of the "
            "executors (README.md says how)."
        )
    return smsp_ctypes.Client(
        api_key,
        library=library,
        base_url=settings.base_url,
        max_requests_per_minute=settings.max_requests_per_minute,
    )


def _rows(report: smsp_ctypes.Report) -> list[Row]:
    failure = (report.error_code, report.error_message or None)
    if not report.recipients:
        return [(report.message_id, None, None, None, None, *failure)]
    return [(report.message_id, *recipient, *failure) for recipient in report.recipients]
