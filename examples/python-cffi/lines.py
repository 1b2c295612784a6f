"""The program that examples/c/lines.c describes, over cffi.

Run it: pip install cffi
        SMSP_LIBRARY=/path/to/libsmsp.so.1 python3 lines.py your-key 123456
"""

import os
import sys

try:
    import smsp
    from smsp import lib
except ImportError as reason:
    print(reason, file=sys.stderr)
    sys.exit(3)


def print_poll(report: smsp.Report) -> None:
    print(f"poll: {report.count(lib.SMSP_STATUS_WAITING)} waiting")


def print_report(report: smsp.Report) -> None:
    stops = 0
    for entry in report:
        unknown = entry.status == lib.SMSP_STATUS_UNKNOWN
        status = entry.status_text if unknown else smsp.status_name(entry.status)
        print(f"{entry.phone_number}|{status}|{entry.stop_sms:d}|{entry.date}")
        stops += entry.stop_sms
    print(
        f"{len(report)} recipients, "
        f"{report.count(lib.SMSP_STATUS_DELIVERED)} delivered, "
        f"{report.count(lib.SMSP_STATUS_NOT_DELIVERED)} not delivered, "
        f"{report.count(lib.SMSP_STATUS_WAITING)} waiting, "
        f"{stops} stop"
    )


def main(arguments: list) -> int:
    waits = len(arguments) == 3 and arguments[2] == "wait"
    if len(arguments) != 2 and not waits:
        print("usage: lines.py KEY MESSAGE_ID [wait]", file=sys.stderr)
        return 2

    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    key, message_id = arguments[:2]
    try:
        base_url = os.environ.get("SMSP_BASE_URL")
        with smsp.Client(key, base_url=base_url, poll_interval_ms=(50, 200)) as client:
            if waits:
                print_report(client.wait(message_id, 60_000, print_poll))
            else:
                print_report(client.bulk_status(message_id))
    except smsp.Error as error:
        print(f"error {error.code}: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
