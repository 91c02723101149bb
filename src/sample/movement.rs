//! Movement: who came, who left and who changed class in the course of the year.

use super::calendar::Calendar;
use super::classes::Class;
use super::days::{Day, Moment, OPEN};
use super::municipality::{Kind, Profile};
use super::people::{self, Pupil};
use super::random::{Random, Stream};
use crate::period::SchoolYear;

#[derive(Debug, Clone)]
pub struct Enrolment {
    pub pupil: u16,
    pub class: u16,
    pub from: Day,
    pub arrival: Movement,
    pub to: Day,
    pub departure: Option<Movement>,
}

/// An order that moved a pupil, and when it was put into the system.
#[derive(Debug, Clone)]
pub struct Movement {
    pub reason: &'static str,
    pub order_no: u16,
    pub order_day: Day,
    pub counterparty: String,
    pub entered: Moment,
}

/// The stretch in which the journal of a class knows a pupil.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    pub pupil: u16,
    /// A number into the enrolments.
    pub enrolment: u16,
    pub from: Day,
    pub to: Day,
}

/// Adds those who arrive in mid-year to `pupils` and returns all enrolments.
pub fn enrolments(
    seed: u64,
    profiles: &[Profile],
    index: usize,
    year: SchoolYear,
    calendar: &Calendar,
    classes: &[Class],
    pupils: &mut Vec<Pupil>,
) -> Vec<Enrolment> {
    let profile = &profiles[index];
    let mut enrolments: Vec<Enrolment> = Vec::new();
    for (number, pupil) in pupils.iter().enumerate() {
        let mut random = stream(seed, Stream::Enrolment, profile, number);
        enrolments.push(Enrolment {
            pupil: number as u16,
            class: pupil.class,
            from: profile.opened,
            arrival: movement(&mut random, "start", profile.opened - 10, "", 0.0),
            to: OPEN,
            departure: None,
        });
    }
    if profile.kind == Kind::Additional {
        second_associations(profile, classes.len(), &mut enrolments);
        return enrolments;
    }
    for leaver in leavers(seed, profile, calendar, pupils) {
        let mut random = stream(
            seed,
            Stream::Leaving,
            profile,
            10_000 + usize::from(leaver.pupil),
        );
        let counterparty = counterparty(&mut random, profiles, index, leaver.reason, true);
        let enrolment = &mut enrolments[usize::from(leaver.pupil)];
        enrolment.to = leaver.day;
        enrolment.departure = Some(movement(
            &mut random,
            leaver.reason,
            leaver.day,
            &counterparty,
            0.25,
        ));
    }
    change_classes(seed, profile, calendar, classes, pupils, &mut enrolments);
    arrive(
        seed,
        profiles,
        index,
        year,
        calendar,
        classes,
        pupils,
        &mut enrolments,
    );
    graduate(seed, profile, calendar, pupils, &mut enrolments);
    enrolments
}

/// Returns, for each class, whom its journal knows and when, in order of pupils.
pub fn members(enrolments: &[Enrolment], classes: usize) -> Vec<Vec<Member>> {
    let mut members = vec![Vec::new(); classes];
    for (number, enrolment) in enrolments.iter().enumerate() {
        // Until an arrival is entered, no teacher finds the pupil in the journal.
        let from = enrolment.from.max(enrolment.arrival.entered.day() + 1);
        if from <= enrolment.to {
            members[usize::from(enrolment.class)].push(Member {
                pupil: enrolment.pupil,
                enrolment: number as u16,
                from,
                to: enrolment.to,
            });
        }
    }
    members
}

struct Leaver {
    pupil: u16,
    day: Day,
    reason: &'static str,
}

/// Returns who leaves an organisation. It is a function of the roster alone, so that the school
/// next door can take over the same persons.
fn leavers(seed: u64, profile: &Profile, calendar: &Calendar, pupils: &[Pupil]) -> Vec<Leaver> {
    let days: Vec<Day> = calendar
        .days
        .iter()
        .copied()
        .filter(|day| *day > profile.opened + 8)
        .collect();
    let mut leavers = Vec::new();
    for (number, pupil) in pupils.iter().enumerate() {
        let mut random = stream(seed, Stream::Leaving, profile, number);
        if days.is_empty() || !random.chance(0.035) {
            continue;
        }
        let reason = match random.unit() {
            unit if unit < 0.45 => "other_school",
            unit if unit < 0.7 => "other_municipality",
            unit if unit < 0.85 => "other_region",
            unit if unit < 0.9 => "abroad",
            unit if unit < 0.95 && pupil.grade >= 10 => "college",
            _ => "family_education",
        };
        leavers.push(Leaver {
            pupil: number as u16,
            day: random.pick(&days),
            reason,
        });
    }
    leavers
}

fn second_associations(profile: &Profile, classes: usize, enrolments: &mut Vec<Enrolment>) {
    if classes < 2 {
        return;
    }
    for number in (0..profile.pupils).step_by(5) {
        let mut second = enrolments[number].clone();
        second.class = ((usize::from(second.class) + 1 + number % (classes - 1)) % classes) as u16;
        if second.class != enrolments[number].class {
            enrolments.push(second);
        }
    }
}

