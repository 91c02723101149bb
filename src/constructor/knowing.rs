//! Knowing: where a dimension's value stands, and which topics know it.
//!
//! What a person is offered and what a question is refused for are decided here alike.

use super::question::Place;
use super::shape;
use crate::model::{Dimension, DimensionType, Entity, Model, RowsBy, Sight, Topic};
use crate::table::Granularity;

/// The column of `calendar.date`, by which every fact calls its day.
const DATE: &str = "date";

/// Says whether an asker can split or filter a topic by a dimension.
pub fn knows(
    model: &Model,
    topic: &Topic,
    entity: &Entity,
    dimension: &Dimension,
    sight: Sight,
) -> bool {
    let place = place_of(model, sight, entity, dimension, None);
    sight.sees(dimension.personal)
        && place.is_some_and(|place| is_known(model, topic, &place, sight.rows_by))
}

/// Says whether a source of the topic has what stands there, told apart as finely as the asker sees rows.
pub(super) fn is_known(model: &Model, topic: &Topic, place: &Place, rows_by: RowsBy) -> bool {
    // A span has no day of the week.
    if topic.is_spanned && *place == Place::Weekday {
        return false;
    }
    let Some(columns) = shape::columns_of(model, place, topic.date.as_deref()) else {
        return false;
    };
    let marts = topic.sources.iter().filter_map(|source| model.mart(source));
    let is_told = marts.clone().any(|mart| shape::tells_rows(rows_by, mart));
    let mut seen = marts.filter(|mart| !is_told || shape::tells_rows(rows_by, mart));
    seen.any(|mart| columns.iter().all(|column| mart.column(column).is_some()))
}

/// Finds the first of a dimension's columns that the asker may see.
pub(super) fn place_of(
    model: &Model,
    sight: Sight,
    entity: &Entity,
    dimension: &Dimension,
    granularity: Option<Granularity>,
) -> Option<Place> {
    if dimension.type_ == DimensionType::Time {
        let own = dimension.columns.iter().find(|column| *column != DATE);
        return Some(match own {
            Some(column) => Place::OwnDay {
                column: column.clone(),
                granularity,
            },
            None => Place::Day(granularity),
        });
    }
    if dimension.columns.iter().any(|column| column == "weekday") {
        return Some(Place::Weekday);
    }
    let on_mart = entity.mart.as_ref().filter(|_| !dimension.is_on_fact);
    let is_seen = |column: &&String| match on_mart {
        Some(mart) => {
            let declared = model.mart(mart).and_then(|mart| mart.column(column));
            declared.is_none_or(|column| sight.sees(column.personal))
        }
        None => {
            let mut declared = model.marts.iter().filter_map(|mart| mart.column(column));
            declared.all(|column| sight.sees(column.personal))
        }
    };
    let column = dimension.columns.iter().find(is_seen)?.clone();
    Some(match on_mart {
        Some(_) => Place::Entity {
            entity: entity.name.clone(),
            column,
        },
        None => Place::Fact(column),
    })
}
