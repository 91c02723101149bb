//! Judge: one table's rows against the rules of the contract, in file order.
//!
//! Every row is read straight into the columns and taken back if it turns out to be wrong, so that an accepted
//! row, which nearly every row is, is never copied.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher};

use foldhash::fast::RandomState;

use super::cell::Cell;
use super::column::{Column, Values};
use super::fault::{Fault, Rule, describe};
use super::finding::{Findings, Rejected};
use super::key::KeyTable;
use super::parent::{NO_CODE, Parent};
use super::plan::{LessonDay, Plan};
use super::row::{Row, fields};
use super::source::Sink;
use super::value::{BadValue, read, show};
use super::zone::Zone;
use crate::model::ColumnType;

/// How often the progress is told, in rows.
const PROGRESS_ROWS: u64 = 1 << 16;

/// A table while it is read.
pub(super) struct Judge<'a> {
    pub plan: Plan,
    pub findings: Findings,
    /// Accepted rows, one column for each of the dataset's.
    pub columns: Vec<Column>,
    /// For each column that refers to another table, the codes of the rows that it names.
    pub codes: Vec<Vec<u32>>,
    /// The line of each accepted row.
    pub lines: Vec<u64>,
    pub rows: u64,
    pub rejected: u64,
    /// Whether the header named what the table needs.
    pub is_usable: bool,
    /// The header as it came.
    pub names: Vec<String>,
    progress: &'a dyn Fn(u64),
    parents: Vec<Option<&'a Parent>>,
    /// The reference found last in each column: rows of one lesson or pupil come together.
    recent: Vec<(Vec<u8>, u32)>,
    zone: &'a Zone,
    keys: KeyTable,
    hashing: RandomState,
    /// Keys of rows that stay in the lake, columns in the order of the key.
    stored_keys: Vec<Column>,
    stored: KeyTable,
    faults: Vec<Fault>,
}

enum Verdict {
    Accepted,
    Repeated,
    Rejected,
}

impl Sink for Judge<'_> {
    fn header(&mut self, names: &[String]) -> bool {
        self.names = names.to_vec();
        self.is_usable = self.plan.bind(names, &mut self.findings);
        self.is_usable
    }

    fn places(&self) -> Vec<usize> {
        let columns = self.plan.columns.iter();
        columns.filter_map(|column| column.source).collect()
    }

    fn row(&mut self, line: u64, row: &impl Row) {
        self.rows += 1;
        if self.rows.is_multiple_of(PROGRESS_ROWS) {
            (self.progress)(self.rows);
        }
        self.faults.clear();
        let at = self.lines.len();
        if let Some(message) = row.fault() {
            self.fault(Rule::Type, None, message);
            return self.reject(line, row);
        }
        self.read_cells(at, row);
        self.refer(at);
        self.check_window(at);
        self.check_entries(at);
        self.check_order(at);
        match self.check_key(at) {
            Verdict::Accepted => {
                self.lines.push(line);
                self.warn_early(at, line);
            }
            Verdict::Repeated => {
                self.take_back(at);
                self.findings.warn("duplicate", Some(line), None, || {
                    "строка повторяет более раннюю слово в слово и пропущена".to_owned()
                });
            }
            Verdict::Rejected => {
                self.take_back(at);
                self.reject(line, row);
            }
        }
    }

    /// Tells whether a column outgrew what an Arrow array can hold.
    fn is_full(&self) -> bool {
        self.lines.len() >= i32::MAX as usize
            || self
                .columns
                .iter()
                .any(|column| matches!(&column.values, Values::Text(text) if text.is_full))
    }

    fn stray(&mut self) {
        self.findings.warn("column", Some(1), None, || {
            "на листе есть значения без названия столбца; они не читаются".to_owned()
        });
    }
}

impl<'a> Judge<'a> {
    pub fn new(
        plan: Plan,
        parents: &'a HashMap<String, Parent>,
        zone: &'a Zone,
        findings: Findings,
        stored_keys: Vec<Column>,
        progress: &'a dyn Fn(u64),
    ) -> Self {
        let columns: Vec<Column> = plan
            .columns
            .iter()
            .map(|column| Column::new(column.type_))
            .collect();
        let mut judge = Self {
            parents: plan
                .columns
                .iter()
                .map(|column| column.parent.as_ref().and_then(|table| parents.get(table)))
                .collect(),
            codes: vec![Vec::new(); columns.len()],
            recent: vec![(Vec::new(), NO_CODE); columns.len()],
            columns,
            plan,
            findings,
            lines: Vec::new(),
            rows: 0,
            rejected: 0,
            is_usable: false,
            names: Vec::new(),
            progress,
            zone,
            keys: KeyTable::default(),
            hashing: RandomState::default(),
            stored_keys,
            stored: KeyTable::default(),
            faults: Vec::new(),
        };
        judge.index_stored_keys();
        judge
    }

