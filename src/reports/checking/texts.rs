//! Texts: whatever they ask for has to be there.

use super::{Check, member};
use crate::catalogue::{FluentValue, Language, Wording, said_by_pattern};
use crate::reports::report::SignatureDecl;
use crate::reports::template;

/// What a text may ask for whatever was chosen.
const OF_HEAD: [&str; 3] = ["organisation", "director", "homeroom"];

impl Check<'_> {
    pub(super) fn signature(&mut self, rule: &str, signature: &SignatureDecl, names: &[String]) {
        self.text(rule, &signature.post, names);
        if let Some(name) = &signature.name {
            self.text(rule, name, names);
            if signature.of.is_some() {
                self.fault(
                    rule,
                    format!("подпись «{}»: of и name вместе не стоят", signature.post),
                );
            }
        }
    }

    pub(super) fn when(&mut self, rule: &str, name: Option<&str>) {
        let Some(asked) = name else {
            return;
        };
        let (name, wanted) = match asked.split_once('=') {
            Some((name, wanted)) => (name, Some(wanted)),
            None => (asked, None),
        };
        if let Some(wanted) = wanted
            && !self
                .choices
                .iter()
                .any(|(of, value)| of == name && value == wanted)
        {
            let choices = self.choices.clone();
            let known = choices.iter().filter(|(of, _)| of == name);
            let known = known.map(|(_, value)| value.as_str());
            self.unknown(rule, &format!("when: у «{name}» значения"), wanted, known);
        }
        if !self.values.has(name) {
            let known: Vec<String> = self.values.put.keys().cloned().collect();
            self.unknown(
                rule,
                "when: значения",
                name,
                known.iter().map(String::as_str),
            );
        }
    }

    /// Checks that whatever a text asks for is there.
    pub(super) fn text(&mut self, rule: &str, text: &str, names: &[String]) {
        for name in template::names(text) {
            self.said.push(name.to_owned());
            let wanted = member(name);
            if !names.contains(&wanted)
                && !names.iter().any(|known| known == name)
                && !self.values.shown.contains_key(name)
                && !OF_HEAD.contains(&name)
            {
                let mut known: Vec<String> = names.to_vec();
                known.extend(self.values.shown.keys().cloned());
                known.extend(OF_HEAD.map(str::to_owned));
                let what = format!("«{text}»: значения");
                self.unknown(rule, &what, name, known.iter().map(String::as_str));
            }
        }
    }

    pub(super) fn wording(&mut self, rule: &str, wording: &Wording) {
        for language in Language::ALL {
            if let Err(fault) = said_by_pattern(language, wording.pattern(language), &[]) {
                self.fault(rule, format!("текст ({}): {fault}", language.code()));
            }
        }
    }

    pub(super) fn pattern(&mut self, rule: &str, pattern: &str, names: &[String]) {
        let shown = self.values.shown.keys();
        let said = shown.filter(|name| pattern.contains(&format!("${}", name.replace('.', "_"))));
        self.said.extend(said.cloned().collect::<Vec<_>>());
        let values: Vec<(&str, FluentValue<'_>)> = names
            .iter()
            .map(|name| (name.as_str(), FluentValue::from("1")))
            .collect();
        if let Err(fault) = said_by_pattern(Language::Russian, pattern, &values) {
            self.fault(rule, format!("текст: {fault}"));
        }
    }
}
