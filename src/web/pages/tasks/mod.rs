//! Tasks: everything that asks for attention before a person, and what people have said of it.

mod pile;

use std::cmp::Reverse;

use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::Timestamp;
use jiff::civil::Date;

use self::pile::{Pile, Way, piles};
use super::dashboard::alerts::{self, AlertItem, Cut};
use super::forms::errand::{self, Errand};
use super::orders::OrderTask;
use super::{Layout, html, refused, registers};
use crate::app::{
    AskError, Asker, Attention, Said, TaskName, TaskRecord, TaskState, UnprintedSlips,
};
use crate::catalogue::say;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::fields::{Fields, day};
use crate::web::parts::{Choice, Field, Input, Verbatim, words};
use crate::web::site::Site;

#[derive(Template)]
#[template(path = "tasks.html")]
struct TasksPage {
    layout: Layout,
    faults: Vec<String>,
    /// Forms that wait for the reader.
    errands: Vec<Errand>,
    /// Slips of the last week that nobody printed.
    slips: Option<Errand>,
    groups: Vec<Group>,
    way: Way,
    /// By what the tasks stand together, and what of that is offered.
    ways: Vec<WayLink>,
    /// Where the page tells of what, with how many.
    contents: Vec<Contents>,
    /// Orders for reports that wait for the person. They go by themselves, when what they wait for is done.
    orders: Vec<OrderTask>,
    registers: Vec<registers::RegisterTasks>,
    /// The lists of which only the first are here.
    cut: Vec<Cut>,
    /// What could not be looked at, by titles.
    failed: Vec<String>,
    count: i64,
}

/// The tasks in one state.
struct Group {
    id: &'static str,
    title: String,
    piles: Vec<Pile>,
}

struct WayLink {
    address: &'static str,
    title: String,
    is_present: bool,
}

struct Contents {
    id: &'static str,
    title: String,
    count: usize,
}

struct Task {
    item: AlertItem,
    /// Who said what when.
    said: String,
    note: String,
    fields: Vec<Field>,
    order: Order,
}

/// What was put off until a day that has come stands first, then what is serious, then what was spoken of last.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Order {
    is_in_time: bool,
    is_minor: bool,
    changed_at: Reverse<Option<Timestamp>>,
}

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    fields: Fields,
) -> Result<Html<String>, Error> {
    let way = Way::named(fields.raw("by"));
    html(&page(&site, &asker, way, Vec::new()).await?)
}

/// Lays down what a person says of a task.
pub async fn say_of(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    fields: Fields,
) -> Result<Response, Error> {
    let name = TaskName {
        dashboard: fields.text("dashboard"),
        alert: fields.text("alert"),
        about: fields.raw("about").to_owned(),
    };
    let way = Way::named(fields.raw("by"));
    let until = match day(fields.raw("until")) {
        Ok(until) => until,
        Err(fault) => {
            let faults = vec![words::sentence(&fault)];
            return refused(&page(&site, &asker, way, faults).await?);
        }
    };
    let said = Said {
        state: TaskState::from_name(fields.raw("state")),
        until,
        note: fields.text("note"),
    };
    match site.app.say_of_task(&asker, &name, said).await {
        Ok(()) => Ok(Redirect::to(way.address()).into_response()),
        Err(AskError::Refused { faults, .. }) => {
            let faults = faults.iter().map(|fault| words::sentence(&fault.message));
            refused(&page(&site, &asker, way, faults.collect()).await?)
        }
        Err(error) => Err(error.into()),
    }
}

