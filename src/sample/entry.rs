//! Entry: at what moment a teacher puts a lesson, homework or a mark into the journal.

use super::days::{Day, Moment};
use super::random::Random;
use super::staff::Pace;

/// When a lesson was, for those who enter something about it.
#[derive(Debug, Clone, Copy)]
pub struct When {
    pub day: Day,
    pub starts_at: u16,
    pub ends_at: u16,
    /// The last day of the term: by then even laggards have entered their marks.
    pub term_to: Day,
}

/// Returns when the topic was entered.
pub fn topic(random: &mut Random, pace: Pace, when: When) -> Moment {
    let chance = random.unit();
    match pace {
        Pace::Prompt if chance < 0.78 => in_lesson(random, when),
        Pace::Prompt if chance < 0.985 => after_lesson(random, when, 180),
        Pace::Prompt => evening(random, when.day + 1),
        Pace::Evening if chance < 0.93 => evening(random, when.day),
        Pace::Evening => evening(random, when.day + 1),
        Pace::Slow if chance < 0.6 => evening(random, when.day),
        Pace::Slow if chance < 0.86 => evening(random, when.day + 1),
        Pace::Slow => {
            let delay = random.between(2, 5) as Day;
            evening(random, when.day + delay)
        }
        Pace::Laggard if chance < 0.3 => evening(random, when.day),
        Pace::Laggard if chance < 0.5 => evening(random, when.day + 1),
        Pace::Laggard if chance < 0.88 => {
            let delay = random.between(2, 14) as Day;
            evening(random, when.day + delay)
        }
        Pace::Laggard => Moment::NEVER,
    }
}

/// Returns when the teacher confirmed who was absent.
pub fn attendance(random: &mut Random, pace: Pace, when: When, topic: Moment) -> Moment {
    let in_lesson_share = match pace {
        Pace::Prompt => 0.96,
        Pace::Evening => 0.8,
        Pace::Slow => 0.6,
        Pace::Laggard => 0.35,
    };
    if random.chance(in_lesson_share) {
        Moment::new(
            when.day,
            i32::from(when.starts_at) + random.between(1, 12),
            second(random),
        )
    } else {
        topic
    }
}

/// Returns when homework was entered, or never. In advance is recommended by some regulations.
pub fn homework(random: &mut Random, pace: Pace, when: When) -> Moment {
    let chance = random.unit();
    match pace {
        Pace::Prompt if chance < 0.12 => evening(random, when.day - 1),
        Pace::Prompt if chance < 0.8 => in_lesson(random, when),
        Pace::Prompt if chance < 0.99 => after_lesson(random, when, 150),
        Pace::Evening if chance < 0.45 => after_lesson(random, when, 200),
        Pace::Evening if chance < 0.96 => evening(random, when.day),
        Pace::Slow if chance < 0.7 => evening(random, when.day),
        Pace::Slow if chance < 0.9 => evening(random, when.day + 1),
        Pace::Laggard if chance < 0.35 => evening(random, when.day),
        Pace::Laggard if chance < 0.6 => evening(random, when.day + 2),
        Pace::Laggard => Moment::NEVER,
        _ => evening(random, when.day + 1),
    }
}

/// Returns when a mark was entered: an answer at once, a written work after it has been read.
pub fn mark(random: &mut Random, pace: Pace, when: When, is_written: bool) -> Moment {
    let delay = match (pace, is_written) {
        (Pace::Prompt, false) => {
            return if random.chance(0.9) {
                in_lesson(random, when)
            } else {
                after_lesson(random, when, 120)
            };
        }
        (Pace::Prompt, true) => random.between(0, 3),
        (Pace::Evening, false) => 0,
        (Pace::Evening, true) => random.between(1, 4),
        (Pace::Slow, false) => random.between(0, 3),
        (Pace::Slow, true) => random.between(2, 8),
        (Pace::Laggard, false) => random.between(0, 12),
        (Pace::Laggard, true) => random.between(3, 20),
    };
    let mut day = when.day + delay as Day;
    if day > when.term_to {
        // What is left over is entered in the last days of the term.
        day = (when.term_to - random.between(0, 2) as Day).max(when.day);
    }
    evening(random, day)
}

fn in_lesson(random: &mut Random, when: When) -> Moment {
    let minute = i32::from(when.starts_at) + random.between(5, 45);
    Moment::new(when.day, minute, second(random))
}

fn after_lesson(random: &mut Random, when: When, minutes: i32) -> Moment {
    let minute = i32::from(when.ends_at) + random.between(1, minutes);
    Moment::new(when.day, minute.min(1_430), second(random))
}

/// Later than the last lesson of the second shift, earlier than the nightly extract.
fn evening(random: &mut Random, day: Day) -> Moment {
    Moment::new(day, random.between(1_226, 1_395), second(random))
}

fn second(random: &mut Random) -> i32 {
    random.between(0, 59)
}
