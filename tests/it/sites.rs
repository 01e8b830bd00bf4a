//! A folder is a test: `tests/sites/<behaviour>/{in/, out/, said.txt, options.toml}`.
//!
//! `in/` is a whole small site; where it has no `themes/globale`, the tiny theme `tests/sites/_theme` stands in. `out/`
//! holds the outputs the behaviour is about, byte for byte, and perhaps `absent.txt` with paths that must not be made.
//! `said.txt` is what the report says in English; without it there must be no finding. `UPDATE=1` rewrites both; to
//! expect one more output, make an empty file of its name in `out/` first.
//!
//! `SITE=name` runs one folder alone.
#![allow(clippy::disallowed_macros, reason = "a test names its folders as it goes")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use globale::diagnostic::{Code, Diagnostic, codes};
use globale::disk::memory::MemoryDisk;
use globale::disk::{Disk, real::RealDisk};
use globale::output::Memory;
use globale::pipeline::{self, Destination, Options, Outcome, Show};
use globale::report::{self, Asked, words::Tongue};

/// Where a fixture's site lies on its disk in memory.
pub(crate) const ROOT: &str = "/site";
/// The moment every fixture is built for, unless its options say another.
const NOW: &str = "2026-01-15T12:00:00Z";
/// What marks a word in a fixture that no output may hold.
const SECRET: &[u8] = b"HEMMELIG";
/// Findings whose reason is another crate's wording, which may change with every update.
const FOREIGN: &[Code] = &[
    codes::UNREADABLE,
    codes::TOML_SYNTAX,
    codes::YAML_SYNTAX,
    codes::TEMPLATE_SYNTAX,
    codes::TEMPLATE_FAILS,
    codes::COMPONENT_FAILS,
    codes::PICTURE_BROKEN,
    codes::SVG_BROKEN,
    codes::NOT_WRITTEN,
    codes::BAD_PATTERN,
    codes::STYLE_SYNTAX,
];

/// Codes that no fixture fires, with where they are tested instead.
const ELSEWHERE: &[(&str, &str)] = &[
    ("G0208", "front matter of 70 kB: src/source/front_matter.rs, and row 24 of hostile.rs"),
    ("G0210", "links and pipes need a real disk: rows 39 to 42 of hostile.rs"),
    ("G0211", "names that are no UTF-8 need a real disk: row 15 of hostile.rs"),
    ("G0227", "a disk that fails while a site is built: src/pipeline/ground/tests.rs"),
    ("G0430", "a page asked for on the command line: layers.rs, as all to G0437"),
    ("G0431", "layers.rs"),
    ("G0432", "layers.rs"),
    ("G0433", "layers.rs"),
    ("G0434", "layers.rs"),
    ("G0435", "layers.rs"),
    ("G0436", "layers.rs"),
    ("G0437", "layers.rs"),
    ("G0447", "asked for on the command line: translate.rs, as all to G0453"),
    ("G0448", "translate.rs"),
    ("G0449", "a block that changes others with it; no text is known that fires it: src/derive/rebuild.rs"),
    ("G0450", "translate.rs"),
    ("G0451", "translate.rs"),
    ("G0452", "translate.rs"),
    ("G0453", "translate.rs, as all to G0459"),
    ("G0454", "translate.rs"),
    ("G0455", "translate.rs"),
    ("G0456", "translate.rs"),
    ("G0457", "translate.rs"),
    ("G0458", "translate.rs"),
    ("G0459", "init.rs"),
    ("G0601", "no text is known that breaks the parser: src/markdown/tests.rs breaks it by hand"),
    ("G0625", "a guard against lines the parser swallows; no text is known that fires it"),
    ("G0707", "an animation of 201 frames: src/image/tests.rs"),
    ("G0708", "a file of more bytes than are read: src/image.rs; too large for a fixture"),
    ("G0711", "a JPEG of three scans: src/image/tests.rs"),
    ("G0712", "a picture that changes meanwhile needs a disk that changes: src/image.rs"),
    ("G0720", "a drawing of more than 1 MiB: src/image/tests_svg.rs"),
    ("G0908", "a page of 64 MiB: row 35 of hostile.rs"),
    ("G0912", "a picture that goes while cards are drawn: needs a disk that changes"),
    ("G0940", "what only `theme check` finds: tests/it/theme.rs"),
    ("G0941", "the same"),
    ("G0942", "the same"),
    ("G0943", "the same"),
    ("G0944", "the same"),
    ("G0945", "the same"),
    ("G0909", "the locale data falls back to the root for every tag, so nothing fires it today"),
];

