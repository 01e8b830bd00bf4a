//! Dates as people write them, and the instants they mean in the site's time zone.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// The last day of a date that may lack its day or month: `2027` holds until New Year's Eve.
pub fn last_day(text: &str) -> Option<Date> {
    let mut parts = text.get(..text.len().min(10))?.split('-');
    let year: i16 = parts.next()?.parse().ok()?;
    let month = parts.next().map_or(Some(12), |month| month.parse().ok())?;
    let first = Date::new(year, month, 1).ok()?;
    parts.next().map_or(Some(first.last_of_month()), |day| Date::new(year, month, day.parse().ok()?).ok())
}

/// The first day of a date that may lack its day or month: `2019` counts from New Year's Day.
pub fn first_day(text: &str) -> Option<Date> {
    let mut parts = text.get(..text.len().min(10))?.split('-').map(str::parse::<i16>);
    let year = parts.next()?.ok()?;
    let mut next = || parts.next().map_or(Some(1), |part| i8::try_from(part.ok()?).ok());
    Date::new(year, next()?, next()?).ok()
}

/// The instant a date or date and time means in the site's zone; a date alone means its beginning. A time that falls
/// in the hour the clock skips in spring is taken an hour later; one that comes twice in autumn, the first time.
pub fn instant(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let moment: DateTime = match text.parse::<DateTime>() {
        Ok(moment) => moment,
        Err(_) => text.parse::<Date>().ok()?.to_datetime(jiff::civil::Time::midnight()),
    };
    moment.to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp())
}
