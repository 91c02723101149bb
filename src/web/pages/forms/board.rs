//! The board of a form and period: every school that files it, with how far it has come.

use askama::Template;

use super::name::FormName;
use super::sent::Sent;
use super::{HERE, address_of, punctuality_badge, state_badge, state_name, title_of};
use crate::app::{
    Action, Asker, BoardRow, ControlSeverity, Filing, FormDeed, FormState, Level, Punctuality,
};
use crate::catalogue::say;
use crate::export::numbers;
use crate::web::Error;
use crate::web::fields::Fields;
use crate::web::pages::Layout;
use crate::web::parts::{Badge, Choice, Faults, Field, Input, Verbatim, words};
use crate::web::site::Site;

#[derive(Template)]
#[template(path = "forms/board.html")]
pub struct BoardPage {
    layout: Layout,
    title: FormName,
    name: String,
    address: String,
    due: String,
    is_draft: bool,
    done: Option<String>,
    faults: Faults,
    counts: String,
    filters: Vec<Field>,
    schools: Vec<SchoolLine>,
    may_accept: bool,
    /// Whether some school's form waits to be accepted.
    has_submitted: bool,
    /// Where all controls of all schools are shown.
    controls_address: String,
    summary_address: Option<String>,
    /// How the controls of all schools came out, where that is asked for.
    controls: Option<Checked>,
    template: Option<super::template::TemplatePart>,
}

struct SchoolLine {
    id: String,
    name: String,
    address: String,
    version: String,
    state: Badge,
    punctuality: Badge,
    computed_at: String,
    errors: String,
    warnings: String,
    is_acceptable: bool,
}

/// What the check of all forms came to.
struct Checked {
    /// How many forms of how many there are to check.
    told: String,
    /// Whether forms were checked and all of them keep their controls.
    is_kept: bool,
    broken: Vec<SchoolFindings>,
    /// The schools that have computed nothing, with the addresses of their forms.
    unchecked: Vec<(String, String)>,
}

struct SchoolFindings {
    school: String,
    address: String,
    lines: Vec<FindingLine>,
    /// Said where what is broken is not the reader's to see.
    counted: String,
}

struct FindingLine {
    is_error: bool,
    code: String,
    message: String,
}

/// What the filter of the board lets through.
const SHOWN: [(&str, &str); 6] = [
    ("", "forms-show-all"),
    ("missing", "forms-show-missing"),
    ("submitted", "forms-show-submitted"),
    ("returned", "forms-show-returned"),
    ("accepted", "forms-show-accepted"),
    ("faulty", "forms-show-faulty"),
];

pub async fn page(
    site: &Site,
    asker: &Asker,
    filing: &Filing,
    fields: &Fields,
    sent: Sent,
) -> Result<BoardPage, Error> {
    let board = site.app.form_board(asker, filing).await?;
    if board.is_empty() {
        return Err(Error::NotFound);
    }
    let zone = &site.app.config.office.timezone;
    let may_accept = asker.may(Action::AcceptForms);
    let shown = fields.text("show");
    let counts = counts(&board);
    let has_controls = fields.raw("view") == "controls";
    let has_submitted = board.iter().any(|row| row.open.may(FormDeed::Accept));
    let controls = has_controls.then(|| checked(filing, &board));
    let schools = board
        .iter()
        .filter(|row| is_shown(row, &shown))
        .map(|row| SchoolLine {
            id: row.open.school.id.clone(),
            name: words::unbroken(&row.open.school.name),
            address: address_of(filing, &row.open.school.id),
            version: row
                .open
                .record
                .as_ref()
                .map_or_else(String::new, |record| record.version.to_string()),
            state: state_badge(row.open.state()),
            punctuality: punctuality_badge(row.punctuality),
            computed_at: row.open.record.as_ref().map_or_else(
                || words::NOTHING.to_owned(),
                |record| words::moment(record.computed_at, zone),
            ),
            errors: counted(row, row.errors),
            warnings: counted(row, row.warnings),
            is_acceptable: row.open.may(FormDeed::Accept),
        });
    let choices = SHOWN.map(|(value, key)| Choice::new(value, say!(key)));
    let template = super::template::part(site, asker, filing, &sent.fields).await?;
    let is_office = asker.role.is_some_and(|role| role.level == Level::Office);
    Ok(BoardPage {
        layout: Layout::for_reader(site, asker, title_of(filing), HERE),
        title: FormName::of(filing),
        name: filing.form.name.clone(),
        address: filing.address(),
        due: say!("forms-due-day", day = words::day(filing.period.due)),
        is_draft: filing.form.is_draft,
        done: super::done_in_words(fields.raw("done")),
        counts,
        filters: vec![
            Field::new(
                "board",
                "show",
                say!("forms-show"),
                Input::Select(choices.into()),
            )
            .with_value(shown.clone()),
        ],
        schools: schools.collect(),
        may_accept,
        has_submitted,
        controls_address: format!("{}?view=controls", filing.address()),
        summary_address: is_office.then(|| format!("{}?view=summary", filing.address())),
        controls,
        template: template.filter(|_| is_office),
        faults: sent.faults,
    })
}

