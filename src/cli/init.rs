use super::{Failure, Outcome};
use crate::app::App;
use crate::config::{Config, DEFAULT_FILE};

/// Make the data folder of a new office
#[derive(Debug, clap::Args)]
pub struct Args {}

pub async fn run(config: Config, _args: &Args) -> Result<Outcome, Failure> {
    let settings = config.data.join("svodka.toml");
    let data = config.data.clone();
    App::init(config).await?;
    if !settings.exists() {
        std::fs::write(&settings, DEFAULT_FILE).map_err(Failure::ours)?;
    }
    eprintln!("Папка данных готова: {}", data.display());
    eprintln!("Настройки: {}", settings.display());
    eprintln!("Дальше: svodka user add ЛОГИН …, svodka load ВЫГРУЗКА…, svodka serve");
    Ok(Outcome::Done)
}
