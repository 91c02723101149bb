//! Report: what a declared file says.

use serde::Deserialize;
use serde_json::{Value, json};

use super::block::Block;
use super::laying::Names;
use super::parameter::{Parameter, Values};
use crate::catalogue::Wording;
use crate::constructor;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// The name of the file without `.toml`.
    #[serde(skip)]
    pub name: String,
    /// What the file says, by which it is read again.
    #[serde(skip)]
    pub text: String,
    /// What tells the file from another: a hash of its text.
    #[serde(skip)]
    pub digest: String,
    pub title: Wording,
    /// Whom it serves for what, in a sentence.
    pub description: Wording,
    pub section: Section,
    /// The place in its section.
    pub order: u32,
    pub readers: Vec<Reader>,
    /// Whether nobody has confirmed its form: every page says «ПРОЕКТ».
    #[serde(default)]
    pub is_unverified: bool,
    #[serde(default)]
    pub page: Page,
    /// Lines under the title, with `{parameter}` in them.
    #[serde(default)]
    pub subtitles: Vec<String>,
    /// Lines at the end, for what holds for all of it.
    #[serde(default)]
    pub notes: Vec<String>,
    #[serde(default)]
    pub parameters: Vec<Parameter>,
    pub questions: Vec<Question>,
    pub blocks: Vec<Block>,
    #[serde(default)]
    pub signatures: Vec<SignatureDecl>,
}

/// The headings under which reports are listed, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Section {
    /// Of the homeroom teacher.
    Class,
    /// Of who teaches a subject.
    Subject,
    /// Of the school's administration.
    School,
    /// Of the education office.
    Office,
}

/// Who opens a report, by what lies before them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reader {
    /// Several schools.
    Office,
    /// One's own school.
    School,
    /// One's own classes.
    Class,
    /// One's own journal pages.
    Group,
}

/// The page that it is printed on.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    #[serde(default)]
    pub size: Size,
    #[serde(default)]
    pub is_landscape: bool,
    /// With more columns than these it is printed on A3.
    pub a3_over_columns: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum Size {
    #[default]
    A4,
    A3,
}

/// What is asked. Its answer is known to the blocks by the name.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    pub name: String,
    /// The value without which it is not asked, such as `term.previous`.
    pub when: Option<String>,
    /// Query JSON, with `{parameter}` in it; `$pupil` and `$teacher` stand for the name where the reader may see it,
    /// else for the code.
    pub query: Value,
}

/// Who signs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureDecl {
    pub post: String,
    /// Whose name stands to the right; a blank to fill in where it is left out or not known.
    pub of: Option<Signatory>,
    #[serde(default)]
    pub has_seal: bool,
}

/// Whose name the data have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Signatory {
    Director,
    Homeroom,
    /// Whoever makes the print.
    Asker,
}

impl Section {
    pub const ALL: [Self; 4] = [Self::Class, Self::Subject, Self::School, Self::Office];
}

impl Reader {
    pub const ALL: [Self; 4] = [Self::Office, Self::School, Self::Class, Self::Group];
}

impl Report {
    /// Reads a file, without a look at the model.
    pub fn read(name: &str, text: &str) -> Result<Self, toml::de::Error> {
        let mut report: Self = toml::from_str(text)?;
        name.clone_into(&mut report.name);
        text.clone_into(&mut report.text);
        report.digest = blake3::hash(text.as_bytes()).to_hex().to_string();
        Ok(report)
    }

    pub fn question(&self, name: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.name == name)
    }

    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters
            .iter()
            .find(|parameter| parameter.name == name)
    }
}

impl Question {
    /// Returns the question with what was chosen in it; none where it asks for days that there are not.
    pub fn filled(&self, values: &Values, names: Names) -> Option<Value> {
        if self.when.as_ref().is_some_and(|name| !values.has(name)) {
            return None;
        }
        let times = self.query.get("timeDimensions").and_then(Value::as_array);
        let ranges = times.into_iter().flatten();
        let ranges = ranges.filter_map(|time| time.get("dateRange"));
        let mut asked = ranges.flat_map(constructor::names_in);
        if asked.any(|name| !values.has(&name)) {
            return None;
        }
        let mut query = named(&self.query, names);
        // Of who may not see names a name and a code are the same.
        for list in ["dimensions", "order", "totals"] {
            if let Some(members) = query.get_mut(list).and_then(Value::as_array_mut) {
                let mut seen: Vec<Value> = Vec::new();
                members.retain(|member| {
                    let is_new = !seen.contains(member);
                    seen.push(member.clone());
                    is_new
                });
            }
        }
        Some(constructor::with_values(&query, &values.put))
    }
}

/// Puts what stands for pupils and teachers into a question.
fn named(query: &Value, names: Names) -> Value {
    match query {
        Value::String(text) => match text.as_str() {
            "$pupil" => json!(names.pupil),
            "$teacher" => json!(names.teacher),
            _ => query.clone(),
        },
        Value::Array(items) => items.iter().map(|item| named(item, names)).collect(),
        Value::Object(members) => {
            let members = members.iter();
            let members = members.map(|(key, value)| (key.clone(), named(value, names)));
            Value::Object(members.collect())
        }
        other => other.clone(),
    }
}
