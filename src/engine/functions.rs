//! Functions: those that a person's SQL may call, and the few of our own.

use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, Date32Array, Int64Array, StringArray, StringViewArray,
    TimestampMicrosecondArray,
};
use datafusion::arrow::datatypes::{
    DataType, Date32Type, Int32Type, Int64Type, TimeUnit, TimestampMicrosecondType,
};
use datafusion::common::{Result, exec_err};
use datafusion::execution::SessionStateDefaults;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::logical_expr::{ColumnarValue, ScalarUDF, Volatility, create_udf};

use super::sort_key;
use super::zone_clock::ZoneClock;

/// Scalar functions that terminate, stay small and tell nothing of the machine.
const SCALAR: &[&str] = &[
    "abs",
    "btrim",
    "ceil",
    "char_length",
    "character_length",
    "coalesce",
    "concat",
    "concat_ws",
    "contains",
    "date_part",
    "date_trunc",
    "datepart",
    "datetrunc",
    "ends_with",
    "exp",
    "floor",
    "greatest",
    "initcap",
    "iszero",
    "least",
    "left",
    "length",
    "ln",
    "log",
    "log10",
    "lower",
    "ltrim",
    "make_date",
    "nanvl",
    "nullif",
    "nvl",
    "nvl2",
    "position",
    "power",
    "pow",
    "regexp_count",
    "regexp_like",
    "regexp_match",
    "regexp_replace",
    "replace",
    "reverse",
    "right",
    "round",
    "rtrim",
    "signum",
    "split_part",
    "sqrt",
    "starts_with",
    "strpos",
    "substr",
    "substr_index",
    "substring",
    "substring_index",
    "to_char",
    "to_date",
    "to_timestamp",
    "to_unixtime",
    "translate",
    "trim",
    "trunc",
    "upper",
];

/// Aggregates whose state does not grow with the rows of a group, distinct counts and medians apart.
const AGGREGATE: &[&str] = &[
    "approx_distinct",
    "approx_median",
    "approx_percentile_cont",
    "avg",
    "bool_and",
    "bool_or",
    "corr",
    "count",
    "covar_pop",
    "covar_samp",
    "grouping",
    "max",
    "mean",
    "median",
    "min",
    "percentile_cont",
    "stddev",
    "stddev_pop",
    "stddev_samp",
    "sum",
    "var",
    "var_pop",
    "var_samp",
];

const WINDOW: &[&str] = &[
    "cume_dist",
    "dense_rank",
    "first_value",
    "lag",
    "last_value",
    "lead",
    "nth_value",
    "ntile",
    "percent_rank",
    "rank",
    "row_number",
];

/// Returns a builder that knows the allowed functions only: no generators, no file readers.
pub fn allowed() -> SessionStateBuilder {
    let is_in = |list: &[&str], name: &str| list.contains(&name);
    let scalar = SessionStateDefaults::default_scalar_functions().into_iter();
    let aggregate = SessionStateDefaults::default_aggregate_functions().into_iter();
    let window = SessionStateDefaults::default_window_functions().into_iter();
    SessionStateBuilder::new()
        .with_expr_planners(SessionStateDefaults::default_expr_planners())
        .with_scalar_functions(scalar.filter(|f| is_in(SCALAR, f.name())).collect())
        .with_aggregate_functions(aggregate.filter(|f| is_in(AGGREGATE, f.name())).collect())
        .with_window_functions(window.filter(|f| is_in(WINDOW, f.name())).collect())
}

/// Returns the function by which texts are ordered.
pub fn sort_key_function() -> ScalarUDF {
    create_udf(
        "sort_key",
        vec![DataType::Utf8],
        DataType::Utf8,
        Volatility::Immutable,
        Arc::new(|arguments: &[ColumnarValue]| {
            let texts = array(arguments, 0)?;
            let keys: StringArray = texts
                .as_string::<i32>()
                .iter()
                .map(|text| text.map(sort_key))
                .collect();
            Ok(ColumnarValue::Array(Arc::new(keys)))
        }),
    )
}

/// The office's own way to name a pupil so that nobody outside the school knows who it is: a keyed
/// hash of school and pupil, the same on every night, different in every office.
#[derive(Clone)]
pub struct PupilKeys {
    secret: [u8; 32],
}

impl PupilKeys {
    pub fn new(secret: [u8; 32]) -> Self {
        Self { secret }
    }