/// What a fixture may ask for beside the defaults.
#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Wishes {
    at: Option<String>,
    drafts: bool,
    future: bool,
    expired: bool,
    initiative: Option<String>,
    base_url: Option<String>,
}

struct Fixture {
    name: String,
    folder: PathBuf,
    wishes: Wishes,
    disk: MemoryDisk,
}

struct Built {
    outcome: Outcome,
    memory: Memory,
    said: String,
}

#[test]
fn every_folder_says_and_makes_what_it_expects() {
    let update = std::env::var_os("UPDATE").is_some();
    let only = std::env::var("SITE").ok();
    let mut failures = String::new();
    for fixture in fixtures().iter().filter(|fixture| only.as_ref().is_none_or(|name| *name == fixture.name))
    {
        let built = build(fixture);
        if update {
            rewrite(fixture, &built);
        }
        let wrong = compare(fixture, &built);
        println!("{} {}", if wrong.is_empty() { "ok  " } else { "FAIL" }, fixture.name);
        if !wrong.is_empty() {
            let _ = writeln!(failures, "\n── tests/sites/{} ──\n{wrong}", fixture.name);
        }
    }
    assert!(failures.is_empty(), "{failures}\nIf the new is right: UPDATE=1 cargo test --test it sites");
}

#[test]
fn every_code_of_content_and_theme_has_a_fixture() {
    let fired: BTreeSet<&str> = fixtures()
        .iter()
        .flat_map(|fixture| build(fixture).outcome.findings.into_iter().map(|finding| finding.code.0))
        .collect();
    let elsewhere: BTreeSet<&str> = ELSEWHERE.iter().map(|(code, _)| *code).collect();
    let ranges = ["G01", "G02", "G03", "G04", "G05", "G06", "G07", "G08", "G09"];
    let ours = codes::ALL
        .iter()
        .map(|code| code.0)
        .filter(|code| ranges.iter().any(|range| code.starts_with(range)));
    let missing: Vec<&str> = ours.filter(|code| !fired.contains(code) && !elsewhere.contains(code)).collect();
    let needless: Vec<&&str> = elsewhere.intersection(&fired).collect();
    assert!(
        missing.is_empty(),
        "no fixture fires {missing:?}; add one, or say in ELSEWHERE where it is tested"
    );
    assert!(needless.is_empty(), "ELSEWHERE lists {needless:?}, which fixtures fire");
}

/// What a fixture calls HEMMELIG ("secret") is in its content and in nothing that is made of it.
#[test]
fn what_is_marked_secret_is_in_no_output() {
    let secret = |bytes: &[u8]| bytes.windows(SECRET.len()).any(|window| window == SECRET);
    let mut marked = 0;
    for fixture in fixtures() {
        let written = files(&fixture.folder.join("in")).iter().any(|(_, bytes)| secret(bytes));
        if !written {
            continue;
        }
        marked += 1;
        let built = build(&fixture);
        for path in built.memory.paths() {
            let bytes = built.memory.get(path.as_str()).unwrap_or_default();
            assert!(!secret(&bytes), "{}: {path} tells what is secret", fixture.name);
        }
        assert!(!built.memory.paths().is_empty(), "{}: nothing was made", fixture.name);
    }
    assert!(marked > 0, "no fixture has a secret");
}

