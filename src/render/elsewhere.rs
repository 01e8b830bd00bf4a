//! What a finished page or stylesheet loads from another origin (DESIGN P08).
//!
//! In: bytes, and the origin they are published at. Out: every address outside it that a browser fetches by itself, or
//! sends a form to. Links a reader follows (`<a href>`) are not among these, nor are words in the text. The tags are read
//! as browsers read them: without case, with entities, with tabs and line breaks inside an address, with `\` for `/`.
//! Any bytes may come; the walk goes forward and ends with them.

use memchr::{memchr, memchr_iter, memchr3, memmem};

mod address;
mod css;
pub(in crate::render) mod tag;

use address::{is_elsewhere, shown};
use tag::{Tag, decoded};

/// Frames in frames (`srcdoc`) are read this deep; a deeper one counts as found.
const DEPTH: u8 = 4;
/// Findings of one file.
const FEW: usize = 20;

/// One address outside the origin, and what loads it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Elsewhere {
    /// The element and attribute, such as `img src`, or the CSS word.
    pub what: String,
    /// The address, shortened.
    pub address: String,
}

/// How bytes are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Tags: HTML, and SVG.
    Html,
    /// A stylesheet.
    Css,
}

/// How a file of this name is read; `None` for what loads nothing.
pub fn kind_of(name: &str) -> Option<Kind> {
    let end = name.rsplit('.').next().unwrap_or_default();
    match end.to_ascii_lowercase().as_str() {
        "html" | "htm" | "xhtml" | "svg" => Some(Kind::Html),
        "css" => Some(Kind::Css),
        _ => None,
    }
}

/// Every address outside `origin` (`https://globale.example`) that the bytes load, a few of them at most.
pub fn elsewhere(bytes: &[u8], kind: Kind, origin: &str) -> Vec<Elsewhere> {
    let mut found = Vec::new();
    let mut search = Search { origin, depth: 0, found: &mut found };
    match kind {
        Kind::Html => search.html(bytes),
        Kind::Css => search.css(bytes),
    }
    found.sort();
    found.dedup();
    found.truncate(FEW);
    found
}

/// One look through one file.
struct Search<'a> {
    origin: &'a str,
    depth: u8,
    found: &'a mut Vec<Elsewhere>,
}

