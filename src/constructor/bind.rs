//! Binding: the names of a question become columns, parts and sources of the model.

use std::sync::Arc;

use datafusion::common::ScalarValue;
use jiff::civil::Date;

use super::Refusal;
use super::filter::{Filter, Operator, Test, day_value};
use super::knowing;
use super::question::{BoundDimension, BoundFormula, BoundMeasure, Place, Question};
use super::range::{FIRST_DAY, LAST_DAY, Range};
use super::shape;
use super::spec::{Compare, Fault, FilterSpec, QuerySpec};
use super::words::{of_formula, title_of, title_of_measure};
use crate::catalogue::say;
use crate::diagnostic::nearest;
use crate::model::{
    Dimension, DimensionType, Entity, Formula, MeasureFormat, Member, Model, Sight,
};
use crate::period::{Period, day_of};
use crate::table::{ColumnKind, Granularity};

/// Looks up every name of a question. `today` is the clock's day, for ranges in words.
pub fn bind(
    spec: &QuerySpec,
    model: &Model,
    sight: Sight,
    today: Date,
) -> Result<Question, Refusal> {
    let mut binder = Binder {
        model,
        sight,
        today,
        faults: Vec::new(),
        missing_right: None,
    };
    let question = binder.question(spec);
    match (binder.faults.is_empty(), binder.missing_right) {
        (false, _) => Err(Refusal::Faults(binder.faults)),
        (true, Some((member, message))) => Err(Refusal::NotAllowed { member, message }),
        (true, None) => Ok(question),
    }
}

pub(super) struct Binder<'a> {
    pub(super) model: &'a Model,
    pub(super) sight: Sight,
    today: Date,
    pub(super) faults: Vec<Fault>,
    pub(super) missing_right: Option<(String, String)>,
}

impl<'a> Binder<'a> {
    fn question(&mut self, spec: &QuerySpec) -> Question {
        let mut question = Question {
            spec: spec.clone(),
            dimensions: Vec::new(),
            measures: Vec::new(),
            formulas: Vec::new(),
            facts: Vec::new(),
            range: None,
            filters: Vec::new(),
            having: Vec::new(),
            order: Vec::new(),
            rows_by: self.sight.rows_by,
            shift: None,
        };
        for (place, name) in spec.measures.iter().enumerate() {
            self.measure(&mut question, &format!("measures[{place}]"), name, false);
        }
        for (place, name) in spec.dimensions.iter().enumerate() {
            let path = format!("dimensions[{place}]");
            if let Some((entity, dimension)) = self.dimension(&path, name) {
                let is_time = dimension.type_ == DimensionType::Time;
                let granularity = is_time.then_some(Granularity::Day);
                let bound =
                    self.bound_dimension(name, entity, dimension, granularity, name.clone());
                split_by(&mut question, bound);
            }
        }
        self.time_dimensions(&mut question, spec);
        self.formulas(&mut question, spec);
        for filter in &spec.filters {
            self.top_filter(&mut question, filter);
        }
        self.compare(&question);
        self.hidden_schools(&mut question);
        self.facts(&mut question);
        question.order = shape::order(&question, spec, &mut self.faults);
        shape::check_layout(&question, spec, &mut self.faults);
        question
    }

    /// Reports what cannot be compared.
    fn compare(&mut self, question: &Question) {
        let Some(compare) = question.spec.compare else {
            return;
        };
        let is_split = question
            .dimensions
            .iter()
            .any(|bound| matches!(bound.place, Place::Day(_) | Place::Weekday));
        // What goes on without an end has nothing before it that is as long.
        let is_bounded = |range: &Range| !range.has_no_start() && !range.has_no_end();
        match question.range.filter(is_bounded) {
            None => self.fault("compare", say!("question-compare-without-days")),
            Some(Range::Days(_)) => {}
            Some(_) if compare == Compare::PreviousYear => {
                self.fault("compare", say!("question-compare-term-with-year"))
            }
            Some(_) if is_split => self.fault("compare", say!("question-compare-term-split")),
            Some(_) => {}
        }
    }

    fn measure(&mut self, question: &mut Question, path: &str, name: &str, is_hidden: bool) {
        if question.measures.iter().any(|measure| measure.key == name) {
            return;
        }
        match self.model.member(name) {
            Some(Member::Measure(topic, measure)) => match Formula::parse(measure.formula_text()) {
                Ok(formula) => question.measures.push(BoundMeasure {
                    key: name.to_owned(),
                    topic: topic.clone(),
                    measure: measure.clone(),
                    formula,
                    is_hidden,
                }),
                Err(wrong) => self.fault(path, of_formula(&wrong)),
            },
            Some(Member::Dimension(..)) => {
                self.fault(path, say!("question-dimension-as-measure", name = name));
            }
            None => self.unknown(path, name),
        }
    }

