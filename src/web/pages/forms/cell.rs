//! One cell of a school's form: what was computed, what stands in its place and why, and what leads on from it.

use askama::Template;

use super::history::{self, HistoryLine};
use super::name::FormName;
use super::sent::Sent;
use super::{HERE, address_of, figure, title_of};
use crate::app::{
    Action, Asker, CellKey, CellKind, ControlSeverity, Filing, FormDeed, FormState, Judgement,
    OpenFiling, Verdict,
};
use crate::catalogue::say;
use crate::export::numbers;
use crate::web::Error;
use crate::web::pages::Layout;
use crate::web::parts::{Badge, Faults, Field, Input, Tone, Verbatim, address, words};
use crate::web::site::Site;

#[derive(Template)]
#[template(path = "forms/cell.html")]
pub struct CellPage {
    layout: Layout,
    heading: String,
    title: String,
    form: FormName,
    /// The form's own page.
    back: String,
    address: String,
    school_id: String,
    version: String,
    path: String,
    faults: Faults,
    facts: Vec<(String, String)>,
    is_returned: bool,
    /// The controls in which it stands, the broken ones first.
    controls: Vec<ControlLine>,
    /// Where the pupils behind the figure are listed.
    pupils: Option<String>,
    /// Where the form is given back with this cell named.
    give_back: Option<String>,
    correct: Option<Vec<Field>>,
    uncorrect: bool,
    note: Option<Field>,
    /// Why nothing can be written here now.
    closed: Option<String>,
    history: Vec<HistoryLine>,
}

struct ControlLine {
    code: String,
    severity: String,
    message: String,
    sides: String,
    verdict: Badge,
}

pub async fn page(
    site: &Site,
    asker: &Asker,
    filing: &Filing,
    school_id: &str,
    path: &str,
    sent: Sent,
) -> Result<CellPage, Error> {
    let (key, kind) = filing.cell(path).ok_or(Error::NotFound)?;
    let open = site.app.open_filing(asker, filing, school_id).await?;
    let Some(record) = open.record.as_ref().filter(|_| open.has_figures) else {
        return Err(Error::NotFound);
    };
    if kind == CellKind::Closed {
        return Err(Error::NotFound);
    }
    let zone = &site.app.config.office.timezone;
    let path = key.path();
    let cell = open.cell(&key);
    let correction = cell.and_then(|cell| cell.correction.as_ref());
    let note = cell.and_then(|cell| cell.note.as_ref());
    let is_withheld = cell.is_some_and(|cell| cell.is_withheld);

    let mut facts = vec![(
        say!("forms-cell-kind"),
        match kind {
            CellKind::Computed => say!("forms-kind-computed"),
            CellKind::Formula => say!("forms-kind-formula"),
            CellKind::Manual => say!("forms-kind-manual"),
            CellKind::Closed => say!("forms-kind-closed"),
        },
    )];
    if kind == CellKind::Computed {
        let computed = match is_withheld {
            true => numbers::WITHHELD.to_owned(),
            false => figure(cell.and_then(|cell| cell.computed)),
        };
        facts.push((say!("forms-cell-computed"), computed));
    }
    if let Some(correction) = correction {
        let (by, at) = (correction.by.as_str(), words::moment(correction.at, zone));
        facts.push((say!("forms-cell-corrected"), figure(Some(correction.value))));
        facts.push((
            say!("forms-cell-corrected-by"),
            say!("forms-by-at", by = by, at = at),
        ));
        if !correction.reason.is_empty() {
            facts.push((say!("forms-reason"), correction.reason.clone()));
        }
    }
    facts.push((
        say!("forms-cell-stands"),
        figure(open.values.get(&key).copied()),
    ));
    if let Some(note) = note {
        let (by, at) = (note.by.as_str(), words::moment(note.at, zone));
        facts.push((say!("forms-note"), note.text.clone()));
        facts.push((
            say!("forms-noted-by"),
            say!("forms-by-at", by = by, at = at),
        ));
    }

    let may_correct =
        open.may(FormDeed::Correct) && matches!(kind, CellKind::Computed | CellKind::Manual);
    let typed = match sent.fields.has(&path) {
        true => sent.fields.text(&path),
        false => correction.map_or_else(String::new, |correction| numbers::plain(correction.value)),
    };
    let reason = Field::new("correction", "reason", say!("forms-reason"), Input::Lines)
        .with_value(sent.fields.text("reason"))
        .with_faults(&sent.faults);
    let reason = match kind {
        CellKind::Computed => reason.with_hint(say!("forms-reason-hint")).required(),
        _ => reason,
    };
    let correct = may_correct.then(|| {
        vec![
            Field::new("correction", &path, say!("forms-new-value"), Input::Plain)
                .with_value(typed)
                .with_faults(&sent.faults)
                .required(),
            reason,
        ]
    });
    let note_field = open.may(FormDeed::Note).then(|| {
        let text = match sent.fields.has("note") {
            true => sent.fields.text("note"),
            false => note.map_or_else(String::new, |note| note.text.clone()),
        };
        Field::new("note", "note", say!("forms-note"), Input::Lines)
            .with_value(text)
            .with_hint(say!("forms-note-hint"))
            .with_faults(&sent.faults)
    });
    let mut judgements = site.app.judgements(&open, &key).await?;
    judgements.sort_by_key(|one| (one.verdict != Verdict::Broken, one.severity));
    let lists_pupils = kind == CellKind::Computed
        && site
            .app
            .can_list_pupils(asker, (&filing.form, &filing.period), school_id, &key);
    let encoded = (address::encoded(school_id), address::encoded(&path));
    let events = site.app.filing_history(&open).await?;
    Ok(CellPage {
        heading: say!(
            "forms-cell-heading",
            section = key.section_in_words(),
            row = key.row.as_str(),
            column = key.column.as_str()
        ),
        layout: Layout::for_reader(site, asker, format!("{path} — {}", title_of(filing)), HERE),
        title: row_and_column(filing, &key),
        form: FormName::of_school(filing, &open.school),
        back: address_of(filing, school_id),
        address: filing.address(),
        school_id: school_id.to_owned(),
        version: record.version.to_string(),
        faults: sent.faults,
        facts,
        is_returned: cell.is_some_and(|cell| cell.is_returned),
        controls: judgements.into_iter().map(control_line).collect(),
        pupils: lists_pupils.then(|| {
            let (school, cell) = encoded;
            format!("{}/pupils?school={school}&cell={cell}", filing.address())
        }),
        give_back: give_back(&open, &path),
        uncorrect: correction.is_some() && open.may(FormDeed::Uncorrect),
        closed: closed(&open, kind, correct.is_some(), asker),
        correct,
        note: note_field,
        history: history::lines(&events, Some(&key), zone),
        path,
    })
}

