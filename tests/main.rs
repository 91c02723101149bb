//! All tests of svodka from the outside, in one binary, so that the engine is linked once.
//!
//! `office` builds the stage of most of them: an office with schools, extracts and people.

mod answers;
mod architecture;
mod bucket;
mod bucket_server;
mod changes;
mod compare;
mod config;
mod crash;
mod declared;
mod export;
mod extract;
mod lake;
mod loads;
mod measures;
mod office;
mod office_records;
mod pages;
mod queries;
mod registers;
mod rollups;
mod sample;
mod security;
mod timeliness;
mod traps;
mod web;