    fn dimension(&mut self, path: &str, name: &str) -> Option<(&'a Arc<Entity>, &'a Dimension)> {
        match self.model.member(name) {
            Some(Member::Dimension(entity, dimension)) => {
                if !self.sight.sees(dimension.personal) {
                    self.missing_right = Some((
                        name.to_owned(),
                        say!(
                            "question-personal",
                            title = title_of(self.model, entity, dimension)
                        ),
                    ));
                    return None;
                }
                Some((entity, dimension))
            }
            Some(Member::Measure(..)) => {
                self.fault(path, say!("question-measure-as-dimension", name = name));
                None
            }
            None => {
                self.unknown(path, name);
                None
            }
        }
    }

    fn bound_dimension(
        &mut self,
        member: &str,
        entity: &Arc<Entity>,
        dimension: &Dimension,
        granularity: Option<Granularity>,
        key: String,
    ) -> Option<BoundDimension> {
        let place = self.place(entity, dimension, granularity)?;
        let short_title = dimension.short_title.clone();
        let titles = dimension.values.iter();
        let titles = titles.map(|one| (one.value.clone(), one.title.clone()));
        Some(BoundDimension {
            key,
            member: member.to_owned(),
            place,
            kind: granularity.map_or(ColumnKind::Dimension, ColumnKind::Time),
            type_: dimension.type_,
            title: dimension.title.clone(),
            short_title: short_title.unwrap_or_else(|| dimension.title.clone()),
            description: dimension.description.clone(),
            titles: titles.collect(),
            is_id: dimension.is_id,
            is_hidden: false,
        })
    }

    /// Finds where a dimension's value stands for the asker.
    pub(super) fn place(
        &self,
        entity: &Entity,
        dimension: &Dimension,
        granularity: Option<Granularity>,
    ) -> Option<Place> {
        knowing::place_of(self.model, self.sight, entity, dimension, granularity)
    }

    fn time_dimensions(&mut self, question: &mut Question, spec: &QuerySpec) {
        for (number, time) in spec.time_dimensions.iter().enumerate() {
            let path = format!("timeDimensions[{number}]");
            let Some((entity, dimension)) =
                self.dimension(&format!("{path}.dimension"), &time.dimension)
            else {
                continue;
            };
            if dimension.type_ != DimensionType::Time {
                self.fault(
                    &format!("{path}.dimension"),
                    say!("question-not-time", name = time.dimension.as_str()),
                );
                continue;
            }
            if let Some(granularity) = time.granularity {
                let key = format!("{}.{}", time.dimension, granularity.name());
                let bound = self.bound_dimension(
                    &time.dimension,
                    entity,
                    dimension,
                    Some(granularity),
                    key,
                );
                split_by(question, bound);
            }
            if let Some(range) = &time.range {
                let path = format!("{path}.dateRange");
                let place = self.place(entity, dimension, None);
                match (Range::resolve(range, self.today), place) {
                    (Err(message), _) => self.fault(&path, message),
                    (Ok(Range::Days(days)), Some(member @ Place::OwnDay { .. })) => {
                        question.filters.push(Filter::Test(Test {
                            member,
                            operator: Operator::InRange,
                            values: [days.from, days.to].map(day_value).into(),
                        }));
                    }
                    (Ok(_), Some(Place::OwnDay { .. })) => {
                        self.fault(&path, say!("question-term-of-other-day"));
                    }
                    (Ok(range), _) => self.narrow(question, &path, range),
                }
            }
        }
    }

    fn narrow(&mut self, question: &mut Question, path: &str, range: Range) {
        question.range = Some(match (question.range, range) {
            (None, range) => range,
            (Some(Range::Days(a)), Range::Days(b)) => {
                Range::Days(Period::new(a.from.max(b.from), a.to.min(b.to)))
            }
            (Some(held), other) if held == other => held,
            _ => {
                self.fault(path, say!("question-term-with-days"));
                return;
            }
        });
    }

