//! What a value was meant as, where that is certain: what `globale check --fix` may write in its place.
//!
//! In: the words of a value that its field's kind refuses. Out: the words it would take, or nothing. A value that can be
//! read in two ways (`03/04/2026`, `1,000`) is never mended; a person must say which.

use jiff::civil::{Date, Time};

use crate::text;

/// Month names in Norwegian and English, as they begin.
const MONTHS: [&[&str]; 12] = [
    &["jan"],
    &["feb"],
    &["mar"],
    &["apr"],
    &["mai", "may"],
    &["jun"],
    &["jul"],
    &["aug"],
    &["sep"],
    &["okt", "oct"],
    &["nov"],
    &["des", "dec"],
];
/// The ends of host names that are surely meant as such: `rapport.pdf` is a file, `rema.no` a site.
const HOSTS: [&str; 12] =
    ["no", "com", "org", "net", "eu", "se", "dk", "info", "io", "example", "oslo", "nu"];

/// A day: `31.12.2026`, `31/12/2026`, `2026-5-7`, `17. mai 2026`; also with midnight behind it, as other generators
/// write a day. Another hour may be another day where the site is, so it is left to a person.
pub(super) fn date(value: &str) -> Option<String> {
    let value = value.trim();
    match value.split_once('T') {
        Some((day, time)) if clock(time.trim_end_matches('Z')).as_deref() == Some("00:00") => {
            day.parse::<Date>().ok().map(|day| day.to_string())
        }
        _ => day(value).map(|day| day.to_string()),
    }
}

/// A day with a time: `31.12.2026 kl. 8.00`.
pub(super) fn moment(value: &str) -> Option<String> {
    let value = value.trim();
    if let Some(day) = day(value) {
        return Some(day.to_string());
    }
    let (before, time) = value.rsplit_once([' ', 'T'])?;
    let before = before.trim_end().trim_end_matches("kl.").trim_end_matches("kl").trim_end();
    let before = before.trim_end_matches(',');
    let day = day(before)?;
    Some(format!("{day} {}", clock(time)?))
}

/// `8.00`, `08:00`, `08:00:00`.
fn clock(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split([':', '.']).collect();
    if !(2..=3).contains(&parts.len()) || parts.iter().any(|part| !(1..=2).contains(&part.len())) {
        return None;
    }
    let mut numbers = parts.iter().map(|part| part.parse::<i8>());
    let (hour, minute) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
    let second = numbers.next().unwrap_or(Ok(0)).ok()?;
    let time = Time::new(hour, minute, second, 0).ok().filter(|_| parts[1].len() == 2)?;
    Some(time.strftime("%H:%M").to_string())
}

fn day(text: &str) -> Option<Date> {
    let (parts, dotted) = match text.split_once('.') {
        Some(_) => (text.split('.').map(str::trim).collect::<Vec<_>>(), true),
        None => (text.split(['-', '/']).map(str::trim).collect(), false),
    };
    match parts[..] {
        [year, month, day] if year.len() == 4 => civil(year, number(month)?, number(day)?),
        // With dots, only Norwegians and their neighbours write dates: the day stands first.
        [day, month, year] if dotted => civil(year, number(month)?, number(day)?),
        [first, second, year] if text.contains('/') => {
            let (first, second) = (number(first)?, number(second)?);
            match (first > 12, second > 12) {
                (true, false) => civil(year, second, first),
                (false, true) => civil(year, first, second),
                _ if first == second => civil(year, first, second),
                _ => None,
            }
        }
        _ => named(text),
    }
}

/// `17. mai 2026`, `17 May 2026`.
fn named(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split_whitespace().collect();
    let [day, month, year] = parts[..] else { return None };
    let month = month.trim_end_matches(['.', ',']).to_lowercase();
    let at = MONTHS.iter().position(|names| names.iter().any(|name| month.starts_with(name)))?;
    let whole = month.chars().all(char::is_alphabetic);
    civil(year, i8::try_from(at + 1).ok()?, number(day.trim_end_matches('.'))?).filter(|_| whole)
}

