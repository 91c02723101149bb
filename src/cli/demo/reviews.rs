//! A review of journals of the demonstration: the director's findings are what the data say, so that its act agrees with
//! itself.

use std::collections::BTreeMap;

use jiff::civil::date;
use serde_json::{Map, Value, json};

use super::Failure;
use super::registers::sent;
use crate::app::{App, Asker};
use crate::export;
use crate::period::SchoolYear;

const ACT_NUMBER: &str = "1";

/// A journal page as it was on the day of the review.
struct Page {
    class: String,
    subject: String,
    teacher: String,
    topics_missing: i64,
    topics_late: i64,
}

/// Reviews the class that lacks most topics in the first days of a school year.
pub async fn keep(
    app: &App,
    director: &Asker,
    school: &str,
    year: SchoolYear,
) -> Result<(), Failure> {
    let day = |day: i8| date(year.first_year(), 9, day).to_string();
    let (held_on, remove_by) = (day(12), day(19));
    let mut classes: BTreeMap<String, Vec<Page>> = BTreeMap::new();
    for page in pages(app, director, [day(1), held_on.clone()]).await? {
        classes.entry(page.class.clone()).or_default().push(page);
    }
    let missing = |pages: &[Page]| pages.iter().map(|page| page.topics_missing).sum::<i64>();
    let worst = classes.into_iter().max_by_key(|(_, pages)| missing(pages));
    let Some((class, pages)) = worst.filter(|(_, pages)| missing(pages) > 0) else {
        return Ok(());
    };
    let mut findings = Vec::new();
    let finding = |page: &Page, text: String| {
        vec![
            ("act_number", ACT_NUMBER.to_owned()),
            ("found_on", held_on.clone()),
            ("class", class.clone()),
            ("subject", page.subject.clone()),
            ("teacher", page.teacher.clone()),
            ("finding", text),
            ("remove_by", remove_by.clone()),
        ]
    };
    for page in pages.iter().filter(|page| page.topics_missing > 0) {
        let text = format!("Не записаны темы уроков: {}", page.topics_missing);
        findings.push(finding(page, text));
    }
    let filled = pages
        .iter()
        .filter(|page| page.topics_missing == 0 && page.topics_late > 0);
    if let Some(page) = filled.max_by_key(|page| page.topics_late) {
        let text = format!("Темы уроков записаны позже срока: {}", page.topics_late);
        let mut removed = finding(page, text);
        removed.push(("removed_on", day(15)));
        removed.push(("removal", "Сроки записи разъяснены".to_owned()));
        findings.push(removed);
    }
    let general = "Сроки записи тем соблюдают не все учителя класса.";
    let review = [
        ("kind", "monthly".to_owned()),
        ("held_on", held_on.clone()),
        ("reviewer", director.user.name.clone()),
        ("subject", "Запись тем уроков".to_owned()),
        ("class", class.clone()),
        ("journals", pages.len().to_string()),
        ("remarks", (findings.len() + 1).to_string()),
        ("outcome", "remarks".to_owned()),
        ("findings", general.to_owned()),
        ("remove_by", remove_by.clone()),
        (
            "recommendations",
            "Записывать темы в день урока.".to_owned(),
        ),
        ("act_number", ACT_NUMBER.to_owned()),
    ];
    app.add_entry(director, "reviews", Some(school), &sent(&review))
        .await?;
    for finding in &findings {
        app.add_entry(director, "review_findings", Some(school), &sent(finding))
            .await?;
    }
    Ok(())
}

async fn pages(app: &App, director: &Asker, days: [String; 2]) -> Result<Vec<Page>, Failure> {
    let query = json!({
        "measures": ["timeliness.held", "timeliness.topics_missing", "timeliness.topics_late"],
        "dimensions": ["class.name", "subject.name", "teacher.id", "teacher.name"],
        "timeDimensions": [{"dimension": "calendar.date", "dateRange": days}],
        "filters": [{"member": "class.kind", "operator": "equals", "values": ["class"]}],
        "order": [["class.name", "asc"], ["subject.name", "asc"], ["teacher.name", "asc"]],
    });
    let answer = app.ask(director, &query).await?;
    let rows = export::json::rows(&answer.table);
    Ok(rows.iter().filter_map(page).collect())
}

fn page(row: &Map<String, Value>) -> Option<Page> {
    let text = |member: &str| Some(row.get(member)?.as_str()?.to_owned());
    let count = |member: &str| row.get(member).and_then(Value::as_i64).unwrap_or_default();
    Some(Page {
        class: text("class.name")?,
        subject: text("subject.name")?,
        teacher: text("teacher.name")?,
        topics_missing: count("timeliness.topics_missing"),
        topics_late: count("timeliness.topics_late"),
    })
}
