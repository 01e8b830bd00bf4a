//! Whatever stands in the files: no panic, no other number than those of the list, and a report in every shape.
//!
//! The small model site (`tests/it/small`, with a few files more) is changed at random and built in memory. Seeds count
//! from 0, so a run is the same everywhere; `GLOBALE_CHANCE=100000` throws more, `GLOBALE_SEED=7` one alone.
#![allow(clippy::disallowed_macros, reason = "a failing seed is told")]

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use globale::command::Exit;
use globale::disk::memory::MemoryDisk;
use globale::output::Memory;
use globale::pipeline::mend::{self, Hand};
use globale::pipeline::{self, Destination, Options, Outcome, Show};
use globale::report::timing::Progress;
use globale::report::{self, Asked, Format, words::Tongue};

use crate::dice::{Dice, asked};
use crate::project::tree;

const ROOT: &str = "/site";
/// Thrown at every run of the tests; more by hand.
const USUAL: u64 = 150;

pub(crate) type Files = BTreeMap<String, Vec<u8>>;

#[test]
fn no_file_breaks_the_program() {
    let base = base();
    let (from, to) = match std::env::var("GLOBALE_SEED").ok().and_then(|seed| seed.parse::<u64>().ok()) {
        Some(seed) => (seed, seed + 1),
        None => {
            let from = asked("GLOBALE_FROM", 0);
            (from, from + asked("GLOBALE_CHANCE", USUAL))
        }
    };
    let mut failures = Vec::new();
    for seed in from..to {
        let files = changed(&base, &mut Dice::new(seed));
        let result = survives(&files).and_then(|()| if seed % 4 == 0 { mends(&files) } else { Ok(()) });
        if let Err(why) = result {
            let differing = files.iter().filter(|(path, bytes)| base.get(*path) != Some(bytes));
            let shown: Vec<String> = differing
                .map(|(path, bytes)| {
                    let text: String = String::from_utf8_lossy(bytes).chars().take(1500).collect();
                    format!("{path}: {text:?}")
                })
                .collect();
            println!("seed {seed}: {why}\n{}\n", shown.join("\n"));
            failures.push(seed);
        }
    }
    assert!(
        failures.is_empty(),
        "these seeds break the program: {failures:?}; GLOBALE_SEED=… runs one alone"
    );
}

#[test]
fn what_is_changed_is_whole_before() {
    let disk = MemoryDisk::with(base().into_iter().map(|(path, bytes)| (Path::new(ROOT).join(path), bytes)));
    let outcome = pipeline::build(&disk, &options(), Destination::Memory(&Memory::new()));
    let said: Vec<String> = outcome.findings.iter().map(|finding| finding.message("en")).collect();
    assert_eq!(
        said,
        Vec::<String>::new(),
        "changes of a site with errors would seldom reach the later rooms"
    );
    assert!(outcome.summary.pages > 20 && outcome.summary.images > 3, "{:?}", outcome.summary);
}

/// Builds and reports; the reason where something broke.
fn survives(files: &Files) -> Result<(), String> {
    let root = Path::new(ROOT);
    let disk = MemoryDisk::with(files.iter().map(|(path, bytes)| (root.join(path), bytes.clone())));
    let built = catch_unwind(AssertUnwindSafe(|| {
        pipeline::build(&disk, &options(), Destination::Memory(&Memory::new()))
    }));
    let outcome = built.map_err(|payload| format!("build: {}", report::bug::said(&*payload)))?;
    let exit = Exit::of(&outcome.findings);
    if exit > Exit::Environment {
        let said = outcome.findings.iter().map(|finding| finding.message("en")).collect::<Vec<_>>();
        return Err(format!("exit {}: {said:?}", exit.number()));
    }
    let told = catch_unwind(AssertUnwindSafe(|| tell(&disk, &outcome)));
    told.map_err(|payload| format!("report: {}", report::bug::said(&*payload)))?
}

