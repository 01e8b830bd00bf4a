//! Text of one direction within text of the other.
//!
//! A Norwegian name in an Arabic sentence, or the other way round, must not move its neighbours about. In HTML `<bdi>`
//! sees to that; where no tags can stand, as in a title or an attribute, the Unicode isolates do (UAX #9, 2.4).

use std::borrow::Cow;

use icu_properties::CodePointMapData;
use icu_properties::props::BidiClass;

use super::Lang;

/// First strong isolate: what follows has the direction of its own first letter.
const ISOLATE: char = '\u{2068}';
/// The end of what was isolated.
const POP: char = '\u{2069}';

impl Lang {
    /// A text to stand within a plain text of this language, where no tag can stand around it: isolated where it
    /// [runs another way](Self::runs_another_way).
    pub fn isolated<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.runs_another_way(text) {
            true => Cow::Owned(format!("{ISOLATE}{text}{POP}")),
            false => Cow::Borrowed(text),
        }
    }

    /// Whether some of a text runs another way than texts of this language: letters of the other direction, or several
    /// numbers one after the other, such as a telephone number, which would change places among letters from the right.
    pub fn runs_another_way(&self, text: &str) -> bool {
        let right_to_left = self.right_to_left;
        if !right_to_left && text.is_ascii() {
            return false;
        }
        let class = CodePointMapData::<BidiClass>::new();
        let other = text.chars().any(|letter| match class.get(letter) {
            BidiClass::LeftToRight => right_to_left,
            BidiClass::RightToLeft | BidiClass::ArabicLetter => !right_to_left,
            _ => false,
        });
        let numbers = text.split(' ').filter(|word| word.chars().any(|sign| sign.is_ascii_digit()));
        other || right_to_left && numbers.count() > 1 && !text.chars().any(char::is_alphabetic)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_letters_of_the_other_direction_are_isolated() {
        for (tag, text, isolated) in [
            ("nb", "Globale Bærum", false),
            ("nb", "بيروم", true),
            ("nb", "Ås (שלום)", true),
            ("ar", "بيروم", false),
            ("ar", "Globale Bærum", true),
            ("ar", "465", false),
            ("ar", "62,1 %", false),
            ("ar", "67 50 40 50", true),
            ("nb", "67 50 40 50", false),
            ("ar", "NAV بيروم", true),
            ("ti", "ትግርኛ", false),
            ("ar", "", false),
        ] {
            let done = Lang::parse(tag).unwrap().isolated(text).into_owned();
            let wanted = if isolated { format!("\u{2068}{text}\u{2069}") } else { text.to_owned() };
            assert_eq!(done, wanted, "{tag}: {text}");
        }
    }
}
