//! Who may use whom.
//!
//! The rooms are the modules at the top of `src/`. They stand below in the order in which the data flows; a room may
//! use the tools and rooms above it, and of those only the ones its row names. The few steps against the order are
//! named with their reasons. The table is true both ways: what it does not allow fails with its place, and what
//! nobody uses may not be allowed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A room and the rooms it may use.
type Row = (&'static str, &'static [&'static str]);

/// Tools know nothing of sites: they use tools only.
const TOOLS: &[Row] = &[
    ("text", &[]),
    ("diagnostic", &["text"]),
    ("bundled", &[]),
    ("fingerprint", &[]),
    ("disk", &["fingerprint"]),
    ("store", &["fingerprint", "disk"]),
    ("spool", &["disk"]),
    ("locale", &[]),
    ("node", &["text", "diagnostic"]),
    ("git", &[]),
    ("printer", &[]),
];

/// The rooms in the order of the data.
const ROOMS: &[Row] = &[
    ("config", &["text", "diagnostic", "disk", "locale", "node"]),
    ("source", &["text", "diagnostic", "fingerprint", "disk", "spool", "locale", "node", "config"]),
    ("model", &["text", "diagnostic", "fingerprint", "locale", "node", "config", "source"]),
    ("edition", &["text", "diagnostic", "locale", "config", "model"]),
    ("check", &["text", "diagnostic", "node", "config", "source", "model", "edition"]),
    ("markdown", &["text", "diagnostic", "fingerprint", "spool", "locale", "source"]),
    (
        "derive",
        &[
            "text",
            "diagnostic",
            "fingerprint",
            "disk",
            "locale",
            "node",
            "config",
            "source",
            "model",
            "edition",
            "markdown",
        ],
    ),
    ("image", &["text", "diagnostic", "fingerprint", "disk", "store"]),
    ("theme", &["text", "diagnostic", "fingerprint", "disk", "locale", "node", "config", "markdown"]),
    (
        "plan",
        &[
            "text",
            "diagnostic",
            "fingerprint",
            "locale",
            "config",
            "source",
            "model",
            "edition",
            "markdown",
            "theme",
        ],
    ),
    (
        "view",
        &[
            "text",
            "diagnostic",
            "fingerprint",
            "locale",
            "config",
            "source",
            "model",
            "edition",
            "markdown",
            "image",
            "plan",
            "theme",
        ],
    ),
    // Neither the model, nor the disk, nor the clock.
    ("render", &["text", "diagnostic", "locale", "config", "view", "theme"]),
    (
        "emit",
        &[
            "text",
            "diagnostic",
            "fingerprint",
            "disk",
            "store",
            "locale",
            "config",
            "edition",
            "derive",
            "model",
            "image",
            "plan",
            "view",
            "theme",
            "render",
        ],
    ),
    // A theme with samples in place of content.
    ("rehearsal", &["text", "diagnostic", "disk", "locale", "config", "model", "theme", "view", "render"]),
    ("output", &["diagnostic", "fingerprint", "disk", "plan"]),
    (
        "pipeline",
        &[
            "text",
            "diagnostic",
            "fingerprint",
            "disk",
            "store",
            "spool",
            "config",
            "source",
            "model",
            "edition",
            "check",
            "markdown",
            "derive",
            "image",
            "plan",
            "view",
            "theme",
            "render",
            "emit",
            "output",
            "report",
        ],
    ),
    ("report", &["text", "diagnostic", "fingerprint", "disk", "pipeline"]),
    // What types say, in the reader's language.
    ("guide", &["bundled", "locale", "node", "config", "model", "view", "rehearsal", "report"]),
    ("cli", &["report", "guide", "pipeline"]),
    (
        "command",
        &[
            "bundled",
            "diagnostic",
            "disk",
            "store",
            "text",
            "fingerprint",
            "config",
            "source",
            "model",
            "theme",
            "rehearsal",
            "edition",
            "derive",
            "markdown",
            "image",
            "output",
            "pipeline",
            "report",
            "git",
            "printer",
            "locale",
            "node",
            "guide",
            "cli",
            "serve",
        ],
    ),
    ("serve", &["text", "diagnostic", "fingerprint", "disk", "config", "plan", "pipeline", "report"]),
    ("main", &["disk", "report", "cli", "command"]),
];

/// Steps against the order, and why.
const AGAINST_THE_ORDER: &[(&str, &str, &str)] = &[
    ("pipeline", "report", "each room is timed, and a long build tells how far it is"),
    ("command", "serve", "a verb starts the preview"),
];

/// The most lines a file has, tests not counted.
const FILE: usize = 450;

/// A table of names, which is looked up and never read.
const TABLE: &str = "src/diagnostic/codes.rs";

#[test]
fn a_room_uses_only_what_the_table_allows() {
    let rooms = rooms();
    let mut offences = Vec::new();
    for Use { file, line, room, used } in uses() {
        if !rooms.contains_key(used.as_str()) {
            offences.push(format!("{file}:{line}: room {room} uses {used}, which is no room"));
        } else if !rooms.get(room.as_str()).is_some_and(|allowed| allowed.contains(used.as_str())) {
            offences.push(format!("{file}:{line}: room {room} uses room {used}, which it may not"));
        }
    }
    assert!(offences.is_empty(), "\n{}\n", offences.join("\n"));
}

#[test]
fn the_table_allows_nothing_that_no_code_uses() {
    let used: BTreeSet<(String, String)> = uses().into_iter().map(|found| (found.room, found.used)).collect();
    let unused: Vec<String> = rows()
        .flat_map(|(room, allowed)| allowed.iter().map(move |used| (room, used)))
        .filter(|(room, allowed)| !used.contains(&(room.to_string(), allowed.to_string())))
        .map(|(room, allowed)| format!("room {room} may use room {allowed}, but never does: take it out"))
        .collect();
    assert!(unused.is_empty(), "\n{}\n", unused.join("\n"));
}

#[test]
fn the_table_stands_in_the_order_of_the_data() {
    let mut wrong = Vec::new();
    for (at, (tool, allowed)) in TOOLS.iter().enumerate() {
        let above: Vec<&str> = TOOLS[..at].iter().map(|row| row.0).collect();
        let strange = allowed.iter().filter(|used| !above.contains(used));
        wrong.extend(strange.map(|used| format!("tool {tool} may use {used}, which is no tool above it")));
    }
    for (at, (room, allowed)) in ROOMS.iter().enumerate() {
        let mut above = TOOLS.iter().chain(&ROOMS[..at]).map(|row| row.0).collect::<BTreeSet<_>>();
        above.extend(AGAINST_THE_ORDER.iter().filter(|step| step.0 == *room).map(|step| step.1));
        let strange = allowed.iter().filter(|used| !above.contains(*used));
        wrong.extend(strange.map(|used| format!("room {room} may use {used}, which stands below it")));
    }
    for (room, allowed) in rows() {
        let twice = allowed.iter().enumerate().filter(|(at, used)| allowed[..*at].contains(used));
        wrong.extend(twice.map(|(_, used)| format!("room {room} may use room {used}: said twice")));
    }
    for (room, used, _) in AGAINST_THE_ORDER {
        if !rooms().get(room).is_some_and(|allowed| allowed.contains(used)) {
            wrong.push(format!("the step from {room} to {used} is excused, but not allowed"));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_room_is_in_the_table_and_on_the_map() {
    let map = without_tests(&read(Path::new("src/lib.rs")));
    let in_src: BTreeSet<String> =
        files().iter().map(|file| room_of(file)).filter(|room| room != "lib").collect();
    let in_table: BTreeSet<String> = rows().map(|row| row.0.to_owned()).collect();
    assert_eq!(in_src, in_table, "left: the modules at the top of src/, right: the table");
    assert_eq!(rows().count(), in_table.len(), "a room stands twice in the table");
    let named: Vec<&str> =
        map.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let (rooms, tools) = named.split_at(named.len().saturating_sub(TOOLS.len()));
    let order: Vec<&str> = ROOMS.iter().map(|row| row.0).filter(|room| *room != "main").collect();
    assert_eq!(rooms, order, "left: the order of the rooms in src/lib.rs, right: in the table");
    assert_eq!(tools.iter().copied().collect::<BTreeSet<_>>(), TOOLS.iter().map(|row| row.0).collect());
}

#[test]
fn the_build_fits_on_one_screen() {
    let file = Path::new("src/pipeline.rs");
    let (lines, rooms) = (read(file).lines().count(), function(file, "rooms"));
    assert!(lines <= 80, "src/pipeline.rs has {lines} lines; 80 fit on a screen");
    assert!(rooms <= 50, "`rooms` in src/pipeline.rs has {rooms} lines; at most 50");
}

#[test]
fn no_file_is_longer_than_one_reading() {
    let long: Vec<String> = files()
        .iter()
        .map(|file| (file, without_tests(&read(file)).lines().filter(|line| *line != REMOVED).count()))
        .filter(|(file, _)| !file.ends_with(TABLE))
        .filter(|(file, lines)| *lines > if file.ends_with("main.rs") { 59 } else { FILE })
        .map(|(file, lines)| format!("{}: {lines} lines without tests", file.display()))
        .collect();
    assert!(long.is_empty(), "\n{}\n", long.join("\n"));
}

#[test]
fn nothing_is_unsafe() {
    // The one is for readers of the library, the other holds for the program and the tests as well.
    assert!(
        read(Path::new("src/lib.rs")).contains("#![forbid(unsafe_code)]"),
        "src/lib.rs allows unsafe code"
    );
    assert!(
        read(Path::new("Cargo.toml")).contains("unsafe_code = \"forbid\""),
        "Cargo.toml allows unsafe code"
    );
}

fn rows() -> impl Iterator<Item = Row> {
    TOOLS.iter().chain(ROOMS).copied()
}

fn rooms() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    rows().map(|(room, allowed)| (room, allowed.iter().copied().collect())).collect()
}

/// One place where a room uses another.
struct Use {
    file: String,
    line: usize,
    room: String,
    used: String,
}

/// Every use in `src/`, but for those in tests.
fn uses() -> Vec<Use> {
    let mut all = Vec::new();
    for file in files() {
        let room = room_of(&file);
        if room == "lib" {
            continue;
        }
        let text = without_tests(&bare(&read(&file)));
        let found = paths(&text, depth(&file), room == "main");
        all.extend(found.into_iter().filter(|(_, used)| *used != room).map(|(at, used)| Use {
            file: file.display().to_string(),
            line: line_of(&text, at),
            room: room.clone(),
            used,
        }));
    }
    all
}

/// The rooms that paths in a text begin with: `crate::x`, `crate::{x, y::z}`, and as many `super::` as lead there.
fn paths(text: &str, depth: usize, from_outside: bool) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let prefix = if from_outside { "globale::" } else { "crate::" };
    for (at, _) in text.match_indices(prefix) {
        if !text[..at].ends_with(is_word) {
            found.extend(heads(text, at + prefix.len()));
        }
    }
    let mut from = 0;
    while let Some(at) = text[from..].find("super::").map(|at| from + at) {
        let supers = text[at..].split("::").take_while(|part| *part == "super").count();
        from = at + supers * "super::".len();
        if supers >= depth && !text[..at].ends_with(is_word) && depth > 0 {
            found.extend(heads(text, from));
        }
    }
    found
}

/// The first name of a path, or of every path in a group.
fn heads(text: &str, at: usize) -> Vec<(usize, String)> {
    let rest = &text[at..];
    if !rest.starts_with('{') {
        let name: String = rest.chars().take_while(|letter| is_word(*letter)).collect();
        return vec![(at, if name.is_empty() { "everything".to_owned() } else { name })];
    }
    let (mut found, mut level, mut expected) = (Vec::new(), 0, false);
    for (offset, letter) in rest.char_indices() {
        match letter {
            '{' => {
                level += 1;
                expected = level == 1;
            }
            '}' if level == 1 => break,
            '}' => level -= 1,
            ',' if level == 1 => expected = true,
            letter if expected && is_word(letter) => {
                found.extend(heads(text, at + offset).into_iter().filter(|(_, name)| name != "self"));
                expected = false;
            }
            _ => {}
        }
    }
    found
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// How many modules deep a file stands: `src/plan.rs` one, `src/plan/path.rs` two.
fn depth(file: &Path) -> usize {
    let parts = file.components().count() - 1;
    if file.ends_with("main.rs") || file.ends_with("lib.rs") { 0 } else { parts }
}

fn room_of(file: &Path) -> String {
    let top = file.components().nth(1).map(|part| part.as_os_str().to_string_lossy().into_owned());
    top.unwrap_or_default().trim_end_matches(".rs").to_owned()
}

fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

fn read(file: &Path) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every source file that is no test, relative to the project.
fn files() -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![PathBuf::from("src")]);
    while let Some(folder) = folders.pop() {
        for item in
            fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(&folder)).expect("src can be read")
        {
            let item = item.expect("an entry of src");
            let (name, path) = (item.file_name(), folder.join(item.file_name()));
            let name = name.to_string_lossy();
            if name == "tests" || name.starts_with("tests_") || name == "tests.rs" {
                continue;
            }
            if name.ends_with(".rs") {
                files.push(path);
            } else if item.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(path);
            }
        }
    }
    files.sort();
    files
}

