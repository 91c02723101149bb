//! Form: what a page can be filtered by, with what is chosen set in it, and the badges that take it off again.

use super::address::Address;
use super::choice::{Chosen, OF_MANY, RANGES, period_in_words};
use super::days::{DAYS, DaysFault, held};
use crate::app::{self, Asker, Dashboard, Filters, NamedTerm, OpenDashboard};
use crate::catalogue::say;
use crate::web::parts::words;
use crate::web::site::Site;

/// The form of a page, and what is chosen in words.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    pub ranges: Vec<Choice>,
    /// The terms of each school year.
    pub terms: Vec<TermsOfYear>,
    pub from: String,
    pub to: String,
    /// The two days that stand in the form; none where a range has a name.
    pub held: Option<String>,
    /// What is wrong with the days that were sent.
    pub fault: Option<String>,
    /// Whether that is about the field of ranges.
    pub is_range_wrong: bool,
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

#[derive(Debug, Clone)]
pub struct TermsOfYear {
    pub title: String,
    pub terms: Vec<Choice>,
}

/// A selection of values of a dimension.
#[derive(Debug, Clone)]
pub struct Field {
    pub name: String,
    pub title: String,
    pub choices: Vec<Choice>,
    /// Whether several can be chosen; of others one.
    pub is_of_many: bool,
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
    /// Lays out the form; where the days that were sent are wrong, there is no page that opened.
    pub async fn of(
        site: &Site,
        asker: &Asker,
        dashboard: &Dashboard,
        chosen: &Chosen,
        open: Option<&OpenDashboard>,
    ) -> Self {
        let mut fields = Vec::new();
        for member in &dashboard.filters {
            if let Some(field) = field(site, asker, member, &chosen.asked.filters).await {
                fields.push(field);
            }
        }
        let in_force = chosen.in_force(dashboard);
        let (from, to) = match in_force == DAYS || chosen.fault.is_some() {
            true => (chosen.sent.from.clone(), chosen.sent.to.clone()),
            false => (String::new(), String::new()),
        };
        Self {
            ranges: ranges(dashboard, in_force),
            terms: terms(&chosen.terms, in_force),
            held: (in_force == DAYS).then(|| held(&from, &to)),
            from,
            to,
            fault: chosen.fault.as_ref().map(DaysFault::told),
            is_range_wrong: chosen.fault.as_ref().is_some_and(DaysFault::is_of_range),
            fields,
            badges: badges(site, dashboard, chosen, open),
            is_changed: chosen.fault.is_some() || chosen.asked != app::Chosen::default(),
            reset: format!("/dashboards/{}", dashboard.name),
        }
    }

    pub fn are_days_wrong(&self) -> bool {
        self.fault.is_some() && !self.is_range_wrong
    }
}

impl Field {
    /// Says how much is chosen of many.
    pub fn summary(&self) -> String {
        let mut chosen = self.choices.iter().filter(|choice| choice.is_chosen);
        match (chosen.next(), chosen.count()) {
            (None, _) => self.none(),
            (Some(only), 0) => say!(
                "filter-many-one",
                title = self.title.as_str(),
                name = words::unbroken(&only.title)
            ),
            (Some(_), others) => self.some(&(others + 1).to_string()),
        }
    }

    /// Says that nothing is chosen, which is all.
    pub fn none(&self) -> String {
        say!("filter-many-all", title = self.title.as_str())
    }

    /// Says that several are chosen, with `{count}` where the browser puts how many.
    pub fn some_to_count(&self) -> String {
        self.some("{count}")
    }

    fn some(&self, count: &str) -> String {
        say!(
            "filter-many-some",
            title = self.title.as_str(),
            count = count
        )
    }
}

fn ranges(dashboard: &Dashboard, in_force: &str) -> Vec<Choice> {
    let periods = &dashboard.periods;
    let is_offered = |range: &str| {
        periods.is_empty() || range == in_force || periods.iter().any(|words| words == range)
    };
    let named = RANGES.iter().filter(|(range, _)| is_offered(range));
    let mut ranges: Vec<Choice> = named
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
    ranges
}

fn terms(known: &[NamedTerm], in_force: &str) -> Vec<TermsOfYear> {
    let mut years: Vec<TermsOfYear> = Vec::new();
    for term in known {
        let title = say!("filter-terms-of", year = term.school_year.to_string());
        let choice = Choice {
            value: term.title(),
            title: term.title(),
            is_chosen: term.title() == in_force,
        };
        match years.iter_mut().find(|year| year.title == title) {
            Some(year) => year.terms.push(choice),
            None => years.push(TermsOfYear {
                title,
                terms: vec![choice],
            }),
        }
    }
    years
}

fn badges(
    site: &Site,
    dashboard: &Dashboard,
    chosen: &Chosen,
    open: Option<&OpenDashboard>,
) -> Vec<Badge> {
    let address = Address::of(dashboard, chosen);
    let period = open.map(|open| Badge {
        text: period_in_words(open),
        without: None,
        removes: String::new(),
    });
    let mut badges: Vec<Badge> = period.into_iter().collect();
    for (member, values) in &chosen.asked.filters {
        let title = site.app.titled(member).unwrap_or_else(|| member.clone());
        badges.extend(values.iter().map(|value| {
            let shown = words::unbroken(&site.app.value_titled(member, value));
            Badge {
                without: Some(address.without_value(member, value)),
                removes: match values.len() {
                    1 => say!("filter-remove", name = title.as_str()),
                    _ => say!(
                        "filter-remove-value",
                        name = title.as_str(),
                        value = shown.as_str()
                    ),
                },
                text: format!("{title}: {shown}"),
            }
        }));
    }
    badges
}

async fn field(site: &Site, asker: &Asker, member: &str, chosen: &Filters) -> Option<Field> {
    // A class has a meaning inside its school only.
    let schools = chosen.get(OF_MANY).map_or(0, Vec::len);
    let is_inside = member.starts_with("class.name") && asker.scope.school_id().is_none();
    if is_inside && schools != 1 {
        return None;
    }
    let mut values = site.app.filter_values(asker, member, chosen).await;
    let taken = chosen.get(member).map(Vec::as_slice).unwrap_or_default();
    // What is chosen stays chosen when the form is sent again, also where the other filters leave nothing of it.
    for value in taken {
        if !values.contains(value) {
            values.push(value.clone());
        }
    }
    // Of one value there is nothing to choose.
    if values.len() < 2 && taken.is_empty() {
        return None;
    }
    let choices = values.into_iter().map(|value| Choice {
        is_chosen: taken.contains(&value),
        title: site.app.value_titled(member, &value),
        value,
    });
    Some(Field {
        name: member.to_owned(),
        title: site.app.titled(member)?,
        choices: choices.collect(),
        is_of_many: member == OF_MANY,
    })
}
