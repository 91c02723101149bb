//! Ratios: which of them tell a withheld count together with all that is shown.
//!
//! A ratio that is shown says how much its counts come to, each so many times over. This is one more equation beside the
//! lines. Ratios are let through one after another, the widest cells first, each as long as no withheld count is told.
//! Which ratios a question asks for makes no difference, so that two questions tell no more than one.

use std::collections::{HashMap, HashSet};

use super::equations::{Equations, Row, counted};
use super::grid::{Figure, Grid};
use super::lines::{Line, Lines};
use super::proof::{self, MOST_FIGURES, MOST_WORK};
use super::trade::{self, Multiples};
use super::{Counts, Level, Withheld};

/// What is divided by what, as parts with what they are multiplied by. What is known to everybody is left out.
#[derive(Debug, Clone, Default)]
pub struct Ratio {
    pub over: Vec<(usize, i64)>,
    pub under: Vec<(usize, i64)>,
    /// Whether people are divided by those whom they are some of.
    pub is_share: bool,
}

/// What is decided about ratios: of each cell a bit for each ratio.
#[derive(Debug, Clone, Default)]
pub struct Decided {
    /// Those that are withheld.
    pub refused: Withheld,
    /// Those that do not say what is divided: it can be taken from no other cell.
    pub untold: Withheld,
}

/// Decides about ratios beside counts of which all are settled. A count below `least` is small.
pub fn decide(counts: &Counts<'_>, ratios: &[Ratio], least: u64) -> Decided {
    let mut sides = ratios
        .iter()
        .flat_map(|ratio| ratio.over.iter().chain(&ratio.under));
    if !sides.any(|(part, _)| has_withheld(counts, *part)) {
        return Decided::default();
    }
    let mut lines = Lines::of(counts, Grid::of(counts), least);
    lines.hide_settled();
    let mut deciding = Deciding {
        lines,
        ratios,
        least,
        work: MOST_WORK,
        systems: Vec::new(),
        places: HashMap::new(),
        met: HashSet::new(),
        known: HashMap::new(),
    };
    let mut decided = Decided::default();
    for (level, cell, hidden) in deciding.lines.grid.withheld() {
        let figure = Figure {
            level,
            cell,
            part: 0,
        };
        let key = deciding.lines.grid.key(figure);
        let (refused, untold) = deciding.of_cell(figure, hidden);
        decided.refused.add(level, key, refused);
        decided.untold.add(level, key, untold);
    }
    decided
}

struct Deciding<'a, 'b> {
    lines: Lines<'a>,
    ratios: &'b [Ratio],
    least: u64,
    work: usize,
    /// What hangs together, each apart.
    systems: Vec<System>,
    /// Where each figure is; none where there is too much to solve.
    places: HashMap<Figure, Option<usize>>,
    /// The lines that led to these figures.
    met: HashSet<Line>,
    /// By level and hidden parts of a cell what its sums tell of each ratio.
    known: HashMap<(Level, u32), Vec<Known>>,
}

/// Hidden figures that hang together.
struct System {
    numbers: HashMap<Figure, u32>,
    equations: Equations,
    /// What must not be told: every figure, and what comes to a small one together.
    kept: Vec<u32>,
    /// The number that has no figure yet.
    next: u32,
}

impl System {
    /// Keeps what an equation comes to from being told by others.
    fn keep(&mut self, mut row: Row, work: &mut usize) -> Option<()> {
        row.push((self.next, 1));
        let beyond = self.equations.beyond(&row, work)?;
        if beyond.len() > 1 {
            self.kept.push(self.next);
            self.learn(beyond, work)?;
        }
        self.next += 1;
        Some(())
    }

    /// Learns an equation. Where the work is used up meanwhile, nothing more is let through.
    fn learn(&mut self, beyond: Row, work: &mut usize) -> Option<()> {
        let learnt = self.equations.learn(beyond, work);
        if learnt.is_none() {
            *work = 0;
            self.equations = Equations::default();
        }
        learnt
    }
}

/// Whether a cell tells both sides of a ratio without it.
#[derive(Debug, Clone, Copy)]
struct Known {
    over: bool,
    under: bool,
}

