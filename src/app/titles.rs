//! Titles: roles, rights, actions and scopes as they are named to whoever reads. What is written down for good, such
//! as the audit, names them in the office's language; see `access`, `audit` and `trail`.

use crate::access::{Action, Right, Role};
use crate::audit::{self, Outcome};
use crate::catalogue::say;
use crate::office::UserScope;

/// Names a role; one that there is no more, by the name under which it is kept.
pub fn role(name: &str) -> String {
    Role::named(name).map_or_else(
        || name.to_owned(),
        |role| say!(&format!("role-{}", role.name.replace('_', "-"))),
    )
}

pub fn right(right: Right) -> String {
    match right {
        Right::PersonalData => say!("right-personal-data"),
        Right::Health => say!("right-health"),
        Right::Sql => say!("right-sql"),
        Right::Publish => say!("right-publish"),
        Right::Users => say!("right-users"),
    }
}

/// Says what a right lets its holder do.
pub fn right_note(right: Right) -> String {
    match right {
        Right::PersonalData => say!("right-personal-data-note"),
        Right::Health => say!("right-health-note"),
        Right::Sql => say!("right-sql-note"),
        Right::Publish => say!("right-publish-note"),
        Right::Users => say!("right-users-note"),
    }
}

/// Says what an action lets a person do.
pub fn action(action: Action) -> String {
    match action {
        Action::Ask => say!("action-ask"),
        Action::Export => say!("action-export"),
        Action::Order => say!("action-order"),
        Action::Orders => say!("action-orders"),
        Action::Deliver => say!("action-deliver"),
        Action::Sql => say!("action-sql"),
        Action::Loads => say!("action-loads"),
        Action::Upload => say!("action-upload"),
        Action::Users => say!("action-users"),
        Action::Usage => say!("action-usage"),
        Action::Audit => say!("action-audit"),
        Action::Registers => say!("action-registers"),
        Action::KeepRegisters => say!("action-keep-registers"),
        Action::Forms => say!("action-forms"),
        Action::FileForms => say!("action-file-forms"),
        Action::AcceptForms => say!("action-accept-forms"),
        Action::SchoolPrints => say!("action-school-prints"),
    }
}

/// Says what a person without an action is told.
pub fn refusal(action: Action) -> String {
    match action {
        Action::Ask => say!("refusal-ask"),
        Action::Export => say!("refusal-export"),
        Action::Order => say!("refusal-order"),
        Action::Orders => say!("refusal-orders"),
        Action::Deliver => say!("refusal-deliver"),
        Action::Sql => say!("refusal-sql"),
        Action::Loads => say!("refusal-loads"),
        Action::Upload => say!("refusal-upload"),
        Action::Users => say!("refusal-users"),
        Action::Usage => say!("refusal-usage"),
        Action::Audit => say!("refusal-audit"),
        Action::Registers => say!("refusal-registers"),
        Action::KeepRegisters => say!("refusal-keep-registers"),
        Action::Forms => say!("refusal-forms"),
        Action::FileForms => say!("refusal-file-forms"),
        Action::AcceptForms => say!("refusal-accept-forms"),
        Action::SchoolPrints => say!("refusal-school-prints"),
    }
}

/// Names what an entry of the audit tells of.
pub fn deed(deed: audit::Action) -> String {
    match deed {
        audit::Action::SignIn => say!("deed-sign-in"),
        audit::Action::SignOut => say!("deed-sign-out"),
        audit::Action::View => say!("deed-view"),
        audit::Action::Export => say!("deed-export"),
        audit::Action::Print => say!("deed-print"),
        audit::Action::Sql => say!("deed-sql"),
        audit::Action::Load => say!("deed-load"),
        audit::Action::Publish => say!("deed-publish"),
        audit::Action::AddUser => say!("deed-add-user"),
        audit::Action::ChangeUser => say!("deed-change-user"),
        audit::Action::CloseUser => say!("deed-close-user"),
        audit::Action::OpenUser => say!("deed-open-user"),
        audit::Action::Grant => say!("deed-grant"),
        audit::Action::Revoke => say!("deed-revoke"),
        audit::Action::SetPassword => say!("deed-set-password"),
        audit::Action::SecondFactor => say!("deed-second-factor"),
        audit::Action::MakeToken => say!("deed-make-token"),
        audit::Action::RevokeToken => say!("deed-revoke-token"),
        audit::Action::EndSessions => say!("deed-end-sessions"),
        audit::Action::SaveQuery => say!("deed-save-query"),
        audit::Action::ShareQuery => say!("deed-share-query"),
        audit::Action::DeleteQuery => say!("deed-delete-query"),
        audit::Action::Order => say!("deed-order"),
        audit::Action::Refusal => say!("deed-refusal"),
        audit::Action::ReadAudit => say!("deed-read-audit"),
        audit::Action::KeepEntry => say!("deed-keep-entry"),
        audit::Action::RemoveEntry => say!("deed-remove-entry"),
        audit::Action::RestoreEntry => say!("deed-restore-entry"),
        audit::Action::FileForm => say!("deed-file-form"),
    }
}

