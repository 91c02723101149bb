//! Forms filled from data: answers computed by hand over small schools, what stands behind a number, and what is refused.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use jiff::civil::date;
use serde_json::json;
use sha2::{Digest, Sha256};
use svodka::access::Scope;
use svodka::app::{App, AskError, ComputedForm, FormError};
use svodka::audit::{self, Filter};
use svodka::clock::Clock;
use svodka::export;
use svodka::forms::{CellKey, Form, FormPeriod, Severity, Values, findings};

use crate::office::{Office, Segment, asker};

/// Five classes, each of a row of its own, pupils born around 1 January, one who came and three who went.
pub fn general(school_id: &str) -> Segment {
    Segment::new(school_id)
        .table(
            "classes",
            "class_id,kind,grade,letter,name,profile,shift\n\
             c1,class,1,А,1А,общеобразовательный,1\n\
             c2,class,2,Б,2Б,Адаптированная программа (ОВЗ),1\n\
             c5,class,5,А,5А,Гимназический,1\n\
             c6,class,6,А,6А,,2\n\
             c10,class,10,А,10А,С углублённым изучением физики,1\n",
        )
        .table(
            "pupils",
            "pupil_id,last_name,first_name,sex,birth_date\n\
             p1,Агеева,Анна,f,2019-01-01\n\
             p2,Белов,Борис,m,2018-12-31\n\
             p3,Вьюгина,Вера,f,2019-01-02\n\
             p4,Громов,Глеб,m,2017-06-01\n\
             p5,Дымова,Дина,f,2014-05-05\n\
             p6,Ежов,Егор,m,2014-11-11\n\
             p7,Жуков,Захар,m,2013-03-03\n\
             p8,Зимина,Зоя,f,2013-04-04\n\
             p9,Ильин,Игорь,m,2013-05-05\n\
             p10,Котова,Кира,f,2009-07-07\n\
             p11,Лосев,Лев,m,2009-08-08\n",
        )
        .table(
            "enrolments",
            "pupil_id,class_id,from,to,arrival,departure\n\
             p1,c1,2025-09-01,,start,\n\
             p2,c1,2025-09-01,,start,\n\
             p3,c1,2025-09-01,,,\n\
             p4,c2,2025-09-01,,start,\n\
             p5,c5,2025-09-01,,start,\n\
             p6,c5,2025-09-15,,other_region,\n\
             p7,c6,2025-09-01,,start,\n\
             p8,c6,2025-09-01,2025-09-10,start,other_school\n\
             p9,c6,2025-09-01,2025-09-20,start,abroad\n\
             p10,c10,2025-09-01,,start,\n\
             p11,c10,2025-09-01,2025-09-12,start,college\n",
        )
}

/// Two technical associations, an artistic one and one of which nothing is known; a child of three of them.
pub fn creativity(school_id: &str) -> Segment {
    Segment::new(school_id)
        .extracted_at("2026-01-10T23:40:00+03:00")
        .window("2025-09-01", "2025-12-31")
        .table(
            "school",
            &format!(
                "school_id,name,kind,municipality,settlement,timezone\n\
                 {school_id},Дом творчества,additional,Демо,urban,Europe/Moscow\n"
            ),
        )
        .table(
            "classes",
            "class_id,kind,grade,letter,name,direction,shift\n\
             a1,association,,,Робототехника,техническая,2\n\
             a2,association,,,Авиамоделирование,Техническое творчество,2\n\
             a3,association,,,Палитра,художественная,2\n\
             a4,association,,,Разное,,2\n",
        )
        .table("groups", "group_id,class_id,subject_id\ng1,a1,math\n")
        .table(
            "pupils",
            "pupil_id,last_name,first_name,sex,birth_date\n\
             d1,Агеева,Анна,f,2016-01-01\n\
             d2,Белов,Борис,m,2016-01-02\n\
             d3,Вьюгина,Вера,f,2022-03-03\n\
             d4,Громов,Глеб,m,2008-01-02\n",
        )
        .table(
            "enrolments",
            "pupil_id,class_id,from,to,arrival,departure\n\
             d1,a1,2025-09-01,,start,\n\
             d1,a2,2025-09-01,,start,\n\
             d1,a3,2025-09-01,,start,\n\
             d2,a1,2025-09-01,,start,\n\
             d3,a3,2025-09-01,,start,\n\
             d4,a4,2025-09-01,,start,\n",
        )
}

