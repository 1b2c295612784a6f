"""Asks what became of many SMS, spread over the workers of Spark.

Writes a row per recipient as Parquet, and a summary. README.md says when this is
worth it and how to run it.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import time
from collections.abc import Sequence
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from py4j.protocol import Py4JJavaError
from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import (
    BooleanType,
    IntegerType,
    LongType,
    StringType,
    StructField,
    StructType,
)

# The library for Python; the workers are sent the file.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "python"))

import smsp  # noqa: E402
import smsp_worker  # noqa: E402

#: Messages of the sandbox whose answers do not change, odd ones among them,
#: and one that it does not know.
SANDBOX_IDS = ("300", "111", "310", "304", 'a&b#c d"é', "unknown")

ROW = StructType(
    [
        StructField("message_id", StringType(), nullable=False),
        StructField("phone_number", StringType()),
        StructField("status", StringType()),
        StructField("stop", BooleanType()),
        StructField("date", LongType()),
        StructField("error_code", IntegerType(), nullable=False),
        StructField("error_message", StringType()),
    ]
)

#: 9999-12-31 23:59:59 UTC. Beyond it, what reads Parquet disagrees on dates.
LAST_DATE = 253402300799


class UsageError(Exception):
    """Names what the person who started the job has to change."""


def arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Asks what became of many SMS, spread over the workers of Spark.",
        epilog=f"The API key is read from {smsp_worker.API_KEY} in the environment of the workers.",
    )
    ids = parser.add_mutually_exclusive_group(required=True)
    ids.add_argument("--ids", type=Path, metavar="FILE", help="message IDs, one per line")
    ids.add_argument(
        "--generate",
        type=_positive,
        nargs="?",
        const=20_000,
        metavar="N",
        help="N IDs that the sandbox of the repository knows, over and over (20000)",
    )
    parser.add_argument("--output", required=True, metavar="FOLDER", help="the folder for Parquet")
    parser.add_argument(
        "--summary",
        type=Path,
        default=Path("summary.json"),
        metavar="FILE",
        help="the file on this machine for the summary as JSON (%(default)s)",
    )
    parser.add_argument(
        "--library",
        type=Path,
        metavar="FILE",
        help="libsmsp.so on this machine, to send to the workers; "
        "without it they load the installed one",
    )
    parser.add_argument(
        "--max-requests-per-minute",
        type=int,
        default=0,
        metavar="N",
        help="limit of each worker process; 0, the default, is no limit",
    )
    parser.add_argument(
        "--partitions",
        type=_positive,
        metavar="N",
        help="the number of tasks that share the IDs (4 per core, at most 1 per ID)",
    )
    parser.add_argument(
        "--chunk",
        type=_positive,
        default=200,
        metavar="N",
        help="messages per call of the library (%(default)s)",
    )
    parser.add_argument(
        "--base-url",
        default=os.environ.get("SMSP_BASE_URL"),
        metavar="URL",
        help="another address than the provider's (the value of SMSP_BASE_URL)",
    )
    return parser.parse_args(words)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is not above 0")
    return number


def read_ids(file: Path) -> list[str]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as reason:
        raise UsageError(f"The message IDs in {file} cannot be read: {reason}.") from reason
    ids = [line.strip() for line in lines if line.strip()]
    if not ids:
        raise UsageError(f"The file {file} has no message ID. Write one on each line.")
    if any("\0" in message_id for message_id in ids):
        raise UsageError(f"The file {file} has a NUL character. Write it as UTF-8 text.")
    return ids


def worker_settings(chosen: argparse.Namespace, spark: SparkSession) -> smsp_worker.Settings:
    """Sends the workers the modules and, if it is given, the library."""
    context = spark.sparkContext
    on_one_machine = context.master.startswith("local")
    if on_one_machine and not os.environ.get(smsp_worker.API_KEY):
        raise UsageError(f"Put the API key into the environment variable {smsp_worker.API_KEY}.")

    if chosen.library is not None:
        if not chosen.library.is_file():
            raise UsageError(
                f'There is no library {chosen.library}. Build it with "cargo build --release" '
                "and say --library target/release/libsmsp.so, or install it on every "
                "machine and leave --library out."
            )
        context.addFile(str(chosen.library))
    for module in (smsp, smsp_worker):
        context.addPyFile(module.__file__)
    return smsp_worker.Settings(
        sent_library=chosen.library.name if chosen.library is not None else None,
        base_url=chosen.base_url,
        max_requests_per_minute=chosen.max_requests_per_minute,
        chunk=chosen.chunk,
    )


def with_timestamps(rows: DataFrame) -> DataFrame:
    """Dates as Parquet timestamps; a date that no calendar has is left out."""
    date = F.col("date")
    usable = F.when(date.between(0, LAST_DATE), date)
    return rows.withColumn("date", F.timestamp_seconds(usable))


def summary_of(rows: DataFrame) -> dict[str, Any]:
    failed = F.col("error_code") != 0
    reported = F.col("phone_number").isNotNull()
    totals = rows.agg(
        F.count("*").alias("rows"),
        F.count(F.when(reported, 1)).alias("recipients"),
        F.count(F.when(F.col("stop"), 1)).alias("stops"),
        F.count(F.when(failed, 1)).alias("failed_messages"),
        F.count(F.when(~failed & ~reported, 1)).alias("messages_without_recipients"),
    ).first()
    statuses = rows.where(reported).groupBy("status").count().orderBy("status").collect()
    errors = rows.where(failed).groupBy("error_code").count().orderBy("error_code").collect()
    return {
        **totals.asDict(),
        "statuses": {row["status"]: row["count"] for row in statuses},
        "errors": {str(row["error_code"]): row["count"] for row in errors},
    }


def run(chosen: argparse.Namespace, spark: SparkSession) -> dict[str, Any]:
    if chosen.ids is not None:
        ids = read_ids(chosen.ids)
    else:
        ids = list(islice(cycle(SANDBOX_IDS), chosen.generate))
    context = spark.sparkContext
    settings = worker_settings(chosen, spark)
    partitions = chosen.partitions or min(len(ids), 4 * context.defaultParallelism)
    clients_made = context.accumulator(0)
    ask = partial(smsp_worker.ask, settings=settings, clients_made=clients_made)

    started = time.monotonic()
    rows = spark.createDataFrame(context.parallelize(ids, partitions).mapPartitions(ask), ROW)
    with_timestamps(rows).write.parquet(chosen.output)
    seconds = time.monotonic() - started

    return {
        "messages": len(ids),
        "partitions": partitions,
        "clients": clients_made.value,
        "seconds": round(seconds, 1),
        # Counted from what was written: the rows above would be asked for again.
        **summary_of(spark.read.parquet(chosen.output)),
    }


def show(summary: dict[str, Any]) -> None:
    for name, value in summary.items():
        title = name.replace("_", " ")
        if isinstance(value, dict):
            print(f"{title}:")
            for part, count in value.items():
                print(f"  {part:<26} {count:>9}")
        else:
            print(f"{title:<28} {value:>9}")


def worker_sentence(failure: Py4JJavaError) -> str:
    """The text of a worker's failure, which Spark passes on amid its own traces."""
    said = re.search(rf"{smsp_worker.CannotAsk.__name__}: (.+)", str(failure))
    if said is None:
        raise failure
    return said.group(1)


def main() -> int:
    chosen = arguments()
    try:
        with SparkSession.builder.appName("smsp delivery reports").getOrCreate() as spark:
            summary = run(chosen, spark)
    except UsageError as mistake:
        print(mistake, file=sys.stderr)
        return 2
    except AnalysisException as mistake:
        print(f"Spark cannot do this: {mistake}", file=sys.stderr)
        return 2
    except Py4JJavaError as failure:
        print(worker_sentence(failure), file=sys.stderr)
        return 1
    chosen.summary.write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
    show(summary)
    return 0


if __name__ == "__main__":
    sys.exit(main())