    fn read_cells(&mut self, at: usize, row: &impl Row) {
        for index in 0..self.columns.len() {
            let plan = &self.plan.columns[index];
            if plan.derived_from.is_some() {
                continue;
            }
            let column = &mut self.columns[index];
            let given = plan.source.map_or(Cell::Empty, |source| row.cell(source));
            let found = match read(column, plan, given, self.zone) {
                Ok(false) => match &plan.default {
                    Some(default) => {
                        column.truncate(at);
                        read(column, plan, Cell::Text(default.as_bytes()), self.zone)
                    }
                    None => Ok(false),
                },
                found => found,
            };
            match found {
                Ok(true) => {}
                Ok(false) if plan.is_required => {
                    let message = format!("столбец {} пуст", plan.name);
                    self.fault(Rule::Required, Some(index), message);
                }
                Ok(false) => {}
                Err(bad) => {
                    let (rule, why) = match &bad {
                        BadValue::Unreadable(why) => (Rule::Type, why.as_ref()),
                        BadValue::Unlisted(why) => (Rule::Domain, why.as_str()),
                    };
                    let message = format!("столбец {}: «{}» — {why}", plan.name, show(&given));
                    self.fault(rule, Some(index), message);
                }
            }
        }
    }

    /// Looks up what the row refers to, and takes from there the columns that no file has.
    fn refer(&mut self, at: usize) {
        for index in 0..self.columns.len() {
            let Some(parent) = self.parents[index] else {
                continue;
            };
            let code = match self.columns[index].text(at) {
                None => NO_CODE,
                Some(id) => {
                    let recent = &mut self.recent[index];
                    if recent.1 == NO_CODE || recent.0 != id {
                        recent.0.clear();
                        recent.0.extend_from_slice(id);
                        recent.1 = parent.code(id);
                    }
                    if recent.1 == NO_CODE && !parent.is_blind {
                        let plan = &self.plan.columns[index];
                        let message = format!(
                            "столбец {}: «{}» нет в таблице {}",
                            plan.name,
                            show(&Cell::Text(id)),
                            plan.parent.as_deref().unwrap_or_default()
                        );
                        self.fault(Rule::Orphan, Some(index), message);
                    }
                    self.recent[index].1
                }
            };
            self.codes[index].push(code);
        }
        for index in 0..self.columns.len() {
            if let Some(from) = self.plan.columns[index].derived_from {
                let day = self.parents[from].and_then(|parent| parent.day(self.codes[from][at]));
                self.columns[index].push_int(day);
            }
        }
    }

    fn check_window(&mut self, at: usize) {
        if let Some(index) = self.plan.day
            && let Some(day) = self.columns[index].int(at)
            && !self.plan.window.contains(&day)
        {
            let message = format!(
                "столбец {}: день {} вне окна выгрузки",
                self.plan.columns[index].name,
                show(&Cell::Day(day))
            );
            self.fault(Rule::Window, Some(index), message);
        }
    }

    fn check_entries(&mut self, at: usize) {
        for index in 0..self.columns.len() {
            if !self.plan.columns[index].is_entry {
                continue;
            }
            let Some((moment, is_day)) = self.columns[index].instant(at) else {
                continue;
            };
            let latest = self.plan.moment;
            if moment
                > if is_day {
                    latest.latest_day_start
                } else {
                    latest.latest
                }
            {
                let message = format!(
                    "столбец {}: внесено позже, чем снята выгрузка",
                    self.plan.columns[index].name
                );
                self.fault(Rule::Future, Some(index), message);
            }
        }
    }

    fn check_order(&mut self, at: usize) {
        for index in 0..self.columns.len() {
            if let Some(other) = self.plan.columns[index].not_before
                && let (Some(later), Some(earlier)) =
                    (self.columns[index].int(at), self.columns[other].int(at))
                && later < earlier
            {
                let message = format!(
                    "столбец {} раньше столбца {}",
                    self.plan.columns[index].name, self.plan.columns[other].name
                );
                self.fault(Rule::Order, Some(index), message);
            }
        }
    }

