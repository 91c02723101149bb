//! History: the loads that an asker sees, by whom they came, and what was found in their rows.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;

use super::ask::{hex, inner};
use super::trail::Deed;
use super::{App, AskError, Asker, Door, Right};
use crate::access::Rows;
use crate::audit;
use crate::catalogue::Language;
use crate::diagnostic::{Diagnostic, Severity};
use crate::loads;
use crate::office::{Finding, KnownUpload, LoadFilter, LoadRecord, LoadState, UserScope};

/// Which loads are to be listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoadsAsked {
    pub school_id: Option<String>,
    pub state: Option<LoadState>,
    /// The load after which the page begins, counted from the newest.
    pub before: Option<String>,
}

/// A load as it is listed, without its diagnostics.
#[derive(Debug, Clone)]
pub struct Landed {
    pub record: LoadRecord,
    pub way: Way,
    /// The night that the extract belongs to.
    pub night: Date,
    /// Whether it came before its night's deadline.
    pub is_on_time: bool,
}

/// How an extract came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// By the page; the person's name.
    Page { sender: String },
    /// By a program; its owner's name and the token's.
    Program { sender: String, token: String },
    /// Laid into the inbox.
    Inbox,
    /// Named at the machine's command line.
    Machine,
}

/// A load with what is known of its file and what was found in it.
#[derive(Debug, Clone)]
pub struct LoadCard {
    pub landed: Landed,
    /// As the sender's machine called the file, or as it lay on ours.
    pub file_name: String,
    pub bytes: Option<u64>,
    /// The rules that were broken, each with its first case.
    pub findings: Vec<Finding>,
}

/// One published night with the loads of an asker's schools.
#[derive(Debug, Clone)]
pub struct PublishedNight {
    pub release: i64,
    pub published_at: Timestamp,
    pub loads: Vec<Landed>,
}

impl App {
    /// Returns loads of the asker's schools, the last one first.
    pub async fn loads_seen(
        &self,
        asker: &Asker,
        asked: &LoadsAsked,
        most: usize,
    ) -> Result<Vec<Landed>, AskError> {
        let reached = self.schools_reached(asker).await?;
        let filter = LoadFilter {
            school_ids: narrowed(reached, asked.school_id.as_deref()),
            state: asked.state,
            before: asked.before.clone(),
        };
        let records = self.office.loads_before(&filter, most).await;
        self.landed(records.map_err(inner)?).await
    }

    /// Returns the last nights that published something of the asker's schools, or of one of them.
    pub async fn published_nights(
        &self,
        asker: &Asker,
        school_id: Option<&str>,
        most: usize,
    ) -> Result<Vec<PublishedNight>, AskError> {
        let reached = self.schools_reached(asker).await?;
        let school_ids = narrowed(reached, school_id);
        let released = self.office.released_loads(school_ids.as_deref(), most);
        let mut nights = Vec::new();
        for released in released.await.map_err(inner)? {
            nights.push(PublishedNight {
                release: released.id,
                published_at: released.published_at,
                loads: self.landed(released.loads).await?,
            });
        }
        Ok(nights)
    }

    /// Returns a load of the asker's schools. Others do not exist for the asker.
    pub async fn load_card(&self, asker: &Asker, load_id: &str) -> Result<LoadCard, AskError> {
        let mut record = self.load_head(asker, load_id).await?;
        let upload = self.office.uploads_of(&[load_id]).await.map_err(inner)?;
        let upload = upload.get(load_id);
        let mending = self.office.mending_of(load_id).await.map_err(inner)?;
        let is_mended = mending.is_some();
        let mut findings = self.office.findings(load_id).await.map_err(inner)?;
        for finding in &mut findings {
            self.shade(asker, &mut finding.example);
        }
        let way = way(&record, upload);
        record.path = name_of(&record.path);
        let file_name = match upload {
            Some(upload) => upload.note.file_name.clone(),
            None => record.path.clone(),
        };
        Ok(LoadCard {
            file_name,
            bytes: upload.and_then(|upload| u64::try_from(upload.note.bytes).ok()),
            findings,
            landed: self.land(record, way, is_mended),
        })
    }

