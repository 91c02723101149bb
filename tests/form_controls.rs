//! Forms as declared: each blank, each control broken once, totals that are the sums of their parts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use jiff::civil::{Date, date};
use svodka::content::Content;
use svodka::diagnostic::Diagnostic;
use svodka::forms::{
    Beside, CellKey, CellKind, Figures, Filled, Form, Forms, Severity, Values, Verdict, complete,
    complete_beside, consolidated, findings, findings_beside, judgements, paper,
};
use svodka::model::Model;
use svodka::sheet::{Block, Cell, CellValue, Paper, Sheet};

static READ: LazyLock<(Forms, Vec<Diagnostic>)> = LazyLock::new(|| {
    let content = Content::embedded();
    let (model, faults) = Model::load(&content);
    assert_eq!(faults, []);
    Forms::read(&content, &model)
});

/// A day on which every form has a period.
const SOME_DAY: Date = date(2025, 12, 31);

fn form(code: &str) -> &'static Form {
    READ.0.newest(code).expect("a declared form")
}

/// Reads figures written as `2.1.1/09/3=5`, parted by spaces.
fn values(text: &str) -> Values {
    let figures = text.split_whitespace().map(|figure| {
        let (place, value) = figure.split_once('=').expect("place=value");
        let place: Vec<&str> = place.split('/').collect();
        let [section, row, column] = place[..] else {
            panic!("{figure}: section/row/column");
        };
        let value = value.parse().expect("a number");
        (CellKey::new(section, row, column), value)
    });
    figures.collect()
}

#[test]
fn declared_forms_have_no_faults_and_each_blank_is_as_it_was() {
    assert_eq!(READ.1, []);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots/forms");
    settings.set_prepend_module_to_snapshot(false);
    for form in READ.0.all() {
        let period = form.period_on(SOME_DAY).expect("a period");
        let blank = shown(&paper(form, &Filled::blank(period)));
        settings.bind(|| insta::assert_snapshot!(form.code.as_str(), blank));
    }
}

