//! Answer: what a question of a report brought, row by row, ready to be looked up by key.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use jiff::civil::{Date, Time};

use crate::export::cell::{self, Cell, LineKind};
use crate::export::numbers;
use crate::sheet::CellValue;
use crate::table::{ColumnKind, Format, Granularity, Table, TableColumn};

/// One value of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Withheld,
    Text(String),
    Count(i64),
    Number(f64),
    Day(Date),
}

/// The rows and totals of one question.
#[derive(Debug, Clone)]
pub struct Answer {
    pub columns: Vec<Column>,
    pub rows: Rc<Vec<Row>>,
    pub totals: Rc<Vec<Total>>,
    /// Rows by the values of some columns, made when they are first looked up so.
    index: RefCell<HashMap<Vec<usize>, Rc<Index>>>,
}

type Index = HashMap<Vec<String>, Vec<usize>>;

pub type Row = Vec<Value>;

#[derive(Debug, Clone)]
pub struct Column {
    pub key: String,
    pub format: Format,
    /// Whether its days stand for months.
    pub is_month: bool,
    titles: Vec<(String, String)>,
}

/// A total row with the dimensions that it keeps.
#[derive(Debug, Clone)]
pub struct Total {
    pub kept: Vec<String>,
    pub row: Row,
}

/// The answers of a report by the names of its questions. A question that was not asked has none.
pub type Answers = BTreeMap<String, Rc<Answer>>;

impl Answer {
    /// Takes the rows of a table.
    pub fn of(table: &Table) -> Self {
        let columns: Vec<Column> = table
            .columns
            .iter()
            .map(|column| Column {
                key: cell::time_member(column).unwrap_or(&column.key).to_owned(),
                format: column.format,
                is_month: matches!(column.kind, ColumnKind::Time(Granularity::Month)),
                titles: column.titles.clone(),
            })
            .collect();
        let mut rows = Vec::new();
        let mut totals = Vec::new();
        for line in cell::lines(table) {
            let row = values_of(&line, &table.columns);
            match line.kind {
                LineKind::Row | LineKind::Others => rows.push(row),
                LineKind::Total(kept) => totals.push(Total {
                    kept: kept.iter().map(|key| member_of(key, table)).collect(),
                    row,
                }),
            }
        }
        Self::new(columns, rows, totals)
    }

    pub fn new(columns: Vec<Column>, rows: Vec<Row>, totals: Vec<Total>) -> Self {
        Self {
            columns,
            rows: Rc::new(rows),
            totals: Rc::new(totals),
            index: RefCell::new(HashMap::new()),
        }
    }

