//! What is hidden leaves no trace: canaries in every field of an entry, and a search of every byte and every path of
//! what a build leaves on the disk.
//!
//! A new kind of output needs nothing here as long as it lies below one of [`PLACES`]: the search takes whatever is
//! there. What packs its text (an index, a book) is unpacked in [`readings`].

use std::collections::BTreeSet;
use std::io::{Cursor, Read as _};
use std::path::Path;

use crate::project::Project;

/// Where nothing of a hidden entry may be. The reports beside `public/` are the author's own and name what is hidden.
const PLACES: &[&str] = &["public", ".globale"];

/// Every canary begins so; the reason follows, then the field.
const CALL: &str = "qwx";

/// A word that is in Norwegian texts alone: English readers meet it on pages that are not translated, and must not find it
/// by searching nor have it in their book.
const ONLY: &str = "barenorsk";

const SITE: &str = r#"
theme = "globale"
[languages]
nb = "Norsk"
en = { name = "English", fallback = ["nb"] }
[initiatives.vik]
name = "Globale Vik"
base_url = "https://vik.example"
languages = ["nb", "en"]
[initiatives.land]
name = "Globale Land"
base_url = "https://land.example"
languages = ["nb", "en"]
gathers = ["vik"]
"#;

/// Why an entry is hidden, and the fields that hide it.
const REASONS: &[(&str, &str)] = &[
    ("withdrawn", "  withdrawn: 2026-01-02\n"),
    ("ended", "  given: 2020-01-01\n  expires: 2021-01-01\n"),
    ("embargo", "publish_at: 2126-01-01\n"),
    ("draft", "draft: true\n"),
    ("review", "status: review\n"),
    ("archived", "status: archived\n"),
    ("expired", "expires_at: 2021-01-01\n"),
];

/// The days of a consent that holds.
const HOLDS: &str = "  given: 2026-01-01\n  expires: 2027-12-31\n";

/// The fields in which a canary sits, as they must appear in the output while the entry is shown.
const FIELDS: &[&str] = &[
    "title", "titel", "lead", "slug", "sluk", "kicker", "alt", "alen", "caption", "credit", "quote", "by",
    "tag", "old", "photo", "inline", "body", "text", "name",
];

/// A moment at which every consent that holds, holds.
const AT: &str = "2026-06-01T12:00:00Z";

/// One story full of canaries. `hiding` are the fields that hide it, `None` while it is shown.
fn story(project: &Project, layer: &str, why: &str, hiding: Option<&str>) {
    let folder = format!("content/{layer}/stories/{CALL}{why}folder");
    let call = |field: &str| format!("{CALL}{why}{field}");
    // What belongs to the consent is indented, the rest is the entry's.
    let hiding = hiding.unwrap_or_default();
    let days = if hiding.contains("  given") { "" } else { HOLDS };
    let (of_consent, of_entry) = if hiding.starts_with("  ") { (hiding, "") } else { ("", hiding) };
    let front = format!(
        "---\ntitle: Om {title}\nslug: {slug}\nkicker: {kicker}\nlead: Om {lead}.\ndate: 2026-01-01\ntags: [{tag}]\naliases: [/gammel/{old}/]\n\
         image: {{ src: {photo}.png, alt: {alt}, caption: {caption}, credit: {credit} }}\n\
         quote: {{ text: {quote}, by: {by} }}\nauthor: Kari\nreviewed_by: Ola\n\
         persons: [{{ display_name: {name} Haddad }}]\n\
         consent:\n  ref: S-1\n  basis: agreement\n  scope: [name, photo, employer, origin, quote, web, social, translation]\n{days}{of_consent}{of_entry}---\n",
        title = call("title"),
        slug = call("slug"),
        kicker = call("kicker"),
        lead = call("lead"),
        tag = call("tag"),
        old = call("old"),
        photo = call("photo"),
        alt = call("alt"),
        caption = call("caption"),
        credit = call("credit"),
        quote = call("quote"),
        by = call("by"),
        name = call("name"),
    );
    let (body, inline) = (call("body"), call("inline"));
    project.write(
        &format!("{folder}/index.nb.md"),
        format!("{front}## {body}\n\n{body}.\n\n![Bilde]({inline}.png \"Foto: Kari\")\n"),
    );
    project.write(
        &format!("{folder}/index.en.md"),
        format!(
            "---\ntitle: About {}\nslug: {}\nlead: About.\nimage: {{ alt: {} }}\n---\n{}\n",
            call("titel"),
            call("sluk"),
            call("alen"),
            call("text")
        ),
    );
    for picture in ["photo", "inline"] {
        project.write(&format!("{folder}/{}.png", call(picture)), photo());
    }
}

