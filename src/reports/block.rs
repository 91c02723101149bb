//! Block: what stands on a report, from top to bottom, as its file declares it.
//!
//! The vocabulary is small and closed, so that a methodologist can learn it: docs/ru/report-files.md tells it with examples.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::report::SignatureDecl;

#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Block {
    Heading(HeadingBlock),
    Text(TextBlock),
    Facts(FactsBlock),
    List(ListBlock),
    Sheet(Box<SheetBlock>),
    Repeat(RepeatBlock),
    Slips(SlipsBlock),
    Pagebreak(PagebreakBlock),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadingBlock {
    pub text: String,
    pub when: Option<String>,
}

/// Sentences.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextBlock {
    /// Whose first row gives the figures.
    pub question: Option<String>,
    /// A pattern in the Fluent format: figures by the name behind their topic, `{ $missed }`.
    pub text: String,
    pub when: Option<String>,
    /// The question with whose rows it is left out.
    pub unless: Option<String>,
}

/// A small table of a few figures, one row.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactsBlock {
    #[serde(default)]
    pub title: String,
    pub question: String,
    pub items: Vec<Fact>,
    pub when: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    pub title: String,
    pub measure: String,
    pub decimals: Option<u8>,
}

/// A title with a line for each row of an answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListBlock {
    pub title: String,
    pub question: String,
    /// `{pupil.id}`, `{$pupil}`, `{detail}`.
    pub item: String,
    pub detail: Option<Detail>,
    /// Whether a list without items is left out.
    #[serde(default)]
    pub hides_empty: bool,
    pub when: Option<String>,
}

/// What another answer has to say of each item: its rows of the same key, joined.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Detail {
    pub question: String,
    /// By which members the rows meet.
    pub by: Vec<String>,
    pub item: String,
}

/// The same blocks for each value of some members, one page each.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepeatBlock {
    /// Whose rows they are repeated for.
    pub question: String,
    pub by: Vec<String>,
    #[serde(default)]
    pub title: String,
    pub blocks: Vec<Block>,
}

/// A slip for each value of some members: one receiver each, cut apart.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlipsBlock {
    pub question: String,
    pub by: Vec<String>,
    pub per_page: u8,
    /// The choice whose value stands in place of `per_page`.
    pub per_page_of: Option<String>,
    pub title: String,
    #[serde(default)]
    pub subtitles: Vec<String>,
    pub blocks: Vec<Block>,
    #[serde(default)]
    pub signatures: Vec<SignatureDecl>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PagebreakBlock {}

/// Rows by columns. The rows are those of one answer; what other answers have of them stands beside.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetBlock {
    /// Names the sheet of a workbook.
    pub name: String,
    #[serde(default)]
    pub caption: String,
    /// Whose rows are the rows.
    pub question: String,
    /// The members that tell rows apart, from the widest to the narrowest. An answer is joined by those that it has.
    pub rows: Vec<String>,
    /// Leaves the rows in which this measure is above nought. A question that filters by it would lose the rows of
    /// whoever is not told small figures.
    pub only_where: Option<String>,
    #[serde(default)]
    pub has_numbers: bool,
    /// The columns that name a row.
    pub labels: Vec<Label>,
    /// Several lines of each row, such as terms.
    #[serde(default)]
    pub lines: Vec<LineDecl>,
    /// The head over the names of lines.
    #[serde(default)]
    pub lines_title: String,
    pub columns: Vec<Column>,
    /// Total rows: behind the rows that share what they keep; the grand total keeps nothing.
    #[serde(default)]
    pub totals: Vec<TotalDecl>,
    /// Rows below that tell of the columns.
    #[serde(default)]
    pub foot: Vec<FootDecl>,
    /// What is said where there are no rows.
    #[serde(default)]
    pub empty: String,
    pub when: Option<String>,
    /// The question with whose rows it is left out: what is filled in by hand where there are no data.
    pub unless: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    pub title: String,
    pub text: String,
    pub width: Option<f64>,
}

/// One line of each row, or one for each value of `split`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineDecl {
    pub title: String,
    /// Where its values are looked up.
    pub question: String,
    pub split: Option<String>,
    /// Of those split by `term.name`: whether the class's other terms have a line, too, which is blank.
    #[serde(default)]
    pub has_every_term: bool,
    /// What holds of the records that stand in it: member and value.
    #[serde(default)]
    pub of: BTreeMap<String, String>,
}

