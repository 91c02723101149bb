//! Unprinted: classes whose pupils are owed slips of a week on paper, and whose slips nobody printed.
//!
//! Guardians who declined electronic access get a print every week. Which slips a print had follows from its record: the
//! week and the class that were chosen, and whose classes its author saw.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde_json::{Value, json};

use super::offers::equals;
use super::text_of;
use crate::app::ask::inner;
use crate::app::{Action, App, AskError, Asker};
use crate::constructor::{Range, RangeSpec};
use crate::engine::sort_key;
use crate::office::{PrintRecord, UserScope};
use crate::period::{Period, SchoolYear};

/// The week before this one, and where slips of it are wanting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnprintedSlips {
    pub week: Period,
    /// The names of classes with how many pupils are owed a slip.
    pub classes: Vec<(String, usize)>,
}

/// The report whose prints are slips.
const SLIPS: &str = "weekly-slips";

/// Prints of a school's slips that are looked through: a class each over half a year of a large school.
const LOOKED_THROUGH: usize = 1_000;

/// A class of which slips are owed.
struct Owed {
    name: String,
    pupils: BTreeSet<String>,
}

impl App {
    /// Returns where slips of the last week are wanting in an asker's own school; none where they are all printed, where
    /// nothing was taught, and for who does not print them.
    pub async fn unprinted_slips(&self, asker: &Asker) -> Result<Option<UnprintedSlips>, AskError> {
        let Some(school_id) = asker.scope.school_id() else {
            return Ok(None);
        };
        if !asker.may(Action::Export) || self.report_named(asker, SLIPS).is_err() {
            return Ok(None);
        }
        let last = RangeSpec::Relative("last week".to_owned());
        let Ok(Range::Days(week)) = Range::resolve(&last, self.moment().today) else {
            return Ok(None);
        };
        let mut owed = match self.owed(asker, school_id, week).await {
            Err(AskError::NoRelease) => return Ok(None),
            owed => owed?,
        };
        if owed.is_empty() {
            return Ok(None);
        }
        let prints = self.office.prints_of(SLIPS, school_id, LOOKED_THROUGH);
        for record in prints.await.map_err(inner)? {
            if covers_week(&record, week) {
                owed.retain(|id, class| !has_slips_of(&record, id, &class.name));
            }
        }
        let classes = owed.into_values();
        let mut classes: Vec<_> = classes
            .map(|class| (class.name, class.pupils.len()))
            .collect();
        // As people name them: the ninth before the tenth, whatever ids they have.
        classes.sort_by_cached_key(|(name, _)| sort_key(name));
        Ok((!classes.is_empty()).then_some(UnprintedSlips { week, classes }))
    }

    /// Returns the classes by their ids that were taught in a week and have pupils whose guardians declined access.
    async fn owed(
        &self,
        asker: &Asker,
        school_id: &str,
        week: Period,
    ) -> Result<BTreeMap<String, Owed>, AskError> {
        let of_school = equals("school.id", school_id);
        let year = SchoolYear::of(week.to).to_string();
        let refusing = json!({
            "measures": ["guardians.refusals"],
            "dimensions": ["class.id", "class.name", "pupil.id"],
            "filters": [
                of_school,
                equals("school_year.name", &year),
                {"member": "guardians.refusals", "operator": "gte", "values": [1]},
            ],
        });
        let mut owed: BTreeMap<String, Owed> = BTreeMap::new();
        for row in self.rows_of_choices(asker, &refusing).await? {
            if let (Some(id), Some(name), Some(pupil)) = (
                text_of(&row, "class.id"),
                text_of(&row, "class.name"),
                text_of(&row, "pupil.id"),
            ) {
                let class = owed.entry(id).or_insert_with(|| Owed {
                    name,
                    pupils: BTreeSet::new(),
                });
                class.pupils.insert(pupil);
            }
        }
        if owed.is_empty() {
            return Ok(owed);
        }
        let days = [week.from.to_string(), week.to.to_string()];
        let taught = json!({
            "measures": ["attendance.due"],
            "dimensions": ["class.id"],
            "timeDimensions": [{"dimension": "calendar.date", "dateRange": days}],
            "filters": [of_school, {"member": "attendance.due", "operator": "gt", "values": [0]}],
        });
        let taught = self.rows_of_choices(asker, &taught).await?;
        let taught: BTreeSet<String> = taught
            .iter()
            .filter_map(|row| text_of(row, "class.id"))
            .collect();
        owed.retain(|id, _| taught.contains(id));
        Ok(owed)
    }
}

/// Says whether a print has all days of a week.
fn covers_week(record: &PrintRecord, week: Period) -> bool {
    let days = &put(record)["week"];
    let day = |place: usize| days[place].as_str()?.parse::<Date>().ok();
    match (day(0), day(1)) {
        (Some(from), Some(to)) => from <= week.from && week.to <= to,
        _ => false,
    }
}

/// Says whether a print has slips of a class: of the one that was chosen, else of all that its author saw.
fn has_slips_of(record: &PrintRecord, class_id: &str, class: &str) -> bool {
    if let Some(chosen) = put(record)["class"].as_str() {
        return chosen == class;
    }
    match &record.print.scope {
        UserScope::Classes { class_ids, .. } => class_ids.iter().any(|id| id == class_id),
        UserScope::Groups { .. } | UserScope::Nothing => false,
        UserScope::Office
        | UserScope::District { .. }
        | UserScope::Schools { .. }
        | UserScope::School { .. } => true,
    }
}

/// Returns what the questions of a print were asked with.
fn put(record: &PrintRecord) -> &Value {
    &record.print.wishes["values"]["put"]
}
