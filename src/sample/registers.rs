//! Registers: the snapshot tables of an extract that describe the school: calendar, staff, classes
//! and groups.

use super::curriculum::SUBJECTS;
use super::days::OPEN;
use super::municipality::{Kind, MUNICIPALITY};
use super::rows::{Cell, Column, Rows};
use super::view::View;

pub const SCHOOL: &[Column] = &[
    ("school_id", Cell::Text),
    ("name", Cell::Text),
    ("short_name", Cell::Text),
    ("kind", Cell::Text),
    ("municipality", Cell::Text),
    ("district", Cell::Text),
    ("settlement", Cell::Text),
    ("timezone", Cell::Text),
    ("address", Cell::Text),
    ("director_name", Cell::Text),
    ("inn", Cell::Text),
    ("connected_on", Cell::Day),
    ("rule_set", Cell::Text),
];

pub fn school(view: &View, rows: &mut Rows) {
    let setting = &view.school.setting;
    let profile = &setting.profile;
    rows.text(&profile.id());
    rows.text(&profile.name);
    rows.text(&profile.short_name);
    rows.text(match profile.kind {
        Kind::General => "general",
        Kind::Cadet => "cadet",
        Kind::Additional => "additional",
    });
    rows.text(MUNICIPALITY);
    rows.text(profile.district);
    rows.text(if profile.is_rural { "rural" } else { "urban" });
    rows.text(profile.zone);
    rows.text(&profile.address);
    rows.text(&setting.staff[0].person.full_name());
    rows.text(&format!("99{:08}", 10_000_000 + profile.number * 7_919));
    if profile.opened > 0 {
        rows.day(profile.opened);
    } else {
        let connected = setting
            .calendar
            .first
            .saturating_sub(jiff::Span::new().years(2));
        rows.date(connected);
    }
    rows.text(profile.rule_set);
    rows.end();
}

pub const TERMS: &[Column] = &[
    ("term_id", Cell::Text),
    ("kind", Cell::Text),
    ("ordinal", Cell::Int),
    ("name", Cell::Text),
    ("starts_on", Cell::Day),
    ("ends_on", Cell::Day),
    ("grade_from", Cell::Int),
    ("grade_to", Cell::Int),
];

pub fn terms(view: &View, rows: &mut Rows) {
    for term in &view.school.setting.calendar.terms {
        rows.text(term.id);
        rows.text(term.kind);
        rows.int(term.ordinal.into());
        rows.text(term.name);
        rows.day(term.from);
        rows.day(term.to);
        match term.grades {
            Some((low, high)) => {
                rows.int(low.into());
                rows.int(high.into());
            }
            None => {
                rows.empty();
                rows.empty();
            }
        }
        rows.end();
    }
}

pub const DAYS_OFF: &[Column] = &[
    ("starts_on", Cell::Day),
    ("ends_on", Cell::Day),
    ("name", Cell::Text),
];

pub fn days_off(view: &View, rows: &mut Rows) {
    for off in &view.school.setting.calendar.days_off {
        rows.day(off.from);
        rows.day(off.to);
        rows.text(&off.name);
        rows.end();
    }
}

pub const STAFF: &[Column] = &[
    ("staff_id", Cell::Text),
    ("last_name", Cell::Text),
    ("first_name", Cell::Text),
    ("middle_name", Cell::Text),
    ("position", Cell::Text),
    ("hired_on", Cell::Day),
    ("dismissed_on", Cell::Day),
];

pub fn staff(view: &View, rows: &mut Rows) {
    for (number, staff) in view.school.setting.staff.iter().enumerate() {
        rows.id("s", number as u32);
        rows.text(&staff.person.last_name);
        rows.text(staff.person.first_name);
        rows.text(staff.person.middle_name);
        rows.text(staff.position);
        rows.date(staff.hired_on);
        rows.day(
            staff
                .dismissed
                .filter(|day| *day <= view.to)
                .unwrap_or(OPEN),
        );
        rows.end();
    }
}

