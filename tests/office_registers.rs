//! Registers that the office itself keeps: whose entries they are, what is refused, what history tells, what is overdue,
//! what files and questions have of them.

use std::collections::BTreeMap;
use std::io::Cursor;

use axum::http::StatusCode;
use axum::http::header::LOCATION;
use calamine::{Data, Reader as _, Xlsx};
use serde_json::{Value, json};
use svodka::app::{AskError, Sent};
use svodka::audit::{Action, Filter};
use svodka::clock::Clock;
use svodka::content::Content;
use svodka::model::Model;
use svodka::office::UserScope;

use crate::acts::ENTRIES;
use crate::office::small_school;
use crate::people::{People, encoded};
use crate::reader::Reader;

/// An office with a director of the second school and somebody of the office who may know pupils.
async fn office() -> People {
    at("2025-10-15T05:00:00Z").await
}

async fn at(moment: &str) -> People {
    let moment = moment.parse().expect("a moment");
    let people = People::with(|config| config.clock = Clock::Fixed(moment)).await;
    let second = UserScope::School {
        school_id: "s2".into(),
    };
    people.add("director2", "director", second, &[]).await;
    people
        .add("knowing", "office", UserScope::Office, &["personal_data"])
        .await;
    people
}

impl Reader<'_> {
    /// Makes an entry and returns its address.
    async fn make(&self, register: &str, owner: &str, fields: &[(&str, &str)]) -> String {
        let answer = self
            .post(&format!("/registers/{register}"), &owned(owner, fields))
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let place = answer.header(LOCATION.as_str());
        place.split('?').next().unwrap_or_default().to_owned()
    }
}

fn owned<'a>(owner: &'a str, fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [("owner", owner)]
        .into_iter()
        .chain(fields.iter().copied())
        .collect()
}

fn but<'a>(
    fields: &[(&'a str, &'a str)],
    changes: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let mut all = fields.to_vec();
    all.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    all.extend_from_slice(changes);
    all
}

const REVIEW: [(&str, &str); 9] = [
    ("f.kind", "monthly"),
    ("f.held_on", "2025-10-10"),
    ("f.reviewer", "Белова Анна Павловна"),
    ("f.subject", "Темы и отметки"),
    ("f.journals", "12"),
    ("f.remarks", "3"),
    ("f.outcome", "remarks"),
    ("f.findings", "Нет тем за 02.10\r\nв 5А"),
    ("f.remove_by", "14.10.2025"),
];

const CONNECTION: [(&str, &str); 4] = [
    ("f.order_number", "5"),
    ("f.order_on", "2021-02-12"),
    ("f.connected_on", "2021-02-15"),
    ("f.status", "active"),
];

/// The same as a program would send it to the app.
fn sent(fields: &[(&str, &str)]) -> Sent {
    let fields = fields.iter();
    let fields = fields.map(|(name, value)| {
        let name = name.strip_prefix("f.").unwrap_or(name);
        (name.to_owned(), (*value).to_owned())
    });
    fields.collect()
}

#[test]
fn each_register_is_declared_and_is_a_topic() {
    let (model, faults) = Model::load(&Content::embedded());
    assert!(faults.is_empty(), "{faults:#?}");
    let names: Vec<&str> = model
        .registers
        .iter()
        .map(|register| register.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "reviews",
            "review_findings",
            "stages",
            "acts",
            "appointments",
            "archive_copies",
            "trainings",
            "complaints",
            "connections",
            "external_marks"
        ]
    );
    for name in names {
        for measure in ["entries", "open", "done", "overdue"] {
            let member = format!("{name}.{measure}");
            assert!(model.member(&member).is_some(), "{member}");
        }
        assert!(model.member(&format!("{name}.state")).is_some(), "{name}");
    }
    assert!(model.member("reviews.remarks").is_some());
    // Names and what points at a pupil are nothing that questions know.
    for member in [
        "external_marks.pupil",
        "external_marks.marks",
        "complaints.applicant",
        "reviews.reviewer",
    ] {
        assert!(model.member(member).is_none(), "{member}");
    }
    // A register that would take the place of a topic is a fault of its file.
    let taken = Content::embedded();
    let text = taken.file("schemas/registers/acts.toml").expect("a file");
    let text = text.replace("name = \"acts\"", "name = \"marks\"");
    let (_, faults) = Model::load(&taken.with("schemas/registers/marks.toml", &text));
    let told = faults
        .iter()
        .any(|fault| fault.message.contains("«marks» уже есть"));
    assert!(told, "{faults:#?}");
}

