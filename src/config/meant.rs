//! What a value of site.toml was meant as, where that is certain: what `globale check --fix` may write in its place.

use jiff::tz;

use crate::diagnostic::Span;
use crate::locale::Lang;
use crate::node::{Pair, quoted};

/// What languages are called by people who know no tags.
const NAMES: [(&str, &str); 14] = [
    ("norsk", "nb"),
    ("norwegian", "nb"),
    ("bokmål", "nb"),
    ("bokmaal", "nb"),
    ("nor", "nb"),
    ("nob", "nb"),
    ("nynorsk", "nn"),
    ("nno", "nn"),
    ("engelsk", "en"),
    ("english", "en"),
    ("eng", "en"),
    ("arabisk", "ar"),
    ("ukrainsk", "uk"),
    ("polsk", "pl"),
];

/// The tag that a word for a language means: `en_GB`, `nb_NO`, `norsk`.
pub(super) fn tag(word: &str) -> Option<Lang> {
    let word = word.trim();
    let lower = word.to_lowercase();
    match NAMES.iter().find(|(name, _)| *name == lower) {
        Some((_, tag)) => Lang::parse(tag),
        None => Lang::parse(&word.replace('_', "-")),
    }
}

/// The declared language that a word means: the same tag in another spelling, or the only one of its language.
pub(super) fn declared<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let tag = tag(word)?;
    let language = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
    let mut alike = known.iter().filter(|known| language(known) == language(tag.as_str()));
    match (known.iter().find(|known| **known == tag.as_str()), alike.next(), alike.next()) {
        (Some(same), ..) => Some(same),
        (None, Some(only), None) => Some(only),
        _ => None,
    }
}

/// A key's tag, where no other key of the table has it.
pub(super) fn free_tag(key: &str, pairs: &[Pair]) -> Option<String> {
    let tag = tag(key)?;
    let taken = pairs.iter().any(|pair| Lang::parse(&pair.key).as_ref() == Some(&tag));
    (!taken).then(|| tag.to_string())
}

/// A text of a list as it would stand in the file in place of another; `None` where that one holds escapes.
pub(super) fn in_place(text: &str, span: Span, meant: Option<&str>) -> Option<String> {
    let simple = span.end.checked_sub(span.start) == Some(text.len() + 2);
    meant.filter(|_| simple).map(quoted)
}

/// `#rrggbb` for `#rgb`, `rrggbb` and `#RRGGBB `.
pub(super) fn colour(text: &str) -> Option<String> {
    let text = text.trim();
    let digits = text.strip_prefix('#').unwrap_or(text);
    let hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    match digits.len() {
        6 if hex => Some(format!("#{digits}")),
        // Three digits without the sign may be anything.
        3 if hex && text.len() == 4 => {
            Some(digits.chars().fold("#".to_owned(), |colour, digit| colour + &digit.to_string().repeat(2)))
        }
        _ => None,
    }
}

/// The one time zone whose town this is: `Oslo`, `europe/oslo `.
pub(super) fn zone(text: &str) -> Option<String> {
    let wanted = text.trim().replace(' ', "_").to_lowercase();
    let town = |name: &str| name.rsplit('/').next().is_some_and(|town| town.to_lowercase() == wanted);
    let names: Vec<String> = tz::db().available().map(|name| name.as_str().to_owned()).collect();
    let mut meant =
        names.iter().filter(|name| name.to_lowercase() == wanted || (name.contains('/') && town(name)));
    match (meant.next(), meant.next()) {
        (Some(only), None) => Some(only.clone()),
        _ => None,
    }
}

/// A base address with its scheme, for a host and perhaps a path: `globale-baerum.no/x`.
pub(super) fn base_url(text: &str) -> Option<String> {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    let scheme = ["https://", "http://"].into_iter().find(|scheme| lower.starts_with(scheme));
    let rest = &text[scheme.map_or(0, str::len)..];
    let host = rest.split('/').next()?;
    let label = |label: &str| {
        !label.is_empty() && label.chars().all(|letter| letter.is_alphanumeric() || letter == '-')
    };
    let sound =
        host.contains('.') && host.split('.').all(label) && !rest.contains([' ', '?', '#', '"', '\\']);
    sound.then(|| format!("{}{rest}", scheme.unwrap_or("https://")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages() {
        let known = ["nb", "nn", "en", "pt-BR", "zh-Hans", "zh-Hant"];
        for (word, expected) in [
            ("NB", Some("nb")),
            ("no", Some("nb")),
            ("nb_NO", Some("nb")),
            ("en_GB", Some("en")),
            ("norsk", Some("nb")),
            ("pt", Some("pt-BR")),
            ("zh", None),
            ("fr", None),
            ("!", None),
        ] {
            assert_eq!(declared(word, &known), expected, "{word}");
        }
    }

    #[test]
    fn colours_zones_and_addresses() {
        assert_eq!(colour("#0bF").as_deref(), Some("#00bbFF"));
        assert_eq!(colour("0b5d6b").as_deref(), Some("#0b5d6b"));
        assert_eq!([colour("red"), colour("abc"), colour("#12")], [None, None, None]);
        assert_eq!(zone("oslo").as_deref(), Some("Europe/Oslo"));
        assert_eq!(zone("Norge"), None);
        assert_eq!(base_url("globale-baerum.no/x").as_deref(), Some("https://globale-baerum.no/x"));
        assert_eq!(base_url("HTTP://a.no").as_deref(), Some("http://a.no"));
        assert_eq!([base_url("localhost"), base_url("a b.no"), base_url("ftp://a.no")], [None, None, None]);
    }
}
