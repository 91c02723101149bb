//! Acts: papers of an entry of a register, which stay as they were printed whatever becomes of the entry.

use axum::http::header::LOCATION;
use axum::http::{Method, StatusCode};
use svodka::access::{Role, Scope};
use svodka::app::{AskError, Asker, Given, Sent};
use svodka::office::UserScope;
use svodka::reports::text_of;

use crate::office::{Office, asker, small_school};
use crate::people::{PASSWORD, People, encoded};

const REVIEW: &[(&str, &str)] = &[
    ("kind", "monthly"),
    ("held_on", "2025-10-10"),
    ("reviewer", "Белова Анна Павловна"),
    ("subject", "Темы и отметки"),
    ("class", "5А"),
    ("purpose", "ведение журналов в сентябре"),
    ("started_on", "2025-10-08"),
    ("journals", "12"),
    ("remarks", "2"),
    ("outcome", "remarks"),
    (
        "findings",
        "Нет тем за 02.10\n\nНет отметок <b>за</b> { $x }",
    ),
    ("remove_by", "2025-10-14"),
    ("conclusions", "Журналы ведутся в основном вовремя."),
    ("recommendations", "Записывать темы в день урока."),
    ("act_number", "7"),
];

const FINDING: &[(&str, &str)] = &[
    ("act_number", "7"),
    ("found_on", "2025-10-10"),
    ("class", "5А"),
    ("subject", "Математика"),
    ("teacher", "Орлова Анна Ивановна"),
    ("finding", "Нет тем за {x} октября"),
    ("remove_by", "2025-10-14"),
];

const COPIES: &[(&str, &str)] = &[
    ("school_year", "2025/2026"),
    ("period", "q1"),
    ("made_on", "2025-10-13"),
    ("all_classes", "yes"),
    ("contents", "журналы и сводные ведомости всех классов"),
    (
        "hash",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    ),
    ("medium_1", "usb"),
    ("place_1", "сейф директора"),
    ("keeper_1", "Суворова Карина Алексеевна"),
    ("medium_2", "disk"),
    ("place_2", "кабинет 12"),
    ("keeper_2", "Белова Анна Павловна"),
];

/// An entry of each register of which an act is made.
pub const ENTRIES: [(&str, &[(&str, &str)]); 3] = [
    ("reviews", REVIEW),
    ("review_findings", FINDING),
    ("archive_copies", COPIES),
];

/// Writes an entry as the school's director does and returns its id.
pub async fn keep(office: &Office, school_id: &str, register: &str, sent: &[(&str, &str)]) -> i64 {
    let keeper = Asker {
        role: Role::named("director"),
        ..asker(&Scope::school(school_id, true))
    };
    let sent = sent.iter();
    let sent: Sent = sent
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let id = office
        .app
        .add_entry(&keeper, register, Some(school_id), &sent)
        .await;
    id.unwrap_or_else(|error| panic!("{register}: {error:?}"))
}

async fn office() -> Office {
    let mut office = Office::new().await;
    office.load(&[small_school("s1"), small_school("s2")]).await;
    office
}

fn given(pairs: &[(&str, &str)]) -> Given {
    let pairs = pairs.iter();
    pairs
        .map(|(name, value)| ((*name).to_owned(), vec![(*value).to_owned()]))
        .collect()
}

async fn paper(office: &Office, asker: &Asker, name: &str, chosen: &[(&str, &str)]) -> String {
    let printed = office.app.report(asker, name, &given(chosen)).await;
    let printed = printed.unwrap_or_else(|error| panic!("{name}: {error:?}"));
    text_of(&printed.paper).replace('\u{a0}', " ")
}

async fn refusal(office: &Office, asker: &Asker, name: &str, chosen: &[(&str, &str)]) -> String {
    match office.app.report(asker, name, &given(chosen)).await {
        Err(AskError::Refused { faults, .. }) => {
            let told = faults.into_iter().map(|fault| fault.message);
            told.collect::<Vec<_>>().join("; ")
        }
        Err(error) => panic!("{name}: {error:?}"),
        Ok(_) => panic!("{name} was made"),
    }
}

fn has(text: &str, wanted: &str) {
    assert!(
        text.lines().any(|line| line == wanted),
        "no «{wanted}» in\n{text}"
    );
}

