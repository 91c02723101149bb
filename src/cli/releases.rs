use super::{Failure, ListFormat, Outcome, print_json, print_line};
use crate::app::App;

/// List releases
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many, the last ones first
    #[arg(long, default_value_t = 100, value_name = "N")]
    limit: u32,
    /// How the list is printed
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    format: ListFormat,
}

pub async fn run(app: &App, args: &Args) -> Result<Outcome, Failure> {
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
