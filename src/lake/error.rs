//! What can go wrong in the lake.

use datafusion::error::DataFusionError;
use parquet::errors::ParquetError;

/// A failure of the lake. Each variant names what was tried and on what; the source says why.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("«{url}» не годится как место хранилища: {reason}")]
    Location { url: String, reason: String },
    #[error("неизвестная настройка хранилища «{option}»")]
    UnknownOption { option: String },
    #[error("таблица «{table}» не объявлена")]
    UnknownTable { table: String },
    #[error("хранилище открыто только для чтения")]
    ReadOnly,
    #[error("у таблицы «{table}» нет версии {version}")]
    NoVersion { table: String, version: u64 },
    #[error(
        "таблица «{table}» записана с возможностями Delta, которых программа не знает: {features}"
    )]
    UnknownFeatures { table: String, features: String },
    #[error(
        "столбец «{column}» таблицы «{table}» хранится как {stored}, а объявлен как {declared}"
    )]
    ColumnType {
        table: String,
        column: String,
        stored: String,
        declared: String,
    },
    #[error("тип столбцов таблицы «{table}» не хранится в Delta")]
    Schema {
        table: String,
        #[source]
        source: arrow::error::ArrowError,
    },
    #[error("столбца «{column}» нет в объявлении таблицы «{table}»")]
    UnknownColumn { table: String, column: String },
    #[error("в объявлении таблицы «{table}» нет обязательного столбца «{column}»")]
    UndeclaredColumn { table: String, column: &'static str },
    #[error("у строк для таблицы «{table}» нет столбца «{column}»")]
    MissingColumn { table: String, column: String },
    #[error("у таблицы «{table}» нет столбца дня: заменить в ней строки за период нельзя")]
    NoDay { table: String },
    #[error("не удалось записать строки таблицы «{table}» в Parquet")]
    Encode {
        table: String,
        #[source]
        source: ParquetError,
    },
    #[error("не удалось прочитать прежние строки таблицы «{table}»")]
    Rescue {
        table: String,
        #[source]
        source: DataFusionError,
    },
    #[error("запись журнала «{path}» не читается")]
    Entry {
        path: String,
        #[source]
        source: serde_json::Error,
    },
    #[error("контрольная точка таблицы «{table}» версии {version} не читается или не пишется")]
    Checkpoint {
        table: String,
        version: u64,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    #[error("версию {version} таблицы «{table}» уже записал кто-то другой")]
    Overtaken { table: String, version: u64 },
    #[error("хранилище не приняло или не отдало файл «{path}»")]
    Store {
        path: String,
        #[source]
        source: object_store::Error,
    },
    #[error("не удалось закрепить на диске файл «{path}»")]
    Disk {
        path: String,
        #[source]
        source: std::io::Error,
    },
    #[error("работа с таблицей «{table}» прервана")]
    Interrupted { table: String },
}
