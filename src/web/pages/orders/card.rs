//! `/requests/{id}`: one order: what is wanted, how it stands, every step with its words, and what can be done now.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Map, Value};

use super::order_address;
use super::told::{self, Told};
use crate::app::{AskError, Asker, OpenOrder, Saved, StepDraft, parse_id, saved_name};
use crate::catalogue::say;
use crate::office::{Order, OrderStep, StepKind};
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::fields::{self, Fields};
use crate::web::pages::constructor::{Said, said_of};
use crate::web::pages::{Layout, html};
use crate::web::parts::{Badge, Choice, Faults, Field, Input, Verbatim, address, words};
use crate::web::site::Site;

#[derive(Template)]
#[template(path = "orders/card.html")]
struct OrderPage {
    layout: Layout,
    title: String,
    address: String,
    version: i64,
    badge: Badge,
    term: Option<Badge>,
    done: Option<String>,
    /// What was wrong with a step that was sent.
    faults: Faults,
    /// Words that were sent with a step that cannot be taken any more.
    unsent: String,
    /// Who has left, to who leads the order on.
    vacancy: Option<String>,
    facts: Vec<(String, String)>,
    words: String,
    question: Option<Said>,
    /// The address at which the constructor opens the question.
    constructor: Option<String>,
    delivered: Option<Delivered>,
    ways: Vec<Way>,
    steps: Vec<StepRow>,
}

/// What was handed over.
enum Delivered {
    Query {
        title: String,
        address: String,
    },
    /// Open to somebody else, or gone.
    Closed(String),
}

/// A step that can be taken now.
struct Way {
    key: String,
    name: &'static str,
    title: String,
    button: String,
    fields: Vec<Field>,
    is_open: bool,
    is_grave: bool,
}

struct StepRow {
    title: String,
    who: String,
    when: String,
    words: String,
    /// The term that it has set.
    term: String,
}

/// A step as it was sent, where it comes back.
struct Sent {
    kind: StepKind,
    fields: Fields,
    faults: Faults,
}

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Error> {
    let open = open(&site, &asker, &id).await?;
    let page = page(&site, &asker, &open, &fields, None).await?;
    Ok(html(&page)?.into_response())
}

