//! What a build did, in a few lines.

use std::collections::BTreeMap;
use std::path::Path;

use super::clean::{self, clean};
use super::words::{Noun, Tongue};
use super::{Asked, Full, Quiet};
use crate::pipeline::mend::Hand;
use crate::pipeline::{Outcome, Summary};

/// Of a list, this many are named.
const NAMED: usize = 3;
/// Of the mends, this many are listed at a terminal.
const MENDS: usize = 40;
/// Of what stood in a place, this many letters are shown.
const SHORT: usize = 60;

/// The lines that are always said, unless only findings are wanted.
pub(super) fn lines(outcome: &Outcome, asked: &Asked) -> String {
    if asked.quiet == Quiet::Yes {
        return String::new();
    }
    let (summary, tongue) = (&outcome.summary, asked.tongue);
    // Where the build could not even begin, there is nothing to count.
    let began = !summary.initiatives.is_empty() || !crate::diagnostic::has_errors(&outcome.findings);
    let mut said = mends(summary, asked);
    if began {
        said.push(what(summary, tongue));
    }
    said.push(which_files(outcome, tongue));
    said.extend(hidden(summary, tongue));
    said.extend(strangers(summary, tongue));
    said.extend(timings(summary, tongue));
    said.into_iter().filter(|line| !line.is_empty()).map(|line| line + "\n").collect()
}

/// What `check --fix` mended: file and line, what stood there and what stands there now.
fn mends(summary: &Summary, asked: &Asked) -> Vec<String> {
    let Some(mends) = &summary.mends else { return Vec::new() };
    let tongue = asked.tongue;
    if mends.list.is_empty() {
        return vec![tongue.pick("ingenting å rette", "nothing to mend").to_owned()];
    }
    let mut files: Vec<&Path> = mends.list.iter().map(|mend| &*mend.file).collect();
    files.dedup();
    let (places, files) =
        (tongue.count(mends.list.len(), Noun::Place), tongue.count(files.len(), Noun::File));
    let mut said = vec![match mends.hand {
        Hand::Write => {
            tongue.pick(format!("rettet {places} i {files}:"), format!("mended {places} in {files}:"))
        }
        Hand::Show => tongue.pick(
            format!("ville rettet {places} i {files} (ingenting er skrevet):"),
            format!("would mend {places} in {files} (nothing is written):"),
        ),
    }];
    let shown = if asked.full == Full::All { mends.list.len() } else { MENDS.min(mends.list.len()) };
    said.extend(mends.list[..shown].iter().map(|mend| {
        let file = clean::path(&asked.prefix.join(&mend.file));
        format!("  {file}:{}  {} → {}", mend.line, short(&mend.old), short(&mend.new))
    }));
    if let Some(more) = mends.list.len().checked_sub(shown).filter(|more| *more > 0) {
        said.push(tongue.pick(format!("  … og {more} til"), format!("  … and {more} more")));
    }
    said
}

/// The beginning and the end of a long text.
fn short(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    match letters.len().checked_sub(SHORT) {
        None | Some(0) => clean(text),
        Some(more) => {
            let (head, tail) = (SHORT * 2 / 3, SHORT * 2 / 3 + more);
            let part = |letters: &[char]| clean(&letters.iter().collect::<String>());
            format!("{}…{}", part(&letters[..head]), part(&letters[tail..]))
        }
    }
}

fn what(summary: &Summary, tongue: Tongue) -> String {
    let mut languages: Vec<&String> = summary.initiatives.iter().flat_map(|town| &town.languages).collect();
    languages.sort_unstable();
    languages.dedup();
    let parts = [
        tongue.count(summary.pages, Noun::Page),
        tongue.count(summary.initiatives.len(), Noun::Initiative),
        tongue.count(languages.len(), Noun::Language),
        images(summary, tongue),
    ];
    let seconds = summary.seconds.iter().fold(0.0, |all, (_, seconds)| all + seconds);
    format!("{} {} {}", parts.join(", "), tongue.pick("på", "in"), tongue.seconds(seconds))
}

/// What took how long, where somebody asked: rooms by the clock, pages by what they took of one thread.
fn timings(summary: &Summary, tongue: Tongue) -> Vec<String> {
    let Some(laps) = &summary.laps else { return Vec::new() };
    let line = |name: &str, seconds: f64, more: &str| format!("{:>9.3} s  {}{more}", seconds, clean(name));
    let mut said = vec![tongue.pick("tid i hvert rom:", "time in each room:").to_owned()];
    said.extend(summary.seconds.iter().map(|(room, seconds)| line(room, *seconds, "")));
    let pages = |number| format!("  ({})", tongue.count(number, Noun::Page));
    if !laps.slowest.is_empty() {
        said.push(tongue.pick("sider etter mal:", "pages by template:").to_owned());
        let templates = laps.by_template().into_iter();
        said.extend(templates.map(|(name, number, seconds)| line(name, seconds, &pages(number))));
        said.push(tongue.pick("de tregeste sidene:", "the slowest pages:").to_owned());
        said.extend(
            laps.slowest
                .iter()
                .map(|lap| line(&lap.page, lap.seconds, &format!("  ({})", clean(&lap.template)))),
        );
    }
    said
}

fn images(summary: &Summary, tongue: Tongue) -> String {
    let all = tongue.count(summary.images, Noun::Image);
    match summary.images_decoded {
        0 => all,
        new => format!("{all} ({new} {})", tongue.pick("nye", "new")),
    }
}

fn which_files(outcome: &Outcome, tongue: Tongue) -> String {
    let written = &outcome.summary.written;
    if outcome.summary.published {
        return tongue.pick(
            format!(
                "{} skrevet, {} uendret, {} slettet",
                tongue.count(written.written, Noun::File),
                written.unchanged,
                written.deleted
            ),
            format!(
                "{} written, {} unchanged, {} deleted",
                tongue.count(written.written, Noun::File),
                written.unchanged,
                written.deleted
            ),
        );
    }
    if crate::diagnostic::has_errors(&outcome.findings) {
        return tongue
            .pick(
                "ingenting ble publisert: rett feilene først",
                "nothing was published: mend the errors first",
            )
            .to_owned();
    }
    String::new()
}

fn hidden(summary: &Summary, tongue: Tongue) -> Option<String> {
    let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (entry, reason) in &summary.hidden {
        by_reason.entry(reason).or_default().push(entry);
    }
    let reasons: Vec<String> = by_reason
        .iter()
        .map(|(reason, entries)| {
            format!("{} {} ({})", entries.len(), tongue.reason(reason), few(entries, entries.len()))
        })
        .collect();
    let label = tongue.pick("vises ikke", "not shown");
    let more = tongue.pick("alle: `globale list hidden`", "all: `globale list hidden`");
    (!reasons.is_empty()).then(|| format!("{label}: {}; {more}", reasons.join(", ")))
}

fn strangers(summary: &Summary, tongue: Tongue) -> Option<String> {
    let written = &summary.written;
    let names: Vec<&str> = written.strangers.iter().map(String::as_str).collect();
    let label = tongue.pick("beholdt det som ikke er vårt", "kept what is not ours");
    (!names.is_empty()).then(|| format!("{label}: {}", few(&names, written.stranger_count)))
}

/// The first few names, and whether there are more.
fn few(names: &[&str], all: usize) -> String {
    let shown: Vec<String> = names.iter().take(NAMED).map(|name| clean(name)).collect();
    let dots = if all > shown.len() { ", …" } else { "" };
    format!("{}{dots}", shown.join(", "))
}
