//! Reads `[layers.…]`: where a layer comes from, and where its pages are at home.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::read::FOREIGN;
use super::{Initiative, UPSTREAM, unknown_name};
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::node::{Pair, Reader};
use crate::text::is_slug;

/// What `[layers.NAME]` says.
#[derive(Clone, PartialEq, Debug)]
pub struct Layer {
    /// Where it stands in site.toml.
    pub place: Place,
    /// Where it is fetched from; `None` for a folder of this project.
    pub upstream: Option<Upstream>,
    /// Where its pages are at home, for search engines.
    pub home: Option<Home>,
}

/// Where a layer is fetched from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Upstream {
    /// The handbook that the program carries with it.
    Bundled,
    /// A folder of the machine, as written: relative to the project.
    Folder(PathBuf),
    /// A folder of a git repository in one of its states.
    Git {
        /// The repository's address.
        url: String,
        /// The whole hash of a commit.
        rev: String,
        /// The folder in the repository; empty for all of it.
        path: String,
    },
}

/// Where untouched pages of a layer are at home.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Home {
    /// An initiative of this site.
    Initiative(String),
    /// Another site, by its address without a slash at its end.
    Elsewhere(String),
}

/// Every layer site.toml describes. Findings go to `site`.
pub(super) fn read<'a>(
    site: &mut Reader<'a>,
    file: &'a Arc<Path>,
    towns: &[Initiative],
) -> BTreeMap<String, Layer> {
    let mut layers = BTreeMap::new();
    for pair in site.table("layers").unwrap_or_default() {
        let mut reader = Reader::new(file, &pair.value);
        let (upstream, home) = (upstream(&mut reader, pair), home(&mut reader, towns));
        let taken = towns.iter().any(|town| *town.id == *pair.key) || &*pair.key == "shared";
        if !good_name(&pair.key) || upstream.is_some() && taken {
            reader.say(bad_name(&pair.key).at(Place::new(file, pair.key_span)));
        } else {
            let place = Place::new(file, pair.key_span);
            layers.insert(pair.key.to_string(), Layer { place, upstream, home });
        }
        for finding in reader.finish(FOREIGN) {
            site.say(finding);
        }
    }
    layers
}

/// A layer's name is a folder's, and nothing that could lead out of `content/`.
pub(super) fn good_name(name: &str) -> bool {
    is_slug(name) && name.is_ascii() && name != UPSTREAM
}

pub(super) fn bad_name(name: &str) -> Diagnostic {
    Diagnostic::new(codes::BAD_LAYER_NAME).with("name", name)
}

fn upstream<'a>(reader: &mut Reader<'a>, pair: &'a Pair) -> Option<Upstream> {
    let (git, rev, path) = (reader.text("git"), reader.text("rev"), reader.text("path"));
    let place = |reader: &Reader<'a>, key: &str| {
        reader.place(pair.value.get(key).map_or(pair.key_span, |node| node.span))
    };
    let refuse = |reader: &mut Reader<'a>, key: &'static str, reason: &'static str| {
        let finding = Diagnostic::new(codes::BAD_LAYER_SOURCE).with("key", key).with("reason", reason);
        let place = place(reader, key);
        reader.say(finding.at(place));
        None
    };
    let bundled = reader.bool("bundled").unwrap_or(false);
    let Some(url) = git else {
        return match path {
            _ if bundled && (path.is_some() || rev.is_some()) => {
                refuse(reader, "bundled", "a bundled layer has no other place to come from")
            }
            None if bundled => Some(Upstream::Bundled),
            None if rev.is_some() => refuse(reader, "rev", "`rev` needs `git`"),
            None => None,
            Some(path) if !is_relative(path) => {
                refuse(reader, "path", "a folder beside the project is named relatively, such as `../shared`")
            }
            Some(path) => Some(Upstream::Folder(path.into())),
        };
    };
    let path = path.unwrap_or_default().trim_matches('/');
    let whole = |rev: &str| matches!(rev.len(), 40 | 64) && rev.bytes().all(|byte| byte.is_ascii_hexdigit());
    match rev {
        _ if bundled => refuse(reader, "bundled", "a bundled layer has no other place to come from"),
        _ if !is_repository(url) => refuse(
            reader,
            "git",
            "a repository is reached by https://, ssh:// or file://, or as git@host:path",
        ),
        None => refuse(reader, "rev", "`git` needs `rev`, the whole hash of a commit"),
        Some(rev) if !whole(rev) => {
            refuse(reader, "rev", "a commit is named by its whole hash, 40 or 64 digits")
        }
        Some(_) if !stays_inside(path) => refuse(reader, "path", "the folder lies inside the repository"),
        Some(rev) => {
            Some(Upstream::Git { url: url.to_owned(), rev: rev.to_lowercase(), path: path.to_owned() })
        }
    }
}

/// The ways git reaches a repository that run no program of its choosing.
fn is_repository(url: &str) -> bool {
    let odd = |letter: char| letter.is_whitespace() || letter.is_control();
    let known = ["https://", "ssh://", "file://"].iter().any(|scheme| url.starts_with(scheme));
    let short = url.split_once(':').is_some_and(|(host, path)| {
        host.contains('@') && !host.starts_with('-') && !host.contains('/') && !path.starts_with(':')
    });
    (known || short) && !url.contains(odd)
}

fn is_relative(path: &str) -> bool {
    let odd = |part: Component<'_>| matches!(part, Component::RootDir | Component::Prefix(_));
    !path.is_empty() && !path.contains('\\') && !Path::new(path).components().any(odd)
}

fn stays_inside(path: &str) -> bool {
    let plain = |part: Component<'_>| matches!(part, Component::Normal(_));
    !path.contains(['\\', ':']) && !path.starts_with('-') && Path::new(path).components().all(plain)
}

fn home<'a>(reader: &mut Reader<'a>, towns: &[Initiative]) -> Option<Home> {
    let written = reader.text("canonical")?;
    if written.starts_with("https://") || written.starts_with("http://") {
        return Some(Home::Elsewhere(written.trim_end_matches('/').to_owned()));
    }
    let known: Vec<&str> = towns.iter().map(|town| town.id.as_str()).collect();
    if known.contains(&written) {
        return Some(Home::Initiative(written.to_owned()));
    }
    let place = reader.node("canonical").map(|node| reader.place(node.span));
    let finding = unknown_name(written, &known);
    reader.say(place.into_iter().fold(finding, Diagnostic::at));
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_is_reached_without_running_anything() {
        for good in
            ["https://a.example/b.git", "ssh://git@a.example/b", "git@a.example:b/c.git", "file:///srv/b"]
        {
            assert!(is_repository(good), "{good}");
        }
        for bad in ["ext::sh -c x", "-uhttps://a", "a/b", "http://a.example/b", "git@a::b", "https://a b"] {
            assert!(!is_repository(bad), "{bad}");
        }
    }

    #[test]
    fn a_folder_in_a_repository_stays_there() {
        assert!(stays_inside("") && stays_inside("content/shared"));
        for bad in ["../x", "a/../b", "/etc", "C:/x", "a\\b", "-x"] {
            assert!(!stays_inside(bad), "{bad}");
        }
    }
}
