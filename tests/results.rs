//! Results: papers about the marks of terms, of the year and final ones, of many schools and of what is to be expected,
//! against figures that were counted by hand.

use std::path::Path;

use serde_json::json;
use svodka::access::Scope;

use crate::measures::check;
use crate::office::{Office, Segment, asker};
use crate::reports::{director, given, has, paper, refusal, school};

/// A year that is over: a ninth grade by quarters with final marks, a tenth by half-years without.
fn year() -> Segment {
    Segment::new("s1")
        .window("2025-09-01", "2026-05-31")
        .extracted_at("2026-05-31T23:40:00+03:00")
        .table(
            "terms",
            "term_id,kind,ordinal,name,starts_on,ends_on,grade_from,grade_to\n\
             q1,quarter,1,1 четверть,2025-09-01,2025-10-24,1,9\n\
             q4,quarter,4,4 четверть,2026-04-01,2026-05-26,1,9\n\
             h2,half_year,2,2 полугодие,2026-01-12,2026-05-26,10,11\n\
             y,year,1,Год,2025-09-01,2026-05-26,,\n",
        )
        .table(
            "classes",
            "class_id,kind,grade,letter,name\nc9,class,9,А,9А\nc10,class,10,А,10А\n",
        )
        .table(
            "pupils",
            "pupil_id,last_name,first_name,sex,birth_date\n\
             a,Авдеев,Илья,m,2010-05-10\nb,Белова,Анна,f,2010-06-10\nc,Волков,Олег,m,2009-06-10\n",
        )
        .table(
            "enrolments",
            "pupil_id,class_id,from\na,c9,2025-09-01\nb,c9,2025-09-01\nc,c10,2025-09-01\n",
        )
        .table(
            "subjects",
            "subject_id,name\nmath,Математика\neng,Английский язык\n",
        )
        .table(
            "groups",
            "group_id,class_id,subject_id\ng1,c9,math\ng2,c9,eng\ng3,c10,math\n",
        )
        .table(
            "lessons",
            "lesson_id,group_id,date,number,starts_at,ends_at,held\n\
             L1,g1,2025-09-02,1,08:30,09:15,1\n\
             L2,g1,2025-09-16,1,08:30,09:15,1\n\
             L3,g1,2026-04-14,1,08:30,09:15,1\n",
        )
        .table(
            "marks",
            "mark_id,lesson_id,pupil_id,work_type,weight,value,work_date,entered_at\n\
             m1,L1,a,Ответ,1,5,2025-09-02,2025-09-02 10:00\n\
             m2,L2,a,Ответ,1,4,2025-09-16,2025-09-16 10:00\n\
             m3,L3,a,Ответ,1,4,2026-04-14,2026-04-14 10:00\n",
        )
        .table(
            "term_marks",
            "pupil_id,group_id,term_id,kind,value\n\
             a,g1,q4,term,5\na,g2,q4,term,4\nb,g1,q4,term,3\nb,g2,q4,term,5\nc,g3,h2,term,4\n\
             a,g1,y,year,5\na,g2,y,year,5\nb,g1,y,year,4\nb,g2,y,year,4\nc,g3,y,year,2\n\
             a,g1,y,final,5\na,g2,y,final,5\nb,g1,y,final,4\nb,g2,y,final,5\n",
        )
}

async fn loaded(segments: &[Segment]) -> Office {
    let mut office = Office::new().await;
    let loads = office.load(segments).await;
    assert!(
        loads.iter().all(|load| load.state.is_applied()),
        "{loads:#?}"
    );
    office
}

