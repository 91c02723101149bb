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
