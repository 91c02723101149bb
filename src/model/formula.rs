//! Formula: arithmetic over named numbers, as measures declare it and as people write it.
//!
//! `100 * (due - missed) / due`. Division by nothing gives nothing. Declared conditions may also
//! compare (`missed * 100 >= due * 10`) and join comparisons by `and`.

use std::fmt;

#[derive(Debug, Clone, PartialEq)]
pub enum Formula {
    Number(f64),
    Name(String),
    Negated(Box<Formula>),
    Joined(Box<Formula>, Operator, Box<Formula>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Less,
    AtMost,
    Greater,
    AtLeast,
    Equal,
    And,
}

/// What is wrong with a formula and at which character.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{error} (знак {at})")]
pub struct FormulaFault {
    pub error: FormulaError,
    /// Counted from 1.
    pub at: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormulaError {
    #[error("формула слишком длинна")]
    TooLong,
    #[error("«{0}» — не число")]
    NotNumber(String),
    #[error("лишний знак «{0}»")]
    OddSign(char),
    #[error("здесь формула должна была кончиться")]
    Trailing,
    #[error("формула оборвана")]
    BrokenOff,
    #[error("слишком много вложенных скобок")]
    TooDeep,
    #[error("скобка не закрыта")]
    Unclosed,
    #[error("здесь ожидается число, показатель или скобка")]
    OperandDue,
}

/// A deeper formula is nobody's honest question and would overflow the stack of what plans it.
const DEEPEST: usize = 64;
const LONGEST: usize = 2_000;

impl Formula {
    /// Reads a formula of numbers, names, `+ - * /` and parentheses.
    pub fn parse(text: &str) -> Result<Self, FormulaFault> {
        Parser::over(text, false)?.whole()
    }

    /// Reads a condition: comparisons of formulas, joined by `and`.
    pub fn parse_condition(text: &str) -> Result<Self, FormulaFault> {
        Parser::over(text, true)?.whole()
    }

    /// Returns every name used, in order of appearance, each once.
    pub fn names(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.collect_names(&mut names);
        names
    }

    /// Writes it as people read formulas, each name by its title.
    pub fn in_words(&self, title: &dyn Fn(&str) -> String) -> String {
        let part = |inner: &Self, least: u8| match inner.binding() < least {
            true => format!("({})", inner.in_words(title)),
            false => inner.in_words(title),
        };
        match self {
            Self::Number(number) => number.to_string().replace('.', ","),
            Self::Name(name) => title(name),
            Self::Negated(inner) => format!("−{}", part(inner, 3)),
            Self::Joined(left, operator, right) => {
                let own = self.binding();
                // What stands behind a minus or is divided by binds as one.
                let behind = match operator {
                    Operator::Subtract | Operator::Divide => own + 1,
                    _ => own,
                };
                let sign = match operator {
                    Operator::Multiply => "·",
                    Operator::Subtract => "−",
                    other => other.sign(),
                };
                format!("{} {sign} {}", part(left, own), part(right, behind))
            }
        }
    }

    fn binding(&self) -> u8 {
        match self {
            Self::Number(_) | Self::Name(_) => 4,
            Self::Negated(_) => 3,
            Self::Joined(_, Operator::Multiply | Operator::Divide, _) => 2,
            Self::Joined(_, Operator::Add | Operator::Subtract, _) => 1,
            Self::Joined(..) => 0,
        }
    }

    /// Says whether it yields a share, given which names do: a sum or a difference of shares, or so many times one.
    /// A share of a share is a plain number.
    pub fn is_share(&self, is_named: &dyn Fn(&str) -> bool) -> bool {
        let is_number = |formula: &Self| formula.names().is_empty();
        match self {
            Self::Number(_) => false,
            Self::Name(name) => is_named(name),
            Self::Negated(inner) => inner.is_share(is_named),
            Self::Joined(left, operator, right) => {
                let (of_left, of_right) = (left.is_share(is_named), right.is_share(is_named));
                match operator {
                    Operator::Add | Operator::Subtract => {
                        (of_left && (of_right || is_number(right))) || (of_right && is_number(left))
                    }
                    Operator::Multiply => {
                        (of_left && is_number(right)) || (of_right && is_number(left))
                    }
                    Operator::Divide => of_left && is_number(right),
                    Operator::Less
                    | Operator::AtMost
                    | Operator::Greater
                    | Operator::AtLeast
                    | Operator::Equal
                    | Operator::And => false,
                }
            }
        }
    }