    /// Returns the key of a pupil. Two pupils of five million share one with a chance of 1 in a million.
    pub fn key(&self, school_id: &str, pupil_id: &str) -> i64 {
        let mut hasher = blake3::Hasher::new_keyed(&self.secret);
        hasher.update(&(school_id.len() as u64).to_le_bytes());
        hasher.update(school_id.as_bytes());
        hasher.update(pupil_id.as_bytes());
        let hash = hasher.finalize();
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&hash.as_bytes()[..8]);
        i64::from_le_bytes(bytes)
    }

    pub(super) fn function(&self) -> ScalarUDF {
        let keys = self.clone();
        create_udf(
            "pupil_key",
            vec![DataType::Utf8View, DataType::Utf8View],
            DataType::Int64,
            Volatility::Immutable,
            Arc::new(move |arguments: &[ColumnarValue]| {
                let schools = array(arguments, 0)?;
                let pupils = array(arguments, 1)?;
                let schools: &StringViewArray = schools.as_string_view();
                let pupils: &StringViewArray = pupils.as_string_view();
                let found: Int64Array = schools
                    .iter()
                    .zip(pupils)
                    .map(|(school, pupil)| Some(keys.key(school?, pupil?)))
                    .collect();
                Ok(ColumnarValue::Array(Arc::new(found)))
            }),
        )
    }
}

/// Returns the function that writes a pupil's key for people: `у-` and 13 letters and digits.
pub fn pseudonym_function() -> ScalarUDF {
    create_udf(
        "pseudonym",
        vec![DataType::Int64],
        DataType::Utf8,
        Volatility::Immutable,
        Arc::new(|arguments: &[ColumnarValue]| {
            let keys = array(arguments, 0)?;
            let names: StringArray = keys
                .as_primitive::<Int64Type>()
                .iter()
                .map(|key| key.map(pseudonym))
                .collect();
            Ok(ColumnarValue::Array(Arc::new(names)))
        }),
    )
}

fn pseudonym(key: i64) -> String {
    // Digits and letters that nobody mistakes for one another on paper.
    const SIGNS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut rest = key as u64;
    let mut name = String::from("у-");
    for _ in 0..13 {
        name.push(SIGNS[(rest & 31) as usize] as char);
        rest >>= 5;
    }
    name
}

/// Returns the function that tells on which day, by a zone's clocks, a moment was.
pub fn local_day_function() -> ScalarUDF {
    create_udf(
        "local_day",
        vec![
            DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            DataType::Utf8View,
        ],
        DataType::Date32,
        Volatility::Immutable,
        Arc::new(|arguments: &[ColumnarValue]| {
            let moments = array(arguments, 0)?;
            let zones = array(arguments, 1)?;
            let moments = moments.as_primitive::<TimestampMicrosecondType>();
            let zones = zones.as_string_view();
            let mut clock = ZoneClock::default();
            let mut days = Vec::with_capacity(moments.len());
            for row in 0..moments.len() {
                let is_known = moments.is_valid(row) && zones.is_valid(row);
                days.push(if is_known {
                    clock.day(moments.value(row), zones.value(row))
                } else {
                    None
                });
            }
            Ok(ColumnarValue::Array(Arc::new(Date32Array::from(days))))
        }),
    )
}

/// Returns the function that tells when a zone's clocks show a time of a day, given in seconds since midnight.
/// A time that the clocks skip is the one as much later; of one that they show twice it is the first.
pub fn local_moment_function() -> ScalarUDF {
    let moment = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    create_udf(
        "local_moment",
        vec![DataType::Date32, DataType::Int32, DataType::Utf8View],
        moment,
        Volatility::Immutable,
        Arc::new(|arguments: &[ColumnarValue]| {
            let (days, times) = (array(arguments, 0)?, array(arguments, 1)?);
            let zones = array(arguments, 2)?;
            let days = days.as_primitive::<Date32Type>();
            let times = times.as_primitive::<Int32Type>();
            let zones = zones.as_string_view();
            let mut clock = ZoneClock::default();
            let mut moments = Vec::with_capacity(days.len());
            for row in 0..days.len() {
                let is_known = days.is_valid(row) && times.is_valid(row) && zones.is_valid(row);
                moments.push(if is_known {
                    clock.moment(days.value(row), times.value(row), zones.value(row))
                } else {
                    None
                });
            }
            let moments = TimestampMicrosecondArray::from(moments).with_timezone("UTC");
            Ok(ColumnarValue::Array(Arc::new(moments)))
        }),
    )
}

fn array(arguments: &[ColumnarValue], place: usize) -> Result<ArrayRef> {
    let arrays = ColumnarValue::values_to_arrays(arguments)?;
    match arrays.get(place) {
        Some(array) => Ok(array.clone()),
        None => exec_err!("an argument is missing"),
    }
}
