//! Compiles templates and components of a chain of themes.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tera::{ErrorKind, Tera};

use super::{THEMES, files_in, functions, text_of};
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::disk::Disk;
use crate::fingerprint::Fingerprinter;
use crate::node::Node;
use crate::text::nearest_few;

/// What a chain of themes holds.
pub(super) struct Loaded {
    /// The templates, compiled.
    pub(super) tera: Tera,
    /// Which file each name stands for.
    pub(super) files: BTreeMap<String, PathBuf>,
    /// Each name with its text.
    pub(super) texts: Vec<(String, String)>,
    /// How many files write a script into their pages.
    pub(super) scripts: usize,
}

/// The templates of the chain, child first. A template's name is its theme and its path in `templates/`; where the
/// theme is left out, the first of the chain that has it is meant.
pub(super) fn load(
    disk: &dyn Disk,
    root: &Path,
    names: &[&str],
    print: &mut Fingerprinter,
) -> (Loaded, Vec<Diagnostic>) {
    let (mut texts, mut files, mut findings) = (Vec::new(), BTreeMap::new(), Vec::new());
    for theme in names {
        for kind in ["components", "templates"] {
            let folder = Path::new(THEMES).join(theme).join(kind);
            for found in files_in(disk, root, &folder, &mut findings) {
                let file = folder.join(&found);
                let Some(text) = text_of(disk, root, &file, &mut findings) else { continue };
                let inner = found.to_string_lossy().replace('\\', "/");
                // Components have a folder of their own in Tera's one space of names.
                let name = if kind == "templates" {
                    format!("{theme}/{inner}")
                } else {
                    format!("{theme}/components/{inner}")
                };
                print.text(&name).text(&text);
                files.insert(name.clone(), file);
                texts.push((name, text));
            }
        }
    }
    let mut tera = empty(names);
    if let Err(error) =
        tera.add_raw_templates(texts.iter().map(|(name, text)| (name.as_str(), text.as_str())))
    {
        findings.extend(broken(names, &texts, &files, &error));
        tera = empty(names);
    }
    let scripts = texts.iter().filter(|(_, text)| runs_code(text)).count();
    (Loaded { tera, files, texts, scripts }, findings)
}

/// The templates that a list says it is for, or that a section names, with where.
pub(super) fn named(node: &Node, file: &Arc<Path>) -> Vec<(String, Place)> {
    let several = node.get("for").and_then(Node::list).unwrap_or_default().iter();
    let one = ["template", "by_year"].into_iter().filter_map(|key| node.get(key));
    several
        .chain(one)
        .filter_map(|name| Some((name.text()?.to_owned(), Place::new(file, name.span))))
        .collect()
}

/// The templates a chain of themes lacks, as far as its theme.toml is to blame.
#[derive(Clone, Default)]
pub(super) struct Absent {
    named: BTreeSet<String>,
    /// Nobody has the front page: theme.toml names no parent that would.
    all: bool,
}

/// What every site has.
const HOME: &str = "home.html";

impl Absent {
    /// Tells of those that theme.toml names, or of the parent it does not name.
    pub(super) fn of(
        named: Vec<(String, Place)>,
        files: &BTreeMap<String, PathBuf>,
        names: &[&str],
    ) -> (Self, Vec<Diagnostic>) {
        let alone = match names {
            [name] if absent(HOME, files).is_some() => Some(Path::new(THEMES).join(name).join("theme.toml")),
            _ => None,
        };
        if let Some(file) = alone {
            let finding = Diagnostic::new(codes::NO_PARENT).with("name", HOME).with("theme", names.join(""));
            return (Self { all: true, ..Self::default() }, vec![finding.at(Place::file(file))]);
        }
        let (mut told, mut findings) = (Self::default(), Vec::new());
        for (name, place) in named {
            findings.extend(absent(&name, files).map(|finding| finding.at(place)));
            told.named.insert(name);
        }
        (told, findings)
    }

    pub(super) fn is_told(&self, template: &str) -> bool {
        self.all || self.named.contains(template)
    }
}

