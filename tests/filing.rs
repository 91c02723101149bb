//! Forms as they are filed: the whole way of one between a school and the office, every refusal on it, and what stays
//! hidden from whom.

use std::io::Cursor;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION};
use axum::http::{Method, Request, StatusCode};
use calamine::{DataType, Reader as _, Xlsx, open_workbook_from_rs};
use rust_xlsxwriter::{Format, Workbook};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use svodka::audit::{Action, Filter};
use svodka::office::{CellPlace, Computation, FormChange, FormDeed, FormState, UserScope};

use crate::office::{Segment, small_school};
use crate::people::{Answer, People, encoded};
use crate::reader::Reader;

const FORM: &str = "/forms/t-1/2025";

/// A form that a small school can fill: a figure of each kind, an error and a warning to break.
const DECLARED: &str = r#"
title_code = "Т-1"
name = "Пробная форма о классах"
filed_by = ["general"]
period = "year"
day = "09-20"
deadline = "10-20"

[edition]
order = "Приказ управления № 1"
from = "2024-09-01"

[[sections]]
code = "1"
title = "Классы и ученики"
closed = [{ rows = ["03"], columns = ["4"] }]
columns = [
  { number = "3", title = "Всего", formula = "g4 + g5" },
  { number = "4", title = "Первый класс", filters = { "class.grade" = 1 } },
  { number = "5", title = "Пятый класс", filters = { "class.grade" = 5 } },
]
rows = [
  { code = "01", label = "Классов", measure = "contingent.classes" },
  { code = "02", label = "В них учеников", measure = "contingent.pupils" },
  { code = "03", label = "Подвозится", manual = true },
]

[[controls]]
code = "1-01"
severity = "error"
relation = "1 r03 g5 <= 1 r02 g5"
message = "Подвозится не больше, чем учится"

[[controls]]
code = "1-02"
severity = "warning"
relation = "1 r02 g4 >= 2"
message = "В первых классах не меньше двух учеников"
"#;

/// An office with that form.
async fn people() -> People {
    People::with(|config| {
        let folder = config.data.join("content/forms");
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("t-1-2024.toml"), DECLARED).expect("a file");
    })
    .await
}

/// Somebody at the form of a school.
struct Person<'a> {
    reader: Reader<'a>,
    school_id: &'static str,
}

impl<'a> Person<'a> {
    async fn new(people: &'a People, login: &str) -> Self {
        Self {
            reader: Reader::new(people, login).await,
            school_id: "s1",
        }
    }

    fn of(mut self, school_id: &'static str) -> Self {
        self.school_id = school_id;
        self
    }

    async fn get(&self, path: &str) -> Answer {
        self.reader.get(path).await
    }

    async fn page(&self, path: &str) -> String {
        self.reader.page(path).await
    }

    /// Returns the page of the school's form.
    async fn form(&self) -> String {
        self.page(&format!("{FORM}?school={}", self.school_id))
            .await
    }

    async fn post(&self, what: &str, body: &str) -> Answer {
        self.reader.send(&format!("{FORM}/{what}"), body).await
    }

    /// Does something to the school's form at a version.
    async fn at(&self, version: i64, what: &str, more: &str) -> Answer {
        let body = format!("school={}&version={version}&{more}", self.school_id);
        self.post(what, &body).await
    }

    /// Does something that must be done.
    async fn done(&self, version: i64, what: &str, more: &str) {
        let answer = self.at(version, what, more).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    }

    async fn compute(&self) {
        let body = format!("school={}", self.school_id);
        let answer = self.post("computation", &body).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    }

    /// Computes the form, declares it ready and hands it in: its version is 3.
    async fn file(&self) {
        self.compute().await;
        self.done(1, "readiness", "").await;
        let why = format!("explanation={}", encoded("Малокомплектная школа"));
        self.done(2, "submission", &why).await;
    }
}

fn correction(path: &str, value: &str, reason: &str) -> String {
    format!(
        "{}={}&reason={}",
        encoded(path),
        encoded(value),
        encoded(reason)
    )
}

/// Returns the figure that a form's page links to a cell.
fn figure(page: &str, path: &str) -> String {
    let link = format!("&#38;cell={}\" aria-label=", path.replace('/', "%2F"));
    let (_, rest) = page
        .split_once(&link)
        .unwrap_or_else(|| panic!("no cell {path}: {page}"));
    let (_, rest) = rest.split_once('>').expect("a link");
    rest.split('<').next().unwrap_or_default().to_owned()
}

async fn refused(answer: Answer, status: StatusCode, said: &str) {
    let text = answer.text();
    assert_eq!(answer.status, status, "{text}");
    let has_said = text.to_lowercase().contains(&said.to_lowercase());
    assert!(has_said, "no «{said}»: {text}");
}

