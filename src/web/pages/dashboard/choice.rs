//! Choice: the filters of a page, read from its address and offered in its form.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::address::Address;
use crate::app::{self, Asker, Dashboard, OpenDashboard};
use crate::catalogue::say;
use crate::web::parts::words;
use crate::web::site::Site;

/// The ranges in words that a page offers, with the ends of the keys of their messages.
pub const RANGES: [(&str, &str); 9] = [
    ("last 7 days", "last-7-days"),
    ("last 4 weeks", "last-4-weeks"),
    ("last 8 weeks", "last-8-weeks"),
    ("this month", "this-month"),
    ("last month", "last-month"),
    ("this term", "this-term"),
    ("last term", "last-term"),
    ("last finished term", "last-finished-term"),
    ("this year", "this-year"),
];

/// What stands for two days in the field of ranges.
const DAYS: &str = "days";

/// What the address says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Chosen {
    pub asked: app::Chosen,
    /// The fields as they were sent, in the order of the page.
    range: String,
    from: String,
    to: String,
}

impl Chosen {
    /// Reads the address; what the page does not know is left aside.
    pub fn read(query: Option<&str>, dashboard: &Dashboard) -> Self {
        let mut chosen = Self::default();
        for (name, value) in url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            let value = value.trim().to_owned();
            match name.as_ref() {
                _ if value.is_empty() => {}
                "period" => chosen.range = value,
                "from" => chosen.from = value,
                "to" => chosen.to = value,
                member if dashboard.filters.iter().any(|known| known == member) => {
                    chosen.asked.filters.insert(member.to_owned(), value);
                }
                _ => {}
            }
        }
        let has_days = !chosen.from.is_empty() && !chosen.to.is_empty();
        chosen.asked.period = match chosen.range.as_str() {
            DAYS | "" if has_days => Some(json!([chosen.from, chosen.to])),
            DAYS | "" => None,
            words => Some(json!(words)),
        };
        if chosen.asked.period.is_none() {
            chosen.range.clear();
        }
        chosen
    }

    pub fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        match &self.asked.period {
            Some(Value::String(words)) => pairs.push(("period".to_owned(), words.clone())),
            Some(_) => {
                pairs.push(("from".to_owned(), self.from.clone()));
                pairs.push(("to".to_owned(), self.to.clone()));
            }
            None => {}
        }
        let filters = self.asked.filters.iter();
        pairs.extend(filters.map(|(member, value)| (member.clone(), value.clone())));
        pairs
    }
}

/// The form of a page, and what is chosen in words.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    pub ranges: Vec<Choice>,
    pub from: String,
    pub to: String,
    pub fields: Vec<Field>,
    /// What is chosen, above the content and on paper.
    pub badges: Vec<Badge>,
    pub is_changed: bool,
    pub reset: String,
}

#[derive(Debug, Clone)]
pub struct Choice {
    pub value: String,
    pub title: String,
    pub is_chosen: bool,
}

/// A selection of one value of a dimension.
#[derive(Debug, Clone)]
pub struct Field {
    pub name: String,
    pub title: String,
    pub choices: Vec<Choice>,
}

#[derive(Debug, Clone)]
pub struct Badge {
    pub text: String,
    /// Where the page stands without it; none for the period, which is always there.
    pub without: Option<String>,
    /// What the link says to whom does not see its sign.
    pub removes: String,
}

impl Choices {
    pub async fn of(site: &Site, asker: &Asker, open: &OpenDashboard, chosen: &Chosen) -> Self {
        let dashboard = &open.dashboard;
        let address = Address::of(dashboard, chosen);
        let mut fields = Vec::new();
        for member in &dashboard.filters {
            if let Some(field) = field(site, asker, member, &chosen.asked.filters).await {
                fields.push(field);
            }
        }
        let in_force = open.period.as_str().unwrap_or(DAYS);
        let offered = |range: &str| {
            let periods = &dashboard.periods;
            periods.is_empty() || range == in_force || periods.iter().any(|words| words == range)
        };
        let mut ranges: Vec<Choice> = RANGES
            .iter()
            .filter(|(range, _)| offered(range))
            .map(|(range, key)| Choice {
                value: (*range).to_owned(),
                title: say!(&format!("range-{key}")),
                is_chosen: *range == in_force,
            })
            .collect();
        ranges.push(Choice {
            value: DAYS.to_owned(),
            title: say!("range-days"),
            is_chosen: in_force == DAYS,
        });
        let mut badges = vec![Badge {
            text: period_in_words(open),
            without: None,
            removes: String::new(),
        }];
        badges.extend(chosen.asked.filters.iter().map(|(member, value)| {
            let title = site.app.titled(member).unwrap_or_else(|| member.clone());
            let shown = site.app.value_titled(member, value);
            Badge {
                text: format!("{title}: {}", words::unbroken(&shown)),
                without: Some(address.without(member)),
                removes: say!("filter-remove", name = title.as_str()),
            }
        }));
        let day = |place: usize| {
            let day = open
                .period
                .as_array()
                .and_then(|days| days.get(place)?.as_str());
            day.unwrap_or_default().to_owned()
        };
        Self {
            ranges,
            from: day(0),
            to: day(1),
            fields,
            badges,
            is_changed: chosen.asked != app::Chosen::default(),
            reset: format!("/dashboards/{}", dashboard.name),
        }
    }
}