#[tokio::test]
async fn a_school_keeps_its_own_and_the_office_sees_all() {
    let people = office().await;
    let director = Reader::new(&people, "director").await;
    let place = director.make("reviews", "s1", &REVIEW).await;
    let card = director.page(&place).await;
    assert!(
        card.contains("Белова Анна Павловна") && card.contains("Нет тем за 02.10\nв 5А"),
        "{card}"
    );
    assert!(
        card.contains("14.10.2025") && card.contains("замечания просрочены"),
        "{card}"
    );

    // Another school: neither the entry nor the door to it is there, whatever is tried.
    let other = Reader::new(&people, "director2").await;
    assert!(!other.page("/registers/reviews").await.contains("Белова"));
    assert!(
        !other
            .page("/registers/reviews?q=%D0%91%D0%B5%D0%BB%D0%BE%D0%B2%D0%B0")
            .await
            .contains("Нет тем")
    );
    let change = but(&REVIEW, &[("version", "1"), ("f.remarks", "0")]);
    let removal = [("version", "1"), ("reason", "ошибка")];
    for answer in [
        other.get(&place).await,
        other.post(&place, &change).await,
        other.post(&format!("{place}/removal"), &removal).await,
        other
            .post(&format!("{place}/removal/revoke"), &[("version", "1")])
            .await,
        other
            .post("/registers/reviews", &owned("s1", &REVIEW))
            .await,
        other.post("/registers/reviews", &owned("-", &REVIEW)).await,
        other.post("/registers/reviews", &owned("", &REVIEW)).await,
        other.get("/registers/nothing").await,
        other.get("/registers/reviews/999").await,
        other.get("/registers/reviews/1%20or%201=1").await,
        // An entry is of one register only.
        director.get(&place.replace("reviews", "acts")).await,
    ] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", answer.text());
    }
    assert!(director.page(&place).await.contains("<dd>3</dd>"));

    // The office reads what schools keep, and writes its own.
    let specialist = Reader::new(&people, "office").await;
    let seen = specialist.page(&place).await;
    assert!(
        seen.contains("Белова") && !seen.contains("/removal"),
        "{seen}"
    );
    let refused = specialist.post(&place, &change).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text());
    let refused = specialist
        .post("/registers/reviews", &owned("s1", &REVIEW))
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let connection = specialist.make("connections", "s1", &CONNECTION).await;
    assert!(director.page(&connection).await.contains("2021"));
    assert_eq!(
        director
            .post(&connection, &but(&CONNECTION, &[("version", "1")]))
            .await
            .status,
        StatusCode::FORBIDDEN
    );
    // A school that there is not.
    let nobody = specialist
        .post("/registers/connections", &owned("s9", &CONNECTION))
        .await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
    let act = [
        ("f.kind", "order"),
        ("f.title", "О муниципальном сегменте"),
        ("f.number", "5"),
        ("f.adopted_on", "2021-02-12"),
        ("f.status", "in_force"),
    ];
    let own = specialist.make("acts", "-", &act).await;
    assert_eq!(director.get(&own).await.status, StatusCode::NOT_FOUND);

    // The centre reads and writes nothing; others have no registers.
    let centre = Reader::new(&people, "centre").await;
    assert!(centre.page("/registers/reviews").await.contains("Белова"));
    assert_eq!(
        centre
            .post("/registers/acts", &owned("-", &act))
            .await
            .status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        centre.get("/registers/acts/new").await.status,
        StatusCode::FORBIDDEN
    );
    for login in [
        "segment_admin",
        "homeroom",
        "teacher",
        "security",
        "system_admin",
    ] {
        let reader = Reader::new(&people, login).await;
        assert_eq!(
            reader.get("/registers").await.status,
            StatusCode::FORBIDDEN,
            "{login}"
        );
        assert_eq!(
            reader.get(&place).await.status,
            StatusCode::FORBIDDEN,
            "{login}"
        );
    }

    // What was done is written down, without a word of what the entry says of people.
    let kept = people
        .app
        .audit_entries(Filter::default(), 100)
        .await
        .expect("entries");
    let kept: Vec<_> = kept
        .iter()
        .filter(|one| one.entry.action == Action::KeepEntry)
        .collect();
    assert_eq!(kept.len(), 3);
    assert!(kept.iter().all(|one| !one.entry.filters.contains("Белова")));
}

