//! Words: what a rule asks for, as a regulation says it.

use super::parameter::{ParameterKind, Rule};
use super::rule_set::RuleValue;

impl Rule {
    /// Says in words what its parameters ask for; what nobody gives is left out.
    pub fn told(&self, value: &dyn Fn(&str) -> Option<RuleValue>) -> String {
        let number = |name: &str| value(name).map(|value| value.to_string());
        let is = |name: &str, flag: bool| value(name) == Some(RuleValue::Flag(flag));
        let mut said: Vec<String> = Vec::new();
        match self.name {
            "topics" | "attendance" => {
                said.extend(number("days").map(|days| match days.as_str() {
                    "0" => "в тот же день".to_owned(),
                    days => format!("не позже чем через {days} дн."),
                }));
                let grace = number("grace_days").filter(|days| days != "0");
                said.extend(grace.map(|days| match days.as_str() {
                    "1" => "на следующий день — допустимая задержка".to_owned(),
                    days => format!("ещё {days} дн. — допустимая задержка"),
                }));
            }
            "homework" if is("is_kept", false) => said.push("не ведётся".to_owned()),
            "homework" => {
                let whose = match value("after") {
                    Some(RuleValue::Text(after)) if after == "class" => "класса",
                    _ => "школы",
                };
                said.extend(number("hours").map(|hours| {
                    format!("в тот же день, не позже {hours} ч после последнего урока {whose}")
                }));
                if is("is_demanded", true) {
                    said.push("к каждому уроку".to_owned());
                }
            }
            "marks" => {
                let days = number("days");
                said.extend(
                    days.map(|days| format!("не позже чем через {days} дн. после дня работы")),
                );
            }
            "term_marks" => {
                let hours = number("hours");
                said.extend(hours.map(|hours| format!("не позже {hours} ч после получения")));
            }
            "corrections" if is("is_forbidden", true) => {
                said.push("только по утверждённой заявке".to_owned());
            }
            "corrections" => said.push("без заявки — отмечается, но не запрещено".to_owned()),
            _ => said.extend(self.parameters.iter().filter_map(|parameter| {
                let said = number(parameter.name)?;
                Some(match parameter.kind {
                    // A demand is said in the regulation's own words.
                    ParameterKind::Words => begun_small(&said),
                    ParameterKind::MonthDay => {
                        format!("{} {}", parameter.title, day_of_year(&said))
                    }
                    _ => format!("{}: {said}", parameter.title),
                })
            })),
        }
        said.join("; ")
    }
}

impl Rule {
    /// Says whether a parameter's value stands in the words: a delay of no days and what is not demanded do not, nor
    /// does anything else about homework that is not kept.
    pub fn tells(&self, parameter: &str, value: &dyn Fn(&str) -> Option<RuleValue>) -> bool {
        if self.name == "homework" && value("is_kept") == Some(RuleValue::Flag(false)) {
            return parameter == "is_kept";
        }
        !matches!(
            (parameter, value(parameter)),
            ("grace_days", Some(RuleValue::Int(0)))
                | ("is_kept", Some(RuleValue::Flag(true)))
                | ("is_demanded", Some(RuleValue::Flag(false)))
        )
    }
}

/// Writes `09-15` as `15.09`.
fn day_of_year(text: &str) -> String {
    match text.split_once('-') {
        Some((month, day)) => format!("{day}.{month}"),
        None => text.to_owned(),
    }
}

/// A demand stands behind others in one sentence. What begins with letters for words stays as it is.
fn begun_small(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    match letters.clone().next().is_some_and(char::is_uppercase) {
        true => text.to_owned(),
        false => first.chain(letters).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_told_as_regulations_say_them() {
        let told = |rule: &str, values: &[(&str, RuleValue)]| {
            Rule::named(rule).expect("a rule").told(&|name| {
                let mut values = values.iter();
                values
                    .find(|(known, _)| *known == name)
                    .map(|(_, value)| value.clone())
            })
        };
        let days = |days: i64| ("days", RuleValue::Int(days));
        let grace = |days: i64| ("grace_days", RuleValue::Int(days));
        assert_eq!(told("topics", &[days(0), grace(0)]), "в тот же день");
        assert_eq!(
            told("topics", &[days(0), grace(1)]),
            "в тот же день; на следующий день — допустимая задержка"
        );
        assert_eq!(
            told("homework", &[("is_kept", RuleValue::Flag(false))]),
            "не ведётся"
        );
        assert_eq!(
            told(
                "homework",
                &[
                    ("hours", RuleValue::Number(1.5)),
                    ("after", RuleValue::Text("class".into()))
                ]
            ),
            "в тот же день, не позже 1,5 ч после последнего урока класса"
        );
        assert_eq!(
            told("risk", &[("missed_pct", RuleValue::Number(10.0))]),
            "доля пропущенных уроков, %: 10"
        );
        assert_eq!(
            told(
                "plan",
                &[
                    ("approved_before", RuleValue::Text("09-01".into())),
                    ("demand", RuleValue::Text("Одно на учебную группу".into())),
                ]
            ),
            "утверждено до 01.09; одно на учебную группу"
        );
    }
}
