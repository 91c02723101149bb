//! Choice: what is chosen on a page, read from its address, and in words.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::days::{AskedDays, DAYS, DaysFault, SentDays};
use crate::app::{
    self, Asker, ChosenTerm, Dashboard, NamedTerm, OpenDashboard, Terms, is_of_schools,
};
use crate::catalogue::say;
use crate::web::Error;
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

/// The dimension of which several values can be chosen at once.
pub const OF_MANY: &str = "school.name";

/// What the address says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Chosen {
    pub asked: app::Chosen,
    /// The days as they were sent.
    pub sent: SentDays,
    /// Why nothing is asked.
    pub fault: Option<DaysFault>,
    /// The terms that can be chosen by name, the newest first.
    pub terms: Vec<NamedTerm>,
}

impl Chosen {
    /// Reads the address; what the page does not know is left aside.
    pub fn read(site: &Site, asker: &Asker, query: Option<&str>, dashboard: &Dashboard) -> Self {
        let mut chosen = Self::sent(query, dashboard);
        let today = site.app.moment().today;
        let is_offered = |term: &NamedTerm| match dashboard.terms {
            Terms::Begun => term.days.from <= today,
            Terms::Over => term.days.to < today,
            Terms::None => false,
        };
        let names = chosen.asked.filters.get(OF_MANY);
        let names = names.map(Vec::as_slice).unwrap_or_default();
        let mut terms = site.app.terms_by_name(asker, names);
        terms.retain(is_offered);
        // Schools may be chosen that call their terms otherwise than the one that was asked about before.
        if terms.iter().all(|term| term.title() != chosen.sent.range) {
            let all = site.app.terms_by_name(asker, &[]).into_iter();
            let former = all.filter(is_offered);
            terms.extend(former.filter(|term| term.title() == chosen.sent.range));
        }
        chosen.take_days(terms, |words| site.app.reads_range(words));
        chosen
    }

    /// Returns what is asked, or why nothing is.
    pub fn sound(&self) -> Result<&app::Chosen, Error> {
        match &self.fault {
            None => Ok(&self.asked),
            Some(fault) => Err(Error::BadRequest(fault.told())),
        }
    }

    fn sent(query: Option<&str>, dashboard: &Dashboard) -> Self {
        let mut chosen = Self::default();
        for (name, value) in url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            let value = value.trim().to_owned();
            match name.as_ref() {
                _ if value.is_empty() => {}
                "period" => chosen.sent.range = value,
                "from" => chosen.sent.from = value,
                "to" => chosen.sent.to = value,
                "held" => chosen.sent.held = value,
                member if dashboard.filters.iter().any(|known| known == member) => {
                    let values = chosen.asked.filters.entry(member.to_owned()).or_default();
                    if member != OF_MANY {
                        values.clear();
                    }
                    if !values.contains(&value) {
                        values.push(value);
                    }
                }
                _ => {}
            }
        }
        chosen
    }

    fn take_days(&mut self, terms: Vec<NamedTerm>, is_range: impl Fn(&str) -> bool) {
        let days = |from: Date, to: Date| Some(json!([from.to_string(), to.to_string()]));
        match self.sent.read(&terms, is_range) {
            Ok(AskedDays::Own) => {}
            Ok(AskedDays::Words(words)) => self.asked.period = Some(json!(words)),
            Ok(AskedDays::Days(from, to)) => self.asked.period = days(from, to),
            Ok(AskedDays::Term(term)) => {
                self.asked.period = days(term.days.from, term.days.to);
                self.asked.term = Some(ChosenTerm {
                    title: term.title(),
                    kinds: term.kinds,
                    is_even: term.is_even,
                });
            }
            Err(fault) => self.fault = Some(fault),
        }
        self.terms = terms;
    }

    /// Returns what the field of ranges is set to.
    pub fn in_force<'a>(&'a self, dashboard: &'a Dashboard) -> &'a str {
        match (&self.fault, &self.asked.term, &self.asked.period) {
            (Some(_), ..) if self.sent.range.is_empty() => DAYS,
            (Some(_), ..) => &self.sent.range,
            (None, Some(term), _) => &term.title,
            (None, None, Some(period)) => period.as_str().unwrap_or(DAYS),
            (None, None, None) => &dashboard.period,
        }
    }

    pub fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        let mut put = |name: &str, value: &str| {
            if !value.is_empty() {
                pairs.push((name.to_owned(), value.to_owned()));
            }
        };
        match (&self.asked.term, &self.asked.period) {
            _ if self.fault.is_some() => {
                put("period", &self.sent.range);
                put("from", &self.sent.from);
                put("to", &self.sent.to);
            }
            (Some(term), _) => put("period", &term.title),
            (None, Some(Value::String(words))) => put("period", words),
            (None, Some(_)) => {
                put("from", &self.sent.from);
                put("to", &self.sent.to);
            }
            (None, None) => {}
        }
        for (member, values) in &self.asked.filters {
            for value in values {
                put(member, value);
            }
        }
        pairs
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
    let named = match &open.term {
        Some(term) => Some(term.title.clone()),
        None => open.period.as_str().map(range_in_words),
    };
    let days = open
        .days
        .map(|days| format!("{} – {}", words::day(days.from), words::day(days.to)));
    let is_even = open.term.as_ref().is_none_or(|term| term.is_even);
    match (named, days) {
        (Some(named), Some(days)) if is_even => {
            say!("period-named", name = named, days = days)
        }
        (Some(named), Some(days)) => say!("period-of-schools", name = named, days = days),
        (Some(one), None) | (None, Some(one)) => say!("period-days", days = one),
        (None, None) => say!("period-days", days = open.period.to_string()),
    }
}

