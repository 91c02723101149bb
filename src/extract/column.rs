//! Column: accepted values of one column while a file is read; becomes an Arrow array at the end.
//!
//! Plain vectors instead of Arrow builders, because a row that turns out to be wrong is taken back and a
//! later row is compared with an earlier one.

use std::cmp::Ordering;
use std::hash::Hasher;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Date32Array, Float64Array, Int32Array, StringArray,
    TimestampMicrosecondArray,
};
use arrow::buffer::{BooleanBuffer, Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Date32Type, Int32Type};
use arrow::error::ArrowError;

use crate::model::ColumnType;

/// The values of a column, one per row; null where `valid` is false.
#[derive(Debug)]
pub(super) struct Column {
    pub values: Values,
    pub valid: Vec<bool>,
    type_: ColumnType,
}

#[derive(Debug)]
pub(super) enum Values {
    Text(Text),
    /// Whole numbers, days and times of the day.
    Int(Vec<i32>),
    Number(Vec<f64>),
    Bool(Vec<bool>),
    Instant {
        micros: Vec<i64>,
        is_day: Vec<bool>,
    },
}

/// Texts end to end.
#[derive(Debug, Default)]
pub(super) struct Text {
    bytes: Vec<u8>,
    ends: Vec<i32>,
    /// Whether more came than an Arrow array of texts can address.
    pub is_full: bool,
}

impl Column {
    pub fn new(type_: ColumnType) -> Self {
        let values = match type_ {
            ColumnType::Text => Values::Text(Text::default()),
            ColumnType::Int | ColumnType::Date | ColumnType::Time => Values::Int(Vec::new()),
            ColumnType::Number => Values::Number(Vec::new()),
            ColumnType::Bool => Values::Bool(Vec::new()),
            ColumnType::Instant => Values::Instant {
                micros: Vec::new(),
                is_day: Vec::new(),
            },
        };
        Self {
            values,
            valid: Vec::new(),
            type_,
        }
    }

    pub fn len(&self) -> usize {
        self.valid.len()
    }

    pub fn push_null(&mut self) {
        match &mut self.values {
            Values::Text(text) => text.push(b""),
            Values::Int(values) => values.push(0),
            Values::Number(values) => values.push(0.0),
            Values::Bool(values) => values.push(false),
            Values::Instant { micros, is_day } => {
                micros.push(0);
                is_day.push(false);
            }
        }
        self.valid.push(false);
    }

    /// Adds a day, a time or a whole number; the column must be of such a type.
    pub fn push_int(&mut self, value: Option<i32>) {
        match (value, &mut self.values) {
            (Some(value), Values::Int(values)) => {
                values.push(value);
                self.valid.push(true);
            }
            _ => self.push_null(),
        }
    }

    /// Takes back the rows from `len` on.
    pub fn truncate(&mut self, len: usize) {
        match &mut self.values {
            Values::Text(text) => text.truncate(len),
            Values::Int(values) => values.truncate(len),
            Values::Number(values) => values.truncate(len),
            Values::Bool(values) => values.truncate(len),
            Values::Instant { micros, is_day } => {
                micros.truncate(len);
                is_day.truncate(len);
            }
        }
        self.valid.truncate(len);
    }

    /// Returns the text of a row, where it has one.
    pub fn text(&self, row: usize) -> Option<&[u8]> {
        match &self.values {
            Values::Text(text) if self.valid[row] => Some(text.get(row)),
            _ => None,
        }
    }

    /// Returns the day, time or whole number of a row, where it has one.
    pub fn int(&self, row: usize) -> Option<i32> {
        match &self.values {
            Values::Int(values) if self.valid[row] => Some(values[row]),
            _ => None,
        }
    }

    /// Returns the moment of a row and whether it is only a day.
    pub fn instant(&self, row: usize) -> Option<(i64, bool)> {
        match &self.values {
            Values::Instant { micros, is_day } if self.valid[row] => {
                Some((micros[row], is_day[row]))
            }
            _ => None,
        }
    }

    /// Tells whether two rows hold the same value; the columns must be of one type.
    pub fn is_same(&self, row: usize, other: &Column, other_row: usize) -> bool {
        self.compare(row, other, other_row) == Ordering::Equal
    }

    /// Orders two rows, nulls first.
    pub fn compare(&self, row: usize, other: &Column, other_row: usize) -> Ordering {
        match (self.valid[row], other.valid[other_row]) {
            (true, true) => {}
            (here, there) => return here.cmp(&there),
        }
        match (&self.values, &other.values) {
            (Values::Text(a), Values::Text(b)) => a.get(row).cmp(b.get(other_row)),
            (Values::Int(a), Values::Int(b)) => a[row].cmp(&b[other_row]),
            (Values::Number(a), Values::Number(b)) => a[row].total_cmp(&b[other_row]),
            (Values::Bool(a), Values::Bool(b)) => a[row].cmp(&b[other_row]),
            (
                Values::Instant { micros, is_day },
                Values::Instant {
                    micros: other_micros,
                    is_day: other_is_day,
                },
            ) => micros[row]
                .cmp(&other_micros[other_row])
                .then(is_day[row].cmp(&other_is_day[other_row])),
            _ => Ordering::Less,
        }
    }