/// Returns what people call a range in words; the words themselves where there is no name.
pub fn range_in_words(words: &str) -> String {
    let named = RANGES.iter().find(|(range, _)| *range == words);
    named.map_or_else(
        || words.to_owned(),
        |(_, key)| say!(&format!("range-{key}")),
    )
}

/// Tells the range asked, with its days where all schools have the same.
pub fn period_in_words(open: &OpenDashboard) -> String {
    let named = open.period.as_str().map(range_in_words);
    let days = open
        .days
        .map(|days| format!("{} – {}", words::day(days.from), words::day(days.to)));
    match (named, days) {
        (Some(named), Some(days)) => say!("period-named", name = named, days = days),
        (Some(one), None) | (None, Some(one)) => say!("period-days", days = one),
        (None, None) => say!("period-days", days = open.period.to_string()),
    }
}

async fn field(
    site: &Site,
    asker: &Asker,
    member: &str,
    chosen: &BTreeMap<String, String>,
) -> Option<Field> {
    // A class has a meaning inside its school only.
    let is_inside = member.starts_with("class.name") && asker.scope.school_id().is_none();
    if is_inside && !chosen.contains_key("school.name") {
        return None;
    }
    let values = site.app.filter_values(asker, member, chosen).await;
    let is_chosen = |value: &String| chosen.get(member) == Some(value);
    // Of one value there is nothing to choose.
    if values.len() < 2 && !chosen.contains_key(member) {
        return None;
    }
    let choices = values.into_iter().map(|value| Choice {
        is_chosen: is_chosen(&value),
        title: site.app.value_titled(member, &value),
        value,
    });
    Some(Field {
        name: member.to_owned(),
        title: site.app.titled(member)?,
        choices: choices.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dashboard() -> Dashboard {
        toml::from_str(
            r#"
            title = { ru = "Посещаемость", en = "Attendance" }
            description = { ru = "…", en = "…" }
            order = 1
            readers = ["office"]
            period = "last month"
            filters = ["school.name", "class.grade"]
            "#,
        )
        .expect("a dashboard")
    }

    #[test]
    fn the_address_says_what_is_chosen_and_is_written_again() {
        let query =
            "period=this+month&school.name=%D0%A8%D0%BA%D0%BE%D0%BB%D0%B0&other=1&class.grade=";
        let chosen = Chosen::read(Some(query), &dashboard());
        assert_eq!(chosen.asked.period, Some(json!("this month")));
        let pairs = [("period", "this month"), ("school.name", "Школа")];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(chosen.pairs(), pairs);
        let address = Address::of(&dashboard(), &chosen);
        let back = address.with("class.grade", "5");
        let (_, query) = back.split_once('?').expect("a query");
        let again = Chosen::read(Some(query), &dashboard());
        assert_eq!(again.asked.filters.len(), 2);
        assert_eq!(address.without("school.name").matches('=').count(), 1);
    }

    #[test]
    fn two_days_are_a_range_and_one_is_none() {
        let read = |query: &str| Chosen::read(Some(query), &dashboard()).asked.period;
        let days = json!(["2025-10-01", "2025-10-31"]);
        assert_eq!(
            read("period=days&from=2025-10-01&to=2025-10-31"),
            Some(days.clone())
        );
        assert_eq!(read("from=2025-10-01&to=2025-10-31"), Some(days));
        assert_eq!(read("period=days&from=2025-10-01"), None);
        assert_eq!(read(""), None);
    }
}