/// `check --fix` comes to an end, and has nothing left to do when it runs again.
fn mends(files: &Files) -> Result<(), String> {
    let root = Path::new(ROOT);
    let disk = MemoryDisk::with(files.iter().map(|(path, bytes)| (root.join(path), bytes.clone())));
    let fix = || catch_unwind(AssertUnwindSafe(|| mend::mend(&disk, &options(), Hand::Write)));
    let told = |payload: Box<dyn std::any::Any + Send>| format!("--fix: {}", report::bug::said(&*payload));
    fix().map_err(told)?;
    let again = fix().map_err(told)?;
    match again.summary.mends {
        Some(mends) if !mends.list.is_empty() => {
            Err(format!("--fix finds more when it runs again: {mends:?}"))
        }
        _ => Ok(()),
    }
}

/// Every shape in both languages; those for machines must be what they say they are.
fn tell(disk: &MemoryDisk, outcome: &Outcome) -> Result<(), String> {
    for tongue in [Tongue::Nb, Tongue::En] {
        for format in [Format::Text, Format::Json, Format::Github, Format::Sarif] {
            let asked = Asked { format, tongue, ..Asked::default() };
            let said = report::report(&report::Files::new(disk, Path::new(ROOT)), outcome, &asked);
            if matches!(format, Format::Json | Format::Sarif) {
                serde_json::from_str::<serde_json::Value>(&said.out)
                    .map_err(|error| format!("{format:?} is no JSON: {error}"))?;
            }
            let steers = |letter: char| letter != '\n' && letter != '\u{1b}' && letter.is_control();
            if let Some(letter) =
                said.out.chars().chain(said.err.chars()).find(|letter| steers(*letter) && *letter != '\t')
            {
                return Err(format!("{format:?} lets {letter:?} through"));
            }
        }
    }
    Ok(())
}

fn options() -> Options {
    Options {
        root: PathBuf::from(ROOT),
        now: "2026-01-15T12:00:00Z".parse().expect("a moment"),
        base_url: None,
        initiative: None,
        show: Show { drafts: true, future: true, expired: true },
        fresh: true,
        program: None,
        progress: Progress::default(),
    }
}

/// The small site, with something of every kind in it.
pub(crate) fn base() -> Files {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut files: Files = tree(&tests.join("it/small"));
    files.retain(|path, _| !path.starts_with("themes"));
    let theme = tree(&tests.join("sites/_theme")).into_iter();
    files.extend(theme.map(|(path, bytes)| (format!("themes/globale/{path}"), bytes)));
    for (path, text) in TEXTS {
        files.insert((*path).to_owned(), text.as_bytes().to_vec());
    }
    for (name, format) in [
        ("a.png", image::ImageFormat::Png),
        ("b.jpg", image::ImageFormat::Jpeg),
        ("c.gif", image::ImageFormat::Gif),
        ("d.webp", image::ImageFormat::WebP),
    ] {
        files.insert(format!("content/vik/stories/rich/{name}"), picture(format));
    }
    files
}

fn picture(format: image::ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut picture = image::RgbImage::new(8, 6);
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        *pixel = image::Rgb([(x * 30) as u8, (y * 40) as u8, 7]);
    }
    picture.write_to(&mut bytes, format).expect("a picture");
    bytes.into_inner()
}

const TEXTS: &[(&str, &str)] = &[
    ("site.toml", SITE),
    ("content/vik/stories/rich/index.nb.md", RICH),
    (
        "content/vik/stories/rich/index.en.md",
        "---\ntitle: Rich\nimage: { alt: Picture }\n---\n## One\n\nSame *text*.\n",
    ),
    ("content/vik/stories/rich/e.svg", DRAWN),
    ("content/vik/companies/rema/index.nb.md", COMPANY),
    ("content/vik/figures/work.nb.yml", FIGURE),
    ("content/vik/sources/r.nb.yml", "title: En kilde\npublisher: NAV\n"),
    ("content/vik/events/e/index.nb.md", EVENT),
    ("content/vik/grants/g/index.nb.md", GRANT),
    ("content/vik/handbook/01-why/index.nb.md", CHAPTER),
    ("content/shared/pages/about/index.nb.md", "---\ntitle: Om\n---\nOm {{ town }}.\n"),
];

