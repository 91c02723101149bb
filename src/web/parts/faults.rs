//! Faults: what was wrong with a form, all of it above the form and each beside its field.

use askama::Template;

use super::{Verbatim, words};
use crate::app::AskError;
use crate::catalogue::say;
use crate::web::Error;

/// Writes itself as a notice; as nothing where there is nothing wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "parts/faults.html")]
pub struct Faults {
    /// Pairs of the field's name and a sentence.
    list: Vec<(String, String)>,
}

impl Faults {
    /// Takes what was refused because of what was entered; another error is not the form's.
    pub fn of(error: AskError) -> Result<Self, Error> {
        match error {
            AskError::Refused { faults, .. } => {
                let mut all = Self::default();
                for fault in faults {
                    all.add(fault.path, &fault.message);
                }
                Ok(all)
            }
            error => Err(error.into()),
        }
    }

    pub fn one(path: &str, message: &str) -> Self {
        let mut faults = Self::default();
        faults.add(path, message);
        faults
    }

    pub fn add(&mut self, path: impl Into<String>, message: &str) {
        let fault = (path.into(), words::sentence(message));
        if !self.list.contains(&fault) {
            self.list.push(fault);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Returns the first sentence.
    pub fn first(&self) -> Option<String> {
        self.list.first().map(|(_, message)| message.clone())
    }

    /// Returns what is wrong with a field.
    pub fn at(&self, name: &str) -> Vec<String> {
        let faults = self.list.iter().filter(|(path, _)| path == name);
        faults.map(|(_, message)| message.clone()).collect()
    }

    /// Returns what is wrong with the members of a list, such as `rights[0].name`.
    pub fn below(&self, name: &str) -> Vec<String> {
        let faults = self.list.iter().filter(|(path, _)| {
            path.strip_prefix(name)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
        });
        faults.map(|(_, message)| message.clone()).collect()
    }

    /// Returns every sentence, each once.
    fn sentences(&self) -> Vec<&str> {
        let mut sentences: Vec<&str> = Vec::new();
        for (_, message) in &self.list {
            if !sentences.contains(&message.as_str()) {
                sentences.push(message);
            }
        }
        sentences
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_stand_beside_their_fields_and_together() {
        let mut faults = Faults::default();
        assert_eq!(faults.render().expect("nothing").trim(), "");
        faults.add("name", "укажите <имя>");
        faults.add("rights[1].name", "такого права нет");
        assert_eq!(faults.at("name"), ["Укажите <имя>."]);
        assert_eq!(faults.below("rights"), ["Такого права нет."]);
        let text = faults.render().expect("a notice");
        assert!(text.contains(r#"role="alert""#) && !text.contains("<имя>"));
    }
}
