//! The number the program ends with.

use std::path::Path;
use std::process::ExitCode;

use crate::diagnostic::{Code, Diagnostic, Severity, codes};
use crate::output;

/// How it ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Exit {
    /// All is well, or there are only warnings.
    Fine,
    /// The content has errors.
    Content,
    /// The command line, site.toml or theme.toml has errors, or the output folder was badly chosen.
    Usage,
    /// Disk, permission, another build, a port.
    Environment,
    /// A bug of ours.
    Bug,
}

/// Codes of this end of the program that are about the machine.
const ENVIRONMENT: &[Code] = &[
    codes::UNREADABLE,
    codes::NOT_CHANGED,
    codes::NOT_PRINTED,
    codes::MEND_NOT_WRITTEN,
    codes::PORT_TAKEN,
    codes::CANNOT_LISTEN,
    codes::GIT_FAILED,
    codes::NO_PRINTER,
    codes::PDF_FAILED,
];
/// Codes that are about what was typed.
const USAGE: &[Code] = &[
    codes::NO_SITE_TOML,
    codes::UNKNOWN_INITIATIVE_ASKED,
    codes::BAD_EPOCH,
    codes::UNKNOWN_CODE,
    codes::UNKNOWN_PAGE,
    codes::NOT_LOOPBACK,
    codes::UNKNOWN_TYPE_ASKED,
    codes::ENTRY_EXISTS,
    codes::NEW_LACKS,
    codes::BAD_SET,
    codes::NOT_THERE,
    codes::NOT_OURS_TO_CLEAN,
    codes::NO_SUCH_ENTRY,
    codes::FOLDER_SHARED,
    codes::WITHDRAWN_UNREADABLE,
    codes::FOLDER_NOT_EMPTY,
    codes::INITIATIVE_EXISTS,
    codes::INITIATIVE_NOT_ADDED,
    codes::NO_SUCH_PAGE,
    codes::NOT_IN_LOWER_LAYER,
    codes::OVERRIDE_EXISTS,
    codes::WHICH_INITIATIVE,
    codes::NOTHING_TO_FETCH,
    codes::ALREADY_ADOPTED,
    codes::NO_TRANSLATION,
    codes::NO_SUCH_BLOCK,
    codes::PO_NO_LANGUAGE,
    codes::PO_OTHER_LANGUAGE,
    codes::NO_SUCH_BOOK,
];

impl Exit {
    /// What these findings end in: the gravest counts.
    pub fn of(findings: &[Diagnostic]) -> Self {
        let errors = findings.iter().filter(|finding| finding.severity() == Severity::Error);
        errors.map(Self::of_error).max().unwrap_or(Self::Fine)
    }

    fn of_error(finding: &Diagnostic) -> Self {
        let code = finding.code;
        if code == codes::OUR_BUG || code == codes::PARSER_BROKE {
            Self::Bug
        } else if ENVIRONMENT.contains(&code) || output::ENVIRONMENT.contains(&code) {
            Self::Environment
        } else if USAGE.contains(&code) || output::USAGE.contains(&code) || is_configuration(finding) {
            Self::Usage
        } else {
            Self::Content
        }
    }

    /// As the shell sees it.
    pub fn number(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Content => 1,
            Self::Usage => 2,
            Self::Environment => 3,
            Self::Bug => 70,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.number())
    }
}

/// Errors of site.toml and theme.toml: the codes are shared with nothing else, but types may one day stand in
/// files of the content.
fn is_configuration(finding: &Diagnostic) -> bool {
    let named =
        |file: &Path| file.file_name().is_some_and(|name| name == "site.toml" || name == "theme.toml");
    finding.code.0.starts_with("G01") && finding.place.as_ref().is_none_or(|place| named(&place.file))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;

    #[test]
    fn the_gravest_counts() {
        let content = Diagnostic::new(codes::BAD_DATE);
        let config = Diagnostic::new(codes::UNKNOWN_KEY).at(Place::file("site.toml"));
        let theme = Diagnostic::new(codes::UNKNOWN_KEY).at(Place::file("themes/x/theme.toml"));
        let elsewhere = Diagnostic::new(codes::UNKNOWN_KEY).at(Place::file("content/a.nb.md"));
        let port = Diagnostic::new(codes::PORT_TAKEN);
        let warning = Diagnostic::new(codes::CANNOT_WATCH);
        for (findings, number) in [
            (vec![], 0),
            (vec![warning.clone()], 0),
            (vec![warning, content.clone()], 1),
            (vec![elsewhere], 1),
            (vec![theme], 2),
            (vec![content.clone(), config.clone()], 2),
            (vec![content, config, port], 3),
            (vec![Diagnostic::new(codes::OUR_BUG)], 70),
            (vec![Diagnostic::new(codes::PARSER_BROKE)], 70),
        ] {
            assert_eq!(Exit::of(&findings).number(), number, "{findings:?}");
        }
    }
}
