use super::{Common, Failure, ListFormat, Outcome, print_json};
use crate::app::{check_saved, load_declared, unknown_rule_sets};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Severity};

/// Read every declared file, the configuration and what people have saved, and report all faults
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How the faults are printed
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    format: ListFormat,
}

pub async fn run(common: &Common, args: &Args) -> Result<Outcome, Failure> {
    let (config, mut faults) = Config::load(
        common.data.as_deref(),
        common.config.as_deref(),
        Config::environment(),
    );
    let declared = load_declared(&config.data)?;
    let model = declared.model;
    faults.extend(declared.faults);
    faults.extend(unknown_rule_sets(&config, &model));
    let declared_faults = faults.len();
    // A broken model breaks questions that are right.
    let is_broken = |fault: &Diagnostic| fault.severity == Severity::Error;
    let (saved, broken) = match faults.iter().any(is_broken) {
        false => check_saved(&config, &model).await?,
        true => (0, Vec::new()),
    };
    faults.extend(broken);
    match args.format {
        ListFormat::Json => print_json(&faults)?,
        ListFormat::Table => {
            for fault in &faults {
                super::print_line(&fault.to_string())?;
            }
        }
    }
    if !common.quiet {
        eprintln!(
            "Прочитано: таблиц {}, витрин {}, измерений {}, тем {}, реестров {}, вопросов {}, форм {}; ошибок {}",
            model.datasets.iter().count(),
            model.marts.len(),
            model
                .entities
                .iter()
                .map(|entity| entity.dimensions.len())
                .sum::<usize>(),
            model.topics.len(),
            model.registers.len(),
            declared.queries.len(),
            declared.forms.all().len(),
            declared_faults
        );
        if saved > 0 {
            let broken = faults.len() - declared_faults;
            eprintln!("Сохранённых запросов {saved}; замечаний к ним {broken}");
        }
    }
    // A warning is told and refuses nothing.
    Ok(match faults.iter().any(is_broken) {
        false => Outcome::Done,
        true => Outcome::Refused,
    })
}
