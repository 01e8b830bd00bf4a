//! Words in a picture: how wide they may be, and where they have room.

use super::{Stroke, WIDTH};

/// Which end of its words stands at a label's place; which side that is, the language's direction says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    /// As SVG has it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// The size of letters on the narrowest screens, in the picture's units; a wide screen's are smaller, and shrink
/// towards their anchor. A picture of 600 units is 328 pixels wide on a phone of 360: 24 of them are 13 pixels.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Size {
    pub(super) height: i32,
    /// What a digit and a usual letter are wide in the widest of common fonts.
    pub(super) letter: f64,
}

/// Ticks and times.
pub(super) const PLAIN: Size = Size { height: 24, letter: 14.8 };
/// Values and the goal.
pub(super) const BOLD: Size = Size { height: 27, letter: 18.6 };

impl Size {
    /// Units so many letters may take; even, so that half of it is whole.
    pub(super) fn width(self, letters: usize) -> i32 {
        (self.letter * letters as f64 / 2.0).ceil() as i32 * 2
    }

    /// The box of words at a place; Arabic and Ethiopic reach higher and lower than Latin letters.
    pub(super) fn area(self, (x, y): (i32, i32), anchor: Anchor, width: i32) -> Area {
        let left = match anchor {
            Anchor::Start => x,
            Anchor::Middle => x - width / 2,
            Anchor::End => x - width,
        };
        Area { left, top: y - self.height, right: left + width, bottom: y + self.height * 3 / 10 }
    }
}

/// A box in the picture.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Area {
    pub(super) left: i32,
    pub(super) top: i32,
    pub(super) right: i32,
    pub(super) bottom: i32,
}

impl Area {
    /// Whether two boxes share more than an edge.
    pub(super) fn meets(self, other: Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// Whether a stroke runs through the box.
    pub(super) fn is_crossed_by(self, [x, y, to_x, to_y]: Stroke) -> bool {
        let (mut from, mut to) = (0.0_f64, 1.0_f64);
        let sides = [(x, to_x, self.left, self.right), (y, to_y, self.top, self.bottom)];
        for (start, end, least, most) in sides {
            let length = f64::from(end - start);
            if length == 0.0 {
                if start <= least || start >= most {
                    return false;
                }
                continue;
            }
            let (near, far) = (f64::from(least - start) / length, f64::from(most - start) / length);
            from = from.max(near.min(far));
            to = to.min(near.max(far));
        }
        from < to
    }

    pub(super) fn mirrored(self) -> Self {
        Self { left: WIDTH - self.right, right: WIDTH - self.left, ..self }
    }
}

/// Words at a place.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Label<T> {
    pub(super) says: T,
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) anchor: Anchor,
    /// The most it may cover.
    pub(super) area: Area,
}

impl<T> Label<T> {
    pub(super) fn new(says: T, (x, y): (i32, i32), anchor: Anchor, (size, width): (Size, i32)) -> Self {
        Self { says, x, y, anchor, area: size.area((x, y), anchor, width) }
    }

    pub(super) fn mirrored(self) -> Self {
        Self { x: WIDTH - self.x, area: self.area.mirrored(), ..self }
    }
}

/// Letters of a number as languages write it: a sign between groups of three from the fifth digit on.
pub(super) fn letters(number: f64) -> usize {
    let text = number.to_string();
    let whole = text.trim_start_matches('-').split('.').next().map_or(0, str::len);
    text.len() + if whole > 4 { (whole - 1) / 3 } else { 0 }
}

/// A text cut to the letters there is room for; a letter of a wide script takes two.
pub(super) fn shortened(text: &str, room: usize) -> String {
    let wide = |letter: char| if is_wide(letter) { 2 } else { 1 };
    if text.chars().map(wide).sum::<usize>() <= room {
        return text.to_owned();
    }
    let mut taken = 1;
    let fit = |letter: &char| {
        taken += wide(*letter);
        taken <= room
    };
    let head: String = text.chars().take_while(fit).collect();
    head.trim_end().to_owned() + "…"
}

/// Ethiopic, and the scripts of East Asia.
fn is_wide(letter: char) -> bool {
    matches!(letter, '\u{1200}'..='\u{139f}' | '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{ffef}')
}