/// A column, or one for each value of `across`. Without anything to show it is left blank for a pen.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    pub title: String,
    /// Heads above, the widest first.
    #[serde(default)]
    pub groups: Vec<String>,
    pub question: Option<String>,
    /// A measure, a formula, or one of a comparison: `grades.pass_pct.previous`.
    pub measure: Option<String>,
    /// Words with the members of the answer's rows, one row behind another.
    pub text: Option<String>,
    /// What stands in a cell one behind another, from several answers.
    #[serde(default)]
    pub parts: Vec<Part>,
    /// Whether the first of the rows or of the parts that says anything stands alone.
    #[serde(default)]
    pub takes_first: bool,
    /// What is taken off the measure: the column says by how much they differ.
    pub less: Option<Less>,
    /// In which rows it has anything to say.
    #[serde(default)]
    pub stands_in: StandsIn,
    /// Makes a column of each value of this member; `title` is then a template with it.
    pub across: Option<String>,
    /// Whose rows say which values there are, and in which order; the column's own answer where it is left out.
    pub across_of: Option<String>,
    /// Of time: a column for each day but Sunday of this parameter's days, whether anything stands in it or not.
    pub days: Option<String>,
    /// Measures of each value of `across`, in place of one.
    #[serde(default)]
    pub each: Vec<Fact>,
    pub decimals: Option<u8>,
    pub width: Option<f64>,
    #[serde(default)]
    pub is_upright: bool,
    /// Whether it tells of the row as a whole, whatever its lines.
    #[serde(default)]
    pub spans_lines: bool,
    /// Whether the foot's totals stand in it.
    #[serde(default)]
    pub takes_foot: bool,
    /// Stands where there is nothing; «—» for a measure, nothing for words.
    pub missing: Option<String>,
    /// Stands there instead where a measure of the row is above nought.
    pub missing_where: Option<MissingWhere>,
    /// The value without which the column is left out.
    pub when: Option<String>,
}

/// A figure of the same row in another answer, or a number that was chosen. It is one of both.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Less {
    pub question: Option<String>,
    pub measure: Option<String>,
    /// The parameter whose number it is.
    pub value: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StandsIn {
    #[default]
    All,
    /// Nothing stands in totals.
    Rows,
    /// Nothing stands in the rows themselves.
    Totals,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MissingWhere {
    pub question: String,
    pub measure: String,
    pub text: String,
}

/// Some of what stands in a cell.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    pub question: String,
    /// Words with the row's members.
    pub text: String,
    /// Stands only where this measure is above nought …
    pub measure: Option<String>,
    /// … and as many times as it says.
    #[serde(default)]
    pub is_repeated: bool,
    /// What values are called in words, in place of their own titles.
    #[serde(default)]
    pub titles: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TotalDecl {
    pub keep: Vec<String>,
    /// Words with the row's members; `{title}` is what `titles` say of the last one kept.
    pub label: String,
    #[serde(default)]
    pub titles: BTreeMap<String, String>,
    /// What stands for each measure in place of its own total, such as a mean; columns of other measures stay blank.
    #[serde(default)]
    pub instead: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FootDecl {
    pub title: String,
    pub question: String,
    pub measure: String,
    pub decimals: Option<u8>,
}

impl Block {
    /// Returns the question with whose rows it is left out.
    pub fn unless(&self) -> Option<&str> {
        match self {
            Self::Text(block) => block.unless.as_deref(),
            Self::Sheet(block) => block.unless.as_deref(),
            Self::Heading(_)
            | Self::Facts(_)
            | Self::List(_)
            | Self::Repeat(_)
            | Self::Slips(_)
            | Self::Pagebreak(_) => None,
        }
    }

    /// Returns the value without which it is left out.
    pub fn when(&self) -> Option<&str> {
        match self {
            Self::Heading(block) => block.when.as_deref(),
            Self::Text(block) => block.when.as_deref(),
            Self::Facts(block) => block.when.as_deref(),
            Self::List(block) => block.when.as_deref(),
            Self::Sheet(block) => block.when.as_deref(),
            Self::Repeat(_) | Self::Slips(_) | Self::Pagebreak(_) => None,
        }
    }
}
