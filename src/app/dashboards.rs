//! Dashboards: what a page of answers asks for one reader, and the answers.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::StreamExt;
use futures::stream;
use serde_json::{Value, json};

use super::ask::refused;
use super::people::require;
use super::{Action, Answer, App, AskError, Asker};
use crate::access::{Rows, Scope};
use crate::constructor::{self, Fault, QuerySpec, Range, RangeSpec};
pub use crate::dashboards::{
    Alert, Chart, Chosen, Dashboard, Level, Reader, Standing, Tile, Width,
};
use crate::dashboards::{Context, place_of, question, value_name};
use crate::engine;
use crate::export;
use crate::model::{Member, Sight};
use crate::period::Period;
use crate::table::Format;

/// A dashboard as it opens for one reader.
pub struct OpenDashboard {
    pub dashboard: Arc<Dashboard>,
    pub reader: Reader,
    pub level: Level,
    /// The range asked: in words, or two days.
    pub period: Value,
    /// Its days; none for a term, whose days differ from school to school.
    pub days: Option<Period>,
    pub tiles: Vec<OpenTile>,
}

/// The answer of a tile.
pub struct OpenTile {
    /// The place of the tile in the dashboard.
    pub place: usize,
    /// What was asked.
    pub query: Value,
    /// The dimension that its rows are about.
    pub unit: String,
    /// The filters of the page that its topic does not know.
    pub unobeyed: Vec<String>,
    pub answer: Result<Answer, AskError>,
}

/// The answer of an alert: each row is one thing to look into.
pub struct OpenAlert {
    pub dashboard: Arc<Dashboard>,
    /// The place of the alert in the dashboard.
    pub place: usize,
    pub query: Value,
    pub unit: String,
    pub answer: Result<Answer, AskError>,
}

/// Where a school stands by one measure.
#[derive(Debug, Clone, PartialEq)]
pub struct StandsAt {
    pub measure: String,
    pub less_is_better: bool,
    pub own: Option<f64>,
    /// None where there are too few schools to hide one of them.
    pub median: Option<f64>,
    /// One and how many schools are better; none where there is no median.
    pub rank: Option<usize>,
    /// How many schools have the figure.
    pub schools: usize,
}

/// Fewer schools than these would tell a director of a single other one.
const SCHOOLS_LEAST: usize = 5;

/// The engine answers two questions at once: a third is ready when one of them ends.
const ASKED_AT_ONCE: usize = 3;

/// More things to look into than these are a list for the constructor.
const ALERT_ROWS: u64 = 50;

/// A question of a tile or an alert made for a reader, before it is asked.
struct Prepared {
    place: usize,
    query: Value,
    unit: String,
    unobeyed: Vec<String>,
}

impl App {
    /// Returns the dashboards that a person can open, in their order.
    pub fn dashboards_of(&self, asker: &Asker) -> Vec<Arc<Dashboard>> {
        if !asker.may(Action::Ask) {
            return Vec::new();
        }
        let reader = reader_of(&asker.scope);
        let of_reader = self.dashboards.iter().filter(|dashboard| {
            dashboard.readers.contains(&reader)
                && self.shows_anything(dashboard, &asker.scope, reader)
        });
        of_reader.cloned().collect()
    }

    /// Returns the first page of a person; the first dashboard that opens where none is declared to be it.
    pub fn home_of(&self, asker: &Asker) -> Option<Arc<Dashboard>> {
        let reader = reader_of(&asker.scope);
        let open = self.dashboards_of(asker);
        let home = open
            .iter()
            .find(|dashboard| dashboard.home_of.contains(&reader));
        home.or(open.first()).cloned()
    }

    /// Returns a dashboard that a person can open; others look absent.
    pub fn dashboard(&self, asker: &Asker, name: &str) -> Result<Arc<Dashboard>, AskError> {
        let mut open = self.dashboards_of(asker).into_iter();
        open.find(|dashboard| dashboard.name == name)
            .ok_or(AskError::NotFound)
    }

