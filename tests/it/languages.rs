//! Many languages: each file is read once, however many editions show it.

use std::fmt::Write as _;

use globale::diagnostic;
use globale::disk::memory::MemoryDisk;
use globale::output::Memory;
use globale::pipeline::{self, Destination, Options, Show, Summary};
use globale::report::timing::Progress;

const LANGUAGES: [&str; 12] = ["nb", "nn", "en", "ar", "ti", "pl", "uk", "so", "fa", "de", "fr", "se"];

/// A site in the first `languages` of [`LANGUAGES`] with so many stories, and how many files tell them: every third is
/// told in every language, the others in the first alone.
fn site(languages: usize, stories: usize) -> (MemoryDisk, usize) {
    let langs = &LANGUAGES[..languages];
    let mut site = String::from("theme = \"plain\"\n[languages]\n");
    for lang in langs {
        let _ = writeln!(site, "{lang} = \"{lang}\"");
    }
    let _ = writeln!(site, "[initiatives.vik]\nname = \"Vik\"\nbase_url = \"https://vik.example\"");
    let _ = writeln!(site, "languages = {langs:?}");
    let mut files = vec![("site.toml".to_owned(), site)];
    files.push(("themes/plain/theme.toml".to_owned(), "name = \"plain\"\n".to_owned()));
    for template in ["home", "story", "section", "404"] {
        let text = "{{ page.title }}{% for a in page.alternates %} {{ a.url }}{% endfor %}";
        files.push((format!("themes/plain/templates/{template}.html"), text.to_owned()));
    }
    let besides = files.len();
    for story in 0..stories {
        let told = if story % 3 == 0 { languages } else { 1 };
        files.extend(langs[..told].iter().map(|lang| {
            let text = format!("---\ntitle: Story {story} in {lang}\n---\nText.\n");
            (format!("content/vik/stories/s{story}/index.{lang}.md"), text)
        }));
    }
    let texts = files.len() - besides;
    (MemoryDisk::with(files.into_iter().map(|(path, text)| (format!("/site/{path}"), text))), texts)
}

fn built(disk: &MemoryDisk) -> Summary {
    let options = Options {
        root: "/site".into(),
        now: "2026-01-15T12:00:00Z".parse().expect("a moment"),
        base_url: None,
        initiative: None,
        show: Show::default(),
        fresh: true,
        program: None,
        progress: Progress::default(),
    };
    let outcome = pipeline::build(disk, &options, Destination::Memory(&Memory::new()));
    assert!(!diagnostic::has_errors(&outcome.findings), "{:?}", outcome.findings);
    outcome.summary
}

#[test]
fn every_file_is_parsed_once_and_every_entry_is_a_page_in_every_language() {
    for (languages, stories) in [(1, 30), (4, 30), (12, 30), (12, 60)] {
        let (disk, files) = site(languages, stories);
        let summary = built(&disk);
        assert_eq!(summary.parsed, files, "{languages} languages, {stories} stories");
        // The stories, their list, the front page and the page for what is not there, each in every language.
        assert_eq!(summary.pages, languages * (stories + 3), "{languages} languages, {stories} stories");
    }
}
