//! A scope cannot be left: attacks on the constructor's JSON and on SQL, as an attacker would write them.

use serde_json::{Value, json};
use svodka::access::Scope;
use svodka::app::AskError;

use crate::office::{Office, small_school};

/// Two schools; the second holds what the first must not learn.
async fn office() -> Office {
    let mut office = Office::new().await;
    let other = small_school("s2")
        .table(
            "pupils",
            "pupil_id,last_name,first_name,sex,birth_date\n\
             p1,Тайный,Иван,m,2014-05-10\np2,Тайная,Анна,f,2014-11-20\np3,Тайный,Олег,m,2014-01-15\n\
             p4,Тайная,Яна,f,2018-03-03\np5,Тайная,Нина,f,2014-10-31\n",
        )
        .table("subjects", "subject_id,name,area\nmath,Тайноведение,Математика\neng,Тайнопись,Языки\n");
    office.load(&[small_school("s1"), other]).await;
    office
}

fn director() -> Scope {
    Scope::school("s1", true)
}

#[tokio::test]
async fn a_school_sees_itself_alone() {
    let office = office().await;
    for (query, expected) in [
        (json!({"dimensions": ["school.id"]}), vec!["s1"]),
        (
            json!({"measures": ["attendance.due"], "dimensions": ["school.id"]}),
            vec!["s1"],
        ),
        (
            json!({"measures": ["marks.count", "contingent.pupils", "grades.graded", "loads.received"], "dimensions": ["school.id"]}),
            vec!["s1"],
        ),
        (
            json!({"measures": ["attendance.pupils_at_risk"], "dimensions": ["school.id"]}),
            vec!["s1"],
        ),
        (
            json!({"measures": ["attendance.due"], "dimensions": ["school.id"],
            "filters": [{"member": "school.id", "operator": "equals", "values": ["s2"]}]}),
            vec![],
        ),
        (
            json!({"measures": ["attendance.due"], "dimensions": ["school.id"],
            "filters": [{"or": [{"member": "school.id", "operator": "equals", "values": ["s2"]},
                                {"member": "school.id", "operator": "set"}]}]}),
            vec!["s1"],
        ),
        (
            json!({"measures": ["attendance.due"], "dimensions": ["school.id"],
            "filters": [{"member": "school.id", "operator": "notEquals", "values": ["s1"]}]}),
            vec![],
        ),
    ] {
        let rows = office
            .ask_in(&director(), query.clone())
            .await
            .expect("an answer");
        let schools: Vec<&str> = rows
            .iter()
            .filter_map(|row| row["school.id"].as_str())
            .collect();
        assert_eq!(schools, expected, "{query}");
    }
    let whole = office
        .answer_in(&director(), json!({"measures": ["attendance.due"], "totals": true, "total": true, "dimensions": ["subject.name"], "limit": 1, "others": true}))
        .await
        .expect("an answer");
    assert_eq!(whole["totals"][0]["attendance.due"], json!(12));
    assert_eq!(whole["total"], json!(2));
    assert!(!whole.to_string().contains("Тайн"));
}

#[tokio::test]
async fn values_of_filters_stay_in_scope() {
    let office = office().await;
    let asker = crate::office::asker(&director());
    for (member, part) in [
        ("subject.name", ""),
        ("subject.name", "тайн"),
        ("pupil.name", "Тайн"),
        ("school.id", "s2"),
    ] {
        let values = office
            .app
            .values(&asker, member, part, 100)
            .await
            .expect("values");
        let leaks = values
            .iter()
            .any(|value| value.contains("Тайн") || value == "s2");
        assert!(!leaks, "{member} {part}: {values:?}");
    }
    let own = office
        .app
        .values(&asker, "subject.name", "матем", 100)
        .await
        .expect("values");
    assert_eq!(own, ["Математика"]);
}

