//! Which versions of the program a theme is made for: `min_version` and `max_version` of theme.toml.

use crate::diagnostic::{Diagnostic, codes};
use crate::node::Reader;

/// The program's own version.
pub const PROGRAM: &str = env!("CARGO_PKG_VERSION");

/// What is wrong with the versions a theme asks for.
pub(super) fn check(reader: &mut Reader<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (key, code) in [("min_version", codes::PROGRAM_TOO_OLD), ("max_version", codes::PROGRAM_TOO_NEW)] {
        let Some(wanted) = reader.text(key) else { continue };
        let place = reader.node(key).map(|node| reader.place(node.span));
        let finding = match parts(wanted) {
            None => Diagnostic::new(codes::BAD_VERSION).with("key", key).with("value", wanted),
            Some(limit) if suits(key, &limit, &parts(PROGRAM).unwrap_or_default()) => continue,
            Some(_) => Diagnostic::new(code).with("wanted", wanted).with("program", PROGRAM),
        };
        findings.push(place.into_iter().fold(finding, Diagnostic::at));
    }
    findings
}

/// `0.1`, `0.1.0`: one to three whole numbers.
fn parts(text: &str) -> Option<Vec<u64>> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<u64> = text
        .split('.')
        .map(|part| digits(part).then(|| part.parse().ok()).flatten())
        .collect::<Option<_>>()?;
    (parts.len() <= 3).then_some(parts)
}

/// A limit speaks of the parts it names: `max_version = "0.2"` takes 0.2.9 too.
fn suits(key: &str, limit: &[u64], program: &[u64]) -> bool {
    let program = &program[..limit.len().min(program.len())];
    if key == "min_version" { program >= limit } else { program <= limit }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_up_to_three_numbers() {
        assert_eq!(parts("0.1.0"), Some(vec![0, 1, 0]));
        assert_eq!(parts("2"), Some(vec![2]));
        for bad in ["", "1.", "v1", "1.2.3.4", "1.x", ">=1", "+1"] {
            assert_eq!(parts(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_limit_speaks_of_the_parts_it_names() {
        let suits = |key, limit: &str, program: &str| {
            super::suits(key, &parts(limit).unwrap(), &parts(program).unwrap())
        };
        assert!(suits("min_version", "0.1", "0.1.0") && suits("min_version", "0.1.0", "0.10.0"));
        assert!(!suits("min_version", "0.2", "0.1.9"));
        assert!(suits("max_version", "0.2", "0.2.9") && suits("max_version", "1", "1.4.0"));
        assert!(!suits("max_version", "0.2.1", "0.2.9"));
    }
}
