//! Where a title's lines break: by the widths its letters have once shaped.

use std::sync::Arc;

use resvg::usvg::{self, fontdb::Database};

use crate::text::escaped;

/// Sizes a title may have, in pixels, and how many lines of it then fit.
const SIZES: [(f32, usize); 5] = [(78.0, 3), (66.0, 4), (56.0, 5), (46.0, 6), (38.0, 7)];
/// Widths are measured at this size.
const MEASURED: f32 = 100.0;

/// A title, broken.
pub(super) struct Broken {
    pub(super) size: f32,
    pub(super) lines: Vec<String>,
}

/// What words are measured with.
pub(super) struct Measure<'a>(pub(super) &'a Arc<Database>);

impl Measure<'_> {
    /// The widths of some texts, set at [`MEASURED`]; `None` for one with a letter no font has.
    fn widths(&self, texts: &[String]) -> Result<Vec<Option<f32>>, String> {
        let mut svg = String::from("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\">");
        for (at, text) in texts.iter().enumerate() {
            svg.push_str(&format!(
                "<text id=\"t{at}\" xml:space=\"preserve\" font-size=\"{MEASURED}\">{}</text>",
                escaped(text)
            ));
        }
        svg.push_str("</svg>");
        let tree = usvg::Tree::from_str(&svg, &options(self.0)).map_err(|error| error.to_string())?;
        let width = |at: usize| match tree.node_by_id(&format!("t{at}")) {
            Some(usvg::Node::Text(text)) => {
                let mut glyphs = text.layouted().iter().flat_map(|span| &span.positioned_glyphs);
                let known = glyphs.all(|glyph| glyph.id.0 != 0);
                known.then(|| text.bounding_box().width())
            }
            _ => None,
        };
        Ok((0..texts.len()).map(width).collect())
    }

    /// A text broken to fit a box: as large as it can be, its lines as even as they can be. `None` where no font has its
    /// letters.
    pub(super) fn broken(&self, text: &str, width: f32) -> Result<Option<Broken>, String> {
        // A space that does not break holds its words together.
        let breaks = |letter: char| letter.is_whitespace() && !matches!(letter, '\u{a0}' | '\u{202f}');
        let mut words: Vec<String> =
            text.split(breaks).filter(|word| !word.is_empty()).map(str::to_owned).collect();
        // How wide a space is, and an ellipsis, shows between letters.
        let letter = words.iter().flat_map(|word| word.chars()).next().unwrap_or('n');
        let known = words.len();
        words.extend([format!("{letter} {letter}"), format!("{letter}{letter}")]);
        let Some(mut widths) = self.widths(&words)?.into_iter().collect::<Option<Vec<f32>>>() else {
            return Ok(None);
        };
        let space = (widths[known] - widths[known + 1]).max(0.0);
        widths.truncate(known);
        words.truncate(known);
        let fits = |(size, most): &(f32, usize)| {
            let room = width * MEASURED / size;
            let lines = greedy(&widths, space, room);
            (widths.iter().all(|width| *width <= room) && lines.len() <= *most)
                .then_some((*size, lines.len()))
        };
        let (size, count) = SIZES.iter().find_map(fits).unwrap_or((SIZES[SIZES.len() - 1].0, 0));
        let room = width * MEASURED / size;
        let ends = if count == 0 { greedy(&widths, space, room) } else { even(&widths, space, room, count) };
        let mut lines = Vec::with_capacity(ends.len());
        let mut from = 0;
        for end in ends {
            lines.push(words[from..end].join(" "));
            from = end;
        }
        let most = SIZES[SIZES.len() - 1].1;
        if lines.len() > most {
            lines.truncate(most);
            lines.iter_mut().last().into_iter().for_each(|line| line.push('…'));
        }
        Ok(Some(Broken { size, lines }))
    }
}

/// Where lines end when each takes as many words as it can.
fn greedy(widths: &[f32], space: f32, room: f32) -> Vec<usize> {
    let (mut ends, mut line) = (Vec::new(), 0.0);
    for (at, width) in widths.iter().enumerate() {
        let with = if line == 0.0 { *width } else { line + space + width };
        if line > 0.0 && with > room {
            ends.push(at);
            line = *width;
        } else {
            line = with;
        }
    }
    ends.push(widths.len());
    ends
}

/// The narrowest room that gives no more lines.
fn even(widths: &[f32], space: f32, room: f32, count: usize) -> Vec<usize> {
    let (mut narrow, mut wide) = (widths.iter().copied().fold(0.0, f32::max), room);
    for _ in 0..12 {
        let middle = (narrow + wide) / 2.0;
        if greedy(widths, space, middle).len() <= count { wide = middle } else { narrow = middle }
    }
    greedy(widths, space, wide)
}

/// Nothing but the theme's fonts: the first of them, and for letters it lacks the others.
pub(super) fn options(fonts: &Arc<Database>) -> usvg::Options<'static> {
    let first = |_: &usvg::Font, fonts: &mut Arc<Database>| fonts.faces().next().map(|face| face.id);
    usvg::Options {
        fontdb: fonts.clone(),
        font_resolver: usvg::FontResolver {
            select_font: Box::new(first),
            select_fallback: usvg::FontResolver::default_fallback_selector(),
        },
        ..usvg::Options::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_take_what_they_can_and_are_evened() {
        let widths = [30.0, 30.0, 30.0, 30.0];
        assert_eq!(greedy(&widths, 10.0, 110.0), [3, 4]);
        assert_eq!(even(&widths, 10.0, 110.0, 2), [2, 4]);
        assert_eq!(greedy(&[], 10.0, 110.0), [0]);
    }
}