/// A chapter of the handbook, whose text must be in the book while it is shown. One needs no consent to hide it: where
/// that is the reason, the chapter is there in Norwegian only, and so in no English book and no English search.
fn chapter(project: &Project, layer: &str, why: &str, hiding: Option<&str>) {
    let front =
        format!("---\ntitle: Om {CALL}{why}chapter\ndate: 2026-01-01\n{}---\n", hiding.unwrap_or_default());
    let shown = hiding.is_some() || !matches!(why, "withdrawn" | "ended");
    if shown {
        let text = format!("{front}## {CALL}{why}heading\n\nTekst: {CALL}{why}leaf.\n");
        project.write(&format!("content/{layer}/handbook/{CALL}{why}/index.nb.md"), text);
    }
}

/// The site, with every canary shown or hidden for its reason; a story that stays speaks of none of them.
fn write(project: &Project, hidden: bool) {
    write_in(project, "vik", hidden);
}

/// The same, with the canaries in a layer of the town's.
fn write_in(project: &Project, layer: &str, hidden: bool) {
    for (why, hiding) in REASONS {
        story(project, layer, why, hidden.then_some(hiding));
    }
    for (why, hiding) in REASONS {
        chapter(project, layer, why, hidden.then_some(*hiding).filter(|hiding| !hiding.starts_with("  ")));
    }
    // Hidden entries that shown texts point at by their fields.
    let draft = if hidden { "draft: true\n" } else { "" };
    let pointed_at = [
        ("companies", "company", ""),
        ("programmes", "programme", ""),
        ("sources", "source", "publisher: Vik\n"),
        ("events", "event", "start: 2026-07-01 08:00\nplace: qwxplace\n"),
        ("grants", "grant", "funder: qwxfunder\napplicants: [Alle]\ndeadline: 2026-07-01\n"),
        (
            "figures",
            "figure",
            "unit: qwxunit\npoints: [{ date: 2026-01-01, value: 50, source: qwxsource }]\n",
        ),
    ];
    for (folder, name, more) in pointed_at {
        let text = format!("---\ntitle: {CALL}{name} AS\n{more}{draft}---\n{CALL}{name}body\n");
        project.write(&format!("content/{layer}/{folder}/{CALL}{name}/index.nb.md"), text);
    }
}

fn site() -> Project {
    let project = Project::of_the_theme();
    project.write("site.toml", SITE);
    project.write("content/vik/index.nb.md", "---\ntitle: Vik\n---\nTekst.\n");
    project.write("content/land/index.nb.md", "---\ntitle: Landet\ntemplate: national.html\n---\nTekst.\n");
    let points = format!("company: {CALL}company\nprogramme: {CALL}programme\nsources: [{CALL}source]");
    project.write(
        "content/vik/stories/stays/index.nb.md",
        format!("---\ntitle: Den som blir\ndate: 2026-01-01\ntags: [felles]\n{points}\n---\nTekst.\n"),
    );
    project.write(
        "content/vik/handbook/begin/index.nb.md",
        format!("---\ntitle: Begynn\n---\nBare på norsk: {ONLY}.\n"),
    );
    project.write("content/vik/handbook/begin/index.en.md", "---\ntitle: Begin\n---\nIn English.\n");
    project.write(
        "content/vik/handbook/more/index.nb.md",
        format!("---\ntitle: Mer {ONLY}\n---\nIkke oversatt: {ONLY}.\n"),
    );
    project.write(
        "content/vik/companies/open/index.nb.md",
        format!("---\ntitle: Åpen AS\nprogrammes: [{CALL}programme]\n---\nTekst.\n"),
    );
    project
}

/// A picture of a few colours.
fn photo() -> Vec<u8> {
    std::fs::read(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/sites/pictures/in/content/baerum/stories/a/photo.png"),
    )
    .expect("the photo of the fixture `pictures`")
}