#[tokio::test]
async fn classes_of_a_school_are_a_scope() {
    let office = office().await;
    let scope = Scope::classes("s1", vec!["c1".into()], true);
    let query =
        json!({"measures": ["attendance.due", "contingent.pupils"], "dimensions": ["class.name"]});
    let rows = office.ask_in(&scope, query).await.expect("an answer");
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["class.name"], json!("1А"));
    assert_eq!(rows[0]["attendance.due"], json!(1));
    let names = office
        .ask_in(&scope, json!({"dimensions": ["pupil.name"]}))
        .await
        .expect("an answer");
    assert_eq!(names.len(), 1, "{names:?}");
    let sql = office
        .sql_in(&scope, "select count(*) from marks")
        .await
        .expect("an answer");
    assert_eq!(sql, ["0"]);
    let lake = office
        .sql_in(&scope, "select count(*) from lake.pupils")
        .await
        .expect("an answer");
    assert_eq!(lake, ["0"], "a table that knows no classes shows nothing");
}

#[tokio::test]
async fn a_narrower_scope_never_yields_more() {
    let office = office().await;
    let scopes = [
        Scope::office(true, true),
        director(),
        Scope::classes("s1", vec!["c5".into()], true),
        Scope::classes("s1", vec![], true),
    ];
    for measure in [
        "attendance.due",
        "attendance.pupils",
        "marks.count",
        "grades.graded",
        "achievers.pupils",
        "contingent.pupils",
    ] {
        let mut last = i64::MAX;
        for scope in &scopes {
            let rows = office
                .ask_in(scope, json!({"measures": [measure]}))
                .await
                .expect("an answer");
            let value = rows[0][measure].as_i64().unwrap_or(0);
            assert!(
                value <= last,
                "{measure} grows from {last} to {value} in {scope:?}"
            );
            last = value;
        }
        assert_eq!(last, 0, "no classes, no {measure}");
    }
}

#[tokio::test]
async fn names_need_their_right_and_ids_are_pseudonyms() {
    let office = office().await;
    let plain = Scope::office(false, false);
    for member in ["pupil.name", "teacher.name"] {
        let refused = office.ask_in(&plain, json!({"dimensions": [member]})).await;
        assert!(
            matches!(refused, Err(AskError::NotAllowed { .. })),
            "{member}"
        );
        let by_filter = json!({"measures": ["attendance.due"], "filters": [{"member": member, "operator": "contains", "values": ["Ёл"]}]});
        assert!(
            matches!(
                office.ask_in(&plain, by_filter).await,
                Err(AskError::NotAllowed { .. })
            ),
            "{member}"
        );
    }
    let query = json!({"measures": ["attendance.due"], "dimensions": ["pupil.id"]});
    let outside = office
        .ask_in(&plain, query.clone())
        .await
        .expect("an answer");
    assert_eq!(outside.len(), 10);
    for row in &outside {
        let id = row["pupil.id"].as_str().expect("an id");
        assert!(id.starts_with("у-") && id.chars().count() == 15, "{id}");
    }
    // The right to names does not undo the pseudonym outside the school.
    let with_names = office
        .ask_in(&Scope::office(true, true), query.clone())
        .await
        .expect("an answer");
    assert!(with_names.iter().all(|row| {
        row["pupil.id"]
            .as_str()
            .is_some_and(|id| id.starts_with("у-"))
    }));
    let inside = office
        .ask_in(&Scope::school("s1", false), query)
        .await
        .expect("an answer");
    assert!(inside.iter().any(|row| row["pupil.id"] == json!("p1")));
    for sql in [
        "select name from pupils",
        "select birth_date from pupils",
        "select pupil_id from pupils",
        "select last_name from lake.pupils",
        "select pupil_id from lake.marks",
        "select p.name from teachers p",
        "select reason from absences",
        "select code from lake.absences",
        "select * from pupils where name like 'Ё%'",
    ] {
        assert!(office.sql_in(&plain, sql).await.is_err(), "{sql}");
    }
    let ages = office
        .sql_in(
            &plain,
            "select age from pupils where school_id = 's1' order by age",
        )
        .await
        .expect("ages");
    assert_eq!(ages, ["7", "10", "11", "11", "11"]);
}

