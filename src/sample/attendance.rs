//! Attendance: when each pupil is away, and when somebody writes down why.

use super::calendar::Calendar;
use super::days::{Day, Moment};
use super::municipality::Profile;
use super::people::Pupil;
use super::random::{Random, Stream};

/// Codes in the order of [`Code`].
pub const CODES: [&str; 6] = ["ОТ", "УП", "Б", "НП", "ОП", "ОСВ"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    Unspecified,
    Excused,
    Illness,
    Unexcused,
    Late,
    Exempt,
}

/// A stretch of days, or of lessons of one day, that a pupil misses.
#[derive(Debug, Clone, Copy)]
pub struct Spell {
    pub code: Code,
    /// The first and the last lesson missed on each of its days.
    pub lessons: (u8, u8),
    /// When the reason becomes known; until then the journal says `ОТ`.
    pub resolved: Moment,
}

/// What is known of all pupils and days up to a last one.
#[derive(Debug)]
pub struct Attendance {
    days: usize,
    spells: Vec<Spell>,
    /// By pupil, then by day: 0, or one more than the number of the spell.
    by_day: Vec<u16>,
}

impl Attendance {
    pub fn new(
        seed: u64,
        profile: &Profile,
        calendar: &Calendar,
        pupils: &[Pupil],
        until: Day,
    ) -> Self {
        let days = until.max(0) as usize + 1;
        let mut attendance = Self {
            days,
            spells: Vec::new(),
            by_day: vec![0; pupils.len() * days],
        };
        for (number, pupil) in pupils.iter().enumerate() {
            let mut random = Random::of(
                seed,
                Stream::Attendance,
                &[u64::from(profile.number), number as u64],
            );
            attendance.fill(&mut random, calendar, number, pupil);
        }
        attendance
    }

    /// Returns why a pupil is away from a lesson, if so.
    pub fn away(&self, pupil: u16, day: Day, lesson: u8) -> Option<Spell> {
        let spell = self.by_day[usize::from(pupil) * self.days + day as usize];
        let spell = self.spells[usize::from(spell).checked_sub(1)?];
        (spell.lessons.0 <= lesson && lesson <= spell.lessons.1).then_some(spell)
    }

    fn fill(&mut self, random: &mut Random, calendar: &Calendar, number: usize, pupil: &Pupil) {
        // A few are away for weeks on end: in hospital, or simply gone.
        let long = random.chance(0.009).then(|| random.between(10, 215) as Day);
        let long_days = random.between(35, 70);
        let long_code = if random.chance(0.7) {
            Code::Illness
        } else {
            Code::Unexcused
        };
        let mut day: Day = 0;
        while (day as usize) < self.days {
            if !calendar.is_teaching(day) {
                day += 1;
                continue;
            }
            let chance = random.unit();
            let illness = 0.0072 * wave(day) * pupil.frailty;
            let is_long = long.is_some_and(|from| (from..from + 7).contains(&day));
            let (code, length, lessons) = if is_long {
                (long_code, long_days, WHOLE_DAY)
            } else if chance < illness {
                (Code::Illness, random.between(3, 11), WHOLE_DAY)
            } else if chance < illness + 0.003 {
                (Code::Excused, random.between(1, 3), WHOLE_DAY)
            } else if chance < illness + 0.005 {
                (
                    Code::Excused,
                    1,
                    random.pick(&[LAST_LESSONS, FIRST_LESSONS]),
                )
            } else if chance < illness + 0.007 {
                (
                    Code::Unspecified,
                    1,
                    random.pick(&[WHOLE_DAY, LAST_LESSONS]),
                )
            } else if chance < illness + 0.007 + pupil.truancy {
                (
                    Code::Unexcused,
                    1,
                    random.pick(&[WHOLE_DAY, LAST_LESSONS, FIRST_LESSONS]),
                )
            } else {
                day += 1;
                continue;
            };
            let last = (day + length as Day - 1).min(self.days as Day - 1);
            // The note of a doctor or of the parents comes with the pupil, or a little later.
            let known = day + length as Day + random.between(0, 3) as Day;
            let resolved = match code {
                Code::Unspecified => Moment::NEVER,
                _ => Moment::new(known, random.between(500, 1_000), random.between(0, 59)),
            };
            self.spells.push(Spell {
                code,
                lessons,
                resolved,
            });
            // The year of the largest school has far fewer spells than fit.
            let spell = u16::try_from(self.spells.len()).unwrap_or(0);
            let row = number * self.days;
            self.by_day[row + day as usize..=row + last as usize].fill(spell);
            day = last + 1;
        }
    }
}

const WHOLE_DAY: (u8, u8) = (1, u8::MAX);
const FIRST_LESSONS: (u8, u8) = (1, 2);
const LAST_LESSONS: (u8, u8) = (5, u8::MAX);

/// Returns how many times more often than on average pupils fall ill: low in September, a first
/// wave in November, the large one from mid-January to the end of February.
fn wave(day: Day) -> f64 {
    match day {
        ..30 => 0.6,
        30..60 => 0.9,
        60..85 => 1.5,
        85..135 => 1.1,
        135..155 => 1.9,
        155..180 => 2.4,
        180..215 => 1.1,
        215..245 => 0.8,
        _ => 0.5,
    }
}
