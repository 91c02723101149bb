//! Reports: figures that were counted by hand, whose rows a paper has, what is refused, and prints that stay the same.

use std::io::Cursor;
use std::path::Path;

use axum::http::{Method, StatusCode};
use calamine::{Data, Reader as _, Xlsx, open_workbook_from_rs};
use jiff::civil::date;
use sha2::{Digest, Sha256};
use svodka::access::Scope;
use svodka::app::{App, AskError, Asker, Given, PaperFormat, Print, PrintsAsked};
use svodka::audit::{self, Filter};
use svodka::clock::Clock;
use svodka::export::Stamp;
use svodka::office::UserScope;
use svodka::reports::text_of;
use svodka::sheet::{Block, PageSize};

use crate::acts;
use crate::office::{Office, Segment, asker, small_school};
use crate::people::{PASSWORD, People, encoded};

/// The small school with a director, a homeroom teacher and guardians, one of whom refused electronic access.
pub fn school(school_id: &str) -> Segment {
    let segment = small_school(school_id);
    let csv = format!(
        "school_id,name,short_name,kind,municipality,settlement,timezone,director_name\n\
         {school_id},МБОУ Школа {school_id},Школа {school_id},general,Демо,urban,Europe/Moscow,Суворова Карина Алексеевна\n"
    );
    segment
        .table("school", &csv)
        .table(
            "classes",
            "class_id,kind,grade,letter,name,homeroom_staff_id\nc5,class,5,А,5А,t1\nc1,class,1,А,1А,\n",
        )
        .table(
            "guardians",
            "guardian_id,pupil_id,consent_on,electronic_access,refused_on\n\
             r1,p1,2025-09-01,refused,2025-09-02\nr2,p2,2025-09-01,yes,\n",
        )
}

pub fn given(pairs: &[(&str, &str)]) -> Given {
    let pairs = pairs.iter();
    pairs
        .map(|(name, value)| ((*name).to_owned(), vec![(*value).to_owned()]))
        .collect()
}

async fn office() -> Office {
    let mut office = Office::new().await;
    let loads = office.load(&[school("s1"), school("s2")]).await;
    assert!(
        loads.iter().all(|load| load.state.is_applied()),
        "{loads:#?}"
    );
    office
}

pub fn director() -> Asker {
    asker(&Scope::school("s1", true))
}

/// Returns the lines of a paper, blanks as they are typed.
pub async fn paper(
    office: &Office,
    asker: &Asker,
    name: &str,
    chosen: &[(&str, &str)],
) -> Vec<String> {
    let printed = office.app.report(asker, name, &given(chosen)).await;
    let printed = printed.unwrap_or_else(|error| panic!("{name}: {error:?}"));
    let text = text_of(&printed.paper).replace('\u{a0}', " ");
    text.lines().map(str::to_owned).collect()
}

/// Prints a report that does not take long.
pub async fn printed(app: &App, asker: &Asker, name: &str, given: &Given) -> Print {
    let report = app.report_named(asker, name).expect("a report");
    let form = app.report_form(asker, &report, given).await;
    let form = form.unwrap_or_else(|error| panic!("{name}: {error:?}"));
    let print = app.print_report(asker, report, form).await;
    print.unwrap_or_else(|error| panic!("{name}: {error:?}"))
}

pub async fn refusal(
    office: &Office,
    asker: &Asker,
    name: &str,
    chosen: &[(&str, &str)],
) -> String {
    match office.app.report(asker, name, &given(chosen)).await {
        Err(AskError::Refused { faults, .. }) => {
            let told = faults.iter().map(|fault| {
                let hint = fault.hint.as_deref().unwrap_or_default();
                format!("{} {hint}", fault.message)
            });
            told.collect::<Vec<_>>().join("; ")
        }
        Err(error) => panic!("{name}: {error:?}"),
        Ok(_) => panic!("{name} was made"),
    }
}

pub fn has(lines: &[String], wanted: &str) {
    assert!(
        lines.iter().any(|line| line == wanted),
        "no «{wanted}» in\n{}",
        lines.join("\n")
    );
}

#[tokio::test]
async fn results_of_a_school_are_counted_and_totals_are_not_added_up() {
    let office = office().await;
    let lines = paper(&office, &director(), "school-results", &[]).await;
    has(&lines, "МБОУ Школа s1");
    has(
        &lines,
        "за период: 1 четверть, 2025/2026 учебный год (01.09.2025 – 24.10.2025)",
    );
    // One without marks is listed and stands in no total: 3 pupils, of whom one is not assessed.
    has(&lines, &format!("1А{}", " | —".repeat(15)));
    let figures = "3 | 2 | 1 | 0 | 1 | 1 | 1 | 0 | 0 | 0 | 0 | 66,7 % | 33,3 % | 51,8 % | 4,00";
    for name in ["5А", "Итого по параллели 5", "Итого 5–9", "Всего по школе"]
    {
        has(&lines, &format!("{name} | {figures}"));
    }
    assert!(!lines.iter().any(|line| line.starts_with("Итого 1–4")));
    has(&lines, "Директор ____ К. А. Суворова М.П.");
}

#[tokio::test]
async fn results_of_a_class_have_marks_absences_and_figures_of_subjects() {
    let office = office().await;
    let homeroom = asker(&Scope::classes("s1", vec!["c5".into()], true));
    // The only class and the last finished term are chosen of themselves.
    let lines = paper(&office, &homeroom, "class-results", &[]).await;
    has(&lines, "5А класс, 1 четверть, 2025/2026 учебный год");
    has(&lines, "Классный руководитель: А. И. Орлова");
    has(&lines, "1 | Агеева Нина |  | н/а | — | 1 | 0");
    has(&lines, "2 | Ёлкин Иван Петрович | 4 | 5 | 4,50 | 3 | 1");
    has(&lines, "3 | Жукова Анна |  | 3 | 3,00 | 0 | 0");
    // Gone before the end.
    assert!(!lines.iter().any(|line| line.contains("Белов Олег")));
    for line in [
        "«5» | 0 | 1 | 1 |  | ",
        "«4» | 1 | 0 | 1 |  | ",
        "«3» | 0 | 1 | 1 |  | ",
        "«2» | 0 | 0 | 0 |  | ",
        "н/а | 0 | 1 | 1 |  | ",
        "% успеваемости | 100,0 % | 66,7 % | 75,0 % |  | ",
        "% качества | 100,0 % | 33,3 % | 50,0 % |  | ",
        "СОУ | 64,0 % | 47,7 % | 51,8 % |  | ",
        "Средний балл | 4,00 | 4,00 | 4,00 |  | ",
    ] {
        has(&lines, line);
    }
}

#[tokio::test]
async fn movement_adds_up() {
    let office = office().await;
    let chosen = [("period", "2025-09-01..2025-10-31")];
    let lines = paper(&office, &director(), "movement", &chosen).await;
    let zeros = " | 0".repeat(15);
    has(&lines, &format!("1А | 1{zeros} | 1"));
    has(
        &lines,
        "5А | 3 | 1 | 0 | 1 | 0 | 0 | 0 | 0 | 0 | 1 | 1 | 0 | 0 | 0 | 0 | 0 | 3",
    );
    has(
        &lines,
        "Всего по школе | 4 | 1 | 0 | 1 | 0 | 0 | 0 | 0 | 0 | 1 | 1 | 0 | 0 | 0 | 0 | 0 | 4",
    );
}

