//! Filed forms: what a school's form holds, what was corrected in it and why, and its way through the office.
//!
//! What a form asks for is not known here: places are codes, figures are numbers.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::{Error, Office, json_text, moment_text, parsed, parsed_json};

/// A school's form of one period, without its cells.
#[derive(Debug, Clone, PartialEq)]
pub struct FiledForm {
    pub id: i64,
    pub code: String,
    pub period: String,
    pub school_id: String,
    pub school_name: String,
    pub edition: String,
    pub state: FormState,
    pub version: i64,
    pub release: i64,
    /// The moment of the data in words.
    pub data_moment: String,
    pub computed_at: Timestamp,
    /// What the data did not reach, a sentence each.
    pub gaps: Vec<String>,
    /// Why warnings stand.
    pub explanation: String,
    /// The day on which it was first handed in.
    pub submitted_on: Option<Date>,
}

/// A form's code, a period's name and a school's id.
pub type FormOfSchool = (String, String, String);

/// How far a form has come. One that nobody has computed yet has no record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FormState {
    Computed,
    Ready,
    Submitted,
    Returned,
    Accepted,
}

/// A cell that holds something, or of which something was said.
#[derive(Debug, Clone, PartialEq)]
pub struct FiledCell {
    pub place: CellPlace,
    pub computed: Option<f64>,
    pub is_withheld: bool,
    pub correction: Option<CellCorrection>,
    pub note: Option<CellNote>,
    /// Whether the office asks to look at it again.
    pub is_returned: bool,
}

/// Where a cell stands, by the form's codes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CellPlace {
    pub section: String,
    pub row: String,
    pub column: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct CellCorrection {
    pub value: f64,
    pub reason: String,
    pub at: Timestamp,
    /// The person's name, or the login of one who is gone.
    pub by: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellNote {
    pub text: String,
    pub at: Timestamp,
    pub by: String,
}

/// What was done to a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FormDeed {
    Compute,
    Recompute,
    Correct,
    Uncorrect,
    Note,
    DeclareReady,
    TakeBackReady,
    Submit,
    Return,
    Accept,
    Unlock,
}

/// A line of a form's history.
#[derive(Debug, Clone, PartialEq)]
pub struct FormEvent {
    pub deed: FormDeed,
    pub state: FormState,
    pub at: Timestamp,
    pub by: String,
    pub words: String,
    pub cells: Vec<TouchedCell>,
}

/// A cell that an event is about, with what stood in it before and after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TouchedCell {
    #[serde(flatten)]
    pub place: CellPlace,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<f64>,
}

/// What is computed of a school's form.
#[derive(Debug, Clone, PartialEq)]
pub struct Computation {
    pub code: String,
    pub period: String,
    pub school_id: String,
    pub school_name: String,
    pub edition: String,
    pub release: i64,
    pub data_moment: String,
    pub gaps: Vec<String>,
    /// Each with its figure and whether it is withheld.
    pub cells: Vec<(CellPlace, Option<f64>, bool)>,
}

/// A change of a form, made from one of its versions.
#[derive(Debug, Clone, PartialEq)]
pub struct FormChange {
    pub deed: FormDeed,
    pub state: FormState,
    pub words: String,
    pub cells: Vec<TouchedCell>,
    /// Set by the change that hands the form in.
    pub submitted_on: Option<Date>,
    /// Set by the change that explains warnings.
    pub explanation: Option<String>,
}

/// A workbook of the office's own for a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormTemplate {
    pub file_name: String,
    pub workbook: Vec<u8>,
    pub mapping: String,
    pub uploaded_at: Timestamp,
    pub uploaded_by: String,
}

