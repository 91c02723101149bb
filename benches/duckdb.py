"""Asks svodka and DuckDB the same SQL over the same Parquet files, and prints both times.

    python3 benches/duckdb.py DATA_DIR [--svodka PATH] [--repeat N] [--threads N]

What is compared. svodka answers as a whole process each time: it starts, reads its configuration
and the office's records, opens the release, plans under a scope with the barrier above every
table, and prints JSON. DuckDB is connected once, has read the Delta logs then, and only runs its
query. So each time of svodka stands twice: raw, and net of what the smallest question costs. Raw
flatters DuckDB, net flatters svodka a little. Neither engine keeps data between runs; the pages
of the files are in the system's cache for both.

DuckDB is given the files that the newest version of each table's Delta log names. If a load was
killed after that version and before its release, svodka reads an older one, and the figures differ.

Exit code 0: all figures agree. 1: some differ. 2: could not be measured.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import unquote

HERE = Path(__file__).resolve().parent

# This file bears the name of the library, and Python looks first where the script lies.
sys.path = [folder for folder in sys.path if Path(folder).resolve() != HERE]
try:
    import duckdb
except ImportError:
    duckdb = None

# The invented municipality ends here. Stored marts do not depend on the clock; a process does.
NOW = "2026-05-30T05:00:00Z"

# Sums of doubles depend on the order in which threads meet.
TOLERANCE = 1e-9


class Refusal(Exception):
    """Why nothing can be measured."""


@dataclass(frozen=True)
class Question:
    title: str
    sql: str


@dataclass(frozen=True)
class Answer:
    names: list[str]
    rows: list[tuple]


@dataclass(frozen=True)
class Measured:
    title: str
    rows: int
    duckdb_s: float
    svodka_s: float
    difference: str | None


BASELINE = Question("baseline: count of schools", "select count(*) as schools from schools")

MARTS = [
    "absences",
    "attendance_classes",
    "classes",
    "grades",
    "lessons",
    "marks",
    "marks_groups",
    "members",
    "schools",
    "subjects",
    "teachers",
    "timeliness_lessons",
]

# Stored marts only: views are svodka's own. Words are those that both dialects know, hence
#  - quotients of casts, as integers divide to integers in one dialect and to doubles in the other;
#  - percentile_cont over doubles instead of median, which keeps integers integer in one of them;
#  - date_trunc cast to a day, as it gives an instant.
# A join begins with its facts, as people write it. DuckDB puts the smaller side into memory by
# itself; svodka puts there what is written first, so one question is asked both ways.
# {school}, {class_id}, {from_day} and {to_day} are chosen from the data, see `places`.
QUESTIONS = [
    Question(
        "attendance: school, month",
        """
        select
            school_id,
            cast(date_trunc('month', date) as date) as month,
            sum(due) as due,
            sum(missed) as missed,
            1 - cast(sum(missed) as double) / nullif(sum(due), 0) as attended
        from attendance_classes
        group by school_id, cast(date_trunc('month', date) as date)
        """,
    ),
    Question(
        "attendance: week, level",
        """
        select
            c.level,
            cast(date_trunc('week', a.date) as date) as week,
            sum(a.due) as due,
            sum(a.missed_illness) as missed_illness,
            sum(a.missed_unexcused) as missed_unexcused
        from attendance_classes a
        join classes c
            on
                c.school_id = a.school_id
                and c.school_year = a.school_year
                and c.class_id = a.class_id
        group by c.level, cast(date_trunc('week', a.date) as date)
        """,
    ),
    # A window over a grouping: how far each class fell or rose between two months.
    Question(
        "attendance: class, change by month",
        """
        with months as (
            select
                school_id,
                class_id,
                cast(date_trunc('month', date) as date) as month,
                cast(sum(missed) as double) / nullif(sum(due), 0) as missed_share
            from attendance_classes
            group by school_id, class_id, cast(date_trunc('month', date) as date)
        ),

        followed as (
            select
                school_id,
                class_id,
                month,
                missed_share,
                lag(missed_share) over (
                    partition by school_id, class_id order by month
                ) as missed_share_before
            from months
        )

        select school_id, class_id, month, missed_share, missed_share_before
        from followed
        where missed_share > 2 * missed_share_before
        """,
    ),
    Question(
        "absences: reason, level, area",
        """
        select
            a.reason,
            c.level,
            s.area,
            sum(a.missed) as missed,
            sum(a.late) as late,
            count(distinct a.pupil_key) as pupils
        from absences a
        join classes c
            on
                c.school_id = a.school_id
                and c.school_year = a.school_year
                and c.class_id = a.class_id
        join subjects s
            on
                s.school_id = a.school_id
                and s.school_year = a.school_year
                and s.subject_id = a.subject_id
        group by a.reason, c.level, s.area
        """,
    ),
    Question(
        "the same, written small side first",
        """
        with in_classes as (
            select
                a.school_id,
                a.school_year,
                a.subject_id,
                a.pupil_key,
                a.reason,
                a.missed,
                a.late,
                c.level
            from classes c
            join absences a
                on
                    a.school_id = c.school_id
                    and a.school_year = c.school_year
                    and a.class_id = c.class_id
        )

        select
            i.reason,
            i.level,
            s.area,
            sum(i.missed) as missed,
            sum(i.late) as late,
            count(distinct i.pupil_key) as pupils
        from subjects s
        join in_classes i
            on
                i.school_id = s.school_id
                and i.school_year = s.school_year
                and i.subject_id = s.subject_id
        group by i.reason, i.level, s.area
        """,
    ),
    Question(
        "marks: average by school, subject",
        """
        select
            school_id,
            subject_id,
            count(number) as marks,
            avg(number) as average,
            sum(number * weight) / nullif(sum(weight), 0) as weighted
        from marks
        where number is not null
        group by school_id, subject_id
        """,
    ),
    Question(
        "marks_groups: the same, added up",
        """
        select
            school_id,
            subject_id,
            sum(numeric) as marks,
            cast(sum(value_sum) as double) / nullif(sum(numeric), 0) as average,
            sum(weighted_sum) / nullif(sum(weight_sum), 0) as weighted
        from marks_groups
        group by school_id, subject_id
        """,
    ),
    Question(
        "marks: distinct pupils by school",
        """
        select school_id, count(distinct pupil_key) as pupils, count(*) as marks
        from marks
        group by school_id
        """,
    ),
    Question(
        "marks: teachers latest with them",
        """
        with teachers_marks as (
            select
                school_id,
                school_year,
                staff_id,
                count(*) as marks,
                sum(case when is_on_time then 0 else 1 end) as late
            from marks
            group by school_id, school_year, staff_id
        )

        select m.school_id, m.staff_id, t.name, m.marks, m.late
        from teachers_marks m
        join teachers t
            on
                t.school_id = m.school_id
                and t.school_year = m.school_year
                and t.staff_id = m.staff_id
        order by m.late desc, m.school_id, m.staff_id
        limit 100
        """,
    ),
    Question(
        "marks: one class, one month",
        """
        select pupil_key, subject_id, count(number) as marks, avg(number) as average
        from marks
        where
            school_id = {school}
            and class_id = {class_id}
            and date between {from_day} and {to_day}
        group by pupil_key, subject_id
        """,
    ),
    Question(
        "grades: quality by class, term",
        """
        select
            g.school_id,
            c.name as class,
            g.term_id,
            count(*) as grades,
            sum(case when g.value in ('4', '5') then 1 else 0 end) as good,
            cast(sum(case when g.value in ('4', '5') then 1 else 0 end) as double)
            / nullif(sum(case when g.value in ('2', '3', '4', '5') then 1 else 0 end), 0)
                as quality
        from grades g
        join classes c
            on
                c.school_id = g.school_id
                and c.school_year = g.school_year
                and c.class_id = g.class_id
        where g.kind = 'term'
        group by g.school_id, c.name, g.term_id
        """,
    ),
    Question(
        "timeliness: school, month",
        """
        select
            school_id,
            cast(date_trunc('month', date) as date) as month,
            sum(held) as held,
            sum(topics_due) as topics_due,
            sum(topics_on_time) as topics_on_time,
            sum(topics_late) as topics_late,
            sum(attendance_due) as attendance_due,
            sum(attendance_on_time) as attendance_on_time,
            sum(homework_due) as homework_due,
            sum(homework_on_time) as homework_on_time
        from timeliness_lessons
        group by school_id, cast(date_trunc('month', date) as date)
        """,
    ),
    # Both are exact, but between two neighbours DataFusion goes by millionths of their distance.
    # Of whole minutes these two quantiles are whole tenths, so rounding to tenths loses nothing.
    Question(
        "timeliness: median, p90 of delay",
        """
        select
            school_id,
            round(
                percentile_cont(0.5) within group (
                    order by cast(topic_delay_minutes as double)
                ),
                1
            ) as median,
            round(
                percentile_cont(0.9) within group (
                    order by cast(topic_delay_minutes as double)
                ),
                1
            ) as p90
        from timeliness_lessons
        where topic_delay_minutes is not null
        group by school_id
        """,
    ),
    Question(
        "due lessons: pupils of one school",
        """
        select m.pupil_key, count(*) as due, count(distinct l.date) as days
        from members m
        join lessons l
            on
                l.school_id = m.school_id
                and l.school_year = m.school_year
                and l.group_id = m.group_id
                and l.date between m.from_day and m.to_day
        where m.school_id = {school}
        group by m.pupil_key
        """,
    ),
    # The largest join that these tables invite: every pupil meets every lesson of his groups.
    Question(
        "due lessons: all schools",
        """
        select m.school_id, count(*) as due
        from members m
        join lessons l
            on
                l.school_id = m.school_id
                and l.school_year = m.school_year
                and l.group_id = m.group_id
                and l.date between m.from_day and m.to_day
        group by m.school_id
        """,
    ),
]


def main() -> int:
    args = arguments()
    try:
        if duckdb is None:
            raise Refusal("the Python package `duckdb` is not installed")
        if not args.svodka.is_file():
            raise Refusal(f"no svodka at {args.svodka}; say where with --svodka")
        if args.threads:
            bind(args.threads)
        return compare(args.data_dir.resolve(), args.svodka.resolve(), args.repeat)
    except (Refusal, OSError) as error:
        print(f"duckdb.py: {error}", file=sys.stderr)
        return 2


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data_dir", type=Path, metavar="DATA_DIR", help="folder of svodka's data")
    parser.add_argument("--svodka", type=Path, default=HERE.parent / "target/release/svodka")
    parser.add_argument("--repeat", type=count, default=5, help="runs of each, default 5")
    parser.add_argument("--threads", type=count, help="processors for both, default all")
    return parser.parse_args()


def count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def bind(threads: int) -> None:
    """Keeps this process and its children on so many processors; svodka counts what it may use."""
    if not hasattr(os, "sched_setaffinity"):
        raise Refusal("--threads needs a system that binds processes to processors")
    allowed = sorted(os.sched_getaffinity(0))
    if threads > len(allowed):
        raise Refusal(f"--threads {threads}, but there are {len(allowed)} processors")
    os.sched_setaffinity(0, allowed[:threads])


def processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def compare(data: Path, svodka: Path, repeat: int) -> int:
    connection = connect(data)
    chosen = places(connection)
    print(heading(connection, data, repeat), flush=True)
    baseline = measure(connection, svodka, data, repeat, BASELINE)
    print(line(baseline, None), flush=True)
    measured = []
    for question in QUESTIONS:
        question = Question(question.title, question.sql.format_map(chosen))
        measured.append(measure(connection, svodka, data, repeat, question))
        print(line(measured[-1], baseline), flush=True)
    print(footing(measured, baseline))
    differing = [one for one in [baseline, *measured] if one.difference]
    for one in differing:
        print(f"warning: {one.title}: {one.difference}", file=sys.stderr)
    return 1 if differing else 0


# Measuring.


def measure(
    connection: duckdb.DuckDBPyConnection,
    svodka: Path,
    data: Path,
    repeat: int,
    question: Question,
) -> Measured:
    """Runs a question in both engines by turns, so that whatever else the machine does meets both.

    The first run of each is not counted: it brings the pages of the files into memory.
    """

    def ask_duckdb() -> Answer:
        return asked_of_duckdb(connection, question.sql)

    def ask_svodka() -> str:
        return asked_of_svodka(svodka, data, question.sql)

    expected = ask_duckdb()
    difference = difference_of(expected, parsed(ask_svodka(), expected.names))
    duckdb_s, svodka_s = [], []
    for _ in range(repeat):
        duckdb_s.append(seconds(ask_duckdb))
        svodka_s.append(seconds(ask_svodka))
    return Measured(
        question.title,
        len(expected.rows),
        statistics.median(duckdb_s),
        statistics.median(svodka_s),
        difference,
    )


def seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def asked_of_duckdb(connection: duckdb.DuckDBPyConnection, sql: str) -> Answer:
    try:
        cursor = connection.execute(sql)
        names = [column[0] for column in cursor.description]
        return Answer(names, cursor.fetchall())
    except duckdb.Error as error:
        raise Refusal(f"DuckDB refuses a question:\n{sql}\n{error}") from error


def asked_of_svodka(svodka: Path, data: Path, sql: str) -> str:
    command = [svodka, "query", "--quiet", "--data", data, "--format", "json", "--sql", sql]
    environment = {"SVODKA_NOW": NOW, **os.environ}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Refusal(f"svodka refuses a question:\n{sql}\n{done.stderr.strip()}")
    return done.stdout


def parsed(text: str, names: list[str]) -> Answer:
    answer = json.loads(text)
    if answer["truncated"]:
        raise Refusal("svodka cut an answer short; a question must ask for fewer rows")
    return Answer(names, [tuple(row[name] for name in names) for row in answer["data"]])


# Comparing figures.


def difference_of(expected: Answer, found: Answer) -> str | None:
    """Says where two answers differ, whatever the order of their rows."""
    if len(expected.rows) != len(found.rows):
        return f"DuckDB has {len(expected.rows)} rows, svodka {len(found.rows)}"
    left, right = plain(expected.rows), plain(found.rows)
    measured = {
        place for row in left + right for place, cell in enumerate(row) if isinstance(cell, float)
    }
    # Rows meet by their exact cells; doubles come last, as they may differ in the last digit.
    order = sorted(range(len(expected.names)), key=lambda place: (place in measured, place))
    for rows in (left, right):
        rows.sort(key=lambda row: [sortable(row[place]) for place in order])
    for one, other in zip(left, right):
        if not all(map(is_same, one, other)):
            return f"DuckDB says {one}, svodka {other}"
    return None


def sortable(cell) -> tuple:
    return (True,) if cell is None else (False, cell)


def plain(rows: list[tuple]) -> list[tuple]:
    return [tuple(cell_of(value) for value in row) for row in rows]


def cell_of(value):
    """Returns a value as JSON has it: a day as text, and what is no number as nothing."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def is_same(one, other) -> bool:
    if isinstance(one, float) or isinstance(other, float):
        if one is None or other is None:
            return one is other
        return math.isclose(one, other, rel_tol=TOLERANCE)
    return one == other


