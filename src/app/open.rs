//! Opening: from a configuration to a running app.

use std::path::Path;
use std::sync::Arc;

use super::App;
use super::answers::Answers;
use super::queries::load_queries;
use crate::audit::Audit;
use crate::config::Config;
use crate::constructor::NamedQuery;
use crate::content::Content;
use crate::dashboards::{self, Dashboard};
use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::engine::{self, Engine, Limits, PupilKeys};
use crate::forms::Forms;
use crate::lake::{self, Lake, Location};
use crate::loads;
use crate::model::Model;
use crate::office::{self, Office};
use crate::reports::{self, Report};

/// What an app is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// One question: tables are opened as they are read, at the versions of the current release.
    Question,
    /// Loading and serving: tables are opened at their newest versions and made where they are not.
    Work,
}

#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("cannot make the data folder {path}")]
    Folder {
        path: String,
        #[source]
        source: std::io::Error,
    },
    #[error("{path} holds no data: `svodka init` makes an empty office there")]
    NoOffice { path: String },
    #[error("the declared content cannot be read")]
    Content(#[source] std::io::Error),
    #[error("{} declared files or settings are wrong", .0.len())]
    Declared(Vec<Diagnostic>),
    #[error("cannot open the office's records")]
    Office(#[from] office::Error),
    #[error("cannot open the lake")]
    Lake(#[from] lake::Error),
    #[error("cannot start the engine")]
    Engine(#[from] engine::Error),
}

/// The folder of the office's own declared files, inside the data folder.
const CONTENT_FOLDER: &str = "content";

/// The folder of the audit, inside the data folder.
const AUDIT_FOLDER: &str = "audit";

impl App {
    /// Makes the data folder of a new office, or completes one that is there.
    pub async fn init(config: Config) -> Result<Self, OpenError> {
        std::fs::create_dir_all(config.data.join("inbox")).map_err(|source| OpenError::Folder {
            path: config.data.display().to_string(),
            source,
        })?;
        Self::build(config, Purpose::Work).await
    }

    /// Opens the data folder of an office.
    pub async fn open(config: Config, purpose: Purpose) -> Result<Self, OpenError> {
        if !config.office_file().exists() {
            return Err(OpenError::NoOffice {
                path: config.data.display().to_string(),
            });
        }
        Self::build(config, purpose).await
    }

    async fn build(config: Config, purpose: Purpose) -> Result<Self, OpenError> {
        let Declared {
            model,
            queries,
            dashboards,
            reports,
            forms,
            digest,
            mut faults,
        } = load_declared(&config.data)?;
        faults.extend(unknown_rule_sets(&config, &model));
        if !faults.is_empty() {
            return Err(OpenError::Declared(faults));
        }
        let office = Office::open(&config.office_file())
            .await?
            .in_zone(config.office.timezone.clone());
        let keys = PupilKeys::new(office.secret("pupil_keys").await?);
        let audit = Audit::open(
            &config.data.join(AUDIT_FOLDER),
            office.secret("audit").await?,
            config.office.timezone.clone(),
        );
        let engine = Engine::new(Limits {
            memory_bytes: usize::try_from(config.limits.memory_bytes()).unwrap_or(usize::MAX),
            queries_at_once: config.limits.queries_at_once,
            queue: config.limits.queue,
            timeout: config.limits.timeout(),
            file_timeout: config.limits.export_timeout(),
            spill_folder: None,
        })?;
        let location = Location {
            url: config.lake_url(),
            options: config.lake.options.clone(),
        };
        let tables = loads::table_decls(&model);
        let lake = match purpose {
            Purpose::Question => {
                let release = office.current_release().await?;
                let versions = release.map(|release| release.versions).unwrap_or_default();
                Lake::open_pinned(&location, tables, &versions).await?
            }
            Purpose::Work => Lake::open(&location, tables, config.clock).await?,
        };
        engine.admit_lake(&lake);
        let answers = Answers::new(config.limits.answers_mb << 20);
        Ok(Self {
            clock: config.clock,
            config: Arc::new(config),
            model_alone: Arc::new(model.without_rollups()),
            rollups: super::rollups::Held::default(),
            model: Arc::new(model),
            queries,
            dashboards,
            reports,
            forms,
            declarations: digest,
            office,
            audit,
            lake,
            engine: Arc::new(engine),
            answers,
            keys,
            counted: super::usage::Counted::default(),
            awaited: super::awaited::Awaited::default(),
            released: super::released::Kept::default(),
            batches: super::reports::Batches::default(),
            exports: super::exports::Exports::default(),
            came: tokio::sync::Notify::new(),
        })
    }
}

/// What the declared files say.
pub struct Declared {
    pub model: Model,
    pub queries: Vec<Arc<NamedQuery>>,
    pub dashboards: Vec<Arc<Dashboard>>,
    pub reports: Vec<Arc<Report>>,
    pub forms: Forms,
    /// What tells these files from others.
    pub digest: String,
    pub faults: Vec<Diagnostic>,
}

/// Reads the declared files, those of the office laid over the built-in ones.
pub fn load_declared(data: &Path) -> Result<Declared, OpenError> {
    let content = Content::embedded()
        .overlaid_by(&data.join(CONTENT_FOLDER))
        .map_err(OpenError::Content)?;
    let (model, mut faults) = Model::load(&content);
    let (queries, found) = load_queries(&content, &model);
    let (dashboards, found_there) = dashboards::load(&content, &model);
    let (reports, found_on_paper) = reports::load(&content, &model);
    let (forms, found_in_forms) = Forms::read(&content, &model);
    // A broken model breaks questions that are right.
    if faults.is_empty() {
        faults = found;
        faults.extend(found_there);
        faults.extend(found_on_paper);
        faults.extend(found_in_forms);
    }
    Ok(Declared {
        model,
        queries,
        dashboards,
        reports,
        forms,
        digest: content.digest(),
        faults,
    })
}

/// Finds rule sets that the settings name and nobody declares.
pub fn unknown_rule_sets(config: &Config, model: &Model) -> Vec<Diagnostic> {
    let mut faults: Vec<Diagnostic> = Vec::new();
    for name in config.office.rule_sets.names() {
        let message = format!("свода правил «{name}» нет");
        if model.rules.get(name).is_some() || faults.iter().any(|fault| fault.message == message) {
            continue;
        }
        let known = model.rules.iter().map(|set| set.name.as_str());
        let near = nearest(name, known).map(|near| format!("похожий: {near}"));
        let mut fault = Diagnostic::new(Severity::Error, "rule_set", message)
            .at_file("svodka.toml")
            .at_column("office.rule_sets");
        fault.hint = near;
        faults.push(fault);
    }
    faults
}