    /// Answers every tile of a dashboard.
    pub async fn open_dashboard(
        &self,
        asker: &Asker,
        dashboard: Arc<Dashboard>,
        chosen: &Chosen,
    ) -> Result<OpenDashboard, AskError> {
        require(asker, Action::Ask)?;
        let (period, days) = self.period_of(&dashboard, chosen)?;
        let reader = reader_of(&asker.scope);
        let level = place_of(&chosen.filters, level_of(&asker.scope));
        let prepared = self.tiles_for(&asker.scope, &dashboard, chosen, &period);
        let tiles = stream::iter(prepared)
            .map(|tile| async move {
                let answer = self.ask(asker, &tile.query).await;
                OpenTile {
                    place: tile.place,
                    query: tile.query,
                    unit: tile.unit,
                    unobeyed: tile.unobeyed,
                    answer,
                }
            })
            .buffered(ASKED_AT_ONCE)
            .collect()
            .await;
        Ok(OpenDashboard {
            dashboard,
            reader,
            level,
            period,
            days,
            tiles,
        })
    }

    /// Answers the alerts of a dashboard, which do not depend on what is chosen on its page.
    pub async fn alerts(&self, asker: &Asker, dashboard: &Arc<Dashboard>) -> Vec<OpenAlert> {
        stream::iter(self.alerts_for(&asker.scope, dashboard))
            .map(|alert| async move {
                let answer = self.ask(asker, &alert.query).await;
                OpenAlert {
                    dashboard: dashboard.clone(),
                    place: alert.place,
                    query: alert.query,
                    unit: alert.unit,
                    answer,
                }
            })
            .buffered(ASKED_AT_ONCE)
            .collect()
            .await
    }

    /// Says where the asker's only school stands among all of the municipality, without a word about another one.
    pub async fn standing(
        &self,
        asker: &Asker,
        standing: &Standing,
        period: &Value,
    ) -> Result<Vec<StandsAt>, AskError> {
        require(asker, Action::Ask)?;
        let Some(own) = asker.scope.school_id() else {
            return Ok(Vec::new());
        };
        let everyone = Scope::office(false, false);
        let mut stands = Vec::new();
        for one in &standing.measures {
            let query = json!({"measures": [one.measure], "dimensions": ["school.id"]});
            let with_period = Chosen::with_period(&query, period);
            let query = match self.binds(&with_period, everyone.sight()) {
                true => with_period,
                false => query,
            };
            if !self.is_open(&query, &asker.scope) {
                continue;
            }
            let answer = self
                .ask_capped(&everyone, &query, self.cap_of_json())
                .await?;
            let rows = export::json::rows(&answer.table);
            let figures = rows.iter().filter_map(|row| {
                let school = row.get("school.id")?.as_str()?;
                Some((school, row.get(&one.measure)?.as_f64()?))
            });
            let figures: Vec<(&str, f64)> = figures.collect();
            stands.push(stands_at(&one.measure, one.less_is_better, own, &figures));
        }
        Ok(stands)
    }

