use super::*;

fn alone(given: &[(&[u32], u64)], axes: usize) -> Counts<'static> {
    let cells = given.iter();
    Counts {
        axes,
        parts: vec![Part::default()],
        cells: cells
            .map(|(places, count)| (key(places), vec![*count]))
            .collect(),
        ..Counts::default()
    }
}

#[test]
fn a_small_count_and_the_next_to_it_are_withheld() {
    let counts = alone(&[(&[1], 3), (&[2], 25), (&[3], 27), (&[4], 0)], 1);
    let withheld = withhold(&counts, 5);
    let hidden: Vec<bool> = (1..=4)
        .map(|place| withheld.has(1, key(&[place]), 0))
        .collect();
    assert_eq!(hidden, [true, true, false, false]);
    assert!(!withheld.has(0, 0, 0), "the total is 55");
}

#[test]
fn two_small_counts_that_come_to_less_than_five_take_a_third() {
    let counts = alone(&[(&[1], 1), (&[2], 2), (&[3], 30), (&[4], 31)], 1);
    let withheld = withhold(&counts, 5);
    assert!(withheld.has(1, key(&[3]), 0));
    assert!(!withheld.has(1, key(&[4]), 0));
}

#[test]
fn nothing_small_withholds_nothing() {
    let counts = alone(&[(&[1, 1], 5), (&[1, 2], 6), (&[2, 1], 0), (&[2, 2], 9)], 2);
    let withheld = withhold(&counts, 5);
    for level in 0..4 {
        for places in [[1, 1], [1, 2], [2, 1], [2, 2]] {
            assert!(!withheld.has(level, kept(key(&places), level), 0));
        }
    }
}

#[test]
fn a_cell_alone_in_its_line_hides_another_line() {
    // Two schools by two classes: 2 in one cell. Rows and columns have to have two withheld each.
    let given: [(&[u32], u64); 4] = [(&[1, 1], 2), (&[1, 2], 20), (&[2, 1], 30), (&[2, 2], 40)];
    let counts = alone(&given, 2);
    let withheld = withhold(&counts, 5);
    for (places, _) in given {
        assert!(withheld.has(3, key(places), 0), "{places:?}");
    }
    // Margins are 22, 70, 32 and 60.
    for level in [1, 2] {
        for places in [[1, 1], [2, 2]] {
            assert!(!withheld.has(level, kept(key(&places), level), 0));
        }
    }
}

/// At the end, at the start, arrived, departed, transferred in and out, and the pupils: who is there at the end.
const MOVEMENT: usize = 7;

fn movement(cells: HashMap<Key, Vec<u64>>) -> Counts<'static> {
    let over_time = |part: usize| match part {
        0 | 6 => OverTime::Last,
        1 => OverTime::First,
        _ => OverTime::Sum,
    };
    Counts {
        axes: 2,
        times: vec![None, Some(vec![1, 2, 3])],
        parts: (0..MOVEMENT)
            .map(|part| Part {
                over_time: over_time(part),
                ..Part::default()
            })
            .collect(),
        sums: vec![
            Sum {
                whole: 0,
                plus: vec![1, 2, 4],
                minus: vec![3, 5],
                ..Sum::default()
            },
            // Who changes classes comes to one and leaves another.
            Sum {
                whole: 0,
                plus: vec![1, 2],
                minus: vec![3],
                apart: 1,
            },
            Sum {
                whole: 6,
                plus: vec![0],
                ..Sum::default()
            },
        ],
        follows: Some(Follows { end: 0, start: 1 }),
        cells,
        ..Counts::default()
    }
}

#[test]
fn the_balance_of_movement_does_not_tell_who_arrived() {
    // 420 + 1 − 6 = 415 in the first of three months.
    let cells = HashMap::from([
        (key(&[1, 1]), vec![415, 420, 1, 6, 0, 0, 415]),
        (key(&[1, 2]), vec![420, 415, 5, 0, 0, 0, 420]),
        (key(&[1, 3]), vec![427, 420, 7, 0, 0, 0, 427]),
    ]);
    let withheld = withhold(&movement(cells), 5);
    let month = |place: u32, part: usize| withheld.has(3, key(&[1, place]), part);
    assert!(month(1, 2), "arrived");
    assert!(month(1, 3) || month(1, 0) || month(1, 1), "the balance");
    // The three months' total is 13: one month alone would be what is missing.
    assert!(month(2, 2) || month(3, 2) || withheld.has(1, key(&[1]), 2));
}

