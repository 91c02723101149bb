//! Moments: up to when figures of several schools are known.

use jiff::civil::DateTime;

use crate::export::numbers;

/// Says from the earliest to the latest of moments that are written for people.
pub(in crate::app) fn between(mut moments: Vec<String>) -> String {
    moments.sort_by_cached_key(|moment| DateTime::strptime("%d.%m.%Y %H:%M", moment).ok());
    match (moments.first(), moments.last()) {
        (Some(first), Some(last)) if first != last => format!("{first} – {last}"),
        (Some(only), _) => only.clone(),
        _ => numbers::NO_VALUE.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_told_from_the_earliest_to_the_latest() {
        let said = |moments: &[&str]| between(moments.iter().map(|one| (*one).into()).collect());
        assert_eq!(said(&[]), "—");
        assert_eq!(said(&["14.10.2025 23:40"; 2]), "14.10.2025 23:40");
        assert_eq!(
            said(&["02.11.2025 01:00", "14.10.2025 23:40"]),
            "14.10.2025 23:40 – 02.11.2025 01:00"
        );
    }
}
