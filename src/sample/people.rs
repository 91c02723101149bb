//! People: pupils as persons, with a key that follows them from school to school.

use jiff::ToSpan;
use jiff::civil::Date;

use super::calendar::Calendar;
use super::classes::Class;
use super::days::Day;
use super::municipality::{Kind, Profile};
use super::names;
use super::random::{Random, Stream};

#[derive(Debug, Clone)]
pub struct Person {
    pub last_name: String,
    pub first_name: &'static str,
    /// Empty where a person has none.
    pub middle_name: &'static str,
    pub is_male: bool,
    pub birth_date: Date,
    /// The same in every organisation that the person goes to.
    pub key: u64,
}

#[derive(Debug, Clone)]
pub struct Pupil {
    pub person: Person,
    /// 0 in additional education.
    pub grade: u8,
    /// The class of the first enrolment here.
    pub class: u16,
    /// How well the pupil learns: mean 0, deviation about 0.7.
    pub ability: f64,
    /// How often the pupil is ill, 1 being usual.
    pub frailty: f64,
    /// The chance of playing truant on a day.
    pub truancy: f64,
    /// From when to when the pupil is exempt from physical education.
    pub exempt: Option<(Day, Day)>,
}

impl Person {
    pub fn new(random: &mut Random, is_male: bool, birth_date: Date) -> Self {
        let last_name = names::last_name(random, is_male);
        let first_name = names::first_name(random, is_male);
        let middle_name = if random.chance(0.01) {
            ""
        } else {
            names::middle_name(random, is_male)
        };
        Self {
            last_name,
            first_name,
            middle_name,
            is_male,
            birth_date,
            key: random.next(),
        }
    }

    /// Returns «Фамилия Имя Отчество».
    pub fn full_name(&self) -> String {
        format!(
            "{} {} {}",
            self.last_name, self.first_name, self.middle_name
        )
        .trim_end()
        .to_owned()
    }
}

/// Returns the pupils that an organisation has when it opens its year, class by class.
pub fn roster(seed: u64, profiles: &[Profile], index: usize, calendar: &Calendar) -> Vec<Pupil> {
    let profile = &profiles[index];
    let classes = super::classes::classes(profile);
    if profile.kind == Kind::Additional {
        return children(seed, profiles, index, calendar, &classes);
    }
    let mut pupils = Vec::with_capacity(profile.pupils);
    for (number, class) in classes.iter().enumerate() {
        for _ in 0..class.size {
            let key = pupils.len() as u64;
            let mut random = Random::of(seed, Stream::Pupil, &[u64::from(profile.number), key]);
            let is_male = random.chance(if profile.kind == Kind::Cadet {
                0.85
            } else {
                0.51
            });
            let mut pupil = pupil(&mut random, is_male, class.grade, calendar);
            pupil.class = number as u16;
            pupils.push(pupil);
        }
    }
    pupils
}

/// Invents a pupil of a grade.
pub fn pupil(random: &mut Random, is_male: bool, grade: u8, calendar: &Calendar) -> Pupil {
    // In grade 1 they are between six and a half and seven and a half.
    let mut days = i64::from(grade) * 365 + 2010 + random.below(365) as i64;
    if random.chance(0.03) {
        days += 365;
    }
    let birth_date = calendar.first.saturating_sub(days.days());
    let person = Person::new(random, is_male, birth_date);
    let last = calendar.terms.last().map_or(0, |term| term.to);
    let exempt = if grade >= 2 && random.chance(0.018) {
        let from = if random.chance(0.6) {
            0
        } else {
            random.between(20, 150) as Day
        };
        let to = if from == 0 {
            last
        } else {
            from + random.between(20, 80) as Day
        };
        Some((from, to))
    } else {
        None
    };
    Pupil {
        person,
        grade,
        class: 0,
        ability: random.normal() * 0.7 + if is_male { -0.08 } else { 0.08 },
        frailty: if random.chance(0.03) {
            3.0
        } else {
            0.4 + 1.2 * random.unit()
        },
        truancy: if grade >= 6 && random.chance(0.03) {
            0.08 + 0.2 * random.unit()
        } else {
            0.0008
        },
        exempt,
    }
}

/// Most of those who come to a house of creativity are pupils of the first school.
fn children(
    seed: u64,
    profiles: &[Profile],
    index: usize,
    calendar: &Calendar,
    classes: &[Class],
) -> Vec<Pupil> {
    let profile = &profiles[index];
    let school = match index {
        0 => Vec::new(),
        _ => roster(seed, profiles, 0, calendar),
    };
    let mut known = school.iter().step_by(2);
    (0..profile.pupils)
        .map(|number| {
            let key = number as u64;
            let mut random = Random::of(seed, Stream::Pupil, &[u64::from(profile.number), key]);
            let is_male = random.chance(0.45);
            let grade = random.between(1, 11) as u8;
            let mut pupil = pupil(&mut random, is_male, grade, calendar);
            if random.chance(0.7)
                && let Some(other) = known.next()
            {
                pupil.person = other.person.clone();
            }
            pupil.grade = 0;
            pupil.exempt = None;
            pupil.class = (number % classes.len()) as u16;
            pupil
        })
        .collect()
}
