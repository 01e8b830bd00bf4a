//! Many towns, one handbook: what they share is made once, and nothing grows faster than they do.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use globale::derive::base;
use globale::disk::memory::MemoryDisk;
use globale::output::Memory;
use globale::pipeline::{self, Destination, Options, Outcome, Show};

const CHAPTERS: usize = 5;

/// A project of so many towns over one handbook in two languages; every tenth town changes a section of a chapter.
fn project(towns: usize) -> MemoryDisk {
    let mut site = "[languages]\nnb = \"Norsk\"\nen = { name = \"English\", fallback = [\"nb\"] }\n\
                    [layers.shared]\ncanonical = \"town-0\"\n"
        .to_owned();
    let mut files: Vec<(String, String)> = Vec::new();
    for town in 0..towns {
        let _ = write!(
            site,
            "[initiatives.town-{town}]\nname = \"Globale {town}\"\nbase_url = \"https://town-{town}.example\"\n\
             languages = [\"nb\", \"en\"]\nvars = {{ town = \"By {town}\" }}\n"
        );
        if town % 10 == 1 {
            let base = base::name(&chapter(1));
            let text = format!("---\nbase: {base}\n---\n## Her {{#mer .replace}}\n\nI {{{{ town }}}}.\n");
            files.push((format!("content/town-{town}/handbook/01-chapter-1/sections.nb.md"), text));
        }
    }
    for number in 1..=CHAPTERS {
        for lang in ["nb", "en"] {
            let file = format!("content/shared/handbook/0{number}-chapter-{number}/index.{lang}.md");
            files.push((file, chapter(number)));
        }
    }
    // The state of the chapter that towns' sections were made from.
    files.push((base::path(&base::name(&chapter(1))).display().to_string(), chapter(1)));
    files.push(("site.toml".to_owned(), site));
    let theme = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites/_theme");
    for (file, bytes) in crate::project::tree(&theme) {
        files.push((format!("themes/globale/{file}"), String::from_utf8(bytes).expect("a text")));
    }
    MemoryDisk::with(files.iter().map(|(path, text)| (PathBuf::from("/site").join(path), text.as_bytes())))
}

fn chapter(number: usize) -> String {
    format!(
        "---\ntitle: \"{number} {{{{ town }}}}\"\n---\nI {{{{ town }}}}[^1].\n\n## Mer\n\nTekst.\n\n[^1]: Note.\n"
    )
}

fn options(initiative: Option<&str>) -> Options {
    Options {
        root: "/site".into(),
        now: "2026-01-15T12:00:00Z".parse().expect("a moment"),
        base_url: None,
        initiative: initiative.map(str::to_owned),
        show: Show::default(),
        fresh: true,
        program: None,
        progress: Default::default(),
    }
}

fn built(towns: usize) -> (Outcome, Memory) {
    let memory = Memory::default();
    let outcome = pipeline::build(&project(towns), &options(None), Destination::Memory(&memory));
    assert_eq!(outcome.findings, []);
    (outcome, memory)
}

#[test]
fn a_shared_chapter_is_parsed_once_however_many_towns_show_it() {
    let (few, some) = (built(3).0.summary, built(30).0.summary);
    assert_eq!((few.parsed, some.parsed), (2 * CHAPTERS + 1, 2 * CHAPTERS + 3), "each file once");
    assert_eq!(few.pages * 10, some.pages, "each town has as many pages");
}

#[test]
fn no_page_grows_with_the_number_of_towns() {
    let ((_, some), (_, many)) = (built(30), built(60));
    let size = |memory: &Memory| -> usize {
        let paths = memory.paths();
        let own = paths.iter().filter(|path| path.as_str().starts_with("town-1/"));
        own.map(|path| memory.get(path.as_str()).expect("a file").len()).sum()
    };
    assert_eq!(size(&some), size(&many));
}

#[test]
fn what_a_page_names_as_its_home_does_not_hang_on_which_towns_are_built() {
    let (_, all) = built(3);
    let memory = Memory::default();
    let outcome = pipeline::build(&project(3), &options(Some("town-2")), Destination::Memory(&memory));
    assert_eq!(outcome.findings, []);
    let page = "town-2/handbok/chapter-1/index.html";
    assert_eq!(memory.get(page), all.get(page));
    let html = String::from_utf8(memory.get(page).expect("the page").to_vec()).expect("UTF-8");
    assert!(
        html.contains("<link rel=\"canonical\" href=\"https://town-0.example/handbok/chapter-1/\">"),
        "{html}"
    );
    let own = all.get("town-1/handbok/chapter-1/index.html").expect("the page");
    assert!(
        String::from_utf8(own.to_vec())
            .expect("UTF-8")
            .contains("https://town-1.example/handbok/chapter-1/\">")
    );
}
