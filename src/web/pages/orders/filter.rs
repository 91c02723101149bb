//! Filter: which orders are wanted, as it stands in the address.

use jiff::civil::Date;

use super::told::Told;
use crate::app::{Action, Asker, Level};
use crate::catalogue::say;
use crate::office::{Order, OrderState};
use crate::period::SchoolYear;
use crate::web::fields::{self, Fields};
use crate::web::parts::{Choice, Faults, Field, Input, address};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    pub view: View,
    find: String,
    school: String,
    /// As they were typed: what cannot be read comes back.
    from: String,
    to: String,
    period: (Option<Date>, Option<Date>),
}

/// A part of the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum View {
    #[default]
    All,
    Mine,
    ToTake,
    InWork,
    Delivered,
    Closed,
}

impl View {
    pub const ALL: [Self; 6] = [
        Self::All,
        Self::Mine,
        Self::ToTake,
        Self::InWork,
        Self::Delivered,
        Self::Closed,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Mine => "mine",
            Self::ToTake => "to-take",
            Self::InWork => "in-work",
            Self::Delivered => "delivered",
            Self::Closed => "closed",
        }
    }

    pub fn title(self) -> String {
        match self {
            Self::All => say!("orders-view-all"),
            Self::Mine => say!("orders-view-mine"),
            Self::ToTake => say!("orders-view-to-take"),
            Self::InWork => say!("orders-view-in-work"),
            Self::Delivered => say!("orders-view-delivered"),
            Self::Closed => say!("orders-view-closed"),
        }
    }

    /// Says whether the view parts anything for a person: what a specialist of the office sees is all the own.
    pub fn is_of(self, asker: &Asker) -> bool {
        let is_of_school = asker.role.is_some_and(|role| role.level == Level::School);
        self != Self::Mine || asker.may(Action::Orders) || is_of_school
    }

    pub fn has(self, asker: &Asker, order: &Order) -> bool {
        match self {
            Self::All => true,
            Self::Mine => order.asker.id == Some(asker.user.id),
            Self::ToTake => order.state == OrderState::Submitted,
            Self::InWork => order.state.is_in_work(),
            Self::Delivered => order.state == OrderState::Delivered,
            Self::Closed => order.state.is_closed(),
        }
    }
}

impl Asked {
    pub fn read(fields: &Fields) -> (Self, Faults) {
        let mut faults = Faults::default();
        let mut day = |name: &str| {
            fields::day(fields.raw(name)).unwrap_or_else(|message| {
                faults.add(name, &message);
                None
            })
        };
        let period = (day("from"), day("to"));
        if let (Some(from), Some(to)) = period
            && to < from
        {
            faults.add("to", &say!("faults-span-reversed"));
        }
        let view = fields.text("show");
        let view = View::ALL.into_iter().find(|known| known.name() == view);
        let asked = Self {
            // An address of another version is no fault of its reader.
            view: view.unwrap_or_default(),
            find: fields.text("find"),
            school: fields.text("school"),
            from: fields.text("from"),
            to: fields.text("to"),
            period,
        };
        (asked, faults)
    }

    pub fn in_view(&self, view: View) -> Self {
        Self {
            view,
            ..self.clone()
        }
    }

    /// Returns the address of a page or a file with what is asked.
    pub fn address(&self, path: &str) -> String {
        let pairs = [
            ("show", self.view.name()),
            ("find", &self.find),
            ("school", &self.school),
            ("from", &self.from),
            ("to", &self.to),
        ];
        let given = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        let given: Vec<String> = given
            .map(|(name, value)| format!("{name}={}", address::encoded(value)))
            .collect();
        match given.is_empty() {
            true => path.to_owned(),
            false => format!("{path}?{}", given.join("&")),
        }
    }

    pub fn lets_through(&self, order: &Order, told: &Told) -> bool {
        let asked_on = told.date(order.asked_at);
        let (from, to) = self.period;
        from.is_none_or(|from| from <= asked_on)
            && to.is_none_or(|to| asked_on <= to)
            && self.is_of_school(order)
            && told.has_words(order, &self.find)
    }

    /// Says whether an order came from the school that is asked about, or tells of it.
    pub fn is_of_school(&self, order: &Order) -> bool {
        let has = |ids: &[String]| ids.contains(&self.school);
        self.school.is_empty() || has(&order.school_ids) || has(&order.wanted.school_ids)
    }

    /// Returns the period whose orders are counted: the school year where none is named.
    pub fn period_of_counts(&self, today: Date) -> (Date, Date) {
        let year = |day: Date| SchoolYear::of(day).period();
        match self.period {
            (None, None) => (year(today).from, year(today).to),
            (Some(from), None) => (from, from.max(today)),
            (None, Some(to)) => (year(to).from, to),
            (Some(from), Some(to)) => (from, to),
        }
    }

    /// Says in words what the list was picked by, each by itself.
    pub fn said(&self, told: &Told) -> Vec<String> {
        let mut said = Vec::new();
        if self.view != View::All {
            said.push(self.view.title());
        }
        if let (Some(_), _) | (_, Some(_)) = self.period {
            let (from, to) = self.period;
            let days = crate::web::parts::words::days(from, to);
            said.push(say!("orders-said-period", days = days));
        }
        if !self.school.is_empty() {
            said.push(told.school(&self.school));
        }
        if !self.find.is_empty() {
            said.push(say!("orders-said-find", words = self.find.as_str()));
        }
        said
    }

    /// Returns the fields of the filter. Whoever sees orders of one school chooses none.
    pub fn fields(&self, orders: &[Order], told: &Told, faults: &Faults) -> Vec<Field> {
        let mut fields = vec![
            Field::new("orders", "find", say!("orders-find"), Input::Search).with_value(&self.find),
        ];
        let mut ids: Vec<&String> = orders
            .iter()
            .flat_map(|order| order.school_ids.iter().chain(&order.wanted.school_ids))
            .collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.len() > 1 {
            let mut schools: Vec<Choice> = ids
                .into_iter()
                .map(|id| Choice::new(id, told.school(id)))
                .collect();
            schools.sort_by_cached_key(|choice| crate::app::sort_key(&choice.title));
            schools.insert(0, Choice::new("", say!("orders-all-schools")));
            let input = Input::Select(schools);
            fields.push(
                Field::new("orders", "school", say!("orders-school"), input)
                    .with_value(&self.school),
            );
        }
        for (name, label, value) in [
            ("from", say!("orders-from"), &self.from),
            ("to", say!("orders-to"), &self.to),
        ] {
            fields.push(
                Field::new("orders", name, label, Input::Date)
                    .with_value(value)
                    .with_faults(faults),
            );
        }
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_filter_stands_in_the_address() {
        let asked = Asked {
            view: View::InWork,
            find: "а&б".to_owned(),
            school: "s1".to_owned(),
            ..Asked::default()
        };
        assert_eq!(
            asked.address("/requests"),
            "/requests?show=in-work&find=%D0%B0%26%D0%B1&school=s1"
        );
        assert_eq!(Asked::default().address("/requests.csv"), "/requests.csv");
    }

    #[test]
    fn orders_of_the_school_year_are_counted_where_no_period_is_named() {
        let today = date(2025, 10, 14);
        let period = |from, to| {
            let asked = Asked {
                period: (from, to),
                ..Asked::default()
            };
            asked.period_of_counts(today)
        };
        assert_eq!(period(None, None), (date(2025, 9, 1), date(2026, 8, 31)));
        let day = date(2025, 10, 1);
        assert_eq!(period(Some(day), None), (day, today));
        assert_eq!(period(None, Some(day)), (date(2025, 9, 1), day));
    }
}
