use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use super::*;
use crate::diagnostic::{self, Place, Span, codes};
use crate::disk::memory::MemoryDisk;
use crate::pipeline::mend::{Hand, Mend, Mends};
use crate::pipeline::{Summary, TownSummary};

const ROOT: &str = "/project";
const STORY: &str = "---\ntitle: Ny jobb\ndrfat: true\n---\nTekst\u{1b}[31m her\n";

fn disk() -> MemoryDisk {
    MemoryDisk::with([
        ("/project/content/a.nb.md", STORY),
        ("/project/content/b.nb.md", "---\ntitle: B\n---\n"),
    ])
}

fn place(file: &str, part: &str) -> Place {
    let at = STORY.find(part).unwrap_or_default();
    Place::new(&Arc::from(Path::new(file)), at..at + part.len())
}

fn typo() -> Diagnostic {
    Diagnostic::new(codes::UNKNOWN_KEY)
        .with("key", "drfat")
        .with("known", "draft, date")
        .with("near", "draft")
        .with("where", "front matter")
        .at(place("content/a.nb.md", "drfat"))
}

fn outcome(findings: Vec<Diagnostic>) -> Outcome {
    let towns = ["baerum", "sandefjord"].map(|id| TownSummary {
        id: id.to_owned(),
        name: format!("Globale {id}"),
        languages: vec!["nb".to_owned(), "en".to_owned()],
        pages: 6,
    });
    let mut summary = Summary { initiatives: towns.to_vec(), pages: 12, images: 1, ..Summary::default() };
    summary.seconds = vec![("source", 0.25), ("render", 0.5), ("source", 0.25)];
    summary.hidden = vec![("baerum stories/x\u{202e}".to_owned(), "draft".into())];
    summary.written.written = 3;
    summary.written.unchanged = 9;
    summary.written.strangers = vec!["CNAME".to_owned()];
    summary.written.stranger_count = 1;
    summary.published = findings.is_empty();
    summary.written.bytes = 7;
    Outcome { findings, summary }
}

fn said(format: Format, tongue: Tongue, outcome: &Outcome) -> Said {
    let asked = Asked { format, tongue, ..Asked::default() };
    report(&Files::new(&disk(), Path::new(ROOT)), outcome, &asked)
}

/// Without colours.
fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

#[test]
fn text_quotes_the_line_and_says_how_to_mend_it() {
    let err = plain(&said(Format::Text, Tongue::En, &outcome(vec![typo()])).err);
    for part in [
        "error[G0101]: ",
        "--> content/a.nb.md:3:1",
        "3 | drfat: true",
        "| ^^^^^",
        "help: ",
        "draft",
        "1 error\n",
    ] {
        assert!(err.contains(part), "{part} is missing in\n{err}");
    }
    assert!(!err.contains(":::"), "{err}");
    let err = plain(&said(Format::Text, Tongue::Nb, &outcome(vec![typo()])).err);
    assert!(err.contains("feil[G0101]: ") && err.contains("hjelp: ") && err.contains("1 feil\n"), "{err}");
}

#[test]
fn further_places_are_quoted_too() {
    let finding = Diagnostic::new(codes::DUPLICATE_KEY)
        .with("key", "title")
        .at(place("content/a.nb.md", "drfat"))
        .also(place("content/b.nb.md", "title"));
    let err = plain(&said(Format::Text, Tongue::En, &outcome(vec![finding])).err);
    assert!(err.contains("content/b.nb.md:2:1") && err.contains("2 | title: B"), "{err}");
}

#[test]
fn content_never_steers_the_terminal() {
    let steering = Diagnostic::new(codes::UNKNOWN_KEY)
        .with("key", "a\u{1b}]0;x\u{7}\u{202e}")
        .at(place("content/a.nb.md", "her"));
    for format in [Format::Text, Format::Json, Format::Github, Format::Sarif] {
        let said = said(format, Tongue::En, &outcome(vec![steering.clone()]));
        for text in [plain(&said.out), plain(&said.err)] {
            let found = text.chars().find(|letter| *letter != '\n' && clean::steers(*letter));
            assert_eq!(found, None, "{format:?}: {text:?}");
        }
        // Our own colours are the only escapes.
        assert!(!said.err.contains("\u{1b}]") && !said.err.contains('\u{202e}'));
    }
}