# Printing.


def heading(connection: duckdb.DuckDBPyConnection, data: Path, repeat: int) -> str:
    threads = connection.execute("select current_setting('threads')").fetchone()[0]
    return (
        f"{data}: medians of {repeat} warm runs, threads: {threads}, DuckDB {duckdb.__version__}\n"
        "net: svodka without the baseline; ratios are svodka to DuckDB, above 1 DuckDB is faster\n"
        "\n"
        f"{'':36}{'rows':>7}{'DuckDB':>10}{'svodka':>10}{'net':>10}{'ratio':>8}{'net':>8}\n"
        f"{'':36}{'':7}{'ms':>10}{'ms':>10}{'ms':>10}"
    )


def line(measured: Measured, baseline: Measured | None) -> str:
    columns = (
        f"{measured.title:36}{measured.rows:7}"
        f"{measured.duckdb_s * 1000:10.1f}{measured.svodka_s * 1000:10.1f}"
    )
    if baseline:
        net_s = net(measured, baseline)
        columns += (
            f"{net_s * 1000:10.1f}"
            f"{measured.svodka_s / measured.duckdb_s:8.2f}{net_s / measured.duckdb_s:8.2f}"
        )
    return columns + ("  figures differ" if measured.difference else "")


def footing(measured: list[Measured], baseline: Measured) -> str:
    """A ratio of sums weighs the slow questions, the median ratio every question alike."""
    duckdb_s = sum(one.duckdb_s for one in measured)
    svodka_s = sum(one.svodka_s for one in measured)
    net_s = sum(net(one, baseline) for one in measured)
    raw_ratio = statistics.median(one.svodka_s / one.duckdb_s for one in measured)
    net_ratio = statistics.median(net(one, baseline) / one.duckdb_s for one in measured)
    return (
        f"{'sum':43}{duckdb_s * 1000:10.1f}{svodka_s * 1000:10.1f}{net_s * 1000:10.1f}"
        f"{svodka_s / duckdb_s:8.2f}{net_s / duckdb_s:8.2f}\n"
        f"{'median ratio':73}{raw_ratio:8.2f}{net_ratio:8.2f}"
    )