async fn office_with(segments: &[Segment]) -> Office {
    let mut office = Office::with(|config| {
        config.clock = Clock::Fixed("2026-01-11T05:00:00Z".parse().expect("a moment"));
    })
    .await;
    let loads = office.load(segments).await;
    assert!(
        loads.iter().all(|load| load.state.is_applied()),
        "{loads:#?}"
    );
    office
}

fn chosen(app: &App, code: &str, period: &str) -> (Arc<Form>, FormPeriod) {
    let form = app.forms().newest(code).expect("a declared form");
    let period = form.period(period).expect("a period");
    (form.clone(), period)
}

async fn filled(
    office: &Office,
    scope: &Scope,
    (code, period): (&str, &str),
    schools: Option<&[&str]>,
) -> Result<Vec<ComputedForm>, FormError> {
    let (form, period) = chosen(&office.app, code, period);
    let schools: Option<Vec<String>> =
        schools.map(|ids| ids.iter().map(|id| (*id).to_owned()).collect());
    office
        .app
        .compute_form(&asker(scope), &form, &period, schools.as_deref())
        .await
}

/// Holds a section against what was computed by hand; cells that are not named must be 0 or empty.
fn check(values: &Values, section: &str, expected: &[(&str, &[(&str, f64)])]) {
    let mut found: Vec<(String, f64)> = Vec::new();
    for (key, value) in values.iter().filter(|(key, _)| key.section == section) {
        if *value != 0.0 {
            found.push((format!("{}/{}", key.row, key.column), *value));
        }
    }
    let cells = expected.iter().flat_map(|(row, cells)| {
        let cells = cells.iter();
        cells.map(move |(column, value)| (format!("{row}/{column}"), *value))
    });
    let mut expected: Vec<(String, f64)> = cells.collect();
    let by_place = |one: &(String, f64), other: &(String, f64)| one.0.cmp(&other.0);
    found.sort_by(by_place);
    expected.sort_by(by_place);
    assert_eq!(found, expected, "{section}");
}

