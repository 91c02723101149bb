//! `/api/v1/export`: a question in, its answer out as a file.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::attachment::{Title, disposition};
use super::load::written;
use super::provenance;
use crate::export::answer::{MOST_CELLS, MOST_LINES};
use crate::export::{self, DataSheet, FileFormat, numbers};
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::question::Question;
use crate::web::site::Site;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// `xlsx`, `csv`, `parquet`, `arrow` or, for at most 5 000 rows on paper, `pdf`.
    format: String,
    /// `pivot`: as the `pivot` of the query says, in `xlsx`, `csv` and `pdf`; without it rows under one line of heads.
    layout: Option<String>,
}

/// Answers a question with a file.
#[utoipa::path(
    post,
    path = "/api/v1/export",
    tag = "questions",
    params(
        Asked,
        ("title" = Option<String>, Query, description = "What the file is called, up to 200 letters; also a field of the form"),
    ),
    request_body(content = Object, description = "The query, as for `/api/v1/load`; also as the field `query` of a form. \
        With `layout=pivot` it may be a list of queries that differ only in `totals`, whose totals stand together."),
    responses(
        (status = 200, description = "The file"),
        (status = 400, description = "`{error, diagnostics: [{path, message, hint}]}`", body = Object),
        (status = 401, description = "Not signed in"),
    )
)]
pub async fn export(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    asked: Result<Query<Asked>, QueryRejection>,
    question: Question,
) -> Result<Response, Error> {
    let Ok(Query(asked)) = asked else {
        return Err(unknown_format());
    };
    let format = FileFormat::parse(&asked.format).ok_or_else(unknown_format)?;
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

    let mut answers = Vec::with_capacity(specs.len());
    for mut spec in specs {
        // How rows stand in JSON means nothing to a file.
        spec.remove("responseFormat");
        let asking = site.metrics.asking();
        answers.push(site.app.ask_all(&asker, &Value::Object(spec)).await?);
        drop(asking);
    }
    // There is no request without a question.
    let answer = answers.remove(0);
    let mut provenance = provenance::of(&site, &asker, &answer).await;
    if let Some(title) = &title {
        provenance.title = title.as_str().to_owned();
    }
    let name = provenance.made_at.strftime("svodka-%Y-%m-%d-%H%M");
    let name = name.to_string();
    let sheet_name = title
        .as_ref()
        .map_or(export::DATA, Title::as_str)
        .to_owned();
    let (answer, bytes) = written(move || {
        let layout = answer.layout(&answers).filter(|_| is_pivot);
        let sheet = DataSheet {
            layout: layout.as_ref(),
            ..DataSheet::of(&sheet_name, &answer.table)
        };
        let bytes = export::file(&sheet, format, &provenance);
        (answer, bytes)
    })
    .await?;
    let bytes = bytes.map_err(|error| match error {
        export::Error::TooLarge { .. } => fault(
            "pivot",
            &error.to_string(),
            "сузьте отрезок, добавьте фильтр или уберите измерение из столбцов",
        ),
        export::Error::TooLargeForPaper { .. } => fault(
            "format",
            &error.to_string(),
            &format!(
                "в PDF помещается не больше {} строк и {} ячеек: выберите format=xlsx, сузьте отрезок или добавьте фильтр",
                numbers::integer(MOST_LINES as i64),
                numbers::integer(MOST_CELLS as i64)
            ),
        ),
        error => Error::inner(error),
    })?;
    site.app
        .record_export(&asker, &answer, format.name(), &bytes)
        .await?;

    let mut response = ([(CONTENT_TYPE, format.media_type())], bytes).into_response();
    if let Some(value) = disposition(&name, title.as_ref(), format.name()) {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

type Spec = Map<String, Value>;

/// Checks that the questions are one with a pivot, several times with other totals, for a format that has a layout.
fn pivoted(specs: Vec<Spec>, format: FileFormat) -> Result<Vec<Spec>, Error> {
    if !matches!(format, FileFormat::Xlsx | FileFormat::Csv | FileFormat::Pdf) {
        return Err(fault(
            "layout",
            "сводной таблицей выгружаются только xlsx, csv и pdf",
            "выберите format=xlsx или уберите layout",
        ));
    }
    if !specs
        .iter()
        .all(|spec| spec.get("pivot").is_some_and(Value::is_object))
    {
        return Err(fault(
            "pivot",
            "в вопросе нет pivot: нечего раскладывать по строкам и столбцам",
            "например, \"pivot\": {\"rows\": [\"class.name\"], \"columns\": [\"calendar.date\"]}",
        ));
    }
    if specs.len() > MOST_TOTALS {
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

/// One list of totals for lines and one for columns.
const MOST_TOTALS: usize = 2;

fn other_question() -> Error {
    fault(
        "query",
        "в одну сводную таблицу ложатся итоги одного вопроса, заданного не больше двух раз",
        "вопросы в списке могут отличаться только ключом totals",
    )
}

fn unknown_layout() -> Error {
    fault(
        "layout",
        "неизвестная раскладка файла",
        "layout=pivot или layout=table",
    )
}

fn unknown_format() -> Error {
    Error::BadQuestion {
        summary: "неизвестный формат файла".to_owned(),
        faults: vec![json!({
            "path": "format",
            "message": "нужен параметр format: xlsx, csv, parquet, arrow или pdf",
            "hint": "например, ?format=xlsx",
        })],
    }
}

fn fault(path: &str, message: &str, hint: &str) -> Error {
    Error::BadQuestion {
        summary: message.to_owned(),
        faults: vec![json!({"path": path, "message": message, "hint": hint})],
    }
}