impl Search<'_> {
    fn address(&mut self, what: impl FnOnce() -> String, address: &str) {
        if self.found.len() < 10 * FEW && is_elsewhere(address, self.origin) {
            self.found.push(Elsewhere { what: what(), address: shown(address) });
        }
    }

    fn css(&mut self, css: &[u8]) {
        for (word, address) in css::addresses(css) {
            self.address(|| word.to_owned(), &address);
        }
    }

    fn html(&mut self, bytes: &[u8]) {
        let mut at = 0;
        while let Some(open) = memchr(b'<', bytes.get(at..).unwrap_or_default()) {
            let start = at + open + 1;
            let rest = bytes.get(start..).unwrap_or_default();
            at = start
                + match rest.first() {
                    Some(letter) if letter.is_ascii_alphabetic() => self.element(rest),
                    Some(b'!') => declaration(rest),
                    Some(b'?') => {
                        let end = memchr(b'>', rest).unwrap_or(rest.len());
                        self.instruction(&rest[..end]);
                        end
                    }
                    Some(b'/') => end_tag(rest),
                    _ => 0,
                };
        }
    }

    /// `<?xml-stylesheet href="…"?>` loads a stylesheet.
    fn instruction(&mut self, inside: &[u8]) {
        const NAME: &[u8] = b"?xml-stylesheet";
        if inside.get(..NAME.len()).is_some_and(|name| name.eq_ignore_ascii_case(NAME)) {
            self.tag(&Tag { name: NAME, attributes: &inside[NAME.len()..] });
        }
    }

    /// Reads the tag whose name begins the bytes, and the content of those that hold no tags. Gives the length read.
    fn element(&mut self, rest: &[u8]) -> usize {
        let name = &rest[..rest.iter().position(|byte| tag::ends_name(*byte)).unwrap_or(rest.len())];
        // Most tags are a name and nothing else.
        if rest.get(name.len()) == Some(&b'>') && !holds_no_tags(name) {
            return name.len();
        }
        let Some(end) = tag::end(rest, name.len()) else {
            // What never closes is no tag to a browser.
            return rest.len();
        };
        let attributes = &rest[name.len()..end];
        if can_speak(attributes) {
            self.tag(&Tag { name, attributes });
        }
        if !holds_no_tags(name) {
            return end;
        }
        let content = rest.get(end + 1..).unwrap_or_default();
        let length = closing(content, name);
        if name.eq_ignore_ascii_case(b"style") {
            self.css(&content[..length]);
        }
        // In a drawing, `<style/>` and `<title/>` have no content: what follows is tags there.
        if attributes.ends_with(b"/") { end } else { end + 1 + length }
    }

    fn tag(&mut self, tag: &Tag<'_>) {
        let is = |name: &str| tag.name.eq_ignore_ascii_case(name.as_bytes());
        for (name, raw) in tag.attributes() {
            let name = name.as_str();
            let Some(role) = role(name) else { continue };
            let (text, what) = (decoded(raw), || what(tag.name, name));
            match role {
                Role::Fetched => self.address(what, &text),
                Role::Link if is("a") || is("area") || (is("link") && !fetches(&tag.value("rel"))) => {}
                Role::Link => self.address(what, &text),
                Role::Set => candidates(&text).for_each(|address| self.address(what, address)),
                Role::List => {
                    text.split_ascii_whitespace().for_each(|address| self.address(what, address));
                }
                Role::Style => {
                    let found = css::addresses(text.as_bytes());
                    found.iter().for_each(|(_, address)| self.address(what, address));
                }
                Role::Data if is("object") => self.address(what, &text),
                Role::Content if is("meta") && is_refresh(&tag.value("http-equiv")) => {
                    refreshed(&text).into_iter().for_each(|address| self.address(what, address));
                }
                Role::Page => self.frame(what, &text),
                Role::Data | Role::Content => {}
            }
        }
    }

    /// A frame whose page stands in an attribute.
    fn frame(&mut self, what: impl Fn() -> String, page: &str) {
        if self.depth < DEPTH {
            Search { origin: self.origin, depth: self.depth + 1, found: &mut *self.found }
                .html(page.as_bytes());
        } else {
            self.found.push(Elsewhere { what: what(), address: "…".to_owned() });
        }
    }
}

/// Elements whose content browsers read as text.
pub(super) fn holds_no_tags(name: &[u8]) -> bool {
    const RAW: [&[u8]; 8] =
        [b"script", b"style", b"title", b"textarea", b"xmp", b"noembed", b"noframes", b"iframe"];
    RAW.iter().any(|raw| name.eq_ignore_ascii_case(raw))
}

/// The length of an end tag behind its `<`. Its attributes mean nothing, but it ends where a start tag would; what no name
/// follows is a comment.
fn end_tag(rest: &[u8]) -> usize {
    let inside = &rest[1..];
    let end = match inside.first() {
        Some(letter) if letter.is_ascii_alphabetic() => {
            let name = inside.iter().position(|byte| tag::ends_name(*byte)).unwrap_or(inside.len());
            // Nearly always nothing stands behind the name.
            if inside.get(name) == Some(&b'>') { Some(name) } else { tag::end(inside, name) }
        }
        _ => memchr(b'>', inside),
    };
    end.map_or(rest.len(), |end| 1 + end)
}

/// The length of a comment or declaration behind its `<`.
pub(super) fn declaration(rest: &[u8]) -> usize {
    let Some(comment) = rest.strip_prefix(b"!--") else {
        return memchr(b'>', rest).unwrap_or(rest.len());
    };
    // `<!-->` and `<!--->` are whole comments, and `--!>` ends one too: browsers see what follows.
    if comment.starts_with(b">") || comment.starts_with(b"->") {
        return 4;
    }
    let ends = [memmem::find(comment, b"-->"), memmem::find(comment, b"--!>")];
    ends.into_iter().flatten().min().map_or(rest.len(), |end| end + 5)
}