/// Counts the schools by state and by deadline, in a sentence.
fn counts(board: &[BoardRow]) -> String {
    let mut said = vec![say!("forms-schools-count", count = board.len() as i64)];
    for state in std::iter::once(None).chain(FormState::ALL.map(Some)) {
        let count = board.iter().filter(|row| row.open.state() == state).count();
        if count > 0 {
            said.push(format!(
                "{}: {}",
                state_name(state),
                numbers::integer(count as i64)
            ));
        }
    }
    let overdue = board
        .iter()
        .filter(|row| matches!(row.punctuality, Punctuality::Overdue(_)));
    let overdue = overdue.count();
    if overdue > 0 {
        said.push(say!("forms-overdue-count", count = overdue as i64));
    }
    said.join(" · ")
}

fn is_shown(row: &BoardRow, shown: &str) -> bool {
    let state = row.open.state();
    match shown {
        "missing" => matches!(
            row.punctuality,
            Punctuality::Awaited(_) | Punctuality::Overdue(_)
        ),
        "submitted" => state == Some(FormState::Submitted),
        "returned" => state == Some(FormState::Returned),
        "accepted" => state == Some(FormState::Accepted),
        "faulty" => row.errors + row.warnings > 0,
        _ => true,
    }
}

fn counted(row: &BoardRow, count: usize) -> String {
    match row.open.record {
        // Nothing is computed, so nothing is broken or kept.
        None => words::NOTHING.to_owned(),
        Some(_) => numbers::integer(count as i64),
    }
}

fn checked(filing: &Filing, board: &[BoardRow]) -> Checked {
    let faulty = board.iter().filter(|row| row.errors + row.warnings > 0);
    let broken: Vec<SchoolFindings> = faulty.map(|row| findings(filing, row)).collect();
    let unchecked = board.iter().filter(|row| row.open.record.is_none());
    let unchecked = unchecked.map(|row| {
        let school = &row.open.school;
        let name = words::unbroken(&school.name);
        (name, address_of(filing, &school.id))
    });
    let unchecked: Vec<(String, String)> = unchecked.collect();
    let count = board.len() - unchecked.len();
    Checked {
        told: say!(
            "forms-checked-count",
            checked = count as i64,
            all = board.len() as i64
        ),
        is_kept: count > 0 && broken.is_empty(),
        broken,
        unchecked,
    }
}

fn findings(filing: &Filing, row: &BoardRow) -> SchoolFindings {
    let open = &row.open;
    let lines = open.findings.iter().filter(|_| open.has_figures);
    SchoolFindings {
        school: words::unbroken(&open.school.name),
        address: address_of(filing, &open.school.id),
        lines: lines
            .map(|finding| FindingLine {
                is_error: finding.severity == ControlSeverity::Error,
                code: finding.code.clone(),
                message: finding.message.clone(),
            })
            .collect(),
        counted: super::filing::counted(open),
    }
}
