//! Alerts: what on a page's subject asks to be looked into now, one line each.

use super::address::Address;
use super::choice::Chosen;
use super::sentence::Values;
use crate::app::{OpenAlert, TaskName};
use crate::export::cell::{self, Cell as Value, LineKind};
use crate::table::ColumnKind;

/// One thing to look into.
#[derive(Debug, Clone)]
pub struct AlertItem {
    pub title: String,
    pub text: String,
    pub is_serious: bool,
    /// The page about it.
    pub address: String,
    /// What names it among all.
    pub name: TaskName,
}

/// Returns what the answers say, the serious first. An alert that failed says nothing.
pub fn items(alerts: &[OpenAlert]) -> Vec<AlertItem> {
    let mut items = Vec::new();
    for alert in alerts {
        let declared = &alert.dashboard.alerts[alert.place];
        let Ok(answer) = &alert.answer else {
            continue;
        };
        let table = &answer.table;
        let named = table
            .columns
            .iter()
            .position(|column| column.kind == ColumnKind::Dimension && column.key == alert.unit);
        for line in cell::lines(table).filter(|line| line.kind == LineKind::Row) {
            let about = match named.map(|place| line.value(place)) {
                Some(Value::Text(text)) => text.to_owned(),
                _ => String::new(),
            };
            items.push(AlertItem {
                title: declared.title.plain(),
                text: Values::of_row(table, &line, &alert.unit).said(&declared.text),
                is_serious: declared.is_serious,
                address: match alert.dashboard.filters.contains(&alert.unit) {
                    true => {
                        Address::of(&alert.dashboard, &Chosen::default()).with(&alert.unit, &about)
                    }
                    false => format!("/dashboards/{}", alert.dashboard.name),
                },
                name: TaskName {
                    dashboard: alert.dashboard.name.clone(),
                    alert: declared.name.clone(),
                    about,
                },
            });
        }
    }
    items.sort_by_key(|item| !item.is_serious);
    items
}
