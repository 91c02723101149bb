//! Rule sets: by whose rules each school is judged, and from when.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::period::Period;

/// What the settings say of rule sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSetChoices {
    /// The set of schools that have none of their own.
    pub default: String,
    /// Sets by school.
    pub by_school: BTreeMap<String, Vec<RuleSetChoice>>,
}

/// A set, and the first day on which it judges; none for always.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSetChoice {
    pub name: String,
    pub from: Option<Date>,
}

impl RuleSetChoice {
    /// Reads `sochi-53`, `tomsk-cadet с 2026-01-12`, or several of these with commas between.
    pub fn parse_list(text: &str) -> Option<Vec<Self>> {
        let mut choices: Vec<Self> = Vec::new();
        for one in text.split(',') {
            let words: Vec<&str> = one.split_whitespace().collect();
            let (name, from) = match words.as_slice() {
                [name] => (name, None),
                [name, "с", day] => (name, Some(day.parse().ok()?)),
                _ => return None,
            };
            if choices.iter().any(|other| other.from == from) {
                return None;
            }
            choices.push(Self {
                name: (*name).to_owned(),
                from,
            });
        }
        Some(choices)
    }
}

impl RuleSetChoices {
    /// Returns every set that is named.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let chosen = self.by_school.values().flatten();
        let chosen = chosen.map(|choice| choice.name.as_str());
        chosen.chain([self.default.as_str()])
    }

    /// Splits a period by the sets that judge a school. `own` is the one that the school itself names: it gives
    /// way to one of the settings and goes before the default.
    pub fn of(&self, school_id: &str, own: Option<&str>, period: Period) -> Vec<(Period, String)> {
        let mut choices = self.by_school.get(school_id).cloned().unwrap_or_default();
        choices.sort_by_key(|choice| choice.from);
        let mut spans: Vec<(Period, String)> =
            vec![(period, own.unwrap_or(&self.default).to_owned())];
        for choice in choices {
            let from = choice.from.unwrap_or(period.from).max(period.from);
            if from > period.to {
                break;
            }
            spans.retain(|(days, _)| days.from < from);
            if let Some((last, _)) = spans.last_mut() {
                last.to = from.saturating_sub(1.day());
            }
            spans.push((Period::new(from, period.to), choice.name));
        }
        spans
    }
}

impl Default for RuleSetChoices {
    fn default() -> Self {
        Self {
            default: "municipal".to_owned(),
            by_school: BTreeMap::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn settings_go_before_the_school_and_the_school_before_the_default() {
        let mut choices = RuleSetChoices::default();
        let year = Period::new(date(2025, 9, 1), date(2026, 8, 31));
        let of = |choices: &RuleSetChoices, own| {
            let spans = choices.of("s1", own, year).into_iter();
            spans
                .map(|(days, name)| format!("{} {} {name}", days.from, days.to))
                .collect::<Vec<_>>()
        };
        assert_eq!(of(&choices, None), ["2025-09-01 2026-08-31 municipal"]);
        assert_eq!(of(&choices, Some("own")), ["2025-09-01 2026-08-31 own"]);
        let mut choose = |text: &str| {
            let list = RuleSetChoice::parse_list(text).expect("a list");
            choices.by_school.insert("s1".to_owned(), list);
            of(&choices, Some("own"))
        };
        assert_eq!(choose("a"), ["2025-09-01 2026-08-31 a"]);
        assert_eq!(
            choose("b с 2026-01-12, a с 2024-01-01, c с 2027-01-01"),
            ["2025-09-01 2026-01-11 a", "2026-01-12 2026-08-31 b"]
        );
        assert_eq!(
            choose("b с 2026-01-12"),
            ["2025-09-01 2026-01-11 own", "2026-01-12 2026-08-31 b"]
        );
        for wrong in [
            "",
            "a b",
            "a с завтра",
            "a, b",
            "a с 2026-01-12, b с 2026-01-12",
        ] {
            assert_eq!(RuleSetChoice::parse_list(wrong), None, "{wrong}");
        }
    }
}
