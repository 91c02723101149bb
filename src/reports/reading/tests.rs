use std::sync::LazyLock;

use super::load;
use crate::content::Content;
use crate::model::Model;
use crate::reports::report::Signatory;
use crate::reports::{Block, Kind, Report};

static MODEL: LazyLock<Model> = LazyLock::new(Model::built_in);

const PROBE: &str = r#"
title = { ru = "Проба", en = "Probe" }
description = { ru = "Проба", en = "Probe" }
section = "class"
order = 999
readers = ["school", "class"]
subtitles = ["{class} класс, {term}"]

[[parameters]]
name = "term"
title = "Период"
kind = "term"

[[parameters]]
name = "class"
title = "Класс"
kind = "class"

[[questions]]
name = "pupils"
[questions.query]
measures = ["grades.average", "grades.fives"]
dimensions = ["pupil.id", "$pupil"]
timeDimensions = [{ dimension = "calendar.date", dateRange = "{term}" }]
filters = [{ member = "class.name", operator = "equals", values = ["{class}"] }]
totals = true

[[blocks]]
kind = "sheet"
name = "{class}"
question = "pupils"
rows = ["pupil.id", "$pupil"]
labels = [{ title = "Ученик", text = "{$pupil}" }]
columns = [{ title = "Средний балл", question = "pupils", measure = "grades.average" }]
totals = [{ keep = [], label = "Всего" }]

[[blocks]]
kind = "text"
question = "pupils"
text = "Пятёрок { $fives }"

[[signatures]]
post = "Директор"
of = "director"
"#;

/// Reads one file beside the declared ones and returns what is wrong with it.
fn faults(text: &str) -> Vec<String> {
    let content = Content::embedded().with("forms/reports/probe.toml", text);
    let (_, faults) = load(&content, &MODEL);
    let own = faults.into_iter();
    let own = own.filter(|fault| fault.file.as_deref() == Some("forms/reports/probe.toml"));
    own.map(|fault| fault.message).collect()
}

#[test]
fn the_declared_reports_have_no_faults() {
    let (reports, faults) = load(&Content::embedded(), &MODEL);
    assert_eq!(faults, []);
    assert!(reports.len() >= 6);
    for (place, report) in reports.iter().enumerate() {
        let same = reports[..place]
            .iter()
            .any(|other| other.title.ru == report.title.ru);
        assert!(!same, "{} stands twice", report.title.ru);
    }
}

/// What is cut apart for parents needs none; an act has the director's word above it.
#[test]
fn what_a_school_prints_has_a_place_for_the_director_and_the_seal() {
    let (reports, _) = load(&Content::embedded(), &MODEL);
    let of_schools = reports.iter().filter(|report| {
        let mut parameters = report.parameters.iter();
        parameters.any(|one| one.kind == Kind::School && !one.is_optional)
    });
    for report in of_schools {
        let has_slips = report
            .blocks
            .iter()
            .any(|one| matches!(one, Block::Slips(_)));
        let is_signed = report
            .signatures
            .iter()
            .any(|one| one.of == Some(Signatory::Director) && one.has_seal);
        assert!(
            is_signed || has_slips || report.text.contains("{director}"),
            "{}",
            report.name
        );
    }
}