fn build(project: &Project) {
    let ran = project.run(&format!("build --at {AT}"));
    assert_eq!(ran.exit, 0, "{}{}", ran.out, ran.err);
}

/// Every canary in some folders of a project, with the file it was heard in.
pub(crate) fn heard(project: &Project, places: &[&str]) -> BTreeSet<(String, String)> {
    let mut heard = BTreeSet::new();
    for place in places {
        for (file, bytes) in project.tree(place) {
            for text in std::iter::once(file.to_lowercase()).chain(readings(&bytes)) {
                for (at, _) in text.match_indices(CALL) {
                    let word: String = text[at..].chars().take_while(char::is_ascii_alphanumeric).collect();
                    heard.insert((word, format!("{place}/{file}")));
                }
            }
        }
    }
    heard
}

/// What a file says, in each way it can be read: in small letters as it is, in letters of two bytes; and what is packed
/// in it: parts of a search index, also where the store keeps several in one file, and the leaves of a book.
fn readings(bytes: &[u8]) -> Vec<String> {
    let mut said = plain(bytes);
    // Whatever the file, each place where a packed part could begin is tried.
    let starts = bytes.windows(GZIP.len()).enumerate().filter(|(_, window)| *window == GZIP);
    for (at, _) in starts {
        let text = miniz_oxide::inflate::decompress_to_vec(&bytes[at + GZIP_HEADER..]);
        said.extend(plain(&text.unwrap_or_else(|error| error.output)));
    }
    let book = bytes.windows(ZIP.len()).position(|window| window == ZIP);
    if let Some(mut book) = book.and_then(|at| zip::ZipArchive::new(Cursor::new(&bytes[at..])).ok()) {
        for number in 0..book.len() {
            let mut leaf = book.by_index(number).expect("a leaf of the book");
            let mut text = Vec::new();
            leaf.read_to_end(&mut text).expect("a whole leaf");
            said.push(leaf.name().expect("a name").to_lowercase());
            said.extend(plain(&text));
        }
    }
    said
}

/// How what is packed begins: a part of a search index (with its header's length), and a book.
const GZIP: &[u8] = &[0x1f, 0x8b, 0x08];
const GZIP_HEADER: usize = 10;
const ZIP: &[u8] = b"PK\x03\x04";

fn plain(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    let wide: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    vec![text, String::from_utf16_lossy(&wide).to_lowercase()]
}

fn nothing_heard(project: &Project, when: &str) {
    let heard = heard(project, PLACES);
    assert!(heard.is_empty(), "{when}: {heard:#?}");
}

#[test]
fn canaries_sing_while_they_are_shown() {
    let project = site();
    write(&project, false);
    build(&project);
    let words: BTreeSet<String> = heard(&project, &["public"]).into_iter().map(|(word, _)| word).collect();
    assert!(!heard(&project, &[".globale"]).is_empty(), "the list of what was written names pages");
    for (why, _) in REASONS {
        for field in FIELDS {
            let canary = format!("{CALL}{why}{field}");
            assert!(
                words.contains(&canary),
                "{canary} should be in the output; a silent canary tests nothing"
            );
        }
    }
}

