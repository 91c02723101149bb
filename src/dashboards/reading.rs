//! Reading: the declared files, each question of theirs bound as each of its readers would ask it.

use std::sync::Arc;

use jiff::civil::{Date, date};
use serde_json::{Value, json};

use super::question::{self, Chosen, Context};
use super::{Dashboard, Level, Reader};
use crate::catalogue::{FluentValue, Language, Wording, said_by_pattern};
use crate::constructor::{self, QuerySpec, Question, Range, RangeSpec, Refusal};
use crate::content::Content;
use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::model::{Member, Model, RULES, RowsBy, Rule, Sight};

/// Ranges in words are understood on any day.
const SOME_DAY: Date = date(2026, 2, 1);

/// Reads every dashboard and returns them in their order, with all faults found.
pub fn load(content: &Content, model: &Model) -> (Vec<Arc<Dashboard>>, Vec<Diagnostic>) {
    let mut dashboards: Vec<Arc<Dashboard>> = Vec::new();
    let mut faults = Vec::new();
    for (path, text) in content.below("dashboards") {
        let name = path.trim_start_matches("dashboards/").strip_suffix(".toml");
        let Some(name) = name.filter(|name| !name.contains('/')) else {
            continue;
        };
        match toml::from_str::<Dashboard>(text) {
            Ok(mut dashboard) => {
                name.clone_into(&mut dashboard.name);
                let mut check = Check {
                    model,
                    path,
                    faults: Vec::new(),
                };
                check.dashboard(&dashboard);
                faults.append(&mut check.faults);
                dashboards.push(Arc::new(dashboard));
            }
            Err(error) => {
                let message = error.message().to_owned();
                faults.push(Diagnostic::new(Severity::Error, "toml", message).at_file(path));
            }
        }
    }
    dashboards.sort_by_key(|dashboard| (dashboard.order, dashboard.name.clone()));
    for reader in Reader::ALL {
        let homes = dashboards
            .iter()
            .filter(|dashboard| dashboard.home_of.contains(&reader));
        for dashboard in homes.skip(1) {
            let message = format!("первая страница для {reader:?} уже объявлена другой панелью");
            let path = format!("dashboards/{}.toml", dashboard.name);
            faults.push(Diagnostic::new(Severity::Error, "home_of", message).at_file(path));
        }
    }
    (dashboards, faults)
}

struct Check<'a> {
    model: &'a Model,
    path: &'a str,
    faults: Vec<Diagnostic>,
}

