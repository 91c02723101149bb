//! Expression: arithmetic and comparisons over cells, as formulas of cells and controls are declared.
//!
//! `sum(g4..g17)`, `r01 + r03`, `2.1.1 r09 g3 <= 100`. A reference may leave out the section, the row or the column:
//! then that of the cell stands there for which the expression is computed. `previous(…)` looks at the same form a year
//! before, `form("oo-1") …` at another form.

use std::fmt;

use super::CellKey;

#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    Number(f64),
    /// One cell.
    Cell(Area),
    /// Of all cells of these areas.
    Sum(Vec<Area>),
    Absolute(Box<Expression>),
    /// The same of the form a year before.
    Previous(Box<Expression>),
    /// The same of another form.
    Elsewhere(String, Box<Expression>),
    Negated(Box<Expression>),
    Joined(Box<Expression>, Operator, Box<Expression>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
    And,
    Or,
}

/// Cells of a section: a row or a stretch of rows by a column or a stretch of columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    pub section: Option<String>,
    pub rows: Option<Stretch>,
    pub columns: Option<Stretch>,
}

/// Codes from one to another as they follow in the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    pub first: String,
    pub last: String,
}

/// What is wrong with an expression and at which character.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} (знак {at})")]
pub struct ExpressionFault {
    pub message: String,
    /// Counted from 1.
    pub at: usize,
}

/// A longer one is nobody's relation, and a deeper one would overflow the stack.
const LONGEST: usize = 1_000;
const DEEPEST: usize = 32;

impl Expression {
    /// Reads an expression.
    pub fn parse(text: &str) -> Result<Self, ExpressionFault> {
        let mut parser = Parser {
            tokens: tokens(text)?,
            place: 0,
            end: text.chars().count() + 1,
            depth: 0,
        };
        let expression = parser.alternative()?;
        match parser.peek() {
            None => Ok(expression),
            Some(_) => Err(parser.fault("здесь ожидался знак действия или конец")),
        }
    }

    /// Calls `visit` for every area of the form itself, not of others or of former ones.
    pub fn for_each_own(&self, visit: &mut impl FnMut(&Area)) {
        self.for_each(&mut |area, is_own| {
            if is_own {
                visit(area);
            }
        });
    }

    /// Calls `visit` for every area, and says whether it is of the form itself as it is now.
    pub fn for_each(&self, visit: &mut impl FnMut(&Area, bool)) {
        self.walk(true, visit);
    }

    fn walk(&self, is_own: bool, visit: &mut impl FnMut(&Area, bool)) {
        match self {
            Self::Number(_) => {}
            Self::Cell(area) => visit(area, is_own),
            Self::Sum(areas) => areas.iter().for_each(|area| visit(area, is_own)),
            Self::Absolute(inner) | Self::Negated(inner) => inner.walk(is_own, visit),
            Self::Previous(inner) | Self::Elsewhere(_, inner) => inner.walk(false, visit),
            Self::Joined(left, _, right) => {
                left.walk(is_own, visit);
                right.walk(is_own, visit);
            }
        }
    }

    /// Calls `visit` with the code of every other form that is looked at.
    pub fn for_each_form(&self, visit: &mut impl FnMut(&str, &Expression)) {
        match self {
            Self::Number(_) | Self::Cell(_) | Self::Sum(_) => {}
            Self::Elsewhere(code, inner) => visit(code, inner),
            Self::Absolute(inner) | Self::Negated(inner) | Self::Previous(inner) => {
                inner.for_each_form(visit);
            }
            Self::Joined(left, _, right) => {
                left.for_each_form(visit);
                right.for_each_form(visit);
            }
        }
    }

    /// Says whether it only adds cells up, so that it does not matter in which order rows and columns are added.
    pub fn is_plain_sum(&self) -> bool {
        match self {
            Self::Cell(_) | Self::Sum(_) => true,
            Self::Joined(left, Operator::Add, right) => left.is_plain_sum() && right.is_plain_sum(),
            _ => false,
        }
    }

    /// Says whether it is a comparison or joins comparisons.
    pub fn is_condition(&self) -> bool {
        match self {
            Self::Joined(_, operator, _) => !operator.is_arithmetic(),
            _ => false,
        }
    }
}

impl Operator {
    pub fn is_arithmetic(self) -> bool {
        matches!(
            self,
            Self::Add | Self::Subtract | Self::Multiply | Self::Divide
        )
    }

