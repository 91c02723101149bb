//! `POST /loads/{id}`: rows mended by hand come back, and what the page of a load says of mending them.

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::upload::{Refusal, size};
use super::{card, counted};
use crate::app::{
    Action, Asker, HandedOver, Hindrance, MendFault, MendFaultKind, MendingOffer, Right,
};
use crate::catalogue::say;
use crate::office::{LoadState, RejectedTable};
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::pages::html;
use crate::web::parts::address;
use crate::web::receiving;
use crate::web::site::Site;

/// Rejected rows are a small part of an extract, and are held in memory while they are compared.
const MOST_BYTES: usize = 64 << 20;

/// What the page of a load says of mending its rejected rows.
pub struct MendingView {
    pub tables: Vec<TableView>,
    /// How many rows stand in no file, and why.
    pub left_out: Option<String>,
    /// Where mended files are sent, and the most that they may have.
    pub form: Option<(String, String)>,
    pub hindrance: Option<Tie>,
    pub refusal: Option<Refusal>,
}

/// A table of which rows were rejected.
pub struct TableView {
    /// Its name in the extract.
    pub table: String,
    pub title: String,
    pub rejected: String,
    pub in_file: String,
    /// The address of its file, where the reader can have one.
    pub file: Option<String>,
}

/// A sentence that leads to another load.
pub struct Tie {
    pub told: String,
    /// What the link is called and where it leads.
    pub link: Option<(String, String)>,
}

pub async fn receive(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(load_id): Path<String>,
    request: Request,
) -> Result<Response, Error> {
    // Of a load that is not the asker's nothing is read.
    site.app.mending_offer(&asker, &load_id).await?;
    let most = most_bytes(&site);
    let refusal = match receiving::files_of(&site, request, most).await {
        Ok(files) => match site.app.hand_over_mended(&asker, &load_id, files).await? {
            HandedOver::Received(record) => {
                let place = address_of(&record.load_id);
                return Ok(Redirect::to(&place).into_response());
            }
            HandedOver::Faulty(faults) => Refusal {
                faults: faults.iter().map(fault).collect(),
                ..refusal(StatusCode::UNPROCESSABLE_ENTITY, "faulty")
            },
            HandedOver::Hindered(hindrance) => Refusal {
                status: StatusCode::CONFLICT,
                title: say!("loads-mending-hindered"),
                advice: hindered(&hindrance).told,
                faults: Vec::new(),
            },
        },
        Err(Error::TooLarge) => Refusal {
            advice: say!("loads-mending-large-advice", most = size(most as u64)),
            ..refusal(StatusCode::PAYLOAD_TOO_LARGE, "large")
        },
        Err(Error::Unprocessable(_)) => refusal(StatusCode::UNPROCESSABLE_ENTITY, "no-file"),
        Err(Error::BadRequest(_)) => refusal(StatusCode::BAD_REQUEST, "cut"),
        Err(error) => return Err(error),
    };
    let status = refusal.status;
    let page = card::told(&site, &asker, &load_id, None, None, Some(refusal)).await?;
    Ok((status, html(&page)?).into_response())
}

/// Lays out what can be done about rejected rows; nothing where there are none.
pub fn view(
    site: &Site,
    asker: &Asker,
    load_id: &str,
    offer: &MendingOffer,
    refusal: Option<Refusal>,
) -> Option<MendingView> {
    // The rows hold names and marks: who may not see them has nothing to mend.
    if offer.tables.is_empty() || !asker.holds(Right::PersonalData) {
        return None;
    }
    let left_out: u64 = offer
        .tables
        .iter()
        .map(|table| table.rows - in_file(table))
        .sum();
    let tables = offer.tables.iter();
    let tables = tables.map(|table| table_view(site, load_id, table));
    let can_send = asker.may(Action::Upload) && offer.hindrance.is_none();
    Some(MendingView {
        tables: tables.collect(),
        left_out: (left_out > 0).then(|| say!("loads-mending-left-out", count = left_out)),
        form: can_send.then(|| (address_of(load_id), size(most_bytes(site) as u64))),
        hindrance: offer.hindrance.as_ref().map(hindered),
        refusal,
    })
}