/// Each control with figures that break it, and those of the year before or of another form where it looks there.
const BROKEN: [(&str, &str, &str, &str); 129] = [
    ("oo-1", "1.2-01", "2.1.1/03/3=1", ""),
    ("oo-1", "1.2-02", "1.2/03/3=3", ""),
    ("oo-1", "2.1.1-01", "2.1.1/01/3=2", ""),
    ("oo-1", "2.1.1-02", "2.1.1/09/4=1", ""),
    ("oo-1", "2.1.1-03", "2.1.1/10/4=1", ""),
    ("oo-1", "2.1.1-04", "2.1.1/01/4=1", ""),
    ("oo-1", "2.1.1-05", "2.1.1/04/15=1", ""),
    ("oo-1", "2.1.1-06", "2.1.1/05/9=1", ""),
    ("oo-1", "2.1.1-07", "2.1.1/08/3=1", ""),
    ("oo-1", "2.1.1-08", "2.1.1/17/4=1", ""),
    ("oo-1", "2.1.1-09", "2.1.1/09/4=1 2.1.1/10/4=31", ""),
    ("oo-1", "2.1.3-01", "2.1.3/01/3=1", ""),
    ("oo-1", "2.1.3-02", "2.1.3/01/4=1", ""),
    ("oo-1", "2.1.3-03", "2.1.3/04/4=1", ""),
    ("oo-1", "2.1.3-04", "2.1.3/05/17=1", ""),
    ("oo-1", "2.1.3-05", "2.1.3/08/4=1", ""),
    ("oo-1", "2.1.3-06", "2.1.3/03/4=1 2.1.3/03/6=1", ""),
    ("oo-1", "2.4-01", "2.4/01/3=1", ""),
    ("oo-1", "2.4-02", "2.4/02/3=1", ""),
    ("oo-1", "2.4-03", "2.4/05/4=1", ""),
    ("oo-1", "2.4-04", "2.4/02/5=1 2.4/02/6=1", ""),
    ("oo-1", "2.4-05", "2.4/02/5=1", ""),
    ("oo-1", "2.4-06", "2.4/01/4=1", ""),
    ("oo-1", "2.4-07", "2.4/01/3=1", ""),
    ("oo-1", "возраст-01", "возраст/н1/3=1", ""),
    ("oo-1", "возраст-02", "возраст/н2/4=1", ""),
    ("oo-1", "возраст-03", "возраст/н4/17=1", ""),
    ("oo-1", "возраст-04", "возраст/н6/4=1", ""),
    ("oo-1", "возраст-05", "2.1.1/10/3=1", ""),
    (
        "oo-1",
        "возраст-06",
        "овз/н3/3=2 2.1.3/02/3=1 2.1.3/04/3=2",
        "",
    ),
    (
        "oo-1",
        "смены-01",
        "смены/н1/3=1 смены/н2/3=1 возраст/н7/3=1",
        "",
    ),
    ("oo-1", "прибытие-01", "прибытие/н2/3=1", ""),
    ("oo-1", "прибытие-02", "прибытие/н1/4=1", ""),
    ("oo-1", "2.8-01", "2.8/н2/3=1", ""),
    ("oo-1", "2.8-02", "2.8/н1/4=1", ""),
    ("oo-1", "1.2-03", "2.1.1оз/09/3=1", ""),
    ("oo-1", "1.2-04", "2.1.1з/09/3=1", ""),
    ("oo-1", "2.1.1оз-04", "2.1.1оз/01/4=1", ""),
    ("oo-1", "2.1.1оз-05", "2.1.1оз/03/4=1", ""),
    ("oo-1", "2.1.1оз-06", "2.1.1оз/05/4=1", ""),
    ("oo-1", "2.1.1оз-07", "2.1.1оз/07/4=1", ""),
    ("oo-1", "2.1.1оз-08", "2.1.1оз/17/4=1", ""),
    ("oo-1", "2.1.1оз-09", "2.1.1оз/09/4=1 2.1.1оз/10/4=31", ""),
    ("oo-1", "2.1.1з-04", "2.1.1з/01/4=1", ""),
    ("oo-1", "2.1.1з-05", "2.1.1з/03/4=1", ""),
    ("oo-1", "2.1.1з-06", "2.1.1з/05/4=1", ""),
    ("oo-1", "2.1.1з-07", "2.1.1з/07/4=1", ""),
    ("oo-1", "2.1.1з-08", "2.1.1з/17/4=1", ""),
    ("oo-1", "2.1.1з-09", "2.1.1з/09/4=1 2.1.1з/10/4=31", ""),
    ("oo-1", "2.2-01", "2.2/01/4=1", ""),
    ("oo-1", "2.2-02", "2.1.1/17/5=1", ""),
    ("oo-1", "2.2оз-01", "2.2оз/01/4=1", ""),
    ("oo-1", "2.2оз-02", "2.1.1оз/17/5=1", ""),
    ("oo-1", "2.2з-01", "2.2з/01/4=1", ""),
    ("oo-1", "2.2з-02", "2.1.1з/17/5=1", ""),
    ("oo-1", "2.4оз-03", "2.4оз/05/4=1", ""),
    ("oo-1", "2.4оз-04", "2.4оз/02/5=1 2.4оз/02/6=1", ""),
    ("oo-1", "2.4оз-05", "2.4оз/02/5=1", ""),
    ("oo-1", "2.4оз-06", "2.4оз/01/4=1", ""),
    ("oo-1", "2.4оз-07", "2.4оз/01/3=1", ""),
    ("oo-1", "2.4з-03", "2.4з/05/4=1", ""),
    ("oo-1", "2.4з-04", "2.4з/02/5=1 2.4з/02/6=1", ""),
    ("oo-1", "2.4з-05", "2.4з/02/5=1", ""),
    ("oo-1", "2.4з-06", "2.4з/01/4=1", ""),
    ("oo-1", "2.4з-07", "2.4з/01/3=1", ""),
    ("oo-1", "2.6-01", "2.6/02/18=51", "2.1.1/10/12=50"),
    (
        "oo-1",
        "2.6-02",
        "2.6/10/18=41",
        "2.1.1/10/14=30 2.1.1/10/15=10",
    ),
    ("oo-1", "2.6-03", "2.6/22/18=6", "2.1.3/02/3=3 2.1.3/04/3=2"),
    ("oo-1", "персонал-01", "персонал/н1/5=1", ""),
    ("oo-1", "персонал-02", "персонал/н1/7=1", ""),
    ("oo-1", "персонал-03", "персонал/н1/9=1", ""),
    ("oo-1", "персонал-04", "персонал/н1/11=1", ""),
    ("oo-1", "персонал-05", "персонал/н1/13=1", ""),
    ("oo-1", "персонал-06", "персонал/н1/15=1", ""),
    ("oo-1", "персонал-07", "персонал/н1/17=1", ""),
    ("oo-1", "персонал-08", "персонал/н1/19=1", ""),
    ("oo-1", "персонал-09", "персонал/н1/21=1", ""),
    ("oo-1", "персонал-10", "персонал/н1/23=1", ""),
    ("oo-1", "персонал-11", "персонал/н6/4=1", ""),
    ("oo-1", "персонал-12", "персонал/н3/4=1", ""),
    ("oo-1", "стаж-01", "стаж/н6/4=1", ""),
    ("oo-1", "стаж-02", "стаж/н3/4=1", ""),
    ("oo-1", "стаж-03", "стаж/н1/17=1", ""),
    ("oo-1", "стаж-04", "стаж/н1/3=1", ""),
    ("oo-1", "результаты-01", "результаты/02/3=1", ""),
    ("oo-1", "результаты-02", "результаты/01/4=1", ""),
    (
        "oo-1",
        "результаты-03",
        "результаты/02/4=1 результаты/02/5=1",
        "",
    ),
    ("oo-1", "формы-01", "возраст/н7/3=120", "5/01/3=100"),
    ("oo-1", "год-01", "2.1.1/10/3=121", "2.1.1/10/3=100"),
    ("oo-1", "год-02", "2.1.1/09/3=7", "2.1.1/09/3=10"),
    ("1-dop", "3-01", "3/06/4=1", ""),
    ("1-dop", "3-02", "3/06/5=1", ""),
    ("1-dop", "3-03", "3/06/6=1", ""),
    ("1-dop", "3-04", "3/06/7=1", ""),
    ("1-dop", "3-05", "3/06/8=1", ""),
    ("1-dop", "3-06", "3/06/9=1", ""),
    ("1-dop", "3-07", "3/06/10=1", ""),
    ("1-dop", "3-08", "3/06/11=1", ""),
    ("1-dop", "3-09", "3/13/12=1", ""),
    ("1-dop", "3-10", "3/06/13=1", ""),
    ("1-dop", "3-11", "3/06/14=1", ""),
    ("1-dop", "3-12", "3/06/16=1", ""),
    ("1-dop", "3-13", "3/06/17=1", ""),
    ("1-dop", "3-14", "3/06/18=1", ""),
    ("1-dop", "3-15", "3/06/8=1", ""),
    ("1-dop", "3-16", "3/06/12=1", ""),
    ("1-dop", "3-17", "3/06/3=1 3/06/7=1 3/06/15=1", ""),
    ("1-dop", "3-18", "3/сп1/3=1", ""),
    ("1-dop", "3-19", "3/сп2/3=1", ""),
    ("1-dop", "4-01", "4/14/3=1", ""),
    ("1-dop", "4-02", "4/14/3=1", ""),
    ("1-dop", "4-03", "3/07/3=1", ""),
    ("1-dop", "4-04", "4/16/3=1", ""),
    ("1-dop", "4-05", "4/17/3=1", ""),
    ("1-dop", "4-06", "4/18/3=1", ""),
    ("1-dop", "4-07", "4/19/3=1", ""),
    ("1-dop", "4-08", "4/20/3=1", ""),
    ("1-dop", "4-09", "4/21/3=1", ""),
    (
        "1-dop",
        "год-01",
        "3/06/3=70 3/07/3=60",
        "3/06/3=50 3/13/3=50",
    ),
    ("monitoring", "1-01", "1/01/3=1", ""),
    ("monitoring", "1-02", "1/05/3=1", ""),
    ("monitoring", "1-03", "1/01/3=10 1/01/5=7 1/01/9=70", ""),
    ("monitoring", "2-01", "2/02/3=1", ""),
    ("monitoring", "2-02", "2/04/3=1", ""),
    ("monitoring", "2-03", "2/06/3=1", ""),
    ("monitoring", "2-04", "2/01/3=10 2/03/3=80", ""),
    ("monitoring", "3-01", "3/01/3=10 3/04/3=110", ""),
    ("monitoring", "4-01", "4/02/3=1", ""),
    ("monitoring", "5-01", "5/01/3=120", "возраст/н7/3=100"),
];