    /// Returns a number that orders rows as [`compare`](Self::compare) does, as far as it tells them apart.
    pub fn lead(&self, row: usize) -> u64 {
        match &self.values {
            _ if !self.valid[row] => 0,
            Values::Text(text) => {
                let mut lead = [0; 8];
                let text = text.get(row);
                let length = text.len().min(lead.len());
                lead[..length].copy_from_slice(&text[..length]);
                u64::from_be_bytes(lead)
            }
            Values::Int(values) => u64::from(values[row].cast_unsigned() ^ (1 << 31)) + 1,
            Values::Number(_) | Values::Bool(_) | Values::Instant { .. } => 0,
        }
    }

    /// Feeds the value of a row to a hash.
    pub fn hash(&self, row: usize, hasher: &mut impl Hasher) {
        if !self.valid[row] {
            hasher.write_u8(0);
            return;
        }
        match &self.values {
            Values::Text(text) => {
                hasher.write(text.get(row));
                hasher.write_u8(1);
            }
            Values::Int(values) => hasher.write_i32(values[row]),
            Values::Number(values) => hasher.write_u64(values[row].to_bits()),
            Values::Bool(values) => hasher.write_u8(u8::from(values[row])),
            Values::Instant { micros, .. } => hasher.write_i64(micros[row]),
        }
    }

    /// Adds the rows of a stored array of the column's type; a text may come as any kind of text.
    pub fn extend_stored(&mut self, array: &ArrayRef) {
        match &mut self.values {
            Values::Text(text) => {
                match (array.as_string_opt::<i32>(), array.as_string_view_opt()) {
                    (Some(array), _) => {
                        (0..array.len()).for_each(|row| match array.is_valid(row) {
                            true => text.push(array.value(row).as_bytes()),
                            false => text.push(b""),
                        })
                    }
                    (None, Some(array)) => {
                        (0..array.len()).for_each(|row| match array.is_valid(row) {
                            true => text.push(array.value(row).as_bytes()),
                            false => text.push(b""),
                        })
                    }
                    (None, None) => return self.extend_nulls(array.len()),
                }
            }
            Values::Int(values) => {
                let days = array
                    .as_primitive_opt::<Date32Type>()
                    .map(|days| days.values());
                let ints = array
                    .as_primitive_opt::<Int32Type>()
                    .map(|ints| ints.values());
                match days.or(ints) {
                    Some(stored) => values.extend_from_slice(stored),
                    None => return self.extend_nulls(array.len()),
                }
            }
            _ => return self.extend_nulls(array.len()),
        }
        self.valid
            .extend((0..array.len()).map(|row| array.is_valid(row)));
    }

    pub fn extend_nulls(&mut self, count: usize) {
        (0..count).for_each(|_| self.push_null());
    }

    /// Returns the Arrow array, and for instants the array that tells which of them are only days.
    pub fn into_arrays(self) -> Result<Vec<ArrayRef>, ArrowError> {
        let nulls = if self.valid.iter().all(|&valid| valid) {
            None
        } else {
            Some(NullBuffer::new(BooleanBuffer::from(self.valid)))
        };
        let array: ArrayRef = match self.values {
            Values::Text(text) => Arc::new(text.into_array(nulls)?),
            Values::Int(values) if self.type_ == ColumnType::Date => {
                Arc::new(Date32Array::try_new(values.into(), nulls)?)
            }
            Values::Int(values) => Arc::new(Int32Array::try_new(values.into(), nulls)?),
            Values::Number(values) => Arc::new(Float64Array::try_new(values.into(), nulls)?),
            Values::Bool(values) => Arc::new(BooleanArray::new(values.into(), nulls)),
            Values::Instant { micros, is_day } => {
                let is_day = BooleanArray::new(is_day.into(), nulls.clone());
                let moments =
                    TimestampMicrosecondArray::try_new(micros.into(), nulls)?.with_timezone("UTC");
                return Ok(vec![Arc::new(moments), Arc::new(is_day)]);
            }
        };
        Ok(vec![array])
    }
}

impl Text {
    pub fn push(&mut self, text: &[u8]) {
        match i32::try_from(self.bytes.len() + text.len()) {
            Ok(end) => {
                self.bytes.extend_from_slice(text);
                self.ends.push(end);
            }
            Err(_) => {
                self.is_full = true;
                self.ends.push(self.ends.last().copied().unwrap_or(0));
            }
        }
    }

    pub fn get(&self, row: usize) -> &[u8] {
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        &self.bytes[start as usize..self.ends[row] as usize]
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    fn truncate(&mut self, len: usize) {
        self.ends.truncate(len);
        self.bytes
            .truncate(self.ends.last().map_or(0, |&end| end as usize));
    }

    fn into_array(self, nulls: Option<NullBuffer>) -> Result<StringArray, ArrowError> {
        let mut offsets = self.ends;
        offsets.insert(0, 0);
        StringArray::try_new(
            OffsetBuffer::new(ScalarBuffer::from(offsets)),
            Buffer::from_vec(self.bytes),
            nulls,
        )
    }
}

/// Returns a stored array in the form that [`Column::extend_stored`] reads.
pub(super) fn as_stored(array: &ArrayRef, type_: ColumnType) -> Option<ArrayRef> {
    match (array.data_type(), type_) {
        (DataType::Utf8 | DataType::Utf8View, ColumnType::Text) => Some(array.clone()),
        _ => cast(array, &type_.arrow_type()).ok(),
    }
}