const SITE: &str = r##"default_language = "nb"
timezone = "Europe/Oslo"
theme = "globale"

[languages]
nb = { name = "Norsk" }
en = { name = "English", fallback = ["nb"] }
ar = { name = "العربية", fallback = ["en", "nb"] }

[initiatives.vik]
name = "Globale Vik"
base_url = "https://globale-vik.example/repo"
languages = ["nb", "en", "ar"]
layers = ["vik", "shared"]
brand = { primary = "#0b5d6b", accent = "#b03608" }
menu = [{ to = "@/stories", title = { nb = "Historier", en = "Stories" } }, "@/pages/about"]
[initiatives.vik.vars]
town = { nb = "Vik", ar = "فيك" }

[initiatives.sand]
name = "Globale Sand"
base_url = "https://globale-sand.example"
languages = ["en", "nb"]
layers = ["sand", "shared"]
[initiatives.sand.vars]
town = "Sand"

[types.story.fields.podcast]
kind = "url"
[types.course]
folder = "courses"
template = "page.html"
route = { nb = "kurs", en = "courses" }
[types.course.fields.level]
kind = "enum"
values = ["a1", "b2"]

[tags]
mentor = { nb = "Mentor", en = "Mentor" }
"##;

const DRAWN: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><style>a{fill:#fff}</style><path d="M0 0h9v9"/></svg>"##;
const COMPANY: &str = "---\ntitle: REMA\nwebsite: https://rema.example\nhires:\n  - { date: 2019, kind: ordinary, count: 2 }\n---\nTekst.\n";
const FIGURE: &str = "title: I arbeid\nunit: mennesker\npoints:\n  - { date: 2025, value: 62.1, source: r }\n  \
    - { date: 2026-01, value: 70, qualifier: about, source: r }\ngoal: { value: 100, by: 2030 }\n\
    split:\n  - { label: Kvinner, share: 40 }\n  - { label: Menn, share: 60 }\n";
const EVENT: &str =
    "---\ntitle: Møte\nstart: 2026-11-26 08:00\nend: 2026-11-26 10:00\nplace: Rådhuset\n---\nKom!\n";
const GRANT: &str = "---\ntitle: Støtte\nfunder: NAV\napplicants: [alle]\namount: 100000\nopens: 2026-01-01\ndeadline: 2026-02-01\n---\nSøk!\n";
const CHAPTER: &str = "---\ntitle: Hvorfor\n---\n## Del {#del}\n\n{{ town }} og [lenke](@/stories/rich).\n";

const RICH: &str = "---\ntitle: \"Rik: {{ town }}\"\nlead: Ingress\ndate: 2026-01-02\npublish_at: 2026-01-02 08:00\ncompany: rema\n\
    tags: [mentor, arbeid]\nimage: { src: a.png, alt: Bilde, credit: Meg }\naliases: [/gammel/]\nsources: [r]\npersons: []\n---\n## En\n\n\
    Tekst[^1] med [lenke](../first/index.nb.md) og ![alt](b.jpg \"Foto: A\") ![b](c.gif \"Foto: B\") ![x](d.webp \"Foto: C\") ![y](e.svg).\n\n\
    > [!NOTE]\n> Merk.\n\n![alene](a.png \"Foto: D\")\n\n::count{figure=\"work\"}\n\n:::quote{by=\"Kari\"}\nSitat\n:::\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n\
    ```rust\nfn main() {}\n```\n\n- [ ] a\n- [x] b\n\nord\n: betydning\n\n[^1]: Note.\n";

/// One to four changes, each of one file.
fn changed(base: &Files, dice: &mut Dice) -> Files {
    let mut files = base.clone();
    let paths: Vec<&String> = base.keys().collect();
    for _ in 0..=dice.below(4) {
        let path = (*dice.pick(&paths)).clone();
        let Some(bytes) = files.get(&path).cloned() else { continue };
        let bytes = match dice.below(14) {
            0 => bytes[..dice.below(bytes.len() + 1)].to_vec(),
            1 => noise(bytes, dice),
            2 => swapped(&bytes, dice),
            3 => (0..dice.below(200)).map(|_| dice.below(256) as u8).collect(),
            4 => {
                files.remove(&path);
                files.insert(renamed(&path, dice), bytes);
                continue;
            }
            5 => repeated(&bytes, dice),
            _ => inserted(&path, &bytes, dice),
        };
        files.insert(path, bytes);
    }
    files
}

/// Some bytes are others, more or fewer.
fn noise(mut bytes: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
    for _ in 0..=dice.below(8) {
        let at = dice.below(bytes.len() + 1);
        match dice.below(3) {
            0 => bytes.insert(at, dice.below(256) as u8),
            1 if at < bytes.len() => bytes[at] = dice.below(256) as u8,
            _ if at < bytes.len() => {
                bytes.remove(at);
            }
            _ => {}
        }
    }
    bytes
}

fn swapped(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    match dice.below(3) {
        0 => dice.shuffle(&mut lines),
        1 if !lines.is_empty() => {
            lines.remove(dice.below(lines.len()));
        }
        _ if !lines.is_empty() => {
            let line = *dice.pick(&lines);
            lines.insert(dice.below(lines.len() + 1), line);
        }
        _ => {}
    }
    lines.concat()
}

fn renamed(path: &str, dice: &mut Dice) -> String {
    let odd = [
        "index.nb.md",
        "_index.nb.md",
        "index.xx.md",
        "a b%#?.nb.md",
        "قصص.nb.md",
        "con.nb.md",
        ".nb.md",
        "x.NB.md",
        "index.nb.yml",
        "é.nb.md",
        "e\u{301}.nb.md",
        "\u{202e}x.nb.md",
        "x.nb.md.",
        "index.en-GB.md",
        "01-.nb.md",
        "999999-x.nb.md",
    ];
    let (folder, _) = path.rsplit_once('/').unwrap_or(("", path));
    match dice.below(4) {
        0 => format!(
            "content/vik/{}/{}",
            dice.pick(&["ukjent", "stories/../x", "pages", "-", "stories/a/b/c/d"]),
            dice.pick(&odd)
        )
        .replace("/../", "/"),
        _ if folder.is_empty() => (*dice.pick(&odd)).to_owned(),
        _ => format!("{folder}/{}", dice.pick(&odd)),
    }
}

/// A stretch again and again: deep nesting, long lines.
fn repeated(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let at = dice.below(bytes.len() + 1);
    let end = (at + 1 + dice.below(12)).min(bytes.len());
    let times = *dice.pick(&[2, 17, 130, 400]);
    [&bytes[..at], &bytes[at..end].repeat(times), &bytes[end..]].concat()
}

/// A piece that has broken other programs, at a place where it may do harm.
fn inserted(path: &str, bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let pieces = match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("toml") => [TOML, VALUES, LETTERS].concat(),
        Some("html") => [TEMPLATE, LETTERS].concat(),
        Some("svg") => [DRAWING, LETTERS].concat(),
        Some("yml") => [YAML, VALUES, LETTERS].concat(),
        Some("md") => [YAML, VALUES, MARKDOWN, MARKDOWN, LETTERS].concat(),
        _ => LETTERS.to_vec(),
    };
    let mut piece = (*dice.pick(&pieces)).to_owned();
    if dice.one_in(6) {
        piece = piece.repeat(*dice.pick(&[2, 40, 300]));
    }
    let text = String::from_utf8_lossy(bytes);
    let mut starts: Vec<usize> = text.match_indices('\n').map(|(at, _)| at + 1).collect();
    starts.extend(text.match_indices([':', '=', ' ', '"', '(', '{']).map(|(at, found)| at + found.len()));
    starts.push(0);
    let at = *dice.pick(&starts);
    // In place of what stood on the line, or before it.
    let end = if dice.one_in(2) { text[at..].find('\n').map_or(text.len(), |line| at + line) } else { at };
    [&text.as_bytes()[..at], piece.as_bytes(), &text.as_bytes()[end..]].concat()
}