    /// Returns diagnostics of a load of the asker's schools in the order of its files, each with its place. Rows as they
    /// came are there for who may know names.
    pub async fn diagnostics_seen(
        &self,
        asker: &Asker,
        load_id: &str,
        severity: Severity,
        rule: Option<&str>,
        after: Option<i64>,
        most: usize,
    ) -> Result<Vec<(i64, Diagnostic)>, AskError> {
        self.load_head(asker, load_id).await?;
        let office = &self.office;
        let found = office.diagnostics_after(load_id, severity, rule, after, most);
        let mut found = found.await.map_err(inner)?;
        for (_, diagnostic) in &mut found {
            self.shade(asker, diagnostic);
        }
        Ok(found)
    }

    /// Writes down that rows of a load were shown as they came, or handed out in a file with that hash.
    pub async fn record_rows_seen(
        &self,
        asker: &Asker,
        load_id: &str,
        rows: u64,
        file_digest: Option<&[u8]>,
    ) -> Result<(), AskError> {
        let action = match file_digest {
            Some(_) => audit::Action::Export,
            None => audit::Action::View,
        };
        let deed = Deed {
            rows: Some(rows),
            file_hash: file_digest.map_or_else(String::new, hex),
            ..Deed::new(action, format!("отклонённые строки, загрузка {load_id}"))
        };
        self.record(asker, deed).await
    }

    /// Returns a load that the asker may see, without its diagnostics, with all that its record holds of the machine.
    pub(super) async fn load_head(
        &self,
        asker: &Asker,
        load_id: &str,
    ) -> Result<LoadRecord, AskError> {
        let record = self.office.load_head(load_id).await.map_err(inner)?;
        let Some(record) = record else {
            return Err(AskError::NotFound);
        };
        let is_in_reach = match (&asker.door, &record.school_id) {
            (
                Door::Upload {
                    school_id: bound, ..
                },
                Some(school_id),
            ) => bound == school_id,
            (_, Some(school_id)) => self.reaches_school(asker, school_id).await?,
            // Of which school it is nobody knows: the office's to look at.
            (_, None) => self.is_office(asker),
        };
        match is_in_reach {
            true => Ok(record),
            false => Err(AskError::NotFound),
        }
    }

    /// Takes out of a diagnostic what its reader may not see: rows as they came and, in tables that hold
    /// personal data, the values that the message quotes.
    pub(super) fn shade(&self, asker: &Asker, diagnostic: &mut Diagnostic) {
        let knows_names = asker.holds(Right::PersonalData);
        // A check of a mart looks at all schools of the night: what it found is told to whoever sees them all.
        let is_of_a_night = diagnostic.severity == Severity::Refuse && diagnostic.rule == "check";
        if !knows_names || is_of_a_night && !self.is_office(asker) {
            diagnostic.raw = None;
            diagnostic.fields = None;
        }
        let table = diagnostic.table.as_deref().unwrap_or_default();
        let holds_persons = self.model.dataset(table).is_some_and(|dataset| {
            dataset
                .columns
                .iter()
                .any(|column| column.personal.is_some())
        });
        if !knows_names && diagnostic.line.is_some() && holds_persons {
            diagnostic.message = without_quotes(&diagnostic.message);
        }
    }

    /// Returns what people call a table of an extract, in the language of the request under way.
    pub fn title_of_table(&self, table: &str) -> Option<&str> {
        if Language::current() == Language::English
            && let Some(title) = self.model.english.table(table)
        {
            return Some(title);
        }
        let dataset = self.model.datasets.iter();
        let mut found = dataset.filter(|dataset| dataset.name == table);
        found.next().map(|dataset| dataset.title.as_str())
    }

    /// Returns what people call a column of a table of an extract.
    pub fn title_of_column(&self, table: &str, column: &str) -> Option<&str> {
        let mut found = self.model.datasets.iter();
        let dataset = found.find(|dataset| dataset.name == table)?;
        let column = dataset.column(column)?;
        Some(column.title.as_str())
    }

