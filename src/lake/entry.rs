//! What stands in the Delta log: one action to a line, a commit to a file.

use std::collections::BTreeMap;

use deltalake::kernel::{Add, Remove};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::YEAR;

/// One line of a commit: one of these actions, or another that says nothing of rows.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Entry {
    #[serde(skip_serializing_if = "Option::is_none", skip_deserializing)]
    commit_info: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol: Option<Protocol>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meta_data: Option<Metadata>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub add: Option<Add>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remove: Option<Remove>,
}

/// What a program must know to read and to write the table.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Protocol {
    pub min_reader_version: i32,
    pub min_writer_version: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reader_features: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub writer_features: Option<Vec<String>>,
}

/// What the table is.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Metadata {
    id: String,
    name: Option<String>,
    description: Option<String>,
    format: Value,
    /// The columns, as Delta's schema JSON.
    pub schema_string: String,
    partition_columns: Vec<String>,
    configuration: BTreeMap<String, String>,
    created_time: Option<i64>,
}

/// Why a commit was made, for those who read the log with other tools.
#[derive(Debug, Clone, Copy)]
pub(super) enum Operation {
    Create,
    Append,
    Replace,
    Restore,
}

impl Entry {
    /// Returns the line that tells who made the commit and why.
    pub fn commit_info(operation: Operation, load_ids: &[String], now_ms: i64) -> Self {
        let mode = match operation {
            Operation::Append => Some("Append"),
            Operation::Replace => Some("Overwrite"),
            Operation::Create | Operation::Restore => None,
        };
        Self {
            commit_info: Some(serde_json::json!({
                "timestamp": now_ms,
                "operation": match operation {
                    Operation::Create => "CREATE TABLE",
                    Operation::Append | Operation::Replace => "WRITE",
                    Operation::Restore => "RESTORE",
                },
                "operationParameters": mode.map(|mode| serde_json::json!({ "mode": mode })),
                "engineInfo": concat!("svodka/", env!("CARGO_PKG_VERSION")),
                "loadIds": load_ids,
            })),
            ..Self::default()
        }
    }

    pub fn protocol(protocol: Protocol) -> Self {
        Self {
            protocol: Some(protocol),
            ..Self::default()
        }
    }

    pub fn metadata(metadata: Metadata) -> Self {
        Self {
            meta_data: Some(metadata),
            ..Self::default()
        }
    }

    pub fn add(add: Add) -> Self {
        Self {
            add: Some(add),
            ..Self::default()
        }
    }

    pub fn remove(remove: Remove) -> Self {
        Self {
            remove: Some(remove),
            ..Self::default()
        }
    }

    /// Reads the lines of a commit.
    pub fn parse(lines: &[u8]) -> Result<Vec<Self>, serde_json::Error> {
        lines
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.trim_ascii().is_empty())
            .map(serde_json::from_slice)
            .collect()
    }

    /// Writes the lines of a commit.
    pub fn print(entries: &[Self]) -> Result<Vec<u8>, serde_json::Error> {
        let mut lines = Vec::new();
        for entry in entries {
            serde_json::to_writer(&mut lines, entry)?;
            lines.push(b'\n');
        }
        Ok(lines)
    }
}

impl Protocol {
    /// The oldest one: tables so marked are read by every Delta program.
    pub const OLDEST: Self = Self {
        min_reader_version: 1,
        min_writer_version: 2,
        reader_features: None,
        writer_features: None,
    };
}

impl Metadata {
    /// Describes a new table.
    pub fn new(
        name: &str,
        schema_string: String,
        configuration: [(&str, String); 2],
        now_ms: i64,
    ) -> Self {
        let id = format!("{:032x}", rand::random::<u128>());
        let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| &id[part]);
        Self {
            id: parts.join("-"),
            name: Some(name.to_owned()),
            description: None,
            format: serde_json::json!({ "provider": "parquet", "options": {} }),
            schema_string,
            partition_columns: vec![YEAR.to_owned()],
            configuration: configuration
                .map(|(key, value)| (key.to_owned(), value))
                .into(),
            created_time: Some(now_ms),
        }
    }
}