/// Returns what is chosen on a page and changes nothing about rules and extracts, which stand as they do today, for each
/// school as a whole.
pub fn unobeyed_today(asked: &app::Chosen) -> impl Iterator<Item = &str> {
    let filters = asked.filters.keys().map(String::as_str);
    let filters = filters.filter(|member| !is_of_schools(member));
    filters.chain(asked.period.is_some().then_some("period"))
}

/// Names what is chosen on a page and changes nothing somewhere on it; none where everything counts.
pub fn unobeyed_in_words<'n>(
    site: &Site,
    names: impl IntoIterator<Item = &'n str>,
) -> Option<String> {
    let names = names.into_iter().map(|name| match name {
        "period" => say!("filter-period"),
        member => site.app.titled(member).unwrap_or_else(|| member.to_owned()),
    });
    let names: Vec<String> = names.collect();
    (!names.is_empty()).then(|| say!("tile-unobeyed", filters = names.join(", ")))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::address::Address;
    use super::*;
    use crate::period::Period;

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

    /// Reads an address in an office where quarters and months can be asked for.
    fn read(query: &str) -> Chosen {
        let quarter = NamedTerm {
            school_year: "2025/2026".parse().expect("a year"),
            name: "1 четверть".into(),
            kinds: vec!["quarter".into()],
            days: Period::new(date(2025, 9, 1), date(2025, 10, 24)),
            is_even: true,
        };
        let mut chosen = Chosen::sent(Some(query), &dashboard());
        chosen.take_days(vec![quarter], |words| words.ends_with("month"));
        chosen
    }

    /// Returns the query of the address with all that is chosen.
    fn written(chosen: &Chosen) -> String {
        let address = Address::of(&dashboard(), chosen).whole();
        let (_, query) = address.split_once('?').expect("a query");
        query.to_owned()
    }

    #[test]
    fn the_constructor_names_every_range_that_a_page_offers() {
        for (range, key) in RANGES {
            assert!(app::RELATIVE.contains(&range), "{range}");
            assert_eq!(range.replace(' ', "-"), key);
        }
    }

    #[test]
    fn the_address_says_what_is_chosen_and_is_written_again() {
        let chosen = read(
            "period=this+month&school.name=%D0%A8%D0%BA%D0%BE%D0%BB%D0%B0&other=1&class.grade=",
        );
        assert_eq!(chosen.asked.period, Some(json!("this month")));
        let pairs = [("period", "this month"), ("school.name", "Школа")];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(chosen.pairs(), pairs);
        let address = Address::of(&dashboard(), &chosen);
        let back = address.with("class.grade", "5");
        let (_, query) = back.split_once('?').expect("a query");
        assert_eq!(read(query).asked.filters.len(), 2);
        assert_eq!(address.without("school.name").matches('=').count(), 1);
    }

    #[test]
    fn several_schools_are_chosen_and_one_of_anything_else() {
        let chosen = read("school.name=A&school.name=B&school.name=A&class.grade=5&class.grade=6");
        assert_eq!(chosen.asked.filters["school.name"], ["A", "B"]);
        assert_eq!(chosen.asked.filters["class.grade"], ["6"]);
        assert_eq!(read(&written(&chosen)), chosen);
        let address = Address::of(&dashboard(), &chosen);
        assert_eq!(
            address.without_value("school.name", "A"),
            "/dashboards/?class.grade=6&school.name=B"
        );
        assert!(!address.with("school.name", "C").contains("school.name=A"));
    }

    #[test]
    fn two_days_are_a_range_beside_any_words() {
        let days = Some(json!(["2025-10-01", "2025-10-31"]));
        for query in [
            "period=days&from=2025-10-01&to=2025-10-31",
            "from=2025-10-01&to=2025-10-31",
            "period=last+month&from=2025-10-01&to=2025-10-31",
        ] {
            let chosen = read(query);
            assert_eq!(chosen.asked.period, days, "{query}");
            assert_eq!(written(&chosen), "from=2025-10-01&to=2025-10-31");
        }
        assert_eq!(read("").asked, app::Chosen::default());
    }

    #[test]
    fn a_term_stands_in_the_address_by_its_name() {
        let chosen = read("period=1+%D1%87%D0%B5%D1%82%D0%B2%D0%B5%D1%80%D1%82%D1%8C+2025%2F2026");
        assert_eq!(
            chosen.asked.period,
            Some(json!(["2025-09-01", "2025-10-24"]))
        );
        let term = chosen.asked.term.as_ref().expect("a term");
        assert_eq!(term.kinds, ["quarter"]);
        assert_eq!(
            chosen.pairs(),
            [("period".to_owned(), "1 четверть 2025/2026".to_owned())]
        );
        assert_eq!(read(&written(&chosen)).asked, chosen.asked);
    }

    #[test]
    fn days_that_cannot_be_taken_ask_nothing_and_lose_nothing() {
        for query in [
            "period=days&from=2025-10-01",
            "period=last+month&to=2025-10-01&school.name=A",
            "from=2025-10-31&to=2025-10-01",
            "period=last+fortnight",
        ] {
            let chosen = read(query);
            assert!(chosen.fault.is_some() && chosen.sound().is_err(), "{query}");
            assert_eq!(chosen.asked.period, None, "{query}");
        }
        let chosen = read("period=last+month&to=2025-10-01&school.name=A");
        assert_eq!(chosen.sent.to, "2025-10-01");
        assert_eq!(chosen.asked.filters["school.name"], ["A"]);
    }
}
