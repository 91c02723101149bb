use std::io::Read;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::output::write_to;
use super::{Failure, Outcome, print_json, print_line};
use crate::access::Scope;
use crate::app::{Answer, App, Asker, FileError, Given};
use crate::constructor::Fault;
use crate::export::{self, DataSheet, FileFormat};

/// Answer a question
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Question as JSON; `-` for standard input
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = ["sql", "name"],
        required_unless_present_any = ["sql", "name", "list"]
    )]
    spec: Option<PathBuf>,
    /// Question as SQL over the marts
    #[arg(long, value_name = "TEXT")]
    sql: Option<String>,
    /// Named question, as `svodka query --list` lists them
    #[arg(long, value_name = "NAME", conflicts_with = "sql")]
    name: Option<String>,
    /// Parameter of the named question; may be repeated
    #[arg(long = "param", value_name = "NAME=VALUE", requires = "name")]
    parameters: Vec<String>,
    /// List the named questions
    #[arg(long, conflicts_with_all = ["spec", "sql", "name"])]
    list: bool,
    /// Answer as this user would see it
    #[arg(long = "as", value_name = "LOGIN")]
    login: Option<String>,
    /// Format of the answer
    #[arg(long, value_enum, default_value_t = AnswerFormat::Table)]
    format: AnswerFormat,
    /// File to write instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum AnswerFormat {
    Table,
    Json,
    Csv,
    Xlsx,
    Parquet,
    Arrow,
}

impl AnswerFormat {
    fn file_format(self) -> Option<FileFormat> {
        Some(match self {
            AnswerFormat::Table | AnswerFormat::Json => return None,
            AnswerFormat::Csv => FileFormat::Csv,
            AnswerFormat::Xlsx => FileFormat::Xlsx,
            AnswerFormat::Parquet => FileFormat::Parquet,
            AnswerFormat::Arrow => FileFormat::Arrow,
        })
    }
}

/// Rows of an answer to SQL that is printed.
const SQL_ROWS: usize = 50_000;

pub async fn run(app: &App, args: &Args) -> Result<Outcome, Failure> {
    if args.list {
        return list(app, args.format);
    }
    let asker = match &args.login {
        Some(login) => Some(asker(app, login).await?),
        None => None,
    };
    if let Some(sql) = &args.sql {
        return run_sql(app, asker.as_ref(), sql, args).await;
    }
    let query = match &args.name {
        Some(name) => app.named_query(name, &given(&args.parameters)?)?,
        None => read_spec(args.spec.as_deref())?,
    };
    if let Some(format) = args.format.file_format() {
        return run_file(app, asker.as_ref(), &query, format, args).await;
    }
    let answer = match &asker {
        Some(asker) => app.ask(asker, &query).await?,
        None => app.ask_as_operator(&query).await?,
    };
    let text = match args.format {
        AnswerFormat::Json => {
            serde_json::to_string_pretty(&answer.to_json()).map_err(Failure::ours)? + "\n"
        }
        _ => export::text::lay_out(&answer.table),
    };
    write(text.as_bytes(), args.out.as_deref())?;
    Ok(Outcome::Done)
}

/// Writes a whole answer into a file.
async fn run_file(
    app: &App,
    asker: Option<&Asker>,
    query: &Value,
    format: FileFormat,
    args: &Args,
) -> Result<Outcome, Failure> {
    let listed = match asker {
        Some(asker) => app.list(asker, query).await?,
        None => app.list_as_operator(query).await?,
    };
    let provenance = provenance(app, &listed.answer, args.login.as_deref());
    let filed = app.file(listed, move |answer, rows, out| {
        let sheet = DataSheet::of(export::DATA, &answer.table);
        export::write(&sheet, rows, format, &provenance, out).map(|()| 0)
    });
    let filed = filed.await.map_err(|error| match error {
        FileError::Ask(error) => error.into(),
        FileError::Write(error) => Failure::ours(error),
    })?;
    if let Some(asker) = asker {
        app.record_file(asker, &filed, format.name()).await?;
    }
    let mut file = filed.file;
    write_to(args.out.as_deref(), |out| {
        std::io::copy(&mut file, out).map(drop)
    })?;
    Ok(Outcome::Done)
}

