//! Report: what a declared file says.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::block::Block;
use super::laying::Names;
use super::parameter::Parameter;
use super::template;
use super::values::Values;
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
    /// Who approves it: lines at the top right, with `{parameter}` and `{director}` in them.
    #[serde(default)]
    pub approval: Vec<String>,
    /// Lines at the end, for what holds for all of it.
    #[serde(default)]
    pub notes: Vec<String>,
    #[serde(default)]
    pub parameters: Vec<Parameter>,
    #[serde(default)]
    pub questions: Vec<Question>,
    /// What chosen entries of registers say, beside the answers to the questions.
    #[serde(default)]
    pub entries: Vec<EntryDecl>,
    /// By which question it has a row of every school, so that a school without one is named in the notes.
    pub every_school: Option<EverySchool>,
    #[serde(default)]
    pub blocks: Vec<Block>,
    #[serde(default)]
    pub signatures: Vec<SignatureDecl>,
    /// The optional parameter without which it is long, so that it is made while its asker waits.
    pub is_long_without: Option<String>,
    /// In place of questions and blocks: other papers, bound into one.
    pub bound: Option<BoundDecl>,
    /// The report that is bound, and the parameter of which it is made for each value.
    #[serde(skip)]
    pub part: Option<(Arc<Report>, Parameter)>,
}

/// A report bound into one for each value of one of its parameters; the others are chosen for all of them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoundDecl {
    pub report: String,
    pub by: String,
    /// Stands at the foot of the cover, a line each.
    #[serde(default)]
    pub cover: Vec<String>,
    pub list_title: String,
    pub inscription_title: String,
    /// By which it is certified, once it is sewn, how many leaves there are.
    pub inscription: String,
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
    /// Whether it is asked for whoever may see pupils' names alone; for others its blocks are left out.
    #[serde(default)]
    pub has_names: bool,
    /// Query JSON, with `{parameter}` in it; `$pupil` and `$teacher` stand for the name where the reader may see it,
    /// else for the code.
    pub query: Value,
    /// Leaves the rows that other questions know, too.
    #[serde(default)]
    pub only_in: Vec<OnlyIn>,
    /// Leaves the rows that other questions do not know.
    #[serde(default)]
    pub not_in: Vec<OnlyIn>,
}

/// Which rows of a question are left: those whose members another question's rows have, or have not.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnlyIn {
    pub question: String,
    pub by: Vec<String>,
}

/// Of which schools a question is to have a row.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EverySchool {
    pub question: String,
    /// `general`, `cadet`, `additional`, `preschool`; any where nothing is said.
    #[serde(default)]
    pub kinds: Vec<String>,
}

/// A chosen entry of a register, known to the blocks by a name like a question's answer. Its members are the register's
/// fields.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryDecl {
    pub name: String,
    /// The parameter by which it is chosen.
    pub of: String,
    /// The field of whose lines each is a row, with `number` and `line`; one row where it is left out.
    pub lines: Option<String>,
    /// In its place: the entries of another register that belong to the chosen one, each a row with `number`.
    pub beside: Option<BesideDecl>,
}

/// Entries of a register that belong to an entry of another: of the same school and school year, and saying the same.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BesideDecl {
    pub register: String,
    /// The field that says the same in both.
    pub by: String,
}

/// Who signs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureDecl {
    pub post: String,
    /// Whose name stands to the right; a blank to fill in where it is left out or not known.
    pub of: Option<Signatory>,
    /// Whose name the chosen entry has: `{review.reviewer}`.
    pub name: Option<String>,
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

/// Behind the name of a measure: what it is by the model.
pub(super) const ABOUT: &str = ".about";

/// A form feed, which no TOML can hold.
const BETWEEN_FILES: char = '\u{c}';

impl Section {
    pub const ALL: [Self; 4] = [Self::Class, Self::Subject, Self::School, Self::Office];
}

impl Reader {
    pub const ALL: [Self; 4] = [Self::Office, Self::School, Self::Class, Self::Group];
}