/// The data reach to Friday, 31 October.
#[tokio::test]
async fn days_behind_the_data_are_a_partial_period() {
    let office = office().await;
    let chosen_on = async |name: &str, chosen: &[(&str, &str)]| {
        let lines = paper(&office, &director(), name, chosen).await;
        let line = lines.into_iter().find(|line| line.starts_with("Отбор: "));
        line.expect("what was chosen")
    };
    for (period, wanted) in [
        ("2025-09-01..2025-10-31", "по 31.10.2025;"),
        ("2025-09-01..2025-11-02", "по 02.11.2025 (неполный период);"),
        ("2025-09-01..2025-11-30", "по 30.11.2025 (неполный период);"),
    ] {
        let line = chosen_on("movement", &[("period", period)]).await;
        assert!(line.contains(wanted), "{line}");
    }
    // A year that is going on is told of up to the day of the data, where nobody asks for other days.
    let line = chosen_on("movement", &[]).await;
    assert!(line.contains("с 01.09.2025 по 31.10.2025;"), "{line}");
    let line = chosen_on("school-results", &[("term", "Год")]).await;
    assert!(line.contains("Год (неполный период);"), "{line}");
    let line = chosen_on("school-results", &[]).await;
    assert!(!line.contains("неполный"), "{line}");
}

/// The small school with orders: who left has one, who came has none.
fn school_with_orders() -> Segment {
    school("s1").table(
        "enrolments",
        "pupil_id,class_id,from,to,arrival,departure,order_no,order_date,counterparty\n\
         p1,c5,2025-09-01,,,,,,\n\
         p2,c5,2025-09-01,,start,,,,\n\
         p3,c5,2025-09-01,2025-10-10,start,other_school,12-у,2025-10-09,МБОУ «СОШ № 2»\n\
         p4,c1,2025-09-01,,start,,,,\n\
         p5,c5,2025-09-15,,other_municipality,,,,\n",
    )
}

#[tokio::test]
async fn who_came_and_left_is_listed_with_orders_for_those_who_may_see_names() {
    let mut office = Office::new().await;
    office.load(&[school_with_orders()]).await;
    let chosen = [("period", "2025-09-01..2025-10-31")];
    let lines = paper(&office, &director(), "movement", &chosen).await;
    for line in [
        "1 | Агеева Нина | 31.10.2014 | прибыл(а) | 15.09.2025 | 5А | — | — | из другого муниципалитета | —",
        "2 | Белов Олег | 15.01.2014 | выбыл(а) | 11.10.2025 | 5А | 12-у | 09.10.2025 | в другую организацию муниципалитета | МБОУ «СОШ № 2»",
        "Без номера или даты приказа: прибывших — 1, выбывших — 0.",
        "1 | Агеева Нина | 5А | прибыл(а) | 15.09.2025 | — | —",
    ] {
        has(&lines, line);
    }
    // In a workbook they are days, which are sorted and counted as such.
    let (asked_by, given) = (director(), given(&chosen));
    let printed = office.app.report(&asked_by, "movement", &given);
    let printed = printed.await.expect("a paper");
    let stamp = office.app.stamp_of(&asked_by, &printed);
    let book = office.app.report_file(&printed, PaperFormat::Xlsx, stamp);
    let book = book.await.expect("a workbook");
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(book)).expect("a workbook");
    let list = book.worksheet_range("Список").expect("the list");
    let mut rows = list.rows();
    let left = rows.find(|row| row[1] == Data::String("Белов Олег".to_owned()));
    let left = left.expect("who left");
    for (column, day) in [
        (2, date(2014, 1, 15)),
        (4, date(2025, 10, 11)),
        (7, date(2025, 10, 9)),
    ] {
        let days = (day - date(1899, 12, 30)).get_days();
        let told =
            matches!(&left[column], Data::DateTime(told) if told.as_f64() == f64::from(days));
        assert!(told, "{day}: {left:?}");
    }
    assert_eq!(left[6], Data::String("12-у".to_owned()));
    // Nobody else has the list: neither who may not see names, nor the office that counts.
    for nameless in [
        asker(&Scope::school("s1", false)),
        asker(&Scope::office(false, false)),
    ] {
        let chosen = [chosen[0], ("school", "s1")];
        let lines = paper(&office, &nameless, "movement", &chosen).await;
        let text = lines.join("\n");
        assert!(text.contains("Всего по школе"), "{text}");
        for hidden in [
            "Агеева",
            "12-у",
            "СОШ № 2",
            "31.10.2014",
            "Сведения о прибывших",
        ] {
            assert!(!text.contains(hidden), "{hidden}: {text}");
        }
    }
}

#[tokio::test]
async fn the_homeroom_teacher_is_told_who_lacks_what() {
    let office = office().await;
    let chosen = [("class", "5а"), ("term", "1 четверть")];
    let lines = paper(&office, &director(), "homeroom-report", &chosen).await;
    has(&lines, "3 | 1 | 0 | 0 | 1 | 3");
    has(&lines, "* Отличники: 0");
    // Who has a single four is good, too; the groups make up the class.
    has(&lines, "3 | 0 | 1 | 1 | 1 | 0 | 0 | 1 | 0");
    has(
        &lines,
        "* Хорошисты (на «4» и «5», в том числе с одной «4»): 1",
    );
    has(
        &lines,
        "  - Ёлкин Иван Петрович (одна «4» — Английский язык)",
    );
    has(&lines, "* В том числе с одной «4»: 1");
    has(&lines, "  - Ёлкин Иван Петрович (Английский язык)");
    has(&lines, "* Успевающие на «3» (троек больше одной): 0");
    has(&lines, "* Нет отметок за период: 0");
    has(
        &lines,
        "  - Агеева Нина: Математика (пропущено 1 из 2 уроков); причина: ____________________",
    );
    has(&lines, "* С одной «3»: 1");
    has(&lines, "  - Жукова Анна (Математика, Орлова Анна Ивановна)");
    has(&lines, "* Не аттестованы: 1");
    has(&lines, "  - Агеева Нина (Математика)");
    has(&lines, "66,7 % | 33,3 % | 51,8 % | 4,00");
    has(&lines, "Классный руководитель ____ А. И. Орлова");
}

#[tokio::test]
async fn a_yearly_sheet_keeps_who_left_with_dashes() {
    let office = office().await;
    let chosen = [("class", "5А"), ("year", "2025/2026")];
    let lines = paper(&office, &director(), "class-year-sheet", &chosen).await;
    has(
        &lines,
        "2 | Белов Олег | 1 четверть | — | — | 0 | 0 | выбыл(а), приказ № ____ от __________",
    );
    has(
        &lines,
        "3 | Ёлкин Иван Петрович | 1 четверть | 4 | 5 | 3 | 1 | ____________________",
    );
    has(&lines, "Экзаменационная |  | 2");
    has(
        &lines,
        "Всего обучающихся: на начало года — 3, прибыло — 1, переведено из других классов — 0, выбыло — 1, переведено в другие классы — 0, на конец года — 3.",
    );
}

/// Белов left and came back, Агеева went to another class for a while: both ended the year in theirs.
#[tokio::test]
async fn who_came_back_has_not_left() {
    let mut office = Office::new().await;
    let segment = school("s1").table(
        "enrolments",
        "pupil_id,class_id,from,to,arrival,departure,order_no,order_date\n\
         p1,c5,2025-09-01,,start,,,\n\
         p2,c5,2025-09-01,,start,,,\n\
         p3,c5,2025-09-01,2025-09-04,start,other_school,12-у,2025-09-03\n\
         p3,c5,2025-09-08,,other_school,,14-у,2025-09-07\n\
         p4,c1,2025-09-01,,start,,,\n\
         p5,c5,2025-09-01,2025-09-03,start,class_transfer,,\n\
         p5,c1,2025-09-04,2025-09-05,class_transfer,class_transfer,,\n\
         p5,c5,2025-09-06,,class_transfer,,,\n",
    );
    office.load(&[segment]).await;
    let chosen = [("class", "5А"), ("year", "2025/2026")];
    let lines = paper(&office, &director(), "class-year-sheet", &chosen).await;
    let of = |name: &str| {
        let line = lines.iter().find(|line| line.contains(name));
        line.unwrap_or_else(|| panic!("no {name} in {lines:#?}"))
    };
    for name in ["Белов Олег", "Агеева Нина"] {
        assert!(of(name).ends_with(&"_".repeat(20)), "{}", of(name));
        assert!(!of(name).contains('—'), "{}", of(name));
    }
    has(
        &lines,
        "Всего обучающихся: на начало года — 4, прибыло — 1, переведено из других классов — 1, выбыло — 1, переведено в другие классы — 1, на конец года — 4.",
    );
}

