//! PDF: a paper as it is printed, signed and kept.
//!
//! One template draws every paper; what it says comes to it as data and is never read as markup. Fonts are within,
//! the file is tagged, and the same paper with the same stamp makes the same bytes.

mod drawing;
mod fitting;
mod world;

use std::sync::{Mutex, PoisonError};

use typst::comemo;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_pdf::{PdfOptions, Timestamp};

use self::drawing::Drawing;
use self::world::PaperWorld;
use super::{Error, Stamp};
use crate::sheet::Paper;

/// Draws a paper. It is work for a processor, seconds of it for many pages: call it where blocking is allowed
/// (`spawn_blocking`).
pub fn paper(paper: &Paper, stamp: &Stamp) -> Result<Vec<u8>, Error> {
    let drawing = Drawing::of(paper, stamp);
    let data = serde_json::to_vec(&drawing).map_err(|error| Error::Pdf(error.to_string()))?;
    // The typesetter remembers what it did for all callers alike. One at a time, what it remembers can be dropped
    // after each paper, so that pupils' names do not stay in memory; two at once would only share the processors.
    let _one_at_a_time = DRAWING.lock().unwrap_or_else(PoisonError::into_inner);
    let drawn = draw(data, stamp);
    comemo::evict(0);
    drawn
}

static DRAWING: Mutex<()> = Mutex::new(());

fn draw(data: Vec<u8>, stamp: &Stamp) -> Result<Vec<u8>, Error> {
    let world = PaperWorld::new(data);
    let document = typst::compile(&world)
        .output
        .map_err(|faults| said(&faults))?;
    let options = PdfOptions {
        creator: Smart::Custom(Some("svodka".to_owned())),
        timestamp: moment(stamp),
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|faults| said(&faults))
}

fn said(faults: &[SourceDiagnostic]) -> Error {
    let messages: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
    Error::Pdf(messages.join("; "))
}

/// Returns when the file was made as its properties say it.
fn moment(stamp: &Stamp) -> Option<Timestamp> {
    let made_at = stamp.made_at.datetime();
    let part = |part: i8| u8::try_from(part).ok();
    let local = Datetime::from_ymd_hms(
        i32::from(made_at.year()),
        part(made_at.month())?,
        part(made_at.day())?,
        part(made_at.hour())?,
        part(made_at.minute())?,
        part(made_at.second())?,
    )?;
    Timestamp::new_local(local, stamp.made_at.offset().seconds() / 60)
}
