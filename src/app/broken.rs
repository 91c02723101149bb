//! Broken queries: what a change of the model takes from the questions that people keep.

use jiff::civil::Date;

use super::draft::question_of;
use super::queries::{bind_as_asked, member_faults};
use super::saved::{read_parameters, saved_name};
use super::{OpenError, Role};
use crate::access::{Level, Scope};
use crate::config::Config;
use crate::constructor::{Fault, Refusal};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Model;
use crate::office::{Office, SavedQuery};

/// Counts the saved queries of an office and tells which of them the model breaks; nothing where there is no office yet.
pub async fn check_saved(
    config: &Config,
    model: &Model,
) -> Result<(usize, Vec<Diagnostic>), OpenError> {
    let file = config.office_file();
    if !file.exists() {
        return Ok((0, Vec::new()));
    }
    // Records that an older program keeps are left to it, and have no saved queries yet.
    let Some(office) = Office::open_to_read(&file).await? else {
        return Ok((0, Vec::new()));
    };
    let queries = office.all_saved_queries().await?;
    office.close().await;
    let today = config.clock.today(&config.office.timezone);
    Ok((queries.len(), broken_by_model(&queries, model, today)))
}

/// Tells which of everybody's saved queries the model breaks: each is bound as its owner could ask it at the most.
pub fn broken_by_model(queries: &[SavedQuery], model: &Model, today: Date) -> Vec<Diagnostic> {
    let mut broken = Vec::new();
    for query in queries {
        let faults = match read_parameters(&query.parameters) {
            Ok(parameters) => {
                let mut faults = member_faults(&parameters, model);
                let question = question_of(query.state.clone());
                let level = query.owner_role.as_deref().and_then(Role::named);
                let sight = widest(level.map(|role| role.level)).sight();
                if let Err(Refusal::Faults(found)) =
                    bind_as_asked(&question, &parameters, model, sight, today)
                {
                    faults.extend(found);
                }
                faults
            }
            Err(error) => vec![Fault::new("parameters", error.to_string())],
        };
        for fault in faults {
            let message = format!(
                "запрос «{}» (владелец {}) не выполнится: {}",
                query.title, query.owner_login, fault.message
            );
            let mut diagnostic = Diagnostic::new(Severity::Warning, "saved_query", message)
                .at_file(saved_name(query.id))
                .at_column(fault.path);
            diagnostic.hint = fault.hint;
            broken.push(diagnostic);
        }
    }
    broken
}

/// Returns what somebody of a level sees at the most.
fn widest(level: Option<Level>) -> Scope {
    match level {
        None | Some(Level::Office | Level::Nothing) => Scope::office(true, true),
        Some(Level::School) => Scope::school("", true),
        Some(Level::Classes) => Scope::classes("", Vec::new(), true),
        Some(Level::Groups) => Scope::groups("", Vec::new(), Vec::new(), true),
    }
}
