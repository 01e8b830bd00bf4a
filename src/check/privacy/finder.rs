//! Finds words in texts: all of them in one pass, whole words only.

use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, BuildError, Match};

use super::fold::{Unfolding, fold};

/// Given names that are also ordinary words in Norwegian or English; they count only with a capital.
const ORDINARY: &str = include_str!("ordinary.txt");

/// How a word may end and still be it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Endings {
    /// The Norwegian genitive, which takes no apostrophe.
    Genitive,
    /// Also the endings of nouns and adjectives: `syrer`, `syrerne`, `syriske`.
    Inflected,
}

/// A word to be found, for somebody.
struct Word<T> {
    of: T,
    /// Counts only with a capital.
    capital: bool,
    endings: Endings,
}

/// Words to be found.
pub(super) struct Words<T> {
    words: BTreeMap<String, Vec<Word<T>>>,
}

/// Finds words in texts.
pub(super) struct Finder<T> {
    automaton: AhoCorasick,
    words: Vec<Vec<Word<T>>>,
}

impl<T: Copy + PartialEq> Words<T> {
    pub(super) fn new() -> Self {
        Self { words: BTreeMap::new() }
    }

    /// A name as a whole: in its order, with the family name first, without the names in the middle, and written
    /// as one word.
    pub(super) fn name(&mut self, name: &str, of: T) {
        let folded = fold(name);
        let parts: Vec<&str> = folded.split_whitespace().collect();
        self.add(&parts.join(" "), of, Endings::Genitive);
        if let [first, .., last] = parts.as_slice() {
            self.add(&format!("{first} {last}"), of, Endings::Genitive);
            self.add(&format!("{last} {}", parts[..parts.len() - 1].join(" ")), of, Endings::Genitive);
            self.add(&parts.concat(), of, Endings::Genitive);
        }
    }

    /// Each part of a name that has three letters or more.
    pub(super) fn parts(&mut self, name: &str, of: T) {
        for part in fold(name).split_whitespace().filter(|part| part.chars().count() >= 3) {
            self.add(part, of, Endings::Genitive);
        }
    }

    /// One word or more; with a capital in it, only with a capital.
    pub(super) fn word(&mut self, word: &str, of: T, endings: Endings) {
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        self.push(fold(word).trim(), Word { of, capital, endings });
    }

    fn add(&mut self, folded: &str, of: T, endings: Endings) {
        let capital = ORDINARY.lines().any(|line| line == folded);
        self.push(folded, Word { of, capital, endings });
    }

    fn push(&mut self, folded: &str, word: Word<T>) {
        if folded.chars().count() < 2 {
            return;
        }
        let words = self.words.entry(folded.to_owned()).or_default();
        if !words.iter().any(|known| known.of == word.of) {
            words.push(word);
        }
    }

    /// Ready to search; `None` where there is nothing to find.
    pub(super) fn finder(self) -> Option<Finder<T>> {
        let (folded, words): (Vec<String>, Vec<_>) = self.words.into_iter().unzip();
        let automaton: Result<AhoCorasick, BuildError> = AhoCorasick::new(&folded);
        // It fails only with more words than memory holds addresses for.
        automaton.ok().filter(|_| !words.is_empty()).map(|automaton| Finder { automaton, words })
    }
}

impl<T: Copy> Finder<T> {
    /// Whether the words could be in a text; part of a longer word is enough.
    pub(super) fn may_find(&self, text: &str) -> bool {
        self.automaton.is_match(&fold(text))
    }

    /// Everything found in a text, with its bytes there, in the order of the text; of words that begin at one place
    /// the longest.
    pub(super) fn find(&self, text: &str) -> Vec<(Range<usize>, T)> {
        let folded = fold(text);
        let whole = |hit: &Match| begins(&folded, hit.start());
        let mut hits = self.automaton.find_overlapping_iter(&folded).filter(whole).peekable();
        if hits.peek().is_none() {
            return Vec::new();
        }
        let unfolding = Unfolding::new(text);
        let mut found: Vec<(Range<usize>, T)> = Vec::new();
        for hit in hits {
            for word in &self.words[hit.pattern().as_usize()] {
                let Some(end) = ends(&folded, hit.end(), word.endings) else { continue };
                let span = unfolding.range(hit.start()..end);
                let first = text[span.clone()].chars().find(|letter| letter.is_alphabetic());
                if !word.capital || first.is_some_and(char::is_uppercase) {
                    found.push((span, word.of));
                }
            }
        }
        found.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
        found
    }
}