    /// Says whether it is a quotient taken a hundred times: a share where its title says «%», so much on a hundred pupils
    /// where it does not.
    pub fn is_of_hundred(&self) -> bool {
        match self {
            Self::Number(_) | Self::Name(_) => false,
            Self::Negated(inner) => inner.is_of_hundred(),
            Self::Joined(left, Operator::Add | Operator::Subtract, right) => {
                let is_number = |side: &Self| side.names().is_empty();
                (left.is_of_hundred() && (right.is_of_hundred() || is_number(right)))
                    || (is_number(left) && right.is_of_hundred())
            }
            Self::Joined(..) => self.has_hundred() && self.divides_by_name(),
        }
    }

    fn has_hundred(&self) -> bool {
        match self {
            Self::Number(number) => *number == 100.0,
            Self::Joined(left, Operator::Multiply, right) => {
                left.has_hundred() || right.has_hundred()
            }
            Self::Joined(left, Operator::Divide, _) => left.has_hundred(),
            _ => false,
        }
    }

    fn divides_by_name(&self) -> bool {
        match self {
            Self::Joined(left, Operator::Multiply, right) => {
                left.divides_by_name() || right.divides_by_name()
            }
            Self::Joined(left, Operator::Divide, right) => {
                !right.names().is_empty() || left.divides_by_name()
            }
            _ => false,
        }
    }

    /// Returns each name with what it is multiplied by; none where the formula does more than add them up.
    pub fn multiples(&self) -> Option<Vec<(&str, f64)>> {
        let mut found = match self {
            Formula::Number(_) => return None,
            Formula::Name(name) => vec![(name.as_str(), 1.0)],
            Formula::Negated(inner) => inner.scaled(-1.0)?,
            Formula::Joined(left, operator, right) => match (operator, &**left, &**right) {
                (Operator::Add, ..) => [left.multiples()?, right.multiples()?].concat(),
                (Operator::Subtract, ..) => [left.multiples()?, right.scaled(-1.0)?].concat(),
                (Operator::Multiply, Formula::Number(number), other)
                | (Operator::Multiply, other, Formula::Number(number)) => other.scaled(*number)?,
                (Operator::Divide, other, Formula::Number(number)) => other.scaled(1.0 / number)?,
                _ => return None,
            },
        };
        found.sort_by_key(|(name, _)| *name);
        let mut joined: Vec<(&str, f64)> = Vec::new();
        for (name, factor) in found {
            match joined.last_mut() {
                Some((last, sum)) if *last == name => *sum += factor,
                _ => joined.push((name, factor)),
            }
        }
        Some(joined)
    }

    fn scaled(&self, factor: f64) -> Option<Vec<(&str, f64)>> {
        let found = self.multiples()?.into_iter();
        let scaled = found.map(|(name, of_name)| (name, of_name * factor));
        Some(scaled.collect())
    }

    fn collect_names<'a>(&'a self, names: &mut Vec<&'a str>) {
        match self {
            Formula::Number(_) => {}
            Formula::Name(name) => {
                if !names.contains(&name.as_str()) {
                    names.push(name);
                }
            }
            Formula::Negated(inner) => inner.collect_names(names),
            Formula::Joined(left, _, right) => {
                left.collect_names(names);
                right.collect_names(names);
            }
        }
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Formula::Number(number) => write!(f, "{number}"),
            Formula::Name(name) => f.write_str(name),
            Formula::Negated(inner) => write!(f, "-({inner})"),
            Formula::Joined(left, operator, right) => {
                write!(f, "({left} {} {right})", operator.sign())
            }
        }
    }
}

impl Operator {
    fn sign(self) -> &'static str {
        match self {
            Operator::Add => "+",
            Operator::Subtract => "-",
            Operator::Multiply => "*",
            Operator::Divide => "/",
            Operator::Less => "<",
            Operator::AtMost => "<=",
            Operator::Greater => ">",
            Operator::AtLeast => ">=",
            Operator::Equal => "=",
            Operator::And => "and",
        }
    }
}

