//! The menu: the places of the site that are open to a person, grouped so that they fit one line.

use crate::app::{Action, Asker};

/// What the menu can lead to, in its order. Places of one group stand side by side.
const MENU: &[Place] = &[
    Place::alone("/", "menu-overview", Action::Ask),
    Place::of(
        "menu-figures",
        "/dashboards",
        "menu-dashboards",
        Action::Ask,
    ),
    Place::of("menu-figures", "/queries", "menu-queries", Action::Ask),
    Place::of("menu-figures", "/sql", "menu-sql", Action::Sql),
    Place::alone("/constructor", "menu-constructor", Action::Ask),
    Place::of("menu-papers", "/forms", "menu-forms", Action::Forms),
    Place::of("menu-papers", "/reports", "menu-reports", Action::Ask),
    Place::of("menu-papers", "/requests", "menu-orders", Action::Order),
    Place::of(
        "menu-records",
        "/registers",
        "menu-registers",
        Action::Registers,
    ),
    Place::of("menu-records", "/loads", "menu-loads", Action::Loads),
    Place::alone("/tasks", "menu-tasks", Action::Ask),
    Place::of("menu-keeping", "/users", "menu-users", Action::Users),
    Place::of("menu-keeping", "/usage", "menu-usage", Action::Usage),
    Place::of("menu-keeping", "/audit", "menu-audit", Action::Audit),
];

/// As many places stand open on one line; more are put into groups.
const OPEN: usize = 6;

/// A page that the menu leads to.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub address: &'static str,
    /// The key of its message.
    pub title: &'static str,
    /// The key of its group's message; none where it stands by itself.
    group: Option<&'static str>,
    /// What its door asks for.
    action: Action,
}

/// One thing on the line of the menu: a place, or a group that opens.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key of the group's message; none for a place that stands by itself.
    pub group: Option<&'static str>,
    pub places: Vec<Place>,
}

impl Entry {
    /// Says whether a page belongs to it.
    pub fn holds(&self, address: &str) -> bool {
        self.places.iter().any(|place| place.address == address)
    }
}

/// Returns the places that are open to a person.
pub fn places(asker: &Asker) -> Vec<Place> {
    let places = MENU.iter().filter(|place| asker.may(place.action));
    places.copied().collect()
}

/// Puts places into their groups, where there are too many to stand side by side. A group of one is that place.
pub fn grouped(places: &[Place]) -> Vec<Entry> {
    let is_long = places.len() > OPEN;
    let groups =
        places.chunk_by(|one, other| is_long && one.group.is_some() && one.group == other.group);
    let entries = groups.map(|places| Entry {
        group: places[0].group.filter(|_| places.len() > 1),
        places: places.to_vec(),
    });
    entries.collect()
}

impl Place {
    const fn alone(address: &'static str, title: &'static str, action: Action) -> Self {
        Self {
            address,
            title,
            group: None,
            action,
        }
    }

    const fn of(
        group: &'static str,
        address: &'static str,
        title: &'static str,
        action: Action,
    ) -> Self {
        Self {
            group: Some(group),
            ..Self::alone(address, title, action)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Spells a menu, groups in brackets.
    fn spelled(places: &[Place]) -> String {
        let entries = grouped(places);
        let entries = entries.iter().map(|entry| {
            let inner: Vec<&str> = entry.places.iter().map(|place| place.address).collect();
            match entry.group {
                Some(_) => format!("({})", inner.join(" ")),
                None => inner.join(" "),
            }
        });
        entries.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn many_places_stand_in_groups() {
        assert_eq!(
            spelled(MENU),
            "/ (/dashboards /queries /sql) /constructor (/forms /reports /requests) \
             (/registers /loads) /tasks (/users /usage /audit)"
        );
    }

    #[test]
    fn a_group_of_one_is_its_place() {
        let places: Vec<Place> = MENU
            .iter()
            .filter(|place| !["/users", "/audit", "/loads"].contains(&place.address))
            .copied()
            .collect();
        assert_eq!(
            spelled(&places),
            "/ (/dashboards /queries /sql) /constructor (/forms /reports /requests) \
             /registers /tasks /usage"
        );
    }

    #[test]
    fn few_places_stand_open() {
        let places: Vec<Place> = MENU
            .iter()
            .filter(|place| place.group == Some("menu-keeping"))
            .copied()
            .collect();
        assert_eq!(spelled(&places), "/users /usage /audit");
        assert_eq!(spelled(&[]), "");
    }

    #[test]
    fn an_entry_knows_its_pages() {
        let entries = grouped(MENU);
        let holding: Vec<bool> = entries.iter().map(|entry| entry.holds("/loads")).collect();
        assert_eq!(holding.iter().filter(|holds| **holds).count(), 1);
        assert!(!entries.iter().any(|entry| entry.holds("/profile")));
    }
}
