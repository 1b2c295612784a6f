"""libsmsp for Python 3.8 and later: what became of my SMS? Over ctypes only.

    with smsp.Client(api_key) as client:
        for entry in client.bulk_status(message_id).entries:
            print(entry.phone_number, entry.status)

A client loads the library that it is given the path of, or else the one that
SMSP_LIBRARY names, or else libsmsp.so.1 as the system finds it.
"""

import ctypes
import enum
import os
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int32, c_int64, c_void_p
from dataclasses import dataclass
from typing import Callable, List, NamedTuple, Optional, Sequence, Tuple

# Two numbers of smsp.h: every call with such a key fails alike.
ERROR_API_KEY_REQUIRED = 1
ERROR_API_KEY_INCORRECT = 10


class LibraryError(Exception):
    """The library cannot be loaded. The text says what to do."""


class Error(Exception):
    """The reason why a call failed. code is one of the SMSP_ERROR_ numbers of smsp.h."""

    def __init__(self, code: int, message: str):
        super().__init__(message)
        self.code = code


class Status(enum.IntEnum):
    UNKNOWN = 0
    DELIVERED = 1
    NOT_DELIVERED = 2
    WAITING = 3
    NOT_SENT = 4

    @classmethod
    def _missing_(cls, value):  # from a newer library
        return cls.UNKNOWN

    def __str__(self) -> str:
        """As smsp_status_name spells it: "Not delivered"."""
        return self.name.replace("_", " ").capitalize()


class Entry(NamedTuple):
    """One recipient."""

    phone_number: str
    status: Status
    status_text: str  # as the server spelt it
    stop_sms: bool
    date: int  # seconds since 1970, UTC; 0: none


@dataclass(frozen=True)
class Report:
    """A copy of a result: nothing in it needs the library any more."""

    message_id: str
    error: Optional[Error]
    entries: Tuple[Entry, ...]

    def count(self, status: Status) -> int:
        return sum(entry.status is status for entry in self.entries)


# Handles have types of their own, so that ctypes refuses one in another's place.
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


_OnPoll = CFUNCTYPE(c_int32, POINTER(_Result), c_void_p)

# The type that each function returns, and those of its arguments. Without them
# ctypes would cut every handle down to 32 bits.
_o, _c, _b, _r = POINTER(_Options), POINTER(_Client), POINTER(_Batch), POINTER(_Result)
_FUNCTIONS = {
    "smsp_options_new": (_o,),
    "smsp_options_set_base_url": (c_int32, _o, c_char_p),
    "smsp_options_set_poll_interval_ms": (c_int32, _o, c_int64, c_int64),
    "smsp_options_set_max_requests_per_minute": (c_int32, _o, c_int32),
    "smsp_options_error_message": (c_char_p, _o),
    "smsp_options_free": (None, _o),
    "smsp_client_new": (_c, c_char_p, _o),
    "smsp_client_bulk_status": (_r, _c, c_char_p),
    "smsp_client_wait": (_r, _c, c_char_p, c_int64, _OnPoll, c_void_p),
    # The callback is always NULL here, so a plain pointer is enough for it.
    "smsp_client_bulk_status_many": (_b, _c, POINTER(c_char_p), c_int32, c_void_p, c_void_p),
    "smsp_client_free": (None, _c),
    "smsp_batch_result": (_r, _b, c_int32),
    "smsp_batch_free": (None, _b),
    "smsp_result_error_code": (c_int32, _r),
    "smsp_result_error_message": (c_char_p, _r),
    "smsp_result_count": (c_int32, _r),
    "smsp_result_entry": (c_int32, _r, c_int32, POINTER(_Entry)),
    "smsp_result_status_text": (c_char_p, _r, c_int32),
    "smsp_result_free": (None, _r),
}


def _load(path: Optional[str]) -> ctypes.CDLL:
    path = path or os.environ.get("SMSP_LIBRARY", "libsmsp.so.1")
    try:
        library = ctypes.CDLL(path)
    except OSError as reason:
        raise LibraryError(
            f"The library {path} cannot be loaded: {reason}. Install it, or build it with "
            '"cargo build --release" and give the path of target/release/libsmsp.so, or set '
            "SMSP_LIBRARY to that."
        ) from reason
    for name, (returned, *arguments) in _FUNCTIONS.items():
        try:
            function = getattr(library, name)
        except AttributeError as reason:
            raise LibraryError(
                f"The library {path} has no function {name}, so it is not libsmsp "
                "or is older than 1.0. Give the path of another one."
            ) from reason
        function.restype = returned
        function.argtypes = arguments
    return library


