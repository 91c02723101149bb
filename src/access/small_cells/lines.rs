//! Lines: figures that add up to one another, and what has to be hidden so that none of them tells a hidden one.

use std::collections::{HashSet, VecDeque};

use super::grid::{Figure, Grid, is_told_along};
use super::{Counts, Level, Withheld, at, kept, place_along};

/// Figures of which those on the left come to as much as those on the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Line {
    /// A total and the cells below it along an axis of their level.
    Axis {
        level: Level,
        axis: u8,
        total: u32,
        part: u8,
    },
    /// A sum of parts in one cell.
    Sum { level: Level, cell: u32, sum: u8 },
    /// The end of a span and the start of the next.
    Follows { level: Level, cell: u32, next: u32 },
}

/// The members of a line. The first on the left is the total, which is the last to be hidden.
#[derive(Debug, Default)]
pub(super) struct Members {
    pub left: Vec<Figure>,
    pub right: Vec<Figure>,
}

pub(super) struct Lines<'a> {
    pub counts: &'a Counts<'a>,
    pub grid: Grid,
    /// What is withheld for its own sake.
    pub few: Vec<Figure>,
    least: u64,
    waiting: VecDeque<Line>,
    waits: HashSet<Line>,
}

impl<'a> Lines<'a> {
    pub fn of(counts: &'a Counts<'a>, grid: Grid, least: u64) -> Self {
        Self {
            counts,
            grid,
            few: Vec::new(),
            least,
            waiting: VecDeque::new(),
            waits: HashSet::new(),
        }
    }

    pub fn into_withheld(self) -> Withheld {
        self.grid.into_withheld()
    }

    /// Hides what is withheld for its own sake.
    pub fn hide_few(&mut self) {
        for figure in self.grid.figures() {
            if !self.is_few(figure) {
                continue;
            }
            self.few.push(figure);
            self.few.extend(self.linked_to(figure));
            self.hide(figure);
        }
    }

    /// Hides what is settled, and nothing for its sake.
    pub fn hide_settled(&mut self) {
        for (part, of_part) in self.counts.parts.iter().enumerate() {
            let Some((withheld, place)) = of_part.settled else {
                continue;
            };
            for level in 0..(1_u16 << self.counts.axes) as Level {
                for key in withheld.cells(level, place) {
                    if let Some(cell) = self.grid.find(level, key) {
                        self.grid.hide(Figure {
                            level,
                            cell,
                            part: part as u8,
                        });
                    }
                }
            }
        }
    }

    /// Hides one more in every line that gives a hidden figure away, until none does.
    pub fn settle(&mut self) {
        while let Some(line) = self.waiting.pop_front() {
            self.waits.remove(&line);
            while let Some(next) = self.to_hide(line) {
                self.hide(next);
            }
        }
    }

    /// Hides a figure, and leaves the lines that it stands in to be settled.
    pub fn hide(&mut self, figure: Figure) {
        if self.grid.is_hidden(figure) {
            return;
        }
        self.grid.hide(figure);
        for line in self.lines_of(figure) {
            if self.waits.insert(line) {
                self.waiting.push_back(line);
            }
        }
        for other in self.linked_to(figure) {
            self.hide(other);
        }
    }

    /// Returns the other figures of the cell that are hidden where this one is.
    fn linked_to(&self, figure: Figure) -> Vec<Figure> {
        let linked = &self.counts.linked;
        let own = usize::from(figure.part);
        let others = linked.iter().filter(|part| **part != own);
        let others = others.filter(|_| linked.contains(&own));
        let others = others.map(|part| Figure {
            part: *part as u8,
            ..figure
        });
        others.collect()
    }

    /// Returns every line that a figure stands in.
    pub fn lines_of(&mut self, figure: Figure) -> Vec<Line> {
        let Figure { level, cell, part } = figure;
        let key = self.grid.key(figure);
        let counts = self.counts;
        let mut lines = Vec::new();
        for axis in 0..counts.axes {
            let bit = 1 << axis;
            let (level, total) = match level & bit {
                0 => (level | bit, Some(cell)),
                _ if !is_told_along(counts, usize::from(part), key, axis) => continue,
                _ => {
                    let above = level & !bit;
                    (level, self.grid.find(above, kept(key, above)))
                }
            };
            self.grid.part_along(level, axis);
            lines.extend(total.map(|total| Line::Axis {
                level,
                axis: axis as u8,
                total,
                part,
            }));
        }
        let sums = counts.sums.iter().enumerate();
        let sums = sums.filter(|(_, sum)| {
            let mut parts = sum.plus.iter().chain(&sum.minus).chain([&sum.whole]);
            sum.holds_at(level) && parts.any(|of_sum| *of_sum == usize::from(part))
        });
        lines.extend(sums.map(|(sum, _)| Line::Sum {
            level,
            cell,
            sum: sum as u8,
        }));
        lines.extend(self.follows(figure, key));
        lines
    }