    pub fn place(&self, member: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.key == member)
    }

    /// Returns the places of those members that the answer has, with their values.
    pub fn known<'a>(&self, key: &'a [(String, Value)]) -> Vec<(usize, &'a Value)> {
        let known = key.iter().filter_map(|(member, value)| {
            let place = self.place(member)?;
            Some((place, value))
        });
        known.collect()
    }

    /// Returns the rows in which members have these values; members that the answer lacks do not count.
    pub fn find(&self, key: &[(String, Value)]) -> Vec<&Row> {
        let known = self.known(key);
        let places: Vec<usize> = known.iter().map(|(place, _)| *place).collect();
        let index = self.indexed(&places);
        let wanted: Vec<String> = known.iter().map(|(_, value)| value.key()).collect();
        let found = index.get(&wanted).map(Vec::as_slice).unwrap_or_default();
        found.iter().filter_map(|row| self.rows.get(*row)).collect()
    }

    /// Returns the total that keeps just these members with these values.
    pub fn total(&self, key: &[(String, Value)]) -> Option<&Row> {
        let total = self.totals.iter().find(|total| {
            total.kept.len() == key.len()
                && key.iter().all(|(member, value)| {
                    total.kept.contains(member)
                        && self
                            .place(member)
                            .is_some_and(|place| total.row[place] == *value)
                })
        });
        total.map(|total| &total.row)
    }

    /// Returns a value in words, a code by its title.
    pub fn words(&self, place: usize, value: &Value) -> String {
        let column = &self.columns[place];
        match value {
            Value::Text(text) => {
                let title = column.titles.iter().find(|(code, _)| code == text);
                title.map_or_else(|| text.clone(), |(_, title)| title.clone())
            }
            value => value.shown(column.format),
        }
    }

    /// Divides rows and totals by the values of some members, in the order of the rows.
    pub fn split(&self, members: &[String]) -> Option<Vec<(Vec<Value>, Self)>> {
        let places: Vec<usize> = members
            .iter()
            .map(|member| self.place(member))
            .collect::<Option<_>>()?;
        let key_of =
            |row: &Row| -> Vec<String> { places.iter().map(|place| row[*place].key()).collect() };
        let mut parts: Vec<(Vec<Value>, Vec<Row>, Vec<Total>)> = Vec::new();
        let mut found: HashMap<Vec<String>, usize> = HashMap::new();
        for row in self.rows.iter() {
            let place = *found.entry(key_of(row)).or_insert_with(|| {
                let values = places.iter().map(|place| row[*place].clone());
                parts.push((values.collect(), Vec::new(), Vec::new()));
                parts.len() - 1
            });
            parts[place].1.push(row.clone());
        }
        for total in self.totals.iter() {
            if members.iter().all(|member| total.kept.contains(member))
                && let Some(place) = found.get(&key_of(&total.row))
            {
                let rest = total.kept.iter().filter(|kept| !members.contains(kept));
                parts[*place].2.push(Total {
                    kept: rest.cloned().collect(),
                    row: total.row.clone(),
                });
            }
        }
        let parts = parts
            .into_iter()
            .map(|(values, rows, totals)| (values, Self::new(self.columns.clone(), rows, totals)));
        Some(parts.collect())
    }

    /// Returns the rows whose values of some members stand in another answer, or do not, without totals: those were of
    /// all rows.
    pub fn narrowed(&self, other: &Self, by: &[&str], is_within: bool) -> Self {
        let places = |answer: &Self| -> Option<Vec<usize>> {
            by.iter().map(|member| answer.place(member)).collect()
        };
        let (Some(own), Some(others)) = (places(self), places(other)) else {
            return self.emptied();
        };
        let key = |row: &Row, places: &[usize]| -> Vec<String> {
            places.iter().map(|place| row[*place].key()).collect()
        };
        let known: HashSet<Vec<String>> = other.rows.iter().map(|row| key(row, &others)).collect();
        let kept = self
            .rows
            .iter()
            .filter(|row| known.contains(&key(row, &own)) == is_within);
        Self::new(self.columns.clone(), kept.cloned().collect(), Vec::new())
    }

    /// Returns the rows in the order in which a dimension declares its codes, since by letters codes stand as nobody
    /// seeks them; rows of one code keep theirs. None where it has no codes.
    pub fn in_order_of_codes(&self, member: &str) -> Option<Self> {
        let place = self.place(member)?;
        let codes = &self.columns[place].titles;
        if codes.is_empty() {
            return None;
        }
        let mut rows = self.rows.as_ref().clone();
        rows.sort_by_key(|row| {
            match &row[place] {
                Value::Text(text) => codes.iter().position(|(code, _)| code == text),
                _ => None,
            }
            .unwrap_or(codes.len())
        });
        Some(Self::new(self.columns.clone(), rows, self.totals.to_vec()))
    }

    /// Returns the same answer without rows.
    pub fn emptied(&self) -> Self {
        Self::new(self.columns.clone(), Vec::new(), Vec::new())
    }

    fn indexed(&self, places: &[usize]) -> Rc<Index> {
        if let Some(index) = self.index.borrow().get(places) {
            return index.clone();
        }
        let mut index = Index::new();
        for (number, row) in self.rows.iter().enumerate() {
            let key = places.iter().map(|place| row[*place].key()).collect();
            index.entry(key).or_default().push(number);
        }
        let index = Rc::new(index);
        self.index
            .borrow_mut()
            .insert(places.to_vec(), index.clone());
        index
    }
}

impl Column {
    /// Makes a column whose values are said as they are.
    pub fn plain(key: &str, format: Format) -> Self {
        Self {
            key: key.to_owned(),
            format,
            is_month: false,
            titles: Vec::new(),
        }
    }
}

