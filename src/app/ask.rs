//! Asking: a query as JSON becomes an answer, inside the asker's scope.

use std::error::Error;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::cause::without_values;
use super::people::require;
use super::trail::{Deed, question_in_words};
use super::{Action, Answer, App, Asker};
use crate::access::Scope;
use crate::audit;
use crate::catalogue::say;
use crate::constructor::{self, Fault, QuerySpec, Question, Range, Refusal};
use crate::engine::{self, Cap, Moment, Session};
use crate::export;
use crate::lake::Snapshot;
use crate::model::{DimensionType, Member, Model, Personal};
use crate::office::Release;

/// Why there is no answer.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AskError {
    #[error("{error}")]
    Refused { error: String, faults: Vec<Fault> },
    #[error("{message}")]
    NotAllowed { message: String },
    #[error("такого нет")]
    NotFound,
    #[error("{message}")]
    Conflict { message: String },
    #[error("слишком много вопросов сразу: повторите через несколько секунд")]
    Busy,
    #[error("вопрос занял больше отведённого времени: сузьте отрезок или добавьте фильтр")]
    TimedOut,
    #[error(
        "на сервере не хватило места на диске: сообщите администратору, а пока сузьте отрезок или добавьте фильтр"
    )]
    NoRoom,
    #[error("данных ещё нет: ни одна ночь не опубликована")]
    NoRelease,
    #[error("внутренняя ошибка {id}")]
    Inner { id: String },
}

/// Rows of an answer when the question does not say how many.
pub(super) const DEFAULT_ROWS: usize = 10_000;

impl App {
    /// Answers a question with as many rows as a JSON answer may have. An answer that names people is
    /// written down before it is given.
    pub async fn ask(&self, asker: &Asker, query: &Value) -> Result<Answer, AskError> {
        require(asker, Action::Ask)?;
        let cap = self.cap_of_json();
        let answer = self.ask_capped(&asker.scope, query, cap).await?;
        if let Some(persons) = self.persons_in(&answer.table) {
            let deed = Deed {
                rows: Some(answer.table.row_count() as u64),
                persons: Some(persons),
                release: Some(answer.release),
                ..Deed::new(audit::Action::View, "вопрос").about(question_in_words(query))
            };
            self.record(asker, deed).await?;
        }
        Ok(self.spoken(answer))
    }

    /// Answers a question with all its rows at once, for a file that lays them out. Whoever hands the file out writes that down.
    pub async fn ask_all(&self, asker: &Asker, query: &Value) -> Result<Answer, AskError> {
        require(asker, Action::Export)?;
        let answer = self.ask_capped(&asker.scope, query, Cap::NONE).await?;
        Ok(self.spoken(answer))
    }

    /// Writes down that a file with an answer was handed out.
    pub async fn record_export(
        &self,
        asker: &Asker,
        answer: &Answer,
        format: &str,
        bytes: &[u8],
    ) -> Result<(), AskError> {
        let deed = Deed {
            rows: Some(answer.table.row_count() as u64),
            persons: self.persons_in(&answer.table),
            release: Some(answer.release),
            ..Deed::new(audit::Action::Export, format).about(question_in_words(&answer.query))
        };
        self.record(asker, deed.with_file(bytes)).await
    }

    /// Answers a question of whoever can read the data folder, with the rights that this gives anyway.
    pub async fn ask_as_operator(&self, query: &Value) -> Result<Answer, AskError> {
        let cap = self.cap_of_json();
        self.ask_capped(&Scope::office(true, true), query, cap)
            .await
    }

    /// Returns values of a dimension that contain `part`, in scope, in the order in which people sort.
    pub async fn values(
        &self,
        asker: &Asker,
        member: &str,
        part: &str,
        limit: usize,
    ) -> Result<Vec<String>, AskError> {
        require(asker, Action::Ask)?;
        let mut filters = vec![json!({"member": member, "operator": "set"})];
        let is_text = self.is_text(member);
        if !part.is_empty() && is_text {
            filters.push(json!({"member": member, "operator": "contains", "values": [part]}));
        }
        let mut query = json!({"dimensions": [member], "filters": filters});
        // What a register says stands in no table of its own: it is found where its entries are counted.
        let entity = member.split_once('.').map_or("", |(entity, _)| entity);
        let mut registers = self.model.registers.iter();
        if registers.any(|register| register.name == entity)
            && let Some(measure) = self
                .model
                .topic(entity)
                .and_then(|topic| topic.measures.first())
        {
            query["measures"] = json!([format!("{entity}.{}", measure.name)]);
        }
        let (_, question, session) = self.open_question(&asker.scope, &query).await?;
        let session = Arc::new(session);
        let held = if is_text { limit } else { DEFAULT_ROWS };
        let mut values = self
            .engine
            .run(async move { engine::values(&session, &question, held).await })
            .await
            .map_err(engine_error)?;
        if !is_text {
            values.retain(|value| value.contains(part));
            values.truncate(limit);
        }
        values.dedup();
        Ok(values)
    }