#[tokio::test]
async fn the_form_of_a_school_is_what_a_hand_computes() {
    let office = office_with(&[general("s1")]).await;
    let director = Scope::school("s1", true);
    let forms = filled(&office, &director, ("oo-1", "2025"), Some(&["s1"])).await;
    let forms = forms.expect("filled");
    let [form] = &forms[..] else {
        panic!("{forms:#?}");
    };
    assert_eq!(form.school_name, "Школа s1");
    assert_eq!(form.data_moment, "31.10.2025 23:40");
    assert!(form.withheld.is_empty());
    // Grade g stands in column g + 3; the adapted class in none.
    check(
        &form.values,
        "2.1.1",
        &[
            ("01", &[("3", 2.0), ("4", 1.0), ("9", 1.0)]),
            ("02", &[("3", 5.0), ("4", 3.0), ("9", 2.0)]),
            ("03", &[("3", 1.0), ("13", 1.0)]),
            ("04", &[("3", 1.0), ("13", 1.0)]),
            ("05", &[("3", 1.0), ("8", 1.0)]),
            ("06", &[("3", 2.0), ("8", 2.0)]),
            (
                "09",
                &[("3", 4.0), ("4", 1.0), ("8", 1.0), ("9", 1.0), ("13", 1.0)],
            ),
            (
                "10",
                &[("3", 8.0), ("4", 3.0), ("8", 2.0), ("9", 2.0), ("13", 1.0)],
            ),
        ],
    );
    check(
        &form.values,
        "2.4",
        &[
            ("01", &[("3", 4.0), ("4", 4.0)]),
            ("02", &[("3", 1.0), ("4", 1.0)]),
            ("03", &[("3", 2.0), ("4", 2.0)]),
            ("04", &[("3", 1.0), ("4", 1.0)]),
            // Every one of them has less than 25 pupils.
            ("05", &[("3", 4.0), ("4", 4.0)]),
        ],
    );
    // On 1 January 2026: born on 31 December 2018 and on 1 January 2019 both seven, on 2 January 2019 six.
    check(
        &form.values,
        "возраст",
        &[
            ("н1", &[("3", 4.0), ("5", 1.0), ("6", 2.0), ("7", 1.0)]),
            ("н2", &[("3", 2.0), ("5", 1.0), ("6", 1.0)]),
            ("н3", &[("3", 4.0), ("10", 2.0), ("11", 2.0)]),
            ("н4", &[("3", 1.0), ("10", 1.0)]),
            ("н5", &[("3", 1.0), ("15", 1.0)]),
            ("н6", &[("3", 1.0), ("15", 1.0)]),
            (
                "н7",
                &[
                    ("3", 9.0),
                    ("5", 1.0),
                    ("6", 2.0),
                    ("7", 1.0),
                    ("10", 2.0),
                    ("11", 2.0),
                    ("15", 1.0),
                ],
            ),
            (
                "н8",
                &[("3", 4.0), ("5", 1.0), ("6", 1.0), ("10", 1.0), ("15", 1.0)],
            ),
        ],
    );
    check(
        &form.values,
        "овз",
        &[
            ("н1", &[("3", 1.0), ("4", 1.0)]),
            ("н3", &[("3", 1.0), ("4", 1.0)]),
        ],
    );
    check(&form.values, "смены", &[("н1", &[("3", 2.0), ("5", 2.0)])]);
    check(
        &form.values,
        "прибытие",
        &[
            ("н1", &[("3", 1.0), ("5", 1.0)]),
            ("н2", &[("3", 1.0), ("5", 1.0)]),
        ],
    );
    // Whose last day is the reporting day is still a pupil, and leaves in the next period.
    check(
        &form.values,
        "2.8",
        &[
            ("н1", &[("3", 2.0), ("5", 1.0), ("6", 1.0)]),
            ("н2", &[("3", 1.0), ("5", 1.0)]),
            ("н3", &[("3", 1.0), ("6", 1.0)]),
        ],
    );
    // What is in no data is empty, what is counted and not there is a nought.
    let at = |section: &str, row: &str, column: &str| {
        form.values
            .get(&CellKey::new(section, row, column))
            .copied()
    };
    assert_eq!(at("2.1.3", "01", "4"), None);
    assert_eq!(at("2.4", "02", "5"), None);
    assert_eq!(at("2.1.1", "07", "4"), Some(0.0));
    assert_eq!(at("2.8", "н5", "4"), Some(0.0));
    assert_eq!(form.gaps.len(), 1);
    assert!(form.gaps[0].contains("с 01.09.2025"), "{:?}", form.gaps);

    // The one thing to answer: advanced classes are there, and nobody has said that there may be.
    let (declared, _) = chosen(&office.app, "oo-1", "2025");
    let codes = |values: &Values| -> Vec<String> {
        let found = findings(&declared, values, None).into_iter();
        found.map(|finding| finding.code).collect()
    };
    assert_eq!(codes(&form.values), ["1.2-01"]);
    let mut answered = form.values.clone();
    answered.insert(CellKey::new("1.2", "24", "3"), 1.0);
    assert_eq!(codes(&answered), [""; 0]);
}