#[test]
fn twenty_in_full_then_counted_by_code() {
    let mut many: Vec<Diagnostic> = (0..100).map(|_| typo()).collect();
    let date = Diagnostic::new(codes::BAD_DATE).with("value", "x").at(place("content/b.nb.md", "title"));
    many.extend((0..7).map(|_| date.clone()));
    many.push(Diagnostic::new(codes::CANNOT_WATCH).with("reason", "x"));
    let err = plain(&said(Format::Text, Tongue::En, &outcome(many.clone())).err);
    assert_eq!(err.matches("error[G0101]").count(), 20);
    let expected = "\n… and 88 more:\n\
        \x20 80 × G0101 unknown key `…` (first in content/a.nb.md:3:1)\n\
        \x20  7 × G0304 `…` is no date (first in content/b.nb.md:2:1)\n";
    assert!(err.contains(expected), "{err}");
    assert!(err.contains("   1 × G1104 ") && err.ends_with("107 errors, 1 warning\n"), "{err}");
    let asked = Asked { full: Full::All, ..Asked::default() };
    let err = plain(&report(&Files::new(&disk(), Path::new(ROOT)), &outcome(many), &asked).err);
    assert_eq!(err.matches("error[G0101]").count(), 100);
    assert!(!err.contains(" more:"), "{err}");
}

#[test]
fn more_kinds_than_anyone_reads_become_one_line() {
    let kinds = codes::ALL.iter().filter(|code| diagnostic::entry(**code).severity == Severity::Error);
    let many: Vec<Diagnostic> = kinds.take(40).map(|code| Diagnostic::new(*code)).collect();
    let err = plain(&said(Format::Text, Tongue::Nb, &outcome(many)).err);
    assert!(err.contains("… og 20 til:\n") && err.contains("\n  12 av 12 andre slag\n"), "{err}");
}

#[test]
fn the_last_line_tells_how_many_mend_themselves() {
    let found = vec![typo().mend(place("content/a.nb.md", "drfat"), "draft"), typo()];
    let err = plain(&said(Format::Text, Tongue::En, &outcome(found.clone())).err);
    assert!(err.ends_with("2 errors; `globale check --fix` mends 1 of them\n"), "{err}");
    let err = plain(&said(Format::Text, Tongue::Nb, &outcome(found)).err);
    assert!(err.ends_with("2 feil; `globale check --fix` retter 1 av dem\n"), "{err}");
    // One that reaches over a line break is never made.
    let (first, last) = (place("content/a.nb.md", "drfat"), STORY.len());
    let over = Place { span: Span { end: last, ..first.span }, ..first.clone() };
    let found = vec![typo().mend(over, "draft"), typo().mend(first, "draft: true\nlead: x")];
    let err = plain(&said(Format::Text, Tongue::En, &outcome(found)).err);
    assert!(err.ends_with("2 errors\n"), "{err}");
}

