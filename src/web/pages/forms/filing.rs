//! One school's form: its figures section by section, the controls that it breaks, and what may be done to it.

use askama::Template;

use super::history::{self, HistoryLine};
use super::name::FormName;
use super::returning::Returning;
use super::sent::Sent;
use super::sheet::{self, FormBlock, Marks};
use super::{Done, HERE, address_of, cell_address, punctuality_badge, state_badge, title_of};
use crate::app::{
    Action, Asker, CellKey, ControlFinding, ControlSeverity, Filing, FormDeed, OpenFiling,
};
use crate::catalogue::say;
use crate::web::Error;
use crate::web::pages::Layout;
use crate::web::parts::{Badge, Faults, Field, Input, TitlePageView, Verbatim, address, words};
use crate::web::site::Site;

#[derive(Template)]
#[template(path = "forms/filing.html")]
pub struct FilingPage {
    layout: Layout,
    title: FormName,
    name: String,
    school: String,
    /// The board, for who sees several schools.
    board: Option<String>,
    /// Whether something in the form is confirmed by nobody.
    is_draft: bool,
    state: Badge,
    punctuality: Badge,
    done: Option<String>,
    faults: Faults,
    /// Why the office returned it.
    returned: Option<String>,
    /// The cells that the office asks to look at again, each with the address of its card.
    returned_cells: Vec<(String, String)>,
    facts: Vec<(String, String)>,
    /// Where what newer data change is shown.
    newer: Option<String>,
    deeds: Deeds,
    has_figures: bool,
    is_computed: bool,
    errors: Vec<FindingLine>,
    warnings: Vec<FindingLine>,
    /// How many controls are broken, where what they say is not the reader's to see.
    counted: String,
    title_page: Option<TitlePageView>,
    blocks: Vec<FormBlock>,
    files: Vec<FormFile>,
    is_printable: bool,
    history: Vec<HistoryLine>,
}

/// What may be done to the form, and the fields that it takes.
struct Deeds {
    address: String,
    school_id: String,
    version: String,
    compute: bool,
    recompute: Option<String>,
    entry: Option<String>,
    ready: bool,
    unready: bool,
    submit: Option<Vec<Field>>,
    give_back: Option<Returning>,
    accept: bool,
    unlock: Option<Returning>,
}

/// A file that the form can be had as.
pub struct FormFile {
    pub name: String,
    /// What people call its format.
    pub format: &'static str,
    pub address: String,
}

struct FindingLine {
    code: String,
    message: String,
    /// Each cell with the address of its card.
    cells: Vec<(String, String)>,
}

pub async fn page(
    site: &Site,
    asker: &Asker,
    filing: &Filing,
    school_id: &str,
    done: Option<Done>,
    sent: Sent,
) -> Result<FilingPage, Error> {
    let open = site.app.open_filing(asker, filing, school_id).await?;
    let events = site.app.filing_history(&open).await?;
    let zone = &site.app.config.office.timezone;
    let today = site.app.moment().today;
    let schools = site.app.filers(asker, &filing.form).await?;
    let submitted_on = open.record.as_ref().and_then(|record| record.submitted_on);
    let marks = Marks::of(&open, done.as_ref());
    let findings = |severity| -> Vec<FindingLine> {
        let broken = open.broken(severity).filter(|_| open.has_figures);
        broken.map(|finding| finding_line(&open, finding)).collect()
    };
    let figures = open.figures();
    let returned = events
        .iter()
        .find(|event| matches!(event.deed, FormDeed::Return | FormDeed::Unlock))
        .filter(|_| open.state() == Some(crate::app::FormState::Returned));
    Ok(FilingPage {
        layout: Layout::for_reader(site, asker, title_of(filing), HERE),
        title: FormName::of(filing),
        name: filing.form.name.clone(),
        school: open.school.name.clone(),
        board: (schools.len() > 1).then(|| filing.address()),
        is_draft: filing.form.is_draft,
        state: state_badge(open.state()),
        punctuality: punctuality_badge(filing.punctuality(submitted_on, today)),
        done: done.map(|done| done.words),
        returned_cells: match returned {
            Some(_) if open.has_figures => cells_of(&open, &open.returned()),
            _ => Vec::new(),
        },
        returned: returned.map(|event| event.words.clone()),
        facts: facts(site, &open),
        newer: open
            .newer_release
            .filter(|_| open.may(FormDeed::Recompute))
            .map(|_| recomputation_address(&open)),
        deeds: deeds(&open, &sent),
        faults: sent.faults,
        has_figures: open.has_figures,
        is_computed: open.record.is_some(),
        errors: findings(ControlSeverity::Error),
        warnings: findings(ControlSeverity::Warning),
        counted: counted(&open),
        title_page: TitlePageView::of(&figures, "title-page"),
        blocks: sheet::blocks(figures, &marks),
        files: files(site, asker, filing, &open.school.id, open.has_figures).await?,
        is_printable: open.has_figures && open.record.is_some() && asker.may(Action::Export),
        history: history::lines(&events, None, zone),
    })
}