impl Deciding<'_, '_> {
    /// Decides about the ratios of one cell: returns which are withheld, and which do not say what is divided.
    fn of_cell(&mut self, cell: Figure, hidden: u32) -> (u32, u32) {
        let (mut refused, mut untold) = (0, 0);
        let ratios = self.ratios;
        let known = self.known(cell.level, hidden);
        let mut shown: Vec<Multiples> = Vec::new();
        for (place, ratio) in ratios.iter().enumerate() {
            let over = self.comes_to(cell, &ratio.over);
            let under = self.comes_to(cell, &ratio.under);
            if under == 0 && !ratio.under.is_empty() {
                continue;
            }
            let Known {
                over: is_over_known,
                under: is_under_known,
            } = known[place];
            let is_few = ratio.is_share && (self.is_small(over) || self.is_small(under - over));
            let is_refused = match (is_over_known, is_under_known) {
                _ if is_few => true,
                (true, true) => false,
                _ => {
                    let equation = match is_under_known {
                        true => multiples(&ratio.over, 1, &[], 0, hidden),
                        false => multiples(&ratio.over, under, &ratio.under, over, hidden),
                    };
                    // Where the proof gives up, only a ratio of two unknown numbers is shown.
                    self.lets(cell, hidden, equation, &mut shown)
                        .map_or(is_over_known || is_under_known, |is_let| !is_let)
                }
            };
            refused |= u32::from(is_refused) << place;
            let is_untold = is_refused || (!is_over_known && !is_under_known);
            untold |= u32::from(is_untold) << place;
        }
        (refused, untold)
    }

    /// Says whether an equation of a cell may be known, and learns it then; none where there is too much to solve.
    fn lets(
        &mut self,
        cell: Figure,
        hidden: u32,
        equation: Multiples,
        shown: &mut Vec<Multiples>,
    ) -> Option<bool> {
        if equation.is_empty() {
            return Some(true);
        }
        let members = equation.iter().map(|(part, _)| of_part(cell, *part));
        let members: Vec<Figure> = members.collect();
        let counts = members.iter().map(|figure| self.lines.grid.count(*figure));
        let are_few = counts.sum::<u64>() < self.least;
        let place = self.system_of(*members.first()?)?;
        let are_plain = |known: &Multiples| known.iter().all(|(_, factor)| factor.abs() == 1);
        let is_plain = are_plain(&equation) && shown.iter().all(are_plain);
        let is_one_way = are_few || !(is_plain || self.has_others(cell, hidden, &equation, shown));
        let system = self.systems.get_mut(place)?;
        let row = equation.iter().map(|(part, factor)| {
            let number = system.numbers.get(&of_part(cell, *part)).copied();
            number.map(|number| (number, counted(*factor)))
        });
        let mut row: Row = row.collect::<Option<_>>()?;
        row.retain(|(_, factor)| *factor != 0);
        row.sort_unstable();
        if is_one_way {
            system.keep(row, &mut self.work)?;
            return Some(false);
        }
        let beyond = system.equations.beyond(&row, &mut self.work)?;
        self.work = self.work.checked_sub(system.kept.len())?;
        let mut kept = system.kept.iter();
        if !beyond.is_empty() && kept.any(|kept| system.equations.would_tell(&beyond, *kept)) {
            return Some(false);
        }
        system.learn(beyond, &mut self.work)?;
        shown.push(equation);
        Some(true)
    }

    /// Says whether every count of an equation could be another whole number, as far as its own cell tells.
    fn has_others(
        &mut self,
        cell: Figure,
        hidden: u32,
        equation: &Multiples,
        shown: &[Multiples],
    ) -> bool {
        let sums = self.lines.counts.sums.iter();
        let sums = sums.filter(|sum| sum.holds_at(cell.level)).map(|sum| {
            let whole = std::iter::once((sum.whole, -1));
            let plus = sum.plus.iter().map(|part| (*part, 1));
            let minus = sum.minus.iter().map(|part| (*part, -1));
            let members = whole.chain(plus).chain(minus);
            members.filter(|(part, _)| has(hidden, *part)).collect()
        });
        let all: Vec<Multiples> = sums
            .chain(shown.iter().cloned())
            .chain([equation.clone()])
            .collect();
        let held: HashMap<usize, i128> = all
            .iter()
            .flatten()
            .map(|(part, _)| {
                (
                    *part,
                    i128::from(self.lines.grid.count(of_part(cell, *part))),
                )
            })
            .collect();
        let asked: Vec<usize> = equation.iter().map(|(part, _)| *part).collect();
        trade::can_all_differ(&held, &all, &asked, &mut self.work)
    }