/// Whether a word begins here. In Arabic, `and`, `to`, `with` and the like are written as one with it; other scripts
/// do not part words at all.
fn begins(folded: &str, at: usize) -> bool {
    let mut before = folded[..at].chars().rev();
    let first = folded[at..].chars().next().unwrap_or(' ');
    match before.next() {
        Some(' ') | None => true,
        Some('و' | 'ف' | 'ب' | 'ل' | 'ك') => before.next().is_none_or(|letter| letter == ' '),
        Some(_) => is_unparted(first),
    }
}

/// Where a word that ends here, or goes on with no more than an ending, ends.
fn ends(folded: &str, at: usize, endings: Endings) -> Option<usize> {
    let rest = &folded[at..];
    let tail = &rest[..rest.find(' ').unwrap_or(rest.len())];
    let known = match endings {
        Endings::Genitive => matches!(tail, "" | "s"),
        Endings::Inflected => {
            matches!(
                tail,
                "" | "s"
                    | "e"
                    | "r"
                    | "ar"
                    | "er"
                    | "en"
                    | "ne"
                    | "ane"
                    | "ene"
                    | "rne"
                    | "ens"
                    | "es"
                    | "nes"
                    | "enes"
            )
        }
    };
    let unparted = || folded[..at].chars().next_back().is_some_and(is_unparted);
    if known { Some(at + tail.len()) } else { unparted().then_some(at) }
}

/// Letters of scripts that do not part words: Chinese, Japanese, Thai, Lao, Burmese, Khmer.
fn is_unparted(letter: char) -> bool {
    matches!(letter, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, text: &str) -> Vec<String> {
        let mut words = Words::new();
        words.name(name, ());
        words.parts(name, ());
        let finder = words.finder().expect("a name");
        finder.find(text).into_iter().map(|(span, ())| text[span].to_owned()).collect()
    }

    #[test]
    fn names_are_found_however_they_are_written() {
        for (name, text, expected) in [
            ("Amal Haddad", "Her møter du Amal Haddad.", "Amal Haddad"),
            ("Amal Haddad", "AMAL HADDADS første dag", "AMAL HADDADS"),
            ("Amal Haddad", "Amals første dag", "Amals"),
            ("Amal Haddad", "bilder/amal-haddad.jpg", "amal-haddad"),
            ("Amal Haddad", "@amalhaddad", "amalhaddad"),
            ("Amal Noor Haddad", "om Haddad, Amal Noor", "Haddad, Amal Noor"),
            ("Åse Bjørnæs", "hos aase_bjoernaes_2", "aase_bjoernaes"),
            ("Åse Bjørnæs", "med A\u{30a}se", "A\u{30a}se"),
            ("أمل حداد", "قالت وأمل حداد ", "أمل حداد"),
            ("王小明", "我叫王小明。", "王小明"),
            ("Олена Шевчук", "Розповідає ОЛЕНА ШЕВЧУК", "ОЛЕНА ШЕВЧУК"),
            ("Dag Berg", "Da kom Dag.", "Dag"),
        ] {
            assert_eq!(found(name, text).first().map(String::as_str), Some(expected), "{name}: {text}");
        }
    }

    #[test]
    fn other_words_are_not_names() {
        for (name, text) in [
            ("Amal Haddad", "amalgam, kamal, Haddadsen og Amalie"),
            ("Dag Berg", "En dag i fjor bodde de ved et berg."),
            ("Bo Li", "Her er det godt å bo, og de kan li det."),
            ("Liv Ås", "Et nytt liv på en ås"),
            ("Amal Haddad", ""),
        ] {
            assert_eq!(found(name, text), Vec::<String>::new(), "{name}: {text}");
        }
    }
}