#[test]
fn who_changes_classes_does_not_tell_who_arrived() {
    // Of three who leave 5А for 5Б the school knows nothing: 360 + 2 − 15 = 347.
    let cells = HashMap::from([
        (key(&[1]), vec![171, 180, 2, 8, 0, 3, 171]),
        (key(&[2]), vec![176, 180, 0, 7, 3, 0, 176]),
    ]);
    let counts = Counts {
        axes: 1,
        times: Vec::new(),
        follows: None,
        ..movement(cells)
    };
    let withheld = withhold(&counts, 5);
    let school = |part: usize| withheld.has(0, 0, part);
    assert!(school(2) && school(4) && school(5), "of few");
    assert!(school(3), "fifteen departed beside the two who arrived");
    assert!(!school(0) && !school(1), "the numbers of all");
    // Nobody knows of a class how many changed it, and so its eight tell nothing.
    assert!(!withheld.has(1, key(&[1]), 3));
}

#[test]
fn whom_a_count_tells_of_must_not_be_few() {
    // Lessons missed through illness: twenty of one pupil, thirty of six, forty of seven.
    let mut rows: Vec<(Key, u32)> = vec![(key(&[1]), 1)];
    rows.extend((10..16).map(|pupil| (key(&[2]), pupil)));
    rows.extend((20..27).map(|pupil| (key(&[3]), pupil)));
    let people = People::of(&rows, 1);
    let none = Withheld::default();
    let part = |people| Part {
        people,
        ..Part::default()
    };
    let counts = Counts {
        axes: 1,
        parts: vec![
            Part {
                settled: Some((&none, 0)),
                ..Part::default()
            },
            part(Some(&people)),
            part(None),
        ],
        sums: vec![Sum {
            whole: 0,
            plus: vec![1, 2],
            ..Sum::default()
        }],
        linked: vec![1, 2],
        cells: HashMap::from([
            (key(&[1]), vec![20, 20, 0]),
            (key(&[2]), vec![39, 30, 9]),
            (key(&[3]), vec![48, 40, 8]),
        ]),
        ..Counts::default()
    };
    let withheld = withhold(&counts, 5);
    for place in [1, 2] {
        assert!(withheld.has(1, key(&[place]), 1), "illness");
        assert!(withheld.has(1, key(&[place]), 2), "what stands beside it");
        assert!(!withheld.has(1, key(&[place]), 0), "both together");
    }
    assert!(!withheld.has(0, 0, 1), "ninety of fourteen pupils");
}

#[test]
fn no_small_count_can_be_worked_out_from_shown_ones() {
    let mut random = Random(0x5eed);
    for case in 0..600 {
        let counts = match case % 3 {
            0 => table(&mut random, 2),
            1 => table(&mut random, 3),
            _ => moving(&mut random),
        };
        let withheld = withhold(&counts, 5);
        for (level, key, part) in worked_out(&counts, &withheld) {
            let count = total(&counts, level, key, part);
            assert!(
                count == 0 || count >= 5,
                "{count} at {level} {key:x} part {part} of {:?}",
                counts.cells
            );
        }
    }
}

struct Random(u64);

impl Random {
    fn of(&mut self, values: &[u64]) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        values[((mixed ^ (mixed >> 31)) % values.len() as u64) as usize]
    }
}

fn table(random: &mut Random, axes: usize) -> Counts<'static> {
    let mut counts = alone(&[], axes);
    for number in 0..3_u32.pow(axes as u32) {
        let places: Vec<u32> = (0..axes as u32)
            .map(|axis| number / 3_u32.pow(axis) % 3 + 1)
            .collect();
        let count = random.of(&[0, 0, 1, 4, 5, 12, 30]);
        counts.cells.insert(key(&places), vec![count]);
    }
    counts
}

