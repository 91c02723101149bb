//! Quantile: exact over values that come with the number of rows that have them.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use datafusion::arrow::datatypes::{DataType, Field, Float64Type, Int64Type};
use datafusion::common::{Result, ScalarValue, internal_err};
use datafusion::logical_expr::{Accumulator, AggregateUDF, Volatility, create_udaf};

static WEIGHTED_QUANTILE: LazyLock<Arc<AggregateUDF>> = LazyLock::new(|| {
    let list = || DataType::List(Arc::new(Field::new_list_field(DataType::Int64, true)));
    Arc::new(create_udaf(
        "weighted_quantile",
        vec![DataType::Int64, DataType::Int64, DataType::Float64],
        Arc::new(DataType::Float64),
        Volatility::Immutable,
        Arc::new(|_| Ok(Box::<Histogram>::default())),
        Arc::new(vec![list(), list(), DataType::Float64]),
    ))
});

/// Returns the aggregate of a value, how many rows have it, and a share: the value that this share of rows does not
/// exceed. Between two rows it is as far from the lower one as the share is: `percentile_cont` of SQL.
pub fn weighted_quantile() -> Arc<AggregateUDF> {
    WEIGHTED_QUANTILE.clone()
}

/// How many rows have which value.
#[derive(Debug, Default)]
struct Histogram {
    rows: BTreeMap<i64, u64>,
    share: f64,
}

impl Histogram {
    fn take(&mut self, values: &ArrayRef, weights: &ArrayRef) {
        let values = values.as_primitive::<Int64Type>();
        let weights = weights.as_primitive::<Int64Type>();
        for row in 0..values.len() {
            let is_known = values.is_valid(row) && weights.is_valid(row);
            if let Ok(weight) = u64::try_from(weights.value(row))
                && is_known
                && weight > 0
            {
                *self.rows.entry(values.value(row)).or_default() += weight;
            }
        }
    }

    fn quantile(&self) -> Option<f64> {
        let count: u64 = self.rows.values().sum();
        let place = count.checked_sub(1)? as f64 * self.share;
        let (below, above) = (
            self.value_at(place.floor() as u64)?,
            self.value_at(place.ceil() as u64)?,
        );
        Some(below + (above - below) * (place - place.floor()))
    }

    /// Returns the value of a row, were all rows sorted.
    fn value_at(&self, place: u64) -> Option<f64> {
        let mut passed = 0;
        self.rows.iter().find_map(|(value, rows)| {
            passed += rows;
            (place < passed).then_some(*value as f64)
        })
    }
}

impl Accumulator for Histogram {
    fn update_batch(&mut self, columns: &[ArrayRef]) -> Result<()> {
        let [values, weights, shares] = columns else {
            return internal_err!("a value, a weight and a share are wanted");
        };
        let shares = shares.as_primitive::<Float64Type>();
        if !shares.is_empty() {
            self.share = shares.value(0);
        }
        self.take(values, weights);
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let [values, weights, shares] = states else {
            return internal_err!("values, weights and a share are wanted");
        };
        let (values, weights) = (values.as_list::<i32>(), weights.as_list::<i32>());
        let shares = shares.as_primitive::<Float64Type>();
        for row in 0..values.len() {
            // A part that saw no rows knows no share.
            if !values.value(row).is_empty() {
                self.share = shares.value(row);
            }
            self.take(&values.value(row), &weights.value(row));
        }
        Ok(())
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let list = |numbers: Vec<ScalarValue>| {
            ScalarValue::List(ScalarValue::new_list_nullable(&numbers, &DataType::Int64))
        };
        let values = self.rows.keys().map(|value| ScalarValue::from(*value));
        let weights = self
            .rows
            .values()
            .map(|rows| ScalarValue::from(*rows as i64));
        Ok(vec![
            list(values.collect()),
            list(weights.collect()),
            ScalarValue::from(self.share),
        ])
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        Ok(ScalarValue::Float64(self.quantile()))
    }

    fn size(&self) -> usize {
        // A tree of pairs is filled by two thirds.
        size_of_val(self) + self.rows.len() * size_of::<(i64, u64)>() * 3 / 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_between_neighbours_in_proportion() {
        let quantile = |share: f64, rows: &[(i64, u64)]| {
            let rows = rows.iter().copied().collect();
            Histogram { rows, share }.quantile()
        };
        assert_eq!(quantile(0.5, &[]), None);
        assert_eq!(quantile(0.5, &[(7, 1)]), Some(7.0));
        assert_eq!(quantile(0.5, &[(0, 1), (10, 1)]), Some(5.0));
        assert_eq!(quantile(0.5, &[(-4, 3), (10, 1)]), Some(-4.0));
        // -4 -4 10 20 20: the fourth step of nine tenths lies 0.6 of the way from 20 to 20.
        assert_eq!(quantile(0.9, &[(-4, 2), (10, 1), (20, 2)]), Some(20.0));
        assert_eq!(quantile(0.9, &[(0, 1), (10, 1), (20, 1)]), Some(18.0));
        assert_eq!(quantile(1.0, &[(0, 1), (10, 1)]), Some(10.0));
    }
}
