//! Labels: what a file says around its figures. The figures and what the office declares stay as they are; the fixed
//! words follow the language of whoever asks for the file.

use std::sync::LazyLock;

use super::text;

static OF_OFFICE: LazyLock<Labels> = LazyLock::new(Labels::default);

/// Each as it stands in the file. What stands in braces is put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// The name of the sheet of provenance.
    pub about: String,
    pub title: String,
    pub asker: String,
    pub made_at: String,
    pub release: String,
    pub data_moment: String,
    pub filters: String,
    pub no_filters: String,
    pub rows: String,
    pub columns: String,
    pub limits: String,
    pub no_limits: String,
    /// In the head of a page, where not every filter has room.
    pub more_filters: String,
    /// The foot of a page; `&P` and `&N` are the format's own numbers of this page and of all.
    pub page: String,
    /// A line or column that stands for several others, for all of them, for those beyond the limit.
    pub total: String,
    pub grand: String,
    pub others: String,
    /// What the level of measures is called among heads of rows, and a column without heads.
    pub measure: String,
    pub value: String,
    /// How much of an answer is shown, where it is not all.
    pub cut: String,
    pub cut_unknown: String,
    /// What the sign of a withheld figure means.
    pub withheld: String,
    /// Why a pivot has no line of the others.
    pub others_left_out: String,
}

impl Labels {
    /// Returns those of files that nobody asked for in another language.
    pub fn of_office() -> &'static Self {
        &OF_OFFICE
    }
}

impl Default for Labels {
    /// Returns those of the office's language, which the command line speaks as well.
    fn default() -> Self {
        Self {
            about: "О выгрузке".to_owned(),
            title: "Название".to_owned(),
            asker: "Кто выгрузил".to_owned(),
            made_at: "Когда".to_owned(),
            release: "Выпуск данных".to_owned(),
            data_moment: "Данные на".to_owned(),
            filters: "Фильтры".to_owned(),
            no_filters: "нет".to_owned(),
            rows: "Строк".to_owned(),
            columns: "Столбцов".to_owned(),
            limits: "Ограничения".to_owned(),
            no_limits: "нет, показано всё".to_owned(),
            more_filters: "и ещё {count} — на листе «{sheet}»".to_owned(),
            page: "стр. &P из &N".to_owned(),
            total: "Итого".to_owned(),
            grand: "Всего".to_owned(),
            others: "Прочие".to_owned(),
            measure: "Показатель".to_owned(),
            value: "Значение".to_owned(),
            cut: "показаны первые {shown} из {total}".to_owned(),
            cut_unknown: "показаны первые {shown}, есть и другие".to_owned(),
            withheld: text::NOTE_OF_WITHHELD.to_owned(),
            others_left_out:
                "строки «Прочие» в сводной нет: остальные значения разошлись бы по её столбцам"
                    .to_owned(),
        }
    }
}