const LETTERS: &[&str] = &[
    "\u{202e}",
    "\u{202a}x\u{202c}",
    "\u{2066}",
    "\u{feff}",
    "\u{0}",
    "\u{1b}[31m",
    "\u{7f}",
    "\u{85}",
    "\u{2028}",
    "\u{a0}",
    "e\u{301}",
    "\u{301}\u{301}\u{301}",
    "𝕏",
    "👩‍👩‍👧‍👦",
    "🏳️‍🌈",
    "قصص",
    "ቤሩም",
    "ﷺ",
    "ẞ",
    "İ",
    "ß",
    "ǅ",
    "\u{10ffff}",
    "\u{fffd}",
    "\r",
    "\r\n",
    "\t",
    "\u{200b}",
    "\u{200d}",
    "\u{ad}",
    "ﬁ",
    "ⅷ",
    "٣",
    "½",
    "\u{e000}",
    "\u{1f1f3}",
    "\\",
    "'",
    "\"",
    "`",
    "%",
    "{{",
    "}}",
    "{%",
    "<",
    ">",
    "&",
];

const VALUES: &[&str] = &[
    "9999-12-31",
    "-1",
    "0000-00-00",
    "2026-02-29",
    "0000-01-01",
    "9999-12-31 23:59",
    "10000-01-01",
    "-9999-01-01",
    "2026-03-29 02:30",
    "2026-10-25 02:30",
    "2026-13-01",
    "1e309",
    "-1e309",
    "1e-400",
    "nan",
    "inf",
    ".inf",
    "-.inf",
    "NaN",
    "99999999999999999999999",
    "-9223372036854775808",
    "9223372036854775807",
    "0x7fffffffffffffff",
    "0o777",
    "1_000",
    "+1",
    "00",
    "01",
    ".5",
    "5.",
    "~",
    "null",
    "true",
    "yes",
    "no",
    "NO",
    "''",
    "\"\"",
    "[]",
    "{}",
    "[[]]",
    "[{}]",
    "{a: }",
    "31.12.2026",
    "31/12/2026",
    "12:30:45",
    "@/",
    "@/x",
    "../../..",
    "/",
    "//",
    "#",
    "?",
    "https://",
    "mailto:",
    "http://[::1",
    "https://x.no:99999",
    "2026",
    "2026-1",
    "2026-01-15T12:00:00Z",
    "2026-01-15T12:00:00+99:00",
    "P1D",
    "en-x-private",
    "zh-Hant-u-nu-hanidec",
    "und",
    "x",
    "i-klingon",
];

