//! A bucket of the S3 protocol, served on a port of its own and kept in memory: what the lake asks of one,
//! answered as the protocol answers it, and short lists, so that every listing has several pages.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_RANGE, ETAG, IF_NONE_MATCH, LAST_MODIFIED, RANGE};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, put};

/// Names that a list shows at once; S3 shows 1000.
const LISTED_AT_ONCE: usize = 3;
const ACCESS_KEY: &str = "office";
const SATURDAY: &str = "Sat, 25 Oct 2025 09:00:00 GMT";

/// A bucket that is served until the test ends.
pub struct BucketServer {
    address: SocketAddr,
    objects: Objects,
}

#[derive(Clone, Default)]
struct Objects(Arc<Mutex<BTreeMap<String, Bytes>>>);

impl BucketServer {
    pub async fn start() -> Self {
        let objects = Objects::default();
        let routes = Router::new()
            .route("/{bucket}", get(list).post(delete_many))
            .route("/{bucket}/{*key}", put(store).get(read).delete(delete))
            .layer(DefaultBodyLimit::disable())
            .layer(from_fn(signed))
            .with_state(objects.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { address, objects }
    }

    /// Returns the settings under `[lake.options]`.
    pub fn options(&self) -> BTreeMap<String, String> {
        [
            ("endpoint", format!("http://{}", self.address)),
            ("region", "ru-1".to_owned()),
            ("access_key_id", ACCESS_KEY.to_owned()),
            ("secret_access_key", "secret".to_owned()),
            ("allow_http", "true".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
    }

    /// Returns the names of all objects.
    pub fn names(&self) -> Vec<String> {
        self.objects.all().keys().cloned().collect()
    }
}

impl Objects {
    fn all(&self) -> MutexGuard<'_, BTreeMap<String, Bytes>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Turns away whoever does not sign with the office's key.
async fn signed(request: Request, next: Next) -> Response {
    let signature = request.headers().get(AUTHORIZATION);
    let is_ours = signature
        .and_then(|text| text.to_str().ok())
        .is_some_and(|text| {
            text.starts_with(&format!("AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/"))
        });
    if !is_ours {
        return StatusCode::FORBIDDEN.into_response();
    }
    next.run(request).await
}

async fn store(
    State(objects): State<Objects>,
    Path((_, key)): Path<(String, String)>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let mut all = objects.all();
    if headers.contains_key(IF_NONE_MATCH) && all.contains_key(&key) {
        return StatusCode::PRECONDITION_FAILED.into_response();
    }
    let etag = etag(&bytes);
    all.insert(key, bytes);
    [(ETAG, etag)].into_response()
}

/// Answers GET, and HEAD, of which the server leaves out the body.
async fn read(
    State(objects): State<Objects>,
    Path((_, key)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let Some(bytes) = objects.all().get(&key).cloned() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let about = [(ETAG, etag(&bytes)), (LAST_MODIFIED, SATURDAY.to_owned())];
    let Some(range) = headers.get(RANGE).and_then(|range| range.to_str().ok()) else {
        return (about, bytes).into_response();
    };
    let (from, to) = range
        .strip_prefix("bytes=")
        .and_then(|range| range.split_once('-'))
        .expect("a range");
    let (from, to) = match (from.parse(), to.parse::<usize>()) {
        (Ok(from), Ok(last)) => (from, (last + 1).min(bytes.len())),
        (Ok(from), Err(_)) => (from, bytes.len()),
        (Err(_), Ok(length)) => (bytes.len().saturating_sub(length), bytes.len()),
        (Err(_), Err(_)) => return StatusCode::BAD_REQUEST.into_response(),
    };
    if from >= to {
        return StatusCode::RANGE_NOT_SATISFIABLE.into_response();
    }
    let shown = format!("bytes {from}-{}/{}", to - 1, bytes.len());
    let part = bytes.slice(from..to);
    (
        StatusCode::PARTIAL_CONTENT,
        about,
        [(CONTENT_RANGE, shown)],
        part,
    )
        .into_response()
}

async fn delete(
    State(objects): State<Objects>,
    Path((_, key)): Path<(String, String)>,
) -> StatusCode {
    objects.all().remove(&key);
    StatusCode::NO_CONTENT
}

async fn delete_many(State(objects): State<Objects>, asked: String) -> String {
    let mut all = objects.all();
    let mut deleted = String::new();
    for part in asked.split("<Key>").skip(1) {
        let key = part.split("</Key>").next().unwrap_or_default();
        all.remove(key);
        write!(deleted, "<Deleted><Key>{key}</Key></Deleted>").expect("a text grows");
    }
    format!("<DeleteResult>{deleted}</DeleteResult>")
}

async fn list(
    State(objects): State<Objects>,
    Query(asked): Query<BTreeMap<String, String>>,
) -> String {
    let text = |name: &str| asked.get(name).map_or("", String::as_str);
    let (prefix, delimiter) = (text("prefix"), text("delimiter"));
    let after = text("start-after").max(text("continuation-token"));
    let all = objects.all();
    let mut listed = String::new();
    let mut last: Option<String> = None;
    let mut count = 0;
    for (key, bytes) in all.iter().filter(|(key, _)| key.starts_with(prefix)) {
        let rest = &key[prefix.len()..];
        let folder = rest.find(delimiter).filter(|_| !delimiter.is_empty());
        let name = match folder {
            Some(end) => &key[..prefix.len() + end + delimiter.len()],
            None => key,
        };
        if name <= after || last.as_deref() == Some(name) {
            continue;
        }
        if count == LISTED_AT_ONCE {
            let token = last.unwrap_or_default();
            write!(
                listed,
                "<NextContinuationToken>{token}</NextContinuationToken>"
            )
            .expect("a text grows");
            break;
        }
        count += 1;
        last = Some(name.to_owned());
        match folder {
            Some(_) => write!(
                listed,
                "<CommonPrefixes><Prefix>{name}</Prefix></CommonPrefixes>"
            ),
            None => write!(
                listed,
                "<Contents><Key>{name}</Key><LastModified>2025-10-25T09:00:00Z</LastModified>\
                 <ETag>{}</ETag><Size>{}</Size></Contents>",
                etag(bytes),
                bytes.len()
            ),
        }
        .expect("a text grows");
    }
    format!("<ListBucketResult>{listed}</ListBucketResult>")
}

fn etag(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}
