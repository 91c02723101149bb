//! Address: where a dashboard stands with what is chosen on it, and one step from there.

use super::choice::Chosen;
use crate::app::Dashboard;
use crate::period::Period;
use crate::web::parts::address::encoded;

/// The address of a page, without what is about to change.
pub struct Address {
    path: String,
    /// What is chosen, in the order of the page.
    pairs: Vec<(String, String)>,
}

impl Address {
    pub fn of(dashboard: &Dashboard, chosen: &Chosen) -> Self {
        Self {
            path: format!("/dashboards/{}", dashboard.name),
            pairs: chosen.pairs(),
        }
    }

    /// Returns the address of the page when nothing is chosen on it.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the address with all that is chosen.
    pub fn whole(&self) -> String {
        self.written(&self.pairs)
    }

    /// Returns the address with a filter set to a value.
    pub fn with(&self, member: &str, value: &str) -> String {
        self.narrowed([(member.to_owned(), value.to_owned())])
            .whole()
    }

    /// Returns a page on which more is chosen.
    pub fn narrowed(&self, given: impl IntoIterator<Item = (String, String)>) -> Self {
        let given: Vec<(String, String)> = given.into_iter().collect();
        let is_given = |name: &str| given.iter().any(|(one, _)| one == name);
        let kept = self.pairs.iter().filter(|(name, _)| !is_given(name));
        Self {
            path: self.path.clone(),
            pairs: kept.chain(&given).cloned().collect(),
        }
    }

    /// Returns the address over some days.
    pub fn with_days(&self, days: Period) -> String {
        let days = [("from", days.from), ("to", days.to)];
        self.over(days.map(|(name, day)| (name.to_owned(), day.to_string())))
            .whole()
    }

    /// Returns the page over a range in words.
    pub fn with_range(&self, words: &str) -> Self {
        self.over([("period".to_owned(), words.to_owned())])
    }

    /// Returns the address without a filter.
    pub fn without(&self, member: &str) -> String {
        self.without_each(&[member])
    }

    /// Returns the address without some filters.
    pub fn without_each(&self, members: &[&str]) -> String {
        self.written(&self.others(members))
    }

    /// Returns the address without one value of a filter.
    pub fn without_value(&self, member: &str, value: &str) -> String {
        let others = self.pairs.iter();
        let others = others.filter(|(name, other)| name != member || other != value);
        let others: Vec<(String, String)> = others.cloned().collect();
        self.written(&others)
    }

    /// Returns where the whole page is a file.
    pub fn of_workbook(&self) -> String {
        let page = self.whole();
        match page.split_once('?') {
            Some((path, query)) => format!("{path}/workbook?{query}"),
            None => format!("{page}/workbook"),
        }
    }

    fn over(&self, period: impl IntoIterator<Item = (String, String)>) -> Self {
        let others = self.others(&["period", "from", "to"]);
        Self {
            path: self.path.clone(),
            pairs: period.into_iter().chain(others).collect(),
        }
    }

    fn others(&self, names: &[&str]) -> Vec<(String, String)> {
        let others = self.pairs.iter();
        let others = others.filter(|(name, _)| !names.contains(&name.as_str()));
        others.cloned().collect()
    }

    fn written(&self, pairs: &[(String, String)]) -> String {
        let pairs = pairs
            .iter()
            .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
        let pairs: Vec<String> = pairs.collect();
        match pairs.is_empty() {
            true => self.path.clone(),
            false => format!("{}?{}", self.path, pairs.join("&")),
        }
    }
}