#[tokio::test]
async fn achievers_of_a_year_are_told_when_its_marks_are_asked() {
    let office = loaded(&[year()]).await;
    let spring = json!([{"dimension": "calendar.date", "dateRange": ["2026-04-01", "2026-05-31"]}]);
    let measures = json!([
        "achievers.pupils",
        "achievers.all_fives",
        "achievers.one_four",
        "achievers.good",
        "achievers.one_three",
        "achievers.failing"
    ]);
    let told = |figures: [i64; 6]| {
        let names = [
            "pupils",
            "all_fives",
            "one_four",
            "good",
            "one_three",
            "failing",
        ];
        let told = names.iter().zip(figures);
        let told = told.map(|(name, figure)| (format!("achievers.{name}"), json!(figure)));
        json!(told.collect::<serde_json::Map<_, _>>())
    };
    let asked = async |kind: Option<&str>, figures: [i64; 6]| {
        let mut query = json!({"measures": measures, "timeDimensions": spring});
        if let Some(kind) = kind {
            query["filters"] =
                json!([{"member": "grade.kind", "operator": "equals", "values": [kind]}]);
        }
        check(&office, query, &[told(figures)]).await;
    };
    // a 5 and 4, b 3 and 5, c one 4.
    asked(None, [3, 0, 2, 0, 1, 0]).await;
    asked(Some("term"), [3, 0, 2, 0, 1, 0]).await;
    // a fives, b fours, c a 2.
    asked(Some("year"), [3, 1, 0, 1, 0, 1]).await;
    // a fives, b 4 and 5; the tenth grade has no final marks.
    asked(Some("final"), [2, 1, 1, 0, 0, 0]).await;
    // Without days: the ninth grade in two quarters, the tenth in its half-year.
    check(
        &office,
        json!({"measures": ["achievers.pupils", "achievers.no_data"]}),
        &[json!({"achievers.pupils": 5, "achievers.no_data": 2})],
    )
    .await;
    check(
        &office,
        json!({"measures": ["achievers.pupils", "grades.graded"], "dimensions": ["grade.kind"],
            "timeDimensions": spring}),
        &[json!({"grade.kind": "term", "achievers.pupils": 3, "grades.graded": 5})],
    )
    .await;
    // Combinations with a kind are those of the marks themselves.
    check(
        &office,
        json!({"dimensions": ["grade.kind"], "order": [["grade.kind", "asc"]]}),
        &[
            json!({"grade.kind": "final"}),
            json!({"grade.kind": "term"}),
            json!({"grade.kind": "year"}),
        ],
    )
    .await;
}

#[tokio::test]
async fn marks_of_a_year_are_compared_with_the_current_ones_of_the_year() {
    let office = loaded(&[year()]).await;
    let measures = json!([
        "objectivity.compared",
        "objectivity.raised",
        "objectivity.deviation"
    ]);
    // No term has three current marks of anybody.
    check(
        &office,
        json!({"measures": measures}),
        &[
            json!({"objectivity.compared": 0, "objectivity.raised": 0, "objectivity.deviation": null}),
        ],
    )
    .await;
    // (5 + 4 + 4) / 3 against a five.
    for kind in ["year", "final"] {
        check(
            &office,
            json!({"measures": measures, "dimensions": ["class.name"],
                "filters": [{"member": "grade.kind", "operator": "equals", "values": [kind]}]}),
            &[
                json!({"class.name": "9А", "objectivity.compared": 1, "objectivity.raised": 1,
                "objectivity.deviation": 5.0 - 13.0 / 3.0}),
            ],
        )
        .await;
    }
}

#[tokio::test]
async fn one_paper_covers_a_school_of_quarters_and_half_years() {
    let office = loaded(&[year()]).await;
    let of_year = [("term", "Год")];
    let lines = paper(&office, &director(), "school-results", &of_year).await;
    has(
        &lines,
        "за период: Год, 2025/2026 учебный год (01.09.2025 – 31.05.2026)",
    );
    for line in [
        "9А | 2 | 2 | 0 | 1 | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 100,0 % | 100,0 % | 82,0 % | 4,50",
        "10А | 1 | 1 | 0 | 0 | 0 | 0 | 0 | 1 | 1 | 0 | 0 | 0,0 % | 0,0 % | 16,0 % | 2,00",
        "Всего по школе | 3 | 3 | 0 | 1 | 1 | 0 | 0 | 1 | 1 | 0 | 0 | 66,7 % | 66,7 % | 68,8 % | 4,00",
        "СОУ и средний балл — по отметкам за период, а не по текущим. СОУ = (100·«5» + 64·«4» + 36·«3» + 16·«2» + 7·н/а) / N, где N — все отметки и н/а.",
        "Хорошисты — все, кто учится на «4» и «5», в том числе с одной «4».",
    ] {
        has(&lines, line);
    }
    let chosen = [("term", "Итоговые отметки")];
    let lines = paper(&office, &director(), "school-results", &chosen).await;
    has(
        &lines,
        "9А | 2 | 2 | 0 | 1 | 1 | 1 | 0 | 0 | 0 | 0 | 0 | 100,0 % | 100,0 % | 91,0 % | 4,75",
    );
    has(&lines, &format!("10А{}", " | —".repeat(15)));
    let chosen = [("term", "Год"), ("grade", "10")];
    let lines = paper(&office, &director(), "school-results", &chosen).await;
    has(&lines, "параллель: 10");
    assert!(!lines.iter().any(|line| line.starts_with("9А")));

    let chosen = [("term", "Год"), ("class", "9А")];
    let lines = paper(&office, &director(), "homeroom-report", &chosen).await;
    has(&lines, "2 | 1 | 1 | 0 | 0 | 0 | 0 | 0 | 0");
    has(&lines, "  - Белова Анна");
    has(&lines, "100,0 % | 100,0 % | 82,0 % | 4,50");
    let lines = paper(&office, &director(), "average-and-grade", &chosen).await;
    has(
        &lines,
        "1 | Математика | Авдеев Илья | 3 | 4,33 | 4,33 | 5 | 0,67 | завышена | ",
    );
    let lines = paper(&office, &director(), "objectivity", &of_year).await;
    has(
        &lines,
        "Математика | — | 9А | 1 | 0 | 1 | 100,0 % | 0 | 0,0 % | 0,67",
    );
    let lines = paper(&office, &director(), "objectivity", &[]).await;
    has(&lines, "нет данных");
}