#[tokio::test]
async fn entries_that_cannot_be_right_are_refused_with_what_was_written() {
    let people = office().await;
    let director = Reader::new(&people, "director").await;
    for (change, told) in [
        (("f.kind", "weekly"), "выберите значение из списка"),
        (("f.kind", ""), "заполните это поле"),
        (("f.held_on", "2025-10-16"), "этот день ещё не наступил"),
        (("f.held_on", "вчера"), "нужна дата"),
        (("f.journals", "много"), "нужно число"),
        (("f.journals", "0"), "не меньше 1"),
        (("f.remarks", "1,5"), "нужно целое число"),
        (("f.reviewer", "12345"), "фамилию и имя"),
        (("f.class", "9Я"), "выберите значение из списка"),
        (("f.findings", ""), "укажите, в чём они"),
        (
            ("f.remove_by", "2025-10-09"),
            "не может быть раньше проверки",
        ),
        (("f.subject", "а\u{202e}б"), "невидимые знаки"),
    ] {
        let fields = but(&REVIEW, &[change]);
        let answer = director
            .post("/registers/reviews", &owned("s1", &fields))
            .await;
        let page = answer.text();
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{change:?}: {page}"
        );
        assert!(page.contains(told), "{change:?}: {page}");
        // Nothing that was written is lost.
        assert!(
            page.contains(r#"value="Темы и отметки""#) || change.0 == "f.subject",
            "{page}"
        );
    }
    let asker = people.asker("director").await;
    let open = people
        .app
        .register(&asker, "reviews")
        .await
        .expect("a register");
    assert!(open.entries.is_empty());

    // A field that there is not, and a whole form of nothing.
    let odd = sent(&but(&REVIEW, &[("f.school_id", "s2")]));
    let refused = people
        .app
        .add_entry(&asker, "reviews", Some("s1"), &odd)
        .await;
    assert!(
        matches!(refused, Err(AskError::Refused { .. })),
        "{refused:?}"
    );
    let nothing = people
        .app
        .add_entry(&asker, "reviews", Some("s1"), &BTreeMap::new())
        .await;
    assert!(matches!(nothing, Err(AskError::Refused { faults, .. }) if faults.len() == 7));

    // Markup is a text like any other, on every page that shows it.
    let markup = "<script>alert(1)</script>\" onmouseover=\"x";
    let fields = but(&REVIEW, &[("f.subject", markup), ("f.findings", markup)]);
    let place = director.make("reviews", "s1", &fields).await;
    for path in [
        place.as_str(),
        "/registers/reviews",
        "/registers/reviews?q=%22%3E%3Cscript%3E",
        "/tasks",
    ] {
        let page = director.page(path).await;
        assert!(
            !page.contains("<script>alert") && !page.contains("\" onmouseover"),
            "{path}"
        );
        assert!(!page.contains("\"><script>"), "{path}");
    }
    // A link leads to the web alone.
    let act = [
        ("f.kind", "position"),
        ("f.title", "Положение"),
        ("f.number", "1/1"),
        ("f.adopted_on", "2020-01-09"),
        ("f.status", "in_force"),
    ];
    for attack in [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "https://a\" onclick=\"x",
    ] {
        let fields = but(&act, &[("f.published_at", attack)]);
        let answer = director
            .post("/registers/acts", &owned("s1", &fields))
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{attack}");
    }
    let fields = but(&act, &[("f.published_at", "https://school.example/act")]);
    let place = director.make("acts", "s1", &fields).await;
    assert!(
        director
            .page(&place)
            .await
            .contains(r#"href="https://school.example/act""#)
    );
    // The same number of the same day once more.
    let again = director.post("/registers/acts", &owned("s1", &act)).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text().contains("уже есть"));
}

