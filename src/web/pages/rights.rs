//! Rights: what a person holds beside the role and by which order, and what the role could still be given.

use askama::Template;
use askama::filters::HtmlSafe;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::app::{Right, Role, titles};
use crate::catalogue::say;
use crate::office::{Grant, User};
use crate::web::parts::{Badge, Tone, Verbatim, words};

#[derive(Debug, Clone, Template)]
#[template(path = "rights.html")]
pub struct RightsTable {
    rights: Vec<RightRow>,
    /// Where each right is taken back; none where the reader does not decide that.
    address: Option<String>,
}

impl HtmlSafe for RightsTable {}

#[derive(Debug, Clone, PartialEq, Eq)]
struct RightRow {
    /// The grant's number; none for a right that was not given.
    id: Option<i64>,
    title: String,
    description: String,
    state: Badge,
    ground: String,
    days: String,
    given: String,
}

impl RightsTable {
    /// Tells the rights of a person as they are on a day.
    pub fn of(user: &User, today: Date, zone: &TimeZone) -> Self {
        let role = Role::named(&user.role);
        let mut rights = Vec::new();
        for right in Right::ALL {
            let is_possible = role.is_some_and(|role| role.rights.contains(&right));
            let grants = user.grants.iter();
            let mut given = grants.filter(|grant| grant.name == right.name()).peekable();
            if given.peek().is_none() && is_possible {
                rights.push(RightRow {
                    id: None,
                    title: titles::right(right),
                    description: titles::right_note(right),
                    state: Badge::new(Tone::Quiet, say!("rights-not-granted")),
                    ground: String::new(),
                    days: String::new(),
                    given: String::new(),
                });
            }
            rights.extend(given.map(|grant| RightRow {
                title: titles::right(right),
                description: titles::right_note(right),
                ..row(grant, is_possible, today, zone)
            }));
        }
        // A right that svodka no longer knows is shown, so that it can be taken back.
        let unknown = user.grants.iter();
        let unknown = unknown.filter(|grant| Right::parse(&grant.name).is_none());
        rights.extend(unknown.map(|grant| row(grant, false, today, zone)));
        Self {
            rights,
            address: None,
        }
    }

    /// Adds buttons that take rights back at `address`.
    pub fn revocable_at(self, address: String) -> Self {
        Self {
            address: Some(address),
            ..self
        }
    }
}

fn row(grant: &Grant, is_possible: bool, today: Date, zone: &TimeZone) -> RightRow {
    let state = if !is_possible {
        Badge::new(Tone::Quiet, say!("rights-not-of-role"))
    } else if grant.valid_from.is_some_and(|from| today < from) {
        Badge::new(Tone::Quiet, say!("rights-to-come"))
    } else if grant.valid_to.is_some_and(|to| to < today) {
        Badge::new(Tone::Warning, say!("rights-over"))
    } else {
        Badge::new(Tone::Good, say!("rights-in-force"))
    };
    let by = match grant.granted_by.as_str() {
        "" => say!("parts-operator"),
        login => login.to_owned(),
    };
    RightRow {
        id: Some(grant.id),
        title: grant.name.clone(),
        description: String::new(),
        state,
        ground: grant.ground.clone(),
        days: words::days(grant.valid_from, grant.valid_to),
        given: format!("{}, {by}", words::moment(grant.granted_at, zone)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::UserScope;
    use jiff::civil::date;

    fn grant(id: i64, name: &str, days: (Option<Date>, Option<Date>)) -> Grant {
        Grant {
            id,
            name: name.to_owned(),
            ground: "приказ <№ 5>".to_owned(),
            valid_from: days.0,
            valid_to: days.1,
            granted_at: "2026-09-01T06:00:00Z".parse().expect("a moment"),
            granted_by: "admin".to_owned(),
        }
    }

    #[test]
    fn each_right_has_its_state_and_its_ground() {
        let today = date(2026, 10, 14);
        let user = User {
            id: 1,
            login: "director".to_owned(),
            name: "Волкова Елена Павловна".to_owned(),
            role: "director".to_owned(),
            scope: UserScope::School {
                school_id: "s1".to_owned(),
            },
            valid_from: None,
            valid_to: None,
            ground: None,
            is_disabled: false,
            grants: vec![
                grant(1, "personal_data", (Some(date(2026, 9, 1)), None)),
                grant(2, "users", (None, Some(date(2026, 10, 1)))),
                grant(3, "sql", (None, None)),
                grant(4, "gone", (None, None)),
            ],
            must_change_password: false,
            has_second_factor: false,
            has_seen_tour: true,
        };
        let table = RightsTable::of(&user, today, &TimeZone::UTC);
        let states: Vec<(&str, &str)> = table
            .rights
            .iter()
            .map(|right| (right.title.as_str(), right.state.text.as_str()))
            .collect();
        assert_eq!(
            states,
            [
                ("Персональные данные", "действует"),
                ("Вопросы на SQL", "роли не даётся"),
                ("Публикация", "не предоставлено"),
                ("Пользователи и права", "истекло"),
                ("gone", "роли не даётся"),
            ]
        );
        let text = table.render().expect("a table");
        assert!(text.contains("01.09.2026 06:00, admin") && text.contains("с 01.09.2026"));
        assert!(!text.contains("<№ 5>") && !text.contains("<form"));
        let text = table.revocable_at("/users/director/rights".to_owned());
        let text = text.render().expect("a table");
        assert!(text.contains(r#"action="/users/director/rights/2/revoke""#));
    }
}