#[tokio::test]
async fn a_yearly_sheet_says_of_the_councils_decision_what_the_data_know() {
    let mut office = Office::new().await;
    let year_before = Segment::new("s1")
        .of_year("2024/2025")
        .window("2025-05-01", "2025-05-31")
        .extracted_at("2025-06-30T23:40:00+03:00")
        .table(
            "terms",
            "term_id,kind,ordinal,name,starts_on,ends_on\nq4,quarter,4,4 четверть,2025-04-01,2025-05-31\n",
        )
        .table(
            "classes",
            "class_id,kind,grade,letter,name\nk4,class,4,А,4А\nk5,class,5,А,5А\nk9,class,9,А,9А\n",
        )
        .table("groups", "group_id,class_id,subject_id\nk1,k4,math\n")
        .table(
            "pupils",
            "pupil_id,last_name,first_name,sex,birth_date\n\
             p1,Ёлкин,Иван,m,2014-05-10\n\
             p3,Белов,Олег,m,2014-01-15\n\
             p7,Юрьев,Пётр,m,2014-01-15\n\
             p8,Уткин,Олег,m,2010-01-15\n\
             p9,Яшин,Олег,m,2014-01-15\n",
        )
        .table(
            "enrolments",
            "pupil_id,class_id,from,to,arrival,departure,order_no,order_date\n\
             p1,k4,2024-09-01,2025-08-31,start,,,\n\
             p3,k5,2024-09-01,2025-08-31,start,,,\n\
             p7,k4,2024-09-01,2025-02-10,start,abroad,5-у,2025-02-09\n\
             p8,k9,2024-09-01,2025-06-25,start,graduated,,\n\
             p9,k4,2024-09-01,2025-07-10,start,other_school,6-у,2025-07-09\n",
        );
    office.load(&[year_before]).await;
    office.load(&[school("s1")]).await;
    let decided = async |class: &str, name: &str| {
        let chosen = [("class", class), ("year", "2024/2025")];
        let lines = paper(&office, &director(), "class-year-sheet", &chosen).await;
        let line = lines.iter().find(|line| line.contains(name));
        let line = line.unwrap_or_else(|| panic!("no {name} in {lines:#?}"));
        line.rsplit(" | ").next().unwrap_or_default().to_owned()
    };
    assert_eq!(decided("4А", "Ёлкин").await, "переведён(а) в 5А класс");
    assert_eq!(
        decided("5А", "Белов").await,
        "оставлен(а) на повторное обучение"
    );
    assert_eq!(
        decided("4А", "Юрьев").await,
        "выбыл(а), приказ № 5-у от 09.02.2025"
    );
    assert_eq!(decided("9А", "Уткин").await, "окончил(а) основную школу");
    // Who left in summer was there to the end: what was decided of them the journal does not know.
    assert_eq!(decided("4А", "Яшин").await, "_".repeat(20));
}

#[tokio::test]
async fn attendance_is_of_a_term_or_a_year_with_every_reason_and_means() {
    let office = office().await;
    let chosen = [("class", "5А"), ("term", "1 четверть")];
    let printed = office
        .app
        .report(&director(), "class-attendance", &given(&chosen))
        .await
        .expect("a sheet");
    assert_eq!(printed.paper.page.size, PageSize::A4);
    let lines = paper(&office, &director(), "class-attendance", &chosen).await;
    has(&lines, "5А класс, 1 четверть, 2025/2026 учебный год");
    // Three lessons missed, of them by illness, excused and without a reason; of four due a quarter was attended. On two
    // days all lessons were missed: ill on one, on the other one of two without a reason.
    has(
        &lines,
        "3 | Ёлкин Иван Петрович | 3 | 1 | 1 | 0 | 1 | 2 | 1 | 0 | 1 | 0 | 25,0 %",
    );
    has(
        &lines,
        "1 | Агеева Нина | 1 | 0 | 0 | 1 | 0 | 1 | 0 | 1 | 0 | 0 | 50,0 %",
    );
    let mean = lines.iter().find(|line| line.starts_with("В среднем"));
    // Four lessons of four pupils, late once.
    assert_eq!(
        mean.map(String::as_str),
        Some(
            "В среднем на обучающегося | 1,00 | 0,25 | 0,25 | 0,25 | 0,25 | 0,75 | 0,25 | 0,25 | 0,25 | 0,25 | "
        )
    );
    // By months the same stand beside each other.
    let by_months = [chosen[0], chosen[1], ("by", "months")];
    let lines = paper(&office, &director(), "class-attendance", &by_months).await;
    let head = lines.iter().find(|line| line.contains("сентябрь"));
    assert!(
        head.is_some_and(|head| head.contains("октябрь")),
        "{lines:#?}"
    );
    has(
        &lines,
        "3 | Ёлкин Иван Петрович | 3 | 1 | 2 | 0 | 0 | 0 | 3 | 1 | 1 | 0 | 1 | 2 | 1 | 0 | 1 | 0 | 25,0 %",
    );
}

#[tokio::test]
async fn sizes_of_classes_are_compared_with_september_and_the_limit() {
    let office = office().await;
    let chosen = [("date", "2025-10-15"), ("limit", "2")];
    let lines = paper(&office, &director(), "class-sizes", &chosen).await;
    has(&lines, "Предельная наполняемость: 2");
    // Of four pupils on 20 September one left on 10 October.
    has(&lines, "5А | 3 | 1 | 2 | 4 | \u{2212}1 | 1 |  | 3,0");
    has(&lines, "1А | 1 | 0 | 1 | 1 | 0 | \u{2212}1 |  | 1,0");
    has(
        &lines,
        "Всего по школе | 4 | 1 | 3 | 5 | \u{2212}1 |  | 2 | 2,0",
    );
    // Before the day comes there is nothing to compare with.
    let lines = paper(
        &office,
        &director(),
        "class-sizes",
        &[("date", "2025-09-16")],
    )
    .await;
    assert!(!lines.join("\n").contains("20 сентября"), "{lines:#?}");
}

#[tokio::test]
async fn journals_tell_of_the_last_lesson_that_is_filled_in() {
    let mut office = Office::new().await;
    let filled = school("s1").table(
        "lessons",
        "lesson_id,group_id,date,number,starts_at,ends_at,held,staff_id,topic,topic_entered_at,attendance_entered_at\n\
         L1,g1,2025-09-02,1,08:30,09:15,1,,Дроби,2025-09-02 10:00,2025-09-02 10:00\n\
         L2,g1,2025-09-16,1,08:30,09:15,1,,Дроби,2025-09-16 10:00,2025-09-16 10:00\n\
         L3,g1,2025-10-14,1,08:30,09:15,1,t2,,,\n\
         L4,g2,2025-09-16,2,09:25,10:10,1,,Family,2025-09-16 12:00,\n\
         L5,g1,2025-10-15,1,08:30,09:15,0,,,,\n\
         L6,g3,2025-09-02,1,08:30,09:15,1,,Счёт,2025-09-02 10:00,2025-09-02 10:00\n",
    );
    office.load(&[filled]).await;
    let chosen = [("period", "2025-09-01..2025-10-31")];
    let lines = paper(&office, &director(), "journal-keeping", &chosen).await;
    let last = |begin: &str| {
        let line = lines.iter().find(|line| line.starts_with(begin));
        let line = line.unwrap_or_else(|| panic!("no {begin} in {lines:#?}"));
        line.rsplit(" | ").nth(1).unwrap_or_default().to_owned()
    };
    assert_eq!(last("Орлова Анна Ивановна | 5А | Математика"), "16.09.2025");
    assert_eq!(last("Белов Пётр | 5А | Английский язык"), "нет");
    assert_eq!(last("Белов Пётр | 5А | Математика"), "нет");
}

