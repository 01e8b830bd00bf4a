//! Consents and papers about persons lie in their register, never in the project (P06).

use std::path::Path;

use super::Gate;
use super::fold::fold;
use crate::diagnostic::{Diagnostic, Place, codes};

/// What papers hold: their extensions.
const PAPERS: &[&str] = &[
    "pdf", "doc", "docx", "odt", "rtf", "txt", "xls", "xlsx", "ods", "csv", "eml", "msg", "zip", "jpg",
    "jpeg", "png", "webp", "gif", "tif", "tiff", "heic",
];

/// Beginnings of words in the names of such papers, folded.
const TOLD: &[&str] = &[
    "samtykke",
    "consent",
    "foedselsnummer",
    "foedselsnr",
    "fodselsnummer",
    "fodselsnr",
    "personnummer",
    "personnr",
    "fnr",
    "passkopi",
    "passport",
    "oppholdstillatelse",
    "taushetserklaering",
    "vergemaal",
];

/// Words that say it is an empty form, which may be published.
const FORM: &[&str] = &["mal", "blank", "tom", "tomt", "template", "form"];

pub(super) fn check(gate: &Gate<'_>) -> Vec<Diagnostic> {
    let files = gate.look.assets.iter().chain(gate.look.statics).filter(|file| is_told(file));
    files.map(|file| Diagnostic::new(codes::CONSENT_DOCUMENT).at(Place::file(file.clone()))).collect()
}

fn is_told(file: &Path) -> bool {
    let extension = file.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let name = fold(&file.file_stem().unwrap_or_default().to_string_lossy());
    let words = || name.split_whitespace();
    PAPERS.contains(&&*extension)
        && words().any(|word| TOLD.iter().any(|told| word.starts_with(told)))
        && !words().any(|word| FORM.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn papers_are_told_by_their_names() {
        for name in [
            "samtykke-amal.pdf",
            "Samtykkeskjema Åse.docx",
            "signed_consent_3.jpg",
            "Fødselsnummer.odt",
            "fnr.csv",
        ] {
            assert!(is_told(Path::new(name)), "{name}");
        }
        for name in [
            "samtykkeskjema-mal.pdf",
            "consent-form.pdf",
            "portrait.jpg",
            "consensus.pdf",
            "samtykke.svg",
            "pass.jpg",
        ] {
            assert!(!is_told(Path::new(name)), "{name}");
        }
    }
}
