"""libsmsp for Python, through cffi: reads its declarations from smsp_ffi.h.

    with smsp.Client(api_key) as client:
        for entry in client.bulk_status(message_id):
            print(entry.phone_number, entry.status_text)

The library is looked for as SMSP_LIBRARY says, or else as libsmsp.so.1 where the
system looks for libraries; where it is not found, the import fails.
"""

import os
import pathlib
from typing import Callable, Iterator, NamedTuple, Optional, Tuple

import cffi

_header = pathlib.Path(__file__).parents[2] / "include" / "smsp_ffi.h"
ffi = cffi.FFI()
ffi.cdef(_header.read_text(encoding="utf-8"))
try:
    lib = ffi.dlopen(os.environ.get("SMSP_LIBRARY", "libsmsp.so.1"))
except OSError as reason:
    raise ImportError(
        f"libsmsp cannot be loaded ({reason}). "
        "Set SMSP_LIBRARY=/path/to/libsmsp.so.1, or install the library."
    ) from reason


def _text(text) -> str:
    return ffi.string(text).decode()


def status_name(status: int) -> str:
    return _text(lib.smsp_status_name(status))


class Error(Exception):
    """Why a call failed. code is one of lib.SMSP_ERROR_..."""

    def __init__(self, code: int, message: str):
        super().__init__(message)
        self.code = code


class Entry(NamedTuple):
    phone_number: str
    status: int  # one of lib.SMSP_STATUS_...
    status_text: str  # as the server spelt it
    stop_sms: bool
    date: int  # seconds since 1970, UTC; 0: none


class Report:
    """Reads a result, which lives as long as this, or as the callback it is lent to."""

    def __init__(self, result):
        self._result = result

    def __len__(self) -> int:
        return lib.smsp_result_count(self._result)

    def __iter__(self) -> Iterator[Entry]:
        entry = ffi.new("smsp_entry *")
        index = 0
        while lib.smsp_result_entry(self._result, index, entry):
            text = _text(lib.smsp_result_status_text(self._result, index))
            yield Entry(
                _text(entry.phone_number), entry.status, text, entry.stop_sms != 0, entry.date
            )
            index += 1

    def count(self, status: int) -> int:
        return lib.smsp_result_count_status(self._result, status)

    def checked(self) -> "Report":
        code = lib.smsp_result_error_code(self._result)
        if code:
            raise Error(code, _text(lib.smsp_result_error_message(self._result)))
        return self


def _taken(result) -> Report:
    """A report that frees its result when nothing refers to it any more."""
    return Report(ffi.gc(result, lib.smsp_result_free)).checked()


def _accepted(code: int) -> None:
    if code:
        raise Error(code, _text(lib.smsp_error_text(code)))


class Client:
    """Any number of threads may share one: cffi lets others run during a call."""

    def __init__(
        self,
        api_key: str,
        base_url: Optional[str] = None,
        poll_interval_ms: Optional[Tuple[int, int]] = None,
    ):
        with ffi.gc(lib.smsp_options_new(), lib.smsp_options_free) as options:
            if base_url is not None:
                _accepted(lib.smsp_options_set_base_url(options, base_url.encode()))
            if poll_interval_ms is not None:
                _accepted(lib.smsp_options_set_poll_interval_ms(options, *poll_interval_ms))
            client = lib.smsp_client_new(api_key.encode(), options)
        self._handle = ffi.gc(client, lib.smsp_client_free)

    def bulk_status(self, message_id: str) -> Report:
        return _taken(lib.smsp_client_bulk_status(self._handle, message_id.encode()))

    def wait(
        self, message_id: str, max_wait_ms: int, on_poll: Callable[[Report], Optional[bool]]
    ) -> Report:
        """Asks until no recipient is waiting. on_poll may return False to stop."""
        raised = []

        # What a callback raises goes to onerror; C gets 0, which stops the wait.
        @ffi.callback("smsp_progress_fn", error=0, onerror=lambda *it: raised.append(it[1]))
        def poll(result, _user_data):
            report = Report(result)
            try:
                return on_poll(report) is not False
            finally:
                report._result = ffi.NULL  # only lent: it reads as empty from now on

        result = lib.smsp_client_wait(
            self._handle, message_id.encode(), max_wait_ms, poll, ffi.NULL
        )
        if raised:
            lib.smsp_result_free(result)
            raise raised[0]
        return _taken(result)

    def close(self) -> None:
        """Frees it now; no call may be under way any more."""
        ffi.release(self._handle)
        self._handle = ffi.NULL

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_exception) -> None:
        self.close()
