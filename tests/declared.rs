//! Declared files that cannot be right: each fault is told with its place, and nothing is opened on them.

use svodka::app::{App, OpenError};
use svodka::config::Config;
use svodka::content::Content;
use svodka::model::Model;

const MONTHS: &str =
    "name = \"attendance_months\"\ntitle = \"По месяцам\"\ntopic = \"attendance\"\n";

/// Returns what is said of a model in which one file is another.
fn said(path: &str, text: &str) -> Vec<String> {
    let (_, faults) = Model::load(&Content::embedded().with(path, text));
    let mut said: Vec<String> = faults
        .iter()
        .map(|fault| {
            format!(
                "{} {}",
                fault.file.as_deref().unwrap_or_default(),
                fault.message
            )
        })
        .collect();
    said.sort();
    said
}

fn rollup(rest: &str) -> Vec<String> {
    said(
        "schemas/model/rollups/attendance_months.toml",
        &format!("{MONTHS}{rest}"),
    )
}

#[test]
fn rollups_that_cannot_serve_are_told() {
    let good =
        "from = \"attendance_classes\"\nkeys = [\"class_id\", \"term_id\"]\nunit = \"month\"\n";
    assert_eq!(rollup(good), Vec::<String>::new());
    let place = "schemas/model/rollups/attendance_months.toml";
    let cases = [
        (
            good.replace("attendance_classes", "attendance_days"),
            "темы «attendance» или витрины «attendance_days» нет",
        ),
        (
            good.replace("attendance_classes", "attendance_months"),
            "темы «attendance» или витрины «attendance_months» нет",
        ),
        (
            good.replace("class_id", "subject_id"),
            "в «attendance_classes» нет столбца «subject_id»",
        ),
        (
            format!("{good}parts = [\"pupils_at_risk\"]\n"),
            "часть «pupils_at_risk» считается по столбцам, которых в свёртке нет",
        ),
        (
            format!("{good}parts = [\"absent\"]\n"),
            "части «absent» нет",
        ),
        (
            good.replace("month", "term").replace(", \"term_id\"", ""),
            "свёртке по учебным периодам нужен столбец «term_id»",
        ),
    ];
    for (text, message) in cases {
        let found = rollup(&text);
        assert!(found.contains(&format!("{place} {message}")), "{found:#?}");
    }
    let unknown = good.replace("month", "decade");
    assert!(rollup(&unknown)[0].starts_with(place));

    // One that no topic lists is asked by nobody; one of days that are spans cannot be.
    let alone = said(
        "schemas/model/rollups/contingent_months.toml",
        "name = \"contingent_months\"\ntitle = \"Контингент\"\ntopic = \"contingent\"\nfrom = \"contingent\"\nunit = \"month\"\n",
    );
    assert!(
        alone
            .iter()
            .any(|message| message.contains("её никто не спросит")),
        "{alone:#?}"
    );
    assert!(
        alone
            .iter()
            .any(|message| message.contains("не сворачивается")),
        "{alone:#?}"
    );
}

#[test]
fn measures_of_unknown_parts_and_records_without_memory_are_told() {
    let topic = "name = \"visits\"\ntitle = \"Посещения\"\ndescription = \"\"\ngrain = \"\"\nsources = [\"visits\"]\n\
        records = [\"visits\"]\nparts = [{ name = \"visits\", sum = \"visits\", cells = \"nobody\", comes_to = \"visits * guests\" }]\n\
        measures = [{ name = \"visits\", title = \"Посещений\", description = \"\", format = \"count\", formula = \"visits + guests\" }]\n";
    let found = said("schemas/model/topics/visits.toml", topic);
    for message in [
        "показатель «visits»: части «guests» нет",
        "часть «visits»: складываемой части «nobody» нет",
        "часть «visits»: «visits * guests» — не сумма частей темы с множителями",
        "таблицы «visits» нет среди тех, что сравниваются по ночам",
    ] {
        let told = format!("schemas/model/topics/visits.toml {message}");
        assert!(found.contains(&told), "{found:#?}");
    }
    let memory = Content::embedded()
        .below("schemas/datasets")
        .find(|(path, _)| path.ends_with("/homework.toml"))
        .map(|(_, text)| text.replace("compares = [\"due_on\"]", "compares = [\"text\"]"))
        .expect("the homework");
    let found = said("schemas/datasets/homework.toml", &memory);
    assert!(
        found
            .iter()
            .any(|message| message.contains("столбца «text» нет")),
        "{found:#?}"
    );
}