/// Each kind of output tells of a canary while that is shown, so none is searched in vain.
#[test]
fn every_kind_of_output_is_searched() {
    let project = site();
    write(&project, false);
    build(&project);
    let heard = heard(&project, &["public"]);
    for (word, file) in [
        ("qwxdrafttitle", "public/vik/atom.xml"),
        ("qwxdrafttitle", "public/vik/feed.json"),
        ("qwxdrafttitle", "public/vik/historier/atom.xml"),
        ("qwxdraftslug", "public/vik/historier/feed.json"),
        ("qwxdrafttitel", "public/vik/en/feed.json"),
        ("qwxdraftkicker", "public/vik/api/stories.json"),
        ("qwxdrafttitel", "public/vik/en/api/stories.json"),
        ("qwxdraftslug", "public/vik/historier/qwxdraftslug/card.jpg"),
        ("qwxdraftslug", "public/vik/sitemap-nb.xml"),
        ("qwxplace", "public/vik/arrangementer/calendar.ics"),
        ("qwxgrant", "public/vik/tilskudd/calendar.ics"),
        ("qwxfunder", "public/vik/api/grants.json"),
        ("qwxsource", "public/vik/figures.csv"),
        ("qwxunit", "public/vik/api/figures.json"),
        ("qwxdrafttitle", "public/vik/sok/index.html"),
        ("qwxdraftname", "public/vik/historier/qwxdraftslug/index.html"),
        ("qwxdrafttag", "public/vik/stikkord/index.html"),
        ("qwxdrafttag", "public/vik/stikkord/qwxdrafttag/index.html"),
        ("qwxdraftold", "public/vik/gammel/qwxdraftold/index.html"),
        ("qwxdraftleaf", "public/vik/handbok/bok/index.html"),
        ("qwxdraftchapter", "public/vik/api/handbook.json"),
        ("qwxdrafttitle", "public/land/index.html"),
        ("qwxunit", "public/land/index.html"),
        ("qwxcompany", "public/land/index.html"),
    ] {
        assert!(
            heard.contains(&(word.to_owned(), file.to_owned())),
            "{word} should be heard in {file}; heard there: {:?}",
            heard.iter().filter(|(_, at)| at == file).map(|(word, _)| word).collect::<Vec<_>>()
        );
    }
    let page = project.read("public/vik/historier/qwxdraftslug/index.html");
    let data = page.split("application/ld+json").nth(1).expect("the page has data for search engines");
    assert!(data.contains("qwxdrafttitle"), "{data}");
    for person in ["qwxdraftname", "Kari", "Ola"] {
        let data = data.split("</script>").next().unwrap_or_default();
        assert!(!data.contains(person), "search engines are told of {person}");
    }
}

/// Files in which no entry has a word, by the end of their names.
const SILENT: &[&str] = &[
    "/OFL.txt",
    "/robots.txt",
    "/sitemap.xml",
    ".woff2",
    ".js",
    ".css",
    // What searches, the names of the parts of the index, and the types that are asked for.
    ".pagefind",
    "/pagefind-entry.json",
    ".pf_meta",
    ".pf_filter",
    // The mark that the folder is the program's.
    "/.globale",
];

/// A new kind of file is heard, or said to be silent: this test asks which.
#[test]
fn no_kind_of_file_is_new_to_the_search() {
    let project = site();
    write(&project, false);
    build(&project);
    let heard = heard(&project, &["public"]);
    let heard: BTreeSet<&str> = heard.iter().filter_map(|(_, file)| file.rsplit('.').next()).collect();
    let files: Vec<String> = project.tree("public").into_keys().map(|file| format!("/{file}")).collect();
    for file in files.iter().filter(|file| !SILENT.iter().any(|end| file.ends_with(end))) {
        assert!(heard.contains(file.rsplit('.').next().unwrap_or_default()), "nothing is heard in {file}");
    }
    for end in SILENT {
        assert!(files.iter().any(|file| file.ends_with(end)), "no file ends with {end} any more");
    }
}

/// How translations stand is told of pages that are shown, and of no others.
#[test]
fn the_status_of_translations_leaves_no_trace_of_what_is_hidden() {
    let project = site();
    write(&project, false);
    let english = |why: &str| format!("content/vik/stories/{CALL}{why}folder/index.en.md");
    let mut bases = Vec::new();
    for (why, _) in REASONS {
        project.json(&format!("translate done stories/{CALL}{why}folder -l en"));
        let text = project.read(&english(why));
        let base = text.lines().find(|line| line.starts_with("base: ")).expect("the state it was made from");
        bases.push((english(why), base.to_owned()));
        let original = english(why).replace(".en.", ".nb.");
        project.edit(&original, "![Bilde]", &format!("Nytt avsnitt: {CALL}{why}news.\n\n![Bilde]"));
    }
    build(&project);
    let shown = heard(&project, &["public/vik/_status"]);
    for (why, _) in REASONS {
        for file in ["index.html", "status.json"] {
            assert!(
                shown
                    .iter()
                    .any(|(word, at)| word.starts_with(&format!("{CALL}{why}")) && at.ends_with(file)),
                "{why} should be heard in {file}: {shown:?}"
            );
        }
    }
    write(&project, true);
    for (file, base) in &bases {
        project.edit(file, "---\ntitle:", &format!("---\n{base}\ntitle:"));
    }
    build(&project);
    let heard = heard(&project, &["public"]);
    assert!(heard.is_empty(), "{heard:#?}");
}

