//! `::video{src="…" poster="…" title="…"}`: a picture of ours, and a film that is fetched once the reader asks for it
//! (DESIGN P09). The page loads nothing from YouTube, not even a picture.

use tera::value::Key;
use tera::{Map, Value};

use super::body::{Call, Fill, Spot};
use super::{Viewer, picture, value};
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::markdown::{Arg, Component, Link, Target};

/// The component's name, whose arguments are its own.
pub(super) const NAME: &str = "video";
/// `kind` of a video: YouTube's, or a file beside the text.
pub(super) const KINDS: &[&str] = &["youtube", "video/mp4", "video/webm"];
/// What a video must have.
const NEEDED: [&str; 3] = ["src", "poster", "title"];
/// Letters of a YouTube film's name.
const ID: usize = 11;

impl<'a> Viewer<'a> {
    /// A call of the component with `kind`, `url` and `picture` in place of the address and the poster.
    pub(super) fn video(&self, component: &'a Component, spot: &Spot) -> Fill<'a> {
        let place = spot.place.clone();
        let missing: Vec<String> = NEEDED
            .iter()
            .filter(|name| !component.args.iter().any(|(key, arg, _)| &**key == **name && is_text(arg)))
            .map(|name| format!("`{name}`"))
            .collect();
        if !missing.is_empty() {
            self.say(Diagnostic::new(codes::VIDEO_INCOMPLETE).with("missing", missing.join(", ")).at(place));
            return Fill::Html(String::new());
        }
        let mut args = Map::new();
        let mut whole = true;
        for (name, arg, span) in &component.args {
            let at = Place { file: place.file.clone(), span: *span };
            match (&**name, arg) {
                ("src", Arg::Text(text)) => {
                    let film = self.film(&self.address(text, &spot.lang), &at);
                    whole &= film.is_some();
                    args.extend(film.into_iter().flatten());
                }
                ("poster", Arg::Text(text)) => {
                    let picture = picture::image(self, &self.address(text, &spot.lang), &at);
                    whole &= picture.is_some();
                    args.insert(Key::Str("picture"), picture.map_or_else(Value::none, Value::from));
                }
                (name, Arg::Text(text)) => {
                    args.insert(value::named(name), Value::from(self.with_variables(text, &spot.lang)));
                }
                (name, Arg::Number(number)) => {
                    args.insert(value::named(name), Value::from(*number));
                }
                (name, Arg::Flag) => {
                    args.insert(value::named(name), Value::from(true));
                }
            }
        }
        if !whole {
            return Fill::Html(String::new());
        }
        Fill::Call(Box::new(Call { name: NAME, args, body: None, place }))
    }

    /// `kind` and `url` of a film; `None`, and a finding, where it is none of ours and not on YouTube.
    fn film(&self, address: &str, place: &Place) -> Option<Map> {
        let said =
            |kind: &str, url: String| super::map([("kind", Value::from(kind)), ("url", Value::from(url))]);
        if let Some(url) = youtube(address) {
            return Some(said("youtube", url));
        }
        let ours = match Link::parse(address) {
            Ok(Link::Target(target @ Target::File { .. })) => kind_of(address).map(|kind| (kind, target)),
            _ => None,
        };
        let Some((kind, target)) = ours else {
            let finding = Diagnostic::new(codes::VIDEO_ELSEWHERE).with("address", address);
            self.say(finding.at(place.clone()));
            return None;
        };
        match self.linker.href(self.at, &place.file, &target) {
            Ok(url) => Some(said(kind, url)),
            Err(finding) => {
                self.say(finding.at(place.clone()));
                None
            }
        }
    }
}

fn is_text(arg: &Arg) -> bool {
    matches!(arg, Arg::Text(text) if !text.trim().is_empty())
}

/// The type of a film that lies beside a text, as browsers name it.
pub(super) fn kind_of(file: &str) -> Option<&'static str> {
    match file.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
        "mp4" => Some("video/mp4"),
        "webm" => Some("video/webm"),
        _ => None,
    }
}

/// Where a film of YouTube is shown without its cookies, from any of the addresses people copy.
fn youtube(address: &str) -> Option<String> {
    let rest = address.trim().strip_prefix("https://").or_else(|| address.trim().strip_prefix("http://"))?;
    let (host, path) = rest.split_once('/')?;
    let (path, query) = path.split_once(['?', '#']).unwrap_or((path, ""));
    let asked =
        |name: &str| query.split(['&', '?', '#']).find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let id = match host.to_ascii_lowercase().trim_start_matches("www.").trim_start_matches("m.") {
        "youtu.be" => path.trim_end_matches('/'),
        "youtube.com" | "youtube-nocookie.com" => match path.split_once('/') {
            Some(("embed" | "shorts" | "live" | "v", id)) => id.trim_end_matches('/'),
            _ if path == "watch" => asked("v")?,
            _ => return None,
        },
        _ => return None,
    };
    let fits =
        id.len() == ID && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let start = asked("t").or_else(|| asked("start")).map(|from| from.trim_end_matches('s'));
    let start = start.and_then(|from| from.parse::<u32>().ok()).filter(|from| *from > 0);
    let from = start.map(|from| format!("?start={from}")).unwrap_or_default();
    fits.then(|| format!("https://www.youtube-nocookie.com/embed/{id}{from}"))
}

#[cfg(test)]
mod tests {
    use super::youtube;

    #[test]
    fn whatever_people_copy_from_youtube() {
        let id = "dQw4w9WgXcQ";
        for address in [
            "https://youtu.be/{}",
            "https://youtu.be/{}?si=x",
            "http://www.youtube.com/watch?v={}&list=x",
            "https://m.youtube.com/watch?list=x&v={}",
            "https://youtube.com/shorts/{}",
            "https://www.youtube-nocookie.com/embed/{}",
        ] {
            let found = youtube(&address.replace("{}", id));
            assert_eq!(found, Some(format!("https://www.youtube-nocookie.com/embed/{id}")), "{address}");
        }
        let later = youtube("https://youtu.be/dQw4w9WgXcQ?t=90s");
        assert_eq!(later.as_deref(), Some("https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?start=90"));
        for address in [
            "https://vimeo.com/123",
            "https://youtu.be/short",
            "https://youtu.be/dQw4w9WgX\"Q",
            "https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
            "https://evil.example/youtu.be/dQw4w9WgXcQ",
            "ftp://youtu.be/dQw4w9WgXcQ",
            "youtu.be/dQw4w9WgXcQ",
            "",
        ] {
            assert_eq!(youtube(address), None, "{address}");
        }
    }
}