#[tokio::test]
async fn small_classes_are_fewer_in_a_village() {
    let village = |segment: Segment, id: &str| {
        segment.table(
            "school",
            &format!(
                "school_id,name,kind,municipality,settlement,timezone\n\
                 {id},Школа {id},general,Демо,rural,Europe/Moscow\n"
            ),
        )
    };
    let crowd = |id: &str, count: usize| {
        let mut pupils = "pupil_id,last_name,first_name,sex,birth_date\n".to_owned();
        let mut enrolments = "pupil_id,class_id,from,to,arrival,departure\n".to_owned();
        for number in 1..=count {
            pupils += &format!("p{number},Фамилия,Имя,m,2014-05-10\n");
            enrolments += &format!("p{number},c5,2025-09-01,,start,\n");
        }
        Segment::new(id)
            .table("pupils", &pupils)
            .table("enrolments", &enrolments)
    };
    let office = office_with(&[
        crowd("t24", 24),
        crowd("t25", 25),
        village(crowd("v13", 13), "v13"),
        village(crowd("v14", 14), "v14"),
    ])
    .await;
    let forms = filled(&office, &Scope::office(true, true), ("oo-1", "2025"), None).await;
    let small: Vec<(String, Option<f64>)> = forms
        .expect("filled")
        .iter()
        .map(|form| {
            let cell = form.values.get(&CellKey::new("2.4", "05", "4"));
            (form.school_id.clone(), cell.copied())
        })
        .collect();
    assert_eq!(
        small,
        [
            ("t24".to_owned(), Some(1.0)),
            ("t25".to_owned(), Some(0.0)),
            ("v13".to_owned(), Some(1.0)),
            ("v14".to_owned(), Some(0.0)),
        ]
    );
}

#[tokio::test]
async fn the_form_of_a_house_of_creativity_counts_a_child_once_in_each_direction() {
    let office = office_with(&[creativity("h1"), general("s1")]).await;
    let everybody = Scope::office(true, true);
    let forms = filled(&office, &everybody, ("1-dop", "2025"), None).await;
    let forms = forms.expect("filled");
    // The school files another form and is left out.
    let [form] = &forms[..] else {
        panic!("{forms:#?}");
    };
    assert_eq!(form.school_id, "h1");
    check(
        &form.values,
        "3",
        &[
            ("06", &[("3", 2.0), ("4", 1.0)]),
            ("10", &[("3", 2.0), ("4", 2.0)]),
            ("сп1", &[("3", 1.0)]),
            ("сп3", &[("3", 4.0), ("4", 2.0)]),
        ],
    );
    // On 1 January 2026: ten and nine; ten and three.
    check(
        &form.values,
        "4",
        &[
            ("14", &[("3", 2.0), ("11", 1.0), ("12", 1.0)]),
            ("18", &[("3", 2.0), ("5", 1.0), ("12", 1.0)]),
        ],
    );
    let (declared, _) = chosen(&office.app, "1-dop", "2025");
    let found: Vec<String> = findings(&declared, &form.values, None)
        .into_iter()
        .map(|finding| finding.code)
        .collect();
    assert_eq!(found, ["3-18"]);

    let refused = filled(&office, &everybody, ("1-dop", "2025"), Some(&["s1"])).await;
    assert!(
        matches!(refused, Err(FormError::NotFiled { .. })),
        "{refused:?}"
    );
    let refused = filled(&office, &everybody, ("oo-1", "2025"), Some(&["h1"])).await;
    let refused = refused.expect_err("refused").to_string();
    assert!(
        refused.contains("Дом творчества не сдаёт форму № ОО-1"),
        "{refused}"
    );
}

/// The same with somebody of eighteen among the technicians and the artists.
fn creativity_with_an_adult() -> Segment {
    creativity("h1")
        .table(
            "pupils",
            "pupil_id,last_name,first_name,sex,birth_date\n\
             d1,Агеева,Анна,f,2016-01-01\n\
             d2,Белов,Борис,m,2016-01-02\n\
             d3,Вьюгина,Вера,f,2022-03-03\n\
             d5,Дымова,Дина,f,2007-12-31\n",
        )
        .table(
            "enrolments",
            "pupil_id,class_id,from,to,arrival,departure\n\
             d1,a1,2025-09-01,,start,\n\
             d1,a2,2025-09-01,,start,\n\
             d1,a3,2025-09-01,,start,\n\
             d2,a1,2025-09-01,,start,\n\
             d3,a3,2025-09-01,,start,\n\
             d5,a1,2025-09-01,,start,\n\
             d5,a3,2025-09-01,,start,\n",
        )
}

