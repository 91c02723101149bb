//! Rollup: a small table, declared in `schemas/model/rollups/`, that answers what a large one would: the additive parts
//! of a topic added up by some of its columns. It is filled at each load like a mart, whose SQL is written here.

use serde::Deserialize;

use super::mart::{MartColumn, MartHead, MartKind};
use super::{Mart, MartType, Part, Topic};
use crate::diagnostic::{Diagnostic, Severity};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rollup {
    pub name: String,
    pub title: String,
    /// The topic whose parts it adds up.
    pub topic: String,
    /// The source of the topic that it is made from.
    pub from: String,
    /// The columns that it keeps beside school and year.
    #[serde(default)]
    pub keys: Vec<String>,
    pub unit: Unit,
    /// A condition on the sums, without which a row is none.
    pub only: Option<String>,
    /// The parts that it answers; every one that its columns allow where nothing is said.
    #[serde(default)]
    pub parts: Vec<String>,
}

/// The stretch of days that a row stands for. A stretch is made anew whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    Day,
    /// The row stands on the first day of its month.
    Month,
    /// The row stands where the source's does, on a day by which a term is known.
    Term,
    /// The same, and a whole school year is made anew.
    Year,
}

/// The day that the facts of every topic with rollups call theirs.
const DAY: &str = "date";

/// The day by which rows of a term are replaced: a running term stands on another day every night.
const TERM_DAY: &str = "term_ends_on";

impl Rollup {
    /// Says whether a part can be answered from the rows.
    pub fn answers(&self, part: &Part) -> bool {
        let is_named = self.parts.is_empty() || self.parts.contains(&part.name);
        let is_kept = |column: &String| match column == DAY {
            true => self.unit != Unit::Month,
            false => self.keys.contains(column) || column == "school_id",
        };
        is_named && part.kept_apart().iter().all(is_kept)
    }

    /// Returns the mart that holds the rows, or what is wrong with the declaration.
    pub fn mart(&self, topic: &Topic, from: &Mart) -> Result<Mart, Vec<Diagnostic>> {
        let mut faults = Vec::new();
        let mut fault = |rule: &str, message: String| {
            faults.push(
                Diagnostic::new(Severity::Error, rule, message)
                    .at_file(format!("schemas/model/rollups/{}.toml", self.name)),
            );
        };
        if !topic.sources.contains(&self.name) {
            let message = format!(
                "свёртки нет в sources темы «{}»: её никто не спросит",
                topic.name
            );
            fault("sources", message);
        }
        if topic.date.as_deref() != Some(DAY) || topic.is_spanned {
            let message = format!(
                "тема «{}» не сворачивается: её строки стоят не на днях",
                topic.name
            );
            fault("topic", message);
        }
        for name in &self.parts {
            match topic.part(name) {
                None => fault("parts", format!("части «{name}» нет")),
                Some(part) if !self.answers(part) => fault(
                    "parts",
                    format!("часть «{name}» считается по столбцам, которых в свёртке нет"),
                ),
                Some(_) => {}
            }
        }
        let mut columns: Vec<MartColumn> = Vec::new();
        for name in ["school_id", "school_year"]
            .into_iter()
            .chain(self.keys.iter().map(String::as_str))
        {
            match from.column(name) {
                Some(column) => columns.push(column.clone()),
                None => fault("keys", format!("в «{}» нет столбца «{name}»", from.name)),
            }
        }
        columns.extend(from.column(DAY).cloned());
        if self.unit == Unit::Term {
            if !self.keys.iter().any(|key| key == "term_id") {
                fault(
                    "keys",
                    "свёртке по учебным периодам нужен столбец «term_id»".into(),
                );
            }
            columns.push(MartColumn {
                name: TERM_DAY.to_owned(),
                type_: MartType::Date,
                title: "Последний день учебного периода".to_owned(),
                personal: None,
            });
        }
        let (mut sums, mut greatest): (Vec<String>, Vec<String>) = Default::default();
        for part in topic.parts.iter().filter(|part| self.answers(part)) {
            let added = part.added();
            if !added.iter().all(|column| from.column(column).is_some()) {
                continue;
            }
            for column in added {
                let list = match part.max.as_ref() == Some(&column) {
                    true => &mut greatest,
                    false => &mut sums,
                };
                if !list.contains(&column) {
                    list.push(column);
                }
            }
        }
        if sums.is_empty() && greatest.is_empty() {
            fault("parts", "свёртка не отвечает ни за одну часть темы".into());
        }
        for name in sums.iter().chain(&greatest) {
            if let Some(column) = from.column(name) {
                columns.push(MartColumn {
                    type_: match column.type_ {
                        MartType::Number => MartType::Number,
                        _ => MartType::Long,
                    },
                    ..column.clone()
                });
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let sql = self.sql(from, &sums, &greatest);
        Ok(Mart {
            name: self.name.clone(),
            digest: blake3::hash(format!("{sql}{}", from.digest).as_bytes())
                .to_hex()
                .to_string(),
            sql,
            head: MartHead {
                title: self.title.clone(),
                kind: MartKind::Stored,
                grain: format!("{}: {}", topic.title, self.keys.join(", ")),
                key: Vec::new(),
                day: match self.unit {
                    Unit::Year => None,
                    Unit::Term => Some(TERM_DAY.to_owned()),
                    Unit::Day | Unit::Month => Some(DAY.to_owned()),
                },
                unit: Some(self.unit),
                sort: vec![DAY.to_owned()],
                is_whole: false,
                momentary: Vec::new(),
                is_judged: true,
                spread: 1,
                is_few: false,
                looks_back: Vec::new(),
                after: Vec::new(),
                columns,
                checks: Vec::new(),
            },
        })
    }

    fn sql(&self, from: &Mart, sums: &[String], greatest: &[String]) -> String {
        let table = match from.is_stored() {
            true => format!("mart.{}", from.name),
            false => from.name.clone(),
        };
        let mut grouped: Vec<String> = ["school_id", "school_year"]
            .map(|name| format!("m.{name}"))
            .into();
        grouped.extend(self.keys.iter().map(|key| format!("m.{key}")));
        let day = match self.unit {
            Unit::Month => format!("cast(date_trunc('month', m.{DAY}) as date)"),
            _ => format!("m.{DAY}"),
        };
        let whose = match self.unit {
            Unit::Day => format!("where m.{DAY} >= x.judged_from"),
            Unit::Month => format!("where m.{DAY} >= x.month_from"),
            Unit::Term => "join changed_terms t on t.school_id = m.school_id \
                and t.school_year = m.school_year and t.term_id = m.term_id"
                .to_owned(),
            Unit::Year => String::new(),
        };
        let mut shown = grouped.clone();
        shown.push(format!("{day} as {DAY}"));
        if self.unit == Unit::Term {
            shown.push(format!("t.ends_on as {TERM_DAY}"));
        }
        shown.extend(sums.iter().map(|name| format!("sum(m.{name}) as {name}")));
        shown.extend(
            greatest
                .iter()
                .map(|name| format!("max(m.{name}) as {name}")),
        );
        grouped.push(day);
        if self.unit == Unit::Term {
            grouped.push("t.ends_on".to_owned());
        }
        let rows = format!(
            "select {}\nfrom {table} m\njoin changed x on x.school_id = m.school_id and x.school_year = m.school_year\n\
             {whose}\ngroup by {}",
            shown.join(", "),
            grouped.join(", ")
        );
        match &self.only {
            Some(condition) => format!("select *\nfrom ({rows})\nwhere {condition}\n"),
            None => rows,
        }
    }
}
