//! Day and Moment: the compact calendar of one school year, counted from 1 September.
//!
//! Half a million rows per school hold several of them each, so they are small numbers; they
//! become dates and instants when a row is written.

/// Days since 1 September of the school year.
pub type Day = i16;

/// A last day that never comes.
pub const OPEN: Day = Day::MAX;

/// Seconds since the midnight that begins 1 September, by the school's own clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub i32);

impl Moment {
    /// Stands for what was not entered; later than every other moment.
    pub const NEVER: Moment = Moment(i32::MAX);

    pub fn new(day: Day, minute: i32, second: i32) -> Self {
        Self(i32::from(day) * DAY_SECONDS + minute * 60 + second)
    }

    pub fn day(self) -> Day {
        self.0.div_euclid(DAY_SECONDS) as Day
    }

    /// Returns the seconds since local midnight.
    pub fn second_of_day(self) -> i32 {
        self.0.rem_euclid(DAY_SECONDS)
    }

    pub fn plus_minutes(self, minutes: i32) -> Self {
        if self == Self::NEVER {
            self
        } else {
            Self(self.0 + minutes * 60)
        }
    }
}

const DAY_SECONDS: i32 = 86_400;
