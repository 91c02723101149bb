//! Rosters: the snapshot tables of an extract that follow each pupil: enrolment, results, family
//! and accounts.

use super::curriculum::SUBJECTS;
use super::days::{Day, Moment, OPEN};
use super::results::NOT_GRADED;
use super::rows::{Cell, Column, Rows};
use super::view::View;
use super::works::VALUES;

pub const PUPILS: &[Column] = &[
    ("pupil_id", Cell::Text),
    ("last_name", Cell::Text),
    ("first_name", Cell::Text),
    ("middle_name", Cell::Text),
    ("sex", Cell::Text),
    ("birth_date", Cell::Day),
    ("person_key", Cell::Text),
];

pub fn pupils(view: &View, rows: &mut Rows) {
    let setting = &view.school.setting;
    for (number, pupil) in setting.pupils.iter().enumerate() {
        if !view.knows(number as u16) {
            continue;
        }
        let person = &pupil.person;
        rows.id("p", number as u32);
        rows.text(&person.last_name);
        rows.text(person.first_name);
        rows.text(person.middle_name);
        rows.text(setting.profile.dialect.sexes[usize::from(person.is_male)]);
        rows.date(person.birth_date);
        rows.text(&format!("{:016x}", person.key));
        rows.end();
    }
}

pub const ENROLMENTS: &[Column] = &[
    ("pupil_id", Cell::Text),
    ("class_id", Cell::Text),
    ("from", Cell::Day),
    ("to", Cell::Day),
    ("arrival", Cell::Text),
    ("departure", Cell::Text),
    ("order_no", Cell::Text),
    ("order_date", Cell::Day),
    ("counterparty", Cell::Text),
    ("entered_at", Cell::Instant),
];

pub fn enrolments(view: &View, rows: &mut Rows) {
    for enrolment in &view.school.setting.enrolments {
        if !view.has(enrolment.arrival.entered) {
            continue;
        }
        let departure = enrolment
            .departure
            .as_ref()
            .filter(|_| view.knows_departure(enrolment));
        let last = departure.unwrap_or(&enrolment.arrival);
        rows.id("p", enrolment.pupil.into());
        rows.id("c", enrolment.class.into());
        rows.day(enrolment.from);
        rows.day(if departure.is_some() {
            enrolment.to
        } else {
            OPEN
        });
        rows.text(enrolment.arrival.reason);
        rows.text(departure.map_or("", |departure| departure.reason));
        rows.text(&format!("{}-у", last.order_no));
        rows.day(last.order_day);
        rows.text(&last.counterparty);
        rows.moment(last.entered);
        rows.end();
    }
}

pub const TERM_MARKS: &[Column] = &[
    ("pupil_id", Cell::Text),
    ("group_id", Cell::Text),
    ("term_id", Cell::Text),
    ("kind", Cell::Text),
    ("value", Cell::Text),
    ("entered_at", Cell::Instant),
    ("author_id", Cell::Text),
];

pub fn term_marks(view: &View, rows: &mut Rows) {
    let terms = &view.school.setting.calendar.terms;
    for mark in &view.school.term_marks {
        if !view.has(mark.entered) {
            continue;
        }
        rows.id("p", mark.pupil.into());
        rows.id("g", mark.group.into());
        rows.text(terms[usize::from(mark.term)].id);
        rows.text(mark.kind);
        rows.text(if mark.value == NOT_GRADED {
            ""
        } else {
            VALUES[usize::from(mark.value)]
        });
        rows.moment(mark.entered);
        rows.id("s", mark.author.into());
        rows.end();
    }
}

pub const EXAM_RESULTS: &[Column] = &[
    ("exam", Cell::Text),
    ("subject_id", Cell::Text),
    ("pupil_id", Cell::Text),
    ("date", Cell::Day),
    ("primary_score", Cell::Int),
    ("score", Cell::Int),
    ("mark", Cell::Int),
    ("received_at", Cell::Instant),
    ("entered_at", Cell::Instant),
    ("guardian_seen_at", Cell::Instant),
];

pub fn exam_results(view: &View, rows: &mut Rows) {
    for result in view
        .school
        .exams
        .iter()
        .filter(|result| view.has(result.entered))
    {
        rows.text(result.exam);
        rows.text(SUBJECTS[usize::from(result.subject)].id);
        rows.id("p", result.pupil.into());
        rows.day(result.day);
        rows.int(result.primary_score.into());
        for number in [result.score, result.mark] {
            match number {
                Some(number) => rows.int(number.into()),
                None => rows.empty(),
            }
        }
        rows.moment(result.received);
        rows.moment(result.entered);
        rows.moment(view.so_far(result.seen));
        rows.end();
    }
}

pub const ACCOUNTS: &[Column] = &[
    ("account_id", Cell::Text),
    ("role", Cell::Text),
    ("person_id", Cell::Text),
    ("created_on", Cell::Day),
    ("issued_on", Cell::Day),
    ("first_login_at", Cell::Instant),
    ("last_login_at", Cell::Instant),
    ("valid_to", Cell::Day),
];

pub fn accounts(view: &View, rows: &mut Rows) {
    let accounts = &view.school.accounts;
    for (number, account) in accounts.accounts.iter().enumerate() {
        if account.created > view.cut.day() {
            continue;
        }
        let visits = &accounts.visits[account.visits.0 as usize..account.visits.1 as usize];
        let so_far = &visits[..visits.partition_point(|visit| visit.day <= view.to)];
        rows.id("a", number as u32);
        rows.text(account.role);
        rows.id(account.person.0, account.person.1);
        rows.day(account.created);
        rows.day(account.issued.filter(|day| *day <= view.to).unwrap_or(OPEN));
        rows.moment(so_far.first().map_or(Moment::NEVER, |visit| visit.at()));
        rows.moment(so_far.last().map_or(Moment::NEVER, |visit| visit.at()));
        rows.day(if account.valid_to <= view.to {
            account.valid_to
        } else {
            OPEN
        });
        rows.end();
    }
}

pub const GUARDIANS: &[Column] = &[
    ("guardian_id", Cell::Text),
    ("pupil_id", Cell::Text),
    ("consent_on", Cell::Day),
    ("electronic_access", Cell::Text),
    ("refused_on", Cell::Day),
];

pub fn guardians(view: &View, rows: &mut Rows) {
    for (number, guardian) in view.school.accounts.guardians.iter().enumerate() {
        if !view.knows(guardian.pupil) {
            continue;
        }
        let so_far = |day: Option<Day>| day.filter(|day| *day <= view.to).unwrap_or(OPEN);
        let refused = so_far(guardian.refused);
        rows.id("r", number as u32);
        rows.id("p", guardian.pupil.into());
        rows.day(so_far(guardian.consent));
        rows.text(if refused == OPEN { "yes" } else { "refused" });
        rows.day(refused);
        rows.end();
    }
}