const YAML: &[&str] = &[
    "a: &a [*a]\n",
    "? \n",
    "? a\n: b\n",
    "- \n",
    "--- \n",
    "...\n",
    "%YAML 9.9\n",
    "!!binary x",
    "!x",
    "!!map",
    "*x",
    "&x",
    "|\n",
    ">\n",
    "|9\n",
    ">-+\n",
    "|-\n  x\n",
    "\"\\x",
    "\"\\ud800\"",
    "\"\\U00110000\"",
    "'",
    "\"",
    "[",
    "]",
    "{",
    "}",
    "[[[[[[[[[[[[[[[[[[[[",
    "{a: {a: {a: {a: {a: ",
    ": ",
    ":",
    ": : :",
    "#",
    " #",
    "<<: *x\n",
    "<<: {a: 1}\n",
    "\t",
    "\t- x\n",
    "title: x\n",
    "title:\n",
    "title: [x]\n",
    "tags: {a: b}\n",
    "tags: [mentor, mentor]\n",
    "tags: ['', ' ', '/', '..', '.']\n",
    "slug: ''\n",
    "slug: index.html\n",
    "slug: 404\n",
    "slug: con\n",
    "aliases: ['', '/', '//', '/../x', 'x/y/../z', '/%2e%2e/', '/a/?b', 'https://x.no/y']\n",
    "source: true\n",
    "translation: machine\n",
    "weight: -9223372036854775808\n",
    "template: ../x.html\n",
    "template: story.html\n",
    "date: 0000-01-01\n",
    "date: 9999-12-31\n",
    "publish_at: 9999-12-31 23:59\n",
    "expires_at: 0000-01-01\n",
    "image: { src: '', alt: '' }\n",
    "image: { src: ../../../x.png, alt: x }\n",
    "image: { src: e.svg, alt: x, focus: '9 9' }\n",
    "image: { src: a.png, alt: x, focus: [200, -5] }\n",
    "points: [{date: 2026, value: .nan}]\n",
    "points: []\n",
    "points: [{date: 0000, value: 1e308, source: r}, {date: 9999, value: -1e308, source: r}]\n",
    "goal: 0\n",
    "goal: -0.0\n",
    "split: [{label: a, share: 1e308}, {label: b, share: 1e308}]\n",
    "<<<<<<< HEAD\n",
    "=======\n",
    ">>>>>>> x\n",
    "+++\n",
    "---\n",
    "persons: x\n",
    "consent: { ref: x, given: 9999-12-31, expires: 0000-01-01, basis: x, scope: [x] }\n",
    "starts: 9999-12-31 23:59\nends: 0001-01-01\n",
    "deadline: 9999-12-31\n",
];

