//! `/api/v1/saved`: the queries that people keep, with versions and shares.

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::{Asker, Draft, Recipient, Saved, parse_id};
use crate::office::{SavedVersion, Share, ShareKind};
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::site::Site;

/// Bytes of a request: a state with its texts, and some room.
pub const BODY_LIMIT: usize = 128 << 10;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    title: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    folder: String,
    state: Value,
    #[serde(default)]
    parameters: Value,
    #[serde(default)]
    note: String,
    /// The version that a change was made from.
    #[serde(rename = "basedOn")]
    based_on: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shares {
    shares: Vec<Share>,
}

impl Sent {
    fn into_draft(self) -> Draft {
        Draft {
            title: self.title,
            description: self.description,
            folder: self.folder,
            state: self.state,
            parameters: self.parameters,
            note: self.note,
        }
    }
}

/// Lists the saved queries that the asker sees.
#[utoipa::path(
    get,
    path = "/api/v1/saved",
    tag = "saved queries",
    responses(
        (status = 200, description = "`{saved: [{id, title, description, folder, owner: {login, name}, isOwn, mayChange, isFavourite, version, savedAt, savedBy, shares: [{kind: person|role|school|all, value}], broken: [text]}]}`; shares for who may change them, folders for the owner", body = Object),
        (status = 401, description = "Not signed in"),
    )
)]
pub async fn list(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
) -> Result<Json<Value>, Error> {
    let list = site.app.saved_list(&asker).await?;
    let list: Vec<Value> = list.iter().map(in_short).collect();
    Ok(Json(json!({"saved": list})))
}

/// Keeps a query.
#[utoipa::path(
    post,
    path = "/api/v1/saved",
    tag = "saved queries",
    request_body(content = Object, description = "`{title, description, folder, state, parameters: [{name, title, type: dates|values|number, member, default}], note}`: `state` is a query with the constructor's `view` and `chart`; a parameter stands in it as `\"{name}\"`"),
    responses(
        (status = 201, description = "The query, as `GET /api/v1/saved/{id}` returns it", body = Object),
        (status = 400, description = "`{error, diagnostics: [{path, message, hint}]}`", body = Object),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The asker may not ask this"),
        (status = 413, description = "Larger than 64 KB"),
    )
)]
pub async fn add(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    sent: Result<Json<Sent>, JsonRejection>,
) -> Result<Response, Error> {
    let sent = read(sent)?;
    let id = site.app.save(&asker, &sent.into_draft()).await?;
    let place = format!("/api/v1/saved/{id}");
    let body = whole(&site, &asker, id).await?;
    Ok((StatusCode::CREATED, [(LOCATION, place)], body).into_response())
}

/// Returns a saved query.
#[utoipa::path(
    get,
    path = "/api/v1/saved/{id}",
    tag = "saved queries",
    params(("id" = i64, Path, description = "The query's id")),
    responses(
        (status = 200, description = "As a member of the list, with `state`, `parameters` and `versions: [{version, savedAt, savedBy, note}]`", body = Object),
        (status = 401, description = "Not signed in"),
        (status = 404, description = "No such query that the asker sees"),
    )
)]
pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(id): Path<String>,
) -> Result<Json<Value>, Error> {
    whole(&site, &asker, read_id(&id)?).await
}

/// Keeps a new version of a query.
#[utoipa::path(
    put,
    path = "/api/v1/saved/{id}",
    tag = "saved queries",
    params(("id" = i64, Path, description = "The query's id")),
    request_body(content = Object, description = "As for `POST /api/v1/saved`, with `basedOn`: the version that the change was made from"),
    responses(
        (status = 200, description = "The query with its new version", body = Object),
        (status = 400, description = "`{error, diagnostics}`", body = Object),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The asker may not change it, or may not ask this"),
        (status = 404, description = "No such query that the asker sees"),
        (status = 409, description = "There is a newer version than `basedOn`"),
    )
)]
pub async fn change(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(id): Path<String>,
    sent: Result<Json<Sent>, JsonRejection>,
) -> Result<Json<Value>, Error> {
    let id = read_id(&id)?;
    // Whether there is such a query comes before what was sent.
    site.app.saved(&asker, id).await?;
    let sent = read(sent)?;
    let Some(based_on) = sent.based_on else {
        return Err(Error::bad_parameter(
            "basedOn",
            "не сказано, с какой версии сделано изменение",
            "передайте номер версии, которая была открыта",
        ));
    };
    let draft = sent.into_draft();
    site.app.change_saved(&asker, id, based_on, &draft).await?;
    whole(&site, &asker, id).await
}

