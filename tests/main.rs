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
mod crash;
mod dashboards;
mod declared;
mod export;
mod extract;
mod lake;
mod languages;
mod loads;
mod measures;
mod office;
mod office_records;
mod oidc;
mod oidc_provider;
mod pages;
mod people;
mod pivot;
mod queries;
mod registers;
mod rollups;
mod sample;
mod security;
mod small_cells;
mod timeliness;
mod tls;
mod traps;
mod web;
