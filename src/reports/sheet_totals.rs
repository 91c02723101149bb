//! Totals of a sheet: the rows behind the rows that they are of. Each figure is the total of its own answer.

use super::answer::{Answer, Row, Value};
use super::block::{MissingWhere, StandsIn, TotalDecl};
use super::leaf::Leaf;
use super::sheet_block::{Key, Laid, figure, settled};
use super::template;
use crate::sheet::{Cell, CellValue, Look};

impl Laid<'_> {
    /// Adds the totals that end with a row, the narrowest first.
    pub(super) fn totals(
        &self,
        key: &Key,
        row: &Row,
        next: Option<&Key>,
        body: &mut Vec<Vec<Cell>>,
    ) {
        let mut ending: Vec<&TotalDecl> = self
            .block
            .totals
            .iter()
            .filter(|total| {
                let kept = |key: &Key| self.kept(total, key);
                next.is_none_or(|next| kept(key) != kept(next))
            })
            .collect();
        ending.sort_by_key(|total| std::cmp::Reverse(total.keep.len()));
        for total in ending {
            let kept = self.kept(total, key);
            let cells: Vec<CellValue> = self
                .leaves
                .iter()
                .map(|leaf| self.total(leaf, &kept, total))
                .collect();
            // Of rows without figures there is nothing to total.
            if cells.iter().all(|value| *value == CellValue::Empty) {
                continue;
            }
            let title = kept.last().and_then(|(_, value)| match value {
                Value::Text(code) => total.titles.get(code),
                _ => None,
            });
            let around = [(self.driver, row)];
            let label = template::filled(&total.label, |name| match (name, title) {
                ("title", Some(title)) => Some(title.clone()),
                (name, _) => Some(self.laying.words(&format!("{{{name}}}"), &around)),
            });
            let mut line = vec![self.leading_cell(label)];
            line.extend(self.leaves.iter().zip(cells).map(|(leaf, value)| {
                let is_there = |instead: &MissingWhere| {
                    let answer = self.answers.get(&instead.question);
                    answer.is_some_and(|answer| {
                        let place = answer.place(&instead.measure);
                        let total = total_of(answer, &kept);
                        place
                            .zip(total)
                            .is_some_and(|(place, total)| total[place].is_above_nought())
                    })
                };
                // Words about rows have no total.
                let value = match leaf.measure {
                    Some(_) if is_totalled(leaf, total) => settled(leaf, value, is_there),
                    _ => value,
                };
                Cell::new(value, Look::Total)
            }));
            body.push(line);
        }
    }

    fn kept(&self, total: &TotalDecl, key: &Key) -> Key {
        let members = total.keep.iter().map(|name| self.laying.member(name));
        let kept = members.filter_map(|member| {
            let found = key.iter().find(|(known, _)| known == member);
            found.cloned()
        });
        kept.collect()
    }

    fn total(&self, leaf: &Leaf<'_>, kept: &Key, total: &TotalDecl) -> CellValue {
        let answer = leaf.column.question.as_ref();
        let answer = answer.and_then(|name| self.answers.get(name));
        let (Some(measure), Some(answer), true) = (leaf.measure, answer, is_totalled(leaf, total))
        else {
            return CellValue::Empty;
        };
        let measure = total.instead.get(measure).map_or(measure, String::as_str);
        let total_of = |answer: &Answer| {
            let known = kept.iter();
            let known = known.filter(|(member, _)| answer.place(member).is_some());
            let mut wanted: Key = known.cloned().collect();
            wanted.extend(leaf.across.clone());
            answer.total(&wanted).cloned()
        };
        let value = match total_of(answer) {
            Some(row) => figure(answer, &row, measure, leaf.decimals),
            None => CellValue::Empty,
        };
        self.without_less(leaf, value, total_of)
    }
}

/// Returns the total that keeps those of the members that an answer has.
fn total_of<'a>(answer: &'a Answer, kept: &Key) -> Option<&'a Row> {
    let mut wanted = kept.clone();
    wanted.retain(|(member, _)| answer.place(member).is_some());
    answer.total(&wanted)
}

/// Says whether a column has something to say in a total.
fn is_totalled(leaf: &Leaf<'_>, total: &TotalDecl) -> bool {
    let measure = leaf.measure.unwrap_or_default();
    leaf.column.stands_in != StandsIn::Rows
        && (total.instead.is_empty() || total.instead.contains_key(measure))
}