#[test]
fn each_control_is_broken_by_its_figures_and_held_by_none() {
    for form in READ.0.latest() {
        assert_eq!(findings(form, &Values::new(), None), [], "{}", form.code);
        let declared: BTreeSet<&str> = form
            .controls()
            .iter()
            .map(|one| one.code.as_str())
            .collect();
        let of_form = BROKEN.iter().filter(|(code, ..)| *code == form.code);
        let broken: BTreeSet<&str> = of_form.map(|(_, control, ..)| *control).collect();
        assert_eq!(declared, broken, "{}", form.code);
    }
    for (code, control, figures, beside) in BROKEN {
        let (figures, other) = (values(figures), values(beside));
        let beside = Beside {
            previous: (!beside.is_empty()).then_some(Figures::from(&other)),
            forms: BTreeMap::from(["oo-1", "monitoring"].map(|code| (code, Figures::from(&other)))),
            withheld: None,
        };
        let found = findings_beside(form(code), &figures, &beside);
        let of_control: Vec<_> = found
            .iter()
            .filter(|finding| finding.code == control)
            .collect();
        assert!(!of_control.is_empty(), "{code} {control}: {found:#?}");
        let declared = form(code).controls().iter().find(|one| one.code == control);
        assert_eq!(
            declared.map(|one| one.severity),
            Some(of_control[0].severity)
        );
    }
}

