//! Role: the actions that a person may take, all of them in one table.
//!
//! Whose rows the person sees is the scope and stands apart. A role says which scopes it can have and
//! which rights can be granted to it; it brings none of them along (`domain/reports.md`, 4.2–4.3).

use super::Right;

/// What a person does at a door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    /// Asking questions and opening pages that answer them.
    Ask,
    /// Taking answers away as files.
    Export,
    /// Ordering reports from the centre.
    Order,
    /// Seeing everybody's orders and their counts.
    Orders,
    /// Taking orders and delivering reports.
    Deliver,
    /// Asking in SQL; needs the right as well.
    Sql,
    /// Seeing what was loaded and what was rejected.
    Loads,
    /// Handing over an extract.
    Upload,
    /// Managing people; needs the right as well.
    Users,
    /// Seeing who works with svodka and how much.
    Usage,
    /// Reading the audit.
    Audit,
    /// Reading the registers.
    Registers,
    /// Writing into the registers that one keeps.
    KeepRegisters,
    /// Seeing statistical forms: the own school's, or what schools have handed in.
    Forms,
    /// Computing, correcting and handing in the own school's forms.
    FileForms,
    /// Returning, accepting and unlocking forms.
    AcceptForms,
    /// Seeing what schools have printed to be signed, and not what stands in it.
    SchoolPrints,
}

/// Whose rows a role is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    /// The whole municipality, a district or some schools, seen from outside.
    Office,
    /// Own schools, seen from inside.
    School,
    /// Some classes of the own school.
    Classes,
    /// Some groups of the own school.
    Groups,
    /// Nobody's rows.
    Nothing,
}

/// The topics that may be asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topics {
    All,
    Only(&'static [&'static str]),
}

#[derive(Debug, PartialEq, Eq)]
pub struct Role {
    pub name: &'static str,
    pub title: &'static str,
    pub level: Level,
    pub actions: &'static [Action],
    pub topics: Topics,
    /// The rights that can be granted to it.
    pub rights: &'static [Right],
}

use Action::{
    AcceptForms, Ask, Audit, Deliver, Export, FileForms, Forms, KeepRegisters, Loads, Order,
    Orders, Registers, SchoolPrints, Sql, Upload, Usage, Users,
};

/// What a class is about.
const OF_CLASSES: Topics = Topics::Only(&[
    "accumulation",
    "achievers",
    "attendance",
    "changes",
    "contingent",
    "corrections",
    "exams",
    "expected_marks",
    "forecast",
    "grades",
    "guardians",
    "marks",
    "movement",
    "objectivity",
    "programme",
    "timeliness",
]);

/// What a journal page is about.
const OF_GROUPS: Topics = Topics::Only(&[
    "accumulation",
    "attendance",
    "changes",
    "expected_marks",
    "grades",
    "marks",
    "objectivity",
    "programme",
    "timeliness",
]);

/// Every role there is.
pub const ROLES: &[Role] = &[
    Role {
        name: "office_head",
        title: "Начальник управления",
        level: Level::Office,
        actions: &[
            Ask,
            Export,
            Order,
            Orders,
            Sql,
            Loads,
            Users,
            Usage,
            Registers,
            KeepRegisters,
            Forms,
            AcceptForms,
            SchoolPrints,
        ],
        topics: Topics::All,
        rights: &Right::ALL,
    },
    Role {
        name: "office",
        title: "Специалист управления",
        level: Level::Office,
        actions: &[
            Ask,
            Export,
            Order,
            Sql,
            Loads,
            Usage,
            Registers,
            KeepRegisters,
            Forms,
            AcceptForms,
            SchoolPrints,
        ],
        topics: Topics::All,
        rights: &[
            Right::PersonalData,
            Right::Health,
            Right::Sql,
            Right::Publish,
        ],
    },
    Role {
        name: "centre",
        title: "Специалист районного центра",
        level: Level::Office,
        actions: &[
            Ask, Export, Order, Orders, Deliver, Sql, Loads, Usage, Registers, Forms,
        ],
        topics: Topics::All,
        rights: &[
            Right::PersonalData,
            Right::Health,
            Right::Sql,
            Right::Publish,
        ],
    },
    Role {
        name: "segment_admin",
        title: "Администратор сегмента",
        level: Level::Office,
        actions: &[Ask, Loads, Upload, Users, Usage],
        topics: Topics::Only(&["loads"]),
        rights: &[Right::Users],
    },
    Role {
        name: "director",
        title: "Директор",
        level: Level::School,
        actions: &[
            Ask,
            Export,
            Order,
            Loads,
            Upload,
            Users,
            Usage,
            Registers,
            KeepRegisters,
            Forms,
            FileForms,
        ],
        topics: Topics::All,
        rights: &[Right::PersonalData, Right::Publish, Right::Users],
    },
    Role {
        name: "deputy",
        title: "Заместитель директора",
        level: Level::School,
        actions: &[
            Ask,
            Export,
            Order,
            Loads,
            Upload,
            Users,
            Registers,
            KeepRegisters,
            Forms,
            FileForms,
        ],
        topics: Topics::All,
        rights: &[Right::PersonalData, Right::Publish, Right::Users],
    },
    Role {
        name: "homeroom",
        title: "Классный руководитель",
        level: Level::Classes,
        actions: &[Ask, Export],
        topics: OF_CLASSES,
        rights: &[Right::PersonalData],
    },
    Role {
        name: "house_tutor",
        title: "Воспитатель",
        level: Level::Classes,
        actions: &[Ask],
        topics: Topics::Only(&[
            "achievers",
            "attendance",
            "contingent",
            "expected_marks",
            "forecast",
            "grades",
            "marks",
        ]),
        rights: &[Right::PersonalData],
    },
    Role {
        name: "teacher",
        title: "Учитель",
        level: Level::Groups,
        actions: &[Ask, Export],
        topics: OF_GROUPS,
        rights: &[Right::PersonalData],
    },
    Role {
        name: "security",
        title: "Администратор безопасности",
        level: Level::Nothing,
        actions: &[Audit],
        topics: Topics::Only(&[]),
        rights: &[],
    },
    Role {
        name: "system_admin",
        title: "Системный администратор",
        level: Level::Nothing,
        actions: &[Users, Usage],
        topics: Topics::Only(&[]),
        rights: &[Right::Users],
    },
];

