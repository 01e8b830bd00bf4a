//! Books that are read from the right, and what a build spends on books, cards and search.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::path::Path;

use crate::project::{Project, tree};

/// A town whose handbook has two chapters in Arabic. `tests/run` lets epubcheck read its books.
fn site() -> Project {
    let project = Project::of_the_theme();
    for (file, bytes) in tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/arabic")) {
        project.write(&file, bytes);
    }
    project
}

/// The leaves of a book by name.
fn leaves(book: &[u8]) -> BTreeMap<String, String> {
    let mut book = zip::ZipArchive::new(Cursor::new(book)).expect("a container");
    let mut leaves = BTreeMap::new();
    for number in 0..book.len() {
        let mut leaf = book.by_index(number).expect("a leaf of the book");
        let (name, mut bytes) = (leaf.name().expect("a name").to_string(), Vec::new());
        leaf.read_to_end(&mut bytes).expect("a whole leaf");
        leaves.insert(name, String::from_utf8_lossy(&bytes).into_owned());
    }
    leaves
}

#[test]
fn an_arabic_book_opens_from_the_right() {
    let project = site();
    project.json("build");
    let tree = project.tree("public/vik");
    let arabic = leaves(&tree["ar/handbok/handbok-ar.epub"]);
    let package = &arabic["book/book.opf"];
    for told in [
        "xml:lang=\"ar\" dir=\"rtl\">",
        "<dc:language>ar</dc:language>",
        "<spine page-progression-direction=\"rtl\">",
    ] {
        assert!(package.contains(told), "{told} in {package}");
    }
    let pages: Vec<&String> = arabic.keys().filter(|name| name.ends_with(".xhtml")).collect();
    assert_eq!(pages.len(), 4, "a title, the contents and two chapters: {pages:?}");
    for page in pages {
        assert!(
            arabic[page].contains("lang=\"ar\" xml:lang=\"ar\" dir=\"rtl\">"),
            "{page}: {}",
            arabic[page]
        );
    }
    let second = &arabic["book/chapter-2.xhtml"];
    assert!(second.contains("href=\"chapter-1.xhtml#first\""), "a link within the book: {second}");
    assert!(arabic["book/cover.svg"].contains("direction=\"rtl\""));
    let norwegian = leaves(&tree["handbok/handbok-nb.epub"]);
    assert!(norwegian["book/book.opf"].contains("page-progression-direction=\"ltr\""));
    // The same as a page to print.
    let page = project.read("public/vik/ar/handbok/bok/index.html");
    assert!(page.contains("<html lang=\"ar\" dir=\"rtl\""), "{page}");
    for words in ["البداية في Vik", "المزيد عن الشركات"] {
        assert!(page.contains(words), "{words}");
    }
}

/// What lies in a room of the store.
fn kept(project: &Project, room: &str) -> BTreeMap<String, Vec<u8>> {
    project.tree(&format!(".globale/cache/{room}"))
}

#[test]
fn an_edited_text_costs_its_own_index_and_no_card_or_book() {
    let project = site();
    let story = "content/vik/stories/a";
    project.write(&format!("{story}/index.nb.md"), "---\ntitle: A\ndate: 2026-01-01\n---\nEn tekst.\n");
    project.write(&format!("{story}/index.ar.md"), "---\ntitle: قصة\n---\nنص.\n");
    project.json("build");
    let before = ["card", "book", "search"].map(|room| kept(&project, room));
    assert!(before.iter().all(|room| room.len() > 1), "cards, books and indexes are kept");
    let published = project.tree("public/vik");
    project.edit(&format!("{story}/index.nb.md"), "En tekst.", "En annen tekst.");
    project.json("build");
    let [cards, books, indexes] = ["card", "book", "search"].map(|room| kept(&project, room));
    assert_eq!((&cards, &books), (&before[0], &before[1]), "neither drawn nor bound again");
    let made: Vec<&String> = indexes.keys().filter(|name| !before[2].contains_key(*name)).collect();
    assert_eq!((made.len(), indexes.len()), (1, before[2].len()), "one index in place of another");
    let now = project.tree("public/vik");
    let changed = |start: &str| {
        let names = now.iter().filter(|(name, _)| name.starts_with(start));
        names.filter(|(name, bytes)| published.get(*name) != Some(bytes)).count()
    };
    assert!(
        changed("pagefind/fragment/nb_") == 1 && changed("pagefind/index/nb_") > 0,
        "the text is found anew"
    );
    assert_eq!((changed("pagefind/fragment/ar_"), changed("pagefind/index/ar_")), (0, 0));
}
