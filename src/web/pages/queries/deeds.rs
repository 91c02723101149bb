//! What is done to a question by the forms of its page: marked, copied, changed, shared, returned to a version, deleted.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::question::{self, Question, Sent};
use super::question_address;
use crate::app::{AskError, Asker, Draft, Saved, on_shelves, parse_id, saved_name};
use crate::catalogue::say;
use crate::office::{FavouriteKind, Share, ShareKind};
use crate::web::Error;
use crate::web::api::saved::note_of_revert;
use crate::web::door::SignedIn;
use crate::web::fields::Fields;
use crate::web::parts::Faults;
use crate::web::parts::address::own_or_home;
use crate::web::site::Site;

/// The longest title that a copy takes over.
const LONGEST_TITLE: usize = 180;

/// Marks the question, or takes the mark away.
pub async fn mark(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(name): Path<String>,
    fields: Fields,
) -> Result<Response, Error> {
    let (kind, own_name) = match question::find(&site, &asker, &name).await? {
        Question::Saved(saved) => (FavouriteKind::Saved, saved.query.id.to_string()),
        Question::Named { query, .. } => (FavouriteKind::Named, query.name.clone()),
    };
    let is_marked = fields.raw("mark") != "off";
    let app = &site.app;
    app.set_favourite(&asker, kind, &own_name, is_marked)
        .await?;
    let back = match fields.raw("back") {
        "" => "/queries".to_owned(),
        back => own_or_home(back),
    };
    Ok(Redirect::to(&back).into_response())
}

/// Keeps a copy in the person's own name.
pub async fn copy(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(name): Path<String>,
) -> Result<Response, Error> {
    let question = question::find(&site, &asker, &name).await?;
    let title: String = question.title().chars().take(LONGEST_TITLE).collect();
    let draft = Draft {
        title: say!("queries-copy-title", title = title),
        description: question.about().to_owned(),
        folder: String::new(),
        state: on_shelves(question.state().clone()),
        parameters: serde_json::to_value(question.parameters()).map_err(Error::inner)?,
        note: String::new(),
    };
    let id = site.app.save(&asker, &draft).await?;
    Ok(back(&saved_name(id), "copied"))
}

/// Changes title, description and folder; the question stays.
pub async fn change(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(name): Path<String>,
    fields: Fields,
) -> Result<Response, Error> {
    let saved = kept(&site, &asker, &name).await?;
    let Ok(based_on) = fields.raw("based_on").parse() else {
        return Err(Error::BadRequest(say!("queries-no-version")));
    };
    let draft = Draft {
        title: fields.text("title"),
        // A form sends both signs of a line's end.
        description: fields.text("description").replace("\r\n", "\n"),
        folder: fields.text("folder"),
        state: saved.query.state.clone(),
        parameters: saved.query.parameters.clone(),
        note: String::new(),
    };
    let app = &site.app;
    let changed = app
        .change_saved(&asker, saved.query.id, based_on, &draft)
        .await;
    let sent = |faults| Sent {
        change: Some((fields, faults)),
        share: None,
    };
    answered(&site, &asker, saved, changed.map(|()| "changed"), sent).await
}

/// Shares the query with one more.
pub async fn share(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(name): Path<String>,
    fields: Fields,
) -> Result<Response, Error> {
    let saved = kept(&site, &asker, &name).await?;
    let shared = open_to(&site, &asker, &saved, read_share(&fields)?).await;
    let sent = |faults| Sent {
        change: None,
        share: Some((fields, faults)),
    };
    answered(&site, &asker, saved, shared.map(|()| "shared"), sent).await
}

/// Takes a share back.
pub async fn revoke(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(name): Path<String>,
    fields: Fields,
) -> Result<Response, Error> {
    let saved = kept(&site, &asker, &name).await?;
    let revoked = read_share(&fields)?;
    let mut shares = saved.query.shares.clone();
    shares.retain(|share| *share != revoked);
    let id = saved.query.id;
    site.app.share_saved(&asker, id, &shares).await?;
    Ok(match site.app.saved(&asker, id).await {
        Ok(_) => back(&name, "unshared"),
        // Whoever kept it in order for everybody no longer sees it.
        Err(_) => Redirect::to("/queries").into_response(),
    })
}

/// Returns the query to one of its versions.
pub async fn revert(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path((name, version)): Path<(String, String)>,
) -> Result<Response, Error> {
    let saved = kept(&site, &asker, &name).await?;
    let version = parse_id(&version).ok_or(Error::NotFound)?;
    let (app, id) = (&site.app, saved.query.id);
    app.revert_saved(&asker, id, version, &note_of_revert(version))
        .await?;
    Ok(back(&name, "reverted"))
}

/// Deletes the query for everybody.
pub async fn delete(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(name): Path<String>,
) -> Result<Response, Error> {
    let saved = kept(&site, &asker, &name).await?;
    site.app.delete_saved(&asker, saved.query.id).await?;
    Ok(Redirect::to("/queries").into_response())
}

async fn open_to(
    site: &Site,
    asker: &Asker,
    saved: &Saved,
    mut share: Share,
) -> Result<(), AskError> {
    if share.kind == ShareKind::Person {
        share.value = site.app.login_of(asker, &share.value).await?;
    }
    let mut shares = saved.query.shares.clone();
    shares.push(share);
    let app = &site.app;
    app.share_saved(asker, saved.query.id, &shares).await
}

/// Goes back to the page with what was done, or shows it again with what was sent and what was wrong with it.
async fn answered(
    site: &Site,
    asker: &Asker,
    saved: Saved,
    done: Result<&str, AskError>,
    sent: impl FnOnce(Faults) -> Sent,
) -> Result<Response, Error> {
    match done {
        Ok(done) => Ok(back(&saved.name(), done)),
        Err(error) => {
            let sent = sent(Faults::of(error)?);
            let question = Question::Saved(Box::new(saved));
            question::refused(site, asker, &question, sent).await
        }
    }
}

/// Returns a query that was saved; a declared one is nobody's to change.
async fn kept(site: &Site, asker: &Asker, name: &str) -> Result<Saved, Error> {
    match question::find(site, asker, name).await? {
        Question::Saved(saved) => Ok(*saved),
        Question::Named { .. } => Err(Error::NotFound),
    }
}

fn read_share(fields: &Fields) -> Result<Share, Error> {
    let kind = ShareKind::parse(fields.raw("kind"));
    let kind = kind.ok_or_else(|| Error::BadRequest(say!("queries-no-share")))?;
    Ok(Share {
        kind,
        value: fields.text("value"),
    })
}

fn back(name: &str, done: &str) -> Response {
    let address = format!("{}?done={done}", question_address(name));
    Redirect::to(&address).into_response()
}
