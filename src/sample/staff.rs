//! Staff: teachers and the office of one organisation, with their habits at the journal.

use jiff::ToSpan;
use jiff::civil::Date;

use super::calendar::Calendar;
use super::days::Day;
use super::municipality::Profile;
use super::people::Person;
use super::random::{Random, Stream};

#[derive(Debug, Clone)]
pub struct Staff {
    pub person: Person,
    pub position: &'static str,
    pub hired_on: Date,
    pub dismissed: Option<Day>,
    pub pace: Pace,
    /// How much lower than others the teacher marks.
    pub strictness: f64,
    /// Stretches of illness in which others stand in.
    pub ill: Vec<(Day, Day)>,
    /// Who may stand in: the chair, or none for those who do not teach.
    pub chair: Option<usize>,
}

/// When a teacher sits down to the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// In the lesson or soon after it.
    Prompt,
    /// At home in the evening.
    Evening,
    /// Often on the next day or the one after it.
    Slow,
    /// Before the term ends, if at all.
    Laggard,
}

/// Who is on the staff beside the teachers, in this order.
pub const OFFICE: [&str; 4] = [
    "директор",
    "заместитель директора по учебно-воспитательной работе",
    "секретарь учебной части",
    "педагог-психолог",
];

/// Invents the next member of the staff.
pub fn hire(
    seed: u64,
    profile: &Profile,
    calendar: &Calendar,
    number: usize,
    position: &'static str,
    chair: Option<usize>,
) -> Staff {
    let mut random = Random::of(
        seed,
        Stream::Staff,
        &[u64::from(profile.number), number as u64],
    );
    let is_male = random.chance(if matches!(chair, Some(4 | 7)) {
        0.5
    } else {
        0.12
    });
    let birth_date = calendar
        .first
        .saturating_sub(i64::from(random.between(8_400, 23_000)).days());
    let person = Person::new(&mut random, is_male, birth_date);
    let hired_on = calendar
        .first
        .saturating_sub(i64::from(random.between(10, 6_000)).days());
    let looseness = 1.0 - profile.discipline;
    let pace = match random.unit() {
        unit if unit < 0.02 + 0.2 * looseness => Pace::Laggard,
        unit if unit < 0.08 + 0.6 * looseness => Pace::Slow,
        unit if unit < 0.36 + 0.6 * looseness => Pace::Evening,
        _ => Pace::Prompt,
    };
    let strictness = random.normal() * 0.25;
    let mut ill = Vec::new();
    for _ in 0..3 {
        if random.chance(0.45) {
            let from = random.between(7, 265) as Day;
            ill.push((from, from + random.between(3, 9) as Day));
        }
    }
    Staff {
        person,
        position,
        hired_on,
        dismissed: None,
        pace,
        strictness,
        ill,
        chair,
    }
}

impl Staff {
    pub fn is_ill(&self, day: Day) -> bool {
        self.ill
            .iter()
            .any(|(from, to)| (*from..=*to).contains(&day))
    }
}