impl Value {
    /// Returns a text that two values share only if they are the same.
    pub fn key(&self) -> String {
        match self {
            Self::Null => "-".to_owned(),
            Self::Withheld => "*".to_owned(),
            Self::Text(text) => format!("t{text}"),
            Self::Count(count) => format!("n{count}"),
            Self::Number(number) => format!("f{number}"),
            Self::Day(day) => format!("d{day}"),
        }
    }

    pub fn is_above_nought(&self) -> bool {
        match self {
            Self::Count(count) => *count > 0,
            Self::Number(number) => *number > 0.0,
            // There is somebody of whom it is not said how many.
            Self::Withheld => true,
            Self::Null | Self::Text(_) | Self::Day(_) => false,
        }
    }

    /// Returns it as it stands in a sentence.
    pub fn shown(&self, format: Format) -> String {
        match self {
            Self::Null => numbers::NO_VALUE.to_owned(),
            Self::Withheld => numbers::WITHHELD.to_owned(),
            Self::Text(text) => text.clone(),
            Self::Count(count) => numbers::format(&Cell::Integer(*count), format),
            Self::Number(number) => numbers::format(&Cell::Number(*number), format),
            Self::Day(day) => numbers::day(*day),
        }
    }

    /// Returns it as it stands in a cell. `decimals` stand in place of those of the format.
    pub fn cell(&self, format: Format, decimals: Option<u8>) -> CellValue {
        let number = |number: f64| match format {
            Format::Percent(own) => CellValue::Percent(number, decimals.unwrap_or(own)),
            Format::Number(own) => CellValue::Number(number, decimals.unwrap_or(own)),
            Format::Text | Format::Day => CellValue::Number(number, decimals.unwrap_or(2)),
        };
        match self {
            Self::Null => CellValue::Empty,
            Self::Withheld => CellValue::Withheld,
            Self::Text(text) => CellValue::Text(text.clone()),
            Self::Count(count) => match (format, decimals) {
                (Format::Percent(_), _) => number(*count as f64),
                (Format::Number(own), _) if own > 0 => number(*count as f64),
                _ => CellValue::Count(*count),
            },
            Self::Number(value) => number(*value),
            Self::Day(day) => CellValue::Day(*day),
        }
    }
}

/// Returns the member of a key: `calendar.date` of `calendar.date.month`.
fn member_of(key: &str, table: &Table) -> String {
    let column = table.columns.iter().find(|column| column.key == key);
    let member = column.and_then(cell::time_member);
    member.unwrap_or(key).to_owned()
}

