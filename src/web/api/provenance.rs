//! Tells in words where an answer comes from, for the last sheet of a workbook.

use serde_json::Value;

use super::meta::title_of_range;
use crate::app::{Answer, Asker, RELATIVE};
use crate::catalogue::say;
use crate::export::{Labels, Provenance};
use crate::period::Period;
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
            say!("answer-list")
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
            answer.compared,
            &Titles {
                member: &|member| site.app.titled(member),
                value: &|member, value| site.app.value_titled(member, value),
            },
        ),
        limits: limits(&answer.table),
        labels: labels(),
    }
}

/// Returns what a workbook says around its figures, in the asker's language.
pub fn labels() -> Labels {
    Labels {
        about: say!("file-about"),
        title: say!("file-title"),
        asker: say!("file-asker"),
        made_at: say!("file-made-at"),
        release: say!("file-release"),
        data_moment: say!("file-data-moment"),
        filters: say!("file-filters"),
        no_filters: say!("file-no-filters"),
        rows: say!("file-rows"),
        columns: say!("file-columns"),
        limits: say!("file-limits"),
        no_limits: say!("file-no-limits"),
        more_filters: say!("file-more-filters", count = "{count}", sheet = "{sheet}"),
        page: say!("file-page"),
        total: say!("parts-total"),
        grand: say!("parts-whole"),
        others: say!("parts-others"),
        measure: say!("parts-measure"),
        value: say!("parts-value"),
        cut: say!("file-cut", shown = "{shown}", total = "{total}"),
        cut_unknown: say!("file-cut-unknown", shown = "{shown}"),
        withheld: say!("file-withheld"),
        others_left_out: say!("file-others-left-out"),
    }
}

/// Says where a comparison is of a span that is not over. What is left out of the rows is known when they are written.
fn limits(table: &Table) -> Vec<String> {
    let partial = table.partial.iter();
    let partial = partial.filter(|partial| partial.ends > partial.data_day);
    let said = partial.map(|partial| {
        let day = words::day(partial.data_day);
        say!("file-partial", day = day)
    });
    said.collect()
}

/// What people call members, and the values of those whose values are fixed.
pub struct Titles<'a> {
    pub member: &'a dyn Fn(&str) -> Option<String>,
    pub value: &'a dyn Fn(&str, &str) -> String,
}

/// Writes the periods and filters of a question, one by one. `compared` are the days asked and those that they are
/// compared with, where all schools have the same.
pub fn filters(
    query: &Value,
    compared: Option<(Period, Period)>,
    titles: &Titles<'_>,
) -> Vec<String> {
    let mut said = Vec::new();
    for time in list(&query["timeDimensions"]) {
        let days: Vec<String> = match &time["dateRange"] {
            Value::String(range) => vec![range_or_day(range)],
            range => list(range)
                .iter()
                .filter_map(Value::as_str)
                .map(day)
                .collect(),
        };
        if !days.is_empty() {
            said.push(say!(
                "answer-days",
                title = title(&time["dimension"], titles),
                days = days.join(" – ")
            ));
        }
    }
    said.extend(
        list(&query["filters"])
            .iter()
            .map(|filter| words_of(filter, titles)),
    );
    said.extend(comparison(query, compared));
    said
}

/// Says with what a question compares, and names the days of both.
fn comparison(query: &Value, compared: Option<(Period, Period)>) -> Option<String> {
    let way = match query["compare"].as_str()? {
        "previous_period" => "period",
        "previous_year" => "year",
        _ => return None,
    };
    Some(match compared {
        None => say!(&format!("answer-compared-{way}")),
        Some((asked, before)) => say!(
            &format!("answer-compared-{way}-days"),
            days = words::span(asked),
            before = words::span(before)
        ),
    })
}