#[tokio::test]
async fn an_act_of_a_review_has_its_findings_terms_and_signatures() {
    let office = office().await;
    let director = asker(&Scope::school("s1", true));
    let none = refusal(&office, &director, "review-act", &[]).await;
    assert!(none.contains("в реестре ещё нет записей"), "{none}");

    keep(&office, "s1", "reviews", REVIEW).await;
    let text = paper(&office, &director, "review-act", &[]).await;
    for line in [
        "№ 7",
        "от 10.10.2025",
        "Вид проверки: ежемесячная. Дата проверки: 10.10.2025. Проверил(а): Белова Анна Павловна.",
        "Класс: 5А.",
        "Проверено журналов: 12 (по записи реестра). Замечаний: по классам и учителям — 0, общих — 2.",
        "Цель: ведение журналов в сентябре.",
        "Сроки проверки: с 08.10.2025 по 10.10.2025.",
        "замечаний по классам и учителям нет",
        "1 | Нет тем за 02.10",
        // What somebody wrote is no markup and no name to be filled.
        "2 | Нет отметок <b>за</b> { $x }",
        "Общие замечания устранить до 14.10.2025.",
        "Итог: есть замечания.",
        "Выводы: Журналы ведутся в основном вовремя.",
        "Рекомендации: Записывать темы в день урока.",
        "Заместитель директора по УВР ____ ",
        "Проверил(а) ____ А. П. Белова",
    ] {
        has(&text, line);
    }
    assert!(
        text.contains("УТВЕРЖДАЮ\nДиректор\n____________________"),
        "{text}"
    );
    // Of the class three lessons were held up to the day of the review.
    for begin in [
        "5А | Английский язык | Белов Пётр | 1 | ",
        "5А | Математика | Орлова Анна Ивановна | 2 | ",
    ] {
        assert!(text.lines().any(|line| line.starts_with(begin)), "{text}");
    }
    assert!(!text.contains("\n1А |"), "{text}");
}

#[tokio::test]
async fn findings_of_a_review_stand_in_its_act_with_their_teachers_and_terms() {
    let office = office().await;
    keep(&office, "s1", "reviews", REVIEW).await;
    let but = |changes: &[(&'static str, &'static str)]| {
        let mut fields = FINDING.to_vec();
        fields.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
        fields.extend_from_slice(changes);
        fields
    };
    keep(&office, "s1", "review_findings", FINDING).await;
    let removed = but(&[
        ("subject", "Английский язык"),
        ("finding", "Мало отметок"),
        ("removed_on", "2025-10-13"),
        ("removal", "выставлены"),
    ]);
    keep(&office, "s1", "review_findings", &removed).await;
    // Of another act, of the same number a year before, and of another school.
    let other = but(&[("act_number", "8"), ("finding", "Чужое замечание")]);
    keep(&office, "s1", "review_findings", &other).await;
    let old = but(&[("found_on", "2025-05-10"), ("finding", "Прошлогоднее")]);
    keep(&office, "s1", "review_findings", &old).await;
    keep(&office, "s2", "reviews", REVIEW).await;
    let foreign = but(&[("finding", "Соседнее")]);
    keep(&office, "s2", "review_findings", &foreign).await;

    let director = asker(&Scope::school("s1", true));
    let text = paper(&office, &director, "review-act", &[]).await;
    for line in [
        "1 | 5А | Математика | Орлова Анна Ивановна | Нет тем за {x} октября | 14.10.2025 |  |  | ",
        "2 | 5А | Английский язык | Орлова Анна Ивановна | Мало отметок | 14.10.2025 | 13.10.2025 | выставлены | ",
        "Проверено журналов: 12 (по записи реестра). Замечаний: по классам и учителям — 2, общих — 2.",
    ] {
        has(&text, line);
    }
    for hidden in ["Чужое", "Прошлогоднее", "Соседнее"] {
        assert!(!text.contains(hidden), "{hidden}: {text}");
    }
}

#[tokio::test]
async fn an_act_of_copies_has_two_places_two_keepers_and_the_checksum() {
    let office = office().await;
    keep(&office, "s1", "archive_copies", COPIES).await;
    let director = asker(&Scope::school("s1", true));
    let text = paper(&office, &director, "archive-act", &[]).await;
    for line in [
        "от 13.10.2025",
        "13.10.2025 | USB-накопитель | сейф директора | Суворова Карина Алексеевна | внешний диск | кабинет 12 | Белова Анна Павловна | ",
        "Контрольная сумма: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08.",
        "Хранитель первой копии ____ К. А. Суворова",
        "Хранитель второй копии ____ А. П. Белова",
    ] {
        has(&text, line);
    }
    assert!(text.contains(" Период: 1 четверть (2025/2026). "), "{text}");
    // Nobody has compared them yet, and the act has no number.
    assert!(
        !text.contains("сверены 2") && !text.contains("№ \n"),
        "{text}"
    );
}