#[tokio::test]
async fn marks_stand_beside_their_norm_and_who_has_too_few_is_named() {
    let office = office().await;
    let chosen = [("term", "1 четверть")];
    let lines = paper(&office, &director(), "accumulation", &chosen).await;
    let begins = |begin: &str| {
        let is_there = lines.iter().any(|line| line.starts_with(begin));
        assert!(is_there, "no {begin} in {lines:#?}");
    };
    // Five hours a week want more marks than anybody has.
    begins("5А | Математика | Орлова Анна Ивановна | 5,0 | ");
    begins("1 | 5А | Агеева Нина | Математика | Орлова Анна Ивановна | 1 | ");
    let nameless = asker(&Scope::school("s1", false));
    let lines = paper(&office, &nameless, "accumulation", &chosen).await;
    let text = lines.join("\n");
    assert!(!text.contains("недостаточной накопляемостью"), "{text}");
}

#[tokio::test]
async fn weekly_slips_go_to_those_who_refused_and_tell_of_nobody_else() {
    let office = office().await;
    let week = ("week", "2025-09-15..2025-09-20");
    let printed = office
        .app
        .report(&director(), "weekly-slips", &given(&[week]))
        .await
        .expect("slips");
    let [
        Block::Slips { per_page: 2, slips },
        Block::PageBreak,
        Block::Sheet(_),
    ] = printed.paper.blocks.as_slice()
    else {
        panic!("{:?}", printed.paper.blocks);
    };
    assert_eq!(slips.len(), 1);
    assert_eq!(slips[0].subtitles, ["Ёлкин Иван Петрович, 5А класс"]);
    assert_eq!(
        slips[0].signatures[0].name.as_deref(),
        Some("А.\u{a0}И.\u{a0}Орлова")
    );
    let lines = paper(&office, &director(), "weekly-slips", &[week]).await;
    has(&lines, "Английский язык |  | ОТ |  |  |  |  | — | 1");
    has(&lines, "Математика |  | долг; УП |  |  |  |  | 5,00 | 1");
    assert!(lines.iter().any(|line| line.starts_with("Замечания: ___")));
    // The list behind them proves whose slips were printed.
    has(
        &lines,
        "1 | 5А | Ёлкин Иван Петрович | да | напечатана |  | ",
    );
    assert!(!lines.join("\n").contains("в этой печати выписок нет"));
    assert!(!lines.join("\n").contains("Жукова"));

    // Each slip of several has its own pupil's rows alone.
    let all = [week, ("whom", "0")];
    let lines = paper(&office, &director(), "weekly-slips", &all).await;
    let text = lines.join("\n");
    let of_zhukova = text.split("## ").nth(2).expect("a second slip");
    let of_zhukova = of_zhukova.split("----").next().expect("the slip itself");
    assert!(of_zhukova.contains("Жукова Анна, 5А класс"));
    has(&lines, "2 | 5А | Жукова Анна | нет | напечатана |  | ");
    assert!(!of_zhukova.contains("Ёлкин") && !of_zhukova.contains("долг"));

    let nobody = [week, ("class", "1А")];
    let lines = paper(&office, &director(), "weekly-slips", &nobody).await;
    has(&lines, "Получателей нет.");
    // Elsewhere somebody refused: of that class there are no slips in this print.
    has(&lines, "5А | 1");

    let four = [week, ("per_page", "4")];
    let lines = paper(&office, &director(), "weekly-slips", &four).await;
    has(&lines, "[по 4 на странице]");
    let five = refusal(&office, &director(), "weekly-slips", &[("per_page", "5")]).await;
    assert!(five.contains("значения «5» нет"), "{five}");
}

/// Белов's guardian refused, too, and Белов has left the school since.
#[tokio::test]
async fn who_has_left_gets_no_slip() {
    let mut office = Office::new().await;
    let guardians = "guardian_id,pupil_id,consent_on,electronic_access,refused_on\n\
                     r1,p1,2025-09-01,refused,2025-09-02\nr3,p3,2025-09-01,refused,2025-09-02\n";
    office
        .load(&[school("s1").table("guardians", guardians)])
        .await;
    let week = ("week", "2025-10-20..2025-10-24");
    let lines = paper(&office, &director(), "weekly-slips", &[week]).await;
    let text = lines.join("\n");
    assert_eq!(text.matches("## ").count(), 1, "{text}");
    assert!(!text.contains("Белов"), "{text}");
    let of_first = [week, ("class", "1А")];
    let lines = paper(&office, &director(), "weekly-slips", &of_first).await;
    has(&lines, "5А | 1");
    assert!(
        !lines.iter().any(|line| line.starts_with("— |")),
        "{lines:#?}"
    );
}

#[tokio::test]
async fn slips_of_a_week_are_owed_until_they_are_printed() {
    let mut office = Office::with(|config| {
        config.clock = Clock::Fixed("2025-10-22T05:00:00Z".parse().expect("a moment"));
    })
    .await;
    // Of the week before, 13–19 October, one lesson was held in 5А; a guardian of 1А declined access, too.
    let segment = school("s1")
        .window("2025-09-01", "2025-10-21")
        .extracted_at("2025-10-21T23:40:00+03:00")
        .without("term_marks")
        .table(
            "marks",
            "mark_id;lesson_id;pupil_id;work_type;weight;value;work_date;entered_at\n\
             m1;L1;p1;Ответ на уроке;1;5;02.09.2025;02.09.2025 10:00\n",
        )
        .table(
            "guardians",
            "guardian_id,pupil_id,consent_on,electronic_access,refused_on\n\
             r1,p1,2025-09-01,refused,2025-09-02\nr2,p2,2025-09-01,yes,\nr4,p4,2025-09-01,refused,2025-09-02\n",
        );
    let loads = office.load(&[segment]).await;
    assert!(
        loads.iter().all(|load| load.state.is_applied()),
        "{loads:#?}"
    );
    let owed = async || {
        let owed = office
            .app
            .unprinted_slips(&director())
            .await
            .expect("weeks");
        owed.map(|slips| (slips.week.from.to_string(), slips.classes))
    };
    let one = Some(("2025-10-13".to_owned(), vec![("5А".to_owned(), 1)]));
    assert_eq!(owed().await, one);
    let print = async |chosen: &[(&str, &str)]| {
        printed(&office.app, &director(), "weekly-slips", &given(chosen)).await;
    };
    // Neither another week, nor another class, nor a part of the week will do.
    print(&[("week", "2025-10-06..2025-10-12"), ("class", "5А")]).await;
    print(&[("week", "2025-10-13..2025-10-19"), ("class", "1А")]).await;
    print(&[("week", "2025-10-13..2025-10-17"), ("class", "5А")]).await;
    assert_eq!(owed().await, one);
    print(&[("week", "2025-10-13..2025-10-19"), ("class", "5А")]).await;
    assert_eq!(owed().await, None);
    // Who counts schools prints no slips.
    let of_office = asker(&Scope::office(true, true));
    let none = office.app.unprinted_slips(&of_office).await;
    assert_eq!(none.expect("weeks"), None);
}

