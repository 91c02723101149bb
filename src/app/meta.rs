//! Meta: the members that an asker may use, in the shape of Cube's meta.
//!
//! What is beyond Cube stands under `meta`: which dimensions a topic knows, what its measures refuse, what names one of
//! its records; on top stand the trees along which figures are opened, the ranges of days that have words, and the day and
//! the zone by which the office counts.

use serde_json::{Value, json};

use super::{App, Asker};
use crate::catalogue::Language;
use crate::constructor::{RELATIVE, knows};
use crate::model::{
    Dimension, DimensionType, English, Entity, Measure, MeasureFormat, Member, Model, Rule, Sight,
    Topic, Tree,
};

impl App {
    /// Returns topics with their measures and entities with their dimensions, as cubes that all join. Titles are in the
    /// language, descriptions as they are declared.
    pub fn meta(&self, asker: &Asker, language: Language) -> Value {
        let sight = asker.scope.sight();
        let meta = Meta {
            model: &self.model,
            sight,
            withholds_few: self.withholds_few(&asker.scope),
            english: (language == Language::English).then_some(&self.model.english),
        };
        let topics = self.model.topics.iter();
        let topics = topics.filter(|topic| asker.scope.topics().include(&topic.name));
        let topics = topics.map(|topic| meta.topic(topic));
        let is_own = |entity: &Entity| self.model.topic(&entity.name).is_some();
        let entities = self.model.entities.iter().filter(|entity| !is_own(entity));
        let entities = entities.map(|entity| meta.entity(entity));
        let trees = self.model.trees.iter().filter_map(|tree| meta.tree(tree));
        json!({
            "cubes": topics.chain(entities).collect::<Vec<_>>(),
            "trees": trees.collect::<Vec<_>>(),
            "ranges": RELATIVE.map(|name| json!({"name": name})),
            "today": self.moment().today.to_string(),
            "timezone": self.config.office.timezone.iana_name(),
        })
    }

    /// Returns the title of a member in the language of the request under way, for pages.
    pub fn titled(&self, member: &str) -> Option<String> {
        let english = match Language::current() {
            Language::English => member
                .split_once('.')
                .and_then(|(cube, name)| self.model.english.member(cube, name)),
            Language::Russian => None,
        };
        let english = english.map(str::to_owned);
        english.or_else(|| self.title_of(member))
    }

    /// Returns the declared title of a member, for files and for the audit.
    pub fn title_of(&self, member: &str) -> Option<String> {
        Some(match self.model.member(member)? {
            Member::Dimension(_, dimension) => dimension.title.clone(),
            Member::Measure(_, measure) => measure.title.clone(),
        })
    }

    /// Returns what people call a value of a dimension whose values are fixed, in the language of the request under way;
    /// the value itself elsewhere.
    pub fn value_titled(&self, member: &str, value: &str) -> String {
        let english = match Language::current() {
            Language::English => member
                .split_once('.')
                .and_then(|(cube, name)| self.model.english.value(cube, name, value)),
            Language::Russian => None,
        };
        english.map_or_else(|| self.value_title(member, value), str::to_owned)
    }

    /// Returns the declared title of a value of a dimension whose values are fixed; the value itself elsewhere.
    pub fn value_title(&self, member: &str, value: &str) -> String {
        let fixed = match self.model.member(member) {
            Some(Member::Dimension(_, dimension)) => dimension.values.as_slice(),
            _ => &[],
        };
        let found = fixed.iter().find(|one| one.value == value);
        found.map_or_else(|| value.to_owned(), |one| one.title.clone())
    }
}

/// What is told of, to whom, in which words.
struct Meta<'a> {
    model: &'a Model,
    sight: Sight,
    withholds_few: bool,
    english: Option<&'a English>,
}

