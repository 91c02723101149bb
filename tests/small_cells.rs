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

#[tokio::test]
async fn of_a_single_pupil_no_figure_is_shown() {
    let office = office().await;
    let query = json!({
        "measures": [PUPILS, "contingent.classes"],
        "dimensions": ["class.name", "pupil.id"],
        "order": [[PUPILS, "desc"], ["class.name", "asc"]],
        "totals": ["class.name", "pupil.id"],
    });
    let answer = office
        .answer_in(&outsider(), query.clone())
        .await
        .expect("an answer");
    let data = answer["data"].as_array().expect("rows");
    assert_eq!(data.len(), 55);
    for row in data {
        assert_eq!(row[PUPILS], json!("*"));
        assert_eq!(row["contingent.classes"], json!(1), "classes are nobody");
    }
    // Totals over pupils are those of the question without them.
    let totals = answer["totals"].as_array().expect("totals");
    let total = |class: Value| {
        let mut totals = totals.iter();
        let found = totals.find(|row| row["class.name"] == class && row.get("pupil.id").is_none());
        found.map(|row| row[PUPILS].clone()).expect("a total")
    };
    assert_eq!(total(Value::Null), json!(55));
    assert_eq!(total(json!("5А")), json!("*"));
    assert_eq!(total(json!("5Б")), json!("*"));
    assert_eq!(total(json!("5В")), json!(27));
    let mut single = totals.iter().filter(|row| row.get("pupil.id").is_some());
    assert!(single.all(|row| row[PUPILS] == json!("*")));

    let of = async |more: Value| {
        let mut query = json!({"measures": [PUPILS], "dimensions": ["pupil.id"]});
        let query = query.as_object_mut().expect("a question");
        query.extend(more.as_object().cloned().expect("more"));
        rows(&office, &outsider(), json!(query)).await
    };
    // Neither a condition nor a filter tells one.
    for (operator, values) in [("gt", vec!["0"]), ("lt", vec!["9"]), ("notSet", vec![])] {
        let filter = json!([{"member": PUPILS, "operator": operator, "values": values}]);
        assert!(
            of(json!({"filters": filter})).await.is_empty(),
            "{operator}"
        );
    }
    let known = of(json!({"limit": 1})).await[0]["pupil.id"].clone();
    for operator in ["equals", "notEquals"] {
        let query = json!({
            "measures": [PUPILS],
            "filters": [{"member": "pupil.id", "operator": operator, "values": [known]}],
            "totals": true,
        });
        let answer = office
            .answer_in(&outsider(), query)
            .await
            .expect("an answer");
        assert_eq!(answer["data"][0][PUPILS], json!("*"), "{operator}");
        assert_eq!(answer["totals"][0][PUPILS], json!("*"), "{operator}");
    }
    // Inside the school, and with the right to names, nothing changes.
    for insider in [Scope::school("s1", false), Scope::office(true, true)] {
        let seen = rows(&office, &insider, query.clone()).await;
        assert!(seen.iter().all(|row| row[PUPILS] == json!(1)));
    }
}

#[tokio::test]
async fn rows_alone_do_not_tell_a_pupils_journal() {
    let office = office().await;
    let dimensions = json!({"dimensions": ["pupil.id", "grade.value"]});
    let filter = json!({
        "measures": ["grades.graded"],
        "dimensions": ["pupil.id"],
        "filters": [{"or": [{"member": "grade.value", "operator": "equals", "values": ["2"]}]}],
    });
    for query in [dimensions, filter] {
        let refused = office.ask_in(&outsider(), query.clone()).await;
        let Err(svodka::app::AskError::Refused { faults, .. }) = refused else {
            panic!("{query} is answered: {refused:?}");
        };
        assert!(faults[0].message.contains("одного ученика"), "{faults:?}");
        assert!(faults[0].hint.is_some());
        let inside = office.ask_in(&Scope::school("s1", false), query).await;
        assert!(inside.is_ok(), "{inside:?}");
    }
}

const ILLNESS: &str = "attendance.missed_illness";
const EXCUSED: &str = "attendance.missed_excused";

