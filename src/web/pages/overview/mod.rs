//! The first page: attendance, grades, journals and freshness of the reader's own unit.
//!
//! The office sees its schools, a director the classes of the own school. Each section asks for itself, and one
//! that fails says so while the others stand.

mod attendance;
mod freshness;
mod grades;
#[cfg(test)]
mod sample;
mod span;
mod timeliness;

use askama::Template;
use axum::extract::State;
use axum::response::Html;
use jiff::civil::Date;
use serde_json::Value;

use self::span::Span;
use super::{Layout, html};
use crate::app::{Action, Answer, Asker, SegmentState};
use crate::catalogue::say;
use crate::export::text;
use crate::office::UserScope;
use crate::table::Table;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::parts::{Content, Definitions, Figure, Notice, Section, words};
use crate::web::site::Site;

#[derive(Template)]
#[template(path = "overview.html")]
struct OverviewPage {
    layout: Layout,
    title: String,
    status: String,
    /// Stands in place of everything when there is nothing yet.
    notice: Option<Notice>,
    figures: Vec<Figure>,
    sections: Vec<Section>,
}

/// What the numbers are split by: a reader of all schools compares schools, a reader of one its classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Split {
    Schools,
    Classes,
}

impl Split {
    fn of(scope: &UserScope) -> Self {
        match scope {
            UserScope::Office
            | UserScope::District { .. }
            | UserScope::Schools { .. }
            | UserScope::Nothing => Self::Schools,
            UserScope::School { .. } | UserScope::Classes { .. } | UserScope::Groups { .. } => {
                Self::Classes
            }
        }
    }

    fn member(self) -> &'static str {
        match self {
            Self::Schools => "school.name",
            Self::Classes => "class.name",
        }
    }

    fn head(self) -> &'static str {
        match self {
            Self::Schools => "Школа",
            Self::Classes => "Класс",
        }
    }

    /// What follows «по» in a title.
    fn by(self) -> &'static str {
        match self {
            Self::Schools => "школам",
            Self::Classes => "классам",
        }
    }

    fn all(self) -> &'static str {
        match self {
            Self::Schools => "Все школы",
            Self::Classes => "Все классы",
        }
    }
}

/// Returns what the first page asks for people of the office on a day of their data.
pub fn first_questions(day: Date) -> Vec<Value> {
    let (split, span) = (Split::Schools, Span::ending(day));
    vec![
        attendance::by_week(split, &span),
        attendance::whole(split, &span),
        grades::by_term(split, &span),
        timeliness::whole(split, &span),
    ]
}

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
) -> Result<Html<String>, Error> {
    let split = Split::of(&asker.user.scope);
    let segments = site.app.freshness(&asker).await.map_err(Error::from);
    let known: &[SegmentState] = segments.as_deref().unwrap_or_default();
    let zone = &site.app.config.office.timezone;
    let data_moment = known.iter().filter_map(|segment| segment.data_moment).max();
    let today = site.app.clock.today(zone);
    let span = Span::ending(data_moment.map_or(today, |moment| {
        moment.to_zoned(zone.clone()).date().min(today)
    }));

    let (weeks, whole, terms, journals) = tokio::join!(
        ask(&site, &asker, attendance::by_week(split, &span)),
        ask(&site, &asker, attendance::whole(split, &span)),
        ask(&site, &asker, grades::by_term(split, &span)),
        ask(&site, &asker, timeliness::whole(split, &span)),
    );
    let release = [&weeks, &whole, &terms, &journals]
        .into_iter()
        .find_map(|(_, answer)| answer.as_ref().ok())
        .map(|answer| answer.release);
    let has_no_release =
        matches!(weeks.1, Err(Error::NoRelease)) || matches!(segments, Err(Error::NoRelease));

    let mut page = OverviewPage {
        layout: Layout::for_reader(&site, &asker, "Обзор", "/"),
        title: title(split, known),
        status: status(
            known,
            data_moment.map(|moment| words::moment(moment, zone)),
            release,
        ),
        notice: None,
        figures: Vec::new(),
        sections: Vec::new(),
    };
    if has_no_release {
        page.status = "Ни одна ночь ещё не опубликована.".to_owned();
        page.notice = Some(Notice::no_data());
        return html(&page);
    }

    let schools: Vec<&str> = match split {
        Split::Schools => known
            .iter()
            .map(|segment| segment.school_name.as_str())
            .collect(),
        Split::Classes => Vec::new(),
    };
    // A section stands without the cards of its measures where the rules cannot be asked for.
    let rules = site.app.rules_in_force(&asker, span.weeks.to).await.ok();
    let defined = |id: &'static str, measures: &[&str]| {
        let told = site.app.definitions(rules.as_ref()?, measures);
        Some(Definitions { id, told })
    };
    let exported = |question: String| asker.may(Action::Export).then_some(question);
    let (question, weeks) = weeks;
    let mut provenance = page.status.clone();
    let content = match (weeks, whole.1) {
        (Ok(weeks), Ok(whole)) => {
            provenance = told_of(&page.status, &[&weeks.table, &whole.table]);
            page.figures.extend(attendance::figures(&whole.table));
            attendance::content(split, &span, &schools, &weeks.table, &whole.table)
        }
        (Err(error), _) | (_, Err(error)) => {
            (String::new(), Content::Notice(Notice::failed(&error)))
        }
    };
    if asker.asks_about("attendance") {
        page.sections.push(Section {
            id: "attendance",
            title: format!("Посещаемость по {} и неделям", split.by()),
            summary: content.0,
            provenance,
            content: content.1,
            definitions: defined("attendance", &attendance::measures()),
            question: exported(question),
        });
    }

    let (question, terms) = terms;
    let mut provenance = page.status.clone();
    let content = match terms {
        Ok(answer) => {
            provenance = told_of(&page.status, &[&answer.table]);
            page.figures.extend(grades::figure(split, &answer.table));
            grades::content(split, &span, &schools, &answer.table)
        }
        Err(error) => (String::new(), Content::Notice(Notice::failed(&error))),
    };
    if asker.asks_about("grades") {
        page.sections.push(Section {
            id: "grades",
            title: format!("Успеваемость и качество по {}", split.by()),
            summary: content.0,
            provenance,
            content: content.1,
            definitions: defined("grades", &grades::measures()),
            question: exported(question),
        });
    }

    let (question, journals) = journals;
    let content = match journals {
        Ok(answer) => {
            page.figures.extend(timeliness::figure(&answer.table));
            timeliness::content(split, &schools, &answer.table)
        }
        Err(error) => (String::new(), Content::Notice(Notice::failed(&error))),
    };
    if asker.asks_about("timeliness") {
        page.sections.push(Section {
            id: "timeliness",
            title: format!("Ведение журнала по {}", split.by()),
            summary: content.0,
            provenance: page.status.clone(),
            content: content.1,
            definitions: defined("timeliness", &timeliness::measures()),
            question: exported(question),
        });
    }

    page.figures.extend(freshness::figure(known));
    let content = match &segments {
        Ok(segments) => freshness::content(segments, zone),
        Err(error) => (String::new(), Content::Notice(Notice::failed(error))),
    };
    page.sections.push(Section {
        id: "freshness",
        title: "Свежесть данных".to_owned(),
        summary: content.0,
        provenance: page.status.clone(),
        content: content.1,
        definitions: None,
        question: None,
    });
    html(&page)
}