fn values_of(line: &cell::Line<'_>, columns: &[TableColumn]) -> Row {
    let values = columns.iter().enumerate().map(|(place, column)| {
        if !line.is_kept(column) {
            return Value::Null;
        }
        match line.value(place) {
            Cell::Null | Cell::Absent => Value::Null,
            Cell::Withheld => Value::Withheld,
            Cell::Text(text) => Value::Text(text.to_owned()),
            Cell::Other(text) => Value::Text(text),
            Cell::Integer(count) => Value::Count(count),
            Cell::Number(number) => Value::Number(number),
            Cell::Flag(flag) => Value::Count(i64::from(flag)),
            Cell::Moment(moment) if moment.time() == Time::midnight() => Value::Day(moment.date()),
            Cell::Moment(moment) => Value::Text(numbers::moment(moment)),
        }
    });
    values.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    fn answer() -> Answer {
        let columns = vec![
            Column::plain("class.name", Format::Text),
            Column::plain("subject.name", Format::Text),
            Column::plain("grades.graded", Format::Number(0)),
        ];
        let rows = vec![
            vec![text("5А"), text("Математика"), Value::Count(3)],
            vec![text("5Б"), text("Математика"), Value::Count(2)],
            vec![text("5А"), text("Физика"), Value::Count(1)],
        ];
        let totals = vec![
            Total {
                kept: vec!["class.name".into()],
                row: vec![text("5А"), Value::Null, Value::Count(4)],
            },
            Total {
                kept: Vec::new(),
                row: vec![Value::Null, Value::Null, Value::Count(6)],
            },
        ];
        Answer::new(columns, rows, totals)
    }

    #[test]
    fn codes_stand_as_they_are_declared() {
        let titles = [("principal", "руководитель"), ("guardian", "родитель")];
        let titles = titles.map(|(code, title)| (code.to_owned(), title.to_owned()));
        let columns = vec![
            Column {
                titles: titles.to_vec(),
                ..Column::plain("account.role", Format::Text)
            },
            Column::plain("visits.accounts", Format::Number(0)),
        ];
        let rows = [
            ("guardian", 1),
            ("nobody", 2),
            ("principal", 3),
            ("guardian", 4),
        ];
        let rows = rows.map(|(code, count)| vec![text(code), Value::Count(count)]);
        let answer = Answer::new(columns, rows.to_vec(), Vec::new());
        let ordered = answer.in_order_of_codes("account.role").expect("codes");
        let counts = ordered.rows.iter().map(|row| row[1].clone());
        assert_eq!(counts.collect::<Vec<_>>(), [3, 1, 4, 2].map(Value::Count));
        assert!(answer.in_order_of_codes("visits.accounts").is_none());
    }

    #[test]
    fn rows_are_found_by_the_members_that_there_are() {
        let answer = answer();
        let key = |member: &str, value: &str| (member.to_owned(), text(value));
        let of_class = answer.find(&[key("class.name", "5А"), key("pupil.id", "p1")]);
        assert_eq!(of_class.len(), 2);
        let one = answer.find(&[key("class.name", "5А"), key("subject.name", "Физика")]);
        assert_eq!(one[0][2], Value::Count(1));
        assert!(answer.find(&[key("class.name", "6А")]).is_empty());
        let total = answer.total(&[key("class.name", "5А")]).expect("a total");
        assert_eq!(total[2], Value::Count(4));
        assert_eq!(answer.total(&[]).expect("all")[2], Value::Count(6));
        assert!(answer.total(&[key("class.name", "5Б")]).is_none());
    }

    #[test]
    fn a_part_has_its_own_rows_and_totals() {
        let parts = answer().split(&["class.name".to_owned()]).expect("parts");
        assert_eq!(parts.len(), 2);
        let (values, first) = &parts[0];
        assert_eq!(values, &[text("5А")]);
        assert_eq!(first.rows.len(), 2);
        // The class's own total is the grand total of its part.
        assert_eq!(first.total(&[]).expect("a total")[2], Value::Count(4));
        assert!(parts[1].1.total(&[]).is_none());
        assert!(answer().split(&["pupil.id".to_owned()]).is_none());
    }

    #[test]
    fn rows_that_another_answer_does_not_know_are_left_out() {
        let columns = vec![Column::plain("subject.name", Format::Text)];
        let other = Answer::new(columns, vec![vec![text("Физика")]], Vec::new());
        let narrowed = answer().narrowed(&other, &["subject.name"], true);
        assert_eq!(narrowed.rows.len(), 1);
        assert_eq!(narrowed.rows[0][2], Value::Count(1));
        assert!(narrowed.totals.is_empty());
        let by_class = answer().narrowed(&other, &["class.name"], true);
        assert!(by_class.rows.is_empty());
        let rest = answer().narrowed(&other, &["subject.name"], false);
        assert_eq!(rest.rows.len(), 2);
        assert!(rest.totals.is_empty());
    }

    #[test]
    fn figures_stand_in_cells_by_their_formats() {
        let percent = Value::Number(66.666).cell(Format::Percent(1), None);
        assert_eq!(percent, CellValue::Percent(66.666, 1));
        assert_eq!(
            Value::Count(3).cell(Format::Number(0), Some(2)),
            CellValue::Count(3)
        );
        assert_eq!(
            Value::Count(4).cell(Format::Number(2), None),
            CellValue::Number(4.0, 2)
        );
        assert_eq!(Value::Null.cell(Format::Number(0), None), CellValue::Empty);
        assert_eq!(
            Value::Withheld.cell(Format::Number(0), None),
            CellValue::Withheld
        );
    }
}
