//! Cell: one value as a file holds it, and the shapes in which text may write a day, a time or a number.
//!
//! Everything works on bytes: a night brings some fourteen million rows, and most cells need no `String`.

use super::zone::{MICROS_PER_DAY, MICROS_PER_SECOND, day_from};

/// One value of a file. CSV has only texts; the other formats also have values of their own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cell<'a> {
    Empty,
    Text(&'a [u8]),
    Int(i64),
    Number(f64),
    Bool(bool),
    Day(i32),
    /// Microseconds since 1970-01-01 of the school's wall clock.
    Local(i64),
    /// Microseconds since 1970-01-01 UTC.
    Utc(i64),
    /// Microseconds since midnight.
    Clock(i64),
    /// Something that no column can take, and why.
    Unreadable(&'static str),
}

/// When something happened, as exactly as the file tells it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Moment {
    Day(i32),
    /// The school's wall clock: day and microseconds since its midnight.
    Local(i32, i64),
    Utc(i64),
}

/// Reads `2025-10-14` or `14.10.2025`.
pub(super) fn date(text: &[u8]) -> Option<i32> {
    let &[a, b, c, d, e, f, g, h, i, j] = text else {
        return None;
    };
    let (year, month, day) = if e == b'-' && h == b'-' {
        ([a, b, c, d], [f, g], [i, j])
    } else if c == b'.' && f == b'.' {
        ([g, h, i, j], [d, e], [a, b])
    } else {
        return None;
    };
    let (year, month, day) = (digits(&year)?, digits(&month)?, digits(&day)?);
    if year == 0 || day == 0 || day > days_of(year, month)? {
        return None;
    }
    Some(day_from(year, month, day))
}

/// Reads `08:30` or `08:30:00` as seconds since midnight. Excel in Russian writes `8:30`.
pub(super) fn time(text: &[u8]) -> Option<i32> {
    let (micros, rest) = clock(text)?;
    (rest.is_empty() && micros % MICROS_PER_SECOND == 0)
        .then(|| i32::try_from(micros / MICROS_PER_SECOND).ok())
        .flatten()
}

/// Reads ISO 8601 with an offset, local `14.10.2025 15:04[:05]` or `2025-10-14 15:04[:05]`, or a bare day.
pub(super) fn instant(text: &[u8]) -> Option<Moment> {
    instant_with_offset(text).map(|(moment, _)| moment)
}

/// Reads an instant and returns the offset in seconds beside it, where the text has one.
pub(super) fn instant_with_offset(text: &[u8]) -> Option<(Moment, Option<i32>)> {
    let (day_text, rest) = text.split_at_checked(10)?;
    let day = date(day_text)?;
    let Some((&separator, rest)) = rest.split_first() else {
        return Some((Moment::Day(day), None));
    };
    let is_iso = matches!(separator, b'T' | b't');
    let is_dotted = day_text[2] == b'.';
    if !(separator == b' ' || is_iso && !is_dotted) {
        return None;
    }
    let (micros, rest) = clock(rest)?;
    if rest.is_empty() && !is_iso {
        return Some((Moment::Local(day, micros), None));
    }
    if is_dotted {
        return None;
    }
    let offset = offset(rest)?;
    let utc = i64::from(day) * MICROS_PER_DAY + micros - i64::from(offset) * MICROS_PER_SECOND;
    Some((Moment::Utc(utc), Some(offset)))
}

/// Reads a number with `.` or `,` as its decimal mark. Infinities and NaN are not numbers here.
pub(super) fn number(text: &[u8]) -> Option<f64> {
    let (is_negative, body) = sign(text);
    // Up to fifteen digits are exact in a double, and so is the power of ten that divides them.
    if body.len() <= 16 {
        let mut whole: i64 = 0;
        let mut scale: Option<usize> = None;
        let mut count = 0;
        let mut is_plain = true;
        for &byte in body {
            match byte {
                b'0'..=b'9' => {
                    whole = whole * 10 + i64::from(byte - b'0');
                    count += 1;
                    scale = scale.map(|scale| scale + 1);
                }
                b'.' | b',' if scale.is_none() => scale = Some(0),
                _ => {
                    is_plain = false;
                    break;
                }
            }
        }
        if is_plain && (1..=15).contains(&count) {
            let value = whole as f64 / POWERS_OF_TEN[scale.unwrap_or(0)];
            return Some(if is_negative { -value } else { value });
        }
    }
    if !body.first()?.is_ascii_digit()
        || !body.iter().all(|byte| {
            byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'e' | b'E' | b'+' | b'-')
        })
    {
        return None;
    }
    let dotted = String::from_utf8(body.to_vec()).ok()?.replace(',', ".");
    let value: f64 = dotted.parse().ok()?;
    value
        .is_finite()
        .then_some(if is_negative { -value } else { value })
}

