//! Answers: a bound question is planned level by level, run, and laid out as a table.

use datafusion::arrow::array::{AsArray, RecordBatch, new_null_array};
use datafusion::arrow::compute::{cast, concat_batches};
use datafusion::arrow::datatypes::{DataType, Int64Type, SchemaRef};
use datafusion::functions_aggregate::expr_fn::count;
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, lit};

use super::columns::{columns, schema, shown};
use super::compared;
use super::functions::sort_key_function;
use super::params::Params;
use super::runtime::Error;
use super::session::Session;
use super::sources::sources;
use super::withheld::{self, Guard};
use crate::constructor::{
    Question, Sources, Totals as Levels, left_out_keys_plan, level_plan, ordered_plan, others_plan,
    passing_plan, shown_keys_plan,
};
use crate::table::{Table, TableColumn, Totals};

/// How many rows an answer may have when the question does not say, and at most.
#[derive(Debug, Clone, Copy)]
pub struct Cap {
    pub default: Option<usize>,
    pub most: Option<usize>,
}

impl Cap {
    /// Exports have no limit but the question's own.
    pub const NONE: Cap = Cap {
        default: None,
        most: None,
    };
}

/// An answer and where it came from.
#[derive(Debug, Clone)]
pub struct Answered {
    pub table: Table,
    /// The marts that were read for figures.
    pub sources: Vec<String>,
}

/// Answers a question in its session, beside what it is compared with. With a guard, small figures are withheld.
pub async fn answer(
    session: &Session,
    question: &Question,
    guard: Option<&Guard>,
    cap: Cap,
) -> Result<Answered, Error> {
    match question.before(session.model()) {
        Some(before) => compared::answer(session, question, &before, guard, cap).await,
        None => answer_guarded(session, question, guard, cap).await,
    }
}

/// Answers a question by itself.
pub(super) async fn answer_guarded(
    session: &Session,
    question: &Question,
    guard: Option<&Guard>,
    cap: Cap,
) -> Result<Answered, Error> {
    match guard {
        Some(guard) => withheld::answer(session, question, guard, cap).await,
        None => answer_alone(session, question, cap).await,
    }
}

pub(super) async fn answer_alone(
    session: &Session,
    question: &Question,
    cap: Cap,
) -> Result<Answered, Error> {
    let (limit, is_capped) = limit(question, cap);
    // One row more than the cap tells whether the cap cut anything.
    let fetched = limit.map(|limit| limit.saturating_add(usize::from(is_capped)));
    let planned = Planned::of(session, question, fetched).await?;
    let mut rows = shown(
        &collect(session, planned.ordered.clone()).await?,
        &planned.schema,
    )?;
    let mut is_truncated = false;
    if let (true, Some(limit)) = (is_capped, limit) {
        is_truncated = cut(&mut rows, limit);
    }
    let total = match question.spec.has_total {
        true => Some(count_rows(session, planned.passing.clone()).await?),
        false => None,
    };
    let mut answered = planned.beside_rows(session, question).await?;
    answered.table.rows = rows;
    answered.table.total = total;
    answered.table.is_truncated = is_truncated;
    Ok(answered)
}

/// A question's plans, before anything is run.
pub(super) struct Planned {
    /// The rows that come out, in order.
    pub ordered: LogicalPlan,
    /// All rows before offset and limit.
    pub passing: LogicalPlan,
    pub schema: SchemaRef,
    columns: Vec<TableColumn>,
    sources: Sources,
}

impl Planned {
    pub async fn of(
        session: &Session,
        question: &Question,
        fetched: Option<usize>,
    ) -> Result<Self, Error> {
        let every: Vec<usize> = (0..question.dimensions.len()).collect();
        let offset = usize::try_from(question.spec.offset).unwrap_or(usize::MAX);
        let sources = sources(session, question, &every).await?;
        let level = level_plan(question, &every, &sources, session.model())?;
        let passing = passing_plan(question, level)?;
        let sort_key = sort_key_function();
        let ordered = ordered_plan(question, passing.clone(), &sort_key, offset, fetched)?;
        let columns = columns(question);
        Ok(Self {
            ordered,
            passing,
            schema: schema(&columns, question),
            columns,
            sources,
        })
    }