/// What to say of a template that no theme of the chain has, whose files these are; `None` where one has it.
pub(super) fn absent(template: &str, files: &BTreeMap<String, PathBuf>) -> Option<Diagnostic> {
    let short = files.keys().map(|file| file.split_once('/').map_or(file.as_str(), |(_, inner)| inner));
    let known: BTreeSet<&str> = short.filter(|name| !name.starts_with("components/")).collect();
    let finding = || {
        Diagnostic::new(codes::NO_TEMPLATE)
            .with("name", template)
            .with("known", nearest_few(template, known.iter().copied(), 8).join(", "))
            .nearest(template, known.iter().copied())
    };
    (!known.contains(template)).then(finding)
}

/// How Tera's filter for a key is called.
const GET: &str = "get(key=";

/// Every word that could be a value's name.
pub(super) fn words(texts: &[(String, String)]) -> HashSet<Box<str>> {
    texts.iter().flat_map(|(_, text)| text.split(|letter| !in_word(letter))).map(Box::from).collect()
}

/// Whether some template shows values whose names stand nowhere: all it sees, a key that is worked out
/// (`page[name]`, `get(key=name)`), or each pair of a map (`for key, value in page`).
pub(super) fn name_all(texts: &[(String, String)]) -> bool {
    texts
        .iter()
        .any(|(_, text)| text.contains("__tera_context") || works_out_a_key(text) || walks_pairs(text))
}

fn in_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

fn works_out_a_key(text: &str) -> bool {
    let of_value = |at: usize| text[..at].ends_with(|letter| in_word(letter) || matches!(letter, ']' | ')'));
    let indices = text.match_indices('[').filter(|(at, _)| of_value(*at)).map(|(at, _)| at + 1);
    let gets = text.match_indices(GET).map(|(at, _)| at + GET.len());
    indices.chain(gets).any(|at| !is_written_out(text[at..].trim_start()))
}

/// A text in quotes that is the whole key, a number, or a stretch of a list.
fn is_written_out(key: &str) -> bool {
    let quote = key.chars().next().filter(|first| matches!(first, '"' | '\'' | '`'));
    let Some(quote) = quote else {
        return key.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '-' | ':'));
    };
    key[1..].split_once(quote).is_some_and(|(_, behind)| behind.trim_start().starts_with([']', ')', ',']))
}

/// `for key, value in …`
fn walks_pairs(text: &str) -> bool {
    text.match_indices("for ").any(|(at, found)| {
        let head = &text[at + found.len()..];
        let names = head.find(" in ").map_or("", |end| &head[..end]);
        names.split_once(',').is_some_and(|(key, value)| {
            [key, value].iter().all(|name| {
                let name = name.trim();
                !name.is_empty() && name.chars().all(in_word)
            })
        })
    })
}

/// Whether a template writes a script into its page; data for search engines is none, and a file is counted as one.
fn runs_code(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower.match_indices("<script").any(|(at, _)| {
        let tag = lower[at..].split('>').next().unwrap_or_default();
        !tag.contains("application/ld+json") && !tag.contains(" src=")
    })
}

fn empty(names: &[&str]) -> Tera {
    let mut tera = Tera::new();
    functions::placeholders(&mut tera);
    // Can only fail on a Tera that holds templates already.
    let _ = tera.set_fallback_prefixes(names.iter().map(|name| format!("{name}/")));
    tera
}

/// Tera stops at the first broken template; each is tried alone, so that all are said.
fn broken(
    names: &[&str],
    texts: &[(String, String)],
    files: &BTreeMap<String, PathBuf>,
    first: &tera::Error,
) -> Vec<Diagnostic> {
    let alone = |(name, text): &(String, String)| {
        let error = empty(names).add_raw_template(name, text).err()?;
        matches!(error.kind(), ErrorKind::SyntaxError(_)).then(|| finding(&error, name, files))
    };
    let all: Vec<Diagnostic> = texts.iter().filter_map(alone).collect();
    match first.kind() {
        _ if !all.is_empty() => all,
        ErrorKind::Msg(reports) => reported(reports, texts, files),
        _ => vec![finding(first, "", files)],
    }
}

