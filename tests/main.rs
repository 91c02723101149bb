//! All tests of svodka from the outside, in one binary, so that the engine is linked once.
//!
//! `office` builds the stage of most of them: an office with schools, extracts and people.

mod access;
mod answers;
mod architecture;
mod attacks;
mod bucket;
mod bucket_server;
mod changes;
mod compare;
mod config;
mod constructor;
mod crash;
mod dashboards;
mod declared;
mod export;
mod extract;
mod help;
mod lake;
mod languages;
mod loads;
mod loads_pages;
mod measures;
mod meta;
mod office;
mod office_records;
mod oidc;
mod oidc_provider;
mod pages;
mod papers;
mod people;
mod pivot;
mod plan;
mod queries;
mod registers;
mod reports;
mod rollups;
mod sample;
mod saved;
mod security;
mod small_cells;
mod timeliness;
mod tls;
mod traps;
mod web;
