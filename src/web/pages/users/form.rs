//! The form of a person: what was entered, who it becomes, and what was wrong with it.

use askama::Template;
use askama::filters::HtmlSafe;

use super::scope_picker::{ScopePicker, Seen, codes};
use crate::app::staff::scope_of;
use crate::app::{Asker, ROLES, Right, Role, titles};
use crate::catalogue::say;
use crate::office::{NewGrant, NewUser, User, UserScope};
use crate::web::fields::{self, Fields};
use crate::web::parts::{Check, Checks, Choice, Faults, Field, Input};

/// What stands in the fields, right or not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entered {
    pub login: String,
    name: String,
    role: String,
    pub(super) district: String,
    /// The school that is picked.
    school: String,
    /// Codes of schools, parted by blanks.
    school_id: String,
    pub(super) class_ids: Vec<String>,
    pub(super) group_ids: Vec<String>,
    valid_from: String,
    valid_to: String,
    ground: String,
    rights: Vec<String>,
}

impl Entered {
    /// Starts a person of the asker's own school, where the asker has one.
    pub fn for_asker(asker: &Asker) -> Self {
        let school_id = asker.user.scope.school_id().unwrap_or_default();
        Self {
            school_id: school_id.to_owned(),
            ..Self::default()
        }
    }

    pub fn read(fields: &Fields) -> Self {
        Self {
            login: fields.text("login"),
            name: fields.text("name"),
            role: fields.text("role"),
            district: fields.text("district"),
            school: fields.raw("school").to_owned(),
            school_id: fields.text("school_id"),
            class_ids: codes(fields.all("class"), fields.raw("class_ids")),
            group_ids: codes(fields.all("group"), fields.raw("group_ids")),
            valid_from: fields.text("valid_from"),
            valid_to: fields.text("valid_to"),
            ground: fields.text("ground"),
            rights: fields.all("rights"),
        }
    }

    /// Returns a person as the form shows one that is there already.
    pub fn of(user: &User) -> Self {
        let mut entered = Self {
            login: user.login.clone(),
            name: user.name.clone(),
            role: user.role.clone(),
            valid_from: user
                .valid_from
                .map_or_else(String::new, |day| day.to_string()),
            valid_to: user
                .valid_to
                .map_or_else(String::new, |day| day.to_string()),
            ground: user.ground.clone().unwrap_or_default(),
            ..Self::default()
        };
        match &user.scope {
            UserScope::Office | UserScope::Nothing => {}
            UserScope::District { district } => entered.district = district.clone(),
            UserScope::Schools { school_ids } => entered.school_id = school_ids.join(" "),
            UserScope::School { school_id } => entered.school_id = school_id.clone(),
            UserScope::Classes {
                school_id,
                class_ids,
            } => {
                entered.school_id = school_id.clone();
                entered.class_ids = class_ids.clone();
            }
            UserScope::Groups {
                school_id,
                group_ids,
            } => {
                entered.school_id = school_id.clone();
                entered.group_ids = group_ids.clone();
            }
        }
        entered
    }

    /// Returns the codes of the schools, each once.
    pub fn school_ids(&self) -> Vec<String> {
        codes(vec![self.school.clone()], &self.school_id)
    }

    /// Returns the person that was meant. Rights get the ground of the role.
    pub fn to_user(&self) -> Result<NewUser, Faults> {
        let mut faults = Faults::default();
        let mut day = |name: &str, text: &str| {
            fields::day(text).unwrap_or_else(|message| {
                faults.add(name, &message);
                None
            })
        };
        let valid_from = day("valid_from", &self.valid_from);
        let valid_to = day("valid_to", &self.valid_to);
        if !faults.is_empty() {
            return Err(faults);
        }
        let grants = self.rights.iter();
        let grants = grants.map(|right| NewGrant::new(right, &self.ground));
        Ok(NewUser {
            login: self.login.clone(),
            name: self.name.clone(),
            role: self.role.clone(),
            scope: scope_of(
                self.district.clone(),
                self.school_ids(),
                self.class_ids.clone(),
                self.group_ids.clone(),
            ),
            valid_from,
            valid_to,
            ground: (!self.ground.is_empty()).then(|| self.ground.clone()),
            grants: grants.collect(),
        })
    }
}

#[derive(Debug, Clone, Template)]
#[template(path = "users/form.html")]
pub struct PersonForm {
    /// What was wrong, all of it.
    faults: Faults,
    /// The login, where it may still be chosen, the name and the role.
    who: Vec<Field>,
    scope: ScopePicker,
    days: Vec<Field>,
    ground: Field,
    /// Rights can be given along with a new person; later each is given by an order of its own.
    rights: Option<Checks>,
}

impl HtmlSafe for PersonForm {}

