//! House: a session's whole catalog, to which nothing can be added from SQL.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use datafusion::catalog::{CatalogProvider, SchemaProvider, TableProvider};
use datafusion::common::Result;

/// The marts and the tables of the lake, each in a room of their own.
#[derive(Debug, Default)]
pub struct House {
    pub marts: Arc<Room>,
    pub datasets: Arc<Room>,
}

impl CatalogProvider for House {
    fn schema_names(&self) -> Vec<String> {
        vec!["mart".into(), "lake".into()]
    }

    fn schema(&self, name: &str) -> Option<Arc<dyn SchemaProvider>> {
        match name {
            "mart" => Some(self.marts.clone()),
            "lake" => Some(self.datasets.clone()),
            _ => None,
        }
    }
}

/// Tables by name.
#[derive(Debug, Default)]
pub struct Room {
    tables: Mutex<HashMap<String, Arc<dyn TableProvider>>>,
}

impl Room {
    pub fn put(&self, name: &str, table: Arc<dyn TableProvider>) {
        locked(&self.tables).insert(name.to_owned(), table);
    }

    pub fn get(&self, name: &str) -> Option<Arc<dyn TableProvider>> {
        locked(&self.tables).get(name).cloned()
    }
}

#[async_trait]
impl SchemaProvider for Room {
    fn table_names(&self) -> Vec<String> {
        locked(&self.tables).keys().cloned().collect()
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        Ok(self.get(name))
    }

    fn table_exist(&self, name: &str) -> bool {
        locked(&self.tables).contains_key(name)
    }
}

/// Locks what no panic can leave half done.
pub fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
