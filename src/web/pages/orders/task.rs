//! An order that waits for a person, as it stands among the person's tasks.

use super::{order_address, told};
use crate::app::{Asker, Waiting};
use crate::catalogue::say;
use crate::web::Error;
use crate::web::parts::words;
use crate::web::site::Site;

pub struct OrderTask {
    pub title: String,
    pub address: String,
    /// What it waits for.
    pub text: String,
    pub is_serious: bool,
}

impl OrderTask {
    pub async fn list(site: &Site, asker: &Asker) -> Result<Vec<Self>, Error> {
        let waiting = site.app.orders_waiting(asker).await?;
        let tasks = waiting.into_iter().map(|waiting| Self {
            title: told::titled(&waiting.order),
            address: order_address(waiting.order.id),
            text: match waiting.why {
                Waiting::New => {
                    let day = words::day(waiting.order.wanted.needed_by);
                    say!("orders-task-new", day = day)
                }
                Waiting::Returned => say!("orders-task-returned"),
                Waiting::Soon(days) => say!("orders-task-soon", days = days),
                Waiting::Late(days) => say!("orders-task-late", days = days),
                Waiting::Answer => say!("orders-task-answer"),
                Waiting::Acceptance => say!("orders-task-acceptance"),
            },
            is_serious: waiting.is_serious,
        });
        Ok(tasks.collect())
    }
}
