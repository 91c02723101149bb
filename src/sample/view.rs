//! View: what of a school's year one night's extract can see.

use super::days::{Day, Moment};
use super::journal::{Absence, Homework, Lesson, Mark};
use super::movement::Enrolment;
use super::school::School;

#[derive(Debug)]
pub struct View<'a> {
    pub school: &'a School,
    /// First and last day of the window.
    pub from: Day,
    pub to: Day,
    /// The moment of the extract: what was entered later is not there yet.
    pub cut: Moment,
    /// Lessons of the window, by number.
    pub lessons: std::ops::Range<u32>,
    is_known: Vec<bool>,
}

impl<'a> View<'a> {
    pub fn new(school: &'a School, from: Day, to: Day, cut: Moment) -> Self {
        let lessons = &school.journal.lessons;
        let first = lessons.partition_point(|lesson| lesson.day < from) as u32;
        let last = lessons.partition_point(|lesson| lesson.day <= to) as u32;
        let mut is_known = vec![false; school.setting.pupils.len()];
        for enrolment in &school.setting.enrolments {
            is_known[usize::from(enrolment.pupil)] |= enrolment.arrival.entered <= cut;
        }
        Self {
            school,
            from,
            to,
            cut,
            lessons: first..last,
            is_known,
        }
    }

    pub fn has(&self, moment: Moment) -> bool {
        moment <= self.cut
    }

    pub fn knows(&self, pupil: u16) -> bool {
        self.is_known[usize::from(pupil)]
    }

    pub fn knows_departure(&self, enrolment: &Enrolment) -> bool {
        enrolment
            .departure
            .as_ref()
            .is_some_and(|departure| self.has(departure.entered))
    }

    /// Returns a moment that has come, or never.
    pub fn so_far(&self, moment: Moment) -> Moment {
        if self.has(moment) {
            moment
        } else {
            Moment::NEVER
        }
    }

    pub fn lesson(&self, number: u32) -> &'a Lesson {
        &self.school.journal.lessons[number as usize]
    }

    /// Returns whether a lesson stands in the journal at that moment.
    pub fn has_lesson(&self, number: u32) -> bool {
        !self.has(self.lesson(number).deleted)
    }

    /// Returns the homework, marks and absences of the window's lessons, entered or not. Each list
    /// is in order of lessons; the number of the first one comes along.
    pub fn homework(&self) -> &'a [Homework] {
        self.of_window(&self.school.journal.homework, |homework| homework.lesson)
            .1
    }

    pub fn marks(&self) -> (usize, &'a [Mark]) {
        self.of_window(&self.school.journal.marks, |mark| mark.lesson)
    }

    pub fn absences(&self) -> &'a [Absence] {
        self.of_window(&self.school.journal.absences, |absence| absence.lesson)
            .1
    }

    fn of_window<T>(&self, records: &'a [T], lesson: impl Fn(&T) -> u32) -> (usize, &'a [T]) {
        let first = records.partition_point(|record| lesson(record) < self.lessons.start);
        let last = records.partition_point(|record| lesson(record) < self.lessons.end);
        (first, &records[first..last])
    }
}
