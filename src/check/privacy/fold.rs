//! Texts as the search for names sees them.
//!
//! Words of lower-case letters and digits with one space before, between and after; letters as addresses have them
//! (å→aa, é→e), however their accents are composed. So a name, its slug, the name of a photo and a tag look alike.

use std::ops::Range;

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// A text, folded.
pub(super) fn fold(text: &str) -> String {
    let mut folding = Folding { out: Vec::with_capacity(text.len() + 2), last: ' ' };
    folding.out.push(b' ');
    let mut rest = text;
    while !rest.is_empty() {
        let plain = plain(rest);
        folding.plain(&rest[..plain]);
        rest = &rest[plain..];
        // What is not plain goes letter by letter until the next word.
        let end = rest.find(' ').map_or(rest.len(), |at| at + 1);
        steps(&rest[..end]).for_each(|(_, step)| folding.step(step));
        rest = &rest[end..];
    }
    folding.gap();
    String::from_utf8_lossy(&folding.out).into_owned()
}

/// How many bytes of a text are whole words of ASCII without anything that could stand for something else.
fn plain(text: &str) -> usize {
    let is_plain = |byte: &u8| byte.is_ascii() && !matches!(byte, b'&' | b'%' | b'*' | b'\\');
    let length = text.as_bytes().iter().take_while(|byte| is_plain(byte)).count();
    if length == text.len() { length } else { text[..length].rfind(' ').map_or(0, |at| at + 1) }
}

/// The way back from a folding to its text.
pub(super) struct Unfolding<'a> {
    text: &'a str,
    /// How long the folding was before each step, and where the step begins in the text.
    steps: Vec<(usize, usize)>,
}

impl<'a> Unfolding<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut folding = Folding { out: vec![b' '], last: ' ' };
        let taken = steps(text).map(|(at, step)| {
            let before = folding.out.len();
            folding.step(step);
            (before, at)
        });
        Self { text, steps: taken.collect() }
    }

    /// The bytes of the text that became a stretch of its folding.
    pub(super) fn range(&self, folded: Range<usize>) -> Range<usize> {
        let first = self.steps.partition_point(|(before, _)| *before <= folded.start).saturating_sub(1);
        let after = self.steps.partition_point(|(before, _)| *before < folded.end);
        let at = |step: usize| self.steps.get(step).map_or(self.text.len(), |(_, at)| *at);
        let (start, end) = (at(first), at(after));
        start..start + self.text[start..end.max(start)].trim_end().len()
    }
}

/// What one piece of the text is to the folding.
#[derive(Clone, Copy)]
enum Step {
    Letter(char),
    /// Neither letter nor gap: soft hyphens, joiners, emphasis in the middle of a word.
    Nothing,
}

/// Characters with their places; what stands for one character in Markdown or an address is one step.
fn steps(text: &str) -> impl Iterator<Item = (usize, Step)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let letter = text.get(at..)?.chars().next()?;
        let start = at;
        at += letter.len_utf8();
        let rest = &text.as_bytes()[at..];
        let step = match letter {
            '&' if rest.starts_with(b"shy;") => {
                at += 4;
                Step::Nothing
            }
            // `%20` in an address.
            '%' if rest.len() > 1 && rest[..2].iter().all(u8::is_ascii_hexdigit) => {
                at += 2;
                Step::Letter(' ')
            }
            '*' | '\\' | '\u{ad}' | '\u{640}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {
                Step::Nothing
            }
            letter => Step::Letter(letter),
        };
        Some((start, step))
    })
}

struct Folding {
    /// UTF-8; bytes, since most of it is put there byte by byte.
    out: Vec<u8>,
    /// The last base letter, for marks behind it.
    last: char,
}

impl Folding {
    fn step(&mut self, step: Step) {
        match step {
            Step::Letter(letter) if letter.is_ascii_alphanumeric() => {
                self.last = letter.to_ascii_lowercase();
                self.letter(self.last);
            }
            Step::Letter(letter) if letter.is_ascii() => self.gap(),
            Step::Letter(letter) => letter.to_lowercase().for_each(|letter| self.other(letter)),
            Step::Nothing => {}
        }
    }

    fn plain(&mut self, text: &str) {
        for byte in text.bytes() {
            if byte.is_ascii_alphanumeric() {
                self.out.push(byte.to_ascii_lowercase());
            } else if self.out.last() != Some(&b' ') {
                self.out.push(b' ');
            }
        }
        self.last = ' ';
    }

    fn letter(&mut self, letter: char) {
        self.out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
    }

    fn gap(&mut self) {
        if self.out.last() != Some(&b' ') {
            self.out.push(b' ');
        }
        self.last = ' ';
    }

    fn other(&mut self, letter: char) {
        let plain = match letter {
            'æ' => "ae",
            'ø' => "oe",
            'ß' => "ss",
            'ð' | 'đ' => "d",
            'þ' => "th",
            'ł' => "l",
            'ı' => "i",
            _ => "",
        };
        if plain.is_empty() {
            decompose_canonical(letter, |part| self.part(part));
        } else {
            self.out.extend_from_slice(plain.as_bytes());
            self.last = ' ';
        }
    }

    fn part(&mut self, part: char) {
        match part {
            '\u{30a}' if self.last == 'a' => self.out.push(b'a'),
            part if is_accent(part) => {}
            part if part.is_alphanumeric() || is_combining_mark(part) => {
                self.last = part;
                self.letter(part);
            }
            _ => self.gap(),
        }
    }
}

/// Marks without which a word is still the same word: accents, Hebrew points, Arabic vowel signs. The vowel signs of
/// Indian scripts are letters of their own.
fn is_accent(mark: char) -> bool {
    matches!(mark, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}'
        | '\u{670}' | '\u{6d6}'..='\u{6ed}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_fold_alike() {
        for spelling in [
            "Åse Bjørnæs",
            "A\u{30a}SE BJØRNÆS",
            "aase-bjoernaes",
            "  åse_bjørnæs.",
            "**Å**se Bj\u{ad}ørnæs",
            "åse%20bj&shy;ørnæs",
        ] {
            assert_eq!(fold(spelling), " aase bjoernaes ", "{spelling}");
        }
        assert_eq!(fold("أَمَل"), fold("امل"));
        assert_eq!(fold("Zoë"), fold("Zoe\u{308}"));
        assert_eq!(fold(""), " ");
        assert_eq!(fold("…"), " ");
    }

    #[test]
    fn a_stretch_of_the_folding_is_found_again() {
        for text in
            ["Her er Åse Bjørnæs.", "x  A\u{30a}se Bj\u{ad}ørnæs\ny", "[Åse](aase-bjoernaes.jpg)", "«ÅSE»"]
        {
            let folded = fold(text);
            let at = folded.find("aase").expect("the name");
            let found = &text[Unfolding::new(text).range(at..at + 4)];
            assert!(matches!(found, "Åse" | "A\u{30a}se" | "ÅSE"), "{found:?} in {text:?}");
        }
        let text = "om Bjørnæs";
        let folded = fold(text);
        assert_eq!(&text[Unfolding::new(text).range(4..folded.len() - 1)], "Bjørnæs");
    }
}
