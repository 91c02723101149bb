//! Rule sets: all that are declared, who inherits from whom, and what holds on a day.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;

use super::parameter::{Parameter, RULES, Rule};
use super::rule_set::{Given, RuleSet, RuleValue, fault};
use crate::diagnostic::{Diagnostic, nearest};
use crate::period::Period;

/// Every declared rule set, checked against the others.
#[derive(Debug, Clone, Default)]
pub struct RuleSets {
    sets: Vec<RuleSet>,
}

/// A value that holds, and whose it is.
#[derive(Debug, Clone, Copy)]
pub struct Judgement<'a> {
    /// The set that says so, which may be one that the school's set inherits from.
    pub set: &'a RuleSet,
    pub given: &'a Given,
}

/// Longer lines of inheritance are nobody's.
const MOST_ANCESTORS: usize = 16;

impl RuleSets {
    /// Reads every file (name without `.toml`, text) and returns the sets with all faults found.
    pub fn parse<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> (Self, Vec<Diagnostic>) {
        let mut sets = Self::default();
        let mut faults = Vec::new();
        for (name, text) in files {
            let (set, found) = RuleSet::parse(name, text);
            sets.sets.extend(set);
            faults.extend(found);
        }
        for set in &sets.sets {
            sets.check(set, &mut faults);
        }
        (sets, faults)
    }

    pub fn get(&self, name: &str) -> Option<&RuleSet> {
        self.sets.iter().find(|set| set.name == name)
    }

    pub fn iter(&self) -> impl Iterator<Item = &RuleSet> {
        self.sets.iter()
    }

    /// Returns what a set or one of those it inherits from says on a day.
    pub fn judgement(
        &self,
        set: &str,
        rule: &str,
        parameter: &str,
        day: Date,
    ) -> Option<Judgement<'_>> {
        self.line(set).find_map(|set| {
            let given = set.on(rule, parameter, day)?;
            Some(Judgement { set, given })
        })
    }

    /// Splits a period where something that a set says or inherits takes force.
    pub fn spans(&self, set: &str, period: Period) -> Vec<Period> {
        let begins: BTreeSet<Date> = self
            .line(set)
            .flat_map(|set| &set.given)
            .filter_map(|given| given.from)
            .filter(|from| period.from < *from && *from <= period.to)
            .chain([period.from])
            .collect();
        let begins: Vec<Date> = begins.into_iter().collect();
        let ends = begins
            .iter()
            .skip(1)
            .map(|begin| begin.saturating_sub(1.day()))
            .chain([period.to]);
        begins
            .iter()
            .zip(ends)
            .map(|(from, to)| Period::new(*from, to))
            .collect()
    }

    /// Returns every parameter on which figures depend.
    pub fn judged() -> impl Iterator<Item = (&'static Rule, &'static Parameter)> {
        RULES.iter().flat_map(|rule| {
            let judged = rule.parameters.iter().filter(|one| one.is_judged());
            judged.map(move |parameter| (rule, parameter))
        })
    }

    /// Returns a set and those it inherits from, nearest first.
    fn line<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a RuleSet> + use<'a> {
        let next = |set: &&'a RuleSet| self.get(set.inherits.as_deref()?);
        std::iter::successors(self.get(name), next).take(MOST_ANCESTORS)
    }

    fn check(&self, set: &RuleSet, faults: &mut Vec<Diagnostic>) {
        if let Some(parent) = &set.inherits
            && self.get(parent).is_none()
        {
            let known = self.sets.iter().map(|set| set.name.as_str());
            let mut unknown = fault(
                &set.name,
                "inherits",
                format!("свода правил «{parent}» нет"),
            );
            unknown.hint = nearest(parent, known).map(|near| format!("похожее: {near}"));
            faults.push(unknown);
            return;
        }
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        if let Some(again) = self.line(&set.name).find(|one| !seen.insert(&one.name)) {
            faults.push(fault(
                &set.name,
                "inherits",
                format!(
                    "наследование замкнуто: свод возвращается к «{}»",
                    again.name
                ),
            ));
            return;
        }
        for day in self.days_of_change(set) {
            self.check_on(set, day, faults);
        }
    }

    /// The days on which something new holds, and one before all of them.
    fn days_of_change(&self, set: &RuleSet) -> BTreeSet<Date> {
        let given = self.line(&set.name).flat_map(|set| &set.given);
        given
            .filter_map(|given| given.from)
            .chain([Date::MIN])
            .collect()
    }

    fn check_on(&self, set: &RuleSet, day: Date, faults: &mut Vec<Diagnostic>) {
        let value = |rule: &str, parameter: &str| {
            let judgement = self.judgement(&set.name, rule, parameter, day)?;
            judgement.given.value.number()
        };
        let from = match day {
            Date::MIN => String::new(),
            day => format!(" (с {})", day.strftime("%d.%m.%Y")),
        };
        let mut wrong = |rule: &str, message: String| {
            let found = fault(&set.name, rule, message + &from);
            if !faults.contains(&found) {
                faults.push(found);
            }
        };
        let orders: [(&str, &[&str], &str); 2] = [
            (
                "final_mark",
                &["three", "four", "five"],
                "порог более высокой отметки должен быть выше",
            ),
            (
                "accumulation",
                &["up_to_1_hour", "up_to_2_hours", "up_to_3_hours"],
                "при большей нагрузке отметок не может требоваться меньше",
            ),
        ];
        for (rule, parameters, message) in orders {
            let values: Vec<f64> = parameters
                .iter()
                .filter_map(|name| value(rule, name))
                .collect();
            let is_strict = rule == "final_mark";
            let is_ordered = values.is_sorted_by(|a, b| if is_strict { a < b } else { a <= b });
            if !is_ordered {
                wrong("contradiction", format!("{rule}: {message}"));
            }
        }
        if let Some(root) = self.line(&set.name).last()
            && root.name != set.name
        {
            return;
        }
        for (rule, parameter) in Self::judged() {
            if self
                .judgement(&set.name, rule.name, parameter.name, day)
                .is_none()
            {
                wrong(
                    "unsaid",
                    format!(
                        "{}.{} не задан, а наследовать его не от кого",
                        rule.name, parameter.name
                    ),
                );
            }
        }
    }
}

