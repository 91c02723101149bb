use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};

use super::query::{asker, given};
use super::{Failure, ListFormat, Outcome, print_json, print_line};
use crate::app::{App, AskError, PaperFormat, Report};
use crate::constructor::Fault;

/// Make a report as a file
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Report, as `svodka report --list` lists them
    #[arg(value_name = "NAME", required_unless_present = "list")]
    name: Option<String>,
    /// Parameter of the report; may be repeated
    #[arg(long = "param", value_name = "NAME=VALUE", requires = "name")]
    parameters: Vec<String>,
    /// File to write; its ending says the format: .xlsx or .pdf
    #[arg(long, value_name = "FILE", required_unless_present = "list")]
    out: Option<PathBuf>,
    /// Make it as this user would see it
    #[arg(long = "as", value_name = "LOGIN")]
    login: Option<String>,
    /// List the reports with their parameters
    #[arg(long, conflicts_with_all = ["name", "out"])]
    list: bool,
    /// How the list is printed
    #[arg(long, value_enum, default_value_t = ListFormat::Table, requires = "list")]
    format: ListFormat,
}

pub async fn run(app: &App, args: &Args) -> Result<Outcome, Failure> {
    let asker = match &args.login {
        Some(login) => asker(app, login).await?,
        None => app.operator(),
    };
    let (Some(name), Some(out)) = (&args.name, &args.out) else {
        return list(&app.reports_of(&asker), args.format);
    };
    let ending = out.extension().and_then(|ending| ending.to_str());
    let format = ending
        .map(str::to_lowercase)
        .and_then(|ending| PaperFormat::parse(&ending));
    let Some(format) = format else {
        return Err(Failure::Usage(format!(
            "{}: по имени файла не понять, что писать: нужно окончание .xlsx или .pdf",
            out.display()
        )));
    };
    let given = given(&args.parameters)?;
    let printed = match app.report(&asker, name, &given).await {
        Ok(printed) => printed,
        Err(AskError::NotFound) => {
            let like = app.report_like(&asker, name);
            let like = like.map_or_else(String::new, |like| format!("; возможно, «{like}»"));
            let message = format!("отчёта «{name}» нет{like}; все: svodka report --list");
            return Err(Failure::Usage(message));
        }
        Err(AskError::Refused { faults, .. }) => return Err(Failure::Usage(sentences(&faults))),
        Err(error) => return Err(error.into()),
    };
    let stamp = app.stamp_of(&asker, &printed);
    let bytes = app.report_file(&printed, format, stamp).await?;
    app.record_report_export(&asker, &printed, format, &bytes)
        .await?;
    std::fs::write(out, &bytes)
        .map_err(|error| Failure::Usage(format!("{}: {error}", out.display())))?;
    Ok(Outcome::Done)
}

fn list(reports: &[Arc<Report>], format: ListFormat) -> Result<Outcome, Failure> {
    match format {
        ListFormat::Json => print_json(&Value::from_iter(
            reports.iter().map(|report| listed(report)),
        ))?,
        ListFormat::Table => {
            for report in reports {
                print_line(&format!("{:<24} {}", report.name, report.title.plain()))?;
                for parameter in &report.parameters {
                    let needed = match parameter.is_optional {
                        true => "",
                        false => ", нужен",
                    };
                    print_line(&format!(
                        "    {:<20} {}{needed}",
                        parameter.name, parameter.title
                    ))?;
                }
            }
        }
    }
    Ok(Outcome::Done)
}

fn listed(report: &Report) -> Value {
    let parameters = report.parameters.iter().map(|parameter| {
        json!({
            "name": parameter.name,
            "title": parameter.title,
            "default": parameter.default,
            "is_optional": parameter.is_optional,
        })
    });
    json!({
        "name": report.name,
        "title": report.title.plain(),
        "parameters": parameters.collect::<Vec<_>>(),
    })
}

/// Tells what is wrong, a line each, with what is most like it.
fn sentences(faults: &[Fault]) -> String {
    let lines = faults.iter().map(|fault| match &fault.hint {
        Some(hint) => format!("{}; {hint}", fault.message),
        None => fault.message.clone(),
    });
    lines.collect::<Vec<_>>().join("\n")
}
