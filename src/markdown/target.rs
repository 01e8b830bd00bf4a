//! What a link or an image points at, told apart by how it is written.

/// What needs the site to be resolved. Where [`pieces`](crate::text::variable::pieces) finds variables in a path, the filler puts in
/// their values first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    /// `@/companies/rema-1000#id`
    Entry {
        /// What stands after `@/`.
        path: Box<str>,
        /// What stands after `#`, percent-decoded.
        fragment: Option<Box<str>>,
    },
    /// `../rema-1000/index.nb.md#id`
    File {
        /// Relative as written, percent-decoded.
        path: Box<str>,
        /// What stands after `#`, percent-decoded.
        fragment: Option<Box<str>>,
    },
    /// `/historier/`
    Site {
        /// As written; begins with one `/`.
        path: Box<str>,
        /// What stands after `#`, percent-decoded.
        fragment: Option<Box<str>>,
    },
    /// `https://www.{{town}}.example`: an address elsewhere with a variable in it, its scheme already found good.
    /// One without variables never becomes a hole.
    Web {
        /// As written; write it with [`super::push_href`] once the variables are in.
        address: Box<str>,
    },
}

impl Target {
    /// What may hold variables.
    pub fn path(&self) -> &str {
        match self {
            Self::Entry { path, .. } | Self::File { path, .. } | Self::Site { path, .. } => path,
            Self::Web { address } => address,
        }
    }
}

/// Everything a link may be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Link {
    /// Of this site.
    Target(Target),
    /// `#id` in the same document, percent-decoded.
    Fragment(Box<str>),
    /// http, https, mailto or tel, without variables.
    Elsewhere(Box<str>),
}

/// Files people open in another program, by extension: what they are called.
const DOCUMENTS: [(&str, &str); 16] = [
    ("pdf", "PDF"),
    ("doc", "Word"),
    ("docx", "Word"),
    ("xls", "Excel"),
    ("xlsx", "Excel"),
    ("ppt", "PowerPoint"),
    ("pptx", "PowerPoint"),
    ("odt", "ODT"),
    ("ods", "ODS"),
    ("odp", "ODP"),
    ("rtf", "RTF"),
    ("csv", "CSV"),
    ("epub", "EPUB"),
    ("ics", "ICS"),
    ("zip", "ZIP"),
    ("mp3", "MP3"),
];

/// What a document is called, by its file's extension; `None` for everything else.
pub fn download_kind(path: &str) -> Option<&'static str> {
    let extension = path.rsplit_once('.')?.1;
    DOCUMENTS.iter().find(|(known, _)| extension.eq_ignore_ascii_case(known)).map(|(_, kind)| *kind)
}

/// Why a text is no address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BadTarget {
    /// A scheme other than http, https, mailto and tel.
    Scheme(String),
    /// Empty, with a control character, a backslash, two slashes at its beginning, or a `%` that leads nowhere.
    Malformed,
}

impl Link {
    /// Tells what an address is: for links in text, fields of kind link, and arguments of directives.
    ///
    /// # Errors
    /// Where a browser must never be sent there, or no one could go.
    pub fn parse(address: &str) -> Result<Self, BadTarget> {
        if let Some(scheme) = scheme(address) {
            return elsewhere(address, scheme);
        }
        let hidden = |letter: char| letter.is_control() || letter == '\\';
        if address.trim().is_empty() || address.starts_with("//") || address.contains(hidden) {
            return Err(BadTarget::Malformed);
        }
        let (path, fragment) = match address.split_once('#') {
            Some((path, fragment)) => (path, Some(decoded(fragment)?)),
            None => (address, None),
        };
        if path.is_empty() {
            return fragment.filter(|id| !id.is_empty()).map(Self::Fragment).ok_or(BadTarget::Malformed);
        }
        Ok(Self::Target(if let Some(path) = path.strip_prefix("@/") {
            Target::Entry { path: decoded(path)?, fragment }
        } else if path.starts_with('/') {
            Target::Site { path: path.into(), fragment }
        } else {
            let path = decoded(path)?;
            if let Some(scheme) = scheme_of(&path) {
                return Err(BadTarget::Scheme(scheme));
            }
            Target::File { path, fragment }
        }))
    }
}

fn decoded(text: &str) -> Result<Box<str>, BadTarget> {
    if !text.contains('%') {
        return Ok(text.into());
    }
    let text = crate::text::decode_percent(text).ok_or(BadTarget::Malformed)?;
    if text.contains(|letter: char| letter.is_control() || letter == '\\') {
        return Err(BadTarget::Malformed);
    }
    Ok(text.into())
}

fn elsewhere(address: &str, scheme: String) -> Result<Link, BadTarget> {
    if !matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel") {
        return Err(BadTarget::Scheme(scheme));
    }
    if address.contains(|letter: char| letter.is_control() || letter == '\\') || address.starts_with(' ') {
        return Err(BadTarget::Malformed);
    }
    let rest = address.get(scheme.len() + 1..).unwrap_or_default();
    let host = rest.strip_prefix("//").unwrap_or_default();
    if rest.is_empty() || scheme.starts_with("http") && (host.is_empty() || host.starts_with(['/', '?', '#']))
    {
        return Err(BadTarget::Malformed);
    }
    Ok(match crate::text::variable::any(address) {
        true => Link::Target(Target::Web { address: address.into() }),
        false => Link::Elsewhere(address.into()),
    })
}

/// The scheme a browser would read, which drops tabs, line breaks and leading spaces: in lower case.
fn scheme(address: &str) -> Option<String> {
    // Most addresses have no colon at all.
    if address.contains(':') { scheme_of(address) } else { None }
}

fn scheme_of(address: &str) -> Option<String> {
    let end = address.find([':', '/', '?', '#'])?;
    let name = address.get(..end).filter(|_| address.as_bytes().get(end) == Some(&b':'))?;
    let seen: String = name
        .chars()
        .filter(|letter| !letter.is_control() && !letter.is_whitespace() && !invisible(*letter))
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    let begins = seen.starts_with(|letter: char| letter.is_ascii_alphabetic());
    let scheme = |letter: char| letter.is_ascii_alphanumeric() || "+-.".contains(letter);
    (begins && seen.chars().all(scheme)).then_some(seen)
}

fn invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