    fn formulas(&mut self, question: &mut Question, spec: &QuerySpec) {
        for (number, asked) in spec.formulas.iter().enumerate() {
            let path = format!("formulas[{number}]");
            let is_name = asked
                .name
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | ' '));
            let is_taken = |name: &str| {
                let mut dimensions = question.dimensions.iter();
                self.model.member(name).is_some()
                    || dimensions.any(|bound| bound.key == name)
                    || (question.spec.compare.is_some() && name == "partial")
                    || question.stands_beside(name)
            };
            if asked.name.is_empty() || !is_name || is_taken(&asked.name) {
                self.fault(
                    &format!("{path}.name"),
                    say!("question-formula-name", name = asked.name.as_str()),
                );
                continue;
            }
            if question
                .formulas
                .iter()
                .any(|formula| formula.key == asked.name)
            {
                self.fault(
                    &format!("{path}.name"),
                    say!("question-formula-taken", name = asked.name.as_str()),
                );
                continue;
            }
            let formula = match Formula::parse(&asked.expression) {
                Ok(formula) => formula,
                Err(wrong) => {
                    self.fault(&format!("{path}.expression"), of_formula(&wrong));
                    continue;
                }
            };
            for name in formula.names() {
                let is_earlier = question.formulas.iter().any(|formula| formula.key == name);
                let is_asked = question.measures.iter().any(|measure| measure.key == name);
                if !is_earlier && !is_asked {
                    let message = match self.model.member(name) {
                        Some(_) => say!("question-measure-not-asked", name = name),
                        None => say!("question-undeclared", name = name),
                    };
                    let fault = Fault::new(format!("{path}.expression"), message);
                    self.faults
                        .push(fault.with_hint(names_of(self.model, question)));
                }
            }
            let title = asked.title.clone().unwrap_or_else(|| asked.name.clone());
            let is_share = formula.is_share(&|name| is_share(question, name))
                || (title.contains('%') && formula.is_of_hundred());
            question.formulas.push(BoundFormula {
                key: asked.name.clone(),
                title,
                formula,
                is_share,
            });
        }
    }

    fn top_filter(&mut self, question: &mut Question, spec: &FilterSpec) {
        if let FilterSpec::All(filters) = spec {
            for filter in filters {
                self.top_filter(question, filter);
            }
            return;
        }
        match self.sides(spec) {
            (true, true) => {
                let path = first_path(spec);
                self.fault(&path, say!("question-group-mixed"));
            }
            (_, true) => {
                let filter = self.measure_filter(question, spec);
                question.having.extend(filter);
            }
            _ => {
                let Some(filter) = self.dimension_filter(spec) else {
                    return;
                };
                match day_range(&filter) {
                    Some(period) => {
                        let path = first_path(spec);
                        self.narrow(question, &path, Range::Days(period));
                    }
                    None => question.filters.push(filter),
                }
            }
        }
    }

    /// Says whether a filter names dimensions, and whether it names measures.
    fn sides(&self, spec: &FilterSpec) -> (bool, bool) {
        match spec {
            FilterSpec::Member { member, .. } => {
                let is_measure = matches!(self.model.member(member), Some(Member::Measure(..)));
                (!is_measure, is_measure)
            }
            FilterSpec::All(filters) | FilterSpec::Any(filters) => {
                filters
                    .iter()
                    .fold((false, false), |(dimensions, measures), filter| {
                        let (d, m) = self.sides(filter);
                        (dimensions || d, measures || m)
                    })
            }
        }
    }

    pub(super) fn dimension_filter(&mut self, spec: &FilterSpec) -> Option<Filter<Place>> {
        match spec {
            FilterSpec::All(filters) => Some(Filter::All(
                filters
                    .iter()
                    .filter_map(|filter| self.dimension_filter(filter))
                    .collect(),
            )),
            FilterSpec::Any(filters) => Some(Filter::Any(
                filters
                    .iter()
                    .filter_map(|filter| self.dimension_filter(filter))
                    .collect(),
            )),
            FilterSpec::Member {
                member,
                operator,
                values,
                path,
            } => {
                let (entity, dimension) = self.dimension(&format!("{path}.member"), member)?;
                let place = self.place(entity, dimension, None)?;
                let (operator, values) =
                    self.test(path, operator, dimension.type_, true, values)?;
                Some(Filter::Test(Test {
                    member: place,
                    operator,
                    values,
                }))
            }
        }
    }

    fn measure_filter(
        &mut self,
        question: &mut Question,
        spec: &FilterSpec,
    ) -> Option<Filter<String>> {
        match spec {
            FilterSpec::All(filters) | FilterSpec::Any(filters) => {
                let bound = filters
                    .iter()
                    .filter_map(|filter| self.measure_filter(question, filter))
                    .collect();
                Some(match spec {
                    FilterSpec::All(_) => Filter::All(bound),
                    _ => Filter::Any(bound),
                })
            }
            FilterSpec::Member {
                member,
                operator,
                values,
                path,
            } => {
                self.measure(question, &format!("{path}.member"), member, true);
                let measure = question
                    .measures
                    .iter()
                    .find(|measure| measure.key == *member)?;
                let is_whole = measure.measure.format == MeasureFormat::Count;
                let (operator, values) =
                    self.test(path, operator, DimensionType::Number, is_whole, values)?;
                Some(Filter::Test(Test {
                    member: member.clone(),
                    operator,
                    values,
                }))
            }
        }
    }

    fn test(
        &mut self,
        path: &str,
        operator: &str,
        type_: DimensionType,
        is_whole: bool,
        values: &[String],
    ) -> Option<(Operator, Vec<ScalarValue>)> {
        let operator = match Operator::parse(operator, type_) {
            Ok(operator) => operator,
            Err(message) => {
                self.fault(&format!("{path}.operator"), message);
                return None;
            }
        };
        match operator.values(type_, is_whole, values, self.today) {
            Ok(values) => Some((operator, values)),
            Err(faults) => {
                for (place, message) in faults {
                    let path = match place {
                        Some(place) => format!("{path}.values[{place}]"),
                        None => format!("{path}.values"),
                    };
                    self.fault(&path, message);
                }
                None
            }
        }
    }

    /// An id is unique only inside its school: the school joins every group, shown or not.
    fn hidden_schools(&mut self, question: &mut Question) {
        let has_school = question
            .dimensions
            .iter()
            .any(|bound| bound.member == "school.id");
        if has_school || !question.dimensions.iter().any(|bound| bound.is_id) {
            return;
        }
        if let Some((entity, dimension)) = self.dimension("dimensions", "school.id")
            && let Some(mut bound) =
                self.bound_dimension("school.id", entity, dimension, None, "school.id".into())
        {
            bound.is_hidden = true;
            question.dimensions.push(bound);
        }
    }

    fn unknown(&mut self, path: &str, name: &str) {
        let mut fault = Fault::new(path, say!("question-undeclared", name = name));
        let known: Vec<String> = self.model.member_names().collect();
        if let Some(near) = nearest(name, known.iter().map(String::as_str)) {
            fault = fault.with_hint(say!("question-perhaps", near = near));
        }
        self.faults.push(fault);
    }

    pub(super) fn fault(&mut self, path: &str, message: impl Into<String>) {
        self.faults.push(Fault::new(path, message));
    }
}