impl<'a> Judgement<'a> {
    pub fn value(&self) -> &'a RuleValue {
        &self.given.value
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::content::Content;

    /// Reads the declared sets of these names, all if there are none, and further ones beside them.
    fn sets(names: &[&str], more: &[(&str, &str)]) -> (RuleSets, Vec<Diagnostic>) {
        let content = Content::embedded();
        let declared = content.below("schemas/rule-sets").map(|(path, text)| {
            let name = path.trim_start_matches("schemas/rule-sets/");
            (name.trim_end_matches(".toml"), text)
        });
        let wanted = declared.filter(|(name, _)| names.is_empty() || names.contains(name));
        RuleSets::parse(wanted.chain(more.iter().copied()))
    }

    #[test]
    fn the_declared_sets_say_what_the_regulations_say() {
        let (sets, faults) = sets(&[], &[]);
        assert_eq!(faults, []);
        let said = |set: &str, rule: &str, parameter: &str| {
            let found = sets.judgement(set, rule, parameter, date(2025, 10, 1));
            let found = found.expect("a value");
            format!(
                "{} {} {}",
                found.value(),
                found.set.name,
                found.given.clause
            )
        };
        assert_eq!(
            said("tomsk-cadet", "topics", "grace_days"),
            "1 tomsk-cadet 2.1"
        );
        assert_eq!(
            said("kropotkin-4", "homework", "after"),
            "class kropotkin-4 2.2"
        );
        assert_eq!(
            said("kropotkin-4", "homework", "hours"),
            "1 kropotkin-4 2.2"
        );
        assert!(said("tomsk-cadet", "marks", "days").starts_with("7 municipal"));
        assert!(said("sochi-53", "topics", "days").starts_with("0 municipal"));
        assert_eq!(said("uspensky-ddt", "topics", "days"), "0 uspensky-ddt 3.2");
        assert!(said("uspensky-ddt", "homework", "is_kept").starts_with("нет uspensky-ddt"));
        assert_eq!(
            said("tomsk-cadet", "accumulation", "up_to_1_hour"),
            "3 tomsk-cadet 2.3.1"
        );
        assert!(said("tomsk-cadet", "accumulation", "up_to_2_hours").starts_with("5 municipal"));
        assert!(said("tomsk-cadet", "final_mark", "five").starts_with("4,5 municipal"));
    }