/// Says below a section where its figures are from and, where some are withheld, what their sign means.
fn told_of(status: &str, tables: &[&Table]) -> String {
    match tables.iter().any(|table| table.withholds()) {
        true => format!("{status}. {}", text::NOTE_OF_WITHHELD),
        false => status.to_owned(),
    }
}

/// Asks a question of a section and returns it as text beside its answer.
async fn ask(site: &Site, asker: &Asker, spec: Value) -> (String, Result<Answer, Error>) {
    let asking = site.metrics.asking();
    let answer = site.app.ask(asker, &spec).await.map_err(Error::from);
    drop(asking);
    (spec.to_string(), answer)
}

fn title(split: Split, segments: &[SegmentState]) -> String {
    match (split, segments) {
        (Split::Classes, [own]) => words::unbroken(&own.school_name),
        (Split::Classes, _) => "Своя школа".to_owned(),
        (Split::Schools, _) => "Все школы".to_owned(),
    }
}

fn status(segments: &[SegmentState], data_moment: Option<String>, release: Option<i64>) -> String {
    let mut said = Vec::new();
    match data_moment {
        Some(moment) => said.push(format!("Данные на {moment}")),
        None if segments.is_empty() => {}
        None => said.push("Данных ещё нет".to_owned()),
    }
    if segments.len() > 1 {
        let present = segments
            .iter()
            .filter(|segment| segment.data_moment.is_some())
            .count();
        let all = words::counted(segments.len() as u64, "школы", "школ", "школ");
        said.push(format!("{present} из {all}"));
    }
    if let Some(release) = release {
        said.push(format!("выпуск {release}"));
    }
    said.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::parts::Notice;

    fn page(notice: Option<Notice>, sections: Vec<Section>) -> String {
        let page = OverviewPage {
            layout: sample::layout(),
            title: "Все школы".to_owned(),
            status: "Данные на 14.10.2025 23:40".to_owned(),
            notice,
            figures: Vec::new(),
            sections,
        };
        page.render().expect("a page")
    }

    fn section(content: Content) -> Section {
        Section {
            id: "attendance",
            title: "Посещаемость".to_owned(),
            summary: String::new(),
            provenance: String::new(),
            content,
            definitions: None,
            question: Some("{\"measures\":[]}".to_owned()),
        }
    }

    #[test]
    fn an_empty_page_says_how_the_first_data_come() {
        let text = page(Some(Notice::no_data()), Vec::new());
        assert!(text.contains("Данных ещё нет") && text.contains("svodka load"));
    }

    #[test]
    fn a_full_page_has_tables_drawings_and_files() {
        let (_, content) = sample::attendance();
        let text = page(None, vec![section(content)]);
        assert!(text.contains(r#"data-table="attendance-table""#));
        assert!(text.contains(r#"id="attendance-table""#));
        assert!(text.contains("/api/v1/export?format=xlsx"));
        assert!(
            text.contains("{&#34;measures&#34;:[]}"),
            "the question is escaped"
        );
    }

    #[test]
    fn a_failing_section_says_why_and_offers_no_files() {
        let content = Content::Notice(Notice::failed(&Error::TimedOut));
        let text = page(None, vec![section(content)]);
        assert!(text.contains(r#"role="alert""#) && !text.contains("format=xlsx"));
    }

    #[test]
    fn the_status_tells_the_moment_the_schools_and_the_release() {
        let segments = sample::segments();
        let said = status(&segments, Some("14.10.2025 23:40".to_owned()), Some(214));
        assert_eq!(
            said.replace('\u{a0}', " "),
            "Данные на 14.10.2025 23:40 · 1 из 2 школ · выпуск 214"
        );
        assert_eq!(title(Split::Classes, &segments[..1]), "Школа №\u{a0}2");
    }
}
