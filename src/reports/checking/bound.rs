//! Bound documents: what binds another report.

use std::sync::Arc;

use super::Check;
use crate::reports::block::Block;
use crate::reports::report::{BoundDecl, Report};

impl Check<'_> {
    /// Checks what binds another report, and gives it what it binds.
    pub(super) fn bound(&mut self, report: &mut Report, bound: &BoundDecl, plain: &[Arc<Report>]) {
        let rule = "bound";
        for (rule, wording) in [
            ("title", &report.title),
            ("description", &report.description),
        ] {
            self.wording(rule, wording);
        }
        let own = [
            ("parameters", report.parameters.is_empty()),
            ("questions", report.questions.is_empty()),
            ("blocks", report.blocks.is_empty()),
        ];
        for (name, _) in own.iter().filter(|(_, is_empty)| !is_empty) {
            let message = format!("{name}: у сшитого документа их нет, они у отчёта «report»");
            self.fault(rule, message);
        }
        if report.readers.is_empty() {
            self.fault("readers", "у отчёта нет читателей");
        }
        let Some(part) = plain.iter().find(|one| one.name == bound.report) else {
            let known = plain.iter().map(|one| one.name.as_str());
            self.unknown(rule, "отчёта", &bound.report, known);
            return;
        };
        let Some(by) = part.parameter(&bound.by) else {
            let known = part.parameters.iter().map(|one| one.name.as_str());
            self.unknown(rule, "by: параметра", &bound.by, known);
            return;
        };
        if !by.is_of_school() {
            let message = format!(
                "by: по параметру «{}» документ не сшить: нужен класс, предмет, учитель или ученик",
                bound.by
            );
            self.fault(rule, message);
        }
        if report
            .readers
            .iter()
            .any(|reader| !part.readers.contains(reader))
        {
            let message = format!(
                "readers: документ открыт и тем, кому отчёт «{}» не открыт",
                bound.report
            );
            self.fault("readers", message);
        }
        if part
            .blocks
            .iter()
            .any(|block| matches!(block, Block::Slips(_)))
        {
            self.fault(rule, "report: выписки разрезают, а не сшивают");
        }
        if bound.inscription.trim().is_empty() {
            self.fault(rule, "inscription: заверительная надпись пуста");
        }
        report.bind(part.clone());
        for parameter in &report.parameters {
            parameter.put_samples(&mut self.values);
        }
        let head = [
            &bound.list_title,
            &bound.inscription_title,
            &bound.inscription,
        ];
        let texts = report.subtitles.iter().chain(&report.notes);
        let texts = texts.chain(&bound.cover).chain(head);
        let posts = report.signatures.iter().map(|signature| &signature.post);
        let texts: Vec<String> = texts.chain(posts).cloned().collect();
        for text in texts {
            self.text(rule, &text, &[]);
        }
    }
}
