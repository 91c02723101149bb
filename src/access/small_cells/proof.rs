//! Proof: the lines that hidden figures stand in, solved together as equations. A figure that they tell is not hidden yet.

use std::collections::{HashMap, HashSet};

use super::equations::{Equations, PRIME, Row};
use super::grid::Figure;
use super::lines::{Line, Lines};

/// Hidden figures that hang together are proven up to so many, and with so much work for all of them; beyond that
/// the lines alone stand for it.
pub(super) const MOST_FIGURES: usize = 3_000;
pub(super) const MOST_WORK: usize = 20_000_000;

/// Hides more until no figure that is withheld for its own sake can be worked out.
pub(super) fn complete(lines: &mut Lines<'_>) {
    let mut proven: HashSet<Figure> = HashSet::new();
    let mut work = MOST_WORK;
    let mut next = lines.few.len();
    while let Some(place) = next.checked_sub(1) {
        let figure = lines.few[place];
        if proven.contains(&figure) {
            next = place;
            continue;
        }
        let (figures, met) = hanging_together(lines, figure);
        let told = told(lines, &figures, &met, &mut work);
        let next_hidden = told.and_then(|told| nearest(lines, told));
        match next_hidden {
            // It may join others, so that all is proven anew.
            Some(next_hidden) => {
                lines.hide(next_hidden);
                lines.settle();
            }
            None => {
                proven.extend(figures);
                next = place;
            }
        }
    }
}

/// Returns the hidden figures that lines lead to from one of them, and these lines.
fn hanging_together(lines: &mut Lines<'_>, from: Figure) -> (Vec<Figure>, Vec<Line>) {
    let mut met = HashSet::from([from]);
    let mut figures = vec![from];
    let (mut known, mut found): (HashSet<Line>, Vec<Line>) = Default::default();
    let mut place = 0;
    while let Some(figure) = figures.get(place).copied() {
        place += 1;
        for line in lines.lines_of(figure) {
            if !known.insert(line) {
                continue;
            }
            found.push(line);
            let members = lines.members(line);
            for member in members.left.into_iter().chain(members.right) {
                if lines.grid.is_hidden(member) && met.insert(member) {
                    figures.push(member);
                }
            }
        }
    }
    (figures, found)
}

/// Returns a figure that the lines tell and that is withheld for its own sake; none where there is too much to solve.
fn told(lines: &Lines<'_>, figures: &[Figure], met: &[Line], work: &mut usize) -> Option<Figure> {
    if figures.len() > MOST_FIGURES {
        return None;
    }
    let numbers: HashMap<Figure, u32> = figures.iter().copied().zip(0..).collect();
    let rows = met.iter().map(|line| equation(lines, *line, &numbers));
    let told: HashSet<u32> = Equations::solve(rows, work)?.told().collect();
    let few: HashSet<&Figure> = lines.few.iter().collect();
    let told = figures
        .iter()
        .zip(0..)
        .filter(|(_, number)| told.contains(number));
    let told = told.map(|(figure, _)| *figure);
    told.filter(|figure| few.contains(figure))
        .min_by_key(|figure| (lines.grid.count(*figure), *figure))
}

/// Returns the equation of a line, whose shown members are known.
pub(super) fn equation(lines: &Lines<'_>, line: Line, numbers: &HashMap<Figure, u32>) -> Row {
    let members = lines.members(line);
    let of = |figures: Vec<Figure>, factor: u64| -> Row {
        let numbers = figures.iter().filter_map(|figure| numbers.get(figure));
        numbers.map(|number| (*number, factor)).collect()
    };
    let mut row = of(members.left, 1);
    row.extend(of(members.right, PRIME - 1));
    row.sort_unstable();
    row
}

/// Returns the nearest shown figure, by way of hidden ones: without it the equations that tell are fewer.
fn nearest(lines: &mut Lines<'_>, told: Figure) -> Option<Figure> {
    let mut met = HashSet::from([told]);
    let mut front = vec![told];
    while !front.is_empty() {
        let (mut next, mut others, mut totals) = (Vec::new(), Vec::new(), Vec::new());
        for figure in front {
            for line in lines.lines_of(figure) {
                let members = lines.members(line);
                totals.extend(members.left.first());
                others.extend(members.left.iter().skip(1).chain(&members.right));
                for member in members.left.into_iter().chain(members.right) {
                    if lines.grid.is_hidden(member) && met.insert(member) {
                        next.push(member);
                    }
                }
            }
        }
        let found = lines
            .smallest(others.into_iter())
            .or_else(|| lines.smallest(totals.into_iter()));
        if found.is_some() {
            return found;
        }
        front = next;
    }
    None
}
