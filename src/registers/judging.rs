//! Judging: what is wrong with an entry, by its own rules and among the other entries of its owner.

use std::collections::BTreeMap;

use super::entry::Values;
use super::register::{Chain, Check, Register};
use crate::catalogue::say;

/// What is wrong with one field, in the words of whoever filled it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub field: String,
    pub message: String,
}

impl Fault {
    pub fn new(field: &str, message: impl Into<String>) -> Self {
        Self {
            field: field.to_owned(),
            message: message.into(),
        }
    }
}

/// Judges an entry by the register's rules, its place in a chain included. `others` are what the owner's other entries say.
pub fn judge(register: &Register, values: &Values, others: &[Values]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for check in &register.checks {
        judge_check(register, check, values, &mut faults);
    }
    if let Some(key) = register.key_of(values)
        && others
            .iter()
            .any(|other| register.key_of(other).as_ref() == Some(&key))
    {
        let field = register.key.first().map_or("", String::as_str);
        faults.push(Fault::new(field, say!("registers-fault-key")));
    }
    let mut all: Vec<&Values> = others.iter().collect();
    all.push(values);
    faults.extend(judge_order(register, &all));
    faults
}

/// Judges whether the entries of an owner, taken together, close in their order.
pub fn judge_order(register: &Register, entries: &[&Values]) -> Vec<Fault> {
    let Some(chain) = &register.chain else {
        return Vec::new();
    };
    let steps = register
        .field(&chain.by)
        .map_or(&[][..], |field| field.values.as_slice());
    let mut chains: BTreeMap<Vec<String>, BTreeMap<usize, &Values>> = BTreeMap::new();
    for values in entries {
        let step = values.get(&chain.by).and_then(|value| value.text());
        let Some(place) = steps
            .iter()
            .position(|one| Some(one.value.as_str()) == step)
        else {
            continue;
        };
        let within = chain.within.iter();
        let within = within.map(|name| {
            values
                .get(name)
                .map_or_else(String::new, |value| value.written())
        });
        chains
            .entry(within.collect())
            .or_default()
            .insert(place, values);
    }
    let mut faults = Vec::new();
    for of_chain in chains.values() {
        for (place, step) in of_chain.iter().filter(|(_, step)| is_begun(chain, step)) {
            let Some(ahead) = place.checked_sub(1) else {
                continue;
            };
            let title = steps[ahead].told();
            let ended = match of_chain.get(&ahead) {
                Some(before) if register.is_done(before) => before.get(&chain.ends),
                _ => {
                    let message = say!("registers-fault-order", step = title);
                    faults.push(Fault::new(&chain.begun_by, message));
                    continue;
                }
            };
            let begins = step.get(&chain.begins).and_then(|value| value.day());
            if let (Some(begins), Some(ended)) = (begins, ended.and_then(|value| value.day()))
                && begins < ended
            {
                let day = crate::export::numbers::day(ended);
                let message = say!("registers-fault-order-day", step = title, day = day);
                faults.push(Fault::new(&chain.begins, message));
            }
        }
    }
    faults
}

fn is_begun(chain: &Chain, values: &Values) -> bool {
    let said = values.get(&chain.begun_by).and_then(|value| value.text());
    said.is_some_and(|said| chain.begun_values.iter().any(|one| one == said))
}

