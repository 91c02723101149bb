//! Trade: whether counts could be other whole numbers and still come to the same. Where few people are multiplied by
//! different numbers, one sum alone may leave a single way.

use std::collections::HashMap;

/// Parts with what they are multiplied by.
pub(super) type Multiples = Vec<(usize, i128)>;

/// So many ways are tried.
const MOST_TRIES: usize = 20_000;

/// Says whether each of the asked parts could have another count with every equation as it is. Of what is withheld
/// there is something.
pub(super) fn can_all_differ(
    held: &HashMap<usize, i128>,
    equations: &[Multiples],
    asked: &[usize],
    work: &mut usize,
) -> bool {
    let mut parts: Vec<usize> = held.keys().copied().collect();
    parts.sort_unstable();
    let Some(rows) = reduced(&parts, equations) else {
        return false;
    };
    let is_free = |column: &usize| rows.iter().all(|(leading, _)| leading != column);
    let free: Vec<usize> = (0..parts.len()).filter(is_free).collect();
    if free.is_empty() {
        return false;
    }
    let mut left: Vec<usize> = asked.to_vec();
    let mut tries = MOST_TRIES.min(*work);
    *work -= tries;
    for reach in 1_i128.. {
        let mut steps = vec![-reach; free.len()];
        loop {
            // What reaches less far has been tried.
            if steps.iter().any(|step| step.abs() == reach) {
                let Some(rest) = tries.checked_sub(1) else {
                    return false;
                };
                tries = rest;
                if let Some(change) = change(&rows, &free, &steps, parts.len()) {
                    let changed = change.iter().zip(&parts);
                    let is_possible =
                        |(change, part): (&i128, &usize)| held[part] + change >= held[part].min(1);
                    if changed.clone().all(is_possible) {
                        let changed: Vec<usize> = changed
                            .filter(|(change, _)| **change != 0)
                            .map(|(_, part)| *part)
                            .collect();
                        left.retain(|part| !changed.contains(part));
                    }
                }
                if left.is_empty() {
                    *work += tries;
                    return true;
                }
            }
            if !next(&mut steps, reach) {
                break;
            }
        }
    }
    false
}

/// Goes on to the next steps, none further than the reach.
fn next(steps: &mut [i128], reach: i128) -> bool {
    let mut place = 0;
    while let Some(step) = steps.get(place).copied() {
        if step < reach {
            let is_outside = steps[place + 1..].iter().any(|step| step.abs() == reach);
            // On the first axis the inside is jumped over, unless another axis is at its end.
            let jumps = place == 0 && !is_outside && step == -reach;
            steps[place] = if jumps { reach } else { step + 1 };
            return true;
        }
        steps[place] = -reach;
        place += 1;
    }
    false
}

/// Returns how the parts change where the free ones change by these steps; none where one would be broken.
fn change(
    rows: &[(usize, Vec<i128>)],
    free: &[usize],
    steps: &[i128],
    width: usize,
) -> Option<Vec<i128>> {
    let mut change = vec![0; width];
    for (column, step) in free.iter().zip(steps) {
        change[*column] = *step;
    }
    for (leading, row) in rows {
        let taken = free
            .iter()
            .zip(steps)
            .map(|(column, step)| row[*column].checked_mul(*step));
        let taken: i128 = taken.sum::<Option<i128>>()?;
        if taken % row[*leading] != 0 {
            return None;
        }
        change[*leading] = -taken / row[*leading];
    }
    Some(change)
}

/// Solves equations in whole numbers: each has its leading column to itself. None where the numbers grow too large.
fn reduced(parts: &[usize], equations: &[Multiples]) -> Option<Vec<(usize, Vec<i128>)>> {
    let mut rows: Vec<(usize, Vec<i128>)> = Vec::new();
    for equation in equations {
        let mut row = vec![0; parts.len()];
        for (part, factor) in equation {
            if let Ok(column) = parts.binary_search(part) {
                row[column] += factor;
            }
        }
        for (leading, other) in &rows {
            row = without(&row, other, *leading)?;
        }
        let Some(leading) = row.iter().position(|factor| *factor != 0) else {
            continue;
        };
        for (_, other) in &mut rows {
            *other = without(other, &row, leading)?;
        }
        rows.push((leading, row));
    }
    Some(rows)
}

/// Takes a row out of another so that a column becomes nothing.
fn without(row: &[i128], other: &[i128], column: usize) -> Option<Vec<i128>> {
    let (mine, theirs) = (row[column], other[column]);
    if mine == 0 {
        return Some(row.to_vec());
    }
    let left = row.iter().zip(other).map(|(value, of_other)| {
        let value = value.checked_mul(theirs)?;
        value.checked_sub(of_other.checked_mul(mine)?)
    });
    let left: Vec<i128> = left.collect::<Option<_>>()?;
    let shared = left.iter().fold(0, |shared, value| divisor(shared, *value));
    Some(match shared {
        0 | 1 => left,
        shared => left.into_iter().map(|value| value / shared).collect(),
    })
}

fn divisor(one: i128, other: i128) -> i128 {
    match other {
        0 => one.abs(),
        _ => divisor(other, one % other),
    }
}
