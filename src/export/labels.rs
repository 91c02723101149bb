//! Labels: what a workbook says around its figures. The figures and what the office declares stay as they are; the fixed
//! words follow the language of whoever asks for the file.

/// Each as it stands in the file. `{count}` and `{sheet}` stand for what is put in.
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
        }
    }
}
