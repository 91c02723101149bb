//! `/users`: the people whom the reader manages, each with role, scope, rights and days.

pub mod card;
mod form;
pub mod import;
pub mod new;
mod passwords;
mod scope_picker;

use askama::Template;
use axum::extract::State;
use axum::response::Html;
use jiff::civil::Date;

use super::{Layout, html};
use crate::app::{ROLES, rights_of, titles};
use crate::catalogue::say;
use crate::office::User;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::fields::Fields;
use crate::web::parts::{
    Badge, Cell, Choice, DataTable, Field, Head, Input, Notice, Row, Tone, address, words,
};
use crate::web::site::Site;

/// Rows of one page; who is not among them is found by name.
const MOST: usize = 500;

/// Names that stand in the place of a login in our own addresses.
const OUR_WORDS: [&str; 2] = ["new", "import"];

/// The button of a form that only shows the classes and groups of the school that is picked.
const SHOW: &str = "show";

#[derive(Template)]
#[template(path = "users.html")]
struct UsersPage {
    layout: Layout,
    status: String,
    filters: Vec<Field>,
    people: Option<DataTable>,
    notice: Option<Notice>,
}

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    fields: Fields,
) -> Result<Html<String>, Error> {
    let today = site.app.moment().today;
    let (wanted, role) = (fields.text("q"), fields.text("role"));
    let mut people = site.app.people(&asker).await?;
    let all = people.len();
    let roles = roles_of(&people);
    people.retain(|user| has(user, &wanted) && (role.is_empty() || user.role == role));
    people.sort_by_cached_key(|user| sort_key(&user.name));
    let found = people.len();
    people.truncate(MOST);

    let mut status = status(all, found);
    if !wanted.is_empty() {
        status.push_str(&format!(" · «{wanted}»"));
    }
    if !role.is_empty() {
        status.push_str(&format!(" · {}", titles::role(&role)));
    }
    let layout = Layout::for_reader(&site, &asker, say!("users-title"), "/users");
    html(&UsersPage {
        layout,
        status,
        filters: vec![
            Field::new("people", "q", say!("users-name-or-login"), Input::Search)
                .with_value(wanted),
            Field::new("people", "role", say!("users-role"), Input::Select(roles)).with_value(role),
        ],
        notice: people
            .is_empty()
            .then(|| Notice::empty(say!("users-nobody"), say!("users-nobody-hint"))),
        people: (!people.is_empty()).then(|| {
            let whose = |user: &User| site.app.scope_titled(&asker, &user.scope);
            table(&people, today, &whose)
        }),
    })
}

fn table(people: &[User], today: Date, whose: &dyn Fn(&User) -> String) -> DataTable {
    let rows = people.iter().map(|user| {
        let rights = rights_of(user, today);
        let rights = rights.iter().map(|right| titles::right(*right));
        let rights: Vec<String> = rights.collect();
        Row {
            cells: vec![
                Cell::Link {
                    text: user.name.clone(),
                    address: card_address(&user.login),
                },
                Cell::Text(user.login.clone()),
                Cell::Text(titles::role(&user.role)),
                Cell::Text(whose(user)),
                Cell::Text(match rights.is_empty() {
                    true => words::NOTHING.to_owned(),
                    false => rights.join(", "),
                }),
                Cell::Text(words::days(user.valid_from, user.valid_to)),
                Cell::Badge(state_of(user, today)),
            ],
            ..Row::default()
        }
    });
    let heads = [
        say!("users-name"),
        say!("users-login"),
        say!("users-role"),
        say!("users-scope"),
        say!("rights-beside-role"),
        say!("users-access-days"),
        say!("users-access"),
    ];
    DataTable {
        id: "users-table".to_owned(),
        caption: say!("users-table"),
        heads: heads.map(Head::text).into(),
        rows: rows.collect(),
    }
}

/// Says whether a person can come in today, and why not.
fn state_of(user: &User, today: Date) -> Badge {
    if user.is_disabled {
        Badge::new(Tone::Bad, say!("users-access-closed"))
    } else if user.valid_from.is_some_and(|from| today < from) {
        Badge::new(Tone::Quiet, say!("users-access-to-come"))
    } else if user.valid_to.is_some_and(|to| to < today) {
        Badge::new(Tone::Warning, say!("users-access-over"))
    } else {
        Badge::new(Tone::Good, say!("users-access-open"))
    }
}

fn status(all: usize, found: usize) -> String {
    match found {
        _ if found > MOST => say!("users-first", most = MOST, found = found),
        _ if found < all => say!("users-found", found = found, all = all),
        _ => say!("users-count", count = all),
    }
}

/// Returns the roles that there are among people, for the filter.
fn roles_of(people: &[User]) -> Vec<Choice> {
    let there = ROLES
        .iter()
        .filter(|role| people.iter().any(|user| user.role == role.name));
    let mut choices = vec![Choice::new("", say!("users-all-roles"))];
    choices.extend(there.map(|role| Choice::new(role.name, titles::role(role.name))));
    choices
}

fn has(user: &User, wanted: &str) -> bool {
    let wanted = sort_key(wanted);
    sort_key(&user.name).contains(&wanted) || user.login.contains(&wanted)
}

/// Returns a name as people look it up: Ё is sorted and sought as Е.
fn sort_key(name: &str) -> String {
    name.to_lowercase().replace('ё', "е")
}

fn card_address(login: &str) -> String {
    format!("/users/{}", address::encoded(login))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::UserScope;
    use jiff::civil::date;

    fn user(login: &str, name: &str) -> User {
        User {
            id: 1,
            login: login.to_owned(),
            name: name.to_owned(),
            role: "deputy".to_owned(),
            scope: UserScope::School {
                school_id: "s1".to_owned(),
            },
            valid_from: Some(date(2026, 9, 1)),
            valid_to: Some(date(2027, 5, 31)),
            ground: Some("приказ № 5".to_owned()),
            is_disabled: false,
            grants: Vec::new(),
            must_change_password: false,
            has_second_factor: false,
            has_seen_tour: true,
        }
    }

    #[test]
    fn access_has_its_days() {
        let mut of_year = user("deputy", "Белова Анна");
        for (day, expected) in [
            (date(2026, 8, 31), "ещё не наступил"),
            (date(2026, 9, 1), "открыт"),
            (date(2027, 5, 31), "открыт"),
            (date(2027, 6, 1), "истёк"),
        ] {
            assert_eq!(state_of(&of_year, day).text, expected, "{day}");
        }
        of_year.is_disabled = true;
        assert_eq!(state_of(&of_year, date(2026, 9, 1)).text, "закрыт");
    }

    #[test]
    fn people_are_found_by_a_part_of_the_name_or_the_login() {
        let person = user("belova", "Белёва Анна");
        for (wanted, expected) in [
            ("", true),
            ("беле", true),
            ("АННА", true),
            ("elov", true),
            ("Орлов", false),
        ] {
            assert_eq!(has(&person, wanted), expected, "{wanted}");
        }
    }

    #[test]
    fn a_name_is_only_a_name_in_the_table() {
        let people = [user("x", "<script>alert(1)</script>")];
        let whose = |user: &User| titles::scope(&user.scope);
        let text = table(&people, date(2026, 10, 14), &whose).render();
        assert!(!text.expect("a table").contains("<script>"));
    }
}
