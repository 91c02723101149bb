//! The audit as a CSV file.

use csv::{Terminator, WriterBuilder};
use jiff::tz::TimeZone;

use crate::app::Role;
use crate::audit::Recorded;
use crate::export::csv::guarded;

const HEADS: [&str; 15] = [
    "Номер",
    "Время",
    "Логин",
    "Роль",
    "Область",
    "Адрес",
    "Ключ",
    "Действие",
    "Объект",
    "Условия",
    "Строк",
    "Лиц",
    "Выпуск",
    "SHA-256 файла",
    "Исход",
];

/// Writes entries as a Russian spreadsheet opens them. Logins and objects were typed by anybody, strangers at the
/// sign-in page among them, so that none may become a formula.
pub fn write(entries: &[Recorded], zone: &TimeZone) -> Result<Vec<u8>, csv::Error> {
    let mut writer = WriterBuilder::new()
        .delimiter(b';')
        .terminator(Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(HEADS)?;
    for Recorded { number, entry } in entries {
        let at = entry.at.to_zoned(zone.clone());
        let role = Role::named(&entry.role).map_or(entry.role.as_str(), |role| role.title);
        let cells = [
            number.to_string(),
            at.strftime("%d.%m.%Y %H:%M:%S").to_string(),
            entry.login.clone(),
            role.to_owned(),
            entry.scope.clone(),
            entry.address.clone(),
            entry.token.clone(),
            entry.action.title().to_owned(),
            entry.object.clone(),
            entry.filters.clone(),
            counted(entry.rows),
            counted(entry.persons),
            entry.release.map_or_else(String::new, |id| id.to_string()),
            entry.file_hash.clone(),
            entry.outcome.title().to_owned(),
        ];
        writer.write_record(cells.iter().map(|cell| guarded(cell).into_owned()))?;
    }
    writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))
}

fn counted(count: Option<u64>) -> String {
    count.map_or_else(String::new, |count| count.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{Action, Entry, Outcome};

    #[test]
    fn what_strangers_typed_is_no_formula() {
        let entry = Entry {
            at: "2026-10-14T20:40:07Z".parse().expect("a moment"),
            login: "=HYPERLINK(\"http://x\")".to_owned(),
            role: "director".to_owned(),
            scope: String::new(),
            address: "10.0.0.1".to_owned(),
            token: String::new(),
            action: Action::SignIn,
            object: "@пароль".to_owned(),
            filters: "a;b".to_owned(),
            rows: Some(3),
            persons: None,
            release: None,
            file_hash: String::new(),
            outcome: Outcome::Refused,
        };
        let recorded = Recorded { number: 1, entry };
        let bytes = write(&[recorded], &TimeZone::UTC).expect("a file");
        let text = String::from_utf8(bytes).expect("UTF-8");
        let mut lines = text.lines();
        assert!(
            lines
                .next()
                .is_some_and(|head| head.starts_with("\u{feff}Номер;Время"))
        );
        let line = lines.next().expect("a line");
        assert!(
            line.starts_with("1;14.10.2026 20:40:07;\"'=HYPERLINK("),
            "{line}"
        );
        assert!(
            line.contains(";Директор;") && line.contains(";'@пароль;\"a;b\";3;;"),
            "{line}"
        );
    }
}