#[test]
fn a_finding_says_where_and_what_in_figures() {
    let found = findings(
        form("oo-1"),
        &values("2.1.1/01/3=1250 2.1.1/01/4=1 2.1.1/02/4=25"),
        None,
    );
    let finding = found
        .iter()
        .find(|finding| finding.code == "2.1.1-01")
        .expect("found");
    assert_eq!(
        finding.message,
        "Графа 3 равна сумме граф 4–15: раздел 2.1.1, строка 01 — 1\u{a0}250 ≠ 1"
    );
    assert_eq!(finding.cells.len(), 13);
    assert_eq!(finding.cells[0], CellKey::new("2.1.1", "01", "3"));
    // A cell that the relation names twice is linked once.
    let answered = findings(form("oo-1"), &values("1.2/24/3=3"), None);
    let answered = answered.iter().find(|finding| finding.code == "1.2-02");
    let answered = answered.expect("found");
    assert_eq!(answered.cells, [CellKey::new("1.2", "24", "3")]);
    assert!(
        answered.message.ends_with(": раздел 1.2, строка 24"),
        "{}",
        answered.message
    );
    // Errors stand before warnings.
    let severities: Vec<Severity> = found.iter().map(|finding| finding.severity).collect();
    assert!(severities.is_sorted());
    let grown = findings(
        form("oo-1"),
        &values("2.1.1/10/3=121"),
        Some(&values("2.1.1/10/3=100")),
    );
    let grown = grown
        .iter()
        .find(|finding| finding.code == "год-01")
        .expect("found");
    assert!(grown.message.ends_with("21 > 20"), "{}", grown.message);
    assert_eq!(grown.severity, Severity::Warning);
}

#[test]
fn ages_are_those_of_all_classes_and_no_others() {
    // 438 pupils of the sheet of full-time study and 23 of an adapted class.
    let ages = |figures: &str| {
        let found = findings(form("oo-1"), &values(figures), None).into_iter();
        let mut found = found.filter(|finding| finding.code == "возраст-05");
        found.next().map(|finding| finding.message)
    };
    assert_eq!(ages("возраст/н7/3=461 2.1.1/10/3=438 овз/н3/3=23"), None);
    assert_eq!(
        ages("возраст/н7/3=461 2.1.1/10/3=430 2.1.1оз/10/3=5 2.1.1з/10/3=3 овз/н3/3=23"),
        None
    );
    for (figures, sides) in [
        ("возраст/н7/3=460 2.1.1/10/3=438 овз/н3/3=23", "460 ≠ 461"),
        ("возраст/н7/3=461 2.1.1/10/3=437 овз/н3/3=23", "461 ≠ 460"),
        ("возраст/н7/3=461 2.1.1/10/3=438", "461 ≠ 438"),
    ] {
        let told = ages(figures).unwrap_or_else(|| panic!("{figures}: nothing is told"));
        assert!(told.ends_with(sides), "{figures}: {told}");
    }
}

#[test]
fn comparisons_with_other_years_and_forms_tell_both_sides() {
    // The sides are computed by hand: the difference, and the share of what it is compared with.
    for (code, control, figures, beside, sides) in [
        (
            "oo-1",
            "год-01",
            "2.1.1/10/3=75",
            "2.1.1/10/3=100",
            "25 > 20",
        ),
        ("oo-1", "год-02", "2.1.1/09/3=7", "2.1.1/09/3=10", "3 > 2"),
        (
            "1-dop",
            "год-01",
            "3/06/3=70 3/07/3=60",
            "3/06/3=50 3/13/3=50",
            "30 > 20",
        ),
        (
            "monitoring",
            "5-01",
            "5/01/3=120",
            "возраст/н7/3=105",
            "15 > 10,5",
        ),
        (
            "oo-1",
            "2.6-02",
            "2.6/10/18=41",
            "2.1.1/10/14=30 2.1.1/10/15=10",
            "41 > 40",
        ),
    ] {
        let (figures, other) = (values(figures), values(beside));
        let beside = Beside {
            previous: Some(Figures::from(&other)),
            forms: BTreeMap::from([("oo-1", Figures::from(&other))]),
            withheld: None,
        };
        let found = findings_beside(form(code), &figures, &beside);
        let mut found = found.iter().filter(|finding| finding.code == control);
        let finding = found.next().expect("broken");
        assert!(
            finding.message.ends_with(&format!(" — {sides}")),
            "{code} {control}: {}",
            finding.message
        );
    }
}