const MARKDOWN: &[&str] = &[
    "[x](javascript:alert(1))",
    "[x](&#106;avascript&colon;x)",
    "<javascript:x>",
    "![x](data:text/html,x)",
    "<script>x</script>",
    "<img onerror=x>",
    "<iframe>",
    "</title><script>",
    "```x\"><script>\n",
    "# h {onclick=x}\n",
    "## h {#a .b c=d}\n",
    "## h {#}\n",
    "## {#x}\n",
    "> ",
    "- ",
    "* > 1. ",
    "[^",
    "[^1]",
    "[^x]: y\n",
    "[^1]: [^1]\n",
    "[a](<b",
    "[[[[[[[[",
    "]]]]]]",
    "![![![![",
    "!-- <",
    "<!--",
    "-->",
    "<!-- x -->\n",
    "<![CDATA[",
    "<?",
    "</",
    "&#0;",
    "&#x110000;",
    "&#xd800;",
    "&nosuch;",
    "***a**b*c**",
    "_a_b_c_",
    "~~~",
    "````\n",
    "```\n",
    "    x\n",
    "\t\tx\n",
    "|",
    "|-|\n",
    "| a |\n|---|\n| b |",
    "|\\|\n|-\n",
    "a\n: b\n: c\n",
    "::x\n",
    "::figure{\n",
    "::figure{src=}\n",
    "::figure{src=\"a.png\" src=\"b\"}\n",
    ":::quote\n",
    ":::\n",
    "::::\n",
    ":::quote{by=\"x\"}\n:::quote{by=\"y\"}\n",
    "::figure{src=\"../../../../etc/passwd\" alt=\"x\"}\n",
    "::figure{src=\"a.png\" alt=9999999999999999999999}\n",
    "::figure{src=\"a.png\" width=-1 alt=\"x\"}\n",
    "{{ town }}",
    "{{town}}",
    "{{ nobody }}",
    "{{ a.b.c }}",
    "{{ }}",
    "{{{{ x }}}}",
    "[x]({{town}})",
    "[x](@/stories/rich)",
    "[x](@/)",
    "[x](@)",
    "[x](#)",
    "[x](#en)",
    "[x](?)",
    "[x](..)",
    "[x](/)",
    "[x](//x.no)",
    "[x](%zz)",
    "[x](%00)",
    "[x](http://[)",
    "[x](mailto:)",
    "[x](tel:)",
    "[x](<>)",
    "[]()",
    "![]()",
    "![x](.)",
    "![x](/)",
    "![x](../first)",
    "![x](a.png \"t\")",
    "> [!NOTE]\n",
    "> [!WARNING] x\n> y\n",
    "> [!X]\n",
    "- [ ] ",
    "1. ",
    "0. ",
    "999999999. x\n",
    "9999999999. x\n",
    "\\",
    "\\\n",
    "  \n",
    "<https://x.no>",
    "<a@b.no>",
    "www.x.no",
    "«",
    "\"'\"'",
    "...",
    "--",
    "---\n",
    "===\n",
    "x\n===\n",
    "#\n",
    "# \n",
    "####### x\n",
    "# x #\n",
    "[x]: y\n[x]\n",
    "[x]: <\n",
    "[x]: y 'z\n",
    "$x$",
    "$$x$$",
    "<details><summary>x</summary>\n",
    "<br>",
    "<br/>",
    "<sub>",
    "</sub>",
    "<kbd onclick=x>",
    "<abbr title=\"{{ town }}\">x</abbr>",
    "<u>**</u>**",
    "<<<<<<< HEAD\n",
    "=======\n",
    ">>>>>>> b\n",
];