/// Says how many controls a form breaks.
pub fn counted(open: &OpenFiling) -> String {
    say!(
        "forms-broken-count",
        errors = open.broken(ControlSeverity::Error).count() as i64,
        warnings = open.broken(ControlSeverity::Warning).count() as i64
    )
}

/// Returns the files of a form; a blank alone where its figures are not the reader's to see.
pub async fn files(
    site: &Site,
    asker: &Asker,
    filing: &Filing,
    school_id: &str,
    has_figures: bool,
) -> Result<Vec<FormFile>, Error> {
    let school = address::encoded(school_id);
    let file = |name: String, format: &'static str, kind: &str| FormFile {
        name,
        format,
        address: format!("{}/file?school={school}&format={kind}", filing.address()),
    };
    let mut files = vec![
        file("XLSX".to_owned(), "XLSX", "xlsx"),
        file("PDF".to_owned(), "PDF", "pdf"),
    ];
    if has_figures {
        files.push(file(say!("forms-file-csv"), "CSV", "csv"));
        files.push(file(say!("forms-file-cells"), "XLSX", "cells"));
        if site.app.form_template(asker, filing).await?.is_some() {
            files.push(file(say!("forms-file-template"), "XLSX", "template"));
        }
    }
    Ok(files)
}

fn recomputation_address(open: &OpenFiling) -> String {
    let address = address_of(&open.filing, &open.school.id);
    format!("{address}&view=recomputation")
}

fn facts(site: &Site, open: &OpenFiling) -> Vec<(String, String)> {
    let zone = &site.app.config.office.timezone;
    let mut facts = vec![(say!("forms-due"), words::day(open.filing.period.due))];
    let Some(record) = &open.record else {
        return facts;
    };
    if let Some(day) = record.submitted_on {
        facts.push((say!("forms-submitted-on"), words::day(day)));
    }
    facts.push((
        say!("forms-computed-at"),
        words::moment(record.computed_at, zone),
    ));
    facts.push((say!("forms-data-moment"), record.data_moment.clone()));
    for gap in &record.gaps {
        facts.push((say!("forms-gap"), gap.clone()));
    }
    if open.has_figures {
        let (filled, cells) = open.filled_by_hand();
        if cells > 0 {
            facts.push((
                say!("forms-by-hand"),
                say!(
                    "forms-entry-filled",
                    filled = filled as i64,
                    cells = cells as i64
                ),
            ));
        }
        let corrected = open.corrected().len() as i64;
        facts.push((say!("forms-corrected-cells"), corrected.to_string()));
        facts.push((
            say!("forms-previous"),
            match open.has_previous {
                true => say!("forms-previous-there"),
                false => say!("forms-previous-none"),
            },
        ));
        if !record.explanation.is_empty() {
            facts.push((say!("forms-explanation"), record.explanation.clone()));
        }
    }
    facts
}

fn finding_line(open: &OpenFiling, finding: &ControlFinding) -> FindingLine {
    FindingLine {
        code: finding.code.clone(),
        message: finding.message.clone(),
        cells: cells_of(open, &finding.cells),
    }
}

/// Returns the paths of cells with the addresses of their cards.
fn cells_of<'a>(
    open: &OpenFiling,
    keys: impl IntoIterator<Item = &'a CellKey>,
) -> Vec<(String, String)> {
    let keys = keys.into_iter().map(|key| {
        let path = key.path();
        let address = cell_address(&open.filing, &open.school.id, &path);
        (path, address)
    });
    keys.collect()
}

fn deeds(open: &OpenFiling, sent: &Sent) -> Deeds {
    let field = |form: &str, name: &str, label, input| {
        Field::new(form, name, label, input)
            .with_value(sent.fields.text(name))
            .with_faults(&sent.faults)
    };
    let has_warnings = open.broken(ControlSeverity::Warning).next().is_some();
    let submit = || {
        let explanation = field(
            "submission",
            "explanation",
            say!("forms-explanation"),
            Input::Lines,
        );
        match has_warnings {
            true => vec![
                explanation
                    .with_hint(say!("forms-explanation-hint"))
                    .required(),
            ],
            // There is nothing to explain.
            false => Vec::new(),
        }
    };
    let version = open
        .record
        .as_ref()
        .map(|record| record.version.to_string());
    let address = address_of(&open.filing, &open.school.id);
    Deeds {
        address: open.filing.address(),
        school_id: open.school.id.clone(),
        version: version.unwrap_or_default(),
        compute: open.may(FormDeed::Compute),
        recompute: open
            .may(FormDeed::Recompute)
            .then(|| recomputation_address(open)),
        entry: open
            .may(FormDeed::Correct)
            .then(|| format!("{address}&view=entry")),
        ready: open.may(FormDeed::DeclareReady),
        unready: open.may(FormDeed::TakeBackReady),
        submit: open.may(FormDeed::Submit).then(submit),
        give_back: open
            .may(FormDeed::Return)
            .then(|| Returning::of("return", open, sent)),
        accept: open.may(FormDeed::Accept),
        unlock: open
            .may(FormDeed::Unlock)
            .then(|| Returning::of("unlock", open, sent)),
    }
}