    /// Returns what the filter of a page can be set to, in scope, in the order in which people sort. A class is one
    /// of the school that is chosen.
    pub async fn filter_values(
        &self,
        asker: &Asker,
        member: &str,
        chosen: &BTreeMap<String, String>,
    ) -> Vec<String> {
        let mut filters = vec![json!({"member": member, "operator": "set"})];
        let school = chosen.get("school.name");
        if let Some(school) = school.filter(|_| member.starts_with("class.")) {
            filters
                .push(json!({"member": "school.name", "operator": "equals", "values": [school]}));
        }
        let query = json!({
            "dimensions": [member],
            "filters": filters,
            "order": [[member, "asc"]],
        });
        // A page stands without the values of one of its filters.
        let Ok(answer) = self.ask(asker, &query).await else {
            return Vec::new();
        };
        let rows = export::json::rows(&answer.table);
        let values = rows.iter().filter_map(|row| match row.get(member)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        });
        values.collect()
    }

    /// Returns how the figures of a measure are shown.
    pub fn format_of(&self, measure: &str) -> Format {
        match self.model.member(measure) {
            Some(Member::Measure(_, measure)) => engine::format_of(measure.format),
            _ => Format::Number(2),
        }
    }

    /// Returns what the first pages of a scope ask when nothing is chosen on them.
    pub(super) fn questions_of_homes(&self, scope: &Scope) -> Vec<Value> {
        let reader = reader_of(scope);
        let homes = self.dashboards.iter();
        let homes = homes.filter(|dashboard| dashboard.home_of.contains(&reader));
        let chosen = Chosen::default();
        let prepared = homes.flat_map(|home| {
            let read = self.dashboards.iter().filter(|dashboard| {
                home.gathers_alerts
                    && dashboard.readers.contains(&reader)
                    && self.shows_anything(dashboard, scope, reader)
            });
            let mut prepared = self.tiles_for(scope, home, &chosen, &json!(home.period));
            prepared.extend(read.flat_map(|dashboard| self.alerts_for(scope, dashboard)));
            prepared
        });
        prepared.map(|one| one.query).collect()
    }

    fn alerts_for(&self, scope: &Scope, dashboard: &Dashboard) -> Vec<Prepared> {
        let reader = reader_of(scope);
        let context = self.context(scope, level_of(scope));
        let alerts = dashboard.alerts.iter().enumerate();
        let alerts =
            alerts.filter(|(_, alert)| alert.is_for(reader) && self.is_open(&alert.query, scope));
        alerts
            .map(|(place, alert)| {
                let (mut query, unit) = question(&alert.query, &alert.units, context);
                let period = json!(alert.period.as_ref().unwrap_or(&dashboard.period));
                let with_period = Chosen::with_period(&query, &period);
                if self.binds(&with_period, scope.sight()) {
                    query = with_period;
                }
                if query.get("limit").is_none() {
                    query["limit"] = json!(ALERT_ROWS);
                }
                Prepared {
                    place,
                    query,
                    unit,
                    unobeyed: Vec::new(),
                }
            })
            .collect()
    }

    fn tiles_for(
        &self,
        scope: &Scope,
        dashboard: &Dashboard,
        chosen: &Chosen,
        period: &Value,
    ) -> Vec<Prepared> {
        let reader = reader_of(scope);
        let context = self.context(scope, place_of(&chosen.filters, level_of(scope)));
        let tiles = dashboard.tiles.iter().enumerate();
        let tiles =
            tiles.filter(|(_, tile)| tile.is_for(reader) && self.is_open(&tile.query, scope));
        tiles
            .map(|(place, tile)| {
                let (mut query, unit) = question(&tile.query, &tile.units, context);
                let mut unobeyed = Vec::new();
                let own = tile.period.as_ref().map(|period| json!(period));
                let with_period = Chosen::with_period(&query, own.as_ref().unwrap_or(period));
                match self.binds(&with_period, scope.sight()) {
                    true => query = with_period,
                    false => unobeyed.push("period".to_owned()),
                }
                if own.is_some() && chosen.period.is_some() {
                    unobeyed.push("period".to_owned());
                }
                for (member, value) in &chosen.filters {
                    let filtered = Chosen::with_filter(&query, member, value);
                    match self.binds(&filtered, scope.sight()) {
                        true => query = filtered,
                        false => unobeyed.push(member.clone()),
                    }
                }
                Prepared {
                    place,
                    query,
                    unit,
                    unobeyed,
                }
            })
            .collect()
    }

    fn context(&self, scope: &Scope, level: Level) -> Context<'static> {
        Context {
            // Of a single pupil no figure is shown there.
            level: match self.withholds_few(scope) {
                true => level.min(Level::Classes),
                false => level,
            },
            pupil: match scope.sight().has_pupils {
                true => "pupil.name",
                false => "pupil.id",
            },
            teacher: match scope.sight().has_staff {
                true => "teacher.name",
                false => "teacher.id",
            },
        }
    }

    /// Says whether a page has anything for a reader, apart from what stands on every page.
    fn shows_anything(&self, dashboard: &Dashboard, scope: &Scope, reader: Reader) -> bool {
        let mut tiles = dashboard.tiles.iter();
        tiles.any(|tile| tile.is_for(reader) && self.is_open(&tile.query, scope))
    }

    /// Says whether every topic of a question is open to a scope, those that it only filters by included.
    pub(super) fn is_open(&self, query: &Value, scope: &Scope) -> bool {
        match query {
            Value::String(name) => match self.model.member(name) {
                Some(Member::Measure(topic, _)) => scope.topics().include(&topic.name),
                _ => true,
            },
            Value::Array(items) => items.iter().all(|item| self.is_open(item, scope)),
            Value::Object(members) => members.values().all(|value| self.is_open(value, scope)),
            _ => true,
        }
    }

    fn binds(&self, query: &Value, sight: Sight) -> bool {
        let today = self.moment().today;
        QuerySpec::parse(query)
            .is_ok_and(|spec| constructor::bind(&spec, &self.model, sight, today).is_ok())
    }

    fn period_of(
        &self,
        dashboard: &Dashboard,
        chosen: &Chosen,
    ) -> Result<(Value, Option<Period>), AskError> {
        let period = chosen.period.clone();
        let period = period.unwrap_or_else(|| json!(dashboard.period));
        let spec = match (&period, period.as_array().map(Vec::as_slice)) {
            (Value::String(words), _) => RangeSpec::Relative(words.clone()),
            (_, Some([Value::String(from), Value::String(to)])) => {
                RangeSpec::Days(from.clone(), to.clone())
            }
            _ => RangeSpec::Relative(period.to_string()),
        };
        let range = Range::resolve(&spec, self.moment().today)
            .map_err(|message| refused(vec![Fault::new("period", message)]))?;
        let days = match range {
            Range::Days(days) => Some(days),
            Range::ThisTerm
            | Range::LastTerm
            | Range::BeforeThisTerm
            | Range::TermBeforeLast
            | Range::LastFinishedTerm
            | Range::FinishedBeforeLast => None,
        };
        Ok((period, days))
    }
}

