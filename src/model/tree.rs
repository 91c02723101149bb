//! Tree: a way from the large to the small, along which people open a figure: district, school, class, pupil.

use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tree {
    pub name: String,
    pub title: String,
    /// Dimensions from the largest to the smallest; time with its granularity: `calendar.date.month`.
    pub members: Vec<String>,
}

/// What `schemas/model/trees.toml` holds.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Trees {
    pub trees: Vec<Tree>,
}
