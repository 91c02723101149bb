//! Difference: by how much a figure of a sheet is more than another one, or than a number that was chosen.

use crate::sheet::CellValue;

/// Returns a number that was chosen, whole where it is.
pub(super) fn plain_number(number: f64) -> CellValue {
    match number.fract() == 0.0 {
        true => CellValue::Count(number as i64),
        false => CellValue::Number(number, 2),
    }
}

/// Returns by how much a figure is more than another; nothing where one of them is not known.
pub(super) fn of(value: CellValue, other: CellValue) -> CellValue {
    match (value, other) {
        (CellValue::Withheld, _) | (_, CellValue::Withheld) => CellValue::Withheld,
        (CellValue::Count(value), CellValue::Count(other)) => CellValue::Count(value - other),
        (CellValue::Number(value, decimals), CellValue::Number(other, _)) => {
            CellValue::Number(value - other, decimals)
        }
        (CellValue::Count(value), CellValue::Number(other, decimals)) => {
            CellValue::Number(value as f64 - other, decimals)
        }
        (CellValue::Number(value, decimals), CellValue::Count(other)) => {
            CellValue::Number(value - other as f64, decimals)
        }
        (CellValue::Percent(value, decimals), CellValue::Percent(other, _)) => {
            CellValue::Number(value - other, decimals)
        }
        _ => CellValue::Empty,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_differ_where_both_are_known() {
        let count = CellValue::Count;
        assert_eq!(of(count(24), plain_number(25.0)), count(-1));
        assert_eq!(
            of(count(24), plain_number(24.5)),
            CellValue::Number(-0.5, 2)
        );
        assert_eq!(
            of(CellValue::Number(4.5, 1), count(4)),
            CellValue::Number(0.5, 1)
        );
        assert_eq!(of(count(24), CellValue::Empty), CellValue::Empty);
        // Beside the other figure the difference would tell the one that is withheld.
        assert_eq!(of(CellValue::Withheld, count(4)), CellValue::Withheld);
        assert_eq!(of(count(4), CellValue::Withheld), CellValue::Withheld);
    }
}