#[test]
fn what_is_hidden_leaves_no_trace_in_a_fresh_build() {
    let project = site();
    write(&project, true);
    build(&project);
    for page in ["historier/stays", "bedrifter/open"] {
        let text = project.read(&format!("public/vik/{page}/index.html"));
        assert!(!text.contains("null") && !text.contains("href=\"\""), "{page}: {text}");
    }
    nothing_heard(&project, "never published");
}

#[test]
fn what_was_published_and_is_hidden_now_leaves_no_trace() {
    let project = site();
    write(&project, false);
    build(&project);
    write(&project, true);
    build(&project);
    nothing_heard(&project, "published before");
    let before = project.tree("public");
    build(&project);
    assert_eq!(before, project.tree("public"), "a third build changes nothing");
    let fresh = site();
    write(&fresh, true);
    build(&fresh);
    let published = |project: &Project| {
        let mut tree = project.tree("public");
        tree.retain(|file, _| !file.starts_with('.'));
        tree
    };
    assert_eq!(published(&fresh), published(&project), "the same as if it had never been published");
}

/// What a town hides by the clock is gone from the page that gathers it, though nobody asked for that town.
#[test]
fn a_gathering_page_turns_with_what_it_gathers() {
    let project = site();
    let text = "---\ntitle: qwxshort\ndate: 2026-01-01\nexpires_at: 2026-06-01 18:00\n---\nTekst.\n";
    project.write("content/vik/stories/short/index.nb.md", text);
    let land = |at: &str| {
        let ran = project.run(&format!("build --initiative land --at {at}"));
        assert_eq!(ran.exit, 0, "{}{}", ran.out, ran.err);
        project.read("public/land/index.html")
    };
    assert!(land("2026-06-01T12:00:00Z").contains("qwxshort"));
    assert!(!land("2026-06-01T17:00:00Z").contains("qwxshort"), "it ended at 18 in Oslo");
}

#[test]
fn what_a_lower_layer_hides_leaves_no_trace_in_the_town_above() {
    let project = site();
    write_in(&project, "shared", false);
    build(&project);
    let words: BTreeSet<String> = heard(&project, &["public"]).into_iter().map(|(word, _)| word).collect();
    for (why, field) in REASONS.iter().flat_map(|(why, _)| FIELDS.iter().map(move |field| (why, field))) {
        assert!(words.contains(&format!("{CALL}{why}{field}")), "{why} {field} is silent from below");
    }
    write_in(&project, "shared", true);
    build(&project);
    nothing_heard(&project, "hidden in the lower layer");
}

#[test]
fn what_a_town_hides_of_a_lower_layer_leaves_no_trace() {
    let project = site();
    // The town that gathers others would else show the lower layer itself.
    let address = "base_url = \"https://land.example\"\n";
    project.edit("site.toml", address, &format!("{address}layers = [\"land\"]\n"));
    write_in(&project, "shared", false);
    let stories = REASONS.iter().map(|(why, _)| format!("stories/{CALL}{why}folder"));
    let others = [
        ("companies", "company"),
        ("programmes", "programme"),
        ("sources", "source"),
        ("events", "event"),
        ("grants", "grant"),
        ("figures", "figure"),
    ];
    // Where a consent is the reason there is no chapter.
    let chapters = REASONS.iter().filter(|(why, _)| !matches!(*why, "withdrawn" | "ended"));
    let chapters = chapters.map(|(why, _)| format!("handbook/{CALL}{why}"));
    let others = others.map(|(folder, name)| format!("{folder}/{CALL}{name}"));
    for key in stories.chain(chapters).chain(others) {
        project.write(&format!("content/vik/{key}/index.nb.md"), "---\nhidden: true\n---\n");
    }
    build(&project);
    nothing_heard(&project, "hidden by the town");
}

