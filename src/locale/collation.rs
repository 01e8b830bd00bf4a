//! The order of words in a language: in Norwegian å comes last, and aa counts as å.

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};

use super::Lang;

/// One language's order; code points where the built-in data lacks even the root's.
#[derive(Debug)]
pub struct Collation(Option<CollatorBorrowed<'static>>);

impl Collation {
    /// The order of a language; of one ICU has no data for, the root's.
    pub fn new(lang: &Lang) -> Self {
        Self(Collator::try_new(lang.icu().into(), CollatorOptions::default()).ok())
    }

    /// Bytes that sort as the text does.
    pub fn key(&self, text: &str) -> Vec<u8> {
        let mut key = Vec::with_capacity(text.len() * 2);
        match &self.0 {
            Some(order) => {
                // Writing to a vector cannot fail.
                let Ok(()) = order.write_sort_key_to(text, &mut key);
            }
            None => key.extend(text.as_bytes()),
        }
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted<'a>(tag: &str, mut words: Vec<&'a str>) -> Vec<&'a str> {
        let collation = Collation::new(&Lang::parse(tag).unwrap());
        words.sort_by_cached_key(|word| collation.key(word));
        words
    }

    #[test]
    fn every_language_has_its_own_order() {
        let nb = sorted("nb", vec!["Ås", "Aas", "ærlig", "Øst", "Zoo", "bil", "Adam"]);
        assert_eq!(nb, ["Adam", "bil", "Zoo", "ærlig", "Øst", "Ås", "Aas"]);
        assert_eq!(sorted("en", vec!["Ås", "Zoo", "Adam"]), ["Adam", "Ås", "Zoo"]);
        assert_eq!(
            sorted("pl", vec!["zupa", "łódka", "lód", "ćma", "cma"]),
            ["cma", "ćma", "lód", "łódka", "zupa"]
        );
        assert_eq!(sorted("uk", vec!["ґанок", "гора", "їжак", "ізба"]), ["гора", "ґанок", "ізба", "їжак"]);
    }
}