#[tokio::test]
async fn whoever_is_over_seventeen_stands_beside_the_form_and_breaks_nothing() {
    let office = office_with(&[creativity_with_an_adult()]).await;
    let everybody = Scope::office(true, true);
    let forms = filled(&office, &everybody, ("1-dop", "2025"), None).await;
    let form = &forms.expect("filled")[0];
    check(
        &form.values,
        "3",
        &[
            ("06", &[("3", 2.0), ("4", 1.0)]),
            ("10", &[("3", 2.0), ("4", 2.0)]),
            ("сп2", &[("3", 1.0), ("4", 1.0)]),
            ("сп3", &[("3", 3.0), ("4", 2.0)]),
        ],
    );
    check(
        &form.values,
        "4",
        &[
            ("14", &[("3", 2.0), ("11", 1.0), ("12", 1.0)]),
            ("18", &[("3", 2.0), ("5", 1.0), ("12", 1.0)]),
        ],
    );
    // It is said, and the form can be accepted.
    let (declared, _) = chosen(&office.app, "1-dop", "2025");
    let found = findings(&declared, &form.values, None);
    let found: Vec<(&str, Severity)> = found
        .iter()
        .map(|finding| (finding.code.as_str(), finding.severity))
        .collect();
    assert_eq!(found, [("3-19", Severity::Warning)]);
}

#[tokio::test]
async fn a_form_may_count_a_child_in_the_first_of_its_directions_alone() {
    let mut office = Office::with(|config| {
        config.clock = Clock::Fixed("2026-01-11T05:00:00Z".parse().expect("a moment"));
        let declared = std::fs::read_to_string("forms/1-dop-2022.toml").expect("the form");
        let once = declared.replace(
            "filters = { \"class.kind\" = \"association\" }",
            "filters = { \"class.kind\" = \"association\" }\nonce = \"class.direction\"",
        );
        let folder = config.data.join("content/forms");
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("1-dop-2022.toml"), once).expect("a file");
    })
    .await;
    office.load(&[creativity_with_an_adult()]).await;
    let everybody = Scope::office(true, true);
    let forms = filled(&office, &everybody, ("1-dop", "2025"), None).await;
    let form = &forms.expect("filled")[0];
    // Agejeva is a technician and an artist: of the artists only Vjugina is left.
    check(
        &form.values,
        "3",
        &[
            ("06", &[("3", 2.0), ("4", 1.0)]),
            ("10", &[("3", 1.0), ("4", 1.0)]),
            ("сп2", &[("3", 1.0), ("4", 1.0)]),
            ("сп3", &[("3", 3.0), ("4", 2.0)]),
        ],
    );
    check(
        &form.values,
        "4",
        &[
            ("14", &[("3", 2.0), ("11", 1.0), ("12", 1.0)]),
            ("18", &[("3", 1.0), ("5", 1.0)]),
        ],
    );
    let (declared, period) = chosen(&office.app, "1-dop", "2025");
    let cell = CellKey::new("3", "10", "3");
    let listed = office
        .app
        .pupils_behind(&asker(&everybody), (&declared, &period), "h1", &cell, None)
        .await;
    let refused = listed.map(drop).expect_err("refused").to_string();
    assert!(refused.contains("по первой из своих строк"), "{refused}");
}

#[tokio::test]
async fn the_monthly_monitoring_counts_what_the_topics_count() {
    let office = office_with(&[crate::office::small_school("s1")]).await;
    let everybody = Scope::office(true, true);
    let forms = filled(&office, &everybody, ("monitoring", "2025-09"), None).await;
    let forms = forms.expect("filled");
    let at = |section: &str, row: &str, column: &str| {
        forms[0]
            .values
            .get(&CellKey::new(section, row, column))
            .copied()
    };
    let asked = office
        .ask(json!({
            "measures": [
                "timeliness.held", "timeliness.complete", "timeliness.topics_due", "timeliness.marks_due",
                "timeliness.marks_on_time", "timeliness.on_time_pct", "contingent.pupils",
            ],
            "timeDimensions": [{"dimension": "calendar.date", "dateRange": ["2025-09-01", "2025-09-30"]}],
        }))
        .await;
    let figure = |measure: &str| asked[0][measure].as_f64();
    // Four lessons were held in September.
    assert_eq!(at("2", "01", "3"), Some(4.0));
    assert_eq!(at("2", "01", "3"), figure("timeliness.held"));
    assert_eq!(at("2", "02", "3"), figure("timeliness.complete"));
    assert_eq!(at("1", "01", "3"), figure("timeliness.topics_due"));
    assert_eq!(at("1", "04", "3"), figure("timeliness.marks_due"));
    assert_eq!(at("1", "04", "5"), figure("timeliness.marks_on_time"));
    assert_eq!(at("5", "01", "3"), figure("contingent.pupils"));
    let close = |left: Option<f64>, right: Option<f64>| match (left, right) {
        (Some(left), Some(right)) => (left - right).abs() < 1e-9,
        (left, right) => left == right,
    };
    assert!(close(at("1", "05", "9"), figure("timeliness.on_time_pct")));
    // No term ends in September: there is nothing to say of it.
    assert_eq!(at("4", "01", "3"), None);
    assert_eq!(at("4", "03", "3"), None);
}

