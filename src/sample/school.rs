//! School: one organisation's whole year, invented before any night is cut out of it.

use super::SampleSpec;
use super::accounts::{self, Accounts};
use super::attendance::Attendance;
use super::calendar::Calendar;
use super::classes::{self, Class};
use super::corrections::{self, Correction};
use super::days::{Day, Moment};
use super::exams::{self, ExamResult};
use super::groups::{self, Group};
use super::journal::{self, Journal};
use super::movement::{self, Enrolment, Member};
use super::municipality::{Kind, Profile};
use super::people::{self, Pupil};
use super::random::{Random, Stream};
use super::results::TermMark;
use super::staff::Staff;
use super::timetable::Timetable;
use crate::period::SchoolYear;

/// An organisation and what was written in it up to the last day asked for.
#[derive(Debug)]
pub struct School {
    pub setting: Setting,
    pub journal: Journal,
    pub term_marks: Vec<TermMark>,
    pub exams: Vec<ExamResult>,
    pub corrections: Vec<Correction>,
    pub accounts: Accounts,
}

/// What is decided before the first lesson.
#[derive(Debug)]
pub struct Setting {
    pub seed: u64,
    pub profile: Profile,
    pub calendar: Calendar,
    pub classes: Vec<Class>,
    pub staff: Vec<Staff>,
    pub groups: Vec<Group>,
    pub timetable: Timetable,
    pub pupils: Vec<Pupil>,
    pub enrolments: Vec<Enrolment>,
    /// By class, whom its journal knows.
    pub members: Vec<Vec<Member>>,
    pub attendance: Attendance,
}

impl School {
    /// Invents the organisation of that index.
    pub fn new(spec: &SampleSpec, profiles: &[Profile], index: usize) -> Self {
        let year = SchoolYear::of(spec.period.from);
        let profile = profiles[index].clone();
        let calendar = profile.calendar(year);
        let from = calendar.day(spec.period.from);
        let until = calendar.day(spec.period.to);
        let setting = Setting::new(spec.seed, profiles, index, year, calendar, until);
        let (journal, term_marks) = journal::journal(&setting, from, until);
        let exams = exams::results(&setting, until);
        let corrections = corrections::corrections(&setting, &journal);
        let accounts = accounts::accounts(&setting, from, until);
        Self {
            setting,
            journal,
            term_marks,
            exams,
            corrections,
            accounts,
        }
    }
}

impl Setting {
    fn new(
        seed: u64,
        profiles: &[Profile],
        index: usize,
        year: SchoolYear,
        calendar: Calendar,
        until: Day,
    ) -> Self {
        let profile = profiles[index].clone();
        let mut classes = classes::classes(&profile);
        let (staff, groups) = groups::groups(seed, &profile, &calendar, &mut classes);
        let timetable = Timetable::new(seed, &profile, &classes, &groups, &staff);
        let mut pupils = people::roster(seed, profiles, index, &calendar);
        let enrolments = movement::enrolments(
            seed,
            profiles,
            index,
            year,
            &calendar,
            &classes,
            &mut pupils,
        );
        let members = movement::members(&enrolments, classes.len());
        let attendance = Attendance::new(seed, &profile, &calendar, &pupils, until);
        Self {
            seed,
            profile,
            calendar,
            classes,
            staff,
            groups,
            timetable,
            pupils,
            enrolments,
            members,
            attendance,
        }
    }

    /// Returns how much a pupil likes a subject, from −0.5 to 0.5.
    pub fn taste(&self, pupil: u16, subject: u16) -> f64 {
        let keys = [
            u64::from(self.profile.number),
            u64::from(pupil),
            u64::from(subject),
        ];
        Random::of(self.seed, Stream::Taste, &keys).unit() - 0.5
    }

    /// Returns a colleague of the same chair who is well that day.
    pub fn substitute(&self, random: &mut Random, staff: u16, day: Day) -> Option<u16> {
        let chair = self.staff[usize::from(staff)].chair;
        let count = self.staff.len();
        let start = random.below(count);
        (0..count)
            .map(|step| (start + step) % count)
            .find(|other| {
                let colleague = &self.staff[*other];
                *other != usize::from(staff) && colleague.chair == chair && !colleague.is_ill(day)
            })
            .map(|other| other as u16)
    }

    /// Some classes are sent home for a week of February.
    pub fn is_quarantined(&self, class: u16, day: Day) -> bool {
        let is_hit = (u32::from(class) * 7 + self.profile.number * 3).is_multiple_of(23);
        self.profile.kind != Kind::Additional && is_hit && (156..163).contains(&day)
    }

    /// Returns the day of a group's next lesson, or the next day where none is in sight.
    pub fn next_lesson(&self, group: u16, day: Day) -> Day {
        let class = usize::from(self.groups[usize::from(group)].class);
        let has_lesson = |day: &Day| {
            let slots = self.timetable.lessons(class, self.calendar.weekday(*day));
            self.calendar.is_teaching(*day)
                && slots
                    .iter()
                    .any(|slot| slot.group == group || slot.other == Some(group))
        };
        (day + 1..day + 30).find(has_lesson).unwrap_or(day + 1)
    }

    /// Returns when a pupil first appeared in the school's system.
    pub fn pupil_entered(&self, pupil: u16) -> Moment {
        let number = usize::from(pupil);
        match self.enrolments.get(number) {
            // Those of the opening roster have the enrolment of their own number.
            Some(enrolment) if enrolment.pupil == pupil => enrolment.arrival.entered,
            _ => self
                .enrolments
                .iter()
                .find(|enrolment| enrolment.pupil == pupil)
                .map_or(Moment::NEVER, |enrolment| enrolment.arrival.entered),
        }
    }
}