async fn page(
    site: &Site,
    asker: &Asker,
    way: Way,
    faults: Vec<String>,
) -> Result<TasksPage, Error> {
    let alerts = site.app.all_alerts(asker).await;
    let alerts::Told {
        items,
        count: of_alerts,
        cut,
        failed,
    } = alerts::told(&alerts);
    let names: Vec<TaskName> = items.iter().map(|item| item.name.clone()).collect();
    let mut said = site.app.said_of_tasks(asker, &names).await?;
    let today = site.app.moment().today;
    let mut groups = [
        ("new", "tasks-new"),
        ("taken", "tasks-taken"),
        ("put-off", "tasks-put-off"),
        ("done", "tasks-done"),
    ]
    .map(|(id, key)| (id, key, Vec::new()));
    let mut orders = OrderTask::list(site, asker).await?;
    orders.sort_by_key(|order| !order.is_serious);
    let attention = site.app.attention(asker).await?;
    let of_registers: usize = attention.iter().map(Attention::count).sum();
    let errands = site.app.form_errands(asker).await?;
    let slips = site.app.unprinted_slips(asker).await?;
    let slips = slips.as_ref().map(unprinted);
    let of_slips = usize::from(slips.is_some());
    let count = of_alerts + (orders.len() + of_registers + errands.len() + of_slips) as i64;
    for (place, item) in items.into_iter().enumerate() {
        let record = said.remove(&item.name);
        let group = match &record {
            None => 0,
            Some(record) => match record.state {
                TaskState::Taken => 1,
                // What was put off until a day that has come is new again.
                TaskState::PutOff if record.until.is_none_or(|until| until <= today) => 0,
                TaskState::PutOff => 2,
                TaskState::Done => 3,
            },
        };
        groups[group].2.push(task(site, place, item, record, today));
    }
    let mut errands: Vec<Errand> = errands.iter().map(errand::told).collect();
    errands.sort_by_key(|errand| !errand.is_serious);
    let mut contents = vec![
        Contents::of("forms", say!("forms-errands"), errands.len()),
        Contents::of("slips", say!("tasks-slips"), of_slips),
        Contents::of("orders", say!("orders-tasks"), orders.len()),
    ];
    let mut told = Vec::new();
    for (id, key, mut tasks) in groups {
        contents.push(Contents::of(id, say!(key), tasks.len()));
        tasks.sort_by(|one: &Task, other| one.order.cmp(&other.order));
        if !tasks.is_empty() {
            told.push(Group {
                id,
                title: say!(key),
                piles: piles(tasks, way),
            });
        }
    }
    contents.push(Contents::of(
        "registers",
        say!("tasks-registers"),
        of_registers,
    ));
    contents.retain(|one| one.count > 0);
    Ok(TasksPage {
        layout: Layout::for_reader(site, asker, say!("menu-tasks"), "/tasks"),
        faults,
        errands,
        slips,
        groups: told,
        way,
        ways: [(Way::Kind, "tasks-by-kind"), (Way::About, "tasks-by-about")]
            .map(|(one, key)| WayLink {
                address: one.address(),
                title: say!(key),
                is_present: one == way,
            })
            .into(),
        contents,
        orders,
        registers: attention
            .iter()
            .map(|one| registers::tasks(site, one))
            .collect(),
        cut,
        failed,
        count,
    })
}

/// Tells of which classes slips are wanting, with the way to print them.
fn unprinted(slips: &UnprintedSlips) -> Errand {
    let classes = slips.classes.iter().map(|(class, pupils)| {
        say!(
            "tasks-slips-class",
            class = class.as_str(),
            count = *pupils as i64
        )
    });
    let (from, to) = (slips.week.from, slips.week.to);
    Errand {
        title: say!(
            "tasks-slips-unprinted",
            from = words::day(from),
            to = words::day(to)
        ),
        text: say!(
            "tasks-slips-classes",
            classes = classes.collect::<Vec<_>>().join(", ")
        ),
        address: format!("/reports/weekly-slips?week={from}..{to}"),
        is_serious: false,
    }
}

impl Contents {
    fn of(id: &'static str, title: String, count: usize) -> Self {
        Self { id, title, count }
    }
}

fn task(
    site: &Site,
    place: usize,
    item: AlertItem,
    record: Option<TaskRecord>,
    today: Date,
) -> Task {
    let form = format!("task-{place}");
    let zone = &site.app.config.office.timezone;
    let said = record.as_ref().map_or_else(String::new, |record| {
        let (by, at) = (
            record.changed_by.as_str(),
            words::moment(record.changed_at, zone),
        );
        match (record.state, record.until) {
            (TaskState::Taken, _) => say!("task-said-taken", by = by, at = at),
            (TaskState::PutOff, until) => {
                let until = until.map_or_else(String::new, words::day);
                say!("task-said-put-off", by = by, at = at, until = until)
            }
            (TaskState::Done, _) => say!("task-said-done", by = by, at = at),
        }
    });
    let state = record.as_ref().map_or("", |record| record.state.name());
    let until = record.as_ref().and_then(|record| record.until);
    let order = Order {
        is_in_time: until.is_none_or(|until| until > today),
        is_minor: !item.is_serious,
        changed_at: Reverse(record.as_ref().map(|record| record.changed_at)),
    };
    let note = record.map_or_else(String::new, |record| record.note);
    let states = vec![
        Choice::new("", say!("task-state-new")),
        Choice::new(TaskState::Taken.name(), say!("task-state-taken")),
        Choice::new(TaskState::PutOff.name(), say!("task-state-put-off")),
        Choice::new(TaskState::Done.name(), say!("task-state-done")),
    ];
    let until = until.map_or_else(String::new, |day| day.to_string());
    Task {
        fields: vec![
            Field::new(&form, "state", say!("task-state"), Input::Select(states)).with_value(state),
            Field::new(&form, "until", say!("task-until"), Input::Date).with_value(until),
            Field::new(&form, "note", say!("task-note"), Input::Text).with_value(note.clone()),
        ],
        item,
        said,
        note,
        order,
    }
}