#[tokio::test]
async fn behind_a_number_stand_the_pupils_whom_it_counts() {
    let office = office_with(&[general("s1"), general("s2")]).await;
    let (form, period) = chosen(&office.app, "oo-1", "2025");
    let behind = async |scope: &Scope, school: &str, (section, row, column): (&str, &str, &str)| {
        let cell = CellKey::new(section, row, column);
        let asker = asker(scope);
        let answer = office
            .app
            .pupils_behind(&asker, (&form, &period), school, &cell, None)
            .await?;
        let rows = export::json::rows(&answer.table);
        let names = rows.iter().map(|row| {
            let text = |member: &str| row[member].as_str().unwrap_or_default().to_owned();
            format!("{} {}", text("class.name"), text("pupil.name"))
        });
        Ok::<Vec<String>, FormError>(names.collect())
    };
    let director = Scope::school("s1", true);
    for (cell, expected) in [
        (
            ("возраст", "н1", "6"),
            &["1А Агеева Анна", "1А Белов Борис"][..],
        ),
        (("возраст", "н2", "6"), &["1А Агеева Анна"]),
        (("возраст", "н8", "15"), &["10А Котова Кира"]),
        (("смены", "н1", "3"), &["6А Жуков Захар", "6А Ильин Игорь"]),
        (("2.8", "н1", "3"), &["6А Зимина Зоя", "10А Лосев Лев"]),
        // The sum of 48 cells, without the adapted class.
        (
            ("2.1.1", "10", "3"),
            &[
                "1А Агеева Анна",
                "1А Белов Борис",
                "1А Вьюгина Вера",
                "5А Дымова Дина",
                "5А Ежов Егор",
                "6А Жуков Захар",
                "6А Ильин Игорь",
                "10А Котова Кира",
            ],
        ),
        (("2.1.1", "08", "4"), &[]),
    ] {
        let found = behind(&director, "s1", cell).await;
        let mut found = found.unwrap_or_else(|error| panic!("{cell:?}: {error}"));
        let mut expected: Vec<String> = expected.iter().map(|name| (*name).to_owned()).collect();
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{cell:?}");
    }
    // As many as the figure says.
    let forms = filled(&office, &director, ("oo-1", "2025"), None).await;
    let forms = forms.expect("filled");
    let figure = forms[0].values.get(&CellKey::new("2.1.1", "10", "3"));
    assert_eq!(figure, Some(&8.0));

    for (cell, told) in [
        (("2.1.3", "01", "4"), "вводится вручную"),
        (("2.1.3", "01", "5"), "вводится вручную"),
        (("2.1.1", "99", "3"), "такой ячейки в форме нет"),
    ] {
        let refused = behind(&director, "s1", cell).await.expect_err("refused");
        assert!(refused.to_string().contains(told), "{cell:?}: {refused}");
    }
    // A foreign school is not there, nor are names for who may not know them.
    let refused = behind(&director, "s2", ("возраст", "н1", "6")).await;
    assert!(
        matches!(refused, Err(FormError::NoSchool { .. })),
        "{refused:?}"
    );
    let nameless = Scope::office(false, false);
    let refused = behind(&nameless, "s1", ("возраст", "н1", "6")).await;
    let is_not_allowed = matches!(&refused, Err(FormError::Ask(AskError::NotAllowed { .. })));
    assert!(is_not_allowed, "{refused:?}");
    for scope in [
        Scope::classes("s1", vec!["c1".to_owned()], true),
        Scope::nothing(),
    ] {
        let refused = behind(&scope, "s1", ("возраст", "н1", "6")).await;
        assert!(refused.is_err(), "{refused:?}");
    }
}

