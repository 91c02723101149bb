//! Staff: people as a list in a CSV file, added all together or not at all.

use std::collections::HashMap;
use std::fmt;

use jiff::civil::Date;

use super::{App, AskError, Asker};
use crate::catalogue::say;
use crate::office::{NewGrant, NewUser, UserScope};

/// A person of the list, with the line that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Counted from 1, the head included.
    pub line: u64,
    pub user: NewUser,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListFault {
    pub line: u64,
    pub column: String,
    pub message: String,
}

/// Why a list was not taken. Nobody of it was added.
#[derive(Debug)]
pub enum AddError {
    Faults(Vec<ListFault>),
    Ask(AskError),
}

/// The columns that a list must have, and those that it may have.
const NEEDED: &[&str] = &["login", "name", "role", "ground"];
const POSSIBLE: &[&str] = &[
    "district",
    "school_id",
    "class_ids",
    "group_ids",
    "rights",
    "valid_from",
    "valid_to",
];

/// Most people of one list.
const LONGEST: usize = 5_000;

/// Reads a list: UTF-8, `;` or `,` between cells, names of columns in the first line, lists inside a cell parted by
/// spaces. Returns the people, or everything that is wrong.
pub fn read(bytes: &[u8]) -> Result<Vec<Listed>, Vec<ListFault>> {
    let whole = |message: String| {
        vec![ListFault {
            line: 1,
            column: String::new(),
            message,
        }]
    };
    let text = std::str::from_utf8(bytes).map_err(|_| whole(say!("faults-list-not-utf8")))?;
    let text = text.trim_start_matches('\u{feff}');
    let head = text.lines().next().unwrap_or_default();
    let delimiter = if head.contains(';') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let head = reader.headers().cloned();
    let head = head.map_err(|_| whole(say!("faults-list-head")))?;
    let mut faults = Vec::new();
    for needed in NEEDED {
        if !head.iter().any(|name| name == *needed) {
            faults.extend(whole(say!("faults-list-no-column", column = *needed)));
        }
    }
    for name in head.iter() {
        if !NEEDED.contains(&name) && !POSSIBLE.contains(&name) {
            faults.extend(whole(say!("faults-list-odd-column", column = name)));
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut list: Vec<Listed> = Vec::new();
    let mut seen: HashMap<String, u64> = HashMap::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                faults.push(ListFault {
                    line: error.position().map_or(0, csv::Position::line),
                    column: String::new(),
                    message: say!("faults-list-cells"),
                });
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        let cells: HashMap<&str, &str> = head.iter().zip(record.iter()).collect();
        let user = user_of(&cells, line, &mut faults);
        if let Some(before) = seen.insert(user.login.to_lowercase(), line) {
            faults.push(ListFault {
                line,
                column: "login".into(),
                message: say!(
                    "faults-list-login-twice",
                    login = user.login.as_str(),
                    line = before.to_string()
                ),
            });
        }
        list.push(Listed { line, user });
    }
    if list.is_empty() && faults.is_empty() {
        faults.extend(whole(say!("faults-list-empty")));
    }
    if list.len() > LONGEST {
        faults.extend(whole(say!("faults-list-long")));
    }
    match faults.is_empty() {
        true => Ok(list),
        false => Err(faults),
    }
}

impl App {
    /// Adds the people of a list and returns their logins and first passwords. If anything is wrong with any of
    /// them, nobody is added.
    pub async fn add_staff(
        &self,
        asker: &Asker,
        list: &[Listed],
    ) -> Result<Vec<(String, String)>, AddError> {
        let mut faults = Vec::new();
        for listed in list {
            let found = self.faults_of(asker, &listed.user).await;
            let mut found = found.map_err(AddError::Ask)?;
            let of_login = self.faults_of_login(&listed.user.login).await;
            found.extend(of_login.map_err(AddError::Ask)?);
            faults.extend(found.into_iter().map(|fault| ListFault {
                line: listed.line,
                column: fault.path,
                message: fault.message,
            }));
        }
        if !faults.is_empty() {
            return Err(AddError::Faults(faults));
        }
        let mut added = Vec::new();
        for listed in list {
            let password = self.add_person(asker, &listed.user).await;
            added.push((listed.user.login.clone(), password.map_err(AddError::Ask)?));
        }
        Ok(added)
    }
}

impl fmt::Display for ListFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "строка {}", self.line)?;
        if !self.column.is_empty() {
            write!(f, ", {}", self.column)?;
        }
        write!(f, ": {}", self.message)
    }
}

fn user_of(cells: &HashMap<&str, &str>, line: u64, faults: &mut Vec<ListFault>) -> NewUser {
    let text = |name: &str| cells.get(name).copied().unwrap_or_default().to_owned();
    let list =
        |name: &str| -> Vec<String> { text(name).split_whitespace().map(str::to_owned).collect() };
    let mut day = |name: &str| -> Option<Date> {
        let text = text(name);
        if text.is_empty() {
            return None;
        }
        let day = text.parse().ok();
        if day.is_none() {
            faults.push(ListFault {
                line,
                column: name.to_owned(),
                message: say!("faults-list-day", text = text.as_str()),
            });
        }
        day
    };
    let (valid_from, valid_to) = (day("valid_from"), day("valid_to"));
    let ground = text("ground");
    let grants = list("rights");
    let grants = grants.iter().map(|right| NewGrant::new(right, &ground));
    NewUser {
        login: text("login"),
        name: text("name"),
        role: text("role"),
        scope: scope_of(
            text("district"),
            list("school_id"),
            list("class_ids"),
            list("group_ids"),
        ),
        valid_from,
        valid_to,
        grants: grants.collect(),
        ground: (!ground.is_empty()).then_some(ground),
    }
}

/// Returns the narrowest scope that is named; the whole office where none is.
pub fn scope_of(
    district: String,
    mut school_ids: Vec<String>,
    class_ids: Vec<String>,
    group_ids: Vec<String>,
) -> UserScope {
    let school_id = match school_ids.as_slice() {
        [school_id] => school_id.clone(),
        _ => String::new(),
    };
    if !group_ids.is_empty() {
        UserScope::Groups {
            school_id,
            group_ids,
        }
    } else if !class_ids.is_empty() {
        UserScope::Classes {
            school_id,
            class_ids,
        }
    } else if !school_id.is_empty() {
        UserScope::School { school_id }
    } else if !school_ids.is_empty() {
        school_ids.dedup();
        UserScope::Schools { school_ids }
    } else if !district.is_empty() {
        UserScope::District { district }
    } else {
        UserScope::Office
    }
}