#[tokio::test]
async fn before_a_term_ends_it_is_told_who_may_fail() {
    let office = office().await;
    let chosen = [("class", "5А"), ("least", "2")];
    let lines = paper(&office, &director(), "preliminary", &chosen).await;
    // The term is the one going on by the data, in the vacation the one that ended.
    has(&lines, "5А класс, 1 четверть, 2025/2026 учебный год");
    has(
        &lines,
        "Обучающихся в классе: на начало периода — 3, на день отчёта — 3.",
    );
    // (3·2 + 1·1) / 3; of three lessons one is excused altogether.
    has(
        &lines,
        "1 | Жукова Анна | Математика | 2 | 1 | 0 | 2,33 | 2 | 0 | ",
    );
    // English has no marks at all and is left out; who has left is, too.
    has(
        &lines,
        "1 | Агеева Нина |  | Математика (1) | 1 | неуважительная — 1 | ",
    );
    has(
        &lines,
        "2 | Ёлкин Иван Петрович |  | Математика (1) | 3 | болезнь — 1; уважительная — 1; не указана — 1 | ",
    );
    has(
        &lines,
        "2 | Ёлкин Иван Петрович | 5,00 | 5,00 | 1 | 3 | 25,0 %",
    );
    has(&lines, "Отметок | 5 | 5 |  |  | ");
    has(
        &lines,
        "Средневзвешенный балл класса | 2,75 | 2,75 |  |  | ",
    );
    assert!(!lines.join("\n").contains("Белов Олег"));
    // With the usual three marks nobody can be told to fail.
    let lines = paper(&office, &director(), "preliminary", &chosen[..1]).await;
    has(&lines, "таких обучающихся нет");
}

#[tokio::test]
async fn averages_stand_beside_grades_and_divergences_are_marked() {
    let mut office = Office::new().await;
    // Weighted 4,25 against a five, 3,33 against a three.
    let marked = school("s1").table(
        "marks",
        "mark_id;lesson_id;pupil_id;work_type;weight;value;work_date;entered_at\n\
         m1;L1;p1;Ответ;1;5;02.09.2025;02.09.2025 10:00\n\
         m2;L2;p1;Ответ;2;4;16.09.2025;16.09.2025 10:00\n\
         m3;L3;p1;Ответ;1;4;14.10.2025;14.10.2025 10:00\n\
         m4;L1;p2;Ответ;1;3;02.09.2025;02.09.2025 10:00\n\
         m5;L2;p2;Ответ;1;3;16.09.2025;16.09.2025 10:00\n\
         m6;L3;p2;Ответ;1;4;14.10.2025;14.10.2025 10:00\n",
    );
    office.load(&[marked]).await;
    let chosen = [("class", "5А"), ("all", "1")];
    let lines = paper(&office, &director(), "average-and-grade", &chosen).await;
    has(&lines, "Математика | 2 | 1 | 1 | 50,0 % | 0 | 0,0 % | 0,21");
    has(
        &lines,
        "1 | Математика | Ёлкин Иван Петрович | 3 | 4,33 | 4,25 | 5 | 0,75 | завышена | ",
    );
    for line in [
        "Математика | Жукова Анна | 3 | 3,33 | 3,33 | 3 | \u{2212}0,33 | соответствует | ",
        "Математика | Агеева Нина | 0 | — | — | н/а | — | не сравнивается | ",
        "Английский язык | Жукова Анна | 0 | — | — | не выставлена | — | не сравнивается | ",
    ] {
        has(&lines, line);
    }
    let lines = paper(&office, &director(), "average-and-grade", &chosen[..1]).await;
    assert!(!lines.join("\n").contains("соответствует | "));
}

#[tokio::test]
async fn corrections_stand_beside_changes_that_nobody_asked_for() {
    let mut office = office().await;
    let marks = "mark_id;lesson_id;pupil_id;work_type;weight;value;work_date;entered_at\n\
         m1;L1;p1;Ответ на уроке;1;4;02.09.2025;02.09.2025 10:00\n\
         m2;L1;p2;Контрольная работа;2;3;02.09.2025;02.09.2025 10:00\n\
         m3;L2;p3;Ответ на уроке;;4;16.09.2025;16.09.2025 10:00\n\
         m4;L3;p5;Контрольная работа;3;3;14.10.2025;14.10.2025 10:00\n\
         m5;L3;p2;Ответ на уроке;1;1;14.10.2025;24.10.2025 12:00\n\
         m6;L2;p1;Домашняя работа;1;.;16.09.2025;16.09.2025 10:00\n\
         m7;L3;p1;Зачёт;1;зач;14.10.2025;14.10.2025 10:00\n";
    let corrected = school("s1")
        .extracted_at("2025-11-01T23:40:00+03:00")
        .table("marks", marks)
        .table(
            "corrections",
            "correction_id,requested_on,class_id,staff_id,subject_id,target_date,changes,reason,decision,decided_at\n\
             r1,2025-10-20,c5,t1,math,2025-09-02,Ёлкину 5 на 4,ошибка при вводе,approved,2025-10-21 10:00\n\
             r2,2025-10-22,c5,t1,math,2025-10-14,Агеевой 2 на 3,,pending,\n",
        );
    office.load(&[corrected]).await;
    let chosen = [("period", "2025-09-01..2025-11-30")];
    let lines = paper(&office, &director(), "corrections", &chosen).await;
    has(&lines, "2 | 1 | 0 | 1");
    has(
        &lines,
        "1 | 20.10.2025 | r1 | 5А | Орлова Анна Ивановна | 02.09.2025 | Математика | Ёлкину 5 на 4 | ошибка при вводе | исправлено | 21.10.2025",
    );
    has(
        &lines,
        "2 | 22.10.2025 | r2 | 5А | Орлова Анна Ивановна | 14.10.2025 | Математика | Агеевой 2 на 3 | — | на рассмотрении | —",
    );
    has(&lines, "2 | 1 | 50,0 %");
    let text = lines.join("\n");
    let (logged, unlogged) = {
        let mut parts = text.split("Исправления, на которые нет одобренной заявки");
        let rest = parts.nth(1).expect("a sheet");
        let mut parts = rest.split("Исправления по одобренным заявкам");
        let unlogged = parts.next().expect("its rows").to_owned();
        (parts.next().expect("a sheet").to_owned(), unlogged)
    };
    assert!(
        unlogged.contains("Агеева Нина") && unlogged.contains(" | 2 | 3 | "),
        "{unlogged}"
    );
    assert!(!unlogged.contains("Ёлкин"), "{unlogged}");
    assert!(
        logged.contains("Ёлкин Иван Петрович | 5 | 4 | r1"),
        "{logged}"
    );

    // Who may not see names does not read them in the words of a request either.
    let nameless = asker(&Scope::school("s1", false));
    let lines = paper(&office, &nameless, "corrections", &chosen).await;
    let text = lines.join("\n");
    assert!(
        !text.contains("Ёлкин") && !text.contains("Агеев") && !text.contains("Орлова"),
        "{text}"
    );
    assert!(text.contains("| — | — | исправлено | 21.10.2025"), "{text}");
    // Neither another school nor the office, which counts schools, has it.
    let foreign = refusal(&office, &director(), "corrections", &[("school", "s2")]).await;
    assert!(foreign.contains("значения «s2» нет"), "{foreign}");
    let other = asker(&Scope::office(true, true));
    let absent = office
        .app
        .report(&other, "corrections", &Given::new())
        .await;
    assert!(matches!(absent, Err(AskError::NotFound)));
}

#[tokio::test]
async fn journals_are_told_by_teacher_and_by_school() {
    let office = office().await;
    let chosen = [("period", "2025-09-01..2025-10-31")];
    let lines = paper(&office, &director(), "journal-keeping", &chosen).await;
    for begin in [
        "Итого: Белов Пётр | ",
        "Итого: Орлова Анна Ивановна | ",
        // Five lessons were held; the sixth was not.
        "Всего | 5 | ",
    ] {
        assert!(
            lines.iter().any(|line| line.starts_with(begin)),
            "{begin}: {lines:#?}"
        );
    }
    let of_office = asker(&Scope::office(false, false));
    let lines = paper(&office, &of_office, "journal-monitoring", &chosen).await;
    for begin in [
        "1 | — | Школа s1 | 5 | ",
        "2 | — | Школа s2 | 5 | ",
        "Всего по муниципалитету | 10 | ",
    ] {
        assert!(
            lines.iter().any(|line| line.starts_with(begin)),
            "{begin}: {lines:#?}"
        );
    }
    let absent = office
        .app
        .report(&director(), "journal-monitoring", &Given::new())
        .await;
    assert!(matches!(absent, Err(AskError::NotFound)));
}

