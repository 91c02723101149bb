//! Orders for reports: what people ask the centre to build, with every step from asking to accepting.
//!
//! Who may take which step is not known here; what a step begins in and leads to is, so that no two people can take an
//! order on different ways at once. Steps are added and never changed.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{Error, Office, User, json_text, moment_text, parsed, parsed_json};

/// Most orders of one person that are not closed.
const MOST_OPEN: i64 = 200;

/// An order as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    pub id: i64,
    /// The number of its last step.
    pub version: i64,
    pub state: OrderState,
    pub asker: Party,
    pub asker_role: String,
    /// Whether it was asked from inside of its schools.
    pub is_of_school: bool,
    /// The schools for which the asker speaks; none where that is the whole office.
    pub school_ids: Vec<String>,
    pub wanted: Wanted,
    pub asked_at: Timestamp,
    /// None before somebody takes it.
    pub performer: Option<Party>,
    /// The term that the performer has confirmed or proposed.
    pub due_on: Option<Date>,
    /// When it was handed over last.
    pub delivered_at: Option<Timestamp>,
    /// What was handed over, where it is a saved query that is still there.
    pub query_id: Option<i64>,
    pub closed_at: Option<Timestamp>,
}

/// One of the two between whom an order is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// None where the record is gone.
    pub id: Option<i64>,
    pub login: String,
    pub name: String,
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    pub title: String,
    pub words: String,
    /// The schools of which the report is to tell; none for all that the asker sees.
    pub school_ids: Vec<String>,
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub purpose: String,
    pub ground: String,
    pub needed_by: Date,
    pub output: OrderOutput,
    /// The state of the constructor that it began with.
    pub question: Option<Value>,
}

/// In what the asker wants to have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderOutput {
    Table,
    Xlsx,
    Print,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OrderState {
    Submitted,
    Taken,
    /// Waits for the asker's answer.
    Questioned,
    /// Waits for the asker to accept it.
    Delivered,
    Returned,
    Accepted,
    Refused,
    Withdrawn,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StepKind {
    Submit,
    Take,
    /// Another performer goes on.
    TakeOver,
    /// Another term.
    Move,
    Question,
    Answer,
    Deliver,
    Accept,
    Return,
    Refuse,
    Withdraw,
    /// Words alone.
    Message,
}

/// A step that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderStep {
    pub number: i64,
    pub kind: StepKind,
    pub made_at: Timestamp,
    /// The name of who took it.
    pub made_by: String,
    pub words: String,
    pub due_on: Option<Date>,
    pub query_id: Option<i64>,
    pub query_version: Option<i64>,
}

/// A step to be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStep {
    pub kind: StepKind,
    pub words: String,
    /// The term that it sets.
    pub due_on: Option<Date>,
    /// The saved query that it hands over, and its version.
    pub query: Option<(i64, i64)>,
}

/// For whom somebody asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standpoint {
    pub is_of_school: bool,
    pub school_ids: Vec<String>,
}

impl OrderState {
    pub const ALL: [Self; 8] = [
        Self::Submitted,
        Self::Taken,
        Self::Questioned,
        Self::Delivered,
        Self::Returned,
        Self::Accepted,
        Self::Refused,
        Self::Withdrawn,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Taken => "taken",
            Self::Questioned => "questioned",
            Self::Delivered => "delivered",
            Self::Returned => "returned",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Says whether nothing more happens to it.
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Accepted | Self::Refused | Self::Withdrawn)
    }

    /// Says whether its performer has something to do or waits for an answer.
    pub fn is_in_work(self) -> bool {
        matches!(self, Self::Taken | Self::Questioned | Self::Returned)
    }
}

