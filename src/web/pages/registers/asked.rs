//! Asked: which entries of a register are wanted and in which order, as it stands in the address.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{OFFICE, form, owner_told, owner_value, register_address, with_pairs};
use crate::app::{
    EntryStanding, EntryValue, FieldKind, OpenEntry, OpenRegister, RegisterField, sort_key,
};
use crate::catalogue::say;
use crate::web::fields::{Fields, day};
use crate::web::parts::{Choice, Faults, Field, Input, words};
use crate::web::site::Site;

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Asked {
    words: String,
    owner: String,
    standing: Option<EntryStanding>,
    /// Of choices, by the names of fields.
    chosen: BTreeMap<String, String>,
    from: Option<Date>,
    to: Option<Date>,
    /// The column that orders; the register's own order where it is empty.
    sort: String,
    is_descending: bool,
    page: usize,
    pub is_of_removed: bool,
    /// What of the filter could not be read.
    pub faults: Faults,
}

/// Columns that are no fields.
pub const OWNER: &str = "owner";
pub const STATE: &str = "state";
pub const DUE: &str = "due";

/// Entries of one page.
pub const MOST: usize = 50;

impl Asked {
    pub fn read(fields: &Fields, open: &OpenRegister) -> Self {
        let mut faults = Faults::default();
        let mut day_of = |name: &str| {
            day(fields.raw(name)).unwrap_or_else(|message| {
                faults.add(name, &message);
                None
            })
        };
        let (from, to) = (day_of("from"), day_of("to"));
        let choices = open
            .fields
            .iter()
            .filter(|field| field.kind == FieldKind::Choice);
        let chosen = choices.filter_map(|field| {
            let value = fields.text(&form::name_of(&field.name));
            field.choice(&value)?;
            Some((field.name.clone(), value))
        });
        Self {
            words: fields.text("q").chars().take(200).collect(),
            owner: fields.text(OWNER),
            standing: EntryStanding::named(fields.raw(STATE)),
            chosen: chosen.collect(),
            from,
            to,
            sort: fields.text("sort"),
            is_descending: fields.raw("order") == "desc",
            page: fields.text("page").parse().unwrap_or(1).max(1),
            is_of_removed: fields.raw("removed") == "1",
            faults,
        }
    }