#[tokio::test]
async fn no_expression_runs_on_rows_outside() {
    let office = office().await;
    // Each of these fails, or tells something, only if it is evaluated on a row of the second school.
    for (sql, expected) in [
        (
            "select count(*) from schools where 1 / (case when school_id = 's2' then 0 else 1 end) = 1",
            "1",
        ),
        (
            "select count(*) from pupils where cast(case when name like 'Тайн%' then 'x' else '1' end as int) = 1",
            "5",
        ),
        (
            "select count(*) from subjects where cast(case when school_id = 's2' then name else '1' end as int) = 1",
            "2",
        ),
        (
            "select sum(1 / (case when school_id = 's2' then 0 else 1 end)) from pupils",
            "5",
        ),
        (
            "select count(*) from (select 1 / (case when school_id = 's2' then 0 else 1 end) as x from pupils order by x limit 100)",
            "5",
        ),
        (
            "select count(*) from pupils p join pupils q on 1 / (case when p.school_id = 's2' then 0 else 1 end) = 1 and p.pupil_key = q.pupil_key",
            "5",
        ),
        (
            "select count(*) from pupils where school_id in (select school_id from schools where 10 / (length(school_id) - 2 + case when school_id = 's2' then 0 else 1 end) > 0)",
            "5",
        ),
        (
            "select max(cast(case when school_id = 's2' then name else '0' end as bigint)) from subjects",
            "0",
        ),
        (
            "select count(*) from marks m left join pupils p on p.pupil_key = m.pupil_key where coalesce(p.school_id, m.school_id) <> 's1'",
            "0",
        ),
        (
            "select count(distinct school_id) from (select school_id from pupils union all select school_id from schools)",
            "1",
        ),
        ("select count(*) from lake.pupils", "5"),
        ("select count(*) from lake.loads", "0"),
        (
            "with x as (select * from attendance_pupils) select count(distinct school_id) from x",
            "1",
        ),
        (
            "select count(*) filter (where school_id = 's2') from members",
            "0",
        ),
        (
            "select count(*) from schools where exists (select 1 from subjects s where s.name = 'Тайнопись')",
            "0",
        ),
    ] {
        match office.sql_in(&director(), sql).await {
            Ok(rows) => assert_eq!(rows, [expected], "{sql}"),
            // A table that the session does not have is as good.
            Err(message) => assert!(sql.contains("lake.loads"), "{sql}: {message}"),
        }
    }
}

#[tokio::test]
async fn doors_other_than_select_are_shut() {
    let office = office().await;
    for sql in [
        "explain select * from pupils",
        "explain analyze select * from pupils",
        "show tables",
        "show all",
        "describe pupils",
        "select * from information_schema.tables",
        "select * from information_schema.df_settings",
        "select * from '/etc/passwd'",
        "select * from \"/etc/passwd\"",
        "select * from read_csv('/etc/passwd')",
        "select * from read_parquet('x.parquet')",
        "create external table t stored as csv location '/etc/passwd'",
        "create table t as select 1",
        "create view v as select 1",
        "drop table pupils",
        "copy pupils to '/tmp/x.csv'",
        "insert into pupils select * from pupils",
        "delete from pupils",
        "update pupils set sex = 'm'",
        "set datafusion.runtime.memory_limit = '100G'",
        "reset all",
        "prepare p as select 1",
        "execute p",
        "begin",
        "commit",
        "select * from generate_series(1, 1000000000)",
        "select * from range(1, 10)",
        "select unnest(range(1, 1000000000))",
        "select repeat('x', 1000000000)",
        "select version()",
        "select lpad('x', 1000000000)",
        "select array_agg(name) from pupils",
        "with recursive r as (select 1 as n union all select n + 1 from r) select * from r",
        "select * from s2.pupils",
        "select * from office.before.pupils",
        "select 1; select 2",
        "select pg_sleep(100)",
        "select now()",
        "select uuid()",
    ] {
        let refused = office.sql_in(&director(), sql).await;
        assert!(refused.is_err(), "{sql}: {refused:?}");
    }
    let chain = format!(
        "select 1 from schools where {}",
        vec!["1 = 1"; 50_000].join(" and ")
    );
    assert!(office.sql_in(&director(), &chain).await.is_err());
    let deep = format!(
        "select {}1{} from schools",
        "(".repeat(5_000),
        ")".repeat(5_000)
    );
    assert!(office.sql_in(&director(), &deep).await.is_err());
    let wide = ["select 1 from schools"; 300].join(" union all ");
    let refused = office.sql_in(&director(), &wide).await;
    assert_eq!(refused, Err("запрос слишком сложен".to_owned()));
}

