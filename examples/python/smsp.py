"""libsmsp for Python 3.8 and later: what became of my SMS? Over ctypes only.

    with smsp.Client(api_key) as client:
        for entry in client.bulk_status(message_id).entries:
            print(entry.phone_number, entry.status_text)

The library is looked for as SMSP_LIBRARY says, or else as libsmsp.so.1 where the
system looks for libraries; where it is not found, the import fails.
"""

import ctypes
import enum
import os
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int32, c_int64, c_void_p
from typing import Callable, NamedTuple, Optional, Tuple

_path = os.environ.get("SMSP_LIBRARY", "libsmsp.so.1")
try:
    _library = ctypes.CDLL(_path)
except OSError as reason:
    raise ImportError(
        f"libsmsp cannot be loaded ({reason}). "
        "Set SMSP_LIBRARY=/path/to/libsmsp.so.1, or install the library."
    ) from reason


# Handles have types of their own, so that ctypes refuses one in another's place.
class _Options(ctypes.Structure):
    pass


class _Client(ctypes.Structure):
    pass


class _Result(ctypes.Structure):
    pass


_OnPoll = CFUNCTYPE(c_int32, POINTER(_Result), c_void_p)


def _declare(name, returned, *arguments):
    """Without these types ctypes would cut every handle down to 32 bits."""
    function = getattr(_library, name)
    function.restype = returned
    function.argtypes = arguments
    return function


_o, _c, _r = POINTER(_Options), POINTER(_Client), POINTER(_Result)
_options_new = _declare("smsp_options_new", _o)
_options_base_url = _declare("smsp_options_set_base_url", c_int32, _o, c_char_p)
_options_poll = _declare("smsp_options_set_poll_interval_ms", c_int32, _o, c_int64, c_int64)
_options_free = _declare("smsp_options_free", None, _o)
_client_new = _declare("smsp_client_new", _c, c_char_p, _o)
_client_bulk_status = _declare("smsp_client_bulk_status", _r, _c, c_char_p)
_client_wait = _declare("smsp_client_wait", _r, _c, c_char_p, c_int64, _OnPoll, c_void_p)
_client_free = _declare("smsp_client_free", None, _c)
_error_code = _declare("smsp_result_error_code", c_int32, _r)
_error_message = _declare("smsp_result_error_message", c_char_p, _r)
_count = _declare("smsp_result_count", c_int32, _r)
_count_status = _declare("smsp_result_count_status", c_int32, _r, c_int32)
_phone_number = _declare("smsp_result_phone_number", c_char_p, _r, c_int32)
_status = _declare("smsp_result_status", c_int32, _r, c_int32)
_status_text = _declare("smsp_result_status_text", c_char_p, _r, c_int32)
_stop_sms = _declare("smsp_result_stop_sms", c_int32, _r, c_int32)
_date = _declare("smsp_result_date", c_int64, _r, c_int32)
_result_free = _declare("smsp_result_free", None, _r)
_status_name = _declare("smsp_status_name", c_char_p, c_int32)
_error_text = _declare("smsp_error_text", c_char_p, c_int32)


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
        return _status_name(self).decode()


class Error(Exception):
    """Why a call failed. code is one of the SMSP_ERROR_ numbers of smsp.h."""

    def __init__(self, code: int, message: str):
        super().__init__(message)
        self.code = code


class Entry(NamedTuple):
    phone_number: str
    status: Status
    status_text: str  # as the server spelt it
    stop_sms: bool
    date: int  # seconds since 1970, UTC; 0: none


class Report:
    """A copy of a result: nothing in it needs the library any more."""

    def __init__(self, result):
        code = _error_code(result)
        self.error: Optional[Error] = Error(code, _error_message(result).decode()) if code else None
        self.entries: Tuple[Entry, ...] = tuple(
            Entry(
                _phone_number(result, i).decode(),
                Status(_status(result, i)),
                _status_text(result, i).decode(),
                _stop_sms(result, i) != 0,
                _date(result, i),
            )
            for i in range(_count(result))
        )
        self._counts = {status: _count_status(result, status) for status in Status}

    def count(self, status: Status) -> int:
        return self._counts[status]


def _taken(result) -> Report:
    """Copies a result, frees it, and raises where it is a failure."""
    try:
        report = Report(result)
    finally:
        _result_free(result)
    if report.error:
        raise report.error
    return report


def _accepted(code: int) -> None:
    if code:
        raise Error(code, _error_text(code).decode())


class Client:
    """Any number of threads may share one: ctypes lets others run during a call."""

    def __init__(
        self,
        api_key: str,
        base_url: Optional[str] = None,
        poll_interval_ms: Optional[Tuple[int, int]] = None,
    ):
        self._handle = None
        options = _options_new()
        try:
            if base_url is not None:
                _accepted(_options_base_url(options, base_url.encode()))
            if poll_interval_ms is not None:
                _accepted(_options_poll(options, *poll_interval_ms))
            self._handle = _client_new(api_key.encode(), options)
        finally:
            _options_free(options)

    def bulk_status(self, message_id: str) -> Report:
        return _taken(_client_bulk_status(self._handle, message_id.encode()))

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
                return on_poll(Report(result)) is not False
            except BaseException as exception:  # Ctrl-C too
                raised.append(exception)
                return 0

        result = _client_wait(self._handle, message_id.encode(), max_wait_ms, poll, None)
        if raised:
            _result_free(result)
            raise raised[0]
        return _taken(result)

    def close(self) -> None:
        """No call may be under way any more."""
        _client_free(self._handle)
        self._handle = None

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_exception) -> None:
        self.close()