/// Day by day, a site of derived values changes only when `globale next` said it would.
#[test]
fn what_changes_by_itself_was_foretold() {
    let derived = ["company-levels", "grant-states", "running-and-on-board", "small-groups-stand-together"];
    for mut fixture in fixtures().into_iter().filter(|fixture| derived.contains(&&*fixture.name)) {
        let mut on = |day: jiff::civil::Date| {
            fixture.wishes.at = Some(format!("{day}T12:00:00Z"));
            pipeline::build(&fixture.disk, &options(&fixture.wishes), Destination::Nowhere).summary
        };
        // Over the days the fixtures speak of, and a turn of the year.
        let mut turned = 0;
        for (first, days) in [(jiff::civil::date(2025, 12, 28), 40), (jiff::civil::date(2026, 12, 28), 8)] {
            let start = on(first);
            let foretold: BTreeSet<_> = start.changes.iter().map(|change| change.at.date()).collect();
            let mut before = start.written.hash;
            for day in first.series(jiff::Span::new().days(1)).skip(1).take(days) {
                let hash = on(day).written.hash;
                assert!(hash == before || foretold.contains(&day), "nobody foretold {day}");
                turned += usize::from(hash != before);
                before = hash;
            }
        }
        assert!(turned > 0, "nothing of {} changes by itself", fixture.name);
    }
}

/// The site of a folder, and everything that is wrong with it.
pub(crate) fn findings_of(name: &str) -> (MemoryDisk, Vec<Diagnostic>) {
    let fixture = fixture(name.to_owned(), &files(&sites().join("_theme")));
    let findings = build(&fixture).outcome.findings;
    (fixture.disk, findings)
}

fn sites() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites")
}

fn fixtures() -> Vec<Fixture> {
    let theme = files(&sites().join("_theme"));
    let mut names: Vec<String> = std::fs::read_dir(sites())
        .expect("tests/sites is there")
        .map(|item| {
            item.expect("tests/sites can be listed").file_name().into_string().expect("names are UTF-8")
        })
        .filter(|name| name != "_theme" && name != "README.md")
        .collect();
    names.sort_unstable();
    names.into_iter().map(|name| fixture(name, &theme)).collect()
}

fn fixture(name: String, theme: &[(PathBuf, Vec<u8>)]) -> Fixture {
    let folder = sites().join(&name);
    let wishes = match std::fs::read_to_string(folder.join("options.toml")) {
        Ok(text) => toml::from_str(&text).unwrap_or_else(|error| panic!("{name}/options.toml: {error}")),
        Err(_) => Wishes::default(),
    };
    let site = files(&folder.join("in"));
    assert!(!site.is_empty(), "tests/sites/{name} has no `in/`");
    let own_theme = site.iter().any(|(path, _)| path.starts_with("themes/globale"));
    let theme = theme
        .iter()
        .filter(|_| !own_theme)
        .map(|(path, bytes)| (Path::new("themes/globale").join(path), bytes));
    let all = site.iter().map(|(path, bytes)| (path.clone(), bytes)).chain(theme);
    let disk = MemoryDisk::with(all.map(|(path, bytes)| (Path::new(ROOT).join(path), bytes)));
    Fixture { name, folder, wishes, disk }
}