    /// Returns the entries that are wanted, in their order.
    pub fn entries<'a>(&self, open: &'a OpenRegister) -> Vec<&'a OpenEntry> {
        let all = match self.is_of_removed {
            true => &open.removed,
            false => &open.entries,
        };
        let mut found: Vec<&OpenEntry> = all.iter().filter(|entry| self.has(open, entry)).collect();
        let field = open.fields.iter().find(|field| field.name == self.sort);
        if field.is_some() || [OWNER, STATE, DUE].contains(&self.sort.as_str()) {
            let keys = found.iter().map(|entry| Key::of(entry, &self.sort, field));
            let mut keyed: Vec<(Key, &OpenEntry)> = keys.zip(found.iter().copied()).collect();
            keyed.sort_by(|(one, _), (other, _)| one.compare(other, self.is_descending));
            found = keyed.into_iter().map(|(_, entry)| entry).collect();
        }
        found
    }

    /// Returns the place of the page among so many, counted from one, and how many there are.
    pub fn page(&self, found: usize) -> (usize, usize) {
        let pages = found.div_ceil(MOST).max(1);
        (self.page.min(pages), pages)
    }

    fn has(&self, open: &OpenRegister, entry: &OpenEntry) -> bool {
        let is_owner = match self.owner.as_str() {
            "" => true,
            OFFICE => entry.owner.school_id.is_none(),
            id => entry.owner.school_id.as_deref() == Some(id),
        };
        let day = entry
            .values
            .get(&open.register.date)
            .and_then(EntryValue::day);
        let is_in = |day: Date| {
            self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
        };
        let has_no_days = self.from.is_none() && self.to.is_none();
        let is_chosen = self.chosen.iter().all(|(name, value)| {
            entry.values.get(name).and_then(EntryValue::text) == Some(value.as_str())
        });
        is_owner
            && is_chosen
            && self
                .standing
                .is_none_or(|standing| standing == entry.standing)
            && (has_no_days || day.is_some_and(is_in))
            && self.says(open, entry)
    }

    /// Says whether the words stand in what the reader sees of an entry.
    fn says(&self, open: &OpenRegister, entry: &OpenEntry) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let wanted = plain(&self.words);
        let shown = open.fields.iter().filter_map(|field| {
            let value = entry.values.get(&field.name)?;
            Some(value.shown(field))
        });
        let mut shown = shown.chain([entry.owner.name.clone()]);
        shown.any(|text| plain(&text).contains(&wanted))
    }

    /// Returns the fields of the filter.
    pub fn fields(&self, site: &Site, open: &OpenRegister) -> Vec<Field> {
        let field = |name: &str, label: String, input: Input| {
            Field::new("filter", name, label, input).with_faults(&self.faults)
        };
        let mut fields = vec![
            field("q", say!("registers-search"), Input::Search).with_value(self.words.as_str()),
        ];
        if open.has_owners {
            let mut owners = vec![Choice::new("", say!("registers-all-owners"))];
            for entry in open.entries.iter().chain(&open.removed) {
                let choice = Choice::new(owner_value(&entry.owner), owner_told(site, &entry.owner));
                if !owners.contains(&choice) {
                    owners.push(choice);
                }
            }
            owners[1..].sort_by_cached_key(|choice| sort_key(&choice.title));
            fields.push(
                field(OWNER, say!("registers-owner"), Input::Select(owners))
                    .with_value(self.owner.as_str()),
            );
        }
        let mut standings = vec![Choice::new("", say!("registers-all-states"))];
        standings.extend(
            EntryStanding::ALL.map(|standing| {
                Choice::new(standing.name(), open.register.standing_told(standing))
            }),
        );
        fields.push(
            field(STATE, say!("registers-state"), Input::Select(standings))
                .with_value(self.standing.map_or("", EntryStanding::name)),
        );
        for one in open
            .fields
            .iter()
            .filter(|field| field.kind == FieldKind::Choice)
        {
            let mut choices = vec![Choice::new("", say!("registers-any"))];
            choices.extend(
                one.values
                    .iter()
                    .map(|value| Choice::new(&value.value, value.told())),
            );
            let chosen = self.chosen.get(&one.name).map_or("", String::as_str);
            fields.push(
                field(
                    &form::name_of(&one.name),
                    one.title.told().to_owned(),
                    Input::Select(choices),
                )
                .with_value(chosen),
            );
        }
        let written = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
        fields.push(
            field("from", say!("registers-from"), Input::Date).with_value(written(self.from)),
        );
        fields.push(field("to", say!("registers-to"), Input::Date).with_value(written(self.to)));
        fields
    }

    /// Says what the filter lets through, part by part, in the language of the request under way.
    pub fn told(&self, site: &Site, open: &OpenRegister) -> Vec<String> {
        let mut told = Vec::new();
        let mut say_of = |title: &str, value: String| told.push(format!("{title}: {value}"));
        if !self.words.is_empty() {
            say_of(&say!("registers-search"), format!("«{}»", self.words));
        }
        if !self.owner.is_empty() {
            let entries = open.entries.iter().chain(&open.removed);
            let mut owners = entries.map(|entry| &entry.owner);
            let owner = owners.find(|owner| owner_value(owner) == self.owner);
            let name = owner.map_or_else(|| self.owner.clone(), |owner| owner_told(site, owner));
            say_of(&say!("registers-owner"), name);
        }
        if let Some(standing) = self.standing {
            let state = open.register.standing_told(standing).to_owned();
            say_of(&say!("registers-state"), state);
        }
        for (name, value) in &self.chosen {
            let Some(field) = open.fields.iter().find(|field| field.name == *name) else {
                continue;
            };
            let title = field
                .choice(value)
                .map_or(value.as_str(), |choice| choice.told());
            say_of(field.title.told(), title.to_owned());
        }
        if self.from.is_some() || self.to.is_some() {
            let date = open.register.field(&open.register.date);
            let title = date.map_or("", |field| field.title.told());
            say_of(title, words::days(self.from, self.to));
        }
        told
    }

    /// Returns the address of the same in the order of a column, in the other direction where it is ordered so already.
    pub fn sorted(&self, open: &OpenRegister, column: &str) -> String {
        let next = Self {
            is_descending: self.sort == column && !self.is_descending,
            sort: column.to_owned(),
            page: 1,
            ..self.clone()
        };
        next.address(&open.register.name)
    }

    /// Says how a column is ordered, as `aria-sort` has it; none for the others.
    pub fn order_of(&self, column: &str) -> Option<&'static str> {
        (self.sort == column).then_some(match self.is_descending {
            true => "descending",
            false => "ascending",
        })
    }

    pub fn at_page(&self, open: &OpenRegister, page: usize) -> String {
        let next = Self {
            page,
            ..self.clone()
        };
        next.address(&open.register.name)
    }

    /// Returns the address of the file with the same entries.
    pub fn file(&self, open: &OpenRegister, format: &str) -> String {
        let whole = Self {
            page: 1,
            ..self.clone()
        };
        let mut pairs = whole.pairs();
        pairs.insert(0, ("format".to_owned(), format.to_owned()));
        with_pairs(
            &format!("{}/file", register_address(&open.register.name)),
            &pairs,
        )
    }

    /// What stays in the form of the filter beside its fields.
    pub fn kept(&self) -> Vec<(String, String)> {
        let kept = ["sort", "order", "removed"];
        let pairs = self.pairs().into_iter();
        pairs
            .filter(|(name, value)| kept.contains(&name.as_str()) && !value.is_empty())
            .collect()
    }

    fn address(&self, name: &str) -> String {
        with_pairs(&register_address(name), &self.pairs())
    }

    fn pairs(&self) -> Vec<(String, String)> {
        let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
        let flag = |is: bool, value: &str| match is {
            true => value.to_owned(),
            false => String::new(),
        };
        let mut pairs: Vec<(&str, String)> = vec![
            ("q", self.words.clone()),
            (OWNER, self.owner.clone()),
            (
                STATE,
                self.standing.map_or("", EntryStanding::name).to_owned(),
            ),
            ("from", day(self.from)),
            ("to", day(self.to)),
            ("sort", self.sort.clone()),
            ("order", flag(self.is_descending, "desc")),
            ("removed", flag(self.is_of_removed, "1")),
        ];
        if self.page > 1 {
            pairs.push(("page", self.page.to_string()));
        }
        let plain = pairs
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value));
        let chosen = self.chosen.iter();
        let chosen = chosen.map(|(name, value)| (form::name_of(name), value.clone()));
        plain.chain(chosen).collect()
    }
}