/// Reads a whole number. `8,0` is one: tables export whole numbers so once a column has had a gap.
pub(super) fn int(text: &[u8]) -> Option<i32> {
    let (is_negative, body) = sign(text);
    let end = body
        .iter()
        .position(|byte| matches!(byte, b'.' | b','))
        .unwrap_or(body.len());
    let (whole, fraction) = body.split_at(end);
    let has_only_zeros = fraction.is_empty()
        || (fraction.len() > 1 && fraction[1..].iter().all(|&byte| byte == b'0'));
    if whole.is_empty() || whole.len() > 18 || !has_only_zeros {
        return None;
    }
    let mut value: i64 = 0;
    for byte in whole {
        if !byte.is_ascii_digit() {
            return None;
        }
        value = value * 10 + i64::from(byte - b'0');
    }
    i32::try_from(if is_negative { -value } else { value }).ok()
}

/// Reads `true/false`, `1/0` or `да/нет` in any case.
pub(super) fn bool(text: &[u8]) -> Option<bool> {
    match text {
        b"1" | b"true" => return Some(true),
        b"0" | b"false" => return Some(false),
        _ => {}
    }
    if text.len() > 12 {
        return None;
    }
    match std::str::from_utf8(text).ok()?.to_lowercase().as_str() {
        "true" | "да" => Some(true),
        "false" | "нет" => Some(false),
        _ => None,
    }
}

/// Cuts white space from both ends, the no-break space of spreadsheets included.
pub(super) fn trim(text: &[u8]) -> &[u8] {
    let ascii = text.trim_ascii();
    let starts_wide = matches!(ascii.first(), Some(0xC2 | 0xE1..=0xE3));
    let ends_wide = ascii.len() >= 2
        && ascii[ascii.len() - 1] >= 0x80
        && (ascii[ascii.len() - 2] == 0xC2
            || ascii.len() >= 3 && matches!(ascii[ascii.len() - 3], 0xE1..=0xE3));
    if !starts_wide && !ends_wide {
        return ascii;
    }
    std::str::from_utf8(ascii).map_or(ascii, |text| text.trim().as_bytes())
}

/// Writes a number for a text column: a whole one without its fraction.
pub(super) fn write_number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        format!("{value:.0}")
    } else {
        value.to_string()
    }
}

const POWERS_OF_TEN: [f64; 17] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
];

/// Reads `15:04`, `15:04:05` or `15:04:05.678` and returns microseconds since midnight and what follows.
fn clock(text: &[u8]) -> Option<(i64, &[u8])> {
    let hour_digits = text
        .iter()
        .take(2)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let (hour, rest) = text.split_at(hour_digits);
    let hour = digits(hour)?;
    let (minute, mut rest) = two_after_colon(rest)?;
    let mut second = 0;
    let mut micros = 0;
    if rest.first() == Some(&b':') {
        (second, rest) = two_after_colon(rest)?;
        if matches!(rest.first(), Some(b'.' | b',')) {
            let fraction = &rest[1..];
            let count = fraction
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            if count == 0 || count > 9 {
                return None;
            }
            let shown = fraction[..count].iter().map(|byte| byte - b'0');
            for digit in shown.chain([0; 6]).take(6) {
                micros = micros * 10 + i64::from(digit);
            }
            rest = &fraction[count..];
        }
    }
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let seconds = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
    Some((seconds * MICROS_PER_SECOND + micros, rest))
}

fn two_after_colon(text: &[u8]) -> Option<(i32, &[u8])> {
    let (&[colon, tens, ones], rest) = text.split_first_chunk::<3>()?;
    (colon == b':').then_some(())?;
    Some((digits(&[tens, ones])?, rest))
}

/// Reads `Z`, `+03`, `+0300` or `+03:00` in seconds east of Greenwich.
fn offset(text: &[u8]) -> Option<i32> {
    let (hours, minutes) = match *text {
        [b'Z' | b'z'] => return Some(0),
        [_, a, b] => ([a, b], [b'0', b'0']),
        [_, a, b, c, d] | [_, a, b, b':', c, d] => ([a, b], [c, d]),
        _ => return None,
    };
    let (hours, minutes) = (digits(&hours)?, digits(&minutes)?);
    if hours > 23 || minutes > 59 {
        return None;
    }
    let seconds = hours * 3600 + minutes * 60;
    match text[0] {
        b'+' => Some(seconds),
        b'-' => Some(-seconds),
        _ => None,
    }
}

fn sign(text: &[u8]) -> (bool, &[u8]) {
    match text.split_first() {
        Some((b'-', rest)) => (true, rest),
        Some((b'+', rest)) => (false, rest),
        _ => (false, text),
    }
}

/// Reads one to four digits and nothing else.
fn digits(text: &[u8]) -> Option<i32> {
    if text.is_empty() {
        return None;
    }
    let mut value = 0;
    for byte in text {
        if !byte.is_ascii_digit() {
            return None;
        }
        value = value * 10 + i32::from(byte - b'0');
    }
    Some(value)
}

fn days_of(year: i32, month: i32) -> Option<i32> {
    Some(match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => return None,
    })
}