/// Where the end tag of a name begins.
pub(super) fn closing(content: &[u8], name: &[u8]) -> usize {
    let closes = |at: &usize| {
        let after = content.get(at + 2..).unwrap_or_default();
        after.get(name.len()).is_none_or(|byte| tag::ends_name(*byte))
            && after.get(..name.len()).is_some_and(|other| other.eq_ignore_ascii_case(name))
    };
    memmem::find_iter(content, b"</").find(closes).unwrap_or(content.len())
}

/// Whether a tag's attributes can name another origin at all: most hold neither a colon nor two slashes, nor anything
/// that could be read as them.
fn can_speak(attributes: &[u8]) -> bool {
    memchr3(b':', b'&', b'\\', attributes).is_some()
        || memchr_iter(b'/', attributes)
            .any(|at| matches!(attributes.get(at + 1), Some(b'/' | b'\n' | b'\t' | b'\r')))
}

/// What an attribute's value is to a browser.
enum Role {
    /// Fetched, wherever it stands.
    Fetched,
    /// Fetched or followed, by its element.
    Link,
    /// Several pictures to choose from.
    Set,
    /// Several addresses.
    List,
    /// CSS, or `url(…)` in a drawing.
    Style,
    /// Fetched by `<object>`.
    Data,
    /// Perhaps where a page leads on by itself.
    Content,
    /// A whole page.
    Page,
}

fn role(name: &str) -> Option<Role> {
    Some(match name {
        "src" | "poster" | "background" | "action" | "formaction" | "lowsrc" | "dynsrc" | "codebase"
        | "classid" | "manifest" => Role::Fetched,
        "href" | "xlink:href" => Role::Link,
        "srcset" | "imagesrcset" => Role::Set,
        "ping" | "archive" => Role::List,
        "style" | "fill" | "stroke" | "filter" | "mask" | "clip-path" | "cursor" | "marker"
        | "marker-start" | "marker-mid" | "marker-end" => Role::Style,
        "data" => Role::Data,
        "content" => Role::Content,
        "srcdoc" => Role::Page,
        _ => return None,
    })
}

/// Element and attribute, as a message names them.
fn what(element: &[u8], attribute: &str) -> String {
    let element = element.strip_prefix(b"?").unwrap_or(element);
    format!("{} {attribute}", String::from_utf8_lossy(element).to_ascii_lowercase())
}

/// Kinds of `<link>` that fetch.
const FETCHING: [&str; 16] = [
    "stylesheet",
    "preload",
    "prefetch",
    "modulepreload",
    "icon",
    "manifest",
    "dns-prefetch",
    "preconnect",
    "prerender",
    "apple-touch-icon",
    "apple-touch-icon-precomposed",
    "apple-touch-startup-image",
    "mask-icon",
    "import",
    "pingback",
    "fluid-icon",
];

fn fetches(rel: &str) -> bool {
    rel.split_ascii_whitespace().any(|word| FETCHING.iter().any(|kind| word.eq_ignore_ascii_case(kind)))
}

fn is_refresh(kind: &str) -> bool {
    kind.trim().eq_ignore_ascii_case("refresh")
}

/// The address of `5; url=…`.
fn refreshed(content: &str) -> Option<&str> {
    let rest = content.split_once([';', ','])?.1.trim_start();
    let rest = match rest.get(..3) {
        Some(url) if url.eq_ignore_ascii_case("url") => {
            rest[3..].trim_start().strip_prefix('=').unwrap_or(rest)
        }
        _ => rest,
    };
    Some(rest.trim().trim_matches(['"', '\'']))
}

/// The addresses of a `srcset`.
fn candidates(set: &str) -> impl Iterator<Item = &str> {
    let mut rest = set;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|letter: char| letter.is_ascii_whitespace() || letter == ',');
        let end = rest.find(|letter: char| letter.is_ascii_whitespace()).unwrap_or(rest.len());
        let (address, after) = rest.split_at(end);
        // What follows are descriptors, up to a comma, unless the address ends with one itself.
        rest = match address.ends_with(',') {
            true => after,
            false => after.split_once(',').map_or("", |(_, after)| after),
        };
        (!address.is_empty()).then(|| address.trim_end_matches(','))
    })
}

#[cfg(test)]
mod tests;
