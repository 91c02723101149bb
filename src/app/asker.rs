//! Asker: a person with what that person may do and see today.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::{App, AskError};
use crate::access::{Action, Level, Right, Role, Scope, Topics};
use crate::engine::Cap;
use crate::export;
use crate::office::{Client, Reach, Session, Token, User, UserScope};

/// A person, or a program in a person's name.
#[derive(Debug, Clone)]
pub struct Asker {
    pub user: User,
    /// None of the roles that there are lets nothing through.
    pub role: Option<&'static Role>,
    /// The rights beside the role that hold today.
    pub rights: Vec<Right>,
    pub scope: Scope,
    /// Whom and what the person may manage: the own scope, or what a token has of it.
    pub reach: UserScope,
    pub door: Door,
    pub client: Client,
}

/// What the operator of the machine is; nobody can be given it.
static OPERATOR: Role = Role {
    name: "operator",
    title: "Оператор",
    level: Level::Office,
    actions: &Action::ALL,
    topics: Topics::All,
    rights: &Right::ALL,
};

/// By what the person was let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Door {
    /// The session's number.
    Session(i64),
    /// The token's name.
    Token(String),
    /// A token for the extracts of one school.
    Upload { token: String, school_id: String },
    /// The machine's command line.
    Machine,
}

impl Asker {
    /// Says whether the person may act so.
    pub fn may(&self, action: Action) -> bool {
        if let Door::Upload { .. } = self.door {
            let is_of_uploads = matches!(action, Action::Upload | Action::Loads);
            return is_of_uploads && self.role_may(action);
        }
        self.role_may(action)
    }

    fn role_may(&self, action: Action) -> bool {
        self.role
            .is_some_and(|role| role.may(action, |right| self.holds(right)))
    }

    /// Says whether the person may ask about a topic.
    pub fn asks_about(&self, topic: &str) -> bool {
        self.may(Action::Ask) && self.scope.topics().include(topic)
    }

    pub fn holds(&self, right: Right) -> bool {
        self.rights.contains(&right)
    }

    /// Returns the title of the person's role.
    pub fn role_title(&self) -> &str {
        self.role.map_or(&self.user.role, |role| role.title)
    }
}

impl App {
    /// Returns a person who has signed in.
    pub async fn asker_of_session(
        &self,
        session: &Session,
        client: Client,
    ) -> Result<Asker, AskError> {
        let door = Door::Session(session.id);
        let rights = rights_of(&session.user, self.moment().today);
        self.asker(
            session.user.clone(),
            &session.user.scope,
            rights,
            door,
            client,
        )
        .await
    }

    /// Returns a program with what its token has of its owner.
    pub async fn asker_of_token(&self, token: &Token, client: Client) -> Result<Asker, AskError> {
        let user = token.user.clone();
        let held = rights_of(&user, self.moment().today);
        let name = token.name.clone();
        match &token.reach {
            Reach::Uploads { school_id } => {
                let door = Door::Upload {
                    token: name,
                    school_id: school_id.clone(),
                };
                let own = user.scope.clone();
                self.asker(user, &own, Vec::new(), door, client).await
            }
            Reach::Questions { scope, rights } => {
                let own = user.scope.clone();
                // The owner may have been narrowed since: the token is as narrow.
                let scope = match scope {
                    Some(scope) if self.is_within(scope, &own).await? => scope.clone(),
                    Some(_) => UserScope::Nothing,
                    None => own,
                };
                let rights = held
                    .into_iter()
                    .filter(|right| rights.iter().any(|name| name == right.name()));
                let rights = rights.collect();
                self.asker(user, &scope, rights, Door::Token(name), client)
                    .await
            }
        }
    }

    /// Returns whoever can read the data folder, with the rights that this gives anyway.
    pub fn operator(&self) -> Asker {
        Asker {
            user: User {
                id: 0,
                login: String::new(),
                name: "Оператор".to_owned(),
                role: OPERATOR.name.to_owned(),
                scope: UserScope::Office,
                valid_from: None,
                valid_to: None,
                ground: None,
                is_disabled: false,
                grants: Vec::new(),
                must_change_password: false,
                has_second_factor: false,
                has_seen_tour: true,
            },
            role: Some(&OPERATOR),
            rights: Right::ALL.to_vec(),
            scope: Scope::office(true, true),
            reach: UserScope::Office,
            door: Door::Machine,
            client: Client::default(),
        }
    }

    /// Returns a user for whom the operator of the machine asks.
    pub async fn asker_of_user(&self, user: User) -> Result<Asker, AskError> {
        let rights = rights_of(&user, self.moment().today);
        let scope = user.scope.clone();
        self.asker(user, &scope, rights, Door::Machine, Client::default())
            .await
    }

    async fn asker(
        &self,
        user: User,
        scope: &UserScope,
        rights: Vec<Right>,
        door: Door,
        client: Client,
    ) -> Result<Asker, AskError> {
        let role = Role::named(&user.role);
        let reach = scope.clone();
        let scope = match role {
            Some(role) => self.scope_of(role, scope, &rights).await?,
            None => Scope::nothing(),
        };
        Ok(Asker {
            reach,
            user,
            role,
            rights,
            scope,
            door,
            client,
        })
    }

