//! Questions: each is bound as every reader would ask it, and noted with all that its answer has.

use serde_json::json;

use super::{Check, NAMED, NAMELESS, SOME_DAY, member};
use crate::constructor::{self, QuerySpec, Refusal, Totals};
use crate::model::{Member, RowsBy, Sight};
use crate::reports::report::{EverySchool, OnlyIn, Question, Reader, Report};

#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) dimensions: Vec<String>,
    pub(super) figures: Vec<String>,
    /// What each of its totals keeps.
    pub(super) totals: Vec<Vec<String>>,
}

impl Check<'_> {
    /// Binds a question as every reader would ask it, and notes what its answer has.
    pub(super) fn question(&mut self, report: &Report, question: &Question) {
        for name in constructor::names_in(&question.query) {
            if !self.values.has(&name) {
                let known: Vec<String> = self.values.put.keys().cloned().collect();
                let known = known.iter().map(String::as_str);
                self.unknown(&question.name, "значения", &name, known);
            }
        }
        self.when(&question.name, question.when.as_deref());
        let mut whole = self.values.clone();
        // It is tried with the choice for which it is asked.
        let when = question.when.as_deref();
        if let Some((name, wanted)) = when.and_then(|when| when.split_once('=')) {
            whole.put(name, json!(wanted));
        }
        let mut bare = whole.clone();
        for parameter in report.parameters.iter().filter(|one| one.is_optional) {
            for name in parameter.kind.puts() {
                bare.put.remove(&format!("{}{name}", parameter.name));
            }
        }
        for values in [&whole, &bare] {
            for reader in &report.readers {
                for names in [NAMED, NAMELESS] {
                    let Some(query) = question.filled(values, names) else {
                        continue;
                    };
                    let sight = sight_of(*reader, names.pupil == NAMED.pupil);
                    match QuerySpec::parse(&query) {
                        Ok(spec) => {
                            let bound =
                                constructor::bind(&spec, self.model, sight, SOME_DAY).map(drop);
                            if let Err(refusal) = bound {
                                self.refused(&question.name, refusal);
                            }
                            let known = self.known.entry(question.name.clone()).or_default();
                            known.take(&spec);
                        }
                        Err(faults) => self.refused(&question.name, Refusal::Faults(faults)),
                    }
                }
            }
        }
    }

    pub(super) fn refused(&mut self, name: &str, refusal: Refusal) {
        match refusal {
            Refusal::Faults(faults) => {
                for fault in faults {
                    let hint = fault
                        .hint
                        .map_or_else(String::new, |hint| format!("; {hint}"));
                    self.fault(name, format!("{}: {}{hint}", fault.path, fault.message));
                }
            }
            Refusal::NotAllowed { message, .. } => self.fault(name, message),
        }
    }

    pub(super) fn only_in(&mut self, question: &Question, only: &OnlyIn) {
        if only.by.is_empty() {
            self.fault(&question.name, "only_in: нужно хотя бы одно измерение в by");
        }
        if !self.has_question(&question.name, &only.question) {
            return;
        }
        for member in &only.by {
            self.dimension(&question.name, &question.name, member);
            self.dimension(&question.name, &only.question, member);
        }
        let known = self.known.get_mut(&question.name);
        if known.is_some_and(|known| !std::mem::take(&mut known.totals).is_empty()) {
            self.fault(
                &question.name,
                "only_in: итоги посчитаны по всем строкам — уберите totals из этого вопроса",
            );
        }
    }

    pub(super) fn every_school(&mut self, every: &EverySchool) {
        let rule = "every_school";
        if self.has_question(rule, &every.question) {
            self.dimension(rule, &every.question, "school.id");
        }
        let Some(Member::Dimension(_, dimension)) = self.model.member("school.kind") else {
            return;
        };
        for kind in &every.kinds {
            if !dimension.values.iter().any(|known| known.value == *kind) {
                self.fault(rule, format!("kinds: организаций вида «{kind}» нет"));
            }
        }
    }

    pub(super) fn has_question(&mut self, rule: &str, name: &str) -> bool {
        if self.known.contains_key(name) {
            return true;
        }
        let known: Vec<String> = self.known.keys().cloned().collect();
        self.unknown(rule, "вопроса", name, known.iter().map(String::as_str));
        false
    }

    pub(super) fn dimension(&mut self, rule: &str, question: &str, name: &str) {
        let Some(known) = self.known.get(question) else {
            return;
        };
        let wanted = member(name);
        if !known.dimensions.contains(&wanted) {
            let known = known.dimensions.clone();
            let what = format!("в вопросе «{question}» измерения");
            self.unknown(rule, &what, name, known.iter().map(String::as_str));
        }
    }

    pub(super) fn figure(&mut self, rule: &str, question: &str, name: &str) {
        let Some(known) = self.known.get(question) else {
            return;
        };
        if !known.figures.iter().any(|figure| figure == name) {
            let known = known.figures.clone();
            let what = format!("в вопросе «{question}» показателя");
            self.unknown(rule, &what, name, known.iter().map(String::as_str));
        }
    }

    /// Returns everything that an answer has.
    pub(super) fn all_of(&self, question: &str) -> Vec<String> {
        let known = self.known.get(question);
        known.map_or_else(Vec::new, |known| {
            let all = known.dimensions.iter().chain(&known.figures);
            all.cloned().collect()
        })
    }
}

impl Known {
    /// Notes what a question asks for.
    fn take(&mut self, spec: &QuerySpec) {
        let add = |list: &mut Vec<String>, name: String| {
            if !list.contains(&name) {
                list.push(name);
            }
        };
        let times = spec.time_dimensions.iter();
        let times = times.filter(|time| time.granularity.is_some());
        let times = times.map(|time| &time.dimension);
        for name in spec.dimensions.iter().chain(times) {
            add(&mut self.dimensions, name.clone());
        }
        let formulas = spec.formulas.iter().map(|formula| &formula.name);
        for name in spec.measures.iter().chain(formulas) {
            add(&mut self.figures, name.clone());
            if spec.compare.is_some() {
                add(&mut self.figures, format!("{name}.previous"));
                add(&mut self.figures, format!("{name}.change"));
            }
        }
        let levels = match &spec.totals {
            Totals::None => Vec::new(),
            Totals::Grand => vec![Vec::new()],
            Totals::Levels(members) => (0..=members.len())
                .map(|count| members[..count].to_vec())
                .collect(),
        };
        for level in levels {
            if !self.totals.contains(&level) {
                self.totals.push(level);
            }
        }
    }
}

fn sight_of(reader: Reader, has_names: bool) -> Sight {
    Sight {
        has_pupils: has_names,
        has_staff: has_names,
        has_identity: reader != Reader::Office,
        has_health: reader != Reader::Office,
        rows_by: match reader {
            Reader::Office | Reader::School => RowsBy::School,
            Reader::Class => RowsBy::Class,
            Reader::Group => RowsBy::Group,
        },
    }
}
