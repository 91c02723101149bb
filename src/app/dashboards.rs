//! Dashboards: what a page of answers asks for one reader, and the answers.

use std::sync::Arc;

use futures::StreamExt;
use futures::stream;
use serde_json::{Value, json};

use super::ask::refused;
use super::leads::Leads;
use super::people::require;
use super::reports::names_of;
use super::steps::Steps;
use super::{Action, Answer, App, AskError, Asker};
use crate::access::{Rows, Scope};
use crate::constructor::{self, Fault, QuerySpec, Range, RangeSpec};
pub use crate::dashboards::{
    Alert, Chart, Chosen, ChosenTerm, Dashboard, Demands, Filters, Level, Reader, Standing, Terms,
    Tile, Width,
};
use crate::dashboards::{Context, TERM_KIND, place_of, question, value_name};
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
    /// The term that the days are of, where one is chosen by its name.
    pub term: Option<ChosenTerm>,
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
    /// Where its rows lead in the constructor.
    pub leads: Leads,
    pub answer: Result<Answer, AskError>,
}

/// The answer of an alert: each row is one thing to look into.
pub struct OpenAlert {
    pub dashboard: Arc<Dashboard>,
    /// The place of the alert in the dashboard.
    pub place: usize,
    pub query: Value,
    pub unit: String,
    /// Its range in words; none where its topic tells how things stand now.
    pub period: Option<String>,
    /// The tile of its dashboard whose rows are about the same, by name.
    pub tile: Option<String>,
    pub answer: Result<Answer, AskError>,
}

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
        self.open_dashboard_in_steps(asker, dashboard, chosen, &Steps::default())
            .await
    }

    /// Answers every tile of a dashboard, and tells how many of them are answered.
    pub async fn open_dashboard_in_steps(
        &self,
        asker: &Asker,
        dashboard: Arc<Dashboard>,
        chosen: &Chosen,
        steps: &Steps,
    ) -> Result<OpenDashboard, AskError> {
        require(asker, Action::Ask)?;
        let (period, days) = self.period_of(&dashboard, chosen)?;
        let reader = reader_of(&asker.scope);
        let level = place_of(&chosen.filters, level_of(&asker.scope));
        let prepared = self.tiles_for(&asker.scope, &dashboard, chosen, &period);
        steps.expect(prepared.len());
        let tiles = stream::iter(prepared)
            .map(|tile| {
                let declared = &dashboard.tiles[tile.place];
                async move {
                    let leads = self.leads(&asker.scope, &tile.query, &tile.unit, &declared.draws);
                    let answer = self.ask_counted(asker, &tile.query).await;
                    steps.step();
                    OpenTile {
                        leads,
                        answer,
                        place: tile.place,
                        query: tile.query,
                        unit: tile.unit,
                        unobeyed: tile.unobeyed,
                    }
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
            term: chosen.term.clone(),
            tiles,
        })
    }

    /// Answers the alerts of a dashboard, which do not depend on what is chosen on its page.
    pub async fn alerts(&self, asker: &Asker, dashboard: &Arc<Dashboard>) -> Vec<OpenAlert> {
        stream::iter(self.alerts_for(&asker.scope, dashboard))
            .map(|alert| async move {
                let answer = self.ask_counted(asker, &alert.query).await;
                OpenAlert {
                    dashboard: dashboard.clone(),
                    place: alert.place,
                    tile: self.tile_about(&asker.scope, dashboard, &alert),
                    period: range_of(&alert.query).map(str::to_owned),
                    query: alert.query,
                    unit: alert.unit,
                    answer,
                }
            })
            .buffered(ASKED_AT_ONCE)
            .collect()
            .await
    }

    /// Answers a question, and counts the rows that its limit left out where it may have left out some.
    async fn ask_counted(&self, asker: &Asker, query: &Value) -> Result<Answer, AskError> {
        let mut answer = self.ask(asker, query).await?;
        let limit = query["limit"].as_u64();
        if limit.is_some_and(|limit| answer.table.row_count() as u64 >= limit) {
            let mut counted = query.clone();
            counted["limit"] = json!(1);
            counted["total"] = json!(true);
            let cap = self.cap_of_json();
            // A list whose length is not known still stands, and says that it is cut.
            let counted = self.ask_capped(&asker.scope, &counted, cap).await;
            answer.table.total = counted.ok().and_then(|counted| counted.table.total);
        }
        Ok(answer)
    }

    /// Returns the names of the schools in scope that chosen filters leave, with data or without. What is chosen among
    /// classes, subjects or people leaves a school where it is.
    pub async fn schools_within(
        &self,
        asker: &Asker,
        filters: &Filters,
    ) -> Result<Vec<String>, AskError> {
        let mut query = json!({
            "dimensions": ["school.name"],
            "order": [["school.name", "asc"]],
        });
        for (member, values) in filters.iter().filter(|(member, _)| is_of_schools(member)) {
            query = Chosen::with_filter(&query, member, values);
        }
        let answer = self.ask(asker, &query).await?;
        let rows = export::json::rows(&answer.table);
        let names = rows
            .iter()
            .filter_map(|row| row.get("school.name")?.as_str());
        Ok(names.map(str::to_owned).collect())
    }

    /// Returns what the filter of a page can be set to, in scope, in the order in which people sort. A class is one
    /// of the school that is chosen.
    pub async fn filter_values(
        &self,
        asker: &Asker,
        member: &str,
        chosen: &Filters,
    ) -> Vec<String> {
        let mut filters = vec![json!({"member": member, "operator": "set"})];
        let schools = chosen.get("school.name");
        if let Some(schools) = schools.filter(|_| member.starts_with("class.")) {
            filters.push(json!({"member": "school.name", "operator": "equals", "values": schools}));
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

    /// Says whether words name a stretch of days, such as `last month`.
    pub fn reads_range(&self, words: &str) -> bool {
        let spec = RangeSpec::Relative(words.to_owned());
        Range::resolve(&spec, self.moment().today).is_ok()
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
                for (member, values) in chosen.all_filters() {
                    let is_term = member == TERM_KIND;
                    // A tile with a range of its own has nothing to do with the chosen term, and of lessons its days say all.
                    if is_term && (own.is_some() || !self.is_of_terms(&query)) {
                        continue;
                    }
                    let filtered = Chosen::with_filter(&query, member, values);
                    match self.binds(&filtered, scope.sight()) {
                        true => query = filtered,
                        false => unobeyed.push(member.to_owned()),
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

    /// Returns the tile that tells of what an alert is about: one with rows of the same kind, at best with the same figure.
    fn tile_about(&self, scope: &Scope, dashboard: &Dashboard, alert: &Prepared) -> Option<String> {
        let (reader, context) = (reader_of(scope), self.context(scope, level_of(scope)));
        let measures: Vec<&str> = measures_of(&alert.query).collect();
        let tiles = dashboard.tiles.iter().filter(|tile| {
            tile.chart != Chart::Figures
                && tile.is_for(reader)
                && self.is_open(&tile.query, scope)
                && split_by(&question(&tile.query, &tile.units, context).0, &alert.unit)
        });
        let tile = tiles.min_by_key(|tile| {
            let shared = measures_of(&tile.query).filter(|name| measures.contains(name));
            std::cmp::Reverse(shared.count())
        });
        tile.map(|tile| tile.name.clone())
    }

    fn context(&self, scope: &Scope, level: Level) -> Context<'static> {
        let names = names_of(scope);
        Context {
            // Of a single pupil no figure is shown there.
            level: match self.withholds_few(scope) {
                true => level.min(Level::Classes),
                false => level,
            },
            pupil: names.pupil,
            teacher: names.teacher,
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

    /// Says whether a question is about what terms ended with: of all its measures the rows are told apart by terms.
    pub(super) fn is_of_terms(&self, query: &Value) -> bool {
        let measures = query["measures"].as_array().into_iter().flatten();
        let mut topics = measures.filter_map(|name| match self.model.member(name.as_str()?)? {
            Member::Measure(topic, _) => Some(topic),
            Member::Dimension(..) => None,
        });
        topics.all(|topic| topic.rows.iter().any(|row| row == "term.name"))
    }

    pub(super) fn binds(&self, query: &Value, sight: Sight) -> bool {
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

/// Says whether filters of a member pick schools.
pub fn is_of_schools(member: &str) -> bool {
    let places = ["school.", "district.", "municipality."];
    places.iter().any(|entity| member.starts_with(entity))
}

fn measures_of(query: &Value) -> impl Iterator<Item = &str> {
    let measures = query["measures"].as_array();
    measures.into_iter().flatten().filter_map(Value::as_str)
}

/// Returns the range in words that a question is asked over.
fn range_of(query: &Value) -> Option<&str> {
    let times = query["timeDimensions"].as_array();
    let mut times = times.into_iter().flatten();
    times.find_map(|time| time.get("dateRange")?.as_str())
}

fn split_by(query: &Value, member: &str) -> bool {
    let dimensions = query["dimensions"].as_array();
    dimensions.into_iter().flatten().any(|name| name == member)
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

/// Returns the name by which the sentence of a tile asks for a measure.
pub fn name_in_sentences(key: &str) -> &str {
    value_name(key)
}