    #[test]
    fn what_takes_force_on_a_day_leaves_the_days_before_alone() {
        let text = "title = 'Новый'\ndocument = 'Приказ'\ninherits = 'municipal'\n\
                    [[rules]]\nrule = 'marks'\nclause = '1'\nfrom = '2026-01-12'\ndays = 3\n";
        let (sets, faults) = sets(&["municipal"], &[("new", text)]);
        assert_eq!(faults, []);
        let days = |day| {
            let found = sets
                .judgement("new", "marks", "days", day)
                .expect("a value");
            found.value().int()
        };
        assert_eq!(days(date(2026, 1, 11)), Some(7));
        assert_eq!(days(date(2026, 1, 12)), Some(3));
        let year = Period::new(date(2025, 9, 1), date(2026, 8, 31));
        let spans = [
            Period::new(date(2025, 9, 1), date(2026, 1, 11)),
            Period::new(date(2026, 1, 12), date(2026, 8, 31)),
        ];
        assert_eq!(sets.spans("new", year), spans);
        assert_eq!(sets.spans("municipal", year), [year]);
    }

    #[test]
    fn impossible_sets_are_told_with_place_and_hint() {
        let head = "title = 'Т'\ndocument = 'Д'\n";
        let inherits = format!("{head}inherits = 'municipal'\n");
        let cases = [
            (
                format!("{head}inherits = 'municipel'\n"),
                "свода правил «municipel» нет [inherits]\n  подсказка: похожее: municipal",
            ),
            (
                format!("{head}inherits = 'x'\n"),
                "наследование замкнуто: свод возвращается к «x» [inherits]",
            ),
            (
                format!("{inherits}[[rules]]\nrule = 'topic'\nclause = '1'\ndays = 0\n"),
                "правила «topic» нет [rule]\n  подсказка: похожее: topics",
            ),
            (
                format!("{inherits}[[rules]]\nrule = 'topics'\nclause = '1'\nday = 0\n"),
                "у правила «topics» нет параметра «day» [parameter]\n  подсказка: похожее: days",
            ),
            (
                format!("{inherits}[[rules]]\nrule = 'topics'\nclause = '1'\ndays = -1\n"),
                "topics.days = -1: ожидается целое число от 0 до 366 [value]",
            ),
            (
                format!("{inherits}[[rules]]\nrule = 'topics'\nclause = ' '\ndays = 1\n"),
                "правило «topics»: не указан пункт положения [clause]",
            ),
            (
                format!(
                    "{inherits}[[rules]]\nrule = 'topics'\nclause = '1'\nfrom = '2025-02-30'\ndays = 1\n"
                ),
                "правило «topics»: день «2025-02-30» не читается [date]",
            ),
            (
                format!("{inherits}[[rules]]\nrule = 'homework'\nclause = '1'\nafter = 'lunch'\n"),
                "homework.after = \"lunch\": ожидается одно из: class, school [value]",
            ),
            (
                format!(
                    "{inherits}[[rules]]\nrule = 'passwords'\nclause = '1'\nissued_by = '02-30'\n"
                ),
                "passwords.issued_by = \"02-30\": ожидается месяц и день, например 09-15 [value]",
            ),
            (
                format!("{inherits}[[rules]]\nrule = 'final_mark'\nclause = '1'\nfour = 4.7\n"),
                "final_mark: порог более высокой отметки должен быть выше [contradiction]",
            ),
            (
                format!(
                    "{inherits}[[rules]]\nrule = 'accumulation'\nclause = '1'\nfrom = '2026-01-01'\nup_to_1_hour = 9\n"
                ),
                "accumulation: при большей нагрузке отметок не может требоваться меньше (с 01.01.2026) [contradiction]",
            ),
            (
                format!(
                    "{inherits}[[rules]]\nrule = 'marks'\nclause = '1'\ndays = 1\n[[rules]]\nrule = 'marks'\nclause = '2'\ndays = 2\n"
                ),
                "marks.days задан дважды на одни и те же дни [contradiction]",
            ),
        ];
        for (text, expected) in cases {
            let (_, faults) = sets(&["municipal"], &[("x", &text)]);
            let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
            assert_eq!(
                faults,
                [format!("schemas/rule-sets/x.toml: {expected}")],
                "{text}"
            );
        }
        let (_, alone) = sets(&["municipal"], &[("x", head)]);
        let alone: Vec<String> = alone.iter().map(ToString::to_string).collect();
        assert!(
            alone
                .iter()
                .any(|fault| fault.contains("topics.days не задан, а наследовать его не от кого"))
        );
    }
}
