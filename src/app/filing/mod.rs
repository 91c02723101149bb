//! Filing: a school's form from its first computation to its acceptance by the office.
//!
//! People of the school compute, correct and hand in; people of the office return, accept and unlock. Before a form is
//! handed in, the office sees how far it has come and how many controls it breaks, and no figure of it: what tells of few
//! people is the school's until the school hands it over.

mod accepting;
mod board;
mod correcting;
mod due;
mod filling;
mod paper;
mod previous;
mod printing;
mod recomputing;
mod summary;
mod template;
mod typed;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

pub use accepting::Chosen as ChosenForm;
pub use board::{BoardRow, FormCount};
pub use due::{FormErrand, FormErrandKind};
pub use filling::Explained;
pub(super) use printing::{form_of, is_of_form, paper_of_form, shows_figures};
pub use recomputing::{CellChange, Recomputation};
pub use summary::Summary;
pub use template::{TEMPLATE_BYTES, TemplateFile};

use super::ask::{inner, refused};
use super::people::require;
use super::trail::Deed;
use super::{Action, App, AskError, Asker, FormError, Organisation, SchoolSeen};
use crate::audit;
use crate::catalogue::say;
use crate::constructor::Fault;
use crate::forms::{self, CellKey, CellKind, Finding, Form, FormPeriod, Severity, Values};
use crate::office::{self, CellPlace};
pub use crate::office::{FiledCell, FiledForm, FormDeed, FormEvent, FormState};

/// A form with one of its periods.
#[derive(Debug, Clone)]
pub struct Filing {
    pub form: Arc<Form>,
    pub period: FormPeriod,
}

/// A school's form as one person sees it.
#[derive(Debug, Clone)]
pub struct OpenFiling {
    pub filing: Filing,
    pub school: SchoolSeen,
    /// As papers name it; where one form is opened alone.
    pub organisation: Option<Organisation>,
    /// None where nobody has computed it yet.
    pub record: Option<FiledForm>,
    /// What is kept of its cells; nothing where the figures are not the reader's to see.
    pub cells: BTreeMap<CellKey, FiledCell>,
    /// What stands in it: corrections in the place of what was computed, formulas over both.
    pub values: Values,
    /// Figures that tell of few people and were computed for somebody who may not see them.
    pub withheld: BTreeSet<CellKey>,
    pub findings: Vec<Finding>,
    /// Whether there is an accepted form of the year before to compare with.
    pub has_previous: bool,
    /// Whether the reader may see its figures.
    pub has_figures: bool,
    /// What the reader may do to it as it is.
    pub allowed: Vec<FormDeed>,
    /// A release that is newer than the figures.
    pub newer_release: Option<i64>,
}

/// When a form was handed in, by its deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Punctuality {
    OnTime,
    /// Handed in so many days late.
    Late(i32),
    /// Not handed in, with so many days left.
    Awaited(i32),
    /// Not handed in, so many days after the deadline.
    Overdue(i32),
}

/// The longest reason, explanation and note.
pub const WORDS_LONGEST: usize = 1_000;

impl Filing {
    /// Returns the address of the form's page.
    pub fn address(&self) -> String {
        format!("/forms/{}/{}", self.form.code, self.period.name)
    }

    /// Returns what tells the edition from others of the form.
    pub fn edition(&self) -> String {
        self.form.from.to_string()
    }

    /// Reads a cell of the form as addresses name it. What the form does not have looks absent.
    pub fn cell(&self, path: &str) -> Option<(CellKey, CellKind)> {
        let key = CellKey::parse(path)?;
        let kind = self.form.cell(&key)?;
        Some((key, kind))
    }

    fn days_after_due(&self, day: Date) -> i32 {
        let days = day.duration_since(self.period.due).as_hours() / 24;
        i32::try_from(days).unwrap_or(i32::MAX)
    }

    /// Says how a form that was first handed in on a day, or not yet, stands to its deadline.
    pub fn punctuality(&self, submitted_on: Option<Date>, today: Date) -> Punctuality {
        let days_after = |day: Date| self.days_after_due(day);
        match submitted_on {
            Some(day) if day <= self.period.due => Punctuality::OnTime,
            Some(day) => Punctuality::Late(days_after(day)),
            None if today <= self.period.due => Punctuality::Awaited(-days_after(today)),
            None => Punctuality::Overdue(days_after(today)),
        }
    }
}

