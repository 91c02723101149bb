//! The API: Cube's REST query format for programs, and files of answers.

pub mod attachment;
pub mod cube;
pub mod explain;
pub mod export;
pub mod extracts;
pub mod favourites;
pub mod load;
pub mod meta;
pub mod plan;
pub mod provenance;
pub mod queries;
pub mod release_diff;
pub mod releases;
pub mod saved;
pub mod sql;
pub mod terms;
pub mod values;