#[test]
fn every_control_in_which_a_cell_stands_is_judged() {
    let form = form("oo-1");
    let mut figures = values("2.1.1/01/4=2 2.1.1/02/4=61 2.1.1/17/4=3");
    complete(form, &mut figures);
    let beside = Beside::default();
    let judged = |path: &str| {
        let key = CellKey::parse(path).expect("a cell");
        let judgements = judgements(form, &figures, &beside, &key);
        let told = judgements.into_iter().map(|one| {
            let sides = one.sides.unwrap_or_default();
            (one.code, (one.verdict, sides))
        });
        told.collect::<BTreeMap<_, _>>()
    };
    let of_pupils = judged("2.1.1/10/4");
    let expected = [
        ("2.1.1-01", Verdict::Held, "61 = 61"),
        ("2.1.1-03", Verdict::Held, "61 = 61"),
        ("2.1.1-08", Verdict::Held, "3 ≤ 61"),
        ("2.1.1-09", Verdict::Broken, "61 > 60"),
    ];
    let expected: BTreeMap<String, (Verdict, String)> = expected
        .into_iter()
        .map(|(code, verdict, sides)| (code.to_owned(), (verdict, sides.to_owned())))
        .collect();
    assert_eq!(of_pupils, expected);
    // Where comparisons are joined, each cell has its figure.
    assert_eq!(
        judged("2.1.1/01/4")["2.1.1-04"],
        (Verdict::Held, "2.1.1/01/4 = 2; 2.1.1/02/4 = 61".to_owned())
    );
    let joint = &judged("2.1.1/17/4")["2.2-02"];
    assert_eq!(
        joint,
        &(Verdict::Broken, "2.1.1/17/4 = 3; 2.2/01/4 = —".to_owned())
    );
    assert_eq!(judged("2.1.1/10/3")["год-01"].0, Verdict::NoForm);
    assert_eq!(judged("2.4/02/5")["2.4-04"].0, Verdict::Unfilled);
    // The case for which a control is meant counts, too.
    assert_eq!(judged("1.2/24/3")["1.2-01"].0, Verdict::Unfilled);
    let answered = judgements(
        form,
        &values("1.2/24/3=1"),
        &beside,
        &CellKey::new("1.2", "24", "3"),
    );
    let answered = answered.iter().find(|one| one.code == "1.2-01");
    assert_eq!(answered.map(|one| one.verdict), Some(Verdict::NotMeant));
    let withheld = BTreeSet::from([CellKey::new("2.1.1", "02", "4")]);
    let beside = Beside {
        withheld: Some(&withheld),
        ..Beside::default()
    };
    let hidden = judgements(form, &figures, &beside, &CellKey::new("2.1.1", "01", "4"));
    let hidden = hidden.iter().find(|one| one.code == "2.1.1-04");
    assert_eq!(
        hidden.map(|one| (one.verdict, one.sides.clone())),
        Some((Verdict::Withheld, None))
    );
}

#[test]
fn sheets_of_other_forms_of_study_stand_where_they_are_asked_for() {
    let form = form("oo-1");
    let has = |code: &str, figures: &str| form.has_section(code, &values(figures));
    // A blank has them all.
    assert!(has("2.1.1оз", "") && has("2.8з", ""));
    assert!(!has("2.1.1оз", "2.1.1/01/4=2") && !has("2.1.1оз", "1.2/03/3=2"));
    assert!(has("2.1.1оз", "1.2/03/3=1") && !has("2.1.1з", "1.2/03/3=1"));
    assert!(has("2.1.1з", "1.2/04/3=1"));
    // What somebody has typed does not vanish.
    assert!(has("2.1.1з", "1.2/04/3=2 2.1.1з/01/4=1"));
    assert!(has("2.2", "2.1.1/01/4=2") && !has("2.9", ""));
    let period = form.period("2025").expect("a period");
    let filled = Filled {
        values: values("1.2/04/3=1"),
        ..Filled::blank(period)
    };
    let names: Vec<String> = paper(form, &filled)
        .blocks
        .into_iter()
        .filter_map(|block| match block {
            Block::Sheet(sheet) => Some(sheet.name),
            _ => None,
        })
        .collect();
    assert!(names.contains(&"2.1.1з".to_owned()) && !names.contains(&"2.1.1оз".to_owned()));
    let printed = shown(&paper(form, &filled));
    assert!(
        printed.contains("[2.1.1з] 2.1.1. Число классов") && printed.contains("ПРОЕКТ"),
        "{printed}"
    );
}

