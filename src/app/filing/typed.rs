//! Typed: a figure as people write it, read for the cell that it goes to.

use crate::catalogue::say;

/// The most digits before the comma: a whole district has less of anything that forms count.
const MOST_DIGITS: usize = 9;

/// Reads `1 234` or, where the cell is written with decimals, `93,4`.
pub(super) fn figure(text: &str, decimals: u8) -> Result<f64, String> {
    let plain: String = text
        .chars()
        .filter(|sign| !sign.is_whitespace())
        .map(|sign| if sign == ',' { '.' } else { sign })
        .collect();
    if plain.is_empty() {
        return Err(say!("forms-value-missing"));
    }
    let text: String = text.trim().chars().take(40).collect();
    let unsigned = plain.trim_start_matches(['-', '−', '–']);
    let Some(value) = unsigned_number(unsigned) else {
        return Err(say!("forms-value-no-number", text = text));
    };
    if unsigned.len() < plain.len() {
        return Err(say!("forms-value-negative", text = text));
    }
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    if whole.trim_start_matches('0').len() > MOST_DIGITS {
        let digits = MOST_DIGITS as i64;
        return Err(say!("forms-value-too-large", text = text, digits = digits));
    }
    let fine = fraction.trim_end_matches('0').len();
    match decimals {
        decimals if fine <= usize::from(decimals) => Ok(value),
        0 => Err(say!("forms-value-not-whole", text = text)),
        decimals => {
            let decimals = i64::from(decimals);
            Err(say!(
                "forms-value-too-fine",
                text = text,
                decimals = decimals
            ))
        }
    }
}

/// Reads digits with at most one point among them: signs, exponents and names of numbers are none.
fn unsigned_number(plain: &str) -> Option<f64> {
    let has_only_digits = plain
        .chars()
        .all(|sign| sign.is_ascii_digit() || sign == '.');
    plain.parse().ok().filter(|_| has_only_digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_as_people_write_them() {
        for (text, decimals, expected) in [
            ("12", 0, 12.0),
            (" 1 234 ", 0, 1234.0),
            ("12,0", 0, 12.0),
            ("0", 0, 0.0),
            ("999 999 999", 0, 999_999_999.0),
            ("0000000000012", 0, 12.0),
            ("1\u{a0}234,5", 1, 1234.5),
            ("93.4", 1, 93.4),
            ("93,40", 1, 93.4),
        ] {
            assert_eq!(figure(text, decimals), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_refused_says_what_to_do() {
        for (text, decimals, said) in [
            ("", 0, "напишите число"),
            (" ", 0, "напишите число"),
            ("двенадцать", 0, "не число"),
            ("1e5", 0, "не число"),
            ("NaN", 0, "не число"),
            ("inf", 0, "не число"),
            ("1.2.3", 1, "не число"),
            ("-", 0, "не число"),
            ("-много", 0, "не число"),
            ("-5", 0, "отрицательных чисел"),
            ("− 5", 0, "отрицательных чисел"),
            ("47,5", 0, "целое число"),
            ("47.05", 1, "не больше 1 знака"),
            ("47,123", 2, "не больше 2 знаков"),
            ("99999999999", 0, "не больше 9 цифр"),
            ("1 000 000 000", 1, "не больше 9 цифр"),
        ] {
            let refused = figure(text, decimals).expect_err(text);
            assert!(refused.contains(said), "{text}: {refused}");
        }
    }
}