/// The tenth grade's half-year ends with the ninth grade's quarter, and lies around it.
#[tokio::test]
async fn a_paper_about_a_term_has_no_marks_of_another_that_ends_within_it() {
    let office = loaded(&[year()]).await;
    let dashes = " | —".repeat(15);
    let quarter = [("term", "4 четверть")];
    let lines = paper(&office, &director(), "school-results", &quarter).await;
    has(&lines, &format!("10А{dashes}"));
    let whole = |name: &str| {
        let line = lines.iter().find(|line| line.starts_with(name));
        let line = line.unwrap_or_else(|| panic!("{name}: {lines:#?}"));
        line.trim_start_matches(name).to_owned()
    };
    assert_eq!(whole("Всего по школе"), whole("9А"));
    assert!(whole("9А").starts_with(" | 2 | 2 | "), "{lines:#?}");

    let half_year = [("term", "2 полугодие")];
    let lines = paper(&office, &director(), "school-results", &half_year).await;
    has(&lines, &format!("9А{dashes}"));
    for name in ["10А", "Всего по школе"] {
        let line = lines.iter().find(|line| line.starts_with(name));
        assert!(
            line.is_some_and(|line| line.starts_with(&format!("{name} | 1 | 1 | "))),
            "{lines:#?}"
        );
    }
    let of_office = asker(&Scope::office(true, true));
    let lines = paper(&office, &of_office, "office-results", &half_year).await;
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("Всего по муниципалитету | 3 | 1 | 1 | ")),
        "{lines:#?}"
    );
    let lines = paper(&office, &director(), "subject-teacher", &quarter).await;
    let of_term = lines
        .iter()
        .take_while(|line| *line != "По учебным периодам с начала года");
    assert!(
        !of_term.clone().any(|line| line.contains("10А")),
        "{lines:#?}"
    );
    let lines = paper(&office, &director(), "accumulation", &quarter).await;
    assert!(!lines.join("\n").contains("10А"), "{lines:#?}");
}

#[tokio::test]
async fn a_class_is_told_of_by_its_own_terms() {
    let office = loaded(&[year()]).await;
    let of_class = [("class", "10А")];
    let lines = paper(&office, &director(), "homeroom-report", &of_class).await;
    has(&lines, "10А класс, 2 полугодие, 2025/2026 учебный год");
    let lines = paper(&office, &director(), "homeroom-report", &[("class", "9А")]).await;
    has(&lines, "9А класс, 4 четверть, 2025/2026 учебный год");
    let wrong = [("class", "10А"), ("term", "4 четверть")];
    let said = refusal(&office, &director(), "homeroom-report", &wrong).await;
    assert_eq!(
        said,
        "у «10А» нет учебного периода «4 четверть» выберите один из этих: 2 полугодие"
    );
    let whole = [("class", "10А"), ("term", "Год")];
    let lines = paper(&office, &director(), "homeroom-report", &whole).await;
    has(&lines, "10А класс, Год, 2025/2026 учебный год");
}

