//! Finds the first number a Markdown text states.
//!
//! Two steps: what is no prose is blanked out, byte for byte, so that places stay true; then every run of digits is
//! looked at with the words beside it.

use std::ops::Range;

use memchr::{memchr, memmem};

use super::words;
use crate::text;
use crate::text::digits::{digit, next_digit};

/// How far beside a number its words are looked for, in bytes: long enough for any, short enough for a text of one word.
const NEAR: usize = 80;

/// Where the first stated number stands. `is_name` is asked whether a word and the number after it are a name.
pub(super) fn first_number(text: &str, is_name: impl Fn(&str, &str) -> bool) -> Option<Range<usize>> {
    next_digit(text, 0)?;
    let mut prose = Prose { text, blanks: Vec::new() };
    prose.blank_lines();
    prose.blank_spans();
    prose.blank_addresses();
    let prose = prose.kept();
    let mut from = 0;
    while let Some(atom) = next_atom(&prose, from) {
        let whole = grouped(&prose, &atom);
        let name = || is_name(word_before(&prose, whole.start), &prose[whole.clone()]);
        if !is_no_statement(&prose, &whole) && !name() {
            let after = prose[whole.end..].trim_start_matches([' ', '\u{a0}', '\u{202f}']);
            let percent = after.starts_with('%').then(|| prose.len() - after.len() + 1);
            return Some(whole.start..percent.unwrap_or(whole.end));
        }
        from = whole.end;
    }
    None
}

/// Every number in a name with the word before it: a company may be called REMA 1000.
pub(super) fn in_name(name: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let atom = next_atom(name, from)?;
        from = atom.end;
        Some((word_before(name, atom.start), &name[atom]))
    })
}

/// A text of which parts become blanks.
struct Prose<'a> {
    text: &'a str,
    blanks: Vec<Range<usize>>,
}

impl Prose<'_> {
    fn blank(&mut self, range: Range<usize>) {
        if !range.is_empty() {
            self.blanks.push(range);
        }
    }

    /// What is left, every byte in its place: a blank for each that went, but for line breaks.
    fn kept(mut self) -> String {
        self.blanks.sort_unstable_by_key(|range| range.start);
        let (mut kept, mut from) = (String::with_capacity(self.text.len()), 0);
        for Range { start, end } in self.blanks {
            let start = start.max(from);
            if start >= end {
                continue;
            }
            kept.push_str(&self.text[from..start]);
            kept.extend(self.text[start..end].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
            from = end;
        }
        kept.push_str(&self.text[from..]);
        kept
    }

    /// Code, directives, notes and what links are called elsewhere, line by line; and the numbers of lists and headings.
    fn blank_lines(&mut self) {
        let (mut at, mut fence, mut note) = (0, None, false);
        for line in self.text.split_inclusive('\n') {
            let range = at..at + line.len();
            at = range.end;
            let bare = line.trim_start_matches([' ', '\t', '>']);
            let before = fence;
            fence = text::fence(bare, before);
            note = bare.starts_with("[^") && bare.contains("]:")
                || note && !bare.trim().is_empty() && line.starts_with([' ', '\t']);
            match (before, fence) {
                (Some(_), _) | (_, Some(_)) => self.blank(range),
                _ if note || bare.starts_with("::") || is_definition(bare) => self.blank(range),
                _ => {
                    let start = range.end - bare.len();
                    self.blank(start..start + numbering(bare));
                }
            }
        }
    }

    /// Code, footnote marks, where links lead, variables, attributes and tags, within lines.
    fn blank_spans(&mut self) {
        const SPANS: [(&str, &str); 7] =
            [("`", "`"), ("](", ")"), ("[^", "]"), ("{{", "}}"), ("{#", "}"), ("<", ">"), ("{.", "}")];
        let bytes = self.text.as_bytes();
        for (open, close) in SPANS {
            let opening = memmem::Finder::new(open);
            let (mut from, mut line_end) = (0, 0);
            while let Some(at) = opening.find(&bytes[from..]).map(|at| from + at) {
                let after = at + open.len();
                if line_end < after {
                    line_end = memchr(b'\n', &bytes[after..]).map_or(bytes.len(), |end| after + end);
                }
                let end = memmem::find(&bytes[after..line_end], close.as_bytes());
                let end = end.map(|end| after + end + close.len());
                end.into_iter().for_each(|end| self.blank(at..end));
                // What nothing closes here is closed by nothing later in the line either.
                from = end.unwrap_or(line_end);
            }
        }
    }

    /// Words that are an address.
    fn blank_addresses(&mut self) {
        for mark in ["://", "@", "www."] {
            let mut from = 0;
            for at in memmem::find_iter(self.text.as_bytes(), mark) {
                let begins = self.text[..at].chars().next_back().is_none_or(char::is_whitespace);
                if at < from || mark == "www." && !begins {
                    continue;
                }
                let before = self.text[from..at].char_indices().rfind(|(_, letter)| letter.is_whitespace());
                let start = before.map_or(from, |(gap, letter)| from + gap + letter.len_utf8());
                let end = self.text[at..].find(char::is_whitespace).map_or(self.text.len(), |end| at + end);
                self.blank(start..end);
                from = end;
            }
        }
    }
}