impl StepKind {
    pub const ALL: [Self; 12] = [
        Self::Submit,
        Self::Take,
        Self::TakeOver,
        Self::Move,
        Self::Question,
        Self::Answer,
        Self::Deliver,
        Self::Accept,
        Self::Return,
        Self::Refuse,
        Self::Withdraw,
        Self::Message,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Take => "take",
            Self::TakeOver => "take_over",
            Self::Move => "move",
            Self::Question => "question",
            Self::Answer => "answer",
            Self::Deliver => "deliver",
            Self::Accept => "accept",
            Self::Return => "return",
            Self::Refuse => "refuse",
            Self::Withdraw => "withdraw",
            Self::Message => "message",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Says in the office's language what the step is, as the audit keeps it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Submit => "подана",
            Self::Take => "принята в работу",
            Self::TakeOver => "передана другому исполнителю",
            Self::Move => "срок перенесён",
            Self::Question => "запрошено уточнение",
            Self::Answer => "уточнена",
            Self::Deliver => "выполнена",
            Self::Accept => "принята заказчиком",
            Self::Return => "возвращена с замечанием",
            Self::Refuse => "отклонена",
            Self::Withdraw => "отозвана",
            Self::Message => "сообщение",
        }
    }

    /// Returns the state that an order in `state` has after the step; none where it cannot be taken from there.
    pub fn leads_from(self, state: OrderState) -> Option<OrderState> {
        use OrderState::{
            Accepted, Delivered, Questioned, Refused, Returned, Submitted, Taken, Withdrawn,
        };
        match (self, state) {
            (Self::Take, Submitted) | (Self::Answer, Questioned) => Some(Taken),
            (Self::TakeOver | Self::Move, Taken | Questioned | Returned) => Some(state),
            (Self::Question, Taken | Returned) => Some(Questioned),
            (Self::Deliver, Taken | Questioned | Returned) => Some(Delivered),
            (Self::Accept, Delivered) => Some(Accepted),
            (Self::Return, Delivered) => Some(Returned),
            (Self::Refuse, Submitted | Taken | Questioned | Returned) => Some(Refused),
            (Self::Withdraw, Submitted | Taken | Questioned | Returned) => Some(Withdrawn),
            (Self::Message, _) if !state.is_closed() => Some(state),
            _ => None,
        }
    }
}

impl OrderOutput {
    pub const ALL: [Self; 3] = [Self::Table, Self::Xlsx, Self::Print];

    pub fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Xlsx => "xlsx",
            Self::Print => "print",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|output| output.name() == name)
    }
}