impl FormState {
    pub const ALL: [Self; 5] = [
        Self::Computed,
        Self::Ready,
        Self::Submitted,
        Self::Returned,
        Self::Accepted,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Computed => "computed",
            Self::Ready => "ready",
            Self::Submitted => "submitted",
            Self::Returned => "returned",
            Self::Accepted => "accepted",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

impl FormDeed {
    pub const ALL: [Self; 11] = [
        Self::Compute,
        Self::Recompute,
        Self::Correct,
        Self::Uncorrect,
        Self::Note,
        Self::DeclareReady,
        Self::TakeBackReady,
        Self::Submit,
        Self::Return,
        Self::Accept,
        Self::Unlock,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Compute => "compute",
            Self::Recompute => "recompute",
            Self::Correct => "correct",
            Self::Uncorrect => "uncorrect",
            Self::Note => "note",
            Self::DeclareReady => "declare-ready",
            Self::TakeBackReady => "take-back-ready",
            Self::Submit => "submit",
            Self::Return => "return",
            Self::Accept => "accept",
            Self::Unlock => "unlock",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.name() == name)
    }
}

impl FiledCell {
    /// Returns what stands in the cell: the correction where there is one.
    pub fn value(&self) -> Option<f64> {
        let corrected = self.correction.as_ref().map(|correction| correction.value);
        corrected.or(self.computed)
    }
}

impl Office {
    /// Returns a school's form.
    pub async fn filed_form(
        &self,
        code: &str,
        period: &str,
        school_id: &str,
    ) -> Result<Option<FiledForm>, Error> {
        let row = sqlx::query(
            "select * from filed_forms where code = ? and period = ? and school_id = ?",
        )
        .bind(code)
        .bind(period)
        .bind(school_id)
        .fetch_optional(&self.pool)
        .await?;
        row.as_ref().map(form_of_row).transpose()
    }

    /// Returns what all schools have of a form and period.
    pub async fn filed_forms(&self, code: &str, period: &str) -> Result<Vec<FiledForm>, Error> {
        let rows = sqlx::query(
            "select * from filed_forms where code = ? and period = ? order by school_id",
        )
        .bind(code)
        .bind(period)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(form_of_row).collect()
    }

    /// Returns of forms that were handed in the version that was, each by its code, period and school. Every version
    /// has one line of the history.
    pub async fn submitted_versions(
        &self,
        forms: &BTreeSet<FormOfSchool>,
    ) -> Result<BTreeMap<FormOfSchool, i64>, Error> {
        if forms.is_empty() {
            return Ok(BTreeMap::new());
        }
        let rows = sqlx::query(
            "select code, period, school_id, (select count(*) from form_events where form_id = filed_forms.id \
             and id <= (select min(id) from form_events where form_id = filed_forms.id and deed = ?)) as version \
             from filed_forms join json_each(?) as wanted on code = json_extract(wanted.value, '$[0]') \
             and period = json_extract(wanted.value, '$[1]') and school_id = json_extract(wanted.value, '$[2]') \
             where submitted_on is not null",
        )
        .bind(FormDeed::Submit.name())
        .bind(json_text(forms))
        .fetch_all(&self.pool)
        .await?;
        let mut versions = BTreeMap::new();
        for row in &rows {
            let form = (
                row.try_get("code")?,
                row.try_get("period")?,
                row.try_get("school_id")?,
            );
            versions.insert(form, row.try_get("version")?);
        }
        Ok(versions)
    }

    /// Returns the cells of some forms, each with its form's id, in order of place.
    pub async fn filed_cells(&self, form_ids: &[i64]) -> Result<Vec<(i64, FiledCell)>, Error> {
        let rows = sqlx::query(
            "select filed_cells.*, coalesce(correctors.name, corrected_by) as corrector, \
             coalesce(noters.name, noted_by) as noter \
             from filed_cells \
             left join users as correctors on correctors.login = corrected_by \
             left join users as noters on noters.login = noted_by \
             where form_id in (select value from json_each(?)) \
             order by form_id, section, row_code, column_code",
        )
        .bind(json_text(&form_ids))
        .fetch_all(&self.pool)
        .await?;
        let cells = rows
            .iter()
            .map(|row| Ok((row.try_get("form_id")?, cell_of_row(row)?)));
        cells.collect()
    }

    /// Returns what was done to a form, the last first.
    pub async fn form_events(&self, form_id: i64) -> Result<Vec<FormEvent>, Error> {
        let rows = sqlx::query(
            "select form_events.*, coalesce(users.name, done_by) as name from form_events \
             left join users on users.login = done_by where form_id = ? order by id desc",
        )
        .bind(form_id)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(event_of_row).collect()
    }

