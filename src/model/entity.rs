//! Entity: what facts are split by (school, class, pupil …), and its dimensions.
//!
//! An entity's dimensions stand in a mart of its own, found by a key that the facts carry, or on the
//! facts themselves. Every fact that has the columns knows the dimension: that makes it conformed.

use serde::Deserialize;

use super::Personal;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entity {
    pub name: String,
    pub title: String,
    /// The mart with one row per key; none when the dimensions stand on the facts.
    pub mart: Option<String>,
    /// Columns by which a fact finds its row in the mart.
    #[serde(default)]
    pub key: Vec<String>,
    pub dimensions: Vec<Dimension>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dimension {
    pub name: String,
    pub title: String,
    pub short_title: Option<String>,
    #[serde(default)]
    pub description: String,
    #[serde(rename = "type")]
    pub type_: DimensionType,
    /// The columns that answer it; the first that the asker may see is taken.
    pub columns: Vec<String>,
    /// Whether the column stands on the fact even though the entity has a mart.
    #[serde(default)]
    pub is_on_fact: bool,
    /// Whether the value is unique only inside a school, so that the school is part of every group.
    #[serde(default)]
    pub is_id: bool,
    /// Whether a value is what a journal says of one pupil: beside a pupil's code a row alone would tell it.
    #[serde(default)]
    pub is_said_of_pupil: bool,
    /// The right without which the dimension does not exist.
    pub personal: Option<Personal>,
    /// The values a methodologist may list, where they are fixed, with their titles.
    #[serde(default)]
    pub values: Vec<DimensionValue>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DimensionValue {
    pub value: String,
    pub title: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DimensionType {
    Text,
    Number,
    Time,
}