#[tokio::test]
async fn visits_are_counted_by_role() {
    let mut office = Office::new().await;
    let visited = school("s1")
        .table(
            "accounts",
            "account_id,role,person_id,created_on,first_login_at\n\
             a1,teacher,t1,2025-09-01,2025-09-01 08:00\n\
             a2,teacher,t2,2025-09-01,\n\
             a3,guardian,r1,2025-09-01,2025-09-03 08:00\n\
             a4,principal,,2025-09-01,\n",
        )
        .table(
            "visits",
            "account_id,date,visits\na1,2025-10-06,2\na1,2025-10-07,1\na3,2025-10-06,1\n",
        );
    office.load(&[visited]).await;
    let chosen = [("period", "2025-10-01..2025-10-31")];
    let lines = paper(&office, &director(), "visits", &chosen).await;
    has(&lines, "учитель | 2 | 1 | 50,0 % | 3 | 3,0 | 1");
    has(&lines, "родитель | 1 | 1 | 100,0 % | 1 | 1,0 | 0");
    has(&lines, "Всего | 4 | 2 | 50,0 % | 4 | 2,0 | 2");
    let place = |begin: &str| lines.iter().position(|line| line.starts_with(begin));
    let places = ["руководитель | ", "учитель | ", "родитель | "].map(place);
    assert!(
        places[0].is_some() && places.is_sorted(),
        "{places:?} in {lines:#?}"
    );
    // Whoever makes it signs as that, whatever else they answer for.
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("Составил(а) ____"))
    );
    let foreign = refusal(&office, &director(), "visits", &[("school", "s2")]).await;
    assert!(foreign.contains("значения «s2» нет"), "{foreign}");
}

#[tokio::test]
async fn exam_results_are_those_of_the_data_or_left_to_the_pen() {
    let mut office = Office::new().await;
    let ninth = || {
        school("s1").table(
            "classes",
            "class_id,kind,grade,letter,name,homeroom_staff_id\nc5,class,9,А,9А,t1\nc1,class,1,А,1А,\n",
        )
    };
    office.load(&[ninth()]).await;
    let lines = paper(&office, &director(), "exam-acquaintance", &[]).await;
    has(&lines, "результатов в выгрузке нет");
    has(
        &lines,
        "Результатов экзаменов за этот учебный год в выгрузке журнала нет.",
    );
    has(
        &lines,
        "Лист ознакомления (экзамен, предмет, дату, балл и отметку впишите от руки)",
    );
    has(&lines, "1 | 9А | Агеева Нина |  |  |  |  |  | ");
    assert!(!lines.iter().any(|line| line.contains("Сомова")));

    let taken = ninth().extracted_at("2025-11-01T23:40:00+03:00").table(
        "exam_results",
        "exam,subject_id,pupil_id,date,score,mark,guardian_seen_at\n\
         ОГЭ,math,p1,2025-10-20,18,4,2025-10-21 10:00\nОГЭ,math,p2,2025-10-20,7,2,\n",
    );
    office.load(&[taken]).await;
    let lines = paper(&office, &director(), "exam-acquaintance", &[]).await;
    has(&lines, "ОГЭ | Математика | 2 | 1 | 50,0 %");
    has(&lines, "# ОГЭ: Математика");
    has(
        &lines,
        "1 | 9А | Ёлкин Иван Петрович | 20.10.2025 | 18 | 4 | да |  | ",
    );
    has(
        &lines,
        "2 | 9А | Жукова Анна | 20.10.2025 | 7 | 2 | нет |  | ",
    );
    assert!(!lines.join("\n").contains("от руки"));
    let nobody = paper(
        &office,
        &director(),
        "exam-acquaintance",
        &[("grade", "11")],
    )
    .await;
    has(&nobody, "обучающихся в этих классах нет");
}

#[tokio::test]
async fn a_decision_of_the_council_is_said_as_it_was_typed() {
    let office = office().await;
    let typed = "{ $class } <b>перевести</b>, протокол № 5 от 25.05.2026";
    let chosen = [("class", "5А"), ("council", typed)];
    let lines = paper(&office, &director(), "class-year-sheet", &chosen).await;
    has(&lines, &format!("Решение педагогического совета: {typed}."));
    let long = "а".repeat(301);
    let chosen = [("class", "5А"), ("council", long.as_str())];
    let said = refusal(&office, &director(), "class-year-sheet", &chosen).await;
    assert!(said.contains("не длиннее 300 знаков"), "{said}");
    let lines = paper(&office, &director(), "class-results", &[("class", "5А")]).await;
    has(&lines, "* Причины неаттестации: 1");
    has(
        &lines,
        "  - Агеева Нина: Математика (пропущено 1 из 2 уроков); причина: ____________________",
    );
}

#[tokio::test]
async fn a_paper_has_what_its_reader_may_see() {
    let office = office().await;
    // The office sees its pupils by their codes, and no figure of a single one: it has no lists of them, and small
    // figures are withheld.
    let office_asker = asker(&Scope::office(false, false));
    let chosen = [("school", "s1"), ("class", "5А")];
    let open = office.app.reports_of(&office_asker);
    assert!(open.iter().all(|report| !report.lists_pupils()), "{open:?}");
    for name in ["class-results", "class-year-sheet"] {
        let absent = office
            .app
            .report(&office_asker, name, &given(&chosen))
            .await;
        assert!(matches!(absent, Err(AskError::NotFound)), "{name}");
    }
    // Who may know names has them.
    let knowing = asker(&Scope::office(true, false));
    let lines = paper(&office, &knowing, "class-results", &chosen).await;
    assert!(lines.join("\n").contains("Ёлкин"), "{lines:#?}");
    let lines = paper(&office, &office_asker, "school-results", &chosen[..1]).await;
    assert!(lines.join("\n").contains('*'), "{lines:#?}");
    let absent = office
        .app
        .report(&office_asker, "homeroom-report", &given(&chosen))
        .await;
    assert!(matches!(absent, Err(AskError::NotFound)));

    // A director sees no other school, a homeroom teacher no other class: they are not there.
    let foreign = refusal(&office, &director(), "school-results", &[("school", "s2")]).await;
    assert!(foreign.contains("значения «s2» нет"), "{foreign}");
    let homeroom = asker(&Scope::classes("s1", vec!["c5".into()], true));
    let foreign = refusal(&office, &homeroom, "class-results", &[("class", "1А")]).await;
    assert!(foreign.contains("значения «1А» нет"), "{foreign}");
    let teacher = asker(&Scope::groups(
        "s1",
        vec!["g2".into()],
        vec!["c5".into()],
        true,
    ));
    let absent = office
        .app
        .report(&teacher, "school-results", &Given::new())
        .await;
    assert!(matches!(absent, Err(AskError::NotFound)));
    assert!(office.app.reports_of(&asker(&Scope::nothing())).is_empty());
}

#[tokio::test]
async fn what_cannot_be_made_is_told_with_what_to_do() {
    let office = office().await;
    let director = director();
    for (name, chosen, told) in [
        ("class-results", &[][..], "выберите: Класс например: 1А, 5А"),
        (
            "class-results",
            &[("clas", "5А"), ("class", "5А")][..],
            "параметра «clas» у отчёта нет возможно, «class»",
        ),
        (
            "class-results",
            &[("class", "5Б")][..],
            "значения «5Б» нет возможно, «5А»",
        ),
        (
            "class-results",
            &[("class", "5А"), ("term", "5 четверть")][..],
            "учебного периода «5 четверть» нет",
        ),
        (
            "class-results",
            &[("class", "{school}")][..],
            "значения «{school}» нет",
        ),
        (
            "class-year-sheet",
            &[("class", "5А"), ("year", "1999/2000")][..],
            "за 1999/2000 учебный год данных нет",
        ),
        (
            "weekly-slips",
            &[("week", "this term")][..],
            "задайте дни, а не учебный период",
        ),
        (
            "weekly-slips",
            &[("week", "2025-09-01..2025-09-15")][..],
            "«Неделя»: не больше 14 дней",
        ),
        ("weekly-slips", &[("whom", "2")][..], "значения «2» нет"),
        (
            "movement",
            &[("period", "2025-10-31..2025-09-01")][..],
            "раньше, чем начинается",
        ),
    ] {
        let said = refusal(&office, &director, name, chosen).await;
        assert!(said.contains(told), "{name} {chosen:?}: {said}");
    }
    let empty = Office::new().await;
    let none = empty
        .app
        .report(
            &asker(&Scope::office(true, true)),
            "movement",
            &Given::new(),
        )
        .await;
    assert!(matches!(
        none,
        Err(AskError::NoRelease | AskError::Refused { .. })
    ));
}