fn moving(random: &mut Random) -> Counts<'static> {
    let mut cells = HashMap::new();
    let mut starts = [(); 3].map(|()| random.of(&[3, 20, 25, 40]));
    for month in 1..=3 {
        let changed = [(); 3].map(|()| random.of(&[0, 0, 0, 1, 2, 5, 7]));
        for (class, start) in starts.iter_mut().enumerate() {
            let [mut arrived, departed] = [(); 2].map(|()| random.of(&[0, 0, 0, 1, 2, 5, 7]));
            // Who leaves a class comes to the next.
            let (came, went) = (changed[(class + 2) % 3], changed[class]);
            // Nobody leaves who is not there.
            arrived += (departed + went).saturating_sub(*start + arrived + came);
            let end = *start + arrived + came - departed - went;
            let of_cell = vec![end, *start, arrived, departed, came, went, end];
            cells.insert(key(&[class as u32 + 1, month]), of_cell);
            *start = end;
        }
    }
    movement(cells)
}

fn total(counts: &Counts<'_>, level: Level, place: Key, part: usize) -> u64 {
    let cells = counts.cells.iter();
    let inside = cells.filter(|(cell, _)| {
        let last = |axis: usize| match (&counts.times.get(axis), counts.parts[part].over_time) {
            (Some(Some(_)), OverTime::Last) => place_along(**cell, axis) == 3,
            (Some(Some(_)), OverTime::First) => place_along(**cell, axis) == 1,
            _ => true,
        };
        let mut left_out = (0..counts.axes).filter(|axis| level & (1 << axis) == 0);
        kept(**cell, level) == place && left_out.all(last)
    });
    inside.map(|(_, of_cell)| of_cell[part]).sum()
}

type Shown = (Level, Key, usize);

/// Returns the withheld counts that the shown ones tell, from equations of its own: every count of every level is the
/// sum of the finest ones, and they meet the sums of parts.
fn worked_out(counts: &Counts<'_>, withheld: &Withheld) -> Vec<Shown> {
    let mut cells: Vec<Key> = counts.cells.keys().copied().collect();
    cells.sort_unstable();
    let parts = counts.parts.len();
    let unknown = |cell: Key, part: usize| {
        let place = cells.iter().position(|other| *other == cell).unwrap_or(0);
        place * parts + part
    };
    let width = cells.len() * parts;
    // A count as a combination of the finest.
    let combined = |level: Level, place: Key, part: usize| -> Vec<f64> {
        let mut row = vec![0.0; width];
        for cell in &cells {
            let mut only = alone(&[], counts.axes);
            only.times.clone_from(&counts.times);
            only.parts = vec![Part {
                over_time: counts.parts[part].over_time,
                ..Part::default()
            }];
            only.cells.insert(*cell, vec![1]);
            row[unknown(*cell, part)] = total(&only, level, place, 0) as f64;
        }
        row
    };
    let mut every: Vec<Shown> = Vec::new();
    for level in 0..(1_u16 << counts.axes) as Level {
        let mut places: Vec<Key> = cells.iter().map(|cell| kept(*cell, level)).collect();
        places.sort_unstable();
        places.dedup();
        for place in places {
            every.extend((0..parts).map(|part| (level, place, part)));
        }
    }
    let (hidden, shown): (Vec<Shown>, Vec<Shown>) = every
        .into_iter()
        .partition(|(level, place, part)| withheld.has(*level, *place, *part));
    let mut known = Vec::new();
    for (level, place, part) in shown {
        reduce(&mut known, combined(level, place, part));
    }
    for (level, place, _) in levels(counts, 1) {
        for sum in counts.sums.iter().filter(|sum| sum.holds_at(level)) {
            let mut row = combined(level, place, sum.whole);
            let plus = sum.plus.iter().map(|part| (part, -1.0));
            let minus = sum.minus.iter().map(|part| (part, 1.0));
            for (part, factor) in plus.chain(minus) {
                let of_part = combined(level, place, *part);
                let values = row.iter_mut().zip(of_part);
                values.for_each(|(value, of_part)| *value += factor * of_part);
            }
            reduce(&mut known, row);
        }
    }
    // What is at the end of a month is there at the start of the next.
    if let Some(follows) = counts.follows {
        for cell in &cells {
            let next = cell + at(1, 1);
            if counts.cells.contains_key(&next) {
                let mut row = vec![0.0; width];
                row[unknown(*cell, follows.end)] = 1.0;
                row[unknown(next, follows.start)] = -1.0;
                reduce(&mut known, row);
            }
        }
    }
    let told = hidden.into_iter().filter(|(level, place, part)| {
        let rank = known.len();
        let mut with = known.clone();
        reduce(&mut with, combined(*level, *place, *part));
        with.len() == rank
    });
    told.collect()
}

