//! The site changes by itself when a moment has come, at no other time, and `next` has foretold it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use globale::disk::memory::MemoryDisk;
use globale::edition::change::Turn;
use globale::output::Memory;
use globale::pipeline::{self, Coming, Destination, Options, Outcome, Show};
use globale::report;
use jiff::{Timestamp, ToSpan};

use crate::project::Project;

const ROOT: &str = "/site";

/// A site in which much is to happen. Its theme shows everything that is worked out from dates.
const SITE: &[(&str, &str)] = &[
    (
        "site.toml",
        "timezone = \"Europe/Oslo\"\ntheme = \"t\"\n[languages]\nnb = \"Norsk\"\n[initiatives.vik]\n\
         name = \"Vik\"\nbase_url = \"https://vik.example\"\nlanguages = [\"nb\"]\n",
    ),
    (
        "themes/t/theme.toml",
        "name = \"t\"\n[lists]\n\
         stories = { for = [\"home.html\"], type = \"story\" }\n\
         partners = { for = [\"home.html\"], type = \"partner\" }\n\
         companies = { for = [\"home.html\"], type = \"company\" }\n\
         grants = { for = [\"home.html\"], type = \"grant\" }\n\
         events = { for = [\"home.html\"], type = \"event\" }\n",
    ),
    (
        "themes/t/templates/home.html",
        "{% for r in lists.stories %}{{ r.title }}{% endfor %}\
         {% for r in lists.partners %}{{ r.title }} {{ r.on_board }}{% endfor %}\
         {% for r in lists.companies %}{{ r.title }} {{ r.level }} {{ r.wall }}{% endfor %}\
         {% for r in lists.grants %}{{ r.title }} {{ r.state }}{% endfor %}\
         {% for r in lists.events %}{{ r.title }} {{ r.past }}{% endfor %}",
    ),
    ("themes/t/templates/page.html", "{{ page.title }} {{ page.body }}"),
    ("themes/t/templates/404.html", "404"),
    ("content/vik/stories/steady/index.nb.md", "---\ntitle: Steady\npersons: []\ndate: 2026-01-01\n---\nx\n"),
    (
        "content/vik/stories/embargo/index.nb.md",
        "---\ntitle: Embargo\npersons: []\npublish_at: 2027-03-28 02:30\nexpires_at: 2028-01-01\n---\nx\n",
    ),
    (
        "content/vik/stories/draft/index.nb.md",
        "---\ntitle: Draft\npersons: []\ndraft: true\npublish_at: 2027-04-01\n---\nx\n",
    ),
    (
        "content/vik/stories/consent/index.nb.md",
        "---\ntitle: Consent\ndate: 2026-02-01\nreviewed_by: Redaksjonen\npersons: [{ display_name: Noor Eksempel }]\nconsent:\n  \
         ref: K-1\n  given: 2026-01-01\n  basis: consent\n  scope: [name, web]\n  expires: 2027-05-31\n---\nx\n",
    ),
    (
        "content/vik/events/fair/index.nb.md",
        "---\ntitle: Fair\nstart: 2027-06-17 18:00\nplace: Vik\n---\nx\n",
    ),
    ("content/vik/partners/club.nb.yml", "title: Club\nseats:\n  - { from: 2026-01-01, to: 2027-07-15 }\n"),
    (
        "content/vik/grants/scheme/index.nb.md",
        "---\ntitle: Scheme\nfunder: Fylket\napplicants: [alle]\nopens: 2027-08-01\ndeadline: 2027-09-15\n---\nx\n",
    ),
];

