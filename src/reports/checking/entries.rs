//! Entries of registers that a paper can be an act of.

use serde_json::Value as Json;

use super::Check;
use super::questions::Known;
use crate::reports::entry::{LINE, NUMBER};
use crate::reports::parameter::Kind;
use crate::reports::report::{BesideDecl, EntryDecl, Report};

impl Check<'_> {
    /// Puts a value of each field that an entry of a register can have.
    pub(super) fn put_fields(&mut self, parameter: &str, register: &str) {
        if self.model.register(register).is_none() {
            let known: Vec<String> = self
                .model
                .registers
                .iter()
                .map(|register| register.name.clone())
                .collect();
            let what = format!("параметр «{parameter}»: реестра");
            self.unknown(
                "parameters",
                &what,
                register,
                known.iter().map(String::as_str),
            );
        }
        for field in self.fields(register) {
            let name = format!("{parameter}.{field}");
            self.values.show(&name, "1");
            self.values.put(name, Json::from("1"));
        }
    }

    /// Returns the fields of a register that papers have: nobody's personal data.
    pub(super) fn fields(&self, register: &str) -> Vec<String> {
        let register = self.model.register(register);
        let fields = register.into_iter().flat_map(|register| &register.fields);
        let fields = fields.filter(|field| field.personal.is_none());
        fields.map(|field| field.name.clone()).collect()
    }

    /// Notes what the blocks can ask the entries for that belong to the chosen one.
    fn beside(&mut self, entry: &EntryDecl, beside: &BesideDecl, register: &str) {
        let rule = "entries";
        if entry.lines.is_some() {
            self.fault(
                rule,
                format!("«{}»: lines и beside вместе не стоят", entry.name),
            );
        }
        if self.model.register(&beside.register).is_none() {
            let registers = self.model.registers.clone();
            let known = registers.iter().map(|register| register.name.as_str());
            self.unknown(rule, "beside: реестра", &beside.register, known);
        }
        for register in [register, &beside.register] {
            let fields = self.fields(register);
            if !fields.contains(&beside.by) {
                let known = fields.iter().map(String::as_str);
                let what = format!("beside: в реестре «{register}» поля");
                self.unknown(rule, &what, &beside.by, known);
            }
        }
        let mut dimensions = self.fields(&beside.register);
        dimensions.push(NUMBER.to_owned());
        let known = Known {
            dimensions,
            ..Known::default()
        };
        self.known.insert(entry.name.clone(), known);
    }

    /// Notes what the blocks can ask an entry for.
    pub(super) fn entry(&mut self, report: &Report, entry: &EntryDecl) {
        let rule = "entries";
        if self.known.contains_key(&entry.name) {
            self.fault(rule, format!("имя «{}» уже есть у вопроса", entry.name));
        }
        let parameter = report.parameter(&entry.of);
        let register = parameter.and_then(|parameter| parameter.register.as_ref());
        let Some(register) = register else {
            let entries = report.parameters.iter();
            let entries = entries.filter(|parameter| parameter.kind == Kind::Entry);
            let known: Vec<&str> = entries.map(|parameter| parameter.name.as_str()).collect();
            self.unknown(rule, "параметра вида entry", &entry.of, known.into_iter());
            return;
        };
        if let Some(beside) = &entry.beside {
            self.beside(entry, beside, register);
            return;
        }
        let mut dimensions = self.fields(register);
        if let Some(lines) = &entry.lines {
            if !dimensions.contains(lines) {
                let known = dimensions.clone();
                self.unknown(rule, "lines: поля", lines, known.iter().map(String::as_str));
            }
            dimensions.extend([NUMBER.to_owned(), LINE.to_owned()]);
        }
        let known = Known {
            dimensions,
            ..Known::default()
        };
        self.known.insert(entry.name.clone(), known);
    }
}
