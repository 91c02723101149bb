//! Addresses inside the site: checked before a person is led there, encoded before they are written.

use serde_json::Value;

use crate::app::on_shelves;
use crate::web::rison;

/// Returns `next` where it is a path of this site, and the first page otherwise:
/// a sign-in link must not be able to lead to a foreign host, nor into signing in again.
pub fn own_or_home(next: &str) -> String {
    let is_own = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && next.chars().all(|sign| sign.is_ascii_graphic())
        && !next.starts_with("/login")
        && !next.starts_with("/session");
    if is_own {
        next.to_owned()
    } else {
        "/".to_owned()
    }
}

/// Percent-encodes a value of a query string.
pub fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Returns the address at which the constructor opens with a state.
pub fn constructor(state: &Value) -> String {
    match written(state).as_str() {
        "" => "/constructor".to_owned(),
        state => format!("/constructor?q={state}"),
    }
}

/// Returns the address at which the constructor opens with a state of a saved query.
pub fn constructor_of_saved(id: i64, state: &Value) -> String {
    match written(state).as_str() {
        "" => format!("/constructor?saved={id}"),
        state => format!("/constructor?saved={id}&q={state}"),
    }
}

/// Returns the address at which a report is ordered that begins with a state.
pub fn order(state: &Value, title: &str) -> String {
    let title = encoded(title);
    match written(state).as_str() {
        "" => format!("/requests/new?title={title}"),
        state => format!("/requests/new?title={title}&q={state}"),
    }
}

fn written(state: &Value) -> String {
    let mut state = on_shelves(state.clone());
    shorten_days(&mut state);
    state
        .as_object()
        .map_or_else(String::new, rison::for_address)
}

/// Takes the time of day from ranges of days: programs and answers write it, and it says nothing.
fn shorten_days(state: &mut Value) {
    let times = state
        .get_mut("timeDimensions")
        .and_then(Value::as_array_mut);
    let ranges = times
        .into_iter()
        .flatten()
        .filter_map(|time| time.get_mut("dateRange")?.as_array_mut());
    for day in ranges.flatten() {
        if let Some((date, _)) = day.as_str().and_then(|day| day.split_once('T')) {
            *day = Value::from(date);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn foreign_addresses_lead_home() {
        for foreign in [
            "",
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/a\r\nb",
            "/login?next=/",
            "/session/oidc?next=/",
        ] {
            assert_eq!(own_or_home(foreign), "/", "{foreign:?}");
        }
        assert_eq!(own_or_home("/loads?school=12"), "/loads?school=12");
    }

    #[test]
    fn a_question_stands_readable_and_short() {
        let days = json!(["2025-09-01T00:00:00.000", "2025-10-14T23:59:59.999"]);
        let state = json!({
            "measures": ["attendance.missed"],
            "timeDimensions": [{"dimension": "calendar.date", "dateRange": days}],
        });
        assert_eq!(
            constructor(&state),
            "/constructor?q=measures:!(attendance.missed),\
             timeDimensions:!((dimension:calendar.date,dateRange:!('2025-09-01','2025-10-14')))"
        );
        let words = json!({"timeDimensions": [{"dateRange": "This month"}]});
        assert_eq!(
            constructor_of_saved(7, &words),
            "/constructor?saved=7&q=timeDimensions:!((dateRange:'This%20month'))"
        );
        let planted = json!({"measures": ["\"><script>&saved=1#"]});
        let address = constructor(&planted);
        assert!(!address.contains(['"', '<', '>', '&', '#']), "{address}");
        for nothing in [json!({}), json!(null), json!([1])] {
            assert_eq!(constructor(&nothing), "/constructor");
        }
        let (planted, title) = (
            order(&planted, "a&q=\"><b>"),
            "title=a%26q%3D%22%3E%3Cb%3E&q=",
        );
        assert!(
            planted.contains(title) && !planted.contains(['"', '<', '>', '#']),
            "{planted}"
        );
    }
}