/// `[name]: address`.
fn is_definition(line: &str) -> bool {
    line.starts_with('[') && line.split_once("]:").is_some_and(|(name, _)| !name.contains(' '))
}

/// How many bytes at a line's beginning number a list's item or a heading: `2. `, `- 2) `, `## 2.1 `.
fn numbering(line: &str) -> usize {
    let heading = line.starts_with('#');
    let marks = line.len() - line.trim_start_matches(['#', '-', '*', '+', ' ']).len();
    let rest = &line[marks..];
    let digits =
        rest.len() - rest.trim_start_matches(|letter| digit(letter).is_some() || ".)".contains(letter)).len();
    let numbers = digits > 0 && rest[digits..].starts_with([' ', '\t', '\n']);
    if numbers && (heading || rest[..digits].ends_with(['.', ')'])) { marks + digits } else { 0 }
}

/// The next digits from a byte on, with the separators between them: `10.000`, `62,1`, `08:00–09:30`, `1.–3`.
fn next_atom(text: &str, from: usize) -> Option<Range<usize>> {
    let start = next_digit(text, from)?;
    let mut end = start;
    let mut letters = text[start..].char_indices().peekable();
    let mut pending = 0;
    while let Some((at, letter)) = letters.next() {
        if digit(letter).is_some() {
            (end, pending) = (start + at + letter.len_utf8(), 0);
        } else if pending < 2 && ".,:/–-٫٬".contains(letter) && letters.peek().is_some() {
            pending += 1;
        } else {
            break;
        }
    }
    Some(start..end)
}

/// The atom with the groups of digits behind it: thousands (`10 000 000`) or a telephone number (`90 12 34 56`).
fn grouped(text: &str, atom: &Range<usize>) -> Range<usize> {
    let mut ends = vec![atom.clone()];
    while let Some(next) = ends.last().and_then(|last| {
        let gap = text[last.end..].chars().next().filter(|gap| " \u{a0}\u{202f}".contains(*gap))?;
        let start = last.end + gap.len_utf8();
        let next = next_atom(text, start).filter(|next| next.start == start)?;
        (ends.len() < 5 && count(&text[next.clone()]) <= 3).then_some(next)
    }) {
        ends.push(next);
    }
    if text[..atom.start].ends_with('+') {
        return atom.start..ends[ends.len() - 1].end;
    }
    let pure = |range: &Range<usize>| text[range.clone()].chars().all(|letter| digit(letter).is_some());
    let sizes: Vec<usize> =
        ends.iter().take_while(|range| pure(range)).map(|r| count(&text[r.clone()])).collect();
    let thousands = match sizes.split_first() {
        Some((1..=3, rest)) => rest.iter().take_while(|size| **size == 3).count(),
        _ => 0,
    };
    let eight = (1..=sizes.len()).find(|groups| sizes[..*groups].iter().sum::<usize>() == 8);
    let phone = eight.filter(|groups| is_phone(text, ends[0].start..ends[groups - 1].end));
    let last = phone.map_or(thousands, |groups| groups - 1);
    atom.start..ends[last].end
}

