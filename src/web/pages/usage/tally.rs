//! Tallies: visits counted under headings.

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::civil::Date;

use crate::app::{Level, Role, titles};
use crate::catalogue::say;
use crate::office::{Use, User};
use crate::table::Format;
use crate::web::parts::{Cell, DataTable, Head, Row, words};

/// Visits under one heading.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub people: HashSet<i64>,
    pub days: BTreeSet<Date>,
    pub opened: i64,
}

pub fn by_role(uses: &[Use]) -> DataTable {
    counted_table(
        "usage-roles",
        say!("usage-roles-table"),
        say!("usage-role"),
        grouped(uses, |of_user| Some(titles::role(&of_user.role))),
    )
}

pub fn by_school(uses: &[Use], names: &HashMap<String, String>) -> DataTable {
    let name = |of_user: &Use| {
        let school_id = &of_user.school_id;
        let name = names.get(school_id).unwrap_or(school_id);
        (is_of_school(of_user) && !school_id.is_empty()).then(|| words::unbroken(name))
    };
    counted_table(
        "usage-schools",
        say!("usage-schools-table"),
        say!("usage-school"),
        grouped(uses, name),
    )
}

/// Says whether somebody works in a school, and does not only look at it from the office.
fn is_of_school(of_user: &Use) -> bool {
    let level = Role::named(&of_user.role).map(|role| role.level);
    matches!(level, Some(Level::School | Level::Classes | Level::Groups))
}

pub fn by_object(uses: &[Use], title: impl Fn(&str) -> String) -> DataTable {
    counted_table(
        "usage-objects",
        say!("usage-objects-table"),
        say!("usage-object"),
        grouped(uses, |of_user| Some(title(&of_user.object))),
    )
}

pub fn by_person(uses: &[Use], people: &HashMap<i64, User>) -> DataTable {
    let mut of_people: HashMap<i64, Vec<&Use>> = HashMap::new();
    for of_user in uses {
        of_people.entry(of_user.user_id).or_default().push(of_user);
    }
    let mut rows: Vec<(&User, Tally)> = of_people
        .into_iter()
        .filter_map(|(id, uses)| Some((people.get(&id)?, tally(uses.into_iter()))))
        .collect();
    rows.sort_by(|(user, tally), (other, others)| {
        (others.opened, &user.name).cmp(&(tally.opened, &other.name))
    });
    let rows = rows.into_iter().map(|(user, tally)| Row {
        cells: vec![
            Cell::Name(user.name.clone()),
            Cell::Text(titles::role(&user.role)),
            Cell::number(tally.days.len().to_string()),
            Cell::Text(
                tally
                    .days
                    .last()
                    .map_or_else(String::new, |day| words::day(*day)),
            ),
            number(tally.opened),
        ],
        ..Row::default()
    });
    DataTable {
        id: "usage-people".to_owned(),
        caption: say!("usage-people-table"),
        heads: vec![
            Head::text(say!("usage-name")),
            Head::text(say!("usage-role")),
            Head::number(say!("usage-days-worked")),
            Head::text(say!("usage-last-day")),
            Head::number(say!("usage-times")),
        ],
        rows: rows.collect(),
    }
}

/// Returns the tallies under each heading, the largest first.
fn grouped(uses: &[Use], heading: impl Fn(&Use) -> Option<String>) -> Vec<(String, Tally)> {
    let mut groups: HashMap<String, Vec<&Use>> = HashMap::new();
    for of_user in uses {
        if let Some(heading) = heading(of_user) {
            groups.entry(heading).or_default().push(of_user);
        }
    }
    let mut tallies: Vec<(String, Tally)> = groups
        .into_iter()
        .map(|(heading, uses)| (heading, tally(uses.into_iter())))
        .collect();
    tallies.sort_by(|(heading, tally), (other, others)| {
        (others.opened, heading).cmp(&(tally.opened, other))
    });
    tallies
}

/// Counts visits.
pub fn tally<'a>(uses: impl Iterator<Item = &'a Use>) -> Tally {
    let mut tally = Tally::default();
    for of_user in uses {
        tally.people.insert(of_user.user_id);
        tally.days.insert(of_user.day);
        tally.opened += of_user.count;
    }
    tally
}

fn counted_table(
    id: &str,
    caption: String,
    head: String,
    tallies: Vec<(String, Tally)>,
) -> DataTable {
    let rows = tallies.into_iter().map(|(heading, tally)| Row {
        cells: vec![
            Cell::Name(heading),
            Cell::number(tally.people.len().to_string()),
            number(tally.opened),
        ],
        ..Row::default()
    });
    DataTable {
        id: id.to_owned(),
        caption,
        heads: vec![
            Head::text(head),
            Head::number(say!("usage-people")),
            Head::number(say!("usage-times")),
        ],
        rows: rows.collect(),
    }
}

fn number(count: i64) -> Cell {
    // Counts stay far below 2^53.
    Cell::number(words::number(Some(count as f64), Format::Number(0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use askama::Template;
    use jiff::civil::date;

    fn of_user(user_id: i64, day: i8, object: &str, count: i64) -> Use {
        Use {
            day: date(2026, 10, day),
            user_id,
            role: "director".to_owned(),
            school_id: format!("s{user_id}"),
            object: object.to_owned(),
            count,
        }
    }

    #[test]
    fn visits_are_counted_by_heading_the_largest_first() {
        let uses = [
            of_user(1, 1, "/", 2),
            of_user(1, 2, "/", 1),
            of_user(2, 2, "/usage", 9),
            of_user(2, 2, "/", 1),
        ];
        let tallies = grouped(&uses, |of_user| Some(of_user.object.clone()));
        let told: Vec<(&str, usize, i64)> = tallies
            .iter()
            .map(|(heading, tally)| (heading.as_str(), tally.people.len(), tally.opened))
            .collect();
        assert_eq!(told, [("/usage", 1, 9), ("/", 2, 4)]);
    }

    #[test]
    fn people_of_the_office_are_of_no_school() {
        let office = Use {
            role: "office".to_owned(),
            ..of_user(1, 1, "/", 1)
        };
        let names = HashMap::from([("s2".to_owned(), "Школа № 2".to_owned())]);
        let table = by_school(&[office, of_user(2, 1, "/", 1)], &names);
        assert_eq!(table.rows.len(), 1);
        assert!(table.render().expect("a table").contains("Школа №"));
    }
}
