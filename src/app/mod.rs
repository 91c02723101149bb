//! App: configuration, model, lake, office and engine, built once and shared by web and cli.
//!
//! Here a person's question meets the person's scope, and every cause of failure becomes one of the
//! few outcomes that a page, an API answer or an exit code knows.

mod answer;
mod answers;
mod ask;
mod definitions;
mod explain;
mod freshness;
mod meta;
mod open;
mod queries;
mod release_diff;
mod rollups;
mod warm;

pub use answer::Answer;
use answers::Answers;
pub use ask::{AskError, SqlAnswer};
pub use definitions::{Definitions, Demand, Demanded, RulesInForce};
pub use freshness::SegmentState;
pub use open::{Declared, OpenError, Purpose, load_declared, unknown_rule_sets};
pub use release_diff::ReleaseDiff;

use std::sync::Arc;

use crate::access::Scope;
use crate::clock::Clock;
use crate::config::Config;
pub use crate::constructor::Given;
use crate::constructor::NamedQuery;
use crate::engine::{Engine, Moment, PupilKeys};
use crate::lake::Lake;
use crate::loads::Warehouse;
use crate::model::Model;
use crate::office::{Office, User, UserScope};

pub struct App {
    pub config: Arc<Config>,
    pub clock: Clock,
    pub model: Arc<Model>,
    /// The named questions, in order of name.
    pub queries: Vec<Arc<NamedQuery>>,
    pub office: Office,
    pub lake: Lake,
    pub engine: Arc<Engine>,
    /// The digest of the declared files.
    declarations: String,
    /// The model for releases in which rollups do not have every school.
    model_alone: Arc<Model>,
    rollups: rollups::Held,
    answers: Answers,
    keys: PupilKeys,
}

/// A person with what that person may see.
#[derive(Debug, Clone)]
pub struct Asker {
    pub user: User,
    pub scope: Scope,
}

impl App {
    /// Returns a user as an asker.
    pub fn asker(&self, user: &User) -> Asker {
        let scope = match &user.scope {
            UserScope::Office => Scope::office(user.has_personal_data, user.has_health),
            UserScope::School { school_id } => Scope::school(school_id, user.has_personal_data),
            UserScope::Classes {
                school_id,
                class_ids,
            } => Scope::classes(school_id, class_ids.clone(), user.has_personal_data),
        };
        Asker {
            user: user.clone(),
            scope,
        }
    }

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
