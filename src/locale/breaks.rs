//! Where a long word may be broken, so that a title fits a telephone.

use hypher::{Lang as Patterns, hyphenate_bounded};
use icu_locale::subtags::script;

use super::Lang;

/// Words up to this many letters stand whole.
const LONG: usize = 12;
/// Fewest letters on either side.
const LEAST: usize = 4;
/// Where the letters of Europe's Latin alphabets end.
const LATIN_ENDS: char = '\u{250}';

impl Lang {
    /// A text of this language in the pieces it may be broken into within its long words; one, where it may not, or
    /// where nobody knows how the language is broken.
    ///
    /// Latin letters in a text of another script are a name, and here names are Norwegian.
    ///
    /// A word is broken at the syllable nearest its middle, and so are its halves while they are long: in languages that
    /// write compounds as one word, that is most often where two words meet.
    pub fn pieces<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let own = <[u8; 2]>::try_from(self.language().as_bytes()).ok().and_then(Patterns::from_iso);
        let mut cuts = Vec::new();
        for word in text.split(|letter: char| !letter.is_alphabetic()) {
            let is_name = self.script != script!("Latn") && word.chars().all(|letter| letter < LATIN_ENDS);
            let patterns = if is_name { Some(Patterns::Norwegian) } else { own };
            if let (Some(patterns), true) = (patterns, word.chars().nth(LONG).is_some()) {
                // A word is a part of the text, so this can't go below it.
                cut(word, patterns, word.as_ptr() as usize - text.as_ptr() as usize, &mut cuts);
            }
        }
        let mut from = 0;
        let mut pieces: Vec<&str> = Vec::with_capacity(cuts.len() + 1);
        for cut in cuts {
            pieces.push(&text[from..cut]);
            from = cut;
        }
        pieces.push(&text[from..]);
        pieces
    }

    /// The language without script and region.
    fn language(&self) -> &str {
        self.as_str().split('-').next().unwrap_or_default()
    }
}

/// The places, in bytes from `at`, where a word is cut, in order.
fn cut(word: &str, patterns: Patterns, at: usize, cuts: &mut Vec<usize>) {
    let letters = word.chars().count();
    if letters <= LONG {
        return;
    }
    let mut end = (0, 0);
    let ends = hyphenate_bounded(word, patterns, LEAST, LEAST).map(|syllable| {
        end = (end.0 + syllable.chars().count(), end.1 + syllable.len());
        end
    });
    let middle = ends.filter(|end| end.0 < letters).min_by_key(|end| (2 * end.0).abs_diff(letters));
    if let Some((_, middle)) = middle {
        cut(&word[..middle], patterns, at, cuts);
        cuts.push(at + middle);
        cut(&word[middle..], patterns, at + middle, cuts);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(lang: &str, text: &str) -> String {
        Lang::parse(lang).unwrap().pieces(text).join("|")
    }

    #[test]
    fn compounds_are_broken_where_their_words_meet() {
        for (lang, text) in [
            ("nn", "Eksempel|kjøkkenet"),
            ("nb", "Bakeriet Morgen|prikken"),
            ("nb-NO", "Bedrifts|besøk: partner|avtale (Sandefjord)"),
            ("nb", "Rekrut|terings|ansvarlig på øving"),
            ("ar", "Bakeriet Morgen|prikken شركة"),
            ("pl", "Przedsię|biorczość"),
            ("uk", "Започа|ткувати"),
            ("en", "Internation|alisation"),
        ] {
            assert_eq!(broken(lang, &text.replace('|', "")), text, "{lang}");
        }
    }

    #[test]
    fn halves_that_are_long_are_broken_too() {
        let broken = broken("nb", "mangfoldsrekrutteringsprosjektlederstilling");
        assert!(
            broken.split('|').all(|piece| (LEAST..=LONG + 4).contains(&piece.chars().count())),
            "{broken}"
        );
    }

    #[test]
    fn what_is_short_or_of_another_script_stays_whole() {
        for (lang, text) in
            [("nb", "Bedriftene våre"), ("ar", "الأرقام"), ("ti", "ኩባንያታትናንመሻርኽትናን"), ("nb", "")]
        {
            assert_eq!(broken(lang, text), text);
        }
        assert_eq!(broken("nb", "a".repeat(5_000).as_str()).replace('|', "").len(), 5_000);
    }
}