impl OpenFiling {
    pub fn may(&self, deed: FormDeed) -> bool {
        self.allowed.contains(&deed)
    }

    pub fn state(&self) -> Option<FormState> {
        self.record.as_ref().map(|record| record.state)
    }

    /// Returns the controls that it breaks with a severity.
    pub fn broken(&self, severity: Severity) -> impl Iterator<Item = &Finding> {
        let findings = self.findings.iter();
        findings.filter(move |finding| finding.severity == severity)
    }

    /// Returns the places of cells that are of some kind.
    fn places(&self, is_meant: impl Fn(&FiledCell) -> bool) -> BTreeSet<CellKey> {
        let cells = self.cells.iter();
        cells
            .filter(|(_, cell)| is_meant(cell))
            .map(|(key, _)| key.clone())
            .collect()
    }

    /// Returns the cells whose figures differ from what was computed because somebody corrected them.
    pub fn corrected(&self) -> BTreeSet<CellKey> {
        self.places(|cell| cell.correction.is_some())
    }

    /// Says how many of the cells that no data fill the school has filled, and how many there are.
    pub fn filled_by_hand(&self) -> (usize, usize) {
        let form = &self.filing.form;
        let by_hand = form.cells().filter(|(key, kind)| {
            *kind == CellKind::Manual && form.has_section(&key.section, &self.values)
        });
        by_hand.fold((0, 0), |(filled, cells), (key, _)| {
            let is_filled = self.values.contains_key(&key);
            (filled + usize::from(is_filled), cells + 1)
        })
    }

    /// Returns the cells that the office asks to look at again.
    pub fn returned(&self) -> BTreeSet<CellKey> {
        self.places(|cell| cell.is_returned)
    }
}

impl App {
    /// Returns a form with one of its periods.
    pub fn filing(&self, asker: &Asker, code: &str, period: &str) -> Result<Filing, AskError> {
        require(asker, Action::Forms)?;
        let found = self.forms().of_period(code, period);
        let (form, period) = found.ok_or(AskError::NotFound)?;
        // A day that has not come has nothing to report.
        match period.on <= self.moment().today {
            true => Ok(Filing {
                form: form.clone(),
                period,
            }),
            false => Err(AskError::NotFound),
        }
    }

    /// Returns the schools in the asker's scope that file a form.
    pub async fn filers(&self, asker: &Asker, form: &Form) -> Result<Vec<SchoolSeen>, AskError> {
        self.schools_of_kinds(asker, &form.filed_by).await
    }

    /// Returns one of these schools; another looks absent.
    pub async fn filer(
        &self,
        asker: &Asker,
        form: &Form,
        school_id: &str,
    ) -> Result<SchoolSeen, AskError> {
        let schools = self.filers(asker, form).await?.into_iter();
        let mut found = schools.filter(|school| school.id == school_id);
        found.next().ok_or(AskError::NotFound)
    }

    /// Opens a school's form.
    pub async fn open_filing(
        &self,
        asker: &Asker,
        filing: &Filing,
        school_id: &str,
    ) -> Result<OpenFiling, AskError> {
        let school = self.filer(asker, &filing.form, school_id).await?;
        let mut opened = self.opened_filings(asker, filing, vec![school]).await?;
        let open = opened.remove(0);
        Ok(OpenFiling {
            organisation: Some(self.organisation(asker, school_id).await?),
            ..open
        })
    }

