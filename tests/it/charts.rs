//! Charts as the default theme draws them, in every language it speaks.

use std::path::{Path, PathBuf};

use globale::diagnostic::Severity;
use globale::disk::memory::MemoryDisk;
use globale::disk::{Disk, real::RealDisk};
use globale::output::Memory;
use globale::pipeline::{self, Destination, Options, Show};
use globale::report::timing::Progress;

const LANGUAGES: [&str; 7] = ["nb", "nn", "en", "pl", "uk", "ar", "ti"];

/// A town with figures of every kind, and a page that shows one of them twice.
fn pages() -> Vec<(String, String)> {
    let theme = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/globale");
    let (found, _) = RealDisk.walk(&theme);
    let read = |path: &Path| std::fs::read(theme.join(path)).expect("the theme can be read");
    let mut files: Vec<(PathBuf, Vec<u8>)> = found
        .into_iter()
        .map(|item| (Path::new("/site/themes/globale").join(&item.path), read(&item.path)))
        .collect();
    let languages = LANGUAGES.map(|lang| format!("{lang} = \"{lang}\"\n")).concat();
    let tags = LANGUAGES.map(|lang| format!("\"{lang}\"")).join(", ");
    let point = |date: &str, value: &str| format!("  - {{ date: {date}, value: {value}, source: r }}\n");
    let text = |path: &str, text: String| (Path::new("/site").join(path), text.into_bytes());
    files.extend([
        text(
            "site.toml",
            format!(
                "[languages]\n{languages}[initiatives.vik]\nname = \"Vik\"\nbase_url = \"https://vik.example\"\n\
                 languages = [{tags}]\n"
            ),
        ),
        text("content/vik/sources/r.nb.yml", "title: Rapporten\npublisher: Kommunen\n".to_owned()),
        text(
            "content/vik/figures/a.nb.yml",
            format!(
                "title: I arbeid\nweight: 1\nunit: i arbeid\ngoal: {{ value: 500, by: 2025-06 }}\nearlier_goals:\n  \
                 - {{ value: 500, by: 2025-06 }}\npoints:\n{}  - {{ date: 2025-11-01, value: 465, qualifier: over, \
                 source: r }}\n{}",
                point("2023", "27"),
                point("2031-01-01", "98765")
            ),
        ),
        text(
            "content/vik/figures/b.nb.yml",
            format!(
                "title: Fra hvor\nweight: 2\npoints:\n{}split:\n  - {{ label: Syria, share: 60 }}\n  - {{ label: Eritrea, \
                 share: 32 }}\n  - {{ label: LITENA, share: 4.5 }}\n  - {{ label: LITENB, share: 3.5 }}\n",
                point("2025", "80")
            ),
        ),
        text("content/vik/figures/c.nb.yml", format!("title: Snart\npoints:\n{}", point("2031", "5"))),
        text(
            "content/vik/figures/d.nb.yml",
            format!("title: Stort\ncounts: other\npoints:\n{}{}", point("2024", "1"), point("2025", "99999999999999999999")),
        ),
        text(
            "content/vik/figures/e.nb.yml",
            format!(
                "title: Andel\nsuffix: \"%\"\ncounts: other\ngoal: {{ value: 80, by: 2030 }}\npoints:\n{}",
                point("2025", "62.1")
            ),
        ),
        text(
            "content/vik/pages/figures/index.nb.md",
            "---\ntitle: Tall\ntemplate: figures.html\nfigure: a\n---\n\n::dots{figure=\"a\"}\n\n::dots{figure=\"a\"}\n\n\
             ::dots{figure=\"c\"}\n"
                .to_owned(),
        ),
    ]);
    let disk = MemoryDisk::with(files);
    let memory = Memory::new();
    let options = Options {
        root: PathBuf::from("/site"),
        now: "2026-01-15T12:00:00Z".parse().expect("a moment"),
        base_url: None,
        initiative: None,
        show: Show::default(),
        fresh: true,
        program: None,
        progress: Progress::default(),
    };
    let outcome = pipeline::build(&disk, &options, Destination::Memory(&memory));
    let errors =
        outcome.findings.iter().filter(|finding| finding.severity() == Severity::Error).collect::<Vec<_>>();
    assert!(errors.is_empty(), "{errors:?}");
    let all = memory.paths().into_iter().filter(|path| path.as_str().ends_with(".html"));
    all.map(|path| {
        let bytes = memory.get(path.as_str()).unwrap_or_default();
        (path.to_string(), String::from_utf8_lossy(&bytes).into_owned())
    })
    .collect()
}

/// The values of an attribute, in order.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    html.split(start.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_language_draws_every_figure_and_says_it_in_words() {
    let pages = pages();
    let shown: Vec<_> = pages.iter().filter(|(_, html)| html.contains("class=\"chart\"")).collect();
    assert_eq!(shown.len(), LANGUAGES.len(), "one page a language");
    for (page, html) in &pages {
        for secret in ["LITEN", "98765", "2031", "4.5", "3.5", "4,5"] {
            assert!(!html.contains(secret), "{page} tells of {secret}");
        }
        let mut ids = values(html, "id");
        ids.sort_unstable();
        assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "{page} has an id twice: {ids:?}");
    }
    for (page, html) in shown {
        let names: Vec<&str> = html
            .split("<svg ")
            .skip(1)
            .filter(|svg| svg.split('>').next().is_some_and(|tag| tag.contains("role=\"img\"")))
            .map(|svg| values(svg, "aria-label")[0])
            .collect();
        // The field three times, a line, shares, and the bar of another goal.
        assert_eq!(names.len(), 6, "{page}: {names:?}");
        assert!(names.iter().filter(|name| name.contains("465")).count() == 4, "{page}: {names:?}");
        assert!(
            names.iter().any(|name| name.contains("60") && name.contains("32") && name.contains(';')),
            "{page}: {names:?}"
        );
        assert!(html.contains("<caption>"), "{page} has the numbers in a table");
        assert_eq!(
            html.matches("99999999999999999").count(),
            0,
            "numbers are grouped as the language writes them"
        );
    }
    let (_, nb) =
        pages.iter().find(|(page, _)| page == "vik/figures/index.html").expect("the Norwegian page");
    for said in [
        "over 465 av 500 i arbeid",
        "I arbeid: Linje fra 27 (2023) til over 465 (1. november 2025). Tidligere mål: 500.",
        "Fra hvor: Syria 60\u{a0}%; Eritrea 32\u{a0}%; De andre 8\u{a0}%.",
    ] {
        let plain = nb.replace("&nbsp;", "\u{a0}");
        assert!(plain.contains(said), "{said} is not in\n{nb}");
    }
}

/// A chart makes room for these words without knowing them.
#[test]
fn words_in_charts_are_as_short_as_charts_expect() {
    for lang in LANGUAGES {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("themes/globale/strings/{lang}.toml"));
        let text = std::fs::read_to_string(file).expect("the strings can be read");
        let table: toml::Table = text.parse().expect("the strings are TOML");
        let long = |group: &str, name: &str, most: usize| {
            let word = table[group][name].as_str().unwrap_or_default();
            assert!(
                word.chars().count() <= most,
                "{lang}: {group}.{name} `{word}` has more than {most} letters"
            );
        };
        for qualifier in ["about", "over", "nearly", "estimate"] {
            long("qualifier", qualifier, 11);
        }
        long("figure", "goal", 17);
        long("figure", "earlier-goal", 17);
        long("figure", "others", 28);
    }
}