#[test]
fn a_share_of_nought_is_none_and_a_share_of_nothing_is_left_blank() {
    let form = form("monitoring");
    let drawn = |figures: &str| {
        let mut figures = values(figures);
        complete(form, &mut figures);
        let period = form.period_on(SOME_DAY).expect("a period");
        let filled = Filled {
            values: figures,
            ..Filled::blank(period)
        };
        shown(&paper(form, &filled))
    };
    let line = "Изменено без заявки, % | 07 |";
    let whole = drawn("2/05/3=0 2/06/3=0");
    assert!(whole.contains(&format!("{line} —")), "{whole}");
    let some = drawn("2/05/3=4 2/06/3=1");
    assert!(some.contains(&format!("{line} 25.0")), "{some}");
    // Nobody knows of what it would be a share.
    let unknown = drawn("2/06/3=0");
    assert!(unknown.lines().any(|own| own.ends_with(line)), "{unknown}");
}

#[test]
fn broken_controls_are_listed_and_counted_by_whoever_draws_the_list() {
    let form = form("monitoring");
    let mut figures = values("1/01/3=1");
    complete(form, &mut figures);
    let filled = Filled {
        findings: findings(form, &figures, None),
        values: figures,
        ..Filled::blank(form.period_on(SOME_DAY).expect("a period"))
    };
    let lists = paper(form, &filled).blocks.into_iter();
    let titles: Vec<String> = lists
        .filter_map(|block| match block {
            Block::List { title, items } => {
                assert!(!items.is_empty());
                Some(title)
            }
            _ => None,
        })
        .collect();
    assert_eq!(titles[0], "Ошибки контролей", "{titles:?}");
}

#[test]
fn a_control_over_a_withheld_figure_is_not_judged_and_says_so() {
    let form = form("oo-1");
    let mut figures = values("2.1.1/01/4=3 2.1.1/02/5=70");
    let mut withheld = BTreeSet::from([CellKey::new("2.1.1", "02", "4")]);
    complete_beside(form, &mut figures, &mut withheld);
    // Its totals would tell it.
    for total in [("02", "3"), ("10", "4"), ("10", "3")] {
        let key = CellKey::new("2.1.1", total.0, total.1);
        assert!(
            withheld.contains(&key) && !figures.contains_key(&key),
            "{key}"
        );
    }
    let beside = Beside {
        withheld: Some(&withheld),
        ..Beside::default()
    };
    let found = findings_beside(form, &figures, &beside);
    let of_control = |code: &str| {
        found
            .iter()
            .filter(|one| one.code == code)
            .collect::<Vec<_>>()
    };
    let [unjudged] = of_control("2.1.1-03")[..] else {
        panic!("{found:#?}");
    };
    assert_eq!(unjudged.severity, Severity::Warning);
    assert!(
        unjudged.message.contains("нельзя проверить"),
        "{}",
        unjudged.message
    );
    // Row 01 has no figure beside a withheld one; grade 2 has pupils and no class.
    assert!(
        of_control("2.1.1-04")
            .iter()
            .any(|one| one.severity == Severity::Error)
    );
    let shown = shown(&paper(
        form,
        &Filled {
            values: figures,
            withheld,
            ..Filled::blank(form.period("2025").expect("a period"))
        },
    ));
    assert!(shown.contains("| 02 | * | * | 70 |"), "{shown}");
}

#[test]
fn a_control_over_a_withheld_figure_of_another_form_is_not_judged_either() {
    // Taken for nothing, each of these figures would break its control.
    for (code, control, figures, hidden, said) in [
        (
            "oo-1",
            "год-01",
            "2.1.1/10/3=121",
            ("2.1.1", "10", "3"),
            "формы прошлого года скрыто",
        ),
        (
            "monitoring",
            "5-01",
            "5/01/3=120",
            ("возраст", "н7", "3"),
            "формы «oo-1» скрыто",
        ),
    ] {
        let figures = values(figures);
        let key = CellKey::new(hidden.0, hidden.1, hidden.2);
        let (nothing, withheld) = (Values::new(), BTreeSet::from([key]));
        let other = Figures {
            values: &nothing,
            withheld: Some(&withheld),
        };
        let beside = Beside {
            previous: Some(other),
            forms: BTreeMap::from([("oo-1", other)]),
            withheld: None,
        };
        let found = findings_beside(form(code), &figures, &beside);
        let of_control: Vec<_> = found.iter().filter(|one| one.code == control).collect();
        let [unjudged] = of_control[..] else {
            panic!("{control}: {found:#?}");
        };
        assert_eq!(unjudged.severity, Severity::Warning);
        // None of the form's own cells is at fault.
        assert!(unjudged.cells.is_empty(), "{unjudged:?}");
        for part in ["нельзя проверить", said] {
            assert!(unjudged.message.contains(part), "{}", unjudged.message);
        }
        let own = figures.keys().next().expect("a figure");
        let judged = judgements(form(code), &figures, &beside, own);
        let judged = judged.iter().find(|one| one.code == control);
        assert_eq!(judged.map(|one| one.verdict), Some(Verdict::Withheld));
    }
}

