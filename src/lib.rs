//! svodka: the analytics and reporting warehouse of a municipal education office.
//!
//! Files come in, tables accumulate, people ask questions, papers go out. The modules stand in that
//! order: [`extract`] reads what a school's segment handed over, [`loads`] lands a night of it in the
//! [`lake`] and derives marts, the [`office`] records the release that readers see. A question passes
//! through [`constructor`] (names bound to the [`model`]), [`access`] (rows a person may see) and
//! [`engine`] (run under limits) to become a [`table::Table`], which [`export`] turns into files.
//! What no extract brings is kept in [`registers`]. [`forms`] are the papers that statistics ask for, [`reports`] those that schools print by custom.
//! The [`catalogue`] says it in two languages, and [`help`] explains it. [`app`] holds all of it for the two faces, [`web`] and [`cli`].

pub mod clock;
pub mod diagnostic;
pub mod period;
pub mod sheet;
pub mod table;

pub mod config;
pub mod content;
pub mod model;
pub mod registers;

pub mod extract;
pub mod lake;
pub mod office;

pub mod audit;

pub mod access;
pub mod constructor;
pub mod engine;
pub mod loads;

pub mod export;
pub mod sample;

pub mod catalogue;
pub mod dashboards;
pub mod forms;
pub mod help;
pub mod reports;

pub mod app;
pub mod cli;
pub mod web;
