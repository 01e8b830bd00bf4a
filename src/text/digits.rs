//! Digits of every script our readers write, found fast: rules of `check` look for them in every text.

/// Bytes that are looked at together: most stretches of a text hold no digit, and are passed over at once.
const STRETCH: usize = 64;

/// The value of a digit: Latin, Arabic, Persian, Indian, Burmese, Thai, Khmer or full-width.
pub fn digit(letter: char) -> Option<u8> {
    const ZEROS: &[u32] = &[
        0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50,
        0xed0, 0xf20, 0x1040, 0x17e0, 0xff10,
    ];
    if letter.is_ascii() {
        return letter.is_ascii_digit().then(|| letter as u8 - b'0');
    }
    let code = u32::from(letter);
    let zero = ZEROS.iter().rev().find(|zero| **zero <= code)?;
    u8::try_from(code - zero).ok().filter(|value| *value < 10)
}

/// Where the next digit begins, from a byte on that begins a letter.
pub fn next_digit(text: &str, mut from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let begins = |at: usize| match bytes[at] {
        b'0'..=b'9' => true,
        first if leads(first) => text[at..].chars().next().and_then(digit).is_some(),
        first => is_arabic(first, bytes.get(at + 1).copied().unwrap_or_default()),
    };
    while let Some(stretch) =
        bytes.get(from..(from + STRETCH).min(bytes.len())).filter(|rest| !rest.is_empty())
    {
        let end = from + stretch.len();
        let behind = bytes.get(from + 1..(end + 1).min(bytes.len())).unwrap_or_default();
        // Without an early end both loops are a few wide instructions.
        let alone = stretch.iter().fold(false, |found, byte| found | byte.is_ascii_digit() | leads(*byte));
        let pairs = stretch.iter().zip(behind);
        if alone | pairs.fold(false, |found, (first, second)| found | is_arabic(*first, *second)) {
            let found = (from..end).find(|at| begins(*at));
            if found.is_some() {
                return found;
            }
        }
        from = end;
    }
    None
}

/// Whether a byte begins the digits of a script other than Latin, Arabic and Persian, or letters beside them.
fn leads(byte: u8) -> bool {
    matches!(byte, 0xdf | 0xe0 | 0xe1 | 0xef)
}

/// Arabic and Persian digits are told from the letters of their texts by their second byte.
fn is_arabic(first: u8, second: u8) -> bool {
    (first == 0xd9) & (0xa0..=0xa9).contains(&second) | (first == 0xdb) & (0xb0..=0xb9).contains(&second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_digit_is_found_wherever_it_stands() {
        for piece in ["7", "٧", "۷", "७", "７", "៧"] {
            for before in 0..200 {
                let text = format!("{}{piece} å", "é".repeat(before / 2) + &"a".repeat(before % 2));
                assert_eq!(next_digit(&text, 0), Some(before), "{piece} after {before}");
            }
        }
    }

    #[test]
    fn letters_of_digits_scripts_are_none() {
        for text in ["", "å", "كل يوم", "ভাষা", "ሰላም", "ｆｕｌｌ", "—’…"] {
            assert_eq!(next_digit(&text.repeat(40), 0), None, "{text}");
        }
        assert_eq!(next_digit("1a", 1), None);
        assert_eq!(digit('٩'), Some(9));
    }
}
