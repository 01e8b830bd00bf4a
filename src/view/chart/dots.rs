//! Dots: one is one person, or one per cent.
//!
//! A dot is a dash without length and with round ends, so a whole field is a few strokes, and nothing needs an id that
//! a second drawing on the same page would have again.

/// From one dot of a field to the next.
pub(super) const PITCH: usize = 10;
/// From one dot of a share to the next; fifty fill the picture's width.
const STEP: i32 = 12;
/// Dots of a share in a row.
const ROW: i32 = 50;
/// Between a share's dots and the next one's words.
pub(super) const BETWEEN: i32 = 16;
/// Letters there is room for behind a share of `100.0 %`.
pub(super) const ROOM: usize = 28;

/// A field of dots.
pub(super) struct Field {
    pub(super) height: usize,
    /// One stroke through all that are filled, to and fro, so that dashes of any rhythm meet every dot.
    pub(super) filled: String,
    /// One stroke a row through those that wait.
    pub(super) rest: String,
}

/// A field of `total` dots in rows of `columns`, of which the first are filled.
pub(super) fn field(filled: usize, total: usize, columns: usize) -> Field {
    let filled = filled.min(total);
    let height = total.div_ceil(columns) * PITCH;
    Field { height, filled: to_and_fro(filled, columns), rest: waiting(filled, total, columns) }
}

fn to_and_fro(count: usize, columns: usize) -> String {
    let Some(last) = count.checked_sub(1) else { return String::new() };
    let (rows, end) = (last / columns, last % columns);
    let at = |column: usize| column * PITCH + PITCH / 2;
    let (near, far) = (at(0), at(columns - 1));
    // The row that is filled in part runs forwards, as it is read; every row above turns.
    let forwards = |row: usize| (rows - row).is_multiple_of(2);
    let mut path = format!("M{} 5", if forwards(0) { near } else { far });
    for row in 0..rows {
        let to = if forwards(row) { far } else { near };
        path.push_str(&format!("H{to}V{}", at(row + 1)));
    }
    // One unit more than the last dot's place, so that no rounding leaves it out.
    path.push_str(&format!("H{}", at(end) + 1));
    path
}

fn waiting(filled: usize, total: usize, columns: usize) -> String {
    let mut path = String::new();
    let mut next = filled;
    while next < total {
        let (row, column) = (next / columns, next % columns);
        let end = ((row + 1) * columns).min(total);
        let (x, y) = (column * PITCH + PITCH / 2, row * PITCH + PITCH / 2);
        path.push_str(&format!("M{x} {y}h{}", (end - next - 1) * PITCH + 1));
        next = end;
    }
    path
}

/// How many of a hundred dots each share gets. Shares that sum to a hundred get a hundred between them: the largest
/// remainders are rounded up.
pub(super) fn hundred(shares: &[f64]) -> Vec<usize> {
    let shares: Vec<f64> = shares.iter().map(|share| share.clamp(0.0, 100.0)).collect();
    let mut counts: Vec<usize> = shares.iter().map(|share| share.floor() as usize).collect();
    let sum = shares.iter().sum::<f64>().round().min(100.0) as usize;
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by(|a, b| shares[*b].fract().total_cmp(&shares[*a].fract()).then(a.cmp(b)));
    let lacking = sum.saturating_sub(counts.iter().sum());
    order.iter().take(lacking).for_each(|at| counts[*at] += 1);
    counts
}

/// One share: where its words stand, and its dots.
pub(super) struct Band {
    pub(super) words: i32,
    pub(super) path: String,
    pub(super) bottom: i32,
}

/// A band of dots from `top` on.
pub(super) fn band(count: usize, top: i32, rtl: bool) -> Band {
    let (words, mut y) = (top + 28, top + 48);
    let mut left = count as i32;
    let mut path = String::new();
    while left > 0 {
        let (x, way) = if rtl { (super::WIDTH - STEP / 2, "h-") } else { (STEP / 2, "h") };
        path.push_str(&format!("M{x} {y}{way}{}", (left.min(ROW) - 1) * STEP + 1));
        left -= ROW;
        y += STEP;
    }
    Band { words, path, bottom: y - STEP / 2 }
}