const TOML: &[&str] = &[
    "[[languages]]\n",
    "[initiatives]\n",
    "[initiatives.vik]\n",
    "[initiatives.\"\"]\n",
    "[initiatives.shared]\n",
    "[initiatives.\"../x\"]\n",
    "languages = []\n",
    "languages = [\"nb\", \"nb\"]\n",
    "languages = \"nb\"\n",
    "nb = 1\n",
    "x = { fallback = [\"x\"] }\n",
    "layers = [\"..\"]\n",
    "layers = []\n",
    "layers = [\"/etc\"]\n",
    "layers = [\"\"]\n",
    "base_url = \"https://\"\n",
    "base_url = \"https://x.no/a/../b\"\n",
    "theme = \"../x\"\n",
    "theme = \"\"\n",
    "theme = \"/\"\n",
    "timezone = \"\"\n",
    "timezone = \"Etc/UTC\"\n",
    "default_language = \"ar\"\n",
    "default_language = \"x\"\n",
    "menu = [\"@/\", { to = \"\" }, 1]\n",
    "menu = { a = 1 }\n",
    "[types]\n",
    "[types.story]\nroute = 1\n",
    "[types.story]\nroute = { nb = \"../x\" }\n",
    "[types.story]\nroute = { nb = \"\" }\n",
    "[types.story]\nfolder = \"\"\n",
    "[types.story]\nsort = \"-\"\n",
    "[types.x]\nfolder = \"stories\"\n",
    "[types.x]\nfolder = \"../x\"\n",
    "[types.story.fields.x]\nkind = \"list\"\n",
    "[types.story.fields.x]\nkind = \"list\"\nof = { kind = \"list\", of = { kind = \"list\" } }\n",
    "[types.story.fields.x]\nkind = \"object\"\nfields = 1\n",
    "[types.story.fields.x]\nkind = \"enum\"\nvalues = []\n",
    "[types.story.fields.title]\nkind = \"int\"\n",
    "[types.story.fields.date]\nkind = \"object\"\n",
    "[types.story.fields.tags]\nkind = \"string\"\n",
    "[types.story.fields.image]\nkind = \"string\"\n",
    "[types.story.fields.slug]\nkind = \"list\"\nof = { kind = \"int\" }\n",
    "[types.page]\ntemplate = \"\"\n",
    "[types.figure.fields.points]\nkind = \"string\"\n",
    "[types.company.fields.hires]\nkind = \"bool\"\n",
    "[types.story.fields.x]\nkind = \"string\"\nmin = 5\nmax = 1\nrequired = true\n",
    "[lists.x]\nfor = [\"home.html\"]\ntype = \"story\"\nlimit = -1\n",
    "[lists.x]\nfor = [\"home.html\"]\ntype = \"story\"\nwhere = \"date > \"\n",
    "[lists.x]\nfor = [\"home.html\"]\ntype = \"story\"\nwhere = \"tag = mentor and level = x and x\"\n",
    "[lists.x]\nfor = []\ntype = \"nobody\"\nsort = \"-\"\n",
    "page_by = 0\n",
    "page_by = -1\n",
    "[sections.story]\npage_by = 0\n",
    "parent = \"plain\"\n",
    "parent = \"nobody\"\n",
    "name = 1\n",
    "[initiatives.vik.vars]\ntown = 1\n",
    "[initiatives.vik.vars]\ntown = { nb = \"{{ town }}\", \"!\" = \"x\" }\n",
    "[initiatives.vik.brand]\nprimary = \"red\"\n",
    "[budget]\ncritical_kb = -1\n",
    "static = \"..\"\n",
    "static = \"/etc\"\n",
    "logo = \"../../x\"\n",
    "favicon = \"\"\n",
    "[tags]\nmentor = { nb = \"\", x = 1 }\n",
    "[params]\nx = [1, { y = 2 }]\n",
    "a = 1979-05-27T07:32:00-08:00\n",
    "a.b.c.d.e.f = 1\n",
    "\"\" = 1\n",
    "x = \"\"\"\n",
    "x = '''",
    "= 1\n",
    "[",
    "]]",
    "x = [[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]\n",
    "x = {a={a={a={a={}}}}}\n",
];

