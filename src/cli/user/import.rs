//! The people of a CSV file, all of them or none.

use std::path::Path;

use crate::app::App;
use crate::app::staff;
use crate::cli::{Failure, Outcome, print_line};

pub async fn run(app: &App, file: &Path) -> Result<Outcome, Failure> {
    let bytes = std::fs::read(file)
        .map_err(|error| Failure::Usage(format!("{}: {error}", file.display())))?;
    let list = staff::read(&bytes).map_err(|faults| {
        let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
        Failure::Usage(lines.join("\n"))
    })?;
    let added = app
        .add_staff(&app.operator(), &list)
        .await
        .map_err(|error| match error {
            staff::AddError::Faults(faults) => {
                let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
                Failure::Usage(lines.join("\n"))
            }
            staff::AddError::Ask(error) => error.into(),
        })?;
    print_line("login;password")?;
    for (login, password) in &added {
        print_line(&format!("{login};{password}"))?;
    }
    eprintln!("Добавлено: {}. Пароли — для первого входа", added.len());
    Ok(Outcome::Done)
}