fn change_classes(
    seed: u64,
    profile: &Profile,
    calendar: &Calendar,
    classes: &[Class],
    pupils: &[Pupil],
    enrolments: &mut Vec<Enrolment>,
) {
    for number in 0..pupils.len() {
        let mut random = stream(seed, Stream::Transfer, profile, number);
        let from = usize::from(enrolments[number].class);
        let parallel: Vec<usize> = (0..classes.len())
            .filter(|other| *other != from && classes[*other].grade == classes[from].grade)
            .collect();
        if !random.chance(0.012) || parallel.is_empty() || enrolments[number].departure.is_some() {
            continue;
        }
        let last = random.pick(&calendar.days);
        if last <= profile.opened + 5 {
            continue;
        }
        let moved = movement(&mut random, "class_transfer", last, "", 0.1);
        enrolments[number].to = last;
        enrolments[number].departure = Some(moved.clone());
        enrolments.push(Enrolment {
            pupil: number as u16,
            class: random.pick(&parallel) as u16,
            from: last + 1,
            arrival: moved,
            to: OPEN,
            departure: None,
        });
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "an arrival joins all that is known of two schools"
)]
fn arrive(
    seed: u64,
    profiles: &[Profile],
    index: usize,
    year: SchoolYear,
    calendar: &Calendar,
    classes: &[Class],
    pupils: &mut Vec<Pupil>,
    enrolments: &mut Vec<Enrolment>,
) {
    let profile = &profiles[index];
    let mut newcomers: Vec<(Pupil, Day, &'static str, String)> = Vec::new();
    if let Some(neighbour) = neighbour(profiles, index) {
        let their_calendar = profiles[neighbour].calendar(year);
        let theirs = people::roster(seed, profiles, neighbour, &their_calendar);
        for leaver in leavers(seed, &profiles[neighbour], &their_calendar, &theirs) {
            let has_room = newcomers.len() * 40 <= profile.pupils;
            if leaver.reason == "other_school" && leaver.day > profile.opened && has_room {
                let mut pupil = theirs[usize::from(leaver.pupil)].clone();
                pupil.exempt = None;
                let from = profiles[neighbour].short_name.clone();
                newcomers.push((pupil, leaver.day + 1, leaver.reason, from));
            }
        }
    }
    let grades: Vec<u8> = classes.iter().map(|class| class.grade).collect();
    for number in 0..profile.pupils.div_ceil(70) {
        let mut random = stream(seed, Stream::Arrival, profile, number);
        let is_male = random.chance(0.5);
        let grade = random.pick(&grades);
        let mut pupil = people::pupil(&mut random, is_male, grade, calendar);
        pupil.exempt = None;
        let reason = random.pick(&[
            "other_municipality",
            "other_municipality",
            "other_region",
            "abroad",
        ]);
        let from = counterparty(&mut random, profiles, index, reason, false);
        let day = random.pick(&calendar.days);
        if day > profile.opened + 3 {
            newcomers.push((pupil, day, reason, from));
        }
    }
    for (number, (mut pupil, day, reason, from)) in newcomers.into_iter().enumerate() {
        let mut random = stream(seed, Stream::Arrival, profile, 10_000 + number);
        let fitting: Vec<usize> = (0..classes.len())
            .filter(|class| classes[*class].grade == pupil.grade)
            .collect();
        if fitting.is_empty() {
            continue;
        }
        pupil.class = random.pick(&fitting) as u16;
        enrolments.push(Enrolment {
            pupil: pupils.len() as u16,
            class: pupil.class,
            from: day,
            arrival: movement(&mut random, reason, day - 1, &from, 0.2),
            to: OPEN,
            departure: None,
        });
        pupils.push(pupil);
    }
}

/// The ninth and eleventh grades leave when their exams are over.
fn graduate(
    seed: u64,
    profile: &Profile,
    calendar: &Calendar,
    pupils: &[Pupil],
    enrolments: &mut [Enrolment],
) {
    let last = calendar.terms.last().map_or(0, |term| term.to);
    for enrolment in enrolments
        .iter_mut()
        .filter(|enrolment| enrolment.departure.is_none())
    {
        let number = usize::from(enrolment.pupil);
        let day = match pupils[number].grade {
            9 => last + 31,
            11 => last + 28,
            _ => continue,
        };
        let mut random = stream(seed, Stream::Leaving, profile, 20_000 + number);
        enrolment.to = day;
        enrolment.departure = Some(movement(&mut random, "graduated", day, "", 0.0));
    }
}

/// The nearest school before this one whose leavers come here.
fn neighbour(profiles: &[Profile], index: usize) -> Option<usize> {
    let before = (0..index).rev().chain((index + 1..profiles.len()).rev());
    before
        .into_iter()
        .find(|other| profiles[*other].kind != Kind::Additional)
}

fn movement(
    random: &mut Random,
    reason: &'static str,
    order_day: Day,
    counterparty: &str,
    late: f64,
) -> Movement {
    let delay = if random.chance(late) {
        random.between(4, 9)
    } else {
        random.between(0, 2)
    };
    Movement {
        reason,
        order_no: random.between(1, 240) as u16,
        order_day,
        counterparty: counterparty.to_owned(),
        entered: Moment::new(
            order_day + delay as Day,
            random.between(540, 1_020),
            random.between(0, 59),
        ),
    }
}

fn counterparty(
    random: &mut Random,
    profiles: &[Profile],
    index: usize,
    reason: &str,
    is_departure: bool,
) -> String {
    let number = random.between(1, 40);
    match reason {
        "other_school" if is_departure => {
            // The school after this one takes them.
            let next = (index + 1..profiles.len()).chain(0..index);
            next.into_iter()
                .find(|other| profiles[*other].kind != Kind::Additional)
                .map_or_else(String::new, |other| profiles[other].short_name.clone())
        }
        "other_municipality" => format!("МБОУ «СОШ № {number}» Соседнего района"),
        "other_region" => format!("МБОУ «СОШ № {number}» г. Дальнеградска"),
        "college" => "ГБПОУ «Демоградский колледж»".to_owned(),
        _ => String::new(),
    }
}

fn stream(seed: u64, stream: Stream, profile: &Profile, number: usize) -> Random {
    Random::of(seed, stream, &[u64::from(profile.number), number as u64])
}