    /// Returns where the hidden figures are that hang together with one of them, by lines or by ratios.
    fn system_of(&mut self, from: Figure) -> Option<usize> {
        if let Some(place) = self.places.get(&from) {
            return *place;
        }
        let mut figures = vec![from];
        let mut numbers: HashMap<Figure, u32> = HashMap::from([(from, 0)]);
        let mut met: HashSet<Line> = HashSet::new();
        let mut found: Vec<Line> = Vec::new();
        let mut is_small = true;
        let mut place = 0;
        while let Some(figure) = figures.get(place).copied().filter(|_| is_small) {
            place += 1;
            let mut others = self.beside(figure);
            for line in self.lines.lines_of(figure) {
                if !met.insert(line) {
                    continue;
                }
                // Only what was too much to solve leads into what is known already.
                is_small &= self.met.insert(line);
                found.push(line);
                let members = self.lines.members(line);
                others.extend(members.left);
                others.extend(members.right);
            }
            let enough = self.work.checked_sub(others.len());
            is_small &= enough.is_some();
            self.work = enough.unwrap_or_default();
            for other in others {
                if self.lines.grid.is_hidden(other) && !numbers.contains_key(&other) {
                    is_small &= !self.places.contains_key(&other);
                    numbers.insert(other, figures.len() as u32);
                    figures.push(other);
                }
            }
            is_small &= figures.len() <= MOST_FIGURES;
        }
        let system = match is_small {
            true => self.solved(&figures, numbers, &found),
            false => None,
        };
        let place = system.map(|system| {
            self.systems.push(system);
            self.systems.len() - 1
        });
        self.places
            .extend(figures.into_iter().map(|figure| (figure, place)));
        place
    }

    /// Solves what lines tell of hidden figures.
    fn solved(
        &mut self,
        figures: &[Figure],
        numbers: HashMap<Figure, u32>,
        found: &[Line],
    ) -> Option<System> {
        let mut rows: Vec<Row> = found
            .iter()
            .map(|line| proof::equation(&self.lines, *line, &numbers))
            .collect();
        let cells: HashSet<Figure> = figures.iter().map(|figure| of_part(*figure, 0)).collect();
        let mut cells: Vec<Figure> = cells.into_iter().collect();
        cells.sort_unstable();
        let mut next = figures.len() as u32;
        for cell in cells {
            for together in self.small_together(cell) {
                let members = together.iter().filter_map(|(part, factor)| {
                    let number = numbers.get(&of_part(cell, *part))?;
                    Some((*number, counted(-*factor)))
                });
                let mut row: Row = members.collect();
                if row.len() < 2 {
                    continue;
                }
                row.sort_unstable();
                // Who is small together is a number of its own, the last of its equation.
                row.push((next, 1));
                rows.push(row);
                next += 1;
            }
        }
        let equations = Equations::solve(rows.into_iter(), &mut self.work)?;
        let told: HashSet<u32> = equations.told().collect();
        let kept = (0..next).filter(|number| !told.contains(number)).collect();
        Some(System {
            numbers,
            equations,
            kept,
            next,
        })
    }

    /// Returns the sides of shares of a cell, and what is left of them, that come to a small number.
    fn small_together(&self, cell: Figure) -> Vec<Multiples> {
        let mut found = Vec::new();
        for ratio in self.ratios.iter().filter(|ratio| ratio.is_share) {
            let over = self.comes_to(cell, &ratio.over);
            let under = self.comes_to(cell, &ratio.under);
            if self.is_small(over) {
                found.push(multiples(&ratio.over, 1, &[], 0, u32::MAX));
            }
            if self.is_small(under - over) {
                found.push(multiples(&ratio.over, 1, &ratio.under, 1, u32::MAX));
            }
        }
        found
    }

