"""libsmsp for Python, through ctypes: what a batch of messages needs.

    with Client(api_key) as client:
        for report in client.bulk_status_many(["300", "111"]):
            print(report.message_id, report.error_message, report.recipients)

The functions and who owns what are described in include/smsp.h.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from ctypes import POINTER, c_char_p, c_int32, c_int64, c_void_p
from dataclasses import dataclass
from types import TracebackType
from typing import NamedTuple

#: The soname: what an installed library is found by.
INSTALLED = "libsmsp.so.1"

# The numbers of smsp.h.
OK = 0
ERROR_API_KEY_REQUIRED = 1
ERROR_API_KEY_INCORRECT = 10


class SmspError(Exception):
    """What keeps a client from asking at all; its text says what to do.

    What goes wrong with one message is in its Report instead.
    """


class Recipient(NamedTuple):
    """One entry of a report."""

    phone_number: str
    #: The English name: Delivered, Not delivered, Waiting, Not sent, Unknown.
    status: str
    stop: bool
    #: Unix seconds, UTC; None where the server sent no date.
    date: int | None


@dataclass(frozen=True)
class Report:
    """What became of one message: its recipients, or why it could not be told."""

    message_id: str
    #: One of the SMSP_ERROR_ numbers of smsp.h; 0 is success.
    error_code: int
    #: For people; empty on success. It never contains the API key.
    error_message: str
    recipients: tuple[Recipient, ...]


# Opaque handles. A type for each makes ctypes refuse one in the place of
# another, and keeps all 64 bits of the pointer.
class _Options(ctypes.Structure):
    pass


class _Client(ctypes.Structure):
    pass


class _Batch(ctypes.Structure):
    pass


class _Result(ctypes.Structure):
    pass


class _Entry(ctypes.Structure):
    """smsp_entry, whose layout is frozen."""

    _fields_ = [
        ("date", c_int64),
        ("status", c_int32),
        ("stop_sms", c_int32),
        ("phone_number", c_char_p),
    ]


# ctypes takes an undeclared result for an int of 32 bits and cuts pointers.
_FUNCTIONS = {
    "smsp_status_name": (c_char_p, [c_int32]),
    "smsp_options_new": (POINTER(_Options), []),
    "smsp_options_set_base_url": (c_int32, [POINTER(_Options), c_char_p]),
    "smsp_options_set_max_requests_per_minute": (c_int32, [POINTER(_Options), c_int32]),
    "smsp_options_free": (None, [POINTER(_Options)]),
    "smsp_client_new": (POINTER(_Client), [c_char_p, POINTER(_Options)]),
    # The callback is always NULL here, so a plain pointer is enough for it.
    "smsp_client_bulk_status_many": (
        POINTER(_Batch),
        [POINTER(_Client), POINTER(c_char_p), c_int32, c_void_p, c_void_p],
    ),
    "smsp_client_free": (None, [POINTER(_Client)]),
    "smsp_batch_result": (POINTER(_Result), [POINTER(_Batch), c_int32]),
    "smsp_batch_free": (None, [POINTER(_Batch)]),
    "smsp_result_error_code": (c_int32, [POINTER(_Result)]),
    "smsp_result_error_message": (c_char_p, [POINTER(_Result)]),
    "smsp_result_count": (c_int32, [POINTER(_Result)]),
    "smsp_result_entry": (c_int32, [POINTER(_Result), c_int32, POINTER(_Entry)]),
}


def load(library: str = INSTALLED) -> ctypes.CDLL:
    """Loads the library by its path, or by its name where it is installed."""
    try:
        loaded = ctypes.CDLL(library)
    except OSError as reason:
        raise SmspError(
            f"The library {library} cannot be loaded: {reason}. Build it with "
            '"cargo build --release" and give the path of target/release/libsmsp.so, '
            f"or install it where the system finds {INSTALLED} (see ldconfig)."
        ) from reason
    for name, (result, arguments) in _FUNCTIONS.items():
        try:
            function = getattr(loaded, name)
        except AttributeError as reason:
            raise SmspError(
                f"The library {library} has no function {name}, so it is not libsmsp "
                "or is older than 1.0. Give the path of another one."
            ) from reason
        function.restype = result
        function.argtypes = arguments
    return loaded


class Client:
    """Asks with one API key and keeps its connections between calls."""

    def __init__(
        self,
        api_key: str,
        *,
        library: str = INSTALLED,
        base_url: str | None = None,
        max_requests_per_minute: int = 0,
    ) -> None:
        self._library = load(library)
        self._status_names: dict[int, str] = {}
        options = self._library.smsp_options_new()
        try:
            if base_url is not None:
                self._must_be_accepted(
                    self._library.smsp_options_set_base_url(options, _c_text(base_url)),
                    f"the base URL {base_url}: it must be https, or http to this machine",
                )
            self._must_be_accepted(
                self._library.smsp_options_set_max_requests_per_minute(
                    options, max_requests_per_minute
                ),
                f"{max_requests_per_minute} requests per minute: it must be 1 to 1000000, "
                "or 0 for no limit",
            )
            self._client = self._library.smsp_client_new(_c_text(api_key), options)
        finally:
            self._library.smsp_options_free(options)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections and wipes the key. No call may be under way."""
        self._library.smsp_client_free(self._client)
        # What comes later asks with NULL, which the library answers with an error.
        self._client = None

    def bulk_status_many(self, message_ids: Sequence[str]) -> list[Report]:
        """Asks what became of many messages; the reports are in their order.

        All of them are in memory at the end, so ask for some hundreds at a time.
        """
        texts = [_c_text(message_id) for message_id in message_ids]
        batch = self._library.smsp_client_bulk_status_many(
            self._client, (c_char_p * len(texts))(*texts), len(texts), None, None
        )
        try:
            return [
                self._report(message_id, self._library.smsp_batch_result(batch, index))
                for index, message_id in enumerate(message_ids)
            ]
        finally:
            self._library.smsp_batch_free(batch)

    def _report(self, message_id: str, result: ctypes._Pointer[_Result]) -> Report:
        entry = _Entry()
        recipients = []
        for index in range(self._library.smsp_result_count(result)):
            self._library.smsp_result_entry(result, index, entry)
            recipients.append(
                Recipient(
                    phone_number=entry.phone_number.decode(),
                    status=self._status_name(entry.status),
                    stop=entry.stop_sms == 1,
                    date=entry.date or None,
                )
            )
        return Report(
            message_id=message_id,
            error_code=self._library.smsp_result_error_code(result),
            error_message=self._library.smsp_result_error_message(result).decode(),
            recipients=tuple(recipients),
        )

    def _status_name(self, status: int) -> str:
        name = self._status_names.get(status)
        if name is None:
            name = self._library.smsp_status_name(status).decode()
            self._status_names[status] = name
        return name

    @staticmethod
    def _must_be_accepted(code: int, what: str) -> None:
        if code != OK:
            raise SmspError(f"The library does not accept {what}.")


def _c_text(text: str) -> bytes:
    """A text as C takes it, which would silently end at a NUL.

    What is not UTF-8 in the environment reaches Python as surrogates; it is
    handed on as it was, so that the library says what is wrong with it.
    """
    if "\0" in text:
        raise ValueError("A text for the library must not contain a NUL character.")
    return text.encode("utf-8", "surrogateescape")
