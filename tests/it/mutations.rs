//! Every way a page changes, labelled by hand (`mutations/cases.toml`): what a translation must follow is found, nothing
//! else is, and how a rule of dates does beside it. `docs/translation.md` holds the figures; `UPDATE=1` writes them anew.
#![allow(clippy::disallowed_macros, reason = "a test prints its figures")]

use std::path::Path;

use globale::derive::blocks::Block;
use globale::derive::status::Status;
use globale::derive::{base, fields};
use globale::model::types;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    family: String,
    edits: Vec<(String, String)>,
    #[serde(default)]
    translation: Vec<(String, String)>,
    last: Last,
    #[serde(default = "one")]
    pages: usize,
    due: Vec<String>,
}

fn one() -> usize {
    1
}

/// Whose file was saved last.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Last {
    Original,
    Translation,
}

/// How often a rule was right.
#[derive(Default)]
struct Score {
    right: usize,
    needless: usize,
    missed: usize,
}

impl Score {
    fn add(&mut self, said: bool, true_: bool, times: usize) {
        match (said, true_) {
            (true, true) => self.right += times,
            (true, false) => self.needless += times,
            (false, true) => self.missed += times,
            (false, false) => {}
        }
    }

    fn precision(&self) -> f64 {
        self.right as f64 / (self.right + self.needless) as f64
    }

    fn recall(&self) -> f64 {
        self.right as f64 / (self.right + self.missed) as f64
    }

    fn row(&self, name: &str) -> String {
        let Self { right, needless, missed } = self;
        format!(
            "| {name} | {right} | {needless} | {missed} | {:.2} | {:.2} |\n",
            self.precision(),
            self.recall()
        )
    }
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/mutations")
}

fn read(name: &str) -> String {
    std::fs::read_to_string(folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn edited(text: &str, edits: &[(String, String)], family: &str) -> String {
    edits.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{family}: there is no `{from}`");
        text.replace(from, to)
    })
}

fn blocks(text: &str) -> Vec<Block> {
    let (types, findings) = types::load(None, &Path::new("site.toml").into());
    assert_eq!(findings, []);
    let chapter = types.by_name("chapter").expect("chapters are a type");
    fields::whole(text, false, &chapter.fields).expect("the page can be read")
}

#[test]
fn what_a_translation_must_follow_is_found_and_nothing_else() {
    let cases: Cases = toml::from_str(&read("cases.toml")).expect("cases.toml");
    let (nb, ar) = (read("page.nb.md"), read("page.ar.md"));
    let (mut ours, mut by_block, mut dates) = (Score::default(), Score::default(), Score::default());
    let mut wrong = String::new();
    for case in &cases.case {
        let (new, translation) =
            (edited(&nb, &case.edits, &case.family), edited(&ar, &case.translation, &case.family));
        let status = Status::between(&blocks(&nb), &blocks(&new), &blocks(&translation));
        let said: Vec<String> = status
            .due()
            .map(|told| {
                let block = told.new.as_ref().or(told.old.as_ref()).expect("one of them");
                format!("{} {} {}", told.change.severity.as_str(), told.change.what.as_str(), block.plain)
            })
            .collect();
        let same = |said: &String, due: &String| said.starts_with(due.as_str());
        for said in &said {
            by_block.add(true, case.due.iter().any(|due| same(said, due)), case.pages);
        }
        let missed = case.due.iter().filter(|due| !said.iter().any(|said| same(said, due))).count();
        by_block.missed += missed * case.pages;
        ours.add(!said.is_empty(), !case.due.is_empty(), case.pages);
        dates.add(case.last == Last::Original, !case.due.is_empty(), case.pages);
        if missed > 0 || said.len() != case.due.len() {
            wrong += &format!("{}\n  due:  {:?}\n  said: {said:?}\n", case.family, case.due);
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    let families = cases.case.len();
    let table = format!(
        "| {families} cases | rightly told | needlessly told | missed | precision | recall |\n|---|---|---|---|---|---|\n{}{}{}",
        by_block.row("paragraphs, as `globale translate status` tells them"),
        ours.row("pages, by their paragraphs"),
        dates.row("pages, by dates"),
    );
    println!("{table}");
    in_the_document(&table);
}

/// The figures in `docs/translation.md` are these.
fn in_the_document(table: &str) {
    const MARKS: (&str, &str) = ("<!-- figures -->\n", "<!-- end of figures -->");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/translation.md");
    let text = std::fs::read_to_string(&path).expect("docs/translation.md");
    let (before, rest) = text.split_once(MARKS.0).expect("the mark before the figures");
    let (old, after) = rest.split_once(MARKS.1).expect("the mark behind the figures");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, format!("{before}{}{table}{}{after}", MARKS.0, MARKS.1))
            .expect("docs/translation.md");
    } else {
        assert_eq!(old, table, "UPDATE=1 cargo test --test it mutations");
    }
}

#[test]
fn a_snapshot_is_the_same_however_it_was_checked_out() {
    let nb = read("page.nb.md");
    let foreign = format!("\u{feff}{}", nb.replace('\n', "\r\n").replace('å', "a\u{30a}"));
    assert_eq!(base::name(&foreign), base::name(&nb));
    assert_eq!(Status::between(&blocks(&nb), &blocks(&foreign), &[]).changes, []);
}