/// Three classes of twenty with six lessons each. Ill are one pupil of the first for all six lessons, six of the
/// second for one, seven of the third for one.
async fn ill() -> Office {
    let mut office = Office::new().await;
    let groups: String = (0..3)
        .map(|class| format!("g{class},c{class},math,t1,5\n"))
        .collect();
    let lessons: String = (0..3)
        .flat_map(|class| (1..=6).map(move |number| (class, number)))
        .map(|(class, number)| {
            format!("L{class}{number},g{class},2025-09-0{number},1,08:30,09:15,1,\n")
        })
        .collect();
    let mut absences = String::new();
    let mut miss = |lesson: String, pupil: String, code: &str| {
        absences.push_str(&format!("{lesson},{pupil},{code}\n"));
    };
    for number in 1..=6 {
        miss(format!("L0{number}"), "p0-0".into(), "Б");
        miss(format!("L0{number}"), "p0-1".into(), "НП");
        miss("L11".into(), format!("p1-{number}"), "Б");
        miss(format!("L1{number}"), "p1-10".into(), "УП");
        miss("L21".into(), format!("p2-{number}"), "Б");
        miss(format!("L2{number}"), "p2-10".into(), "УП");
    }
    miss("L21".into(), "p2-7".into(), "Б");
    let segment = school("s1", &[20, 20, 20])
        .table(
            "groups",
            &format!("group_id,class_id,subject_id,staff_id,weekly_hours\n{groups}"),
        )
        .table(
            "lessons",
            &format!("lesson_id,group_id,date,number,starts_at,ends_at,held,staff_id\n{lessons}"),
        )
        .table("absences", &format!("lesson_id,pupil_id,code\n{absences}"));
    office.load(&[segment]).await;
    office
}

fn by_reason() -> Value {
    json!({
        "measures": ["attendance.missed", ILLNESS, EXCUSED, "attendance.missed_unexcused"],
        "dimensions": ["class.name"],
        "order": [["class.name", "asc"]],
        "totals": true,
    })
}

#[tokio::test]
async fn illness_of_few_is_withheld_however_much_was_missed() {
    let office = ill().await;
    let answer = office
        .answer_in(&outsider(), by_reason())
        .await
        .expect("an answer");
    let figures = |key: &str| -> Vec<Value> {
        let rows = answer["data"].as_array().expect("rows");
        rows.iter().map(|row| row[key].clone()).collect()
    };
    // Six lessons of one pupil; the next class keeps them from being taken from the total.
    assert_eq!(figures(ILLNESS), [json!("*"), json!("*"), json!(7)]);
    // Outside the school a valid reason stands for both: beside it the rest would be illness.
    assert_eq!(figures(EXCUSED), [json!("*"), json!("*"), json!(6)]);
    assert_eq!(figures("attendance.missed"), [12, 12, 13]);
    assert_eq!(figures("attendance.missed_unexcused"), [6, 0, 0]);
    assert_eq!(answer["totals"][0][ILLNESS], json!(19));
    // The reasons together tell no more.
    let merged = json!({
        "measures": ["attendance.missed"],
        "dimensions": ["class.name"],
        "filters": [{"member": "absence.reason", "operator": "equals", "values": ["excused"]}],
        "order": [["class.name", "asc"]],
    });
    let merged = rows(&office, &outsider(), merged).await;
    assert_eq!(self::figures(&merged, "attendance.missed"), [6, 12, 13]);
    // One class or one day alone shows no more than the table.
    let mut one = by_reason();
    one["dimensions"] = json!([]);
    one["order"] = json!([]);
    one["filters"] = json!([{"member": "class.name", "operator": "equals", "values": ["5А"]}]);
    let seen = rows(&office, &outsider(), one).await;
    assert_eq!(seen[0][ILLNESS], json!("*"));
    assert_eq!(seen[0]["attendance.missed"], json!(12));
}

