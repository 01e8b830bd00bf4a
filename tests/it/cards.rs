//! Social cards: who has one, in which letters, and that nothing is drawn twice.

use std::collections::BTreeMap;

use globale::locale::Lang;

use crate::project::Project;

const SITE: &str = r##"
theme = "globale"
[languages]
nb = "Norsk"
ar = { name = "العربية", fallback = ["nb"] }
ti = { name = "ትግርኛ", fallback = ["nb"] }
uk = { name = "Українська", fallback = ["nb"] }
hi = { name = "हिन्दी", fallback = ["nb"] }
[initiatives.vik]
name = "Globale Vik"
base_url = "https://vik.example"
languages = ["nb", "ar", "ti", "uk", "hi"]
"##;

fn site() -> Project {
    let project = Project::of_the_theme();
    project.write("site.toml", SITE);
    project.write("content/vik/index.nb.md", "---\ntitle: Vik\n---\nTekst.\n");
    let story = "content/vik/stories/a";
    let titles = [
        ("nb", "Mangfold lønner seg"),
        ("ar", "التنوّع مكسب في Vik"),
        ("ti", "ብዙሕነት ረብሓ ኣለዎ"),
        ("uk", "Різноманіття дає силу"),
        ("hi", "विविधता"),
    ];
    for (lang, title) in titles {
        let more = if lang == "nb" { "date: 2026-01-01\n" } else { "" };
        project
            .write(&format!("{story}/index.{lang}.md"), format!("---\ntitle: {title}\n{more}---\nTekst.\n"));
    }
    project.write(
        "content/vik/stories/b/index.nb.md",
        "---\ntitle: Bare norsk\ndate: 2026-01-02\n---\nTekst.\n",
    );
    let made_up = "---\ntitle: Oppdiktet\ndate: 2026-01-03\nexample: true\n---\nTekst.\n";
    project.write("content/vik/stories/c/index.nb.md", made_up);
    project
}

fn cards(project: &Project) -> BTreeMap<String, Vec<u8>> {
    let mut cards = project.tree("public/vik");
    cards.retain(|file, _| file.ends_with("/card.png") || file == "card.png");
    cards
}

/// The bright pixels of a card: how many, and where they stand on average from left to right.
fn letters(card: &[u8]) -> (usize, u32) {
    let card = image::load_from_memory(card).expect("a picture").into_rgb8();
    assert_eq!(card.dimensions(), (1200, 630));
    // The title's band only: neither the name below, nor the dots.
    let white = card.enumerate_pixels().filter(|(_, y, pixel)| (180..400).contains(y) && pixel.0 == [255; 3]);
    let (count, sum) = white.fold((0, 0_u64), |(count, sum), (x, ..)| (count + 1, sum + u64::from(x)));
    (count, sum.checked_div(count as u64).map_or(0, |mean| mean as u32))
}

#[test]
fn a_page_has_a_card_in_its_own_script() {
    let project = site();
    project.json("build --at 2026-06-01T12:00:00Z");
    let cards = cards(&project);
    for (lang, folder) in [("nb", "historier"), ("ti", "ti/historier"), ("uk", "uk/istorii")] {
        let (count, mean) = letters(&cards[&format!("{folder}/a/card.png")]);
        assert!(count > 2_000, "{lang}: {count} pixels of letters");
        assert!((72..600).contains(&mean), "{lang}: words begin at the left, not about {mean}");
    }
    let (count, mean) = letters(&cards["ar/historier/a/card.png"]);
    assert!(count > 2_000 && mean > 600, "Arabic begins at the right: {count} pixels about {mean}");
    // A script that the theme has no letters for gets no boxes in their place.
    let (count, _) = letters(&cards["hi/historier/a/card.png"]);
    assert_eq!(count, 0, "no letters rather than boxes");
    assert_eq!(Lang::parse("hi").expect("a language").script(), "Deva");
}

#[test]
fn what_is_not_ones_own_has_no_card() {
    let project = site();
    project.json("build --at 2026-06-01T12:00:00Z");
    let cards = cards(&project);
    assert!(cards.contains_key("historier/b/card.png"), "{:?}", cards.keys());
    let others = cards.keys().filter(|file| {
        let fallback = file.ends_with("/b/card.png") && !file.starts_with("historier/");
        fallback || file.contains("/c/") || file.contains("404")
    });
    assert_eq!(others.collect::<Vec<_>>(), Vec::<&String>::new());
    let page = project.read("public/vik/historier/b/index.html");
    for tag in [
        "og:image\" content=\"https://vik.example/historier/b/card.png",
        "og:image:width\" content=\"1200",
        "og:image:height\" content=\"630",
        "og:image:alt\" content=\"Bare norsk – Globale Vik",
        "twitter:card",
    ] {
        assert!(page.contains(tag), "{tag}: {page}");
    }
    assert!(!project.read("public/vik/ar/historier/b/index.html").contains("og:image"));
}

#[test]
fn a_card_is_drawn_once_and_always_the_same() {
    let project = site();
    project.json("build --at 2026-06-01T12:00:00Z");
    let kept = project.tree(".globale/cache/card");
    assert!(kept.len() > 5, "{} cards kept", kept.len());
    // What is kept is what is shown: a card changed in the store would be published as it is.
    let before = cards(&project);
    let again = project.json("build --at 2026-06-01T12:00:00Z");
    assert_eq!(again["files_written"], 0);
    assert_eq!(project.tree(".globale/cache/card"), kept, "nothing is drawn again");
    let fresh = project.json("build --fresh --at 2026-06-01T12:00:00Z");
    assert_eq!(fresh["files_written"], 0, "a fresh build draws the same bytes");
    project.edit("content/vik/stories/b/index.nb.md", "Bare norsk", "Nytt navn");
    project.json("build --at 2026-06-01T12:00:00Z");
    let after = cards(&project);
    let changed: Vec<&String> =
        after.iter().filter(|(file, bytes)| before.get(*file) != Some(bytes)).map(|(file, _)| file).collect();
    assert_eq!(changed, ["historier/b/card.png"]);
    assert_eq!(project.tree(".globale/cache/card").len(), kept.len() + 1, "one card more was drawn");
}
