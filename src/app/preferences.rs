//! Preferences: what the site remembers about a reader, at the reader's own word.

use super::ask::inner;
use super::{App, AskError, Asker};

impl App {
    /// Remembers that a person has seen the tour of the site, or that it is to be shown once more.
    pub async fn mark_tour(&self, asker: &Asker, is_seen: bool) -> Result<(), AskError> {
        let seen_at = is_seen.then(|| self.clock.now());
        let set = self.office.set_tour_seen(asker.user.id, seen_at).await;
        set.map_err(inner)
    }
}
