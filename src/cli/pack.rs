use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Common, Failure, Outcome};
use crate::app::{Declared, load_declared};
use crate::clock::Clock;
use crate::config::Config;
use crate::extract::{self, Limits, Manifest, Seal, Told};
use crate::period::{Period, SchoolYear};

/// Seal a folder of tables as an extract: write its manifest with row counts and hashes
///
/// What no option says is taken from the manifest that lies there, else from the tables: the organisation from
/// `school`, the window from the first and the last day of lessons, marks and the like.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder with one file per table
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Organisation whose segment it is
    #[arg(long, value_name = "ID")]
    school: Option<String>,
    /// First day of the window
    #[arg(long, value_name = "D")]
    from: Option<Date>,
    /// Last day of the window
    #[arg(long, value_name = "D")]
    to: Option<Date>,
    /// Moment of the extract, RFC 3339 [default: that of the manifest, else now]
    #[arg(long, value_name = "MOMENT")]
    extracted_at: Option<String>,
    /// School year [default: that of the window's last day]
    #[arg(long, value_name = "YEAR")]
    school_year: Option<SchoolYear>,
    /// Also write the folder as this archive
    #[arg(long, value_name = "ZIP")]
    zip: Option<PathBuf>,
}

pub fn run(common: &Common, args: &Args) -> Result<Outcome, Failure> {
    let (config, _) = Config::load(
        common.data.as_deref(),
        common.config.as_deref(),
        Config::environment(),
    );
    let declared = load_declared(&config.data)?;
    let seal = args.seal(&declared)?;
    let unreadable = |error| Failure::Usage(format!("{}: {error}", args.folder.display()));
    extract::seal(&args.folder, &seal, args.zip.as_deref()).map_err(unreadable)?;
    if !common.quiet {
        eprintln!(
            "Выгрузка опечатана: {}; организация {}, дни {} — {}",
            args.folder.join("manifest.json").display(),
            seal.school_id,
            seal.window.from,
            seal.window.to
        );
    }
    Ok(Outcome::Done)
}

impl Args {
    /// Gathers what the manifest is to say: options first, then the manifest that lies there, then the tables.
    fn seal(&self, declared: &Declared) -> Result<Seal, Failure> {
        if let Some(moment) = &self.extracted_at
            && moment.parse::<Timestamp>().is_err()
        {
            return Err(Failure::Usage(format!(
                "«{moment}» — не момент в виде 2025-10-14T23:40:00+03:00"
            )));
        }
        let held = held(&self.folder)?;
        let told = match (&held, &self.school, self.from, self.to) {
            (Some(_), ..) | (None, Some(_), Some(_), Some(_)) => Told::default(),
            _ => extract::told(&self.folder, &declared.model.datasets)
                .map_err(|error| Failure::Usage(format!("{}: {error}", self.folder.display())))?,
        };
        let held = held.as_ref();
        let school_id = self
            .school
            .clone()
            .or_else(|| held.map(|manifest| manifest.school_id.clone()))
            .or(told.school_id);
        let Some(school_id) = school_id else {
            return Err(Failure::Usage(
                "не сказано, чья это выгрузка: в таблице school нет одного кода; назовите его: --school".into(),
            ));
        };
        let window = held.map(|manifest| manifest.window).or(told.window);
        let from = self.from.or(window.map(|window| window.from));
        let to = self.to.or(window.map(|window| window.to));
        let (Some(from), Some(to)) = (from, to) else {
            return Err(Failure::Usage(
                "не сказано, за какие дни выгрузка: в оконных таблицах нет ни одного дня; назовите их: --from и --to"
                    .into(),
            ));
        };
        if to < from {
            return Err(Failure::Usage(format!(
                "окно кончается ({to}) раньше, чем начинается ({from})"
            )));
        }
        let is_other_window = self.from.is_some() || self.to.is_some();
        let held_year = held.filter(|_| !is_other_window);
        let held_year = held_year.map(|manifest| manifest.school_year);
        Ok(Seal {
            school_id,
            extracted_at: match (&self.extracted_at, held) {
                (Some(moment), _) => moment.clone(),
                (None, Some(manifest)) => moment_of(manifest),
                (None, None) => Clock::default().now().to_string(),
            },
            window: Period::new(from, to),
            school_year: self
                .school_year
                .or(held_year)
                .unwrap_or_else(|| SchoolYear::of(to)),
        })
    }
}

