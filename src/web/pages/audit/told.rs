//! What an entry tells of, for people: the codes and questions that are written down, in the titles and words of the
//! pages. The entry itself and the file stay as they were written.

use serde_json::Value;

use crate::catalogue::say;
use crate::web::api::provenance::{self, Titles};

/// Calls a report or a form in an object by its title, and the school of a form by its name; what is neither stays as
/// it stands.
pub fn object(
    object: &str,
    titled: impl Fn(&str) -> Option<String>,
    school: impl Fn(&str) -> String,
) -> String {
    let end = object.find([' ', '/']).unwrap_or(object.len());
    let (code, rest) = object.split_at(end);
    let Some(title) = titled(code) else {
        return object.to_owned();
    };
    let of_form = rest.strip_prefix('/').map(|rest| rest.split_once('/'));
    let rest = match of_form {
        Some(Some((period, school_id))) => format!(", {period}, {}", school(school_id)),
        Some(None) => rest.replacen('/', ", ", 1),
        None => rest.to_owned(),
    };
    say!("deed-object-paper", title = title, rest = rest)
}

/// Writes quotes within quotes as Russian does: «Журнал „Замена“».
pub fn quoted(text: &str) -> String {
    let mut depth = 0_usize;
    let signs = text.chars().map(|sign| match sign {
        '«' => {
            depth += 1;
            if depth > 1 { '„' } else { sign }
        }
        '»' => {
            depth = depth.saturating_sub(1);
            if depth > 0 { '“' } else { sign }
        }
        sign => sign,
    });
    signs.collect()
}

/// Tells a question in words: what was asked, by what, and under which conditions. Whatever is no question stays.
pub fn conditions(written: &str, titles: &Titles<'_>) -> String {
    let Some(question) = question(written) else {
        return written.to_owned();
    };
    let asked = ["measures", "dimensions"].into_iter();
    let asked = asked.filter_map(|key| question[key].as_array()).flatten();
    let asked = asked.filter_map(Value::as_str);
    let asked = asked.map(|member| (titles.member)(member).unwrap_or_else(|| member.to_owned()));
    let asked = asked.collect::<Vec<_>>().join(", ");
    let said = provenance::filters(&question, None, titles);
    let parts = (!asked.is_empty()).then_some(asked).into_iter().chain(said);
    parts.collect::<Vec<_>>().join("; ")
}

/// Reads a question as it is written down; one that was cut off is none.
fn question(written: &str) -> Option<Value> {
    let read: Value = serde_json::from_str(written).ok()?;
    let keys = ["measures", "dimensions", "timeDimensions", "filters"];
    let known = read.as_object()?;
    let is_question = !known.is_empty() && known.keys().all(|key| keys.contains(&key.as_str()));
    is_question.then_some(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_and_forms_are_called_by_their_titles() {
        let titled = |code: &str| match code {
            "preliminary" => Some("Предварительные итоги".to_owned()),
            "oo-1" => Some("ОО-1".to_owned()),
            _ => None,
        };
        for (written, told) in [
            ("preliminary pdf", "«Предварительные итоги» pdf"),
            ("preliminary № 7", "«Предварительные итоги» № 7"),
            ("preliminary", "«Предварительные итоги»"),
            ("oo-1/2026/s1", "«ОО-1», 2026, Школа s1"),
            ("oo-1/2026 xlsx", "«ОО-1», 2026 xlsx"),
            ("csv", "csv"),
            ("", ""),
        ] {
            let school = |id: &str| format!("Школа {id}");
            assert_eq!(object(written, titled, school), told);
        }
    }

    #[test]
    fn quotes_within_quotes_are_others() {
        for (written, told) in [
            ("«ОО-1»", "«ОО-1»"),
            ("«Журнал «Замена»»", "«Журнал „Замена“»"),
            ("Отметок «5», Отметок «4»", "Отметок «5», Отметок «4»"),
            ("«а «б» в» и «г»", "«а „б“ в» и «г»"),
            ("»", "»"),
            ("", ""),
        ] {
            assert_eq!(quoted(written), told);
        }
    }

    #[test]
    fn a_question_is_told_in_words_and_other_words_stay() {
        let titles = Titles {
            member: &|member| match member {
                "attendance.missed" => Some("Пропущено".to_owned()),
                "class.name" => Some("Класс".to_owned()),
                "calendar.date" => Some("Дата".to_owned()),
                "school.id" => Some("Код организации".to_owned()),
                _ => None,
            },
            value: &|_, value| value.to_owned(),
        };
        let asked = r#"{"measures":["attendance.missed"],"dimensions":["class.name","x.y"],
            "timeDimensions":[{"dimension":"calendar.date","dateRange":["2026-09-01","2026-09-30"]}],
            "filters":[{"member":"school.id","operator":"equals","values":["s1"]}]}"#;
        assert_eq!(
            conditions(asked, &titles),
            "Пропущено, Класс, x.y; Дата: 01.09.2026 – 30.09.2026; Код организации — s1"
        );
        let relative =
            r#"{"timeDimensions":[{"dimension":"calendar.date","dateRange":"last 4 weeks"}]}"#;
        assert_eq!(conditions(relative, &titles), "Дата: последние 4 недели");
        for other in [
            "",
            "временный",
            "select 1",
            r#"{"a":1}"#,
            "{}",
            r#"{"measures":["attenda"#,
        ] {
            assert_eq!(conditions(other, &titles), other);
        }
    }
}
