//! Deeds: what entries of the audit name by codes and in the office's language, told in the words of the pages. What
//! is read here was written by `trail` and by whoever records a deed; other words stay as they stand.

use jiff::civil::Date;

use super::phrase::gaps;
use super::saved::saved_id;
use super::trail::scope_of_words;
use super::{App, Right, titles};
use crate::audit::Action;
use crate::catalogue::say;
use crate::export::numbers;
use crate::office::{LoadState, ShareKind, StepKind};

impl App {
    /// Tells whose rows the doer saw.
    pub fn scope_told(&self, written: &str) -> String {
        match scope_of_words(written) {
            Some(scope) => titles::scope_named(
                &scope,
                |id| self.school_told(id),
                |school_id, id| {
                    let name = self.class_of_release(school_id, id);
                    name.unwrap_or_else(|| id.to_owned())
                },
            ),
            None => written.to_owned(),
        }
    }

    /// Tells what a deed was done to.
    pub fn object_told(&self, action: Action, written: &str) -> String {
        let told = match action {
            Action::SaveQuery | Action::ShareQuery | Action::DeleteQuery => query(written),
            Action::Order => {
                let order = gaps(written, "order-{}");
                order.map(|order| say!("deed-object-order", id = order[0]))
            }
            _ => plain(written),
        };
        told.or_else(|| self.register_told(written))
            .unwrap_or_else(|| written.to_owned())
    }

    /// Tells the circumstances of a deed, other than a question.
    pub fn circumstances_told(&self, action: Action, written: &str) -> String {
        let told = match action {
            Action::Load => self.load_told(written),
            Action::AddUser | Action::ChangeUser => self.person_told(written),
            Action::Grant | Action::Revoke => grant(written),
            Action::MakeToken => self.reach_told(written),
            Action::ShareQuery => self.shares_told(written),
            Action::SaveQuery => gaps(written, "{}, возврат версии {}")
                .map(|found| say!("deed-about-reverted", title = found[0], version = found[1])),
            Action::Order => step(written),
            Action::Export => gaps(written, "организация {}").map(|found| {
                let school = self.school_told(found[0]);
                say!("scope-school", school = school)
            }),
            _ => None,
        };
        told.or_else(|| plain(written))
            .unwrap_or_else(|| written.to_owned())
    }

    /// Calls a school by its name, or by its id where no data of it were accepted yet.
    pub fn school_told(&self, school_id: &str) -> String {
        let name = self.school_of_release(school_id);
        name.unwrap_or_else(|| school_id.to_owned())
    }

    fn register_told(&self, written: &str) -> Option<String> {
        let titled = |title: &str| {
            let mut registers = self.model.registers.iter();
            let register = registers.find(|register| register.title.ru == title);
            register
                .map_or(title, |register| register.title.told())
                .to_owned()
        };
        if let Some((whole, id)) = written.rsplit_once("», запись ") {
            let title = whole.strip_prefix("реестр «")?;
            return Some(say!(
                "deed-object-entry",
                title = titled(title),
                id = id.to_owned()
            ));
        }
        let found = gaps(written, "реестр «{}»")?;
        Some(say!("deed-object-register", title = titled(found[0])))
    }

    fn load_told(&self, written: &str) -> Option<String> {
        if let Some(found) = gaps(written, "исправленные строки загрузки {}, организация {}")
        {
            let school = self.school_told(found[1]);
            return Some(say!("deed-about-mended", load = found[0], school = school));
        }
        if let Some(found) = gaps(written, "передана выгрузка организации {}")
        {
            return Some(say!("deed-about-sent", school = self.school_told(found[0])));
        }
        let (school, state) = written.rsplit_once(", ")?;
        let state = LoadState::parse(state)?;
        let state = say!(&format!("loads-state-{}", state.name().replace('_', "-")));
        let school = match school {
            "организация неизвестна" => say!("deed-about-school-unknown"),
            school_id => self.school_told(school_id),
        };
        Some(say!("deed-about-load", school = school, state = state))
    }

    fn person_told(&self, written: &str) -> Option<String> {
        let (rest, ground) = match written.split_once(", основание: ") {
            Some((rest, ground)) => (rest, Some(ground)),
            None => (written, None),
        };
        let (rest, days) = dated(rest);
        let (role, scope) = match rest.split_once(", ") {
            Some((role, scope)) => (role, Some(scope)),
            None => (rest, None),
        };
        let role = super::Role::named(role)?;
        let scope = scope.map(|scope| self.scope_told(scope));
        let ground = ground.map(|ground| say!("deed-about-ground", ground = ground));
        let role = Some(titles::role(role.name));
        Some(listed([role, scope, days, ground]))
    }