fn judge_check(register: &Register, check: &Check, values: &Values, faults: &mut Vec<Fault>) {
    let holds = check
        .when
        .iter()
        .all(|(name, wanted)| match values.get(name) {
            None => false,
            Some(_) if wanted.is_empty() => true,
            Some(value) => value
                .text()
                .is_some_and(|text| wanted.iter().any(|one| one == text)),
        });
    if !holds {
        return;
    }
    let told = check.message.told();
    if let [first, second] = check.differ.as_slice()
        && let (Some(one), Some(other)) = (values.get(first), values.get(second))
    {
        let plain = |text: String| {
            let text = text.to_lowercase().replace('ё', "е");
            text.chars()
                .filter(|sign| sign.is_alphanumeric())
                .collect::<String>()
        };
        if plain(one.written()) == plain(other.written()) {
            faults.push(Fault::new(second, told));
        }
    }
    if let [first, second] = check.in_order.as_slice()
        && let (Some(one), Some(other)) = (values.get(first), values.get(second))
        && other.day() < one.day()
    {
        faults.push(Fault::new(second, told));
    }
    for name in &check.needs {
        if register.field(name).is_some() && !values.contains_key(name) {
            faults.push(Fault::new(name, told));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::civil::Date;

    use super::*;
    use crate::content::Content;
    use crate::registers::{Standing, Value, load};

    fn register(name: &str) -> Arc<Register> {
        let (registers, _) = load(&Content::embedded());
        let found = registers.into_iter().find(|register| register.name == name);
        found.expect("a declared register")
    }

    fn entry(fields: &[(&str, &str)]) -> Values {
        let value = |text: &str| match text.parse::<Date>() {
            Ok(day) => Value::Day(day),
            Err(_) => Value::Text(text.to_owned()),
        };
        let fields = fields.iter();
        fields
            .map(|(name, text)| ((*name).to_owned(), value(text)))
            .collect()
    }

    /// Judges an entry and returns the fields that are wrong.
    fn wrong(register: &str, fields: &[(&str, &str)], others: &[Values]) -> Vec<String> {
        let found = judge(&self::register(register), &entry(fields), others);
        found.into_iter().map(|fault| fault.field).collect()
    }

    const COPY: [(&str, &str); 7] = [
        ("school_year", "2025/2026"),
        ("period", "q1"),
        ("made_on", "2025-10-27"),
        ("place_1", "Сейф директора"),
        ("keeper_1", "Белова А. П."),
        ("place_2", "Кабинет № 12"),
        ("keeper_2", "Орлов Д. И."),
    ];

    fn but(
        fields: &[(&'static str, &'static str)],
        changes: &[(&'static str, &'static str)],
    ) -> Vec<(&'static str, &'static str)> {
        let mut all: Vec<_> = fields.to_vec();
        all.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
        all.extend(changes.iter().filter(|(_, value)| !value.is_empty()));
        all
    }

    #[test]
    fn copies_lie_in_two_places_with_two_keepers() {
        assert!(wrong("archive_copies", &COPY, &[]).is_empty());
        for (change, field) in [
            (("place_2", "сейф  ДИРЕКТОРА."), "place_2"),
            (("keeper_2", "Белова А.П."), "keeper_2"),
            (("verified_on", "2025-10-26"), "verified_on"),
        ] {
            assert_eq!(
                wrong("archive_copies", &but(&COPY, &[change]), &[]),
                [field],
                "{change:?}"
            );
        }
        // Another copy of the same day is the same entry made twice.
        assert_eq!(
            wrong("archive_copies", &COPY, &[entry(&COPY)]),
            ["school_year"]
        );
        let later = entry(&but(&COPY, &[("made_on", "2025-10-28")]));
        assert!(wrong("archive_copies", &COPY, &[later]).is_empty());
    }

    const STAGE: [(&str, &str); 5] = [
        ("school_year", "2025/2026"),
        ("stage", "s1"),
        ("due_on", "2025-09-05"),
        ("status", "closed"),
        ("started_on", "2025-09-01"),
    ];

    const CLOSED: [(&str, &str); 4] = [
        ("report_on", "2025-09-04"),
        ("protocol", "3"),
        ("order_number", "96/15"),
        ("order_on", "2025-09-05"),
    ];

    fn closed() -> Vec<(&'static str, &'static str)> {
        but(&STAGE, &CLOSED)
    }

    #[test]
    fn a_stage_is_closed_by_a_report_a_decision_and_an_order() {
        assert!(wrong("stages", &closed(), &[]).is_empty());
        assert_eq!(
            wrong("stages", &STAGE, &[]),
            ["report_on", "protocol", "order_number", "order_on"]
        );
        let early = but(&closed(), &[("order_on", "2025-09-03")]);
        assert_eq!(wrong("stages", &early, &[]), ["order_on"]);
        let planned = but(&STAGE, &[("status", "planned"), ("started_on", "")]);
        assert!(wrong("stages", &planned, &[]).is_empty());
    }

    #[test]
    fn stages_are_closed_in_their_order() {
        let second = |status, started_on| {
            but(
                &STAGE,
                &[
                    ("stage", "s2"),
                    ("due_on", "2025-12-30"),
                    ("status", status),
                    ("started_on", started_on),
                ],
            )
        };
        let first = entry(&closed());
        let open = entry(&but(&STAGE, &[("status", "under_way")]));
        // Without the first, with the first under way, with the first of another year.
        let other_year = entry(&but(&closed(), &[("school_year", "2024/2025")]));
        for others in [vec![], vec![open.clone()], vec![other_year]] {
            assert_eq!(
                wrong("stages", &second("under_way", "2025-09-06"), &others),
                ["status"]
            );
        }
        let others = [first.clone()];
        assert!(wrong("stages", &second("under_way", "2025-09-05"), &others).is_empty());
        assert!(wrong("stages", &second("planned", ""), &[open]).is_empty());
        // Not before the order of the one ahead.
        assert_eq!(
            wrong("stages", &second("under_way", "2025-09-04"), &others),
            ["started_on"]
        );
        // The first cannot be opened again, nor taken away, while the second stands upon it.
        let begun = entry(&second("under_way", "2025-09-06"));
        let reopened = but(&STAGE, &[("status", "under_way")]);
        assert_eq!(
            wrong("stages", &reopened, std::slice::from_ref(&begun)),
            ["status"]
        );
        assert_eq!(judge_order(&register("stages"), &[&begun]).len(), 1);
        assert!(judge_order(&register("stages"), &[&first, &begun]).is_empty());
    }

    #[test]
    fn an_entry_is_overdue_from_the_day_after_its_term() {
        let stands = |name: &str, fields: &[(&str, &str)], today: &str| {
            let today = today.parse().expect("a day");
            register(name).standing(&entry(fields), today)
        };
        // Ten days to verify copies.
        assert_eq!(
            stands("archive_copies", &COPY, "2025-11-06"),
            Standing::Open
        );
        assert_eq!(
            stands("archive_copies", &COPY, "2025-11-07"),
            Standing::Overdue
        );
        let verified = but(&COPY, &[("verified_on", "2025-11-01")]);
        assert_eq!(
            stands("archive_copies", &verified, "2026-01-01"),
            Standing::Done
        );
        assert_eq!(stands("stages", &closed(), "2026-01-01"), Standing::Done);
        let planned = but(&STAGE, &[("status", "planned")]);
        assert_eq!(stands("stages", &planned, "2025-09-05"), Standing::Open);
        assert_eq!(stands("stages", &planned, "2025-09-06"), Standing::Overdue);
        // An act without a term of revision is never overdue.
        let act = [("status", "in_force"), ("adopted_on", "1999-01-01")];
        assert_eq!(stands("acts", &act, "2099-01-01"), Standing::Open);
    }

    #[test]
    fn what_is_answered_has_an_outcome() {
        let complaint = [
            ("number", "17"),
            ("received_on", "2025-10-01"),
            ("answer_by", "2025-10-31"),
        ];
        assert!(wrong("complaints", &complaint, &[]).is_empty());
        let answered = but(&complaint, &[("answered_on", "2025-10-10")]);
        assert_eq!(wrong("complaints", &answered, &[]), ["outcome"]);
        let early = but(&complaint, &[("answer_by", "2025-09-30")]);
        assert_eq!(wrong("complaints", &early, &[]), ["answer_by"]);
    }
}
