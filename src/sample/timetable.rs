//! Timetable: which groups meet at which lesson of the week.

use super::classes::Class;
use super::groups::Group;
use super::municipality::{Kind, Profile};
use super::random::{Random, Stream};
use super::staff::Staff;

/// One lesson of a class's week; two groups when the class is divided.
#[derive(Debug, Clone, Copy)]
pub struct Slot {
    pub number: u8,
    pub group: u16,
    pub other: Option<u16>,
}

#[derive(Debug, Clone)]
pub struct Timetable {
    /// By class, then by weekday from Monday.
    weeks: Vec<[Vec<Slot>; 7]>,
}

impl Timetable {
    pub fn new(
        seed: u64,
        profile: &Profile,
        classes: &[Class],
        groups: &[Group],
        staff: &[Staff],
    ) -> Self {
        // One bit for each lesson of the week in which a teacher is busy.
        let mut busy = vec![0_u128; staff.len()];
        let mut weeks = Vec::with_capacity(classes.len());
        for (number, class) in classes.iter().enumerate() {
            let mut random = Random::of(
                seed,
                Stream::Timetable,
                &[u64::from(profile.number), number as u64],
            );
            weeks.push(match profile.kind {
                Kind::Additional => association_week(number, groups),
                Kind::General | Kind::Cadet => {
                    class_week(&mut random, profile, number, class, groups, &mut busy)
                }
            });
        }
        Self { weeks }
    }

    /// Returns the lessons of a class on a weekday, 1 being Monday.
    pub fn lessons(&self, class: usize, weekday: i16) -> &[Slot] {
        &self.weeks[class][(weekday - 1) as usize]
    }
}

/// Returns when a lesson begins and ends, in minutes since midnight.
pub fn bell(class: &Class, number: u8) -> (u16, u16) {
    let index = usize::from(number - 1);
    if class.is_association() {
        let start = [900, 955, 1_020, 1_075][index];
        return (start, start + 45);
    }
    if class.shift == 2 {
        let start = [840, 890, 950, 1_000, 1_050, 1_095, 1_140, 1_185][index];
        return (start, start + 40);
    }
    let start = [510, 565, 630, 695, 760, 815, 870, 925][index];
    // Lessons of the first grade are shorter.
    (start, start + if class.grade == 1 { 40 } else { 45 })
}

/// A subject of one class: its group or its two halves, and the lessons still to be placed.
struct Unit {
    group: u16,
    other: Option<u16>,
    remaining: u8,
    last_day: usize,
}

fn class_week(
    random: &mut Random,
    profile: &Profile,
    number: usize,
    class: &Class,
    groups: &[Group],
    busy: &mut [u128],
) -> [Vec<Slot>; 7] {
    let mut units: Vec<Unit> = Vec::new();
    for (index, group) in groups.iter().enumerate() {
        if usize::from(group.class) != number {
            continue;
        }
        match units.last_mut() {
            Some(unit) if group.half == Some(1) => unit.other = Some(index as u16),
            _ => units.push(Unit {
                group: index as u16,
                other: None,
                remaining: group.weekly_hours,
                last_day: usize::MAX,
            }),
        }
    }
    let hours: usize = units.iter().map(|unit| usize::from(unit.remaining)).sum();
    let days = profile.days_per_week as usize;
    let mut week: [Vec<Slot>; 7] = Default::default();
    let longest = hours.div_ceil(days);
    for index in 0..longest {
        for (day, lessons) in week.iter_mut().enumerate().take(days) {
            if index >= hours / days + usize::from(day < hours % days) {
                continue;
            }
            let bit = 1_u128 << (day * 20 + usize::from(class.shift - 1) * 10 + index);
            let teachers = |unit: &Unit| {
                let first = usize::from(groups[usize::from(unit.group)].staff);
                let second = unit
                    .other
                    .map(|other| usize::from(groups[usize::from(other)].staff));
                (first, second)
            };
            let best = units
                .iter()
                .enumerate()
                .filter(|(_, unit)| unit.remaining > 0)
                .max_by_key(|(_, unit)| {
                    let (first, second) = teachers(unit);
                    let is_free = busy[first] & bit == 0
                        && second.is_none_or(|second| busy[second] & bit == 0);
                    usize::from(is_free) * 1_000
                        + usize::from(unit.last_day != day) * 200
                        + usize::from(unit.remaining) * 10
                        + random.below(20)
                })
                .map(|(position, _)| position);
            let Some(best) = best else { continue };
            let (first, second) = teachers(&units[best]);
            busy[first] |= bit;
            if let Some(second) = second {
                busy[second] |= bit;
            }
            let unit = &mut units[best];
            unit.remaining -= 1;
            unit.last_day = day;
            lessons.push(Slot {
                number: index as u8 + 1,
                group: unit.group,
                other: unit.other,
            });
        }
    }
    week
}

/// An association meets once or twice a week for two lessons on end.
fn association_week(number: usize, groups: &[Group]) -> [Vec<Slot>; 7] {
    let mut week: [Vec<Slot>; 7] = Default::default();
    let meetings = usize::from(groups[number].weekly_hours / 2);
    for meeting in 0..meetings {
        let day = (number + meeting * 3) % 6;
        let first = if number.is_multiple_of(2) { 1 } else { 3 };
        for lesson in [first, first + 1] {
            week[day].push(Slot {
                number: lesson,
                group: number as u16,
                other: None,
            });
        }
    }
    week
}