/// Splits the question by a dimension; one that it is split by already says nothing new.
fn split_by(question: &mut Question, bound: Option<BoundDimension>) {
    let is_new = |bound: &BoundDimension| {
        let mut held = question.dimensions.iter();
        held.all(|other| other.key != bound.key)
    };
    let bound = bound.filter(is_new);
    question.dimensions.extend(bound);
}

/// Says whether a measure or an earlier formula of the question is a share.
fn is_share(question: &Question, name: &str) -> bool {
    let mut measures = question.measures.iter();
    let mut formulas = question.formulas.iter();
    measures.any(|bound| bound.key == name && bound.measure.format == MeasureFormat::Percent)
        || formulas.any(|bound| bound.key == name && bound.is_share)
}

/// Says what a formula of a question may name.
fn names_of(model: &Model, question: &Question) -> String {
    let measures = question.measures.iter().map(|bound| {
        let title = title_of_measure(model, &bound.topic, &bound.measure);
        say!("question-named", name = bound.key.as_str(), title = title)
    });
    let formulas = question.formulas.iter().map(|bound| bound.key.clone());
    let names: Vec<String> = measures.chain(formulas).collect();
    match names.is_empty() {
        true => say!("question-no-measures"),
        false => say!("question-names", names = names.join(", ")),
    }
}

fn first_path(spec: &FilterSpec) -> String {
    match spec {
        FilterSpec::Member { path, .. } => path.clone(),
        FilterSpec::All(filters) | FilterSpec::Any(filters) => {
            filters.first().map(first_path).unwrap_or_default()
        }
    }
}

/// Returns the days of a filter that does no more than name a stretch of them.
fn day_range(filter: &Filter<Place>) -> Option<Period> {
    let Filter::Test(test) = filter else {
        return None;
    };
    if !matches!(test.member, Place::Day(_)) {
        return None;
    }
    let day = |value: &ScalarValue| match value {
        ScalarValue::Date32(Some(days)) => Some(day_of(*days)),
        _ => None,
    };
    let first = day(test.values.first()?)?;
    let last = day(test.values.last()?)?;
    let eve = |day: Date| day.yesterday().unwrap_or(day);
    let morrow = |day: Date| day.tomorrow().unwrap_or(day);
    match test.operator {
        Operator::InRange => Some(Period::new(first, last)),
        Operator::Equals if test.values.len() == 1 => Some(Period::new(first, first)),
        Operator::Before => Some(Period::new(FIRST_DAY, eve(first))),
        Operator::After => Some(Period::new(morrow(first), LAST_DAY)),
        _ => None,
    }
}
