//! What of the audit is asked for: the fields of the filter, as they stand in the address.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::app::titles;
use crate::audit::{Action, Filter};
use crate::catalogue::say;
use crate::web::fields::{self, Fields};
use crate::web::parts::{Choice, Faults, Field, Input, address, words};

/// Days that are shown to who names none, the last one among them.
const USUAL_DAYS: i64 = 7;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    from: String,
    to: String,
    login: String,
    action: String,
    text: String,
    /// Whether the chain is to be followed from its first line.
    pub is_verifying: bool,
}

impl Asked {
    /// Reads the address. An empty day is an open end; one that is not named at all is the usual one.
    pub fn read(fields: &Fields, today: Date) -> Self {
        let day = |name: &str, usual: Date| match fields.has(name) {
            true => fields.text(name),
            false => usual.to_string(),
        };
        Self {
            from: day("from", today.saturating_sub((USUAL_DAYS - 1).days())),
            to: day("to", today),
            login: fields.text("login"),
            action: fields.text("action"),
            text: fields.text("text"),
            is_verifying: fields.has("verify"),
        }
    }

    /// Returns the filter that was meant.
    pub fn filter(&self) -> Result<Filter, Faults> {
        let mut faults = Faults::default();
        let mut day = |name: &str, text: &str| {
            fields::day(text).unwrap_or_else(|message| {
                faults.add(name, &message);
                None
            })
        };
        let (from, to) = (day("from", &self.from), day("to", &self.to));
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            faults.add("to", &say!("faults-span-reversed"));
        }
        let action = Action::named(&self.action);
        if action.is_none() && !self.action.is_empty() {
            faults.add("action", &say!("audit-no-such-deed"));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Ok(Filter {
            from,
            to,
            login: given(&self.login),
            action,
            text: given(&self.text),
        })
    }

    /// Returns the filter as the parameters of an address.
    pub fn parameters(&self) -> String {
        let pairs = self.pairs().into_iter();
        let pairs = pairs.map(|(name, value)| format!("{name}={}", address::encoded(value)));
        pairs.collect::<Vec<_>>().join("&")
    }

    pub fn pairs(&self) -> [(&'static str, &str); 5] {
        [
            ("from", &self.from),
            ("to", &self.to),
            ("login", &self.login),
            ("action", &self.action),
            ("text", &self.text),
        ]
    }

    /// Returns the fields of the filter with what stands in them.
    pub fn fields(&self, faults: &Faults) -> Vec<Field> {
        let mut actions = vec![Choice::new("", say!("audit-any-deed"))];
        let known = Action::ALL.into_iter();
        actions.extend(known.map(|action| Choice::new(action.name(), titles::deed(action))));
        let field = |name, label, input, value: &str| {
            Field::new("audit", name, label, input)
                .with_value(value)
                .with_faults(faults)
        };
        vec![
            field("from", say!("audit-from"), Input::Date, &self.from),
            field("to", say!("audit-to"), Input::Date, &self.to),
            field(
                "login",
                say!("audit-whole-login"),
                Input::Plain,
                &self.login,
            ),
            field(
                "action",
                say!("audit-deed"),
                Input::Select(actions),
                &self.action,
            ),
            field("text", say!("audit-text"), Input::Search, &self.text),
        ]
    }
}

/// Says in words what a filter lets through.
pub fn in_words(filter: &Filter) -> String {
    let mut said = Vec::new();
    if filter.from.is_some() || filter.to.is_some() {
        said.push(words::days(filter.from, filter.to));
    }
    if let Some(login) = &filter.login {
        said.push(say!("audit-said-login", login = login.as_str()));
    }
    if let Some(action) = filter.action {
        said.push(say!("audit-said-deed", deed = titles::deed(action)));
    }
    if let Some(text) = &filter.text {
        said.push(say!("audit-said-text", text = text.as_str()));
    }
    match said.is_empty() {
        true => say!("audit-said-all"),
        false => said.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn asked() -> Asked {
        Asked::read(&Fields::default(), date(2026, 10, 14))
    }

    #[test]
    fn the_last_seven_days_are_usual() {
        let filter = asked().filter().expect("a filter");
        assert_eq!(filter.from, Some(date(2026, 10, 8)));
        assert_eq!(in_words(&filter), "с 08.10.2026 по 14.10.2026");
    }

    #[test]
    fn a_filter_is_told_in_words_and_stands_in_an_address() {
        let asked = Asked {
            from: String::new(),
            to: String::new(),
            login: "admin".to_owned(),
            action: "grant".to_owned(),
            text: "а&б".to_owned(),
            is_verifying: false,
        };
        let filter = asked.filter().expect("a filter");
        assert_eq!(
            in_words(&filter),
            "логин admin, действие «Предоставление права», текст «а&б»"
        );
        assert!(
            asked
                .parameters()
                .ends_with("action=grant&text=%D0%B0%26%D0%B1")
        );
        assert_eq!(in_words(&Filter::default()), "все записи");
    }

    #[test]
    fn what_is_no_filter_is_told_at_its_field() {
        let wrong = Asked {
            from: "14.10.2026".to_owned(),
            to: "2026-10-01".to_owned(),
            action: "drop".to_owned(),
            ..asked()
        };
        let faults = wrong.filter().expect_err("faults");
        assert!(faults.at("from").is_empty());
        assert_eq!(faults.at("to").len() + faults.at("action").len(), 2);
    }
}
