//! Divided: answers shared out to what is told of one by one, a class or a pupil each.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::answer::{Answer, Answers, Row, Value};
use super::laying::Laying;

impl Laying<'_> {
    /// Divides the answers: for each different key of the driver its first row, and what every answer has of it.
    /// An answer that knows none of the members stays whole.
    pub(super) fn parts(
        &self,
        by: &[String],
        driver: &Answer,
        answers: &Answers,
    ) -> Vec<(Row, Answers)> {
        let by: Vec<String> = by.iter().map(|name| self.member(name).to_owned()).collect();
        let mut divided: Vec<(&String, Rc<Answer>, Option<Divided>)> = Vec::new();
        for (name, answer) in answers {
            let own: Vec<String> = by
                .iter()
                .filter(|member| answer.place(member).is_some())
                .cloned()
                .collect();
            let parts = (!own.is_empty()).then(|| {
                let parts = answer.split(&own).unwrap_or_default();
                let parts = parts.into_iter().map(|(values, part)| {
                    let key = values.iter().map(Value::key).collect();
                    (key, Rc::new(part))
                });
                Divided {
                    by: own,
                    parts: parts.collect(),
                    empty: Rc::new(answer.emptied()),
                }
            });
            divided.push((name, answer.clone(), parts));
        }
        let mut seen = Vec::new();
        let mut known: HashSet<Vec<String>> = HashSet::new();
        for row in driver.rows.iter() {
            let key = self.key(&by, driver, row);
            let text: Vec<String> = key.iter().map(|(_, value)| value.key()).collect();
            if !known.insert(text) {
                continue;
            }
            let of_row = divided.iter().map(|(name, whole, parts)| {
                let part = match parts {
                    None => whole.clone(),
                    Some(parts) => parts.of(&key),
                };
                ((*name).clone(), part)
            });
            seen.push((row.clone(), of_row.collect()));
        }
        seen
    }
}

/// An answer divided by the members that it has.
struct Divided {
    by: Vec<String>,
    parts: HashMap<Vec<String>, Rc<Answer>>,
    empty: Rc<Answer>,
}

impl Divided {
    fn of(&self, key: &[(String, Value)]) -> Rc<Answer> {
        let own = self.by.iter().filter_map(|member| {
            let found = key.iter().find(|(known, _)| known == member);
            found.map(|(_, value)| value.key())
        });
        let own: Vec<String> = own.collect();
        self.parts.get(&own).unwrap_or(&self.empty).clone()
    }
}
