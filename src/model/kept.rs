//! Kept: a register as a topic of questions, its entries as a mart, its choices as dimensions.

use std::collections::BTreeMap;

use super::english::English;
use super::entity::{Dimension, DimensionType, DimensionValue, Entity};
use super::mart::{Mart, MartColumn, MartHead, MartKind, MartType};
use super::topic::{Measure, MeasureFormat, OverTime, Part, Topic};
use crate::registers::{Field, FieldKind, Register, Standing};

/// The name of the dimension that tells how an entry stands.
const STATE: &str = "state";

/// The counts that every register has: name, title, what is counted, English title.
const COUNTS: [(&str, &str, &str, &str); 4] = [
    (
        "entries",
        "Записей",
        "Все записи реестра, кроме удалённых",
        "Entries",
    ),
    (
        "open",
        "Открытых записей",
        "Записи, которые не завершены; просроченные в их числе",
        "Open entries",
    ),
    (
        "done",
        "Завершённых записей",
        "Записи, которые завершены",
        "Completed entries",
    ),
    (
        "overdue",
        "Просроченных записей",
        "Не завершённые записи, срок которых прошёл к сегодняшнему дню",
        "Overdue entries",
    ),
];

/// Returns the mart of a register's entries.
pub(super) fn mart(register: &Register) -> Mart {
    let mut columns = vec![
        column("school_id", MartType::Text, ""),
        column("school_year", MartType::Text, "Учебный год дня записи"),
        column("date", MartType::Date, "День записи"),
    ];
    for (name, title, ..) in COUNTS {
        columns.push(column(name, MartType::Long, title));
    }
    columns.push(column(
        &column_of(register, STATE),
        MartType::Text,
        "Состояние",
    ));
    for field in register
        .fields
        .iter()
        .filter(|field| is_asked(register, field))
    {
        let type_ = match field.kind {
            FieldKind::Number if field.decimals > 0 => MartType::Number,
            FieldKind::Number => MartType::Long,
            FieldKind::Date => MartType::Date,
            _ => MartType::Text,
        };
        columns.push(column(
            &column_of(register, &field.name),
            type_,
            &field.title.ru,
        ));
    }
    Mart {
        name: register.name.clone(),
        head: MartHead {
            title: register.title.ru.clone(),
            kind: MartKind::Register,
            grain: register.grain.clone(),
            key: Vec::new(),
            day: None,
            unit: None,
            sort: Vec::new(),
            is_whole: false,
            momentary: Vec::new(),
            is_judged: false,
            spread: 1,
            is_few: false,
            looks_back: Vec::new(),
            after: Vec::new(),
            columns,
            checks: Vec::new(),
        },
        sql: String::new(),
        digest: String::new(),
    }
}

/// Returns the dimensions that the entries of a register alone have.
pub(super) fn entity(register: &Register) -> Entity {
    let values = Standing::ALL.map(|standing| DimensionValue {
        value: standing.name().to_owned(),
        title: match standing {
            Standing::Overdue => register.state.overdue.ru.clone(),
            Standing::Open => register.state.open.ru.clone(),
            Standing::Done => register.state.done.ru.clone(),
        },
    });
    let mut dimensions = vec![Dimension {
        values: values.into(),
        ..dimension(register, STATE, "Состояние записи", DimensionType::Text)
    }];
    let fields = register
        .fields
        .iter()
        .filter(|field| is_asked(register, field));
    for field in fields.filter(|field| field.kind != FieldKind::Number) {
        let type_ = match field.kind {
            FieldKind::Date => DimensionType::Time,
            _ => DimensionType::Text,
        };
        let values = field.values.iter().map(|choice| DimensionValue {
            value: choice.value.clone(),
            title: choice.ru.clone(),
        });
        dimensions.push(Dimension {
            values: values.collect(),
            ..dimension(register, &field.name, &field.title.ru, type_)
        });
    }
    Entity {
        name: register.name.clone(),
        title: register.title.ru.clone(),
        mart: None,
        key: Vec::new(),
        dimensions,
    }
}