fn number(text: &str) -> Option<i8> {
    (text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// A day of the calendar, of a year in four digits.
fn civil(year: &str, month: i8, day: i8) -> Option<Date> {
    let whole = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    let year = year.parse().ok().filter(|_| whole)?;
    Date::new(year, month, day).ok()
}

/// A number without spaces between its digits, with a point for decimals. `1,000` may be one or a thousand.
pub(super) fn float(value: &str) -> Option<String> {
    let digits = plain_digits(value)?;
    let decimals = digits.split_once(',').map(|(_, decimals)| decimals.len());
    let mended = digits.replacen(',', ".", 1);
    let sure = decimals.is_none_or(|decimals| decimals != 3) || value.contains(char::is_whitespace);
    (sure && is_number(&mended) && mended != value).then_some(mended)
}

/// A whole number without spaces between its digits.
pub(super) fn int(value: &str) -> Option<String> {
    let digits = plain_digits(value)?;
    // `12,0` is twelve; `12,5` is no whole number at all.
    let whole = digits.strip_suffix(",0").or_else(|| digits.strip_suffix(".0")).unwrap_or(&digits);
    (whole.parse::<i64>().is_ok() && whole != value).then(|| whole.to_owned())
}

fn is_number(text: &str) -> bool {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    plain && text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// Digits of every script as ASCII, a true minus as a hyphen, no space where it parts thousands; `None` where spaces
/// stand elsewhere (`2 30` is no number).
fn plain_digits(value: &str) -> Option<String> {
    let value = value.trim();
    let (sign, rest) = match value.strip_prefix(['-', '−']) {
        Some(rest) => ("-", rest.trim_start()),
        None => ("", value),
    };
    let groups: Vec<&str> = rest.split(char::is_whitespace).collect();
    let thousands =
        |group: &&str| group.chars().take_while(|letter| !matches!(letter, ',' | '.')).count() == 3;
    if !groups.iter().skip(1).all(thousands)
        || groups[0].is_empty()
        || (groups.len() > 1 && groups[0].len() > 3)
    {
        return None;
    }
    let digits = groups.concat().chars().map(digit).collect::<Option<String>>()?;
    Some(format!("{sign}{digits}"))
}

fn digit(letter: char) -> Option<char> {
    let code = u32::from(letter);
    match letter {
        '0'..='9' | ',' | '.' => Some(letter),
        '\u{660}'..='\u{669}' => char::from_digit(code - 0x660, 10),
        '\u{6f0}'..='\u{6f9}' => char::from_digit(code - 0x6f0, 10),
        '٫' => Some('.'),
        _ => None,
    }
}

/// `true` or `false` for the words people write instead.
pub(super) fn truth(value: &str) -> Option<&'static str> {
    match value.trim().to_lowercase().as_str() {
        "true" | "yes" | "ja" | "on" | "sann" | "sant" => Some("true"),
        "false" | "no" | "nei" | "off" | "usann" | "usant" => Some("false"),
        _ => None,
    }
}

/// The value of a fixed set that is meant: the same but for case, spaces and hyphens. A misspelt one is only suggested:
/// it may decide what is published, or what somebody has agreed to, and that is no guess for a program.
pub(super) fn among<'a>(value: &str, known: &'a [String]) -> Option<&'a str> {
    let bare =
        |word: &str| -> String { word.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect() };
    let mut same = known.iter().filter(|known| bare(known) == bare(value));
    match (same.next(), same.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

/// An address with its scheme.
pub fn url(value: &str) -> Option<String> {
    let value = value.trim();
    let mended = match value.split_once("://") {
        Some((scheme, rest)) => {
            let scheme = scheme.to_ascii_lowercase();
            matches!(&*scheme, "http" | "https").then(|| format!("{scheme}://{rest}"))?
        }
        None => {
            let host = value.split(['/', '?', '#']).next()?;
            let labels: Vec<&str> = host.split('.').collect();
            let label = |label: &&str| {
                !label.is_empty() && label.chars().all(|letter| letter.is_alphanumeric() || letter == '-')
            };
            let named = host.starts_with("www.") || HOSTS.contains(&host.rsplit('.').next()?);
            (labels.len() > 1 && labels.iter().all(label) && named).then(|| format!("https://{value}"))?
        }
    };
    crate::text::is_url(&mended).then_some(mended)
}

/// An e-mail address without what stood around it.
pub(super) fn email(value: &str) -> Option<String> {
    let bare = value.trim().trim_start_matches('<').trim_end_matches('>');
    let bare = bare.strip_prefix("mailto:").unwrap_or(bare).trim();
    (bare != value && text::is_email(bare)).then(|| bare.to_owned())
}

/// A text without what never belongs in one.
pub(super) fn visible(value: &str) -> Option<String> {
    let kept: String = value.chars().filter(|letter| !text::is_forbidden(*letter)).collect();
    (!kept.trim().is_empty()).then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_that_mean_one_day() {
        for (value, expected) in [
            ("31.12.2026", "2026-12-31"),
            ("7.5.2026", "2026-05-07"),
            ("7. 5. 2026", "2026-05-07"),
            ("31/12/2026", "2026-12-31"),
            ("12/31/2026", "2026-12-31"),
            ("5/5/2026", "2026-05-05"),
            ("2026-5-7", "2026-05-07"),
            ("2026/05/07", "2026-05-07"),
            ("17. mai 2026", "2026-05-17"),
            ("1 November 2019", "2019-11-01"),
            ("2026-05-17T00:00:00Z", "2026-05-17"),
        ] {
            assert_eq!(date(value).as_deref(), Some(expected), "{value}");
        }
        for unsure in [
            "03/04/2026",
            "31.02.2026",
            "1.2.26",
            "mai",
            "",
            "x",
            "2026",
            "2026-13-01",
            "0-0-0",
            "12-31-2026",
            "31.12.2026 8:00",
            "1.2.3.4",
            "2026-05-17T08:00:00Z",
            "2026-5-7T25:00",
            "ⅷ.5.2026",
            "99999-1-1",
        ] {
            assert_eq!(date(unsure), None, "{unsure}");
        }
    }

    #[test]
    fn moments_that_mean_one_time() {
        for (value, expected) in [
            ("31.12.2026 kl. 8.00", "2026-12-31 08:00"),
            ("31.12.2026, 08:30", "2026-12-31 08:30"),
            ("2026-5-7 8:00", "2026-05-07 08:00"),
            ("17. mai 2026 kl 23:59", "2026-05-17 23:59"),
            ("2026-5-7", "2026-05-07"),
        ] {
            assert_eq!(moment(value).as_deref(), Some(expected), "{value}");
        }
        for unsure in ["2026-01-01 25:00", "2026-01-01 8", "kl. 8.00", "03/04/2026 08:00", "8:0"] {
            assert_eq!(moment(unsure), None, "{unsure}");
        }
    }

    #[test]
    fn numbers_that_mean_one_number() {
        for (value, whole, any) in [
            ("1 000", Some("1000"), Some("1000")),
            ("12\u{a0}500", Some("12500"), Some("12500")),
            ("1 000 000", Some("1000000"), Some("1000000")),
            ("62,1", None, Some("62.1")),
            ("1 000,5", None, Some("1000.5")),
            ("−5", Some("-5"), Some("-5")),
            ("٦٢", Some("62"), Some("62")),
            ("12,0", Some("12"), Some("12.0")),
            ("1,000", None, None),
            ("1.000.000", None, None),
            ("2 30", None, None),
            ("ca. 50", None, None),
            ("50 %", None, None),
            ("1e5", None, None),
            ("", None, None),
            ("-", None, None),
            ("1 0000", None, None),
        ] {
            assert_eq!((int(value).as_deref(), float(value).as_deref()), (whole, any), "{value}");
        }
    }

    #[test]
    fn words_and_addresses() {
        assert_eq!([truth("Ja"), truth("NEI"), truth("kanskje")], [Some("true"), Some("false"), None]);
        let known = ["ordinary", "practice", "in-work", "in-wort"].map(str::to_owned);
        assert_eq!(among("Ordinary", &known), Some("ordinary"));
        assert_eq!(among("ordinarry", &known), None, "a misspelt word is only suggested");
        assert_eq!(among("In work", &known), Some("in-work"));
        for (value, expected) in [
            ("www.x.no", Some("https://www.x.no")),
            ("rema.no/jobb", Some("https://rema.no/jobb")),
            ("HTTPS://x.no", Some("https://x.no")),
            ("rapport.pdf", None),
            ("ftp://x.no", None),
            ("www.", None),
            ("www.x y.no", None),
            ("post@x.no", None),
        ] {
            assert_eq!(url(value).as_deref(), expected, "{value}");
        }
        assert_eq!(email("mailto:post@x.no").as_deref(), Some("post@x.no"));
        assert_eq!(email("post"), None);
        assert_eq!(visible("x\u{202e}y").as_deref(), Some("xy"));
    }
}