    /// Says whether the values of a dimension are personal data of pupils.
    pub fn tells_of_pupils(&self, member: &str) -> bool {
        let Some(Member::Dimension(_, dimension)) = self.model.member(member) else {
            return false;
        };
        let personal = dimension.personal;
        personal.is_some_and(|personal| personal != Personal::Staff)
    }

    fn is_text(&self, member: &str) -> bool {
        let found = self.model.member(member);
        matches!(found, Some(Member::Dimension(_, dimension)) if dimension.type_ == DimensionType::Text)
    }

    pub(super) async fn ask_capped(
        &self,
        scope: &Scope,
        query: &Value,
        cap: Cap,
    ) -> Result<Answer, AskError> {
        // Before any entry is read: an answer must not be kept under a revision that it has not seen.
        let kept = self.registers_named(query).await?;
        let moment = self.moment_of_minute();
        if let Some(release) = self.office.current_release().await.map_err(inner)? {
            for is_momentary in [false, true] {
                let changing = (kept.as_str(), moment, is_momentary);
                let etag = self.etag(scope, query, release.id, cap, changing);
                if let Some(answer) = self.answers.get(&etag).await {
                    return Ok(answer);
                }
            }
        }
        let (release, question, session) = self.open_question(scope, query).await?;
        let moment = session.moment();
        let guard = self.guard(scope, session.model(), &question, moment.today);
        let is_momentary = question.is_momentary(session.model());
        let changing = (kept.as_str(), moment, is_momentary);
        let etag = self.etag(scope, query, release.id, cap, changing);
        let normalised = normalised(query, &question, cap);
        let (spec, compared) = (question.spec.clone(), question.compared_days());
        let answered = self
            .engine
            .run(async move { engine::answer(&session, &question, guard.as_ref(), cap).await })
            .await
            .map_err(engine_error)?;
        let answer = Answer::new(answered, normalised, &release, etag, &spec, compared);
        self.answers.keep(&answer).await;
        Ok(answer)
    }

    /// Binds a question and opens the session that answers it.
    pub(super) async fn open_question(
        &self,
        scope: &Scope,
        query: &Value,
    ) -> Result<(Release, Question, Session), AskError> {
        let spec = QuerySpec::parse(query).map_err(refused)?;
        let moment = self.moment_of_minute();
        let bind = |model: &Model| {
            let bound = constructor::bind(&spec, model, scope.sight(), moment.today);
            bound.map_err(|refusal| match refusal {
                Refusal::Faults(faults) => refused(faults),
                Refusal::NotAllowed { message, .. } => AskError::NotAllowed { message },
            })
        };
        let mut question = bind(&self.model)?;
        let (release, snapshot) = self.snapshot(spec.as_of).await?;
        let model = self.model_of(release.id, &snapshot).await;
        let model = model.map_err(engine_error)?;
        if !Arc::ptr_eq(&model, &self.model) {
            question = bind(&model)?;
        }
        require_topics(scope, &question)?;
        self.require_untold(scope, &model, &spec)?;
        let last_day = question.range.and_then(Range::last_day);
        let sources = question.sources(&model);
        let session = Session::open(&self.engine, model, snapshot, scope, moment, last_day)
            .map_err(engine_error)?;
        self.lay_down_registers(&session, |register| sources.contains(&register.name))
            .await?;
        Ok((release, question, session))
    }

    /// Pins the lake at a release: the current one, or one asked for.
    pub(super) async fn snapshot(
        &self,
        as_of: Option<i64>,
    ) -> Result<(Release, Snapshot), AskError> {
        let release = match as_of {
            Some(id) => match self.office.release(id).await.map_err(inner)? {
                Some(release) => release,
                None => {
                    let message = say!("question-no-release", id = id.to_string());
                    return Err(refused(vec![Fault::new("asOf", message)]));
                }
            },
            None => match self.office.current_release().await.map_err(inner)? {
                Some(release) => release,
                None => return Err(AskError::NoRelease),
            },
        };
        let snapshot = self.lake.snapshot(&release.versions).await.map_err(inner)?;
        Ok((release, snapshot))
    }

    /// Returns the moment of questions, to the minute: what changes as time goes by is the same for a minute.
    fn moment_of_minute(&self) -> Moment {
        let moment = self.moment();
        let second = moment.now.as_second();
        let minute = Timestamp::from_second(second - second.rem_euclid(60));
        Moment {
            now: minute.unwrap_or(moment.now),
            ..moment
        }
    }