fn count(text: &str) -> usize {
    text.chars().filter(|letter| digit(*letter).is_some()).count()
}

/// Eight digits, the first of them none that numbers here begin with, and no unit behind.
fn is_phone(text: &str, range: Range<usize>) -> bool {
    let first = text[range.clone()].chars().next().and_then(digit).unwrap_or_default();
    first >= 2 && count(&text[range.clone()]) == 8 && !words::is_unit(word_after(text, range.end))
}

fn word_after(text: &str, at: usize) -> &str {
    following(text, at).trim_start_matches('.').split_whitespace().next().unwrap_or_default()
}

fn word_before(text: &str, at: usize) -> &str {
    let mut from = at.saturating_sub(NEAR);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let word = text[from..at].split_whitespace().next_back().unwrap_or_default();
    word.trim_start_matches(|letter: char| !letter.is_alphanumeric() && letter != '§')
}

fn following(text: &str, at: usize) -> &str {
    let mut to = text.len().min(at + NEAR);
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    &text[at..to]
}

/// Whether digits are something else than a stated number.
fn is_no_statement(text: &str, range: &Range<usize>) -> bool {
    let atom: String = text[range.clone()]
        .chars()
        .map(|letter| digit(letter).map(|digit| char::from(b'0' + digit)).unwrap_or(letter))
        .collect();
    let part_of_word = {
        let before = text[..range.start].trim_end_matches('-');
        before.ends_with(char::is_alphabetic)
    };
    let before = word_before(text, range.start);
    let after = word_after(text, range.end);
    let hour = words::is_clock(before) || words::is_half_of_day(after);
    part_of_word
        || words::says_which(before)
        || hour
        || is_date(&atom)
        || is_time(&atom)
        || is_years(&atom)
        || is_day(&atom, text, range)
        || is_phone(text, range.clone())
        || text[..range.start].ends_with('+')
}

/// The numbers of an atom, whatever stands between them.
fn numbers(atom: &str) -> Vec<&str> {
    atom.split(|letter: char| !letter.is_ascii_digit()).filter(|part| !part.is_empty()).collect()
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && ("1700".."2200").contains(&text)
}

/// `2018`, `2018–2021`, `2018/19`.
fn is_years(atom: &str) -> bool {
    match numbers(atom)[..] {
        [year] => is_year(year) && atom.len() == 4,
        [first, second] => {
            is_year(first) && (is_year(second) || second.len() == 2) && !atom.contains(['.', ','])
        }
        _ => false,
    }
}

/// `2019-11-01`, `1.11.2019`, `01.04.18`, `2019-11`.
fn is_date(atom: &str) -> bool {
    match numbers(atom)[..] {
        [day, month, year] if atom.contains('.') => {
            day.len() <= 2 && month.len() <= 2 && (is_year(year) || year.len() == 2)
        }
        [year, _, _] | [year, _] => is_year(year) && atom.contains('-') && !atom.contains(['.', ',']),
        _ => false,
    }
}

/// `08:00`, `08:00–09:30`, and with full stops where two times make a stretch: `08.00–09.30`.
fn is_time(atom: &str) -> bool {
    let parts: Vec<&str> = atom.split(['–', '-']).collect();
    let time = |part: &&str| match part.split_once([':', '.']) {
        Some((hour, minute)) => {
            let below = |text: &str, limit: u32| text.parse::<u32>().is_ok_and(|number| number < limit);
            below(hour, 25) && minute.len() == 2 && below(minute, 60)
        }
        None => false,
    };
    parts.iter().all(time) && (parts.len() > 1 || atom.contains(':'))
}

