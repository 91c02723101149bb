//! Entry: one thing that somebody did.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What was done, by whom, from where, to what, and what came of it. (ФСТЭК № 21, РСБ.1–3 and 7.)
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub at: Timestamp,
    /// The login; for a failed sign-in the one that was tried; empty for the machine's operator.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub login: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub role: String,
    /// Whose rows the person sees, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub scope: String,
    /// The network address, or the token's name for a program.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub token: String,
    pub action: Action,
    /// What it was done to: a user, a page, a report, a load.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub object: String,
    /// The question's measures, dimensions and filters. Values of filters are part of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub filters: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// How many people were named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub persons: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<i64>,
    /// SHA-256 of a file that was handed out, in hex.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub file_hash: String,
    pub outcome: Outcome,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    SignIn,
    SignOut,
    /// Names of people were shown.
    View,
    /// A file was handed out.
    Export,
    /// A paper to be signed was printed and kept as a record.
    Print,
    Sql,
    Load,
    Publish,
    AddUser,
    ChangeUser,
    CloseUser,
    OpenUser,
    Grant,
    Revoke,
    SetPassword,
    SecondFactor,
    MakeToken,
    RevokeToken,
    EndSessions,
    /// A question was kept, or kept otherwise.
    SaveQuery,
    ShareQuery,
    DeleteQuery,
    /// A report was ordered, or an order went a step further.
    Order,
    /// Something was tried that the person may not do.
    Refusal,
    ReadAudit,
    /// An entry of a register was made or changed.
    KeepEntry,
    RemoveEntry,
    /// A removed entry was put back.
    RestoreEntry,
    /// A statistical form was computed, changed or taken a step further.
    FileForm,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Done,
    Refused,
    Failed,
}

impl Action {
    pub const ALL: [Self; 29] = [
        Self::SignIn,
        Self::SignOut,
        Self::View,
        Self::Export,
        Self::Print,
        Self::Sql,
        Self::Load,
        Self::Publish,
        Self::AddUser,
        Self::ChangeUser,
        Self::CloseUser,
        Self::OpenUser,
        Self::Grant,
        Self::Revoke,
        Self::SetPassword,
        Self::SecondFactor,
        Self::MakeToken,
        Self::RevokeToken,
        Self::EndSessions,
        Self::SaveQuery,
        Self::ShareQuery,
        Self::DeleteQuery,
        Self::Order,
        Self::Refusal,
        Self::ReadAudit,
        Self::KeepEntry,
        Self::RemoveEntry,
        Self::RestoreEntry,
        Self::FileForm,
    ];

    /// Returns the name under which it is written and filtered.
    pub fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::SignOut => "sign_out",
            Self::View => "view",
            Self::Export => "export",
            Self::Print => "print",
            Self::Sql => "sql",
            Self::Load => "load",
            Self::Publish => "publish",
            Self::AddUser => "add_user",
            Self::ChangeUser => "change_user",
            Self::CloseUser => "close_user",
            Self::OpenUser => "open_user",
            Self::Grant => "grant",
            Self::Revoke => "revoke",
            Self::SetPassword => "set_password",
            Self::SecondFactor => "second_factor",
            Self::MakeToken => "make_token",
            Self::RevokeToken => "revoke_token",
            Self::EndSessions => "end_sessions",
            Self::SaveQuery => "save_query",
            Self::ShareQuery => "share_query",
            Self::DeleteQuery => "delete_query",
            Self::Order => "order",
            Self::Refusal => "refusal",
            Self::ReadAudit => "read_audit",
            Self::KeepEntry => "keep_entry",
            Self::RemoveEntry => "remove_entry",
            Self::RestoreEntry => "restore_entry",
            Self::FileForm => "file_form",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::SignIn => "Вход",
            Self::SignOut => "Выход",
            Self::View => "Просмотр имён",
            Self::Export => "Выгрузка",
            Self::Print => "Печать на подпись",
            Self::Sql => "Вопрос на SQL",
            Self::Load => "Загрузка",
            Self::Publish => "Публикация",
            Self::AddUser => "Новый пользователь",
            Self::ChangeUser => "Изменение пользователя",
            Self::CloseUser => "Закрытие доступа",
            Self::OpenUser => "Открытие доступа",
            Self::Grant => "Предоставление права",
            Self::Revoke => "Отзыв права",
            Self::SetPassword => "Смена пароля",
            Self::SecondFactor => "Одноразовые коды",
            Self::MakeToken => "Выпуск ключа",
            Self::RevokeToken => "Отзыв ключа",
            Self::EndSessions => "Завершение сеансов",
            Self::SaveQuery => "Сохранение запроса",
            Self::ShareQuery => "Доступ к запросу",
            Self::DeleteQuery => "Удаление запроса",
            Self::Order => "Заявка на отчёт",
            Self::Refusal => "Отказ в доступе",
            Self::ReadAudit => "Чтение журнала доступа",
            Self::KeepEntry => "Запись в реестр",
            Self::RemoveEntry => "Удаление записи реестра",
            Self::RestoreEntry => "Восстановление записи реестра",
            Self::FileForm => "Работа с формой",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == name)
    }
}

impl Outcome {
    pub fn title(self) -> &'static str {
        match self {
            Self::Done => "выполнено",
            Self::Refused => "отказано",
            Self::Failed => "не удалось",
        }
    }
}
