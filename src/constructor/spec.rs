//! Query spec: the question as it came, its shape checked and its names not yet looked up.
//!
//! The format is Cube's REST query with our additions (`contracts/query.md`).

use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::Value;

use crate::catalogue::say;
use crate::diagnostic::nearest;
use crate::table::Granularity;

#[derive(Debug, Clone, Default, PartialEq)]
pub struct QuerySpec {
    pub measures: Vec<String>,
    pub dimensions: Vec<String>,
    pub time_dimensions: Vec<TimeSpec>,
    pub filters: Vec<FilterSpec>,
    pub order: Vec<(String, Direction)>,
    pub limit: Option<u64>,
    pub offset: u64,
    pub has_total: bool,
    pub totals: Totals,
    pub pivot: Option<Pivot>,
    pub as_of: Option<i64>,
    pub formulas: Vec<FormulaSpec>,
    pub has_others: bool,
    pub compare: Option<Compare>,
}

/// With what the figures of a span stand side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    /// The month before a month, the week before a week, as many days before others.
    PreviousPeriod,
    /// The school year before, from the same teaching day to the same.
    PreviousYear,
}

#[derive(Debug, Clone, PartialEq)]
pub struct TimeSpec {
    pub dimension: String,
    pub granularity: Option<Granularity>,
    pub range: Option<RangeSpec>,
}

/// A stretch of days as it was asked.
#[derive(Debug, Clone, PartialEq)]
pub enum RangeSpec {
    Days(String, String),
    Relative(String),
}

