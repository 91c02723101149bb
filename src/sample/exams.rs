//! Exams: results of the state final attestation in late May and June.

use super::curriculum::SUBJECTS;
use super::days::{Day, Moment};
use super::municipality::Kind;
use super::random::{Random, Stream};
use super::school::Setting;

#[derive(Debug, Clone, Copy)]
pub struct ExamResult {
    pub exam: &'static str,
    /// A number into [`SUBJECTS`].
    pub subject: u16,
    pub pupil: u16,
    pub day: Day,
    pub primary_score: u8,
    /// Of a hundred; only ЕГЭ has it.
    pub score: Option<u8>,
    pub mark: Option<u8>,
    pub received: Moment,
    pub entered: Moment,
    pub seen: Moment,
}

/// Returns the results of exams taken up to a day.
pub fn results(setting: &Setting, until: Day) -> Vec<ExamResult> {
    let mut results = Vec::new();
    if setting.profile.kind == Kind::Additional {
        return results;
    }
    for (number, pupil) in setting.pupils.iter().enumerate() {
        if !matches!(pupil.grade, 9 | 11) || has_left(setting, number as u16) {
            continue;
        }
        let keys = [u64::from(setting.profile.number), number as u64];
        let mut random = Random::of(setting.seed, Stream::Exam, &keys);
        let is_ninth = pupil.grade == 9;
        let exam = match (is_ninth, random.chance(0.015)) {
            (_, true) => "ГВЭ",
            (true, false) => "ОГЭ",
            (false, false) => "ЕГЭ",
        };
        for (subject, day) in chosen(&mut random, is_ninth, exam) {
            if day > until {
                continue;
            }
            let Some(subject) = SUBJECTS.iter().position(|known| known.id == subject) else {
                continue;
            };
            let skill = (pupil.ability + 0.6 * random.normal() + 2.2) / 4.4;
            let share = skill.clamp(0.05, 1.0);
            let received = Moment::new(
                day + random.between(8, 12) as Day,
                random.between(540, 900),
                0,
            );
            let hours = if random.chance(0.85) {
                random.between(1, 20)
            } else {
                random.between(26, 90)
            };
            let entered = received.plus_minutes(hours * 60 + random.between(0, 59));
            let seen = if random.chance(0.86) {
                entered.plus_minutes(random.between(30, 5_000))
            } else {
                Moment::NEVER
            };
            results.push(ExamResult {
                exam,
                subject: subject as u16,
                pupil: number as u16,
                day,
                primary_score: (share * 33.0) as u8,
                score: (exam == "ЕГЭ").then_some((15.0 + share * 85.0) as u8),
                mark: (exam != "ЕГЭ").then_some(match share {
                    share if share > 0.68 => 5,
                    share if share > 0.45 => 4,
                    share if share > 0.18 => 3,
                    _ => 2,
                }),
                received,
                entered,
                seen,
            });
        }
    }
    results
}

fn has_left(setting: &Setting, pupil: u16) -> bool {
    let last = setting
        .enrolments
        .iter()
        .rfind(|enrolment| enrolment.pupil == pupil);
    last.is_none_or(|enrolment| enrolment.to < FIRST_EXAM)
}

fn chosen(random: &mut Random, is_ninth: bool, exam: &str) -> Vec<(&'static str, Day)> {
    let mut chosen = if is_ninth {
        vec![("rus", FIRST_EXAM + 19), ("mat", FIRST_EXAM + 12)]
    } else {
        let mathematics = if random.chance(0.55) { "emp" } else { "emb" };
        vec![("rus", FIRST_EXAM + 14), (mathematics, FIRST_EXAM + 18)]
    };
    if exam == "ГВЭ" {
        return chosen;
    }
    let first = random.below(ELECTIVES.len());
    let second = (first + 1 + random.below(ELECTIVES.len() - 1)) % ELECTIVES.len();
    for elective in [first, second] {
        let (subject, day) = ELECTIVES[elective];
        chosen.push((subject, FIRST_EXAM + day));
    }
    chosen
}

/// 21 May.
const FIRST_EXAM: Day = 262;

const ELECTIVES: [(&str, Day); 8] = [
    ("soc", 5),
    ("inf", 26),
    ("bio", 15),
    ("map", 5),
    ("che", 8),
    ("phy", 25),
    ("eng", 0),
    ("his", 27),
];