#[test]
fn sums_of_unknown_counts_and_dimensions_are_told() {
    let contingent = Content::embedded()
        .below("schemas/model/topics")
        .find(|(path, _)| path.ends_with("/contingent.toml"))
        .map(|(_, text)| {
            let text = text.replace("minus = [\"departed\"]", "minus = [\"deported\"]");
            text.replace("not_by = [\"class.id\"", "not_by = [\"class.di\"")
        })
        .expect("the contingent");
    let path = "schemas/model/topics/contingent.toml";
    let found = said(path, &contingent);
    let told = ["измерения «class.di» нет", "числа «deported» нет"];
    assert_eq!(
        found,
        told.map(|told| format!("{path} сумма «at_end»: {told}"))
    );
}

#[test]
fn trees_and_records_of_unknown_members_are_told() {
    let tree = "[[trees]]\nname = \"place\"\ntitle = \"\"\nmembers = [\"school.name\", \"school.nmae\", \"calendar.date\", \"calendar.date.decade\"]\n";
    let found = said("schemas/model/trees.toml", &format!("{tree}{tree}"));
    for message in [
        "путь «place»: измерения «school.nmae» нет",
        "путь «place»: измерения «calendar.date» нет",
        "путь «place»: измерения «calendar.date.decade» нет",
        "путь «place» уже есть",
    ] {
        let told = format!("schemas/model/trees.toml {message}");
        assert!(found.contains(&told), "{found:#?}");
    }
    let visits = Content::embedded()
        .below("schemas/model/topics")
        .find(|(path, _)| path.ends_with("/visits.toml"))
        .map(|(_, text)| text.replace("rows = [\"school.name\"", "rows = [\"visits.visits\""))
        .expect("the visits");
    let found = said("schemas/model/topics/visits.toml", &visits);
    assert_eq!(
        found,
        ["schemas/model/topics/visits.toml измерения «visits.visits» нет"]
    );
}

/// An office whose own files are wrong is not opened: neither `serve` nor a question works on half a model.
#[tokio::test]
async fn nothing_is_opened_on_wrong_files() {
    let wrong = [
        (
            "schemas/model/rollups/attendance_months.toml",
            format!("{MONTHS}from = \"attendance_classes\"\nkeys = [\"pupil_key\"]\nunit = \"month\"\n"),
        ),
        (
            "queries/attendance-by-school.toml",
            "title = \"Посещаемость\"\nuser = \"office\"\nsection = \"\"\nanswers = \"\"\nquery = { measures = [\"attendance.dew\"] }\n".to_owned(),
        ),
        (
            "schemas/rule-sets/sochi-53.toml",
            "title = \"\"\ndocument = \"\"\ninherits = \"sochi-53\"\n".to_owned(),
        ),
    ];
    for (path, text) in wrong {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let config = Config::for_testing(&folder.path().join("data"));
        let own = config.data.join("content").join(path);
        std::fs::create_dir_all(own.parent().expect("a folder")).expect("a folder");
        std::fs::write(&own, text).expect("a file");
        match App::init(config).await {
            Err(OpenError::Declared(faults)) => {
                let is_here =
                    |file: &Option<String>| file.as_ref().is_some_and(|file| file.contains(path));
                assert!(
                    faults.iter().any(|fault| is_here(&fault.file)),
                    "{faults:#?}"
                );
            }
            Err(error) => panic!("{path}: {error}"),
            Ok(_) => panic!("{path}: opened"),
        }
    }
}