/// Reads the manifest that lies in the folder. Its list of files may be out of date; what it says of the whole counts.
fn held(folder: &Path) -> Result<Option<Manifest>, Failure> {
    let path = folder.join("manifest.json");
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Failure::Usage(format!("{}: {error}", path.display()))),
    };
    Manifest::parse(&bytes, &Limits::default())
        .map(Some)
        .map_err(Failure::Declared)
}

/// Writes the moment with the offset that it came with.
fn moment_of(manifest: &Manifest) -> String {
    let zone = TimeZone::fixed(manifest.extracted_offset);
    let moment = manifest.extracted_at.to_zoned(zone);
    moment.strftime("%Y-%m-%dT%H:%M:%S%.f%:z").to_string()
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, clap::Parser)]
    struct Line {
        #[command(flatten)]
        args: Args,
    }

    fn seal(folder: &Path, options: &[&str]) -> Result<Seal, Failure> {
        let declared = load_declared(folder).expect("what is declared");
        assert!(declared.faults.is_empty(), "{:?}", declared.faults);
        let folder = folder.to_str().expect("a path");
        let line = Line::parse_from(["pack", folder].into_iter().chain(options.iter().copied()));
        line.args.seal(&declared)
    }

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).expect("a file");
        }
        folder
    }

    const SCHOOL: (&str, &str) = ("school.csv", "school_id;name\ns7;Школа № 7\n");

    #[test]
    fn tables_tell_the_school_and_the_window() {
        // Days of two tables, in both spellings; a cell that is no day tells nothing, nor does a day off.
        let folder = folder(&[
            SCHOOL,
            (
                "lessons.csv",
                "lesson_id;group_id;date\nL1;g1;02.09.2025\nL2;g1;вчера\nL3;g1;2025-10-10\n",
            ),
            (
                "marks.csv",
                "mark_id,work_date\nm1,2025-10-14\nm2,2025-09-05\n",
            ),
            ("days_off.csv", "starts_on,ends_on\n2025-11-01,2025-11-09\n"),
        ]);
        let seal = seal(
            folder.path(),
            &["--extracted-at", "2025-10-14T23:40:00+03:00"],
        );
        let seal = seal.expect("a seal");
        assert_eq!(seal.school_id, "s7");
        assert_eq!(seal.window.from.to_string(), "2025-09-02");
        assert_eq!(seal.window.to.to_string(), "2025-10-14");
        assert_eq!(seal.school_year.to_string(), "2025/2026");
    }

    #[test]
    fn a_manifest_goes_before_tables_and_options_before_both() {
        let manifest = r#"{"format": "svodka-extract/1", "school_id": "s8", "extracted_at": "2025-10-14T23:40:00+03:00",
            "window": {"from": "2025-09-01", "to": "2025-10-14"}, "school_year": "2025/2026", "files": []}"#;
        let lessons = ("lessons.csv", "lesson_id,date\nL1,2025-09-02\n");
        let folder = folder(&[SCHOOL, lessons, ("manifest.json", manifest)]);
        let held = seal(folder.path(), &[]).expect("a seal");
        assert_eq!(held.school_id, "s8");
        assert_eq!(held.extracted_at, "2025-10-14T23:40:00+03:00");
        assert_eq!(held.window.from.to_string(), "2025-09-01");
        let other = seal(folder.path(), &["--school", "s9", "--to", "2026-01-12"]).expect("a seal");
        assert_eq!(other.school_id, "s9");
        assert_eq!(other.window.from.to_string(), "2025-09-01");
        assert_eq!(other.window.to.to_string(), "2026-01-12");
    }

    #[test]
    fn what_nothing_tells_is_asked_for() {
        let message = |files: &[(&str, &str)]| {
            let folder = folder(files);
            match seal(folder.path(), &[]) {
                Err(Failure::Usage(message)) => message,
                other => panic!("{other:?}"),
            }
        };
        let lessons = ("lessons.csv", "lesson_id,date\nL1,2025-09-02\n");
        assert!(message(&[lessons]).contains("--school"));
        let two = ("school.csv", "school_id,name\ns1,А\ns2,Б\n");
        assert!(message(&[two, lessons]).contains("--school"));
        assert!(message(&[SCHOOL]).contains("--from"));
    }
}