impl Role {
    pub fn named(name: &str) -> Option<&'static Self> {
        ROLES.iter().find(|role| role.name == name)
    }

    /// Says whether who has this role may give another person that one.
    pub fn may_appoint(&self, other: &Self) -> bool {
        match self.level {
            Level::Office | Level::Nothing => true,
            // The office appoints directors; they appoint their staff.
            Level::School => {
                matches!(other.level, Level::School | Level::Classes | Level::Groups)
                    && other.name != "director"
            }
            Level::Classes | Level::Groups => false,
        }
    }

    /// Says whether the role has an action, given the rights held beside it.
    pub fn may(&self, action: Action, holds: impl Fn(Right) -> bool) -> bool {
        self.actions.contains(&action) && action.right().is_none_or(holds)
    }
}

impl Action {
    pub const ALL: [Self; 17] = [
        Ask,
        Export,
        Order,
        Orders,
        Deliver,
        Sql,
        Loads,
        Upload,
        Users,
        Usage,
        Audit,
        Registers,
        KeepRegisters,
        Forms,
        FileForms,
        AcceptForms,
        SchoolPrints,
    ];

    /// Returns the right that the action needs beside the role.
    pub fn right(self) -> Option<Right> {
        match self {
            Sql => Some(Right::Sql),
            Users => Some(Right::Users),
            Ask | Export | Order | Orders | Deliver | Loads | Upload | Usage | Audit
            | Registers | KeepRegisters | Forms | FileForms | AcceptForms | SchoolPrints => None,
        }
    }

    /// Says in words what it lets a person do.
    pub fn title(self) -> &'static str {
        match self {
            Ask => "Смотреть сводки и задавать вопросы о данных своей области",
            Export => "Выгружать ответы в файлы",
            Order => "Заказывать отчёты и видеть ход своих заявок",
            Orders => "Видеть все заявки на отчёты и их учёт",
            Deliver => "Принимать и выполнять заявки на отчёты",
            Sql => "Задавать вопросы на SQL",
            Loads => "Видеть загрузки и отклонённые строки",
            Upload => "Передавать выгрузки",
            Users => "Вести пользователей и их права в пределах своей области",
            Usage => "Видеть, кто и как часто работает со «Сводкой»",
            Audit => "Читать журнал доступа",
            Registers => "Читать реестры",
            KeepRegisters => "Вести реестры своей организации или управления",
            Forms => "Видеть статистические формы своей области",
            FileForms => "Рассчитывать, исправлять и сдавать формы своей организации",
            AcceptForms => "Возвращать, принимать и открывать формы организаций",
            SchoolPrints => "Видеть, какие документы на подпись печатают организации",
        }
    }

    /// Says what a person without it is told.
    pub fn refusal(self) -> &'static str {
        match self {
            Ask => "Ваша роль не даёт доступа к данным журналов",
            Export => "Ваша роль не даёт выгружать данные",
            Order => "Ваша роль не даёт заказывать отчёты",
            Orders => "Ваша роль не даёт видеть все заявки на отчёты",
            Deliver => "Заявки на отчёты выполняет районный центр",
            Sql => "Нет права на вопросы на SQL",
            Loads => "Ваша роль не даёт видеть загрузки",
            Upload => "Ваша роль не даёт передавать выгрузки",
            Users => "Нет права управлять пользователями",
            Usage => "Ваша роль не даёт видеть статистику посещений",
            Audit => "Журнал доступа открыт только администратору безопасности",
            Registers => "Ваша роль не даёт видеть реестры",
            KeepRegisters => "Ваша роль не даёт вести реестры",
            Forms => "Ваша роль не даёт видеть статистические формы",
            FileForms => {
                "Рассчитывают, исправляют и сдают форму директор и заместитель директора организации"
            }
            AcceptForms => "Принимают и возвращают формы специалист и начальник управления",
            SchoolPrints => {
                "Ваша роль не даёт видеть документы, напечатанные другими организациями"
            }
        }
    }
}

impl Topics {
    pub fn include(self, topic: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(names) => names.contains(&topic),
        }
    }
}
