//! The stylesheets of a town: each combination of parts that its pages need, as brief as CSS can be written.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use lightningcss::printer::PrinterOptions;
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, StyleSheet};
use lightningcss::targets::{Features, Targets};

use super::{Emitted, path};
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::fingerprint::Fingerprint;
use crate::plan::TownPlan;
use crate::render::Speakers;
use crate::theme::{Part, Theme};
use crate::view::{self, Parts, style_site};

/// The stylesheets of one town, each written when a page first needs it. A sheet's name tells its content, so that hosts
/// may let browsers keep it for ever.
pub struct Sheets<'a> {
    theme: &'a Theme,
    plan: &'a TownPlan<'a>,
    speakers: &'a Speakers<'a>,
    /// By its number in the theme, each part as brief as it can be written; `None` where it is broken. One that no town's
    /// values change is the same for all towns.
    parts: Vec<Arc<OnceLock<Option<String>>>>,
    /// By their parts: the address, and what stands there.
    written: Mutex<BTreeMap<Parts, (String, Option<Emitted>)>>,
    findings: Mutex<Vec<Diagnostic>>,
}

impl view::Sheets for Sheets<'_> {
    fn address(&self, parts: &Parts) -> Option<String> {
        if parts.is_empty() {
            return None;
        }
        if let Some((address, _)) = held(&self.written).get(parts) {
            return Some(address.clone());
        }
        let css: String = parts.iter().filter_map(|number| self.part(*number)).collect();
        let name = format!("assets/style-{}.css", Fingerprint::of(css.as_bytes()).short(8));
        let address = format!("{}{name}", self.plan.base);
        let emitted = path(self.plan, &name).map(|path| (path, css.into_bytes()));
        held(&self.written).insert(parts.clone(), (address.clone(), emitted));
        Some(address)
    }
}

impl<'a> Sheets<'a> {
    /// Those of every town, none written yet.
    pub fn of_towns(theme: &'a Theme, towns: &'a [TownPlan<'a>], speakers: &'a Speakers<'a>) -> Vec<Self> {
        let none = || Arc::new(OnceLock::new());
        let shared: Vec<Arc<OnceLock<_>>> = theme.styles.iter().map(|_| none()).collect();
        let own =
            |(part, shared): (&Part, &Arc<OnceLock<_>>)| if part.rendered { none() } else { shared.clone() };
        let parts = || theme.styles.iter().zip(&shared).map(own).collect();
        let of_town = |plan| Self {
            theme,
            plan,
            speakers,
            parts: parts(),
            written: Mutex::default(),
            findings: Mutex::default(),
        };
        towns.iter().map(of_town).collect()
    }

    /// Every stylesheet written so far. Where a part is empty, pages with it and without it have the same.
    pub fn emitted(&self) -> Vec<Emitted> {
        let by_path: BTreeMap<_, _> =
            held(&self.written).values().filter_map(|(_, emitted)| emitted.clone()).collect();
        by_path.into_iter().collect()
    }

    /// The stylesheet at an output's path, if it was written.
    pub fn find(&self, wanted: &str) -> Option<Vec<u8>> {
        let written = held(&self.written);
        let mut emitted = written.values().filter_map(|(_, emitted)| emitted.as_ref());
        emitted.find(|(path, _)| path.as_str() == wanted).map(|(_, css)| css.clone())
    }

    /// What is wrong with the parts that were needed so far.
    pub fn findings(&self) -> Vec<Diagnostic> {
        std::mem::take(&mut *held(&self.findings))
    }

    fn part(&self, number: usize) -> Option<&str> {
        let brief = || match part(&self.theme.styles[number], self.theme, self.plan, self.speakers) {
            Ok(css) => Some(css),
            Err(finding) => {
                held(&self.findings).push(*finding);
                None
            }
        };
        self.parts[number].get_or_init(brief).as_deref()
    }
}

fn held<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
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
