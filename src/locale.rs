//! What languages need: tags, direction, dates, numbers and plurals, from ICU4X.
//!
//! Knows nothing of sites. Every formatter is made once a language, since making one costs far more than using it.

use std::fmt;
use std::sync::Arc;

use icu_calendar::{Gregorian, Iso};
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::NoCalendarFormatter;
use icu_datetime::fieldsets::{self, M, YM, YMD};
use icu_datetime::input::{Date, Time};
use icu_decimal::DecimalFormatter;
use icu_locale::{Locale as IcuLocale, LocaleDirectionality};
use icu_plurals::{PluralCategory, PluralRules};

/// A BCP 47 language tag in its usual spelling, such as `nb` or `pt-BR`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang(Arc<str>);

impl Lang {
    /// Reads a tag; `no` is understood as `nb`. `None` where it is no tag.
    pub fn parse(tag: &str) -> Option<Self> {
        let (language, rest) = tag.split_at(tag.find('-').unwrap_or(tag.len()));
        let bokmaal = language.eq_ignore_ascii_case("no").then(|| format!("nb{rest}"));
        let locale: IcuLocale = bokmaal.as_deref().unwrap_or(tag).parse().ok()?;
        // ICU reads `und` as "no language", which no page is in.
        (locale.id.language != icu_locale::LanguageIdentifier::UNKNOWN.language)
            .then(|| Self(Arc::from(locale.to_string())))
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `rtl` or `ltr`, from the locale data.
    pub fn direction(&self) -> &'static str {
        let locale = self.icu();
        if LocaleDirectionality::new_common().is_right_to_left(&locale.id) { "rtl" } else { "ltr" }
    }

