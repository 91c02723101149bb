//! Crumbs: the way down from the municipality to a school and a class, each step the same page one level up.

use super::address::Address;
use crate::app::{Asker, Chosen, Reader, reader_of};
use crate::catalogue::say;
use crate::web::parts::words;
use crate::web::site::Site;

const SCHOOL: &str = "school.name";
const CLASS: &str = "class.name";

/// One step of the way; the last one is the page itself and leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crumb {
    pub title: String,
    pub address: Option<String>,
}

/// Returns the way to what is chosen; none at its beginning. Who has a school begins there.
pub fn of(
    site: &Site,
    asker: &Asker,
    asked: &Chosen,
    address: &Address,
    own_school: Option<String>,
) -> Vec<Crumb> {
    let only = |member: &str| match asked.filters.get(member).map(Vec::as_slice) {
        Some([only]) => Some(only.clone()),
        _ => None,
    };
    let class = only(CLASS);
    let above_class = address.without(CLASS);
    let (top, school) = match reader_of(&asker.scope) {
        Reader::Office => {
            let title = match site.app.is_office(asker) {
                true => say!("crumb-municipality"),
                false => say!("crumb-schools"),
            };
            let top = Crumb {
                title,
                address: Some(address.without_each(&[SCHOOL, CLASS])),
            };
            (Some(top), only(SCHOOL))
        }
        // Above the own school nothing is open, and a class that is chosen lies below it.
        Reader::School => (None, own_school.filter(|_| class.is_some())),
        Reader::Class | Reader::Group => (None, None),
    };
    let Some(school) = school else {
        return Vec::new();
    };
    let school = Crumb {
        title: words::unbroken(&school),
        address: class.is_some().then_some(above_class),
    };
    let class = class.map(|title| Crumb {
        title,
        address: None,
    });
    top.into_iter().chain([school]).chain(class).collect()
}
