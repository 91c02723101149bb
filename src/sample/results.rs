//! Results: what each pupil is marked for a term and for the year.

use super::calendar::Term;
use super::curriculum::{SPORT, SUBJECTS};
use super::days::{Day, Moment};
use super::municipality::Kind;
use super::random::{Random, Stream};
use super::school::Setting;
use super::staff::Pace;
use super::works::{EXEMPT, FAIL, NOT_CERTIFIED, PASS};

#[derive(Debug, Clone, Copy)]
pub struct TermMark {
    pub pupil: u16,
    pub group: u16,
    /// A number into the calendar's terms.
    pub term: u8,
    pub kind: &'static str,
    /// A number into the values of marks; [`NOT_GRADED`] leaves the cell empty.
    pub value: u8,
    pub entered: Moment,
    pub author: u16,
}

/// Stands for a term mark that was left empty.
pub const NOT_GRADED: u8 = u8::MAX;

/// What has been gathered so far, and the term marks made of it.
#[derive(Debug)]
pub struct Results {
    /// By group, then by the pupil's position in the class.
    tallies: Vec<Vec<Tally>>,
    pub marks: Vec<TermMark>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    points: u32,
    weight: u32,
    count: u16,
    passes: u16,
    fails: u16,
    due: u16,
    missed: u16,
    year_points: u8,
    year_terms: u8,
    year_special: u8,
}

impl Results {
    pub fn new(setting: &Setting) -> Self {
        let of_class =
            |class: u16| vec![Tally::default(); setting.members[usize::from(class)].len()];
        Self {
            tallies: setting
                .groups
                .iter()
                .map(|group| of_class(group.class))
                .collect(),
            marks: Vec::new(),
        }
    }

    pub fn attend(&mut self, group: u16, position: usize, is_missed: bool) {
        let tally = &mut self.tallies[usize::from(group)][position];
        tally.due += 1;
        tally.missed += u16::from(is_missed);
    }

    pub fn mark(&mut self, group: u16, position: usize, value: u8, weight: u8) {
        let tally = &mut self.tallies[usize::from(group)][position];
        match value {
            0..=4 => {
                tally.points += u32::from(5 - value) * u32::from(weight);
                tally.weight += u32::from(weight);
                tally.count += 1;
            }
            PASS => tally.passes += 1,
            FAIL => tally.fails += 1,
            _ => {}
        }
    }

    /// Makes the term marks of a term that has ended.
    pub fn close(&mut self, setting: &Setting, number: usize, term: &Term) {
        if setting.profile.kind == Kind::Additional {
            return;
        }
        for (group_number, group) in setting.groups.iter().enumerate() {
            let grade = setting.classes[usize::from(group.class)].grade;
            if grade < 2
                || term
                    .grades
                    .is_some_and(|(low, high)| grade < low || high < grade)
            {
                continue;
            }
            let members = &setting.members[usize::from(group.class)];
            for (position, member) in members.iter().enumerate() {
                let is_of_half = group
                    .half
                    .is_none_or(|half| position % 2 == usize::from(half));
                if !is_of_half || term.to < member.from || member.to < term.to {
                    continue;
                }
                let keys = [
                    u64::from(setting.profile.number),
                    group_number as u64,
                    u64::from(member.pupil),
                    number as u64,
                ];
                let mut random = Random::of(setting.seed, Stream::Result, &keys);
                let tally = &mut self.tallies[group_number][position];
                let subject = &SUBJECTS[usize::from(group.subject)];
                let is_exempt = subject.id == SPORT
                    && setting.pupils[usize::from(member.pupil)]
                        .exempt
                        .is_some_and(|(from, to)| from <= term.from && term.to <= to);
                let is_year = term.kind == "year";
                let value = match (is_exempt, is_year) {
                    (true, _) => EXEMPT,
                    (false, true) => tally.year(subject.is_pass_fail),
                    (false, false) => tally.term(&mut random, subject.is_pass_fail),
                };
                if !is_year {
                    tally.carry(value);
                }
                let pace = setting.staff[usize::from(group.staff)].pace;
                let entered = entered(&mut random, pace, term.to);
                let mut mark = TermMark {
                    pupil: member.pupil,
                    group: group_number as u16,
                    term: number as u8,
                    kind: if is_year { "year" } else { "term" },
                    value,
                    entered,
                    author: group.staff,
                };
                self.marks.push(mark);
                // Those who leave school have a final mark as well, once their exams are over.
                if is_year && matches!(grade, 9 | 11) {
                    mark.kind = "final";
                    mark.entered = Moment::new(term.to + 22, random.between(600, 960), 0);
                    self.marks.push(mark);
                }
            }
        }
    }
}

impl Tally {
    /// Returns the term mark: near the weighted average, rarely kinder, and hardly ever a two.
    fn term(&self, random: &mut Random, is_pass_fail: bool) -> u8 {
        let is_away = f64::from(self.missed) > 0.55 * f64::from(self.due);
        if is_away && (self.count < 3 || random.chance(0.5)) {
            return NOT_CERTIFIED;
        }
        if is_pass_fail {
            return if self.fails > self.passes { FAIL } else { PASS };
        }
        if self.count == 0 {
            return if self.due > 8 {
                NOT_CERTIFIED
            } else {
                NOT_GRADED
            };
        }
        let average = f64::from(self.points) / f64::from(self.weight);
        let share = average - average.floor();
        let mut mark = (average + 0.5).floor();
        if (0.3..0.5).contains(&share) && random.chance(0.18) {
            mark += 1.0;
        } else if share >= 0.5 && random.chance(0.015) {
            mark -= 1.0;
        }
        if mark < 3.0 && random.chance(0.5) {
            mark = 3.0;
        }
        if random.chance(0.002) {
            return NOT_GRADED;
        }
        5 - (mark.clamp(2.0, 5.0) as u8)
    }

    fn year(&self, is_pass_fail: bool) -> u8 {
        match (self.year_terms, self.year_special) {
            (0, 0) => NOT_GRADED,
            (0, special) if is_pass_fail => special,
            (0, _) => NOT_CERTIFIED,
            (terms, _) => 5 - (2 * self.year_points + terms) / (2 * terms),
        }
    }

    /// Adds a term's mark to the year and begins the next term.
    fn carry(&mut self, value: u8) {
        let mut next = Tally {
            year_points: self.year_points,
            year_terms: self.year_terms,
            year_special: self.year_special,
            ..Tally::default()
        };
        match value {
            0..=4 => {
                next.year_points += 5 - value;
                next.year_terms += 1;
            }
            PASS | FAIL => next.year_special = value,
            _ => {}
        }
        *self = next;
    }
}

/// In the last days of the term; those who are late, in the days after it.
fn entered(random: &mut Random, pace: Pace, last: Day) -> Moment {
    let late = match pace {
        Pace::Prompt => 0.005,
        Pace::Evening => 0.02,
        Pace::Slow => 0.08,
        Pace::Laggard => 0.25,
    };
    let delay = if random.chance(late) {
        random.between(1, 6)
    } else {
        -random.between(0, 3)
    };
    Moment::new(
        last + delay as Day,
        random.between(540, 1_330),
        random.between(0, 59),
    )
}
