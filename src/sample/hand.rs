//! Hand: how one organisation writes days and moments.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::calendar::Calendar;
use super::days::Day;
use super::municipality::{Dialect, Profile};

#[derive(Debug)]
pub struct Hand {
    pub dialect: Dialect,
    /// The date of day 0.
    pub first: Date,
    /// Days from 1970-01-01 to day 0.
    pub epoch_day: i32,
    /// Seconds that the school's clock is ahead of UTC.
    pub offset: i32,
    pub offset_text: String,
    days: Vec<[u8; 10]>,
}

impl Hand {
    pub fn new(profile: &Profile, calendar: &Calendar, zone: &TimeZone) -> Self {
        // Russian zones have kept one offset all year since 2014.
        let noon = calendar.first.at(12, 0, 0, 0);
        let offset = zone
            .to_ambiguous_timestamp(noon)
            .compatible()
            .map_or(0, |moment| zone.to_offset(moment).seconds());
        let epoch = jiff::civil::date(1970, 1, 1);
        Self {
            dialect: profile.dialect,
            first: calendar.first,
            epoch_day: (calendar.first.duration_since(epoch).as_hours() / 24) as i32,
            offset,
            offset_text: format!("+{:02}:{:02}", offset / 3_600, offset / 60 % 60),
            days: (FIRST_DAY..LAST_DAY)
                .map(|day| date_bytes(calendar.date(day), profile.dialect.is_russian))
                .collect(),
        }
    }

    /// Returns a day as this organisation writes it.
    pub fn day(&self, day: Day) -> [u8; 10] {
        let index = usize::try_from(day - FIRST_DAY).ok();
        match index.and_then(|index| self.days.get(index)) {
            Some(text) => *text,
            None => self.date(self.first.saturating_add(jiff::Span::new().days(day))),
        }
    }

    /// Returns a date as this organisation writes it.
    pub fn date(&self, date: Date) -> [u8; 10] {
        date_bytes(date, self.dialect.is_russian)
    }
}

/// Days whose text is kept ready; others are rare.
const FIRST_DAY: Day = -60;
const LAST_DAY: Day = 400;

fn date_bytes(date: Date, is_russian: bool) -> [u8; 10] {
    let pair = |number: i32| [b'0' + (number / 10 % 10) as u8, b'0' + (number % 10) as u8];
    let year = i32::from(date.year());
    let [century, decade] = [pair(year / 100), pair(year % 100)];
    let [month, day] = [pair(date.month().into()), pair(date.day().into())];
    let (y, m, d) = ([century[0], century[1], decade[0], decade[1]], month, day);
    if is_russian {
        [d[0], d[1], b'.', m[0], m[1], b'.', y[0], y[1], y[2], y[3]]
    } else {
        [y[0], y[1], y[2], y[3], b'-', m[0], m[1], b'-', d[0], d[1]]
    }
}