/// Every declared report can be made for each of its readers, with names and without, and is a file in both formats.
#[tokio::test]
async fn declared_reports_are_made_over_the_samples() {
    let office = Office::with(|config| {
        config.clock = Clock::Fixed("2025-11-07T05:00:00Z".parse().expect("a moment"));
    })
    .await;
    let good = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/good");
    office
        .load_paths(&[good.join("school-001"), good.join("school-002")])
        .await;
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots/reports");
    settings.set_prepend_module_to_snapshot(false);
    // An act is made of an entry: with one of each there is nothing to choose.
    for (register, sent) in acts::ENTRIES {
        acts::keep(&office, "school-001", register, sent).await;
    }
    let askers = [
        asker(&Scope::school("school-001", true)),
        asker(&Scope::school("school-001", false)),
        asker(&Scope::classes("school-001", vec!["c3".into()], true)),
        asker(&Scope::office(false, false)),
    ];
    for report in &office.app.reports {
        let mut made = 0;
        for asker in &askers {
            if office.app.report_named(asker, &report.name).is_err() {
                continue;
            }
            let chosen = report.parameters.iter().filter_map(|parameter| {
                use svodka::app::ParameterKind as Kind;
                let value = match parameter.kind {
                    Kind::School => "school-001",
                    Kind::Class if !parameter.is_optional => "5А",
                    Kind::Subject if !parameter.is_optional => "Математика",
                    Kind::Range if parameter.name == "week" => "2025-10-06..2025-10-12",
                    _ => return None,
                };
                Some((parameter.name.clone(), vec![value.to_owned()]))
            });
            let printed = office
                .app
                .report(asker, &report.name, &chosen.collect())
                .await;
            let printed = printed.unwrap_or_else(|error| panic!("{}: {error:?}", report.name));
            made += 1;
            // Files take their time: of the first reader they tell enough.
            for format in PaperFormat::ALL.into_iter().filter(|_| made == 1) {
                let stamp = office.app.stamp_of(asker, &printed);
                let file = office.app.report_file(&printed, format, stamp).await;
                let file = file.unwrap_or_else(|error| panic!("{}: {error:?}", report.name));
                let begin: &[u8] = match format {
                    PaperFormat::Pdf => b"%PDF",
                    PaperFormat::Xlsx => b"PK",
                };
                assert!(file.starts_with(begin), "{}", report.name);
            }
            if made == 1 {
                let shown = text_of(&printed.paper);
                settings.bind(|| insta::assert_snapshot!(report.name.as_str(), shown));
            }
        }
        assert!(made > 0, "{} is made for nobody", report.name);
    }
}

async fn people() -> People {
    let people = People::new().await;
    people.load(&[school("s1"), school("s2")]).await;
    people
}

async fn cookie(people: &People, login: &str) -> String {
    people.set_password(login, false).await;
    let answer = people.sign_in(login, PASSWORD).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{login}");
    answer.cookie()
}

