//! Tells in words where an answer comes from, for the last sheet of a workbook.

use serde_json::Value;

use crate::app::{Answer, Asker};
use crate::export::{Provenance, text};
use crate::table::{ColumnKind, Table};
use crate::web::parts::words;
use crate::web::site::Site;

/// Describes an answer: who asked, when, of which release, under which filters.
pub async fn of(site: &Site, asker: &Asker, answer: &Answer) -> Provenance {
    let zone = &site.app.config.office.timezone;
    let data_moment = site.app.freshness(asker).await.ok().and_then(|segments| {
        segments
            .iter()
            .filter_map(|segment| segment.data_moment)
            .max()
    });
    let measures: Vec<&str> = answer
        .table
        .columns
        .iter()
        .filter(|column| column.kind == ColumnKind::Measure)
        .map(|column| column.title.as_str())
        .collect();
    Provenance {
        office: site.app.config.office.name.clone(),
        title: if measures.is_empty() {
            "Список".to_owned()
        } else {
            measures.join(", ")
        },
        asker: asker.user.name.clone(),
        made_at: site.app.clock.now().to_zoned(zone.clone()),
        release: answer.release,
        data_moment: data_moment.map_or_else(
            || words::NOTHING.to_owned(),
            |moment| words::moment(moment, zone),
        ),
        filters: filters(
            &answer.query,
            &Titles {
                member: &|member| site.app.title_of(member),
                value: &|member, value| site.app.value_title(member, value),
            },
        ),
        limits: limits(&answer.table),
    }
}

/// Says what is left out, and where a comparison is of a span that is not over.
fn limits(table: &Table) -> Vec<String> {
    let mut said = text::notes(table);
    let partial = table.partial.as_ref();
    if let Some(partial) = partial.filter(|partial| partial.ends > partial.data_day) {
        let day = words::day(partial.data_day);
        said.push(format!("неполный период: данные есть по {day}"));
    }
    said
}

/// What people call members, and the values of those whose values are fixed.
pub struct Titles<'a> {
    pub member: &'a dyn Fn(&str) -> Option<String>,
    pub value: &'a dyn Fn(&str, &str) -> String,
}

/// Writes the periods and filters of a question, one by one.
pub fn filters(query: &Value, titles: &Titles<'_>) -> Vec<String> {
    let mut said = Vec::new();
    for time in list(&query["timeDimensions"]) {
        let days: Vec<String> = match &time["dateRange"] {
            Value::String(range) => vec![day(range)],
            range => list(range)
                .iter()
                .filter_map(Value::as_str)
                .map(day)
                .collect(),
        };
        if !days.is_empty() {
            said.push(format!(
                "{}: {}",
                title(&time["dimension"], titles),
                days.join(" – ")
            ));
        }
    }
    said.extend(
        list(&query["filters"])
            .iter()
            .map(|filter| words_of(filter, titles)),
    );
    said.extend(match query["compare"].as_str() {
        Some("previous_period") => Some("Сравнение: с предыдущим периодом".to_owned()),
        Some("previous_year") => Some("Сравнение: с прошлым годом".to_owned()),
        _ => None,
    });
    said
}

fn words_of(filter: &Value, titles: &Titles<'_>) -> String {
    for (key, joint) in [("and", " и "), ("or", " или ")] {
        if let Some(parts) = filter[key].as_array() {
            let parts: Vec<String> = parts.iter().map(|part| words_of(part, titles)).collect();
            return format!("({})", parts.join(joint));
        }
    }
    let operator = filter["operator"].as_str().unwrap_or_default();
    let is_of_days = operator.ends_with("Date") || operator.ends_with("DateRange");
    let member = filter["member"].as_str().unwrap_or_default();
    let values: Vec<String> = list(&filter["values"])
        .iter()
        .map(|value| match value.as_str() {
            Some(text) if is_of_days => day(text),
            Some(text) => (titles.value)(member, text),
            None => value.to_string(),
        })
        .collect();
    let said = OPERATORS
        .iter()
        .find(|(name, _)| *name == operator)
        .map_or(operator, |(_, said)| said);
    format!(
        "{} {said} {}",
        title(&filter["member"], titles),
        values.join(", ")
    )
    .trim_end()
    .to_owned()
}

const OPERATORS: [(&str, &str); 16] = [
    ("equals", "—"),
    ("notEquals", "кроме"),
    ("contains", "содержит"),
    ("notContains", "не содержит"),
    ("startsWith", "начинается с"),
    ("endsWith", "кончается на"),
    ("gt", "больше"),
    ("gte", "не меньше"),
    ("lt", "меньше"),
    ("lte", "не больше"),
    ("set", "есть"),
    ("notSet", "нет"),
    ("inDateRange", "в пределах"),
    ("notInDateRange", "вне"),
    ("beforeDate", "до"),
    ("afterDate", "после"),
];

/// Returns what people call a member, or its name where nobody calls it otherwise.
fn title(member: &Value, titles: &Titles<'_>) -> String {
    let name = member.as_str().unwrap_or_default();
    (titles.member)(name).unwrap_or_else(|| name.to_owned())
}

/// Writes the day of a moment as people read it; leaves what is no moment.
fn day(text: &str) -> String {
    let day = text.get(..10).and_then(|day| day.parse().ok());
    day.map_or_else(|| text.to_owned(), words::day)
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn filters_are_told_in_the_words_of_the_screen() {
        let titles = Titles {
            member: &|member| match member {
                "school.name" => Some("Школа".to_owned()),
                "calendar.date" => Some("Дата".to_owned()),
                _ => None,
            },
            value: &|member, value| match (member, value) {
                ("school.kind", "cadet") => "кадетская".to_owned(),
                _ => value.to_owned(),
            },
        };
        let query = json!({
            "timeDimensions": [{"dimension": "calendar.date", "dateRange": ["2025-09-01T00:00:00.000", "2025-10-14T23:59:59.999"]}],
            "filters": [
                {"member": "school.name", "operator": "equals", "values": ["Школа № 1", "Школа № 2"]},
                {"or": [
                    {"member": "class.grade", "operator": "gte", "values": [5]},
                    {"member": "school.name", "operator": "notSet"},
                ]},
                {"member": "school.kind", "operator": "notEquals", "values": ["cadet"]},
                {"member": "calendar.date", "operator": "afterDate", "values": ["2025-09-05"]},
            ],
            "compare": "previous_year",
        });
        assert_eq!(
            filters(&query, &titles),
            [
                "Дата: 01.09.2025 – 14.10.2025",
                "Школа — Школа № 1, Школа № 2",
                "(class.grade не меньше 5 или Школа нет)",
                "school.kind кроме кадетская",
                "Дата после 05.09.2025",
                "Сравнение: с прошлым годом",
            ]
        );
    }
}
