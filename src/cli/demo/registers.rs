//! A few invented entries in the registers of the demonstration: some done, one overdue, the rest missing.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::{Failure, PEOPLE, reviews};
use crate::app::{App, Asker, Sent};
use crate::period::SchoolYear;

/// Writes the entries as the people of the demonstration would.
pub async fn fill(app: &App) -> Result<(), Failure> {
    let today = app.moment().today;
    let year = SchoolYear::of(today);
    let office = asker(app, "office").await?;
    for school in app.schools_seen(&office).await? {
        let connection = [
            ("order_number", "5".to_owned()),
            ("order_on", "2021-02-12".to_owned()),
            ("connected_on", "2021-02-15".to_owned()),
            ("status", "active".to_owned()),
        ];
        let sent = sent(&connection);
        app.add_entry(&office, "connections", Some(&school.id), &sent)
            .await?;
    }
    for (register, fields) in of_office(year, today) {
        app.add_entry(&office, register, None, &sent(&fields))
            .await?;
    }
    let director = asker(app, "director").await?;
    let mut people = PEOPLE.iter();
    let school = people.find_map(|person| person.school).unwrap_or_default();
    for (register, fields) in of_school(year, &director.user.name) {
        app.add_entry(&director, register, Some(school), &sent(&fields))
            .await?;
    }
    reviews::keep(app, &director, school, year).await
}

/// The name of a register and what an entry says.
type Entry = (&'static str, Vec<(&'static str, String)>);

fn of_office(year: SchoolYear, today: Date) -> Vec<Entry> {
    let autumn = |month: i8, day: i8| date(year.first_year(), month, day).to_string();
    vec![
        (
            "acts",
            vec![
                ("kind", "order".into()),
                ("title", "О муниципальном сегменте".into()),
                ("number", "5".into()),
                ("adopted_on", "2021-02-12".into()),
                ("status", "in_force".into()),
                ("responsible", "Смирнова Ольга Николаевна".into()),
            ],
        ),
        (
            "trainings",
            vec![
                (
                    "topic",
                    "Календарно-тематическое планирование в журнале".into(),
                ),
                ("form", "seminar".into()),
                ("audience", "operators".into()),
                ("held_on", autumn(9, 10)),
                ("status", "held".into()),
                ("people", "24".into()),
                ("hours", "2,5".into()),
                ("lecturer", "Кузнецов Андрей Викторович".into()),
            ],
        ),
        (
            "trainings",
            vec![
                ("topic", "Итоги четверти: проверка перед закрытием".into()),
                ("form", "webinar".into()),
                ("audience", "administration".into()),
                ("held_on", today.saturating_add(10.days()).to_string()),
                ("status", "planned".into()),
            ],
        ),
    ]
}

fn of_school(year: SchoolYear, director: &str) -> Vec<Entry> {
    let day = |month: i8, day: i8| date(year.first_year(), month, day).to_string();
    let appointed = |post: &str, person: &str| {
        vec![
            ("post", post.to_owned()),
            ("person", person.to_owned()),
            ("school_year", year.to_string()),
            ("order_number", "96/15".to_owned()),
            ("order_on", day(8, 28)),
            ("status", "in_force".to_owned()),
        ]
    };
    let act = |kind: &str, title: &str, number: &str, adopted_on: &str| {
        vec![
            ("kind", kind.to_owned()),
            ("title", title.to_owned()),
            ("number", number.to_owned()),
            ("adopted_on", adopted_on.to_owned()),
            ("status", "in_force".to_owned()),
        ]
    };
    let position = act(
        "position",
        "Положение об электронном журнале",
        "1/1",
        "2020-01-09",
    );
    let regulation = act(
        "regulation",
        "Регламент ведения журнала",
        "152/1",
        "2021-08-26",
    );
    vec![
        ("acts", position),
        ("acts", regulation),
        (
            "appointments",
            appointed("coordinator", "Лебедева Нина Ивановна"),
        ),
        (
            "appointments",
            appointed("system_administrator", "Титов Игорь Олегович"),
        ),
        (
            "stages",
            vec![
                ("school_year", year.to_string()),
                ("stage", "s1".into()),
                (
                    "tasks",
                    "Ввести классы, учеников, работников и нагрузку".into(),
                ),
                ("owner", "Лебедева Нина Ивановна".into()),
                ("due_on", day(9, 5)),
                ("status", "closed".into()),
                ("started_on", day(9, 1)),
                ("report_on", day(9, 4)),
                ("protocol", "3".into()),
                ("order_number", "101".into()),
                ("order_on", day(9, 5)),
                ("announced_on", day(9, 8)),
            ],
        ),
        (
            "stages",
            vec![
                ("school_year", year.to_string()),
                ("stage", "s2".into()),
                (
                    "tasks",
                    "Вести расписание, движение и итоговые отметки".into(),
                ),
                ("owner", "Лебедева Нина Ивановна".into()),
                ("due_on", day(12, 30)),
                ("status", "under_way".into()),
                ("started_on", day(9, 8)),
            ],
        ),
        (
            "archive_copies",
            vec![
                ("school_year", year.previous().to_string()),
                ("period", "year".into()),
                ("made_on", day(6, 5)),
                ("all_classes", "yes".into()),
                (
                    "contents",
                    "Журналы и сводные ведомости всех классов".into(),
                ),
                (
                    "hash",
                    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
                ),
                ("medium_1", "usb".into()),
                ("place_1", "Сейф директора".into()),
                ("keeper_1", director.to_owned()),
                ("medium_2", "disk".into()),
                ("place_2", "Кабинет заместителя".into()),
                ("keeper_2", "Лебедева Нина Ивановна".into()),
                ("verified_on", day(6, 6)),
            ],
        ),
        (
            "complaints",
            vec![
                ("number", "17".into()),
                ("received_on", day(9, 15)),
                ("channel", "mail".into()),
                ("subject", "access".into()),
                ("contents", "Не приходит пароль для входа в дневник.".into()),
                ("responsible", "Титов Игорь Олегович".into()),
                ("answer_by", day(10, 15)),
                ("answered_on", day(9, 16)),
                ("outcome", "satisfied".into()),
            ],
        ),
    ]
}

pub(super) fn sent(fields: &[(&'static str, String)]) -> Sent {
    let fields = fields.iter();
    fields
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect()
}

async fn asker(app: &App, login: &str) -> Result<Asker, Failure> {
    let user = app
        .office
        .user_by_login(login)
        .await
        .map_err(Failure::ours)?;
    let user = user.expect("the people of the demonstration have been added");
    Ok(app.asker_of_user(user).await?)
}