/// Adds a row to independent ones, unless it depends on them. Each has its leading column to itself and those before.
fn reduce(known: &mut Vec<(usize, Vec<f64>)>, mut row: Vec<f64>) {
    for (leading, other) in known.iter() {
        let factor = row[*leading];
        if factor.abs() > 1e-9 {
            for (value, other) in row.iter_mut().zip(other) {
                *value -= factor * other;
            }
        }
    }
    let leading = (0..row.len()).max_by(|a, b| row[*a].abs().total_cmp(&row[*b].abs()));
    let Some(leading) = leading.filter(|leading| row[*leading].abs() > 1e-7) else {
        return;
    };
    let factor = row[leading];
    for value in &mut row {
        *value /= factor;
    }
    known.push((leading, row));
}

/// Fives, fours, threes, twos, those without a mark, and all of them.
const MARKS: usize = 6;

fn marks(cells: HashMap<Key, Vec<u64>>, axes: usize) -> Counts<'static> {
    Counts {
        axes,
        parts: (0..MARKS).map(|_| Part::default()).collect(),
        sums: vec![Sum {
            whole: 5,
            plus: vec![0, 1, 2, 3, 4],
            ..Sum::default()
        }],
        cells,
        ..Counts::default()
    }
}

/// Who passed, the quality, and how well all are taught.
fn of_marks() -> Vec<Ratio> {
    let under = || (0..5).map(|part| (part, 1)).collect();
    let share = |parts: usize| Ratio {
        over: (0..parts).map(|part| (part, 1)).collect(),
        under: under(),
        is_share: true,
    };
    let taught = Ratio {
        over: vec![(0, 100), (1, 64), (2, 36), (3, 16), (4, 7)],
        under: under(),
        is_share: false,
    };
    vec![share(3), share(2), taught]
}

fn graded(counts: [u64; 5]) -> Vec<u64> {
    let all = counts.iter().sum();
    counts.into_iter().chain([all]).collect()
}

/// Settles the counts, and decides about ratios beside them.
fn decided(counts: &Counts<'_>, ratios: &[Ratio]) -> (Withheld, Decided) {
    let withheld = withhold(counts, 5);
    let settled = Counts {
        axes: counts.axes,
        times: counts.times.clone(),
        parts: (0..counts.parts.len())
            .map(|part| Part {
                over_time: counts.parts[part].over_time,
                settled: Some((&withheld, part)),
                people: counts.parts[part].people,
            })
            .collect(),
        sums: counts.sums.clone(),
        follows: counts.follows,
        linked: counts.linked.clone(),
        cells: counts.cells.clone(),
    };
    let decided = decide(&settled, ratios, 5);
    (withheld, decided)
}

fn refused(counts: &Counts<'_>, level: Level, place: Key) -> [bool; 3] {
    let (_, decided) = decided(counts, &of_marks());
    [0, 1, 2].map(|ratio| decided.refused.has(level, place, ratio))
}

#[test]
fn a_ratio_is_withheld_where_it_tells_and_only_there() {
    // Of 606 four have a two and eight a three: the eight stand beside the four. Who passed would tell both, and so
    // would what multiplies them differently; the quality has nothing to do with them.
    let cells = HashMap::from([(0, graded([300, 294, 8, 4, 0]))]);
    assert_eq!(refused(&marks(cells, 0), 0, 0), [true, false, true]);
    // Nothing is withheld.
    let cells = HashMap::from([(0, graded([300, 280, 20, 6, 0]))]);
    assert_eq!(refused(&marks(cells, 0), 0, 0), [false; 3]);
    // Seven threes stand beside two twos and one without a mark, and who passed would tell them.
    let cells = HashMap::from([(0, graded([200, 40, 7, 2, 1]))]);
    assert_eq!(refused(&marks(cells, 0), 0, 0), [true, false, true]);
}

