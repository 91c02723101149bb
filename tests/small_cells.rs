//! Small cells: what is withheld from who may not know names, and every way around it that people find.

use serde_json::{Map, Value, json};
use svodka::access::Scope;

use crate::office::{Office, Segment, asker, small_school};

/// Classes of 3, 25 and 27 pupils; in the first two boys, in the third 2 boys and 25 girls.
async fn office() -> Office {
    let mut office = Office::new().await;
    office.load(&[school("s1", &[3, 25, 27])]).await;
    office
}

fn school(school_id: &str, sizes: &[usize]) -> Segment {
    let mut classes = String::from("class_id,kind,grade,letter,name\n");
    let mut pupils = String::from("pupil_id,last_name,first_name,middle_name,sex,birth_date\n");
    let mut enrolments = String::from("pupil_id,class_id,from,to,arrival,departure\n");
    let letters = ["А", "Б", "В", "Г"];
    for (class, size) in sizes.iter().enumerate() {
        let letter = letters[class];
        classes.push_str(&format!("c{class},class,5,{letter},5{letter}\n"));
        for number in 0..*size {
            let sex = if class < 2 || number < 2 { "m" } else { "f" };
            pupils.push_str(&format!(
                "p{class}-{number},Ученик,Номер{number},,{sex},2014-05-10\n"
            ));
            enrolments.push_str(&format!("p{class}-{number},c{class},2025-09-01,,start,\n"));
        }
    }
    small_school(school_id)
        .table("classes", &classes)
        .table("pupils", &pupils)
        .table("enrolments", &enrolments)
        .table(
            "groups",
            "group_id,class_id,subject_id,staff_id,weekly_hours\ng0,c0,math,t1,5\n",
        )
        .table(
            "lessons",
            "lesson_id,group_id,date,number,starts_at,ends_at,held,staff_id\n\
             L1,g0,2025-09-02,1,08:30,09:15,1,\n",
        )
        .table("absences", "lesson_id,pupil_id,code\nL1,p0-0,Б\n")
        .table(
            "marks",
            "mark_id;lesson_id;pupil_id;work_type;weight;value;work_date;entered_at\n",
        )
        .table("term_marks", "pupil_id,group_id,term_id,kind,value\n")
        .table("group_pupils", "group_id,pupil_id,from,to\n")
}

fn outsider() -> Scope {
    Scope::office(false, false)
}

async fn rows(office: &Office, scope: &Scope, query: Value) -> Vec<Map<String, Value>> {
    office.ask_in(scope, query).await.expect("an answer")
}

fn by_class() -> Value {
    json!({
        "measures": ["contingent.pupils"],
        "dimensions": ["class.name"],
        "order": [["class.name", "asc"]],
    })
}

fn figures(rows: &[Map<String, Value>], key: &str) -> Vec<Value> {
    rows.iter().map(|row| row[key].clone()).collect()
}

const PUPILS: &str = "contingent.pupils";

#[tokio::test]
async fn a_small_count_and_its_complement_are_withheld_outside_alone() {
    let office = office().await;
    let seen = rows(&office, &outsider(), by_class()).await;
    assert_eq!(figures(&seen, PUPILS), [json!("*"), json!("*"), json!(27)]);
    for insider in [
        Scope::school("s1", true),
        Scope::school("s1", false),
        Scope::office(true, false),
    ] {
        let seen = rows(&office, &insider, by_class()).await;
        assert_eq!(figures(&seen, PUPILS), [json!(3), json!(25), json!(27)]);
    }
}

#[tokio::test]
async fn totals_stay_and_tell_nothing_with_the_rest() {
    let office = office().await;
    let mut query = by_class();
    query["totals"] = json!(true);
    let answer = office
        .answer_in(&outsider(), query)
        .await
        .expect("an answer");
    assert_eq!(answer["totals"], json!([{PUPILS: 55}]));
    assert_eq!(answer["data"][1][PUPILS], json!("*"));
}

