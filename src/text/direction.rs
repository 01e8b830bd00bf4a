//! Which way letters run, for what is put into a text of another direction.

/// Where an inserted text begins whose direction is its own (U+2068).
const ISOLATE: char = '\u{2068}';
/// Where it ends (U+2069).
const POP: char = '\u{2069}';

/// Whether a text put into one of `direction` (`ltr` or `rtl`) may run another way, or pull signs beside it along.
pub fn differs(inserted: &str, direction: &str) -> bool {
    let mut right_to_left = inserted.chars().filter(|letter| letter.is_alphabetic()).map(runs_right_to_left);
    match direction {
        // Digits alone, such as a telephone number, run from left to right too.
        "rtl" => !right_to_left.clone().any(|rtl| rtl) || right_to_left.any(|rtl| !rtl),
        _ => right_to_left.any(|rtl| rtl),
    }
}

/// The text to be put into a plain text of `direction`, where no tag can stand around it.
pub fn isolated(inserted: &str, direction: &str) -> String {
    match differs(inserted, direction) {
        true => format!("{ISOLATE}{inserted}{POP}"),
        false => inserted.to_owned(),
    }
}

/// Hebrew, Arabic, Syriac, Thaana, N'Ko, Adlam and what Unicode sets aside beside them.
fn runs_right_to_left(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_runs_another_way_is_set_apart() {
        for (inserted, direction, expected) in [
            ("Bærum", "ltr", false),
            ("Bærum", "rtl", true),
            ("بيروم", "rtl", false),
            ("بيروم", "ltr", true),
            ("67 50 40 50", "rtl", true),
            ("67 50 40 50", "ltr", false),
            ("NAV بيروم", "rtl", true),
        ] {
            assert_eq!(differs(inserted, direction), expected, "{inserted} in {direction}");
        }
        assert_eq!(isolated("Bærum", "rtl"), "\u{2068}Bærum\u{2069}");
    }
}
