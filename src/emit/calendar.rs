//! The dates of a list's entries as a calendar (RFC 5545): events, and the last days to apply for a grant.
//!
//! A time of day is written as the instant it means, which every calendar shows in its reader's own zone; a date alone is
//! a whole day. An entry keeps its UID whatever its language, title or date.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::config::Config;
use crate::edition::{Shown, first_day, instant};
use crate::model::types::Calendar;
use crate::plan::{self, Machine, TownPlan};

/// Longest line, in bytes; longer ones go on in the next.
const LINE: usize = 75;

pub(super) fn calendar(config: &Config, plan: &TownPlan<'_>, machine: &Machine, folder: &str) -> Vec<u8> {
    let at = machine.edition;
    let edition = &plan.town.editions[at];
    let name = plan.town.initiative.name.get(&edition.chain).unwrap_or(&plan.town.initiative.id);
    let title = format!("{name}: {}", super::list_title(edition, folder));
    let mut out = Lines::default();
    out.line("BEGIN", "VCALENDAR");
    out.line("VERSION", "2.0");
    out.line("PRODID", "-//globale//globale//EN");
    out.line("CALSCALE", "GREGORIAN");
    out.line("METHOD", "PUBLISH");
    out.line("NAME", &escaped(&title));
    out.line("X-WR-CALNAME", &escaped(&title));
    out.line("X-WR-TIMEZONE", config.timezone.iana_name().unwrap_or("UTC"));
    let entries = edition.shown.iter().enumerate().filter(|(_, shown)| *shown.ty.folder == *folder);
    for (entry, shown) in entries.filter(|(_, shown)| plan::is_listed(shown)) {
        let Some(fields) = &shown.ty.machines.calendar else { continue };
        let page = plan.editions[at].of_entry[entry].map(|page| plan.permalink(at, page));
        let host = plan.town.initiative.base_url.split("://").nth(1).unwrap_or_default();
        let host = host.split('/').next().unwrap_or_default();
        // Two towns on one host may show one grant of a layer they share.
        let uid = format!("{}/{}@{host}", plan.town.initiative.id, shown.key);
        let event = Event { shown, fields, zone: &config.timezone, uid };
        event.write(&mut out, page.as_deref(), super::said(&fields.names, &edition.chain));
    }
    out.line("END", "VCALENDAR");
    out.0.into_bytes()
}

struct Event<'a> {
    shown: &'a Shown,
    fields: &'a Calendar,
    zone: &'a TimeZone,
    uid: String,
}

/// A whole day, or an instant.
enum When {
    Day(Date),
    Instant(String),
}

impl Event<'_> {
    fn text(&self, field: Option<&String>) -> Option<&str> {
        self.shown.fields.text(field?)
    }

    /// Less than a whole date is nothing a calendar could show.
    fn when(&self, text: &str) -> Option<When> {
        match text.len() {
            0..10 => None,
            10 => first_day(text).map(When::Day),
            _ => instant(text, self.zone).map(|moment| When::Instant(utc(moment))),
        }
    }

    fn write(&self, out: &mut Lines, page: Option<&str>, label: Option<&str>) {
        let Some(start) = self.text(Some(&self.fields.start)).and_then(|text| self.when(text)) else {
            return;
        };
        let end = self.text(self.fields.end.as_ref()).and_then(|text| self.when(text));
        let title = plan::title(self.shown);
        out.line("BEGIN", "VEVENT");
        out.line("UID", &escaped(&self.uid));
        // When this was written down is not known; it may not differ from build to build.
        let fields = &self.shown.fields;
        let stamp = ["updated", "date"].into_iter().find_map(|name| first_day(fields.text(name)?));
        let stamp =
            stamp.map_or_else(|| "19700101T000000Z".to_owned(), |day| format!("{}T000000Z", digits(day)));
        out.line("DTSTAMP", &stamp);
        match (&start, end) {
            (When::Day(day), end) => {
                out.line("DTSTART;VALUE=DATE", &digits(*day));
                let last = match end {
                    Some(When::Day(last)) => last.max(*day),
                    _ => *day,
                };
                // A calendar's end is the first day after.
                out.line("DTEND;VALUE=DATE", &digits(last.tomorrow().unwrap_or(last)));
                out.line("TRANSP", "TRANSPARENT");
            }
            (When::Instant(start), end) => {
                out.line("DTSTART", start);
                if let Some(When::Instant(end)) =
                    end.filter(|end| matches!(end, When::Instant(end) if end > start))
                {
                    out.line("DTEND", &end);
                }
            }
        }
        let summary = label.map_or_else(|| title.to_owned(), |label| format!("{label}: {title}"));
        out.line("SUMMARY", &escaped(&summary));
        let mut told = |name: &str, text: Option<&str>| {
            if let Some(text) = text {
                out.line(name, &escaped(text));
            }
        };
        told("DESCRIPTION", self.shown.fields.text("lead"));
        told("LOCATION", self.text(self.fields.place.as_ref()));
        if let Some(page) = page {
            out.line("URL", page);
        }
        let cancelled = self.fields.cancelled.as_ref().is_some_and(|field| self.shown.fields.flag(field));
        out.line("STATUS", if cancelled { "CANCELLED" } else { "CONFIRMED" });
        out.line("SEQUENCE", if cancelled { "1" } else { "0" });
        out.line("END", "VEVENT");
    }
}

fn digits(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

fn utc(moment: jiff::Timestamp) -> String {
    moment.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Text as a value: what would end it, or begin another, is marked.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    /// One line, folded between letters where it is long.
    fn line(&mut self, name: &str, value: &str) {
        let whole = format!("{name}:{value}");
        let mut length = 0;
        for letter in whole.chars() {
            if length + letter.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(letter);
            length += letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_go_on_between_letters() {
        let mut lines = Lines::default();
        let text = "ø".repeat(100) + "سلام";
        lines.line("SUMMARY", &text);
        assert!(lines.0.split("\r\n").all(|line| line.len() <= LINE), "{}", lines.0);
        assert_eq!(lines.0.replace("\r\n ", ""), format!("SUMMARY:{text}\r\n"));
    }

    #[test]
    fn what_ends_a_value_is_marked() {
        assert_eq!(escaped("a,b;c\\d\ne\r"), "a\\,b\\;c\\\\d\\ne");
    }
}