/// A town's own pages over shared ones that come and go: their translations do with them.
const LAYERS: &[(&str, &str)] = &[
    (
        "site.toml",
        "timezone = \"Europe/Oslo\"\ntheme = \"t\"\n[languages]\nnb = \"Norsk\"\nen = { name = \"English\", fallback = [\"nb\"] }\n\
         [initiatives.vik]\nname = \"Vik\"\nbase_url = \"https://vik.example\"\nlanguages = [\"nb\", \"en\"]\n\
         layers = [\"vik\", \"shared\"]\n",
    ),
    ("themes/t/theme.toml", "name = \"t\"\n"),
    ("themes/t/templates/home.html", "x"),
    ("themes/t/templates/page.html", "{{ page.title }} {{ page.body }}"),
    ("themes/t/templates/404.html", "404"),
    ("content/vik/pages/a/index.nb.md", "---\ntitle: Vik\nbase: 0123456789ab\n---\nx\n"),
    ("content/shared/pages/a/index.nb.md", "---\ntitle: Felles\nexpires_at: 2026-12-05\n---\nx\n"),
    ("content/shared/pages/a/index.en.md", "---\ntitle: Shared\n---\nx\n"),
    (
        "content/vik/pages/b/index.nb.md",
        "---\ntitle: Vik\nbase: 0123456789ab\npublish_at: 2026-12-10\n---\nx\n",
    ),
    ("content/shared/pages/b/index.nb.md", "---\ntitle: Felles\npublish_at: 2026-12-24 17:00\n---\nx\n"),
    ("content/shared/pages/b/index.en.md", "---\ntitle: Shared\n---\nx\n"),
    // Nobody sees the shared one.
    ("content/vik/pages/c/index.nb.md", "---\ntitle: Vik\nbase: 0123456789ab\n---\nx\n"),
    ("content/shared/pages/c/index.nb.md", "---\ntitle: Felles\nexpires_at: 2026-12-06\n---\nx\n"),
];

