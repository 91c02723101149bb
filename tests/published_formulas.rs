//! Published formulas: the definitions of успеваемость, качество, СОУ and the mean, and tables worked out with fractions by hand.
//!
//! Published tables print with no, one or two digits, so each figure is compared at the digits printed. The first row
//! is an example that a guide works out in public: «5» — 10, «4» — 12, «3» — 10, «2» — 4, «1» — 1; passed are 86 %.
//! (The guide then divides quality by those who passed alone; by the definition it is of all: 59 %, not 69 %.)

use serde_json::{Value, json};
use svodka::access::Scope;
use svodka::app::Given;
use svodka::export::numbers;
use svodka::reports::text_of;

use crate::office::{Office, Segment, asker};

/// A class with one subject: how many got which mark, and what a table prints of it.
struct Row {
    class: &'static str,
    /// «5», «4», «3», «2», «1», «н/а», «осв», «зач», and those to whom no mark was given.
    marks: [usize; 9],
    graded: u64,
    /// Each with no, one and two digits.
    pass: [&'static str; 3],
    quality: [&'static str; 3],
    sou: [&'static str; 3],
    average: &'static str,
}

const VALUES: [&str; 9] = ["5", "4", "3", "2", "1", "н/а", "осв", "зач", ""];

const NONE: [&str; 3] = ["—", "—", "—"];

const TABLE: &[Row] = &[
    Row {
        class: "5А",
        marks: [10, 12, 10, 4, 1, 0, 0, 0, 0],
        graded: 37,
        pass: ["86", "86,5", "86,49"],
        quality: ["59", "59,5", "59,46"],
        sou: ["60", "59,7", "59,68"],
        average: "3,70",
    },
    Row {
        class: "5Б",
        marks: [6, 11, 7, 0, 0, 0, 0, 0, 0],
        graded: 24,
        pass: ["100", "100,0", "100,00"],
        quality: ["71", "70,8", "70,83"],
        sou: ["65", "64,8", "64,83"],
        average: "3,96",
    },
    // «н/а» are in N and have a share in СОУ, but none in the mean.
    Row {
        class: "5В",
        marks: [5, 8, 9, 1, 0, 2, 0, 0, 0],
        graded: 25,
        pass: ["88", "88,0", "88,00"],
        quality: ["52", "52,0", "52,00"],
        sou: ["55", "54,6", "54,64"],
        average: "3,74",
    },
    // «осв» and those without a mark are not in N.
    Row {
        class: "6А",
        marks: [3, 4, 5, 0, 0, 0, 3, 0, 1],
        graded: 12,
        pass: ["100", "100,0", "100,00"],
        quality: ["58", "58,3", "58,33"],
        sou: ["61", "61,3", "61,33"],
        average: "3,83",
    },
    // A half is rounded up, and only when it is printed.
    Row {
        class: "6Б",
        marks: [1, 4, 3, 0, 0, 0, 0, 0, 0],
        graded: 8,
        pass: ["100", "100,0", "100,00"],
        quality: ["63", "62,5", "62,50"],
        sou: ["58", "58,0", "58,00"],
        average: "3,75",
    },
    // «зач» is no numeric mark.
    Row {
        class: "6В",
        marks: [1, 2, 1, 1, 0, 0, 0, 2, 0],
        graded: 5,
        pass: ["80", "80,0", "80,00"],
        quality: ["60", "60,0", "60,00"],
        sou: ["56", "56,0", "56,00"],
        average: "3,60",
    },
    Row {
        class: "7А",
        marks: [0, 0, 0, 0, 0, 3, 0, 0, 0],
        graded: 3,
        pass: ["0", "0,0", "0,00"],
        quality: ["0", "0,0", "0,00"],
        sou: ["7", "7,0", "7,00"],
        average: "—",
    },
    // Of nobody there is no share: «—», never 0.
    Row {
        class: "7Б",
        marks: [0, 0, 0, 0, 0, 0, 2, 0, 0],
        graded: 0,
        pass: NONE,
        quality: NONE,
        sou: NONE,
        average: "—",
    },
    Row {
        class: "8А",
        marks: [1, 4, 7, 4, 0, 0, 0, 0, 0],
        graded: 16,
        pass: ["75", "75,0", "75,00"],
        quality: ["31", "31,3", "31,25"],
        sou: ["42", "42,0", "42,00"],
        average: "3,13",
    },
    Row {
        class: "8Б",
        marks: [9, 2, 0, 0, 0, 1, 1, 0, 2],
        graded: 12,
        pass: ["92", "91,7", "91,67"],
        quality: ["92", "91,7", "91,67"],
        sou: ["86", "86,3", "86,25"],
        average: "4,82",
    },
];

/// A school with a class for each row of the table.
fn school() -> Segment {
    let mut classes = "class_id,kind,grade,letter,name\n".to_owned();
    let mut groups = "group_id,class_id,subject_id\n".to_owned();
    let mut pupils = "pupil_id,last_name,first_name,sex,birth_date\n".to_owned();
    let mut enrolments = "pupil_id,class_id,from,to,arrival,departure\n".to_owned();
    let mut marks = "pupil_id,group_id,term_id,kind,value\n".to_owned();
    for (place, row) in TABLE.iter().enumerate() {
        let (grade, letter) = row.class.split_at(1);
        classes += &format!("c{place},class,{grade},{letter},{}\n", row.class);
        groups += &format!("g{place},c{place},math\n");
        let values = VALUES.iter().zip(row.marks);
        let values = values.flat_map(|(value, count)| std::iter::repeat_n(*value, count));
        for (number, value) in values.enumerate() {
            let pupil = format!("p{place}x{number}");
            pupils += &format!("{pupil},Иванов,Иван,m,2013-05-05\n");
            enrolments += &format!("{pupil},c{place},2025-09-01,,start,\n");
            if !value.is_empty() {
                marks += &format!("{pupil},g{place},q1,term,{value}\n");
            }
        }
    }
    Segment::new("s1")
        .table("classes", &classes)
        .table("groups", &groups)
        .table("pupils", &pupils)
        .table("enrolments", &enrolments)
        .table("term_marks", &marks)
}

async fn office() -> Office {
    let mut office = Office::new().await;
    let loads = office.load(&[school()]).await;
    assert!(
        loads.iter().all(|load| load.state.is_applied()),
        "{loads:#?}"
    );
    office
}

/// Shows a share as a table prints it: the sign stands in the head.
fn printed(value: &Value, decimals: u8) -> String {
    match value.as_f64() {
        Some(value) => numbers::number(value, decimals),
        None => numbers::NO_VALUE.to_owned(),
    }
}

#[tokio::test]
async fn measures_print_what_tables_do() {
    let office = office().await;
    let rows = office
        .ask(json!({
            "measures": [
                "grades.graded", "grades.pass_pct", "grades.quality_pct", "grades.sou", "grades.average",
            ],
            "dimensions": ["class.name"],
        }))
        .await;
    for row in TABLE {
        let found = rows.iter().find(|found| found["class.name"] == row.class);
        let found = found.unwrap_or_else(|| panic!("no {}: {rows:?}", row.class));
        assert_eq!(found["grades.graded"], row.graded, "{}", row.class);
        for (measure, expected) in [
            ("grades.pass_pct", row.pass),
            ("grades.quality_pct", row.quality),
            ("grades.sou", row.sou),
        ] {
            for (decimals, expected) in (0..).zip(expected) {
                let printed = printed(&found[measure], decimals);
                assert_eq!(printed, expected, "{}: {measure}", row.class);
            }
        }
        let average = printed(&found["grades.average"], 2);
        assert_eq!(average, row.average, "{}", row.class);
    }
}

#[tokio::test]
async fn papers_print_what_tables_do() {
    let office = office().await;
    let director = asker(&Scope::school("s1", true));
    for row in TABLE {
        let given: Given = [("class".to_owned(), vec![row.class.to_owned()])].into();
        let made = office.app.report(&director, "class-results", &given).await;
        let made = made.unwrap_or_else(|error| panic!("{}: {error:?}", row.class));
        let text = text_of(&made.paper).replace('\u{a0}', " ");
        let share = |share: &str| match share {
            "—" => share.to_owned(),
            share => format!("{share} %"),
        };
        for (title, expected) in [
            ("% успеваемости", share(row.pass[1])),
            ("% качества", share(row.quality[1])),
            ("СОУ", share(row.sou[1])),
            ("Средний балл", row.average.to_owned()),
        ] {
            // The one subject, and all of them together.
            let line = format!("{title} | {expected} | {expected} |");
            assert!(
                text.lines().any(|found| found.starts_with(&line)),
                "{}: no «{line}» in\n{text}",
                row.class
            );
        }
    }
}

/// The whole is worked out anew from counts: the mean of the shares above would be 80,1 %, not 88,0 %.
#[tokio::test]
async fn totals_are_of_counts_and_not_of_shares() {
    let office = office().await;
    let rows = office
        .ask(json!({"measures": [
            "grades.graded", "grades.pass_pct", "grades.quality_pct", "grades.sou", "grades.average",
        ]}))
        .await;
    let [all] = &rows[..] else {
        panic!("{rows:?}");
    };
    assert_eq!(all["grades.graded"], 142);
    assert_eq!(printed(&all["grades.pass_pct"], 1), "88,0");
    assert_eq!(printed(&all["grades.quality_pct"], 1), "58,5");
    assert_eq!(printed(&all["grades.sou"], 1), "58,7");
    assert_eq!(printed(&all["grades.average"], 2), "3,79");
}
