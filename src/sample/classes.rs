//! Classes: how many pupils go to which class or association.

use super::municipality::{Kind, Profile};

/// A class or, in additional education, an association.
#[derive(Debug, Clone)]
pub struct Class {
    /// 0 for an association.
    pub grade: u8,
    pub letter: String,
    pub name: String,
    pub profile: &'static str,
    pub direction: &'static str,
    pub shift: u8,
    /// Planned size; who comes is decided by enrolments.
    pub size: usize,
    /// Filled when the staff is known.
    pub homeroom: Option<u16>,
}

impl Class {
    pub fn is_association(&self) -> bool {
        self.grade == 0
    }
}

/// Returns the classes of an organisation in order of grade and letter.
pub fn classes(profile: &Profile) -> Vec<Class> {
    match profile.kind {
        Kind::Additional => associations(profile),
        Kind::General | Kind::Cadet => graded(profile),
    }
}

fn graded(profile: &Profile) -> Vec<Class> {
    let grades: &[(u8, usize)] = match profile.kind {
        Kind::Cadet if profile.pupils < 60 => &[(5, 1), (7, 1), (9, 1), (10, 1), (11, 1)],
        Kind::Cadet => &[(5, 2), (6, 2), (7, 2), (8, 2), (9, 2), (10, 1), (11, 1)],
        // A handful of pupils makes a few classes that can still be looked at, not eleven of three.
        _ if profile.pupils < 55 => &[(1, 1), (2, 1), (5, 1), (9, 1), (10, 1), (11, 1)],
        _ => &ALL_GRADES,
    };
    let total: usize = grades.iter().map(|(_, weight)| weight).sum();
    let mut before = 0;
    let mut classes = Vec::new();
    for (grade, weight) in grades {
        let after = before + weight;
        let pupils = after * profile.pupils / total - before * profile.pupils / total;
        before = after;
        let count = pupils.div_ceil(LARGEST).max(1);
        for index in 0..count {
            let size = (index + 1) * pupils / count - index * pupils / count;
            classes.push(class(profile, *grade, index, size));
        }
    }
    classes
}

fn class(profile: &Profile, grade: u8, index: usize, size: usize) -> Class {
    let mut letter = LETTERS[index % LETTERS.len()].to_owned();
    // A class whose letter was typed on the other keyboard.
    if profile.has_faults && grade == 7 && index == 1 {
        letter = "A".to_owned();
    }
    let is_second_shift = profile.pupils >= 400 && matches!(grade, 3 | 6);
    Class {
        grade,
        name: format!("{grade}{letter}"),
        letter,
        profile: match (profile.kind, grade) {
            (Kind::Cadet, _) => "кадетский",
            (_, 10 | 11) => PROFILES[index % PROFILES.len()],
            // What statistical forms show by itself: a gymnasium, advanced subjects, an adapted programme.
            (_, 5..) if profile.number == 3 => "гимназический",
            (_, 8 | 9)
                if profile.pupils >= 300 && profile.number.is_multiple_of(4) && index == 0 =>
            {
                "с углублённым изучением математики"
            }
            (_, 4) if profile.pupils >= 400 && index == 1 => "адаптированная программа (ОВЗ)",
            _ => "общеобразовательный",
        },
        direction: "",
        shift: if is_second_shift { 2 } else { 1 },
        size,
        homeroom: None,
    }
}

fn associations(profile: &Profile) -> Vec<Class> {
    // Every fifth child goes to a second association.
    let seats = profile.pupils + profile.pupils / 5;
    let count = (seats / 14).max(1);
    (0..count)
        .map(|index| {
            let (name, direction) = ASSOCIATIONS[index % ASSOCIATIONS.len()];
            let round = index / ASSOCIATIONS.len();
            Class {
                grade: 0,
                letter: String::new(),
                name: if round == 0 {
                    format!("«{name}»")
                } else {
                    format!("«{name}», группа {}", round + 1)
                },
                profile: "",
                direction,
                shift: 2,
                size: (index + 1) * seats / count - index * seats / count,
                homeroom: None,
            }
        })
        .collect()
}

/// Beyond so many pupils a class is divided.
const LARGEST: usize = 28;

const ALL_GRADES: [(u8, usize); 11] = [
    (1, 2),
    (2, 2),
    (3, 2),
    (4, 2),
    (5, 2),
    (6, 2),
    (7, 2),
    (8, 2),
    (9, 2),
    (10, 1),
    (11, 1),
];

const LETTERS: [&str; 10] = ["А", "Б", "В", "Г", "Д", "Е", "Ж", "З", "И", "К"];

const PROFILES: [&str; 5] = [
    "универсальный",
    "социально-экономический",
    "естественно-научный",
    "технологический",
    "гуманитарный",
];

#[rustfmt::skip]
const ASSOCIATIONS: [(&str, &str); 18] = [
    ("Робототехника", "техническая"), ("Хореография", "художественная"), ("Юный эколог", "естественно-научная"),
    ("Шахматы", "физкультурно-спортивная"), ("Юный краевед", "туристско-краеведческая"), ("Юный журналист", "социально-гуманитарная"),
    ("Авиамоделирование", "техническая"), ("Изостудия «Палитра»", "художественная"), ("Занимательная химия", "естественно-научная"),
    ("Спортивное ориентирование", "туристско-краеведческая"), ("Вокальная студия", "художественная"), ("Школа вожатых", "социально-гуманитарная"),
    ("Программирование", "техническая"), ("Театральная студия", "художественная"), ("Настольный теннис", "физкультурно-спортивная"),
    ("Бисероплетение", "художественная"), ("Медиастудия", "техническая"), ("Фольклорный ансамбль", "художественная"),
];
