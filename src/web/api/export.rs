//! `/api/v1/export`: a question in, its answer out as a file.

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue,
};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::fs::File;
use tokio_util::io::ReaderStream;

use super::attachment::{Title, disposition};
use super::provenance;
use crate::app::{FileError, Filed, MOST_QUESTIONS};
use crate::catalogue::say;
use crate::export::answer::{MOST_CELLS, MOST_LINES};
use crate::export::csv::Encoding;
use crate::export::layout::Layout;
use crate::export::{self, DataSheet, FileFormat};
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::following::Following;
use crate::web::question::Question;
use crate::web::site::Site;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// `xlsx`, `csv`, `parquet`, `arrow` or, for at most 5 000 rows on paper, `pdf`.
    format: String,
    /// `pivot`: as the `pivot` of the query says, in `xlsx`, `csv` and `pdf`; without it rows under one line of heads.
    layout: Option<String>,
    /// Of `csv`: `utf-8`, or `windows-1251` for old programs.
    encoding: Option<String>,
}

/// Says how many letters the encoding of the file lacks: they stand in it as question marks.
pub const REPLACED: HeaderName = HeaderName::from_static("svodka-replaced-letters");

/// Answers a question with a file.
#[utoipa::path(
    post,
    path = "/api/v1/export",
    tag = "questions",
    params(
        Asked,
        ("id" = Option<String>, Query, description = "By what `/api/v1/exports/{id}` is asked how far the file has come: up to 64 Latin letters, digits and hyphens"),
        ("title" = Option<String>, Query, description = "What the file is called, up to 200 letters; also a field of the form"),
    ),
    request_body(content = Object, description = "The query, as for `/api/v1/load`; also as the field `query` of a form. \
        With `layout=pivot` it may be a list of queries that differ only in `totals`, whose totals stand together."),
    responses(
        (status = 200, description = "The file; in `windows-1251` with `svodka-replaced-letters`: how many letters it lacks and has as `?`"),
        (status = 400, description = "`{error, diagnostics: [{path, message, hint}]}`", body = Object),
        (status = 401, description = "Not signed in"),
    )
)]
pub async fn export(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    following: Following,
    asked: Result<Query<Asked>, QueryRejection>,
    question: Question,
) -> Result<Response, Error> {
    let Ok(Query(asked)) = asked else {
        return Err(unknown_format());
    };
    let format = FileFormat::parse(&asked.format).ok_or_else(unknown_format)?;
    let encoding = encoding_of(asked.encoding.as_deref().unwrap_or_default(), format)?;
    let title = question.title.as_deref().and_then(Title::read);
    let is_pivot = match asked.layout.as_deref() {
        None | Some("" | "table") => false,
        Some("pivot") => true,
        Some(_) => return Err(unknown_layout()),
    };
    let specs = match is_pivot {
        true => pivoted(question.specs, format)?,
        false => vec![question.single()?],
    };

    let asking = site.metrics.asking();
    let mut queries = specs.into_iter().map(|mut spec| {
        // How rows stand in JSON means nothing to a file.
        spec.remove("responseFormat");
        Value::Object(spec)
    });
    // There is no request without a question.
    let first = queries.next().unwrap_or_default();
    // What is laid out or printed is looked at all at once, a list line by line.
    let listed = match is_pivot || format == FileFormat::Pdf {
        true => site.app.whole(site.app.ask_all(&asker, &first).await?),
        false => site.app.list(&asker, &first).await?,
    };
    let listed = listed.counted(following.written());
    let mut further = Vec::new();
    for query in queries {
        further.push(site.app.ask_all(&asker, &query).await?);
    }
    let mut provenance = provenance::of(&site, &asker, &listed.answer).await;
    if let Some(title) = &title {
        provenance.title = title.as_str().to_owned();
    }
    let name = provenance.made_at.strftime("svodka-%Y-%m-%d-%H%M");
    let name = name.to_string();
    let sheet_name = title
        .as_ref()
        .map_or(export::DATA, Title::as_str)
        .to_owned();
    let filed = site.app.file(listed, move |answer, rows, out| {
        let labels = provenance.labels.clone();
        let layout = answer.layout(&further).filter(|_| is_pivot);
        let layout = layout.map(|layout| layout.with_labels(&labels));
        if layout.as_ref().is_some_and(Layout::lacks_others) {
            provenance.limits.push(labels.others_left_out.clone());
        }
        let sheet = DataSheet {
            layout: layout.as_ref(),
            labels: &labels,
            ..DataSheet::of(&sheet_name, &answer.table)
        };
        match encoding {
            Encoding::Utf8 => export::write(&sheet, rows, format, &provenance, out).map(|()| 0),
            encoding => export::write_csv(&sheet, rows, encoding, out),
        }
    });
    let filed = filed.await.map_err(refusal)?;
    drop(asking);
    site.app.record_file(&asker, &filed, format.name()).await?;

    let mut response = following.handed_out(answered(filed, format, encoding));
    if let Some(value) = disposition(&name, title.as_ref(), format.name()) {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// Tells how far a file is that is under way: one asked for here, or by a page for a person.
#[utoipa::path(
    get,
    path = "/api/v1/exports/{id}",
    tag = "questions",
    params(("id" = String, Path, description = "As it was given with the request for the file")),
    responses(
        (status = 200, description = "`{rows, steps: {done, all}}`: how many rows are written, 0 while the first is awaited; \
            of a file that is made of many answers how many of them are there, else `null`", body = Object),
        (status = 401, description = "Not signed in"),
        (status = 404, description = "The asker has no such export, or it is written already"),
    )
)]
pub async fn progress(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let written = site.app.export_followed(&asker, &id);
    let written = written.ok_or(Error::NotFound)?;
    let steps = match written.steps().so_far() {
        (_, 0) => Value::Null,
        (done, all) => json!({"done": done, "all": all}),
    };
    let unkept = [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    let told = Json(json!({"rows": written.rows(), "steps": steps}));
    Ok((unkept, told).into_response())
}

/// Says why there is no file.
fn refusal(error: FileError) -> Error {
    match error {
        FileError::Ask(error) => error.into(),
        FileError::Write(export::Error::TooLarge { lines, columns }) => fault(
            "pivot",
            &say!(
                "export-pivot-too-large",
                lines = lines as i64,
                columns = columns as i64
            ),
            &say!("export-narrow"),
        ),
        FileError::Write(export::Error::TooLargeForPaper { lines, columns }) => fault(
            "format",
            &say!(
                "export-paper-too-large",
                lines = lines as i64,
                columns = columns as i64
            ),
            &say!(
                "export-paper-too-large-hint",
                lines = MOST_LINES as i64,
                cells = MOST_CELLS as i64
            ),
        ),
        FileError::Write(error) => Error::inner(error),
    }
}

/// Answers with a file as it is read from the disk.
fn answered(filed: Filed, format: FileFormat, encoding: Encoding) -> Response {
    let media_type = match format {
        FileFormat::Csv => encoding.media_type(),
        format => format.media_type(),
    };
    let stream = ReaderStream::with_capacity(File::from_std(filed.file), BYTES_AT_ONCE);
    let mut response = Body::from_stream(stream).into_response();
    let head = response.headers_mut();
    head.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    head.insert(CONTENT_LENGTH, filed.bytes.into());
    if encoding != Encoding::Utf8 {
        head.insert(REPLACED, HeaderValue::from(filed.replaced));
    }
    response
}

const BYTES_AT_ONCE: usize = 64 << 10;

type Spec = Map<String, Value>;

/// Checks that the questions are one with a pivot, several times with other totals, for a format that has a layout.
fn pivoted(specs: Vec<Spec>, format: FileFormat) -> Result<Vec<Spec>, Error> {
    if !matches!(format, FileFormat::Xlsx | FileFormat::Csv | FileFormat::Pdf) {
        return Err(fault(
            "layout",
            &say!("export-pivot-formats"),
            &say!("export-pivot-formats-hint"),
        ));
    }
    if !specs
        .iter()
        .all(|spec| spec.get("pivot").is_some_and(Value::is_object))
    {
        return Err(fault(
            "pivot",
            &say!("export-no-pivot"),
            &say!("export-example", example = EXAMPLE_OF_PIVOT),
        ));
    }
    if specs.len() > MOST_QUESTIONS {
        return Err(other_question());
    }
    let without_totals = |spec: &Spec| {
        let mut spec = spec.clone();
        spec.remove("totals");
        spec
    };
    let mut rests = specs.iter().map(without_totals);
    let first = rests.next();
    match rests.all(|rest| Some(rest) == first) {
        true => Ok(specs),
        false => Err(other_question()),
    }
}

const EXAMPLE_OF_PIVOT: &str = r#""pivot": {"rows": ["class.name"], "columns": ["calendar.date"]}"#;

fn other_question() -> Error {
    fault(
        "query",
        &say!("export-other-question"),
        &say!("export-other-question-hint"),
    )
}

/// Reads how letters are written, which CSV alone leaves open.
fn encoding_of(name: &str, format: FileFormat) -> Result<Encoding, Error> {
    match Encoding::parse(name) {
        None => Err(fault(
            "encoding",
            &say!("export-unknown-encoding"),
            &say!("export-encodings"),
        )),
        Some(Encoding::Windows1251) if format != FileFormat::Csv => Err(fault(
            "encoding",
            &say!("export-encoding-of-csv"),
            &say!("export-encoding-of-csv-hint"),
        )),
        Some(encoding) => Ok(encoding),
    }
}

fn unknown_layout() -> Error {
    fault(
        "layout",
        &say!("export-unknown-layout"),
        &say!("export-layouts"),
    )
}

fn unknown_format() -> Error {
    Error::BadQuestion {
        summary: say!("export-unknown-format"),
        faults: vec![json!({
            "path": "format",
            "message": say!("export-format-due"),
            "hint": say!("export-example", example = "?format=xlsx"),
        })],
    }
}

fn fault(path: &str, message: &str, hint: &str) -> Error {
    Error::BadQuestion {
        summary: message.to_owned(),
        faults: vec![json!({"path": path, "message": message, "hint": hint})],
    }
}