#[tokio::test]
async fn pages_show_papers_and_refuse_what_is_not_theirs() {
    let people = people().await;
    let director = people.token("director").await;
    let list = people.get(&director, "/reports").await;
    assert_eq!(list.status, StatusCode::OK);
    assert!(list.text().contains("Итоги успеваемости по школе"));
    // What must be chosen is asked for and is no fault.
    let page = people.get(&director, "/reports/class-results").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    assert!(page.text().contains("Осталось выбрать"));
    let path = format!("/reports/class-results?class={}", encoded("5А"));
    let page = people.get(&director, &path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let text = page.text();
    assert!(
        text.contains("Ёлкин Иван Петрович") && text.contains("format=pdf"),
        "{text}"
    );
    assert_eq!(text.matches("<h1").count(), 1);

    for (path, status) in [
        (
            "/reports/class-results?class=%3Cscript%3Ealert(1)%3C%2Fscript%3E",
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            "/reports/class-results?school=s2",
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            "/reports/class-results?%3Cb%3E=1",
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            "/reports/weekly-slips?week.from=2025-09-15",
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            "/reports/weekly-slips?week.from=1&week.to=2",
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        ("/reports/class-result", StatusCode::NOT_FOUND),
        ("/reports/..%2Fclass-results", StatusCode::NOT_FOUND),
        ("/reports/movement/file", StatusCode::BAD_REQUEST),
        ("/reports/movement/file?format=exe", StatusCode::BAD_REQUEST),
        (
            "/reports/movement/file?format=pdf&school=s2",
            StatusCode::BAD_REQUEST,
        ),
        ("/prints/1", StatusCode::NOT_FOUND),
        ("/prints/one", StatusCode::NOT_FOUND),
        ("/prints?hash=abc", StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let answer = people.get(&director, path).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
        let text = answer.text();
        assert!(
            !text.contains("<script>alert") && !text.contains("<b>"),
            "{path}"
        );
    }
    let house_tutor = people.token("house_tutor").await;
    let file = people
        .get(&house_tutor, "/reports/class-results/file?format=pdf")
        .await;
    assert_eq!(file.status, StatusCode::FORBIDDEN);
    let teacher = people.token("teacher").await;
    let absent = people.get(&teacher, "/reports/school-results").await;
    assert_eq!(absent.status, StatusCode::NOT_FOUND);
    let security = people.token("security").await;
    let closed = people.get(&security, "/reports").await;
    assert_eq!(closed.status, StatusCode::FORBIDDEN);

    let file = people
        .get(&director, "/reports/movement/file?format=xlsx")
        .await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.text());
    assert!(file.header("content-disposition").contains("movement-"));
    let filter = Filter {
        action: Some(audit::Action::Export),
        ..Filter::default()
    };
    let entries = people.app.audit_entries(filter, 10).await.expect("entries");
    assert_eq!(entries[0].entry.object, "movement xlsx");
}

/// What a list says where nothing is chosen of it is what then holds.
#[tokio::test]
async fn what_is_left_unchosen_is_called_what_it_is() {
    let people = people().await;
    let director = people.token("director").await;
    let page = people.get(&director, "/reports/school-results").await;
    let text = page.text();
    let list = |name: &str| {
        let place = text.find(&format!("name=\"{name}\""));
        let rest = &text[place.unwrap_or_else(|| panic!("no {name} in {text}"))..];
        rest[..rest.find("</select>").expect("the end of a list")].to_owned()
    };
    assert!(list("compare").contains(">без сравнения<"), "{text}");
    assert!(!list("compare").contains(">Все<"), "{text}");
    assert!(list("grade").contains(">Все<"), "{text}");
}

#[tokio::test]
async fn a_print_to_be_signed_is_a_record_that_prints_the_same_bytes() {
    let people = people().await;
    let director = cookie(&people, "director").await;
    let body = format!("class={}&term={}", encoded("5А"), encoded("1 четверть"));
    let answer = people
        .form(
            Method::POST,
            "/reports/class-results/prints",
            &director,
            &body,
        )
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    assert_eq!(answer.header("location"), "/prints/1");
    let first = people.visit(&director, "/prints/1/file").await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text());
    assert!(first.bytes.starts_with(b"%PDF"));

    // Another night changes what a new report says, and nothing of the record.
    let other = school("s1")
        .extracted_at("2025-11-01T23:40:00+03:00")
        .table(
            "term_marks",
            "pupil_id,group_id,term_id,kind,value\np1,g1,q1,term,2\np2,g1,q1,term,2\n",
        );
    people.load(&[other]).await;
    let again = people.visit(&director, "/prints/1/file").await;
    assert_eq!(again.status, StatusCode::OK, "{}", again.text());
    assert_eq!(first.bytes, again.bytes);
    let record = people
        .app
        .office
        .print(1)
        .await
        .expect("records")
        .expect("a print");
    let hash: String = Sha256::digest(&first.bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(record.file_hash, hash);
    assert_eq!(record.hash, svodka::app::print_hash(&record));

    let page = people
        .form(Method::POST, "/prints/1/comparison", &director, "")
        .await;
    assert!(page.text().contains("Лист тот же"), "{}", page.text());
    for sum in [&record.hash, &record.file_hash] {
        let found = people
            .visit(&director, &format!("/prints?hash={sum}"))
            .await;
        assert!(
            found.text().contains("Это документ № 1"),
            "{}",
            found.text()
        );
    }
    let unknown = "0".repeat(64);
    let page = people
        .visit(&director, &format!("/prints?hash={unknown}"))
        .await;
    assert!(page.text().contains("Такого документа нет"));

    // Who does not see all that its author saw does not see the record.
    let deputy = people.token("deputy").await;
    let seen = people.get(&deputy, "/prints/1").await;
    assert_eq!(seen.status, StatusCode::OK);
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
    people
        .add(
            "nameless",
            "deputy",
            UserScope::School {
                school_id: "s1".into(),
            },
            &[],
        )
        .await;
    for login in ["director2", "nameless", "centre", "homeroom", "teacher"] {
        let token = people.token(login).await;
        for path in ["/prints/1", "/prints/1/file"] {
            let answer = people.get(&token, path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{login} {path}");
        }
        let list = people.get(&token, "/prints").await;
        assert_eq!(list.status, StatusCode::OK);
        assert!(!list.text().contains("/prints/1\""), "{login}");
        let found = people
            .get(&token, &format!("/prints?hash={}", record.file_hash))
            .await;
        assert!(found.text().contains("Такого документа нет"), "{login}");
    }
    // Who looks after the school knows that it was printed, and not what stands in it.
    for login in ["office_head", "office"] {
        let office = cookie(&people, login).await;
        for path in ["/prints", "/prints?school=s1"] {
            let list = people.visit(&office, path).await.text();
            assert!(list.contains("/prints/1\""), "{login} {path}: {list}");
            assert!(list.contains("Итоги успеваемости класса"), "{login}");
            assert!(!list.contains("5А"), "{login}: {list}");
        }
        let list = people.visit(&office, "/prints?school=s2").await.text();
        assert!(!list.contains("/prints/1\""), "{login}: {list}");
        let card = people.visit(&office, "/prints/1").await;
        assert_eq!(card.status, StatusCode::OK, "{login}");
        let card = card.text();
        assert!(
            card.contains(&record.file_hash) && card.contains("Документ другой организации"),
            "{login}: {card}"
        );
        assert!(
            !card.contains("/prints/1/file") && !card.contains("5А"),
            "{login}: {card}"
        );
        let file = people.visit(&office, "/prints/1/file").await;
        assert_eq!(file.status, StatusCode::NOT_FOUND, "{login}");
        let compared = people
            .form(Method::POST, "/prints/1/comparison", &office, "")
            .await;
        assert_eq!(compared.status, StatusCode::NOT_FOUND, "{login}");
        let found = people
            .visit(&office, &format!("/prints?hash={}", record.file_hash))
            .await;
        assert!(found.text().contains("Это документ № 1"), "{login}");
    }
    // A school that is not the reader's looks absent, and one that is nobody's.
    for (login, school) in [
        ("director2", "s1"),
        ("director2", "%3Cb%3E"),
        ("office", "s9"),
    ] {
        let token = people.token(login).await;
        let path = format!("/prints?school={school}");
        let answer = people.get(&token, &path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{login} {school}");
    }
    let done = Filter {
        action: Some(audit::Action::Print),
        ..Filter::default()
    };
    let entries = people.app.audit_entries(done, 10).await.expect("entries");
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].entry.object, "class-results № 1");
    assert_eq!(entries[0].entry.file_hash, hash);

    // What is refused leaves no record.
    let refused = people
        .form(
            Method::POST,
            "/reports/class-results/prints",
            &director,
            "class=5",
        )
        .await;
    assert_eq!(
        refused.status,
        StatusCode::BAD_REQUEST,
        "{}",
        refused.text()
    );
    let second = people.app.office.print(2).await.expect("records");
    assert!(second.is_none());

    // What the office prints of a school is not the school's to see.
    let head = cookie(&people, "office_head").await;
    let path = "/reports/school-results/prints";
    let made = people.form(Method::POST, path, &head, "school=s1").await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    let place = made.header("location").to_owned();
    let own = people.visit(&head, &place).await;
    assert_eq!(own.status, StatusCode::OK, "{}", own.text());
    let foreign = people.visit(&director, &place).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    let list = people.visit(&director, "/prints").await.text();
    assert!(
        list.contains("/prints/1\"") && !list.contains(&format!("{place}\"")),
        "{list}"
    );
}

#[tokio::test]
async fn every_print_is_reached_page_by_page() {
    let people = people().await;
    let elsewhere = UserScope::School {
        school_id: "s2".into(),
    };
    people.add("director2", "director", elsewhere, &[]).await;
    let (own, foreign) = (
        people.asker("director").await,
        people.asker("director2").await,
    );
    let made = async |asker: &Asker| printed(&people.app, asker, "movement", &Given::new()).await;
    let first = made(&foreign).await.record;
    let of_own = made(&own).await.record;
    // What a busy school adds to the list.
    let declaration = people.app.office.print_declaration(&of_own.print.digest);
    let declaration = declaration.await.expect("a declaration");
    for _ in 0..105 {
        let added = people
            .app
            .office
            .add_print(&of_own.print, &declaration)
            .await;
        let id = added.expect("a print");
        let sealed = people.app.office.seal_print(id, "a", "b").await;
        sealed.expect("sealed");
    }
    let office = people.asker("office").await;
    let mut seen = Vec::new();
    let mut below = None;
    loop {
        let asked = PrintsAsked {
            below,
            school_id: None,
        };
        let page = people.app.prints(&office, &asked).await.expect("a page");
        assert!(page.prints.len() <= 100);
        seen.extend(page.prints.iter().map(|print| print.record.id));
        match page.older {
            Some(older) => below = Some(older),
            None => break,
        }
    }
    let all: Vec<i64> = (1..=107).rev().collect();
    assert_eq!(seen, all);
    // Nobody pages through what is another school's.
    let page = people.app.prints(&foreign, &PrintsAsked::default()).await;
    let page = page.expect("a page");
    assert_eq!(page.prints.len(), 1);
    assert_eq!(page.prints[0].record.id, first.id);
    assert_eq!(page.older, None);
    let asked = PrintsAsked {
        below: None,
        school_id: Some("s2"),
    };
    let page = people.app.prints(&office, &asked).await.expect("a page");
    assert_eq!(page.prints.len(), 1);
}

#[tokio::test]
async fn the_same_stamp_makes_the_same_file() {
    let office = office().await;
    let printed = office
        .app
        .report(&director(), "school-results", &Given::new())
        .await
        .expect("a report");
    let stamp = || Stamp {
        record: Some("abc".into()),
        ..office.app.stamp_of(&director(), &printed)
    };
    let one = office
        .app
        .report_file(&printed, PaperFormat::Pdf, stamp())
        .await;
    let other = office
        .app
        .report_file(&printed, PaperFormat::Pdf, stamp())
        .await;
    assert_eq!(one.expect("a file"), other.expect("a file"));
}