#[test]
fn sarif_has_what_scanners_want() {
    let mended = typo().mend(place("content/a.nb.md", "drfat"), "draft");
    let twice = Diagnostic::new(codes::DUPLICATE_KEY)
        .with("key", "title")
        .at(place("content/å b.nb.md", "drfat"))
        .also(place("content/b.nb.md", "title"));
    let nowhere = Diagnostic::new(codes::CANNOT_WATCH).with("reason", "x");
    let found = vec![mended.clone(), mended, twice, nowhere];
    let said = said(Format::Sarif, Tongue::En, &outcome(found));
    assert_eq!(said.err, "");
    let object: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(object["version"], "2.1.0");
    assert!(object["$schema"].as_str().unwrap().contains("sarif"));
    let run = &object["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let driver = &run["tool"]["driver"];
    assert_eq!((&driver["name"], &driver["version"]), (&"globale".into(), &env!("CARGO_PKG_VERSION").into()));
    let rules = driver["rules"].as_array().unwrap();
    let ids: Vec<&str> = rules.iter().filter_map(|rule| rule["id"].as_str()).collect();
    assert_eq!(ids, ["G0101", "G0205", "G1104"], "only what occurred, each once");
    for rule in rules {
        for text in ["shortDescription", "fullDescription", "help"] {
            let text = rule[text]["text"].as_str().unwrap();
            assert!(!text.is_empty() && !text.contains("{key}"), "{rule}");
        }
    }
    assert_eq!(rules[2]["defaultConfiguration"]["level"], "warning");
    let results = run["results"].as_array().unwrap();
    for result in results {
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(result["ruleId"], rules[index]["id"]);
        assert_eq!(result["locations"].as_array().unwrap().len(), 1);
        assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uriBaseId"], "%SRCROOT%");
    }
    let place = &results[0]["locations"][0]["physicalLocation"];
    let region = serde_json::json!({ "startLine": 3, "startColumn": 1, "endLine": 3, "endColumn": 6 });
    assert_eq!((&place["artifactLocation"]["uri"], &place["region"]), (&"content/a.nb.md".into(), &region));
    let change = &results[0]["fixes"][0]["artifactChanges"][0];
    assert_eq!(change["replacements"][0]["insertedContent"]["text"], "draft");
    assert_eq!(change["replacements"][0]["deletedRegion"], region);
    let hashes: BTreeSet<&str> = results
        .iter()
        .map(|result| result["partialFingerprints"]["primaryLocationLineHash"].as_str().unwrap())
        .collect();
    assert_eq!(hashes.len(), 4, "findings alike are kept apart");
    assert_eq!(
        results[2]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        "content/%C3%A5%20b.nb.md"
    );
    let related = &results[2]["relatedLocations"][0]["physicalLocation"];
    assert_eq!(related["artifactLocation"]["uri"], "content/b.nb.md");
    assert_eq!(results[3]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "site.toml");
}

#[test]
fn a_finding_keeps_its_name_when_its_line_moves() {
    let name = |text: &str| {
        let disk = MemoryDisk::with([("/project/a.md", text)]);
        let at = text.find("drfat").unwrap();
        let file: Arc<Path> = Arc::from(Path::new("a.md"));
        let finding = typo().at(Place::new(&file, at..at + 5));
        let asked = Asked { format: Format::Sarif, ..Asked::default() };
        let out = findings(&Files::new(&disk, Path::new(ROOT)), &[finding], &asked).out;
        let object: serde_json::Value = serde_json::from_str(&out).unwrap();
        object["runs"][0]["results"][0]["partialFingerprints"].to_string()
    };
    assert_eq!(name("drfat: true\n"), name("title: x\n\ndrfat: true\r\n"));
    assert_ne!(name("drfat: true\n"), name("drfat: false\n"));
}

#[test]
fn a_file_that_vanished_is_named_without_its_line() {
    let gone = typo().at(place("content/gone.nb.md", "drfat"));
    let err = plain(&said(Format::Text, Tongue::En, &outcome(vec![gone.clone()])).err);
    assert!(err.contains("--> content/gone.nb.md\n"), "{err}");
    let out = said(Format::Github, Tongue::En, &outcome(vec![gone])).out;
    assert!(out.starts_with("::error file=content/gone.nb.md,title=G0101::"), "{out}");
}

#[test]
fn json_is_one_object() {
    let said = said(Format::Json, Tongue::En, &outcome(vec![typo()]));
    assert_eq!(said.err, "");
    let object: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(object["pages"], 12);
    assert_eq!(object["initiatives"][1]["id"], "sandefjord");
    assert_eq!((&object["files_written"], &object["bytes"]), (&0.into(), &7.into()), "nothing was published");
    assert_eq!(object["seconds"]["source"], 0.5);
    assert_eq!(object["published"], false);
    assert_eq!(object["hidden"][0]["reason"], "draft");
    let finding = &object["diagnostics"][0];
    assert_eq!(finding["file"], "content/a.nb.md");
    assert_eq!((&finding["line"], &finding["column"]), (&3.into(), &1.into()));
    assert_eq!((&finding["end_line"], &finding["end_column"]), (&3.into(), &6.into()));
    assert_eq!((&finding["code"], &finding["severity"]), (&"G0101".into(), &"error".into()));
}

#[test]
fn github_takes_every_finding() {
    let mut odd = typo().at(place("content/a,b:c%.nb.md", "drfat"));
    odd.values.insert("key".into(), "50 %\nx".to_owned());
    let out = said(Format::Github, Tongue::En, &outcome(vec![typo(), odd])).out;
    let lines: Vec<&str> = out.lines().collect();
    assert!(
        lines[0].starts_with("::error file=content/a.nb.md,line=3,col=1,endLine=3,endColumn=6,title=G0101::"),
        "{out}"
    );
    assert!(lines[1].starts_with("::error file=content/a%2Cb%3Ac%25.nb.md,title=G0101::"), "{out}");
    assert!(lines[1].contains("50 %25 x"), "{out}");
}

#[test]
fn the_summary_says_everything_worth_knowing() {
    let out = said(Format::Text, Tongue::En, &outcome(Vec::new())).out;
    let expected = "12 pages, 2 initiatives, 2 languages, 1 image in 1.00 s\n\
        3 files written, 9 unchanged, 0 deleted\n\
        not shown: 1 draft (baerum stories/x\\u{202e}); all: `globale list hidden`\n\
        kept what is not ours: CNAME\n";
    assert_eq!(out, expected);
    let out = said(Format::Text, Tongue::Nb, &outcome(vec![typo()])).out;
    assert!(
        out.starts_with("12 sider, 2 initiativ, 2 språk, 1 bilde på 1,00 s\ningenting ble publisert"),
        "{out}"
    );
    let asked = Asked { quiet: Quiet::Yes, ..Asked::default() };
    assert_eq!(report(&Files::new(&disk(), Path::new(ROOT)), &outcome(Vec::new()), &asked), Said::default());
}

#[test]
fn mends_are_told_and_long_ones_cut() {
    let mend = |line, old: &str, new: &str| Mend {
        file: Arc::from(Path::new("content/a.nb.md")),
        line,
        code: codes::UNKNOWN_KEY,
        old: old.to_owned(),
        new: new.to_owned(),
    };
    let long = "å".repeat(50) + "midten" + &"ø".repeat(50);
    let mut done = outcome(Vec::new());
    let list = vec![mend(3, "drfat", "draft"), mend(4, &long, "x\u{1b}")];
    done.summary.mends = Some(Mends { hand: Hand::Show, list });
    let out = said(Format::Text, Tongue::Nb, &done).out;
    let expected = format!(
        "ville rettet 2 steder i 1 fil (ingenting er skrevet):\n  content/a.nb.md:3  drfat → draft\n  \
         content/a.nb.md:4  {}…{} → x\\u{{1b}}\n",
        "å".repeat(40),
        "ø".repeat(20)
    );
    assert!(out.starts_with(&expected), "{out}");
    let json: serde_json::Value = serde_json::from_str(&said(Format::Json, Tongue::En, &done).out).unwrap();
    assert_eq!((&json["would_fix"][0]["old"], &json["fixed"]), (&"drfat".into(), &serde_json::Value::Null));
}

#[test]
fn a_project_elsewhere_is_named_from_where_the_reader_stands() {
    let asked = Asked { prefix: "sites/one".into(), ..Asked::default() };
    let err = plain(&report(&Files::new(&disk(), Path::new(ROOT)), &outcome(vec![typo()]), &asked).err);
    assert!(err.contains("--> sites/one/content/a.nb.md:3:1"), "{err}");
}

#[test]
fn the_overlay_holds_errors_only() {
    let warning = Diagnostic::new(codes::CANNOT_WATCH);
    let shown = overlay::overlay(&disk(), Path::new(ROOT), &[warning.clone(), typo()], Tongue::En).unwrap();
    assert_eq!((shown.heading.as_str(), shown.problems.len()), ("1 error", 1));
    assert_eq!(shown.problems[0].place, "content/a.nb.md:3:1");
    assert_eq!(shown.problems[0].quote, Some([String::new(), "drfat".to_owned(), ": true".to_owned()]));
    assert_eq!(overlay::overlay(&disk(), Path::new(ROOT), &[warning], Tongue::En), None);
}

#[test]
fn the_clock_adds_up() {
    let progress = timing::Progress::default();
    let mut clock = timing::Clock::new(&progress);
    assert_eq!(clock.room("source", || 7), 7);
    let rooms: Vec<&str> = clock.seconds().iter().map(|(room, _)| *room).collect();
    assert_eq!(rooms, ["source"]);
}
