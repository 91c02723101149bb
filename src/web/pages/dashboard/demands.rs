//! Demands: what the rule sets of the schools ask for, rule by rule and side by side, with the clause of each.

use crate::app::{DemandTable, Demands};
use crate::catalogue::say;
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

fn laid_out(table: &DemandTable) -> DataTable {
    let sets = table.rule_sets.iter();
    let mut heads = vec![Head::text(say!("demands-rule"))];
    heads.extend(sets.clone().map(|(title, _)| Head::text(title)));
    let documents = sets.map(|(_, document)| Cell::Text(document.clone()));
    let documents = Row {
        cells: std::iter::once(Cell::Name(say!("demands-document")))
            .chain(documents)
            .collect(),
        ..Row::default()
    };
    let rules = table.rows.iter().map(|row| {
        let said = row.said.iter().map(|said| match said {
            Some((text, source)) if source.is_empty() => Cell::Text(text.clone()),
            Some((text, source)) => Cell::Text(format!("{text} ({source})")),
            None => Cell::Text(words::NOTHING.to_owned()),
        });
        Row {
            cells: std::iter::once(Cell::Name(row.rule.clone()))
                .chain(said)
                .collect(),
            ..Row::default()
        }
    });
    DataTable {
        id: "demands-table".to_owned(),
        caption: say!("demands-caption"),
        heads,
        rows: std::iter::once(documents).chain(rules).collect(),
    }
}