fn words_of(filter: &Value, titles: &Titles<'_>) -> String {
    for (key, joint) in [("and", "condition-and"), ("or", "condition-or")] {
        if let Some(parts) = filter[key].as_array() {
            let parts = parts.iter().map(|part| words_of(part, titles));
            let whole = parts.reduce(|one, other| say!(joint, one = one, other = other));
            return format!("({})", whole.unwrap_or_default());
        }
    }
    let operator = filter["operator"].as_str().unwrap_or_default();
    let is_of_days = operator.ends_with("Date") || operator.ends_with("DateRange");
    let member = filter["member"].as_str().unwrap_or_default();
    let values: Vec<String> = list(&filter["values"])
        .iter()
        .map(|value| match value.as_str() {
            Some(text) if is_of_days => range_or_day(text),
            Some(text) => (titles.value)(member, text),
            None => value.to_string(),
        })
        .collect();
    let values = values.join(match operator.ends_with("DateRange") {
        true => " – ",
        false => ", ",
    });
    let title = title(&filter["member"], titles);
    let known = OPERATORS.iter().find(|(name, _)| *name == operator);
    match known {
        Some((_, key)) => say!(&format!("condition-{key}"), title = title, values = values),
        None => format!("{title} {operator} {values}"),
    }
}

/// The operators of filters, with the ends of the keys of their messages.
const OPERATORS: [(&str, &str); 18] = [
    ("equals", "equals"),
    ("notEquals", "not-equals"),
    ("contains", "contains"),
    ("notContains", "not-contains"),
    ("startsWith", "starts-with"),
    ("notStartsWith", "not-starts-with"),
    ("endsWith", "ends-with"),
    ("notEndsWith", "not-ends-with"),
    ("gt", "gt"),
    ("gte", "gte"),
    ("lt", "lt"),
    ("lte", "lte"),
    ("set", "set"),
    ("notSet", "not-set"),
    ("inDateRange", "in-date-range"),
    ("notInDateRange", "not-in-date-range"),
    ("beforeDate", "before-date"),
    ("afterDate", "after-date"),
];

/// Returns what people call a member, or its name where nobody calls it otherwise.
fn title(member: &Value, titles: &Titles<'_>) -> String {
    let name = member.as_str().unwrap_or_default();
    (titles.member)(name).unwrap_or_else(|| name.to_owned())
}

/// Names a stretch of days that has words; writes the day of anything else.
fn range_or_day(text: &str) -> String {
    match RELATIVE.contains(&text) {
        true => title_of_range(text),
        false => day(text),
    }
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
    use crate::catalogue::Language;
    use jiff::civil::date;
    use serde_json::json;

    #[test]
    fn the_catalogue_says_what_the_command_line_says() {
        assert_eq!(labels(), Labels::default());
    }

    #[tokio::test]
    async fn an_english_page_asks_for_an_english_frame() {
        let told = Language::English.in_force(async { labels() }).await;
        assert_eq!(told.about, "About this file");
        assert_eq!(told.more_filters, "and {count} more on the sheet “{sheet}”");
    }

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
                {"member": "calendar.date", "operator": "inDateRange", "values": ["last 7 days"]},
                {"member": "school.name", "operator": "notStartsWith", "values": ["Лицей", "Гимназия"]},
            ],
            "compare": "previous_year",
        });
        assert_eq!(
            filters(&query, None, &titles),
            [
                "Дата: 01.09.2025 – 14.10.2025",
                "Школа — Школа № 1, Школа № 2",
                "(class.grade не меньше 5 или Школа нет)",
                "school.kind кроме кадетская",
                "Дата после 05.09.2025",
                "Дата: последние 7\u{a0}дней",
                "Школа не начинается с Лицей, Гимназия",
                "Сравнение: с прошлым годом",
            ]
        );
    }

    #[test]
    fn a_comparison_names_the_days_of_both() {
        let titles = Titles {
            member: &|_| None,
            value: &|_, value| value.to_owned(),
        };
        let october = Period::new(date(2025, 10, 1), date(2025, 10, 31));
        let september = Period::new(date(2025, 9, 1), date(2025, 9, 30));
        let query = json!({"compare": "previous_period"});
        assert_eq!(
            filters(&query, Some((october, september)), &titles),
            [
                "Сравнение с предыдущим периодом: 01.10.2025\u{2013}31.10.2025 против 01.09.2025\u{2013}30.09.2025"
            ]
        );
        assert!(filters(&json!({}), Some((october, september)), &titles).is_empty());
    }
}