impl PersonForm {
    /// The form of somebody who is to be added.
    pub fn of_new(asker: &Asker, seen: &Seen, entered: &Entered, faults: Faults) -> Self {
        let login = Field::new("person", "login", say!("users-login"), Input::Plain)
            .with_value(&entered.login)
            .with_hint(say!("users-login-hint"))
            .with_faults(&faults)
            .required();
        let rights = rights(asker, entered, &faults);
        Self {
            rights: Some(rights),
            ..Self::with(vec![login], asker, seen, entered, faults)
        }
    }

    /// The form by which somebody who is there is changed.
    pub fn of_change(asker: &Asker, seen: &Seen, entered: &Entered, faults: Faults) -> Self {
        Self::with(Vec::new(), asker, seen, entered, faults)
    }

    fn with(
        mut who: Vec<Field>,
        asker: &Asker,
        seen: &Seen,
        entered: &Entered,
        faults: Faults,
    ) -> Self {
        let field = |name, label, input, value: &str| {
            Field::new("person", name, label, input)
                .with_value(value)
                .with_faults(&faults)
        };
        who.push(field("name", say!("users-name"), Input::Text, &entered.name).required());
        who.push(
            field(
                "role",
                say!("users-role"),
                Input::Select(roles(asker)),
                &entered.role,
            )
            .required(),
        );
        let days = vec![
            field(
                "valid_from",
                say!("users-first-day"),
                Input::Date,
                &entered.valid_from,
            ),
            field(
                "valid_to",
                say!("users-last-day"),
                Input::Date,
                &entered.valid_to,
            ),
        ];
        let ground = field("ground", say!("users-ground"), Input::Text, &entered.ground)
            .with_hint(say!("users-ground-hint"))
            .required();
        Self {
            who,
            scope: ScopePicker::of(asker, seen, entered, &faults),
            days,
            ground,
            rights: None,
            faults,
        }
    }
}

/// Returns the roles that an asker may appoint.
pub fn appointable(asker: &Asker) -> impl Iterator<Item = &'static Role> {
    let own = asker.role;
    ROLES
        .iter()
        .filter(move |role| own.is_some_and(|own| own.may_appoint(role)))
}

fn roles(asker: &Asker) -> Vec<Choice> {
    let mut choices = vec![Choice::new("", say!("users-choose-role"))];
    choices.extend(appointable(asker).map(|role| Choice::new(role.name, titles::role(role.name))));
    choices
}

fn rights(asker: &Asker, entered: &Entered, faults: &Faults) -> Checks {
    let possible = |right: &Right| appointable(asker).any(|role| role.rights.contains(right));
    let boxes = Right::ALL.into_iter().filter(possible).map(|right| Check {
        value: right.name().to_owned(),
        title: titles::right(right),
        note: titles::right_note(right),
        is_checked: entered.rights.iter().any(|name| name == right.name()),
    });
    // Rights without a ground are told once, at the ground that they share with the role.
    let faults = match faults.at("ground").is_empty() {
        true => faults.below("rights"),
        false => Vec::new(),
    };
    Checks {
        id: "person-rights".to_owned(),
        name: "rights",
        legend: say!("rights-beside-role"),
        hint: say!("users-rights-hint"),
        boxes: boxes.collect(),
        faults,
        is_single: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_comes_back_from_the_form() {
        let scopes = [
            UserScope::Office,
            UserScope::District {
                district: "Северный район".to_owned(),
            },
            UserScope::Schools {
                school_ids: vec!["s1".to_owned(), "s2".to_owned()],
            },
            UserScope::School {
                school_id: "s1".to_owned(),
            },
            UserScope::Classes {
                school_id: "s1".to_owned(),
                class_ids: vec!["c1".to_owned(), "c2".to_owned()],
            },
            UserScope::Groups {
                school_id: "s1".to_owned(),
                group_ids: vec!["g1".to_owned()],
            },
        ];
        for scope in scopes {
            let user = User {
                id: 1,
                login: "somebody".to_owned(),
                name: "Белова Анна".to_owned(),
                role: "deputy".to_owned(),
                scope,
                valid_from: "2026-09-01".parse().ok(),
                valid_to: None,
                ground: Some("приказ № 5".to_owned()),
                is_disabled: false,
                grants: Vec::new(),
                must_change_password: false,
                has_second_factor: false,
                has_seen_tour: true,
            };
            let again = Entered::of(&user).to_user().expect("a person");
            assert_eq!(again.scope, user.scope);
            assert_eq!(again.valid_from, user.valid_from);
            assert_eq!((again.name, again.ground), (user.name, user.ground));
        }
    }

    #[test]
    fn a_day_that_is_none_is_told_at_its_field() {
        let entered = Entered {
            valid_to: "31.02.2026".to_owned(),
            ..Entered::default()
        };
        let faults = entered.to_user().expect_err("a fault");
        assert_eq!(faults.at("valid_to").len(), 1);
        assert!(faults.at("valid_from").is_empty());
    }
}
