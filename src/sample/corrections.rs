//! Corrections: requests to change what stands in the journal, and what came of them.

use super::days::{Day, Moment};
use super::journal::Journal;
use super::municipality::Kind;
use super::random::{Random, Stream};
use super::school::Setting;
use super::works::{DOT, VALUES};

#[derive(Debug, Clone)]
pub struct Correction {
    pub requested: Day,
    pub class: u16,
    pub staff: u16,
    pub target: Day,
    pub subject: u16,
    pub changes: String,
    /// Empty where the teacher gave none.
    pub reason: &'static str,
    pub decision: &'static str,
    pub decided: Moment,
}

/// Returns the requests in order of days. Not every change of a mark had one; some were refused
/// or still wait, and then nothing was changed.
pub fn corrections(setting: &Setting, journal: &Journal) -> Vec<Correction> {
    let mut corrections = Vec::new();
    let asks = match setting.profile.kind {
        Kind::Additional => return corrections,
        Kind::Cadet => 0.9,
        Kind::General => 0.55,
    };
    for revision in &journal.revisions {
        let mark = &journal.marks[revision.mark as usize];
        let keys = [u64::from(setting.profile.number), u64::from(revision.mark)];
        let mut random = Random::of(setting.seed, Stream::Revision, &keys);
        if mark.value == DOT || !random.chance(asks) {
            continue;
        }
        let lesson = &journal.lessons[mark.lesson as usize];
        let group = &setting.groups[usize::from(lesson.group)];
        let from = VALUES[usize::from(mark.value)];
        let changes = match revision.value {
            Some(value) => format!(
                "заменить отметку «{from}» на «{}»",
                VALUES[usize::from(value)]
            ),
            None => format!("удалить отметку «{from}»"),
        };
        let decided = revision.at.plus_minutes(-random.between(5, 60));
        corrections.push(Correction {
            requested: decided.day() - random.between(0, 2) as Day,
            class: group.class,
            staff: lesson.staff,
            target: lesson.day,
            subject: group.subject,
            changes,
            reason: if random.chance(0.05) {
                ""
            } else {
                random.pick(&REASONS)
            },
            decision: "approved",
            decided,
        });
        if random.chance(0.3) {
            let (decision, decided) = if random.chance(0.5) {
                (
                    "refused",
                    revision.at.plus_minutes(random.between(300, 3_000)),
                )
            } else {
                ("pending", Moment::NEVER)
            };
            corrections.push(Correction {
                requested: revision.at.day(),
                class: group.class,
                staff: group.staff,
                target: lesson.day,
                subject: group.subject,
                changes: format!("заменить отметку «{from}» на «5»"),
                reason: random.pick(&REASONS),
                decision,
                decided,
            });
        }
    }
    corrections.sort_by_key(|correction| (correction.requested, correction.target));
    corrections
}

const REASONS: [&str; 5] = [
    "ошибка при вводе",
    "работа переписана",
    "апелляция по работе, решение предметной комиссии",
    "отметка выставлена другому ученику",
    "справка из медицинской организации",
];
