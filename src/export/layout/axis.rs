//! Axis: the lines or the columns of a layout in order, each with its heads from the outermost in.

use std::collections::HashMap;

/// What stands along one side of a layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    /// What each level of heads names, the outermost first.
    pub levels: Vec<Level>,
    pub slots: Vec<Slot>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The values of the table's column in that place.
    Dimension(usize),
    /// The titles of the measures.
    Measures,
}

/// One line or one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    pub kind: SlotKind,
    /// One for each level.
    pub heads: Vec<Head>,
    /// The place of the measure, where the measures lie along this axis.
    pub measure: Option<usize>,
    /// By which the layout finds the cells.
    pub(super) key: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlotKind {
    Value,
    /// Everything beyond the limit.
    Others,
    /// A total of the group in which it stands.
    Subtotal,
    /// A total over the whole axis.
    Grand,
}

/// What one level says of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Head {
    /// A value of the table's column in that place, by its number in the layout.
    Value {
        place: usize,
        id: u32,
    },
    /// The measure in that place.
    Measure(usize),
    /// The total of the group whose heads stand before it.
    Subtotal,
    Others,
    Grand,
    /// The head of the level before reaches to here.
    Continued,
}

/// A head with the levels and slots that it covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub head: Head,
    pub level: usize,
    pub levels: usize,
    /// The first slot.
    pub slot: usize,
    pub slots: usize,
}

impl Axis {
    /// Returns the heads as they are seen, those of neighbours joined, in the order of slots and then of levels.
    pub fn spans(&self) -> Vec<Span> {
        let mut spans = Vec::new();
        for (place, slot) in self.slots.iter().enumerate() {
            for (level, head) in slot.heads.iter().enumerate() {
                if *head == Head::Continued || !self.begins(place, level) {
                    continue;
                }
                let after = self.slots.iter().enumerate().skip(place + 1);
                let joined = after.take_while(|(next, _)| !self.begins(*next, level));
                let inner = slot.heads[level + 1..].iter();
                let reach = inner.take_while(|head| **head == Head::Continued);
                spans.push(Span {
                    head: *head,
                    level,
                    levels: 1 + reach.count(),
                    slot: place,
                    slots: 1 + joined.count(),
                });
            }
        }
        spans
    }

    /// Says whether a slot has another head on a level than the slot before it, or stands in another group.
    fn begins(&self, place: usize, level: usize) -> bool {
        let Some(before) = place.checked_sub(1).map(|before| &self.slots[before]) else {
            return true;
        };
        let slot = &self.slots[place];
        let is_innermost = level + 1 == self.levels.len();
        let is_label = !matches!(slot.heads[level], Head::Value { .. } | Head::Measure(_));
        is_innermost
            || slot.heads[..=level] != before.heads[..=level]
            || (is_label && slot.key != before.key)
    }
}

/// What an axis is made of.
pub(super) struct Parts<'a> {
    pub levels: Vec<Level>,
    /// The places of the measures in the order of the question.
    pub measures: &'a [usize],
    /// The values of the axis, each as its path of numbers with its key.
    pub entries: Vec<(&'a [u32], usize)>,
    /// The keys of the totals of a group, given by the path to it.
    pub totals: &'a dyn Fn(&[u32]) -> Vec<usize>,
    pub others: Option<usize>,
}

impl Parts<'_> {
    /// Puts the slots in order: groups as their first values come, at the end of each its total, the others and the
    /// grand total last.
    pub fn into_axis(self) -> Axis {
        let mut growth = Growth {
            parts: &self,
            slots: Vec::new(),
            heads: Vec::new(),
            measure: None,
        };
        let every: Vec<usize> = (0..self.entries.len()).collect();
        growth.grow(0, &every);
        let slots = growth.slots;
        Axis {
            levels: self.levels,
            slots,
        }
    }
}

struct Growth<'a> {
    parts: &'a Parts<'a>,
    slots: Vec<Slot>,
    /// The heads and the measure above what is grown now.
    heads: Vec<Head>,
    measure: Option<usize>,
}

impl Growth<'_> {
    /// Adds the slots of entries that share everything above a depth: a number of dimensions.
    fn grow(&mut self, depth: usize, entries: &[usize]) {
        let parts = self.parts;
        let Some(level) = parts.levels.get(self.heads.len()) else {
            for entry in entries {
                self.slots.push(Slot {
                    kind: SlotKind::Value,
                    heads: self.heads.clone(),
                    measure: self.measure,
                    key: parts.entries[*entry].1,
                });
            }
            return;
        };
        let place = match *level {
            Level::Dimension(place) => place,
            Level::Measures => {
                for measure in parts.measures {
                    self.measure = Some(*measure);
                    self.heads.push(Head::Measure(*measure));
                    self.grow(depth, entries);
                    self.heads.pop();
                }
                self.measure = None;
                return;
            }
        };
        for group in self.groups(depth, entries) {
            let id = parts.entries[group[0]].0[depth];
            self.heads.push(Head::Value { place, id });
            self.grow(depth + 1, &group);
            self.heads.pop();
        }
        let total = match depth {
            0 => (SlotKind::Grand, Head::Grand),
            _ => (SlotKind::Subtotal, Head::Subtotal),
        };
        if let Some(key) = parts.others.filter(|_| depth == 0) {
            self.close(SlotKind::Others, Head::Others, key);
        }
        let path = entries.first().map(|entry| parts.entries[*entry].0);
        for key in (parts.totals)(path.map_or(&[][..], |path| &path[..depth])) {
            self.close(total.0, total.1, key);
        }
    }

    /// Returns the entries by their number at a depth, groups and entries in the order in which they come.
    fn groups(&self, depth: usize, entries: &[usize]) -> Vec<Vec<usize>> {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut places: HashMap<u32, usize> = HashMap::new();
        for entry in entries {
            let id = self.parts.entries[*entry].0[depth];
            let place = *places.entry(id).or_insert_with(|| {
                groups.push(Vec::new());
                groups.len() - 1
            });
            groups[place].push(*entry);
        }
        groups
    }

    /// Adds what stands for several values: one slot, or one for each measure where the measures lie below.
    fn close(&mut self, kind: SlotKind, head: Head, key: usize) {
        let parts = self.parts;
        let below = &parts.levels[self.heads.len() + 1..];
        let measures = match below.contains(&Level::Measures) {
            true => parts.measures.iter().copied().map(Some).collect(),
            false => vec![self.measure],
        };
        for measure in measures {
            let mut heads = self.heads.clone();
            heads.push(head);
            heads.extend(below.iter().map(|level| match (level, measure) {
                (Level::Measures, Some(measure)) => Head::Measure(measure),
                _ => Head::Continued,
            }));
            self.slots.push(Slot {
                kind,
                heads,
                measure,
                key,
            });
        }
    }
}