#[tokio::test]
async fn names_are_no_right_to_health() {
    let office = ill().await;
    let seen = rows(&office, &Scope::office(true, false), by_reason()).await;
    assert_eq!(seen[0][ILLNESS], json!("*"));
    assert_eq!(seen[0]["attendance.missed"], json!(12));
    let by_name = json!({
        "measures": [ILLNESS, "attendance.missed"],
        "dimensions": ["pupil.name", "class.name"],
    });
    let seen = rows(&office, &Scope::office(true, false), by_name.clone()).await;
    assert!(seen.iter().all(|row| row[ILLNESS] == json!("*")));
    assert!(seen.iter().any(|row| row["attendance.missed"] == json!(6)));
    for knows in [
        Scope::office(false, true),
        Scope::office(true, true),
        Scope::school("s1", false),
    ] {
        let seen = rows(&office, &knows, by_reason()).await;
        assert_eq!(self::figures(&seen, ILLNESS), [6, 6, 7]);
    }
}

const MOVED: [&str; 6] = [
    "contingent.at_start",
    "contingent.arrived",
    "contingent.departed",
    "contingent.transferred_in",
    "contingent.transferred_out",
    "contingent.at_end",
];

/// Two classes of thirty and an association. To the first come four pupils in September and five in October, and six
/// leave in October; to the second come seven in October.
async fn moving() -> Office {
    enrolled(&[
        (24, &["c0,2025-09-01,,start,"]),
        (6, &["c0,2025-09-01,2025-10-10,start,other_school"]),
        (4, &["c0,2025-09-10,,other_school,"]),
        (5, &["c0,2025-10-13,,other_school,"]),
        (30, &["c1,2025-09-01,,start,"]),
        (7, &["c1,2025-10-13,,other_school,"]),
        (12, &["r0,2025-09-01,,start,"]),
    ])
    .await
}

/// Two classes and an association, with so many pupils each enrolled like that.
async fn enrolled(alike: &[(usize, &[&str])]) -> Office {
    let mut office = Office::new().await;
    let mut pupils = String::from("pupil_id,last_name,first_name,middle_name,sex,birth_date\n");
    let mut enrolments = String::from("pupil_id,class_id,from,to,arrival,departure\n");
    let every = alike
        .iter()
        .flat_map(|(count, ways)| std::iter::repeat_n(ways, *count));
    for (number, ways) in (1..).zip(every) {
        let sex = if number % 2 == 0 { "m" } else { "f" };
        pupils.push_str(&format!(
            "p{number},Ученик,Номер{number},,{sex},2014-05-10\n"
        ));
        for way in *ways {
            enrolments.push_str(&format!("p{number},{way}\n"));
        }
    }
    let segment = school("s1", &[])
        .table(
            "classes",
            "class_id,kind,grade,letter,name\n\
             c0,class,5,А,5А\nc1,class,5,Б,5Б\nr0,association,,,Роботы\n",
        )
        .table("pupils", &pupils)
        .table("enrolments", &enrolments)
        .table("absences", "lesson_id,pupil_id,code\n");
    office.load(&[segment]).await;
    office
}

fn movement(of: &[&str], more: Value) -> Value {
    let mut query = json!({
        "measures": of,
        "timeDimensions": [{"dimension": "calendar.date", "dateRange": ["2025-09-01", "2025-10-31"]}],
        "filters": [{"member": "class.kind", "operator": "equals", "values": ["class"]}],
        "totals": true,
    });
    if let (Some(query), Some(more)) = (query.as_object_mut(), more.as_object()) {
        query.extend(more.clone());
    }
    query
}

fn by_month() -> Value {
    let range = json!(["2025-09-01", "2025-10-31"]);
    json!([{"dimension": "calendar.date", "granularity": "month", "dateRange": range}])
}

/// Says which figures of an answer are withheld, a row for each.
fn withheld(answer: &Value, keys: &[&str]) -> Vec<Vec<bool>> {
    let rows = answer["data"].as_array().expect("rows").iter();
    let rows = rows.chain(answer["totals"].as_array().expect("totals"));
    rows.map(|row| keys.iter().map(|key| row[*key] == json!("*")).collect())
        .collect()
}