#[test]
fn of_seven_with_four_good_the_quality_tells_who_is_not() {
    // Fives are 1, fours 3, threes 3: what is good comes to four, and what is left to three.
    let cells = HashMap::from([(0, graded([1, 3, 3, 0, 0]))]);
    assert_eq!(refused(&marks(cells, 0), 0, 0), [false, true, true]);
}

#[test]
fn a_ratio_without_small_numbers_tells_none() {
    // Nobody passes, or everybody does.
    let cells = HashMap::from([
        (key(&[1]), graded([0, 0, 0, 9, 0])),
        (key(&[2]), graded([9, 9, 8, 0, 0])),
    ]);
    let counts = marks(cells, 1);
    for place in [1, 2] {
        assert_eq!(refused(&counts, 1, key(&[place])), [false; 3]);
    }
}

#[test]
fn a_total_does_not_give_a_refused_ratio_back() {
    // The quality is of four in the first class; the total and the second would tell it.
    let cells = HashMap::from([
        (key(&[1]), graded([2, 2, 9, 8, 7])),
        (key(&[2]), graded([10, 9, 11, 12, 13])),
    ]);
    let counts = marks(cells, 1);
    let of = |level, place| refused(&counts, level, place)[1];
    assert!(of(1, key(&[1])));
    assert!(of(1, key(&[2])) || of(0, 0));
}

#[test]
fn a_ratio_of_two_families_tells_neither() {
    // Of 200 lessons 3 are missed: beside the 200 what is left tells them.
    let counts = Counts {
        parts: vec![Part::default(), Part::default()],
        cells: HashMap::from([(0, vec![200, 3])]),
        ..Counts::default()
    };
    let ratio = Ratio {
        over: vec![(0, 1), (1, -1)],
        under: vec![(0, 1)],
        is_share: true,
    };
    let (withheld, decided) = decided(&counts, &[ratio]);
    assert!(withheld.has(0, 0, 1) && !withheld.has(0, 0, 0));
    assert!(decided.refused.has(0, 0, 0));
}

#[test]
fn ratios_tell_no_small_count_with_all_that_is_shown() {
    let mut random = Random(0xa7_7ac4);
    let (mut cells, mut shown) = (0, 0);
    for case in 0..400 {
        let (counts, ratios) = match case % 4 {
            0 => (marked(&mut random, 1, &[0, 1, 2, 3, 5, 9, 30]), of_marks()),
            1 => (marked(&mut random, 2, &[0, 0, 1, 3, 6, 12, 30]), of_marks()),
            2 => (marked(&mut random, 2, &[3, 8, 12, 14, 30, 200]), of_marks()),
            _ => missed(&mut random),
        };
        let (withheld, decided) = decided(&counts, &ratios);
        let (before, mut known) = (known(&counts, &withheld), known(&counts, &withheld));
        for (level, place, ratio) in levels(&counts, ratios.len()) {
            cells += 1;
            let is_shown = !decided.refused.has(level, place, ratio);
            shown += usize::from(is_shown);
            if is_shown {
                let of = |side: &[(usize, i64)]| -> i128 {
                    let counts = side.iter().map(|(part, factor)| {
                        i128::from(*factor) * i128::from(total(&counts, level, place, *part))
                    });
                    counts.sum()
                };
                let (over, under) = (of(&ratios[ratio].over), of(&ratios[ratio].under));
                // What is divided, as often as what divides it, is what divides it as often as what is divided.
                let mut row = vec![0; width(&counts)];
                let sides = [(&ratios[ratio].over, under), (&ratios[ratio].under, -over)];
                for (side, times) in sides {
                    for (part, factor) in side {
                        let one = combined(&counts, level, place, *part);
                        for (value, one) in row.iter_mut().zip(one) {
                            *value += i128::from(*factor) * times * one;
                        }
                    }
                }
                known.learn(row);
            }
        }
        for (level, place, part) in levels(&counts, counts.parts.len()) {
            let count = total(&counts, level, place, part);
            let row = combined(&counts, level, place, part);
            let is_withheld = withheld.has(level, place, part);
            if (1..5).contains(&count) || (is_withheld && !before.has(row.clone())) {
                assert!(
                    !known.has(row),
                    "{count} at {level} {place:x} part {part} of {:?}",
                    counts.cells
                );
            }
        }
    }
    // Withholding everything would tell nothing, either.
    assert!(shown * 3 > cells, "{shown} of {cells}");
}