pub const CLASSES: &[Column] = &[
    ("class_id", Cell::Text),
    ("kind", Cell::Text),
    ("grade", Cell::Int),
    ("letter", Cell::Text),
    ("name", Cell::Text),
    ("profile", Cell::Text),
    ("direction", Cell::Text),
    ("shift", Cell::Int),
    ("homeroom_staff_id", Cell::Text),
];

pub fn classes(view: &View, rows: &mut Rows) {
    for (number, class) in view.school.setting.classes.iter().enumerate() {
        rows.id("c", number as u32);
        if class.is_association() {
            rows.text("association");
            rows.empty();
        } else {
            rows.text("class");
            rows.int(class.grade.into());
        }
        rows.text(&class.letter);
        rows.text(&class.name);
        rows.text(class.profile);
        rows.text(class.direction);
        rows.int(class.shift.into());
        match class.homeroom {
            Some(staff) => rows.id("s", staff.into()),
            None => rows.empty(),
        }
        rows.end();
    }
}

pub const SUBJECTS_COLUMNS: &[Column] = &[
    ("subject_id", Cell::Text),
    ("name", Cell::Text),
    ("short_name", Cell::Text),
    ("area", Cell::Text),
];

pub fn subjects(view: &View, rows: &mut Rows) {
    if view.school.setting.profile.kind == Kind::Additional {
        for (number, class) in view.school.setting.classes.iter().enumerate() {
            rows.id("d", number as u32);
            rows.text(&class.name);
            rows.empty();
            rows.text(class.direction);
            rows.end();
        }
        return;
    }
    for subject in &SUBJECTS {
        rows.text(subject.id);
        rows.text(subject.name);
        rows.text(subject.short_name);
        rows.text(subject.area);
        rows.end();
    }
}

pub const GROUPS: &[Column] = &[
    ("group_id", Cell::Text),
    ("class_id", Cell::Text),
    ("subject_id", Cell::Text),
    ("staff_id", Cell::Text),
    ("weekly_hours", Cell::Number),
    ("year_hours", Cell::Number),
    ("plan_hours", Cell::Number),
    ("plan_approved_on", Cell::Day),
];

pub fn groups(view: &View, rows: &mut Rows) {
    let setting = &view.school.setting;
    for (number, group) in setting.groups.iter().enumerate() {
        rows.id("g", number as u32);
        rows.id("c", group.class.into());
        match setting.profile.kind {
            Kind::Additional => rows.id("d", group.subject.into()),
            _ => rows.text(SUBJECTS[usize::from(group.subject)].id),
        }
        rows.id("s", group.staff.into());
        rows.tenths(u32::from(group.weekly_hours) * 10);
        rows.tenths(group.year_hours as u32 * 10);
        match group.plan_hours.filter(|_| group.plan_approved <= view.to) {
            Some(hours) => {
                rows.tenths(hours as u32 * 10);
                rows.day(group.plan_approved);
            }
            None => {
                rows.empty();
                rows.empty();
            }
        }
        rows.end();
    }
}

pub const GROUP_PUPILS: &[Column] = &[
    ("group_id", Cell::Text),
    ("pupil_id", Cell::Text),
    ("from", Cell::Day),
    ("to", Cell::Day),
];

/// Writes who is in which half of a divided class; whole classes have no rows here.
pub fn group_pupils(view: &View, rows: &mut Rows) {
    let setting = &view.school.setting;
    for (number, group) in setting.groups.iter().enumerate() {
        let Some(half) = group.half else { continue };
        let members = &setting.members[usize::from(group.class)];
        for (position, member) in members.iter().enumerate() {
            let enrolment = &setting.enrolments[usize::from(member.enrolment)];
            if position % 2 != usize::from(half) || !view.has(enrolment.arrival.entered) {
                continue;
            }
            rows.id("g", number as u32);
            rows.id("p", member.pupil.into());
            rows.day(if enrolment.from <= setting.profile.opened {
                OPEN
            } else {
                enrolment.from
            });
            rows.day(if view.knows_departure(enrolment) {
                enrolment.to
            } else {
                OPEN
            });
            rows.end();
        }
    }
}