/// The first quarter ended without marks: its line is there, blank.
#[tokio::test]
async fn a_yearly_sheet_has_a_line_of_every_term_of_its_class() {
    let office = loaded(&[year()]).await;
    let of = async |class: &str| {
        let chosen = [("class", class), ("year", "2025/2026")];
        let lines = paper(&office, &director(), "class-year-sheet", &chosen).await;
        let first = lines.iter().position(|line| line.starts_with("1 | "));
        lines[first.expect("a pupil")..].to_vec()
    };
    let lines = of("9А").await;
    assert!(
        lines[0].starts_with("1 | Авдеев Илья | 1 четверть |  |  | "),
        "{lines:#?}"
    );
    assert_eq!(lines[1], "4 четверть | 4 | 5");
    assert!(lines[2].starts_with("Годовая | "), "{lines:#?}");
    let lines = of("10А").await;
    assert!(
        lines[0].starts_with("1 | Волков Олег | 2 полугодие | 4 | "),
        "{lines:#?}"
    );
    assert!(lines[1].starts_with("Годовая | "), "{lines:#?}");
}

/// The days of a term are those of the school that the paper is of, also where another has them otherwise.
#[tokio::test]
async fn a_term_has_the_days_of_the_school_that_is_chosen() {
    let later = school("s2").table(
        "terms",
        "term_id,kind,ordinal,name,starts_on,ends_on\n\
         q1,quarter,1,1 четверть,2025-09-01,2025-10-26\n",
    );
    let office = loaded(&[school("s1"), later]).await;
    let head = asker(&Scope::office(true, true));
    let of_school = |id| [("term", "1 четверть"), ("school", id)];
    let lines = paper(&office, &head, "school-results", &of_school("s1")).await;
    has(
        &lines,
        "за период: 1 четверть, 2025/2026 учебный год (01.09.2025 – 24.10.2025)",
    );
    has(
        &lines,
        "Отбор: Учебный период: 1 четверть; Организация: Школа s1",
    );
    let lines = paper(&office, &head, "school-results", &of_school("s2")).await;
    has(
        &lines,
        "за период: 1 четверть, 2025/2026 учебный год (01.09.2025 – 26.10.2025)",
    );
}

#[tokio::test]
async fn a_teacher_has_the_classes_by_term() {
    let office = loaded(&[year()]).await;
    let chosen = [("term", "4 четверть"), ("subject", "Математика")];
    let lines = paper(&office, &director(), "subject-teacher", &chosen).await;
    let quarter = "2 | 2 | 1 | 0 | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 100,0 % | 50,0 % | 68,0 % | 4,00";
    for line in [
        &format!("Математика | 9А | {quarter}"),
        "Математика | 9А | 1 четверть | за период | 2 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 2 | — | — | — | —",
        &format!("Математика | 9А | 4 четверть | за период | {quarter}"),
        "Математика | 9А | Год | годовая | 2 | 2 | 1 | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 100,0 % | 100,0 % | 82,0 % | 4,50",
        "Математика | 10А | 2 полугодие | за период | 1 | 1 | 0 | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 100,0 % | 100,0 % | 64,0 % | 4,00",
    ] {
        has(&lines, line);
    }
    assert!(!lines.join("\n").contains("Английский язык"));
}

/// What will be given is told from current marks where no term mark stands yet.
#[tokio::test]
async fn a_term_is_foretold_by_what_stands_in_the_journal() {
    let term_marks = "pupil_id,group_id,term_id,kind,value,entered_at\n\
                      p1,g2,q1,term,4,2025-10-20 10:00\n";
    let office = loaded(&[school("s1").table("term_marks", term_marks)]).await;
    let chosen = [("class", "5А"), ("term", "1 четверть")];
    let lines = paper(&office, &director(), "preliminary", &chosen).await;
    // Ёлкин 5 by the current mark and the 4 that is given; Жукова (3·2 + 1) / 3, Агеева 2.
    has(
        &lines,
        "3 | 0 | 1 | 1 | 0 | 0 | 2 | 0 | 0 | 33,3 % | 33,3 %",
    );
    has(
        &lines,
        "  - Ёлкин Иван Петрович (одна «4» — Английский язык)",
    );
    has(&lines, "  - Жукова Анна (Математика, Орлова Анна Ивановна)");
    // On a day in September the 4 is not given yet, Белов has not left, Агеева has no mark.
    let early = [chosen[0], chosen[1], ("date", "2025-09-20")];
    let lines = paper(&office, &director(), "preliminary", &early).await;
    has(&lines, "Отметки и пропуски по 20.09.2025");
    has(
        &lines,
        "4 | 1 | 1 | 1 | 1 | 0 | 0 | 0 | 1 | 100,0 % | 66,7 %",
    );
    has(&lines, "  - Белов Олег (одна «4» — Математика)");
    let late = [chosen[0], chosen[1], ("date", "2025-11-20")];
    let said = refusal(&office, &director(), "preliminary", &late).await;
    assert!(
        said.contains("20.11.2025 не входит в учебный период «1 четверть»"),
        "{said}"
    );
    // By a subject there is no group that a pupil falls into.
    let split = office
        .ask_in(
            &Scope::office(true, true),
            json!({"measures": ["forecast.failing"], "dimensions": ["subject.name"]}),
        )
        .await;
    assert!(split.is_err());
}

