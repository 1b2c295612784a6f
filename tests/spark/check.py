"""Runs examples/spark against a sandbox and checks what it writes.

    check.py LIBRARY SANDBOX_PROGRAM [MESSAGES]

Needs the packages of examples/spark/requirements.txt, Java 17 and `ps`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
EXAMPLE = PROJECT / "examples" / "spark"
sys.path.insert(0, str(EXAMPLE))

import job  # noqa: E402
import smsp  # noqa: E402

# Nothing here listens where another machine could reach it.
os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"

LIBRARY = Path(sys.argv[1]).resolve()
SANDBOX_PROGRAM = Path(sys.argv[2]).resolve()

MESSAGES = int(sys.argv[3]) if len(sys.argv) > 3 else 400
PARTITIONS = 4
WORKERS = 2

#: How the sandbox spells a status, and how the library names it.
STATUS_NAMES = {
    "Delivered": "Delivered",
    "Not delivered": "Not delivered",
    "Waiting": "Waiting",
    "ko": "Not sent",
}


class Sandbox:
    """The sandbox of the repository on a free port, with a key of its own."""

    def __init__(self) -> None:
        # Not the one that it takes by itself, which others on this machine use.
        self.key = f"made-up-key-{os.getpid()}"
        # Its lines for each request go to a file, since nobody reads a pipe.
        self.log = tempfile.NamedTemporaryFile("r", prefix="smsp-sandbox-", encoding="utf-8")
        self.process = subprocess.Popen(
            [SANDBOX_PROGRAM, "--port", "0", "--key", self.key], stdout=self.log.fileno()
        )
        deadline = time.monotonic() + 30
        introduction = ""
        while "Each request is shown" not in introduction:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("The sandbox did not start.")
            time.sleep(0.05)
            introduction = Path(self.log.name).read_text(encoding="utf-8")
        self.base_url = introduction.split()[4].removesuffix("/bulk-status")

    def request_count(self) -> int:
        lines = Path(self.log.name).read_text(encoding="utf-8").splitlines()
        return sum(line.startswith("GET /v1/bulk-status ") for line in lines)

    def answer(self, message_id: str) -> dict[str, Any]:
        """What one plain request says, without the library."""
        query = urllib.parse.urlencode({"apiKey": self.key, "messageId": message_id})
        with urllib.request.urlopen(f"{self.base_url}/bulk-status?{query}") as response:
            return json.load(response)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()
        self.log.close()


def run_job(
    sandbox: Sandbox, folder: Path, *more: str, key: str
) -> tuple[int, str, list[list[str]]]:
    """Runs the job as the README does.

    Gives its exit code, all that it printed, and the command lines of the
    processes that it started, as other users of the machine could see them.
    """
    command = [
        str(Path(sys.executable).with_name("spark-submit")),
        *("--master", f"local[{WORKERS}]"),
        *("--conf", "spark.ui.enabled=false"),
        *("--conf", "spark.eventLog.enabled=true"),
        *("--conf", f"spark.eventLog.dir={folder}"),
        *("--conf", "spark.eventLog.compress=false"),
        str(EXAMPLE / "job.py"),
        *("--library", str(LIBRARY)),
        *("--base-url", sandbox.base_url),
        *("--generate", str(MESSAGES)),
        *("--partitions", str(PARTITIONS)),
        *("--output", str(folder / "reports")),
        *("--summary", str(folder / "summary.json")),
        *more,
    ]
    environment = {
        **os.environ,
        "SMSPARTNER_API_KEY": key,
        "PYSPARK_PYTHON": sys.executable,
    }
    seen = set()
    with open(folder / "log", "w+", encoding="utf-8") as log:
        process = subprocess.Popen(
            command, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        while process.poll() is None:
            listing = subprocess.run(
                ["ps", "-ww", "-o", "args=", "-s", str(process.pid)],
                stdout=subprocess.PIPE,
                text=True,
            )
            seen.update(listing.stdout.splitlines())
            time.sleep(0.2)
        log.seek(0)
        return process.returncode, log.read(), sorted(seen)


class TheJob(unittest.TestCase):
    """One run of the job, looked at from all sides."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.sandbox = Sandbox()
        cls.addClassCleanup(cls.sandbox.stop)
        kept = tempfile.TemporaryDirectory(prefix="smsp-spark-")
        cls.addClassCleanup(kept.cleanup)
        cls.folder = Path(kept.name)
        cls.code, cls.log, cls.command_lines = run_job(cls.sandbox, cls.folder, key=cls.sandbox.key)
        cls.requests = cls.sandbox.request_count()
        if cls.code != 0:
            raise RuntimeError(f"The job ended with {cls.code}:\n{cls.log}")
        cls.summary = json.loads((cls.folder / "summary.json").read_text(encoding="utf-8"))
        spark = job.SparkSession.builder.master("local[1]").config("spark.ui.enabled", False)
        cls.spark = spark.getOrCreate()
        cls.addClassCleanup(cls.spark.stop)
        cls.rows = cls.spark.read.parquet(str(cls.folder / "reports")).collect()
        asked = Counter(job.SANDBOX_IDS[place % len(job.SANDBOX_IDS)] for place in range(MESSAGES))
        cls.asked = [(cls.sandbox.answer(name), name, times) for name, times in asked.items()]

    def test_every_recipient_that_the_sandbox_knows_is_a_row(self) -> None:
        expected: Counter = Counter()
        for answer, message_id, times in self.asked:
            for entry in answer.get("StatutResponse_List", []):
                stop = entry["stopSMS"]
                status = STATUS_NAMES.get(entry["status"], "Unknown")
                number = entry["phoneNumber"]
                date = entry.get("date", "")
                seconds = int(date) if date.isdigit() else None
                expected[message_id, number, status, stop, seconds, 0] += times
            if not answer["success"]:
                expected[message_id, None, None, None, None, answer["code"]] += times
        found = Counter(
            (
                row.message_id,
                row.phone_number,
                row.status,
                row.stop,
                int(row.date.timestamp()) if row.date else None,
                row.error_code,
            )
            for row in self.rows
        )
        self.assertEqual(len(self.rows), sum(expected.values()))
        self.assertEqual(found, expected)

    def test_a_failed_message_is_a_row_with_the_providers_words(self) -> None:
        words = {row.error_message for row in self.rows if row.message_id == "unknown"}
        self.assertEqual(words, {"Message introuvable"})
        words = {row.error_message for row in self.rows if row.message_id != "unknown"}
        self.assertEqual(words, {None})

    def test_the_summary_counts_what_was_written(self) -> None:
        recipients = [row for row in self.rows if row.phone_number is not None]
        self.assertEqual(self.summary["messages"], MESSAGES)
        self.assertEqual(self.summary["rows"], len(self.rows))
        self.assertEqual(self.summary["recipients"], len(recipients))
        self.assertEqual(self.summary["statuses"], Counter(row.status for row in recipients))
        self.assertEqual(self.summary["stops"], sum(row.stop for row in recipients))
        self.assertEqual(self.summary["errors"], {"4": self.summary["failed_messages"]})
        self.assertEqual(self.summary["messages_without_recipients"], 0)
        self.assertIn(str(len(self.rows)), self.log)

    def test_every_message_is_asked_for_once(self) -> None:
        self.assertEqual(self.requests, MESSAGES)

    def test_each_worker_process_makes_one_client(self) -> None:
        self.assertEqual(self.summary["partitions"], PARTITIONS)
        self.assertIn(self.summary["clients"], range(1, WORKERS + 1))

    def test_the_key_is_in_no_log_no_file_and_no_command_line(self) -> None:
        self.assertTrue(any("pyspark.daemon" in line for line in self.command_lines))
        self.assertTrue(any("SparkSubmit" in line for line in self.command_lines))
        self.assertNotIn(self.sandbox.key, "\n".join(self.command_lines))
        files = [file for file in self.folder.rglob("*") if file.is_file()]
        self.assertTrue(any(b"SparkListenerEnvironmentUpdate" in f.read_bytes() for f in files))
        for file in files:
            self.assertNotIn(self.sandbox.key.encode(), file.read_bytes(), file)

    def test_an_earlier_result_is_not_overwritten_nor_asked_for_again(self) -> None:
        before = self.sandbox.request_count()
        code, log, _ = run_job(self.sandbox, self.folder, key=self.sandbox.key)
        self.assertEqual(code, 2, log)
        self.assertIn("already exists", log)
        self.assertEqual(self.sandbox.request_count(), before)

    def test_a_wrong_key_ends_the_job_soon(self) -> None:
        before = self.sandbox.request_count()
        with tempfile.TemporaryDirectory(prefix="smsp-spark-") as folder:
            code, log, _ = run_job(
                self.sandbox, Path(folder), "--chunk", "10", key="not-the-key-of-anybody"
            )
        self.assertEqual(code, 1, log)
        self.assertIn("\nThe provider refuses the API key in SMSPARTNER_API_KEY", log)
        self.assertNotIn("not-the-key-of-anybody", log)
        self.assertLessEqual(self.sandbox.request_count() - before, MESSAGES // 4)


class TheWrapper(unittest.TestCase):
    """examples/python/smsp.py, which tests/languages runs too."""

    def test_a_missing_library_is_reported_with_what_to_do(self) -> None:
        with self.assertRaisesRegex(smsp.LibraryError, "cargo build --release"):
            smsp.Client("key", library="/nowhere/libsmsp.so")

    def test_another_library_is_reported(self) -> None:
        with self.assertRaisesRegex(smsp.LibraryError, "so it is not libsmsp"):
            smsp.Client("key", library="libc.so.6")

    def test_a_setting_that_the_library_refuses_is_named(self) -> None:
        refused = {
            "base_url": ("http://example.org", "use https"),
            "poll_interval_ms": ((0, 1), "poll interval is out of range"),
            "max_requests_per_minute": (-1, "-1 is out of range"),
        }
        for name, (value, words) in refused.items():
            with self.assertRaisesRegex(smsp.Error, words):
                smsp.Client("key", library=str(LIBRARY), **{name: value})

    def test_a_nul_in_an_id_does_not_cut_it(self) -> None:
        with smsp.Client("key", library=str(LIBRARY)) as client:
            for ask in (client.bulk_status, lambda text: client.bulk_status_many([text])):
                with self.assertRaises(ValueError):
                    ask("300\0")

    def test_a_closed_client_answers_with_errors(self) -> None:
        client = smsp.Client("key", library=str(LIBRARY))
        client.close()
        client.close()
        [report] = client.bulk_status_many(["300"])
        self.assertEqual((report.error.code, report.entries), (-1, ()))
        with self.assertRaises(smsp.Error) as refused:
            client.bulk_status("300")
        self.assertEqual(refused.exception.code, -1)


def main() -> int:
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules[__name__])
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    failed = len(result.failures) + len(result.errors)
    print(f"{MESSAGES} messages: {result.testsRun - failed} passed, {failed} failed")
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
