//! Days: which days a page is asked about, as its address says it, and what is wrong with that.

use jiff::civil::Date;

use crate::app::NamedTerm;
use crate::catalogue::say;
use crate::web::parts::words;

/// What stands for two days in the field of ranges.
pub const DAYS: &str = "days";

/// The fields of an address as they were sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SentDays {
    /// A range in words, the name of a term, or `days`.
    pub range: String,
    pub from: String,
    pub to: String,
    /// The two days that the form had when it was opened: days that nobody touched do not win over other words.
    pub held: String,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AskedDays {
    /// Nothing is chosen.
    Own,
    Words(String),
    Term(NamedTerm),
    Days(Date, Date),
}

/// Why the days are not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DaysFault {
    None,
    One,
    NotADay(String),
    Backwards(Date, Date),
    Unknown(String),
}

impl SentDays {
    /// Makes of the fields what is asked. Days that are filled in win over words that stand beside them.
    pub fn read(
        &self,
        terms: &[NamedTerm],
        is_range: impl Fn(&str) -> bool,
    ) -> Result<AskedDays, DaysFault> {
        let has_words = !self.range.is_empty() && self.range != DAYS;
        let has_days = !self.from.is_empty() || !self.to.is_empty();
        if has_days && !(has_words && self.are_held()) {
            return self.days();
        }
        let range = self.range.as_str();
        if range == DAYS {
            return Err(DaysFault::None);
        }
        if range.is_empty() {
            return Ok(AskedDays::Own);
        }
        match terms.iter().find(|term| term.title() == range) {
            Some(term) => Ok(AskedDays::Term(term.clone())),
            None if is_range(range) => Ok(AskedDays::Words(range.to_owned())),
            None => Err(DaysFault::Unknown(range.to_owned())),
        }
    }

    fn days(&self) -> Result<AskedDays, DaysFault> {
        if self.from.is_empty() || self.to.is_empty() {
            return Err(DaysFault::One);
        }
        let day = |text: &str| {
            let day = text.parse::<Date>();
            day.map_err(|_| DaysFault::NotADay(text.to_owned()))
        };
        let (from, to) = (day(&self.from)?, day(&self.to)?);
        match from <= to {
            true => Ok(AskedDays::Days(from, to)),
            false => Err(DaysFault::Backwards(from, to)),
        }
    }

    fn are_held(&self) -> bool {
        !self.held.is_empty() && self.held == held(&self.from, &self.to)
    }
}

/// Writes two days as the form keeps them.
pub fn held(from: &str, to: &str) -> String {
    format!("{from}..{to}")
}

impl DaysFault {
    /// Says what to do about it.
    pub fn told(&self) -> String {
        match self {
            Self::None => say!("period-no-days"),
            Self::One => say!("period-one-day"),
            Self::NotADay(text) => say!("period-not-a-day", text = text.as_str()),
            Self::Backwards(from, to) => say!(
                "period-backwards",
                from = words::day(*from),
                to = words::day(*to)
            ),
            Self::Unknown(text) => say!("period-unknown", text = text.as_str()),
        }
    }

    /// Says whether it is about the field of ranges, and not about the days.
    pub fn is_of_range(&self) -> bool {
        matches!(self, Self::Unknown(_))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::period::Period;

    fn read(range: &str, from: &str, to: &str, held: &str) -> Result<AskedDays, DaysFault> {
        let sent = SentDays {
            range: range.into(),
            from: from.into(),
            to: to.into(),
            held: held.into(),
        };
        let quarter = NamedTerm {
            school_year: "2025/2026".parse().expect("a year"),
            name: "1 четверть".into(),
            kinds: vec!["quarter".into()],
            days: Period::new(date(2025, 9, 1), date(2025, 10, 24)),
            is_even: true,
        };
        sent.read(&[quarter], |words| words == "last 4 weeks")
    }

    #[test]
    fn days_that_are_filled_in_win_over_words() {
        let october = Ok(AskedDays::Days(date(2025, 10, 1), date(2025, 10, 31)));
        let (from, to) = ("2025-10-01", "2025-10-31");
        assert_eq!(read("last 4 weeks", from, to, ""), october);
        assert_eq!(read("days", from, to, ""), october);
        assert_eq!(read("", from, to, ""), october);
        assert_eq!(read("1 четверть 2025/2026", from, to, ""), october);
        // Those that were there already do not: other words were chosen.
        let held = "2025-10-01..2025-10-31";
        let words = Ok(AskedDays::Words("last 4 weeks".into()));
        assert_eq!(read("last 4 weeks", from, to, held), words);
        assert_eq!(read("days", from, to, held), october);
        let changed = read("last 4 weeks", from, "2025-10-30", held);
        assert_eq!(
            changed,
            Ok(AskedDays::Days(date(2025, 10, 1), date(2025, 10, 30)))
        );
    }

    #[test]
    fn a_term_goes_by_its_name() {
        assert!(matches!(
            read("1 четверть 2025/2026", "", "", ""),
            Ok(AskedDays::Term(term)) if term.kinds == ["quarter"]
        ));
        assert_eq!(read("", "", "", ""), Ok(AskedDays::Own));
    }

    #[test]
    fn what_cannot_be_taken_is_refused() {
        use DaysFault::{Backwards, None, NotADay, One, Unknown};
        for (range, from, to, fault) in [
            ("days", "", "", None),
            ("days", "2025-10-01", "", One),
            ("last 4 weeks", "", "2025-10-01", One),
            ("", "2025-10-01", "", One),
            (
                "days",
                "2025-13-01",
                "2025-10-01",
                NotADay("2025-13-01".into()),
            ),
            (
                "last 4 weeks",
                "2025-10-31",
                "2025-10-01",
                Backwards(date(2025, 10, 31), date(2025, 10, 1)),
            ),
            ("last fortnight", "", "", Unknown("last fortnight".into())),
            (
                "9 четверть 2025/2026",
                "",
                "",
                Unknown("9 четверть 2025/2026".into()),
            ),
        ] {
            assert_eq!(read(range, from, to, ""), Err(fault), "{range} {from} {to}");
        }
    }
}
