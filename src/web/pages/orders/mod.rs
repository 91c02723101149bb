//! `/requests`: orders for reports: what waits to be taken, what is in work, what was handed over, and the counts of it.

pub mod card;
pub mod file;
mod filter;
pub mod new;
mod tally;
mod task;
mod told;

use askama::Template;
use axum::extract::State;
use axum::response::Html;

use self::filter::{Asked, View};
pub use self::task::OrderTask;
use self::told::Told;
pub use self::told::titled;
use super::{Layout, html};
use crate::app::{Action, Asker};
use crate::catalogue::say;
use crate::office::Order;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::fields::Fields;
use crate::web::parts::{Cell, DataTable, Faults, Field, Head, Notice, Row, words};
use crate::web::site::Site;

/// Orders of one page: more is a file's matter.
const MOST: usize = 200;

#[derive(Template)]
#[template(path = "orders.html")]
struct OrdersPage {
    layout: Layout,
    status: String,
    views: Vec<ViewLink>,
    /// The value of the view that is open, which the filter keeps.
    view: &'static str,
    filters: Vec<Field>,
    faults: Faults,
    table: Option<DataTable>,
    notice: Option<Notice>,
    /// The format, and the address of the file in it.
    files: Vec<(&'static str, String)>,
    counts: Option<Counts>,
}

impl OrdersPage {
    fn period_of_counts(&self) -> &str {
        self.counts
            .as_ref()
            .map_or("", |counts| counts.period.as_str())
    }
}

struct ViewLink {
    title: String,
    count: i64,
    address: String,
    is_here: bool,
}

/// The counts of a period, for who sees all orders.
struct Counts {
    period: String,
    table: DataTable,
}

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    fields: Fields,
) -> Result<Html<String>, Error> {
    let (asked, faults) = Asked::read(&fields);
    let orders = site.app.orders(&asker).await?;
    let told = Told::of(&site, &asker).await;
    html(&page(&site, &asker, &asked, faults, &orders, &told))
}

fn page(
    site: &Site,
    asker: &Asker,
    asked: &Asked,
    faults: Faults,
    orders: &[Order],
    told: &Told,
) -> OrdersPage {
    let filtered: Vec<&Order> = orders
        .iter()
        .filter(|order| asked.lets_through(order, told))
        .collect();
    let in_view = |view: View| {
        let found = filtered.iter().filter(move |order| view.has(asker, order));
        found.copied()
    };
    let found: Vec<&Order> = in_view(asked.view).collect();
    let count = found.len() as i64;
    let shown = &found[..found.len().min(MOST)];
    let counts = asker.may(Action::Orders).then(|| {
        let (from, to) = asked.period_of_counts(told.today);
        let counted = orders.iter().filter(|order| asked.is_of_school(order));
        let counted: Vec<Order> = counted.cloned().collect();
        Counts {
            period: words::days(Some(from), Some(to)),
            table: tally::table(&counted, from, to, told),
        }
    });
    OrdersPage {
        layout: Layout::for_reader(site, asker, say!("menu-orders"), "/requests"),
        status: match found.len() > MOST {
            true => say!("orders-count-cut", shown = MOST as i64, count = count),
            false => say!("orders-count", count = count),
        },
        views: View::ALL
            .into_iter()
            .filter(|view| view.is_of(asker))
            .map(|view| ViewLink {
                title: view.title(),
                count: in_view(view).count() as i64,
                address: asked.in_view(view).address("/requests"),
                is_here: view == asked.view,
            })
            .collect(),
        view: asked.view.name(),
        filters: asked.fields(orders, told, &faults),
        faults,
        table: (!shown.is_empty()).then(|| table(shown, told)),
        notice: shown.is_empty().then(|| match orders.is_empty() {
            true => Notice::empty(say!("orders-none"), say!("orders-none-advice")),
            false => Notice::empty(say!("orders-none-found"), say!("orders-none-found-advice")),
        }),
        files: match found.is_empty() {
            true => Vec::new(),
            false => vec![
                ("XLSX", asked.address("/requests.xlsx")),
                ("CSV", asked.address("/requests.csv")),
            ],
        },
        counts,
    }
}

fn table(orders: &[&Order], told: &Told) -> DataTable {
    let rows = orders.iter().map(|order| Row {
        cells: vec![
            Cell::Link {
                text: told::titled(order),
                address: order_address(order.id),
            },
            Cell::Text(told.asker(order)),
            Cell::Text(told.whence(order)),
            Cell::Text(told.day(order.asked_at)),
            Cell::Text(words::day(order.wanted.needed_by)),
            Cell::Text(
                order
                    .due_on
                    .map_or_else(|| words::NOTHING.to_owned(), words::day),
            ),
            Cell::Text(told::performer(order)),
            Cell::Badge(told::badge(order.state)),
            match told.term_badge(order) {
                Some(badge) => Cell::Badge(badge),
                None => Cell::Text(words::NOTHING.to_owned()),
            },
        ],
        ..Row::default()
    });
    DataTable {
        id: "orders-table".to_owned(),
        caption: say!("orders-table"),
        heads: [
            "orders-order",
            "orders-asker",
            "orders-whence",
            "orders-asked",
            "orders-needed-by",
            "orders-due",
            "orders-performer",
            "orders-state",
            "orders-term",
        ]
        .map(|key| Head::text(say!(key)))
        .into(),
        rows: rows.collect(),
    }
}

/// Returns the address of an order's page.
pub fn order_address(id: i64) -> String {
    format!("/requests/{id}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Language;

    #[test]
    fn an_empty_list_says_how_the_first_order_comes() {
        let page = OrdersPage {
            layout: Layout {
                has_tour: false,
                data: None,
                language: Language::Russian,
                title: "Заявки".to_owned(),
                office: "Демо-округ".to_owned(),
                reader: None,
                here: "/requests",
            },
            status: String::new(),
            views: Vec::new(),
            view: "",
            filters: Vec::new(),
            faults: Faults::default(),
            table: None,
            notice: Some(Notice::empty(
                say!("orders-none"),
                say!("orders-none-advice"),
            )),
            files: Vec::new(),
            counts: None,
        };
        let text = page.render().expect("a page");
        assert_eq!(text.matches("<h1").count(), 1);
        assert!(
            text.contains("Заявок ещё нет") && !text.contains("<table"),
            "{text}"
        );
        assert!(text.contains(r#"href="/requests/new""#));
    }
}
