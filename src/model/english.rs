//! English: the titles of what the model declares for who reads the site in English.
//!
//! Everything else that is declared stands in the office's language.

use std::collections::BTreeMap;

use serde::Deserialize;

/// What `schemas/model/english.toml` holds. What it leaves out keeps its declared title.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct English {
    /// By the name of the tree.
    #[serde(default)]
    trees: BTreeMap<String, String>,
    /// By the name of the table of an extract.
    #[serde(default)]
    tables: BTreeMap<String, String>,
    /// By the name of the topic or entity.
    #[serde(default)]
    cubes: BTreeMap<String, Cube>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cube {
    title: String,
    /// By the name of the measure or dimension.
    #[serde(default)]
    members: BTreeMap<String, String>,
    /// Of a dimension, by its name: the titles of its fixed values.
    #[serde(default)]
    values: BTreeMap<String, BTreeMap<String, String>>,
}

impl English {
    /// Takes titles that stand in a declaration itself.
    pub(super) fn take(
        &mut self,
        cube: &str,
        title: &str,
        members: impl IntoIterator<Item = (String, String)>,
        values: impl IntoIterator<Item = (String, BTreeMap<String, String>)>,
    ) {
        let titles = Cube {
            title: title.to_owned(),
            members: members.into_iter().collect(),
            values: values.into_iter().collect(),
        };
        self.cubes.insert(cube.to_owned(), titles);
    }

    pub fn tree(&self, name: &str) -> Option<&str> {
        self.trees.get(name).map(String::as_str)
    }

    /// Returns the title of a table of an extract.
    pub fn table(&self, name: &str) -> Option<&str> {
        self.tables.get(name).map(String::as_str)
    }

    /// Returns the title of a topic or an entity.
    pub fn cube(&self, name: &str) -> Option<&str> {
        self.cubes.get(name).map(|cube| cube.title.as_str())
    }

    /// Returns the title of a measure or a dimension.
    pub fn member(&self, cube: &str, name: &str) -> Option<&str> {
        let title = self.cubes.get(cube)?.members.get(name)?;
        Some(title)
    }

    /// Returns the title of a dimension's value.
    pub fn value(&self, cube: &str, dimension: &str, value: &str) -> Option<&str> {
        let title = self.cubes.get(cube)?.values.get(dimension)?.get(value)?;
        Some(title)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::content::Content;
    use crate::model::Model;

    #[test]
    fn everything_declared_has_an_english_title_and_nothing_else_has_one() {
        let (model, faults) = Model::load(&Content::embedded());
        assert!(faults.is_empty(), "{faults:#?}");
        let mut declared: BTreeSet<String> = model.member_names().collect();
        for entity in &model.entities {
            declared.insert(entity.name.clone());
            for dimension in &entity.dimensions {
                declared.extend(
                    dimension
                        .values
                        .iter()
                        .map(|value| format!("{}.{}={}", entity.name, dimension.name, value.value)),
                );
            }
        }
        declared.extend(model.topics.iter().map(|topic| topic.name.clone()));
        declared.extend(model.trees.iter().map(|tree| format!("tree {}", tree.name)));
        let mut titled: BTreeSet<String> = BTreeSet::new();
        for name in model.english.trees.keys() {
            titled.insert(format!("tree {name}"));
        }
        let tables = model.datasets.iter();
        declared.extend(tables.map(|dataset| format!("table {}", dataset.name)));
        for (name, title) in &model.english.tables {
            titled.insert(format!("table {name}"));
            assert!(!title.contains(is_cyrillic), "{title}");
        }
        for (name, cube) in &model.english.cubes {
            titled.insert(name.clone());
            for (member, title) in &cube.members {
                titled.insert(format!("{name}.{member}"));
                assert!(!title.contains(is_cyrillic), "{title}");
            }
            for (dimension, values) in &cube.values {
                titled.extend(
                    values
                        .keys()
                        .map(|value| format!("{name}.{dimension}={value}")),
                );
            }
        }
        let without: Vec<_> = declared.difference(&titled).collect();
        assert!(without.is_empty(), "without an English title: {without:#?}");
        let unknown: Vec<_> = titled.difference(&declared).collect();
        assert!(unknown.is_empty(), "not declared: {unknown:#?}");
    }

    fn is_cyrillic(sign: char) -> bool {
        ('\u{400}'..='\u{4ff}').contains(&sign)
    }
}
