//! Accounts: who may enter the journal and the diary, how often they come, and the guardians'
//! consents and refusals.

use super::days::{Day, Moment, OPEN};
use super::municipality::Kind;
use super::random::{Random, Stream};
use super::school::Setting;

#[derive(Debug, Default)]
pub struct Accounts {
    pub guardians: Vec<Guardian>,
    pub accounts: Vec<Account>,
    /// In order of accounts, then of days.
    pub visits: Vec<Visit>,
}

/// One guardian of one pupil; the guardian's number is the place in the list.
#[derive(Debug, Clone, Copy)]
pub struct Guardian {
    pub pupil: u16,
    pub consent: Option<Day>,
    pub refused: Option<Day>,
}

#[derive(Debug, Clone, Copy)]
pub struct Account {
    pub role: &'static str,
    /// `s`, `p` or `r` and a number counted from 0.
    pub person: (&'static str, u32),
    pub created: Day,
    pub issued: Option<Day>,
    pub valid_to: Day,
    /// The account's part of the visits.
    pub visits: (u32, u32),
}

#[derive(Debug, Clone, Copy)]
pub struct Visit {
    pub account: u16,
    pub day: Day,
    pub count: u8,
}

impl Visit {
    /// Returns a moment of that day, always the same.
    pub fn at(&self) -> Moment {
        let scatter = (i32::from(self.account) * 37 + i32::from(self.day) * 101) % 820;
        Moment::new(self.day, 480 + scatter, i32::from(self.count) * 7 % 60)
    }
}

/// Invents guardians, accounts and visits up to a day.
pub fn accounts(setting: &Setting, from: Day, until: Day) -> Accounts {
    let mut accounts = Accounts::default();
    for (number, staff) in setting.staff.iter().enumerate() {
        let role = match (number, staff.chair) {
            (0 | 1, _) => "principal",
            (2, _) => "admin",
            (_, Some(_)) => "teacher",
            _ => "other",
        };
        let rate = if staff.chair.is_some() { 0.93 } else { 0.8 };
        let until = staff.dismissed.map_or(until, |day| until.min(day + 4));
        let person = ("s", number as u32);
        accounts.open(setting, role, person, -300, rate, (from, until, OPEN));
    }
    for number in 0..setting.pupils.len() {
        open_family(setting, number as u16, from, until, &mut accounts);
    }
    accounts
}

fn open_family(setting: &Setting, pupil: u16, from: Day, until: Day, accounts: &mut Accounts) {
    let keys = [u64::from(setting.profile.number), u64::from(pupil)];
    let mut random = Random::of(setting.seed, Stream::Guardian, &keys);
    let entered = setting.pupil_entered(pupil).day();
    let grade = setting.pupils[usize::from(pupil)].grade;
    let departed = setting
        .enrolments
        .iter()
        .rfind(|enrolment| enrolment.pupil == pupil)
        .filter(|enrolment| enrolment.departure.is_some() && enrolment.to <= until)
        .map_or(OPEN, |enrolment| enrolment.to);
    // Not every account is closed when its owner leaves.
    let is_closed = random.chance(0.8);
    let valid_to = if is_closed { departed } else { OPEN };
    let last = until.min(departed);
    let is_school = setting.profile.kind != Kind::Additional;
    if is_school && grade >= 2 {
        let rate = 0.08 + 0.3 * random.unit();
        let person = ("p", u32::from(pupil));
        accounts.open(
            setting,
            "pupil",
            person,
            entered,
            rate,
            (from, last, valid_to),
        );
    }
    for _ in 0..if random.chance(0.45) { 2 } else { 1 } {
        let is_refusing = random.chance(0.025);
        let asked = setting.profile.opened.max(entered);
        accounts.guardians.push(Guardian {
            pupil,
            consent: (!is_refusing && random.chance(0.95))
                .then(|| asked + random.between(0, 25) as Day),
            refused: is_refusing.then(|| asked + random.between(5, 60) as Day),
        });
        if is_school && !is_refusing {
            let rate = 0.3 * random.unit() * random.unit() + 0.01;
            let person = ("r", accounts.guardians.len() as u32 - 1);
            accounts.open(
                setting,
                "guardian",
                person,
                entered,
                rate,
                (from, last, valid_to),
            );
        }
    }
}

impl Accounts {
    /// Adds an account that comes on that share of days from the first to the last of `span`.
    fn open(
        &mut self,
        setting: &Setting,
        role: &'static str,
        person: (&'static str, u32),
        created: Day,
        rate: f64,
        (from, last, valid_to): (Day, Day, Day),
    ) {
        let number = self.accounts.len() as u16;
        let keys = [u64::from(setting.profile.number), u64::from(number)];
        let mut random = Random::of(setting.seed, Stream::Visit, &keys);
        let issued = match random.unit() {
            unit if role == "guardian" && unit < 0.06 => None,
            unit if role == "guardian" && unit < 0.14 => {
                Some(created.max(14) + random.between(1, 40) as Day)
            }
            _ => Some(created + random.between(0, 6) as Day),
        };
        let first = self.visits.len() as u32;
        if let Some(issued) = issued {
            for day in issued.max(created + 1).max(from)..=last {
                let is_school_day = setting.calendar.is_teaching(day);
                let today = if is_school_day { rate } else { rate * 0.25 };
                if random.chance(today) {
                    self.visits.push(Visit {
                        account: number,
                        day,
                        count: random.between(1, 5) as u8,
                    });
                }
            }
        }
        let visits = (first, self.visits.len() as u32);
        self.accounts.push(Account {
            role,
            person,
            created,
            issued,
            valid_to,
            visits,
        });
    }
}