def net(measured: Measured, baseline: Measured) -> float:
    """Of a question as small as the baseline noise may leave less than nothing, hence the floor."""
    return max(measured.svodka_s - baseline.svodka_s, 0.0)


# What DuckDB reads.


def connect(data: Path) -> duckdb.DuckDBPyConnection:
    """Opens DuckDB with a view over each mart."""
    marts = data / "lake" / "mart"
    if not marts.is_dir():
        raise Refusal(f"no marts in {marts}")
    connection = duckdb.connect()
    # DuckDB counts the machine's processors, not those that this process is bound to.
    connection.execute(f"set threads = {processors()}")
    for mart in MARTS:
        connection.execute(f"create view {mart} as {view(connection, marts / mart)}")
    return connection


def view(connection: duckdb.DuckDBPyConnection, table: Path) -> str:
    """Returns a select over the files of one table; its partition is not in them but in the log."""
    parts = defaultdict(list)
    for file, partition in files(connection, table).items():
        parts[tuple(partition.items())].append(literal(str(table / unquote(file))))
    if not parts:
        raise Refusal(f"{table} has no files, so there is nothing to measure")
    selects = []
    for partition, paths in parts.items():
        names = ["*", *(f"{literal(value)} as {name}" for name, value in partition)]
        selects.append(f"select {', '.join(names)} from read_parquet([{', '.join(paths)}])")
    return " union all by name ".join(selects)


