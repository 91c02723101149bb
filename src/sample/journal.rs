//! Journal: every lesson of a school's year with its homework, marks and absences.

use super::attendance::{Code, Spell};
use super::curriculum::{SPORT, SUBJECTS};
use super::days::{Day, Moment};
use super::entry::{self, When};
use super::municipality::Kind;
use super::random::{Random, Stream};
use super::results::{Results, TermMark};
use super::school::Setting;
use super::staff::Pace;
use super::timetable;
use super::works::{self, DOT, Plan, WORKS};

#[derive(Debug, Default)]
pub struct Journal {
    /// In order of days.
    pub lessons: Vec<Lesson>,
    /// In order of lessons, like all that follow.
    pub homework: Vec<Homework>,
    pub marks: Vec<Mark>,
    pub absences: Vec<Absence>,
    /// What became of marks later, in order of marks; one for a mark at most.
    pub revisions: Vec<Revision>,
}

#[derive(Debug, Clone, Copy)]
pub struct Lesson {
    pub group: u16,
    pub day: Day,
    pub number: u8,
    pub starts_at: u16,
    pub ends_at: u16,
    pub staff: u16,
    pub is_substitute: bool,
    pub is_held: bool,
    /// Its number among the held lessons of the group.
    pub ordinal: u16,
    pub hours_done: u8,
    pub topic_entered: Moment,
    pub attendance_entered: Moment,
    /// When somebody removed the lesson from the journal.
    pub deleted: Moment,
}

#[derive(Debug, Clone, Copy)]
pub struct Homework {
    pub lesson: u32,
    pub due: Day,
    pub entered: Moment,
    pub changed: Moment,
}

#[derive(Debug, Clone, Copy)]
pub struct Mark {
    pub lesson: u32,
    pub pupil: u16,
    /// A number into [`WORKS`].
    pub work: u8,
    /// A number into [`works::VALUES`].
    pub value: u8,
    pub entered: Moment,
    pub author: u16,
}

#[derive(Debug, Clone, Copy)]
pub struct Absence {
    pub lesson: u32,
    pub pupil: u16,
    pub code: Code,
    pub entered: Moment,
    pub author: u16,
    /// Until then the journal says `ОТ`.
    pub resolved: Moment,
}

#[derive(Debug, Clone, Copy)]
pub struct Revision {
    pub mark: u32,
    pub at: Moment,
    /// The new value; none when the mark was deleted.
    pub value: Option<u8>,
}

/// Writes the journal up to a day, and the results of the terms that end by then.
pub fn journal(setting: &Setting, from: Day, until: Day) -> (Journal, Vec<TermMark>) {
    let mut journal = Journal::default();
    let mut results = Results::new(setting);
    let mut ordinals = vec![0_u16; setting.groups.len()];
    let days = &setting.calendar.days;
    for (index, day) in days.iter().copied().enumerate() {
        if day > until {
            break;
        }
        if day >= from.max(setting.profile.opened) {
            for class in 0..setting.classes.len() {
                write_day(
                    setting,
                    class,
                    day,
                    &mut ordinals,
                    &mut journal,
                    &mut results,
                );
            }
        }
        let next = days.get(index + 1).copied().unwrap_or(Day::MAX);
        for (number, term) in setting.calendar.terms.iter().enumerate() {
            if day <= term.to && term.to < next && term.to <= until {
                results.close(setting, number, term);
            }
        }
    }
    (journal, results.marks)
}

