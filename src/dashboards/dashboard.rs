//! Dashboard: what a declared file says.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::catalogue::Wording;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dashboard {
    /// The name of the file without `.toml`.
    #[serde(skip)]
    pub name: String,
    pub title: Wording,
    /// Whom it helps to decide what, in a sentence.
    pub description: Wording,
    /// The place in lists.
    pub order: u32,
    pub readers: Vec<Reader>,
    /// Whose first page it is.
    #[serde(default)]
    pub home_of: Vec<Reader>,
    /// The range in words that holds when none is chosen.
    pub period: String,
    /// The ranges in words that the page offers; all that are known where it is left out. A topic that tells how things
    /// stand on the last day asked has nothing to say of a day to come.
    #[serde(default)]
    pub periods: Vec<String>,
    /// Which terms of the schools the page offers by name.
    #[serde(default)]
    pub terms: Terms,
    /// The dimensions that the page can be filtered by.
    #[serde(default)]
    pub filters: Vec<String>,
    #[serde(default)]
    pub tiles: Vec<Tile>,
    /// Where the reader's school stands among those of the municipality.
    pub standing: Option<Standing>,
    #[serde(default)]
    pub alerts: Vec<Alert>,
    /// Whether the segments' own states stand on the page: who sent what when.
    #[serde(default)]
    pub has_segments: bool,
    /// What the rule sets of the schools ask for, side by side.
    pub demands: Option<Demands>,
    /// Whether the alerts of every page that the reader can open stand on this one.
    #[serde(default)]
    pub gathers_alerts: bool,
}

/// Which terms can be chosen by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Terms {
    /// Those that have begun.
    #[default]
    Begun,
    /// Those that are over: the page tells how things stand on the last day asked.
    Over,
    /// None: what the page tells has nothing to do with terms.
    None,
}

/// A table of rules by rule sets: what each asks for, and by which clause.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demands {
    pub title: Wording,
    /// The rules, by the names that rule sets have for them.
    pub rules: Vec<String>,
}

/// Who reads, by what lies before them.
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

impl Reader {
    pub const ALL: [Self; 4] = [Self::Office, Self::School, Self::Class, Self::Group];
}

/// A question with a chart and a sentence.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tile {
    pub name: String,
    /// May ask for `$unit`: `school`, `class` or another entity that rows are about.
    pub title: Wording,
    /// What to take from it. May ask for `$rows`, `$unit` and, of each measure, `$measure` over all, `$measure_least`,
    /// `$measure_least_at`, `$measure_most`, `$measure_most_at`, and of a comparison `$measure_previous` and `$measure_change`.
    pub sentence: Option<Wording>,
    /// What it means that nothing is found; that there are no data where it is left out.
    pub empty: Option<Wording>,
    #[serde(default)]
    pub chart: Chart,
    /// The measures that are drawn; the first one where it is left out.
    #[serde(default)]
    pub draws: Vec<String>,
    #[serde(default)]
    pub width: Width,
    /// What `$unit` stands for: with several schools before the reader, with one school, with one class. The words
    /// `pupil` and `teacher` stand for the name where the reader may see it, else for the code.
    #[serde(default = "units")]
    pub units: Vec<String>,
    /// Its own range in words, whatever the page's.
    pub period: Option<String>,
    /// What its measures are to reach by the rules, drawn as a line and told beside the figure.
    #[serde(default)]
    pub targets: BTreeMap<String, f64>,
    /// Whom it is shown to; all readers of the page where it is left out.
    #[serde(default)]
    pub readers: Vec<Reader>,
    pub query: Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Chart {
    /// The table alone.
    #[default]
    None,
    /// Large numbers above the tiles, without a table.
    Figures,
    Bar,
    Column,
    Stacked,
    Line,
    Heatmap,
    Dot,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Width {
    #[default]
    Full,
    Half,
}

/// How far a reader looks down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Several schools.
    Schools,
    /// One school.
    Classes,
    /// One class.
    Pupils,
}

/// The reader's school beside the median of all schools, and its rank, without the others' figures.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    pub title: Wording,
    pub measures: Vec<StandingMeasure>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandingMeasure {
    pub measure: String,
    /// Its own range in words: marks of a term lie on its last day, which a page of four weeks may not reach.
    pub period: Option<String>,
    /// Whether less is better.
    #[serde(default)]
    pub less_is_better: bool,
}

/// Something to look into: every row of the answer is one.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alert {
    pub name: String,
    pub title: Wording,
    /// May ask for `$name`, what the row is about, for `$unit`, and for each measure by its name.
    pub text: Wording,
    #[serde(default)]
    pub is_serious: bool,
    #[serde(default = "units")]
    pub units: Vec<String>,
    /// Its own range in words: what is to be done does not depend on what a reader looks at.
    pub period: Option<String>,
    #[serde(default)]
    pub readers: Vec<Reader>,
    /// With the threshold as a filter on a measure.
    pub query: Value,
}

fn units() -> Vec<String> {
    ["school.name", "class.name", "pupil"]
        .map(str::to_owned)
        .to_vec()
}

impl Dashboard {
    pub fn tile(&self, name: &str) -> Option<&Tile> {
        self.tiles.iter().find(|tile| tile.name == name)
    }
}

impl Tile {
    pub fn is_for(&self, reader: Reader) -> bool {
        self.readers.is_empty() || self.readers.contains(&reader)
    }
}

impl Alert {
    pub fn is_for(&self, reader: Reader) -> bool {
        self.readers.is_empty() || self.readers.contains(&reader)
    }
}

impl Level {
    /// Returns what `$unit` stands for at this level; the last one where there are fewer.
    pub fn unit(self, units: &[String]) -> &str {
        let place = (self as usize).min(units.len().saturating_sub(1));
        units.get(place).map_or("school.name", String::as_str)
    }
}