    /// Compares the row with the earlier ones of its key, and remembers it if it stays.
    fn check_key(&mut self, at: usize) -> Verdict {
        let key = &self.plan.key;
        let columns = &self.columns;
        let mut hasher = self.hashing.build_hasher();
        key.iter()
            .for_each(|&index| columns[index].hash(at, &mut hasher));
        let hash = hasher.finish();
        // A key that could not be read, or has no value where it must, is no key.
        let has_key = !self.faults.iter().any(|fault| {
            matches!(fault.rule, Rule::Type | Rule::Required | Rule::Domain)
                && fault.column.is_some_and(|column| key.contains(&column))
        });
        let earlier = self.keys.find(hash, |row| {
            key.iter()
                .all(|&index| columns[index].is_same(at, &columns[index], row as usize))
        });
        if let Some(earlier) = earlier
            && has_key
        {
            let earlier = earlier as usize;
            if self.faults.is_empty()
                && columns
                    .iter()
                    .all(|column| column.is_same(at, column, earlier))
            {
                return Verdict::Repeated;
            }
            let message = format!(
                "ключ {} уже был в строке {} с другим содержанием",
                self.show_key(at),
                self.lines[earlier]
            );
            self.fault(Rule::Duplicate, self.plan.key.first().copied(), message);
        } else if has_key && self.is_stored(hash, at) {
            let message = format!(
                "ключ {} уже есть в хранилище за день вне окна выгрузки",
                self.show_key(at)
            );
            self.fault(Rule::Duplicate, self.plan.key.first().copied(), message);
        }
        if !self.faults.is_empty() {
            return Verdict::Rejected;
        }
        // Never more than `is_full` permits, which is asked after every row.
        self.keys.insert(hash, at as u32);
        Verdict::Accepted
    }

    fn is_stored(&self, hash: u64, at: usize) -> bool {
        self.stored
            .find(hash, |row| {
                self.plan
                    .key
                    .iter()
                    .zip(&self.stored_keys)
                    .all(|(&index, stored)| self.columns[index].is_same(at, stored, row as usize))
            })
            .is_some()
    }

    fn index_stored_keys(&mut self) {
        let rows = self.stored_keys.first().map_or(0, Column::len);
        self.stored = KeyTable::with_room_for(rows);
        for row in 0..rows {
            let mut hasher = self.hashing.build_hasher();
            self.stored_keys
                .iter()
                .for_each(|column| column.hash(row, &mut hasher));
            self.stored.insert(hasher.finish(), row as u32);
        }
    }

    fn warn_early(&mut self, at: usize, line: u64) {
        let day = match self.plan.lesson_day {
            None => return,
            Some(LessonDay::Own(index)) => self.columns[index].int(at),
            Some(LessonDay::Of(index)) => {
                self.parents[index].and_then(|parent| parent.day(self.codes[index][at]))
            }
        };
        let Some(start) = day.and_then(|day| self.zone.moment(day, 0)) else {
            return;
        };
        for (column, plan) in self.columns.iter().zip(&self.plan.columns) {
            if plan.is_entry && column.instant(at).is_some_and(|(moment, _)| moment < start) {
                self.findings
                    .warn("early", Some(line), Some(&plan.name), || {
                        format!("столбец {}: внесено раньше дня урока", plan.name)
                    });
            }
        }
    }

    fn fault(&mut self, rule: Rule, column: Option<usize>, message: String) {
        self.faults.push(Fault {
            rule,
            column,
            message,
        });
    }

    fn take_back(&mut self, at: usize) {
        self.columns
            .iter_mut()
            .for_each(|column| column.truncate(at));
        self.codes.iter_mut().for_each(|codes| codes.truncate(at));
    }

    fn reject(&mut self, line: u64, row: &impl Row) {
        self.rejected += 1;
        let faults = &self.faults;
        let columns = &self.plan.columns;
        let width = self.names.len();
        self.findings.reject(line, || {
            let (rule, column, message) = describe(faults);
            let mut types: Vec<Option<ColumnType>> = vec![None; width];
            for column in columns {
                if let Some(source) = column.source {
                    types[source] = Some(column.type_);
                }
            }
            Rejected {
                rule,
                column: column.map(|index| columns[index].name.clone()),
                message,
                raw: row.raw(),
                fields: fields(row, &types),
            }
        });
    }

    fn show_key(&self, at: usize) -> String {
        let parts: Vec<String> = self
            .plan
            .key
            .iter()
            .map(|&index| {
                let column = &self.columns[index];
                match (column.text(at), column.int(at)) {
                    (Some(text), _) => show(&Cell::Text(text)),
                    (None, Some(day)) => show(&Cell::Day(day)),
                    (None, None) => String::new(),
                }
            })
            .collect();
        format!("«{}»", parts.join(", "))
    }
}