#[tokio::test]
async fn a_form_goes_its_way_between_school_and_office() {
    let people = people().await;
    let director = Person::new(&people, "director").await;
    let office = Person::new(&people, "office").await;

    // The director has one school and comes to its form at once.
    let page = director.page(FORM).await;
    assert!(
        page.contains("создана") && page.contains("/computation"),
        "{page}"
    );
    let list = director.page("/forms").await;
    assert!(list.contains("Т-1"));
    assert!(
        list.contains(FORM) && !list.contains("/forms/t-1/2024"),
        "nobody is late with a form of days before the data: {list}"
    );

    director.compute().await;
    let page = director.form().await;
    for (path, expected) in [
        ("1/01/3", "2"),
        ("1/01/4", "1"),
        ("1/02/4", "1"),
        ("1/02/5", "4"),
        ("1/02/3", "5"),
        ("1/03/5", "—"),
    ] {
        assert_eq!(figure(&page, path), expected, "{path}");
    }
    assert!(
        page.contains("рассчитана") && page.contains("1-02"),
        "{page}"
    );
    assert!(!page.contains("1%2F03%2F4"), "closed cells lead nowhere");

    // A correction stands beside what was computed, and formulas follow it.
    let reason = "Двое выбыли <b>до</b> 20 сентября";
    let more = correction("1/02/5", "3", reason);
    let corrected = director.at(1, "cells", &more).await;
    let place = corrected.header(LOCATION.as_str());
    let (way, fragment) = place.split_once('#').expect("a place on the page");
    assert_eq!(
        way,
        format!("{FORM}?school=s1&done=corrected&at=1%2F02%2F5")
    );
    let page = director.page(way).await;
    let (_, cell) = page
        .split_once(&format!("<td id=\"{fragment}\""))
        .unwrap_or_else(|| panic!("the cell: {page}"));
    let (cell, _) = cell.split_once("</td>").expect("an end");
    assert!(
        cell.contains("cell=1%2F02%2F5") && cell.contains("Исправление сохранено"),
        "{cell}"
    );
    assert_eq!(page.matches("class=\"form-told\"").count(), 1, "{page}");
    let note = format!("cell={}&note={}", encoded("1/02/5"), encoded("Приказ № 7"));
    director.done(2, "notes", &note).await;
    let page = director.form().await;
    assert_eq!(figure(&page, "1/02/3"), "4");
    assert!(
        page.contains("исправлено") && !page.contains("<b>до"),
        "{page}"
    );
    let card = director
        .page(&format!("{FORM}?school=s1&cell=1/02/5"))
        .await;
    for said in ["Рассчитано", "Исправлено на", "Двое выбыли", "Приказ № 7"]
    {
        assert!(card.contains(said), "{said}: {card}");
    }
    assert!(!card.contains("<b>до"), "{card}");

    // Ready is closed for changes until that is taken back.
    director.done(3, "readiness", "").await;
    let card = director
        .page(&format!("{FORM}?school=s1&cell=1/02/5"))
        .await;
    assert!(card.contains("снимите готовность"), "{card}");
    let again = director
        .at(4, "cells", &correction("1/02/5", "2", "x"))
        .await;
    refused(again, StatusCode::CONFLICT, "снимите готовность").await;
    director.done(4, "readiness/revoke", "").await;
    director.done(5, "readiness", "").await;

    // What cannot be taken back is asked for once more, and the explanation is written before that.
    let page = director.form().await;
    let (_, form) = page
        .split_once("/submission\"")
        .unwrap_or_else(|| panic!("a form: {page}"));
    let (before, sure) = form
        .split_once("<details class=\"form-sure\">")
        .unwrap_or_else(|| panic!("a question: {form}"));
    assert!(before.contains("name=\"explanation\""), "{before}");
    assert!(!before.contains("type=\"submit\""), "{before}");
    let (sure, _) = sure.split_once("</details>").expect("an end");
    assert!(
        sure.contains("Отозвать её нельзя") && sure.contains("Подтвердить сдачу"),
        "{sure}"
    );

    // A warning is handed in with an explanation.
    let bare = director.at(6, "submission", "explanation=+").await;
    refused(bare, StatusCode::UNPROCESSABLE_ENTITY, "пояснение").await;
    let why = format!("explanation={}", encoded("Набран один первый класс"));
    director.done(6, "submission", &why).await;
    let page = director.form().await;
    assert!(page.contains("на проверке в управлении") && page.contains("сдана в срок"));
    // Why a cell is not written to now depends on who has the form, and is no word to the office.
    for path in ["1/02/5", "1/02/3"] {
        let path = format!("{FORM}?school=s1&cell={path}");
        let card = director.page(&path).await;
        assert!(
            card.contains("когда управление вернёт её") && !card.contains("снимите готовность"),
            "{card}"
        );
        assert!(!office.page(&path).await.contains("когда управление"));
    }

    // The office returns it with a reason, on a cell.
    let page = office.form().await;
    assert_eq!(figure(&page, "1/02/5"), "3");
    assert!(page.contains("Набран один первый класс"), "{page}");
    let bare = office.at(7, "return", "reason=&cells=").await;
    refused(bare, StatusCode::UNPROCESSABLE_ENTITY, "причину").await;
    // What the school corrected is offered to be ticked; any other cell is taken along from its card.
    let ticked = |page: &str, path: &str| {
        let boxed = format!("name=\"cell\" value=\"{path}\"");
        let (_, after) = page.split_once(&boxed)?;
        Some(after.starts_with(" checked"))
    };
    assert_eq!(ticked(&page, "1/02/5"), Some(false), "{page}");
    assert!(page.contains("Другие ячейки"), "{page}");
    let card = office.page(&format!("{FORM}?school=s1&cell=1/02/5")).await;
    assert!(card.contains("Вернуть форму с этой ячейкой"), "{card}");
    let asked = office.page(&format!("{FORM}?school=s1&cells=1/02/5")).await;
    assert_eq!(ticked(&asked, "1/02/5"), Some(true), "{asked}");
    let asked = office.page(&format!("{FORM}?school=s1&cells=1/03/5")).await;
    assert!(asked.contains("value=\"1/03/5\""), "{asked}");
    let both = format!("reason=&cell={0}&cells={0}", encoded("1/02/5"));
    let bare = office.at(7, "return", &both).await.text();
    assert_eq!(ticked(&bare, "1/02/5"), Some(true), "{bare}");
    let why = format!(
        "reason={}&cell={1}&cells={1}",
        encoded("Сверьте с приказами"),
        encoded("1/02/5")
    );
    office.done(7, "return", &why).await;
    let tasks = director.page("/tasks").await;
    assert!(tasks.contains("Доработать форму Т-1"), "{tasks}");
    let page = director.form().await;
    assert!(page.contains("Сверьте с приказами") && page.contains("вернуло управление"));
    let (_, told) = page
        .split_once("Проверьте ячейки:")
        .unwrap_or_else(|| panic!("the cells: {page}"));
    let (cell, more) = told.split_once("</a>").unwrap_or_default();
    assert!(cell.ends_with(">1/02/5"), "{cell}");
    let once = more.split("</p>").next().unwrap_or_default();
    assert!(!once.contains("1/02/5"), "{once}");
    assert!(page.contains("Внесено вручную"), "{page}");

    // Corrected, handed in again, accepted: the first day counts.
    let uncorrect = format!("cell={}", encoded("1/02/5"));
    director.done(8, "cells/revoke", &uncorrect).await;
    director.done(9, "readiness", "").await;
    director.done(10, "submission", "explanation=да").await;
    let tasks = office.page("/tasks").await;
    assert!(tasks.contains("Проверить форму Т-1"), "{tasks}");
    office.done(11, "acceptance", "").await;
    let page = director.form().await;
    assert!(
        page.contains("принята") && page.contains("сдана в срок"),
        "{page}"
    );
    assert_eq!(figure(&page, "1/02/5"), "4");
    let card = director
        .page(&format!("{FORM}?school=s1&cell=1/02/5"))
        .await;
    assert!(
        card.contains("Форма принята и закрыта: открыть её может управление."),
        "{card}"
    );
    assert!(
        !card.contains("снимите готовность") && !card.contains("дождитесь"),
        "{card}"
    );

    // Locked for the school; the office alone opens it, with a reason.
    for (what, more) in [
        ("cells", correction("1/02/5", "3", "x")),
        ("readiness", String::new()),
        ("submission", "explanation=x".to_owned()),
        ("computation", "release=2".to_owned()),
    ] {
        let answer = director.at(12, what, &more).await;
        refused(answer, StatusCode::CONFLICT, "форма принята").await;
    }
    let bare = office.at(12, "acceptance/revoke", "reason=&cells=").await;
    refused(bare, StatusCode::UNPROCESSABLE_ENTITY, "причину").await;
    let why = format!("reason={}&cells=", encoded("Уточнение по прокуратуре"));
    office.done(12, "acceptance/revoke", &why).await;
    let page = director.form().await;
    assert!(page.contains("на доработке") && page.contains("Приёмка отменена"));

    // Every step is in the audit.
    let entries = people.app.audit_entries(Filter::default(), 1_000).await;
    let entries = entries.expect("the audit");
    let of_form = entries.iter().filter(|recorded| {
        recorded.entry.action == Action::FileForm && recorded.entry.object == "t-1/2025/s1"
    });
    assert_eq!(of_form.count(), 13);
}

