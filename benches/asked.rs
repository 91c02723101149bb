//! Questions that people ask, in the sets whose speed is watched.

use serde_json::{Value, json};

pub type Asked = (&'static str, Value);

fn months() -> Value {
    json!([{"dimension": "calendar.date", "granularity": "month"}])
}

fn range(from: &str, to: &str) -> Value {
    json!([{"dimension": "calendar.date", "dateRange": [from, to]}])
}

fn year() -> Value {
    range("2025-09-01", "2026-08-31")
}

fn april() -> Value {
    range("2026-04-01", "2026-04-30")
}

/// The tiles of the three dashboards that an office opens in the morning: attendance, performance, journals.
pub fn dashboards() -> Vec<Asked> {
    vec![
        (
            "attendance: the month by school",
            json!({"measures": ["attendance.attendance_pct", "attendance.missed_unexcused"], "dimensions": ["school.name"], "timeDimensions": april(), "totals": true}),
        ),
        (
            "attendance: the year by month",
            json!({"measures": ["attendance.attendance_pct", "attendance.missed"], "timeDimensions": months()}),
        ),
        (
            "attendance: reasons by level",
            json!({"measures": ["attendance.missed_illness", "attendance.missed_excused", "attendance.missed_unexcused", "attendance.missed_unspecified"], "dimensions": ["class.level"], "timeDimensions": april()}),
        ),
        (
            "attendance: schools by month",
            json!({"measures": ["attendance.attendance_pct"], "dimensions": ["school.name"], "timeDimensions": months()}),
        ),
        (
            "performance: quality by school",
            json!({"measures": ["grades.pass_pct", "grades.quality_pct", "grades.sou"], "dimensions": ["school.name"], "timeDimensions": year(), "totals": true}),
        ),
        (
            "performance: quality by term",
            json!({"measures": ["grades.quality_pct", "grades.average"], "dimensions": ["term.name"], "timeDimensions": year()}),
        ),
        (
            "performance: accumulation by school",
            json!({"measures": ["accumulation.accumulation_pct"], "dimensions": ["school.name"], "timeDimensions": year()}),
        ),
        (
            "performance: objectivity by school",
            json!({"measures": ["objectivity.raised_pct", "objectivity.lowered_pct"], "dimensions": ["school.name"], "timeDimensions": year()}),
        ),
        (
            "journals: the month by school",
            json!({"measures": ["timeliness.on_time_pct", "timeliness.complete_pct", "timeliness.empty_lessons"], "dimensions": ["school.name"], "timeDimensions": april(), "totals": true}),
        ),
        (
            "journals: topics, absences, homework and marks by month",
            json!({"measures": ["timeliness.topics_on_time_pct", "timeliness.attendance_on_time_pct", "timeliness.homework_on_time_pct", "timeliness.marks_on_time_pct"], "timeDimensions": months()}),
        ),
        (
            "journals: days of two weeks by school",
            json!({"measures": ["timeliness.on_time_pct"], "dimensions": ["school.name"], "timeDimensions": [{"dimension": "calendar.date", "granularity": "day", "dateRange": ["2026-04-06", "2026-04-19"]}]}),
        ),
        (
            "journals: corrections without a request",
            json!({"measures": ["changes.changed_marks", "changes.unlogged_pct"], "dimensions": ["school.name"], "timeDimensions": year()}),
        ),
    ]
}

/// What specialists put together in the constructor.
pub fn constructor() -> Vec<Asked> {
    vec![
        (
            "attendance by school and week with totals",
            json!({"measures": ["attendance.attendance_pct"], "dimensions": ["school.name"], "timeDimensions": [{"dimension": "calendar.date", "granularity": "week"}], "totals": ["school.name"]}),
        ),
        (
            "attendance by subject and month",
            json!({"measures": ["attendance.attendance_pct"], "dimensions": ["subject.name"], "timeDimensions": months()}),
        ),
        (
            "attendance by weekday and lesson",
            json!({"measures": ["attendance.attendance_pct"], "dimensions": ["calendar.weekday", "lesson.number"]}),
        ),
        (
            "attendance by class of the eighth grade in a week",
            json!({"measures": ["attendance.attendance_pct", "attendance.missed"], "dimensions": ["school.name", "class.name"], "timeDimensions": range("2026-04-06", "2026-04-12"), "filters": [{"member": "class.grade", "operator": "equals", "values": [8]}]}),
        ),
        (
            "missed by reason, school and month",
            json!({"measures": ["attendance.missed"], "dimensions": ["absence.reason", "school.name"], "timeDimensions": months()}),
        ),
        (
            "pupils at risk by school in April",
            json!({"measures": ["attendance.pupils_at_risk", "attendance.pupils"], "dimensions": ["school.name"], "timeDimensions": april()}),
        ),
        (
            "pupils at risk by grade and month",
            json!({"measures": ["attendance.pupils_at_risk"], "dimensions": ["class.grade"], "timeDimensions": months()}),
        ),
        (
            "whole days missed by school and month",
            json!({"measures": ["attendance.day_absences"], "dimensions": ["school.name"], "timeDimensions": months()}),
        ),
        (
            "marks by school and subject",
            json!({"measures": ["marks.average", "marks.count"], "dimensions": ["school.name", "subject.name"]}),
        ),
        (
            "marks by kind of work and month",
            json!({"measures": ["marks.average", "marks.count"], "dimensions": ["work_type.name"], "timeDimensions": months()}),
        ),
        (
            "marks by grade in a fortnight",
            json!({"measures": ["marks.average", "marks.twos"], "dimensions": ["class.grade"], "timeDimensions": range("2026-04-06", "2026-04-19")}),
        ),
        (
            "marks for each pupil by school",
            json!({"measures": ["marks.per_pupil"], "dimensions": ["school.name"], "timeDimensions": april()}),
        ),
        (
            "entered in the last days by subject and term",
            json!({"measures": ["marks.last_days_pct"], "dimensions": ["subject.name", "term.name"]}),
        ),
        (
            "quality by school and term",
            json!({"measures": ["grades.quality_pct", "grades.pass_pct"], "dimensions": ["school.name", "term.name"]}),
        ),
        (
            "quality by subject and grade",
            json!({"measures": ["grades.quality_pct", "grades.average"], "dimensions": ["subject.name", "class.grade"]}),
        ),
        (
            "quality by sex and level",
            json!({"measures": ["grades.quality_pct"], "dimensions": ["pupil.sex", "class.level"]}),
        ),
        (
            "achievers by grade",
            json!({"measures": ["achievers.all_fives", "achievers.failing", "achievers.pupils"], "dimensions": ["class.grade"]}),
        ),
        (
            "achievers by school and term",
            json!({"measures": ["achievers.pupil_quality_pct", "achievers.pupil_pass_pct"], "dimensions": ["school.name", "term.name"]}),
        ),
        (
            "journals in time by school and month",
            json!({"measures": ["timeliness.on_time_pct", "timeliness.complete_pct"], "dimensions": ["school.name"], "timeDimensions": months()}),
        ),
        (
            "journals in time by subject",
            json!({"measures": ["timeliness.topics_on_time_pct", "timeliness.marks_on_time_pct"], "dimensions": ["subject.name"]}),
        ),
        (
            "journals in time by teacher of a school",
            json!({"measures": ["timeliness.on_time_pct"], "dimensions": ["teacher.id"], "filters": [{"member": "school.id", "operator": "equals", "values": ["school-042"]}]}),
        ),
        (
            "delay of topics by school",
            json!({"measures": ["timeliness.topic_delay_median", "timeliness.topic_delay_p90"], "dimensions": ["school.name"]}),
        ),
        (
            "accumulation by subject and term",
            json!({"measures": ["accumulation.accumulation_pct"], "dimensions": ["subject.name", "term.name"]}),
        ),
        (
            "objectivity by grade",
            json!({"measures": ["objectivity.deviation", "objectivity.raised_pct"], "dimensions": ["class.grade"]}),
        ),
        (
            "programme by school",
            json!({"measures": ["programme.lag_hours", "programme.progress_pct"], "dimensions": ["school.name"]}),
        ),
        (
            "contingent by school",
            json!({"measures": ["contingent.pupils", "contingent.arrived", "contingent.departed"], "dimensions": ["school.name"]}),
        ),
        (
            "visits by role in April",
            json!({"measures": ["visits.active", "visits.active_pct"], "dimensions": ["account.role"], "timeDimensions": april()}),
        ),
        (
            "attendance beside quality by school",
            json!({"measures": ["attendance.attendance_pct", "grades.quality_pct", "timeliness.on_time_pct"], "dimensions": ["school.name"], "timeDimensions": year()}),
        ),
        (
            "attendance against the month before",
            json!({"measures": ["attendance.attendance_pct"], "dimensions": ["school.name"], "timeDimensions": april(), "compare": "previous_period", "totals": true}),
        ),
        (
            "changes by kind and month",
            json!({"measures": ["changes.changed", "changes.deleted", "changes.inserted_late"], "dimensions": ["changes.table"], "timeDimensions": months()}),
        ),
    ]
}

/// From a school down to a class, a pupil and the records.
pub fn drill() -> Vec<Asked> {
    let of_class = json!([
        {"member": "school.id", "operator": "equals", "values": ["school-042"]},
        {"member": "class.name", "operator": "equals", "values": ["7А"]},
    ]);
    let of_school =
        json!([{"member": "school.id", "operator": "equals", "values": ["school-042"]}]);
    vec![
        (
            "classes of a school",
            json!({"measures": ["attendance.attendance_pct"], "dimensions": ["class.name"], "filters": of_school, "timeDimensions": april()}),
        ),
        (
            "pupils of a class",
            json!({"measures": ["attendance.attendance_pct", "attendance.missed"], "dimensions": ["pupil.id"], "filters": of_class, "timeDimensions": april()}),
        ),
        (
            "marks of a class by subject",
            json!({"measures": ["marks.average", "marks.count"], "dimensions": ["subject.name"], "filters": of_class, "timeDimensions": april()}),
        ),
        (
            "term marks of a class by pupil",
            json!({"measures": ["grades.average"], "dimensions": ["pupil.id"], "filters": of_class, "timeDimensions": year()}),
        ),
    ]
}
