//! Whether an address leads to another origin, read as browsers read it.

/// Longest part of an address that a message shows.
const SHOWN: usize = 80;
/// Schemes behind which nothing is fetched over the network.
const LOCAL: [&str; 8] = ["data", "blob", "about", "javascript", "mailto", "tel", "sms", "urn"];

/// Whether a browser on a page of `origin` would leave it for this address.
pub(super) fn is_elsewhere(address: &str, origin: &str) -> bool {
    // Most addresses begin with one slash and a letter.
    let plain = address.as_bytes();
    if plain.first() == Some(&b'/') && plain.get(1).is_none_or(u8::is_ascii_alphanumeric) {
        return false;
    }
    // Many of the others are whole addresses of our own.
    if address.strip_prefix(origin).is_some_and(|rest| rest.starts_with('/')) {
        return false;
    }
    let squeezed: String = address
        .trim_matches(|letter: char| letter <= ' ')
        .chars()
        .filter(|letter| !matches!(letter, '\t' | '\n' | '\r'))
        .map(|letter| if letter == '\\' { '/' } else { letter.to_ascii_lowercase() })
        .collect();
    let (own_scheme, own_host) = origin.split_once("://").unwrap_or(("https", origin));
    if let Some(host) = squeezed.strip_prefix("//") {
        return !same_host(host, own_scheme, own_host);
    }
    let Some((scheme, rest)) = scheme(&squeezed) else { return false };
    if LOCAL.contains(&scheme) {
        return false;
    }
    match rest.strip_prefix("//") {
        Some(host) if scheme == own_scheme => !same_host(host, own_scheme, own_host),
        // Our own scheme without slashes is a path to a browser; nobody writes it by intent.
        _ => true,
    }
}

/// A scheme and what stands behind its colon.
fn scheme(address: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = address.split_once(':')?;
    let first = scheme.bytes().next()?.is_ascii_alphabetic();
    let fits = scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    (first && fits).then_some((scheme, rest))
}

/// Whether the host that begins a text is our own; a name and password before it make it another's.
fn same_host(text: &str, scheme: &str, own: &str) -> bool {
    let bare = |host: &str| {
        let host = host.split(['/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase();
        let port = if scheme == "http" { ":80" } else { ":443" };
        host.strip_suffix(port).map_or(host.clone(), str::to_owned)
    };
    bare(text) == bare(own)
}

/// The address as a message shows it.
pub(super) fn shown(address: &str) -> String {
    let trimmed = address.trim();
    match trimmed.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &trimmed[..end]),
        None => trimmed.to_owned(),
    }
}