fn marked(random: &mut Random, axes: usize, values: &[u64]) -> Counts<'static> {
    let cells = (0..3_u32.pow(axes as u32)).map(|number| {
        let places: Vec<u32> = (0..axes as u32)
            .map(|axis| number / 3_u32.pow(axis) % 3 + 1)
            .collect();
        (key(&places), graded([(); 5].map(|()| random.of(values))))
    });
    marks(cells.collect(), axes)
}

/// Lessons to attend, and those missed by reason.
fn missed(random: &mut Random) -> (Counts<'static>, Vec<Ratio>) {
    let cells = (1..=3_u32).map(|place| {
        let missed = [(); 3].map(|()| random.of(&[0, 1, 3, 7, 9, 20]));
        let all: u64 = missed.iter().sum();
        let due = all + random.of(&[1, 3, 40, 90, 160]);
        let of_cell = [due, all].into_iter().chain(missed);
        (key(&[place]), of_cell.collect())
    });
    let counts = Counts {
        axes: 1,
        parts: (0..5).map(|_| Part::default()).collect(),
        sums: vec![Sum {
            whole: 1,
            plus: vec![2, 3, 4],
            ..Sum::default()
        }],
        cells: cells.collect(),
        ..Counts::default()
    };
    let ratio = Ratio {
        over: vec![(0, 1), (1, -1)],
        under: vec![(0, 1)],
        is_share: true,
    };
    (counts, vec![ratio])
}

/// Every place of every level, once for each number.
fn levels(counts: &Counts<'_>, numbers: usize) -> Vec<Shown> {
    let mut every = Vec::new();
    for level in 0..(1_u16 << counts.axes) as Level {
        let cells = counts.cells.keys();
        let mut places: Vec<Key> = cells.map(|cell| kept(*cell, level)).collect();
        places.sort_unstable();
        places.dedup();
        for place in places {
            every.extend((0..numbers).map(|number| (level, place, number)));
        }
    }
    every
}

fn width(counts: &Counts<'_>) -> usize {
    counts.cells.len() * counts.parts.len()
}

/// A count of any level as what it takes of the finest ones.
fn combined(counts: &Counts<'_>, level: Level, place: Key, part: usize) -> Vec<i128> {
    let mut cells: Vec<Key> = counts.cells.keys().copied().collect();
    cells.sort_unstable();
    let mut row = vec![0; width(counts)];
    for (number, cell) in cells.iter().enumerate() {
        row[number * counts.parts.len() + part] = i128::from(kept(*cell, level) == place);
    }
    row
}

/// Returns what the shown counts and the sums of parts tell.
fn known(counts: &Counts<'_>, withheld: &Withheld) -> Facts {
    let mut facts = Facts::default();
    for (level, place, part) in levels(counts, counts.parts.len()) {
        if !withheld.has(level, place, part) {
            facts.learn(combined(counts, level, place, part));
        }
    }
    let finest = ((1_u16 << counts.axes) - 1) as Level;
    for cell in counts.cells.keys() {
        for sum in &counts.sums {
            let mut row = combined(counts, finest, *cell, sum.whole);
            for part in &sum.plus {
                let one = combined(counts, finest, *cell, *part);
                row.iter_mut()
                    .zip(one)
                    .for_each(|(value, one)| *value -= one);
            }
            facts.learn(row);
        }
    }
    facts
}

