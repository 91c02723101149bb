//! Calendar: terms, vacations, holidays and teaching days of one school's year.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::days::Day;
use crate::period::SchoolYear;

/// How the grades below the tenth divide their year. The tenth and eleventh always study by half-years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermPlan {
    Quarters,
    Trimesters,
    /// For associations, which have no grades.
    HalfYears,
}

#[derive(Debug, Clone)]
pub struct Term {
    pub id: &'static str,
    pub kind: &'static str,
    pub ordinal: u8,
    pub name: &'static str,
    pub from: Day,
    pub to: Day,
    /// The first and the last grade that study by it; none means all.
    pub grades: Option<(u8, u8)>,
}

#[derive(Debug, Clone)]
pub struct DayOff {
    pub from: Day,
    pub to: Day,
    pub name: String,
}

#[derive(Debug, Clone)]
pub struct Calendar {
    /// 1 September.
    pub first: Date,
    /// The year itself comes last.
    pub terms: Vec<Term>,
    pub days_off: Vec<DayOff>,
    /// Teaching days in order.
    pub days: Vec<Day>,
    is_teaching: Vec<bool>,
    first_weekday: i16,
}

impl Calendar {
    pub fn new(year: SchoolYear, plan: TermPlan, days_per_week: i16) -> Self {
        let first = year.period().from;
        let mut calendar = Self {
            first,
            terms: Vec::new(),
            days_off: Vec::new(),
            days: Vec::new(),
            is_teaching: Vec::new(),
            first_weekday: i16::from(first.weekday().to_monday_zero_offset()),
        };
        calendar.divide(plan, days_per_week);
        calendar.add_holidays();
        calendar.add_free_saturdays(days_per_week);
        let last = calendar.terms.last().map_or(0, |term| term.to);
        for day in 0..=last {
            let is_off = calendar
                .days_off
                .iter()
                .any(|off| off.from <= day && day <= off.to);
            let is_teaching = calendar.weekday(day) <= days_per_week && !is_off;
            calendar.is_teaching.push(is_teaching);
            if is_teaching {
                calendar.days.push(day);
            }
        }
        calendar
    }

    pub fn date(&self, day: Day) -> Date {
        self.first.saturating_add(i64::from(day).days())
    }

    pub fn day(&self, date: Date) -> Day {
        (date.duration_since(self.first).as_hours() / 24) as Day
    }

    /// Returns 1 for Monday to 7 for Sunday.
    pub fn weekday(&self, day: Day) -> i16 {
        (self.first_weekday + day).rem_euclid(7) + 1
    }

    pub fn is_teaching(&self, day: Day) -> bool {
        usize::try_from(day).is_ok_and(|day| self.is_teaching.get(day) == Some(&true))
    }

    /// Returns the terms of a grade (0 for associations), the year left out.
    pub fn terms_of(&self, grade: u8) -> impl Iterator<Item = (usize, &Term)> {
        self.terms.iter().enumerate().filter(move |(_, term)| {
            term.kind != "year"
                && term
                    .grades
                    .is_none_or(|(low, high)| (low..=high).contains(&grade))
        })
    }

    fn divide(&mut self, plan: TermPlan, days_per_week: i16) {
        let winter_from = self.at(12, 31);
        let winter_to = self.weekday_from(self.at(1, 8), 7);
        let year_to = self.friday_by(self.at(5, 30));
        self.off(winter_from, winter_to, "Зимние каникулы");
        // A school of six days still studies on the Saturday before a break.
        let close = |friday: Day| friday + (days_per_week - 5);
        match plan {
            TermPlan::Quarters => {
                let autumn = self.friday_by(self.at(10, 26));
                let spring = self.friday_by(self.at(3, 28));
                self.off(close(autumn) + 1, autumn + 9, "Осенние каникулы");
                self.off(close(spring) + 1, spring + 9, "Весенние каникулы");
                let spans = [
                    (0, close(autumn)),
                    (autumn + 10, winter_from - 1),
                    (winter_to + 1, close(spring)),
                    (spring + 10, year_to),
                ];
                for (ordinal, (from, to)) in spans.into_iter().enumerate() {
                    let (id, name) = QUARTERS[ordinal];
                    self.term(id, "quarter", ordinal, name, (from, to), Some((1, 9)));
                }
            }
            TermPlan::Trimesters => {
                let breaks = [
                    (self.friday_by(self.at(10, 5)), "Осенние каникулы"),
                    (self.friday_by(self.at(11, 16)), "Ноябрьские каникулы"),
                    (self.friday_by(self.at(2, 15)), "Февральские каникулы"),
                    (self.friday_by(self.at(4, 5)), "Весенние каникулы"),
                ];
                for (friday, name) in breaks {
                    self.off(close(friday) + 1, friday + 9, name);
                }
                let spans = [
                    (0, close(breaks[1].0)),
                    (breaks[1].0 + 10, close(breaks[2].0)),
                    (breaks[2].0 + 10, year_to),
                ];
                for (ordinal, (from, to)) in spans.into_iter().enumerate() {
                    let (id, name) = TRIMESTERS[ordinal];
                    self.term(id, "trimester", ordinal, name, (from, to), Some((1, 9)));
                }
            }
            TermPlan::HalfYears => {}
        }
        let grades = (plan != TermPlan::HalfYears).then_some((10, 11));
        let spans = [(0, winter_from - 1), (winter_to + 1, year_to)];
        for (ordinal, span) in spans.into_iter().enumerate() {
            let (id, name) = HALF_YEARS[ordinal];
            self.term(id, "half_year", ordinal, name, span, grades);
        }
        self.term("y", "year", 0, "Год", (0, year_to), None);
    }