struct Parser {
    tokens: Vec<(usize, Token)>,
    next: usize,
    depth: usize,
    has_conditions: bool,
    end: usize,
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Number(f64),
    Name(String),
    Sign(Operator),
    Open,
    Close,
}

impl Parser {
    fn over(text: &str, has_conditions: bool) -> Result<Self, FormulaFault> {
        let signs: Vec<char> = text.chars().collect();
        if signs.len() > LONGEST {
            return Err(fault(FormulaError::TooLong, LONGEST));
        }
        let mut tokens = Vec::new();
        let mut at = 0;
        while at < signs.len() {
            let start = at;
            let sign = signs[at];
            at += 1;
            let token = match sign {
                _ if sign.is_whitespace() => continue,
                '+' => Token::Sign(Operator::Add),
                '-' | '−' => Token::Sign(Operator::Subtract),
                '*' | '·' => Token::Sign(Operator::Multiply),
                '/' => Token::Sign(Operator::Divide),
                '(' => Token::Open,
                ')' => Token::Close,
                '=' if has_conditions => Token::Sign(Operator::Equal),
                '<' | '>' if has_conditions => {
                    let is_inclusive = signs.get(at) == Some(&'=');
                    at += usize::from(is_inclusive);
                    Token::Sign(match (sign, is_inclusive) {
                        ('<', false) => Operator::Less,
                        ('<', true) => Operator::AtMost,
                        (_, false) => Operator::Greater,
                        (_, true) => Operator::AtLeast,
                    })
                }
                _ if sign.is_ascii_digit() || sign == '.' => {
                    while signs
                        .get(at)
                        .is_some_and(|c| c.is_ascii_digit() || *c == '.')
                    {
                        at += 1;
                    }
                    let digits: String = signs[start..at].iter().collect();
                    match digits.parse() {
                        Ok(number) => Token::Number(number),
                        Err(_) => return Err(fault(FormulaError::NotNumber(digits), start)),
                    }
                }
                _ if sign.is_alphabetic() || sign == '_' => {
                    while signs
                        .get(at)
                        .is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.'))
                    {
                        at += 1;
                    }
                    let name: String = signs[start..at].iter().collect();
                    match name.as_str() {
                        "and" if has_conditions => Token::Sign(Operator::And),
                        _ => Token::Name(name),
                    }
                }
                _ => return Err(fault(FormulaError::OddSign(sign), start)),
            };
            tokens.push((start, token));
        }
        Ok(Self {
            tokens,
            next: 0,
            depth: 0,
            has_conditions,
            end: signs.len(),
        })
    }

    fn whole(mut self) -> Result<Formula, FormulaFault> {
        let formula = if self.has_conditions {
            self.joined(&[
                &[Operator::And],
                &[
                    Operator::Less,
                    Operator::AtMost,
                    Operator::Greater,
                    Operator::AtLeast,
                    Operator::Equal,
                ],
                &[Operator::Add, Operator::Subtract],
                &[Operator::Multiply, Operator::Divide],
            ])?
        } else {
            self.joined(&ARITHMETIC)?
        };
        match self.tokens.get(self.next) {
            None => Ok(formula),
            Some((at, _)) => Err(fault(FormulaError::Trailing, *at)),
        }
    }

    /// Reads a chain of the loosest of `levels`, whose links bind by the tighter ones.
    fn joined(&mut self, levels: &[&[Operator]]) -> Result<Formula, FormulaFault> {
        let Some((operators, tighter)) = levels.split_first() else {
            return self.unit();
        };
        let mut left = self.joined(tighter)?;
        while let Some((_, Token::Sign(operator))) = self.tokens.get(self.next) {
            let operator = *operator;
            if !operators.contains(&operator) {
                break;
            }
            self.next += 1;
            let right = self.joined(tighter)?;
            left = Formula::Joined(Box::new(left), operator, Box::new(right));
        }
        Ok(left)
    }