/// Returns the topic of a register.
pub(super) fn topic(register: &Register) -> Topic {
    let numbers = numbers(register);
    let counted = COUNTS.iter().map(|(name, ..)| part(name, name));
    let added = numbers
        .iter()
        .map(|field| part(&field.name, &column_of(register, &field.name)));
    let counts = COUNTS.iter().map(|(name, title, description, _)| Measure {
        name: (*name).to_owned(),
        title: format!("{title}: {}", lower(&register.title.ru)),
        short_title: Some((*title).to_owned()),
        description: (*description).to_owned(),
        format: MeasureFormat::Count,
        formula: None,
        tells_of: None,
        judged_by: Vec::new(),
        health: None,
        over_time: OverTime::default(),
    });
    let sums = numbers.iter().map(|field| Measure {
        name: field.name.clone(),
        title: format!("{}: {}", field.title.ru, lower(&register.title.ru)),
        short_title: Some(field.title.ru.clone()),
        description: format!("Сумма поля «{}» по записям", field.title.ru),
        format: match field.decimals {
            0 => MeasureFormat::Count,
            _ => MeasureFormat::Number,
        },
        formula: None,
        tells_of: None,
        judged_by: Vec::new(),
        health: None,
        over_time: OverTime::default(),
    });
    let label = register.label.iter().filter(|name| **name != register.date);
    let label = label.filter(|name| {
        let field = register.field(name);
        field.is_some_and(|field| is_asked(register, field) && field.kind != FieldKind::Number)
    });
    let own = label.map(|name| format!("{}.{name}", register.name));
    let rows = ["calendar.date".to_owned(), "school.name".to_owned()].into_iter();
    let state = [format!("{}.{STATE}", register.name)];
    Topic {
        name: register.name.clone(),
        title: register.title.ru.clone(),
        description: register.description.ru.clone(),
        grain: register.grain.clone(),
        rows: rows.chain(own).chain(state).collect(),
        sources: vec![register.name.clone()],
        date: Some("date".to_owned()),
        is_spanned: false,
        is_of_pupils: false,
        is_of_terms: false,
        lists_dimensions: false,
        unlisted: Vec::new(),
        records: Vec::new(),
        is_memory: false,
        defaults: Vec::new(),
        refusals: Vec::new(),
        parts: counted.chain(added).collect(),
        measures: counts.chain(sums).collect(),
        sums: Vec::new(),
    }
}

/// Takes the English titles of a register, which its declaration has beside the Russian ones.
pub(super) fn tell_in_english(register: &Register, english: &mut English) {
    let mut members: BTreeMap<String, String> = BTreeMap::new();
    let mut values: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    let title = lower(&register.title.en);
    for (name, _, _, english) in COUNTS {
        members.insert(name.to_owned(), format!("{english}: {title}"));
    }
    members.insert(STATE.to_owned(), "State of the entry".to_owned());
    let standings = Standing::ALL.map(|standing| {
        let words = match standing {
            Standing::Overdue => &register.state.overdue,
            Standing::Open => &register.state.open,
            Standing::Done => &register.state.done,
        };
        (standing.name().to_owned(), words.en.clone())
    });
    values.insert(STATE.to_owned(), standings.into());
    for field in register
        .fields
        .iter()
        .filter(|field| is_asked(register, field))
    {
        let told = match field.kind {
            FieldKind::Number => format!("{}: {title}", field.title.en),
            _ => field.title.en.clone(),
        };
        members.insert(field.name.clone(), told);
        if !field.values.is_empty() {
            let titles = field
                .values
                .iter()
                .map(|choice| (choice.value.clone(), choice.en.clone()));
            values.insert(field.name.clone(), titles.collect());
        }
    }
    english.take(&register.name, &register.title.en, members, values);
}

/// Says whether questions know a field: what is nobody's name and no long text. The register's own day is the calendar's.
fn is_asked(register: &Register, field: &Field) -> bool {
    let is_plain = matches!(
        field.kind,
        FieldKind::Choice
            | FieldKind::Class
            | FieldKind::Date
            | FieldKind::Document
            | FieldKind::Number
            | FieldKind::SchoolYear
            | FieldKind::Text
    );
    is_plain && field.personal.is_none() && field.name != register.date
}

fn numbers(register: &Register) -> Vec<&Field> {
    let fields = register
        .fields
        .iter()
        .filter(|field| is_asked(register, field));
    fields
        .filter(|field| field.kind == FieldKind::Number)
        .collect()
}

/// Two registers may have fields of one name: their columns must not be taken for one another.
fn column_of(register: &Register, field: &str) -> String {
    format!("{}_{field}", register.name)
}

fn column(name: &str, type_: MartType, title: &str) -> MartColumn {
    MartColumn {
        name: name.to_owned(),
        type_,
        title: title.to_owned(),
        personal: None,
    }
}

fn dimension(register: &Register, name: &str, title: &str, type_: DimensionType) -> Dimension {
    Dimension {
        name: name.to_owned(),
        title: title.to_owned(),
        short_title: None,
        description: String::new(),
        type_,
        columns: vec![column_of(register, name)],
        is_on_fact: false,
        is_id: false,
        personal: None,
        is_said_of_pupil: false,
        values: Vec::new(),
    }
}

fn part(name: &str, column: &str) -> Part {
    Part {
        name: name.to_owned(),
        sum: Some(column.to_owned()),
        max: None,
        per: Vec::new(),
        having: None,
        of: None,
        quantile: None,
        weight: None,
        cells: None,
        comes_to: None,
    }
}

fn lower(title: &str) -> String {
    let mut letters = title.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(letters).collect()
}
