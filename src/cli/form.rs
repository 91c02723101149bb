use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;

use super::{Failure, Outcome};
use crate::app::{App, Asker, ComputedForm, Filing, FormError};
use crate::diagnostic::nearest;
use crate::export::{self, Stamp};
use crate::forms::{self, Filled, Form, FormPeriod, Severity, Values};

/// Fill a statistical form of a school and write it as a file
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Form, by its code (oo-1) or as people call it (ОО-1)
    #[arg(value_name = "CODE")]
    code: String,
    /// School's code
    #[arg(long, value_name = "ID")]
    school: String,
    /// Day of the reporting period
    #[arg(long, value_name = "D")]
    on: Date,
    /// Format of the file [default: as its ending says, else xlsx]
    #[arg(long, value_enum)]
    format: Option<FormFormat>,
    /// File to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FormFormat {
    Xlsx,
    Pdf,
}

impl FormFormat {
    fn of_ending(file: &Path) -> Self {
        let ending = file.extension().unwrap_or_default();
        match ending.eq_ignore_ascii_case("pdf") {
            true => Self::Pdf,
            false => Self::Xlsx,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Pdf => "pdf",
        }
    }
}

pub async fn run(app: &App, args: &Args, is_quiet: bool) -> Result<Outcome, Failure> {
    let (form, period) = chosen(app, args)?;
    let asker = app.operator();
    let schools = [args.school.clone()];
    let computed = app
        .compute_form(&asker, &form, &period, Some(&schools))
        .await;
    let computed = match computed {
        Err(FormError::NoSchool { school }) => {
            return Err(Failure::Usage(no_school(app, &asker, &school).await));
        }
        computed => computed?,
    };
    let Some(computed) = computed.into_iter().next() else {
        return Err(Failure::Usage(no_school(app, &asker, &args.school).await));
    };
    let previous = year_before(app, &asker, &form, &period, &schools).await?;
    let filled = filled(&form, period, &computed, previous.as_ref());
    let stamp = Stamp {
        made_at: app.clock.now().to_zoned(app.config.office.timezone.clone()),
        data_moment: computed.data_moment.clone(),
        release: computed.release,
        record: None,
        asker: "оператор".to_owned(),
    };
    let findings: Vec<String> = filled
        .findings
        .iter()
        .map(|finding| {
            let severity = match finding.severity {
                Severity::Error => "ошибка",
                Severity::Warning => "предупреждение",
            };
            format!("{severity} {}: {}", finding.code, finding.message)
        })
        .collect();
    let paper = forms::paper(&form, &filled);
    let format = args
        .format
        .unwrap_or_else(|| FormFormat::of_ending(&args.out));
    // Drawing takes the processor for a while.
    let bytes = tokio::task::spawn_blocking(move || match format {
        FormFormat::Xlsx => export::xlsx::paper(&paper, &stamp),
        FormFormat::Pdf => export::pdf::paper(&paper, &stamp),
    });
    let bytes = bytes.await.map_err(Failure::ours)?.map_err(Failure::ours)?;
    // Before the file is there: what cannot be written down is not to happen.
    let filing = Filing {
        form,
        period: filled.period,
    };
    app.record_form_file(&asker, &filing, &args.school, format.name(), &bytes)
        .await?;
    std::fs::write(&args.out, &bytes)
        .map_err(|error| Failure::Usage(format!("{}: {error}", args.out.display())))?;
    if !is_quiet {
        for finding in findings {
            eprintln!("{finding}");
        }
    }
    Ok(Outcome::Done)
}

/// Returns the edition and the period that are asked for.
fn chosen(app: &App, args: &Args) -> Result<(Arc<Form>, FormPeriod), Failure> {
    let forms = app.forms();
    let Some(newest) = forms.newest(&args.code) else {
        let near = forms.near(&args.code);
        let near = near.map_or_else(
            || format!("есть: {}", forms.codes().join(", ")),
            |near| format!("похожая: {near}"),
        );
        return Err(Failure::Usage(format!("формы «{}» нет; {near}", args.code)));
    };
    // The period of a day may belong to another edition than the newest.
    let editions = forms.all().iter().filter(|form| form.code == newest.code);
    let mut periods = editions.filter_map(|form| Some((form.clone(), form.period_on(args.on)?)));
    periods.next().ok_or_else(|| {
        Failure::Usage(format!(
            "на {} нет издания формы № {}: объявлены отчётные даты с {}",
            export::numbers::day(args.on),
            newest.title_code,
            export::numbers::day(first_day(app, &newest.code)),
        ))
    })
}

fn first_day(app: &App, code: &str) -> Date {
    let editions = app.forms().all().iter().filter(|form| form.code == code);
    let first = editions.map(|form| form.from).min();
    first.unwrap_or(Date::ZERO)
}

async fn no_school(app: &App, asker: &Asker, school: &str) -> String {
    let seen = app.schools_seen(asker).await.unwrap_or_default();
    let near = nearest(school, seen.iter().map(|seen| seen.id.as_str()));
    match near {
        Some(near) => format!("организации «{school}» нет; похожая: {near}"),
        None => format!("организации «{school}» нет: коды — в ответе «svodka loads»"),
    }
}

/// Returns the figures of the same form a year before, where the data reach so far.
async fn year_before(
    app: &App,
    asker: &Asker,
    form: &Arc<Form>,
    period: &FormPeriod,
    schools: &[String],
) -> Result<Option<Values>, Failure> {
    let Some(before) = form.year_before(period) else {
        return Ok(None);
    };
    // Another edition has other rows: nothing compares.
    let edition = app.forms().edition(&form.code, before.on);
    if !edition.is_some_and(|edition| Arc::ptr_eq(edition, form)) {
        return Ok(None);
    }
    match app.compute_form(asker, form, &before, Some(schools)).await {
        Ok(computed) => Ok(computed.into_iter().next().map(|computed| computed.values)),
        Err(FormError::Ask(error)) => Err(error.into()),
        Err(_) => Ok(None),
    }
}

fn filled(
    form: &Form,
    period: FormPeriod,
    computed: &ComputedForm,
    previous: Option<&Values>,
) -> Filled {
    Filled {
        organisation: computed.organisation.full_name.clone(),
        address: computed.organisation.address.clone(),
        values: computed.values.clone(),
        withheld: computed.withheld.clone(),
        findings: forms::findings(form, &computed.values, previous),
        facts: computed.gaps.clone(),
        ..Filled::blank(period)
    }
}