/// A line that stood in a test.
const REMOVED: &str = "//-";

/// The text with every item under `#[cfg(test)]` emptied; lines stay where they were.
fn without_tests(text: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut text = text.to_owned();
    while let Some(start) = text.find(MARK) {
        let plain = bare(&text[start..]);
        let opening = plain.find(['{', ';']).unwrap_or(plain.len());
        let end = start + if plain[opening..].starts_with('{') { closing(&plain, opening) } else { opening };
        let end = (end + 1).min(text.len());
        let lines = text[start..end].matches('\n').count();
        text.replace_range(start..end, &[REMOVED].repeat(lines + 1).join("\n"));
    }
    text
}

/// Where the brace that opens at a place closes.
fn closing(plain: &str, opening: usize) -> usize {
    let mut level = 0;
    for (at, letter) in plain[opening..].char_indices() {
        match letter {
            '{' => level += 1,
            '}' if level == 1 => return opening + at,
            '}' => level -= 1,
            _ => {}
        }
    }
    plain.len()
}

/// How many lines a function of a file takes, from `fn` to its brace.
fn function(file: &Path, name: &str) -> usize {
    let plain = bare(&read(file));
    let start =
        plain.find(&format!("fn {name}(")).unwrap_or_else(|| panic!("{} has no `{name}`", file.display()));
    let opening = start + plain[start..].find('{').expect("a function has a body");
    plain[start..closing(&plain, opening)].matches('\n').count() + 1
}