#[tokio::test]
async fn the_balance_of_movement_tells_none_of_its_parts() {
    let office = moving().await;
    for dimensions in [json!([]), json!(["class.name"])] {
        let more = json!({"dimensions": dimensions, "timeDimensions": by_month()});
        let answer = office
            .answer_in(&outsider(), movement(&MOVED, more))
            .await
            .expect("an answer");
        let withheld = withheld(&answer, &MOVED);
        assert!(
            withheld.iter().flatten().any(|is_withheld| *is_withheld),
            "four arrived in September: {answer}"
        );
        for row in &withheld {
            let number = row.iter().filter(|is_withheld| **is_withheld).count();
            assert_ne!(number, 1, "{answer}");
        }
    }
}

#[tokio::test]
async fn transfers_inside_a_school_leave_no_way_to_who_arrived() {
    // 60 + 2 − 15 = 47: of the school it tells nothing that three changed from 5А to 5Б.
    let office = enrolled(&[
        (19, &["c0,2025-09-01,,start,"]),
        (8, &["c0,2025-09-01,2025-10-10,start,other_school"]),
        (2, &["c0,2025-09-10,,other_school,"]),
        (
            3,
            &[
                "c0,2025-09-01,2025-10-10,start,class_transfer",
                "c1,2025-10-11,,class_transfer,",
            ],
        ),
        (23, &["c1,2025-09-01,,start,"]),
        (7, &["c1,2025-09-01,2025-10-10,start,other_school"]),
        (12, &["r0,2025-09-01,,start,"]),
    ])
    .await;
    let by_school = json!({"dimensions": ["school.name"]});
    let ask = async |scope: &Scope, of: &[&str]| {
        let query = movement(of, by_school.clone());
        office.answer_in(scope, query).await.expect("an answer")
    };
    let inside = ask(&Scope::school("s1", false), &MOVED).await;
    let known = MOVED.map(|key| inside["data"][0][key].clone());
    assert_eq!(known, [60, 2, 15, 3, 3, 47].map(|count| json!(count)));
    let balance = [MOVED[0], MOVED[1], MOVED[2], MOVED[5]];
    let answer = ask(&outsider(), &balance).await;
    // A row and the total of the only school: who departed beside who arrived.
    let expected = vec![vec![false, true, true, false]; 2];
    assert_eq!(withheld(&answer, &balance), expected, "{answer}");
    let answer = ask(&outsider(), &MOVED).await;
    let expected = vec![vec![false, true, true, true, true, false]; 2];
    assert_eq!(withheld(&answer, &MOVED), expected, "{answer}");
}

#[tokio::test]
async fn a_line_of_months_does_not_tell_a_month() {
    let office = moving().await;
    let arrived = ["contingent.arrived"];
    let answer = office
        .answer_in(
            &outsider(),
            movement(&arrived, json!({"timeDimensions": by_month()})),
        )
        .await
        .expect("an answer");
    // Four and twelve of sixteen: either both or the total.
    let withheld = withheld(&answer, &arrived);
    assert!(withheld[0][0], "{answer}");
    assert!(withheld[1][0] || withheld[2][0], "{answer}");
}

#[tokio::test]
async fn a_ratio_beside_what_it_is_divided_by_tells_no_withheld_count() {
    let mut office = Office::new().await;
    let marks: String = (0..25)
        .map(|number| {
            let mark = match number {
                0 => "2",
                1..=12 => "4",
                _ => "5",
            };
            format!("p0-{number},g0,q1,term,{mark}\n")
        })
        .collect();
    let segment = school("s1", &[25]).table(
        "term_marks",
        &format!("pupil_id,group_id,term_id,kind,value\n{marks}"),
    );
    office.load(&[segment]).await;
    let ask = async |measures: &[&str]| {
        let query = json!({"measures": measures});
        rows(&office, &outsider(), query).await.remove(0)
    };
    let (pass, twos, graded) = ("grades.pass_pct", "grades.twos", "grades.graded");
    let seen = ask(&[pass, twos, graded]).await;
    assert_eq!((&seen[pass], &seen[twos]), (&json!("*"), &json!("*")));
    assert_eq!(seen[graded], json!(25));
    // Even where nobody asks for the count itself.
    assert_eq!(ask(&[pass, graded]).await[pass], json!("*"));
    // What it is of stands nowhere.
    assert_eq!(ask(&[pass]).await[pass], json!(96.0));
}

