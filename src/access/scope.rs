//! Scope: the rows, the topics and the kinds of personal data that a person may see.

use datafusion::arrow::datatypes::Schema;
use datafusion::logical_expr::{Expr, col, lit};

use super::Topics;
use crate::model::{Personal, RowsBy, Sight};

/// What a person may see. There is no way to ask anything without one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    rows: Rows,
    sight: Sight,
    topics: Topics,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rows {
    /// All schools.
    Office,
    Schools(Vec<String>),
    Classes {
        school_id: String,
        class_ids: Vec<String>,
    },
    Groups {
        school_id: String,
        group_ids: Vec<String>,
        /// The classes that the groups are of: whose pupils have names.
        class_ids: Vec<String>,
    },
    /// No row of any table.
    Nothing,
}

/// Tables without a class or a group that a person with some of a school sees for the whole school:
/// they name things and hold nothing about pupils.
const WHOLE_SCHOOL: [&str; 6] = [
    "schools", "subjects", "teachers", "terms", "calendar", "rules",
];

/// Tables without a group that name what groups consist of.
const OF_A_GROUPS_CLASSES: [&str; 2] = ["classes", "pupils"];

impl Scope {
    /// Returns the scope of all schools. Pupils' own keys stay unknown outside their school, whatever
    /// the rights.
    pub fn office(has_personal_data: bool, has_health: bool) -> Self {
        Self {
            rows: Rows::Office,
            sight: from_outside(has_personal_data, has_health),
            topics: Topics::All,
        }
    }

    /// Returns the scope of some schools as the office sees them.
    pub fn schools(school_ids: Vec<String>, has_personal_data: bool, has_health: bool) -> Self {
        Self {
            rows: Rows::Schools(school_ids),
            ..Self::office(has_personal_data, has_health)
        }
    }

    /// Returns the scope of one school, which knows its own pupils' illnesses.
    pub fn school(school_id: impl Into<String>, has_personal_data: bool) -> Self {
        Self::own_schools(vec![school_id.into()], has_personal_data)
    }

    /// Returns the scope of schools that have one director.
    pub fn own_schools(school_ids: Vec<String>, has_personal_data: bool) -> Self {
        Self {
            rows: Rows::Schools(school_ids),
            sight: from_inside(has_personal_data, RowsBy::School),
            topics: Topics::All,
        }
    }

    /// Returns the scope of some classes of one school.
    pub fn classes(
        school_id: impl Into<String>,
        class_ids: Vec<String>,
        has_personal_data: bool,
    ) -> Self {
        Self {
            rows: Rows::Classes {
                school_id: school_id.into(),
                class_ids,
            },
            sight: from_inside(has_personal_data, RowsBy::Class),
            topics: Topics::All,
        }
    }

    /// Returns the scope of some groups of one school, with the classes that they are of.
    pub fn groups(
        school_id: impl Into<String>,
        group_ids: Vec<String>,
        class_ids: Vec<String>,
        has_personal_data: bool,
    ) -> Self {
        Self {
            rows: Rows::Groups {
                school_id: school_id.into(),
                group_ids,
                class_ids,
            },
            sight: from_inside(has_personal_data, RowsBy::Group),
            topics: Topics::All,
        }
    }

    /// Returns the scope of who works with svodka and sees no data.
    pub fn nothing() -> Self {
        Self {
            rows: Rows::Nothing,
            sight: from_outside(false, false),
            topics: Topics::Only(&[]),
        }
    }

    /// Narrows the scope to some topics.
    pub fn about(self, topics: Topics) -> Self {
        Self { topics, ..self }
    }

    pub fn rows(&self) -> &Rows {
        &self.rows
    }

    pub fn sight(&self) -> Sight {
        self.sight
    }

    pub fn topics(&self) -> Topics {
        self.topics
    }

