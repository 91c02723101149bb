//! Reading: a declared file becomes a form, and everything wrong with it is told with its line.

use std::collections::BTreeMap;

use toml::Spanned;

use super::control::Control;
use super::declared::{
    DeclaredControl, DeclaredDeadline, DeclaredForm, DeclaredSection, month_and_day,
};
use super::expression::Expression;
use super::form::{Column, Deadline, Form, Row, Section};
use super::reader::Reader;
use crate::diagnostic::Diagnostic;
use crate::model::Model;
use crate::sheet::Signature;

/// Reads one file. A form that has faults is returned as far as it could be read.
pub(super) fn read(path: &str, text: &str, model: &Model) -> (Option<Form>, Vec<Diagnostic>) {
    let mut reader = Reader::new(path, text, model);
    let Some(code) = slug(path) else {
        reader.fault(
            "name",
            "имя файла формы — «код-год.toml», например oo-1-2024.toml",
            None,
        );
        return (None, reader.faults);
    };
    let declared: DeclaredForm = match toml::from_str(text) {
        Ok(declared) => declared,
        Err(error) => {
            reader.fault("toml", error.message(), error.span());
            return (None, reader.faults);
        }
    };
    let form = reader.form(code, &declared);
    reader.check(&form, &declared);
    (Some(form), reader.faults)
}

/// Returns the code of a form from the name of its file.
fn slug(path: &str) -> Option<&str> {
    let name = path.strip_prefix("forms/")?.strip_suffix(".toml")?;
    let (code, year) = name.rsplit_once('-')?;
    let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    let is_code = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (is_year && !code.is_empty() && code.bytes().all(is_code)).then_some(code)
}