/// What names a filter, component, block … that is not there, Tera tells of all templates in one text: reports of an
/// `error:`, a line with the place, and the lines it stands in.
fn reported(reports: &str, texts: &[(String, String)], files: &BTreeMap<String, PathBuf>) -> Vec<Diagnostic> {
    let mut all = Vec::new();
    let mut lines = reports.lines();
    while let Some(line) = lines.next() {
        let Some(reason) = line.strip_prefix("error: ") else { continue };
        let finding = Diagnostic::new(codes::TEMPLATE_SYNTAX).with("reason", reason);
        let at = lines.next().and_then(|line| line.trim_start().strip_prefix("--> "));
        let place = at.and_then(|at| {
            let mut parts = at.rsplitn(3, ':');
            let (column, line) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
            let name = parts.next()?;
            let (_, text) = texts.iter().find(|(known, _)| known == name)?;
            Some(Place::new(&Arc::from(files.get(name)?.as_path()), word_at(text, line, column)?))
        });
        all.push(match place {
            Some(place) => finding.at(place),
            None => finding,
        });
    }
    if all.is_empty() {
        all.push(Diagnostic::new(codes::TEMPLATE_SYNTAX).with("reason", reports));
    }
    all
}

/// Where a word stands, by its line and column, both from 1.
fn word_at(text: &str, line: usize, column: usize) -> Option<Range<usize>> {
    let before = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum::<usize>();
    let rest = text.get(before..)?;
    let start = before + rest.char_indices().nth(column.checked_sub(1)?).map_or(rest.len(), |(at, _)| at);
    let word = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.' | '<' | '"' | '/' | '-');
    let rest = &text[start..];
    let first = rest.chars().next().map_or(0, char::len_utf8);
    Some(start..start + rest.find(|letter| !word(letter)).unwrap_or(rest.len()).max(first))
}

fn finding(error: &tera::Error, name: &str, files: &BTreeMap<String, PathBuf>) -> Diagnostic {
    let (reason, place) = place_of(error, name, files);
    let finding = Diagnostic::new(codes::TEMPLATE_SYNTAX).with("reason", reason);
    match place {
        Some(place) => finding.at(place),
        None => finding,
    }
}

/// What Tera says of an error, and where in which file of the theme.
pub fn place_of(
    error: &tera::Error,
    name: &str,
    files: &BTreeMap<String, PathBuf>,
) -> (String, Option<Place>) {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let file = files.get(report.filename()).or_else(|| files.get(name));
            let place = file.map(|file| Place::new(&Arc::from(file.as_path()), report.span().range.clone()));
            (report.message().to_owned(), place)
        }
        ErrorKind::MissingParent { current: tpl, .. }
        | ErrorKind::CircularExtend { tpl, .. }
        | ErrorKind::CircularInclude { tpl, .. } => {
            (error.to_string(), files.get(tpl).map(|file| Place::file(file.clone())))
        }
        other => (other.to_string(), files.get(name).map(|file| Place::file(file.clone()))),
    }
}

#[cfg(test)]
mod tests {
    use super::name_all;

    #[test]
    fn a_name_that_is_worked_out_may_be_any() {
        let all = |text: &str| name_all(&[("x.html".to_owned(), text.to_owned())]);
        for text in [
            "{{ page[what] }}",
            "{{ p[ what ] }}",
            "{{ page[\"t\" ~ \"oc\"] }}",
            "{{ page | get(key=name, default=1) }}",
            "{% for key, value in page %}",
            "{{ __tera_context }}",
        ] {
            assert!(all(text), "{text}");
        }
        for text in [
            "{{ page[\"toc\"] }}",
            "{{ items[0].a[-1][:2] }}",
            "{{ page | get(key=\"toc\", default=[a, b]) }}",
            "{% for item in [a, b] %}{% if x in [y] %}",
            "Wait for it, then look in the box",
        ] {
            assert!(!all(text), "{text}");
        }
    }
}