def files(connection: duckdb.DuckDBPyConnection, table: Path) -> dict[str, dict[str, str]]:
    """Returns the files of the newest version with their partitions, never what the folder holds:
    files that a later version has removed lie there until maintenance."""
    live = {}
    for action in actions(connection, table / "_delta_log"):
        if (protocol := action.get("protocol")) and protocol["minReaderVersion"] > 1:
            raise Refusal(f"{table.name} has features of Delta that are not read here")
        if add := action.get("add"):
            live[add["path"]] = add["partitionValues"]
        if remove := action.get("remove"):
            live.pop(remove["path"], None)
    return live


def actions(connection: duckdb.DuckDBPyConnection, log: Path) -> Iterator[dict]:
    """Yields what the log says: the newest whole checkpoint, then the commits after it."""
    version, parts = checkpoint(log)
    if parts:
        yield from checkpointed(connection, parts)
    commits = sorted(path for path in log.glob("*.json") if re.fullmatch(r"\d{20}", path.stem))
    later = [path for path in commits if int(path.stem) > version]
    if [int(path.stem) for path in later] != list(range(version + 1, version + 1 + len(later))):
        raise Refusal(f"commits are missing in {log}")
    for path in later:
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def checkpoint(log: Path) -> tuple[int, list[Path]]:
    """Returns the newest checkpoint's version and files, or -1 and none. It may come in parts."""
    found = defaultdict(list)
    for path in log.glob("*.checkpoint*.parquet"):
        name = re.fullmatch(r"(\d{20})\.checkpoint(?:\.\d{10}\.(\d{10}))?\.parquet", path.name)
        if name:
            found[int(name[1]), int(name[2] or 1)].append(path)
    whole = [(version, paths) for (version, of), paths in found.items() if len(paths) == of]
    return max(whole, default=(-1, []))