fn disk(site: &[(&str, &'static str)]) -> MemoryDisk {
    let pages = ["story", "event", "company", "grant", "section", "tags", "tag"];
    let pages = pages.map(|name| (format!("themes/t/templates/{name}.html"), "{% extends \"page.html\" %}"));
    let all = site.iter().map(|(path, text)| ((*path).to_owned(), *text)).chain(pages);
    MemoryDisk::with(all.map(|(path, text)| (Path::new(ROOT).join(path), text)))
}

fn build(disk: &MemoryDisk, now: Timestamp, memory: &Memory) -> Outcome {
    let options = Options {
        root: PathBuf::from(ROOT),
        now,
        base_url: None,
        initiative: None,
        show: Show::default(),
        fresh: true,
        program: None,
        progress: report::timing::Progress::default(),
    };
    let outcome = pipeline::build(disk, &options, Destination::Memory(memory));
    let errors: Vec<_> = outcome.findings.iter().map(|found| found.message("en")).collect();
    assert!(!globale::diagnostic::has_errors(&outcome.findings), "{errors:?}");
    outcome
}

fn hash(disk: &MemoryDisk, now: Timestamp) -> String {
    build(disk, now, &Memory::new()).summary.written.hash.to_string()
}

fn moment(text: &str) -> Timestamp {
    text.parse().expect("a timestamp")
}

fn brief(change: &Coming) -> String {
    let turns = change.turns.iter().map(|turn| match turn {
        Turn::Shown(before, after) => {
            let word = |reason: &Option<globale::edition::Hidden>| reason.map_or("shown", |why| why.as_str());
            format!("{} > {}", word(before), word(after))
        }
        Turn::Derived(name, ..) => (*name).to_owned(),
        Turn::Text(old, new) => {
            format!("{}: {} ({}) > {} ({})", old.edition, old.layer, old.lang, new.layer, new.lang)
        }
    });
    format!("{} {} {}", change.at.strftime("%F %R"), change.entry, turns.collect::<Vec<_>>().join(", "))
}

#[test]
fn everything_to_come_is_foretold_with_its_reason() {
    let outcome = build(&disk(SITE), moment("2026-11-22T12:00:00Z"), &Memory::new());
    let told: Vec<String> = outcome.summary.changes.iter().map(brief).collect();
    assert_eq!(
        told,
        [
            // The clock skips from 02:00 to 03:00 that night.
            "2027-03-28 03:30 vik/stories/embargo future > shown",
            "2027-06-01 00:00 vik/stories/consent shown > consent-ended",
            "2027-06-18 00:00 vik/events/fair past",
            "2027-07-16 00:00 vik/partners/club on_board",
            "2027-08-01 00:00 vik/grants/scheme state",
            "2027-09-01 00:00 vik/grants/scheme state",
            "2027-09-16 00:00 vik/grants/scheme state",
            "2028-01-01 00:00 vik/stories/embargo shown > expired",
        ]
    );
}

/// A text of a lower layer never outlives the original it translates, also where readers never see that original.
#[test]
fn what_lower_layers_take_away_or_bring_is_foretold() {
    let outcome = build(&disk(LAYERS), moment("2026-11-22T12:00:00Z"), &Memory::new());
    let told: Vec<String> = outcome.summary.changes.iter().map(brief).collect();
    assert_eq!(
        told,
        [
            "2026-12-05 00:00 vik/pages/a en: shared (en) > vik (nb)",
            "2026-12-10 00:00 vik/pages/b future > shown",
            "2026-12-24 17:00 vik/pages/b en: vik (nb) > shared (en)",
        ]
    );
}

/// Whatever is foretold happens at that second, and nothing happens between.
#[test]
fn the_site_changes_at_the_moments_foretold_and_at_no_other() {
    for (site, expected) in [(SITE, 8), (LAYERS, 3)] {
        changes_as_foretold(&disk(site), expected);
    }
}

fn changes_as_foretold(disk: &MemoryDisk, expected: usize) {
    let mut now = moment("2026-11-22T12:00:00Z");
    let mut before = hash(disk, now);
    let mut changes = 0;
    while let Some(next) = build(disk, now, &Memory::new()).summary.changes.first().cloned() {
        let at = next.at.timestamp();
        assert!(at > now, "{} is not to come", brief(&next));
        assert_eq!(hash(disk, at - 1.second()), before, "something changed before {}", brief(&next));
        let after = hash(disk, at);
        assert_ne!(after, before, "nothing changed at {}", brief(&next));
        (now, before, changes) = (at, after, changes + 1);
    }
    assert_eq!(changes, expected);
    assert_eq!(hash(disk, moment("2099-01-01T00:00:00Z")), before, "something changed after the last");
}

#[test]
fn the_day_after_a_consent_ends_only_its_traces_are_gone() {
    let disk = disk(SITE);
    let [before, after] = ["2027-05-31T21:59:59Z", "2027-05-31T22:00:00Z"].map(|at| {
        let memory = Memory::new();
        build(&disk, moment(at), &memory);
        memory
    });
    let paths = |memory: &Memory| memory.paths().iter().map(ToString::to_string).collect::<BTreeSet<_>>();
    let gone: Vec<String> = paths(&before).difference(&paths(&after)).cloned().collect();
    assert_eq!(gone, ["vik/historier/consent/index.html"]);
    let changed: Vec<String> =
        paths(&after).into_iter().filter(|path| before.get(path) != after.get(path)).collect();
    assert_eq!(
        changed,
        [
            "vik/api/stories.json",
            "vik/atom.xml",
            "vik/feed.json",
            "vik/historier/atom.xml",
            "vik/historier/feed.json",
            "vik/index.html",
            "vik/sitemap-nb.xml"
        ]
    );
    for path in paths(&after) {
        let bytes = after.get(&path).expect("it was made");
        assert!(!String::from_utf8_lossy(&bytes).contains("onsent"), "{path}");
    }
}

#[test]
fn next_ends_with_3_when_nothing_is_due() {
    let project = Project::new();
    let ran = project.run("next");
    assert_eq!((ran.exit, ran.out.as_str()), (3, "nothing will change by itself\n"));
    project.write(
        "content/vik/stories/later/index.nb.md",
        "---\ntitle: Later\npersons: []\npublish_at: 2030-01-01 08:00\n---\nx\n",
    );
    let ran = project.run("next --at 2029-01-01");
    assert_eq!(ran.exit, 0, "{}", ran.err);
    assert_eq!(ran.out, "2030-01-01 08:00  vik/stories/later  is shown (was: to come)\n");
    let json = project.json("next --at 2029-01-01");
    assert_eq!(json["next"], "2030-01-01T07:00:00Z");
    let hidden = project.run("list hidden --at 2029-01-01");
    assert_eq!(hidden.out, "vik/stories/later  to come  2030-01-01 08:00\n");
    assert_eq!(project.run("next --at 2030-01-01T07:00:00Z").exit, 3);
    assert_eq!(project.run("list hidden --at 2030-01-01T07:00:00Z").out, "");
}