impl Office {
    /// Keeps a new order and returns its number.
    pub async fn place_order(
        &self,
        asker: &User,
        standpoint: &Standpoint,
        wanted: &Wanted,
        now: Timestamp,
    ) -> Result<i64, Error> {
        let mut transaction = self.write().await?;
        let open: i64 = sqlx::query_scalar(
            "select count(*) from orders where asker_id = ? and closed_at is null",
        )
        .bind(asker.id)
        .fetch_one(&mut *transaction)
        .await?;
        if open >= MOST_OPEN {
            return Err(Error::TooMany {
                what: "незакрытых заявок",
                most: MOST_OPEN,
            });
        }
        let id: i64 = sqlx::query_scalar(
            "insert into orders (version, state, asker_id, asker_login, asker_role, is_of_school, \
             school_ids, title, words, about_ids, period_from, period_to, purpose, ground, \
             needed_by, output, question, asked_at) \
             values (1, 'submitted', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id",
        )
        .bind(asker.id)
        .bind(&asker.login)
        .bind(&asker.role)
        .bind(standpoint.is_of_school)
        .bind(json_text(&standpoint.school_ids))
        .bind(&wanted.title)
        .bind(&wanted.words)
        .bind(json_text(&wanted.school_ids))
        .bind(wanted.from.map(|day| day.to_string()))
        .bind(wanted.to.map(|day| day.to_string()))
        .bind(&wanted.purpose)
        .bind(&wanted.ground)
        .bind(wanted.needed_by.to_string())
        .bind(wanted.output.name())
        .bind(wanted.question.as_ref().map(json_text))
        .bind(moment_text(now))
        .fetch_one(&mut *transaction)
        .await?;
        sqlx::query(
            "insert into order_steps (order_id, number, kind, made_at, made_by, words) \
             values (?, 1, 'submit', ?, ?, '')",
        )
        .bind(id)
        .bind(moment_text(now))
        .bind(&asker.login)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Takes a step with an order, which must stand at the version that the step was decided on.
    pub async fn advance_order(
        &self,
        id: i64,
        based_on: i64,
        step: &NewStep,
        by: &User,
        now: Timestamp,
    ) -> Result<(), Error> {
        let mut transaction = self.write().await?;
        let found: Option<(i64, String)> =
            sqlx::query_as("select version, state from orders where id = ?")
                .bind(id)
                .fetch_optional(&mut *transaction)
                .await?;
        let (version, state) = found.ok_or(Error::UnknownOrder(id))?;
        let after = step.kind.leads_from(state_of(&state)?);
        let Some(after) = after.filter(|_| version == based_on) else {
            return Err(Error::OrderAdvanced(id));
        };
        let takes = matches!(step.kind, StepKind::Take | StepKind::TakeOver);
        let delivers = step.kind == StepKind::Deliver;
        sqlx::query(
            "update orders set version = ?2, state = ?3, \
             performer_id = iif(?4, ?5, performer_id), \
             performer_login = iif(?4, ?6, performer_login), \
             due_on = coalesce(?7, due_on), \
             delivered_at = iif(?8, ?9, delivered_at), \
             query_id = iif(?8, ?10, query_id), \
             closed_at = iif(?11, ?9, closed_at) \
             where id = ?1",
        )
        .bind(id)
        .bind(version + 1)
        .bind(after.name())
        .bind(takes)
        .bind(by.id)
        .bind(&by.login)
        .bind(step.due_on.map(|day| day.to_string()))
        .bind(delivers)
        .bind(moment_text(now))
        .bind(step.query.map(|(query_id, _)| query_id))
        .bind(after.is_closed())
        .execute(&mut *transaction)
        .await?;
        sqlx::query("insert into order_steps values (?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .bind(id)
            .bind(version + 1)
            .bind(step.kind.name())
            .bind(moment_text(now))
            .bind(&by.login)
            .bind(&step.words)
            .bind(step.due_on.map(|day| day.to_string()))
            .bind(step.query.map(|(query_id, _)| query_id))
            .bind(step.query.map(|(_, version)| version))
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Returns every order, the newest first.
    pub async fn orders(&self) -> Result<Vec<Order>, Error> {
        let rows = sqlx::query("select * from orders_whole order by id desc")
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(order_of_row).collect()
    }

    pub async fn order(&self, id: i64) -> Result<Option<Order>, Error> {
        let row = sqlx::query("select * from orders_whole where id = ?")
            .bind(id)
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(order_of_row).transpose()
    }

    /// Returns the steps of an order, the first one first.
    pub async fn order_steps(&self, id: i64) -> Result<Vec<OrderStep>, Error> {
        let rows = sqlx::query(
            "select number, kind, made_at, coalesce(users.name, made_by) as made_by, words, \
             due_on, query_id, query_version \
             from order_steps left join users on users.login = made_by \
             where order_id = ? order by number",
        )
        .bind(id)
        .fetch_all(&self.pool)
        .await?;
        let steps = rows.iter().map(|row| {
            let kind: String = row.try_get("kind")?;
            Ok(OrderStep {
                number: row.try_get("number")?,
                kind: StepKind::parse(&kind).ok_or_else(|| unreadable("шаг заявки", &kind))?,
                made_at: parsed("момент шага", row.try_get("made_at")?)?,
                made_by: row.try_get("made_by")?,
                words: row.try_get("words")?,
                due_on: day_of_row(row, "due_on")?,
                query_id: row.try_get("query_id")?,
                query_version: row.try_get("query_version")?,
            })
        });
        steps.collect()
    }
}

fn order_of_row(row: &SqliteRow) -> Result<Order, Error> {
    let state: String = row.try_get("state")?;
    let output: String = row.try_get("output")?;
    let performer_login: Option<String> = row.try_get("performer_login")?;
    let performer = match performer_login {
        None => None,
        Some(login) => Some(Party {
            id: row.try_get("performer_id")?,
            login,
            name: row.try_get("performer_name")?,
        }),
    };
    let question: Option<String> = row.try_get("question")?;
    Ok(Order {
        id: row.try_get("id")?,
        version: row.try_get("version")?,
        state: state_of(&state)?,
        asker: Party {
            id: row.try_get("asker_id")?,
            login: row.try_get("asker_login")?,
            name: row.try_get("asker_name")?,
        },
        asker_role: row.try_get("asker_role")?,
        is_of_school: row.try_get("is_of_school")?,
        school_ids: parsed_json("организации заявки", row.try_get("school_ids")?)?,
        wanted: Wanted {
            title: row.try_get("title")?,
            words: row.try_get("words")?,
            school_ids: parsed_json("организации отчёта", row.try_get("about_ids")?)?,
            from: day_of_row(row, "period_from")?,
            to: day_of_row(row, "period_to")?,
            purpose: row.try_get("purpose")?,
            ground: row.try_get("ground")?,
            needed_by: parsed("день заявки", row.try_get("needed_by")?)?,
            output: OrderOutput::parse(&output).ok_or_else(|| unreadable("вид отчёта", &output))?,
            question: question
                .map(|question| parsed_json("вопрос заявки", &question))
                .transpose()?,
        },
        asked_at: parsed("момент заявки", row.try_get("asked_at")?)?,
        performer,
        due_on: day_of_row(row, "due_on")?,
        delivered_at: moment_of_row(row, "delivered_at")?,
        query_id: row.try_get("query_id")?,
        closed_at: moment_of_row(row, "closed_at")?,
    })
}

fn state_of(name: &str) -> Result<OrderState, Error> {
    OrderState::parse(name).ok_or_else(|| unreadable("состояние заявки", name))
}

fn day_of_row(row: &SqliteRow, column: &str) -> Result<Option<Date>, Error> {
    let day: Option<String> = row.try_get(column)?;
    day.map(|day| parsed("день заявки", &day)).transpose()
}

fn moment_of_row(row: &SqliteRow, column: &str) -> Result<Option<Timestamp>, Error> {
    let moment: Option<String> = row.try_get(column)?;
    moment
        .map(|moment| parsed("момент заявки", &moment))
        .transpose()
}

fn unreadable(what: &'static str, value: &str) -> Error {
    Error::Unreadable {
        what,
        value: value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The course of an order, drawn from its steps alone.
    #[test]
    fn every_open_state_has_ways_on_and_a_closed_one_none() {
        for state in OrderState::ALL {
            let ways: Vec<&str> = StepKind::ALL
                .into_iter()
                .filter(|kind| kind.leads_from(state).is_some())
                .map(StepKind::name)
                .collect();
            let expected: &[&str] = match state {
                OrderState::Submitted => &["take", "refuse", "withdraw", "message"],
                OrderState::Taken | OrderState::Returned => &[
                    "take_over",
                    "move",
                    "question",
                    "deliver",
                    "refuse",
                    "withdraw",
                    "message",
                ],
                OrderState::Questioned => &[
                    "take_over",
                    "move",
                    "answer",
                    "deliver",
                    "refuse",
                    "withdraw",
                    "message",
                ],
                OrderState::Delivered => &["accept", "return", "message"],
                OrderState::Accepted | OrderState::Refused | OrderState::Withdrawn => &[],
            };
            assert_eq!(ways, expected, "{}", state.name());
        }
    }

    #[test]
    fn names_are_read_as_they_are_written() {
        for state in OrderState::ALL {
            assert_eq!(OrderState::parse(state.name()), Some(state));
        }
        for kind in StepKind::ALL {
            assert_eq!(StepKind::parse(kind.name()), Some(kind));
        }
        for output in OrderOutput::ALL {
            assert_eq!(OrderOutput::parse(output.name()), Some(output));
        }
        assert_eq!(StepKind::parse("Take"), None);
    }
}