/// By what an entry stands before another one.
#[derive(Debug, Clone, PartialEq)]
enum Key {
    Nothing,
    Number(f64),
    Text(String),
    Day(Date),
}

impl Key {
    fn of(entry: &OpenEntry, column: &str, field: Option<&RegisterField>) -> Self {
        match (field, column) {
            (Some(field), _) => match entry.values.get(&field.name) {
                None => Self::Nothing,
                Some(EntryValue::Number(number)) => Self::Number(*number),
                Some(EntryValue::Day(day)) => Self::Day(*day),
                Some(value @ EntryValue::Text(text)) => {
                    // Choices stand in their declared order.
                    let place = field.values.iter().position(|choice| choice.value == *text);
                    place.map_or_else(
                        || Self::Text(sort_key(&value.shown(field))),
                        |place| Self::Number(place as f64),
                    )
                }
            },
            (None, OWNER) => Self::Text(sort_key(&entry.owner.name)),
            (None, DUE) => entry.due.map_or(Self::Nothing, Self::Day),
            (None, _) => Self::Text(format!("{:?}", entry.standing)),
        }
    }

    /// What says nothing stands last in both directions.
    fn compare(&self, other: &Self, is_descending: bool) -> Ordering {
        let order = match (self, other) {
            (Self::Nothing, Self::Nothing) => return Ordering::Equal,
            (Self::Nothing, _) => return Ordering::Greater,
            (_, Self::Nothing) => return Ordering::Less,
            (Self::Number(one), Self::Number(other)) => one.total_cmp(other),
            (Self::Day(one), Self::Day(other)) => one.cmp(other),
            (Self::Text(one), Self::Text(other)) => one.cmp(other),
            _ => Ordering::Equal,
        };
        match is_descending {
            true => order.reverse(),
            false => order,
        }
    }
}

/// Returns a text as people look it up: Ё is sought as Е.
fn plain(text: &str) -> String {
    text.to_lowercase().replace('ё', "е").replace('\u{a0}', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_nothing_stands_last_in_both_directions() {
        let keys = || vec![Key::Nothing, Key::Number(2.0), Key::Number(10.0)];
        for (is_descending, expected) in [
            (
                false,
                vec![Key::Number(2.0), Key::Number(10.0), Key::Nothing],
            ),
            (
                true,
                vec![Key::Number(10.0), Key::Number(2.0), Key::Nothing],
            ),
        ] {
            let mut sorted = keys();
            sorted.sort_by(|one, other| one.compare(other, is_descending));
            assert_eq!(sorted, expected);
        }
    }

    #[test]
    fn words_are_sought_as_people_write_them() {
        assert_eq!(plain("Ёлкина"), plain("елкина"));
    }
}