    /// Returns the plan of all rows in order, neither offset nor limit in it.
    pub fn sorted(&self, question: &Question) -> Result<LogicalPlan, Error> {
        let sort_key = sort_key_function();
        Ok(ordered_plan(
            question,
            self.passing.clone(),
            &sort_key,
            0,
            None,
        )?)
    }

    /// Answers all that stands beside the rows, totals and others, and leaves the rows out.
    pub async fn beside_rows(
        self,
        session: &Session,
        question: &Question,
    ) -> Result<Answered, Error> {
        let others = match question.spec.has_others {
            true => {
                let rows = Cutting {
                    passing: self.passing,
                    ordered: self.ordered,
                };
                others_row(session, question, rows, &self.sources, &self.schema).await?
            }
            false => None,
        };
        let totals = totals(session, question, &self.schema).await?;
        let mut sources: Vec<String> = Vec::new();
        for group in question.facts.iter().flat_map(|fact| &fact.groups) {
            if !sources.contains(&group.source) {
                sources.push(group.source.clone());
            }
        }
        Ok(Answered {
            table: Table {
                columns: self.columns,
                rows: vec![RecordBatch::new_empty(self.schema)],
                totals,
                others,
                total: None,
                is_truncated: false,
                partial: None,
            },
            sources,
        })
    }
}

/// Returns values of a dimension that contain a text, in the order in which people sort.
pub async fn values(
    session: &Session,
    question: &Question,
    limit: usize,
) -> Result<Vec<String>, Error> {
    let cap = Cap {
        default: Some(limit),
        most: Some(limit),
    };
    let answered = answer_alone(session, question, cap).await?;
    let mut values = Vec::new();
    for rows in &answered.table.rows {
        let texts = cast(rows.column(0), &DataType::Utf8)?;
        values.extend(texts.as_string::<i32>().iter().flatten().map(str::to_owned));
    }
    Ok(values)
}

/// Returns the answer to a person's SQL as rows under their own names.
pub async fn sql(
    session: &Session,
    text: &str,
    params: Params,
    limit: usize,
) -> Result<(Vec<RecordBatch>, bool), Error> {
    let plan = session.sql(text, params).await?;
    let plan = LogicalPlanBuilder::from(plan)
        .limit(0, Some(limit.saturating_add(1)))?
        .build()?;
    let mut rows = collect(session, plan).await?;
    let is_truncated = cut(&mut rows, limit);
    Ok((rows, is_truncated))
}

/// Returns how many rows come out, and whether the cap says so and not the question.
pub(super) fn limit(question: &Question, cap: Cap) -> (Option<usize>, bool) {
    let asked = question
        .spec
        .limit
        .map(|limit| usize::try_from(limit).unwrap_or(usize::MAX));
    match (asked, cap.most) {
        (Some(asked), Some(most)) if asked > most => (Some(most), true),
        (Some(asked), _) => (Some(asked), false),
        (None, _) => (cap.default, cap.default.is_some()),
    }
}

pub(super) async fn count_rows(session: &Session, passing: LogicalPlan) -> Result<u64, Error> {
    let plan = LogicalPlanBuilder::from(passing)
        .aggregate(Vec::<Expr>::new(), vec![count(lit(1_i64))])?
        .build()?;
    let rows = collect(session, plan).await?;
    let counted = rows
        .first()
        .map(|rows| rows.column(0).as_primitive::<Int64Type>().value(0));
    Ok(counted.unwrap_or(0).unsigned_abs())
}

/// The rows of a question before and after its limit.
pub(super) struct Cutting {
    /// All rows that its conditions let through.
    pub passing: LogicalPlan,
    /// Those that come out.
    pub ordered: LogicalPlan,
}