#[tokio::test]
async fn once_every_mark_is_given_the_forecast_is_the_result() {
    let office = Office::new().await;
    let good = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/good");
    office.load_paths(&[good.join("school-001")]).await;
    let names = [
        "pupils",
        "no_data",
        "failing",
        "not_certified",
        "one_three",
        "satisfactory",
        "one_four",
        "good",
        "all_fives",
        "pupil_quality_pct",
    ];
    let measures =
        ["forecast", "achievers"].map(|topic| names.map(|name| format!("{topic}.{name}")));
    let rows = office
        .ask(json!({"measures": measures.concat(), "dimensions": ["class.name"],
            "filters": [{"member": "achievers.pupils", "operator": "gt", "values": [0]}],
            "timeDimensions": [{"dimension": "calendar.date", "dateRange": ["2025-09-01", "2025-10-31"]}]}))
        .await;
    assert_eq!(rows.len(), 3, "{rows:#?}");
    for row in rows {
        for (foretold, given) in measures[0].iter().zip(&measures[1]) {
            assert_eq!(
                row[foretold], row[given],
                "{foretold} of {}",
                row["class.name"]
            );
        }
    }
}

#[tokio::test]
async fn a_paper_over_schools_says_of_when_it_is_and_who_is_missing() {
    let later = school("s2").extracted_at("2025-11-02T23:40:00+03:00");
    let office = loaded(&[school("s1"), later, Segment::new("s3")]).await;
    let head = asker(&Scope::office(true, true));
    let printed = office
        .app
        .report(&head, "office-results", &given(&[]))
        .await;
    let printed = printed.expect("a report");
    assert_eq!(printed.data_moment, "31.10.2025 23:40 – 02.11.2025 23:40");
    let lines = paper(&office, &head, "office-results", &[]).await;
    has(&lines, "Нет данных: Школа s3.");
    assert!(
        lines.iter().any(|line| line.ends_with(
            "Школа s1 | 4 | 3 | 3 | 1 | 0 | 1 | 1 | 1 | 0 | 66,7 % | 33,3 % | 51,8 % | 4,00"
        )),
        "{lines:#?}"
    );
    // A stage that a school does not teach is no lack of data.
    let chosen = [("level", "10-11")];
    let lines = paper(&office, &head, "office-results", &chosen).await;
    has(&lines, "среднее общее образование (10–11)");
    has(&lines, "Нет данных: Школа s3.");
    // Of a single school there is one moment, and nobody else to miss.
    let own = office.app.report(&director(), "visits", &given(&[])).await;
    let own = own.expect("a report");
    assert_eq!(own.data_moment, "31.10.2025 23:40");
    assert!(!own.paper.notes.join("\n").contains("Нет данных"));
}