    fn unit(&mut self) -> Result<Formula, FormulaFault> {
        let Some((at, token)) = self.tokens.get(self.next).cloned() else {
            return Err(fault(FormulaError::BrokenOff, self.end));
        };
        self.next += 1;
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(fault(FormulaError::TooDeep, at));
        }
        let formula = match token {
            Token::Number(number) => Formula::Number(number),
            Token::Name(name) => Formula::Name(name),
            Token::Sign(Operator::Subtract) => Formula::Negated(Box::new(self.unit()?)),
            Token::Open => {
                let inner = self.joined(&ARITHMETIC)?;
                match self.tokens.get(self.next) {
                    Some((_, Token::Close)) => self.next += 1,
                    other => {
                        let at = other.map_or(self.end, |(at, _)| *at);
                        return Err(fault(FormulaError::Unclosed, at));
                    }
                }
                inner
            }
            Token::Sign(_) | Token::Close => {
                return Err(fault(FormulaError::OperandDue, at));
            }
        };
        self.depth -= 1;
        Ok(formula)
    }
}

const ARITHMETIC: [&[Operator]; 2] = [
    &[Operator::Add, Operator::Subtract],
    &[Operator::Multiply, Operator::Divide],
];

fn fault(error: FormulaError, at: usize) -> FormulaFault {
    FormulaFault { error, at: at + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_and_means_of_shares_are_shares() {
        let is_share = |text: &str| {
            let formula = Formula::parse(text).expect("a formula");
            formula.is_share(&|name| name.ends_with("_pct"))
        };
        for text in [
            "a_pct",
            "a_pct - b_pct",
            "(a_pct + b_pct) / 2",
            "100 - a_pct",
            "-a_pct * 0.5",
        ] {
            assert!(is_share(text), "{text}");
        }
        for text in [
            "1",
            "due",
            "a_pct / b_pct",
            "a_pct * b_pct",
            "a_pct + due",
            "a_pct * due",
            "due / 2",
        ] {
            assert!(!is_share(text), "{text}");
        }
    }

    #[test]
    fn a_formula_is_read_by_titles_and_with_the_parentheses_it_needs() {
        let title = |name: &str| format!("«{name}»");
        for (text, read) in [
            ("100 * twos / count", "100 · «twos» / «count»"),
            ("100 - 100 * (a - b) / c", "100 − 100 · («a» − «b») / «c»"),
            ("a - (b - c)", "«a» − («b» − «c»)"),
            ("a / (b * c) + 0.5", "«a» / («b» · «c») + 0,5"),
            ("-(a + b) * c", "−(«a» + «b») · «c»"),
        ] {
            let formula = Formula::parse(text).expect("a formula");
            assert_eq!(formula.in_words(&title), read);
        }
    }

    #[test]
    fn a_hundred_times_a_quotient_may_be_a_share() {
        let is_of_hundred = |text: &str| Formula::parse(text).expect("a formula").is_of_hundred();
        for text in [
            "100 * twos / count",
            "twos / count * 100",
            "100 * (twos / count)",
            "100 - 100 * twos / count",
            "100 * (twos + threes) / count",
        ] {
            assert!(is_of_hundred(text), "{text}");
        }
        for text in [
            "twos / count",
            "100 * twos",
            "100 * twos / 2",
            "1000 * twos / count",
        ] {
            assert!(!is_of_hundred(text), "{text}");
        }
    }

    fn multiples(text: &str) -> Option<Vec<(String, f64)>> {
        let formula = Formula::parse(text).expect("a formula");
        let found = formula.multiples()?.into_iter();
        Some(
            found
                .map(|(name, factor)| (name.to_owned(), factor))
                .collect(),
        )
    }

    #[test]
    fn what_adds_up_has_a_factor_for_each_name() {
        let found = multiples("100 * ((due - missed) - late / 4 + due)");
        let expected = [("due", 200.0), ("late", -25.0), ("missed", -100.0)];
        let expected = expected.map(|(name, factor)| (name.to_owned(), factor));
        assert_eq!(found, Some(expected.to_vec()));
    }

    #[test]
    fn what_does_more_than_add_up_has_none() {
        for text in ["a * b", "a / b", "a + 1"] {
            assert_eq!(multiples(text), None, "{text}");
        }
    }
}