    /// Returns the figures that stand in ratios with one.
    fn beside(&self, figure: Figure) -> Vec<Figure> {
        let sides = self.ratios.iter().map(|ratio| {
            let sides = ratio.over.iter().chain(&ratio.under);
            sides.map(|(part, _)| *part).collect::<Vec<usize>>()
        });
        let own = sides.filter(|parts| parts.contains(&usize::from(figure.part)));
        own.flatten().map(|part| of_part(figure, part)).collect()
    }

    /// Returns what the sums of a cell of a level tell of each ratio, where these parts are hidden.
    fn known(&mut self, level: Level, hidden: u32) -> Vec<Known> {
        if let Some(known) = self.known.get(&(level, hidden)) {
            return known.clone();
        }
        let row = |members: Multiples| -> Row {
            let members = members
                .into_iter()
                .filter(|(part, _)| has(hidden, *part))
                .map(|(part, factor)| (part as u32, counted(factor)));
            let mut row: Row = members.collect();
            row.sort_unstable();
            row
        };
        let sums = self.lines.counts.sums.iter();
        let sums = sums.filter(|sum| sum.holds_at(level)).map(|sum| {
            let whole = std::iter::once((sum.whole, -1));
            let plus = sum.plus.iter().map(|part| (*part, 1));
            let minus = sum.minus.iter().map(|part| (*part, -1));
            row(whole.chain(plus).chain(minus).collect())
        });
        // Of one cell, whatever is left to do.
        let mut work = usize::MAX;
        let equations = Equations::solve(sums, &mut work).unwrap_or_default();
        let mut is_known = |side: &[(usize, i64)]| {
            let side = row(multiples(side, 1, &[], 0, hidden));
            let beyond = equations.beyond(&side, &mut work);
            beyond.is_some_and(|beyond| beyond.is_empty())
        };
        let known = self.ratios.iter().map(|ratio| Known {
            over: is_known(&ratio.over),
            under: is_known(&ratio.under),
        });
        let known: Vec<Known> = known.collect();
        self.known.insert((level, hidden), known.clone());
        known
    }

    fn comes_to(&self, cell: Figure, side: &[(usize, i64)]) -> i128 {
        let counts = side.iter().map(|(part, factor)| {
            let count = self.lines.grid.count(of_part(cell, *part));
            i128::from(count) * i128::from(*factor)
        });
        counts.sum()
    }

    fn is_small(&self, count: i128) -> bool {
        count > 0 && count < i128::from(self.least)
    }
}

/// Returns one side so many times over, less the other so many times over, as far as its parts are hidden.
fn multiples(
    side: &[(usize, i64)],
    times: i128,
    other: &[(usize, i64)],
    less: i128,
    hidden: u32,
) -> Multiples {
    let side = side
        .iter()
        .map(|(part, factor)| (*part, i128::from(*factor) * times));
    let other = other
        .iter()
        .map(|(part, factor)| (*part, i128::from(*factor) * -less));
    let mut found: Multiples = Vec::new();
    for (part, factor) in side.chain(other).filter(|(part, _)| has(hidden, *part)) {
        match found.iter_mut().find(|(met, _)| *met == part) {
            Some((_, met)) => *met += factor,
            None => found.push((part, factor)),
        }
    }
    found.retain(|(_, factor)| *factor != 0);
    found
}

/// Says whether a part is withheld of any cell.
fn has_withheld(counts: &Counts<'_>, part: usize) -> bool {
    let settled = counts.parts.get(part).and_then(|part| part.settled);
    settled.is_some_and(|(withheld, place)| {
        let mut levels = 0..(1_u16 << counts.axes) as Level;
        levels.any(|level| withheld.cells(level, place).next().is_some())
    })
}

fn has(hidden: u32, part: usize) -> bool {
    hidden & (1 << part) != 0
}

fn of_part(cell: Figure, part: usize) -> Figure {
    Figure {
        part: part as u8,
        ..cell
    }
}
