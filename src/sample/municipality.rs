//! Municipality: the organisations of «Демо-округ», each with what makes it worth having.

use super::SampleSpec;
use super::calendar::{Calendar, TermPlan};
use super::days::Day;
use crate::period::SchoolYear;

pub const MUNICIPALITY: &str = "Демо-округ";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    General,
    Cadet,
    /// A house of creativity: associations in place of classes, no marks.
    Additional,
}

/// What is decided about an organisation before anybody in it is invented.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Counted from 1.
    pub number: u32,
    pub name: String,
    pub short_name: String,
    pub kind: Kind,
    pub district: &'static str,
    pub is_rural: bool,
    pub zone: &'static str,
    pub address: String,
    /// Empty where the municipality's rules hold.
    pub rule_set: &'static str,
    pub pupils: usize,
    /// The first day of teaching; later than 0 for an organisation opened in mid-year.
    pub opened: Day,
    pub plan: TermPlan,
    pub days_per_week: i16,
    pub dialect: Dialect,
    /// 1 = everything is entered in time, 0 = half of the teachers are late.
    pub discipline: f64,
    /// Whether its segment failed to hand over two nights.
    pub has_missed_nights: bool,
    /// Whether its extracts hold a few rows that must be rejected.
    pub has_faults: bool,
    /// Whether its source knows only the day on which homework was entered.
    pub has_homework_days: bool,
}