/// Returns what stands at the head and at the side of a cell; where it stands is said by the heading.
fn row_and_column(filing: &Filing, key: &CellKey) -> String {
    let found = filing.form.row_and_column(key);
    found.map_or_else(String::new, |(row, column)| format!("«{row}», «{column}»"))
}

fn give_back(open: &OpenFiling, path: &str) -> Option<String> {
    let place = match open.may(FormDeed::Return) {
        true => "return-title",
        false if open.may(FormDeed::Unlock) => "unlock-title",
        false => return None,
    };
    let form = address_of(&open.filing, &open.school.id);
    Some(format!("{form}&cells={}#{place}", address::encoded(path)))
}

fn control_line(judgement: Judgement) -> ControlLine {
    let verdict = match (judgement.verdict, judgement.severity) {
        (Verdict::Broken, ControlSeverity::Error) => {
            Badge::new(Tone::Bad, say!("forms-verdict-broken"))
        }
        (Verdict::Broken, ControlSeverity::Warning) => {
            Badge::new(Tone::Warning, say!("forms-verdict-broken"))
        }
        (Verdict::Held, _) => Badge::new(Tone::Good, say!("forms-verdict-held")),
        (Verdict::Withheld, _) => Badge::new(Tone::Quiet, say!("forms-verdict-withheld")),
        (Verdict::NotMeant, _) => Badge::new(Tone::Quiet, say!("forms-verdict-not-meant")),
        (Verdict::NoForm, _) => Badge::new(Tone::Quiet, say!("forms-verdict-no-form")),
        (Verdict::Unfilled, _) => Badge::new(Tone::Quiet, say!("forms-verdict-unfilled")),
    };
    ControlLine {
        code: judgement.code,
        severity: match judgement.severity {
            ControlSeverity::Error => say!("forms-severity-error"),
            ControlSeverity::Warning => say!("forms-severity-warning"),
        },
        message: judgement.message,
        sides: judgement.sides.unwrap_or_else(|| words::NOTHING.to_owned()),
        verdict,
    }
}

/// Says to people of the school why the cell is not theirs to write now.
fn closed(open: &OpenFiling, kind: CellKind, is_open: bool, asker: &Asker) -> Option<String> {
    if is_open || !asker.may(Action::FileForms) {
        return None;
    }
    match open.state()? {
        FormState::Ready => Some(words::sentence(&say!("forms-is-ready"))),
        FormState::Submitted => Some(words::sentence(&say!("forms-is-submitted"))),
        FormState::Accepted => Some(words::sentence(&say!("forms-is-accepted"))),
        FormState::Computed | FormState::Returned => {
            (kind == CellKind::Formula).then(|| say!("forms-formula-hint"))
        }
    }
}
