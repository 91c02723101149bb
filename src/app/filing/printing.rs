//! Printing: a school's form, or the сводная, on paper, to be signed, is a record. What stands on the paper is kept with it, so that the
//! same sheet is printed again whatever becomes of the form.

use std::collections::BTreeMap;

use serde_json::json;

use super::{Filing, conflict};
use crate::app::ask::{hex_digest, inner};
use crate::app::people::require;
use crate::app::reports::prints::Told;
use crate::app::{Action, App, AskError, Asker, Print};
use crate::catalogue::say;
use crate::export::numbers;
use crate::office::{FormOfSchool, NewPrint, PrintRecord};
use crate::sheet::Paper;

/// What the names of forms begin with among the names of reports …
const OF_FORMS: &str = "forms/";
/// … and those of the сводная.
const OF_SUMMARIES: &str = "summaries/";

impl App {
    /// Prints a school's form as it stands and keeps the record of it.
    pub async fn print_form(
        &self,
        asker: &Asker,
        filing: &Filing,
        school_id: &str,
    ) -> Result<Print, AskError> {
        let open = self.open_filing(asker, filing, school_id).await?;
        require(asker, Action::Export)?;
        let record = open.record.as_ref().filter(|_| open.has_figures);
        let Some(record) = record else {
            return Err(conflict(say!("forms-nothing-to-print")));
        };
        let (form, period) = (&filing.form, &filing.period);
        let print = NewPrint {
            report: format!("{OF_FORMS}{}", form.code),
            title: format!("Форма № {}", form.title_code),
            release: record.release,
            data_moment: record.data_moment.clone(),
            chosen: vec![
                open.school.name.clone(),
                format!("на {}", numbers::day(period.on)),
            ],
            wishes: json!({
                "school_id": open.school.id,
                "form": form.code,
                "period": period.name,
                "version": record.version,
                "record": open.record_hash(),
            }),
            ..self.signed_by(asker)
        };
        let figures = filing.in_order(&open.values).len();
        self.print_paper(asker, print, &open.paper(), figures).await
    }

    /// Prints the сводная as it stands and keeps the record of it.
    pub async fn print_summary(&self, asker: &Asker, filing: &Filing) -> Result<Print, AskError> {
        let summary = self.form_summary(asker, filing).await?;
        require(asker, Action::Export)?;
        if summary.included.is_empty() {
            return Err(conflict(say!("forms-summary-none")));
        }
        let office = &self.config.office.name;
        let (form, period) = (&filing.form, &filing.period);
        let included = summary.included.iter();
        let included: Vec<&str> = included.map(|school| school.id.as_str()).collect();
        let print = NewPrint {
            report: format!("{OF_SUMMARIES}{}", form.code),
            title: format!("Сводная по форме № {}", form.title_code),
            release: summary.release,
            data_moment: summary.data_moment.clone(),
            chosen: vec![
                office.clone(),
                format!("на {}", numbers::day(period.on)),
                format!(
                    "организаций {} из {}",
                    summary.included.len(),
                    summary.included.len() + summary.missing.len()
                ),
            ],
            wishes: json!({
                "form": form.code,
                "period": period.name,
                "included": included,
                "record": summary.record_hash(filing),
            }),
            ..self.signed_by(asker)
        };
        let figures = filing.in_order(&summary.values).len();
        let paper = summary.paper(filing, office);
        self.print_paper(asker, print, &paper, figures).await
    }

    /// Keeps a paper with the record of its print.
    async fn print_paper(
        &self,
        asker: &Asker,
        print: NewPrint,
        paper: &Paper,
        figures: usize,
    ) -> Result<Print, AskError> {
        let kept = serde_json::to_string(paper).map_err(inner)?;
        // Drawn of what is kept, as it will be drawn again.
        let paper: Paper = serde_json::from_str(&kept).map_err(inner)?;
        let print = NewPrint {
            digest: hex_digest(kept.as_bytes()),
            ..print
        };
        let told = Told {
            rows: Some(figures as u64),
            persons: None,
        };
        let (print, _) = self.keep_print(asker, print, &kept, paper, told).await?;
        Ok(print)
    }
}

/// Says whether a form or a сводная was printed, and no report.
pub(in crate::app) fn is_of_form(print: &NewPrint) -> bool {
    let mut of_forms = [OF_FORMS, OF_SUMMARIES].iter();
    of_forms.any(|kind| print.report.starts_with(kind))
}

/// Returns the school's form whose print it is; none where something else was printed.
pub(in crate::app) fn form_of(print: &NewPrint) -> Option<FormOfSchool> {
    if !print.report.starts_with(OF_FORMS) {
        return None;
    }
    let wished = |name: &str| Some(print.wishes[name].as_str()?.to_owned());
    Some((wished("form")?, wished("period")?, wished("school_id")?))
}

/// Says whether a person may see the figures of a form that was printed: what the school printed before it handed the
/// form in, its own people alone. What is no school's form hides nothing here.
pub(in crate::app) fn shows_figures(
    asker: &Asker,
    print: &NewPrint,
    submitted: &BTreeMap<FormOfSchool, i64>,
) -> bool {
    if !print.report.starts_with(OF_FORMS) || asker.may(Action::FileForms) {
        return true;
    }
    if !asker.may(Action::Forms) {
        return false;
    }
    let printed = print.wishes["version"].as_i64().unwrap_or_default();
    let submitted = form_of(print).and_then(|form| submitted.get(&form));
    // What is declared ready is handed in as it is, one version later.
    submitted.is_some_and(|version| printed >= version - 1)
}

/// Returns the paper of a form or a сводная as it was printed; none where the print is of a report.
pub(in crate::app) fn paper_of_form(
    record: &PrintRecord,
    declaration: &str,
) -> Result<Option<Paper>, AskError> {
    let print = &record.print;
    if !is_of_form(print) {
        return Ok(None);
    }
    let number = record.id.to_string();
    if hex_digest(declaration.as_bytes()) != print.digest {
        return Err(conflict(say!("prints-changed", number = number)));
    }
    let paper = serde_json::from_str(declaration);
    let paper = paper.map_err(|_| conflict(say!("prints-unread", number = number)))?;
    Ok(Some(paper))
}