class Client:
    """Asks with one API key and keeps its connections between calls.

    Any number of threads may share one: ctypes lets others run during a call.
    """

    def __init__(
        self,
        api_key: str,
        *,
        library: Optional[str] = None,
        base_url: Optional[str] = None,
        poll_interval_ms: Optional[Tuple[int, int]] = None,
        max_requests_per_minute: Optional[int] = None,
    ):
        self._library = _load(library)
        options = self._library.smsp_options_new()

        def set_option(name, *values):
            code = getattr(self._library, f"smsp_options_set_{name}")(options, *values)
            if code:
                raise Error(code, self._library.smsp_options_error_message(options).decode())

        try:
            if base_url is not None:
                set_option("base_url", _text(base_url))
            if poll_interval_ms is not None:
                set_option("poll_interval_ms", *poll_interval_ms)
            if max_requests_per_minute is not None:
                set_option("max_requests_per_minute", max_requests_per_minute)
            self._handle = self._library.smsp_client_new(_text(api_key), options)
        finally:
            self._library.smsp_options_free(options)

    def bulk_status(self, message_id: str) -> Report:
        result = self._library.smsp_client_bulk_status(self._handle, _text(message_id))
        return self._taken(message_id, result)

    def bulk_status_many(self, message_ids: Sequence[str]) -> List[Report]:
        """Returns the reports in the order of the IDs. A failed one has an error.

        All of them are in memory at the end, so ask for some hundreds at a time.
        """
        texts = [_text(message_id) for message_id in message_ids]
        batch = self._library.smsp_client_bulk_status_many(
            self._handle, (c_char_p * len(texts))(*texts), len(texts), None, None
        )
        try:
            return [
                self._report(message_id, self._library.smsp_batch_result(batch, place))
                for place, message_id in enumerate(message_ids)
            ]
        finally:
            self._library.smsp_batch_free(batch)

    def wait(
        self, message_id: str, max_wait_ms: int, on_poll: Callable[[Report], Optional[bool]]
    ) -> Report:
        """Asks until no recipient is waiting. on_poll may return False to stop."""
        raised = []

        # What a callback raises would be printed and lost: it is kept, the wait
        # is stopped, and it is raised again here.
        @_OnPoll
        def poll(result, _user_data):
            try:
                return on_poll(self._report(message_id, result)) is not False
            except BaseException as exception:  # Ctrl-C too
                raised.append(exception)
                return 0

        result = self._library.smsp_client_wait(
            self._handle, _text(message_id), max_wait_ms, poll, None
        )
        if raised:
            self._library.smsp_result_free(result)
            raise raised[0]
        return self._taken(message_id, result)

    def close(self) -> None:
        """Closes the connections and wipes the key. No call may be under way."""
        self._library.smsp_client_free(self._handle)
        # Later calls pass NULL, which the library answers with an error.
        self._handle = None

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_exception) -> None:
        self.close()

    def _taken(self, message_id: str, result) -> Report:
        """Copies a result, frees it, and raises its error if it has one."""
        try:
            report = self._report(message_id, result)
        finally:
            self._library.smsp_result_free(result)
        if report.error:
            raise report.error
        return report

    def _report(self, message_id: str, result) -> Report:
        code = self._library.smsp_result_error_code(result)
        message = self._library.smsp_result_error_message(result).decode()
        entry = _Entry()
        entries = []
        for place in range(self._library.smsp_result_count(result)):
            self._library.smsp_result_entry(result, place, entry)
            entries.append(
                Entry(
                    entry.phone_number.decode(),
                    Status(entry.status),
                    self._library.smsp_result_status_text(result, place).decode(),
                    entry.stop_sms != 0,
                    entry.date,
                )
            )
        return Report(message_id, Error(code, message) if code else None, tuple(entries))


def _text(text: str) -> bytes:
    """A text as C takes it, which would silently end at a NUL.

    Bytes of the environment or the command line that are not UTF-8 reach Python as
    surrogates. They are passed on as they were, so that the library reports them.
    """
    if "\0" in text:
        raise ValueError("A text for the library must not contain a NUL character.")
    return text.encode("utf-8", "surrogateescape")