/// How an organisation's system writes CSV.
#[derive(Debug, Clone, Copy)]
pub struct Dialect {
    pub delimiter: u8,
    pub is_windows_1251: bool,
    pub has_bom: bool,
    /// `14.10.2025`, decimal comma, CRLF.
    pub is_russian: bool,
    pub has_offsets: bool,
    pub no_and_yes: [&'static str; 2],
    pub sexes: [&'static str; 2],
    /// Whether the manifest says delimiter and encoding.
    pub is_declared: bool,
}

impl Profile {
    /// Returns `school-001`.
    pub fn id(&self) -> String {
        format!("school-{:03}", self.number)
    }

    pub fn calendar(&self, year: SchoolYear) -> Calendar {
        Calendar::new(year, self.plan, self.days_per_week)
    }
}

/// Returns the organisations that a spec asks for.
pub fn profiles(spec: &SampleSpec) -> Vec<Profile> {
    (1..=spec.schools as u32)
        .map(|number| profile(spec, number))
        .collect()
}

/// The number of special organisations; those after them are mostly ordinary schools.
const SPECIAL: u32 = 8;

fn profile(spec: &SampleSpec, number: u32) -> Profile {
    let mut profile = ordinary(number);
    match number {
        1 => profile.pupils = 460,
        2 => cadet(&mut profile),
        3 => {
            profile.name =
                "Муниципальное автономное общеобразовательное учреждение «Гимназия № 3»".into();
            profile.short_name = "МАОУ «Гимназия № 3»".into();
            profile.plan = TermPlan::Trimesters;
            profile.days_per_week = 6;
            profile.pupils = 360;
            profile.rule_set = "municipal";
            profile.has_missed_nights = spec.pupils == 0;
        }
        4 => {
            rural(&mut profile, "Луговое");
            profile.pupils = 60;
            profile.has_homework_days = true;
        }
        5 => {
            profile.pupils = 160;
            profile.opened = opening(spec);
        }
        6 => creativity(&mut profile),
        7 => {
            profile.rule_set = "kropotkin-4";
            profile.zone = "Europe/Samara";
            profile.pupils = 240;
            profile.discipline = 0.45;
            profile.has_faults = true;
        }
        8 => {
            profile.rule_set = "sochi-53";
            profile.pupils = 420;
            profile.discipline = 0.7;
            profile.has_faults = true;
        }
        _ if number % 40 == 2 => cadet(&mut profile),
        _ if number % 50 == 6 => creativity(&mut profile),
        _ if number % 10 == 3 => profile.plan = TermPlan::Trimesters,
        _ if number % 10 == 4 => rural(&mut profile, "Заречье"),
        _ => {}
    }
    if spec.pupils > 0 {
        profile.pupils = spec.pupils;
    }
    profile
}

fn ordinary(number: u32) -> Profile {
    let index = number as usize;
    Profile {
        number,
        name: format!(
            "Муниципальное бюджетное общеобразовательное учреждение «Средняя общеобразовательная школа № {number}»"
        ),
        short_name: format!("МБОУ «СОШ № {number}»"),
        kind: Kind::General,
        district: DISTRICTS[index % DISTRICTS.len()],
        is_rural: false,
        zone: if number > SPECIAL && number.is_multiple_of(9) {
            "Europe/Samara"
        } else {
            "Europe/Moscow"
        },
        address: format!(
            "г. Демоград, ул. {}, д. {}",
            STREETS[index * 5 % STREETS.len()],
            index * 7 % 60 + 1
        ),
        rule_set: "",
        pupils: 350 + index * 37 % 400,
        opened: 0,
        plan: TermPlan::Quarters,
        days_per_week: 5,
        dialect: DIALECTS[(index - 1) % DIALECTS.len()],
        discipline: [0.9, 0.75, 0.85, 0.6, 0.95][index % 5],
        has_missed_nights: false,
        has_faults: false,
        has_homework_days: false,
    }
}

fn cadet(profile: &mut Profile) {
    profile.kind = Kind::Cadet;
    profile.name = format!(
        "Муниципальное бюджетное общеобразовательное учреждение «Кадетская школа № {} имени адмирала Ф. Ф. Ушакова»",
        profile.number
    );
    profile.short_name = format!("МБОУ «Кадетская школа № {}»", profile.number);
    profile.rule_set = "tomsk-cadet";
    profile.days_per_week = 6;
    profile.pupils = 200;
    profile.discipline = 0.95;
}

fn rural(profile: &mut Profile, village: &str) {
    profile.is_rural = true;
    profile.district = "Заречный";
    profile.name = format!(
        "Муниципальное казённое общеобразовательное учреждение «Средняя общеобразовательная школа № {}» с. {village}",
        profile.number
    );
    profile.short_name = format!("МКОУ «СОШ № {}» с. {village}", profile.number);
    profile.address = format!("с. {village}, ул. Школьная, д. {}", profile.number);
    profile.pupils = 60 + profile.number as usize % 60;
}

fn creativity(profile: &mut Profile) {
    profile.kind = Kind::Additional;
    profile.name =
        "Муниципальное бюджетное учреждение дополнительного образования «Дом детского творчества»"
            .into();
    profile.short_name = "МБУ ДО «ДДТ»".into();
    if profile.number > SPECIAL {
        profile.name = profile
            .name
            .replace('»', &format!(" № {}»", profile.number));
        profile.short_name = profile
            .short_name
            .replace('»', &format!(" № {}»", profile.number));
    }
    profile.rule_set = "uspensky-ddt";
    profile.plan = TermPlan::HalfYears;
    profile.days_per_week = 6;
    profile.pupils = 240;
}

/// Returns 10 November, or the first day where the period is too short to see the opening.
fn opening(spec: &SampleSpec) -> Day {
    let calendar = Calendar::new(SchoolYear::of(spec.period.from), TermPlan::Quarters, 5);
    let november = 70;
    let is_seen =
        calendar.day(spec.period.from) < november && november + 14 < calendar.day(spec.period.to);
    if is_seen { november } else { 0 }
}

const DISTRICTS: [&str; 3] = ["Центральный", "Северный", "Заречный"];

const STREETS: [&str; 12] = [
    "Ленина",
    "Советская",
    "Садовая",
    "Гагарина",
    "Мира",
    "Школьная",
    "Лесная",
    "Набережная",
    "Пушкина",
    "Кирова",
    "Молодёжная",
    "Победы",
];

const PLAIN: Dialect = Dialect {
    delimiter: b',',
    is_windows_1251: false,
    has_bom: false,
    is_russian: false,
    has_offsets: true,
    no_and_yes: ["false", "true"],
    sexes: ["f", "m"],
    is_declared: false,
};

const RUSSIAN: Dialect = Dialect {
    delimiter: b';',
    is_windows_1251: true,
    has_bom: false,
    is_russian: true,
    has_offsets: false,
    no_and_yes: ["нет", "да"],
    sexes: ["ж", "м"],
    is_declared: false,
};

const DIALECTS: [Dialect; 8] = [
    PLAIN,
    RUSSIAN,
    Dialect {
        delimiter: b'\t',
        has_bom: true,
        no_and_yes: ["0", "1"],
        is_declared: true,
        ..PLAIN
    },
    RUSSIAN,
    PLAIN,
    Dialect {
        is_windows_1251: false,
        has_bom: true,
        ..RUSSIAN
    },
    Dialect {
        no_and_yes: ["0", "1"],
        ..RUSSIAN
    },
    Dialect {
        has_offsets: false,
        sexes: ["ж", "м"],
        ..PLAIN
    },
];