    fn reach_told(&self, written: &str) -> Option<String> {
        if let Some(found) = gaps(written, "передача выгрузок организации {}")
        {
            let school = self.school_told(found[0]);
            return Some(say!("deed-about-uploads", school = school));
        }
        let (scope, rights) = match written.split_once(", права: ") {
            Some((scope, rights)) => (scope, Some(rights)),
            None => (written, None),
        };
        let scope = match scope {
            "вся область владельца" => say!("deed-about-whole-scope"),
            scope if scope_of_words(scope).is_some() => self.scope_told(scope),
            _ => return None,
        };
        let rights = rights.map(|rights| {
            let rights: Vec<String> = rights.split(", ").map(right).collect();
            say!("deed-about-rights", rights = rights.join(", "))
        });
        Some(listed([Some(scope), rights]))
    }

    fn shares_told(&self, written: &str) -> Option<String> {
        let told = written.split(", ").map(|share| match share {
            "никому" => Some(say!("deed-about-nobody")),
            "все" => Some(say!("queries-shared-all")),
            share => {
                let (kind, value) = share.split_once(' ')?;
                Some(match ShareKind::parse(kind)? {
                    ShareKind::Person => say!("queries-shared-person", person = value),
                    ShareKind::Role => say!("queries-shared-role", role = titles::role(value)),
                    ShareKind::School => {
                        say!("queries-shared-school", school = self.school_told(value))
                    }
                    ShareKind::All => return None,
                })
            }
        });
        let told: Option<Vec<String>> = told.collect();
        Some(told?.join("; "))
    }
}

/// Tells words that stand alone, with nothing of the office's own in them but a number.
fn plain(written: &str) -> Option<String> {
    let told = match written {
        "вопрос" => say!("deed-object-question"),
        "сравнение выпусков" => say!("deed-object-releases"),
        "просмотр" => say!("deed-object-reading"),
        "проверка цепочки" => say!("deed-object-chain"),
        "выгрузка CSV" => say!("deed-object-csv"),
        "пароль" => say!("deed-object-password"),
        "одноразовый код" => say!("deed-object-code"),
        "заявки на отчёты" => say!("deed-about-orders"),
        "выгрузка не читается" => say!("deed-about-unreadable"),
        "временный" => say!("deed-about-temporary"),
        "включены" => say!("deed-about-codes-on"),
        "выключены" => say!("deed-about-codes-off"),
        _ => {
            if let Some(found) = gaps(written, "выпуск {}") {
                return Some(say!("deed-object-release", id = found[0]));
            }
            let load = gaps(written, "отклонённые строки, загрузка {}")?;
            say!("deed-object-rejects", load = load[0])
        }
    };
    Some(told)
}

fn query(written: &str) -> Option<String> {
    let id = saved_id(written)?;
    Some(say!("deed-object-query", id = id.to_string()))
}

fn grant(written: &str) -> Option<String> {
    let (rest, days) = dated(written);
    let (name, ground) = match rest.split_once(", ") {
        Some((name, ground)) => (name, Some(ground.to_owned())),
        None => (rest, None),
    };
    let name = Right::parse(name)?;
    Some(listed([Some(titles::right(name)), ground, days]))
}

fn right(name: &str) -> String {
    Right::parse(name).map_or_else(|| name.to_owned(), titles::right)
}

fn step(written: &str) -> Option<String> {
    let (rest, instead) = match gaps(written, "{} (вместо {})") {
        Some(found) => (found[0], Some(say!("deed-about-instead", login = found[1]))),
        None => (written, None),
    };
    let (title, answer) = match rest.split_once(": ") {
        Some((title, answer)) => (title, query(answer)),
        None => (rest, None),
    };
    let mut kinds = StepKind::ALL.into_iter();
    let kind = kinds.find(|kind| kind.title() == title)?;
    let kind = say!(&format!("orders-step-{}", kind.name().replace('_', "-")));
    Some(listed([Some(kind), answer, instead]))
}

/// Cuts the days off the end of what was written, and tells them.
fn dated(written: &str) -> (&str, Option<String>) {
    let (rest, to) = cut(written, ", по ");
    let (rest, from) = cut(rest, ", с ");
    let days = match (from.map(numbers::day), to.map(numbers::day)) {
        (None, None) => None,
        (Some(from), None) => Some(say!("parts-days-from", from = from)),
        (None, Some(to)) => Some(say!("parts-days-to", to = to)),
        (Some(from), Some(to)) => Some(say!("parts-days-between", from = from, to = to)),
    };
    (rest, days)
}

fn cut<'a>(written: &'a str, mark: &str) -> (&'a str, Option<Date>) {
    let found = written.rsplit_once(mark);
    let day = found.and_then(|(rest, day)| Some((rest, day.parse().ok()?)));
    day.map_or((written, None), |(rest, day)| (rest, Some(day)))
}

fn listed(parts: impl IntoIterator<Item = Option<String>>) -> String {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join("; ")
}
