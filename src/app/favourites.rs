//! Favourites: what a person has marked, of what the person sees.

use std::collections::BTreeSet;

use super::ask::{inner, refused};
use super::saved::parse_id;
use super::{App, AskError, Asker};
use crate::constructor::Fault;
use crate::office::{self, FavouriteKind};

/// The longest name of a declared file that can be marked.
const LONGEST_NAME: usize = 100;

impl App {
    /// Returns what a person has marked.
    pub async fn favourites(
        &self,
        asker: &Asker,
    ) -> Result<BTreeSet<(FavouriteKind, String)>, AskError> {
        self.office.favourites(asker.user.id).await.map_err(inner)
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
            FavouriteKind::Dashboard => is_name_of_file(name),
        };
        if !is_there {
            return Err(AskError::NotFound);
        }
        let marked = self
            .office
            .mark(user_id, kind, name, self.clock.now())
            .await;
        marked.map_err(|error| match error {
            error @ office::Error::TooMany { .. } => {
                refused(vec![Fault::new("name", error.to_string())])
            }
            error => inner(error),
        })
    }
}

fn is_name_of_file(name: &str) -> bool {
    let is_good = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-';
    (1..=LONGEST_NAME).contains(&name.len()) && name.chars().all(is_good)
}