/// Figures that have no order to them, the same in every run.
fn scattered(form: &Form, seed: u64) -> Values {
    let mut state = seed;
    let own = form
        .cells()
        .filter(|(_, kind)| matches!(kind, CellKind::Computed | CellKind::Manual));
    let figures = own.map(|(key, _)| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (key, ((state >> 33) % 200) as f64)
    });
    figures.collect()
}

#[test]
fn totals_are_the_sums_of_their_parts_whatever_the_figures() {
    for form in READ.0.latest() {
        for seed in 1..=20 {
            let mut figures = scattered(form, seed);
            complete(form, &mut figures);
            let again = {
                let mut again = figures.clone();
                complete(form, &mut again);
                again
            };
            assert_eq!(figures, again, "{}", form.code);
            for finding in findings(form, &figures, None) {
                let is_of_sum = finding.message.contains(" равна сумме ");
                // The counts of the monitoring are no parts of each other here.
                assert!(
                    !is_of_sum || finding.code == "1-01",
                    "{}: {finding:?}",
                    form.code
                );
            }
        }
    }
}

#[test]
fn a_summary_adds_counts_up_and_computes_shares_anew() {
    let form = form("monitoring");
    let mut schools = vec![
        values("1/01/3=10 1/01/4=0 1/01/5=9 2/01/3=10 2/02/3=10"),
        values("1/01/3=90 1/01/4=10 1/01/5=40 2/01/3=30 2/02/3=15"),
    ];
    for school in &mut schools {
        complete(form, school);
    }
    assert_eq!(schools[0].get(&CellKey::new("1", "01", "9")), Some(&90.0));
    assert_eq!(schools[1].get(&CellKey::new("1", "01", "9")), Some(&50.0));
    let summary = consolidated(form, &schools);
    let cell = |section: &str, row: &str, column: &str| {
        summary.get(&CellKey::new(section, row, column)).copied()
    };
    assert_eq!(cell("1", "01", "3"), Some(100.0));
    assert_eq!(cell("1", "05", "3"), Some(100.0));
    // 100 · 49 / (100 − 10), not the mean of 90 and 50.
    assert_eq!(cell("1", "01", "9"), Some(100.0 * 49.0 / 90.0));
    assert_eq!(cell("2", "03", "3"), Some(62.5));
    // Nothing to divide by is nothing, not 0.
    assert_eq!(cell("4", "03", "3"), None);
    // Codes of answers do not add up.
    let answers = [
        values("1.2/03/3=1 2.1.1/02/4=25"),
        values("1.2/03/3=2 2.1.1/02/4=20"),
    ];
    let summary = consolidated(self::form("oo-1"), &answers);
    assert_eq!(summary.get(&CellKey::new("1.2", "03", "3")), None);
    assert_eq!(summary.get(&CellKey::new("2.1.1", "10", "3")), Some(&45.0));
}

#[test]
fn periods_have_their_days_and_names() {
    let named = |code: &str, name: &str| {
        let period = form(code).period(name)?;
        Some((period.on, period.due, form(code).days(&period).from))
    };
    assert_eq!(
        named("oo-1", "2025"),
        Some((date(2025, 9, 20), date(2025, 10, 15), date(2024, 9, 21)))
    );
    assert_eq!(
        named("1-dop", "2024"),
        Some((date(2024, 12, 31), date(2025, 2, 5), date(2024, 1, 1)))
    );
    assert_eq!(
        named("monitoring", "2025-02"),
        Some((date(2025, 2, 28), date(2025, 3, 5), date(2025, 2, 1)))
    );
    for (code, name) in [
        ("oo-1", "2023"),
        ("oo-1", "2025-09"),
        ("oo-1", "25"),
        ("oo-1", "+025"),
        ("oo-1", "два"),
        ("oo-1", ""),
        ("monitoring", "2025"),
        ("monitoring", "2025-13"),
        ("monitoring", "2025-00"),
        ("monitoring", "2025-2"),
        ("monitoring", "2025-09-01"),
    ] {
        assert_eq!(form(code).period(name), None, "{code} {name}");
    }
    let names = |code: &str, until: Date| -> Vec<String> {
        let periods = form(code).periods(until).into_iter();
        periods.map(|period| period.name).collect()
    };
    assert_eq!(names("oo-1", date(2025, 9, 19)), ["2024"]);
    assert_eq!(names("oo-1", date(2025, 9, 20)), ["2025", "2024"]);
    assert_eq!(
        names("monitoring", date(2024, 11, 15)),
        ["2024-10", "2024-09"]
    );
    assert_eq!(names("oo-1", date(2020, 1, 1)), [""; 0]);
    let on = |code: &str, day: Date| form(code).period_on(day).map(|period| period.name);
    assert_eq!(on("oo-1", date(2026, 3, 1)).as_deref(), Some("2025"));
    assert_eq!(on("oo-1", date(2025, 9, 20)).as_deref(), Some("2025"));
    assert_eq!(on("oo-1", date(2025, 9, 19)).as_deref(), Some("2024"));
    assert_eq!(on("oo-1", date(2024, 9, 1)), None);
    assert_eq!(on("1-dop", date(2025, 3, 1)).as_deref(), Some("2025"));
    assert_eq!(
        on("monitoring", date(2025, 10, 7)).as_deref(),
        Some("2025-10")
    );
}