fn write_day(
    setting: &Setting,
    class: usize,
    day: Day,
    ordinals: &mut [u16],
    journal: &mut Journal,
    results: &mut Results,
) {
    let weekday = setting.calendar.weekday(day);
    let grade = setting.classes[class].grade;
    let term = setting
        .calendar
        .terms_of(grade)
        .find(|(_, term)| term.from <= day && day <= term.to);
    let Some((_, term)) = term else { return };
    for slot in setting.timetable.lessons(class, weekday) {
        let (starts_at, ends_at) = timetable::bell(&setting.classes[class], slot.number);
        let when = When {
            day,
            starts_at,
            ends_at,
            term_to: term.to,
        };
        for group in [Some(slot.group), slot.other].into_iter().flatten() {
            let keys = [
                u64::from(setting.profile.number),
                day as u64,
                u64::from(group),
                u64::from(slot.number),
            ];
            let mut random = Random::of(setting.seed, Stream::Lesson, &keys);
            let ordinal = &mut ordinals[usize::from(group)];
            let lesson = lesson(setting, &mut random, group, slot.number, when, *ordinal);
            journal.lessons.push(lesson);
            if lesson.is_held {
                *ordinal += 1;
                write_lesson(setting, &mut random, lesson, when, journal, results);
            }
        }
    }
}

fn lesson(
    setting: &Setting,
    random: &mut Random,
    group: u16,
    number: u8,
    when: When,
    ordinal: u16,
) -> Lesson {
    let teacher = setting.groups[usize::from(group)].staff;
    let class = setting.groups[usize::from(group)].class;
    let mut staff = teacher;
    let mut is_held = !random.chance(0.004) && !setting.is_quarantined(class, when.day);
    if is_held && setting.staff[usize::from(teacher)].is_ill(when.day) {
        match setting.substitute(random, teacher, when.day) {
            Some(other) if random.chance(0.88) => staff = other,
            _ => is_held = false,
        }
    }
    let pace = setting.staff[usize::from(staff)].pace;
    let topic_entered = if is_held {
        entry::topic(random, pace, when)
    } else {
        Moment::NEVER
    };
    let attendance_entered = if is_held {
        entry::attendance(random, pace, when, topic_entered)
    } else {
        Moment::NEVER
    };
    let deleted = if random.chance(0.000_4) {
        Moment::new(when.day + random.between(2, 20) as Day, 700, 0)
    } else {
        Moment::NEVER
    };
    Lesson {
        group,
        day: when.day,
        number,
        starts_at: when.starts_at,
        ends_at: when.ends_at,
        staff,
        is_substitute: staff != teacher,
        is_held,
        ordinal,
        hours_done: if random.chance(0.006) { 2 } else { 1 },
        topic_entered,
        attendance_entered,
        deleted,
    }
}

