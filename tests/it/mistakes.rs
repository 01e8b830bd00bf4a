//! A hundred different mistakes in one site: each is told in one run, in both languages, with its line and its mend.

use std::collections::BTreeSet;
use std::path::Path;

use globale::diagnostic::Diagnostic;
use globale::report::words::Tongue;
use globale::report::{self, Asked, Full};

use crate::sites;

const SITE: &str = "a-hundred-mistakes";

/// Everything the report says of one finding, as a reader without colours sees it.
fn told(disk: &dyn globale::disk::Disk, finding: &Diagnostic, tongue: Tongue) -> String {
    let asked = Asked { tongue, full: Full::All, ..Asked::default() };
    let files = report::Files::new(disk, Path::new(sites::ROOT));
    let said = report::findings(&files, std::slice::from_ref(finding), &asked);
    anstream::adapter::strip_str(&said.err).to_string()
}

/// Whether some `{name}` was not filled in.
fn holds_a_gap(words: &str) -> bool {
    let inner = words.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
    inner.into_iter().any(|name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase()))
}

#[test]
fn a_hundred_mistakes_are_a_hundred_findings() {
    let (disk, findings) = sites::findings_of(SITE);
    assert_eq!(findings.len(), 100);
    let places: BTreeSet<_> = findings
        .iter()
        .map(|finding| (finding.code.0, finding.place.clone(), finding.message("en")))
        .collect();
    assert_eq!(places.len(), 100, "each is another mistake");
    for finding in &findings {
        let place = finding.place.as_ref().unwrap_or_else(|| panic!("{} has no place", finding.code.0));
        let file = place.file.display();
        let [nb, en] = [Tongue::Nb, Tongue::En].map(|tongue| told(&disk, finding, tongue));
        for said in [&nb, &en] {
            assert!(said.contains(finding.code.0), "{said}");
            let line = said.lines().find(|line| line.trim_start().starts_with("-->"));
            let line = line.unwrap_or_else(|| panic!("no place: {said}"));
            let numbers =
                line.rsplit(':').take(2).filter(|part| part.parse::<usize>().is_ok_and(|at| at > 0));
            assert!(line.contains(&file.to_string()) && numbers.count() == 2, "line and column: {line}");
            assert!(said.contains('^'), "the line is quoted and marked: {said}");
        }
        assert!(nb.contains("hjelp: ") && en.contains("help: "), "how to mend it: {nb}{en}");
        for tag in ["nb", "en"] {
            let words = [finding.message(tag), finding.hint(tag)];
            assert!(words.iter().all(|words| words.chars().count() > 8), "{words:?}");
            assert!(!words.iter().any(|words| holds_a_gap(words)), "{words:?}");
        }
        assert_ne!(finding.message("nb"), finding.message("en"), "{}", finding.code.0);
    }
}