#[tokio::test]
async fn a_filter_shows_no_more_than_the_table() {
    let office = office().await;
    // One class at a time, all but one, some of them, in one way or another.
    let ways: &[(&str, &[&str], Value)] = &[
        ("equals", &["5Б"], json!("*")),
        ("equals", &["5В"], json!(27)),
        ("notEquals", &["5А"], json!("*")),
        ("notEquals", &["5Б"], json!("*")),
        ("notEquals", &["5В"], json!(28)),
        ("equals", &["5А", "5Б"], json!(28)),
        ("equals", &["5Б", "5В"], json!("*")),
        ("contains", &["Б"], json!("*")),
        ("startsWith", &["5"], json!(55)),
        ("endsWith", &["А"], json!("*")),
    ];
    for (operator, values, expected) in ways {
        let query = json!({
            "measures": [PUPILS],
            "filters": [{"member": "class.name", "operator": operator, "values": values}],
        });
        let seen = rows(&office, &outsider(), query).await;
        assert_eq!(seen[0][PUPILS], *expected, "{operator} {values:?}");
    }
    // An id picks as a name does.
    let query = json!({
        "measures": [PUPILS],
        "filters": [{"or": [
            {"member": "class.id", "operator": "equals", "values": ["c1"]},
            {"member": "class.id", "operator": "equals", "values": ["c2"]},
        ]}],
    });
    let seen = rows(&office, &outsider(), query).await;
    assert_eq!(seen[0][PUPILS], json!("*"));
}

#[tokio::test]
async fn parts_of_a_sum_are_a_line_too() {
    let office = office().await;
    // 27 pupils of 5В are 2 boys and 25 girls: the girls would tell the boys.
    let query = json!({
        "measures": ["contingent.girls", PUPILS],
        "dimensions": ["class.name"],
        "order": [["class.name", "asc"]],
    });
    let seen = rows(&office, &outsider(), query).await;
    assert_eq!(seen[2]["contingent.girls"], json!("*"));
    assert_eq!(seen[2][PUPILS], json!(27));
    // Asked by sex it is the same.
    let query = json!({
        "measures": [PUPILS],
        "dimensions": ["class.name", "pupil.sex"],
        "filters": [{"member": "class.name", "operator": "equals", "values": ["5В"]}],
    });
    let seen = rows(&office, &outsider(), query).await;
    assert_eq!(figures(&seen, PUPILS), [json!("*"), json!("*")]);
}

#[tokio::test]
async fn neither_order_nor_condition_tells_a_withheld_figure() {
    let office = office().await;
    for direction in ["asc", "desc"] {
        let mut query = by_class();
        query["order"] = json!([[PUPILS, direction]]);
        let seen = rows(&office, &outsider(), query).await;
        assert_eq!(seen[0][PUPILS], json!(27), "withheld ones stand behind");
        assert_eq!(seen[1]["class.name"], json!("5А"), "in order of name");
    }
    for (operator, value) in [("gt", "2"), ("lt", "4"), ("equals", "3"), ("gte", "25")] {
        let mut query = by_class();
        query["filters"] = json!([{"member": PUPILS, "operator": operator, "values": [value]}]);
        let seen = rows(&office, &outsider(), query).await;
        assert!(
            seen.iter().all(|row| row[PUPILS] == json!(27)),
            "{operator} {value}: {seen:?}"
        );
    }
    let mut query = by_class();
    query["limit"] = json!(1);
    query["order"] = json!([[PUPILS, "asc"]]);
    query["total"] = json!(true);
    let answer = office
        .answer_in(&outsider(), query)
        .await
        .expect("an answer");
    assert_eq!(answer["data"][0][PUPILS], json!(27));
    assert_eq!(answer["total"], json!(3));
}

#[tokio::test]
async fn the_rest_beyond_a_limit_tells_nothing() {
    let office = office().await;
    let mut query = by_class();
    query["limit"] = json!(2);
    query["others"] = json!(true);
    let answer = office
        .answer_in(&outsider(), query.clone())
        .await
        .expect("an answer");
    let shown: Vec<&Value> = answer["data"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| &row[PUPILS])
        .collect();
    // 5А and 5Б withheld, and the rest, which is 5В, would give their sum, which the total gives anyway; one of
    // them beyond the limit would be given away.
    assert_eq!(shown[..2], [&json!("*"), &json!("*")]);
    query["limit"] = json!(1);
    let answer = office
        .answer_in(&outsider(), query)
        .await
        .expect("an answer");
    assert_eq!(answer["data"][1][PUPILS], json!("*"), "{}", answer["data"]);
}

#[tokio::test]
async fn the_rest_beyond_a_limit_has_ratios_too() {
    let office = office().await;
    let mut query = by_class();
    query["measures"] = json!([PUPILS, "attendance.attendance_pct"]);
    query["limit"] = json!(1);
    query["others"] = json!(true);
    let answer = office
        .answer_in(&outsider(), query)
        .await
        .expect("an answer");
    let data = answer["data"].as_array().expect("rows");
    assert_eq!(data.len(), 2, "a row and the others, once: {data:?}");
    assert_eq!(data[1]["$others"], json!(true));
    assert_eq!(data[1][PUPILS], json!("*"));
}

