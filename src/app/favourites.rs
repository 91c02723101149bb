//! Favourites: what a person has marked, of what the person sees.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::ask::{inner, refused};
use super::saved::parse_id;
use super::{App, AskError, Asker, Dashboard};
use crate::catalogue::say;
use crate::constructor::Fault;
use crate::office::{self, FavouriteKind};

impl App {
    /// Returns what a person has marked.
    pub async fn favourites(
        &self,
        asker: &Asker,
    ) -> Result<BTreeSet<(FavouriteKind, String)>, AskError> {
        self.office.favourites(asker.user.id).await.map_err(inner)
    }

    /// Returns the dashboards that open for a person, each with whether it is marked; the marked ones come first.
    pub async fn marked_dashboards(
        &self,
        asker: &Asker,
    ) -> Result<Vec<(Arc<Dashboard>, bool)>, AskError> {
        let marks = self.favourites(asker).await?;
        let dashboards = self.dashboards_of(asker).into_iter();
        let mut dashboards: Vec<(Arc<Dashboard>, bool)> = dashboards
            .map(|dashboard| {
                let mark = (FavouriteKind::Dashboard, dashboard.name.clone());
                let is_marked = marks.contains(&mark);
                (dashboard, is_marked)
            })
            .collect();
        dashboards.sort_by_key(|(_, is_marked)| !is_marked);
        Ok(dashboards)
    }

    /// Marks something that the person sees, or takes the mark away.
    pub async fn set_favourite(
        &self,
        asker: &Asker,
        kind: FavouriteKind,
        name: &str,
        is_marked: bool,
    ) -> Result<(), AskError> {
        let user_id = asker.user.id;
        if !is_marked {
            let unmarked = self.office.unmark(user_id, kind, name).await;
            return unmarked.map_err(inner);
        }
        let is_there = match kind {
            FavouriteKind::Saved => {
                let id = parse_id(name).ok_or(AskError::NotFound)?;
                self.saved(asker, id).await.map(|_| true)?
            }
            FavouriteKind::Named => self.queries.iter().any(|query| query.name == name),
            FavouriteKind::Dashboard => self.dashboard(asker, name).map(|_| true)?,
        };
        if !is_there {
            return Err(AskError::NotFound);
        }
        let marked = self
            .office
            .mark(user_id, kind, name, self.clock.now())
            .await;
        marked.map_err(|error| match error {
            office::Error::TooMany { most, .. } => refused(vec![Fault::new(
                "name",
                say!("queries-fault-marks", most = most),
            )]),
            error => inner(error),
        })
    }
}