    /// Lays down the first computation of a form.
    pub async fn file_form(
        &self,
        computed: &Computation,
        by: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        let mut transaction = self.write().await?;
        let id: Option<i64> = sqlx::query_scalar(
            "insert into filed_forms \
             (code, period, school_id, school_name, edition, state, version, release, data_moment, computed_at, gaps, explanation) \
             values (?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, '') on conflict do nothing returning id",
        )
        .bind(&computed.code)
        .bind(&computed.period)
        .bind(&computed.school_id)
        .bind(&computed.school_name)
        .bind(&computed.edition)
        .bind(FormState::Computed.name())
        .bind(computed.release)
        .bind(&computed.data_moment)
        .bind(moment_text(now))
        .bind(json_text(&computed.gaps))
        .fetch_optional(&mut *transaction)
        .await?;
        // Somebody else was quicker.
        let id = id.ok_or(Error::NewerForm)?;
        set_computed(&mut transaction, id, computed).await?;
        let change = FormChange::new(FormDeed::Compute, FormState::Computed);
        add_event(&mut transaction, id, &change, by, now).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Puts another computation in the place of a form's. Corrections and notes stay.
    pub async fn recompute_form(
        &self,
        form: &FiledForm,
        computed: &Computation,
        change: &FormChange,
        by: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        let mut transaction = self.write().await?;
        step(&mut transaction, form, change).await?;
        sqlx::query(
            "update filed_forms set school_name = ?, edition = ?, release = ?, data_moment = ?, computed_at = ?, gaps = ? \
             where id = ?",
        )
        .bind(&computed.school_name)
        .bind(&computed.edition)
        .bind(computed.release)
        .bind(&computed.data_moment)
        .bind(moment_text(now))
        .bind(json_text(&computed.gaps))
        .bind(form.id)
        .execute(&mut *transaction)
        .await?;
        sqlx::query("update filed_cells set computed = null, is_withheld = 0 where form_id = ?")
            .bind(form.id)
            .execute(&mut *transaction)
            .await?;
        set_computed(&mut transaction, form.id, computed).await?;
        drop_empty(&mut transaction, form.id).await?;
        add_event(&mut transaction, form.id, change, by, now).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Corrects cells to what the change says; nothing after takes a correction back.
    pub async fn correct_form(
        &self,
        form: &FiledForm,
        change: &FormChange,
        by: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        let mut transaction = self.write().await?;
        step(&mut transaction, form, change).await?;
        for cell in &change.cells {
            let is_corrected = cell.after.is_some();
            sqlx::query(
                "insert into filed_cells \
                 (form_id, section, row_code, column_code, is_withheld, is_returned, corrected, reason, corrected_at, corrected_by) \
                 values (?, ?, ?, ?, 0, 0, ?, ?, ?, ?) \
                 on conflict do update set corrected = excluded.corrected, reason = excluded.reason, \
                 corrected_at = excluded.corrected_at, corrected_by = excluded.corrected_by, is_returned = 0",
            )
            .bind(form.id)
            .bind(&cell.place.section)
            .bind(&cell.place.row)
            .bind(&cell.place.column)
            .bind(cell.after)
            .bind(is_corrected.then_some(&change.words))
            .bind(is_corrected.then(|| moment_text(now)))
            .bind(is_corrected.then_some(by))
            .execute(&mut *transaction)
            .await?;
        }
        drop_empty(&mut transaction, form.id).await?;
        add_event(&mut transaction, form.id, change, by, now).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Notes something on the one cell that the change names; without words the note is taken away.
    pub async fn note_on_form(
        &self,
        form: &FiledForm,
        change: &FormChange,
        by: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        let mut transaction = self.write().await?;
        step(&mut transaction, form, change).await?;
        let is_note = !change.words.is_empty();
        for cell in &change.cells {
            sqlx::query(
                "insert into filed_cells \
                 (form_id, section, row_code, column_code, is_withheld, is_returned, note, noted_at, noted_by) \
                 values (?, ?, ?, ?, 0, 0, ?, ?, ?) \
                 on conflict do update set note = excluded.note, noted_at = excluded.noted_at, \
                 noted_by = excluded.noted_by",
            )
            .bind(form.id)
            .bind(&cell.place.section)
            .bind(&cell.place.row)
            .bind(&cell.place.column)
            .bind(is_note.then_some(&change.words))
            .bind(is_note.then(|| moment_text(now)))
            .bind(is_note.then_some(by))
            .execute(&mut *transaction)
            .await?;
        }
        drop_empty(&mut transaction, form.id).await?;
        add_event(&mut transaction, form.id, change, by, now).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Takes forms a step further, all of them or none. Cells named by a return are to be looked at again.
    pub async fn step_forms(
        &self,
        forms: &[(&FiledForm, FormChange)],
        by: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        let mut transaction = self.write().await?;
        for (form, change) in forms {
            step(&mut transaction, form, change).await?;
            sqlx::query("update filed_cells set is_returned = 0 where form_id = ?")
                .bind(form.id)
                .execute(&mut *transaction)
                .await?;
            if change.state == FormState::Returned {
                mark_returned(&mut transaction, form.id, &change.cells).await?;
            }
            drop_empty(&mut transaction, form.id).await?;
            add_event(&mut transaction, form.id, change, by, now).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Returns the office's own workbook for a form.
    pub async fn form_template(
        &self,
        code: &str,
        edition: &str,
    ) -> Result<Option<FormTemplate>, Error> {
        let row = sqlx::query(
            "select form_templates.*, coalesce(users.name, uploaded_by) as name from form_templates \
             left join users on users.login = uploaded_by where code = ? and edition = ?",
        )
        .bind(code)
        .bind(edition)
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(FormTemplate {
            file_name: row.try_get("file_name")?,
            workbook: row.try_get("workbook")?,
            mapping: row.try_get("mapping")?,
            uploaded_at: parsed("момент", row.try_get("uploaded_at")?)?,
            uploaded_by: row.try_get("name")?,
        }))
    }

    /// Keeps the office's own workbook for a form, in the place of one that was kept; `None` takes it away.
    pub async fn keep_form_template(
        &self,
        code: &str,
        edition: &str,
        template: Option<&FormTemplate>,
    ) -> Result<(), Error> {
        let Some(template) = template else {
            sqlx::query("delete from form_templates where code = ? and edition = ?")
                .bind(code)
                .bind(edition)
                .execute(&self.pool)
                .await?;
            return Ok(());
        };
        sqlx::query("insert or replace into form_templates values (?, ?, ?, ?, ?, ?, ?)")
            .bind(code)
            .bind(edition)
            .bind(&template.file_name)
            .bind(&template.workbook)
            .bind(&template.mapping)
            .bind(moment_text(template.uploaded_at))
            .bind(&template.uploaded_by)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

impl FormChange {
    pub fn new(deed: FormDeed, state: FormState) -> Self {
        Self {
            deed,
            state,
            words: String::new(),
            cells: Vec::new(),
            submitted_on: None,
            explanation: None,
        }
    }
}

/// Takes a form to its next version; refuses where it is no longer the one that the change was made from.
async fn step(
    connection: &mut SqliteConnection,
    form: &FiledForm,
    change: &FormChange,
) -> Result<(), Error> {
    let stepped = sqlx::query(
        "update filed_forms set version = version + 1, state = ?, \
         submitted_on = coalesce(submitted_on, ?), explanation = coalesce(?, explanation) \
         where id = ? and version = ?",
    )
    .bind(change.state.name())
    .bind(change.submitted_on.map(|day| day.to_string()))
    .bind(&change.explanation)
    .bind(form.id)
    .bind(form.version)
    .execute(connection)
    .await?;
    match stepped.rows_affected() {
        0 => Err(Error::NewerForm),
        _ => Ok(()),
    }
}

async fn set_computed(
    connection: &mut SqliteConnection,
    form_id: i64,
    computed: &Computation,
) -> Result<(), Error> {
    for (place, value, is_withheld) in &computed.cells {
        sqlx::query(
            "insert into filed_cells \
             (form_id, section, row_code, column_code, computed, is_withheld, is_returned) \
             values (?, ?, ?, ?, ?, ?, 0) \
             on conflict do update set computed = excluded.computed, is_withheld = excluded.is_withheld",
        )
        .bind(form_id)
        .bind(&place.section)
        .bind(&place.row)
        .bind(&place.column)
        .bind(value)
        .bind(is_withheld)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

async fn mark_returned(
    connection: &mut SqliteConnection,
    form_id: i64,
    cells: &[TouchedCell],
) -> Result<(), Error> {
    for cell in cells {
        sqlx::query(
            "insert into filed_cells (form_id, section, row_code, column_code, is_withheld, is_returned) \
             values (?, ?, ?, ?, 0, 1) on conflict do update set is_returned = 1",
        )
        .bind(form_id)
        .bind(&cell.place.section)
        .bind(&cell.place.row)
        .bind(&cell.place.column)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Drops the records of cells that hold nothing and of which nothing is said.
async fn drop_empty(connection: &mut SqliteConnection, form_id: i64) -> Result<(), Error> {
    sqlx::query(
        "delete from filed_cells where form_id = ? and computed is null and not is_withheld \
         and corrected is null and note is null and not is_returned",
    )
    .bind(form_id)
    .execute(connection)
    .await?;
    Ok(())
}

async fn add_event(
    connection: &mut SqliteConnection,
    form_id: i64,
    change: &FormChange,
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query(
        "insert into form_events (form_id, deed, state, done_at, done_by, words, cells) values (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(form_id)
    .bind(change.deed.name())
    .bind(change.state.name())
    .bind(moment_text(now))
    .bind(by)
    .bind(&change.words)
    .bind(json_text(&change.cells))
    .execute(connection)
    .await?;
    Ok(())
}

fn form_of_row(row: &SqliteRow) -> Result<FiledForm, Error> {
    let submitted_on: Option<&str> = row.try_get("submitted_on")?;
    Ok(FiledForm {
        id: row.try_get("id")?,
        code: row.try_get("code")?,
        period: row.try_get("period")?,
        school_id: row.try_get("school_id")?,
        school_name: row.try_get("school_name")?,
        edition: row.try_get("edition")?,
        state: state_named(row.try_get("state")?)?,
        version: row.try_get("version")?,
        release: row.try_get("release")?,
        data_moment: row.try_get("data_moment")?,
        computed_at: parsed("момент расчёта", row.try_get("computed_at")?)?,
        gaps: parsed_json("пробелы данных", row.try_get("gaps")?)?,
        explanation: row.try_get("explanation")?,
        submitted_on: submitted_on
            .map(|day| parsed("день сдачи", day))
            .transpose()?,
    })
}

fn cell_of_row(row: &SqliteRow) -> Result<FiledCell, Error> {
    let corrected: Option<f64> = row.try_get("corrected")?;
    let correction = match corrected {
        None => None,
        Some(value) => Some(CellCorrection {
            value,
            reason: row.try_get("reason")?,
            at: parsed("момент исправления", row.try_get("corrected_at")?)?,
            by: row.try_get("corrector")?,
        }),
    };
    let note: Option<String> = row.try_get("note")?;
    let note = match note {
        None => None,
        Some(text) => Some(CellNote {
            text,
            at: parsed("момент примечания", row.try_get("noted_at")?)?,
            by: row.try_get("noter")?,
        }),
    };
    Ok(FiledCell {
        place: CellPlace {
            section: row.try_get("section")?,
            row: row.try_get("row_code")?,
            column: row.try_get("column_code")?,
        },
        computed: row.try_get("computed")?,
        is_withheld: row.try_get("is_withheld")?,
        correction,
        note,
        is_returned: row.try_get("is_returned")?,
    })
}

fn event_of_row(row: &SqliteRow) -> Result<FormEvent, Error> {
    let deed: &str = row.try_get("deed")?;
    Ok(FormEvent {
        deed: FormDeed::from_name(deed).ok_or_else(|| Error::Unreadable {
            what: "действие с формой",
            value: deed.to_owned(),
        })?,
        state: state_named(row.try_get("state")?)?,
        at: parsed("момент действия", row.try_get("done_at")?)?,
        by: row.try_get("name")?,
        words: row.try_get("words")?,
        cells: parsed_json("ячейки формы", row.try_get("cells")?)?,
    })
}

fn state_named(name: &str) -> Result<FormState, Error> {
    FormState::from_name(name).ok_or_else(|| Error::Unreadable {
        what: "состояние формы",
        value: name.to_owned(),
    })
}