    /// Opens the form of each of some schools, in their order.
    async fn opened_filings(
        &self,
        asker: &Asker,
        filing: &Filing,
        schools: Vec<SchoolSeen>,
    ) -> Result<Vec<OpenFiling>, AskError> {
        let (code, period) = (&filing.form.code, &filing.period.name);
        let records = self.office.filed_forms(code, period).await.map_err(inner)?;
        let mut records: BTreeMap<String, FiledForm> = records
            .into_iter()
            .map(|record| (record.school_id.clone(), record))
            .collect();
        records.retain(|school_id, _| schools.iter().any(|school| school.id == *school_id));
        let mut cells = self.cells_of(records.values()).await?;
        let beside = self.beside(filing, records.keys()).await?;
        let release = self.office.current_release().await.map_err(inner)?;
        let release = release.map(|release| release.id);

        let mut opened = Vec::with_capacity(schools.len());
        for school in schools {
            let record = records.remove(&school.id);
            let cells = record
                .as_ref()
                .and_then(|record| cells.remove(&record.id))
                .unwrap_or_default();
            let cells: BTreeMap<CellKey, FiledCell> = cells
                .into_iter()
                .map(|cell| (key_of(&cell.place), cell))
                // What an edition that was declared anew no longer has.
                .filter(|(key, _)| filing.form.cell(key).is_some())
                .collect();
            let (values, withheld) = standing(&filing.form, &cells);
            let findings = match record {
                None => Vec::new(),
                Some(_) => {
                    let beside = beside.of_school(&school.id, &withheld);
                    forms::findings_beside(&filing.form, &values, &beside)
                }
            };
            let mut open = OpenFiling {
                filing: filing.clone(),
                has_previous: beside.has_previous(&school.id),
                has_figures: self.sees_figures(asker, record.as_ref()),
                allowed: self.allowed(asker, &school.id, record.as_ref()).await?,
                newer_release: record
                    .as_ref()
                    .and_then(|record| release.filter(|release| *release > record.release)),
                school,
                organisation: None,
                record,
                cells,
                values,
                withheld,
                findings,
            };
            if !open.has_figures {
                open.hide_figures();
            }
            opened.push(open);
        }
        Ok(opened)
    }

    async fn cells_of<'a>(
        &self,
        records: impl Iterator<Item = &'a FiledForm>,
    ) -> Result<BTreeMap<i64, Vec<FiledCell>>, AskError> {
        let ids: Vec<i64> = records.map(|record| record.id).collect();
        let mut cells: BTreeMap<i64, Vec<FiledCell>> = BTreeMap::new();
        for (id, cell) in self.office.filed_cells(&ids).await.map_err(inner)? {
            cells.entry(id).or_default().push(cell);
        }
        Ok(cells)
    }

    /// Returns what was done to a form that is open, the last first. Where figures are not the reader's to see, the
    /// steps alone are told.
    pub async fn filing_history(&self, open: &OpenFiling) -> Result<Vec<FormEvent>, AskError> {
        let Some(record) = &open.record else {
            return Ok(Vec::new());
        };
        let mut events = self.office.form_events(record.id).await.map_err(inner)?;
        if !open.has_figures {
            for event in &mut events {
                event.words.clear();
                event.cells.clear();
            }
        }
        Ok(events)
    }

    fn sees_figures(&self, asker: &Asker, record: Option<&FiledForm>) -> bool {
        asker.may(Action::FileForms) || record.is_some_and(|record| record.submitted_on.is_some())
    }

    /// Returns what a person may do to a form in its state.
    async fn allowed(
        &self,
        asker: &Asker,
        school_id: &str,
        record: Option<&FiledForm>,
    ) -> Result<Vec<FormDeed>, AskError> {
        let state = record.map(|record| record.state);
        let mut allowed = Vec::new();
        if asker.may(Action::FileForms) && self.reaches_school(asker, school_id).await? {
            allowed.extend_from_slice(match state {
                None => &[FormDeed::Compute],
                Some(FormState::Computed | FormState::Returned) => &[
                    FormDeed::Recompute,
                    FormDeed::Correct,
                    FormDeed::Uncorrect,
                    FormDeed::Note,
                    FormDeed::DeclareReady,
                ],
                Some(FormState::Ready) => &[FormDeed::TakeBackReady, FormDeed::Submit],
                Some(FormState::Submitted | FormState::Accepted) => &[],
            });
        }
        if asker.may(Action::AcceptForms) {
            allowed.extend_from_slice(match state {
                Some(FormState::Submitted) => &[FormDeed::Return, FormDeed::Accept],
                Some(FormState::Accepted) => &[FormDeed::Unlock],
                None | Some(FormState::Computed | FormState::Ready | FormState::Returned) => &[],
            });
        }
        Ok(allowed)
    }

    /// Opens a school's form for a deed at a version. Whose deed it is not is told so; a form that was changed
    /// meanwhile, or that is too far or not far enough, is told as it is.
    async fn opened_for(
        &self,
        asker: &Asker,
        filing: &Filing,
        chosen: &ChosenForm,
        deed: FormDeed,
    ) -> Result<(OpenFiling, FiledForm), AskError> {
        let open = self.open_filing(asker, filing, &chosen.school_id).await?;
        require(asker, action_of(deed))?;
        let Some(record) = open.record.clone() else {
            return Err(conflict(say!("forms-not-computed")));
        };
        if record.version != chosen.version {
            return Err(changed_meanwhile());
        }
        if !open.may(deed) {
            return Err(conflict(wrong_state(record.state)));
        }
        Ok((open, record))
    }

    /// Writes down what somebody does to a form.
    async fn record_of_form(
        &self,
        asker: &Asker,
        filing: &Filing,
        school_id: &str,
        words: String,
    ) -> Result<(), AskError> {
        let (code, period) = (&filing.form.code, &filing.period.name);
        let object = match school_id {
            "" => format!("{code}/{period}"),
            school_id => format!("{code}/{period}/{school_id}"),
        };
        let deed = Deed::new(audit::Action::FileForm, object);
        self.record(asker, deed.about(words)).await
    }
}

