//! Fields: what a form sends, in the body or in the address; a name stands as often as boxes were ticked.

use axum::extract::{Form, FromRequest, Request};
use axum::http::StatusCode;
use jiff::civil::Date;

use super::Error;
use crate::catalogue::say;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        match Form::from_request(request, state).await {
            Ok(Form(fields)) => Ok(Self(fields)),
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(Error::TooLarge)
            }
            Err(_) => Err(Error::BadRequest(say!("faults-fields-unread"))),
        }
    }
}

impl Fields {
    /// Puts fields together that came otherwise, such as in the parts of a form with a file.
    pub fn of(pairs: &[(&str, &str)]) -> Self {
        let pairs = pairs.iter();
        Self(
            pairs
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        )
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(own, _)| own == name)
    }

    /// Returns the names of what was sent, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// Returns a field as it was sent, which a password needs; nothing where it was not sent.
    pub fn raw(&self, name: &str) -> &str {
        let mut fields = self.0.iter();
        fields
            .find(|(own, _)| own == name)
            .map_or("", |(_, value)| value)
    }

    /// Returns a field without the blanks around it.
    pub fn text(&self, name: &str) -> String {
        self.raw(name).trim().to_owned()
    }

    /// Returns names with their values, as they were sent.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let fields = self.0.iter();
        fields.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Returns every value that was sent under a name.
    pub fn all(&self, name: &str) -> Vec<String> {
        let fields = self.0.iter().filter(|(own, _)| own == name);
        fields.map(|(_, value)| value.clone()).collect()
    }
}

/// Reads a list inside one field, parted by blanks or commas.
pub fn parted(text: &str) -> Vec<String> {
    text.split(|sign: char| sign.is_whitespace() || matches!(sign, ',' | ';'))
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Reads a day as browsers send it or as people write it; none in an empty field. The error says what is wrong.
pub fn day(text: &str) -> Result<Option<Date>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let day = text.parse();
    let day = day.or_else(|_| Date::strptime("%d.%m.%Y", text));
    day.map(Some)
        .map_err(|_| say!("faults-day-unread", text = text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_read_as_browsers_and_as_people_write_them() {
        for text in ["2026-09-01", "01.09.2026", " 01.09.2026 "] {
            assert_eq!(day(text), Ok(Some(date(2026, 9, 1))), "{text}");
        }
        assert_eq!(day(" "), Ok(None));
        assert!(day("31.02.2026").is_err());
    }

    #[test]
    fn lists_are_parted_by_blanks_and_commas() {
        assert_eq!(parted("c1, c2;c3\n c4 ,"), ["c1", "c2", "c3", "c4"]);
        assert!(parted(" ").is_empty());
    }

    #[test]
    fn ticked_boxes_share_a_name() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let fields = Fields(vec![
            pair("rights", "sql"),
            pair("rights", "users"),
            pair("old", " x "),
        ]);
        assert_eq!(fields.all("rights"), ["sql", "users"]);
        assert_eq!(fields.raw("old"), " x ");
        assert_eq!(fields.text("old"), "x");
        assert!(!fields.has("new") && fields.text("new").is_empty());
    }
}
