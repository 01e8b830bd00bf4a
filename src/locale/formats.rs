//! Dates, times, numbers, shares, lists and plurals as a language writes them.

use std::fmt;

use icu_calendar::Gregorian;
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::NoCalendarFormatter;
use icu_datetime::fieldsets::{self, M, YM, YMD};
use icu_datetime::input::{Date, Time};
use icu_decimal::DecimalFormatter;
use icu_list::ListFormatter;
use icu_list::options::ListFormatterOptions;
use icu_locale::Locale as IcuLocale;
use icu_plurals::{PluralCategory, PluralRules};

use super::{Lang, northern_sami};

/// Languages that set a space between a number and its per cent sign, by the Unicode CLDR's percent patterns.
const SPACE_BEFORE_PERCENT: [&str; 14] =
    ["nb", "nn", "se", "da", "sv", "fi", "de", "fr", "es", "ru", "cs", "sk", "sl", "is"];

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
    list: ListFormatter,
    northern_sami: bool,
    space_before_percent: bool,
    /// Whether ICU had nothing for the language but its root.
    root: bool,
}

impl Formats {
    /// The formatters of a language. A language ICU has no data for gets ICU's root forms.
    ///
    /// # Errors
    /// ICU's own words, where its built-in data lacks even the root: a mistake in how the program was built.
    pub fn new(lang: &Lang) -> Result<Self, String> {
        let locale = written_in(lang);
        let said = |error: &dyn fmt::Display| error.to_string();
        let language = lang.as_str().split('-').next().unwrap_or_default();
        let mut formats = Self {
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
            list: ListFormatter::try_new_and((&locale).into(), ListFormatterOptions::default())
                .map_err(|e| said(&e))?,
            northern_sami: northern_sami::is_tag(lang.as_str()),
            space_before_percent: SPACE_BEFORE_PERCENT.contains(&language),
            root: false,
        };
        // The root writes months as `M11`; no language does.
        formats.root = formats.date("2019-11-01", DateForm::Long).is_some_and(|date| date.contains("M11"));
        Ok(formats)
    }

    /// Whether there is no data for the language, so that dates and numbers come out in nobody's form.
    pub fn is_root(&self) -> bool {
        self.root
    }

    /// A date as people of the language write it. Takes `2019`, `2019-11`, `2019-11-01` or a moment such as
    /// `2026-11-26T08:00`; says no more than it is given. `None` where it is no date, or has no such part.
    pub fn date(&self, iso: &str, form: DateForm) -> Option<String> {
        let (day, time) = iso.split_once(['T', ' ']).unwrap_or((iso, ""));
        let parts: Vec<&str> = day.split('-').collect();
        let number = |at: usize| parts.get(at).and_then(|part| part.parse::<u8>().ok());
        let year: i32 = parts.first()?.parse().ok()?;
        if self.northern_sami && form != DateForm::Time {
            return northern_sami_date(year, number(1), number(2), form);
        }
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

    /// A share in per cent, as `62,1 %` or `62.1%`.
    pub fn percent(&self, text: &str) -> Option<String> {
        let number = self.number(text)?;
        Some(number + if self.space_before_percent { "\u{a0}%" } else { "%" })
    }

    /// Several things in a sentence: `a, b og c`.
    pub fn list(&self, items: &[String]) -> String {
        match (self.northern_sami, items) {
            (true, [head @ .., last]) if !head.is_empty() => format!("{} ja {last}", head.join(", ")),
            _ => self.list.format(items.iter()).to_string(),
        }
    }

    /// The classes whole numbers fall into in this language.
    pub fn plural_classes(&self) -> Vec<&'static str> {
        // Larger numbers repeat the pattern; `many` of Spanish or French millions is not asked of a theme.
        let found: std::collections::BTreeSet<&str> = (0..=200).map(|count| self.plural(count)).collect();
        let all = ["zero", "one", "two", "few", "many", "other"];
        all.into_iter().filter(|class| *class == "other" || found.contains(class)).collect()
    }

    /// `zero`, `one`, `two`, `few`, `many` or `other`.
    pub fn plural(&self, count: u64) -> &'static str {
        if self.northern_sami {
            return northern_sami::plural(count);
        }
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

/// The locale a language's forms are taken from.
fn written_in(lang: &Lang) -> IcuLocale {
    match lang.as_str() {
        // Plain `en` would write dates as in the United States; readers in Europe expect the day first.
        "en" => icu_locale::locale!("en-GB"),
        // Norway's numbers and separators for a language of Norway that ICU does not know.
        tag if northern_sami::is_tag(tag) => icu_locale::locale!("nb"),
        // The digits of forms, signs and telephones in Norway, whatever the language of the text.
        tag => format!("{tag}-u-nu-latn").parse().unwrap_or_else(|_| lang.icu()),
    }
}

fn northern_sami_date(year: i32, month: Option<u8>, day: Option<u8>, form: DateForm) -> Option<String> {
    let name = month.and_then(northern_sami::month);
    match (form, name, day) {
        (DateForm::Day, _, day) => day.map(|day| day.to_string()),
        (DateForm::Month, ..) => northern_sami::short_month(month?).map(str::to_owned),
        (DateForm::Long | DateForm::Short, Some(_), Some(day)) => northern_sami::day(year, month?, day),
        (_, Some(name), _) => Some(format!("{name} {year}")),
        (_, None, _) => month.is_none().then(|| year.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formats(tag: &str) -> Formats {
        Formats::new(&Lang::parse(tag).unwrap()).unwrap()
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
    fn northern_sami_has_a_table_of_its_own() {
        let se = formats("se");
        assert!(!se.is_root());
        assert_eq!(se.date("2019-11-01", DateForm::Long).as_deref(), Some("skábmamánu 1. b. 2019"));
        assert_eq!(se.date("2019-11", DateForm::Long).as_deref(), Some("skábmamánnu 2019"));
        assert_eq!(se.date("2019", DateForm::Long).as_deref(), Some("2019"));
        assert_eq!((se.plural(1), se.plural(2), se.plural(3)), ("one", "two", "other"));
        assert_eq!(se.number("62.1").as_deref(), Some("62,1"));
        assert_eq!(se.list(&["a".to_owned(), "b".to_owned(), "c".to_owned()]), "a, b ja c");
    }

    #[test]
    fn a_language_without_data_says_so() {
        for (tag, root) in [("nb", false), ("ti", false), ("ar", false), ("uk", false), ("tlh", true)] {
            assert_eq!(formats(tag).is_root(), root, "{tag}");
        }
    }

    #[test]
    fn shares_lists_and_digits() {
        assert_eq!(formats("nb").percent("62.1").as_deref(), Some("62,1\u{a0}%"));
        assert_eq!(formats("en").percent("54").as_deref(), Some("54%"));
        let items = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(formats("nb").list(&items), "a, b og c");
        assert_eq!(formats("uk").list(&items), "a, b і c");
        assert_eq!(formats("ar").number("465").as_deref(), Some("465"));
        // Persian would count years from the flight to Medina.
        assert!(formats("fa").date("2019-11-01", DateForm::Long).is_some_and(|date| date.contains("2019")));
    }
}