/// A day of a month: `1. april`, `5.–7. mai`, `May 15`, `1 أبريل 2018`.
fn is_day(atom: &str, text: &str, range: &Range<usize>) -> bool {
    let days = numbers(atom);
    if !days.iter().all(|day| day.parse::<u32>().is_ok_and(|day| (1..=31).contains(&day))) {
        return false;
    }
    let rest = following(text, range.end).trim_start_matches(['.', ' ', '\u{a0}']);
    let mut after = rest.split_whitespace().filter(|word| !words::is_ordinal(word));
    let (first, second) = (after.next().unwrap_or_default(), after.next().unwrap_or_default());
    let year: String = second.chars().take_while(|letter| digit(*letter).is_some()).collect();
    let named =
        first.chars().all(|letter| letter.is_alphabetic() || "./,".contains(letter)) && !first.is_empty();
    words::is_month(first)
        || words::is_month(word_before(text, range.start))
        || named && year.chars().count() == 4 && (is_year(&year) || !year.is_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<&str> {
        first_number(text, |word, number| (word, number) == ("REMA", "1000")).map(|range| &text[range])
    }

    #[test]
    fn numbers_are_found() {
        for (text, number) in [
            ("Målet er 1000 i jobb.", "1000"),
            ("54 % er menn", "54 %"),
            ("54% er menn", "54%"),
            ("det koster 10 000 000 kroner", "10 000 000"),
            ("det koster 20\u{a0}000\u{a0}000 kroner", "20\u{a0}000\u{a0}000"),
            ("rundt 11.500 borgere", "11.500"),
            ("62,1 prosent", "62,1"),
            ("alderen 15–74 år", "15–74"),
            ("I 2019 var 465 i jobb", "465"),
            ("## Vi er 465", "465"),
            ("1. Vi er 465", "465"),
            ("REMA 1000 ansatte 3", "3"),
            ("٤٦٥ شخصا", "٤٦٥"),
            ("over 200.\n", "200"),
        ] {
            assert_eq!(found(text), Some(number), "{text}");
        }
    }

    #[test]
    fn what_states_nothing_is_let_be() {
        for text in [
            "",
            "Siden 2018, og 2018–2021.",
            "1. april 2018, 1.4.2018, 01.04.18 og 2019-11-01.",
            "Fristen var 15. mai. Den 5.–7. mai er det fest.",
            "May 15, 2023 and 15 May and 15th of May",
            "1 kwietnia 2018",
            "1 أبريل 2018 و ٢٠١٨",
            "kl. 08.00, klokken 18 og 08:30, 08.00–09.30, 6 pm",
            "Ring 90 12 34 56, 901 23 456, 90 123 456 eller +47 22 33 44 55",
            "REMA 1000 var med",
            "1. først\n2) så\n- 3. til sist",
            "## 2. Om oss\n### 2.1 Mer",
            "Se kapittel 3 og side 18, s. 4, nr. 7.",
            "![Nr 3](a.svg)",
            "Som kilden sier.[^1]\n\n[^1]: Rapport 46, s. 3.\n    Og 12 til.",
            "`x = 5` og [lenke](../a-12/b.md#3) og <https://a.no/1> https://a.no/2",
            "```\n12\n```\n",
            "::figure{src=\"3.jpg\"}\n:::box{columns=2}",
            "{{ town2 }} H2O COVID-19 B2-nivå",
            "skriv til post12@a.no",
            "[a]: b/12",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn broken_texts_do_no_harm() {
        for text in
            ["[^", "](1", "{{1", "`1", "``", "1.", ".–-:", "1–", "٣٬", "\u{a0}1\u{a0}", "<1", "```\n5"]
        {
            first_number(text, |_, _| true);
        }
        assert_eq!(in_name("7 på 100 dager").collect::<Vec<_>>(), [("", "7"), ("på", "100")]);
    }

    #[test]
    fn a_text_without_an_end_costs_no_more_than_its_length() {
        for piece in ["[^", "a1", "1a", "](", "`1", "H-1", "1.", "{{", "<"] {
            first_number(&piece.repeat(20_000), |_, _| true);
        }
    }
}