impl Reader<'_> {
    fn form(&mut self, code: &str, declared: &DeclaredForm) -> Form {
        let mut form = Form {
            code: code.to_owned(),
            title_code: declared.title_code.clone(),
            name: declared.name.clone(),
            okud: declared.okud.clone(),
            order: declared.edition.order.clone(),
            filed_by: declared.filed_by.clone(),
            period: declared.period,
            from: *declared.edition.from.get_ref(),
            until: declared.edition.until,
            is_draft: declared
                .sections
                .iter()
                .any(|section| section.unverified || section.rows.iter().any(|row| row.unverified)),
            path: self.path.to_owned(),
            day: *declared.day.get_ref(),
            deadline: self.deadline(&declared.deadline),
            subtitle: declared.subtitle.clone(),
            is_landscape: declared.is_landscape,
            head: declared.head.clone(),
            providers: declared.providers.clone(),
            signatures: Vec::new(),
            sections: Vec::new(),
            controls: Vec::new(),
            cells: BTreeMap::new(),
        };
        let signatures = declared.signatures.iter().map(|declared| Signature {
            post: declared.post.clone(),
            name: None,
            has_seal: declared.has_seal,
        });
        form.signatures = signatures.collect();
        for section in &declared.sections {
            if form.section(section.code.get_ref()).is_some() {
                let message = format!("раздел «{}» объявлен дважды", section.code.get_ref());
                self.fault("duplicate", message, Some(section.code.span()));
                continue;
            }
            form.sections.push(self.section(section));
            let cells = self.cells(section);
            form.cells.extend(cells);
        }
        for control in &declared.controls {
            form.controls.extend(self.control(control));
        }
        form
    }

    fn deadline(&mut self, declared: &Spanned<DeclaredDeadline>) -> Deadline {
        match declared.get_ref() {
            DeclaredDeadline::Days(days) if (0..=366).contains(days) => Deadline::After(*days),
            DeclaredDeadline::Day(text) if month_and_day(text).is_some() => {
                let (month, day) = month_and_day(text).unwrap_or((1, 1));
                Deadline::On(month, day)
            }
            _ => {
                let message = "срок — день года («10-15») или число дней после отчётного дня";
                self.fault("deadline", message, Some(declared.span()));
                Deadline::After(0)
            }
        }
    }

    fn section(&mut self, declared: &DeclaredSection) -> Section {
        let mut section = Section {
            code: declared.code.get_ref().clone(),
            number: declared
                .number
                .clone()
                .unwrap_or_else(|| declared.code.get_ref().clone()),
            title: declared.title.clone(),
            when: self.condition(declared.when.as_ref()),
            note: declared.note.clone(),
            study: declared.study.clone(),
            unit: declared.unit.clone(),
            first: declared
                .first
                .clone()
                .unwrap_or_else(|| ["1", "2"].map(str::to_owned)),
            is_unverified: declared.unverified,
            columns: Vec::new(),
            rows: Vec::new(),
        };
        for column in &declared.columns {
            let number = column.number.get_ref();
            if section.columns.iter().any(|other| other.number == *number) {
                let message = format!("раздел {}: графа {number} объявлена дважды", section.code);
                self.fault("duplicate", message, Some(column.number.span()));
                continue;
            }
            section.columns.push(Column {
                number: number.clone(),
                title: column.title.clone(),
                heads: column.heads.clone(),
                decimals: column.decimals,
                is_upright: column.upright,
                is_coded: column.coded,
            });
        }
        for row in &declared.rows {
            let code = row.code.get_ref();
            if section.rows.iter().any(|other| other.code == *code) {
                let message = format!("раздел {}: строка {code} объявлена дважды", section.code);
                self.fault("duplicate", message, Some(row.code.span()));
                continue;
            }
            section.rows.push(Row {
                code: code.clone(),
                label: row.label.clone(),
                indent: row.indent,
                decimals: row.decimals,
                is_total: row.total,
                is_unverified: row.unverified,
            });
        }
        if section.columns.is_empty() || section.rows.is_empty() {
            let message = format!("в разделе {} нет строк или граф", section.code);
            self.fault("empty", message, Some(declared.code.span()));
        }
        section
    }

    pub fn formula(&mut self, declared: Option<&Spanned<String>>) -> Option<Expression> {
        let declared = declared?;
        let formula = self.expression(declared)?;
        if formula.is_condition() {
            let message = "формула ячейки — число, а не сравнение";
            self.fault("formula", message, Some(declared.span()));
            return None;
        }
        let mut is_elsewhere = false;
        formula.for_each(&mut |_, is_own| is_elsewhere |= !is_own);
        if is_elsewhere {
            let message =
                "формула ячейки смотрит только на эту форму: previous и form — для контролей";
            self.fault("formula", message, Some(declared.span()));
            return None;
        }
        Some(formula)
    }

    /// Reads in which case a section stands in a form.
    fn condition(&mut self, declared: Option<&Spanned<String>>) -> Option<Expression> {
        let declared = declared?;
        let condition = self.expression(declared)?;
        let mut is_elsewhere = false;
        condition.for_each(&mut |_, is_own| is_elsewhere |= !is_own);
        if !condition.is_condition() || is_elsewhere {
            let message = "условие раздела — сравнение ячеек этой же формы";
            self.fault("when", message, Some(declared.span()));
            return None;
        }
        Some(condition)
    }

    pub fn expression(&mut self, declared: &Spanned<String>) -> Option<Expression> {
        match Expression::parse(declared.get_ref()) {
            Ok(expression) => Some(expression),
            Err(fault) => {
                let message = format!("«{}»: {fault}", declared.get_ref());
                self.fault("expression", message, Some(declared.span()));
                None
            }
        }
    }

    fn control(&mut self, declared: &DeclaredControl) -> Option<Control> {
        let relation = self.expression(&declared.relation)?;
        if !relation.is_condition() {
            let message = format!("«{}» — не сравнение", declared.relation.get_ref());
            self.fault("control", message, Some(declared.relation.span()));
            return None;
        }
        let when = match &declared.when {
            Some(when) => Some(self.expression(when)?),
            None => None,
        };
        Some(Control {
            code: declared.code.get_ref().clone(),
            severity: declared.severity,
            message: declared.message.clone(),
            section: declared.section.clone(),
            when,
            relation,
            // The codes are filled in when all sections are known.
            rows: Vec::new(),
            columns: Vec::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::content::Content;
    use crate::forms::Forms;

    static MODEL: LazyLock<Model> = LazyLock::new(|| Model::load(&Content::embedded()).0);

    const PROBE: &str = r#"title_code = "ПР-1"
name = "Проба"
filed_by = ["general"]
period = "year"
day = "09-20"
deadline = "10-15"

[edition]
order = "приказ"
from = "2024-09-01"

[[sections]]
code = "1"
title = "Раздел"
filters = { "class.kind" = "class" }
closed = [{ rows = ["03"], columns = ["5"] }]
columns = [
  { number = "3", title = "Всего", formula = "g4 + g5" },
  { number = "4", title = "Начальное", filters = { "class.level" = "1-4" } },
  { number = "5", title = "Основное", filters = { "class.level" = "5-9" } },
]
rows = [
  { code = "01", label = "Учеников", measure = "contingent.pupils" },
  { code = "02", label = "Из них девочек", measure = "contingent.pupils", filters = { "pupil.sex" = "f" } },
  { code = "03", label = "Вручную", manual = true },
  { code = "04", label = "Всего", formula = "r01 + r03" },
]

[[sections]]
code = "2"
title = "Другой раздел"
columns = [{ number = "3", title = "Доля" }]
rows = [{ code = "01", label = "Девочек, %", formula = "100 * 1 r02 g3 / 1 r01 g3" }]

[[controls]]
code = "1-01"
severity = "error"
section = "1"
relation = "r02 <= r01"
message = "Девочек не больше, чем всех"
"#;

    /// Reads one file beside the declared ones and returns what is wrong with it, each with its line.
    fn faults(text: &str) -> Vec<(Option<u64>, String)> {
        let content = Content::embedded().with("forms/probe-2024.toml", text);
        let (_, faults) = Forms::read(&content, &MODEL);
        let own = faults.into_iter();
        let own = own.filter(|fault| fault.file.as_deref() == Some("forms/probe-2024.toml"));
        own.map(|fault| {
            let hint = fault
                .hint
                .map_or_else(String::new, |hint| format!(" ({hint})"));
            (fault.line, format!("{}{hint}", fault.message))
        })
        .collect()
    }

    #[test]
    fn the_declared_forms_have_no_faults() {
        let (forms, faults) = Forms::read(&Content::embedded(), &MODEL);
        assert_eq!(faults, []);
        assert_eq!(forms.codes(), ["1-dop", "monitoring", "oo-1"]);
    }

    #[test]
    fn each_fault_of_a_file_is_told_with_its_line() {
        assert_eq!(faults(PROBE), []);
        for (sound, broken, line, told) in [
            (
                r#"label = "Учеников", measure = "contingent.pupils""#,
                r#"label = "Учеников", measure = "contingent.pupil""#,
                23,
                "показателя «contingent.pupil» нет (похожее: contingent.pupils)",
            ),
            (
                r#"filters = { "pupil.sex" = "f" }"#,
                r#"filters = { "pupil.sux" = "f" }"#,
                24,
                "измерения «pupil.sux» нет (похожее: pupil.sex)",
            ),
            (
                r#""class.level" = "5-9""#,
                r#""class.level" = "5-8""#,
                20,
                "у «class.level» нет значения «5-8» (похожее: 5-9)",
            ),
            (
                r#"filters = { "pupil.sex" = "f" }"#,
                r#"filters = { "pupil.sex" = { gt = "f" } }"#,
                0,
                "оператор «gt» не годится для текста",
            ),
            (
                r#"label = "Учеников", measure = "contingent.pupils""#,
                r#"label = "Учеников", measure = "grades.pass_pct""#,
                0,
                "«grades.pass_pct» — доля, в сводной её не сложить: нужна формула над числами",
            ),
            // A topic that does not know the class's page.
            (
                r#"filters = { "pupil.sex" = "f" }"#,
                r#"filters = { "subject.name" = "Алгебра" }"#,
                0,
                "не применимо к теме «Контингент»",
            ),
            (
                r#"{ number = "4", title = "Начальное","#,
                r#"{ number = "4", title = "Начальное", measure = "contingent.boys","#,
                23,
                "раздел 1, строка 01, графа 4 определена дважды: показателем строки",
            ),
            (
                r#"label = "Учеников", measure"#,
                r#"label = "Учеников", manual = true, measure"#,
                23,
                "раздел 1, строка 01, графа 4 определена дважды: вводится вручную",
            ),
            (
                r#"filters = { "pupil.sex" = "f" }"#,
                r#"filters = { "class.level" = "10-11" }"#,
                24,
                "отбирают по «class.level» разное",
            ),
            (
                r#"formula = "r01 + r03""#,
                r#"formula = "r01 - r03""#,
                26,
                "раздел 1, строка 04, графа 3 определена дважды: формулой строки и формулой графы",
            ),
            (
                r#"label = "Вручную", manual = true"#,
                r#"label = "Вручную""#,
                25,
                "раздел 1, строка 03, графа 4 не определена",
            ),
            (
                r#"formula = "r01 + r03""#,
                r#"formula = "r01 + r04""#,
                26,
                "формулы ходят по кругу: раздел 1, строка 04, графа",
            ),
            (
                r#"formula = "g4 + g5""#,
                r#"formula = "g4 + g6""#,
                18,
                "в разделе 1 нет графы 6",
            ),
            ("100 * 1 r02 g3", "100 * 3 r02 g3", 33, "раздела 3 нет"),
            (
                "title = \"Другой раздел\"",
                "title = \"Другой раздел\"\nwhen = \"1 r01 g3\"",
                32,
                "условие раздела — сравнение ячеек этой же формы",
            ),
            (
                "title = \"Другой раздел\"",
                "title = \"Другой раздел\"\nwhen = \"1 r09 g3 > 0\"",
                32,
                "в разделе 1 нет строки 09",
            ),
            (
                r#"formula = "r01 + r03""#,
                r#"formula = "r01 +""#,
                26,
                "знак 6",
            ),
            (
                r#"formula = "r01 + r03""#,
                r#"formula = "previous(r01)""#,
                26,
                "формула ячейки смотрит только на эту форму",
            ),
            (
                r#"rows = ["03"], columns = ["5"]"#,
                r#"rows = ["03"], columns = ["5..7"]"#,
                16,
                "графы «5..7» нет",
            ),
            (
                r#"code = "02""#,
                r#"code = "01""#,
                24,
                "строка 01 объявлена дважды",
            ),
            (
                r#"number = "5""#,
                r#"number = "4""#,
                20,
                "графа 4 объявлена дважды",
            ),
            (
                "code = \"2\"\n",
                "code = \"1\"\n",
                30,
                "раздел «1» объявлен дважды",
            ),
            (
                r#"relation = "r02 <= r01""#,
                r#"relation = "r02 <= r05""#,
                39,
                "контроль 1-01: в разделе 1 нет строки 05",
            ),
            (
                r#"relation = "r02 <= r01""#,
                r#"relation = "2 + 2 = 4""#,
                39,
                "контроль 1-01: не названа ни одна ячейка",
            ),
            (
                r#"relation = "r02 <= r01""#,
                r#"relation = "r02 + r01""#,
                39,
                "не сравнение",
            ),
            (
                r#"relation = "r02 <= r01""#,
                r#"rows = ["02"]
relation = "r02 <= r01""#,
                40,
                "отношение не зависит от того, какие названы строки",
            ),
            (
                r#"relation = "r02 <= r01""#,
                r#"columns = ["9"]
relation = "r02 <= r01""#,
                40,
                "графы «9» нет",
            ),
            (
                r#"relation = "r02 <= r01""#,
                r#"relation = 'r02 <= form("oo-2") 2.1.1 r10 g3'"#,
                39,
                "формы «oo-2» нет (похожее: oo-1)",
            ),
            (
                r#"relation = "r02 <= r01""#,
                r#"relation = 'r02 <= form("oo-1") 2.1.1 r11 g3'"#,
                39,
                "в форме «oo-1» нет такой ячейки: раздел 2.1.1, строка 11, графа 3",
            ),
            (
                "section = \"1\"\nrelation",
                "section = \"11\"\nrelation",
                39,
                "раздела 11 нет",
            ),
            (
                "[[controls]]",
                "[[controls]]\ncode = \"1-01\"\nseverity = \"warning\"\nsection = \"1\"\nrelation = \"r02 > 0\"\nmessage = \"Есть\"\n\n[[controls]]",
                43,
                "контроль 1-01 объявлен дважды",
            ),
            (
                r#"day = "09-20""#,
                r#"day = "20""#,
                5,
                "отчётный день не подходит к периоду",
            ),
            (
                r#"day = "09-20""#,
                r#"day = "02-30""#,
                5,
                "«02-30»: ожидались",
            ),
            (
                r#"deadline = "10-15""#,
                r#"deadline = "октябрь""#,
                6,
                "срок — день года",
            ),
            (
                r#"filed_by = ["general"]"#,
                r#"filed_by = ["genaral"]"#,
                0,
                "похожее: general",
            ),
            (
                "title_code = \"ПР-1\"",
                "title_code = \"ОО-1\"",
                0,
                "код «ОО-1» уже у формы",
            ),
            (
                "name = \"Проба\"",
                "name = \"Проба\"\ncolour = \"red\"",
                3,
                "colour",
            ),
            (
                "from = \"2024-09-01\"",
                "from = \"2024-09-01\"\nuntil = \"2024-09-02\"",
                0,
                "нет ни одного отчётного дня",
            ),
        ] {
            assert!(PROBE.contains(sound), "{sound}");
            let found = faults(&PROBE.replacen(sound, broken, 1));
            let is_told = |(at, message): &(Option<u64>, String)| {
                message.contains(told) && (line == 0 || *at == Some(line))
            };
            assert!(found.iter().any(is_told), "{broken}: {found:#?}");
        }
    }

    #[test]
    fn editions_must_not_overlap() {
        let next = PROBE.replace("2024-09-01", "2025-09-01");
        let content = Content::embedded()
            .with("forms/probe-2024.toml", PROBE)
            .with("forms/probe-2025.toml", &next);
        let (_, faults) = Forms::read(&content, &MODEL);
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 1, "{told:#?}");
        assert!(told[0].contains("forms/probe-2025.toml"), "{told:#?}");
        assert!(
            told[0].contains("задайте until в forms/probe-2024.toml"),
            "{told:#?}"
        );

        let ended = PROBE.replace(
            "from = \"2024-09-01\"",
            "from = \"2024-09-01\"\nuntil = \"2025-08-31\"",
        );
        let content = content.with("forms/probe-2024.toml", &ended);
        let (forms, faults) = Forms::read(&content, &MODEL);
        assert_eq!(faults, []);
        let path = |day: &str| {
            let form = forms.edition("probe", day.parse().expect("a day"));
            form.map(|form| form.path.clone())
        };
        assert_eq!(path("2024-09-20").as_deref(), Some("forms/probe-2024.toml"));
        assert_eq!(path("2025-09-20").as_deref(), Some("forms/probe-2025.toml"));
        assert_eq!(path("2023-09-20"), None);
    }

    #[test]
    fn a_name_of_a_file_says_form_and_year() {
        for (path, code) in [
            ("forms/oo-1-2024.toml", Some("oo-1")),
            ("forms/monitoring-2024.toml", Some("monitoring")),
            ("forms/oo-1.toml", None),
            ("forms/ОО-2024.toml", None),
            ("forms/-2024.toml", None),
            ("forms/old/oo-1-2024.toml", None),
        ] {
            assert_eq!(slug(path), code, "{path}");
        }
    }
}
