//! What one edit writes: exactly the files that show it. What those are is worked out from two clean builds, before and
//! after: the files whose bytes differ.

use std::path::{Path, PathBuf};

use globale::disk::Disk;
use globale::disk::memory::MemoryDisk;
use globale::output::{Target, Written};
use globale::pipeline::{self, Destination, Options, Show};
use globale::report::timing::Progress;

use crate::chance::{Files, base};
use crate::project::tree;

const ROOT: &str = "/site";

/// The site of `chance` in the default theme, and a third town that shares the handbook.
fn files() -> Files {
    let mut files = base();
    files.retain(|path, _| !path.starts_with("themes/"));
    let theme = tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/globale"));
    // Cards are drawn from the same values, and slowly.
    let theme = theme.into_iter().filter(|(path, _)| !path.starts_with("cards/"));
    files.extend(theme.map(|(path, bytes)| (format!("themes/globale/{path}"), bytes)));
    edit(&mut files, "content/vik/stories/rich/index.nb.md", "::count{figure=\"work\"}\n", "");
    let nes = "\n[initiatives.nes]\nname = \"Globale Nes\"\nbase_url = \"https://nes.example\"\nlanguages = [\"nb\"]\n\
               [initiatives.nes.vars]\ntown = \"Nes\"\n";
    edit(
        &mut files,
        "site.toml",
        "[types.story.fields.podcast]",
        &format!("{nes}[types.story.fields.podcast]"),
    );
    let chapter = "---\ntitle: Sammen\n---\nI {{ town }} gjør vi det sammen.\n\n## Først\n\nEn liste.\n";
    files.insert("content/shared/handbook/02-together/index.nb.md".to_owned(), chapter.into());
    files.insert(
        "content/shared/handbook/03-after/index.nb.md".to_owned(),
        chapter.replace("Sammen", "Etter").into(),
    );
    files
}

fn edit(files: &mut Files, path: &str, old: &str, new: &str) {
    let text = String::from_utf8(files[path].clone()).expect("a text");
    assert!(text.contains(old), "{path} holds no `{old}`");
    files.insert(path.to_owned(), text.replacen(old, new, 1).into_bytes());
}

fn options(program: Option<&str>) -> Options {
    Options {
        root: PathBuf::from(ROOT),
        now: "2026-01-15T12:00:00Z".parse().expect("a moment"),
        base_url: None,
        initiative: None,
        show: Show::default(),
        fresh: program.is_none(),
        program: program.map(str::to_owned),
        progress: Progress::default(),
    }
}

fn target() -> Target {
    let root = PathBuf::from(ROOT);
    Target { folder: root.join("public"), content: Vec::new(), home: None, fresh: false, root }
}

/// What stands in the published folder, without the mark that says which build wrote it.
fn published(disk: &MemoryDisk) -> Files {
    let folder = Path::new(ROOT).join("public");
    let (found, _) = disk.walk(&folder);
    let files = found.into_iter().map(|item| item.path.to_string_lossy().into_owned());
    let files = files.filter(|path| path != ".globale");
    files.map(|path| (path.clone(), disk.read(&folder.join(&path)).expect("a file"))).collect()
}

fn build(disk: &MemoryDisk, program: Option<&str>) -> Written {
    let outcome = pipeline::build(disk, &options(program), Destination::Publish(target()));
    let said: Vec<String> = outcome.findings.iter().map(|finding| finding.message("en")).collect();
    assert!(outcome.summary.published, "{said:?}");
    outcome.summary.written
}

/// What a build makes of the files that knows of no other.
fn clean(files: &Files) -> Files {
    let disk = on_disk(files);
    build(&disk, None);
    published(&disk)
}

fn on_disk(files: &Files) -> MemoryDisk {
    MemoryDisk::with(files.iter().map(|(path, bytes)| (Path::new(ROOT).join(path), bytes)))
}

/// Which pages must show an edit.
enum Pages {
    /// These, and no others.
    These(&'static [&'static str]),
    /// Every page of this town that has a style at all (an old address that leads on has none), and none of others.
    Styled(&'static str),
}

/// An edit: what it is, the file, what stood there, what stands there then, and who shows it.
type Edit = (&'static str, &'static str, &'static str, &'static str, Pages);

