//! What a finished page weighs on its way to a reader, and which part of it weighs most.
//!
//! In: a page's bytes. Out: bytes as hosts send them, compressed with brotli. Compressing costs half a millisecond a page, so
//! two bounds come first: [`at_most`] in a hundredth of that, and [`deflated`] in a quarter. Only what neither clears is
//! compressed.

use super::elsewhere::tag::{self, Tag};
use super::elsewhere::{closing, declaration, holds_no_tags};

/// How hard hosts compress pages they send as they are asked for.
const QUALITY: i32 = 5;
/// The window, as a power of two: wider than any page should be, and cheaper to set up than the widest.
const WINDOW: i32 = 18;
/// Parts of a page that are weighed one by one.
const PARTS: usize = 60;
/// A part is named rather than what holds it where it has this share of its weight.
const MOST: f64 = 0.6;
/// Letters of a heading, or of a name.
const LONG: usize = 60;

/// Bytes, compressed.
pub fn compressed(bytes: &[u8]) -> usize {
    let params = brotli::enc::BrotliEncoderParams {
        quality: QUALITY,
        lgwin: WINDOW,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut out = Vec::with_capacity(bytes.len() / 2);
    // Reading and writing memory does not fail; what could not be compressed weighs what it is.
    match brotli::BrotliCompress(&mut &*bytes, &mut out, &params) {
        Ok(_) => out.len(),
        Err(_) => bytes.len(),
    }
}

/// What the bytes weigh compressed, at most: as if each had a code of its own by how often it stands there, and nothing
/// were said twice. Anything that compresses does at least that.
pub fn at_most(bytes: &[u8]) -> usize {
    let mut counts = [0_u32; 256];
    bytes.iter().for_each(|byte| counts[usize::from(*byte)] += 1);
    let all = bytes.len() as f64;
    let bits = |count: &u32| f64::from(*count) * (all / f64::from(*count)).log2();
    let bits: f64 = counts.iter().filter(|count| **count > 0).map(bits).sum();
    // Codes of whole bits waste some, more so where there are few; and the codes must be sent too.
    let waste = if bits < 4.0 * all { 1.3 } else { 1.05 };
    (bits / 8.0 * waste) as usize + 320
}

/// What the bytes weigh compressed, at most: in the oldest way and with the least effort. On a page brotli saves a quarter of
/// that; on noise it may take a hundredth more, so a little is put on top.
pub fn deflated(bytes: &[u8]) -> usize {
    let weight = miniz_oxide::deflate::compress_to_vec(bytes, 1).len();
    weight + weight / 32 + 16
}

/// The addresses of the stylesheets a page waits for before it is shown.
pub fn stylesheets(page: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    walk(page, &mut |step| {
        let Step::Open(tag, ..) = step else { return true };
        if tag.name.eq_ignore_ascii_case(b"link") && blocks(&tag) {
            found.push(tag.value("href").into_owned());
        }
        // Later ones do not hold up what stands before them.
        !tag.name.eq_ignore_ascii_case(b"body")
    });
    found
}

fn blocks(tag: &Tag<'_>) -> bool {
    let is = |word: &str, wanted: &str| word.eq_ignore_ascii_case(wanted);
    let rel = tag.value("rel");
    let has = |wanted: &str| rel.split_ascii_whitespace().any(|word| is(word, wanted));
    has("stylesheet") && !has("alternate") && !is(tag.value("media").trim(), "print")
}

/// A part of a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// What it is, in the program's words.
    pub what: String,
    /// How much lighter the page is without it.
    pub weight: usize,
}

/// An element's bytes, and the element that holds it.
struct Element<'a> {
    tag: Tag<'a>,
    start: usize,
    end: usize,
    parent: Option<usize>,
}

/// The part of a page that weighs most: each is left out in turn, and the page compressed without it.
pub fn heaviest(page: &[u8]) -> Option<Part> {
    let all = elements(page);
    let whole = compressed(page);
    let frame = |element: &Element<'_>| {
        [&b"html"[..], b"body", b"main"].iter().any(|name| element.tag.name.eq_ignore_ascii_case(name))
    };
    let mut large: Vec<usize> = (0..all.len()).filter(|at| !frame(&all[*at])).collect();
    large.sort_by_key(|at| (std::cmp::Reverse(all[*at].end - all[*at].start), *at));
    large.truncate(PARTS);
    let weighed: Vec<(usize, usize)> = large
        .into_iter()
        .map(|at| {
            let rest = [&page[..all[at].start], &page[all[at].end..]].concat();
            (at, whole.saturating_sub(compressed(&rest)))
        })
        .collect();
    let most = |within: &dyn Fn(usize) -> bool| {
        let inside = weighed.iter().filter(|(at, _)| within(*at));
        inside.copied().max_by_key(|(at, weight)| (*weight, std::cmp::Reverse(*at)))
    };
    let (mut part, mut weight) = most(&|_| true)?;
    while let Some((inner, less)) = most(&|at| inside(&all, at, part)) {
        if is_whole(all[part].tag.name) || (less as f64) < weight as f64 * MOST {
            break;
        }
        (part, weight) = (inner, less);
    }
    Some(Part { what: described(page, &all, part), weight })
}