    /// Returns the schools whose loads an asker sees; none named means all, also where the school is not known.
    async fn schools_reached(&self, asker: &Asker) -> Result<Option<Vec<String>>, AskError> {
        let own = match &asker.reach {
            _ if matches!(asker.scope.rows(), Rows::Nothing) => Some(Vec::new()),
            UserScope::Office => None,
            UserScope::District { district } => Some(self.schools_of(district).await?),
            UserScope::Schools { school_ids } => Some(school_ids.clone()),
            UserScope::School { school_id } => Some(vec![school_id.clone()]),
            // A load is of a whole school.
            UserScope::Classes { .. } | UserScope::Groups { .. } | UserScope::Nothing => {
                Some(Vec::new())
            }
        };
        Ok(match &asker.door {
            Door::Upload { school_id, .. } => narrowed(own, Some(school_id)),
            Door::Session(_) | Door::Token(_) | Door::Machine => own,
        })
    }

    async fn landed(&self, records: Vec<LoadRecord>) -> Result<Vec<Landed>, AskError> {
        let load_ids: Vec<&str> = records
            .iter()
            .map(|record| record.load_id.as_str())
            .collect();
        let uploads = self.office.uploads_of(&load_ids).await.map_err(inner)?;
        let mended = self.office.mended_among(&load_ids).await.map_err(inner)?;
        let records = records.into_iter().map(|record| {
            let way = way(&record, uploads.get(&record.load_id));
            let is_mended = mended.contains(&record.load_id);
            self.land(record, way, is_mended)
        });
        Ok(records.collect())
    }

    fn land(&self, record: LoadRecord, way: Way, is_mended: bool) -> Landed {
        let office = &self.config.office;
        Landed {
            way,
            night: loads::night_of(office, &record),
            // The school is late with an extract, and not with mending it the day after.
            is_on_time: is_mended || loads::is_on_time(office, &record),
            record,
        }
    }
}

/// Returns the schools that are both reached and asked for.
fn narrowed(reached: Option<Vec<String>>, asked: Option<&str>) -> Option<Vec<String>> {
    let Some(asked) = asked else {
        return reached;
    };
    let is_reached = reached.is_none_or(|own| own.iter().any(|school_id| school_id == asked));
    Some(match is_reached {
        true => vec![asked.to_owned()],
        false => Vec::new(),
    })
}

fn way(record: &LoadRecord, upload: Option<&KnownUpload>) -> Way {
    if let Some(upload) = upload {
        let sender = upload.name.clone();
        let sender = sender.unwrap_or_else(|| upload.note.login.clone());
        return match upload.note.token.as_str() {
            "" => Way::Page { sender },
            token => Way::Program {
                sender,
                token: token.to_owned(),
            },
        };
    }
    let folder = Path::new(&record.path).parent().and_then(Path::file_name);
    match folder.is_some_and(|folder| folder == "inbox") {
        true => Way::Inbox,
        false => Way::Machine,
    }
}

/// Returns a file's name: where it lies on this machine is nobody's business outside.
pub(super) fn name_of(path: &str) -> String {
    let name = Path::new(path).file_name();
    name.map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// Takes the values that a message quotes out of it. A value may hold quotation marks itself, so that all between the
/// first and the last one goes.
fn without_quotes(message: &str) -> String {
    let Some((before, rest)) = message.split_once('«') else {
        return message.to_owned();
    };
    let after = rest.rsplit_once('»').map_or("", |(_, after)| after);
    format!("{before}«…»{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_lose_the_values_that_they_quote() {
        for (message, said) in [
            ("столбец work_type пуст", "столбец work_type пуст"),
            (
                "столбец birth_date: «31.02.2014» — не дата",
                "столбец birth_date: «…» — не дата",
            ),
            (
                "столбец sex: «Ёлкин» Иван «» — такого значения нет",
                "столбец sex: «…» — такого значения нет",
            ),
            (
                "столбец a: «1» — не дата; столбец b: «2» нет в таблице c",
                "столбец a: «…» нет в таблице c",
            ),
            ("ключ «p1, никогда не закрыт", "ключ «…»"),
        ] {
            assert_eq!(without_quotes(message), said);
        }
    }

    #[test]
    fn what_is_asked_for_never_widens_what_is_reached() {
        let ids = |ids: &[&str]| Some(ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>());
        assert_eq!(narrowed(None, None), None);
        assert_eq!(narrowed(None, Some("s1")), ids(&["s1"]));
        assert_eq!(narrowed(ids(&["s1", "s2"]), Some("s2")), ids(&["s2"]));
        assert_eq!(narrowed(ids(&["s1"]), Some("s2")), ids(&[]));
        assert_eq!(narrowed(ids(&["s1"]), None), ids(&["s1"]));
    }
}