#[test]
fn each_fault_of_a_file_is_told() {
    assert_eq!(faults(PROBE), Vec::<String>::new());
    for (sound, broken, told) in [
        (
            r#"measures = ["grades.average""#,
            r#"measures = ["grades.averag""#,
            "grades.averag",
        ),
        (
            r#"measure = "grades.average""#,
            r#"measure = "grades.averag""#,
            "показателя «grades.averag» нет; похожее: grades.average",
        ),
        (
            r#"rows = ["pupil.id", "$pupil"]"#,
            r#"rows = ["subject.name"]"#,
            "измерения «subject.name» нет",
        ),
        (
            r#"question = "pupils", measure"#,
            r#"question = "pupil", measure"#,
            "вопроса «pupil» нет; похожее: pupils",
        ),
        (
            "{class} класс",
            "{clas} класс",
            "значения «clas» нет; похожее: class",
        ),
        (
            r#"dateRange = "{term}""#,
            r#"dateRange = "{terms}""#,
            "значения «terms» нет; похожее: term",
        ),
        (
            r#"dateRange = "{term}""#,
            r#"dateRange = "{term.previous}""#,
            "",
        ),
        ("totals = true\n", "", "ни один вопрос не считает"),
        ("{ $fives }", "{ $fourths }", "текст"),
        ("{ $fives }", "{ $pupils_rows }", ""),
        ("{ $fives }", "{ $marks_rows }", "текст"),
        ("{ $fives }", "{ $fives", "текст"),
        (r#"kind = "term""#, r#"kind = "era""#, "era"),
        (
            r#"kind = "term""#,
            "kind = \"term\"\nchoices = [{ value = \"1\", title = \"1\" }]",
            "choices",
        ),
        (
            r#"kind = "class""#,
            "kind = \"class\"\nhas_year = true",
            "has_year",
        ),
        (
            r#"kind = "term""#,
            "kind = \"term\"\nclass_kinds = [\"class\"]",
            "class_kinds бывает только у class",
        ),
        (
            r#"kind = "class""#,
            "kind = \"class\"\nclass_kinds = [\"club\"]",
            "class и association",
        ),
        (
            r#"kind = "class""#,
            "kind = \"class\"\nends = \"term\"",
            "ends бывает только у date",
        ),
        (
            "[[blocks]]\nkind = \"sheet\"",
            "[every_school]\nquestion = \"pupils\"\n\n[[blocks]]\nkind = \"sheet\"",
            "измерения «school.id» нет",
        ),
        (
            "totals = [{ keep = [], label = \"Всего\" }]",
            "lines_title = \"Строка\"\nlines = [{ title = \"{$pupil}\", question = \"pupils\", split = \"$pupil\", has_every_term = true }]",
            "has_every_term бывает только при split",
        ),
        (
            "order = 999",
            "order = 999\nnotes = [\"СОУ = {grades.sou.about}\"]",
            "",
        ),
        (
            "order = 999",
            "order = 999\nnotes = [\"{grades.soup.about}\"]",
            "показателя «grades.soup» нет",
        ),
        (
            r#"name = "term""#,
            r#"name = "format""#,
            "имя параметра «format» не годится",
        ),
        (
            r#"name = "term""#,
            r#"name = "id""#,
            "имя параметра «id» не годится",
        ),
        (r#"kind = "text""#, r#"kind = "picture""#, "picture"),
        ("order = 999", "order = 999\ncolour = \"red\"", "colour"),
        (
            r#"readers = ["school", "class"]"#,
            "readers = []",
            "нет читателей",
        ),
        (
            r#"values = ["{class}"]"#,
            r#"values = ["5А"]"#,
            "параметр «class» ни на что не влияет",
        ),
        (r#"of = "director""#, r#"of = "rector""#, "rector"),
    ] {
        assert!(PROBE.contains(sound), "{sound}");
        let found = faults(&PROBE.replace(sound, broken));
        match told.is_empty() {
            true => assert_eq!(found, Vec::<String>::new(), "{broken}"),
            false => assert!(
                found.iter().any(|message| message.contains(told)),
                "{broken}: {found:?}"
            ),
        }
    }
}

const BOOK: &str = r#"
title = { ru = "Том", en = "Book" }
description = { ru = "Том", en = "Book" }
section = "class"
order = 998
readers = ["school"]
subtitles = ["{year}"]

[bound]
report = "class-year-sheet"
by = "class"
cover = ["На ___ листах"]
list_title = "Перечень"
inscription_title = "Надпись"
inscription = "Прошнуровано ___ листов"
"#;

#[test]
fn each_fault_of_a_bound_document_is_told() {
    assert_eq!(faults(BOOK), Vec::<String>::new());
    for (sound, broken, told) in [
        (
            r#""class-year-sheet""#,
            r#""class-year-shet""#,
            "отчёта «class-year-shet» нет; похожее: class-year-sheet",
        ),
        (
            r#""class-year-sheet""#,
            r#""school-year-book""#,
            "отчёта «school-year-book» нет",
        ),
        (r#""class-year-sheet""#, r#""weekly-slips""#, "не сшивают"),
        (
            r#"by = "class""#,
            r#"by = "clas""#,
            "параметра «clas» нет; похожее: class",
        ),
        (r#"by = "class""#, r#"by = "year""#, "документ не сшить"),
        (
            r#"readers = ["school"]"#,
            r#"readers = ["school", "group"]"#,
            "отчёт «class-year-sheet» не открыт",
        ),
        ("{year}", "{class}", "значения «class» нет"),
        (
            r#""Прошнуровано ___ листов""#,
            r#"" ""#,
            "заверительная надпись пуста",
        ),
        (
            r#"subtitles = ["{year}"]"#,
            "subtitles = [\"{year}\"]\nparameters = [{ name = \"year\", title = \"Год\", kind = \"school_year\" }]",
            "parameters: у сшитого документа их нет",
        ),
    ] {
        assert!(BOOK.contains(sound), "{sound}");
        let found = faults(&BOOK.replace(sound, broken));
        assert!(
            found.iter().any(|message| message.contains(told)),
            "{broken}: {found:?}"
        );
    }
}

const ACT: &str = r#"
title = { ru = "Проба акта", en = "Probe of an act" }
description = { ru = "Проба", en = "Probe" }
section = "school"
order = 999
readers = ["school"]
subtitles = ["№ {review.act_number}"]

[[parameters]]
name = "school"
title = "Организация"
kind = "school"

[[parameters]]
name = "review"
title = "Проверка"
kind = "entry"
register = "reviews"

[[parameters]]
name = "council"
title = "Решение совета"
kind = "text"
is_optional = true

[[entries]]
name = "findings"
of = "review"
lines = "findings"

[[questions]]
name = "held"
only_in = [{ question = "classes", by = ["class.name"] }]
[questions.query]
measures = ["timeliness.held"]
dimensions = ["class.name"]
timeDimensions = [{ dimension = "calendar.date", dateRange = "{review.until}" }]
filters = [{ member = "school.id", operator = "equals", values = ["{school}"] }]

[[questions]]
name = "classes"
[questions.query]
measures = ["timeliness.held"]
dimensions = ["class.name"]
filters = [{ member = "class.name", operator = "equals", values = ["{review.class}"] }]

[[blocks]]
kind = "sheet"
name = "Замечания"
question = "findings"
rows = ["number", "line"]
labels = [{ title = "Замечание", text = "{line}" }]
columns = [{ title = "Срок", question = "findings", text = "{remove_by}" }]

[[blocks]]
kind = "text"
unless = "held"
text = "Уроков нет. { $council }"

[[signatures]]
post = "Проверил(а)"
name = "{review.reviewer}"
"#;

#[test]
fn each_fault_of_an_act_is_told() {
    assert_eq!(faults(ACT), Vec::<String>::new());
    for (sound, broken, told) in [
        (
            r#"register = "reviews""#,
            r#"register = "review""#,
            "реестра «review» нет; похожее: reviews",
        ),
        ("register = \"reviews\"\n", "", "register нужен виду entry"),
        (
            r#"register = "reviews""#,
            "register = \"reviews\"\nis_optional = true",
            "запись реестра выбирают всегда",
        ),
        (
            r#"of = "review""#,
            r#"of = "revie""#,
            "параметра вида entry «revie» нет; похожее: review",
        ),
        (
            r#"lines = "findings""#,
            r#"lines = "finding""#,
            "lines: поля «finding» нет; похожее: findings",
        ),
        (
            r#"name = "findings""#,
            r#"name = "held""#,
            "имя «held» уже есть у вопроса",
        ),
        ("{remove_by}", "{remove_on}", "значения «remove_on» нет"),
        (
            "{review.reviewer}",
            "{review.reviewed}",
            "значения «review.reviewed» нет",
        ),
        (
            r#"name = "{review.reviewer}""#,
            "name = \"{review.reviewer}\"\nof = \"director\"",
            "of и name вместе не стоят",
        ),
        (
            r#"unless = "held""#,
            r#"unless = "hold""#,
            "вопроса «hold» нет; похожее: held",
        ),
        (
            r#"by = ["class.name"]"#,
            r#"by = ["subject.name"]"#,
            "измерения «subject.name» нет",
        ),
        (
            r#"by = ["class.name"]"#,
            "by = []",
            "only_in: нужно хотя бы одно измерение",
        ),
        (
            "filters = [{ member = \"school.id\"",
            "totals = true\nfilters = [{ member = \"school.id\"",
            "only_in: итоги посчитаны по всем строкам",
        ),
        (
            " { $council }",
            "",
            "параметр «council» ни на что не влияет",
        ),
    ] {
        assert!(ACT.contains(sound), "{sound}");
        let found = faults(&ACT.replacen(sound, broken, 1));
        assert!(
            found.iter().any(|message| message.contains(told)),
            "{broken}: {found:?}"
        );
    }
}

const CHOSEN: &str = r#"
title = { ru = "Проба выбора", en = "Probe of choices" }
description = { ru = "Проба", en = "Probe" }
section = "school"
order = 999
readers = ["school", "office"]

[[parameters]]
name = "by"
title = "Столбцы"
kind = "choice"
default = "whole"
choices = [{ value = "whole", title = "все" }, { value = "months", title = "по месяцам" }]

[[parameters]]
name = "count"
title = "На листе"
kind = "choice"
default = "2"
choices = [{ value = "2", title = "две" }, { value = "4", title = "четыре" }]

[[parameters]]
name = "limit"
title = "Предел"
kind = "number"

[[parameters]]
name = "review"
title = "Проверка"
kind = "entry"
register = "reviews"

[[entries]]
name = "findings"
of = "review"
beside = { register = "review_findings", by = "act_number" }

[[questions]]
name = "classes"
[questions.query]
measures = ["contingent.pupils", "contingent.boys"]
dimensions = ["class.name"]
totals = true

[[questions]]
name = "months"
when = "by=months"
[questions.query]
measures = ["contingent.pupils"]
dimensions = ["class.name"]

[[questions]]
name = "named"
has_names = true
not_in = [{ question = "classes", by = ["class.name"] }]
[questions.query]
measures = ["movement.departed"]
dimensions = ["class.name", "movement.order_no"]

[[blocks]]
kind = "sheet"
name = "Классы"
question = "classes"
rows = ["class.name"]
labels = [{ title = "Класс", text = "{class.name}" }]
columns = [
  { title = "Больше предела на", question = "classes", measure = "contingent.pupils", less = { value = "limit" }, stands_in = "rows" },
  { title = "Больше на", question = "classes", measure = "contingent.pupils", less = { question = "months", measure = "contingent.pupils" }, when = "by=months" },
  { title = "Приказ", question = "named", text = "{movement.order_no}", takes_first = true },
]
totals = [{ keep = [], label = "Мальчиков", instead = { "contingent.pupils" = "contingent.boys" } }]

[[blocks]]
kind = "sheet"
name = "Замечания"
question = "findings"
rows = ["number"]
labels = [{ title = "Замечание", text = "{finding}" }]
columns = [{ title = "Срок", question = "findings", text = "{remove_by}" }]

[[blocks]]
kind = "slips"
question = "classes"
by = ["class.name"]
per_page = 2
per_page_of = "count"
title = "{class.name}"
blocks = [{ kind = "heading", text = "{class.name}" }]
"#;

#[test]
fn each_fault_of_what_depends_on_choices_and_names_is_told() {
    assert_eq!(faults(CHOSEN), Vec::<String>::new());
    for (sound, broken, told) in [
        (
            "when = \"by=months\"\n[",
            "when = \"by=month\"\n[",
            "у «by» значения «month» нет; похожее: months",
        ),
        ("has_names = true\n", "", "персональные данные"),
        (
            "not_in = [{ question = \"classes\"",
            "not_in = [{ question = \"class\"",
            "вопроса «class» нет",
        ),
        (
            "less = { value = \"limit\" }",
            "less = { value = \"limits\" }",
            "значения «limits» нет; похожее: limit",
        ),
        (
            "less = { value = \"limit\" }",
            "less = { value = \"limit\", question = \"classes\" }",
            "less: нужны question и measure или одно value",
        ),
        (
            "text = \"{movement.order_no}\", takes_first",
            "measure = \"movement.departed\", takes_first",
            "takes_first — о text или о нескольких parts",
        ),
        (
            "\"contingent.boys\" }",
            "\"contingent.girls\" }",
            "показателя «contingent.girls» нет",
        ),
        (
            "instead = { \"contingent.pupils\"",
            "instead = { \"contingent.girls\"",
            "столбца с показателем «contingent.girls» нет",
        ),
        (
            "register = \"review_findings\"",
            "register = \"review_finding\"",
            "реестра «review_finding» нет; похожее: review_findings",
        ),
        ("by = \"act_number\"", "by = \"act\"", "поля «act» нет"),
        ("{finding}", "{findings}", "значения «findings» нет"),
        (
            "per_page_of = \"count\"",
            "per_page_of = \"by\"",
            "не выбор (choice) из чисел от 1 до 4",
        ),
        (
            "value = \"4\"",
            "value = \"5\"",
            "не выбор (choice) из чисел от 1 до 4",
        ),
        ("stands_in = \"rows\"", "stands_in = \"row\"", "row"),
    ] {
        assert!(CHOSEN.contains(sound), "{sound}");
        let found = faults(&CHOSEN.replacen(sound, broken, 1));
        assert!(
            found.iter().any(|message| message.contains(told)),
            "{broken}: {found:?}"
        );
    }
}

#[test]
fn what_a_record_keeps_of_a_bound_document_is_read_again() {
    let (reports, _) = load(&Content::embedded(), &MODEL);
    let book = reports.iter().find(|one| one.name == "school-year-book");
    let book = book.expect("the book");
    let again = Report::read(&book.name, &book.text).expect("the same");
    assert_eq!((&again.text, &again.digest), (&book.text, &book.digest));
    let (part, by) = again.part.expect("what is bound");
    assert_eq!(
        (part.name.as_str(), by.name.as_str()),
        ("class-year-sheet", "class")
    );
    let names: Vec<&str> = again
        .parameters
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(names, ["year", "school", "council"]);
}

#[test]
fn a_report_is_long_without_what_need_not_be_chosen() {
    let long = |name: &str| {
        let wanted = format!("order = 999\nis_long_without = \"{name}\"");
        faults(&PROBE.replace("order = 999", &wanted))
    };
    assert!(long("class")[0].contains("он обязателен"));
    assert!(long("clas")[0].contains("похожее: class"));
}

#[test]
fn a_column_of_each_day_wants_few_days() {
    let found = |most: &str| {
        let week = format!(
            "[[parameters]]\nname = \"week\"\ntitle = \"Неделя\"\nkind = \"range\"\n{most}\n[[questions]]"
        );
        let column =
            "columns = [{ title = \"День\", across = \"calendar.date\", days = \"week\" }, ";
        let text = PROBE.replace("[[questions]]", &week);
        faults(&text.replace("columns = [", column)).join("\n")
    };
    for wrong in ["", "most_days = 15"] {
        assert!(found(wrong).contains("дням не хватит места"), "{wrong}");
    }
    let sound = found("most_days = 14");
    assert!(!sound.contains("дням не хватит места"), "{sound}");
}

#[test]
fn what_is_wrong_with_a_parameter_is_told() {
    let with = |parameter: &str| {
        let text = PROBE.replace("[[questions]]", &format!("{parameter}\n[[questions]]"));
        faults(&text)
    };
    for (parameter, told) in [
        (
            "[[parameters]]\nname = \"week\"\ntitle = \"Неделя\"\nkind = \"range\"\ndefault = \"this term\"\n",
            "учебному периоду нужен вид term",
        ),
        (
            "[[parameters]]\nname = \"day\"\ntitle = \"День\"\nkind = \"date\"\nmost_days = 14\n",
            "most_days бывает только у range",
        ),
        (
            "[[parameters]]\nname = \"other\"\ntitle = \"Период\"\nkind = \"term\"\ndefault = \"last\"\n",
            "бывает только default = \"running\"",
        ),
        (
            "[[parameters]]\nname = \"other\"\ntitle = \"Предмет\"\nkind = \"subject\"\nunchosen = { ru = \"любой\", en = \"any\" }\n",
            "unchosen бывает только у необязательного списка",
        ),
        (
            "[[parameters]]\nname = \"other\"\ntitle = \"День\"\nkind = \"date\"\nis_optional = true\nunchosen = { ru = \"любой\", en = \"any\" }\n",
            "unchosen бывает только у необязательного списка",
        ),
        (
            "[[parameters]]\nname = \"words\"\ntitle = \"Слова\"\nkind = \"text\"\ndefault = \"да\"\n",
            "default у этого вида не бывает",
        ),
        (
            "[[parameters]]\nname = \"least\"\ntitle = \"Не меньше\"\nkind = \"number\"\ndefault = \"много\"\n",
            "«много» — не число",
        ),
        (
            "[[parameters]]\nname = \"school\"\ntitle = \"Школа\"\nkind = \"school\"\n",
            "школу выбирают прежде класса",
        ),
        (
            "[[parameters]]\nname = \"least\"\ntitle = \"Не меньше\"\nkind = \"number\"\n",
            "ни на что не влияет",
        ),
        (
            "[[parameters]]\nname = \"class\"\ntitle = \"Класс\"\nkind = \"class\"\n",
            "объявлен дважды",
        ),
    ] {
        let found = with(parameter);
        assert!(
            found.iter().any(|message| message.contains(told)),
            "{told}: {found:?}"
        );
    }
}