/// Takes a step with the order.
pub async fn advance(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Error> {
    let id = parse_id(&id).ok_or(Error::NotFound)?;
    // Absent to whom it is closed, whatever else is wrong with the form.
    site.app.open_order(&asker, id).await?;
    let Some(kind) = StepKind::parse(fields.raw("step")).filter(|kind| *kind != StepKind::Submit)
    else {
        return Err(Error::BadRequest(say!("orders-no-such-step")));
    };
    let Ok(based_on) = fields.raw("version").parse() else {
        return Err(Error::BadRequest(say!("orders-no-version")));
    };
    let mut faults = Faults::default();
    let due_on = fields::day(fields.raw("due_on")).unwrap_or_else(|message| {
        faults.add("due_on", &message);
        None
    });
    let query = fields.text("query");
    let query_id = parse_id(&query);
    if !query.is_empty() && query_id.is_none() {
        faults.add("query", &say!("orders-fault-no-query"));
    }
    let draft = StepDraft {
        words: fields.text("words"),
        due_on,
        query_id,
    };
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if faults.is_empty() {
        let advanced = site
            .app
            .advance_order(&asker, id, based_on, kind, &draft)
            .await;
        match advanced {
            Ok(()) => {
                let address = format!("{}?done={}", order_address(id), told::key(kind));
                return Ok(Redirect::to(&address).into_response());
            }
            Err(AskError::Conflict { message }) => {
                status = StatusCode::CONFLICT;
                faults.add("", &message);
            }
            Err(error) => faults = Faults::of(error)?,
        }
    }
    let open = site.app.open_order(&asker, id).await?;
    let sent = Sent {
        kind,
        fields,
        faults,
    };
    let page = page(&site, &asker, &open, &Fields::default(), Some(sent)).await?;
    Ok((status, html(&page)?).into_response())
}

async fn open(site: &Site, asker: &Asker, id: &str) -> Result<OpenOrder, Error> {
    let id = parse_id(id).ok_or(Error::NotFound)?;
    Ok(site.app.open_order(asker, id).await?)
}

async fn page(
    site: &Site,
    asker: &Asker,
    open: &OpenOrder,
    fields: &Fields,
    sent: Option<Sent>,
) -> Result<OrderPage, Error> {
    let told = Told::of(site, asker).await;
    let order = &open.order;
    let question = match &order.wanted.question {
        Some(Value::Object(state)) => Some(state.clone()),
        _ => None,
    };
    let queries = match open.ways.contains(&StepKind::Deliver) {
        true => site.app.saved_list(asker).await?,
        false => Vec::new(),
    };
    let wanted_query = fields.text("query");
    let ways = open.ways.iter().map(|kind| {
        let sent = sent.as_ref().filter(|sent| sent.kind == *kind);
        let delivers = *kind == StepKind::Deliver;
        let chosen = delivers.then_some(wanted_query.as_str());
        way(*kind, order, &queries, &told, sent, chosen.unwrap_or(""))
    });
    let mut ways: Vec<Way> = ways.collect();
    // One form is open: that which came back, that which was led to, or the next one of the course.
    let is_led_to = !wanted_query.is_empty() && ways.iter().any(|way| way.key == "deliver");
    if let Some(kind) = sent.as_ref().map(|sent| sent.kind) {
        for way in &mut ways {
            way.is_open = way.name == kind.name();
        }
    } else if is_led_to {
        for way in &mut ways {
            way.is_open = way.key == "deliver";
        }
    }
    let unsent = sent.as_ref().filter(|sent| !open.ways.contains(&sent.kind));
    Ok(OrderPage {
        layout: Layout::for_reader(site, asker, told::titled(order), "/requests"),
        title: told::titled(order),
        address: order_address(order.id),
        version: order.version,
        badge: told::badge(order.state),
        term: told.term_badge(order),
        done: done_in_words(fields.raw("done")),
        unsent: unsent.map_or_else(String::new, |sent| sent.fields.text("words")),
        faults: sent.map_or_else(Faults::default, |sent| sent.faults),
        vacancy: (open.is_vacant && open.speaks && !order.state.is_closed())
            .then(|| say!("orders-vacant", name = order.asker.name.as_str())),
        facts: facts(order, &told),
        words: order.wanted.words.clone(),
        constructor: question
            .as_ref()
            .map(|state| address::constructor(&Value::Object(state.clone()))),
        question: said(site, asker, question).await,
        delivered: delivered(open),
        ways,
        steps: open.steps.iter().map(|step| row(step, &told)).collect(),
    })
}

async fn said(site: &Site, asker: &Asker, state: Option<Map<String, Value>>) -> Option<Said> {
    said_of(site, asker, state?).await
}

fn facts(order: &Order, told: &Told) -> Vec<(String, String)> {
    let wanted = &order.wanted;
    let mut facts = vec![
        (say!("orders-asker"), told.asker(order)),
        (say!("orders-whence"), told.whence(order)),
        (say!("orders-asked"), told.moment(order.asked_at)),
        (say!("orders-about"), told.about(order)),
    ];
    if wanted.from.is_some() || wanted.to.is_some() {
        let days = words::days(wanted.from, wanted.to);
        facts.push((say!("orders-period"), days));
    }
    facts.push((say!("orders-purpose"), wanted.purpose.clone()));
    if !wanted.ground.is_empty() {
        facts.push((say!("orders-ground"), wanted.ground.clone()));
    }
    facts.push((say!("orders-output"), told::output(wanted.output)));
    facts.push((say!("orders-needed-by"), words::day(wanted.needed_by)));
    if let Some(performer) = &order.performer {
        facts.push((say!("orders-performer"), performer.name.clone()));
    }
    if let Some(due_on) = order.due_on {
        facts.push((say!("orders-due"), words::day(due_on)));
    }
    if let Some(moment) = order.delivered_at {
        facts.push((say!("orders-delivered"), told.moment(moment)));
    }
    if let Some(moment) = order.closed_at {
        facts.push((say!("orders-closed"), told.moment(moment)));
    }
    facts
}

fn delivered(open: &OpenOrder) -> Option<Delivered> {
    let last = open
        .steps
        .iter()
        .rev()
        .find(|step| step.kind == StepKind::Deliver)?;
    last.query_id?;
    Some(match &open.delivered {
        Some(saved) => Delivered::Query {
            title: saved.query.title.clone(),
            address: format!("/queries/{}", saved_name(saved.query.id)),
        },
        None if open.is_asker || open.is_performer || open.order.query_id.is_none() => {
            Delivered::Closed(say!("orders-query-gone"))
        }
        None if open.speaks => Delivered::Closed(say!("orders-query-of-former")),
        None => Delivered::Closed(say!("orders-query-of-others")),
    })
}

fn way(
    kind: StepKind,
    order: &Order,
    queries: &[Saved],
    told: &Told,
    sent: Option<&Sent>,
    chosen: &str,
) -> Way {
    let key = told::key(kind);
    let form = format!("order-{key}");
    let field = |name: &str, label: String, input: Input, kept: String| {
        let value = sent.map_or(kept, |sent| sent.fields.text(name));
        let field = Field::new(&form, name, label, input).with_value(value);
        match sent {
            Some(sent) => field.with_faults(&sent.faults),
            None => field,
        }
    };
    let due_on = |kept: String| field("due_on", say!("orders-due"), Input::Date, kept).required();
    let words = |label: String| field("words", label, Input::Lines, String::new());
    let day = |day: jiff::civil::Date| day.max(told.today).to_string();
    let fields = match kind {
        StepKind::Submit => Vec::new(),
        StepKind::Take => vec![
            due_on(order.wanted.needed_by.to_string()),
            words(say!("orders-words-of-term")).with_hint(say!("orders-words-of-term-hint")),
        ],
        StepKind::Move => vec![
            due_on(order.due_on.map_or_else(String::new, day)),
            words(say!("orders-reason")).required(),
        ],
        StepKind::Return => vec![
            words(say!("orders-remark")).required(),
            due_on(order.due_on.map_or_else(String::new, day)),
        ],
        StepKind::Deliver => {
            let mut choices = vec![Choice::new("", say!("orders-choose-query"))];
            let own = queries
                .iter()
                .filter(|saved| saved.is_own && saved.broken.is_empty());
            choices.extend(
                own.map(|saved| Choice::new(saved.query.id.to_string(), &saved.query.title)),
            );
            let input = Input::Select(choices);
            vec![
                field("query", say!("orders-query"), input, chosen.to_owned())
                    .with_hint(say!("orders-query-hint")),
                words(say!("orders-words-of-delivery")),
            ]
        }
        StepKind::Question => vec![words(say!("orders-question")).required()],
        StepKind::Answer => vec![words(say!("orders-answer")).required()],
        StepKind::Message => vec![words(say!("orders-message")).required()],
        StepKind::TakeOver | StepKind::Refuse => vec![words(say!("orders-reason")).required()],
        StepKind::Accept | StepKind::Withdraw => vec![words(say!("orders-note"))],
    };
    Way {
        name: kind.name(),
        title: say!(&format!("orders-do-{key}")),
        button: say!(&format!("orders-send-{key}")),
        fields,
        is_open: matches!(
            kind,
            StepKind::Take | StepKind::Answer | StepKind::Deliver | StepKind::Accept
        ),
        is_grave: matches!(kind, StepKind::Refuse | StepKind::Withdraw),
        key,
    }
}

fn row(step: &OrderStep, told: &Told) -> StepRow {
    StepRow {
        title: told::step(step.kind),
        who: step.made_by.clone(),
        when: told.moment(step.made_at),
        words: step.words.clone(),
        term: step.due_on.map_or_else(String::new, |day| {
            say!("orders-step-term", day = words::day(day))
        }),
    }
}

fn done_in_words(done: &str) -> Option<String> {
    if done == "submit" {
        return Some(say!("orders-done-submit"));
    }
    let mut kinds = StepKind::ALL.into_iter();
    let kind = kinds.find(|kind| told::key(*kind) == done)?;
    Some(say!(&format!("orders-done-{}", told::key(kind))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Language;
    use crate::web::parts::Tone;

    #[test]
    fn what_people_wrote_is_only_text() {
        let page = OrderPage {
            layout: Layout {
                has_tour: false,
                data: None,
                language: Language::Russian,
                title: "<b>".to_owned(),
                office: "Демо-округ".to_owned(),
                reader: None,
                here: "/requests",
            },
            title: "<script>alert(1)</script>".to_owned(),
            address: "/requests/1".to_owned(),
            version: 3,
            badge: Badge::new(Tone::Quiet, "в работе"),
            term: None,
            done: None,
            faults: Faults::default(),
            unsent: "<i>не ушло</i>".to_owned(),
            facts: vec![("Цель".to_owned(), "<img src=x>".to_owned())],
            vacancy: None,
            words: "<u>строка</u>".to_owned(),
            question: None,
            constructor: None,
            delivered: Some(Delivered::Query {
                title: "<em>".to_owned(),
                address: "/queries/saved-1".to_owned(),
            }),
            ways: vec![Way {
                key: "accept".to_owned(),
                name: "accept",
                title: "Принять".to_owned(),
                button: "Принять".to_owned(),
                fields: Vec::new(),
                is_open: true,
                is_grave: false,
            }],
            steps: vec![StepRow {
                title: "подана".to_owned(),
                who: "<s>".to_owned(),
                when: "14.10.2025 10:00".to_owned(),
                words: "<hr>".to_owned(),
                term: String::new(),
            }],
        };
        let text = page.render().expect("a page");
        for planted in [
            "<script>alert",
            "<i>",
            "<img src=x",
            "<u>",
            "<em>",
            "<s>",
            "<hr>",
            "<b>",
        ] {
            assert!(!text.contains(planted), "{planted}: {text}");
        }
        assert!(text.contains(r#"name="version" value="3""#));
        assert_eq!(text.matches("<h1").count(), 1);
    }
}