/// Whether an element stands somewhere in another.
fn inside(all: &[Element<'_>], mut at: usize, outer: usize) -> bool {
    while let Some(parent) = all[at].parent {
        if parent == outer {
            return true;
        }
        at = parent;
    }
    false
}

/// Elements that are named as one thing, whatever they hold.
fn is_whole(name: &[u8]) -> bool {
    const WHOLE: [&[u8]; 9] = [b"svg", b"table", b"ul", b"ol", b"dl", b"nav", b"head", b"form", b"pre"];
    WHOLE.iter().any(|whole| name.eq_ignore_ascii_case(whole))
}

/// An element in words; `diagnostic/terms` has them in the reader's language.
fn described(page: &[u8], all: &[Element<'_>], at: usize) -> String {
    let element = &all[at];
    let name = String::from_utf8_lossy(element.tag.name).to_ascii_lowercase();
    let children = |wanted: &str| {
        let own = all.iter().filter(|child| child.parent == Some(at));
        own.filter(|child| child.tag.name.eq_ignore_ascii_case(wanted.as_bytes())).count()
    };
    let own_text = |tag: &str| {
        let inner = (at..all.len()).find(|inner| {
            inside(all, *inner, at) && all[*inner].tag.name.eq_ignore_ascii_case(tag.as_bytes())
        });
        inner.map(|inner| plain(&page[all[inner].start..all[inner].end])).filter(|text| !text.is_empty())
    };
    let called = short(&element.tag.value("aria-label"));
    let heading = || (1..=6).find_map(|level| own_text(&format!("h{level}")));
    match &*name {
        "svg" if called.is_empty() => "a drawing".to_owned(),
        "svg" => format!("the drawing `{called}`"),
        "table" => {
            own_text("caption").map_or_else(|| "a table".to_owned(), |name| format!("the table `{name}`"))
        }
        "ul" | "ol" => format!("a list of {} items", children("li")),
        "dl" => format!("a list of {} items", children("div").max(children("dt"))),
        "nav" => "the navigation".to_owned(),
        "head" => "the head of the page".to_owned(),
        "style" => "styles in the page".to_owned(),
        "script" => "scripts in the page".to_owned(),
        _ if children("p") >= 3 || name == "p" => "the text itself".to_owned(),
        _ => match (heading(), element.tag.value("class")) {
            (Some(heading), _) => format!("the part `{heading}`"),
            (None, class) if class.is_empty() => format!("the element `{name}`"),
            (None, class) => format!("the element `{name}.{}`", short(&class).replace(' ', ".")),
        },
    }
}

/// The words of an element without its tags.
fn plain(html: &[u8]) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(at) = memchr::memchr(b'<', rest) {
        text.push_str(&String::from_utf8_lossy(&rest[..at]));
        rest = &rest[memchr::memchr(b'>', &rest[at..]).map_or(rest.len(), |end| at + end + 1)..];
    }
    short(&tag::decoded(text.as_bytes()))
}

fn short(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<&str>>().join(" ");
    match words.char_indices().nth(LONG) {
        Some((end, _)) => words[..end].trim_end().to_owned() + "…",
        None => words,
    }
}

/// One tag of a page, with where it begins and ends.
enum Step<'a> {
    Open(Tag<'a>, usize, usize),
    Close(&'a [u8], usize),
}

/// Every element of a page. What is never closed ends with what holds it.
fn elements(page: &[u8]) -> Vec<Element<'_>> {
    let mut all: Vec<Element<'_>> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    walk(page, &mut |step| {
        match step {
            Step::Open(tag, start, end) => {
                let leaf = is_void(tag.name) || tag.attributes.ends_with(b"/") || holds_no_tags(tag.name);
                all.push(Element { tag, start, end, parent: open.last().copied() });
                if !leaf {
                    open.push(all.len() - 1);
                }
            }
            Step::Close(name, end) => {
                let opened = open.iter().rposition(|at| all[*at].tag.name.eq_ignore_ascii_case(name));
                if let Some(opened) = opened {
                    open.drain(opened..).for_each(|at| all[at].end = end);
                }
            }
        }
        true
    });
    open.into_iter().for_each(|at| all[at].end = page.len());
    all
}

fn is_void(name: &[u8]) -> bool {
    const VOID: [&[u8]; 13] = [
        b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta", b"source",
        b"track", b"wbr",
    ];
    VOID.iter().any(|void| name.eq_ignore_ascii_case(void))
}

