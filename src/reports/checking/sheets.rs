//! Sheets: rows, columns and totals of one table.

use super::{Check, member};
use crate::reports::block::{Column, Less, SheetBlock};
use crate::reports::template;
use crate::reports::values::MOST_DAYS;

/// The member by which lines of terms are split.
const TERM: &str = "term.name";

impl Check<'_> {
    pub(super) fn sheet(&mut self, block: &SheetBlock, around: &[String]) {
        let rule = "sheet";
        self.text(rule, &block.name, around);
        self.text(rule, &block.caption, around);
        if block.labels.is_empty() || block.columns.is_empty() {
            self.fault(rule, "листу нужны столбцы: labels и columns");
        }
        if !block.lines.is_empty() && block.lines_title.is_empty() {
            self.fault(rule, "lines_title: назовите столбец строк");
        }
        if !self.has_question(rule, &block.question) {
            return;
        }
        for member in &block.rows {
            self.dimension(rule, &block.question, member);
        }
        if let Some(measure) = &block.only_where {
            self.figure(rule, &block.question, measure);
        }
        let of_row = self.all_of(&block.question);
        for label in &block.labels {
            self.text(rule, &label.title, around);
            self.text(rule, &label.text, &of_row);
        }
        for line in &block.lines {
            if !self.has_question(rule, &line.question) {
                continue;
            }
            let names = self.all_of(&line.question);
            self.text(rule, &line.title, &names);
            let is_of_terms = line.split.as_deref() == Some(TERM)
                && template::names(&line.title)
                    .iter()
                    .all(|name| *name == TERM);
            if line.has_every_term && !is_of_terms {
                let message = format!(
                    "строка «{}»: has_every_term бывает только при split = \"{TERM}\", и кроме него в title ничего не стоит",
                    line.title
                );
                self.fault(rule, message);
            }
            for member in line.of.keys().chain(&line.split) {
                self.dimension(rule, &line.question, member);
            }
        }
        for column in &block.columns {
            self.column(column, around);
        }
        for total in &block.totals {
            let keeps: Vec<String> = total.keep.iter().map(|name| member(name)).collect();
            for name in &total.keep {
                if !block.rows.contains(name) {
                    self.unknown(
                        rule,
                        "в rows измерения",
                        name,
                        block.rows.iter().map(|row| row.as_str()),
                    );
                }
            }
            let mut names = of_row.clone();
            if !total.titles.is_empty() {
                names.push("title".to_owned());
            }
            self.text(rule, &total.label, &names);
            for (measure, instead) in &total.instead {
                self.instead(block, measure, instead);
            }
            let has_total = |column: &Column| {
                let known = column
                    .question
                    .as_ref()
                    .and_then(|name| self.known.get(name));
                let across = column.across.as_deref().map(member);
                known.is_some_and(|known| {
                    known.totals.iter().any(|kept| {
                        kept.len() == keeps.len() + usize::from(across.is_some())
                            && keeps.iter().chain(&across).all(|name| kept.contains(name))
                    })
                })
            };
            if !block.columns.iter().any(has_total) {
                let keeps = keeps.join(", ");
                self.fault(
                    rule,
                    format!("итога по [{keeps}] ни один вопрос не считает: добавьте его в totals вопроса"),
                );
            }
        }
        for foot in &block.foot {
            self.text(rule, &foot.title, around);
            if self.has_question(rule, &foot.question) {
                self.figure(rule, &foot.question, &foot.measure);
            }
        }
    }

    /// Checks what stands in a total for a measure: both are figures of the columns that show the measure.
    fn instead(&mut self, block: &SheetBlock, measure: &str, instead: &str) {
        let shows = |column: &&Column| {
            let each = column.each.iter().map(|each| &each.measure);
            column.measure.iter().chain(each).any(|one| one == measure)
        };
        let columns: Vec<&Column> = block.columns.iter().filter(shows).collect();
        if columns.is_empty() {
            self.fault(
                "sheet",
                format!("instead: столбца с показателем «{measure}» нет"),
            );
        }
        for question in columns.iter().filter_map(|column| column.question.as_ref()) {
            self.figure("sheet", question, instead);
        }
    }

    /// Checks what a column takes off its measure: a figure of another answer, or a number that was chosen.
    fn less(&mut self, column: &Column, less: &Less) {
        let rule = "columns";
        let wrong = |what: &str| format!("столбец «{}»: {what}", column.title);
        if column.measure.is_none() {
            self.fault(rule, wrong("less бывает только у measure"));
        }
        match (&less.question, &less.measure, &less.value) {
            (Some(question), Some(measure), None) => {
                if self.has_question(rule, question) {
                    self.figure(rule, question, measure);
                }
            }
            (None, None, Some(name)) => {
                self.when(rule, Some(name));
                self.said.push(name.clone());
            }
            _ => self.fault(rule, wrong("less: нужны question и measure или одно value")),
        }
    }

    pub(super) fn column(&mut self, column: &Column, around: &[String]) {
        let rule = "columns";
        self.when(rule, column.when.as_deref());
        for group in &column.groups {
            self.text(rule, group, around);
        }
        let mut names: Vec<String> = around.to_vec();
        names.extend(column.across.clone());
        self.text(rule, &column.title, &names);
        if column.title.trim().is_empty() {
            self.fault(rule, "у столбца нет названия");
        }
        let measures = column.each.iter().map(|each| &each.measure);
        let measures: Vec<&String> = column.measure.iter().chain(measures).collect();
        let shows = usize::from(!measures.is_empty())
            + usize::from(column.text.is_some())
            + usize::from(!column.parts.is_empty());
        if shows > 1 {
            let message = format!(
                "столбец «{}»: measure (или each), text и parts вместе не стоят",
                column.title
            );
            self.fault(rule, message);
        }
        match &column.question {
            Some(question) if self.has_question(rule, question) => {
                for measure in measures {
                    self.figure(rule, question, measure);
                }
                if let Some(text) = &column.text {
                    let names = self.all_of(question);
                    self.text(rule, text, &names);
                }
            }
            None if !measures.is_empty() || column.text.is_some() => {
                let message = format!("столбец «{}»: нужен question", column.title);
                self.fault(rule, message);
            }
            _ => {}
        }
        for part in &column.parts {
            if self.has_question(rule, &part.question) {
                let names = self.all_of(&part.question);
                self.text(rule, &part.text, &names);
                if let Some(measure) = &part.measure {
                    self.figure(rule, &part.question, measure);
                }
            }
        }
        if let Some(across) = &column.across {
            let parts = column.parts.iter().map(|part| &part.question);
            let own = column.question.iter().chain(parts);
            for question in own.chain(&column.across_of) {
                self.dimension(rule, question, across);
            }
        } else if column.days.is_some() || !column.each.is_empty() || column.across_of.is_some() {
            let message = format!(
                "столбец «{}»: days, each и across_of нужен across",
                column.title
            );
            self.fault(rule, message);
        }
        if let Some(days) = &column.days
            && !self.values.has(days)
        {
            let known: Vec<String> = self.values.put.keys().cloned().collect();
            self.unknown(rule, "значения", days, known.iter().map(String::as_str));
        }
        if let Some(days) = &column.days
            && !self.short_ranges.contains(days)
        {
            let message = format!(
                "столбец «{}»: дням не хватит места — у параметра «{days}» нужен most_days не больше {MOST_DAYS}",
                column.title
            );
            self.fault(rule, message);
        }
        if column.takes_first && column.text.is_none() && column.parts.len() < 2 {
            let message = format!(
                "столбец «{}»: takes_first — о text или о нескольких parts",
                column.title
            );
            self.fault(rule, message);
        }
        if let Some(less) = &column.less {
            self.less(column, less);
        }
        if let Some(instead) = &column.missing_where
            && self.has_question(rule, &instead.question)
        {
            self.figure(rule, &instead.question, &instead.measure);
        }
    }
}