/// Tells of which load a load was made, and which loads were made of it.
pub fn ties(offer: &MendingOffer) -> Vec<Tie> {
    let made_of = offer.made_of.iter().map(|mending| Tie {
        told: say!(
            "loads-mending-made-of",
            replaced = mending.replaced,
            removed = mending.removed
        ),
        link: Some((say!("loads-mending-base"), address_of(&mending.base_id))),
    });
    let mended_by = offer.mended_by.iter().map(|load_id| Tie {
        told: say!("loads-mending-mended"),
        link: Some((say!("loads-mending-made"), address_of(load_id))),
    });
    made_of.chain(mended_by).collect()
}

/// Says what is to be done about a load where mending changes that: its rows can be mended on its page, or need not be
/// any more.
pub fn next(state: LoadState, offer: &MendingOffer, can_mend: bool) -> Option<Tie> {
    let mendable = match state {
        LoadState::AcceptedWithRejects => say!("loads-next-mendable"),
        LoadState::Refused => say!("loads-next-mendable-refused"),
        LoadState::Running | LoadState::Accepted | LoadState::Duplicate | LoadState::Superseded => {
            return None;
        }
    };
    match &offer.hindrance {
        Some(Hindrance::Waiting { .. }) => Some(Tie {
            told: say!("loads-next-waiting"),
            link: None,
        }),
        Some(Hindrance::Newer { load_id }) => Some(Tie {
            told: say!("loads-next-newer"),
            link: Some((say!("loads-mending-other"), address_of(load_id))),
        }),
        Some(Hindrance::NoColumns | Hindrance::NoFiles | Hindrance::Refused) => None,
        None => can_mend.then(|| Tie {
            told: mendable,
            link: Some((say!("loads-mending"), "#mending".to_owned())),
        }),
    }
}

fn table_view(site: &Site, load_id: &str, table: &RejectedTable) -> TableView {
    let count = in_file(table);
    let name = address::encoded(&table.table);
    TableView {
        title: match site.app.title_of_table(&table.table) {
            Some(title) => format!("{title} ({})", table.table),
            None => table.table.clone(),
        },
        table: table.table.clone(),
        rejected: counted(table.rows),
        in_file: counted(count),
        file: (count > 0).then(|| format!("{}/rejects/{name}", address_of(load_id))),
    }
}

/// Returns how many rejected rows of a table its file has.
fn in_file(table: &RejectedTable) -> u64 {
    match table.header.is_empty() {
        true => 0,
        false => table.kept,
    }
}

fn most_bytes(site: &Site) -> usize {
    site.app.config.limits.body_bytes.min(MOST_BYTES)
}

fn address_of(load_id: &str) -> String {
    format!("/loads/{}", address::encoded(load_id))
}

fn hindered(hindrance: &Hindrance) -> Tie {
    let alone = |told: String| Tie { told, link: None };
    let leading = |told: String, load_id: &str| Tie {
        told,
        link: Some((say!("loads-mending-other"), address_of(load_id))),
    };
    match hindrance {
        Hindrance::NoColumns => alone(say!("loads-mending-no-columns")),
        Hindrance::NoFiles => alone(say!("loads-mending-no-files")),
        Hindrance::Refused => alone(say!("loads-mending-refused")),
        Hindrance::Newer { load_id } => leading(say!("loads-mending-newer"), load_id),
        Hindrance::Waiting { load_id } => leading(say!("loads-mending-waiting"), load_id),
    }
}

/// Tells a fault with its place, and what to do about it.
fn fault(fault: &MendFault) -> (String, String) {
    let key = match fault.kind {
        MendFaultKind::Unreadable => "unreadable",
        MendFaultKind::OtherColumns => "other-columns",
        MendFaultKind::OtherLoad => "other-load",
        MendFaultKind::TableTwice => "table-twice",
        MendFaultKind::TornLine => "torn-line",
        MendFaultKind::UnknownRow => "unknown-row",
        MendFaultKind::RowTwice => "row-twice",
        MendFaultKind::NothingMended => "nothing-mended",
    };
    let what = say!(&format!("loads-mending-fault-{key}"));
    let file = fault.file.as_str();
    let told = match fault.line {
        Some(line) => say!(
            "loads-example-line",
            file = file,
            line = line.to_string(),
            message = what
        ),
        None => say!("loads-example-file", file = file, message = what),
    };
    (told, say!(&format!("loads-mending-fault-{key}-cure")))
}

fn refusal(status: StatusCode, cause: &str) -> Refusal {
    Refusal {
        status,
        title: say!(&format!("loads-mending-{cause}")),
        advice: say!(&format!("loads-mending-{cause}-advice")),
        faults: Vec::new(),
    }
}
