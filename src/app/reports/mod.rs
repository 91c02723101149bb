//! Reports: papers that schools print by custom, each made in its reader's scope like any other answer.

mod batches;
mod choices;
mod entries;
mod making;
mod offers;
pub(in crate::app) mod prints;
mod times;
mod unprinted;

use std::sync::Arc;

use serde_json::Value;

pub use self::batches::{Batch, BatchFile, BatchState, Batches};
pub use self::choices::{Offered, ReportForm};
pub use self::making::Printed;
pub use self::prints::{Print, PrintsAsked, PrintsListed, Reprinted, print_hash};
pub use self::unprinted::UnprintedSlips;
use super::dashboards::reader_of;
use super::{Action, App, AskError, Asker};
use crate::access::{Rows, Scope};
use crate::audit;
use crate::catalogue::say;
use crate::constructor::Fault;
use crate::diagnostic::nearest;
use crate::export;
pub use crate::reports::{
    Kind as ParameterKind, Parameter as ReportParameter, Report, Section as ReportSection,
};
use crate::reports::{Names, Reader};
use crate::sheet::Paper;

use super::ask::{inner, refused};
use super::trail::Deed;

/// The formats of files that hold a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperFormat {
    Xlsx,
    Pdf,
}

impl PaperFormat {
    pub const ALL: [Self; 2] = [Self::Xlsx, Self::Pdf];

    /// Reads the name used in addresses and as the ending of a file.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Pdf => "pdf",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pdf => "application/pdf",
        }
    }
}

impl App {
    /// Returns the reports that a person can open, in their order.
    pub fn reports_of(&self, asker: &Asker) -> Vec<Arc<Report>> {
        if !asker.may(Action::Ask) {
            return Vec::new();
        }
        let open = self.reports.iter();
        let open = open.filter(|report| self.is_report_open(report, asker));
        open.cloned().collect()
    }

    /// Returns a report that a person can open; others look absent.
    pub fn report_named(&self, asker: &Asker, name: &str) -> Result<Arc<Report>, AskError> {
        let mut open = self.reports_of(asker).into_iter();
        open.find(|report| report.name == name)
            .ok_or(AskError::NotFound)
    }

    /// Returns the name of an open report that is most like a wrong one.
    pub fn report_like(&self, asker: &Asker, name: &str) -> Option<String> {
        let open = self.reports_of(asker);
        let near = nearest(name, open.iter().map(|report| report.name.as_str()));
        near.map(str::to_owned)
    }

    /// Writes a report as a file. Whoever hands the file out writes that down.
    pub async fn report_file(
        &self,
        printed: &Printed,
        format: PaperFormat,
        stamp: export::Stamp,
    ) -> Result<Vec<u8>, AskError> {
        self.paper_file(printed.paper.clone(), format, stamp).await
    }

    pub(in crate::app) async fn paper_file(
        &self,
        paper: Paper,
        format: PaperFormat,
        stamp: export::Stamp,
    ) -> Result<Vec<u8>, AskError> {
        let written = tokio::task::spawn_blocking(move || match format {
            PaperFormat::Pdf => export::pdf::paper(&paper, &stamp),
            PaperFormat::Xlsx => export::xlsx::paper(&paper, &stamp),
        });
        let written = written.await.map_err(inner)?;
        written.map_err(|error| match error {
            export::Error::TooLarge { .. } => refused(vec![
                Fault::new("", error.to_string()).with_hint(say!("reports-narrow")),
            ]),
            error => inner(error),
        })
    }

    /// Returns what stands at the foot of a report's pages, made now.
    pub fn stamp_of(&self, asker: &Asker, printed: &Printed) -> export::Stamp {
        let zone = self.config.office.timezone.clone();
        export::Stamp {
            made_at: self.clock.now().to_zoned(zone),
            data_moment: printed.data_moment.clone(),
            release: printed.release,
            record: None,
            asker: asker.user.name.clone(),
        }
    }

    /// Writes down that a file with a report was handed out.
    pub async fn record_report_export(
        &self,
        asker: &Asker,
        printed: &Printed,
        format: PaperFormat,
        bytes: &[u8],
    ) -> Result<(), AskError> {
        self.record(asker, export_deed(printed, format, bytes))
            .await
    }

    fn is_report_open(&self, report: &Report, asker: &Asker) -> bool {
        let reader = match reader_of(&asker.scope) {
            super::Reader::Office => Reader::Office,
            super::Reader::School => Reader::School,
            super::Reader::Class => Reader::Class,
            super::Reader::Group => Reader::Group,
        };
        // Where every figure of a single pupil is withheld, a list of pupils has nothing to say.
        let has_figures = !(self.withholds_few(&asker.scope) && report.lists_pupils());
        // An act of an entry asks no question that could be shut.
        let is_shut = matches!(asker.scope.rows(), Rows::Nothing);
        let beside = report.entries.iter();
        let beside = beside.filter_map(|entry| Some(&entry.beside.as_ref()?.register));
        report.readers.contains(&reader)
            && !is_shut
            && has_figures
            && report
                .all_questions()
                .filter(|question| !question.has_names || names_of(&asker.scope).are_of_pupils())
                .all(|question| self.is_open(&question.query, &asker.scope))
            && report
                .parameters
                .iter()
                .filter_map(|parameter| parameter.register.as_ref())
                .chain(beside)
                .all(|register| self.is_register_open(asker, register))
    }
}

/// Returns what is written down when a file with a report is handed out.
fn export_deed(printed: &Printed, format: PaperFormat, bytes: &[u8]) -> Deed {
    Deed {
        rows: Some(printed.rows),
        persons: printed.persons,
        release: Some(printed.release),
        ..Deed::new(
            audit::Action::Export,
            format!("{} {}", printed.report.name, format.name()),
        )
        .about(printed.chosen.join("; "))
        .with_file(bytes)
    }
}

/// Returns what stands for pupils and teachers in a scope.
pub(super) fn names_of(scope: &Scope) -> Names {
    Names {
        pupil: match scope.sight().has_pupils {
            true => "pupil.name",
            false => "pupil.id",
        },
        teacher: match scope.sight().has_staff {
            true => "teacher.name",
            false => "teacher.id",
        },
    }
}

/// Returns the text of a member in a row.
fn text_of(row: &serde_json::Map<String, Value>, member: &str) -> Option<String> {
    let text = row.get(member)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