impl Meta<'_> {
    fn topic(&self, topic: &Topic) -> Value {
        let measures = topic
            .measures
            .iter()
            .map(|measure| self.measure(topic, measure));
        // Dimensions are conformed and stand in the entities' cubes, apart from a topic's own.
        let own = self.model.entity(&topic.name);
        json!({
            "name": topic.name,
            "title": self.title_of_cube(&topic.name, &topic.title),
            "description": topic.description,
            "type": "cube",
            "isVisible": true,
            "public": true,
            "connectedComponent": 1,
            "measures": measures.collect::<Vec<_>>(),
            "dimensions": own.map_or_else(Vec::new, |own| self.dimensions(own)),
            "segments": [],
            "meta": {
                "grain": topic.grain,
                "isSpanned": topic.is_spanned,
                "knows": self.known_by(topic),
                "refusals": topic.refusals.iter().map(|refusal| json!({
                    "measures": refusal.measures.iter().map(|name| full(&topic.name, name)).collect::<Vec<_>>(),
                    "dimensions": refusal.dimensions,
                    "reason": refusal.reason,
                })).collect::<Vec<_>>(),
                "defaults": topic.defaults.iter().map(|default| json!({
                    "dimension": default.dimension,
                    "values": default.values,
                })).collect::<Vec<_>>(),
                "rows": topic.rows.iter().filter(|name| self.is_seen(name)).collect::<Vec<_>>(),
                // Records of single pupils, of whom no figure is shown.
                "rowsAreWithheld": self.withholds_few && topic.is_of_pupils,
            },
        })
    }

    fn measure(&self, topic: &Topic, measure: &Measure) -> Value {
        let declared_short = measure.short_title.as_ref().unwrap_or(&measure.title);
        let rules = measure
            .judged_by
            .iter()
            .filter_map(|name| Rule::named(name));
        let mut member = json!({
            "name": full(&topic.name, &measure.name),
            "title": self.title_of_member(&topic.name, &measure.name, &measure.title),
            "shortTitle": self.title_of_member(&topic.name, &measure.name, declared_short),
            "description": measure.description,
            "type": "number",
            "aggType": match measure.format {
                MeasureFormat::Count => "sum",
                MeasureFormat::Number | MeasureFormat::Percent | MeasureFormat::Hours => "number",
            },
            "isVisible": true,
            "public": true,
            "meta": {
                "formula": measure.formula_text(),
                "judgedBy": rules.map(|rule| rule.title).collect::<Vec<_>>(),
                "format": match measure.format {
                    MeasureFormat::Count => "count",
                    MeasureFormat::Number => "number",
                    MeasureFormat::Percent => "percent",
                    MeasureFormat::Hours => "hours",
                },
            },
        });
        if measure.format == MeasureFormat::Percent {
            member["format"] = json!("percent");
        }
        member
    }

    fn entity(&self, entity: &Entity) -> Value {
        json!({
            "name": entity.name,
            "title": self.title_of_cube(&entity.name, &entity.title),
            "type": "cube",
            "isVisible": true,
            "public": true,
            "connectedComponent": 1,
            "measures": [],
            "dimensions": self.dimensions(entity),
            "segments": [],
        })
    }

    fn dimensions(&self, entity: &Entity) -> Vec<Value> {
        let dimensions = entity.dimensions.iter();
        let seen = dimensions.filter(|dimension| self.sight.sees(dimension.personal));
        seen.map(|dimension| self.dimension(entity, dimension))
            .collect()
    }

    fn dimension(&self, entity: &Entity, dimension: &Dimension) -> Value {
        let declared_short = dimension.short_title.as_ref().unwrap_or(&dimension.title);
        let values = dimension.values.iter().map(|value| {
            let english = self
                .english
                .and_then(|english| english.value(&entity.name, &dimension.name, &value.value));
            json!({"value": value.value, "title": english.unwrap_or(&value.title)})
        });
        json!({
            "name": full(&entity.name, &dimension.name),
            "title": self.title_of_member(&entity.name, &dimension.name, &dimension.title),
            "shortTitle": self.title_of_member(&entity.name, &dimension.name, declared_short),
            "description": dimension.description,
            "type": match dimension.type_ {
                DimensionType::Text => "string",
                DimensionType::Number => "number",
                DimensionType::Time => "time",
            },
            "values": values.collect::<Vec<_>>(),
            "isVisible": true,
            "public": true,
            "primaryKey": false,
        })
    }

    /// Returns the dimensions by which a topic can be split or filtered.
    fn known_by(&self, topic: &Topic) -> Vec<String> {
        let mut known = Vec::new();
        for entity in &self.model.entities {
            for dimension in &entity.dimensions {
                if knows(self.model, topic, entity, dimension, self.sight) {
                    known.push(full(&entity.name, &dimension.name));
                }
            }
        }
        known
    }

    /// Returns a tree with the steps that the asker sees; one step is no way.
    fn tree(&self, tree: &Tree) -> Option<Value> {
        let members = tree.members.iter().filter(|name| {
            let step = self.model.step(name);
            step.is_some_and(|(_, dimension)| self.sight.sees(dimension.personal))
        });
        let members: Vec<&String> = members.collect();
        let english = self.english.and_then(|english| english.tree(&tree.name));
        let title = english.unwrap_or(&tree.title);
        (members.len() > 1).then(|| json!({"name": tree.name, "title": title, "members": members}))
    }

    fn is_seen(&self, name: &str) -> bool {
        match self.model.member(name) {
            Some(Member::Dimension(_, dimension)) => self.sight.sees(dimension.personal),
            _ => false,
        }
    }

    fn title_of_cube<'a>(&'a self, name: &str, declared: &'a str) -> &'a str {
        let english = self.english.and_then(|english| english.cube(name));
        english.unwrap_or(declared)
    }

    fn title_of_member<'a>(&'a self, cube: &str, name: &str, declared: &'a str) -> &'a str {
        let english = self.english.and_then(|english| english.member(cube, name));
        english.unwrap_or(declared)
    }
}

fn full(cube: &str, name: &str) -> String {
    format!("{cube}.{name}")
}