#[tokio::test]
async fn an_entry_keeps_its_history_and_a_stale_change_is_not_lost() {
    let people = office().await;
    let director = Reader::new(&people, "director").await;
    let deputy = Reader::new(&people, "deputy").await;
    let place = director.make("reviews", "s1", &REVIEW).await;
    let removed = [("f.outcome", "removed"), ("f.removed_on", "2025-10-14")];
    let change = but(&REVIEW, &[("version", "1"), removed[0], removed[1]]);
    let changed = deputy.post(&place, &change).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text());
    let card = director.page(&place).await;
    for told in [
        "Запись внесена",
        "Запись изменена",
        "есть замечания",
        "замечания устранены",
        "завершена",
    ] {
        assert!(card.contains(told), "{told}: {card}");
    }
    // The director still has the first version open: what was written stands in the form, and nothing is overwritten.
    let stale = but(&REVIEW, &[("version", "1"), ("f.remarks", "7")]);
    let answer = director.post(&place, &stale).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    let page = answer.text();
    assert!(
        page.contains("изменил другой пользователь") && page.contains(r#"value="7""#),
        "{page}"
    );
    assert!(page.contains(r#"name="version" value="2""#), "{page}");
    assert!(director.page(&place).await.contains("<dd>3</dd>"));
    for odd in ["", "one", "-1", "1e9"] {
        let answer = director
            .post(&place, &but(&REVIEW, &[("version", odd)]))
            .await;
        assert!(answer.status.is_client_error(), "{odd}");
    }
    // What changes nothing makes no version.
    let same = but(&change, &[("version", "2")]);
    assert_eq!(
        director.post(&place, &same).await.status,
        StatusCode::SEE_OTHER
    );

    // A removal needs a reason and the present version, and takes nothing away.
    let removal = format!("{place}/removal");
    let answer = director
        .post(&removal, &[("version", "2"), ("reason", "  ")])
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let answer = director
        .post(&removal, &[("version", "1"), ("reason", "дубль")])
        .await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    let answer = director
        .post(
            &removal,
            &[("version", "2"), ("reason", "внесена <дважды>")],
        )
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    assert!(
        !director
            .page("/registers/reviews")
            .await
            .contains("10.10.2025</a>")
    );
    assert!(
        director
            .page("/registers/reviews?removed=1")
            .await
            .contains(&place)
    );
    let card = director.page(&place).await;
    assert!(
        card.contains("Запись удалена") && card.contains("внесена &#60;дважды&#62;"),
        "{card}"
    );
    assert!(!card.contains("/removal\"") && card.contains("/removal/revoke\""));
    let answer = director
        .post(&place, &but(&REVIEW, &[("version", "3")]))
        .await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    let versions = people
        .app
        .office
        .register_versions(1)
        .await
        .expect("versions");
    let deeds: Vec<&str> = versions.iter().map(|version| version.deed.name()).collect();
    assert_eq!(deeds, ["removed", "changed", "made"]);

    // What was removed is put back by whoever may remove it, from the present version, once.
    let restoring = format!("{place}/removal/revoke");
    for (version, status) in [
        ("2", StatusCode::CONFLICT),
        ("x", StatusCode::BAD_REQUEST),
        ("3", StatusCode::SEE_OTHER),
        ("4", StatusCode::CONFLICT),
    ] {
        let answer = director.post(&restoring, &[("version", version)]).await;
        assert_eq!(answer.status, status, "{version}: {}", answer.text());
    }
    assert!(
        director
            .page("/registers/reviews")
            .await
            .contains("10.10.2025</a>")
    );
    let card = director.page(&place).await;
    assert!(card.contains("Запись восстановлена"), "{card}");
    assert!(
        card.contains("внесена &#60;дважды&#62;"),
        "nothing is lost: {card}"
    );
    let trail = people
        .app
        .audit_entries(Filter::default(), 20)
        .await
        .expect("entries");
    let restored = trail
        .iter()
        .filter(|one| one.entry.action == Action::RestoreEntry);
    assert_eq!(restored.count(), 1);
    let again = [("version", "4"), ("reason", "дубль")];
    assert_eq!(
        director.post(&removal, &again).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(versions[2].fields["remarks"], json!(3.0));
    // Its key is free again.
    director.make("reviews", "s1", &REVIEW).await;
}

#[tokio::test]
async fn stages_close_in_their_order() {
    let people = office().await;
    let asker = people.asker("director").await;
    let stage =
        |stage: &'static str, status: &'static str, more: &[(&'static str, &'static str)]| {
            let fields = [
                ("school_year", "2025/2026"),
                ("stage", stage),
                ("tasks", "Внести данные"),
                ("owner", "Орлов Денис"),
                ("due_on", "2025-09-05"),
                ("status", status),
            ];
            sent(&but(&fields, more))
        };
    let app = &people.app;
    let under_way = [("started_on", "2025-09-06")];
    let early = app
        .add_entry(
            &asker,
            "stages",
            Some("s1"),
            &stage("s2", "under_way", &under_way),
        )
        .await;
    assert!(
        matches!(&early, Err(AskError::Refused { faults, .. }) if faults[0].path == "status"),
        "{early:?}"
    );
    let first = app
        .add_entry(&asker, "stages", Some("s1"), &stage("s1", "planned", &[]))
        .await;
    let first = first.expect("a plan");
    let closed = [
        ("started_on", "2025-09-01"),
        ("report_on", "2025-09-04"),
        ("protocol", "3"),
        ("order_number", "96/15"),
        ("order_on", "2025-09-05"),
    ];
    let close = app
        .change_entry(&asker, "stages", first, 1, &stage("s1", "closed", &closed))
        .await;
    close.expect("the first stage is closed");
    let second = app
        .add_entry(
            &asker,
            "stages",
            Some("s1"),
            &stage("s2", "under_way", &under_way),
        )
        .await;
    second.expect("the second stage begins");
    // The other school has its own chain.
    let other = people.asker("director2").await;
    let refused = app
        .add_entry(
            &other,
            "stages",
            Some("s2"),
            &stage("s2", "under_way", &under_way),
        )
        .await;
    assert!(matches!(refused, Err(AskError::Refused { .. })));
    // The first is stood upon: it is neither opened again nor taken away.
    let reopened = app
        .change_entry(
            &asker,
            "stages",
            first,
            2,
            &stage("s1", "under_way", &closed[..1]),
        )
        .await;
    assert!(
        matches!(reopened, Err(AskError::Refused { .. })),
        "{reopened:?}"
    );
    let removed = app.remove_entry(&asker, "stages", first, 2, "ошибка").await;
    assert!(
        matches!(removed, Err(AskError::Refused { .. })),
        "{removed:?}"
    );
}

#[tokio::test]
async fn what_is_overdue_or_missing_stands_before_its_people() {
    let people = office().await;
    let director = Reader::new(&people, "director").await;
    let page = director.page("/registers/reviews").await;
    assert!(
        page.contains("Ежемесячная проверка журналов, с 01.09.2025 по 30.09.2025"),
        "{page}"
    );
    assert!(page.contains("недостаёт с 30.09.2025") && page.contains("ожидается до 31.10.2025"));
    let tasks = director.page("/tasks").await;
    assert!(
        tasks.contains("Недостаёт: Ежемесячная проверка журналов, с 01.09.2025 по 30.09.2025"),
        "{tasks}"
    );
    assert!(!tasks.contains("с 01.10.2025 по 31.10.2025"));
    // What only others keep is a number before those who see it.
    assert!(!tasks.contains("Приказ о подключении"));
    let specialist = Reader::new(&people, "office").await;
    let of_office = specialist.page("/tasks").await;
    assert!(of_office.contains("Приказ о подключении"), "{of_office}");
    assert!(
        of_office.contains("у тех, кто ведёт реестр: 2"),
        "{of_office}"
    );

    // A school that was connected in October owes nothing of September.
    let fields = but(
        &CONNECTION,
        &[
            ("f.connected_on", "2025-10-01"),
            ("f.order_on", "2025-09-30"),
        ],
    );
    specialist.make("connections", "s1", &fields).await;
    assert!(
        !director
            .page("/registers/reviews")
            .await
            .contains("01.09.2025")
    );
    // The line leads to a form that is filled in as far as it is known.
    let form = director.page("/registers/acts").await;
    assert!(
        form.contains("/registers/acts/new?owner=s1&#38;f.kind=position&#38;f.status=in_force"),
        "{form}"
    );
    let form = director
        .page("/registers/acts/new?owner=s1&f.kind=position")
        .await;
    assert!(
        form.contains(r#"<option value="position" selected>"#),
        "{form}"
    );
    // An owner that is not there for this person is chosen anew or refused, never taken.
    let foreign = director.page("/registers/acts/new?owner=s2").await;
    assert!(!foreign.contains(r#"value="s2""#), "{foreign}");

    // The clock decides: what is in time today is overdue tomorrow.
    let later = at("2025-10-14T05:00:00Z").await;
    let asker = later.asker("director").await;
    let fields = sent(&REVIEW);
    later
        .app
        .add_entry(&asker, "reviews", Some("s1"), &fields)
        .await
        .expect("an entry");
    let shelves = later.app.registers(&asker).await.expect("registers");
    assert_eq!(
        (shelves[0].open, shelves[0].overdue, shelves[0].missing),
        (1, 0, 1)
    );
    let asker = people.asker("director").await;
    people
        .app
        .add_entry(&asker, "reviews", Some("s1"), &fields)
        .await
        .expect("an entry");
    let shelves = people.app.registers(&asker).await.expect("registers");
    assert_eq!(
        (shelves[0].open, shelves[0].overdue, shelves[0].missing),
        (1, 1, 0)
    );
}

#[tokio::test]
async fn copies_are_owed_after_the_terms_of_the_newest_release() {
    let people = at("2025-11-10T05:00:00Z").await;
    let asker = people.asker("director").await;
    let owed = async || {
        let open = people.app.register(&asker, "archive_copies").await;
        let missing = open.expect("a register").missing;
        let days = missing
            .iter()
            .filter_map(|one| Some(one.period?.to.to_string()));
        days.collect::<Vec<String>>()
    };
    assert_eq!(owed().await, ["2025-10-24"]);
    // Where grades end a term on days of their own, it is over with the last of them.
    let later = small_school("s1")
        .extracted_at("2025-11-01T23:40:00+03:00")
        .table(
            "terms",
            "term_id,kind,ordinal,name,starts_on,ends_on,grade_from,grade_to\n\
             q1,quarter,1,1 четверть,2025-09-01,2025-10-24,1,4\n\
             q1late,quarter,1,1 четверть,2025-09-01,2025-10-31,5,11\n",
        );
    people.load(&[later]).await;
    assert_eq!(owed().await, ["2025-10-31"]);
}

const EXTERNAL: [(&str, &str); 10] = [
    ("f.received_on", "2025-10-13"),
    ("f.institution", "Областная больница"),
    ("f.kind", "hospital"),
    ("f.document", "=12/5"),
    ("f.document_on", "2025-10-10"),
    ("f.file_number", "К-77"),
    ("f.pupil", "Ёлкин Иван"),
    ("f.class", "5А"),
    ("f.marks", "Математика 5, 4"),
    ("f.count", "2"),
];

#[tokio::test]
async fn fields_of_pupils_are_seen_by_who_may_know_them() {
    let people = office().await;
    let director = Reader::new(&people, "director").await;
    let filed = but(&EXTERNAL, &[("f.filed_at", "Личное дело")]);
    let place = director.make("external_marks", "s1", &filed).await;
    assert!(director.page(&place).await.contains("Ёлкин Иван"));
    // Outside the school the pupil cannot be found, not by the search either; who may know names knows the name alone.
    for (login, name) in [("office", false), ("knowing", true)] {
        let reader = Reader::new(&people, login).await;
        let sought = format!("/registers/external_marks?q={}", encoded("К-77"));
        for path in [place.as_str(), "/registers/external_marks", &sought] {
            let page = reader.page(path).await;
            assert!(
                !page.contains("Математика 5") && !page.contains("<dd>К-77"),
                "{login} {path}"
            );
        }
        assert!(!reader.page(&sought).await.contains("=12/5"), "{login}");
        assert_eq!(reader.page(&place).await.contains("Ёлкин"), name, "{login}");
        let file = reader
            .get("/registers/external_marks/file?format=csv")
            .await
            .text();
        assert!(
            !file.contains("К-77") && !file.contains("Математика 5"),
            "{file}"
        );
        assert_eq!(file.contains("Ёлкин"), name, "{login}");
    }
    // A deputy without the right changes the entry and leaves what stays unseen as it was.
    people
        .add(
            "new_deputy",
            "deputy",
            UserScope::School {
                school_id: "s1".into(),
            },
            &[],
        )
        .await;
    let deputy = Reader::new(&people, "new_deputy").await;
    let page = deputy.page(&place).await;
    assert!(!page.contains("Ёлкин") && page.contains("К-77"), "{page}");
    let entered = but(
        &filed,
        &[
            ("version", "1"),
            ("f.entered_on", "2025-10-14"),
            ("f.entered_by", "Орлова Анна"),
            ("f.pupil", "Другой Ученик"),
        ],
    );
    let changed = deputy.post(&place, &entered).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text());
    let card = director.page(&place).await;
    assert!(
        card.contains("Ёлкин Иван") && !card.contains("Другой Ученик"),
        "{card}"
    );
}

#[tokio::test]
async fn entries_are_filtered_ordered_paged_and_exported() {
    let people = office().await;
    let asker = people.asker("director").await;
    for day in 1..=14 {
        for number in ["a", "b", "c", "d"] {
            let (held, subject) = (format!("2025-10-{day:02}"), format!("=тема {day}{number}"));
            let remarks = (day * 10).to_string();
            let fields = [
                ("held_on", held.as_str()),
                ("subject", &subject),
                ("remarks", &remarks),
                ("remove_by", "2025-10-31"),
                ("findings", "Нет тем"),
            ];
            let fields = sent(&but(
                &REVIEW.map(|(name, value)| (&name[2..], value)),
                &fields,
            ));
            people
                .app
                .add_entry(&asker, "reviews", Some("s1"), &fields)
                .await
                .expect("an entry");
        }
    }
    let director = Reader::new(&people, "director").await;
    let rows = |page: &str| page.matches(r#"<th scope="row">"#).count();
    let first = director.page("/registers/reviews").await;
    assert_eq!(rows(&first), 50);
    assert!(
        first.contains("Страница 1 из 2") && first.contains("56\u{a0}записей"),
        "{first}"
    );
    let (_, heads) = first.split_once("<thead").expect("the heads");
    let at = |title: &str| {
        heads
            .find(title)
            .unwrap_or_else(|| panic!("{title}: {heads}"))
    };
    assert!(
        at("Состояние записи") < at("Кто проверил"),
        "what is wrong with an entry stands before what is in it"
    );
    assert_eq!(rows(&director.page("/registers/reviews?page=2").await), 6);
    assert_eq!(rows(&director.page("/registers/reviews?page=99").await), 6);
    assert_eq!(
        rows(
            &director
                .page("/registers/reviews?from=2025-10-03&to=2025-10-04")
                .await
        ),
        8
    );
    let words = format!("/registers/reviews?q={}", encoded("ТЕМА 3b"));
    assert_eq!(rows(&director.page(&words).await), 1);
    assert_eq!(
        rows(&director.page("/registers/reviews?f.outcome=clean").await),
        0
    );
    assert_eq!(
        rows(&director.page("/registers/reviews?state=open").await),
        50
    );
    assert_eq!(
        rows(&director.page("/registers/reviews?state=overdue").await),
        0
    );
    let unread = director.page("/registers/reviews?from=31.02.2025").await;
    assert!(unread.contains("aria-invalid"), "{unread}");
    // Numbers are ordered as numbers.
    let least = director.page("/registers/reviews?sort=remarks").await;
    let most = director
        .page("/registers/reviews?sort=remarks&order=desc")
        .await;
    assert!(
        least.contains("тема 1a") && !least.contains("тема 14a"),
        "{least}"
    );
    assert!(
        most.contains("тема 14a") && !most.contains("тема 1a<"),
        "{most}"
    );
    assert!(
        least.contains(r#"aria-sort="ascending""#) && most.contains(r#"aria-sort="descending""#)
    );

    let csv = director
        .get("/registers/reviews/file?format=csv&from=2025-10-03&to=2025-10-03")
        .await;
    let text = csv.text();
    assert_eq!(text.lines().count(), 5, "{text}");
    assert!(
        text.contains("'=тема 3a") && text.contains("03.10.2025") && text.contains(";30;"),
        "{text}"
    );
    let book = director.get("/registers/reviews/file?format=xlsx").await;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(book.bytes)).expect("a workbook");
    let sheet = book.worksheet_range("Проверки журналов").expect("a sheet");
    assert_eq!(sheet.height(), 57);
    let heads: Vec<String> = sheet
        .rows()
        .next()
        .expect("heads")
        .iter()
        .map(ToString::to_string)
        .collect();
    let column = |title: &str| heads.iter().position(|head| head == title).expect(title);
    let row = sheet.rows().nth(1).expect("a row");
    assert_eq!(row[column("Замечаний")], Data::Float(140.0));
    assert!(
        matches!(row[column("Дата проверки")], Data::DateTime(_)),
        "{row:?}"
    );
    assert_eq!(
        row[column("Вид проверки")],
        Data::String("ежемесячная".into())
    );
    for odd in ["", "format=pdf", "format=../x", "format=csv&from=x"] {
        let answer = director
            .get(&format!("/registers/reviews/file?{odd}"))
            .await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{odd}");
    }
    let other = Reader::new(&people, "director2").await;
    let foreign = other
        .get("/registers/reviews/file?format=csv&owner=s1")
        .await
        .text();
    assert_eq!(foreign.lines().count(), 1, "{foreign}");
    let exports = people
        .app
        .audit_entries(Filter::default(), 100)
        .await
        .expect("entries");
    let exports = exports
        .iter()
        .filter(|one| one.entry.action == Action::Export);
    assert_eq!(exports.count(), 3);
}

/// The columns of the state and of the term, which stand in every register, are not said twice.
#[tokio::test]
async fn a_list_has_one_column_of_the_term_and_one_of_the_state() {
    let people = office().await;
    let director = Reader::new(&people, "director").await;
    let stage = [
        ("f.school_year", "2025/2026"),
        ("f.stage", "s1"),
        ("f.tasks", "Внести данные"),
        ("f.owner", "Орлов Денис"),
        ("f.due_on", "2025-12-30"),
        ("f.status", "under_way"),
        ("f.started_on", "2025-09-06"),
    ];
    director.make("stages", "s1", &stage).await;
    let page = director.page("/registers/stages").await;
    let (_, table) = page.split_once("<thead").expect("the heads");
    let (heads, rest) = table.split_once("</thead>").expect("the end of the heads");
    let titled = |title: &str| heads.matches(&format!(">{title}<")).count();
    assert_eq!(
        (titled("Срок"), titled("Состояние записи")),
        (1, 1),
        "{heads}"
    );
    assert_eq!(titled("Состояние"), 0, "{heads}");
    assert_eq!(titled("Дата приказа"), 1, "{heads}");
    let (body, _) = rest.split_once("</tbody>").expect("the end of the rows");
    assert_eq!(body.matches("30.12.2025").count(), 1, "{body}");
    assert!(
        body.contains("не завершён") && body.contains("идёт"),
        "{body}"
    );
    // A term that is counted from a day does not stand for the day.
    let asker = people.asker("director").await;
    let (register, copies) = ENTRIES[2];
    let kept = people
        .app
        .add_entry(&asker, register, Some("s1"), &sent(copies))
        .await;
    kept.expect("copies");
    let page = director.page("/registers/archive_copies").await;
    assert!(
        page.contains(">Срок<") && page.contains(">Когда сделаны<"),
        "{page}"
    );
    // What the state says already is not said behind it.
    let act = [
        ("f.kind", "position"),
        ("f.title", "Положение"),
        ("f.number", "1"),
        ("f.adopted_on", "2025-01-09"),
        ("f.status", "in_force"),
    ];
    director.make("acts", "s1", &act).await;
    let page = director.page("/registers/acts").await;
    let (_, body) = page.split_once("<tbody>").expect("rows");
    let (body, _) = body.split_once("</tbody>").expect("the end of the rows");
    assert_eq!(body.matches("действует").count(), 1, "{body}");
}

async fn asked(people: &People, login: &str, query: &Value) -> Vec<Value> {
    let asker = people.asker(login).await;
    let answer = people.app.ask(&asker, query).await;
    let answer = answer.unwrap_or_else(|error| panic!("{login} {query}: {error}"));
    answer.to_json()["data"].as_array().expect("rows").clone()
}

#[tokio::test]
async fn a_register_is_a_topic_of_its_readers_own_schools() {
    let people = office().await;
    let query = json!({
        "measures": ["reviews.entries", "reviews.overdue", "reviews.remarks"],
        "dimensions": ["school.name", "reviews.kind", "reviews.state"],
        "order": [["school.name", "asc"]],
    });
    assert_eq!(asked(&people, "office", &query).await, Vec::<Value>::new());
    let (director, other) = (
        people.asker("director").await,
        people.asker("director2").await,
    );
    let app = &people.app;
    let id = app
        .add_entry(&director, "reviews", Some("s1"), &sent(&REVIEW))
        .await
        .expect("an entry");
    let in_time = sent(&but(
        &REVIEW,
        &[("f.remove_by", "2025-10-20"), ("f.remarks", "2")],
    ));
    app.add_entry(&other, "reviews", Some("s2"), &in_time)
        .await
        .expect("an entry");

    // An entry is seen at once, and what was kept of answers before it is not given again.
    let of_office = asked(&people, "office", &query).await;
    assert_eq!(of_office.len(), 2, "{of_office:?}");
    assert_eq!(of_office[0]["school.name"], json!("Школа s1"));
    assert_eq!(of_office[0]["reviews.state"], json!("overdue"));
    assert_eq!(of_office[0]["reviews.overdue"], json!(1));
    assert_eq!(of_office[0]["reviews.remarks"], json!(3));
    assert_eq!(of_office[1]["reviews.overdue"], json!(0));
    for (login, school) in [("director", "Школа s1"), ("director2", "Школа s2")] {
        let own = asked(&people, login, &query).await;
        assert_eq!(own.len(), 1, "{login}");
        assert_eq!(own[0]["school.name"], json!(school));
    }
    // The same by days, and beside another topic.
    let by_month = json!({
        "measures": ["reviews.entries", "attendance.due"],
        "timeDimensions": [{"dimension": "calendar.date", "granularity": "month", "dateRange": ["2025-10-01", "2025-10-31"]}],
    });
    let months = asked(&people, "office", &by_month).await;
    assert_eq!(months[0]["reviews.entries"], json!(2), "{months:?}");
    let before = json!({
        "measures": ["reviews.entries"],
        "timeDimensions": [{"dimension": "calendar.date", "dateRange": ["2025-09-01", "2025-09-30"]}],
    });
    assert_eq!(
        asked(&people, "office", &before).await[0]["reviews.entries"],
        json!(0)
    );

    // Changed and removed entries change the answers, though the release stays.
    let tag = |answer: &svodka::app::Answer| answer.etag.clone();
    let first = app.ask(&director, &query).await.expect("an answer");
    let kept = app.ask(&director, &query).await.expect("an answer");
    assert_eq!(tag(&first), tag(&kept));
    app.remove_entry(&director, "reviews", id, 1, "ошибка")
        .await
        .expect("a removal");
    let after = app.ask(&director, &query).await.expect("an answer");
    assert_ne!(tag(&first), tag(&after));
    assert_eq!(after.table.row_count(), 0);
    // A question about anything else keeps its tag.
    let other_question = json!({"measures": ["attendance.due"]});
    let one = app
        .ask(&director, &other_question)
        .await
        .expect("an answer");
    app.add_entry(&director, "reviews", Some("s1"), &sent(&REVIEW))
        .await
        .expect("an entry");
    let two = app
        .ask(&director, &other_question)
        .await
        .expect("an answer");
    assert_eq!(tag(&one), tag(&two));

    // Who has no registers has no such topic; SQL shows what the scope has.
    for login in ["homeroom", "teacher", "segment_admin"] {
        let asker = people.asker(login).await;
        let refused = app.ask(&asker, &query).await;
        assert!(
            matches!(
                refused,
                Err(AskError::NotAllowed { .. } | AskError::Refused { .. })
            ),
            "{login}"
        );
    }
    let count = "select school_id, count(*) from reviews group by school_id order by 1";
    for (scope, expected) in [
        (svodka::access::Scope::office(false, false), 2),
        (svodka::access::Scope::school("s2", true), 1),
        (
            svodka::access::Scope::classes("s1", vec!["c5".into()], true),
            0,
        ),
    ] {
        let answer = app
            .ask_sql(&scope, count, &Value::Null, 10)
            .await
            .expect("an answer");
        let rows: usize = answer.rows.iter().map(|rows| rows.num_rows()).sum();
        assert_eq!(rows, expected);
    }
}

#[tokio::test]
async fn pages_of_registers_are_told_in_english() {
    let people = office().await;
    let director = Reader::new(&people, "director").await;
    let place = director.make("reviews", "s1", &REVIEW).await;
    let reader = director.in_english();
    for path in [
        "/registers",
        "/registers/reviews",
        "/registers/reviews/new",
        place.as_str(),
    ] {
        let page = reader.page(path).await;
        assert!(page.contains(r#"<html lang="en">"#), "{path}");
        assert!(
            !page.contains(">registers-"),
            "a message that is not there: {path}: {page}"
        );
        for russian in [
            "Записи",
            "Состояние записи",
            "Проверки журналов",
            "ежемесячная",
        ] {
            assert!(!page.contains(russian), "{path}: {russian}");
        }
    }
    assert!(
        reader
            .page("/registers")
            .await
            .contains("Reviews of journals")
    );
}