#[test]
fn a_town_s_translation_and_sections_go_with_what_is_withdrawn_below() {
    let project = site();
    write_in(&project, "shared", true);
    for (why, _) in REASONS {
        let folder = format!("content/vik/stories/{CALL}{why}folder");
        let text = format!("{CALL}{why}town");
        project.write(
            &format!("{folder}/index.en.md"),
            format!("---\ntitle: {text}\nlead: {text}.\n---\n{text}\n"),
        );
        let sections = format!("---\n{{}}\n---\n## {text} {{#{CALL}{why}body .after}}\n\n{text}\n");
        project.write(&format!("{folder}/sections.nb.md"), sections);
    }
    build(&project);
    nothing_heard(&project, "withdrawn below the town's own texts");
}

#[test]
fn no_switch_shows_what_is_withdrawn_or_ended() {
    let project = site();
    write(&project, true);
    let ran = project.run(&format!("build --at {AT} --drafts --future --expired"));
    assert_eq!(ran.exit, 0, "{}{}", ran.out, ran.err);
    let heard = heard(&project, PLACES);
    assert!(heard.iter().any(|(word, _)| word.starts_with("qwxdraft")), "`--drafts` shows drafts");
    for (word, file) in &heard {
        assert!(!word.starts_with("qwxwithdrawn") && !word.starts_with("qwxended"), "{word} in {file}");
    }
}

/// What search and books say, by file below `public/vik/`.
fn packed(project: &Project) -> Vec<(String, String)> {
    let tree = project.tree("public/vik");
    let packed =
        |file: &str| file.starts_with("pagefind/") || file.ends_with(".epub") || file.contains("/bok/");
    let files = tree.into_iter().filter(|(file, _)| packed(file) || file.ends_with("/book/index.html"));
    files.map(|(file, bytes)| (file, readings(&bytes).concat())).collect()
}

#[test]
fn search_and_books_hold_what_is_shown_in_their_own_language_and_nothing_else() {
    let project = site();
    write(&project, false);
    build(&project);
    let packed = packed(&project);
    let says = |start: &str, word: &str| {
        packed.iter().any(|(file, said)| file.starts_with(start) && said.contains(word))
    };
    for (place, words) in [
        ("pagefind/fragment/nb_", ["qwxdraftbody", "qwxdraftleaf", ONLY]),
        ("handbok/handbok-nb.epub", ["qwxdraftchapter", "qwxdraftleaf", ONLY]),
        ("handbok/bok/", ["qwxdraftchapter", "qwxdraftleaf", ONLY]),
        ("pagefind/fragment/en_", ["qwxdrafttext", "in english", "about qwxdrafttitel"]),
        ("en/handbook/handbook-en.epub", ["in english", "begin", "globale vik"]),
        ("en/handbook/book/", ["in english", "begin", "globale vik"]),
    ] {
        for word in words {
            assert!(
                says(place, word),
                "{word} is not in {place}: {:?}",
                packed.iter().map(|(file, _)| file).collect::<Vec<_>>()
            );
        }
    }
    for place in ["pagefind/fragment/en_", "pagefind/index/en_", "en/handbook/"] {
        assert!(!says(place, ONLY), "{ONLY} is in {place}");
        assert!(!says(place, "qwxdraftleaf"), "what is not translated is in {place}");
    }
}

#[test]
fn a_page_without_social_has_no_card() {
    let project = site();
    write(&project, false);
    let file = format!("content/vik/stories/{CALL}draftfolder/index.nb.md");
    project.edit(&file, " social,", "");
    build(&project);
    let page = |slug: &str| project.read(&format!("public/vik/historier/{CALL}{slug}slug/index.html"));
    for card in ["og:title", "og:image", "og:description", "twitter:", "/card."] {
        assert!(!page("draft").contains(card), "{card}");
    }
    assert!(!project.path("public/vik/historier/qwxdraftslug/card.jpg").exists());
    assert!(!project.read("public/vik/feed.json").contains("qwxdraftslug/card"), "nor is one fed");
    assert!(page("review").contains("og:image") && page("review").contains("og:title"));
}

#[test]
fn a_link_to_what_is_withdrawn_stops_the_build() {
    let project = site();
    write(&project, true);
    project.edit(
        "content/vik/companies/open/index.nb.md",
        "Tekst.",
        &format!("[Hun](@/stories/{CALL}withdrawnfolder)"),
    );
    let ran = project.run(&format!("build --at {AT}"));
    assert_eq!(ran.exit, 1, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("G0807"), "{}", ran.err);
    assert!(project.tree("public").is_empty(), "nothing is published");
}