    /// Two askers share a tag only if declarations, question, release, day, scope and cap are the same, the registers
    /// asked about, and the minute where the answer changes with it.
    pub(super) fn etag(
        &self,
        scope: &Scope,
        query: &Value,
        release: i64,
        cap: Cap,
        (kept, moment, is_momentary): (&str, Moment, bool),
    ) -> String {
        let mut hash = blake3::Hasher::new();
        hash.update(self.declarations.as_bytes());
        hash.update(query.to_string().as_bytes());
        hash.update(&release.to_le_bytes());
        hash.update(moment.today.to_string().as_bytes());
        hash.update(scope.fingerprint().as_bytes());
        hash.update(format!("{cap:?}/{kept}").as_bytes());
        if is_momentary {
            hash.update(&moment.now.as_second().to_le_bytes());
        }
        hash.finalize().to_hex()[..32].to_owned()
    }
}

/// Refuses a question about what the asker's role is not about.
pub(super) fn require_topics(scope: &Scope, question: &Question) -> Result<(), AskError> {
    let mut topics = question.facts.iter().filter_map(|fact| fact.topic.as_ref());
    match topics.find(|topic| !scope.topics().include(&topic.name)) {
        None => Ok(()),
        Some(topic) => Err(AskError::NotAllowed {
            message: say!("question-topic-closed", topic = topic.title.as_str()),
        }),
    }
}

/// Returns the SHA-256 of a file in hex.
pub(super) fn hex_digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Returns the question as it was understood: ranges as days, the limit in force.
pub(super) fn normalised(query: &Value, question: &Question, cap: Cap) -> Value {
    let mut query = query.clone();
    let days = match question.range {
        Some(Range::Days(days)) => Some(json!([
            format!("{}T00:00:00.000", days.from),
            format!("{}T23:59:59.999", days.to)
        ])),
        _ => None,
    };
    let Some(object) = query.as_object_mut() else {
        return query;
    };
    if let Some(times) = object
        .get_mut("timeDimensions")
        .and_then(Value::as_array_mut)
    {
        for time in times.iter_mut().filter_map(Value::as_object_mut) {
            match (time.contains_key("dateRange"), &days) {
                (true, Some(days)) => {
                    time.insert("dateRange".into(), days.clone());
                }
                (true, None) => {
                    time.remove("dateRange");
                }
                (false, _) => {}
            }
        }
    }
    let asked = question
        .spec
        .limit
        .and_then(|limit| usize::try_from(limit).ok());
    let limit = match (asked, cap.most) {
        (Some(asked), Some(most)) => Some(asked.min(most)),
        (Some(asked), None) => Some(asked),
        (None, _) => cap.default,
    };
    if let Some(limit) = limit {
        object.insert("limit".into(), json!(limit));
    }
    for key in ["measures", "dimensions", "filters", "timeDimensions"] {
        object.entry(key).or_insert_with(|| json!([]));
    }
    object.entry("timezone").or_insert_with(|| json!("UTC"));
    object.entry("order").or_insert_with(|| json!([]));
    query
}

pub(super) fn refused(faults: Vec<Fault>) -> AskError {
    let error = match faults.as_slice() {
        [one] => one.message.clone(),
        many => say!("question-faults", count = many.len().to_string()),
    };
    AskError::Refused { error, faults }
}

pub(super) fn engine_error(error: engine::Error) -> AskError {
    match error {
        engine::Error::Busy => AskError::Busy,
        engine::Error::TimedOut => AskError::TimedOut,
        engine::Error::TooLarge(consumers) => {
            tracing::info!(%consumers, "a question needs more memory than its share");
            refused(vec![Fault::new("", say!("question-memory"))])
        }
        engine::Error::Refused(message) => refused(vec![Fault::new("sql", message)]),
        engine::Error::Lake(_) => inner(error),
        engine::Error::Plan(_) if is_of_full_disk(&error) => no_room(),
        engine::Error::Plan(_) => logged(&without_values(&chain(&error))),
    }
}

/// Says whether a cause is that the disk is full.
fn is_of_full_disk(error: &engine::Error) -> bool {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error
            .downcast_ref::<std::io::Error>()
            .is_some_and(export::is_full)
        {
            return true;
        }
        cause = error.source();
    }
    false
}

/// Tells whoever runs the server, who alone can make room.
pub(super) fn no_room() -> AskError {
    tracing::error!("the folder of temporary files has no room for an answer");
    AskError::NoRoom
}

/// Logs the cause under an id and tells the asker the id alone.
pub(super) fn inner(error: impl std::error::Error) -> AskError {
    logged(&chain(&error))
}

fn chain(error: &impl std::error::Error) -> String {
    let mut causes = vec![error.to_string()];
    let mut source = error.source();
    while let Some(cause) = source {
        causes.push(cause.to_string());
        source = cause.source();
    }
    causes.join(": ")
}

fn logged(cause: &str) -> AskError {
    let id = format!("{:08x}", rand::random::<u32>());
    tracing::error!(error_id = id, cause, "a question failed");
    AskError::Inner { id }
}
