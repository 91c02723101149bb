//! Warming: after a release is published, what people will ask first is answered before they ask.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::{Action, App, Role, rights_of};
use crate::access::Scope;
use crate::constructor::{Given, Reader};
use crate::engine::Cap;
use crate::office::UserScope;

/// How often a new release is looked for: another process may have published it.
const PAUSE: Duration = Duration::from_secs(30);

impl App {
    /// Answers what the first pages ask and the office's named questions, for each scope that office people have,
    /// whenever a release is new. Runs until it is dropped.
    pub async fn keep_warm(self: Arc<Self>) {
        let mut warmed = None;
        loop {
            let release = self.office.current_release().await.ok().flatten();
            let release = release.map(|release| (release.id, self.moment().today));
            if release.is_some() && release != warmed {
                // Whoever comes first reads it where this failed.
                let _ = self.learn_release().await;
                self.warm().await;
                warmed = release;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Answers what the people of the office ask, one question after another.
    pub async fn warm(&self) {
        let named = self
            .queries
            .iter()
            .filter(|query| query.user == Reader::Office);
        let named = named.filter_map(|query| query.filled(&Given::new()).ok());
        let named: Vec<Value> = named.collect();
        let cap = self.cap_of_json();
        for scope in self.office_scopes().await {
            for query in self.questions_of_homes(&scope).iter().chain(&named) {
                // One that fails now fails again when it is asked, and is told then.
                let _ = self.ask_capped(&scope, query, cap).await;
            }
        }
    }

    /// Returns the scopes of those who see the whole office, each once.
    async fn office_scopes(&self) -> Vec<Scope> {
        let users = self.office.users().await.unwrap_or_default();
        let today = self.moment().today;
        let mut scopes: Vec<Scope> = Vec::new();
        for user in users {
            let role = Role::named(&user.role).filter(|role| role.may(Action::Ask, |_| false));
            if user.scope != UserScope::Office || !user.is_admitted_on(today) {
                continue;
            }
            let Some(role) = role else { continue };
            let rights = rights_of(&user, today);
            if let Ok(scope) = self.scope_of(role, &user.scope, &rights).await
                && !scopes.contains(&scope)
            {
                scopes.push(scope);
            }
        }
        scopes
    }

    pub(super) fn cap_of_json(&self) -> Cap {
        let most = self.config.limits.rows_json;
        Cap {
            default: Some(super::ask::DEFAULT_ROWS.min(most)),
            most: Some(most),
        }
    }
}
