"""The program that examples/c/lines.c describes, over ctypes.

Run it: SMSP_LIBRARY=/path/to/libsmsp.so.1 python3 lines.py your-key 123456
"""

import os
import sys

import smsp


def print_poll(report: smsp.Report) -> None:
    print(f"poll: {report.count(smsp.Status.WAITING)} waiting")


def print_report(report: smsp.Report) -> None:
    for entry in report.entries:
        status = entry.status_text if entry.status is smsp.Status.UNKNOWN else entry.status
        print(f"{entry.phone_number}|{status!s}|{entry.stop_sms:d}|{entry.date}")
    print(
        f"{len(report.entries)} recipients, "
        f"{report.count(smsp.Status.DELIVERED)} delivered, "
        f"{report.count(smsp.Status.NOT_DELIVERED)} not delivered, "
        f"{report.count(smsp.Status.WAITING)} waiting, "
        f"{sum(entry.stop_sms for entry in report.entries)} stop"
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
    except smsp.LibraryError as reason:
        print(reason, file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
