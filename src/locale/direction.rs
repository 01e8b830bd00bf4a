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
    /// A text to stand within a text of this language: isolated where it has letters of the other direction.
    pub fn isolated<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let right_to_left = self.right_to_left;
        if !right_to_left && text.is_ascii() {
            return Cow::Borrowed(text);
        }
        let class = CodePointMapData::<BidiClass>::new();
        let other = text.chars().any(|letter| match class.get(letter) {
            BidiClass::LeftToRight => right_to_left,
            BidiClass::RightToLeft | BidiClass::ArabicLetter => !right_to_left,
            _ => false,
        });
        if other { Cow::Owned(format!("{ISOLATE}{text}{POP}")) } else { Cow::Borrowed(text) }
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
            ("ti", "ትግርኛ", false),
            ("ar", "", false),
        ] {
            let done = Lang::parse(tag).unwrap().isolated(text).into_owned();
            let wanted = if isolated { format!("\u{2068}{text}\u{2069}") } else { text.to_owned() };
            assert_eq!(done, wanted, "{tag}: {text}");
        }
    }
}