#[tokio::test]
async fn what_is_typed_wrongly_is_told_and_kept() {
    let people = people().await;
    let director = Person::new(&people, "director").await;
    director.compute().await;
    let fault = StatusCode::UNPROCESSABLE_ENTITY;
    for (path, value, reason, said) in [
        ("1/02/5", "3", "", "причину"),
        ("1/02/5", "3", "  ", "причину"),
        ("1/02/5", "много", "Сверено", "не число"),
        ("1/02/5", "-3", "Сверено", "отрицательных чисел"),
        ("1/02/5", "47,5", "Сверено", "целое число"),
        ("1/02/5", "99999999999", "Сверено", "не больше 9 цифр"),
        ("1/02/5", "1e3", "Сверено", "не число"),
        ("1/02/5", "", "Сверено", "напишите число"),
        ("1/02/3", "9", "Сверено", "исправьте слагаемые"),
        ("1/03/4", "9", "Сверено", "закрыта бланком"),
        ("1/09/9", "9", "Сверено", "в форме нет"),
        ("<i>/x/y", "9", "Сверено", "в форме нет"),
    ] {
        let answer = director
            .at(1, "cells", &correction(path, value, reason))
            .await;
        let text = answer.text();
        assert!(!text.contains("<i>"), "{text}");
        assert_eq!(answer.status, fault, "{path} {value}: {text}");
        assert!(text.to_lowercase().contains(said), "no «{said}»: {text}");
    }
    // The same in the language of the page.
    let english = director.reader.in_english();
    for (value, said) in [
        ("-3", "there are no negative numbers"),
        ("47,5", "takes a whole number"),
        ("99999999999", "no more than 9 digits"),
    ] {
        let body = correction("1/02/5", value, "Сверено");
        let body = format!("school=s1&version=1&{body}");
        let answer = english.send(&format!("{FORM}/cells"), &body).await;
        refused(answer, fault, said).await;
    }
    // What was typed stands in the form again.
    let answer = director
        .at(1, "cells", &correction("1/02/5", "много", "Сверено"))
        .await;
    let text = answer.text();
    assert!(
        text.contains("value=\"много\"") && text.contains("Сверено"),
        "{text}"
    );
    let long = correction("1/02/5", "3", &"ы".repeat(1_001));
    refused(director.at(1, "cells", &long).await, fault, "сократите").await;
    for (cell, said) in [("1/03/4", "закрыта бланком"), ("нет", "в форме нет")]
    {
        let note = format!("cell={}&note=x", encoded(cell));
        refused(director.at(1, "notes", &note).await, fault, said).await;
    }
    let absent = director
        .at(1, "cells/revoke", &format!("cell={}", encoded("1/02/5")))
        .await;
    assert_eq!(
        absent.status,
        StatusCode::NOT_FOUND,
        "nothing was corrected"
    );
    for version in ["", "x", "1.5"] {
        let body = format!("school=s1&version={version}");
        let answer = director.post("readiness", &body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{version}");
    }
    // Nothing of it changed the form.
    assert_eq!(figure(&director.form().await, "1/02/5"), "4");

    // What no data fill is typed without a reason, several cells at once.
    let entry = director.page(&format!("{FORM}?school=s1&view=entry")).await;
    assert!(entry.contains("name=\"1/03/5\"") && !entry.contains("name=\"1/02/5\""));
    let typed = format!("view=entry&{}=2", encoded("1/03/5"));
    director.done(1, "cells", &typed).await;
    let page = director.form().await;
    assert_eq!(figure(&page, "1/03/5"), "2");
    assert_eq!(figure(&page, "1/03/3"), "2");
}

#[tokio::test]
async fn a_card_tells_of_every_control_and_what_is_typed_folds_by_section() {
    let people = people().await;
    let director = Person::new(&people, "director").await;
    director.compute().await;
    let card = async |path: &str| {
        let page = director
            .page(&format!("{FORM}?school=s1&cell={path}"))
            .await;
        let (_, controls) = page.split_once("controls-title").expect("controls");
        let (controls, _) = controls.split_once("</section>").expect("an end");
        controls.to_owned()
    };
    // Its place is said in words, and what stands at its head and side.
    let page = director
        .page(&format!("{FORM}?school=s1&cell=1/02/5"))
        .await;
    for said in [
        "<h1>Ячейка: раздел 1, строка 02, графа 5</h1>",
        "«В них учеников», «Пятый класс»",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    // Nobody has typed how many are carried: the figure of pupils stands in a control that holds.
    let controls = card("1/02/5").await;
    assert!(
        controls.contains("1-01") && controls.contains("соблюдён") && controls.contains("0 ≤ 4"),
        "{controls}"
    );
    assert!(!controls.contains("1-02"), "{controls}");
    assert!(card("1/03/5").await.contains("0 ≤ 4"));
    let controls = card("1/02/4").await;
    assert!(
        controls.contains("1-02") && controls.contains("нарушен") && controls.contains("1 &#60; 2"),
        "{controls}"
    );
    assert!(
        card("1/01/4")
            .await
            .contains("не участвует ни в одном контроле")
    );
    let more = format!("{}=9", encoded("1/03/5"));
    director.done(1, "cells", &more).await;
    let controls = card("1/02/5").await;
    assert!(
        controls.contains("нарушен") && controls.contains("9 &#62; 4"),
        "{controls}"
    );

    // What was typed wrongly comes back in an open section, and the rest as it was typed.
    let entry = director.page(&format!("{FORM}?school=s1&view=entry")).await;
    assert!(
        entry.contains("<details class=\"entry-section\" open>"),
        "{entry}"
    );
    assert!(
        entry.contains("заполнено 1 из") && entry.contains("Строка 03"),
        "{entry}"
    );
    let typed = format!("view=entry&{}=%3Ci%3Eдва", encoded("1/03/5"));
    let answer = director.at(2, "cells", &typed).await;
    let text = answer.text();
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
    assert!(
        text.contains("&#60;i&#62;два") && !text.contains("<i>"),
        "{text}"
    );
    assert!(
        text.contains("<details class=\"entry-section\" open>"),
        "{text}"
    );
    assert!(text.contains("не число"), "{text}");
}

/// What the form is compared with: itself a year before, and another form of the school.
const COMPARED: &str = r#"
[[controls]]
code = "год-01"
severity = "warning"
when = "previous(1 r02 g3) > 0"
relation = "abs(1 r02 g3 - previous(1 r02 g3)) <= 0.2 * previous(1 r02 g3)"
message = "Учеников не больше чем на 20 % не столько, сколько год назад"

[[controls]]
code = "формы-01"
severity = "error"
relation = '1 r02 g3 <= form("t-2") 1 r01 g3'
message = "Учеников не больше, чем в форме № Т-2"
"#;

const OTHER: &str = r#"
title_code = "Т-2"
name = "Другая форма"
filed_by = ["general"]
period = "year"
day = "09-20"
deadline = "10-20"

[edition]
order = "Приказ управления № 2"
from = "2024-09-01"

[[sections]]
code = "1"
title = "Ученики"
columns = [{ number = "3", title = "Всего", manual = true }]
rows = [{ code = "01", label = "Учеников" }]
"#;

#[tokio::test]
async fn a_form_is_compared_with_its_year_before_and_with_other_forms() {
    let people = People::with(|config| {
        let folder = config.data.join("content/forms");
        std::fs::create_dir_all(&folder).expect("a folder");
        let compared = format!("{DECLARED}{COMPARED}");
        for (name, text) in [
            ("t-1-2024.toml", compared.as_str()),
            ("t-2-2024.toml", OTHER),
        ] {
            std::fs::write(folder.join(name), text).expect("a file");
        }
    })
    .await;
    let director = Person::new(&people, "director").await;
    director.compute().await;
    let total = format!("{FORM}?school=s1&cell=1/02/3");
    // There is nothing to compare with, which breaks nothing and is said.
    let card = director.page(&total).await;
    assert_eq!(card.matches("не с чем сравнить").count(), 2, "{card}");
    let page = director.form().await;
    assert!(
        !page.contains("год-01") && !page.contains("формы-01"),
        "{page}"
    );

    // Ten pupils a year before; five of them are now, and |5 − 10| is more than 0,2 · 10.
    let office = &people.app.office;
    let now = people.app.clock.now();
    let place = |row: &str, column: &str| CellPlace {
        section: "1".into(),
        row: row.into(),
        column: column.into(),
    };
    let former = Computation {
        code: "t-1".into(),
        period: "2024".into(),
        school_id: "s1".into(),
        school_name: "Школа s1".into(),
        edition: "2024-09-01".into(),
        release: 1,
        data_moment: "20.09.2024 23:40".into(),
        gaps: Vec::new(),
        cells: vec![
            (place("02", "4"), Some(6.0), false),
            (place("02", "5"), Some(4.0), false),
        ],
    };
    office
        .file_form(&former, "director", now)
        .await
        .expect("filed");
    // One that nobody has accepted says nothing.
    assert!(!director.form().await.contains("год-01"));
    let filed = office.filed_forms("t-1", "2024").await.expect("records");
    let accepted = FormChange::new(FormDeed::Accept, FormState::Accepted);
    let step = [(&filed[0], accepted)];
    office
        .step_forms(&step, "office", now)
        .await
        .expect("accepted");
    let page = director.form().await;
    assert!(
        page.contains("год-01") && page.contains("5 &#62; 2"),
        "{page}"
    );
    // What may not be seen of the year before is not taken for nothing.
    let filed = office.filed_forms("t-1", "2024").await.expect("records");
    let hidden = Computation {
        cells: vec![
            (place("02", "4"), None, true),
            (place("02", "5"), Some(4.0), false),
        ],
        ..former
    };
    let again = FormChange::new(FormDeed::Recompute, FormState::Accepted);
    office
        .recompute_form(&filed[0], &hidden, &again, "director", now)
        .await
        .expect("computed anew");
    let page = director.form().await;
    assert!(
        page.contains("формы прошлого года скрыто") && !page.contains("5 &#62;"),
        "{page}"
    );
    let card = director.page(&total).await;
    assert!(card.contains("не проверен: число скрыто"), "{card}");

    // The other form says that there are four, and five are too many.
    let other = "/forms/t-2/2025";
    let made = people
        .form(
            Method::POST,
            &format!("{other}/computation"),
            &director.reader.cookie,
            "school=s1",
        )
        .await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    for (version, figure, said) in [(1, "4", "5 &#62; 4"), (2, "5", "5 ≤ 5")] {
        let body = format!(
            "school=s1&version={version}&view=entry&{}={figure}",
            encoded("1/01/3")
        );
        let typed = people
            .form(
                Method::POST,
                &format!("{other}/cells"),
                &director.reader.cookie,
                &body,
            )
            .await;
        assert_eq!(typed.status, StatusCode::SEE_OTHER, "{}", typed.text());
        let card = director.page(&total).await;
        assert!(card.contains(said), "{said}: {card}");
        let is_broken = director.form().await.contains("формы-01");
        assert_eq!(is_broken, figure == "4");
    }
}

#[tokio::test]
async fn a_form_without_faults_and_corrections_is_returned_on_any_of_its_cells() {
    let people = People::with(|config| {
        let folder = config.data.join("content/forms");
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("t-2-2024.toml"), OTHER).expect("a file");
    })
    .await;
    let director = Reader::new(&people, "director").await;
    let office = Reader::new(&people, "office").await;
    for (what, more) in [
        ("computation", ""),
        ("readiness", "&version=1"),
        ("submission", "&version=2"),
    ] {
        let path = format!("/forms/t-2/2025/{what}");
        let answer = director.send(&path, &format!("school=s1{more}")).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    }
    let page = office.page("/forms/t-2/2025?school=s1").await;
    let (_, returning) = page
        .split_once("/return\"")
        .unwrap_or_else(|| panic!("a form: {page}"));
    // There are no cells beside which there could be others.
    assert!(
        returning.contains("Ячейки, которые нужно исправить")
            && !returning.contains("Другие ячейки"),
        "{returning}"
    );
}

#[tokio::test]
async fn a_yearly_form_is_compared_with_the_month_in_which_its_day_lies() {
    let people = People::with(|config| {
        let folder = config.data.join("content/forms");
        std::fs::create_dir_all(&folder).expect("a folder");
        let compared = COMPARED.replace("t-2", "t-3");
        let monthly = OTHER
            .replace("Т-2", "Т-3")
            .replace("\"year\"", "\"month\"")
            .replace(
                "day = \"09-20\"\ndeadline = \"10-20\"",
                "day = \"last\"\ndeadline = 5",
            );
        for (name, text) in [
            ("t-1-2024.toml", format!("{DECLARED}{compared}")),
            ("t-3-2024.toml", monthly),
        ] {
            std::fs::write(folder.join(name), text).expect("a file");
        }
    })
    .await;
    let director = Person::new(&people, "director").await;
    director.compute().await;
    let (office, now) = (&people.app.office, people.app.clock.now());
    let monthly = |period: &str, pupils: f64| Computation {
        code: "t-3".into(),
        period: period.into(),
        school_id: "s1".into(),
        school_name: "Школа s1".into(),
        edition: "2024-09-01".into(),
        release: 1,
        data_moment: "30.09.2025 23:40".into(),
        gaps: Vec::new(),
        cells: vec![(
            CellPlace {
                section: "1".into(),
                row: "01".into(),
                column: "3".into(),
            },
            Some(pupils),
            false,
        )],
    };
    // August has other pupils, and its day is the last before the form's.
    let august = monthly("2025-08", 1.0);
    office
        .file_form(&august, "director", now)
        .await
        .expect("filed");
    assert!(!director.form().await.contains("формы-01"));
    let september = monthly("2025-09", 4.0);
    office
        .file_form(&september, "director", now)
        .await
        .expect("filed");
    let page = director.form().await;
    assert!(
        page.contains("формы-01") && page.contains("5 &#62; 4"),
        "{page}"
    );
}

#[tokio::test]
async fn foreign_forms_look_absent_and_roles_keep_to_their_part() {
    let people = people().await;
    let elsewhere = UserScope::School {
        school_id: "s2".into(),
    };
    people.add("director2", "director", elsewhere, &[]).await;
    let director = Person::new(&people, "director").await;
    let other = Person::new(&people, "director2").await.of("s2");
    let office = Person::new(&people, "office").await;
    let centre = Person::new(&people, "centre").await;
    other.compute().await;
    director.compute().await;

    for path in [
        format!("{FORM}?school=s2"),
        format!("{FORM}?school=s2&cell=1/02/5"),
        format!("{FORM}?school=s2&view=recomputation"),
        format!("{FORM}?school=s2&view=entry"),
        format!("{FORM}/pupils?school=s2&cell=1/02/5"),
        format!("{FORM}/file?school=s2&format=csv"),
        format!("{FORM}/file?school=s2&format=pdf"),
        format!("{FORM}/file?format=csv"),
        format!("{FORM}?view=summary"),
        format!("{FORM}?school=s1&cell=1/99/9"),
        format!("{FORM}?school=s1&cell=1/03/4"),
        format!("{FORM}?school=%3Cscript%3E"),
        format!("{FORM}/pupils?school=s1&cell=x"),
        "/forms/t-1/2026".to_owned(),
        "/forms/t-1/2025-09".to_owned(),
        "/forms/t-1/никогда".to_owned(),
        "/forms/nothing/2025".to_owned(),
    ] {
        let path = path.replace("никогда", &encoded("никогда"));
        let answer = director.get(&path).await;
        assert_eq!(
            answer.status,
            StatusCode::NOT_FOUND,
            "{path}: {}",
            answer.text()
        );
    }
    let foreign = Person {
        reader: director.reader.clone(),
        school_id: "s2",
    };
    for (what, more) in [
        ("computation", "release=1".to_owned()),
        ("cells", correction("1/02/5", "3", "Чужая")),
        ("cells/revoke", format!("cell={}", encoded("1/02/5"))),
        ("notes", format!("cell={}&note=x", encoded("1/02/5"))),
        ("readiness", String::new()),
        ("readiness/revoke", String::new()),
        ("submission", "explanation=x".to_owned()),
    ] {
        let answer = foreign.at(1, what, &more).await;
        assert_eq!(
            answer.status,
            StatusCode::NOT_FOUND,
            "{what}: {}",
            answer.text()
        );
    }
    let untouched = other.form().await;
    assert_eq!(figure(&untouched, "1/02/5"), "4");

    // Whose part it is not.
    let refusal = StatusCode::FORBIDDEN;
    for (person, what) in [
        (&office, "computation"),
        (&office, "cells"),
        (&office, "submission"),
        (&centre, "acceptance"),
        (&centre, "return"),
        (&centre, "acceptance/revoke"),
        (&centre, "template/revoke"),
        (&director, "acceptance"),
        (&director, "return"),
        (&director, "template/revoke"),
    ] {
        assert_eq!(
            person.at(1, what, "reason=x").await.status,
            refusal,
            "{what}"
        );
    }
    for login in [
        "homeroom",
        "house_tutor",
        "teacher",
        "segment_admin",
        "security",
    ] {
        let person = Person::new(&people, login).await;
        for path in ["/forms".to_owned(), format!("{FORM}?school=s1")] {
            assert_eq!(person.get(&path).await.status, refusal, "{login} {path}");
        }
        assert_eq!(person.at(1, "cells", "").await.status, refusal, "{login}");
    }
    let stranger = people
        .form(Method::POST, &format!("{FORM}/cells"), "", "school=s1")
        .await;
    let sent_to = stranger.header(LOCATION.as_str());
    assert!(sent_to.starts_with("/login"), "{sent_to}");
    let from_elsewhere = Request::post(format!("{FORM}/readiness"))
        .header(COOKIE, &director.reader.cookie)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "cross-site")
        .body(Body::from("school=s1&version=1"));
    let answer = people.send(from_elsewhere.expect("a request")).await;
    assert_eq!(answer.status, refusal);

    // Before it is handed in, the office sees how far it is, and no figure.
    let page = office.form().await;
    assert!(
        page.contains("рассчитана") && page.contains("видит только сама"),
        "{page}"
    );
    assert!(!page.contains("cell=1%2F02%2F5"), "{page}");
    assert!(page.contains("1 предупреждение") || page.contains("1\u{a0}предупреждение"));
    for path in [
        format!("{FORM}?school=s1&cell=1/02/5"),
        format!("{FORM}/pupils?school=s1&cell=1/02/5"),
    ] {
        assert_eq!(
            office.get(&path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    let csv = office
        .page(&format!("{FORM}/file?school=s1&format=csv"))
        .await;
    assert_eq!(csv.lines().count(), 1, "heads alone: {csv}");
    let controls = office.page(&format!("{FORM}?view=controls")).await;
    assert!(!controls.contains("не меньше двух учеников"), "{controls}");
}

#[tokio::test]
async fn a_form_that_was_changed_meanwhile_is_told_and_nothing_is_lost() {
    let people = people().await;
    let director = Person::new(&people, "director").await;
    let deputy = Person::new(&people, "deputy").await;
    director.compute().await;
    let body = "school=s1";
    let twice = deputy.post("computation", body).await;
    refused(twice, StatusCode::CONFLICT, "изменил другой").await;

    deputy
        .done(1, "cells", &correction("1/02/5", "3", "Выбыл один"))
        .await;
    let answer = director
        .at(1, "cells", &correction("1/02/5", "6", "Прибыло двое"))
        .await;
    let text = answer.text();
    assert_eq!(answer.status, StatusCode::CONFLICT, "{text}");
    // The other's figure stands, the own words are there to be sent again at the new version.
    for said in [
        "изменил другой",
        "Выбыл один",
        "Прибыло двое",
        "value=\"6\"",
        "name=\"version\" value=\"2\"",
    ] {
        assert!(text.contains(said), "no {said}: {text}");
    }
    assert_eq!(figure(&director.form().await, "1/02/5"), "3");
    for what in ["readiness", "notes", "submission"] {
        let more = format!("cell={}&note=x&explanation=x", encoded("1/02/5"));
        assert_eq!(
            director.at(1, what, &more).await.status,
            StatusCode::CONFLICT,
            "{what}"
        );
    }
}

#[tokio::test]
async fn late_data_are_shown_cell_by_cell_before_they_are_taken_over() {
    let people = people().await;
    let director = Person::new(&people, "director").await;
    director.compute().await;
    director
        .done(1, "cells", &correction("1/02/4", "2", "Принят 19 сентября"))
        .await;
    assert!(!director.form().await.contains("опубликованы новые данные"));

    people.load(&[late_school()]).await;
    let page = director.form().await;
    assert!(page.contains("опубликованы новые данные"), "{page}");
    assert_eq!(figure(&page, "1/02/5"), "4", "nothing changes by itself");
    let shown = director
        .page(&format!("{FORM}?school=s1&view=recomputation"))
        .await;
    assert!(
        shown.contains("1/02/5") && shown.contains(">4<") && shown.contains(">5<"),
        "{shown}"
    );
    assert!(
        !shown.contains("1/02/4"),
        "the first class is as it was: {shown}"
    );
    let release = shown
        .split_once("name=\"release\" value=\"")
        .and_then(|(_, rest)| rest.split('"').next())
        .expect("a release");

    let stale = director.at(2, "computation", "release=1").await;
    refused(stale, StatusCode::CONFLICT, "опубликованы новые данные").await;
    let taken = format!("release={release}");
    director.done(2, "computation", &taken).await;
    let page = director.form().await;
    assert_eq!(figure(&page, "1/02/5"), "5");
    assert_eq!(figure(&page, "1/02/4"), "2", "the correction stands");
    assert!(page.contains("1/02/5: 4 → 5"), "{page}");

    // A form that is handed in is the office's to return before anything changes.
    director.done(3, "readiness", "").await;
    let closed = director
        .get(&format!("{FORM}?school=s1&view=recomputation"))
        .await;
    assert_eq!(closed.status, StatusCode::CONFLICT);
    assert_eq!(
        director.at(4, "computation", &taken).await.status,
        StatusCode::CONFLICT
    );
}

#[tokio::test]
async fn errors_are_not_accepted_and_the_summary_says_who_is_missing() {
    let people = people().await;
    let elsewhere = UserScope::School {
        school_id: "s2".into(),
    };
    people.add("director2", "director", elsewhere, &[]).await;
    let director = Person::new(&people, "director").await;
    let other = Person::new(&people, "director2").await.of("s2");
    let office = Person::new(&people, "office").await;

    let board = office.page(FORM).await;
    assert!(
        board.contains("Школа s1") && board.contains("Школа s2"),
        "{board}"
    );
    let empty = office.page(&format!("{FORM}?view=summary")).await;
    assert!(empty.contains("Ни одна форма ещё не принята"), "{empty}");
    assert_eq!(
        office.get(&format!("{FORM}/file?format=csv")).await.status,
        StatusCode::NOT_FOUND
    );

    // Where nothing is computed, nothing is kept either, and whose forms are missing is said.
    let checked = async || {
        let page = office.page(&format!("{FORM}?view=controls")).await;
        let (_, card) = page.split_once("id=\"controls-title\"").expect("controls");
        let (card, _) = card.split_once("</section>").expect("an end");
        card.to_owned()
    };
    let nothing = checked().await;
    assert!(nothing.contains("Проверено форм: 0 из 2"), "{nothing}");
    assert!(!nothing.contains("соблюдены"), "{nothing}");
    for school in ["Школа s1", "Школа s2"] {
        assert!(nothing.contains(school), "{school}: {nothing}");
    }
    let english = office.reader.in_english();
    let english = english.page(&format!("{FORM}?view=controls")).await;
    assert!(english.contains("Forms checked: 0 of 2"), "{english}");

    other.compute().await;
    let one = checked().await;
    assert!(one.contains("Проверено форм: 1 из 2"), "{one}");
    let (_, missing) = one.split_once("ещё не рассчитали").expect("who is missing");
    let (missing, _) = missing.split_once("</ul>").expect("an end");
    assert!(
        missing.contains("Школа s1") && !missing.contains("Школа s2"),
        "{missing}"
    );
    // A form without faults is told of as it is, beside who is missing.
    other
        .done(1, "cells", &correction("1/02/4", "2", "Принят один"))
        .await;
    let kept = checked().await;
    assert!(
        kept.contains("все контроли соблюдены") && kept.contains("Школа s1"),
        "{kept}"
    );

    // More are carried than there are: an error.
    other
        .done(2, "cells", &format!("{}=9", encoded("1/03/5")))
        .await;
    other.done(3, "readiness", "").await;
    other.done(4, "submission", "explanation=x").await;
    director.file().await;
    let missing = office.page(&format!("{FORM}?show=missing")).await;
    assert!(missing.contains("Таких организаций нет"), "{missing}");
    let controls = office.page(&format!("{FORM}?view=controls")).await;
    assert!(
        controls.contains("1-01") && controls.contains("1-02"),
        "{controls}"
    );

    let both = "school=s1&version%3As1=3&school=s2&version%3As2=5";
    let answer = office.post("acceptance", both).await;
    refused(answer, StatusCode::UNPROCESSABLE_ENTITY, "1-01").await;
    assert!(
        director.form().await.contains("на проверке в управлении"),
        "all or none"
    );
    let none = office.post("acceptance", "").await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let foreign = office.post("acceptance", "school=s9&version%3As9=1").await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    let one = office.post("acceptance", "school=s1&version%3As1=3").await;
    assert_eq!(
        one.header(LOCATION.as_str()),
        "/forms/t-1/2025?done=accepted"
    );

    let summary = office.page(&format!("{FORM}?view=summary")).await;
    let (missing, _) = summary.split_once("figures-title").expect("two parts");
    assert!(
        missing.contains("Школа s2") && !missing.contains("Школа s1"),
        "{missing}"
    );
    assert!(summary.contains(">5<"), "{summary}");

    // Who is missing stands on the paper too.
    let answer = office.get(&format!("{FORM}/file?format=xlsx")).await;
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(answer.bytes)).expect("a workbook");
    let name = book.sheet_names()[0].clone();
    let cells = book.worksheet_range(&name).expect("a sheet");
    let lines: Vec<String> = cells
        .used_cells()
        .filter_map(|(_, _, cell)| cell.as_string())
        .collect();
    for said in ["организаций 1 из 2", "Не вошли: Школа s2 (на проверке)"]
    {
        assert!(
            lines.iter().any(|line| line.contains(said)),
            "{said}: {lines:#?}"
        );
    }

    // Files are what the page says.
    let csv = office.page(&format!("{FORM}/file?format=csv")).await;
    let lines: Vec<&str> = csv.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[0], "Форма;Раздел;Строка;Графа;Значение");
    assert!(lines.contains(&"t-1;1;02;3;5"), "{csv}");
    let of_school = office
        .page(&format!("{FORM}/file?school=s1&format=csv"))
        .await;
    assert_eq!(of_school, csv, "one accepted form is its own sum");
    let page = director.form().await;
    for (format, name) in [("xlsx", "t-1-2025.xlsx"), ("cells", "t-1-2025-cells.xlsx")] {
        let file = office.get(&format!("{FORM}/file?format={format}")).await;
        let named = file.header("content-disposition");
        assert!(named.contains(&format!("\"{name}\"")), "{named}");
    }
    for (format, kind) in [
        (
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (
            "cells",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        ("pdf", "application/pdf"),
    ] {
        let path = format!("{FORM}/file?school=s1&format={format}");
        let offered = format!("format={format}\" data-export=");
        assert!(page.contains(&offered), "{format}: {page}");
        let path = format!("{path}&id=followed");
        let answer = director.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{format}: {}", answer.text());
        assert_eq!(answer.header(CONTENT_TYPE.as_str()), kind);
        let begins: &[u8] = if format == "pdf" { b"%PDF" } else { b"PK" };
        assert!(answer.bytes.starts_with(begins), "{format}");
    }
    let unknown = director
        .get(&format!("{FORM}/file?school=s1&format=exe"))
        .await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
    let absent = director
        .get(&format!("{FORM}/file?school=s1&format=template"))
        .await;
    assert_eq!(
        absent.status,
        StatusCode::NOT_FOUND,
        "the office has handed over none"
    );
}

#[tokio::test]
async fn pupils_behind_a_figure_are_for_who_may_know_them() {
    let people = people().await;
    let director = Person::new(&people, "director").await;
    let office = Person::new(&people, "office").await;
    director.file().await;
    let list = format!("{FORM}/pupils?school=s1&cell=1/02/5");
    let page = director.page(&list).await;
    for name in ["Ёлкин", "Жукова", "Белов", "Агеева"] {
        assert!(page.contains(name), "{name}: {page}");
    }
    assert!(!page.contains("Сомова"), "she is in the first class");
    // The office without the right to names.
    let answer = office.get(&list).await;
    assert!(!answer.text().contains("Ёлкин"), "{}", answer.text());
    // Only who may see them is led there, and only from a figure that counts pupils.
    for (person, cell, is_led) in [
        (&director, "1/02/5", true),
        (&director, "1/01/5", false),
        (&director, "1/03/5", false),
        (&office, "1/02/5", false),
    ] {
        let card = person.page(&format!("{FORM}?school=s1&cell={cell}")).await;
        assert_eq!(card.contains("/pupils?school=s1"), is_led, "{cell}: {card}");
    }
    let classes = director
        .page(&format!("{FORM}/pupils?school=s1&cell=1/01/5"))
        .await;
    assert!(
        classes.contains("считает не учеников") && !classes.contains("Ёлкин"),
        "{classes}"
    );
    let entries = people.app.audit_entries(Filter::default(), 100).await;
    let entries = entries.expect("the audit");
    assert!(entries.iter().any(|recorded| {
        recorded.entry.action == Action::View
            && recorded.entry.persons.is_some_and(|persons| persons >= 4)
    }));
}

#[tokio::test]
async fn pupils_behind_a_figure_are_those_of_its_own_release() {
    let people = people().await;
    let director = Person::new(&people, "director").await;
    director.file().await;
    people.load(&[late_school()]).await;
    let list = format!("{FORM}/pupils?school=s1&cell=1/02/5");
    let page = director.page(&list).await;
    assert_eq!(figure(&director.form().await, "1/02/5"), "4");
    assert!(
        page.contains("Ёлкин") && page.contains("выпуска 1,"),
        "{page}"
    );
    assert!(!page.contains("Носов"), "he came with late data: {page}");
    assert!(!page.contains("В форме стоит"), "{page}");

    // A corrected figure stands beside what the data give.
    let office = Person::new(&people, "office").await;
    let why = format!("reason={}&cells=", encoded("Сверьте"));
    office.done(3, "return", &why).await;
    let more = correction("1/02/5", "3", "Двое выбыли");
    director.done(4, "cells", &more).await;
    let page = director.page(&list).await;
    for said in ["В форме стоит 3, в списке — 4", "по данным было 4"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }

    // Where the data are gone, that is said and nobody is listed.
    let records = SqliteConnectOptions::new().filename(people.app.config.office_file());
    let pool = SqlitePool::connect_with(records).await;
    let pool = pool.expect("the records");
    let gone = sqlx::query("update filed_forms set release = 99").execute(&pool);
    gone.await.expect("changed");
    let page = director.page(&list).await;
    assert!(
        page.contains("анных выпуска 99") && !page.contains("Ёлкин"),
        "{page}"
    );
}

#[tokio::test]
async fn what_cannot_be_computed_is_told_in_a_sentence() {
    let people = people().await;
    let director = Person::new(&people, "director").await;
    // A day before the data.
    let path = "/forms/t-1/2024/computation";
    let answer = people
        .form(Method::POST, path, &director.reader.cookie, "school=s1")
        .await;
    refused(answer, StatusCode::UNPROCESSABLE_ENTITY, "20.09.2024").await;
    let page = director.page("/forms/t-1/2024?school=s1").await;
    assert!(
        page.contains("создана") && page.contains("просрочена"),
        "{page}"
    );
    // A school whose journal has no terms.
    let termless = small_school("s3")
        .table("terms", "term_id,kind,ordinal,name,starts_on,ends_on\n")
        .table("term_marks", "pupil_id,group_id,term_id,kind,value\n");
    people.load(&[termless]).await;
    let school_id = "s3".to_owned();
    people
        .add(
            "director3",
            "director",
            UserScope::School { school_id },
            &[],
        )
        .await;
    let other = Person::new(&people, "director3").await.of("s3");
    let answer = other.post("computation", "school=s3").await;
    let text = answer.text();
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
    for said in ["не заданы учебные периоды", "добавьте их в журнал"]
    {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(other.form().await.contains("создана"));
    // A period of no edition is not there.
    for period in ["2019", "2026", "%3Cb%3E"] {
        let path = format!("/forms/t-1/{period}/computation");
        let absent = people
            .form(Method::POST, &path, &director.reader.cookie, "school=s1")
            .await;
        assert_eq!(absent.status, StatusCode::NOT_FOUND, "{period}");
    }
    // Nothing to correct where nothing is computed.
    let early = director
        .at(1, "cells", &correction("1/02/5", "3", "x"))
        .await;
    refused(early, StatusCode::CONFLICT, "сначала рассчитайте").await;
}

#[tokio::test]
async fn a_form_is_printed_to_be_signed_and_stays_as_it_was_signed() {
    let people = people().await;
    let director = Person::new(&people, "director").await;
    let office = Person::new(&people, "office").await;
    // There is nothing to print yet.
    let early = director.post("prints", "school=s1").await;
    refused(early, StatusCode::CONFLICT, "сначала рассчитайте").await;

    director.compute().await;
    assert!(director.form().await.contains("/prints\""), "a button");
    let made = director.post("prints", "school=s1").await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    assert_eq!(made.header(LOCATION.as_str()), "/prints/1");
    let first = director.get("/prints/1/file").await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text());
    assert!(first.bytes.starts_with(b"%PDF"));

    // What was signed stays, whatever becomes of the form.
    let more = correction("1/02/5", "3", "Двое выбыли");
    director.done(1, "cells", &more).await;
    let again = director.get("/prints/1/file").await;
    assert_eq!(first.bytes, again.bytes);
    let list = director.page("/prints").await;
    assert!(
        list.contains("Форма № Т-1") && list.contains("на 20.09.2025"),
        "{list}"
    );

    // The office knows of it and sees no figure that is not handed in; another school knows nothing.
    let list = office.page("/prints?school=s1").await;
    assert!(list.contains("/prints/1\""), "{list}");
    assert!(
        office
            .page("/prints/1")
            .await
            .contains("Документ другой организации")
    );
    let file = office.get("/prints/1/file").await;
    assert_eq!(file.status, StatusCode::NOT_FOUND);
    for school in ["s1", "s2"] {
        let made = office.post("prints", &format!("school={school}")).await;
        refused(made, StatusCode::CONFLICT, "сначала рассчитайте").await;
    }
    let school_id = "s2".to_owned();
    let scope = UserScope::School { school_id };
    people
        .add("director2", "director", scope, &["personal_data"])
        .await;
    let foreign = Person::new(&people, "director2").await;
    for path in ["/prints/1", "/prints/1/file", "/prints?school=s1"] {
        let answer = foreign.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(!foreign.page("/prints").await.contains("/prints/1\""));
    for school in ["s1", "s9", "%3Ci%3E", ""] {
        let made = foreign.post("prints", &format!("school={school}")).await;
        assert_eq!(made.status, StatusCode::NOT_FOUND, "{school}");
    }
    let prints = Filter {
        action: Some(Action::Print),
        ..Filter::default()
    };
    let entries = people.app.audit_entries(prints, 10).await;
    let entries = entries.expect("the audit");
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].entry.object, "forms/t-1 № 1");
}

#[tokio::test]
async fn the_summary_is_printed_to_be_signed_and_stays_as_it_was_signed() {
    let people = people().await;
    let director = Person::new(&people, "director").await;
    let office = Person::new(&people, "office").await;
    let early = office.post("prints", "").await;
    refused(early, StatusCode::CONFLICT, "ни одна форма ещё не принята").await;
    director.file().await;
    office.done(3, "acceptance", "").await;
    let page = office.page(&format!("{FORM}?view=summary")).await;
    assert!(page.contains("/forms/t-1/2025/prints\""), "{page}");
    for said in ["Начальник управления образования", "М.П."] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let made = office.post("prints", "").await;
    assert_eq!(
        made.header(LOCATION.as_str()),
        "/prints/1",
        "{}",
        made.text()
    );
    let first = office.get("/prints/1/file").await;
    assert!(first.bytes.starts_with(b"%PDF"), "{}", first.text());
    // What was signed stays when a form is taken out again.
    let why = format!("reason={}&cells=", encoded("Уточнение"));
    office.done(4, "acceptance/revoke", &why).await;
    let again = office.get("/prints/1/file").await;
    assert_eq!(first.bytes, again.bytes);
    let record = people.app.office.print(1).await.expect("records");
    let record = record.expect("a print");
    let found = office
        .page(&format!("/prints?hash={}", record.file_hash))
        .await;
    assert!(found.contains("Это документ № 1"), "{found}");
    assert!(found.contains("Сводная по форме № Т-1"), "{found}");
    // It is the office's alone.
    for path in ["/prints/1", "/prints/1/file"] {
        let answer = director.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(
        director.post("prints", "").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_draft_that_was_printed_stays_with_the_school_when_the_form_is_handed_in() {
    let people = people().await;
    let director = Person::new(&people, "director").await;
    let office = Person::new(&people, "office").await;
    director.compute().await;
    let draft = director.post("prints", "school=s1").await;
    assert_eq!(draft.header(LOCATION.as_str()), "/prints/1");
    let more = correction("1/02/5", "3", "Двое выбыли");
    director.done(1, "cells", &more).await;
    director.done(2, "readiness", "").await;
    // The sheet that is signed before it is handed in: nothing changes any more.
    let ready = director.post("prints", "school=s1").await;
    assert_eq!(ready.header(LOCATION.as_str()), "/prints/2");
    let closed = office.get("/prints/2/file").await;
    assert_eq!(closed.status, StatusCode::NOT_FOUND);
    director.done(3, "submission", "explanation=x").await;
    let submitted = director.post("prints", "school=s1").await;
    assert_eq!(submitted.header(LOCATION.as_str()), "/prints/3");

    let file = office.get("/prints/1/file").await;
    assert_eq!(file.status, StatusCode::NOT_FOUND, "the draft");
    for id in [2, 3] {
        let file = office.get(&format!("/prints/{id}/file")).await;
        assert_eq!(file.status, StatusCode::OK, "{id}: {}", file.text());
    }
    // The school keeps all of them.
    let file = director.get("/prints/1/file").await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.text());
    // Returned and corrected, what is printed is what the office sees on the page, too.
    let why = format!("reason={}&cells=", encoded("Сверьте"));
    office.done(4, "return", &why).await;
    let again = correction("1/02/5", "4", "Сверено");
    director.done(5, "cells", &again).await;
    let corrected = director.post("prints", "school=s1").await;
    assert_eq!(corrected.header(LOCATION.as_str()), "/prints/4");
    assert_eq!(figure(&office.form().await, "1/02/5"), "4");
    assert_eq!(office.get("/prints/4/file").await.status, StatusCode::OK);
    let file = office.get("/prints/1/file").await;
    assert_eq!(file.status, StatusCode::NOT_FOUND, "the draft");
}

#[tokio::test]
async fn what_is_due_stands_among_the_tasks() {
    let people = people().await;
    let director = Person::new(&people, "director").await;
    let office = Person::new(&people, "office").await;
    let tasks = director.page("/tasks").await;
    assert!(tasks.contains("Сдать форму Т-1 на 20.09.2025"), "{tasks}");
    assert!(tasks.contains("20.10.2025"), "{tasks}");
    assert!(!office.page("/tasks").await.contains("Проверить форму Т-1"));
    director.file().await;
    assert!(!director.page("/tasks").await.contains("форму Т-1"));
    assert!(office.page("/tasks").await.contains("Проверить форму Т-1"));
    let homeroom = Person::new(&people, "homeroom").await;
    assert!(!homeroom.page("/tasks").await.contains("форму Т-1"));
}

/// A workbook of the office's own: a head, a formula of its own for the total, and a protected cell.
fn own_workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Классы").expect("a name");
    sheet.write(0, 0, "Сведения о классах").expect("a cell");
    let open = Format::new().set_unlocked();
    for row in 1..3 {
        sheet
            .write_formula(row, 1, format!("=C{0}+D{0}", row + 1).as_str())
            .expect("a formula");
        for column in 2..4 {
            sheet.write_blank(row, column, &open).expect("a cell");
        }
    }
    sheet.write(9, 9, "не менять").expect("a cell");
    sheet.protect();
    workbook.save_to_buffer().expect("a workbook")
}

const MAPPING: &str = r#"
[[sections]]
section = "1"
sheet = "Классы"
first = "B2"
rows = ["01", "02"]
"#;

async fn keep_template(person: &Person<'_>, workbook: &[u8], mapping: &str) -> Answer {
    let mut body =
        b"--edge\r\nContent-Disposition: form-data; name=\"workbook\"; filename=\"own.xlsx\"\r\n\
        Content-Type: application/octet-stream\r\n\r\n"
            .to_vec();
    body.extend_from_slice(workbook);
    let mapping = format!(
        "\r\n--edge\r\nContent-Disposition: form-data; name=\"mapping\"\r\n\r\n{mapping}\r\n--edge--\r\n"
    );
    body.extend_from_slice(mapping.as_bytes());
    let request = Request::post(format!("{FORM}/template"))
        .header(COOKIE, &person.reader.cookie)
        .header(CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .body(Body::from(body));
    person.reader.people.send(request.expect("a request")).await
}

#[tokio::test]
async fn figures_go_into_the_offices_own_workbook() {
    let people = people().await;
    let director = Person::new(&people, "director").await;
    let office = Person::new(&people, "office").await;
    director.file().await;

    let fault = StatusCode::UNPROCESSABLE_ENTITY;
    let workbook = own_workbook();
    for (bytes, mapping, said) in [
        (&b""[..], MAPPING, "приложите книгу"),
        (b"no workbook", MAPPING, "не книга Excel"),
        (&workbook, "", "не указана ни одна ячейка"),
        (
            &workbook,
            "[[sections]]\nлист Классы",
            "строка 2 не читается: слева от знака «=» пишут имя",
        ),
        (
            &workbook,
            "[[cells]]\ncell = \"1/02/5",
            "строка 2 не читается",
        ),
        (&workbook, "sections = 5", "относится строка 1, заполнена"),
        (
            &workbook,
            "[[sections]]\nsection = \"1\"\nsheet = \"Классы\"\nat = \"B2\"",
            "после [[sections]] пишут section, sheet и first",
        ),
        (
            &workbook,
            "[[cells]]\ncell = \"1/02/5\"\nsheet = \"Классы\"",
            "после [[cells]] — cell, sheet и address",
        ),
        (
            &workbook,
            "[[cells]]\ncell = \"1/09/9\"\nsheet = \"Классы\"\naddress = \"C2\"",
            "в форме нет",
        ),
        (
            &workbook,
            "[[cells]]\ncell = \"1/02/5\"\nsheet = \"Классы\"\naddress = \"где\"",
            "не адрес",
        ),
        (
            &workbook,
            "[[cells]]\ncell = \"1/02/5\"\nsheet = \"Иной\"\naddress = \"C2\"",
            "нет листа",
        ),
        (
            &workbook,
            "[[cells]]\ncell = \"1/02/5\"\nsheet = \"Классы\"\naddress = \"J10\"",
            "защищена",
        ),
        (
            &workbook,
            "[[cells]]\ncell = \"1/02/5\"\nsheet = \"Классы\"\naddress = \"B2\"",
            "формула",
        ),
        (
            &workbook,
            "[[sections]]\nsection = \"7\"\nsheet = \"Классы\"\nfirst = \"B2\"",
            "раздела «7»",
        ),
    ] {
        let answer = keep_template(&office, bytes, mapping).await;
        assert!(
            answer
                .text()
                .contains(r#"<details class="entry-section" open>"#),
            "what was handed over stands there to be mended"
        );
        refused(answer, fault, said).await;
    }
    assert_eq!(
        keep_template(&director, &workbook, MAPPING).await.status,
        StatusCode::FORBIDDEN
    );
    let kept = keep_template(&office, &workbook, MAPPING).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
    let board = office.page(FORM).await;
    assert!(board.contains("own.xlsx"));
    assert!(
        board.contains(r#"<details class="entry-section">"#),
        "few hand over a workbook of their own: its form is folded"
    );

    let page = director.form().await;
    assert!(page.contains("format=template"), "{page}");
    let answer = director
        .get(&format!("{FORM}/file?school=s1&format=template"))
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let mut filled: Xlsx<_> = open_workbook_from_rs(Cursor::new(answer.bytes)).expect("a workbook");
    let cells = filled.worksheet_range("Классы").expect("a sheet");
    for (row, column, expected) in [(1, 2, 1.0), (1, 3, 1.0), (2, 2, 1.0), (2, 3, 4.0)] {
        let cell = cells.get_value((row, column));
        assert_eq!(
            cell.and_then(DataType::as_f64),
            Some(expected),
            "{row} {column}"
        );
    }
    // What nobody named stays, the formula for the total too.
    let untouched = cells.get_value((9, 9)).and_then(DataType::as_string);
    assert_eq!(untouched.as_deref(), Some("не менять"));
    let formulas = filled.worksheet_formula("Классы").expect("formulas");
    let total = formulas.get_value((2, 1)).map(String::as_str);
    assert_eq!(total, Some("C3+D3"));

    let removed = office.post("template/revoke", "").await;
    assert_eq!(removed.status, StatusCode::SEE_OTHER);
    assert!(!director.form().await.contains("format=template"));
}

/// A later extract of the first school, with one more pupil of the fifth class.
fn late_school() -> Segment {
    small_school("s1")
        .extracted_at("2025-11-01T23:40:00+03:00")
        .table(
            "pupils",
            "pupil_id,last_name,first_name,middle_name,sex,birth_date\n\
             p1,Ёлкин,Иван,Петрович,m,2014-05-10\n\
             p2,Жукова,Анна,,f,2014-11-20\n\
             p3,Белов,Олег,,м,2014-01-15\n\
             p4,Сомова,Яна,,ж,2018-03-03\n\
             p5,Агеева,Нина,,f,2014-10-31\n\
             p6,Носов,Пётр,,m,2014-07-07\n",
        )
        .table(
            "enrolments",
            "pupil_id,class_id,from,to,arrival,departure\n\
             p1,c5,2025-09-01,,,\n\
             p2,c5,2025-09-01,,start,\n\
             p3,c5,2025-09-01,2025-10-10,start,other_school\n\
             p4,c1,2025-09-01,,start,\n\
             p5,c5,2025-09-15,,other_municipality,\n\
             p6,c5,2025-09-01,,start,\n",
        )
}
