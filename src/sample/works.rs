//! Works: what pupils are marked for, how often and how well they do it.

use super::curriculum::Subject;
use super::people::Pupil;
use super::random::Random;

/// Values of marks as the extract writes them.
pub const VALUES: [&str; 10] = ["5", "4", "3", "2", "1", "зач", "незач", "н/а", "осв", "."];

pub const PASS: u8 = 5;
pub const FAIL: u8 = 6;
pub const NOT_CERTIFIED: u8 = 7;
pub const EXEMPT: u8 = 8;
/// Overdue work.
pub const DOT: u8 = 9;

/// A form of work.
#[derive(Debug)]
pub struct Work {
    pub name: &'static str,
    pub weight: u8,
    /// Done by all at once and marked later.
    pub is_written: bool,
}

pub const WORKS: [Work; 10] = [
    Work {
        name: "Ответ на уроке",
        weight: 1,
        is_written: false,
    },
    Work {
        name: "Домашняя работа",
        weight: 1,
        is_written: false,
    },
    Work {
        name: "Самостоятельная работа",
        weight: 1,
        is_written: true,
    },
    Work {
        name: "Тест",
        weight: 1,
        is_written: true,
    },
    Work {
        name: "Практическая работа",
        weight: 1,
        is_written: true,
    },
    Work {
        name: "Контрольная работа",
        weight: 2,
        is_written: true,
    },
    Work {
        name: "Диктант",
        weight: 2,
        is_written: true,
    },
    Work {
        name: "Сочинение",
        weight: 2,
        is_written: true,
    },
    Work {
        name: "Лабораторная работа",
        weight: 2,
        is_written: true,
    },
    Work {
        name: "Проект",
        weight: 2,
        is_written: true,
    },
];

/// What a lesson is about, for marks.
#[derive(Debug, Clone, Copy)]
pub enum Plan {
    Nothing,
    /// Some are asked.
    Answers,
    /// All do this work.
    Written(u8),
}

/// Returns the plan of a lesson: in every nine a large work, two small ones, and answers in the rest.
pub fn plan(random: &mut Random, subject: &Subject, ordinal: u16) -> Plan {
    match ordinal % 9 {
        7 => Plan::Written(control(subject)),
        _ if subject.is_pass_fail => Plan::Nothing,
        1 | 4 => Plan::Written(random.between(2, 4) as u8),
        _ => Plan::Answers,
    }
}

/// Returns the work that a pupil is marked for in a lesson, if any.
pub fn asked(random: &mut Random, plan: Plan) -> Option<u8> {
    match plan {
        Plan::Nothing => None,
        Plan::Written(work) => random.chance(0.96).then_some(work),
        Plan::Answers => match random.unit() {
            unit if unit < 0.2 => Some(0),
            unit if unit < 0.26 => Some(1),
            _ => None,
        },
    }
}

/// Returns how well a pupil did, as a number into [`VALUES`].
pub fn value(
    random: &mut Random,
    subject: &Subject,
    pupil: &Pupil,
    leaning: f64,
    is_written: bool,
) -> u8 {
    let luck = if is_written { 0.7 } else { 0.8 };
    let score =
        pupil.ability + leaning + luck * random.normal() - if is_written { 0.12 } else { 0.0 };
    if subject.is_pass_fail {
        return if score > -1.9 { PASS } else { FAIL };
    }
    match score {
        score if score > 0.35 => 0,
        score if score > -0.75 => 1,
        score if score > -1.85 => 2,
        score if score > -3.1 => 3,
        _ => 4,
    }
}

fn control(subject: &Subject) -> u8 {
    let found = WORKS.iter().position(|work| work.name == subject.control);
    found.unwrap_or(5) as u8
}