/// The text with comments and the insides of strings as spaces, every byte and line in its place.
fn bare(text: &str) -> String {
    let (mut plain, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(letter) = rest.chars().next() {
        let length = match letter {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' => string(rest),
            'r' if !plain.ends_with(is_word) => raw_string(rest),
            '\'' => character(rest),
            _ => 0,
        };
        if length == 0 {
            plain.push(letter);
            rest = &rest[letter.len_utf8()..];
        } else {
            let (gone, after) = rest.split_at(length);
            plain.extend(gone.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
            rest = after;
        }
    }
    plain
}

fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn raw_string(text: &str) -> usize {
    let hashes = text[1..].bytes().take_while(|byte| *byte == b'#').count();
    if !text[1 + hashes..].starts_with('"') {
        return 0;
    }
    let end = format!("\"{}", "#".repeat(hashes));
    let inner = 2 + hashes;
    text[inner..].find(&end).map_or(text.len(), |at| inner + at + end.len())
}

/// A character, not a lifetime.
fn character(text: &str) -> usize {
    let mut letters = text.char_indices().skip(1);
    match letters.next() {
        Some((_, '\\')) => text[3..].find('\'').map_or(0, |at| at + 4),
        Some((at, letter)) if text[at + letter.len_utf8()..].starts_with('\'') => at + letter.len_utf8() + 1,
        _ => 0,
    }
}

#[test]
fn the_reader_of_sources_sees_paths_and_nothing_else() {
    let text = r##"
use crate::config::{self, Config};
use crate::{model, plan::{path, link}, view};
use super::super::theme::List;
use super::fields::crate_like;
// crate::comment and
/* crate::comment */ const A: &str = "crate::string \" crate::string"; const B: char = '"';
const C: &str = r#"crate::raw "" "#; fn a<'a>(x: &'a crate::edition::Edition) {}
let quote = '\''; let x = crate::text::escaped("}");
#[cfg(test)]
mod tests {
    use crate::disk::memory; const D: &str = "}";
}
#[cfg(test)]
mod others;
fn after() { crate::locale::f() }
"##;
    let text = without_tests(&bare(text));
    let found: Vec<(usize, String)> =
        paths(&text, 2, false).into_iter().map(|(at, name)| (line_of(&text, at), name)).collect();
    let expected = [
        (2, "config"),
        (3, "model"),
        (3, "plan"),
        (3, "view"),
        (8, "edition"),
        (9, "text"),
        (16, "locale"),
        (4, "theme"),
    ];
    assert_eq!(found, expected.map(|(line, name)| (line, name.to_owned())));
}
