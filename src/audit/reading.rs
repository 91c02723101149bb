//! Reading: entries by day, person and action.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::chain::parted;
use super::{Action, Entry, Error, file_error, months};

/// Which entries are wanted; what is left out lets all through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub from: Option<Date>,
    pub to: Option<Date>,
    /// The whole login.
    pub login: Option<String>,
    pub action: Option<Action>,
    /// A part of the object, the filters or the address.
    pub text: Option<String>,
}

/// An entry with its place in the chain.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Recorded {
    pub number: i64,
    #[serde(flatten)]
    pub entry: Entry,
}

pub(super) fn read(
    folder: &Path,
    zone: &TimeZone,
    filter: &Filter,
    most: usize,
) -> Result<Vec<Recorded>, Error> {
    let mut found: Vec<Recorded> = Vec::new();
    for path in months(folder)?.into_iter().rev() {
        if found.len() >= most {
            break;
        }
        let month = path.file_stem().and_then(|stem| stem.to_str());
        let month = month.unwrap_or_default();
        // A clock set back may have put an earlier day into a later month, never the other way round.
        if filter
            .from
            .is_some_and(|from| from.strftime("%Y-%m").to_string().as_str() > month)
        {
            break;
        }
        let file = File::open(&path).map_err(|error| file_error(&path, &error))?;
        let mut of_month = Vec::new();
        for (place, line) in BufReader::new(file).lines().enumerate() {
            let line = line.map_err(|error| file_error(&path, &error))?;
            let unreadable = || Error::Unreadable {
                path: path.clone(),
                line: place + 1,
            };
            let (_, text) = parted(&line).ok_or_else(unreadable)?;
            let recorded: Recorded = serde_json::from_str(text).map_err(|_| unreadable())?;
            if filter.admits(&recorded.entry, zone) {
                of_month.push(recorded);
            }
        }
        found.extend(of_month.into_iter().rev());
    }
    found.truncate(most);
    Ok(found)
}

impl Filter {
    fn admits(&self, entry: &Entry, zone: &TimeZone) -> bool {
        let day = entry.at.to_zoned(zone.clone()).date();
        let has_text = |part: &String| {
            let part = part.to_lowercase();
            [&entry.object, &entry.filters, &entry.address]
                .into_iter()
                .any(|text| text.to_lowercase().contains(&part))
        };
        self.from.is_none_or(|from| from <= day)
            && self.to.is_none_or(|to| day <= to)
            && self
                .login
                .as_ref()
                .is_none_or(|login| *login == entry.login)
            && self.action.is_none_or(|action| action == entry.action)
            && self.text.as_ref().is_none_or(has_text)
    }
}
