//! Scope: the rows and the kinds of personal data that a person may see.

use datafusion::arrow::datatypes::Schema;
use datafusion::logical_expr::{Expr, col, lit};

use crate::model::{Personal, Sight};

/// What a person may see. There is no way to ask anything without one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    rows: Rows,
    sight: Sight,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rows {
    /// All schools.
    Office,
    School(String),
    Classes {
        school_id: String,
        class_ids: Vec<String>,
    },
}

/// Tables without a class that a person with classes of a school sees for the whole school: they
/// name things and hold nothing about pupils.
const WHOLE_SCHOOL: [&str; 6] = [
    "schools", "subjects", "teachers", "terms", "calendar", "rules",
];

impl Scope {
    /// Returns the scope of all schools. Pupils' own keys stay unknown outside their school, whatever
    /// the rights.
    pub fn office(has_personal_data: bool, has_health: bool) -> Self {
        Self {
            rows: Rows::Office,
            sight: Sight {
                has_pupils: has_personal_data,
                has_staff: has_personal_data,
                has_identity: false,
                has_health,
                is_by_classes: false,
            },
        }
    }

    /// Returns the scope of one school, which knows its own pupils' illnesses.
    pub fn school(school_id: impl Into<String>, has_personal_data: bool) -> Self {
        Self {
            rows: Rows::School(school_id.into()),
            sight: own_school(has_personal_data),
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
            sight: Sight {
                is_by_classes: true,
                ..own_school(has_personal_data)
            },
        }
    }

    pub fn rows(&self) -> &Rows {
        &self.rows
    }

    pub fn sight(&self) -> Sight {
        self.sight
    }

    /// Returns the school that the scope lies in; none for the office.
    pub fn school_id(&self) -> Option<&str> {
        match &self.rows {
            Rows::Office => None,
            Rows::School(school_id) | Rows::Classes { school_id, .. } => Some(school_id),
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
            is_by_classes: _,
        } = self.sight;
        let sight = [has_pupils, has_staff, has_identity, has_health]
            .map(|has| if has { '1' } else { '0' });
        format!("{:?}/{}", self.rows, String::from_iter(sight))
    }

    /// Returns the condition that lets rows of a table through: `None` for all of them. A table on
    /// which nothing is known about schools lets no row through.
    pub(super) fn policy(&self, table: &str, schema: &Schema) -> Option<Expr> {
        let has = |column: &str| schema.column_with_name(column).is_some();
        match &self.rows {
            Rows::Office => None,
            _ if !has("school_id") => Some(lit(false)),
            Rows::School(school_id) => Some(col("school_id").eq(lit(school_id.as_str()))),
            Rows::Classes {
                school_id,
                class_ids,
            } => {
                let in_school = col("school_id").eq(lit(school_id.as_str()));
                if has("class_id") {
                    let list = class_ids.iter().map(|id| lit(id.as_str())).collect();
                    Some(in_school.and(col("class_id").in_list(list, false)))
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

fn own_school(has_personal_data: bool) -> Sight {
    Sight {
        has_pupils: has_personal_data,
        has_staff: has_personal_data,
        has_identity: true,
        has_health: true,
        is_by_classes: false,
    }
}
