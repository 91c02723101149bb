//! Reading: `forms/reports/*.toml` becomes reports, with all faults found.

use std::sync::Arc;

use super::checking::check;
use super::report::Report;
use crate::content::Content;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Model;

const FOLDER: &str = "forms/reports";

/// Reads the declared reports and returns them in the order of lists, with all faults found.
pub fn load(content: &Content, model: &Model) -> (Vec<Arc<Report>>, Vec<Diagnostic>) {
    let mut read: Vec<(&str, Report)> = Vec::new();
    let mut faults = Vec::new();
    for (path, text) in content.below(FOLDER) {
        let name = path.trim_start_matches(FOLDER).trim_start_matches('/');
        let name = name.strip_suffix(".toml");
        let Some(name) = name.filter(|name| !name.contains('/')) else {
            continue;
        };
        match Report::read(name, text) {
            Ok(report) => read.push((path, report)),
            Err(error) => {
                let message = error.message().to_owned();
                let mut fault = Diagnostic::new(Severity::Error, "toml", message).at_file(path);
                if let Some(place) = error.span() {
                    let before = text.get(..place.start).unwrap_or_default();
                    fault = fault.at_line(before.matches('\n').count() as u64 + 1);
                }
                faults.push(fault);
            }
        }
    }
    let plain = read.iter().filter(|(_, report)| report.bound.is_none());
    let plain: Vec<Arc<Report>> = plain.map(|(_, report)| Arc::new(report.clone())).collect();
    let mut reports: Vec<Arc<Report>> = Vec::new();
    for (path, mut report) in read {
        faults.append(&mut check(model, path, &mut report, &plain));
        reports.push(Arc::new(report));
    }
    reports.sort_by_key(|report| (report.section, report.order, report.name.clone()));
    (reports, faults)
}

#[cfg(test)]
mod tests;