    /// Returns the sign of a comparison that holds, as it is written between two figures.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Unequal => "≠",
            Self::Less => "<",
            Self::AtMost => "≤",
            Self::Greater => ">",
            Self::AtLeast => "≥",
            Self::Add | Self::Subtract | Self::Multiply | Self::Divide | Self::And | Self::Or => {
                "и"
            }
        }
    }

    /// Returns the sign of what holds where this does not, as it is written between two figures.
    pub fn opposite(self) -> &'static str {
        match self {
            Self::Equal => "≠",
            Self::Unequal => "=",
            Self::Less => "≥",
            Self::AtMost => ">",
            Self::Greater => "≤",
            Self::AtLeast => "<",
            Self::Add | Self::Subtract | Self::Multiply | Self::Divide | Self::And | Self::Or => {
                "и"
            }
        }
    }
}

impl Area {
    /// Returns the one cell that an area names in full.
    pub fn named(&self) -> Option<CellKey> {
        let (section, rows, columns) = (
            self.section.as_ref()?,
            self.rows.as_ref()?,
            self.columns.as_ref()?,
        );
        let is_one = rows.is_one() && columns.is_one();
        is_one.then(|| CellKey::new(section, &rows.first, &columns.first))
    }
}

impl Stretch {
    fn one(code: String) -> Self {
        Self {
            first: code.clone(),
            last: code,
        }
    }

    pub fn is_one(&self) -> bool {
        self.first == self.last
    }
}

