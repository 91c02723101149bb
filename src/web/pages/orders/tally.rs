//! The counts of a period, by performer and state.

use jiff::civil::Date;

use super::told::{self, Told};
use crate::app::{OrderTally, TallyRow};
use crate::catalogue::say;
use crate::export::numbers;
use crate::office::{Order, OrderState};
use crate::web::parts::{Cell, DataTable, Head, Row};

pub fn table(orders: &[Order], from: Date, to: Date, told: &Told) -> DataTable {
    let tally = OrderTally::of(orders, from, to, told.today, &told.zone);
    let mut heads = vec![
        Head::text(say!("orders-performer")),
        Head::number(say!("orders-all")),
    ];
    heads.extend(OrderState::ALL.map(|state| Head::number(told::state(state))));
    heads.push(Head::number(say!("orders-in-time")));
    heads.push(Head::number(say!("orders-with-delay")));
    let mut rows: Vec<Row> = tally
        .rows
        .iter()
        .map(|row| {
            let name = row.performer.clone();
            line(name.unwrap_or_else(|| say!("orders-nobody")), row, false)
        })
        .collect();
    rows.push(line(say!("parts-whole"), &tally.total, true));
    DataTable {
        id: "orders-counts".to_owned(),
        caption: say!("orders-counts-table"),
        heads,
        rows,
    }
}

fn line(name: String, row: &TallyRow, is_total: bool) -> Row {
    let number = |count: i64| Cell::number(numbers::integer(count));
    let mut cells = vec![Cell::Name(name), number(row.all)];
    cells.extend(OrderState::ALL.map(|state| number(row.count(&[state]))));
    cells.push(number(row.in_time));
    cells.push(number(row.late));
    Row {
        cells,
        is_total,
        ..Row::default()
    }
}
