//! Data line: up to when the data of a page tell, how many of its schools have any, and by which release.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::app::{Action, Asker};
use crate::catalogue::say;
use crate::web::parts::words;
use crate::web::site::Site;

/// One line in the frame of every page that shows data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataLine {
    pub text: String,
    /// Stands apart: a narrow screen does without it.
    pub release: Option<String>,
}

impl DataLine {
    pub fn new(text: String) -> Self {
        Self {
            text,
            release: None,
        }
    }

    /// Tells of a moment and of how many schools have data among how many. Of one school there is nothing to count.
    pub fn of(
        moment: Option<Timestamp>,
        (present, schools): (usize, usize),
        release: Option<i64>,
        zone: &TimeZone,
    ) -> Self {
        let mut said = Vec::new();
        match moment {
            Some(moment) => {
                let moment = words::moment(moment, zone);
                said.push(say!("data-moment", moment = moment));
            }
            None if schools == 0 => {}
            None => said.push(say!("data-none")),
        }
        if schools > 1 {
            said.push(say!(
                "data-schools",
                here = present as i64,
                count = schools as i64
            ));
        }
        Self {
            text: said.join(" · "),
            release: release.map(|release| say!("data-release", release = release.to_string())),
        }
    }

    /// Returns the line of who asks for data; none before there are any.
    pub fn for_reader(site: &Site, asker: &Asker) -> Option<Self> {
        let told = site.app.data_moment(&asker.scope);
        let told = told.filter(|_| asker.may(Action::Ask))?;
        let zone = &site.app.config.office.timezone;
        let schools = (told.present, told.schools);
        Some(Self::of(told.moment, schools, Some(told.release), zone))
    }

    pub fn whole(&self) -> String {
        let parts = std::iter::once(&self.text).chain(&self.release);
        let parts = parts.filter(|part| !part.is_empty()).map(String::as_str);
        parts.collect::<Vec<_>>().join(" · ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Language;

    #[test]
    fn one_school_is_not_counted_and_many_are() {
        let moment = "2025-10-31T20:40:00Z".parse().ok();
        let told = |schools| DataLine::of(moment, schools, Some(7), &TimeZone::UTC).whole();
        assert_eq!(Language::current(), Language::Russian);
        assert_eq!(told((1, 1)), "Данные на 31.10.2025 20:40 · выпуск 7");
        assert_eq!(
            told((11, 12)),
            "Данные на 31.10.2025 20:40 · 11 из 12 школ · выпуск 7"
        );
        let none = DataLine::of(None, (0, 2), None, &TimeZone::UTC);
        assert_eq!(none.whole(), "Данных ещё нет · 0 из 2 школ");
    }
}