#[tokio::test]
async fn who_may_not_know_names_gets_no_small_figures_and_no_sums_of_them() {
    let office = office_with(&[general("s1")]).await;
    let forms = filled(
        &office,
        &Scope::office(false, false),
        ("oo-1", "2025"),
        None,
    )
    .await;
    let forms = forms.expect("filled");
    let form = &forms[0];
    for (section, row, column) in [
        ("2.1.1", "02", "4"),
        ("2.1.1", "02", "3"),
        ("возраст", "н2", "3"),
    ] {
        let key = CellKey::new(section, row, column);
        assert!(form.withheld.contains(&key), "{key}");
        assert!(!form.values.contains_key(&key), "{key}");
    }
    // Classes tell of nobody.
    assert_eq!(
        form.values.get(&CellKey::new("2.1.1", "09", "3")),
        Some(&4.0)
    );
    for key in &form.withheld {
        assert!(!form.values.contains_key(key), "{key}");
    }
}

#[tokio::test]
async fn a_form_that_cannot_be_filled_says_why() {
    let without_terms =
        general("s3").table("terms", "term_id,kind,ordinal,name,starts_on,ends_on\n");
    let short = general("s4")
        .window("2025-09-01", "2025-09-10")
        .extracted_at("2025-09-10T23:40:00+03:00");
    let office = office_with(&[general("s1"), general("s2"), without_terms, short]).await;
    let everybody = Scope::office(true, true);
    let refused = async |scope: &Scope, form: (&str, &str), school: &str| {
        let refused = filled(&office, scope, form, Some(&[school])).await;
        refused.expect_err("refused")
    };
    let before = refused(&everybody, ("oo-1", "2024"), "s1").await;
    assert!(
        matches!(&before, FormError::BeforeData { on, first, .. }
            if *on == date(2024, 9, 20) && *first == date(2025, 9, 1)),
        "{before:?}"
    );
    assert!(
        before.to_string().starts_with(
            "Школа s1: на 20.09.2024 нет данных — первая выгрузка охватывает дни с 01.09.2025"
        ),
        "{before}"
    );
    let after = refused(&everybody, ("oo-1", "2025"), "s4").await;
    assert!(matches!(after, FormError::AfterData { .. }), "{after:?}");
    let later = refused(&everybody, ("monitoring", "2025-11"), "s1").await;
    assert!(later.to_string().contains("по 31.10.2025"), "{later}");
    let termless = refused(&everybody, ("oo-1", "2025"), "s3").await;
    assert!(matches!(termless, FormError::NoTerm { .. }), "{termless:?}");
    let unknown = refused(&everybody, ("oo-1", "2025"), "s9").await;
    assert!(matches!(unknown, FormError::NoSchool { .. }), "{unknown:?}");
    // To a director another school is not there, whatever its name.
    let director = Scope::school("s1", true);
    let foreign = refused(&director, ("oo-1", "2025"), "s2").await;
    assert!(matches!(foreign, FormError::NoSchool { .. }), "{foreign:?}");
    let own = filled(&office, &director, ("oo-1", "2025"), None).await;
    let own: Vec<String> = own
        .expect("filled")
        .into_iter()
        .map(|form| form.school_id)
        .collect();
    assert_eq!(own, ["s1"]);
    // Who sees some classes of a school files no form of it.
    let homeroom = Scope::classes("s1", vec!["c1".to_owned()], true);
    let part = filled(&office, &homeroom, ("oo-1", "2025"), None).await;
    let is_not_allowed = matches!(&part, Err(FormError::Ask(AskError::NotAllowed { .. })));
    assert!(is_not_allowed, "{part:?}");
    // Of many schools those that have data are filled.
    let all = filled(&office, &everybody, ("oo-1", "2025"), None).await;
    let all: Vec<String> = all
        .expect("filled")
        .into_iter()
        .map(|form| form.school_id)
        .collect();
    assert_eq!(all, ["s1", "s2"]);
}