    /// Returns what a role sees of a scope. One that the role cannot have lets nothing through.
    pub(super) async fn scope_of(
        &self,
        role: &Role,
        scope: &UserScope,
        rights: &[Right],
    ) -> Result<Scope, AskError> {
        let names = rights.contains(&Right::PersonalData);
        let health = rights.contains(&Right::Health);
        let found = match (role.level, scope) {
            (Level::Office, UserScope::Office) => Scope::office(names, health),
            (Level::Office, UserScope::District { district }) => {
                Scope::schools(self.schools_of(district).await?, names, health)
            }
            (Level::Office, UserScope::Schools { school_ids }) => {
                Scope::schools(school_ids.clone(), names, health)
            }
            (Level::Office, UserScope::School { school_id }) => {
                Scope::schools(vec![school_id.clone()], names, health)
            }
            (Level::School, UserScope::Schools { school_ids }) => {
                Scope::own_schools(school_ids.clone(), names)
            }
            (Level::School, UserScope::School { school_id }) => Scope::school(school_id, names),
            (
                Level::Classes,
                UserScope::Classes {
                    school_id,
                    class_ids,
                },
            ) => Scope::classes(school_id, class_ids.clone(), names),
            (
                Level::Groups,
                UserScope::Groups {
                    school_id,
                    group_ids,
                },
            ) => {
                let class_ids = self.classes_of(school_id, group_ids).await?;
                Scope::groups(school_id, group_ids.clone(), class_ids, names)
            }
            _ => Scope::nothing(),
        };
        Ok(found.about(role.topics))
    }

    /// Says whether everything in one scope lies in another.
    pub async fn is_within(&self, inner: &UserScope, outer: &UserScope) -> Result<bool, AskError> {
        use UserScope::{Classes, District, Groups, Nothing, Office, School, Schools};
        let all = |inner: &[String], outer: &[String]| inner.iter().all(|id| outer.contains(id));
        Ok(match (inner, outer) {
            (Nothing, _) | (_, Office) => true,
            (inner, outer) if inner == outer => true,
            (_, Nothing) | (Office, _) => false,
            (District { .. }, District { .. }) => false,
            (District { district }, Schools { school_ids }) => {
                all(&self.schools_of(district).await?, school_ids)
            }
            (inner, District { district }) => {
                let school_ids = self.schools_of(district).await?;
                all(&schools_in(inner), &school_ids)
            }
            (inner, Schools { school_ids }) => all(&schools_in(inner), school_ids),
            (inner, School { school_id }) => {
                all(&schools_in(inner), std::slice::from_ref(school_id))
                    && !matches!(inner, District { .. })
            }
            (
                Classes {
                    school_id,
                    class_ids,
                },
                Classes {
                    school_id: outer_school,
                    class_ids: outer_classes,
                },
            ) => school_id == outer_school && all(class_ids, outer_classes),
            (
                Groups {
                    school_id,
                    group_ids,
                },
                Groups {
                    school_id: outer_school,
                    group_ids: outer_groups,
                },
            ) => school_id == outer_school && all(group_ids, outer_groups),
            (
                Groups {
                    school_id,
                    group_ids,
                },
                Classes {
                    school_id: outer_school,
                    class_ids,
                },
            ) => {
                school_id == outer_school
                    && all(&self.classes_of(school_id, group_ids).await?, class_ids)
            }
            (_, Classes { .. } | Groups { .. }) => false,
        })
    }

    /// Returns the schools of a district as it is now.
    pub(super) async fn schools_of(&self, district: &str) -> Result<Vec<String>, AskError> {
        let query = json!({
            "dimensions": ["school.id"],
            "filters": [{"member": "district.name", "operator": "equals", "values": [district]}],
        });
        self.ids("school.id", &query).await
    }

    /// Returns the classes that groups of a school are of.
    async fn classes_of(
        &self,
        school_id: &str,
        group_ids: &[String],
    ) -> Result<Vec<String>, AskError> {
        if group_ids.is_empty() {
            return Ok(Vec::new());
        }
        let query = json!({
            "dimensions": ["group.id", "class.id"],
            "filters": [
                {"member": "school.id", "operator": "equals", "values": [school_id]},
                {"member": "group.id", "operator": "equals", "values": group_ids},
            ],
        });
        self.ids("class.id", &query).await
    }

    /// Returns the values of an id, each once; none before the first release.
    pub(super) async fn ids(&self, member: &str, query: &Value) -> Result<Vec<String>, AskError> {
        self.ids_in(&Scope::office(true, true), member, query).await
    }

    /// Returns the same of a scope.
    pub(super) async fn ids_in(
        &self,
        scope: &Scope,
        member: &str,
        query: &Value,
    ) -> Result<Vec<String>, AskError> {
        let answer = match self.ask_capped(scope, query, Cap::NONE).await {
            Ok(answer) => answer,
            Err(AskError::NoRelease) => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let rows = export::json::rows(&answer.table);
        let ids = rows
            .iter()
            .filter_map(|row| row.get(member).and_then(Value::as_str));
        let mut ids: Vec<String> = ids.map(str::to_owned).collect();
        ids.sort_unstable();
        ids.dedup();
        Ok(ids)
    }
}

/// Returns the rights that a user holds on a day and whose role can have them.
pub fn rights_of(user: &User, day: Date) -> Vec<Right> {
    let role = Role::named(&user.role);
    let possible = role.into_iter().flat_map(|role| role.rights);
    possible
        .copied()
        .filter(|right| user.holds(right.name(), day))
        .collect()
}

/// Returns the schools that a scope lies in, where it names them.
pub(super) fn schools_in(scope: &UserScope) -> Vec<String> {
    match scope {
        UserScope::Schools { school_ids } => school_ids.clone(),
        UserScope::School { school_id }
        | UserScope::Classes { school_id, .. }
        | UserScope::Groups { school_id, .. } => vec![school_id.clone()],
        UserScope::Office | UserScope::District { .. } | UserScope::Nothing => Vec::new(),
    }
}