#[test]
fn forms_are_found_by_either_code() {
    for code in ["oo-1", "ОО-1", "оо-1"] {
        assert_eq!(
            READ.0.newest(code).map(|form| form.code.as_str()),
            Some("oo-1"),
            "{code}"
        );
    }
    assert_eq!(READ.0.near("oo1"), Some("oo-1"));
    assert!(READ.0.newest("oo-2").is_none());
    let form = form("oo-1");
    let key = CellKey::new("2.1.1", "09", "3");
    assert_eq!(form.cell(&key), Some(CellKind::Formula));
    assert_eq!(form.cell(&CellKey::new("2.1.1", "9", "3")), None);
    assert_eq!(
        form.cell(&CellKey::new("2.1.3", "01", "5")),
        Some(CellKind::Closed)
    );
    assert_eq!(
        form.cell(&CellKey::new("2.1.3", "01", "4")),
        Some(CellKind::Manual)
    );
    assert_eq!(
        form.cell(&CellKey::new("2.4", "05", "4")),
        Some(CellKind::Computed)
    );
    assert_eq!(
        form.cell_title(&CellKey::new("2.4", "02", "5")),
        "Раздел 2.4, строка 02, графа 5 («в том числе: 1–4 классы», «Число классов-комплектов»)"
    );
}

/// Shows a paper as text: cells parted by bars, the size of a span behind its cell.
fn shown(paper: &Paper) -> String {
    let shown_sheet = |sheet: &Sheet| -> Vec<String> {
        let rows = sheet.head.iter().chain(&sheet.body).map(|row| {
            let cells: Vec<String> = row.iter().map(shown_cell).collect();
            cells.join(" | ").trim_end().to_owned()
        });
        rows.collect()
    };
    let mut lines = Vec::new();
    if let Some(page) = &paper.title_page {
        lines.extend(page.lines.iter().map(|line| format!("[{line}]")));
    }
    lines.push(paper.title.clone());
    lines.extend(paper.subtitles.iter().cloned());
    if let Some(page) = &paper.title_page {
        lines.extend(shown_sheet(&page.terms));
        let facts = page.facts.iter();
        lines.extend(facts.map(|(label, value)| format!("{label}: {value}______")));
        lines.push(page.codes.caption.clone());
        lines.extend(shown_sheet(&page.codes));
    }
    lines.extend(paper.is_draft.then(|| "ПРОЕКТ".to_owned()));
    lines.extend(paper.notes.iter().cloned());
    for block in &paper.blocks {
        match block {
            Block::Sheet(sheet) => {
                lines.push(String::new());
                lines.push(format!("[{}] {}", sheet.name, sheet.caption));
                lines.extend(shown_sheet(sheet));
            }
            Block::Text(text) | Block::Heading(text) => lines.push(text.clone()),
            Block::List { title, items } => {
                lines.push(title.clone());
                lines.extend(items.iter().map(|item| format!("— {item}")));
            }
            Block::PageBreak | Block::Slips { .. } | Block::Bound(_) => {
                lines.push(format!("{block:?}"));
            }
        }
    }
    let signatures = paper.signatures.iter();
    lines.extend(signatures.map(|signature| format!("{} ______", signature.post)));
    lines.extend(paper.responsible.clone());
    lines.join("\n")
}

fn shown_cell(cell: &Cell) -> String {
    let value = match &cell.value {
        CellValue::Empty => String::new(),
        CellValue::Unknown => "—".to_owned(),
        CellValue::Text(text) => text.replace('\u{a0}', "·"),
        CellValue::Count(count) => count.to_string(),
        CellValue::Number(number, decimals) | CellValue::Percent(number, decimals) => {
            format!("{number:.*}", usize::from(*decimals))
        }
        CellValue::Day(day) => day.to_string(),
        CellValue::Closed => "х".to_owned(),
        CellValue::Withheld => "*".to_owned(),
    };
    match (cell.columns, cell.rows) {
        (1, 1) => value,
        (columns, rows) => format!("{value} ({columns}×{rows})"),
    }
}