pub fn outcome(outcome: Outcome) -> String {
    match outcome {
        Outcome::Done => say!("outcome-done"),
        Outcome::Refused => say!("outcome-refused"),
        Outcome::Failed => say!("outcome-failed"),
    }
}

/// Says whose rows a person sees.
pub fn scope(scope: &UserScope) -> String {
    scope_named(scope, str::to_owned, |_, class_id| class_id.to_owned())
}

/// Says whose rows a person sees, with schools as `named` calls them by their ids, and classes as `class_named` does
/// by the ids of their school and their own.
pub fn scope_named(
    scope: &UserScope,
    named: impl Fn(&str) -> String,
    class_named: impl Fn(&str, &str) -> String,
) -> String {
    match scope {
        UserScope::Office => say!("scope-office"),
        UserScope::District { district } => {
            say!("scope-district", district = district.as_str())
        }
        UserScope::Schools { school_ids } => {
            let schools: Vec<String> = school_ids.iter().map(|id| named(id)).collect();
            say!(
                "scope-schools",
                count = schools.len(),
                schools = schools.join(", ")
            )
        }
        UserScope::School { school_id } => say!("scope-school", school = named(school_id)),
        UserScope::Classes {
            school_id,
            class_ids,
        } => {
            let classes: Vec<String> = class_ids
                .iter()
                .map(|id| class_named(school_id, id))
                .collect();
            say!(
                "scope-classes",
                count = classes.len(),
                school = named(school_id),
                classes = classes.join(", ")
            )
        }
        UserScope::Groups {
            school_id,
            group_ids,
        } => say!(
            "scope-groups",
            count = group_ids.len(),
            school = named(school_id),
            groups = group_ids.join(", ")
        ),
        UserScope::Nothing => say!("scope-nothing"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::ROLES;
    use crate::app::trail::scope_in_words;
    use crate::catalogue::Language;

    /// In Russian, which a test speaks, a page names things as everything else does.
    #[test]
    fn pages_name_things_as_they_are_declared() {
        for declared in ROLES {
            assert_eq!(role(declared.name), declared.title);
        }
        assert_eq!(role("gone"), "gone");
        for declared in Right::ALL {
            assert_eq!(right(declared), declared.title());
            assert_eq!(right_note(declared), declared.description());
        }
        for declared in Action::ALL {
            assert_eq!(action(declared), declared.title());
            assert_eq!(refusal(declared), declared.refusal());
        }
        for declared in audit::Action::ALL {
            assert_eq!(deed(declared), declared.title());
        }
        for declared in [Outcome::Done, Outcome::Refused, Outcome::Failed] {
            assert_eq!(outcome(declared), declared.title());
        }
        let school_id = || "s1".to_owned();
        for declared in [
            UserScope::Office,
            UserScope::District {
                district: "Юг".to_owned(),
            },
            UserScope::Schools {
                school_ids: vec![school_id(), "s2".to_owned()],
            },
            UserScope::School {
                school_id: school_id(),
            },
            UserScope::Classes {
                school_id: school_id(),
                class_ids: vec!["5a".to_owned(), "5b".to_owned()],
            },
            UserScope::Groups {
                school_id: school_id(),
                group_ids: vec!["g1".to_owned(), "g2".to_owned()],
            },
            UserScope::Nothing,
        ] {
            assert_eq!(scope(&declared), scope_in_words(&declared));
        }
    }
    #[tokio::test]
    async fn one_class_is_not_told_as_several() {
        let school_id = || "s1".to_owned();
        let schools = |ids: &[&str]| UserScope::Schools {
            school_ids: ids.iter().map(|id| (*id).to_owned()).collect(),
        };
        let classes = |ids: &[&str]| UserScope::Classes {
            school_id: school_id(),
            class_ids: ids.iter().map(|id| (*id).to_owned()).collect(),
        };
        let groups = |ids: &[&str]| UserScope::Groups {
            school_id: school_id(),
            group_ids: ids.iter().map(|id| (*id).to_owned()).collect(),
        };
        for (told, russian, english) in [
            (schools(&["s1"]), "организация s1", "school s1"),
            (
                schools(&["s1", "s2"]),
                "организации s1, s2",
                "schools s1, s2",
            ),
            (
                classes(&["5А"]),
                "организация s1, класс 5А",
                "school s1, class 5А",
            ),
            (
                classes(&["5А", "5Б"]),
                "организация s1, классы 5А, 5Б",
                "school s1, classes 5А, 5Б",
            ),
            (
                groups(&["g1"]),
                "организация s1, группа g1",
                "school s1, group g1",
            ),
            (
                groups(&["g1", "g2"]),
                "организация s1, группы g1, g2",
                "school s1, groups g1, g2",
            ),
        ] {
            assert_eq!(scope(&told), russian);
            let told = Language::English.in_force(async { scope(&told) }).await;
            assert_eq!(told, english);
        }
    }
}