#[test]
fn a_school_that_has_quotes_in_its_name_gets_no_more_of_them() {
    let school = || "МБОУ «СОШ № 1»".to_owned();
    let (on, year) = (date(2025, 9, 20), || "2025/26".to_owned());
    for error in [
        FormError::BeforeData {
            school: school(),
            on,
            first: on,
        },
        FormError::AfterData {
            school: school(),
            on,
            last: on,
        },
        FormError::NoYear {
            school: school(),
            year: year(),
        },
        FormError::NoTerm {
            school: school(),
            year: year(),
        },
        FormError::NotFiled {
            form: "ОО-1".to_owned(),
            school: school(),
        },
    ] {
        let said = error.to_string();
        assert!(said.starts_with("МБОУ «СОШ № 1»"), "{said}");
        assert_eq!(said.matches('«').count(), 1, "{said}");
    }
}

#[tokio::test]
async fn the_command_line_writes_a_form_and_tells_what_is_wrong() {
    let office = office_with(&[general("s1")]).await;
    let data = office.app.config.data.clone();
    let out = data.with_file_name("form.xlsx");
    let document = data.with_file_name("form.PDF");
    let to = |out: &Path, arguments: &[&str]| -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_svodka"));
        command
            .env_clear()
            .env("SVODKA_NOW", "2026-01-11T05:00:00Z")
            .arg("--data")
            .arg(&data)
            .arg("form")
            .args(arguments)
            .arg("--out")
            .arg(out);
        command.output().expect("the program starts")
    };
    let svodka = |arguments: &[&str]| to(&out, arguments);
    let done = svodka(&["ОО-1", "--school", "s1", "--on", "2025-09-20"]);
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(0), "{told}");
    assert!(told.contains("ошибка 1.2-01"), "{told}");
    let bytes = std::fs::read(&out).expect("a workbook");
    assert!(bytes.starts_with(b"PK"));
    let done = svodka(&[
        "oo-1",
        "--school",
        "s1",
        "--on",
        "2025-12-01",
        "--format",
        "pdf",
    ]);
    assert_eq!(done.status.code(), Some(0));
    let bytes = std::fs::read(&out).expect("a document");
    assert!(bytes.starts_with(b"%PDF"));
    let done = to(&document, &["oo-1", "--school", "s1", "--on", "2025-12-01"]);
    assert_eq!(done.status.code(), Some(0));
    let same = std::fs::read(&document).expect("a document");
    assert!(same.starts_with(b"%PDF"));
    // What was written is in the audit, with the hash of the file.
    let exports = Filter {
        action: Some(audit::Action::Export),
        ..Filter::default()
    };
    let entries = office.app.audit_entries(exports, 10).await;
    let entries = entries.expect("the audit");
    let objects: Vec<&str> = entries
        .iter()
        .map(|one| one.entry.object.as_str())
        .collect();
    assert_eq!(
        objects,
        ["oo-1/2025 pdf", "oo-1/2025 pdf", "oo-1/2025 xlsx"]
    );
    let hash: String = Sha256::digest(&bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(entries[1].entry.file_hash, hash);
    assert_eq!(entries[1].entry.filters, "организация s1");
    for (arguments, told) in [
        (
            ["oo-2", "--school", "s1", "--on", "2025-09-20"],
            "формы «oo-2» нет; похожая: oo-1",
        ),
        (
            ["oo-1", "--school", "s2", "--on", "2025-09-20"],
            "организации «s2» нет; похожая: s1",
        ),
        (
            ["oo-1", "--school", "s1", "--on", "2024-09-20"],
            "на 20.09.2024 нет данных",
        ),
        (
            ["oo-1", "--school", "s1", "--on", "2019-09-20"],
            "на 20.09.2019 нет издания формы № ОО-1",
        ),
        (
            ["1-dop", "--school", "s1", "--on", "2025-12-31"],
            "не сдаёт",
        ),
    ] {
        let refused = svodka(&arguments);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(told), "{arguments:?}: {said}");
    }
}