#[test]
fn one_edit_writes_exactly_what_shows_it() {
    let edits: [Edit; 8] = [
        ("a body", RICH, "Tekst[^1]", "Et annet ord[^1]", Pages::These(&["vik/historier/rich/index.html"])),
        ("a title", RICH, "Rik: ", "Rikere: ", Pages::These(TITLE)),
        ("a tag", RICH, "[mentor, arbeid]", "[mentor]", Pages::These(TAG)),
        (
            "a translation",
            "content/vik/stories/rich/index.en.md",
            "Same *text*",
            "Other text",
            Pages::These(TRANSLATION),
        ),
        (
            "a word of the theme",
            "themes/globale/strings/nb.toml",
            "deadline = \"",
            "deadline = \"Den ",
            Pages::These(GRANT),
        ),
        (
            "a template",
            "themes/globale/templates/event.html",
            "<dl class=\"kv\">",
            "<dl class=\"kv\"><dt>x</dt><dd>y</dd>",
            Pages::These(EVENT),
        ),
        ("a colour in site.toml", "site.toml", "#0b5d6b", "#0b4d5b", Pages::Styled("vik/")),
        ("a chapter many towns share", CHAPTER, "En liste", "To lister", Pages::These(SHARED)),
    ];
    let mut files = files();
    let disk = on_disk(&files);
    build(&disk, Some("p"));
    let mut before = clean(&files);
    assert!(published(&disk) == before);
    for (what, path, old, new, pages) in edits {
        edit(&mut files, path, old, new);
        disk.write(&Path::new(ROOT).join(path), &files[path]).expect("the file");
        let written = build(&disk, Some("p"));
        let after = clean(&files);
        let differing: Vec<&str> = after
            .iter()
            .filter(|(path, bytes)| before.get(*path) != Some(bytes))
            .map(|(path, _)| path.as_str())
            .collect();
        let gone = before.keys().filter(|path| !after.contains_key(*path)).count();
        assert_eq!((written.written, written.deleted), (differing.len(), gone), "{what}: {differing:#?}");
        assert!(published(&disk) == after, "{what}");
        let html: Vec<&str> = differing.iter().copied().filter(|path| path.ends_with(".html")).collect();
        match pages {
            Pages::These(these) => assert_eq!(html, these, "{what}"),
            Pages::Styled(town) => {
                let is_styled = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains("rel=\"stylesheet\"");
                let all = after.iter().filter(|(path, bytes)| path.starts_with(town) && is_styled(bytes));
                let all = all.map(|(path, _)| path.as_str()).filter(|path| path.ends_with(".html"));
                assert_eq!(html, all.collect::<Vec<_>>(), "{what}");
            }
        }
        before = after;
    }
}

/// Its own page, and who names it: lists, what leads on to it, the company it tells of.
const TITLE: &[&str] = &[
    "vik/bedrifter/rema/index.html",
    "vik/gammel/index.html",
    "vik/historier/2026/index.html",
    "vik/historier/first/index.html",
    "vik/historier/index.html",
    "vik/historier/rich/index.html",
    "vik/index.html",
    "vik/sok/index.html",
    "vik/stikkord/arbeid/index.html",
    "vik/stikkord/mentor/index.html",
];
/// In every language, with the lists of tags; the tag's own pages are gone.
const TAG: &[&str] = &[
    "vik/ar/stories/rich/index.html",
    "vik/ar/tags/index.html",
    "vik/en/stories/rich/index.html",
    "vik/en/tags/index.html",
    "vik/historier/rich/index.html",
    "vik/stikkord/index.html",
];
/// Arabic readers get the English text.
const TRANSLATION: &[&str] = &["vik/ar/stories/rich/index.html", "vik/en/stories/rich/index.html"];
const GRANT: &[&str] = &["vik/tilskudd/g/index.html"];
const EVENT: &[&str] =
    &["vik/ar/events/e/index.html", "vik/arrangementer/e/index.html", "vik/en/events/e/index.html"];
/// In every town and language, and in the book of those who read Norwegian.
const SHARED: &[&str] = &[
    "nes/handbok/bok/index.html",
    "nes/handbok/together/index.html",
    "sand/handbook/together/index.html",
    "sand/nb/handbok/bok/index.html",
    "sand/nb/handbok/together/index.html",
    "vik/ar/handbook/together/index.html",
    "vik/en/handbook/together/index.html",
    "vik/handbok/bok/index.html",
    "vik/handbok/together/index.html",
];

const RICH: &str = "content/vik/stories/rich/index.nb.md";
const CHAPTER: &str = "content/shared/handbook/02-together/index.nb.md";
