//! The stylesheets of a town: each combination of parts that its pages need, as brief as CSS can be written.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use lightningcss::printer::PrinterOptions;
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, StyleSheet};
use lightningcss::targets::{Features, Targets};

use super::{Emitted, path};
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::fingerprint::Fingerprint;
use crate::plan::TownPlan;
use crate::render::Speakers;
use crate::theme::{Part, Theme};
use crate::view::{Parts, Sheets, style_site};

/// Every stylesheet that some page of the town needs, and its address. A sheet's name tells its content, so that hosts
/// may let browsers keep it for ever.
pub fn stylesheets(
    theme: &Theme,
    plan: &TownPlan<'_>,
    speakers: &Speakers<'_>,
    wanted: BTreeSet<Parts>,
) -> (Vec<Emitted>, Sheets, Vec<Diagnostic>) {
    let (mut emitted, mut sheets, mut findings) = (Vec::new(), Sheets::new(), Vec::new());
    let mut written = BTreeMap::new();
    for number in wanted.iter().flatten().copied().collect::<BTreeSet<usize>>() {
        match part(&theme.styles[number], theme, plan, speakers) {
            Ok(css) => {
                written.insert(number, css);
            }
            Err(finding) => findings.push(*finding),
        }
    }
    for parts in wanted.into_iter().filter(|parts| !parts.is_empty()) {
        let css: String = parts.iter().filter_map(|number| written.get(number)).map(String::as_str).collect();
        let name = format!("assets/style-{}.css", Fingerprint::of(css.as_bytes()).short(8));
        sheets.insert(parts, format!("{}{name}", plan.base));
        emitted.extend(path(plan, &name).map(|path| (path, css.into_bytes())));
    }
    (emitted, sheets, findings)
}

/// A part with the town's values put in.
fn part(
    part: &Part,
    theme: &Theme,
    plan: &TownPlan<'_>,
    speakers: &Speakers<'_>,
) -> Result<String, Box<Diagnostic>> {
    if !part.rendered {
        return brief(&part.text).map_err(|error| broken(part, error));
    }
    let name = part.file.display().to_string();
    let site = style_site(plan, theme);
    let text = speakers.asset(plan.town.initiative.first_language(), &name, &part.text, site)?;
    brief(&text).map_err(|error| broken(part, error))
}

fn broken(part: &Part, (reason, line): (String, u32)) -> Box<Diagnostic> {
    let finding = Diagnostic::new(codes::STYLE_SYNTAX).with("reason", reason).with("line", line);
    // What a template wrote has other lines than the template.
    let before = if part.rendered { 1 } else { line as usize }.saturating_sub(1);
    let start = part.text.split_inclusive('\n').take(before).map(str::len).sum();
    Box::new(finding.at(Place::new(&Arc::from(part.file.as_path()), start..start)))
}

/// The same rules in fewer bytes; or what is wrong with them, and on which line.
fn brief(css: &str) -> Result<String, (String, u32)> {
    let at = |line: Option<u32>| line.map_or(1, |line| line + 1);
    let mut sheet = StyleSheet::parse(css, ParserOptions::default())
        .map_err(|error| (error.kind.to_string(), at(error.loc.as_ref().map(|loc| loc.line))))?;
    // Old phones know no `(width >= 40em)`; nothing else is rewritten for them.
    let targets = Targets { include: Features::MediaRangeSyntax, ..Targets::default() };
    sheet
        .minify(MinifyOptions { targets, ..MinifyOptions::default() })
        .map_err(|error| (error.kind.to_string(), at(error.loc.as_ref().map(|loc| loc.line))))?;
    let options = PrinterOptions { minify: true, targets, ..PrinterOptions::default() };
    sheet.to_css(options).map(|printed| printed.code).map_err(|error| (error.kind.to_string(), 1))
}

#[cfg(test)]
mod tests {
    use super::brief;

    #[test]
    fn rules_keep_their_meaning() {
        for (written, brief_form) in [
            ("a { color : red ; }\n/* why */\n", "a{color:red}"),
            (
                "a{font:1rem/1.1 b;inline-size:clamp(1rem, .8rem + 1vw, 2rem)}",
                "a{inline-size:clamp(1rem,.8rem + 1vw,2rem);font:1rem/1.1 b}",
            ),
            (".v:hover ::before{margin-inline-start:1px}", ".v:hover :before{margin-inline-start:1px}"),
            (
                "@media (min-width: 40em) { a { inset-inline: 0 } }",
                "@media (min-width:40em){a{inset-inline:0}}",
            ),
            ("a{content:\" →\";content:\" →\"/\"\"}", "a{content:\" →\";content:\" →\"/\"\"}"),
        ] {
            assert_eq!(brief(written).as_deref(), Ok(brief_form));
        }
    }

    #[test]
    fn what_is_no_css_is_said_with_its_line() {
        assert_eq!(brief("a{color:red}\n}b{").map_err(|(_, line)| line), Err(2));
    }
}