impl OpenFiling {
    /// Takes away what is not the reader's to see; how many controls are broken stays.
    fn hide_figures(&mut self) {
        self.cells.clear();
        self.values.clear();
        self.withheld.clear();
        for finding in &mut self.findings {
            finding.cells.clear();
            finding.message.clear();
        }
    }
}

/// Returns what stands in a form, and what is withheld in it: corrections in the place of what was computed, and
/// formulas over both.
fn standing(form: &Form, cells: &BTreeMap<CellKey, FiledCell>) -> (Values, BTreeSet<CellKey>) {
    let own = cells.iter();
    let own = own.filter_map(|(key, cell)| Some((key.clone(), cell.value()?)));
    let mut values: Values = own.collect();
    let withheld = cells
        .iter()
        .filter(|(_, cell)| cell.is_withheld && cell.correction.is_none());
    let mut withheld: BTreeSet<CellKey> = withheld.map(|(key, _)| key.clone()).collect();
    forms::complete_beside(form, &mut values, &mut withheld);
    (values, withheld)
}

fn key_of(place: &CellPlace) -> CellKey {
    CellKey::new(&place.section, &place.row, &place.column)
}

fn place_of(key: &CellKey) -> CellPlace {
    CellPlace {
        section: key.section.clone(),
        row: key.row.clone(),
        column: key.column.clone(),
    }
}

/// Returns the action that a deed is part of.
fn action_of(deed: FormDeed) -> Action {
    match deed {
        FormDeed::Compute
        | FormDeed::Recompute
        | FormDeed::Correct
        | FormDeed::Uncorrect
        | FormDeed::Note
        | FormDeed::DeclareReady
        | FormDeed::TakeBackReady
        | FormDeed::Submit => Action::FileForms,
        FormDeed::Return | FormDeed::Accept | FormDeed::Unlock => Action::AcceptForms,
    }
}

/// Says what stands in the way of a deed, and who can move it.
fn wrong_state(state: FormState) -> String {
    match state {
        FormState::Computed => say!("forms-is-computed"),
        FormState::Ready => say!("forms-is-ready"),
        FormState::Submitted => say!("forms-is-submitted"),
        FormState::Returned => say!("forms-is-returned"),
        FormState::Accepted => say!("forms-is-accepted"),
    }
}

fn conflict(message: String) -> AskError {
    AskError::Conflict { message }
}

fn changed_meanwhile() -> AskError {
    conflict(say!("forms-changed-meanwhile"))
}

/// Tells what the records refused.
fn of_records(error: office::Error) -> AskError {
    match error {
        office::Error::NewerForm => changed_meanwhile(),
        error => inner(error),
    }
}

/// Tells why a form cannot be computed, in the engine's sentence.
fn of_engine(error: FormError) -> AskError {
    match error {
        FormError::Ask(error) => error,
        FormError::NoSchool { .. } => AskError::NotFound,
        error => refused(vec![Fault::new("", error.to_string())]),
    }
}

/// Finds what is wrong with a reason, an explanation or a note.
fn fault_of_words(path: &str, words: &str, missing: Option<&str>) -> Option<Fault> {
    if words.chars().count() > WORDS_LONGEST {
        let message = say!("forms-words-too-long", most = WORDS_LONGEST as i64);
        return Some(Fault::new(path, message));
    }
    let missing = missing.filter(|_| words.is_empty())?;
    Some(Fault::new(path, say!(missing)))
}

fn refuse(faults: Vec<Fault>) -> Result<(), AskError> {
    match faults.is_empty() {
        true => Ok(()),
        false => Err(refused(faults)),
    }
}
