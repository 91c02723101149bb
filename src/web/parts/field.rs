//! Field: one input of a form with its label, what to write into it, and what was wrong with what was written.

use askama::Template;

use super::{Faults, Verbatim};

#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "parts/field.html")]
pub struct Field {
    /// Unique on its page: two forms may ask for the same.
    pub id: String,
    pub name: String,
    pub label: String,
    pub input: Input,
    pub value: String,
    pub hint: String,
    pub faults: Vec<String>,
    pub is_required: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    Text,
    /// Several lines.
    Lines,
    /// A login or a code, which no dictionary knows.
    Plain,
    Search,
    Date,
    /// The digits of a one-time code.
    Code,
    /// A password, with what a password manager is to do about it.
    Password(&'static str),
    Select(Vec<Choice>),
    /// A text with values that are suggested as it is typed; others may be written, too.
    Suggest(Vec<Choice>),
}

/// One of the values of a selection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub title: String,
}

impl Choice {
    pub fn new(value: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            title: title.into(),
        }
    }
}

impl Field {
    /// Starts an empty field of a form.
    pub fn new(
        form: &str,
        name: impl Into<String>,
        label: impl Into<String>,
        input: Input,
    ) -> Self {
        let name = name.into();
        Self {
            id: format!("{form}-{name}"),
            name,
            label: label.into(),
            input,
            value: String::new(),
            hint: String::new(),
            faults: Vec::new(),
            is_required: false,
        }
    }

    pub fn with_value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Adds what was wrong under the field's own name.
    pub fn with_faults(mut self, faults: &Faults) -> Self {
        self.faults = faults.at(&self.name);
        self
    }

    pub fn required(mut self) -> Self {
        self.is_required = true;
        self
    }

    fn kind(&self) -> &'static str {
        match self.input {
            Input::Text
            | Input::Lines
            | Input::Plain
            | Input::Code
            | Input::Select(_)
            | Input::Suggest(_) => "text",
            Input::Search => "search",
            Input::Date => "date",
            Input::Password(_) => "password",
        }
    }

    fn autocomplete(&self) -> &'static str {
        match self.input {
            Input::Password(what) => what,
            Input::Code => "one-time-code",
            Input::Text
            | Input::Lines
            | Input::Plain
            | Input::Search
            | Input::Date
            | Input::Select(_)
            | Input::Suggest(_) => "off",
        }
    }

    fn is_plain(&self) -> bool {
        matches!(self.input, Input::Plain | Input::Code)
    }

    fn suggestions(&self) -> &[Choice] {
        match &self.input {
            Input::Suggest(choices) => choices,
            _ => &[],
        }
    }

    /// The ids of what is said about the field.
    fn described_by(&self) -> String {
        let mut ids = Vec::new();
        if !self.hint.is_empty() {
            ids.push(format!("{}-hint", self.id));
        }
        if !self.faults.is_empty() {
            ids.push(format!("{}-fault", self.id));
        }
        ids.join(" ")
    }
}
