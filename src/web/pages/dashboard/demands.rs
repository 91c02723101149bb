//! Demands: what the rule sets of the schools ask for, rule by rule and side by side, with the clause of each.

use arrow::error::ArrowError;

use crate::app::{DemandTable, Demands};
use crate::catalogue::say;
use crate::table::{Given, Table};
use crate::web::parts::{Cell, Content, DataTable, Head, Notice, Row, Section, words};

pub fn section(declared: &Demands, table: &DemandTable, provenance: String) -> Section {
    let content = match table.rule_sets.is_empty() {
        true => Content::Notice(Notice::empty(
            say!("demands-none"),
            say!("demands-none-advice"),
        )),
        false => Content::Answer {
            chart: None,
            table: laid_out(table),
        },
    };
    Section {
        id: "demands",
        title: declared.title.plain(),
        summary: say!("demands-summary"),
        provenance,
        content,
    }
}

/// Lays the demands out for a workbook.
pub fn sheet(table: &DemandTable) -> Result<Table, ArrowError> {
    let lines = match table.rule_sets.is_empty() {
        true => Vec::new(),
        false => lines(table),
    };
    let names = lines.iter().map(|(name, _)| name.clone());
    let mut columns = vec![(say!("demands-rule"), Given::Texts(names.collect()))];
    for (place, (title, _)) in table.rule_sets.iter().enumerate() {
        let said = lines.iter().map(|(_, said)| said[place].clone());
        columns.push((title.clone(), Given::Texts(said.collect())));
    }
    Table::given(columns)
}

fn laid_out(table: &DemandTable) -> DataTable {
    let mut heads = vec![Head::text(say!("demands-rule"))];
    heads.extend(table.rule_sets.iter().map(|(title, _)| Head::text(title)));
    let rows = lines(table).into_iter().map(|(name, said)| Row {
        cells: std::iter::once(Cell::Name(name))
            .chain(said.into_iter().map(Cell::Text))
            .collect(),
        ..Row::default()
    });
    DataTable {
        id: "demands-table".to_owned(),
        caption: say!("demands-caption"),
        heads,
        rows: rows.collect(),
    }
}

/// Returns each demand with what every rule set says of it, below the documents that say so.
fn lines(table: &DemandTable) -> Vec<(String, Vec<String>)> {
    let documents = table.rule_sets.iter();
    let documents = documents.map(|(_, document)| document.clone()).collect();
    let rules = table.rows.iter().map(|row| {
        let said = row.said.iter().map(|said| match said {
            Some((text, source)) if source.is_empty() => text.clone(),
            Some((text, source)) => format!("{text} ({source})"),
            None => words::NOTHING.to_owned(),
        });
        (row.rule.clone(), said.collect())
    });
    std::iter::once((say!("demands-document"), documents))
        .chain(rules)
        .collect()
}