/// Independent equations in fractions: each leading column is in no other.
#[derive(Default)]
struct Facts(Vec<(usize, Vec<Fraction>)>);

impl Facts {
    fn learn(&mut self, row: Vec<i128>) {
        let left = self.beyond(row);
        let Some(leading) = left.iter().position(|value| value.0 != 0) else {
            return;
        };
        let first = left[leading];
        let row: Vec<Fraction> = left.iter().map(|value| value.over(first)).collect();
        for (_, other) in &mut self.0 {
            let factor = other[leading];
            if factor.0 != 0 {
                for (value, of_row) in other.iter_mut().zip(&row) {
                    *value = value.less(factor.times(*of_row));
                }
            }
        }
        self.0.push((leading, row));
    }

    fn has(&self, row: Vec<i128>) -> bool {
        self.beyond(row).iter().all(|value| value.0 == 0)
    }

    fn beyond(&self, row: Vec<i128>) -> Vec<Fraction> {
        let mut row: Vec<Fraction> = row.into_iter().map(|value| Fraction(value, 1)).collect();
        for (leading, other) in &self.0 {
            let factor = row[*leading];
            if factor.0 != 0 {
                for (value, other) in row.iter_mut().zip(other) {
                    *value = value.less(factor.times(*other));
                }
            }
        }
        row
    }
}

/// A fraction in lowest terms.
#[derive(Clone, Copy)]
struct Fraction(i128, i128);

impl Fraction {
    fn of(above: i128, below: i128) -> Self {
        let (mut one, mut other) = (above.abs(), below.abs());
        while other != 0 {
            (one, other) = (other, one % other);
        }
        let shared = one.max(1) * below.signum();
        Self(above / shared, below / shared)
    }

    fn times(self, other: Self) -> Self {
        Self::of(self.0 * other.0, self.1 * other.1)
    }

    fn over(self, other: Self) -> Self {
        Self::of(self.0 * other.1, self.1 * other.0)
    }

    fn less(self, other: Self) -> Self {
        Self::of(self.0 * other.1 - other.0 * self.1, self.1 * other.1)
    }
}

#[test]
fn whole_numbers_leave_more_than_one_way() {
    let mut random = Random(0x1e55);
    for _ in 0..60 {
        let one = [(); 5].map(|()| random.of(&[0, 1, 2, 3, 5, 6, 8]));
        let counts = marks(HashMap::from([(0, graded(one))]), 0);
        let (withheld, decided) = decided(&counts, &of_marks());
        let all: u64 = one.iter().sum();
        let factors: Vec<Vec<(usize, i64)>> =
            of_marks().into_iter().map(|ratio| ratio.over).collect();
        let comes_to = |ratio: usize, counts: &[u64; 5]| -> u64 {
            let members = factors[ratio].iter();
            members
                .map(|(part, factor)| counts[*part] * *factor as u64)
                .sum()
        };
        let is_hidden = |part: usize| withheld.has(0, 0, part);
        if is_hidden(5) {
            continue;
        }
        let looks_the_same = |other: &[u64; 5]| {
            (0..5).all(|part| match is_hidden(part) {
                true => other[part] > 0,
                false => other[part] == one[part],
            }) && (0..3).all(|ratio| {
                decided.refused.has(0, 0, ratio) || comes_to(ratio, other) == comes_to(ratio, &one)
            })
        };
        let mut differs = [false; 5];
        for fives in 0..=all {
            for fours in 0..=all - fives {
                for threes in 0..=all - fives - fours {
                    for twos in 0..=all - fives - fours - threes {
                        let rest = all - fives - fours - threes - twos;
                        let other = [fives, fours, threes, twos, rest];
                        if looks_the_same(&other) {
                            let pairs = other.iter().zip(&one);
                            let pairs = differs.iter_mut().zip(pairs);
                            pairs.for_each(|(differs, (other, one))| *differs |= other != one);
                        }
                    }
                }
            }
        }
        for part in (0..5).filter(|part| (1..5).contains(&one[*part])) {
            assert!(differs[part], "{part} of {one:?}");
        }
    }
}
