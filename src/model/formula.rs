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
#[error("{message} (знак {at})")]
pub struct FormulaFault {
    pub message: String,
    /// Counted from 1.
    pub at: usize,
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
            return Err(fault("формула слишком длинна", LONGEST));
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
                        Err(_) => return Err(fault(format!("«{digits}» — не число"), start)),
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
                _ => return Err(fault(format!("лишний знак «{sign}»"), start)),
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
            Some((at, _)) => Err(fault("здесь формула должна была кончиться", *at)),
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
            return Err(fault("формула оборвана", self.end));
        };
        self.next += 1;
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(fault("слишком много вложенных скобок", at));
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
                        return Err(fault("скобка не закрыта", at));
                    }
                }
                inner
            }
            Token::Sign(_) | Token::Close => {
                return Err(fault("здесь ожидается число, показатель или скобка", at));
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

fn fault(message: impl Into<String>, at: usize) -> FormulaFault {
    FormulaFault {
        message: message.into(),
        at: at + 1,
    }
}
