//! App: configuration, model, lake, office and engine, built once and shared by web and cli.
//!
//! Here a person's question meets the person's scope, and every cause of failure becomes one of the
//! few outcomes that a page, an API answer or an exit code knows.

mod answer;
mod answers;
mod ask;
mod asker;
mod awaited;
mod broken;
mod cause;
mod dashboards;
mod deeds;
mod definitions;
mod draft;
mod explain;
mod exports;
mod favourites;
mod filing;
mod forms;
mod freshness;
mod guard;
mod history;
mod leads;
mod listed;
mod mending;
mod meta;
mod moments;
mod nights;
mod open;
mod orders;
pub mod people;
mod phrase;
mod pivot;
mod plan;
mod preferences;
mod queries;
mod reasons;
mod recipients;
mod registers;
mod release_diff;
mod released;
mod reports;
mod rollups;
mod saved;
mod sign_in;
mod spoken;
mod sql;
pub mod staff;
mod standing;
mod starters;
mod steps;
mod structure;
mod tasks;
mod terms;
pub mod titles;
pub mod tokens;
mod trail;
mod uploads;
mod usage;
mod warm;

pub use answer::Answer;
use answers::Answers;
pub use ask::AskError;
pub use asker::{Asker, Door, rights_of};
pub use broken::{broken_by_model, check_saved};
pub use dashboards::{
    Alert, Chart, Chosen, ChosenTerm, Dashboard, Demands, Filters, Level as PlaceLevel, OpenAlert,
    OpenDashboard, OpenTile, Reader, Standing, Terms, Tile, Width, is_of_schools,
    name_in_sentences, reader_of,
};
pub use definitions::{Definitions, Demand, DemandRow, DemandTable, Demanded, RulesInForce};
pub use draft::Draft;
pub use exports::{Followed, Written};
pub use filing::{
    BoardRow, CellChange, ChosenForm, Explained, FiledCell, FiledForm, Filing, FormCount, FormDeed,
    FormErrand, FormErrandKind, FormEvent, FormState, OpenFiling, Punctuality, Recomputation,
    Summary, TEMPLATE_BYTES, TemplateFile, WORDS_LONGEST,
};
pub use forms::{ComputedForm, FormError, Organisation};
pub use freshness::SegmentState;
pub use history::{Landed, LoadCard, LoadsAsked, PublishedNight, Way};
pub use leads::{Leads, Point, narrowed, uncut};
pub use listed::{FileError, Filed, Listed};
pub use mending::{HandedOver, Hindrance, MendFault, MendFaultKind, MendingOffer, line_cells};
pub use open::{Declared, OpenError, Purpose, load_declared, unknown_rule_sets};
pub use orders::{
    OpenOrder, OrderDraft, OrderTally, OrderTerm, StepDraft, TallyRow, Waiting, WaitingOrder,
};
pub use pivot::{MOST_QUESTIONS, is_pivot, pivot_questions};
pub use plan::Plan;
pub use reasons::reason_told;
pub use recipients::Recipient;
pub use registers::{
    Attention, ChoiceValue, EntryCard, EntryDeed, EntryOwner, EntryStep, EntryValue, EntryValues,
    Expected, FieldChange, FieldKind, MissingEntry, OpenEntry, OpenRegister, Register,
    RegisterField, Sent, Shelf, Standing as EntryStanding, Suggested,
};
pub use release_diff::ReleaseDiff;
pub use released::DataMoment;
use reports::Batches;
pub use reports::{
    Batch, BatchFile, BatchState, Offered, PaperFormat, ParameterKind, Print, Printed, PrintsAsked,
    PrintsListed, Report, ReportForm, ReportParameter, ReportSection, Reprinted, UnprintedSlips,
    print_hash,
};
pub use saved::{Saved, parse_id, saved_id, saved_name};
pub use sign_in::{NewPassword, SignIn};
pub use sql::{SqlAnswer, SqlTable};
pub use standing::{Stands, StandsAt};
pub use starters::{Starter, on_shelves};
pub use steps::Steps;
pub use structure::{ClassSeen, GroupSeen, Journals, SchoolSeen};
pub use tasks::{Said, TaskName, TaskRecord, TaskState};
pub use terms::{DatedTerm, NamedTerm};
pub use trail::{Deed, scope_in_words};
pub use uploads::{Upload, Uploaded};

use std::sync::Arc;

pub use crate::access::{Action, Level, ROLES, Right, Role};
use crate::audit::Audit;
use crate::clock::Clock;
use crate::config::Config;
pub use crate::config::NamingClaim;
pub use crate::constructor::{
    CHARTS, Given, NamedQuery, Parameter, ParameterType, RELATIVE, VIEWS,
};
pub use crate::engine::sort_key;
use crate::engine::{Engine, Moment, PupilKeys};
use crate::forms::Forms;
pub use crate::forms::{
    CellKey, CellKind, Finding as ControlFinding, Form, FormPeriod, Judgement, PeriodKind,
    Severity as ControlSeverity, Values, Verdict,
};
use crate::lake::Lake;
use crate::loads::Warehouse;
use crate::model::Model;
use crate::office::Office;

pub struct App {
    pub config: Arc<Config>,
    pub clock: Clock,
    pub model: Arc<Model>,
    /// The named questions, in order of name.
    pub queries: Vec<Arc<NamedQuery>>,
    /// The dashboards, in the order of lists.
    pub dashboards: Vec<Arc<Dashboard>>,
    /// The declared reports, in the order of lists.
    pub reports: Vec<Arc<Report>>,
    forms: Forms,
    pub office: Office,
    pub audit: Audit,
    pub lake: Lake,
    pub engine: Arc<Engine>,
    /// The digest of the declared files.
    declarations: String,
    /// The model for releases in which rollups do not have every school.
    model_alone: Arc<Model>,
    rollups: rollups::Held,
    answers: Answers,
    keys: PupilKeys,
    counted: usage::Counted,
    batches: Batches,
    exports: exports::Exports,
    awaited: awaited::Awaited,
    released: released::Kept,
    /// Told when an upload lies in the inbox.
    came: tokio::sync::Notify,
}

impl App {
    /// Returns what a load works on.
    pub fn warehouse(&self) -> Warehouse {
        Warehouse {
            config: self.config.clone(),
            clock: self.clock,
            model: self.model.clone(),
            lake: self.lake.clone(),
            office: self.office.clone(),
            engine: self.engine.clone(),
            keys: self.keys.clone(),
        }
    }

    /// Returns how many answers are kept for those who ask the same.
    pub async fn answers_kept(&self) -> u64 {
        self.answers.count().await
    }

    /// Returns the clock's moment and the office's day.
    pub fn moment(&self) -> Moment {
        Moment {
            now: self.clock.now(),
            today: self.clock.today(&self.config.office.timezone),
        }
    }
}
