//! Standing: where a director's school stands among all of the municipality, without a word about another one.

use serde_json::{Value, json};

use super::dashboards::{Chosen, Reader, Standing, is_of_schools, reader_of};
use super::people::require;
use super::{Action, App, AskError, Asker};
use crate::access::Scope;
use crate::dashboards::{StandingMeasure, TERM_KIND};
use crate::export;

/// Where a school stands by one measure.
#[derive(Debug, Clone, PartialEq)]
pub struct StandsAt {
    pub measure: String,
    pub less_is_better: bool,
    /// Its own range in words, where the one of the page is not its.
    pub period: Option<String>,
    pub own: Option<f64>,
    /// None where there are too few schools to hide one of them.
    pub median: Option<f64>,
    /// One and how many schools are better; none where there is no median.
    pub rank: Option<usize>,
    /// How many schools have the figure.
    pub schools: usize,
}

/// Where a school stands by the measures of a page.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Stands {
    pub measures: Vec<StandsAt>,
    /// What is chosen on the page and changes nothing here.
    pub unobeyed: Vec<String>,
}

/// Fewer schools than these would tell a director of a single other one.
const SCHOOLS_LEAST: usize = 5;

impl App {
    /// Says where the school of its director stands among all of the municipality, without a word about another one.
    /// Others are looked at as the own school is: where every measure knows a chosen grade or subject, by that alone.
    pub async fn standing(
        &self,
        asker: &Asker,
        standing: &Standing,
        chosen: &Chosen,
        period: &Value,
    ) -> Result<Stands, AskError> {
        require(asker, Action::Ask)?;
        let mut stands = Stands::default();
        let own = asker.scope.school_id();
        let Some(own) = own.filter(|_| reader_of(&asker.scope) == Reader::School) else {
            return Ok(stands);
        };
        let everyone = Scope::office(false, false);
        let measures = standing.measures.iter().map(|one| {
            let query = json!({"measures": [one.measure], "dimensions": ["school.id"]});
            (one, query)
        });
        let mut measures: Vec<(&StandingMeasure, Value)> = measures
            .filter(|(_, query)| self.is_open(query, &asker.scope))
            .collect();
        for (one, query) in &mut measures {
            let period = match &one.period {
                Some(words) => &json!(words),
                None => period,
            };
            let with_period = Chosen::with_period(query, period);
            match self.binds(&with_period, everyone.sight()) {
                true => *query = with_period,
                false if chosen.period.is_some() => stands.leave("period"),
                false => {}
            }
        }
        for (member, values) in chosen.all_filters() {
            let filtered = measures
                .iter()
                .map(|(_, query)| Chosen::with_filter(query, member, values));
            let filtered: Vec<Value> = filtered.collect();
            let binds = |query: &Value| self.binds(query, everyone.sight());
            if member == TERM_KIND {
                let each = measures.iter_mut().zip(filtered);
                for ((_, query), filtered) in each.filter(|((one, _), filtered)| {
                    one.period.is_none() && self.is_of_terms(filtered)
                }) {
                    *query = filtered;
                }
            } else if is_of_one_school(member) || !filtered.iter().all(binds) {
                stands.leave(member);
            } else {
                for ((_, query), filtered) in measures.iter_mut().zip(filtered) {
                    *query = filtered;
                }
            }
        }
        for (one, query) in measures {
            let answer = self
                .ask_capped(&everyone, &query, self.cap_of_json())
                .await?;
            let rows = export::json::rows(&answer.table);
            let figures = rows.iter().filter_map(|row| {
                let school = row.get("school.id")?.as_str()?;
                Some((school, row.get(&one.measure)?.as_f64()?))
            });
            let mut figures: Vec<(&str, f64)> = figures.collect();
            if figures.iter().all(|(school, _)| *school != own) {
                // A figure of few pupils is withheld from everyone but their own school.
                let answer = self
                    .ask_capped(&asker.scope, &query, self.cap_of_json())
                    .await?;
                let rows = export::json::rows(&answer.table);
                let mut mine = rows.iter().map(|row| row.get(&one.measure)?.as_f64());
                figures.extend(mine.find_map(|figure| figure).map(|figure| (own, figure)));
            }
            let stands_at = stands_at(one, own, &figures);
            stands.measures.push(stands_at);
        }
        Ok(stands)
    }
}

impl Stands {
    fn leave(&mut self, name: &str) {
        if self.unobeyed.iter().all(|left| left != name) {
            self.unobeyed.push(name.to_owned());
        }
    }
}

/// Says whether other schools have nothing that a filter could pick: no school is called as another, and 5А is another
/// class there.
fn is_of_one_school(member: &str) -> bool {
    is_of_schools(member) || matches!(member, "class.name" | "class.id")
}

fn stands_at(declared: &StandingMeasure, own: &str, figures: &[(&str, f64)]) -> StandsAt {
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
    let is_better = |other: f64, than: f64| match declared.less_is_better {
        true => other < than,
        false => other > than,
    };
    let rank = mine.filter(|_| is_told).map(|mine| {
        let better = sorted.iter().filter(|other| is_better(**other, mine));
        better.count() + 1
    });
    StandsAt {
        measure: declared.measure.clone(),
        less_is_better: declared.less_is_better,
        period: declared.period.clone(),
        own: mine,
        median,
        rank,
        schools: figures.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn more() -> StandingMeasure {
        StandingMeasure {
            measure: "m".to_owned(),
            period: None,
            less_is_better: false,
        }
    }

    fn less() -> StandingMeasure {
        StandingMeasure {
            less_is_better: true,
            ..more()
        }
    }

    #[test]
    fn a_school_learns_its_rank_and_the_median_and_nothing_else() {
        let figures = [
            ("a", 90.0),
            ("b", 95.0),
            ("c", 85.0),
            ("d", 95.0),
            ("e", 99.0),
        ];
        let stands = stands_at(&more(), "b", &figures);
        assert_eq!((stands.own, stands.median), (Some(95.0), Some(95.0)));
        assert_eq!((stands.rank, stands.schools), (Some(2), 5));
        let stands = stands_at(&less(), "b", &figures);
        assert_eq!(stands.rank, Some(3), "two schools have less");
    }

    #[test]
    fn of_few_schools_nothing_is_told_but_the_own_figure() {
        let figures = [("a", 90.0), ("b", 95.0), ("c", 85.0), ("d", 95.0)];
        let stands = stands_at(&more(), "b", &figures);
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
        let stands = stands_at(&more(), "z", &figures);
        assert_eq!((stands.own, stands.rank), (None, None));
        assert_eq!(stands.median, Some(6.0));
    }
}
