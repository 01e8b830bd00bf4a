//! The preview's own pages, and what it adds to the site's.

use std::fmt::Write as _;

use super::site::Shown;
use crate::text::{encode_segment, escaped};

/// Where the script lies that listens for news.
pub(super) const SCRIPT_PATH: &str = "/_globale/reload.js";
/// The script.
pub(super) const SCRIPT: &str = include_str!("reload.js");

/// The towns and their languages.
pub(super) fn start(shown: &Shown<'_>) -> String {
    let mut list = String::new();
    for town in shown.towns {
        let root =
            if shown.has_one_town() { "/".to_owned() } else { format!("/{}/", encode_segment(&town.id)) };
        let mut languages = String::new();
        for (at, lang) in town.languages.iter().enumerate() {
            let folder = if at == 0 { root.clone() } else { format!("{root}{}/", encode_segment(lang)) };
            let (folder, lang) = (escaped(&folder), escaped(lang));
            // Writing to a string cannot fail.
            let _ = write!(languages, "<li><a href=\"{folder}\" hreflang=\"{lang}\">{lang}</a></li>");
        }
        let (root, name) = (escaped(&root), escaped(&town.name));
        let _ = write!(list, "<section><h2><a href=\"{root}\">{name}</a></h2><ul>{languages}</ul></section>");
    }
    page("globale", &list)
}

/// Said where the site has no 404 page of its own.
pub(super) fn nothing() -> String {
    page("404", "<p>There is no page here. <a href=\"/\">To the start</a></p>")
}

/// Where a page cannot be made and never could.
pub(super) fn broken() -> String {
    page("globale", "")
}

fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"robots\" content=\"noindex\">\
         <style>:root{{color-scheme:light dark;font:1.1rem/1.6 system-ui,sans-serif}}\
         body{{max-width:40rem;margin:3rem auto;padding:0 1rem}}ul{{list-style:none;padding:0;display:flex;\
         flex-wrap:wrap;gap:.5rem 1.5rem}}</style></head><body><main><h1>{title}</h1>{body}</main></body></html>"
    )
}

/// A page with the script before its end. The stored page stays as it is.
pub(super) fn with_script(html: &[u8], version: &str) -> Vec<u8> {
    let script = format!("<script src=\"{SCRIPT_PATH}\" data-version=\"{version}\"></script>");
    let end = b"</body>";
    let at =
        html.windows(end.len()).rposition(|window| window.eq_ignore_ascii_case(end)).unwrap_or(html.len());
    let (before, after) = html.split_at(at);
    [before, script.as_bytes(), after].concat()
}

/// What a file is, by its name.
pub(super) fn content_type(file: &str) -> &'static str {
    let name = file.rsplit('/').next().unwrap_or_default();
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "xml" => "application/xml; charset=utf-8",
        "atom" => "application/atom+xml; charset=utf-8",
        "txt" | "md" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "vtt" => "text/vtt; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "gif" => "image/gif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "pdf" => "application/pdf",
        "epub" => "application/epub+zip",
        "wasm" => "application/wasm",
        "mp4" => "video/mp4",
        "mp3" => "audio/mpeg",
        _ => "application/octet-stream",
    }
}