/// The row of everything beyond the limit; none where nothing is. What conditions on measures leave out is not in it.
pub(super) async fn others_row(
    session: &Session,
    question: &Question,
    rows: Cutting,
    sources: &Sources,
    schema: &SchemaRef,
) -> Result<Option<RecordBatch>, Error> {
    let limit = usize::try_from(question.spec.limit.unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
    let passing = count_rows(session, rows.passing.clone()).await?;
    if passing <= limit as u64 && question.spec.offset == 0 {
        return Ok(None);
    }
    let mut except = shown_keys_plan(question, rows.ordered)?;
    if !question.having.is_empty() {
        let every: Vec<usize> = (0..question.dimensions.len()).collect();
        let level = level_plan(question, &every, sources, session.model())?;
        let left_out = left_out_keys_plan(question, level, rows.passing)?;
        except = LogicalPlanBuilder::from(except).union(left_out)?.build()?;
    }
    let plan = others_plan(question, except, sources, session.model())?;
    let rows = shown(&collect(session, plan).await?, schema)?;
    Ok(rows.into_iter().next())
}

/// Computes each level of totals by definition, from the facts.
pub(super) async fn totals(
    session: &Session,
    question: &Question,
    schema: &SchemaRef,
) -> Result<Option<Totals>, Error> {
    let levels: Vec<Vec<String>> = match &question.spec.totals {
        Levels::None => return Ok(None),
        Levels::Grand => vec![Vec::new()],
        Levels::Levels(names) => (0..=names.len())
            .map(|length| names[..length].to_vec())
            .collect(),
    };
    let sort_key = sort_key_function();
    let mut batches = Vec::new();
    let mut kept_names = Vec::new();
    for names in levels {
        let is_kept = |place: &usize| {
            let bound = &question.dimensions[*place];
            names.contains(&bound.key) || names.contains(&bound.member)
        };
        let mut kept: Vec<usize> = (0..question.dimensions.len()).filter(is_kept).collect();
        // An id that is kept keeps its school, which nobody asked to see.
        if kept.iter().any(|place| question.dimensions[*place].is_id) {
            let hidden = (0..question.dimensions.len())
                .filter(|place| question.dimensions[*place].is_hidden);
            kept.extend(hidden.filter(|place| !is_kept(place)).collect::<Vec<_>>());
        }
        // Over everything there is one row, of no figures where none are asked for.
        if kept.is_empty() && question.measures.is_empty() {
            let columns = schema.fields().iter();
            let columns = columns.map(|field| new_null_array(field.data_type(), 1));
            let row = RecordBatch::try_new(schema.clone(), columns.collect());
            batches.push(row?);
            kept_names.push(Vec::new());
            continue;
        }
        let sources = sources(session, question, &kept).await?;
        let level = level_plan(question, &kept, &sources, session.model())?;
        let ordered = ordered_plan(question, level, &sort_key, 0, None)?;
        let rows = shown(&collect(session, ordered).await?, schema)?;
        let shown_names: Vec<String> = kept
            .iter()
            .filter(|place| !question.dimensions[**place].is_hidden)
            .map(|place| question.dimensions[*place].key.clone())
            .collect();
        for batch in rows {
            kept_names.extend(std::iter::repeat_n(shown_names.clone(), batch.num_rows()));
            batches.push(batch);
        }
    }
    Ok(Some(Totals {
        rows: concat_batches(schema, &batches)?,
        kept: kept_names,
    }))
}

pub(super) async fn collect(
    session: &Session,
    plan: LogicalPlan,
) -> Result<Vec<RecordBatch>, Error> {
    let frame = session.context().execute_logical_plan(plan).await?;
    Ok(frame.collect().await?)
}

/// Cuts rows to a limit and says whether anything was cut.
pub(super) fn cut(rows: &mut Vec<RecordBatch>, limit: usize) -> bool {
    let mut left = limit;
    let mut is_cut = false;
    for batch in rows.iter_mut() {
        if batch.num_rows() > left {
            *batch = batch.slice(0, left);
            is_cut = true;
        }
        left -= batch.num_rows();
    }
    let mut is_first = true;
    rows.retain(|batch| std::mem::take(&mut is_first) || batch.num_rows() > 0);
    is_cut
}