#[derive(Debug, Clone, PartialEq)]
pub enum FilterSpec {
    Member {
        member: String,
        operator: String,
        values: Vec<String>,
        path: String,
    },
    All(Vec<FilterSpec>),
    Any(Vec<FilterSpec>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Ascending,
    Descending,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub enum Totals {
    #[default]
    None,
    Grand,
    /// A level per prefix of these dimensions.
    Levels(Vec<String>),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Pivot {
    pub rows: Vec<String>,
    pub columns: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct FormulaSpec {
    pub name: String,
    pub title: Option<String>,
    pub expression: String,
}

/// One thing wrong with a question, with the place in its JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    pub path: String,
    pub message: String,
    pub hint: Option<String>,
}

impl Fault {
    pub fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            message: message.into(),
            hint: None,
        }
    }

    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

const KEYS: [&str; 18] = [
    "measures",
    "dimensions",
    "timeDimensions",
    "filters",
    "order",
    "limit",
    "offset",
    "total",
    "timezone",
    "totals",
    "pivot",
    "compare",
    "asOf",
    "formulas",
    "others",
    "segments",
    "renewQuery",
    "responseFormat",
];

/// More is no question that a person asks, and a plan of it could exhaust the planner's stack.
const MOST_FILTERS: usize = 200;
const MOST_VALUES: usize = 5_000;
const DEEPEST_GROUP: usize = 8;
const MOST_MEMBERS: usize = 100;

impl QuerySpec {
    /// Reads a question; returns every fault of its shape at once.
    pub fn parse(json: &Value) -> Result<Self, Vec<Fault>> {
        let mut reader = Reader::default();
        let spec = reader.spec(json);
        if reader.faults.is_empty() {
            Ok(spec)
        } else {
            Err(reader.faults)
        }
    }
}

#[derive(Default)]
struct Reader {
    faults: Vec<Fault>,
    filters: usize,
}

impl Reader {
    fn spec(&mut self, json: &Value) -> QuerySpec {
        let mut spec = QuerySpec::default();
        let Some(object) = json.as_object() else {
            self.fault("", say!("question-not-object"));
            return spec;
        };
        for (key, value) in object {
            match key.as_str() {
                _ if value.is_null() => {}
                "measures" => spec.measures = self.names(key, value),
                "dimensions" => spec.dimensions = self.names(key, value),
                "timeDimensions" => spec.time_dimensions = self.time_dimensions(value),
                "filters" => spec.filters = self.filters(key, value, 0),
                "order" => spec.order = self.order(value),
                "limit" => spec.limit = self.whole(key, value),
                "offset" => spec.offset = self.whole(key, value).unwrap_or(0),
                "total" => spec.has_total = self.flag(key, value),
                "totals" => spec.totals = self.totals(value),
                "pivot" => spec.pivot = self.pivot(value),
                "asOf" => spec.as_of = self.release(value),
                "formulas" => spec.formulas = self.formulas(value),
                "others" => spec.has_others = self.flag(key, value),
                // The facts carry the school's own days, so a time zone moves nothing.
                "timezone" => {
                    if let Some(name) = self.text(key, value)
                        && TimeZone::get(&name).is_err()
                    {
                        let message = say!("question-not-timezone", name = name.as_str());
                        let fault = Fault::new(key, message);
                        self.faults.push(
                            fault.with_hint(say!("question-example", example = "Europe/Moscow")),
                        );
                    }
                }
                "compare" => spec.compare = self.compare(value),
                "segments" if value.as_array().is_some_and(Vec::is_empty) => {}
                "segments" => self.fault(key, say!("question-segments")),
                "renewQuery" | "responseFormat" => {}
                "ungrouped" if value == &Value::Bool(false) => {}
                _ => {
                    let mut fault =
                        Fault::new(key, say!("question-unknown-key", key = key.as_str()));
                    if let Some(near) = nearest(key, KEYS) {
                        fault = fault.with_hint(say!("question-perhaps", near = near));
                    }
                    self.faults.push(fault);
                }
            }
        }
        let asked = spec.measures.len() + spec.dimensions.len() + spec.formulas.len();
        let splits = spec.time_dimensions.iter().any(|t| t.granularity.is_some());
        if asked == 0 && !splits && self.faults.is_empty() {
            self.fault("measures", say!("question-empty"));
        }
        if spec.compare.is_some() && spec.has_others {
            self.fault("others", say!("question-others-compared"));
        }
        if spec.has_others && spec.limit.is_none() {
            self.fault("others", say!("question-others-without-limit"));
        }
        spec
    }

    fn compare(&mut self, value: &Value) -> Option<Compare> {
        match value.as_str() {
            Some("previous_period") => Some(Compare::PreviousPeriod),
            Some("previous_year") => Some(Compare::PreviousYear),
            _ => {
                self.fault("compare", say!("question-compare-due"));
                None
            }
        }
    }

    fn names(&mut self, path: &str, value: &Value) -> Vec<String> {
        let Some(list) = self.list(path, value) else {
            return Vec::new();
        };
        if list.len() > MOST_MEMBERS {
            self.fault(
                path,
                say!("question-too-many", most = MOST_MEMBERS.to_string()),
            );
            return Vec::new();
        }
        let mut names: Vec<String> = Vec::new();
        for (place, item) in list.iter().enumerate() {
            if let Some(name) = self.text(&format!("{path}[{place}]"), item)
                && !names.contains(&name)
            {
                names.push(name);
            }
        }
        names
    }

    fn time_dimensions(&mut self, value: &Value) -> Vec<TimeSpec> {
        let mut found = Vec::new();
        for (place, item) in self
            .list("timeDimensions", value)
            .unwrap_or(&Vec::new())
            .iter()
            .enumerate()
        {
            let path = format!("timeDimensions[{place}]");
            let Some(object) = item.as_object() else {
                self.fault(&path, say!("question-time-due"));
                continue;
            };
            let Some(dimension) = object
                .get("dimension")
                .and_then(|name| self.text(&format!("{path}.dimension"), name))
            else {
                if !object.contains_key("dimension") {
                    self.fault(&format!("{path}.dimension"), say!("question-time-unnamed"));
                }
                continue;
            };
            let mut granularity = None;
            let mut range = None;
            for (key, value) in object {
                let path = format!("{path}.{key}");
                match key.as_str() {
                    _ if value.is_null() => {}
                    "dimension" => {}
                    "granularity" => {
                        match value.as_str().map(|name| (name, Granularity::parse(name))) {
                            Some((_, Some(parsed))) => granularity = Some(parsed),
                            _ => self.fault(&path, say!("question-granularity-due")),
                        }
                    }
                    "dateRange" => range = self.range(&path, value),
                    _ => self.fault(&path, say!("question-unknown-key", key = key.as_str())),
                }
            }
            found.push(TimeSpec {
                dimension,
                granularity,
                range,
            });
        }
        found
    }

    fn range(&mut self, path: &str, value: &Value) -> Option<RangeSpec> {
        match value {
            Value::String(text) if text.starts_with(|c: char| c.is_ascii_digit()) => {
                Some(RangeSpec::Days(text.clone(), text.clone()))
            }
            Value::String(text) => Some(RangeSpec::Relative(text.clone())),
            Value::Array(days) => match days.as_slice() {
                [Value::String(day)] => self.range(path, &Value::String(day.clone())),
                [Value::String(from), Value::String(to)] => {
                    Some(RangeSpec::Days(from.clone(), to.clone()))
                }
                _ => {
                    self.fault(path, say!("question-days-due"));
                    None
                }
            },
            _ => {
                self.fault(path, say!("question-range-due"));
                None
            }
        }
    }

    fn filters(&mut self, path: &str, value: &Value, depth: usize) -> Vec<FilterSpec> {
        if depth > DEEPEST_GROUP {
            self.fault(path, say!("question-groups-too-deep"));
            return Vec::new();
        }
        let mut found = Vec::new();
        for (place, item) in self
            .list(path, value)
            .unwrap_or(&Vec::new())
            .iter()
            .enumerate()
        {
            let path = format!("{path}[{place}]");
            self.filters += 1;
            if self.filters > MOST_FILTERS {
                if self.filters == MOST_FILTERS + 1 {
                    self.fault(
                        &path,
                        say!("question-too-many-filters", most = MOST_FILTERS.to_string()),
                    );
                }
                break;
            }
            let Some(object) = item.as_object() else {
                self.fault(&path, say!("question-filter-due"));
                continue;
            };
            if let Some(group) = object.get("and") {
                found.push(FilterSpec::All(self.filters(
                    &format!("{path}.and"),
                    group,
                    depth + 1,
                )));
            } else if let Some(group) = object.get("or") {
                found.push(FilterSpec::Any(self.filters(
                    &format!("{path}.or"),
                    group,
                    depth + 1,
                )));
            } else {
                found.extend(self.filter(&path, object));
            }
        }
        found
    }

    fn filter(
        &mut self,
        path: &str,
        object: &serde_json::Map<String, Value>,
    ) -> Option<FilterSpec> {
        // Cube's own clients of older versions say `dimension` for `member`.
        let member = object.get("member").or_else(|| object.get("dimension"));
        let member = match member {
            Some(member) => self.text(&format!("{path}.member"), member)?,
            None => {
                self.fault(&format!("{path}.member"), say!("question-member-unnamed"));
                return None;
            }
        };
        let operator = match object.get("operator") {
            Some(operator) => self.text(&format!("{path}.operator"), operator)?,
            None => {
                self.fault(
                    &format!("{path}.operator"),
                    say!("question-operator-unnamed"),
                );
                return None;
            }
        };
        let mut values = Vec::new();
        let list = match object.get("values") {
            None | Some(Value::Null) => &Vec::new(),
            Some(list) => self.list(&format!("{path}.values"), list)?,
        };
        if list.len() > MOST_VALUES {
            self.fault(
                &format!("{path}.values"),
                say!("question-too-many-values", most = MOST_VALUES.to_string()),
            );
            return None;
        }
        for (place, value) in list.iter().enumerate() {
            match value {
                Value::String(text) => values.push(text.clone()),
                Value::Number(number) => values.push(number.to_string()),
                Value::Bool(flag) => values.push(flag.to_string()),
                _ => self.fault(
                    &format!("{path}.values[{place}]"),
                    say!("question-text-or-number-due"),
                ),
            }
        }
        Some(FilterSpec::Member {
            member,
            operator,
            values,
            path: path.to_owned(),
        })
    }

    fn order(&mut self, value: &Value) -> Vec<(String, Direction)> {
        let pairs: Vec<(String, String, Value)> = match value {
            Value::Object(object) => object
                .iter()
                .map(|(member, way)| (format!("order.{member}"), member.clone(), way.clone()))
                .collect(),
            Value::Array(list) => {
                let mut pairs = Vec::new();
                for (place, item) in list.iter().enumerate() {
                    let path = format!("order[{place}]");
                    match item.as_array().map(Vec::as_slice) {
                        Some([Value::String(member), way]) => {
                            pairs.push((path, member.clone(), way.clone()))
                        }
                        _ => self.fault(&path, say!("question-order-pair-due")),
                    }
                }
                pairs
            }
            _ => {
                self.fault("order", say!("question-order-due"));
                Vec::new()
            }
        };
        let mut order = Vec::new();
        for (path, member, way) in pairs {
            match way.as_str() {
                Some("asc") => order.push((member, Direction::Ascending)),
                Some("desc") => order.push((member, Direction::Descending)),
                Some("none") => {}
                _ => self.fault(&path, say!("question-way-due")),
            }
        }
        order
    }

    fn totals(&mut self, value: &Value) -> Totals {
        match value {
            Value::Bool(true) => Totals::Grand,
            Value::Bool(false) => Totals::None,
            Value::Array(_) => Totals::Levels(self.names("totals", value)),
            _ => {
                self.fault("totals", say!("question-totals-due"));
                Totals::None
            }
        }
    }

    fn pivot(&mut self, value: &Value) -> Option<Pivot> {
        let Some(object) = value.as_object() else {
            self.fault("pivot", say!("question-pivot-due"));
            return None;
        };
        let mut pivot = Pivot {
            rows: Vec::new(),
            columns: Vec::new(),
        };
        for (key, value) in object {
            let path = format!("pivot.{key}");
            match key.as_str() {
                "rows" => pivot.rows = self.names(&path, value),
                "columns" => pivot.columns = self.names(&path, value),
                _ => self.fault(&path, say!("question-unknown-key", key = key.as_str())),
            }
        }
        Some(pivot)
    }

    fn formulas(&mut self, value: &Value) -> Vec<FormulaSpec> {
        let mut found: Vec<FormulaSpec> = Vec::new();
        for (place, item) in self
            .list("formulas", value)
            .unwrap_or(&Vec::new())
            .iter()
            .enumerate()
        {
            let path = format!("formulas[{place}]");
            if place >= MOST_MEMBERS {
                self.fault(
                    &path,
                    say!(
                        "question-too-many-formulas",
                        most = MOST_MEMBERS.to_string()
                    ),
                );
                break;
            }
            let text = |key: &str| item.get(key).and_then(Value::as_str).map(str::to_owned);
            match (text("name"), text("expression")) {
                (Some(name), Some(expression)) => found.push(FormulaSpec {
                    name,
                    title: text("title"),
                    expression,
                }),
                _ => self.fault(&path, say!("question-formula-due")),
            }
        }
        found
    }

    fn release(&mut self, value: &Value) -> Option<i64> {
        let id = value
            .as_i64()
            .or_else(|| value.as_str().and_then(|text| text.parse().ok()));
        if id.is_none() {
            self.fault("asOf", say!("question-release-due"));
        }
        id
    }

    fn whole(&mut self, path: &str, value: &Value) -> Option<u64> {
        let number = value
            .as_u64()
            .or_else(|| value.as_str().and_then(|text| text.parse().ok()));
        if number.is_none() {
            self.fault(path, say!("question-whole-due"));
        }
        number
    }

    fn flag(&mut self, path: &str, value: &Value) -> bool {
        value.as_bool().unwrap_or_else(|| {
            self.fault(path, say!("question-flag-due"));
            false
        })
    }

    fn text(&mut self, path: &str, value: &Value) -> Option<String> {
        let text = value.as_str().map(str::to_owned);
        if text.is_none() {
            self.fault(path, say!("question-text-due"));
        }
        text
    }

    fn list<'v>(&mut self, path: &str, value: &'v Value) -> Option<&'v Vec<Value>> {
        let list = value.as_array();
        if list.is_none() {
            self.fault(path, say!("question-list-due"));
        }
        list
    }

    fn fault(&mut self, path: &str, message: impl Into<String>) {
        self.faults.push(Fault::new(path, message));
    }
}