/// Every file below a folder, by its path there.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let (found, unread) = RealDisk.walk(folder);
    assert!(unread.is_empty(), "{unread:?}");
    let read = |path: PathBuf| {
        let bytes =
            std::fs::read(folder.join(&path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        (path, bytes)
    };
    found.into_iter().map(|found| read(found.path)).collect()
}

fn options(wishes: &Wishes) -> Options {
    Options {
        root: PathBuf::from(ROOT),
        now: wishes.at.as_deref().unwrap_or(NOW).parse().expect("`at` is a timestamp"),
        base_url: wishes.base_url.clone(),
        initiative: wishes.initiative.clone(),
        show: Show { drafts: wishes.drafts, future: wishes.future, expired: wishes.expired },
        fresh: true,
        program: None,
        progress: report::timing::Progress::default(),
    }
}

/// Builds into memory; `check`, which builds into nothing, must find the same.
fn build(fixture: &Fixture) -> Built {
    let options = options(&fixture.wishes);
    let memory = Memory::new();
    let mut outcome = pipeline::build(&fixture.disk, &options, Destination::Memory(&memory));
    let checked = pipeline::build(&fixture.disk, &options, Destination::Nowhere);
    assert_eq!(
        outcome.findings, checked.findings,
        "{}: `check` finds other things than `build`",
        fixture.name
    );
    let hashes = [&outcome, &checked].map(|outcome| outcome.summary.written.hash);
    assert_eq!(hashes[0], hashes[1], "{}: `check` makes other things than `build`", fixture.name);
    for finding in outcome.findings.iter_mut().filter(|finding| FOREIGN.contains(&finding.code)) {
        finding.values.insert("reason".into(), "…".to_owned());
    }
    let asked = Asked { tongue: Tongue::En, ..Asked::default() };
    let said =
        report::findings(&report::Files::new(&fixture.disk, Path::new(ROOT)), &outcome.findings, &asked).err;
    Built { outcome, memory, said: anstream::adapter::strip_str(&said).to_string() }
}

/// What differs from what the folder expects; empty where nothing does.
fn compare(fixture: &Fixture, built: &Built) -> String {
    let mut wrong = String::new();
    let mut expects = false;
    let mut allowed = vec![fixture.folder.join("options.toml")];
    let said_file = fixture.folder.join("said.txt");
    match std::fs::read_to_string(&said_file) {
        Ok(expected) => {
            expects = true;
            allowed.push(said_file);
            if built.said.is_empty() {
                wrong.push_str("said.txt expects findings; there are none\n");
            }
            wrong.push_str(&differing("said.txt", &expected, &built.said));
        }
        Err(_) => wrong.push_str(&differing("said.txt (which is not there)", "", &built.said)),
    }
    for (path, expected) in files(&fixture.folder.join("out")) {
        expects = true;
        let shown = path.to_str().expect("names in out/ are UTF-8");
        allowed.push(fixture.folder.join("out").join(&path));
        if shown == "absent.txt" {
            let made = String::from_utf8_lossy(&expected)
                .lines()
                .filter(|line| built.memory.get(line).is_some())
                .count();
            if made > 0 {
                let _ = writeln!(wrong, "{made} of the paths in out/absent.txt were made");
            }
            continue;
        }
        match built.memory.get(shown) {
            None => {
                let made: Vec<String> = built.memory.paths().iter().map(ToString::to_string).collect();
                let _ = writeln!(wrong, "out/{shown} was not made; these were:\n  {}", made.join("\n  "));
            }
            Some(bytes) if *bytes != *expected => {
                let texts = [&*expected, &*bytes].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
                wrong.push_str(&differing(&format!("out/{shown}"), &texts[0], &texts[1]));
            }
            Some(_) => {}
        }
    }
    for (path, _) in files(&fixture.folder) {
        let whole = fixture.folder.join(&path);
        if !path.starts_with("in") && !allowed.contains(&whole) {
            let _ = writeln!(wrong, "{} means nothing here", path.display());
        }
    }
    if !expects {
        wrong.push_str("neither said.txt nor out/: this folder tests nothing\n");
    }
    wrong
}

/// The lines that differ, between the same lines at both ends.
fn differing(what: &str, expected: &str, found: &str) -> String {
    if expected == found {
        return String::new();
    }
    let [old, new] = [expected, found].map(|text| text.lines().collect::<Vec<&str>>());
    let head = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let rest = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(old, new)| old == new).count();
    let mut said = format!("{what}, from line {}:\n", head + 1);
    for line in &old[head..old.len() - tail] {
        let _ = writeln!(said, "  - {line}");
    }
    for line in &new[head..new.len() - tail] {
        let _ = writeln!(said, "  + {line}");
    }
    if old == new {
        said.push_str("  only the line breaks differ\n");
    }
    said
}

/// Writes what was said and made in place of what was expected.
fn rewrite(fixture: &Fixture, built: &Built) {
    let said = fixture.folder.join("said.txt");
    if built.said.is_empty() {
        // It may never have been there.
        let _ = std::fs::remove_file(&said);
    } else {
        std::fs::write(&said, &built.said).expect("said.txt can be written");
    }
    for (path, _) in files(&fixture.folder.join("out")) {
        if let Some(bytes) = path.to_str().and_then(|path| built.memory.get(path)) {
            std::fs::write(fixture.folder.join("out").join(&path), &bytes).expect("out/ can be written");
        }
    }
}