/// Says who a scope's person is to a dashboard.
pub fn reader_of(scope: &Scope) -> Reader {
    match scope.rows() {
        Rows::Office | Rows::Nothing => Reader::Office,
        Rows::Schools(schools) if schools.len() > 1 => Reader::Office,
        Rows::Schools(_) => Reader::School,
        Rows::Classes { .. } => Reader::Class,
        Rows::Groups { .. } => Reader::Group,
    }
}

fn level_of(scope: &Scope) -> Level {
    match scope.rows() {
        Rows::Classes { class_ids, .. } if class_ids.len() == 1 => Level::Pupils,
        _ => match reader_of(scope) {
            Reader::Office => Level::Schools,
            Reader::School | Reader::Class | Reader::Group => Level::Classes,
        },
    }
}

fn stands_at(measure: &str, less_is_better: bool, own: &str, figures: &[(&str, f64)]) -> StandsAt {
    let mine = figures.iter().find(|(school, _)| *school == own);
    let mine = mine.map(|(_, figure)| *figure);
    let is_told = figures.len() >= SCHOOLS_LEAST;
    let mut sorted: Vec<f64> = figures.iter().map(|(_, figure)| *figure).collect();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    let median = match (is_told, sorted.len() % 2) {
        (false, _) => None,
        (true, 1) => Some(sorted[half]),
        (true, _) => Some(f64::midpoint(sorted[half - 1], sorted[half])),
    };
    let is_better = |other: f64, than: f64| match less_is_better {
        true => other < than,
        false => other > than,
    };
    let rank = mine.filter(|_| is_told).map(|mine| {
        let better = sorted.iter().filter(|other| is_better(**other, mine));
        better.count() + 1
    });
    StandsAt {
        measure: measure.to_owned(),
        less_is_better,
        own: mine,
        median,
        rank,
        schools: figures.len(),
    }
}

/// Returns the name by which the sentence of a tile asks for a measure.
pub fn name_in_sentences(key: &str) -> &str {
    value_name(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_school_learns_its_rank_and_the_median_and_nothing_else() {
        let figures = [
            ("a", 90.0),
            ("b", 95.0),
            ("c", 85.0),
            ("d", 95.0),
            ("e", 99.0),
        ];
        let stands = stands_at("m", false, "b", &figures);
        assert_eq!((stands.own, stands.median), (Some(95.0), Some(95.0)));
        assert_eq!((stands.rank, stands.schools), (Some(2), 5));
        let stands = stands_at("m", true, "b", &figures);
        assert_eq!(stands.rank, Some(3), "two schools have less");
    }

    #[test]
    fn of_few_schools_nothing_is_told_but_the_own_figure() {
        let figures = [("a", 90.0), ("b", 95.0), ("c", 85.0), ("d", 95.0)];
        let stands = stands_at("m", false, "b", &figures);
        assert_eq!(stands.own, Some(95.0));
        assert_eq!((stands.median, stands.rank), (None, None));
    }

    #[test]
    fn an_even_number_of_schools_has_its_median_between_two() {
        let figures = [
            ("a", 1.0),
            ("b", 2.0),
            ("c", 4.0),
            ("d", 8.0),
            ("e", 9.0),
            ("f", 10.0),
        ];
        let stands = stands_at("m", false, "z", &figures);
        assert_eq!((stands.own, stands.rank), (None, None));
        assert_eq!(stands.median, Some(6.0));
    }
}
