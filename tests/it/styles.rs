//! The default theme runs from right to left as well as from left to right: its rules name no side.

use std::fs;
use std::path::Path;

use regex::Regex;

/// A rule that names a side, and why it must not.
const SIDES: &[(&str, &str)] = &[
    (
        r"(?:^|[{;\s])(?:margin|padding|scroll-(?:margin|padding))-(?:left|right|top|bottom)\s*:",
        "write -inline-start, -block-end …",
    ),
    (
        r"(?:^|[{;\s])border-(?:left|right|top|bottom)(?:-(?:width|style|color|left|right)[a-z-]*)?\s*:",
        "write border-inline-start, border-start-end-radius …",
    ),
    (r"(?:^|[{;\s])(?:left|right|top|bottom)\s*:", "write inset-inline-start, inset-block-end …"),
    (r"(?:^|[{;\s])(?:min-|max-)?(?:width|height)\s*:", "write inline-size, block-size"),
    (
        r"(?:text-align(?:-last)?|float|clear|caption-side|resize)\s*:\s*(?:left|right)\b",
        "write start or end",
    ),
    (
        r"(?:background|object|perspective|transform)-(?:position|origin)\s*:[^;}]*\b(?:left|right)\b",
        "say it for both directions",
    ),
    (r"\bto\s+(?:left|right)\b|\b(?:90|270)deg\b", "a gradient with a direction is the same in both"),
    (r"translateX\(|translate\(|skewX\(", "a shift along the line is the same in both directions"),
    (
        r"(?:^|[{;\s])(?:margin|padding|inset|border-(?:width|style|color)|border-radius)\s*:\s*[^\s;}]+\s+[^\s;}]+\s+[^\s;}]+\s+[^\s;}]+\s*[;}]",
        "four values name four sides",
    ),
];

/// What stands in a stylesheet's text beside rules, as blanks: the places stay.
fn without_remarks(text: &str) -> String {
    let remarks =
        Regex::new(r"(?s)/\*.*?\*/|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|@media[^{]*|@supports[^{]*").unwrap();
    let blank = |found: &regex::Captures<'_>| found[0].replace(|letter: char| letter != '\n', "0");
    remarks.replace_all(text, blank).into_owned()
}

fn sides(file: &Path, text: &str) -> Vec<String> {
    let text = without_remarks(text);
    let mut found = Vec::new();
    for (pattern, instead) in SIDES {
        for hit in Regex::new(pattern).unwrap().find_iter(&text) {
            let start = hit.start() + hit.as_str().find(|letter: char| letter.is_alphanumeric()).unwrap_or(0);
            let line = text[..start].lines().count().max(1);
            found.push(format!("{}:{line}: `{}`: {instead}", file.display(), text[start..hit.end()].trim()));
        }
    }
    found
}

#[test]
fn the_theme_names_no_side() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("themes/globale/styles");
    let files: Vec<_> = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).collect();
    assert!(files.len() > 10, "{} parts in {}", files.len(), folder.display());
    let found: Vec<String> = files
        .iter()
        .flat_map(|file| sides(file.strip_prefix(root).unwrap(), &fs::read_to_string(file).unwrap()))
        .collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn every_way_to_name_a_side_is_found() {
    for bad in [
        "a{margin-left:1px}",
        "a{color:red;padding-right : 1px}",
        "a {\n  border-left: 1px solid }",
        "a{border-top-left-radius:1px}",
        "a{border-right-color:red}",
        "a{left:0}",
        "a{max-width:3em}",
        "a{text-align:left}",
        "a{float: right}",
        "a{margin:0 1px 2px 3px}",
        "a{border-radius:0 1px 1px 0}",
        "a{background:linear-gradient(to right,red,blue)}",
        "a{transform:translateX(1px)}",
        "a{object-position:left}",
    ] {
        let found = sides(Path::new("x.css"), bad);
        assert_eq!(found.len(), 1, "{bad}: {found:?}");
    }
    let second = sides(Path::new("x.css"), "/* left: 1 */\na{left:0}");
    assert!(second[0].starts_with("x.css:2: `left:`"), "{second:?}");
    for good in [
        "a{margin-inline:auto;inset-inline-start:0}",
        "@media(min-width:40em){a{margin:0 auto .5rem}}",
        "a{text-align:start;border-block-start:0}",
    ] {
        assert_eq!(sides(Path::new("x.css"), good), Vec::<String>::new());
    }
}