    /// Returns the lines that lead from a span to the one before or after.
    fn follows(&self, figure: Figure, key: super::Key) -> Vec<Line> {
        let Some(follows) = self.counts.follows else {
            return Vec::new();
        };
        let (part, level) = (usize::from(figure.part), figure.level);
        let mut lines = Vec::new();
        for (axis, days) in self.counts.times.iter().enumerate() {
            let Some(days) = days.as_ref().filter(|_| level & (1 << axis) != 0) else {
                continue;
            };
            let own = place_along(key, axis);
            let there = |place: u32| {
                let rest = key & !at(axis, super::MOST_VALUES);
                self.grid.find(level, rest | at(axis, place))
            };
            let position = days.iter().position(|day| *day == own);
            let before = position.and_then(|place| days.get(place.checked_sub(1)?));
            let after = position.and_then(|place| days.get(place + 1));
            let pairs = [
                (part == follows.end)
                    .then(|| Some((figure.cell, there(*after?)?)))
                    .flatten(),
                (part == follows.start)
                    .then(|| Some((there(*before?)?, figure.cell)))
                    .flatten(),
            ];
            for (cell, next) in pairs.into_iter().flatten() {
                let of = |cell: u32, part: usize| {
                    self.grid.count(Figure {
                        level,
                        cell,
                        part: part as u8,
                    })
                };
                // A new year begins with others than the one before ended with.
                if of(cell, follows.end) == of(next, follows.start) {
                    lines.push(Line::Follows { level, cell, next });
                }
            }
        }
        lines
    }

    pub fn members(&self, line: Line) -> Members {
        let mut members = Members::default();
        match line {
            Line::Axis {
                level,
                axis,
                total,
                part,
            } => {
                let axis = usize::from(axis);
                members.left.push(Figure {
                    level: level & !(1 << axis),
                    cell: total,
                    part,
                });
                let below = self.grid.below(level, axis, total).iter();
                let below = below.map(|cell| Figure {
                    level,
                    cell: *cell,
                    part,
                });
                members.right.extend(below.filter(|figure| {
                    let key = self.grid.key(*figure);
                    is_told_along(self.counts, usize::from(part), key, axis)
                }));
            }
            Line::Sum { level, cell, sum } => {
                let sum = &self.counts.sums[usize::from(sum)];
                let figure = |part: &usize| Figure {
                    level,
                    cell,
                    part: *part as u8,
                };
                members.left.push(figure(&sum.whole));
                members.left.extend(sum.minus.iter().map(figure));
                members.right.extend(sum.plus.iter().map(figure));
            }
            Line::Follows { level, cell, next } => {
                if let Some(follows) = self.counts.follows {
                    members.left.push(Figure {
                        level,
                        cell,
                        part: follows.end as u8,
                    });
                    members.right.push(Figure {
                        level,
                        cell: next,
                        part: follows.start as u8,
                    });
                }
            }
        }
        members
    }

    /// Says whether a figure may be hidden for the sake of others: nothing that is settled, and nothing that is hidden.
    pub fn can_hide(&self, figure: Figure) -> bool {
        let part = &self.counts.parts[usize::from(figure.part)];
        part.settled.is_none() && !self.grid.is_hidden(figure)
    }

    /// Returns the smallest of some figures that can be hidden and count anything.
    pub fn smallest(&self, figures: impl Iterator<Item = Figure>) -> Option<Figure> {
        let counted =
            figures.filter(|figure| self.can_hide(*figure) && self.grid.count(*figure) > 0);
        counted.min_by_key(|figure| (self.grid.count(*figure), self.grid.key(*figure), *figure))
    }

    /// Returns what has to be hidden next in a line; nothing where it gives nothing away, or has nothing more to hide.
    fn to_hide(&self, line: Line) -> Option<Figure> {
        let members = self.members(line);
        let hidden = |figures: &[Figure]| -> Vec<Figure> {
            let figures = figures.iter().copied();
            figures
                .filter(|figure| self.grid.is_hidden(*figure))
                .collect()
        };
        let (left, right) = (hidden(&members.left), hidden(&members.right));
        if !self.gives_away(line, &left, &right) {
            return None;
        }
        let total = members.left.first().copied();
        let others = members.left.iter().skip(1).chain(&members.right).copied();
        self.smallest(others)
            .or(total.filter(|total| self.can_hide(*total)))
    }

    /// Says whether the shown figures of a line tell a hidden one, or how much few of them come to.
    fn gives_away(&self, line: Line, left: &[Figure], right: &[Figure]) -> bool {
        match left.len() + right.len() {
            0 => return false,
            1 => return true,
            // Of hidden figures on both sides only the difference is known.
            _ if !left.is_empty() && !right.is_empty() => return false,
            _ => {}
        }
        let hidden = left.iter().chain(right);
        let sum: u64 = hidden.clone().map(|figure| self.grid.count(*figure)).sum();
        let are_few = match line {
            Line::Axis { level, part, .. } => {
                let people = self.counts.parts[usize::from(part)].people;
                let cells = hidden.map(|figure| self.grid.key(*figure));
                people.is_some_and(|people| people.are_few(level, cells, self.least))
            }
            Line::Sum { .. } | Line::Follows { .. } => false,
        };
        sum < self.least || are_few
    }

    fn is_few(&self, figure: Figure) -> bool {
        let part = &self.counts.parts[usize::from(figure.part)];
        let key = self.grid.key(figure);
        if let Some((withheld, place)) = part.settled {
            return withheld.has(figure.level, key, place);
        }
        let count = self.grid.count(figure);
        let cell = std::iter::once(key);
        let are_few = |people: &super::People| people.are_few(figure.level, cell, self.least);
        count > 0 && (count < self.least || part.people.is_some_and(are_few))
    }
}
