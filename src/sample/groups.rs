//! Groups: the journal pages of an organisation, who teaches them and by what plan.

use super::calendar::Calendar;
use super::classes::Class;
use super::curriculum::{self, CHAIRS, PRIMARY_TEACHER, SUBJECTS};
use super::days::Day;
use super::municipality::{Kind, Profile};
use super::random::{Random, Stream};
use super::staff::{self, OFFICE, Staff};

/// One subject (or programme) taught to a class or to half of it.
#[derive(Debug, Clone)]
pub struct Group {
    pub class: u16,
    /// A number into [`SUBJECTS`]; for an association, into the classes.
    pub subject: u16,
    pub staff: u16,
    /// Which half of the class; none means the whole.
    pub half: Option<u8>,
    pub weekly_hours: u8,
    pub year_hours: i32,
    /// Hours of the plan (КТП), none where there is no plan.
    pub plan_hours: Option<i32>,
    pub plan_approved: Day,
}

/// Returns the staff and the groups, and makes a homeroom teacher for each class.
pub fn groups(
    seed: u64,
    profile: &Profile,
    calendar: &Calendar,
    classes: &mut [Class],
) -> (Vec<Staff>, Vec<Group>) {
    let mut staff: Vec<Staff> = Vec::new();
    for position in OFFICE {
        staff.push(staff::hire(
            seed,
            profile,
            calendar,
            staff.len(),
            position,
            None,
        ));
    }
    let mut groups = match profile.kind {
        Kind::Additional => association_groups(seed, profile, calendar, classes, &mut staff),
        Kind::General | Kind::Cadet => class_groups(seed, profile, calendar, classes, &mut staff),
    };
    for (number, group) in groups.iter_mut().enumerate() {
        plan(
            seed,
            profile,
            number,
            group,
            &classes[usize::from(group.class)],
        );
    }
    choose_homerooms(classes, &groups);
    // Somebody who left in November, and whose account should have been closed then.
    let mut gone = staff::hire(
        seed,
        profile,
        calendar,
        staff.len(),
        "педагог-организатор",
        None,
    );
    gone.dismissed = Some(80.max(profile.opened + 10));
    staff.push(gone);
    (staff, groups)
}

fn class_groups(
    seed: u64,
    profile: &Profile,
    calendar: &Calendar,
    classes: &[Class],
    staff: &mut Vec<Staff>,
) -> Vec<Group> {
    let mut groups = Vec::new();
    for (number, class) in classes.iter().enumerate() {
        for (subject, what) in SUBJECTS.iter().enumerate() {
            let weekly_hours = what.hours[usize::from(class.grade) - 1];
            if weekly_hours == 0 {
                continue;
            }
            let halves: &[Option<u8>] = if what.is_split && class.size >= SMALLEST_DIVIDED {
                &[Some(0), Some(1)]
            } else {
                &[None]
            };
            for half in halves {
                groups.push(Group {
                    class: number as u16,
                    subject: subject as u16,
                    staff: u16::MAX,
                    half: *half,
                    weekly_hours,
                    year_hours: 0,
                    plan_hours: None,
                    plan_approved: 0,
                });
            }
        }
    }
    let mut hire = |position, chair| {
        staff.push(staff::hire(
            seed,
            profile,
            calendar,
            staff.len(),
            position,
            Some(chair),
        ));
        (staff.len() - 1) as u16
    };
    for (number, class) in classes.iter().enumerate() {
        if class.grade <= 4 {
            let teacher = hire(PRIMARY_TEACHER, CHAIRS.len());
            for group in groups
                .iter_mut()
                .filter(|group| usize::from(group.class) == number)
            {
                if curriculum::is_primary_teachers(
                    &SUBJECTS[usize::from(group.subject)],
                    class.grade,
                ) {
                    group.staff = teacher;
                }
            }
        }
    }
    // Halves of one class are taught at the same time, so they need two rows of teachers.
    for (chair, position) in CHAIRS.iter().enumerate() {
        for row in 0..2 {
            let mut teacher = u16::MAX;
            let mut load = u8::MAX;
            let of_row = groups.iter_mut().filter(|group| {
                group.staff == u16::MAX
                    && SUBJECTS[usize::from(group.subject)].chair == chair
                    && group.half.unwrap_or(0) == row
            });
            for group in of_row {
                if load.saturating_add(group.weekly_hours) > FULL_LOAD {
                    teacher = hire(position, chair);
                    load = 0;
                }
                group.staff = teacher;
                load += group.weekly_hours;
            }
        }
    }
    groups
}

/// Classes smaller than this learn languages and informatics together.
const SMALLEST_DIVIDED: usize = 7;

/// Hours a week that a teacher takes; 18 are a full post, most take more.
const FULL_LOAD: u8 = 24;

fn association_groups(
    seed: u64,
    profile: &Profile,
    calendar: &Calendar,
    classes: &[Class],
    staff: &mut Vec<Staff>,
) -> Vec<Group> {
    let mut groups = Vec::new();
    for number in 0..classes.len() {
        if number % 3 == 0 {
            let position = "педагог дополнительного образования";
            staff.push(staff::hire(
                seed,
                profile,
                calendar,
                staff.len(),
                position,
                Some(0),
            ));
        }
        groups.push(Group {
            class: number as u16,
            subject: number as u16,
            staff: (staff.len() - 1) as u16,
            half: None,
            weekly_hours: if number % 4 == 1 { 2 } else { 4 },
            year_hours: 0,
            plan_hours: None,
            plan_approved: 0,
        });
    }
    groups
}

/// Gives a group its hours. Some plans are missing, do not agree with the curriculum or were late.
fn plan(seed: u64, profile: &Profile, number: usize, group: &mut Group, class: &Class) {
    let mut random = Random::of(
        seed,
        Stream::Group,
        &[u64::from(profile.number), number as u64],
    );
    let weeks = match class.grade {
        _ if profile.opened > 0 => 24,
        0 => 36,
        1 => 33,
        _ => 34,
    };
    group.year_hours = i32::from(group.weekly_hours) * weeks;
    group.plan_hours = match random.unit() {
        unit if unit < 0.02 => None,
        unit if unit < 0.06 => Some(group.year_hours - random.between(1, 4)),
        unit if unit < 0.07 => Some(group.year_hours + 2),
        _ => Some(group.year_hours),
    };
    group.plan_approved = if random.chance(0.02 + 0.08 * (1.0 - profile.discipline)) {
        profile.opened + random.between(0, 25) as Day
    } else {
        profile.opened - random.between(1, 6) as Day
    };
}

fn choose_homerooms(classes: &mut [Class], groups: &[Group]) {
    let mut taken = Vec::new();
    for (number, class) in classes.iter_mut().enumerate() {
        let mut of_class = groups
            .iter()
            .filter(|group| usize::from(group.class) == number);
        let mut free = of_class
            .clone()
            .filter(|group| !taken.contains(&group.staff));
        let chosen = free
            .next()
            .or_else(|| of_class.next())
            .map(|group| group.staff);
        taken.extend(chosen);
        class.homeroom = chosen;
    }
}
