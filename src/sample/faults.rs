//! Faults: the few rows of a careless organisation that an office must reject or be warned of.

use super::days::{Moment, OPEN};
use super::rows::Rows;
use super::view::View;

/// Tables with fewer rows stay clean, so that no table loses one row in twenty.
const ENOUGH_ROWS: u64 = 150;

/// Adds faulty rows to a table that has just been written.
pub fn add(table: &str, view: &View, rows: &mut Rows) {
    // A Parquet column cannot hold a word in place of a date.
    if !view.school.setting.profile.has_faults || !rows.is_csv() || rows.count() < ENOUGH_ROWS {
        return;
    }
    match table {
        "pupils" => {
            // There is no 31 February.
            rows.text("px1");
            for cell in ["Безымянный", "Пётр", "Петрович"] {
                rows.text(cell);
            }
            rows.text(view.school.setting.profile.dialect.sexes[1]);
            rows.text("31.02.2014");
            rows.empty();
            rows.end();
        }
        "enrolments" => {
            // Refers to the pupil above.
            rows.text("px1");
            rows.id("c", 0);
            rows.day(view.from);
            for _ in 0..7 {
                rows.empty();
            }
            rows.end();
        }
        "guardians" => {
            let first = &view.school.accounts.guardians[0];
            for _ in 0..2 {
                // Said twice in the same words: dropped with a warning.
                rows.text("rx1");
                rows.id("p", first.pupil.into());
                rows.day(OPEN);
                rows.text("yes");
                rows.day(OPEN);
                rows.end();
            }
        }
        "lessons" => lesson(view, rows),
        "absences" => absence(view, rows),
        "marks" => marks(view, rows),
        "visits" => {
            rows.text("ax1");
            rows.day(view.to);
            rows.int(1);
            rows.end();
        }
        _ => {}
    }
}

/// A lesson that ends before it begins.
fn lesson(view: &View, rows: &mut Rows) {
    let Some(like) = view
        .lessons
        .clone()
        .next_back()
        .map(|number| view.lesson(number))
    else {
        return;
    };
    rows.text("lx1");
    rows.id("g", like.group.into());
    rows.day(like.day);
    rows.int(like.number.into());
    rows.clock(like.ends_at);
    rows.clock(like.starts_at);
    rows.id("s", like.staff.into());
    rows.flag(false);
    rows.flag(true);
    for _ in 0..5 {
        rows.empty();
    }
    rows.end();
}

/// An absence whose code nobody knows.
fn absence(view: &View, rows: &mut Rows) {
    let Some(number) = view
        .lessons
        .clone()
        .rfind(|number| view.has_lesson(*number))
    else {
        return;
    };
    rows.id("l", number);
    rows.id("p", 0);
    rows.text("ХЗ");
    rows.moment(view.cut);
    rows.empty();
    rows.end();
}

fn marks(view: &View, rows: &mut Rows) {
    let Some(number) = view
        .lessons
        .clone()
        .rfind(|number| view.has_lesson(*number))
    else {
        return;
    };
    let day = view.lesson(number).day;
    let late = Moment::new(view.cut.day() + 2, 600, 0);
    let before = view.from - 3;
    let first = ("p", 0);
    let mut mark = |id: &str, pupil: (&str, u32), value: &str, day, entered| {
        rows.text(id);
        rows.id("l", number);
        rows.id(pupil.0, pupil.1);
        rows.text("Ответ на уроке");
        rows.int(1);
        rows.text(value);
        rows.day(day);
        rows.moment(entered);
        rows.empty();
        rows.end();
    };
    mark("mx1", ("px", 99), "4", day, view.cut);
    mark("mx2", first, "6", day, view.cut);
    mark("mx3", first, "5", day, late);
    mark("mx4", first, "5", before, view.cut);
    // The first of the two stays.
    mark("mx5", first, "5", day, view.cut);
    mark("mx5", first, "4", day, view.cut);
    let departed = view
        .school
        .setting
        .enrolments
        .iter()
        .find(|enrolment| view.knows_departure(enrolment) && enrolment.to < day);
    if let Some(enrolment) = departed {
        mark("mx6", ("p", enrolment.pupil.into()), "4", day, view.cut);
    }
}