    fn icu(&self) -> IcuLocale {
        self.0.parse().unwrap_or(IcuLocale::UNKNOWN)
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::borrow::Borrow<str> for Lang {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// How much of a date is said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DateForm {
    /// 1. november 2019
    Long,
    /// 1. nov. 2019
    Short,
    /// november 2019
    MonthYear,
    /// nov.
    Month,
    /// 1
    Day,
    /// 08:00, by the language's custom
    Time,
}

impl DateForm {
    /// The names templates use.
    pub const NAMES: [(&'static str, Self); 6] = [
        ("long", Self::Long),
        ("short", Self::Short),
        ("month-year", Self::MonthYear),
        ("month", Self::Month),
        ("day", Self::Day),
        ("time", Self::Time),
    ];
}

/// One language's formatters.
pub struct Formats {
    long: FixedCalendarDateTimeFormatter<Gregorian, YMD>,
    short: FixedCalendarDateTimeFormatter<Gregorian, YMD>,
    month_year: FixedCalendarDateTimeFormatter<Gregorian, YM>,
    month: FixedCalendarDateTimeFormatter<Gregorian, M>,
    time: NoCalendarFormatter<fieldsets::T>,
    decimal: DecimalFormatter,
    plural: PluralRules,
}

impl Formats {
    /// The formatters of a language. A language ICU has no data for gets ICU's root forms.
    ///
    /// # Errors
    /// ICU's own words, where its built-in data lacks even the root: a mistake in how the program was built.
    pub fn new(lang: &Lang) -> Result<Self, String> {
        // Plain `en` would write dates as in the United States; readers in Europe expect the day first.
        let locale = if lang.as_str() == "en" { icu_locale::locale!("en-GB") } else { lang.icu() };
        let said = |error: &dyn fmt::Display| error.to_string();
        Ok(Self {
            long: FixedCalendarDateTimeFormatter::try_new((&locale).into(), YMD::long())
                .map_err(|e| said(&e))?,
            short: FixedCalendarDateTimeFormatter::try_new((&locale).into(), YMD::medium())
                .map_err(|e| said(&e))?,
            month_year: FixedCalendarDateTimeFormatter::try_new((&locale).into(), YM::long())
                .map_err(|e| said(&e))?,
            month: FixedCalendarDateTimeFormatter::try_new((&locale).into(), M::medium())
                .map_err(|e| said(&e))?,
            time: NoCalendarFormatter::try_new((&locale).into(), fieldsets::T::hm()).map_err(|e| said(&e))?,
            decimal: DecimalFormatter::try_new((&locale).into(), Default::default()).map_err(|e| said(&e))?,
            plural: PluralRules::try_new_cardinal((&locale).into()).map_err(|e| said(&e))?,
        })
    }

    /// A date as people of the language write it. Takes `2019`, `2019-11`, `2019-11-01` or a moment such as
    /// `2026-11-26T08:00`; says no more than it is given. `None` where it is no date, or has no such part.
    pub fn date(&self, iso: &str, form: DateForm) -> Option<String> {
        let (day, time) = iso.split_once(['T', ' ']).unwrap_or((iso, ""));
        let parts: Vec<&str> = day.split('-').collect();
        let number = |at: usize| parts.get(at).and_then(|part| part.parse::<u8>().ok());
        let year: i32 = parts.first()?.parse().ok()?;
        let date = |day| Some(Date::try_new_iso(year, number(1)?, day).ok()?.to_calendar(Gregorian));
        Some(match (form, parts.len()) {
            (DateForm::Time, _) => self.time(time)?,
            (DateForm::Long | DateForm::Short | DateForm::MonthYear, 1) => year.to_string(),
            (DateForm::Long | DateForm::Short | DateForm::MonthYear, 2) | (DateForm::MonthYear, 3) => {
                self.month_year.format(&date(1)?).to_string()
            }
            (DateForm::Long, _) => self.long.format(&date(number(2)?)?).to_string(),
            (DateForm::Short, _) => self.short.format(&date(number(2)?)?).to_string(),
            (DateForm::Month, _) => self.month.format(&date(1)?).to_string(),
            (DateForm::Day, _) => number(2)?.to_string(),
            (DateForm::MonthYear, _) => return None,
        })
    }

    fn time(&self, text: &str) -> Option<String> {
        let mut parts = text.split(':');
        let hour = parts.next()?.parse().ok()?;
        let minute = parts.next()?.get(..2)?.parse().ok()?;
        Some(self.time.format(&Time::try_new(hour, minute, 0, 0).ok()?).to_string())
    }

    /// A number as the language writes it. Up to 9999 it stays ungrouped, as Norwegian does with years and small
    /// counts.
    pub fn number(&self, text: &str) -> Option<String> {
        let decimal: fixed_decimal::Decimal = text.parse().ok()?;
        let whole = text.trim_start_matches('-').split('.').next().map_or(0, str::len);
        let written = self.decimal.format(&decimal).to_string();
        if whole > 4 {
            return Some(written);
        }
        // Grouping begins at the fifth digit; a language that groups earlier gets its separator back out.
        let point = written.rfind(|letter: char| !letter.is_numeric()).filter(|_| text.contains('.'));
        let (head, tail) = written.split_at(point.unwrap_or(written.len()));
        let digits: String =
            head.chars().filter(|letter| letter.is_numeric() || "-−".contains(*letter)).collect();
        Some(digits + tail)
    }

    /// `zero`, `one`, `two`, `few`, `many` or `other`.
    pub fn plural(&self, count: u64) -> &'static str {
        match self.plural.category_for(count) {
            PluralCategory::Zero => "zero",
            PluralCategory::One => "one",
            PluralCategory::Two => "two",
            PluralCategory::Few => "few",
            PluralCategory::Many => "many",
            PluralCategory::Other => "other",
        }
    }
}

/// Whether a text is a date: `2019`, `2019-11` or `2019-11-01`, and one that the calendar has.
pub fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let sized = parts.iter().zip([4, 2, 2]).all(|(part, size)| part.len() == size);
    let digits = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    let number = |at: usize| parts.get(at).map_or(Ok(1), |part| part.parse::<u8>());
    sized
        && digits
        && parts.len() <= 3
        && matches!((number(1), number(2)), (Ok(month), Ok(day))
            if Date::<Iso>::try_new_iso(parts[0].parse().unwrap_or(0), month, day).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formats(tag: &str) -> Formats {
        Formats::new(&Lang::parse(tag).unwrap()).unwrap()
    }

    #[test]
    fn tags() {
        assert_eq!(Lang::parse("no").unwrap().as_str(), "nb");
        assert_eq!(Lang::parse("NO-no").unwrap().as_str(), "nb-NO");
        assert_eq!(Lang::parse("pt-br").unwrap().as_str(), "pt-BR");
        assert_eq!(Lang::parse("x y"), None);
        assert_eq!(Lang::parse("und"), None);
        assert_eq!(Lang::parse("ar").unwrap().direction(), "rtl");
        assert_eq!(Lang::parse("ti").unwrap().direction(), "ltr");
    }

    #[test]
    fn dates_say_what_they_know() {
        let nb = formats("nb");
        assert_eq!(nb.date("2019-11-01", DateForm::Long).as_deref(), Some("1. november 2019"));
        assert_eq!(nb.date("2019-11-01", DateForm::Month).as_deref(), Some("nov"));
        assert_eq!(nb.date("2019", DateForm::Long).as_deref(), Some("2019"));
        assert_eq!(nb.date("2019-11", DateForm::Long).as_deref(), Some("november 2019"));
        assert!(nb.date("2026-11-26T08:00", DateForm::Time).is_some_and(|time| time.starts_with("08")));
        assert_eq!(formats("en").date("2019-11-01", DateForm::Long).as_deref(), Some("1 November 2019"));
    }

    #[test]
    fn numbers_and_plurals() {
        assert_eq!(formats("nb").number("1000").as_deref(), Some("1000"));
        assert_eq!(formats("en").number("1000").as_deref(), Some("1000"));
        assert_eq!(formats("en").number("11500").as_deref(), Some("11,500"));
        assert_eq!(formats("nb").number("11500").as_deref(), Some("11\u{a0}500"));
        assert_eq!(formats("nb").number("62.1").as_deref(), Some("62,1"));
        assert_eq!(formats("pl").plural(3), "few");
        assert_eq!(formats("ar").plural(11), "many");
    }

    #[test]
    fn what_is_a_date() {
        for good in ["2019", "2019-11", "2024-02-29"] {
            assert!(is_date(good), "{good}");
        }
        for bad in ["31.02.2026", "2026-02-31", "2019-13", "19-11-01", "2019-11-01-01", "", "2019-1-1"] {
            assert!(!is_date(bad), "{bad}");
        }
    }
}