    fn term(
        &mut self,
        id: &'static str,
        kind: &'static str,
        index: usize,
        name: &'static str,
        (from, to): (Day, Day),
        grades: Option<(u8, u8)>,
    ) {
        self.terms.push(Term {
            id,
            kind,
            ordinal: index as u8 + 1,
            name,
            from,
            to,
            grades,
        });
    }

    fn off(&mut self, from: Day, to: Day, name: &str) {
        self.days_off.push(DayOff {
            from,
            to,
            name: name.to_owned(),
        });
    }

    fn add_holidays(&mut self) {
        for (month, day, name) in HOLIDAYS {
            let day = self.at(month, day);
            self.off(day, day, name);
            // Labour law moves the day off to the next working day.
            if self.weekday(day) >= 6 {
                let monday = self.weekday_from(day, 1);
                self.off(monday, monday, &format!("{name} (перенос выходного дня)"));
            }
        }
        self.days_off.sort_by_key(|off| (off.from, off.to));
    }

    /// A school of five days says so: whatever is neither Sunday nor a day off is a school day.
    fn add_free_saturdays(&mut self, days_per_week: i16) {
        if days_per_week > 5 {
            return;
        }
        let last = self.terms.last().map_or(0, |term| term.to);
        let is_off = |day: Day| {
            let mut held = self.days_off.iter();
            held.any(|off| off.from <= day && day <= off.to)
        };
        let saturdays = (0..=last).filter(|day| self.weekday(*day) == 6 && !is_off(*day));
        let saturdays: Vec<Day> = saturdays.collect();
        for day in saturdays {
            self.off(day, day, "Выходной день");
        }
        self.days_off.sort_by_key(|off| (off.from, off.to));
    }

    fn at(&self, month: i8, day: i8) -> Day {
        let year = self.first.year() + i16::from(month < 9);
        self.day(date(year, month, day))
    }

    fn friday_by(&self, day: Day) -> Day {
        day - (self.weekday(day) - 5).rem_euclid(7)
    }

    fn weekday_from(&self, day: Day, weekday: i16) -> Day {
        day + (weekday - self.weekday(day)).rem_euclid(7)
    }
}

const QUARTERS: [(&str, &str); 4] = [
    ("q1", "1 четверть"),
    ("q2", "2 четверть"),
    ("q3", "3 четверть"),
    ("q4", "4 четверть"),
];
const TRIMESTERS: [(&str, &str); 3] = [
    ("t1", "1 триместр"),
    ("t2", "2 триместр"),
    ("t3", "3 триместр"),
];
const HALF_YEARS: [(&str, &str); 2] = [("h1", "1 полугодие"), ("h2", "2 полугодие")];
const HOLIDAYS: [(i8, i8, &str); 5] = [
    (11, 4, "День народного единства"),
    (2, 23, "День защитника Отечества"),
    (3, 8, "Международный женский день"),
    (5, 1, "Праздник Весны и Труда"),
    (5, 9, "День Победы"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_without_lessons_is_a_sunday_or_a_day_off() {
        let year = SchoolYear::of(date(2025, 10, 1));
        for plan in [
            TermPlan::Quarters,
            TermPlan::Trimesters,
            TermPlan::HalfYears,
        ] {
            for days_per_week in [5, 6] {
                let calendar = Calendar::new(year, plan, days_per_week);
                let last = calendar.terms.last().expect("a year").to;
                for day in 0..=last {
                    let mut off = calendar.days_off.iter();
                    let is_off = off.any(|off| off.from <= day && day <= off.to);
                    let is_school_day = calendar.weekday(day) < 7 && !is_off;
                    assert_eq!(
                        calendar.is_teaching(day),
                        is_school_day,
                        "{}",
                        calendar.date(day)
                    );
                }
            }
        }
    }
}
