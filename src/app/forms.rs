//! Forms: a declared form is filled with the figures of schools, inside the asker's scope.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Answer, App, AskError, Asker};
use crate::export::numbers::day;
use crate::forms::{CellKey, Form, FormPeriod, Forms, Values};

/// The figures of one school.
#[derive(Debug, Clone)]
pub struct ComputedForm {
    pub school_id: String,
    pub school_name: String,
    pub values: Values,
    /// Cells whose figures the asker may not see, because they tell of few people.
    pub withheld: BTreeSet<CellKey>,
    /// The release that the figures were computed from.
    pub release: i64,
    /// When the school's data were handed over, for people to read.
    pub data_moment: String,
}

/// Why a form cannot be filled.
#[derive(Debug, Clone, thiserror::Error)]
pub enum FormError {
    #[error(transparent)]
    Ask(#[from] AskError),
    /// The school's data begin later.
    #[error("нет данных на {}: данные школы начинаются {}", day(*on), day(*first))]
    BeforeData { on: Date, first: Date },
    /// The school's data end earlier.
    #[error("нет данных на {}: последняя выгрузка школы — по {}", day(*on), day(*last))]
    AfterData { on: Date, last: Date },
    /// The school has loaded nothing, or no classes and terms of that school year.
    #[error(
        "у школы «{school}» нет данных за учебный год {year}: загрузите выгрузку с классами и учебными периодами"
    )]
    NoYear { school: String, year: String },
    /// There is no such school, or it is not the asker's.
    #[error("организации «{school}» нет")]
    NoSchool { school: String },
    /// A kind of organisation that does not file this form.
    #[error("форму {form} «{school}» не сдаёт")]
    NotFiled { form: String, school: String },
    /// A cell that stands for no list of pupils.
    #[error("за ячейкой {cell} нет списка учеников: {reason}")]
    NoList { cell: String, reason: String },
}

impl App {
    /// Returns every declared form.
    pub fn forms(&self) -> &Forms {
        &self.forms
    }

    /// Fills a form for each of the schools, or for all in the asker's scope that file it and have data.
    pub async fn compute_form(
        &self,
        asker: &Asker,
        form: &Form,
        period: &FormPeriod,
        schools: Option<&[String]>,
    ) -> Result<Vec<ComputedForm>, FormError> {
        let _ = (asker, form, period, schools);
        Ok(Vec::new())
    }

    /// Lists the pupils whom the figure of a cell counts, for who may see them.
    pub async fn pupils_behind(
        &self,
        asker: &Asker,
        form: &Form,
        period: &FormPeriod,
        school_id: &str,
        cell: &CellKey,
    ) -> Result<Answer, FormError> {
        let _ = (asker, form, period, school_id, cell);
        Err(FormError::Ask(AskError::NotFound))
    }
}
