//! `new` with somebody at the terminal.

use std::cell::RefCell;
use std::collections::VecDeque;

use super::*;
use crate::disk::Disk;
use crate::disk::memory::MemoryDisk;
use crate::report::terminal::{Color, Terminal};
use crate::report::words::Tongue;

const SITE: &str = "[languages]\nnb = \"Norsk\"\nen = \"English\"\n[initiatives.vik]\nname = \"Vik\"\nbase_url = \"https://vik.example\"\n[initiatives.voss]\nname = \"Voss\"\nbase_url = \"https://voss.example\"\n";

/// Answers in turn; leaves when there are no more.
struct Fake {
    answers: RefCell<VecDeque<&'static str>>,
    heard: RefCell<String>,
}

impl Person for Fake {
    fn ask(&self, question: &str) -> Option<String> {
        self.tell(question);
        self.answers.borrow_mut().pop_front().map(str::to_owned)
    }

    fn tell(&self, text: &str) {
        self.heard.borrow_mut().push_str(text);
    }
}

/// What comes of an order with these answers: the files made, what was heard, and the codes of what was wrong.
fn asked(
    disk: &MemoryDisk,
    wish: &NewEntry,
    answers: &[&'static str],
) -> (Vec<PathBuf>, String, Vec<&'static str>) {
    let context = Context {
        disk,
        root: PathBuf::from("/site"),
        asked: Asked { tongue: Tongue::Nb, ..Asked::default() },
        terminal: Terminal::new(Color::Never),
        home: None,
        seed: [0; 32],
        program: None,
        epoch: None,
        now: jiff::Timestamp::UNIX_EPOCH,
    };
    let fake = Fake { answers: RefCell::new(answers.iter().copied().collect()), heard: RefCell::default() };
    let made = make(&context, wish, Some(&fake));
    let codes = made.as_ref().err().into_iter().flatten().map(|finding| finding.code.0).collect();
    (made.unwrap_or_default(), fake.heard.into_inner(), codes)
}

fn site() -> MemoryDisk {
    MemoryDisk::with([
        (PathBuf::from("/site/site.toml"), SITE),
        (PathBuf::from("/site/content/vik/sources/ks.nb.yml"), "title: KS\npublisher: KS\n"),
    ])
}

fn order(ty: &str, title: &str) -> NewEntry {
    NewEntry { ty: ty.to_owned(), title: title.to_owned(), ..NewEntry::default() }
}

#[test]
fn what_is_required_is_asked_for_until_it_is_right() {
    let disk = site();
    // The initiative; a point with a wrong date, a forgotten number, one with a comma and a misspelt source; a second; then no more.
    let answers = ["vik", "31.12", "2019-11", "", "62,1", "sk", "ks", "2020", "70", "ks", ""];
    let (made, heard, codes) = asked(&disk, &order("figure", "I arbeid"), &answers);
    assert_eq!((made, codes), (vec![PathBuf::from("content/vik/figures/i-arbeid.nb.yml")], vec![]));
    let text = disk.read(Path::new("/site/content/vik/figures/i-arbeid.nb.yml")).unwrap();
    let text = String::from_utf8(text).unwrap();
    let wanted = "title: \"I arbeid\"\nstatus: draft\npoints:\n  - date: 2019-11\n    value: 62.1\n    source: ks\n  - date: 2020\n    value: 70\n    source: ks\n";
    assert!(text.starts_with(wanted), "{text}");
    for said in [
        "--initiative (shared, vik, voss)",
        "Målingene, eldste først",
        "`31.12` er ikke en dato",
        "  → 62.1\n",
        "mente du `ks`?",
        "[tomt: ikke flere]",
    ] {
        assert!(heard.contains(said), "{said}: {heard}");
    }
}

#[test]
fn who_leaves_midway_leaves_nothing_behind() {
    let disk = site();
    let before = disk.walk(Path::new("/site")).0;
    for (answers, lacking) in [(&["vik", "2019"][..], "G0013"), (&["vik"][..], "G0013"), (&[][..], "G0014")] {
        let (made, _, codes) = asked(&disk, &order("figure", "I arbeid"), answers);
        assert_eq!((made, codes), (vec![], vec![lacking]), "{answers:?}");
    }
    assert_eq!(disk.walk(Path::new("/site")).0, before);
}

#[test]
fn lists_end_with_nothing_and_flags_are_not_asked_for() {
    let disk = site();
    let mut wish = order("grant", "Midler");
    wish.initiative = Some("vik".to_owned());
    wish.values = vec!["funder=Viken".to_owned()];
    let (made, heard, codes) = asked(&disk, &wish, &["Kommuner: alle", "Lag", ""]);
    assert_eq!((made.len(), codes), (1, vec![]));
    assert!(!heard.contains("pengene"), "{heard}");
    let text = String::from_utf8(disk.read(&Path::new("/site").join(&made[0])).unwrap()).unwrap();
    assert!(text.contains("applicants: [\"Kommuner: alle\", \"Lag\"]\n"), "{text}");
}

#[test]
fn long_titles_are_cut_between_words() {
    let name = short(&text::slug(&"ærlig arbeid ".repeat(20)));
    assert!(name.len() <= LONGEST_NAME && name.ends_with("-aerlig"), "{name}");
    let name = short(&"ب".repeat(150));
    assert!(name.len() <= LONGEST_NAME && !name.is_empty());
}
