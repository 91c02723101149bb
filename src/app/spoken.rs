//! Spoken: an answer in the language of its reader. Members and their fixed values are called by their English titles
//! on English pages and in files that are made from them; names that the data bring stay.

use super::{Answer, App};
use crate::catalogue::{Language, say};
use crate::export::cell::time_member;
use crate::model::{MeasureFormat, Member, Model};
use crate::table::{ColumnKind, TableColumn};

impl App {
    /// Returns an answer with the titles of the language of the request under way. Its tag is another one, so that a
    /// browser does not keep the words of the language before.
    pub(super) fn spoken(&self, mut answer: Answer) -> Answer {
        let language = Language::current();
        if language == Language::English {
            for column in &mut answer.table.columns {
                speak(&self.model, column);
            }
            answer.etag = format!("{}-{}", answer.etag, language.code());
        }
        answer
    }
}

/// Gives a column its English title, where its member has one: a formula is called as its author called it.
fn speak(model: &Model, column: &mut TableColumn) {
    let parts = [".previous", ".change"].into_iter();
    let mut parts = parts.filter_map(|part| Some((column.key.strip_suffix(part)?, part)));
    let part = parts.next().filter(|_| column.kind == ColumnKind::Measure);
    let member = match (part, time_member(column)) {
        (Some((member, _)), _) | (None, Some(member)) => member,
        (None, None) => column.key.as_str(),
    };
    let member = member.to_owned();
    let part = part.map(|(_, part)| part);
    let Some((cube, name)) = member.split_once('.') else {
        return;
    };
    let Some(title) = model.english.member(cube, name) else {
        return;
    };
    // Percentages differ by points.
    let is_percent = matches!(
        model.member(&member),
        Some(Member::Measure(_, measure)) if measure.format == MeasureFormat::Percent
    );
    let title = match part {
        None => title.to_owned(),
        Some(".previous") => say!("answer-previous", title = title),
        Some(_) if is_percent => say!("answer-change-points", title = title),
        Some(_) => say!("answer-change", title = title),
    };
    for (value, said) in &mut column.titles {
        if let Some(own) = model.english.value(cube, name, value) {
            *said = own.to_owned();
        }
    }
    column.title.clone_from(&title);
    column.short_title = title;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Content;
    use crate::table::{Format, Granularity};

    fn column(key: &str, kind: ColumnKind, format: Format, title: &str) -> TableColumn {
        TableColumn {
            key: key.to_owned(),
            title: title.to_owned(),
            short_title: title.to_owned(),
            kind,
            format,
            description: String::new(),
            titles: vec![("general".to_owned(), "общеобразовательная".to_owned())],
        }
    }

    #[tokio::test]
    async fn members_are_called_by_their_english_titles_and_formulas_by_their_own() {
        let (model, _) = Model::load(&Content::embedded());
        let (number, percent) = (Format::Number(0), Format::Percent(1));
        let titles = Language::English.in_force(async {
            let columns = [
                column("school.kind", ColumnKind::Dimension, Format::Text, "Тип"),
                column(
                    "calendar.date.month",
                    ColumnKind::Time(Granularity::Month),
                    Format::Day,
                    "Дата",
                ),
                column(
                    "attendance.missed",
                    ColumnKind::Measure,
                    number,
                    "Пропущено",
                ),
                column(
                    "attendance.missed.previous",
                    ColumnKind::Measure,
                    number,
                    "Пропущено: было",
                ),
                column(
                    "attendance.attendance_pct.previous",
                    ColumnKind::Measure,
                    percent,
                    "Посещаемость: было",
                ),
                column(
                    "attendance.attendance_pct.change",
                    ColumnKind::Measure,
                    Format::Number(1),
                    "Посещаемость: изменение, п.\u{a0}п.",
                ),
                column("mine", ColumnKind::Measure, number, "Моя формула"),
                column("school.nothing", ColumnKind::Dimension, Format::Text, "Нет"),
            ];
            columns.map(|mut column| {
                speak(&model, &mut column);
                (column.title, column.titles[0].1.clone())
            })
        });
        let titles = titles.await;
        let said: Vec<&str> = titles.iter().map(|(title, _)| title.as_str()).collect();
        assert_eq!(
            said,
            [
                model.english.member("school", "kind").expect("a title"),
                "Date",
                "Lessons missed",
                "Lessons missed: before",
                "Attendance, %: before",
                "Attendance, %: change, pp",
                "Моя формула",
                "Нет",
            ]
        );
        assert_eq!(
            Some(titles[0].1.as_str()),
            model.english.value("school", "kind", "general")
        );
    }
}