#[tokio::test]
async fn formulas_take_what_they_are_made_of() {
    let office = office().await;
    let mut query = by_class();
    query["formulas"] = json!([
        {"name": "double", "title": "Вдвое", "expression": "contingent.pupils * 2"},
        {"name": "again", "title": "Ещё", "expression": "double / 2"},
        {"name": "nothing", "title": "Пустое", "expression": "contingent.classes + 0 * contingent.pupils"},
    ]);
    query["measures"] = json!([PUPILS, "contingent.classes"]);
    let seen = rows(&office, &outsider(), query).await;
    for key in ["double", "again", "nothing"] {
        assert_eq!(seen[0][key], json!("*"), "{key}");
    }
    assert_eq!(seen[2]["double"], json!(54.0));
    assert_eq!(
        seen[0]["contingent.classes"],
        json!(1),
        "classes are nobody"
    );
    // A formula over a figure that is not shown.
    let mut query = by_class();
    query["measures"] = json!(["contingent.classes"]);
    query["formulas"] =
        json!([{"name": "hidden", "title": "Скрытое", "expression": "contingent.pupils - 1"}]);
    if let Ok(seen) = office.ask_in(&outsider(), query).await {
        assert_eq!(seen[0]["hidden"], json!("*"));
    }
}

#[tokio::test]
async fn ratios_of_few_are_withheld() {
    let office = office().await;
    let query = json!({
        "measures": ["attendance.attendance_pct", "attendance.due", "attendance.missed"],
        "dimensions": ["class.name"],
    });
    let seen = rows(&office, &outsider(), query.clone()).await;
    assert_eq!(seen[0]["attendance.attendance_pct"], json!("*"), "of three");
    assert_eq!(seen[0]["attendance.due"], json!("*"));
    assert_eq!(seen[0]["attendance.missed"], json!("*"));
    let seen = rows(&office, &Scope::school("s1", false), query).await;
    assert_eq!(seen[0]["attendance.due"], json!(3));
}

#[tokio::test]
async fn what_a_comparison_shows_beside_is_withheld_as_well() {
    let office = office().await;
    let query = json!({
        "measures": [PUPILS],
        "dimensions": ["class.name"],
        "timeDimensions": [{"dimension": "calendar.date", "dateRange": ["2025-10-01", "2025-10-31"]}],
        "compare": "previous_period",
        "order": [["class.name", "asc"]],
    });
    let seen = rows(&office, &outsider(), query).await;
    for key in [
        PUPILS,
        "contingent.pupils.previous",
        "contingent.pupils.change",
    ] {
        assert_eq!(seen[0][key], json!("*"), "{key}");
        assert_eq!(seen[1][key], json!("*"), "{key}");
    }
    assert_eq!(seen[2]["contingent.pupils.change"], json!(0));
}

#[tokio::test]
async fn files_withhold_what_the_screen_does() {
    let office = office().await;
    let whole = asker(&outsider());
    let answer = office
        .app
        .ask_all(&whole, &by_class())
        .await
        .expect("an answer");
    let mut csv = Vec::new();
    svodka::export::csv::write(&answer.table, Default::default(), &mut csv).expect("a file");
    let csv = String::from_utf8(csv).expect("text");
    let lines: Vec<&str> = csv.lines().skip(1).collect();
    assert_eq!(lines, ["5А;*", "5Б;*", "5В;27"]);
    let mut stream = Vec::new();
    svodka::export::arrow::write(&answer.table, &mut stream).expect("a stream");
    let reader = arrow::ipc::reader::StreamReader::try_new(stream.as_slice(), None);
    let batch = reader
        .expect("a stream")
        .next()
        .expect("rows")
        .expect("rows");
    use arrow::array::{Array, AsArray};
    let counts = batch
        .column(1)
        .as_primitive::<arrow::datatypes::Int64Type>();
    assert_eq!((counts.is_null(0), counts.is_null(1)), (true, true));
    assert_eq!(counts.value(2), 27);
    let flags = batch
        .column_by_name("contingent.pupils.withheld")
        .expect("flags");
    assert_eq!(
        flags.as_boolean().iter().flatten().collect::<Vec<_>>(),
        [true, true, false]
    );
}

#[tokio::test]
async fn an_office_may_show_all() {
    let mut office = Office::with(|config| config.privacy.small_cells = 0).await;
    office.load(&[school("s1", &[3, 25])]).await;
    let seen = rows(&office, &outsider(), by_class()).await;
    assert_eq!(figures(&seen, PUPILS), [json!(3), json!(25)]);
}
