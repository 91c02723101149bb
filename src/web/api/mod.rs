//! The API: Cube's REST query format for programs, and files of answers.

pub mod cube;
pub mod explain;
pub mod export;
pub mod extracts;
pub mod load;
pub mod meta;
pub mod plan;
mod provenance;
pub mod queries;
pub mod release_diff;
pub mod releases;
pub mod sql;
pub mod values;