/// Goes through the tags of a page, until told to stop.
fn walk<'a>(page: &'a [u8], then: &mut impl FnMut(Step<'a>) -> bool) {
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'<', page.get(at..).unwrap_or_default()) {
        let start = at + open;
        let rest = page.get(start + 1..).unwrap_or_default();
        let name_end = |text: &[u8]| text.iter().position(|byte| tag::ends_name(*byte)).unwrap_or(text.len());
        let (length, go_on) = match rest.first() {
            Some(letter) if letter.is_ascii_alphabetic() => {
                let name = &rest[..name_end(rest)];
                let Some(end) = tag::end(rest, name.len()) else { return };
                let content = rest.get(end + 1..).unwrap_or_default();
                let own = if holds_no_tags(name) { closing(content, name) } else { 0 };
                let tag = Tag { name, attributes: &rest[name.len()..end] };
                (end + own, then(Step::Open(tag, start, start + 2 + end + own)))
            }
            Some(b'/') => {
                let end = memchr::memchr(b'>', rest).unwrap_or(rest.len());
                (
                    end,
                    then(Step::Close(&rest[1..1 + name_end(&rest[1..])], (start + 2 + end).min(page.len()))),
                )
            }
            Some(b'!') => (declaration(rest), true),
            _ => (0, true),
        };
        if !go_on {
            return;
        }
        at = start + 1 + length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<!doctype html><html><head><title>T &lt;</title>\
        <link rel=stylesheet href=\"/assets/style-1.css\"><link rel=stylesheet media=print href=/p.css>\
        <link rel=\"alternate stylesheet\" href=/o.css></head><body><main><!-- <link rel=stylesheet href=/c.css> -->";

    #[test]
    fn only_what_holds_a_page_up_is_its_stylesheet() {
        assert_eq!(stylesheets(PAGE.as_bytes()), ["/assets/style-1.css"]);
        let late = "<body><link rel=stylesheet href=/late.css>";
        assert_eq!(stylesheets(late.as_bytes()), Vec::<String>::new());
    }

    fn noise(seed: u64, letters: usize, kinds: u64) -> String {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            char::from(b'a' + ((state >> 33) % kinds) as u8)
        };
        (0..letters).map(|_| next()).collect()
    }

    #[test]
    fn the_bound_is_never_below_the_weight() {
        for letters in [0, 1, 50, 500, 5000, 20_000] {
            for kinds in [1, 2, 3, 5, 9, 15, 16, 17, 26] {
                let text = noise(letters as u64 + kinds, letters, kinds);
                let weight = compressed(text.as_bytes());
                for most in [at_most(text.as_bytes()), deflated(text.as_bytes())] {
                    assert!(weight <= most, "{letters} letters of {kinds}: {weight} > {most}");
                }
            }
        }
        let bytes: Vec<u8> =
            (0..100_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        assert!(compressed(&bytes) <= at_most(&bytes).min(deflated(&bytes)));
    }

    #[test]
    fn the_heaviest_part_is_named() {
        let heavy = noise(7, 9000, 26);
        let cases = [
            (
                format!("<div><svg role=img aria-label='A &amp; B'><path d='{heavy}'/></svg></div>"),
                "the drawing `A & B`",
            ),
            (
                format!(
                    "<section><table><caption>Who <b>came</b></caption><tr><td>{heavy}</table></section>"
                ),
                "the table `Who came`",
            ),
            (
                format!(
                    "<ul><li>{}</li></ul>",
                    heavy
                        .as_bytes()
                        .chunks(90)
                        .map(|chunk| String::from_utf8_lossy(chunk).into_owned())
                        .collect::<Vec<_>>()
                        .join("</li><li>")
                ),
                "a list of 100 items",
            ),
            (
                format!(
                    "<div class='prose'><p>{}</p></div>",
                    heavy
                        .as_bytes()
                        .chunks(900)
                        .map(|chunk| String::from_utf8_lossy(chunk).into_owned())
                        .collect::<Vec<_>>()
                        .join("</p><p>")
                ),
                "the text itself",
            ),
            (
                format!(
                    "<section><h2>Partners</h2><div>{}</div><div>{}</div></section>",
                    &heavy[..4500],
                    &heavy[4500..]
                ),
                "the part `Partners`",
            ),
            (format!("<style>{heavy}</style><p>x"), "styles in the page"),
            (format!("<div class='a b'>{heavy}</div>"), "the element `div.a.b`"),
        ];
        for (inside, expected) in cases {
            let page = format!("{PAGE}<p>short</p>{inside}</main></body></html>");
            let part = heaviest(page.as_bytes()).expect("the page has parts");
            assert_eq!(part.what, expected);
            assert!(part.weight > 4000, "{expected} weighs {}", part.weight);
        }
        assert_eq!(heaviest(b"no tags < at all"), None);
    }
}
