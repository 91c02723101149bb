//! Orders for reports of the demonstration: one that the centre has delivered to the director, one that nobody has taken.

use jiff::ToSpan;
use serde_json::{Value, json};

use super::Failure;
use crate::app::{App, Asker, Draft, OrderDraft, StepDraft};
use crate::office::StepKind;

/// Days that the askers give.
const DAYS: i64 = 7;

pub async fn place(app: &App) -> Result<(), Failure> {
    let (director, centre) = (asker(app, "director").await?, asker(app, "centre").await?);
    let needed_by = Some(app.moment().today.saturating_add(DAYS.days()));
    let of_director = OrderDraft {
        title: "Пропуски по причинам и параллелям".to_owned(),
        words: "Сколько уроков пропущено в этой четверти в каждой параллели и по каким причинам, \
                с итогами. Нужно видеть, где больше всего пропусков без уважительной причины."
            .to_owned(),
        purpose: "Совещание при директоре".to_owned(),
        needed_by,
        output: "table".to_owned(),
        ..OrderDraft::default()
    };
    let id = app.place_order(&director, &of_director).await?;
    let taken = StepDraft {
        due_on: needed_by,
        ..StepDraft::default()
    };
    app.advance_order(&centre, id, 1, StepKind::Take, &taken)
        .await?;
    let asked = StepDraft {
        words: "Считать ли пропуски уроков, от которых ученики освобождены?".to_owned(),
        ..StepDraft::default()
    };
    app.advance_order(&centre, id, 2, StepKind::Question, &asked)
        .await?;
    let answered = StepDraft {
        words: "Нет, освобождённых не считать.".to_owned(),
        ..StepDraft::default()
    };
    app.advance_order(&director, id, 3, StepKind::Answer, &answered)
        .await?;
    let report = Draft {
        title: of_director.title.clone(),
        description: "Пропущенные уроки этой четверти по параллелям и причинам.".to_owned(),
        folder: "Заявки".to_owned(),
        state: by_grade_and_reason(),
        ..Draft::default()
    };
    let query_id = app.save(&centre, &report).await?;
    let delivered = StepDraft {
        words: "Отчёт открыт в ваших запросах; его можно выгрузить в XLSX.".to_owned(),
        query_id: Some(query_id),
        ..StepDraft::default()
    };
    app.advance_order(&centre, id, 4, StepKind::Deliver, &delivered)
        .await?;

    let office = asker(app, "office").await?;
    let of_office = OrderDraft {
        title: "Качество знаний по предметам за четверть".to_owned(),
        words: "По каждой школе и предмету: качество знаний и успеваемость, рядом — прошлая \
                четверть."
            .to_owned(),
        purpose: "Совещание с директорами школ".to_owned(),
        ground: "План работы управления".to_owned(),
        needed_by,
        output: "print".to_owned(),
        ..OrderDraft::default()
    };
    app.place_order(&office, &of_office).await?;
    Ok(())
}

async fn asker(app: &App, login: &str) -> Result<Asker, Failure> {
    let user = app.office.user_by_login(login).await;
    let user = user.map_err(Failure::ours)?;
    let user =
        user.ok_or_else(|| Failure::ours(crate::office::Error::UnknownUser(login.into())))?;
    Ok(app.asker_of_user(user).await?)
}

fn by_grade_and_reason() -> Value {
    json!({
        "measures": ["attendance.missed"],
        "dimensions": ["class.grade", "absence.reason"],
        "timeDimensions": [{"dimension": "calendar.date", "dateRange": "this term"}],
        "pivot": {"rows": ["class.grade"], "columns": ["absence.reason", "measures"]},
        "totals": true,
        "view": "pivot",
    })
}
