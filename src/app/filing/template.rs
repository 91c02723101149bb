//! Template: the office's own workbook for a form, with which cell goes where in it.
//!
//! Where cells go is said in TOML: a section from its first cell on, or single cells.
//!
//! ```toml
//! [[sections]]
//! section = "2.4"
//! sheet = "Раздел 2"
//! first = "D12"           # the first row's first column
//! columns = ["3", "4"]    # else those of the form in its order; likewise `rows`
//!
//! [[cells]]
//! cell = "2.4/05/3"
//! sheet = "Раздел 2"
//! address = "D19"
//! ```

use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;

use super::{CellKey, CellKind, Filing, Form, Values, inner, refuse, refused, require};
use crate::app::{Action, App, AskError, Asker};
use crate::catalogue::say;
use crate::constructor::Fault;
use crate::export::template::{self, Address, TemplateFault};
use crate::office::FormTemplate;
use crate::sheet::CellValue;

/// The largest workbook that is kept.
pub const TEMPLATE_BYTES: usize = 4 << 20;

/// What is known of a workbook that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateFile {
    pub file_name: String,
    pub mapping: String,
    pub uploaded_at: Timestamp,
    /// The person's name.
    pub uploaded_by: String,
}

/// Where a cell of the form goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub key: CellKey,
    pub sheet: String,
    /// `D12`.
    pub address: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mapping {
    #[serde(default)]
    sections: Vec<MappedSection>,
    #[serde(default)]
    cells: Vec<MappedCell>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MappedSection {
    section: String,
    sheet: String,
    first: String,
    rows: Option<Vec<String>>,
    columns: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MappedCell {
    cell: String,
    sheet: String,
    address: String,
}

impl App {
    /// Returns what is known of the office's own workbook for a form.
    pub async fn form_template(
        &self,
        asker: &Asker,
        filing: &Filing,
    ) -> Result<Option<TemplateFile>, AskError> {
        require(asker, Action::Forms)?;
        let kept = self.kept_template(filing).await?;
        Ok(kept.map(|kept| TemplateFile {
            file_name: kept.file_name,
            mapping: kept.mapping,
            uploaded_at: kept.uploaded_at,
            uploaded_by: kept.uploaded_by,
        }))
    }

    /// Keeps the office's own workbook for an edition of a form, after every figure of it has found its place.
    pub async fn keep_form_template(
        &self,
        asker: &Asker,
        filing: &Filing,
        file_name: &str,
        workbook: Vec<u8>,
        mapping: &str,
    ) -> Result<(), AskError> {
        require(asker, Action::AcceptForms)?;
        let mut faults = Vec::new();
        if workbook.is_empty() {
            faults.push(Fault::new("workbook", say!("forms-template-no-file")));
        }
        let targets = match targets(&filing.form, mapping) {
            Ok(targets) => targets,
            Err(found) => {
                faults.extend(found);
                Vec::new()
            }
        };
        refuse(faults)?;
        // What will not take its figures later is told now.
        let figures = targets.into_iter();
        let figures = figures.map(|target| (target, CellValue::Count(0)));
        filled(filing.form.clone(), workbook.clone(), figures.collect()).await?;
        let words = format!("шаблон {file_name}");
        self.record_of_form(asker, filing, "", words).await?;
        let template = FormTemplate {
            file_name: plain_name(file_name),
            workbook,
            mapping: mapping.to_owned(),
            uploaded_at: self.clock.now(),
            uploaded_by: asker.user.login.clone(),
        };
        let (code, edition) = (&filing.form.code, filing.edition());
        let kept = self
            .office
            .keep_form_template(code, &edition, Some(&template))
            .await;
        kept.map_err(inner)
    }

    /// Takes the office's own workbook away.
    pub async fn drop_form_template(&self, asker: &Asker, filing: &Filing) -> Result<(), AskError> {
        require(asker, Action::AcceptForms)?;
        let words = "шаблон удалён".to_owned();
        self.record_of_form(asker, filing, "", words).await?;
        let (code, edition) = (&filing.form.code, filing.edition());
        let dropped = self.office.keep_form_template(code, &edition, None).await;
        dropped.map_err(inner)
    }

    /// Puts figures into the office's own workbook and returns it with what it is called.
    pub async fn filled_template(
        &self,
        asker: &Asker,
        filing: &Filing,
        values: &Values,
    ) -> Result<(Vec<u8>, String), AskError> {
        require(asker, Action::Forms)?;
        let kept = self.kept_template(filing).await?;
        let kept = kept.ok_or(AskError::NotFound)?;
        let targets = targets(&filing.form, &kept.mapping).map_err(refused)?;
        let figures = targets.into_iter().map(|target| {
            let figure = figure_of(&filing.form, values, &target.key);
            (target, figure)
        });
        let filled = filled(filing.form.clone(), kept.workbook, figures.collect()).await?;
        Ok((filled, kept.file_name))
    }

    async fn kept_template(&self, filing: &Filing) -> Result<Option<FormTemplate>, AskError> {
        let (code, edition) = (&filing.form.code, filing.edition());
        let kept = self.office.form_template(code, &edition).await;
        kept.map_err(inner)
    }
}

/// Puts figures into a workbook. Where it has a formula of its own for what the form computes from other cells, that
/// formula stays.
async fn filled(
    form: Arc<Form>,
    workbook: Vec<u8>,
    mut figures: Vec<(Target, CellValue)>,
) -> Result<Vec<u8>, AskError> {
    let written = tokio::task::spawn_blocking(move || {
        let write = |figures: &[(Target, CellValue)]| {
            let values = figures.iter().map(|(target, figure)| {
                (target.sheet.clone(), target.address.clone(), figure.clone())
            });
            let values: Vec<(String, String, CellValue)> = values.collect();
            template::fill(&workbook, &values)
        };
        let faults = match write(&figures) {
            Ok(filled) => return Ok(filled),
            Err(faults) => faults,
        };
        let before = figures.len();
        figures.retain(|(target, _)| {
            let is_computed = form.cell(&target.key) == Some(CellKind::Formula);
            let has_formula = faults.iter().any(|fault| {
                matches!(fault, TemplateFault::Formula { sheet, address }
                    if *sheet == target.sheet && *address == target.address)
            });
            !(is_computed && has_formula)
        });
        match figures.len() < before {
            true => write(&figures),
            false => Err(faults),
        }
    });
    let written = written.await.map_err(inner)?;
    written.map_err(|faults| {
        let faults = faults.iter();
        let faults = faults.map(|fault| Fault::new("workbook", fault.to_string()));
        refused(faults.collect())
    })
}

/// Returns a figure as it is written into a cell: a count as a whole number.
fn figure_of(form: &Form, values: &Values, key: &CellKey) -> CellValue {
    let decimals = form.decimals(key);
    match values.get(key) {
        None => CellValue::Empty,
        Some(value) if decimals == 0 && value.fract() == 0.0 => CellValue::Count(*value as i64),
        Some(value) => CellValue::Number(*value, decimals.max(u8::from(value.fract() != 0.0))),
    }
}

/// Reads where the cells of a form go, or tells all that is wrong with it.
fn targets(form: &Form, mapping: &str) -> Result<Vec<Target>, Vec<Fault>> {
    let fault = |message: String| Fault::new("mapping", message);
    let mapping = read(mapping).map_err(|message| vec![fault(message)])?;
    let (mut targets, mut faults) = (Vec::new(), Vec::new());
    for section in &mapping.sections {
        let Some(first) = Address::parse(&section.first) else {
            faults.push(fault(no_address(&section.first)));
            continue;
        };
        let cells: Vec<CellKey> = form
            .cells()
            .map(|(key, _)| key)
            .filter(|key| key.section == section.section)
            .collect();
        if cells.is_empty() {
            let name = section.section.as_str();
            faults.push(fault(say!("forms-template-no-section", section = name)));
            continue;
        }
        let rows = codes(section.rows.as_ref(), cells.iter().map(|key| &key.row));
        let columns = codes(
            section.columns.as_ref(),
            cells.iter().map(|key| &key.column),
        );
        for (down, row_code) in (0..).zip(&rows) {
            for (right, column_code) in (0..).zip(&columns) {
                let key = CellKey::new(&section.section, row_code, column_code);
                match form.cell(&key) {
                    Some(CellKind::Closed) => {}
                    Some(_) => {
                        let address = Address {
                            row: first.row + down,
                            column: first.column + right,
                        };
                        targets.push(Target {
                            key,
                            sheet: section.sheet.clone(),
                            address: address.to_string(),
                        });
                    }
                    // A code that the office wrote itself is a mistake; one of the form's own has no such pair.
                    None if section.rows.is_some() || section.columns.is_some() => {
                        faults.push(fault(say!("forms-no-cell", cell = key.path())));
                    }
                    None => {}
                }
            }
        }
    }
    for cell in &mapping.cells {
        let key = CellKey::parse(&cell.cell);
        let key = key.filter(|key| form.cell(key).is_some_and(|kind| kind != CellKind::Closed));
        match (key, Address::parse(&cell.address)) {
            (None, _) => {
                faults.push(fault(say!("forms-no-cell", cell = cell.cell.as_str())));
            }
            (_, None) => faults.push(fault(no_address(&cell.address))),
            (Some(key), Some(address)) => targets.push(Target {
                key,
                sheet: cell.sheet.clone(),
                address: address.to_string(),
            }),
        }
    }
    if targets.is_empty() && faults.is_empty() {
        faults.push(fault(say!("forms-template-empty")));
    }
    match faults.is_empty() {
        true => Ok(targets),
        false => Err(faults),
    }
}

/// Reads the text of a mapping, or says how the first line that is wrong is to be written: what the reader of TOML says
/// of it is in its own words, which the office does not know.
fn read(text: &str) -> Result<Mapping, String> {
    let line = |error: &toml::de::Error| {
        let before = error.span().and_then(|span| text.get(..span.start));
        before.unwrap_or_default().matches('\n').count() as i64 + 1
    };
    if let Err(error) = toml::from_str::<toml::Table>(text) {
        return Err(say!("forms-template-unread", line = line(&error)));
    }
    toml::from_str(text).map_err(|error| say!("forms-template-unknown", line = line(&error)))
}

/// Returns the codes that are named, else those that there are, each once, in order.
fn codes<'a>(named: Option<&Vec<String>>, own: impl Iterator<Item = &'a String>) -> Vec<String> {
    if let Some(named) = named {
        return named.clone();
    }
    let mut codes: Vec<String> = Vec::new();
    for code in own {
        if !codes.contains(code) {
            codes.push(code.clone());
        }
    }
    codes
}

fn no_address(text: &str) -> String {
    let text: String = text.chars().take(40).collect();
    say!("forms-template-no-address", address = text)
}

/// Returns the name of a file without what a system or a page could take for something else.
fn plain_name(name: &str) -> String {
    let plain = name.chars().filter(|sign| !sign.is_control());
    plain.take(200).collect()
}
