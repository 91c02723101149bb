//! Pile: tasks of one kind, or about one school or class, with how many there are.

use super::Task;
use crate::catalogue::say;

/// More than so many are opened by a click.
const OPEN: usize = 8;

/// By what tasks are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Kind,
    About,
}

pub struct Pile {
    pub title: String,
    /// How many there are, and how many of them are serious.
    pub count: String,
    pub is_serious: bool,
    pub is_open: bool,
    pub tasks: Vec<Task>,
}

impl Way {
    /// Reads the address; what is unknown is as if nothing were said.
    pub fn named(name: &str) -> Self {
        match name {
            "about" => Self::About,
            _ => Self::Kind,
        }
    }

    /// Returns the name that [`Way::named`] reads.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::About => "about",
        }
    }

    pub fn address(self) -> &'static str {
        match self {
            Self::Kind => "/tasks",
            Self::About => "/tasks?by=about",
        }
    }

    fn key(self, task: &Task) -> &str {
        match self {
            Self::Kind => &task.item.title,
            Self::About => &task.item.name.about,
        }
    }
}

/// Puts tasks together in the order in which they stand; piles with serious ones come first, then the higher.
pub fn piles(tasks: Vec<Task>, way: Way) -> Vec<Pile> {
    let mut piles: Vec<Pile> = Vec::new();
    for task in tasks {
        let title = way.key(&task);
        let place = piles.iter().position(|pile| pile.title == title);
        match place {
            Some(place) => piles[place].tasks.push(task),
            None => piles.push(Pile {
                title: title.to_owned(),
                count: String::new(),
                is_serious: false,
                is_open: false,
                tasks: vec![task],
            }),
        }
    }
    for pile in &mut piles {
        let serious = pile.tasks.iter().filter(|task| task.item.is_serious);
        let (count, serious) = (pile.tasks.len() as i64, serious.count() as i64);
        pile.count = match serious {
            0 => say!("tasks-pile", count = count),
            _ => say!("tasks-pile-serious", count = count, serious = serious),
        };
        pile.is_serious = serious > 0;
        pile.is_open = pile.tasks.len() <= OPEN;
    }
    piles.sort_by_key(|pile| (!pile.is_serious, std::cmp::Reverse(pile.tasks.len())));
    piles
}
