//! Tasks of registers: what in one of them is overdue or missing, line by line, for the page of tasks.

use super::{missing_line, owner_told, register_address};
use crate::app::Attention;
use crate::catalogue::say;
use crate::web::parts::words;
use crate::web::site::Site;

/// Lines of one register.
const MOST: usize = 20;

pub struct RegisterTasks {
    pub title: String,
    pub address: String,
    pub lines: Vec<TaskLine>,
}

pub struct TaskLine {
    pub text: String,
    /// Empty for the office's own.
    pub owner: String,
    /// Where it is seen to; empty for what only counts.
    pub address: String,
}

/// Words what asks for attention in a register.
pub fn tasks(site: &Site, attention: &Attention) -> RegisterTasks {
    let register = &attention.register;
    let address = register_address(&register.name);
    let overdue = attention.overdue.iter().map(|entry| {
        let called = match entry.called.is_empty() {
            true => say!("registers-entry", id = entry.id.to_string()),
            false => entry.called.clone(),
        };
        let state = register.standing_told(entry.standing);
        TaskLine {
            text: match entry.due.map(words::day) {
                Some(due) => {
                    say!(
                        "tasks-register-overdue",
                        entry = called,
                        state = state,
                        due = due
                    )
                }
                None => say!("tasks-register-overdue-now", entry = called, state = state),
            },
            owner: owner_told(site, &entry.owner),
            address: super::entry_address(&register.name, entry.id),
        }
    });
    let missing = attention.missing.iter().map(|one| {
        let line = missing_line(site, register, one);
        TaskLine {
            text: match line.period.is_empty() {
                true => say!("tasks-register-missing-once", title = line.title),
                false => {
                    say!(
                        "tasks-register-missing",
                        title = line.title,
                        period = line.period
                    )
                }
            },
            owner: line.owner,
            address: line.address,
        }
    });
    let mut lines: Vec<TaskLine> = overdue.chain(missing).collect();
    let more = lines.len().saturating_sub(MOST);
    lines.truncate(MOST);
    let mut add = |text: String, address: String| {
        lines.push(TaskLine {
            text,
            owner: String::new(),
            address,
        });
    };
    if more > 0 {
        add(
            say!("tasks-register-more", count = more as i64),
            address.clone(),
        );
    }
    if attention.of_others > 0 {
        let count = attention.of_others as i64;
        add(
            say!("tasks-register-of-others", count = count),
            address.clone(),
        );
    }
    RegisterTasks {
        title: register.title.told().to_owned(),
        address,
        lines,
    }
}