impl Report {
    /// Reads a file, without a look at the model.
    ///
    /// What a record of a print keeps has the report that is bound behind its own text.
    pub fn read(name: &str, text: &str) -> Result<Self, toml::de::Error> {
        let (own, of_part) = match text.split_once(BETWEEN_FILES) {
            Some((own, of_part)) => (own, Some(of_part)),
            None => (text, None),
        };
        let mut report: Self = toml::from_str(own)?;
        name.clone_into(&mut report.name);
        report.take_text(own.to_owned());
        if let (Some(bound), Some(text)) = (report.bound.clone(), of_part) {
            report.bind(Arc::new(Self::read(&bound.report, text)?));
        }
        Ok(report)
    }

    /// Takes the report that is bound. What is chosen is what it asks for, but for the value that each part has.
    pub(super) fn bind(&mut self, part: Arc<Self>) {
        let Some(bound) = &self.bound else {
            return;
        };
        let Some(by) = part.parameter(&bound.by).cloned() else {
            return;
        };
        let rest = part.parameters.iter().filter(|one| one.name != by.name);
        self.parameters = rest.cloned().collect();
        self.take_text(format!("{}{BETWEEN_FILES}{}", self.text, part.text));
        self.part = Some((part, by));
    }

    /// Returns its own questions and those of what it binds.
    pub fn all_questions(&self) -> impl Iterator<Item = &Question> {
        let of_part = self.part.iter().flat_map(|(part, _)| &part.questions);
        self.questions.iter().chain(of_part)
    }

    fn take_text(&mut self, text: String) {
        self.digest = blake3::hash(text.as_bytes()).to_hex().to_string();
        self.text = text;
    }

    pub fn question(&self, name: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.name == name)
    }

    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters
            .iter()
            .find(|parameter| parameter.name == name)
    }

    /// Returns the measures whose definitions its notes and those of what it binds say, as `{grades.sou.about}`.
    pub fn defined(&self) -> Vec<&str> {
        let of_part = self.part.iter().flat_map(|(part, _)| &part.notes);
        let names = self.notes.iter().chain(of_part);
        let names = names.flat_map(|text| template::names(text));
        names.filter_map(|name| name.strip_suffix(ABOUT)).collect()
    }

    /// Says whether it has a line of every term of the class that is chosen.
    pub fn lists_terms(&self) -> bool {
        list_terms(&self.blocks)
    }

    /// Says whether pupils stand in it one by one, whoever reads it.
    pub fn lists_pupils(&self) -> bool {
        let mut questions = self.all_questions();
        questions.any(|question| !question.has_names && question.lists_pupils())
    }
}

fn list_terms(blocks: &[Block]) -> bool {
    blocks.iter().any(|block| match block {
        Block::Sheet(sheet) => sheet.lines.iter().any(|line| line.has_every_term),
        Block::Repeat(repeat) => list_terms(&repeat.blocks),
        Block::Slips(slips) => list_terms(&slips.blocks),
        Block::Heading(_)
        | Block::Text(_)
        | Block::Facts(_)
        | Block::List(_)
        | Block::Pagebreak(_) => false,
    })
}

impl Question {
    /// Returns the member by which rows are ordered first, if it is one from the first to the last.
    pub(super) fn first_in_order(&self) -> Option<&str> {
        let first = self.query.get("order")?.as_array()?.first()?.as_array()?;
        let direction = first.get(1).and_then(Value::as_str).unwrap_or("asc");
        (direction == "asc").then_some(first.first()?.as_str()?)
    }

    fn lists_pupils(&self) -> bool {
        let dimensions = self.query.get("dimensions").and_then(Value::as_array);
        let mut names = dimensions.into_iter().flatten().filter_map(Value::as_str);
        names.any(|name| matches!(name, "$pupil" | "pupil.id" | "pupil.name"))
    }

    /// Returns the question with what was chosen in it; none where it asks for days that there are not, or is for
    /// others.
    pub fn filled(&self, values: &Values, names: Names) -> Option<Value> {
        let is_unchosen = self.when.as_ref().is_some_and(|name| !values.has(name));
        if is_unchosen || self.has_names && !names.are_of_pupils() {
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
