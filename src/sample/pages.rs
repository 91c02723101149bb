//! Pages: the window tables of an extract, which hold what happened on the days of its window.

use super::attendance::CODES;
use super::attendance::Code;
use super::curriculum::SUBJECTS;
use super::days::Moment;
use super::municipality::Kind;
use super::rows::{Cell, Column, Rows};
use super::topics;
use super::view::View;
use super::works::{VALUES, WORKS};

pub const LESSONS: &[Column] = &[
    ("lesson_id", Cell::Text),
    ("group_id", Cell::Text),
    ("date", Cell::Day),
    ("number", Cell::Int),
    ("starts_at", Cell::Text),
    ("ends_at", Cell::Text),
    ("staff_id", Cell::Text),
    ("substitute", Cell::Flag),
    ("held", Cell::Flag),
    ("topic", Cell::Text),
    ("plan_hours_done", Cell::Number),
    ("topic_entered_at", Cell::Instant),
    ("attendance_entered_at", Cell::Instant),
    ("author_id", Cell::Text),
];

pub fn lessons(view: &View, rows: &mut Rows) {
    let setting = &view.school.setting;
    for number in view.lessons.clone() {
        if !view.has_lesson(number) {
            continue;
        }
        let lesson = view.lesson(number);
        let has_topic = view.has(lesson.topic_entered);
        rows.id("l", number);
        rows.id("g", lesson.group.into());
        rows.day(lesson.day);
        rows.int(lesson.number.into());
        rows.clock(lesson.starts_at);
        rows.clock(lesson.ends_at);
        rows.id("s", lesson.staff.into());
        rows.flag(lesson.is_substitute);
        rows.flag(lesson.is_held);
        if has_topic {
            let subject = match setting.profile.kind {
                Kind::Additional => "",
                _ => {
                    let group = &setting.groups[usize::from(lesson.group)];
                    SUBJECTS[usize::from(group.subject)].id
                }
            };
            let (section, step) = topics::topic(subject, lesson.ordinal);
            rows.pair(section, step);
            rows.tenths(u32::from(lesson.hours_done) * 10);
        } else {
            rows.empty();
            rows.empty();
        }
        rows.moment(view.so_far(lesson.topic_entered));
        rows.moment(view.so_far(lesson.attendance_entered));
        if has_topic || view.has(lesson.attendance_entered) {
            rows.id("s", lesson.staff.into());
        } else {
            rows.empty();
        }
        rows.end();
    }
}

pub const HOMEWORK: &[Column] = &[
    ("lesson_id", Cell::Text),
    ("due_on", Cell::Day),
    ("entered_at", Cell::Instant),
    ("changed_at", Cell::Instant),
];

pub fn homework(view: &View, rows: &mut Rows) {
    let is_coarse = view.school.setting.profile.has_homework_days;
    for homework in view.homework() {
        if !view.has(homework.entered) || !view.has_lesson(homework.lesson) {
            continue;
        }
        rows.id("l", homework.lesson);
        rows.day(homework.due);
        let changed = view.so_far(homework.changed);
        if is_coarse {
            rows.moment_as_day(homework.entered);
            rows.moment_as_day(changed);
        } else {
            rows.moment(homework.entered);
            rows.moment(changed);
        }
        rows.end();
    }
}

pub const MARKS: &[Column] = &[
    ("mark_id", Cell::Text),
    ("lesson_id", Cell::Text),
    ("pupil_id", Cell::Text),
    ("work_type", Cell::Text),
    ("weight", Cell::Number),
    ("value", Cell::Text),
    ("work_date", Cell::Day),
    ("entered_at", Cell::Instant),
    ("author_id", Cell::Text),
];

pub fn marks(view: &View, rows: &mut Rows) {
    let (first, marks) = view.marks();
    let revisions = &view.school.journal.revisions;
    let mut next = revisions.partition_point(|revision| (revision.mark as usize) < first);
    for (offset, mark) in marks.iter().enumerate() {
        let number = (first + offset) as u32;
        let mut value = Some(mark.value);
        if let Some(revision) = revisions
            .get(next)
            .filter(|revision| revision.mark == number)
        {
            next += 1;
            if view.has(revision.at) {
                value = revision.value;
            }
        }
        let Some(value) = value.filter(|_| view.has(mark.entered)) else {
            continue;
        };
        let work = &WORKS[usize::from(mark.work)];
        rows.id("m", number);
        rows.id("l", mark.lesson);
        rows.id("p", mark.pupil.into());
        rows.text(work.name);
        rows.int(work.weight.into());
        rows.text(VALUES[usize::from(value)]);
        rows.day(view.lesson(mark.lesson).day);
        rows.moment(mark.entered);
        rows.id("s", mark.author.into());
        rows.end();
    }
}

pub const ABSENCES: &[Column] = &[
    ("lesson_id", Cell::Text),
    ("pupil_id", Cell::Text),
    ("code", Cell::Text),
    ("entered_at", Cell::Instant),
    ("author_id", Cell::Text),
];

pub fn absences(view: &View, rows: &mut Rows) {
    for absence in view.absences() {
        if !view.has(absence.entered) || !view.has_lesson(absence.lesson) {
            continue;
        }
        let code = if view.has(absence.resolved) {
            absence.code
        } else {
            Code::Unspecified
        };
        rows.id("l", absence.lesson);
        rows.id("p", absence.pupil.into());
        rows.text(CODES[code as usize]);
        rows.moment(absence.entered);
        rows.id("s", absence.author.into());
        rows.end();
    }
}

pub const CORRECTIONS: &[Column] = &[
    ("correction_id", Cell::Text),
    ("requested_on", Cell::Day),
    ("class_id", Cell::Text),
    ("staff_id", Cell::Text),
    ("target_date", Cell::Day),
    ("subject_id", Cell::Text),
    ("changes", Cell::Text),
    ("reason", Cell::Text),
    ("decision", Cell::Text),
    ("decided_at", Cell::Instant),
];

pub fn corrections(view: &View, rows: &mut Rows) {
    for (number, correction) in view.school.corrections.iter().enumerate() {
        if correction.requested < view.from || view.to < correction.requested {
            continue;
        }
        let is_decided = view.has(correction.decided);
        rows.id("k", number as u32);
        rows.day(correction.requested);
        rows.id("c", correction.class.into());
        rows.id("s", correction.staff.into());
        rows.day(correction.target);
        rows.text(SUBJECTS[usize::from(correction.subject)].id);
        rows.text(&correction.changes);
        rows.text(correction.reason);
        rows.text(if is_decided {
            correction.decision
        } else {
            "pending"
        });
        rows.moment(if is_decided {
            correction.decided
        } else {
            Moment::NEVER
        });
        rows.end();
    }
}

pub const VISITS: &[Column] = &[
    ("account_id", Cell::Text),
    ("date", Cell::Day),
    ("visits", Cell::Int),
];

pub fn visits(view: &View, rows: &mut Rows) {
    for visit in &view.school.accounts.visits {
        if view.from <= visit.day && visit.day <= view.to {
            rows.id("a", visit.account.into());
            rows.day(visit.day);
            rows.int(visit.count.into());
            rows.end();
        }
    }
}