impl Check<'_> {
    fn fault(&mut self, rule: &str, message: impl Into<String>) {
        let fault = Diagnostic::new(Severity::Error, rule, message.into()).at_file(self.path);
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    fn dashboard(&mut self, dashboard: &Dashboard) {
        self.pattern("title", &dashboard.title, &[]);
        self.pattern("description", &dashboard.description, &[]);
        if dashboard.readers.is_empty() {
            self.fault("readers", "у панели нет читателей");
        }
        for reader in &dashboard.home_of {
            if !dashboard.readers.contains(reader) {
                self.fault("home_of", format!("{reader:?} панель не читает"));
            }
        }
        let own = dashboard
            .tiles
            .iter()
            .filter_map(|tile| tile.period.as_ref());
        let own = own.chain(
            dashboard
                .alerts
                .iter()
                .filter_map(|alert| alert.period.as_ref()),
        );
        let standing = dashboard.standing.iter();
        let standing = standing.flat_map(|standing| &standing.measures);
        let own = own.chain(standing.filter_map(|one| one.period.as_ref()));
        let pages = std::iter::once(&dashboard.period).chain(&dashboard.periods);
        for words in pages.chain(own) {
            if let Err(message) = Range::resolve(&RangeSpec::Relative(words.clone()), SOME_DAY) {
                self.fault("period", message);
            }
        }
        for member in &dashboard.filters {
            if !matches!(self.model.member(member), Some(Member::Dimension(..))) {
                let known: Vec<String> = self.model.member_names().collect();
                let near = nearest(member, known.iter().map(String::as_str));
                let near = near.map_or_else(String::new, |near| format!("; похожее: {near}"));
                self.fault("filters", format!("измерения «{member}» нет{near}"));
            }
        }
        let mut names: Vec<&str> = Vec::new();
        let tiles = dashboard.tiles.iter().map(|tile| tile.name.as_str());
        for name in tiles.chain(dashboard.alerts.iter().map(|alert| alert.name.as_str())) {
            if names.contains(&name) {
                self.fault("name", format!("имя «{name}» стоит дважды"));
            }
            names.push(name);
        }
        for tile in &dashboard.tiles {
            let period = tile.period.as_deref().unwrap_or(&dashboard.period);
            if let Some(empty) = &tile.empty {
                self.pattern(&tile.name, empty, &[]);
            }
            for reader in dashboard.readers.iter().filter(|one| tile.is_for(**one)) {
                let bound = self.bound(&tile.name, &tile.query, &tile.units, period, *reader);
                let Some(question) = bound else { continue };
                let values = values_of(&question);
                self.pattern(&tile.name, &tile.title, &["unit"]);
                if let Some(sentence) = &tile.sentence {
                    let names: Vec<&str> = values.iter().map(String::as_str).collect();
                    self.pattern(&tile.name, sentence, &names);
                }
                let drawn = tile.draws.iter().map(|measure| ("draws", measure));
                let aimed = tile.targets.keys().map(|measure| ("targets", measure));
                for (key, measure) in drawn.chain(aimed) {
                    if !question.spec.measures.contains(measure)
                        && !question
                            .spec
                            .formulas
                            .iter()
                            .any(|formula| formula.name == *measure)
                    {
                        let message = format!("{key}: показателя «{measure}» в вопросе нет");
                        self.fault(&tile.name, message);
                    }
                }
            }
        }
        for standing in dashboard.standing.iter() {
            self.pattern("standing", &standing.title, &[]);
            for one in &standing.measures {
                if !matches!(self.model.member(&one.measure), Some(Member::Measure(..))) {
                    self.fault("standing", format!("показателя «{}» нет", one.measure));
                }
            }
        }
        for demands in dashboard.demands.iter() {
            self.pattern("demands", &demands.title, &[]);
            if demands.rules.is_empty() {
                self.fault("demands", "не названо ни одного правила");
            }
            for name in &demands.rules {
                if Rule::named(name).is_none() {
                    let near = nearest(name, RULES.iter().map(|rule| rule.name));
                    let near = near.map_or_else(String::new, |near| format!("; похожее: {near}"));
                    self.fault("demands", format!("правила «{name}» нет{near}"));
                }
            }
        }
        for alert in &dashboard.alerts {
            let period = alert.period.as_deref().unwrap_or(&dashboard.period);
            self.pattern(&alert.name, &alert.title, &[]);
            for reader in dashboard.readers.iter().filter(|one| alert.is_for(**one)) {
                let bound = self.bound(&alert.name, &alert.query, &alert.units, period, *reader);
                let Some(question) = bound else { continue };
                let values = values_of_row(&question);
                let names: Vec<&str> = values.iter().map(String::as_str).collect();
                self.pattern(&alert.name, &alert.text, &names);
            }
        }
    }

    /// Binds a question as a reader would ask it at each level that the reader can come to.
    fn bound(
        &mut self,
        name: &str,
        query: &Value,
        units: &[String],
        period: &str,
        reader: Reader,
    ) -> Option<Question> {
        let levels: &[Level] = match reader {
            Reader::Office => &[Level::Schools, Level::Classes, Level::Pupils],
            Reader::School | Reader::Class | Reader::Group => &[Level::Classes, Level::Pupils],
        };
        let mut first = None;
        for level in levels {
            let context = Context {
                level: *level,
                pupil: "pupil.id",
                teacher: "teacher.id",
            };
            let (query, _) = question::question(query, units, context);
            let with_period = Chosen::with_period(&query, &json!(period));
            let sight = sight_of(reader);
            let bound = bind(&with_period, self.model, sight)
                // A topic without days stands as it is today.
                .or_else(|_| bind(&query, self.model, sight));
            match bound {
                Ok(question) => {
                    first.get_or_insert(question);
                }
                Err(faults) => {
                    for message in faults {
                        self.fault(name, message);
                    }
                }
            }
        }
        first
    }

    /// Tries a pattern with every value that it is given.
    fn pattern(&mut self, place: &str, wording: &Wording, names: &[&str]) {
        for language in Language::ALL {
            let values: Vec<(&str, FluentValue<'_>)> = names
                .iter()
                .map(|name| (*name, FluentValue::from("1")))
                .collect();
            if let Err(fault) = said_by_pattern(language, wording.pattern(language), &values) {
                self.fault(place, format!("текст ({}): {fault}", language.code()));
            }
        }
    }
}

fn bind(query: &Value, model: &Model, sight: Sight) -> Result<Question, Vec<String>> {
    let told = |faults: Vec<constructor::Fault>| {
        let faults = faults.into_iter();
        let faults = faults.map(|fault| format!("{}: {}", fault.path, fault.message));
        faults.collect::<Vec<_>>()
    };
    let spec = QuerySpec::parse(query).map_err(told)?;
    constructor::bind(&spec, model, sight, SOME_DAY).map_err(|refusal| match refusal {
        Refusal::Faults(faults) => told(faults),
        Refusal::NotAllowed { message, .. } => vec![message],
    })
}

fn sight_of(reader: Reader) -> Sight {
    match reader {
        Reader::Office => Sight::default(),
        Reader::School | Reader::Class | Reader::Group => Sight {
            has_identity: true,
            has_health: true,
            rows_by: match reader {
                Reader::Class => RowsBy::Class,
                Reader::Group => RowsBy::Group,
                Reader::Office | Reader::School => RowsBy::School,
            },
            ..Sight::default()
        },
    }
}

/// Returns what a sentence may ask for. The same names are given by the page.
fn values_of(question: &Question) -> Vec<String> {
    let mut values = vec!["rows".to_owned(), "unit".to_owned()];
    for name in figures_of(question) {
        let endings = ["", "_least", "_least_at", "_most", "_most_at"];
        values.extend(endings.map(|ending| format!("{name}{ending}")));
    }
    values
}

/// Returns what the text of an alert may ask for, which knows one row.
fn values_of_row(question: &Question) -> Vec<String> {
    let mut values = vec!["name".to_owned(), "unit".to_owned()];
    values.extend(figures_of(question));
    values
}

/// Returns the figures of an answer by the names that texts have for them.
fn figures_of(question: &Question) -> Vec<String> {
    let measures = question.spec.measures.iter();
    let formulas = question.spec.formulas.iter().map(|formula| &formula.name);
    let compared = question.spec.compare.is_some();
    let names = measures.chain(formulas).flat_map(|key| {
        let name = super::value_name(key);
        let beside = ["_previous", "_change"].iter().filter(move |_| compared);
        let beside = beside.map(move |ending| format!("{name}{ending}"));
        std::iter::once(name.to_owned()).chain(beside)
    });
    names.collect()
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;

    static MODEL: LazyLock<Model> = LazyLock::new(|| Model::load(&Content::embedded()).0);

    const PROBE: &str = r#"
title = { ru = "Проба", en = "Probe" }
description = { ru = "Проба", en = "Probe" }
order = 999
readers = ["office"]
period = "last month"
filters = ["school.name"]

[[tiles]]
name = "one"
title = { ru = "Пропуски", en = "Absences" }
sentence = { ru = "Пропущено { $missed }", en = "Missed { $missed }" }
draws = ["attendance.missed"]
query = { measures = ["attendance.missed"], dimensions = ["$unit"], totals = true }

[[alerts]]
name = "two"
title = { ru = "Пропуски", en = "Absences" }
text = { ru = "{ $name }: { $missed }", en = "{ $name }: { $missed }" }
query = { measures = ["attendance.missed"], dimensions = ["$unit"] }
"#;

    /// Reads one file beside the declared ones and returns what is wrong with it.
    fn faults(text: &str) -> Vec<String> {
        let content = Content::embedded().with("dashboards/probe.toml", text);
        let (_, faults) = load(&content, &MODEL);
        let own = faults.into_iter();
        let own = own.filter(|fault| fault.file.as_deref() == Some("dashboards/probe.toml"));
        own.map(|fault| fault.message).collect()
    }

    #[test]
    fn the_declared_dashboards_have_no_faults() {
        let (dashboards, faults) = load(&Content::embedded(), &MODEL);
        assert_eq!(faults, []);
        for reader in Reader::ALL {
            let homes = dashboards.iter();
            let homes = homes.filter(|dashboard| dashboard.home_of.contains(&reader));
            assert_eq!(homes.count(), 1, "{reader:?}");
        }
    }

    #[test]
    fn each_fault_of_a_file_is_told() {
        assert_eq!(faults(PROBE), Vec::<String>::new());
        for (sound, broken, told) in [
            (
                r#"query = { measures = ["attendance.missed"], dimensions = ["$unit"], totals = true }"#,
                r#"query = { measures = ["attendance.mised"], dimensions = ["$unit"], totals = true }"#,
                "attendance.mised",
            ),
            (
                r#"filters = ["school.name"]"#,
                r#"filters = ["school.nam"]"#,
                "измерения «school.nam» нет; похожее: school.name",
            ),
            ("Пропущено { $missed }", "Пропущено { $late }", "текст (ru)"),
            ("Missed { $missed }", "Missed { $missed", "текст (en)"),
            (
                "{ $name }: { $missed }",
                "{ $name }: { $missed_most }",
                "текст (ru)",
            ),
            (
                "order = 999",
                "order = 999\nhome_of = [\"office\"]",
                "первая страница для Office уже объявлена",
            ),
            (
                "order = 999",
                "order = 999\nhome_of = [\"class\"]",
                "Class панель не читает",
            ),
            ("order = 999", "order = 999\ncolour = \"red\"", "colour"),
            (r#"readers = ["office"]"#, "readers = []", "нет читателей"),
            (
                r#"period = "last month""#,
                r#"period = "last fortnight""#,
                "неизвестный отрезок",
            ),
            (
                r#"draws = ["attendance.missed"]"#,
                r#"draws = ["attendance.late"]"#,
                "показателя «attendance.late» в вопросе нет",
            ),
            (
                r#"draws = ["attendance.missed"]"#,
                r#"targets = { "attendance.late" = 0 }"#,
                "targets: показателя «attendance.late» в вопросе нет",
            ),
            (r#"name = "two""#, r#"name = "one""#, "стоит дважды"),
            (
                "order = 999",
                "order = 999\nterms = \"future\"",
                "unknown variant `future`",
            ),
            (
                "[[tiles]]",
                "[demands]\ntitle = { ru = \"П\", en = \"R\" }\nrules = [\"topic\"]\n\n[[tiles]]",
                "правила «topic» нет; похожее: topics",
            ),
            (
                "[[tiles]]",
                "[demands]\ntitle = { ru = \"П\", en = \"R\" }\nrules = []\n\n[[tiles]]",
                "не названо ни одного правила",
            ),
            (
                r#"dimensions = ["$unit"] }"#,
                r#"dimensions = ["teacher.name"] }"#,
                "персональные данные",
            ),
            (
                r#"query = { measures = ["attendance.missed"], dimensions = ["$unit"] }"#,
                r#"query = { measures = ["timeliness.topics_missing"], dimensions = ["$unit"] }"#,
                "«Код ученика» не применимо",
            ),
        ] {
            assert!(PROBE.contains(sound), "{sound}");
            let found = faults(&PROBE.replace(sound, broken));
            assert!(
                found.iter().any(|message| message.contains(told)),
                "{broken}: {found:?}"
            );
        }
    }
}