#[tokio::test]
async fn an_act_of_a_years_copies_says_the_year_once() {
    let office = office().await;
    let mut fields = COPIES.to_vec();
    fields.retain(|(name, _)| *name != "period");
    fields.push(("period", "year"));
    keep(&office, "s1", "archive_copies", &fields).await;
    let director = asker(&Scope::school("s1", true));
    let text = paper(&office, &director, "archive-act", &[]).await;
    assert!(
        text.contains(" Период: учебный год (2025/2026). "),
        "{text}"
    );
}

#[tokio::test]
async fn an_entry_of_another_school_is_not_there() {
    let office = office().await;
    let id = keep(&office, "s1", "reviews", REVIEW).await.to_string();
    let chosen = [("review", id.as_str())];
    let other = asker(&Scope::school("s2", true));
    let foreign = refusal(&office, &other, "review-act", &chosen).await;
    assert!(
        foreign.contains(&format!("значения «{id}» нет")),
        "{foreign}"
    );
    assert!(!foreign.contains("Белова"), "{foreign}");
    let foreign = refusal(
        &office,
        &other,
        "review-act",
        &[("school", "s1"), ("review", id.as_str())],
    )
    .await;
    assert!(foreign.contains("значения «s1» нет"), "{foreign}");
    for odd in ["0", "-1", "1 or 1=1", "<script>"] {
        let said = refusal(
            &office,
            &asker(&Scope::school("s1", true)),
            "review-act",
            &[("review", odd)],
        )
        .await;
        assert!(said.contains("нет"), "{odd}: {said}");
    }
    // Who opens no registers opens no acts of them; of the office's many schools one is chosen first.
    for scope in [
        Scope::classes("s1", vec!["c5".into()], true),
        Scope::nothing(),
    ] {
        let absent = office
            .app
            .report(&asker(&scope), "review-act", &given(&chosen))
            .await;
        assert!(matches!(absent, Err(AskError::NotFound)));
    }
    let of_office = asker(&Scope::office(true, true));
    let said = refusal(&office, &of_office, "review-act", &[]).await;
    assert!(said.contains("выберите: Организация"), "{said}");
    let text = paper(
        &office,
        &of_office,
        "review-act",
        &[("school", "s1"), ("review", id.as_str())],
    )
    .await;
    has(&text, "№ 7");
}

#[tokio::test]
async fn a_printed_act_stays_as_it_was_when_the_entry_is_corrected() {
    let people = People::new().await;
    people.set_password("director", false).await;
    let answer = people.sign_in("director", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let director = answer.cookie();
    let body = |changed: &[(&str, &str)]| {
        let fields = REVIEW.iter().map(|(name, value)| {
            let changed = changed.iter().find(|(other, _)| other == name);
            let value = changed.map_or(*value, |(_, value)| *value);
            format!("f.{name}={}", encoded(value))
        });
        fields.collect::<Vec<_>>().join("&")
    };
    let made = people
        .form(
            Method::POST,
            "/registers/reviews",
            &director,
            &format!("owner=s1&{}", body(&[])),
        )
        .await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    let place = made.header(LOCATION.as_str());
    let place = place.split('?').next().unwrap_or_default().to_owned();

    let page = people.visit(&director, "/reports/review-act").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let text = page.text();
    assert!(
        text.contains("Нет тем за 02.10") && !text.contains("<b>за</b>"),
        "{text}"
    );
    let print = people
        .form(Method::POST, "/reports/review-act/prints", &director, "")
        .await;
    assert_eq!(print.status, StatusCode::SEE_OTHER, "{}", print.text());
    let first = people.visit(&director, "/prints/1/file").await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text());

    let changed = people
        .form(
            Method::POST,
            &place,
            &director,
            &format!("version=1&{}", body(&[("findings", "Замечаний больше")])),
        )
        .await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text());
    let page = people.visit(&director, "/reports/review-act").await;
    assert!(page.text().contains("Замечаний больше"));
    let again = people.visit(&director, "/prints/1/file").await;
    assert_eq!(again.status, StatusCode::OK, "{}", again.text());
    assert_eq!(first.bytes, again.bytes);

    people
        .add(
            "director2",
            "director",
            UserScope::School {
                school_id: "s2".into(),
            },
            &["personal_data"],
        )
        .await;
    let other = people.token("director2").await;
    let foreign = people.get(&other, "/prints/1/file").await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    let foreign = people.get(&other, "/reports/review-act?review=1").await;
    assert_eq!(foreign.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!foreign.text().contains("Белова"));
    let homeroom = people.token("homeroom").await;
    let absent = people.get(&homeroom, "/reports/review-act").await;
    assert_eq!(absent.status, StatusCode::NOT_FOUND);
}