impl fmt::Display for Stretch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.is_one() {
            true => f.write_str(&self.first),
            false => write!(f, "{}–{}", self.first, self.last),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Quoted(String),
    Sign(&'static str),
}

/// Two-character signs stand before those that they begin with.
const SIGNS: [&str; 16] = [
    "..", "<=", ">=", "<>", "!=", "+", "-", "*", "/", "=", "<", ">", "(", ")", ",", "·",
];

fn tokens(text: &str) -> Result<Vec<(Token, usize)>, ExpressionFault> {
    let fault = |message: &str, at: usize| ExpressionFault {
        message: message.to_owned(),
        at: at + 1,
    };
    let chars: Vec<char> = text.chars().collect();
    if chars.len() > LONGEST {
        return Err(fault("выражение слишком длинное", 0));
    }
    let mut tokens = Vec::new();
    let mut place = 0;
    while place < chars.len() {
        let at = place;
        if chars[place].is_whitespace() {
            place += 1;
            continue;
        }
        if chars[place] == '"' {
            let length = chars[place + 1..].iter().position(|c| *c == '"');
            let length = length.ok_or_else(|| fault("кавычка не закрыта", at))?;
            let quoted = chars[place + 1..=place + length].iter().collect();
            tokens.push((Token::Quoted(quoted), at));
            place += length + 2;
            continue;
        }
        let is_of_word = |place: usize| {
            let c = chars[place];
            // Two dots part the ends of a stretch; one stands within a code.
            let is_dot = c == '.'
                && place > 0
                && chars[place - 1] != '.'
                && chars
                    .get(place + 1)
                    .is_some_and(|next| next.is_alphanumeric());
            c.is_alphanumeric() || c == '_' || is_dot
        };
        if is_of_word(place) {
            while place < chars.len() && is_of_word(place) {
                place += 1;
            }
            tokens.push((Token::Word(chars[at..place].iter().collect()), at));
            continue;
        }
        let rest: String = chars[place..].iter().take(2).collect();
        let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
        let sign = sign.ok_or_else(|| fault("неожиданный знак", at))?;
        place += sign.chars().count();
        tokens.push((Token::Sign(sign), at));
    }
    Ok(tokens)
}

struct Parser {
    tokens: Vec<(Token, usize)>,
    place: usize,
    end: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.place).map(|(token, _)| token)
    }

    fn fault(&self, message: &str) -> ExpressionFault {
        let at = self.tokens.get(self.place);
        ExpressionFault {
            message: message.to_owned(),
            at: at.map_or(self.end, |(_, at)| at + 1),
        }
    }

    fn takes_sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Sign(found)) if *found == sign);
        self.place += usize::from(found);
        found
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Word(found)) if found == word);
        self.place += usize::from(found);
        found
    }

    fn needs_sign(&mut self, sign: &'static str) -> Result<(), ExpressionFault> {
        match self.takes_sign(sign) {
            true => Ok(()),
            false => Err(self.fault(&format!("здесь ожидался знак «{sign}»"))),
        }
    }

    fn alternative(&mut self) -> Result<Expression, ExpressionFault> {
        let mut left = self.conjunction()?;
        while self.takes_word("or") {
            left = joined(left, Operator::Or, self.conjunction()?);
        }
        Ok(left)
    }

    fn conjunction(&mut self) -> Result<Expression, ExpressionFault> {
        let mut left = self.comparison()?;
        while self.takes_word("and") {
            left = joined(left, Operator::And, self.comparison()?);
        }
        Ok(left)
    }

    fn comparison(&mut self) -> Result<Expression, ExpressionFault> {
        let left = self.addition()?;
        let operators = [
            ("<=", Operator::AtMost),
            (">=", Operator::AtLeast),
            ("<>", Operator::Unequal),
            ("!=", Operator::Unequal),
            ("=", Operator::Equal),
            ("<", Operator::Less),
            (">", Operator::Greater),
        ];
        for (sign, operator) in operators {
            if self.takes_sign(sign) {
                return Ok(joined(left, operator, self.addition()?));
            }
        }
        Ok(left)
    }

    fn addition(&mut self) -> Result<Expression, ExpressionFault> {
        let mut left = self.multiplication()?;
        loop {
            let operator = if self.takes_sign("+") {
                Operator::Add
            } else if self.takes_sign("-") {
                Operator::Subtract
            } else {
                return Ok(left);
            };
            left = joined(left, operator, self.multiplication()?);
        }
    }

    fn multiplication(&mut self) -> Result<Expression, ExpressionFault> {
        let mut left = self.single()?;
        loop {
            let operator = if self.takes_sign("*") || self.takes_sign("·") {
                Operator::Multiply
            } else if self.takes_sign("/") {
                Operator::Divide
            } else {
                return Ok(left);
            };
            left = joined(left, operator, self.single()?);
        }
    }

    fn single(&mut self) -> Result<Expression, ExpressionFault> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.fault("выражение вложено слишком глубоко"));
        }
        let single = self.unguarded();
        self.depth -= 1;
        single
    }

    fn unguarded(&mut self) -> Result<Expression, ExpressionFault> {
        if self.takes_sign("-") {
            return Ok(Expression::Negated(Box::new(self.single()?)));
        }
        if self.takes_sign("(") {
            let inner = self.alternative()?;
            self.needs_sign(")")?;
            return Ok(inner);
        }
        for (name, make) in [
            (
                "abs",
                Expression::Absolute as fn(Box<Expression>) -> Expression,
            ),
            ("previous", Expression::Previous),
        ] {
            if self.takes_word(name) {
                self.needs_sign("(")?;
                let inner = self.alternative()?;
                self.needs_sign(")")?;
                return Ok(make(Box::new(inner)));
            }
        }
        if self.takes_word("sum") {
            self.needs_sign("(")?;
            let mut areas = vec![self.area()?];
            while self.takes_sign(",") {
                areas.push(self.area()?);
            }
            self.needs_sign(")")?;
            return Ok(Expression::Sum(areas));
        }
        if self.takes_word("form") {
            self.needs_sign("(")?;
            let Some(Token::Quoted(code)) = self.peek().cloned() else {
                return Err(self.fault("здесь ожидался код формы в кавычках"));
            };
            self.place += 1;
            self.needs_sign(")")?;
            return Ok(Expression::Elsewhere(code, Box::new(self.single()?)));
        }
        if let Some(Token::Word(word)) = self.peek()
            && word.starts_with(|c: char| c.is_ascii_digit())
            && !self.is_reference_at(self.place + 1)
        {
            let number = word.parse().ok().filter(|number: &f64| number.is_finite());
            let number = number.ok_or_else(|| self.fault("это не число"))?;
            self.place += 1;
            return Ok(Expression::Number(number));
        }
        let area = self.area()?;
        let is_one = |stretch: &Option<Stretch>| stretch.as_ref().is_none_or(Stretch::is_one);
        match is_one(&area.rows) && is_one(&area.columns) {
            true => Ok(Expression::Cell(area)),
            false => Err(self.fault("несколько ячеек можно только сложить: sum(…)")),
        }
    }

    /// Says whether a row or a column is named at a place.
    fn is_reference_at(&self, place: usize) -> bool {
        match self.tokens.get(place) {
            Some((Token::Word(word), _)) => reference(word).is_some(),
            _ => false,
        }
    }

    fn area(&mut self) -> Result<Area, ExpressionFault> {
        let mut area = Area {
            section: None,
            rows: None,
            columns: None,
        };
        match self.peek().cloned() {
            Some(Token::Word(word) | Token::Quoted(word))
                if !self.is_reference_at(self.place) && self.is_reference_at(self.place + 1) =>
            {
                area.section = Some(word);
                self.place += 1;
            }
            _ => {}
        }
        while let Some(Token::Word(word)) = self.peek() {
            let Some((kind, code)) = reference(word) else {
                break;
            };
            let held = match kind {
                'r' => &area.rows,
                _ => &area.columns,
            };
            if held.is_some() {
                return Err(self.fault("строка или графа названа дважды"));
            }
            let mut stretch = Stretch::one(code.to_owned());
            self.place += 1;
            if self.takes_sign("..") {
                let last = match self.peek() {
                    Some(Token::Word(word)) => reference(word)
                        .filter(|(of, _)| *of == kind)
                        .map(|(_, code)| code),
                    _ => None,
                };
                let last = last.ok_or_else(|| self.fault("здесь ожидался конец отрезка"))?;
                stretch.last = last.to_owned();
                self.place += 1;
            }
            match kind {
                'r' => area.rows = Some(stretch),
                _ => area.columns = Some(stretch),
            }
        }
        match (&area.rows, &area.columns) {
            (None, None) => Err(self.fault("здесь ожидалась строка (r01) или графа (g3)")),
            _ => Ok(area),
        }
    }
}

