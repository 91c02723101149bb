//! Sentence: what to take from a tile, with the figures of its answer put in. A part whose figure is withheld or missing
//! is left out: nothing is said beside an asterisk, least of all a percentage that would tell what stands there.

use crate::app::name_in_sentences;
use crate::catalogue::{FluentValue, Wording, say};
use crate::export::cell::{self, Cell, Line, LineKind};
use crate::export::numbers;
use crate::table::{ColumnKind, Format, Table, TableColumn};
use crate::web::parts::words;

/// The figures that a declared text may ask for, by name.
pub struct Values {
    named: Vec<(String, FluentValue<'static>)>,
    /// Whom the text is about, where it is about one.
    about: Option<String>,
}

/// These stand in a text where a figure is missing or withheld, and where a name has a space: none of them is written.
const MISSING: char = '\u{e000}';
const WITHHELD: char = '\u{e001}';
const SPACE: char = '\u{e002}';

impl Values {
    /// Reads them from an answer whose rows are about `unit`.
    pub fn of(table: &Table, unit: &str) -> Self {
        let mut values = Self::about(unit);
        // A list that is cut tells of all its rows.
        let rows = table.total.unwrap_or(table.row_count() as u64);
        values.put("rows", FluentValue::from(rows as i64));
        let lines: Vec<Line<'_>> = cell::lines(table).collect();
        let whole = whole(table, &lines);
        let named = table
            .columns
            .iter()
            .position(|column| column.kind == ColumnKind::Dimension && column.key == unit);
        for (place, column) in table.columns.iter().enumerate() {
            if column.kind != ColumnKind::Measure {
                continue;
            }
            let name = name_in_sentences(&column.key).replace('.', "_");
            let cell = whole.map_or(Cell::Null, |line| line.value(place));
            values.put(&name, told(&cell, column));
            let rows = lines.iter().filter(|line| line.kind == LineKind::Row);
            let figures =
                rows.clone()
                    .filter_map(|line| match (line.value(named?), line.value(place)) {
                        (Cell::Text(who), Cell::Number(figure)) => Some((who, figure, line)),
                        (Cell::Text(who), Cell::Integer(figure)) => {
                            Some((who, figure as f64, line))
                        }
                        _ => None,
                    });
            let mut figures: Vec<(&str, f64, &Line<'_>)> = figures.collect();
            figures.sort_by(|one, other| one.1.total_cmp(&other.1));
            // Beside what is withheld nobody knows who has least; where nobody has anything, nobody has most.
            let is_withheld = rows
                .clone()
                .any(|line| matches!(line.value(place), Cell::Withheld));
            let least = figures.first().filter(|_| !is_withheld);
            // Where nobody has any, whoever comes last in the list is not to be named for having most.
            let is_any = |figure: f64| figure > 0.0 || (figure < 0.0 && !is_withheld);
            let most = figures.last().filter(|(_, figure, _)| is_any(*figure));
            for (ending, extreme) in [("least", least), ("most", most)] {
                let (figure, who) = match extreme {
                    Some((who, _, line)) => {
                        let figure = told(&line.value(place), column);
                        (figure, of_one_piece(who).into())
                    }
                    None => {
                        let lacks = match is_withheld {
                            true => WITHHELD,
                            false => MISSING,
                        };
                        (lacks.to_string().into(), lacks.to_string().into())
                    }
                };
                values.put(&format!("{name}_{ending}"), figure);
                values.put(&format!("{name}_{ending}_at"), who);
            }
        }
        values
    }

    /// Reads them from one row, which is what an alert is.
    pub fn of_row(table: &Table, line: &Line<'_>, unit: &str) -> Self {
        let mut values = Self::about(unit);
        for (place, column) in table.columns.iter().enumerate() {
            let cell = line.value(place);
            if column.key == unit {
                let name = of_one_piece(&numbers::show(&cell, column));
                values.put("name", FluentValue::from(name.clone()));
                values.about = Some(name);
            }
            if column.kind == ColumnKind::Measure {
                let name = name_in_sentences(&column.key).replace('.', "_");
                values.put(&name, told(&cell, column));
            }
        }
        values
    }

    fn about(unit: &str) -> Self {
        let entity = unit.split_once('.').map_or(unit, |(entity, _)| entity);
        Self {
            named: vec![("unit".to_owned(), entity.to_owned().into())],
            about: None,
        }
    }

    /// Writes a declared text; nothing where it asks for what the answer does not have.
    pub fn said(&self, wording: &Wording) -> String {
        let values = self
            .named
            .iter()
            .map(|(name, value)| (name.as_str(), value.clone()));
        let values: Vec<(&str, FluentValue<'_>)> = values.collect();
        let text = one_line(&wording.said(&values).unwrap_or_default());
        let left = without_lacking(&text);
        let is_about = |name: &String| left.contains(name.as_str());
        let said = match (&self.about, left.is_empty()) {
            (None, false) => capital(&left),
            (Some(name), false) if is_about(name) => capital(&left),
            (Some(name), false) => say!("alert-of", name = name.as_str(), text = left),
            (None, true) if text.contains(WITHHELD) => say!("sentence-withheld"),
            (Some(name), true) if text.contains(WITHHELD) => {
                say!("alert-withheld", name = name.as_str())
            }
            (_, true) if text.is_empty() => String::new(),
            (None, true) => say!("sentence-no-data"),
            (Some(name), true) => say!("alert-no-data", name = name.as_str()),
        };
        said.replace(SPACE, " ")
    }

    fn put(&mut self, name: &str, value: FluentValue<'static>) {
        self.named.push((name.to_owned(), value));
    }
}

/// Returns a figure as texts have it: whole ones as numbers, so that the noun behind them can follow.
fn told(cell: &Cell<'_>, column: &TableColumn) -> FluentValue<'static> {
    match (cell, column.format) {
        (Cell::Null, _) => FluentValue::from(MISSING.to_string()),
        (Cell::Withheld, _) => FluentValue::from(WITHHELD.to_string()),
        (Cell::Integer(count), Format::Number(_)) => FluentValue::from(*count),
        // Counts stay far below 2^53.
        (Cell::Number(count), Format::Number(0)) => FluentValue::from(count.round() as i64),
        _ => FluentValue::from(numbers::show(cell, column)),
    }
}

/// Returns the line that is about everything asked: the total over all, or the only row.
fn whole<'a>(table: &Table, lines: &[Line<'a>]) -> Option<Line<'a>> {
    let total = lines
        .iter()
        .find(|line| matches!(line.kind, LineKind::Total(kept) if kept.is_empty()));
    let has_dimensions = table
        .columns
        .iter()
        .any(|column| column.kind != ColumnKind::Measure);
    let only = lines.first().filter(|_| !has_dimensions);
    total.or(only).copied()
}

/// Leaves the parts of a text that lack no figure: its sentences, and what semicolons part in them.
fn without_lacking(text: &str) -> String {
    let lacks = |part: &&str| part.contains([MISSING, WITHHELD]);
    let sentences = text.split_inclusive(". ").filter_map(|sentence| {
        let sentence = sentence.trim_end();
        let plain = sentence.trim_end_matches(['.', '!', '?']);
        let parts: Vec<&str> = plain.split("; ").filter(|part| !lacks(part)).collect();
        let is_last_left = plain.rsplit("; ").next().is_some_and(|last| !lacks(&last));
        let end = match is_last_left {
            true => &sentence[plain.len()..],
            // What the last part asked is gone with it.
            false => ".",
        };
        (!parts.is_empty()).then(|| format!("{}{end}", parts.join("; ")))
    });
    let mut left = String::new();
    for sentence in sentences {
        match left.is_empty() {
            true => left.push_str(&sentence),
            false => left.push_str(&format!(" {}", capital(&sentence))),
        }
    }
    left
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// Returns a name whose points and semicolons part no sentence.
fn of_one_piece(name: &str) -> String {
    words::unbroken(name).replace(' ', &SPACE.to_string())
}

/// Joins the lines of a pattern into one; no-break spaces stay.
fn one_line(text: &str) -> String {
    let words = text
        .split([' ', '\n', '\t'])
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(pattern: &str, values: &[(&str, &str)]) -> String {
        let mut all = Values::about("school.name");
        for (name, value) in values {
            all.put(name, FluentValue::from((*value).to_owned()));
            if *name == "name" {
                all.about = Some((*value).to_owned());
            }
        }
        all.said(&Wording {
            ru: pattern.to_owned(),
            en: pattern.to_owned(),
        })
    }

    #[test]
    fn what_has_no_figure_is_not_said() {
        let (missing, withheld) = (MISSING.to_string(), WITHHELD.to_string());
        let worst = "Хуже всего за день: { $at }, { $least }; за весь период — { $all }.";
        let none = [
            ("at", missing.as_str()),
            ("least", &missing),
            ("all", "95 %"),
        ];
        assert_eq!(said(worst, &none), "За весь период — 95 %.");
        let late = "Какие уроки прогуливают: первые или последние. Опозданий — { $late }.";
        assert_eq!(
            said(late, &[("late", &withheld)]),
            "Какие уроки прогуливают: первые или последние."
        );
        assert_eq!(
            said(
                "В срок — { $a }. Что { $b }: дописывали?",
                &[("a", "7"), ("b", &missing)]
            ),
            "В срок — 7."
        );
        assert_eq!(
            said("Всего — { $a }.", &[("a", &missing)]),
            say!("sentence-no-data")
        );
        assert_eq!(
            said("Всего — { $a }.", &[("a", &withheld)]),
            say!("sentence-withheld")
        );
    }

    #[test]
    fn a_percentage_does_not_stand_beside_a_withheld_count() {
        let withheld = WITHHELD.to_string();
        let pattern = "{ $name }: успевает { $pct } учеников; не успевают: { $failing }.";
        let name = of_one_piece("МКОУ «СОШ № 4» с. Луговое");
        let of = |pct: &str, failing: &str| {
            said(
                pattern,
                &[("name", &name), ("pct", pct), ("failing", failing)],
            )
        };
        assert_eq!(
            of("87,5 %", &withheld),
            "МКОУ «СОШ №\u{a0}4» с. Луговое: успевает 87,5 % учеников."
        );
        assert!(of(&withheld, "6").ends_with("Луговое: не успевают: 6."));
        assert!(of(&withheld, &withheld).starts_with("МКОУ «СОШ №\u{a0}4» с. Луговое: "));
        assert!(of("87,5 %", "6").ends_with("успевает 87,5 % учеников; не успевают: 6."));
    }
}