    /// Says whether figures of few pupils are withheld: outside their school, without the right to their names.
    pub fn withholds_small_cells(&self) -> bool {
        !self.sight.has_identity && !self.sight.has_pupils
    }

    /// Says whether rows of that school may lie in the scope.
    pub fn includes_school(&self, school: &str) -> bool {
        match &self.rows {
            Rows::Office => true,
            Rows::Schools(school_ids) => school_ids.iter().any(|id| id == school),
            Rows::Classes { school_id, .. } | Rows::Groups { school_id, .. } => school_id == school,
            Rows::Nothing => false,
        }
    }

    /// Returns the only school that the scope lies in; none where it is not one.
    pub fn school_id(&self) -> Option<&str> {
        match &self.rows {
            Rows::Schools(school_ids) => match school_ids.as_slice() {
                [school_id] => Some(school_id),
                _ => None,
            },
            Rows::Classes { school_id, .. } | Rows::Groups { school_id, .. } => Some(school_id),
            Rows::Office | Rows::Nothing => None,
        }
    }

    /// Returns a text that two scopes share only if they see the same; part of every cache key.
    pub fn fingerprint(&self) -> String {
        let Sight {
            has_pupils,
            has_staff,
            has_identity,
            has_health,
            // Told by the rows.
            rows_by: _,
        } = self.sight;
        let sight = [has_pupils, has_staff, has_identity, has_health]
            .map(|has| if has { '1' } else { '0' });
        let sight = String::from_iter(sight);
        format!("{:?}/{sight}/{:?}", self.rows, self.topics)
    }

    /// Returns the condition that lets rows of a table through: `None` for all of them. A table on
    /// which nothing is known about schools lets no row through.
    pub(super) fn policy(&self, table: &str, schema: &Schema) -> Option<Expr> {
        let has = |column: &str| schema.column_with_name(column).is_some();
        let among = |column: &str, ids: &[String]| {
            let list = ids.iter().map(|id| lit(id.as_str())).collect();
            col(column).in_list(list, false)
        };
        match &self.rows {
            Rows::Office => None,
            Rows::Nothing => Some(lit(false)),
            _ if !has("school_id") => Some(lit(false)),
            Rows::Schools(school_ids) => match school_ids.as_slice() {
                [school_id] => Some(col("school_id").eq(lit(school_id.as_str()))),
                _ => Some(among("school_id", school_ids)),
            },
            Rows::Classes {
                school_id,
                class_ids,
            } => {
                let in_school = col("school_id").eq(lit(school_id.as_str()));
                if has("class_id") {
                    Some(in_school.and(among("class_id", class_ids)))
                } else if WHOLE_SCHOOL.contains(&table) {
                    Some(in_school)
                } else {
                    Some(lit(false))
                }
            }
            Rows::Groups {
                school_id,
                group_ids,
                class_ids,
            } => {
                let in_school = col("school_id").eq(lit(school_id.as_str()));
                if has("group_id") {
                    Some(in_school.and(among("group_id", group_ids)))
                } else if has("class_id") && OF_A_GROUPS_CLASSES.contains(&table) {
                    Some(in_school.and(among("class_id", class_ids)))
                } else if WHOLE_SCHOOL.contains(&table) {
                    Some(in_school)
                } else {
                    Some(lit(false))
                }
            }
        }
    }

    pub(super) fn sees(&self, personal: Option<Personal>) -> bool {
        self.sight.sees(personal)
    }
}

fn from_outside(has_personal_data: bool, has_health: bool) -> Sight {
    Sight {
        has_pupils: has_personal_data,
        has_staff: has_personal_data,
        has_identity: false,
        has_health,
        rows_by: RowsBy::School,
    }
}

fn from_inside(has_personal_data: bool, rows_by: RowsBy) -> Sight {
    Sight {
        has_pupils: has_personal_data,
        has_staff: has_personal_data,
        has_identity: true,
        has_health: true,
        rows_by,
    }
}
