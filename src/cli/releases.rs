use std::path::PathBuf;

use super::query::{asker, read_spec};
use super::{Failure, ListFormat, Outcome, print_json, print_line};
use crate::app::{App, ReleaseDiff};
use crate::export::text;

/// List releases, or say what two of them tell differently
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
    /// How many, the last ones first
    #[arg(long, default_value_t = 100, value_name = "N")]
    limit: u32,
    /// How the list is printed
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    format: ListFormat,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    Diff(Diff),
}

/// Say why a number changed: loads and changed records between two releases
#[derive(Debug, clap::Args)]
struct Diff {
    /// The earlier release
    from: i64,
    /// The later release
    to: i64,
    /// Question as JSON whose answer is compared; `-` for standard input
    #[arg(long, value_name = "FILE")]
    query: Option<PathBuf>,
    /// Compare as this user would see it
    #[arg(long = "as", value_name = "LOGIN")]
    login: Option<String>,
    /// How it is printed
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    format: ListFormat,
}

pub async fn run(app: &App, args: &Args) -> Result<Outcome, Failure> {
    if let Some(Verb::Diff(diff)) = &args.verb {
        return run_diff(app, diff).await;
    }
    let releases = app
        .office
        .releases(args.limit)
        .await
        .map_err(Failure::ours)?;
    if args.format == ListFormat::Json {
        print_json(&releases)?;
        return Ok(Outcome::Done);
    }
    for release in releases {
        let published = release
            .published_at
            .to_zoned(app.config.office.timezone.clone());
        print_line(&format!(
            "{:>5}  {}  загрузок {}",
            release.id,
            published.strftime("%d.%m.%Y %H:%M"),
            release.load_ids.len()
        ))?;
    }
    Ok(Outcome::Done)
}

async fn run_diff(app: &App, args: &Diff) -> Result<Outcome, Failure> {
    let asker = match &args.login {
        Some(login) => asker(app, login).await?,
        None => app.operator(),
    };
    let query = match &args.query {
        Some(path) => Some(read_spec(Some(path))?),
        None => None,
    };
    let diff = app
        .diff_releases_as(&asker, args.from, args.to, query.as_ref())
        .await?;
    match args.format {
        ListFormat::Json => print_json(&diff.to_json())?,
        ListFormat::Table => print(app, &diff)?,
    }
    Ok(Outcome::Done)
}

fn print(app: &App, diff: &ReleaseDiff) -> Result<(), Failure> {
    let zone = &app.config.office.timezone;
    for (said, release) in [("Прежний выпуск", &diff.from), ("Новый выпуск", &diff.to)]
    {
        let published = release.published_at.to_zoned(zone.clone());
        let published = published.strftime("%d.%m.%Y %H:%M");
        print_line(&format!("{said}: {} от {published}", release.id))?;
    }
    print_line(&format!("\nЗагрузок между ними: {}", diff.loads.len()))?;
    for load in &diff.loads {
        let window = load.window.map(|window| {
            let day = |day: jiff::civil::Date| day.strftime("%d.%m.%Y").to_string();
            format!("{} – {}", day(window.from), day(window.to))
        });
        print_line(&format!(
            "{:>5}  {}  {}",
            load.release.unwrap_or_default(),
            load.school_id.as_deref().unwrap_or_default(),
            window.unwrap_or_default()
        ))?;
    }
    if let Some(answer) = &diff.answer {
        match answer.row_count() {
            0 => print_line("\nОтвет на вопрос не изменился.")?,
            _ => print_line(&format!(
                "\nЧто изменилось в ответе:\n{}",
                text::lay_out(answer).trim_end()
            ))?,
        }
    }
    match diff.records.table.row_count() {
        0 => print_line("\nИсправленных задним числом записей нет.")?,
        _ => print_line(&format!(
            "\nЗаписи, исправленные задним числом:\n{}",
            text::lay_out(&diff.records.table).trim_end()
        ))?,
    }
    if !diff.unfiltered.is_empty() {
        let titles = diff
            .unfiltered
            .iter()
            .map(|member| app.title_of(member).unwrap_or_else(|| member.clone()));
        print_line(&format!(
            "Записи не отобраны по: {}",
            titles.collect::<Vec<_>>().join(", ")
        ))?;
    }
    Ok(())
}
