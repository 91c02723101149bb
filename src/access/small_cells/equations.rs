//! Equations: figures that nobody is shown, as numbers with what they are multiplied by, and what they tell together.

use std::collections::HashMap;

/// Coefficients are counted modulo this prime: what is told in whole numbers is told here, too.
pub(super) const PRIME: u64 = (1 << 31) - 1;

/// One equation: the hidden figures by number, in order, with what they are multiplied by.
pub(super) type Row = Vec<(u32, u64)>;

/// Equations whose right sides are known, solved: each has its first number to itself, by which it is kept.
#[derive(Debug, Default)]
pub(super) struct Equations {
    leading: HashMap<u32, Row>,
}

impl Equations {
    /// Solves equations; none where the work is used up.
    pub fn solve(rows: impl Iterator<Item = Row>, work: &mut usize) -> Option<Self> {
        let mut leading: HashMap<u32, Row> = HashMap::new();
        for mut row in rows {
            while let Some((first, factor)) = row.first().copied() {
                match leading.get(&first) {
                    Some(other) => row = less(&row, other, factor, work)?,
                    None => {
                        leading.insert(first, from_one(row));
                        break;
                    }
                }
            }
        }
        let mut order: Vec<u32> = leading.keys().copied().collect();
        order.sort_unstable();
        // From the last to the first: what a row takes away is free of leading numbers.
        for first in order.into_iter().rev() {
            let mut row = leading.remove(&first).unwrap_or_default();
            for (number, factor) in row.clone().into_iter().skip(1) {
                if let Some(other) = leading.get(&number) {
                    row = less(&row, other, factor, work)?;
                }
            }
            leading.insert(first, row);
        }
        Some(Self { leading })
    }

    /// Returns the numbers that are told.
    pub fn told(&self) -> impl Iterator<Item = u32> {
        let told = self.leading.iter().filter(|(_, row)| row.len() == 1);
        told.map(|(first, _)| *first)
    }

    /// Returns what an equation says beyond these; nothing where they say it themselves, none where the work is used up.
    pub fn beyond(&self, row: &Row, work: &mut usize) -> Option<Row> {
        let mut left = row.clone();
        for (number, factor) in row {
            if let Some(other) = self.leading.get(number) {
                left = less(&left, other, *factor, work)?;
            }
        }
        Some(match left.is_empty() {
            true => left,
            false => from_one(left),
        })
    }

    /// Says whether a number is told as soon as these learn what is `beyond` them.
    pub fn would_tell(&self, beyond: &Row, number: u32) -> bool {
        let Some(row) = self.leading.get(&number) else {
            return beyond.len() == 1 && beyond[0].0 == number;
        };
        let rest = &row[1..];
        let Some((_, factor)) = rest.first() else {
            return true;
        };
        let is_same = |((number, of_rest), (other, of_beyond)): (&(u32, u64), &(u32, u64))| {
            number == other && *of_rest == of_beyond * factor % PRIME
        };
        rest.len() == beyond.len() && rest.iter().zip(beyond).all(is_same)
    }

    /// Learns what is beyond; none where the work is used up, and then nothing more can be asked.
    pub fn learn(&mut self, beyond: Row, work: &mut usize) -> Option<()> {
        let Some((first, _)) = beyond.first().copied() else {
            return Some(());
        };
        *work = work.checked_sub(self.leading.len())?;
        for row in self.leading.values_mut() {
            if let Ok(place) = row.binary_search_by_key(&first, |(number, _)| *number) {
                let factor = row[place].1;
                *row = less(row, &beyond, factor, work)?;
            }
        }
        self.leading.insert(first, beyond);
        Some(())
    }
}

/// Returns a number as it is counted here.
pub(super) fn counted(number: i128) -> u64 {
    number.rem_euclid(i128::from(PRIME)) as u64
}

/// Divides an equation by what its first number is multiplied by.
fn from_one(mut row: Row) -> Row {
    let first = row.first().map_or(1, |(_, factor)| *factor);
    let inverse = power(first, PRIME - 2);
    for (_, factor) in &mut row {
        *factor = *factor * inverse % PRIME;
    }
    row
}

/// Takes `factor` times another row from a row.
fn less(row: &Row, other: &Row, factor: u64, work: &mut usize) -> Option<Row> {
    *work = work.checked_sub(row.len() + other.len())?;
    let mut left = Vec::with_capacity(row.len() + other.len());
    let (mut mine, mut theirs) = (row.iter().peekable(), other.iter().peekable());
    loop {
        let (number, value) = match (mine.peek(), theirs.peek()) {
            (None, None) => return Some(left),
            (Some((number, value)), Some((of_other, other))) if number == of_other => {
                let value = (value + PRIME - factor * other % PRIME) % PRIME;
                let number = *number;
                mine.next();
                theirs.next();
                (number, value)
            }
            (Some((number, value)), of_other)
                if of_other.is_none_or(|(other, _)| number < other) =>
            {
                let pair = (*number, *value);
                mine.next();
                pair
            }
            (_, Some((number, other))) => {
                let pair = (*number, (PRIME - factor * other % PRIME) % PRIME);
                theirs.next();
                pair
            }
            (Some(_), None) => return Some(left),
        };
        if value != 0 {
            left.push((number, value));
        }
    }
}

fn power(base: u64, mut exponent: u64) -> u64 {
    let (mut result, mut base) = (1, base % PRIME);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        exponent >>= 1;
    }
    result
}