#[tokio::test]
async fn every_view_is_simple_enough_for_sql() {
    let office = office().await;
    for view in office.app.model.marts.iter().filter(|mart| mart.is_view()) {
        let sql = format!("select count(*) from {}", view.name);
        let counted = office.sql_in(&director(), &sql).await;
        assert!(counted.is_ok(), "{sql}: {counted:?}");
    }
}

#[tokio::test]
async fn errors_tell_nothing_of_data() {
    let office = office().await;
    for sql in [
        "select cast(name as int) from pupils",
        "select cast(name as date) from subjects",
        "select 1 / (lesson_number - 1) from lessons",
        "select * from pupils where cast(name as double) > 0",
        "select nonsense from pupils",
        "select from where",
    ] {
        let Err(message) = office.sql_in(&director(), sql).await else {
            panic!("{sql} should fail");
        };
        for word in [
            "Ёлкин",
            "Жукова",
            "Тайн",
            "Математика",
            "parquet",
            "pupil_key",
            "svodka-lake",
        ] {
            assert!(!message.contains(word), "{sql}: {message}");
        }
    }
}

#[tokio::test]
async fn names_and_values_in_a_question_are_only_names_and_values() {
    let office = office().await;
    let injections = [
        "' or 1=1 --",
        "s1' union select name from pupils --",
        "\"; drop table pupils; --",
        "%",
        "_",
        "\\",
        "s1\u{0}",
    ];
    for text in injections {
        let query = json!({"measures": ["attendance.due"], "dimensions": ["school.id"],
            "filters": [{"member": "school.id", "operator": "equals", "values": [text]}]});
        let rows = office.ask_in(&director(), query).await.expect("an answer");
        assert!(rows.is_empty(), "{text}");
        let query = json!({"measures": ["attendance.due"], "dimensions": ["school.id"],
            "filters": [{"member": "school.id", "operator": "contains", "values": [text]}]});
        let rows = office.ask_in(&director(), query).await.expect("an answer");
        assert!(rows.is_empty(), "{text} is a text, not a pattern");
    }
    for query in [
        json!({"measures": ["attendance.due) from pupils --"]}),
        json!({"dimensions": ["pupils.name"]}),
        json!({"dimensions": ["pupil.birth_date"]}),
        json!({"measures": ["attendance.due"], "order": [["(select 1)", "asc"]]}),
        json!({"measures": ["attendance.due"], "formulas": [{"name": "x", "expression": "attendance.due; drop"}]}),
        json!({"measures": ["attendance.due"], "formulas": [{"name": "attendance.due", "expression": "1"}]}),
        json!({"measures": ["attendance.due"], "asOf": 999}),
        json!({"measures": ["attendance.due"], "pivot": {"rows": ["school.secret"]}}),
        json!("select 1"),
        json!([]),
    ] {
        let refused = office.ask_in(&director(), query.clone()).await;
        assert!(matches!(refused, Err(AskError::Refused { .. })), "{query}");
    }
    let mut nested = json!({"member": "school.id", "operator": "set"});
    for _ in 0..60 {
        nested = json!({"and": [nested]});
    }
    let refused = office
        .ask_in(
            &director(),
            json!({"measures": ["attendance.due"], "filters": [nested]}),
        )
        .await;
    assert!(refused.is_err());
    let many: Vec<Value> = (0..10_000)
        .map(|_| json!({"member": "school.id", "operator": "set"}))
        .collect();
    let refused = office
        .ask_in(
            &director(),
            json!({"measures": ["attendance.due"], "filters": many}),
        )
        .await;
    assert!(refused.is_err());
}

#[tokio::test]
async fn tags_differ_between_scopes() {
    let office = office().await;
    let query = json!({"measures": ["attendance.due"]});
    let mut tags = std::collections::BTreeSet::new();
    let scopes = [
        Scope::office(false, false),
        Scope::office(true, false),
        Scope::office(false, true),
        director(),
        Scope::school("s1", false),
        Scope::school("s2", true),
        Scope::classes("s1", vec!["c5".into()], true),
        Scope::classes("s1", vec!["c1".into()], true),
    ];
    for scope in &scopes {
        let answer = office
            .app
            .ask(&crate::office::asker(scope), &query)
            .await
            .expect("an answer");
        tags.insert(answer.etag);
    }
    assert_eq!(tags.len(), scopes.len());
}
