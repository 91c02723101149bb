//! Star: the button that marks a question or a dashboard, or takes the mark away.

use askama::Template;

use crate::catalogue::say;

#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "parts/star.html")]
pub struct Star {
    title: String,
    /// The own address of what is marked.
    address: String,
    pub is_marked: bool,
    /// Where the person is led afterwards.
    back: String,
}

impl Star {
    pub fn new(title: &str, address: &str, is_marked: bool, back: &str) -> Self {
        Self {
            title: title.to_owned(),
            address: address.to_owned(),
            is_marked,
            back: back.to_owned(),
        }
    }
}
