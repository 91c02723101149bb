//! Terms: quarters, trimesters and half-years by their names, of the schools in a person's scope.

use super::released::SchoolTerm;
use super::{App, AskError, Asker};
use crate::period::{Period, SchoolYear};

/// A term as people choose it: what the schools call by one name in one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedTerm {
    pub school_year: SchoolYear,
    pub name: String,
    pub kinds: Vec<String>,
    /// From the first day that it has in any of the schools to the last one.
    pub days: Period,
    /// Whether all schools have the same days.
    pub is_even: bool,
}

/// A term as some schools have it: schools that give it other days have another one of the same name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedTerm {
    pub name: String,
    pub school_year: SchoolYear,
    pub days: Period,
    pub school_count: usize,
}

impl App {
    /// Returns the terms of the schools that an asker sees, or of those with some names, the newest first.
    pub fn terms_by_name(&self, asker: &Asker, school_names: &[String]) -> Vec<NamedTerm> {
        named(&self.terms_seen(asker, school_names))
    }

    /// Returns the terms that have begun, by their days, the newest first.
    pub async fn terms_by_days(&self, asker: &Asker) -> Result<Vec<DatedTerm>, AskError> {
        self.learn_release().await?;
        let mut terms = self.terms_seen(asker, &[]);
        let today = self.moment().today;
        terms.retain(|term| term.days.from <= today);
        Ok(dated(&terms))
    }
}

impl NamedTerm {
    /// Writes «1 четверть 2025/2026», by which a term is chosen.
    pub fn title(&self) -> String {
        format!("{} {}", self.name, self.school_year)
    }
}

/// Puts together what schools call by one name in one year, the newest first.
fn named(terms: &[SchoolTerm]) -> Vec<NamedTerm> {
    let mut found: Vec<NamedTerm> = Vec::new();
    for term in terms {
        let known = found
            .iter_mut()
            .find(|known| known.school_year == term.school_year && known.name == term.name);
        match known {
            Some(known) => {
                known.is_even &= known.days == term.days;
                known.days.from = known.days.from.min(term.days.from);
                known.days.to = known.days.to.max(term.days.to);
                if !known.kinds.contains(&term.kind) {
                    known.kinds.push(term.kind.clone());
                }
            }
            None => found.push(NamedTerm {
                school_year: term.school_year,
                name: term.name.clone(),
                kinds: vec![term.kind.clone()],
                days: term.days,
                is_even: true,
            }),
        }
    }
    found.sort_by(|one, other| {
        let later = (other.school_year, other.days.to, other.days.from);
        let earlier = (one.school_year, one.days.to, one.days.from);
        later.cmp(&earlier).then_with(|| one.name.cmp(&other.name))
    });
    found
}

/// Puts together what schools call by one name in one year and hold on the same days, the newest first.
fn dated(terms: &[SchoolTerm]) -> Vec<DatedTerm> {
    let mut found: Vec<DatedTerm> = Vec::new();
    for term in terms {
        let is_it = |known: &&mut DatedTerm| {
            known.school_year == term.school_year
                && known.name == term.name
                && known.days == term.days
        };
        match found.iter_mut().find(is_it) {
            Some(known) => known.school_count += 1,
            None => found.push(DatedTerm {
                name: term.name.clone(),
                school_year: term.school_year,
                days: term.days,
                school_count: 1,
            }),
        }
    }
    found.sort_by(|one, other| {
        let newest = |term: &DatedTerm| (term.days.from, term.days.to);
        let by_name = || one.name.cmp(&other.name);
        newest(other).cmp(&newest(one)).then_with(by_name)
    });
    found
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::*;

    fn term(school_id: &str, name: &str, kind: &str, from: Date, to: Date) -> SchoolTerm {
        SchoolTerm {
            school_id: school_id.into(),
            school_year: SchoolYear::of(from),
            name: name.into(),
            kind: kind.into(),
            ordinal: 1,
            days: Period::new(from, to),
        }
    }

    #[test]
    fn a_name_stands_once_the_newest_first_and_covers_the_days_of_all() {
        let terms = [
            term(
                "a",
                "1 четверть",
                "quarter",
                date(2024, 9, 1),
                date(2024, 10, 25),
            ),
            term(
                "a",
                "1 четверть",
                "quarter",
                date(2025, 9, 1),
                date(2025, 10, 24),
            ),
            term(
                "b",
                "1 четверть",
                "quarter",
                date(2025, 9, 1),
                date(2025, 10, 26),
            ),
            term(
                "a",
                "2 четверть",
                "quarter",
                date(2025, 11, 5),
                date(2025, 12, 28),
            ),
            term(
                "a",
                "1 полугодие",
                "half_year",
                date(2025, 9, 1),
                date(2025, 12, 28),
            ),
        ];
        let found = named(&terms);
        let titles: Vec<String> = found.iter().map(NamedTerm::title).collect();
        assert_eq!(
            titles,
            [
                "2 четверть 2025/2026",
                "1 полугодие 2025/2026",
                "1 четверть 2025/2026",
                "1 четверть 2024/2025",
            ]
        );
        let quarter = &found[2];
        assert_eq!(quarter.days.to, date(2025, 10, 26));
        assert!(!quarter.is_even, "the schools end it on different days");
        assert!(found[3].is_even);
        assert_eq!(quarter.kinds, ["quarter"]);
    }
}