def checkpointed(connection: duckdb.DuckDBPyConnection, parts: list[Path]) -> Iterator[dict]:
    """Yields the actions of a checkpoint. What it removed is long gone from its adds."""
    paths = ", ".join(literal(str(path)) for path in parts)
    rows = connection.execute(f'select protocol, "add" from read_parquet([{paths}])')
    for protocol, add in rows.fetchall():
        yield {"protocol": protocol, "add": add}


def places(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Returns the literals by which questions select: the school with the most lessons, one of its
    classes, and the month before its last."""
    school, class_id, last = connection.execute(
        """
        select school_id, min(class_id), max(date)
        from lessons
        group by school_id
        order by count(*) desc, school_id
        limit 1
        """
    ).fetchone()
    from_day, to_day = connection.execute(
        "select cast(date_trunc('month', $1) - interval 1 month as date),"
        " cast(date_trunc('month', $1) - interval 1 day as date)",
        [last],
    ).fetchone()
    return {
        "school": literal(school),
        "class_id": literal(class_id),
        "from_day": f"date {literal(from_day.isoformat())}",
        "to_day": f"date {literal(to_day.isoformat())}",
    }


def literal(value: str | None) -> str:
    return "null" if value is None else "'" + value.replace("'", "''") + "'"


if __name__ == "__main__":
    sys.exit(main())
