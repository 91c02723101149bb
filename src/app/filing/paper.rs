//! Paper: a school's form or the сводная as it is printed and handed out.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::filling::state_in_words;
use super::{Filing, OpenFiling, Summary};
use crate::app::ask::hex;
use crate::app::trail::Deed;
use crate::app::{App, AskError, Asker};
use crate::audit;
use crate::export::numbers;
use crate::forms::{self, CellKey, CellKind, Filled, Values};
use crate::office::FiledCell;
use crate::sheet::{Paper, Signature};

impl OpenFiling {
    /// Lays the form out; a blank where nothing is computed or seen.
    pub fn paper(&self) -> Paper {
        forms::paper(&self.filing.form, &self.filled())
    }

    /// Lays the form out without the controls that it breaks, for a page that tells them by itself.
    pub fn figures(&self) -> Paper {
        let filled = Filled {
            findings: Vec::new(),
            ..self.filled()
        };
        forms::paper(&self.filing.form, &filled)
    }

    fn filled(&self) -> Filled {
        let notes = self.cells.iter().filter_map(|(key, cell)| {
            let note = cell.note.as_ref()?;
            Some((key.clone(), note.text.clone()))
        });
        let mut facts = vec![format!("Состояние: {}", state_in_words(self.state()))];
        if let Some(record) = &self.record {
            if let Some(day) = record.submitted_on {
                facts.push(format!("Сдана {}", numbers::day(day)));
            }
            if self.has_figures {
                facts.push(format!("Данные на {}", record.data_moment));
                facts.extend(record.gaps.iter().cloned());
            }
            let corrected = self.corrected().len();
            if corrected > 0 {
                facts.push(format!("Исправлено ячеек: {corrected}"));
            }
            if !record.explanation.is_empty() && self.has_figures {
                facts.push(format!(
                    "Пояснение к предупреждениям: {}",
                    record.explanation
                ));
            }
        }
        let organisation = self.organisation.clone().unwrap_or_default();
        Filled {
            organisation: match organisation.full_name.is_empty() {
                true => self.school.name.clone(),
                false => organisation.full_name,
            },
            address: organisation.address,
            period: self.filing.period.clone(),
            values: self.values.clone(),
            withheld: self.withheld.clone(),
            corrected: self.corrected(),
            notes: notes.collect(),
            findings: match self.has_figures {
                true => self.findings.clone(),
                false => Vec::new(),
            },
            facts,
        }
    }

    /// Returns the hash of what the form holds: the same hash means the same figures at the same step.
    pub fn record_hash(&self) -> Option<String> {
        let record = self.record.as_ref().filter(|_| self.has_figures)?;
        let mut hash = Sha256::new();
        hash.update(format!(
            "{}\n{}\n{}\n{}\n{}\n{}\n",
            record.code,
            record.period,
            record.school_id,
            record.edition,
            record.version,
            record.state.name()
        ));
        Some(hash_of_figures(hash, &self.values))
    }

    /// Returns what is kept of a cell.
    pub fn cell(&self, key: &CellKey) -> Option<&FiledCell> {
        self.cells.get(key)
    }
}

impl Summary {
    /// Lays the сводная out, with who is missing in it.
    pub fn paper(&self, filing: &Filing, organisation: &str) -> Paper {
        let mut facts = vec![format!(
            "Сводная по принятым формам: организаций {} из {}",
            self.included.len(),
            self.included.len() + self.missing.len()
        )];
        if !self.missing.is_empty() {
            let missing = self
                .missing
                .iter()
                .map(|(school, state)| format!("{} ({})", school.name, state_in_words(*state)));
            let missing: Vec<String> = missing.collect();
            facts.push(format!("Не вошли: {}", missing.join(", ")));
        }
        let filled = Filled {
            organisation: organisation.to_owned(),
            address: String::new(),
            period: filing.period.clone(),
            values: self.values.clone(),
            withheld: BTreeSet::new(),
            corrected: BTreeSet::new(),
            notes: BTreeMap::new(),
            findings: Vec::new(),
            facts,
        };
        Paper {
            signatures: vec![Signature {
                post: "Начальник управления образования".to_owned(),
                name: None,
                has_seal: true,
            }],
            ..forms::paper(&filing.form, &filled)
        }
    }

    /// Returns the hash of what is added up, and of whose forms.
    pub fn record_hash(&self, filing: &Filing) -> String {
        let mut hash = Sha256::new();
        hash.update(format!("{}\n{}\n", filing.form.code, filing.period.name));
        for school in &self.included {
            hash.update(format!("{}\n", school.id));
        }
        hash_of_figures(hash, &self.values)
    }
}

/// Ends a hash with the figures of cells.
fn hash_of_figures(mut hash: Sha256, values: &Values) -> String {
    for (key, value) in values {
        hash.update(format!("{};{value}\n", key.path()));
    }
    hex(&hash.finalize())
}

impl Filing {
    /// Returns the figures in the order of the blank; cells that hold nothing are left out.
    pub fn in_order(&self, values: &Values) -> Vec<(CellKey, f64)> {
        let cells = self.form.cells();
        let cells = cells.filter(|(_, kind)| *kind != CellKind::Closed);
        let cells = cells.filter_map(|(key, _)| {
            let value = *values.get(&key)?;
            Some((key, value))
        });
        cells.collect()
    }
}

impl App {
    /// Writes down that a file with a form was handed out. Without a school it is the summary.
    pub async fn record_form_file(
        &self,
        asker: &Asker,
        filing: &Filing,
        school_id: &str,
        format: &str,
        bytes: &[u8],
    ) -> Result<(), AskError> {
        let about = match school_id {
            "" => "сводная".to_owned(),
            school_id => format!("организация {school_id}"),
        };
        let object = format!("{}/{} {format}", filing.form.code, filing.period.name);
        let deed = Deed::new(audit::Action::Export, object).about(about);
        self.record(asker, deed.with_file(bytes)).await
    }
}