const TEMPLATE: &[&str] = &[
    "{{ x }}",
    "{{ page.x.y.z }}",
    "{{ page }}",
    "{{ page.title | x }}",
    "{{ page.date | date }}",
    "{{ page.date | date(form=\"x\") }}",
    "{{ 1 / 0 }}",
    "{{ 1 % 0 }}",
    "{{ 9223372036854775807 + 1 }}",
    "{{ -9223372036854775807 - 9 }}",
    "{% for i in range(end=99999999) %}{% endfor %}",
    "{% for i in range(end=3, step_by=0) %}x{% endfor %}",
    "{% for i in range(start=3, end=1) %}x{% endfor %}",
    "{% for x in page %}{{ x }}{% endfor %}",
    "{% if %}",
    "{% endif %}",
    "{% block x %}",
    "{% extends \"story.html\" %}",
    "{% extends \"nobody.html\" %}",
    "{% include \"story.html\" %}",
    "{{ t(key=\"x\") }}",
    "{{ t() }}",
    "{{ number(1) }}",
    "{{ page.title | truncate(length=1) }}",
    "{{ page.title[999999] }}",
    "{{ page.title[0:1] }}",
    "{{ \"é\"[0:1] }}",
    "{{ [1,2][-9] }}",
    "{% set x = 1 %}",
    "{{ <x/> }}",
    "{{ <figure src=1 /> }}",
    "{% raw %}",
    "{# x",
    "{{ 'x' | date }}",
    "{{ '9999-12-31' | date }}",
    "{{ '0000-01-01' | date }}",
    "{{ 1e308 * 10 }}",
    "{{ page.title | replace(from=\"\", to=\"x\") }}",
    "{{ page.title | split(pat=\"\") }}",
    "{{ get_env(name=\"HOME\") }}",
    "{{ __tera_context }}",
    "{{ [3,1] | sort }}",
    "{{ page.title * 3 }}",
    "{{ not }}",
    "{{ a if b }}",
    "{{ lists.x }}",
    "{{ \"x\" | indent(width=99999999) }}",
    "{{ \"x\" ~ 1 }}",
    "{{ 1 is divisibleby(0) }}",
    "{{ 5 | round(precision=400) }}",
    "{{ 99999 | filesizeformat }}",
];

const DRAWING: &[&str] = &[
    "<!DOCTYPE svg [<!ENTITY a \"b\">]>",
    "<script>x</script>",
    " onload=\"x\"",
    "<foreignObject/>",
    "<use href=\"https://x.no/a.svg#b\"/>",
    "<style>@import 'x';</style>",
    "<style>a{background:url(//x)}</style>",
    "<style>\\",
    "<style>/*",
    "width=\"1e309\"",
    "width=\"-1\"",
    "viewBox=\"0 0 0 0\"",
    "viewBox=\"nan\"",
    "<![CDATA[",
    "<!--",
    "&x;",
    "&#0;",
    "<g>",
    "</svg>",
    "<svg>",
    "xmlns:x=\"y\"",
    "<x:y/>",
    "<?xml version=\"9\"?>",
    "<a href=\"javascript:x\"/>",
    "width=\"99999999\" height=\"99999999\"",
    "width=\"100%\"",
    "width=\"\"",
];
