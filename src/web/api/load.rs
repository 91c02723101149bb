//! `/api/v1/load`: a question in, its answer out as JSON or Arrow.

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use super::cube::{self, Shape};
use crate::app::{Answer, Asker};
use crate::export::{self, FileFormat};
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::question::Question;
use crate::web::site::Site;

/// Answers a question.
#[utoipa::path(
    post,
    path = "/api/v1/load",
    tag = "questions",
    description = "Cube's REST query format; also as GET with `query` in the address. \
        `queryType=multi` wraps the answer in `results`, as Cube's client expects. `dataMoment` says up to when the \
        data of the asker's schools tell, by the office's clock; an answer of an earlier release has none.",
    params(("query" = Option<String>, Query, description = "The query, as JSON text")),
    request_body(content = Object, description = "`{\"query\": {…}}`, or the query itself"),
    responses(
        (status = 200, description = "`{query, data, annotation, lastRefreshTime, dataMoment, total, release, rollup, truncated}`", body = Object),
        (status = 304, description = "The answer is the one that the client has"),
        (status = 400, description = "`{error, diagnostics: [{path, message, hint}]}`", body = Object),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "A right is missing"),
        (status = 503, description = "Too many questions at once, or no data yet"),
        (status = 504, description = "The answer took too long"),
    )
)]
pub async fn load(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    headers: HeaderMap,
    question: Question,
) -> Result<Response, Error> {
    let (is_multi, is_blended) = (question.is_multi, question.is_blended);
    let is_arrow = header(&headers, ACCEPT.as_str()).contains(FileFormat::Arrow.media_type());
    let specs = if is_arrow {
        vec![question.single()?]
    } else {
        question.specs
    };

    let mut answers = Vec::with_capacity(specs.len());
    for mut spec in specs {
        let shape = Shape::take(&mut spec);
        let asking = site.metrics.asking();
        let answer = site.app.ask(&asker, &Value::Object(spec)).await?;
        drop(asking);
        answers.push((answer, shape));
    }

    let form = match (is_arrow, is_multi) {
        (true, _) => "arrow",
        (false, true) => "multi",
        (false, false) => "json",
    };
    let etag = etag(&answers, form);
    let mut response = if header(&headers, IF_NONE_MATCH.as_str()).contains(&etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else if is_arrow {
        let bytes = written(move || arrow(&answers)).await??;
        ([(CONTENT_TYPE, FileFormat::Arrow.media_type())], bytes).into_response()
    } else {
        let known = known_data(&site, &asker).await;
        let form = (is_multi, is_blended);
        let text = written(move || json(answers, form, known.as_ref())).await??;
        ([(CONTENT_TYPE, "application/json")], Body::from(text)).into_response()
    };
    let head = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&etag) {
        head.insert(ETAG, value);
    }
    head.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    head.insert(
        VARY,
        HeaderValue::from_static("accept, authorization, cookie"),
    );
    Ok(response)
}

/// Runs the writing of an answer on a thread that may be busy with it.
pub async fn written<T: Send + 'static>(
    write: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(write)
        .await
        .map_err(Error::inner)
}

/// Up to when the data of a release tell, by the office's clock.
struct KnownData {
    release: i64,
    moment: String,
}

/// Returns up to when the data of the asker's schools tell; an answer stands without that.
async fn known_data(site: &Site, asker: &Asker) -> Option<KnownData> {
    site.app.learn_release().await.ok()?;
    let known = site.app.data_moment(&asker.scope)?;
    let zone = site.app.config.office.timezone.clone();
    let moment = known.moment?.to_zoned(zone);
    Some(KnownData {
        release: known.release,
        moment: moment.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
    })
}

fn json(
    answers: Vec<(Answer, Shape)>,
    (is_multi, is_blended): (bool, bool),
    known: Option<&KnownData>,
) -> Result<Vec<u8>, Error> {
    let mut objects: Vec<Map<String, Value>> = answers
        .into_iter()
        .map(|(answer, shape)| match answer.to_json() {
            Value::Object(mut object) => {
                let known = known.filter(|known| known.release == answer.release);
                if let Some(known) = known {
                    object.insert("dataMoment".to_owned(), known.moment.as_str().into());
                }
                cube::shaped(object, shape)
            }
            _ => Map::new(),
        })
        .collect();
    let body = if is_multi || is_blended {
        cube::results(objects, is_blended)
    } else {
        Value::Object(objects.pop().unwrap_or_default())
    };
    serde_json::to_vec(&body).map_err(Error::inner)
}

fn arrow(answers: &[(Answer, Shape)]) -> Result<Vec<u8>, Error> {
    match answers {
        [(answer, _)] => {
            let mut bytes = Vec::new();
            export::arrow::write(&answer.table, &mut bytes).map_err(Error::inner)?;
            Ok(bytes)
        }
        _ => Err(Error::BadRequest(
            "В Arrow отдаётся ответ на один вопрос".to_owned(),
        )),
    }
}

/// The answers' own tags with the form, since one URL has several.
fn etag(answers: &[(Answer, Shape)], form: &str) -> String {
    let mut tag = String::from("\"");
    for (answer, shape) in answers {
        tag.push_str(answer.etag.trim_matches('"'));
        tag.push_str(shape.name());
        tag.push('.');
    }
    tag.push_str(form);
    tag.push('"');
    tag
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}
