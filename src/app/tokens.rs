//! Tokens: what a person's programs sign in with, never wider than the person.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::ask::{inner, refused};
use super::people::{of_office, require};
use super::trail::{Deed, scope_in_words};
use super::{App, AskError, Asker};
use crate::access::Action;
use crate::audit;
use crate::catalogue::say;
use crate::constructor::Fault;
use crate::office::{NewToken, Reach, TokenInfo};

/// A token holds for a year at the most: whoever needs it longer makes the next.
const LONGEST_TOKEN_DAYS: i32 = 366;

impl App {
    /// Makes a token in the asker's own name and returns it, this once. It is never wider than its owner.
    pub async fn make_token(&self, asker: &Asker, token: &NewToken) -> Result<String, AskError> {
        let mut faults = Vec::new();
        let now = self.clock.now();
        if token.name.trim().is_empty() || token.name.chars().count() > 100 {
            faults.push(Fault::new("name", say!("faults-token-unnamed")));
        }
        let latest = now.saturating_add(jiff::SignedDuration::from_hours(
            i64::from(LONGEST_TOKEN_DAYS) * 24,
        ));
        match token.expires_at {
            Some(expires) if expires > now && latest.is_ok_and(|latest| expires <= latest) => {}
            _ => faults.push(Fault::new("expires_on", say!("faults-token-days"))),
        }
        match &token.reach {
            Reach::Uploads { school_id } => {
                require(asker, Action::Upload)?;
                if !self.reaches_school(asker, school_id).await? {
                    faults.push(Fault::new("school_id", say!("faults-no-school")));
                }
            }
            Reach::Questions { scope, rights } => {
                require(asker, Action::Ask)?;
                if let Some(scope) = scope
                    && !self.is_within(scope, &asker.reach).await?
                {
                    faults.push(Fault::new("scope", say!("faults-token-scope")));
                }
                for right in rights {
                    if !asker.rights.iter().any(|held| held.name() == right) {
                        let message = say!("faults-token-right", right = right.as_str());
                        faults.push(Fault::new("rights", message));
                    }
                }
            }
        }
        if !faults.is_empty() {
            return Err(refused(faults));
        }
        let deed = Deed::new(audit::Action::MakeToken, token.name.clone());
        self.record(asker, deed.about(reach_in_words(&token.reach)))
            .await?;
        let made = self.office.create_token(asker.user.id, token, now).await;
        made.map_err(|error| of_office(error, "name"))
    }

    /// Returns the asker's own tokens, without the secrets.
    pub async fn tokens(&self, asker: &Asker) -> Result<Vec<TokenInfo>, AskError> {
        self.office.tokens(asker.user.id).await.map_err(inner)
    }

    /// Revokes one of the asker's own tokens.
    pub async fn revoke_token(&self, asker: &Asker, name: &str) -> Result<(), AskError> {
        let deed = Deed::new(audit::Action::RevokeToken, name.to_owned());
        match self.office.revoke_token(asker.user.id, name).await {
            Ok(true) => self.record(asker, deed).await,
            Ok(false) => Err(AskError::NotFound),
            Err(error) => Err(inner(error)),
        }
    }
}

/// Returns the last moment of a day in the office's zone.
pub fn end_of(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    let next = day.tomorrow().ok()?.to_zoned(zone.clone()).ok()?;
    Some(next.timestamp())
}

fn reach_in_words(reach: &Reach) -> String {
    match reach {
        Reach::Uploads { school_id } => format!("передача выгрузок организации {school_id}"),
        Reach::Questions { scope, rights } => {
            let scope = scope.as_ref().map(scope_in_words);
            let scope = scope.unwrap_or_else(|| "вся область владельца".to_owned());
            match rights.is_empty() {
                true => scope,
                false => format!("{scope}, права: {}", rights.join(", ")),
            }
        }
    }
}