#[tokio::test]
async fn nothing_found_is_nought_and_nothing_looked_at_is_not() {
    let idle = school("s2")
        .table(
            "lessons",
            "lesson_id,group_id,date,number,starts_at,ends_at,held\n",
        )
        .without("marks")
        .without("absences");
    let office = loaded(&[school("s1"), idle]).await;
    let head = asker(&Scope::office(true, true));
    let changes = async |period: &str| {
        let lines = paper(&office, &head, "journal-monitoring", &[("period", period)]).await;
        let of = |name: &str| {
            let line = lines.iter().find(|line| line.contains(name));
            let line = line.unwrap_or_else(|| panic!("{name}: {lines:#?}"));
            let cells: Vec<&str> = line.split(" | ").collect();
            // Behind them stand reviews with their remarks and loads, expected and received.
            cells[cells.len() - 7..cells.len() - 4].join(" | ")
        };
        [
            of("Школа s1"),
            of("Школа s2"),
            of("Всего по муниципалитету"),
        ]
    };
    assert_eq!(
        changes("2025-09-01..2025-10-31").await,
        ["0 | 0 | 0", "— | — | —", "0 | 0 | 0"]
    );
    // In the vacation there is nothing to look at anywhere.
    assert_eq!(changes("2025-10-27..2025-10-31").await, ["— | — | —"; 3]);
}

#[tokio::test]
async fn associations_have_their_attendance_and_programme() {
    let house = school("s1")
        .table(
            "classes",
            "class_id,kind,grade,letter,name,homeroom_staff_id\n\
             c5,association,,,Робототехника,t1\nc1,class,1,А,1А,\n",
        )
        .table(
            "groups",
            "group_id,class_id,subject_id,staff_id,weekly_hours,year_hours,plan_hours\n\
             g1,c5,math,t1,2,68,68\ng2,c5,eng,t2,1,34,34\ng3,c1,math,t1,4,132,132\n",
        )
        .without("term_marks");
    let office = loaded(&[house]).await;
    let chosen = [("class", "Робототехника")];
    let lines = paper(&office, &director(), "class-attendance", &chosen).await;
    has(
        &lines,
        "объединение «Робототехника», 1 четверть, 2025/2026 учебный год",
    );
    assert!(lines.join("\n").contains("Ёлкин Иван Петрович"));
    let of_day = ("date", "2025-10-31");
    let lines = paper(&office, &director(), "programme", &[of_day]).await;
    for begin in ["1А | Математика | ", "Робототехника | Математика | "]
    {
        assert!(
            lines.iter().any(|line| line.starts_with(begin)),
            "{begin}: {lines:#?}"
        );
    }
    let of_teacher = [of_day, ("teacher", "t2"), ("subject", "Английский язык")];
    let lines = paper(&office, &director(), "programme", &of_teacher).await;
    assert!(!lines.join("\n").contains("Математика"), "{lines:#?}");
    // What is of classes alone offers no association.
    let said = refusal(&office, &director(), "homeroom-report", &chosen).await;
    assert!(said.contains("значения «Робототехника» нет"), "{said}");
}

/// Lessons of a page without a plan are held all the same: the lag and the per cent have nothing to do with them.
#[tokio::test]
async fn lessons_without_a_plan_stand_apart_in_the_progress_of_the_programme() {
    let half_planned = school("s1").table(
        "groups",
        "group_id,class_id,subject_id,staff_id,weekly_hours,year_hours,plan_hours\n\
         g1,c5,math,t1,5,68,68\ng2,c5,eng,t2,3,34,\ng3,c1,math,t1,4,132,132\n",
    );
    let office = loaded(&[half_planned]).await;
    let chosen = [("date", "2025-10-31"), ("class", "5А")];
    let lines = paper(&office, &director(), "programme", &chosen).await;
    let cells = |begin: &str| -> Vec<String> {
        let line = lines.iter().find(|line| line.starts_with(begin));
        let line = line.unwrap_or_else(|| panic!("no {begin} in {lines:#?}"));
        line.split(" | ").map(str::to_owned).collect()
    };
    assert_eq!(
        cells("5А | Английский язык | ")[3..9],
        ["34", "0", "0,0", "1", "—", "—"]
    );
    let total = cells("Итого 5А | ");
    let number = |place: usize| -> f64 {
        let text: &String = &total[place];
        let text = text.replace(',', ".").replace('−', "-");
        text.parse().unwrap_or_else(|_| panic!("{total:?}"))
    };
    assert_eq!((number(4), number(5)), (4.0, 3.0), "{total:?}");
    assert!(
        (number(3) - number(5) - number(6)).abs() < 0.11,
        "{total:?}"
    );
    assert_eq!(total[7], "4,4 %");
    assert!(
        lines
            .iter()
            .any(|line| line.contains("КТП в журнале нет, его уроки стоят только во «всего»")),
        "{lines:#?}"
    );
}
