//! Meta: the members that an asker may use, in the shape of Cube's meta.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{App, Asker};
use crate::model::{DimensionType, Entity, MeasureFormat, Member, Sight};

impl App {
    /// Returns topics with their measures and entities with their dimensions, as cubes that all join.
    pub fn meta(&self, asker: &Asker) -> Value {
        let sight = asker.scope.sight();
        let topics = self.model.topics.iter();
        let topics = topics.filter(|topic| asker.scope.topics().include(&topic.name));
        let topics = topics.map(|topic| {
            let measures = topic.measures.iter().map(|measure| {
                let mut member = json!({
                    "name": format!("{}.{}", topic.name, measure.name),
                    "title": measure.title,
                    "shortTitle": measure.short_title.as_ref().unwrap_or(&measure.title),
                    "description": measure.description,
                    "type": "number",
                    "aggType": match measure.format {
                        MeasureFormat::Count => "sum",
                        MeasureFormat::Number | MeasureFormat::Percent | MeasureFormat::Hours => "number",
                    },
                    "isVisible": true,
                    "public": true,
                });
                if measure.format == MeasureFormat::Percent {
                    member["format"] = json!("percent");
                }
                member
            });
            json!({
                "name": topic.name,
                "title": topic.title,
                "description": topic.description,
                "type": "cube",
                "isVisible": true,
                "public": true,
                "connectedComponent": 1,
                "measures": measures.collect::<Vec<_>>(),
                // Dimensions are conformed and stand in the entities' cubes, apart from a topic's own.
                "dimensions": self.model.entity(&topic.name).map_or_else(Vec::new, |own| dimensions_of(own, sight)),
                "segments": [],
            })
        });
        let is_own = |entity: &&Arc<Entity>| self.model.topic(&entity.name).is_some();
        let entities = self.model.entities.iter().filter(|entity| !is_own(entity));
        let entities = entities.map(|entity| {
            json!({
                "name": entity.name,
                "title": entity.title,
                "type": "cube",
                "isVisible": true,
                "public": true,
                "connectedComponent": 1,
                "measures": [],
                "dimensions": dimensions_of(entity, sight),
                "segments": [],
            })
        });
        json!({"cubes": topics.chain(entities).collect::<Vec<_>>()})
    }

    /// Returns titles of members by name, for texts that people read.
    pub fn title_of(&self, member: &str) -> Option<String> {
        Some(match self.model.member(member)? {
            Member::Dimension(_, dimension) => dimension.title.clone(),
            Member::Measure(_, measure) => measure.title.clone(),
        })
    }
}

fn dimensions_of(entity: &Entity, sight: Sight) -> Vec<Value> {
    let dimensions = entity
        .dimensions
        .iter()
        .filter(|dimension| sight.sees(dimension.personal));
    let dimensions = dimensions.map(|dimension| {
        json!({
            "name": format!("{}.{}", entity.name, dimension.name),
            "title": dimension.title,
            "shortTitle": dimension.short_title.as_ref().unwrap_or(&dimension.title),
            "description": dimension.description,
            "type": match dimension.type_ {
                DimensionType::Text => "string",
                DimensionType::Number => "number",
                DimensionType::Time => "time",
            },
            "values": dimension.values.iter().map(|value| {
                json!({"value": value.value, "title": value.title})
            }).collect::<Vec<_>>(),
            "isVisible": true,
            "public": true,
            "primaryKey": false,
        })
    });
    dimensions.collect()
}