/// Reads `r01` or `g3`.
fn reference(word: &str) -> Option<(char, &str)> {
    let kind = word.chars().next().filter(|c| matches!(c, 'r' | 'g'))?;
    let code = &word[1..];
    let is_code = code.chars().any(|c| c.is_ascii_digit());
    is_code.then_some((kind, code))
}

fn joined(left: Expression, operator: Operator, right: Expression) -> Expression {
    Expression::Joined(Box::new(left), operator, Box::new(right))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(section: Option<&str>, row: Option<&str>, column: Option<&str>) -> Expression {
        Expression::Cell(Area {
            section: section.map(str::to_owned),
            rows: row.map(|code| Stretch::one(code.to_owned())),
            columns: column.map(|code| Stretch::one(code.to_owned())),
        })
    }

    #[test]
    fn a_reference_names_section_row_and_column_or_leaves_them_out() {
        for (text, expected) in [
            ("r01", cell(None, Some("01"), None)),
            ("g3", cell(None, None, Some("3"))),
            ("r09 g3", cell(None, Some("09"), Some("3"))),
            ("2.1.1 r09 g3", cell(Some("2.1.1"), Some("09"), Some("3"))),
            ("3 g3", cell(Some("3"), None, Some("3"))),
            (
                "возраст rн1 g3",
                cell(Some("возраст"), Some("н1"), Some("3")),
            ),
            (
                "\"движение 2\" r01",
                cell(Some("движение 2"), Some("01"), None),
            ),
        ] {
            assert_eq!(Expression::parse(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn numbers_are_told_from_sections() {
        assert_eq!(Expression::parse("0.2"), Ok(Expression::Number(0.2)));
        assert_eq!(
            Expression::parse("100 * g4"),
            Ok(joined(
                Expression::Number(100.0),
                Operator::Multiply,
                cell(None, None, Some("4"))
            ))
        );
    }

    #[test]
    fn stretches_are_added_up_only() {
        let parsed = Expression::parse("g3 = sum(g4..g17, 2.4 r01..r04 g3)");
        let Ok(Expression::Joined(_, Operator::Equal, right)) = parsed else {
            panic!("{parsed:?}");
        };
        let Expression::Sum(areas) = *right else {
            panic!("{right:?}");
        };
        assert_eq!(
            areas[0].columns.as_ref().map(ToString::to_string),
            Some("4–17".into())
        );
        assert_eq!(areas[1].section.as_deref(), Some("2.4"));
        assert_eq!(
            areas[1].rows.as_ref().map(ToString::to_string),
            Some("01–04".into())
        );
        assert!(Expression::parse("g4..g17 = 3").is_err());
    }

    #[test]
    fn conditions_bind_looser_than_sums() {
        let parsed = Expression::parse("(r01 = 0) = (r02 = 0) and g3 + 1 > 2 or g4 <> 0");
        assert!(
            matches!(parsed, Ok(Expression::Joined(_, Operator::Or, _))),
            "{parsed:?}"
        );
        let parsed = Expression::parse("abs(g3 - previous(g3)) <= 0.2 * previous(g3)");
        assert!(
            matches!(parsed, Ok(Expression::Joined(_, Operator::AtMost, _))),
            "{parsed:?}"
        );
        let parsed = Expression::parse("form(\"oo-1\") 2.1.1 r10 g3");
        assert!(
            matches!(parsed, Ok(Expression::Elsewhere(..))),
            "{parsed:?}"
        );
    }

    #[test]
    fn faults_are_told_with_their_place() {
        for (text, at) in [
            ("", 1),
            ("g3 =", 5),
            ("g3 g4", 4),
            ("sum(g3", 7),
            ("g3..r4", 5),
            ("g3 ? 4", 4),
            ("form(oo) g3", 6),
            ("\"2.1.1 r01", 1),
            ("1.2.3", 1),
        ] {
            let fault = Expression::parse(text).expect_err(text);
            assert_eq!(fault.at, at, "{text}: {fault}");
        }
        assert!(Expression::parse(&"(".repeat(40)).is_err());
        assert!(Expression::parse(&"1+".repeat(600)).is_err());
    }
}
