use super::{Common, Failure, ListFormat, Outcome, print_json};
use crate::app::{load_declared, unknown_rule_sets};
use crate::config::Config;

/// Read every declared file and the configuration, and report all faults
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How the faults are printed
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    format: ListFormat,
}

pub fn run(common: &Common, args: &Args) -> Result<Outcome, Failure> {
    let (config, mut faults) = Config::load(
        common.data.as_deref(),
        common.config.as_deref(),
        Config::environment(),
    );
    let declared = load_declared(&config.data)?;
    let model = declared.model;
    faults.extend(declared.faults);
    faults.extend(unknown_rule_sets(&config, &model));
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
            "Прочитано: таблиц {}, витрин {}, измерений {}, тем {}, вопросов {}; ошибок {}",
            model.datasets.iter().count(),
            model.marts.len(),
            model
                .entities
                .iter()
                .map(|entity| entity.dimensions.len())
                .sum::<usize>(),
            model.topics.len(),
            declared.queries.len(),
            faults.len()
        );
    }
    Ok(if faults.is_empty() {
        Outcome::Done
    } else {
        Outcome::Refused
    })
}