/// Deletes a query for everybody.
#[utoipa::path(
    delete,
    path = "/api/v1/saved/{id}",
    tag = "saved queries",
    params(("id" = i64, Path, description = "The query's id")),
    responses(
        (status = 204, description = "Deleted"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The asker may not change it"),
        (status = 404, description = "No such query that the asker sees"),
    )
)]
pub async fn delete(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, Error> {
    site.app.delete_saved(&asker, read_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Returns a query to one of its versions, by a new version that equals it.
#[utoipa::path(
    post,
    path = "/api/v1/saved/{id}/versions/{version}",
    tag = "saved queries",
    params(
        ("id" = i64, Path, description = "The query's id"),
        ("version" = i64, Path, description = "The version to return to"),
    ),
    responses(
        (status = 200, description = "The query with its new version", body = Object),
        (status = 400, description = "That version can no longer be asked", body = Object),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The asker may not change it"),
        (status = 404, description = "No such query or version that the asker sees"),
    )
)]
pub async fn revert(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path((id, version)): Path<(String, String)>,
) -> Result<Json<Value>, Error> {
    let (id, version) = (read_id(&id)?, read_id(&version)?);
    let note = note_of_revert(version);
    site.app.revert_saved(&asker, id, version, &note).await?;
    whole(&site, &asker, id).await
}

/// Shares a query with those who are named and with nobody else.
#[utoipa::path(
    put,
    path = "/api/v1/saved/{id}/shares",
    tag = "saved queries",
    params(("id" = i64, Path, description = "The query's id")),
    request_body(content = Object, description = "`{shares: [{kind: person|role|school|all, value}]}`; all but persons need the right `publish`"),
    responses(
        (status = 200, description = "The query with its shares", body = Object),
        (status = 204, description = "Shared so that the asker no longer sees it"),
        (status = 400, description = "`{error, diagnostics}`", body = Object),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "A right is missing, or the asker may not change it"),
        (status = 404, description = "No such query that the asker sees"),
    )
)]
pub async fn share(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(id): Path<String>,
    sent: Result<Json<Shares>, JsonRejection>,
) -> Result<Response, Error> {
    let id = read_id(&id)?;
    site.app.saved(&asker, id).await?;
    let shares = read(sent)?.shares;
    site.app.share_saved(&asker, id, &shares).await?;
    match whole(&site, &asker, id).await {
        // Whoever kept it in order for everybody has closed it for oneself, too.
        Err(Error::NotFound) => Ok(StatusCode::NO_CONTENT.into_response()),
        shown => shown.map(IntoResponse::into_response),
    }
}

/// Most of those whom what is typed finds at once: more are found by another letter.
const FOUND_MOST: usize = 50;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Sought {
    /// `person`, `role` or `school`.
    #[param(value_type = String)]
    kind: ShareKind,
    /// Parts of a name, of a login or of a code, in any case of letters.
    #[serde(default)]
    q: String,
}

/// Finds those to whom the asker can open a query, by what people call them.
#[utoipa::path(
    get,
    path = "/api/v1/saved/recipients",
    tag = "saved queries",
    params(Sought),
    responses(
        (status = 200, description = "`{found: [{kind, value, title, about}], truncated}`: people of the asker's schools and of the office, schools of the asker's scope", body = Object),
        (status = 400, description = "An unknown kind", body = Object),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Roles and schools need the right `publish`"),
    )
)]
pub async fn recipients(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    sought: Result<Query<Sought>, QueryRejection>,
) -> Result<Json<Value>, Error> {
    let Query(sought) = sought.map_err(|_| {
        Error::bad_parameter(
            "kind",
            "не сказано, кого искать",
            "kind=person, kind=role или kind=school",
        )
    })?;
    let app = &site.app;
    let mut found = app.recipients(&asker, sought.kind, &sought.q).await?;
    let is_truncated = found.len() > FOUND_MOST;
    found.truncate(FOUND_MOST);
    let found: Vec<Value> = found.iter().map(titled).collect();
    Ok(Json(json!({"found": found, "truncated": is_truncated})))
}

fn titled(recipient: &Recipient) -> Value {
    json!({
        "kind": recipient.kind,
        "value": recipient.value,
        "title": recipient.title,
        "about": recipient.about,
    })
}

/// Says in the list of versions where one came from.
pub fn note_of_revert(version: i64) -> String {
    format!("возврат версии {version}")
}

/// Returns a query as this address and the constructor's page tell it: those to whom it is open by their titles.
pub async fn told(site: &Site, asker: &Asker, saved: &Saved) -> Result<Value, Error> {
    let versions = site.app.saved_versions(saved).await?;
    let recipients = site.app.recipients_of(asker, &saved.query.shares).await?;
    let mut object = in_short(saved);
    object["shares"] = recipients.iter().map(titled).collect();
    object["state"] = saved.query.state.clone();
    object["parameters"] = json!(saved.parameters);
    let versions = versions.iter().map(|version: &SavedVersion| {
        json!({
            "version": version.version,
            "savedAt": version.saved_at.to_string(),
            "savedBy": version.saved_by,
            "note": version.note,
        })
    });
    object["versions"] = versions.collect();
    Ok(object)
}

async fn whole(site: &Site, asker: &Asker, id: i64) -> Result<Json<Value>, Error> {
    let saved = site.app.saved(asker, id).await?;
    told(site, asker, &saved).await.map(Json)
}

fn in_short(saved: &Saved) -> Value {
    let query = &saved.query;
    json!({
        "id": query.id,
        "title": query.title,
        "description": query.description,
        // A folder is of its owner's house.
        "folder": if saved.is_own { query.folder.as_str() } else { "" },
        "owner": {"login": query.owner_login, "name": query.owner_name},
        "isOwn": saved.is_own,
        "mayChange": saved.may_change,
        "isFavourite": saved.is_favourite,
        "version": query.version,
        "savedAt": query.saved_at.to_string(),
        "savedBy": query.saved_by,
        "shares": query.shares,
        "broken": saved.broken,
    })
}

/// An id that cannot be is a query that is not there.
fn read_id(text: &str) -> Result<i64, Error> {
    parse_id(text).ok_or(Error::NotFound)
}

fn read<T>(sent: Result<Json<T>, JsonRejection>) -> Result<T, Error> {
    sent.map(|Json(sent)| sent)
        .map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
            _ => Error::bad_parameter(
                "",
                "тело запроса не прочитано: нужен объект JSON с известными полями",
                "запрос: title, description, folder, state, parameters, note, basedOn; доступ: shares",
            ),
        })
}
