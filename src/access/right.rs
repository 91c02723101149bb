//! Right: what a person holds beside the role, each with a ground of its own.

/// A right that no role brings with it: it is granted by name, with its order and its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Right {
    /// Names of pupils and staff.
    PersonalData,
    /// Illness told apart from other excuses outside the pupil's school.
    Health,
    /// Questions in SQL.
    Sql,
    /// Opening one's own queries to a role, a school or everybody.
    Publish,
    /// Adding people and granting them rights, within one's own.
    Users,
}

impl Right {
    pub const ALL: [Self; 5] = [
        Self::PersonalData,
        Self::Health,
        Self::Sql,
        Self::Publish,
        Self::Users,
    ];

    /// Returns the name under which it is kept and granted.
    pub fn name(self) -> &'static str {
        match self {
            Self::PersonalData => "personal_data",
            Self::Health => "health",
            Self::Sql => "sql",
            Self::Publish => "publish",
            Self::Users => "users",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::PersonalData => "Персональные данные",
            Self::Health => "Сведения о болезни",
            Self::Sql => "Вопросы на SQL",
            Self::Publish => "Публикация",
            Self::Users => "Пользователи и права",
        }
    }

    /// Says what the right lets its holder do.
    pub fn description(self) -> &'static str {
        match self {
            Self::PersonalData => {
                "Имена учеников и работников в ответах и выгрузках; малые значения не скрываются"
            }
            Self::Health => "Пропуски по болезни отдельно от других уважительных причин",
            Self::Sql => "Собственные запросы на SQL к таблицам своей области",
            Self::Publish => "Открывать свои запросы роли, организации или всем",
            Self::Users => "Заводить пользователей и давать им права в пределах своей области",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|right| right.name() == name)
    }
}
