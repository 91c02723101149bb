//! Parameter: what a rule can say. The list is closed, since each is judged by a mart or shown on a page.

/// One rule of journal keeping. Source: `rule-sets.md`, the rows of its table.
#[derive(Debug)]
pub struct Rule {
    pub name: &'static str,
    pub title: &'static str,
    pub parameters: &'static [Parameter],
}

#[derive(Debug)]
pub struct Parameter {
    pub name: &'static str,
    /// What it means, with its unit.
    pub title: &'static str,
    pub kind: ParameterKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// Whole days from the day of the lesson or work, 0 for the same day.
    Days,
    /// Hours, fractions too.
    Hours,
    /// A number of marks, at least one.
    Marks,
    /// 0 to 100.
    Percent,
    /// An average mark, 1 to 5.
    Average,
    Flag,
    Choice(&'static [&'static str]),
    /// A day of the year, `09-15`.
    MonthDay,
    /// A demand in words, shown and not judged.
    Words,
}

const fn parameter(name: &'static str, title: &'static str, kind: ParameterKind) -> Parameter {
    Parameter { name, title, kind }
}

use ParameterKind::{Average, Choice, Days, Flag, Hours, Marks, MonthDay, Percent, Words};

/// What an entry of a lesson has to keep.
const ENTRY: &[Parameter] = &[
    parameter("days", "не позже стольких дней после урока", Days),
    parameter(
        "grace_days",
        "ещё столько дней считаются допустимой задержкой",
        Days,
    ),
];

const DEMAND: Parameter = parameter("demand", "требование", Words);

/// Every rule, in the order of the contract's table.
pub static RULES: &[Rule] = &[
    Rule {
        name: "topics",
        title: "Тема урока внесена",
        parameters: ENTRY,
    },
    Rule {
        name: "attendance",
        title: "Отсутствующие отмечены",
        parameters: ENTRY,
    },
    Rule {
        name: "homework",
        title: "Домашнее задание внесено",
        parameters: &[
            parameter("is_kept", "ведётся ли", Flag),
            parameter("is_demanded", "обязательно ли к каждому уроку", Flag),
            parameter(
                "hours",
                "не позже стольких часов после последнего урока того же дня",
                Hours,
            ),
            parameter(
                "after",
                "чей последний урок: класса или школы",
                Choice(&["class", "school"]),
            ),
        ],
    },
    Rule {
        name: "homework_in_advance",
        title: "Домашнее задание заранее",
        parameters: &[DEMAND],
    },
    Rule {
        name: "marks",
        title: "Отметка внесена",
        parameters: &[parameter(
            "days",
            "не позже стольких дней после дня работы",
            Days,
        )],
    },
    Rule {
        name: "term_marks",
        title: "Отметки за период и результаты экзаменов внесены",
        parameters: &[parameter(
            "hours",
            "не позже стольких часов после получения",
            Hours,
        )],
    },
    Rule {
        name: "accumulation",
        title: "Накопляемость отметок за четверть",
        parameters: &[
            parameter("is_kept", "ведутся ли отметки", Flag),
            parameter(
                "up_to_1_hour",
                "отметок при нагрузке до 1 часа в неделю",
                Marks,
            ),
            parameter(
                "up_to_2_hours",
                "отметок при нагрузке до 2 часов в неделю",
                Marks,
            ),
            parameter(
                "up_to_3_hours",
                "отметок при нагрузке до 3 часов в неделю",
                Marks,
            ),
            parameter(
                "per_3_hours",
                "отметок на каждые 3 часа при большей нагрузке",
                Marks,
            ),
            parameter(
                "absent_pct",
                "доля пропущенного по уважительной причине, от которой ученик не учитывается, %",
                Percent,
            ),
        ],
    },
    Rule {
        name: "corrections",
        title: "Исправления задним числом",
        parameters: &[
            parameter("is_forbidden", "запрещены без утверждённой заявки", Flag),
            DEMAND,
        ],
    },
    Rule {
        name: "final_mark",
        title: "Ожидаемая итоговая отметка по средневзвешенному баллу",
        parameters: &[
            parameter("five", "«5» от", Average),
            parameter("four", "«4» от", Average),
            parameter("three", "«3» от", Average),
            DEMAND,
        ],
    },
    Rule {
        name: "plan",
        title: "Календарно-тематическое планирование",
        parameters: &[
            parameter("approved_before", "утверждено до", MonthDay),
            parameter("is_equal", "часы равны учебному плану", Flag),
            DEMAND,
        ],
    },
    Rule {
        name: "review",
        title: "Проверка журналов",
        parameters: &[DEMAND],
    },
    Rule {
        name: "weekly_print",
        title: "Распечатка для отказавшихся от электронного дневника",
        parameters: &[DEMAND],
    },
    Rule {
        name: "passwords",
        title: "Пароли родителям",
        parameters: &[parameter("issued_by", "выданы до", MonthDay)],
    },
    Rule {
        name: "archive",
        title: "Архив журналов",
        parameters: &[DEMAND],
    },
    Rule {
        name: "stages",
        title: "Этапы внедрения",
        parameters: &[DEMAND],
    },
    Rule {
        name: "consent",
        title: "Согласие родителей",
        parameters: &[DEMAND],
    },
    Rule {
        name: "movement",
        title: "Движение внесено",
        parameters: &[
            parameter("working_days", "срок после приказа, рабочих дней", Days),
            DEMAND,
        ],
    },
    Rule {
        name: "risk",
        title: "Пропуски, с которых ученик в зоне риска",
        parameters: &[parameter(
            "missed_pct",
            "доля пропущенных уроков, %",
            Percent,
        )],
    },
    Rule {
        name: "daily_work",
        title: "Ежедневная работа учителей в журнале",
        parameters: &[DEMAND],
    },
    Rule {
        name: "access",
        title: "Доступ работников",
        parameters: &[DEMAND],
    },
    Rule {
        name: "monitoring",
        title: "Подключённые школы и мониторинг",
        parameters: &[DEMAND],
    },
];

impl Rule {
    pub fn named(name: &str) -> Option<&'static Rule> {
        RULES.iter().find(|rule| rule.name == name)
    }

    pub fn parameter(&self, name: &str) -> Option<&'static Parameter> {
        self.parameters.iter().find(|one| one.name == name)
    }
}

impl Parameter {
    /// Whether figures depend on it.
    pub fn is_judged(&self) -> bool {
        self.kind != Words
    }
}