/// A school of three classes whose pupils have so many fives, fours, threes and twos.
async fn graded(classes: &[[usize; 4]; 3]) -> Office {
    let mut office = Office::new().await;
    let sizes: Vec<usize> = classes.iter().map(|counts| counts.iter().sum()).collect();
    let groups: String = (0..classes.len())
        .map(|class| format!("g{class},c{class},math,t1,5\n"))
        .collect();
    let mut marks = String::new();
    for (class, counts) in classes.iter().enumerate() {
        let values = [5, 4, 3, 2].into_iter().zip(counts);
        let values = values.flat_map(|(mark, count)| std::iter::repeat_n(mark, *count));
        for (number, mark) in values.enumerate() {
            marks.push_str(&format!("p{class}-{number},g{class},q1,term,{mark}\n"));
        }
    }
    let segment = school("s1", &sizes)
        .table(
            "groups",
            &format!("group_id,class_id,subject_id,staff_id,weekly_hours\n{groups}"),
        )
        .table(
            "term_marks",
            &format!("pupil_id,group_id,term_id,kind,value\n{marks}"),
        )
        .table("absences", "lesson_id,pupil_id,code\n");
    office.load(&[segment]).await;
    office
}

const OF_MARKS: [&str; 6] = [
    "grades.graded",
    "grades.twos",
    "grades.pass_pct",
    "grades.quality_pct",
    "grades.sou",
    "grades.average",
];

#[tokio::test]
async fn a_ratio_that_tells_no_withheld_count_is_shown() {
    // 606 marks: 300 fives, 294 fours, 8 threes, 4 twos. Beside the twos the threes are withheld. Who passed would tell
    // the twos, and so would whatever multiplies both differently; the quality tells neither.
    let office = graded(&[[100, 98, 3, 1], [100, 98, 3, 1], [100, 98, 2, 2]]).await;
    let seen = rows(&office, &outsider(), json!({"measures": OF_MARKS})).await;
    assert_eq!(seen[0]["grades.graded"], json!(606));
    let quality = seen[0]["grades.quality_pct"].as_f64().expect("a share");
    assert!((quality - 59_400.0 / 606.0).abs() < 0.1, "{quality}");
    for key in ["twos", "pass_pct", "sou", "average"] {
        assert_eq!(seen[0][&format!("grades.{key}")], json!("*"), "{key}");
    }
}

#[tokio::test]
async fn a_share_of_few_or_of_all_but_few_is_withheld() {
    // Of seven one has a five and three a four: the quality is of four, and leaves three. Everybody passed.
    let office = graded(&[[1, 3, 3, 0], [9, 9, 9, 9], [9, 9, 9, 9]]).await;
    let query = json!({
        "measures": OF_MARKS,
        "dimensions": ["class.name"],
        "order": [["class.name", "asc"]],
    });
    let seen = rows(&office, &outsider(), query).await;
    assert_eq!(seen[0]["grades.graded"], json!(7));
    assert_eq!(seen[0]["grades.quality_pct"], json!("*"));
    assert_eq!(seen[0]["grades.pass_pct"], json!(100.0));
}

#[tokio::test]
async fn a_filter_shows_no_more_ratios_than_the_table() {
    let office = graded(&[[13, 12, 0, 1], [11, 10, 5, 0], [6, 3, 14, 2]]).await;
    let query = json!({
        "measures": OF_MARKS,
        "dimensions": ["class.name"],
        "order": [["class.name", "asc"]],
        "totals": true,
    });
    let whole = office
        .answer_in(&outsider(), query)
        .await
        .expect("an answer");
    assert_eq!(whole["data"][0]["grades.pass_pct"], json!("*"), "{whole}");
    assert_eq!(whole["data"][2]["grades.pass_pct"], json!("*"), "{whole}");
    for (place, class) in ["5А", "5Б", "5В"].into_iter().enumerate() {
        let query = json!({
            "measures": OF_MARKS,
            "filters": [{"member": "class.name", "operator": "equals", "values": [class]}],
        });
        let seen = rows(&office, &outsider(), query).await;
        for key in OF_MARKS {
            assert_eq!(seen[0][key], whole["data"][place][key], "{class} {key}");
        }
    }
}