async fn run_sql(
    app: &App,
    asker: Option<&Asker>,
    sql: &str,
    args: &Args,
) -> Result<Outcome, Failure> {
    let answer = match asker {
        Some(asker) => {
            app.ask_sql_as(asker, sql, &Value::Null, Some(SQL_ROWS))
                .await?
        }
        None => {
            let scope = Scope::office(true, true);
            app.ask_sql(&scope, sql, &Value::Null, SQL_ROWS).await?
        }
    };
    let table = answer.to_table().map_err(Failure::ours)?;
    let bytes = match args.format.file_format() {
        Some(format) => {
            let provenance = export::Provenance {
                office: app.config.office.name.clone(),
                title: "Запрос".into(),
                asker: args.login.clone().unwrap_or_else(|| "оператор".into()),
                made_at: app.clock.now().to_zoned(app.config.office.timezone.clone()),
                release: answer.release,
                data_moment: String::new(),
                filters: Vec::new(),
                limits: Vec::new(),
                labels: export::Labels::default(),
            };
            export::to_bytes(&table, format, &provenance).map_err(Failure::ours)?
        }
        None if args.format == AnswerFormat::Json => {
            let rows = export::json::rows(&table);
            let answer = serde_json::json!({
                "data": rows, "release": answer.release, "truncated": table.is_truncated,
            });
            format!("{answer:#}\n").into_bytes()
        }
        None => export::text::lay_out(&table).into_bytes(),
    };
    write(&bytes, args.out.as_deref())?;
    Ok(Outcome::Done)
}

pub(super) async fn asker(app: &App, login: &str) -> Result<Asker, Failure> {
    let user = app
        .office
        .user_by_login(login)
        .await
        .map_err(Failure::ours)?;
    let today = app.moment().today;
    match user {
        Some(user) if user.is_admitted_on(today) => Ok(app.asker_of_user(user).await?),
        Some(_) => Err(Failure::NotAllowed(format!("доступ «{login}» закрыт"))),
        None => Err(Failure::Usage(format!("пользователя «{login}» нет"))),
    }
}

fn list(app: &App, format: AnswerFormat) -> Result<Outcome, Failure> {
    if format == AnswerFormat::Json {
        print_json(&app.list_of_queries())?;
        return Ok(Outcome::Done);
    }
    let mut queries: Vec<_> = app.queries.iter().collect();
    queries.sort_by_key(|query| (query.user.name(), &query.section, &query.title));
    let mut heading = None;
    for query in queries {
        if heading != Some((query.user, &query.section)) {
            heading = Some((query.user, &query.section));
            print_line(&format!("{} · {}", query.user.title(), query.section))?;
        }
        print_line(&format!("  {:<40} {}", query.name, query.title))?;
    }
    Ok(Outcome::Done)
}

/// Reads `name=value` texts; a name given twice has two values.
pub(super) fn given(parameters: &[String]) -> Result<Given, Failure> {
    let mut given = Given::new();
    for text in parameters {
        let Some((name, value)) = text.split_once('=') else {
            return Err(Failure::Usage(format!("«{text}»: нужно имя=значение")));
        };
        given.entry(name.into()).or_default().push(value.into());
    }
    Ok(given)
}

pub(super) fn read_spec(path: Option<&Path>) -> Result<Value, Failure> {
    let mut text = String::new();
    match path {
        Some(path) if path != Path::new("-") => {
            text = std::fs::read_to_string(path)
                .map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))?;
        }
        _ => {
            std::io::stdin()
                .read_to_string(&mut text)
                .map_err(Failure::ours)?;
        }
    }
    serde_json::from_str(&text).map_err(|error| {
        let error = format!("вопрос не разобран как JSON: {error}");
        let faults = vec![Fault::new("", error.clone())];
        Failure::Question { error, faults }
    })
}

fn provenance(app: &App, answer: &Answer, login: Option<&str>) -> export::Provenance {
    let zone = &app.config.office.timezone;
    let published = answer.last_refresh_time.to_zoned(zone.clone());
    export::Provenance {
        office: app.config.office.name.clone(),
        title: "Ответ на вопрос".into(),
        asker: login.unwrap_or("оператор").into(),
        made_at: app.clock.now().to_zoned(zone.clone()),
        release: answer.release,
        data_moment: published.strftime("%d.%m.%Y %H:%M").to_string(),
        filters: vec![
            answer
                .query
                .get("filters")
                .map(Value::to_string)
                .unwrap_or_default(),
        ],
        limits: Vec::new(),
        labels: export::Labels::default(),
    }
}

fn write(bytes: &[u8], out: Option<&Path>) -> Result<(), Failure> {
    write_to(out, |out| out.write_all(bytes))
}