/// Writes who was absent, what was marked and what was set for home.
fn write_lesson(
    setting: &Setting,
    random: &mut Random,
    lesson: Lesson,
    when: When,
    journal: &mut Journal,
    results: &mut Results,
) {
    let number = journal.lessons.len() as u32 - 1;
    let group = &setting.groups[usize::from(lesson.group)];
    let class = &setting.classes[usize::from(group.class)];
    let is_school = setting.profile.kind != Kind::Additional;
    let teacher = &setting.staff[usize::from(lesson.staff)];
    // A deleted lesson takes nothing with it but its absences.
    let is_kept = lesson.deleted == Moment::NEVER;
    let plan = if is_school && class.grade >= 2 && is_kept {
        works::plan(
            random,
            &SUBJECTS[usize::from(group.subject)],
            lesson.ordinal,
        )
    } else {
        Plan::Nothing
    };
    let is_sport = is_school && SUBJECTS[usize::from(group.subject)].id == SPORT;
    let absences_entered = match lesson.attendance_entered {
        Moment::NEVER => Moment::new(lesson.day, i32::from(lesson.ends_at) + 5, 0),
        moment => moment,
    };
    let members = &setting.members[usize::from(group.class)];
    for (position, member) in members.iter().enumerate() {
        if lesson.day < member.from
            || member.to < lesson.day
            || group
                .half
                .is_some_and(|half| position % 2 != usize::from(half))
        {
            continue;
        }
        let mut absence = |code, entered, resolved| {
            let author = lesson.staff;
            journal.absences.push(Absence {
                lesson: number,
                pupil: member.pupil,
                code,
                entered,
                author,
                resolved,
            });
        };
        let pupil = &setting.pupils[usize::from(member.pupil)];
        if is_sport
            && pupil
                .exempt
                .is_some_and(|(from, to)| (from..=to).contains(&lesson.day))
        {
            absence(Code::Exempt, absences_entered, absences_entered);
            continue;
        }
        let away = setting
            .attendance
            .away(member.pupil, lesson.day, lesson.number);
        results.attend(lesson.group, position, away.is_some());
        if let Some(spell) = away {
            absence(spell.code, absences_entered, spell.resolved);
        } else if random.chance(if lesson.number == 1 { 0.014 } else { 0.001_5 }) {
            absence(Code::Late, absences_entered, absences_entered);
        }
        let mark = mark(
            setting,
            random,
            &lesson,
            number,
            when,
            plan,
            member.pupil,
            away,
            teacher.pace,
        );
        let Some((mark, revision)) = mark else {
            continue;
        };
        let lasting = match revision {
            Some((_, value)) => value,
            None => Some(mark.value),
        };
        if let Some((at, value)) = revision {
            journal.revisions.push(Revision {
                mark: journal.marks.len() as u32,
                at,
                value,
            });
        }
        if let Some(value) = lasting {
            results.mark(
                lesson.group,
                position,
                value,
                WORKS[usize::from(mark.work)].weight,
            );
        }
        journal.marks.push(mark);
    }
    let has_homework = is_school
        && class.grade >= 2
        && is_kept
        && SUBJECTS[usize::from(group.subject)].has_homework
        && random.chance(0.72);
    if has_homework {
        let entered = entry::homework(random, teacher.pace, when);
        if entered != Moment::NEVER {
            let changed = if random.chance(0.05) {
                entered.plus_minutes(random.between(5, 2_000))
            } else {
                Moment::NEVER
            };
            journal.homework.push(Homework {
                lesson: number,
                due: setting.next_lesson(lesson.group, lesson.day),
                entered,
                changed,
            });
        }
    }
}

/// When a mark was changed, and to what; no value when it was deleted.
type Change = Option<(Moment, Option<u8>)>;

#[expect(
    clippy::too_many_arguments,
    reason = "a mark depends on the lesson, the work and the pupil"
)]
fn mark(
    setting: &Setting,
    random: &mut Random,
    lesson: &Lesson,
    number: u32,
    when: When,
    plan: Plan,
    pupil: u16,
    away: Option<Spell>,
    pace: Pace,
) -> Option<(Mark, Change)> {
    let asked = works::asked(random, plan)?;
    let is_written = WORKS[usize::from(asked)].is_written;
    let entered = entry::mark(random, pace, when, is_written);
    let subject = setting.groups[usize::from(lesson.group)].subject;
    let value = works::value(
        random,
        &SUBJECTS[usize::from(subject)],
        &setting.pupils[usize::from(pupil)],
        setting.taste(pupil, subject) - setting.staff[usize::from(lesson.staff)].strictness,
        is_written,
    );
    let mark = Mark {
        lesson: number,
        pupil,
        work: asked,
        value,
        entered,
        author: lesson.staff,
    };
    if away.is_some() {
        // A pupil who missed a written work owes it: a dot, until it is made up.
        if !is_written || !random.chance(0.35) {
            return None;
        }
        let made_up = entered.plus_minutes(1_440 * random.between(3, 16));
        let change = random.chance(0.75).then_some((made_up, Some(value)));
        return Some((Mark { value: DOT, ..mark }, change));
    }
    let change = match random.unit() {
        unit if unit < 0.000_3 => Some((entered.plus_minutes(1_440 * random.between(1, 10)), None)),
        unit if unit < 0.002_5 && value < 5 => {
            let better = value.saturating_sub(1);
            let other = if random.chance(0.8) && value > 0 {
                better
            } else {
                (value + 1).min(3)
            };
            let at = entered.plus_minutes(1_440 * random.between(1, 20));
            (other != value).then_some((at, Some(other)))
        }
        _ => None,
    };
    Some((mark, change))
}
