//! A book as one file to carry away: EPUB 3.
//!
//! In: the leaves as XML and the pictures they show. Out: the bytes of the container. The same book gives the same bytes:
//! no clock, no chance, one order.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::fingerprint::Fingerprint;
use crate::render::{IMAGES, Leaf};
use crate::text::escaped;

/// What a book is.
pub struct About<'a> {
    /// Its title.
    pub title: &'a str,
    /// What it is about.
    pub lead: &'a str,
    /// Who publishes it.
    pub publisher: &'a str,
    /// Its language and that language's direction.
    pub lang: (&'a str, &'a str),
    /// What its list of chapters is called.
    pub contents: &'a str,
    /// Its whole address on the site, which no other book has.
    pub home: &'a str,
    /// The day it last changed: `2026-01-15`.
    pub changed: &'a str,
    /// The colours of its cover: the ground, and the dots.
    pub colors: (&'a str, &'a [String]),
}

/// Counts up whenever the same leaves would give other bytes.
pub const ENGINE: u64 = 1;

const CONTAINER: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles><rootfile full-path=\"book/book.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles></container>\n";

/// The names of the pictures that leaves show, below [`IMAGES`].
pub fn pictures(leaves: &[Leaf]) -> BTreeSet<String> {
    let start = format!("src=\"{IMAGES}");
    let of = |leaf: &Leaf| -> Vec<String> {
        let after = leaf.text.split(start.as_str()).skip(1);
        after.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())).collect()
    };
    leaves.iter().flat_map(of).collect()
}

/// The book's bytes.
///
/// # Errors
/// What the container says; it is written to memory.
pub fn epub(about: &About<'_>, leaves: &[Leaf], pictures: &[(String, Vec<u8>)]) -> Result<Vec<u8>, String> {
    let mut files: Vec<(String, Vec<u8>)> = vec![
        ("META-INF/container.xml".to_owned(), CONTAINER.into()),
        ("book/book.opf".to_owned(), package(about, leaves, pictures).into_bytes()),
        ("book/nav.xhtml".to_owned(), nav(about, leaves).into_bytes()),
        ("book/cover.svg".to_owned(), cover(about).into_bytes()),
    ];
    files.extend(leaves.iter().map(|leaf| (format!("book/{}", leaf.name), leaf.text.clone().into_bytes())));
    files.extend(pictures.iter().map(|(name, bytes)| (format!("book/{IMAGES}{name}"), bytes.clone())));
    container(&files).map_err(|error| error.to_string())
}

fn container(files: &[(String, Vec<u8>)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // The earliest moment such a container can tell.
    let plain = SimpleFileOptions::default()
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644)
        .compression_method(CompressionMethod::Stored);
    let packed = plain.compression_method(CompressionMethod::Deflated).compression_level(Some(9));
    // By this name, first and as it is, readers tell what the file is.
    zip.start_file("mimetype", plain)?;
    zip.write_all(b"application/epub+zip")?;
    for (name, bytes) in files {
        let shut = [".jpg", ".png", ".webp"].iter().any(|end| name.ends_with(end));
        zip.start_file(name.as_str(), if shut { plain } else { packed })?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn package(about: &About<'_>, leaves: &[Leaf], pictures: &[(String, Vec<u8>)]) -> String {
    let (lang, dir) = about.lang;
    let digits = Fingerprint::of(format!("{} {lang}", about.home).as_bytes()).to_string();
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    // A name made of its address: version 8, whose digits are the maker's own.
    let id = format!("{}-{}-8{}-8{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32));
    let mut opf = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" \
         unique-identifier=\"id\" xml:lang=\"{lang}\" dir=\"{dir}\">\n<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n\
         <dc:identifier id=\"id\">urn:uuid:{id}</dc:identifier>\n<dc:title>{}</dc:title>\n<dc:language>{lang}</dc:language>\n\
         <dc:publisher>{}</dc:publisher>\n<dc:source>{}</dc:source>\n",
        escaped(about.title),
        escaped(about.publisher),
        escaped(about.home),
    );
    if !about.lead.is_empty() {
        let _ = writeln!(opf, "<dc:description>{}</dc:description>", escaped(about.lead));
    }
    let _ = writeln!(opf, "<meta property=\"dcterms:modified\">{}T00:00:00Z</meta>", about.changed);
    for (property, value) in [
        ("accessMode", "textual"),
        ("accessModeSufficient", "textual"),
        ("accessibilityFeature", "readingOrder"),
        ("accessibilityFeature", "structuralNavigation"),
        ("accessibilityFeature", "tableOfContents"),
        ("accessibilityHazard", "none"),
    ] {
        let _ = writeln!(opf, "<meta property=\"schema:{property}\">{value}</meta>");
    }
    opf.push_str("</metadata>\n<manifest>\n<item id=\"nav\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\n<item id=\"cover\" href=\"cover.svg\" media-type=\"image/svg+xml\" properties=\"cover-image\"/>\n");
    for (number, leaf) in leaves.iter().enumerate() {
        let drawn = if leaf.drawn { " properties=\"svg\"" } else { "" };
        let name = &leaf.name;
        let _ = writeln!(
            opf,
            "<item id=\"leaf-{number}\" href=\"{name}\" media-type=\"application/xhtml+xml\"{drawn}/>"
        );
    }
    for (number, (name, _)) in pictures.iter().enumerate() {
        let kind = match name.rsplit('.').next() {
            Some("svg") => "image/svg+xml",
            Some("png") => "image/png",
            Some("webp") => "image/webp",
            Some("gif") => "image/gif",
            _ => "image/jpeg",
        };
        let name = escaped(name);
        let _ = writeln!(opf, "<item id=\"image-{number}\" href=\"{IMAGES}{name}\" media-type=\"{kind}\"/>");
    }
    let _ = writeln!(opf, "</manifest>\n<spine page-progression-direction=\"{dir}\">");
    for number in 0..leaves.len() {
        let _ = writeln!(opf, "<itemref idref=\"leaf-{number}\"/>");
        if number == 0 {
            opf.push_str("<itemref idref=\"nav\"/>\n");
        }
    }
    opf.push_str("</spine>\n</package>\n");
    opf
}

/// The list of chapters, those below others within them.
fn nav(about: &About<'_>, leaves: &[Leaf]) -> String {
    let (lang, dir) = about.lang;
    let contents = escaped(about.contents);
    let mut nav = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" \
         xmlns:epub=\"http://www.idpf.org/2007/ops\" lang=\"{lang}\" xml:lang=\"{lang}\" dir=\"{dir}\">\n<head><title>{}</title></head>\n\
         <body>\n<nav epub:type=\"toc\" role=\"doc-toc\" id=\"toc\"><h1>{contents}</h1>\n<ol>",
        escaped(about.title)
    );
    let mut level = 0;
    for leaf in leaves {
        let Some((number, title)) = &leaf.title else { continue };
        // A part that is missing in this language leaves no step out.
        let wanted = leaf.level.min(level + 1).max(1);
        if level > 0 && wanted > level {
            nav.push_str("\n<ol>");
        } else if level > 0 {
            nav.push_str("</li>");
            (wanted..level).for_each(|_| nav.push_str("\n</ol></li>"));
        }
        level = wanted;
        let _ = write!(nav, "\n<li><a href=\"{}\">{}. {}</a>", leaf.name, escaped(number), escaped(title));
    }
    (1..level).for_each(|_| nav.push_str("</li>\n</ol>"));
    nav.push_str("</li>\n</ol></nav>\n</body>\n</html>\n");
    nav
}

/// Letters of a line on the cover.
const LINE: usize = 16;

/// The cover: the title on the brand's ground, under rows of dots.
fn cover(about: &About<'_>) -> String {
    let (ground, dots) = about.colors;
    let mut svg = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 600 800\" \
         width=\"600\" height=\"800\"><title>{}</title><rect width=\"600\" height=\"800\" fill=\"{}\"/>",
        escaped(about.title),
        escaped(ground)
    );
    for row in 0..6 {
        for column in 0..14 {
            let color =
                dots.get((row * 5 + column * 3) % dots.len().max(1)).map_or("#ffffff", String::as_str);
            let (x, y) = (40 + column * 40, 60 + row * 40);
            let _ = write!(svg, "<circle cx=\"{x}\" cy=\"{y}\" r=\"12\" fill=\"{}\"/>", escaped(color));
        }
    }
    let (x, anchor) = (300, "middle");
    let _ = write!(
        svg,
        "<g fill=\"#ffffff\" font-family=\"serif\" text-anchor=\"{anchor}\" direction=\"{}\">",
        about.lang.1
    );
    for (number, line) in lines(about.title).iter().enumerate() {
        let y = 400 + number * 64;
        let _ = write!(
            svg,
            "<text x=\"{x}\" y=\"{y}\" font-size=\"52\" font-weight=\"bold\">{}</text>",
            escaped(line)
        );
    }
    let publisher = escaped(about.publisher);
    let _ = writeln!(svg, "<text x=\"{x}\" y=\"750\" font-size=\"28\">{publisher}</text></g></svg>");
    svg
}

/// A title in short lines; five of them.
fn lines(title: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in title.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= LINE => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.truncate(5);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(name: &str, number: &str, level: usize) -> Leaf {
        let title = (!number.is_empty()).then(|| (number.to_owned(), format!("Om <{number}>")));
        let text = format!("<html><img src=\"{IMAGES}a&amp;b.png\"/></html>");
        Leaf { name: name.to_owned(), title, level, drawn: false, text }
    }

    fn about() -> About<'static> {
        About {
            title: "Slik starter dere et Globale",
            lead: "",
            publisher: "Globale Vik",
            lang: ("nb", "ltr"),
            contents: "Innhold",
            home: "https://vik.example/handbok/",
            changed: "2026-01-15",
            colors: ("#0b5d6b", &[]),
        }
    }

    #[test]
    fn the_container_says_first_what_it_is_and_is_the_same_each_time() {
        let leaves = [leaf("title.xhtml", "", 1), leaf("chapter-1.xhtml", "1", 1)];
        let book = epub(&about(), &leaves, &[]).unwrap();
        assert_eq!(&book[30..58], b"mimetypeapplication/epub+zip");
        assert_eq!(book, epub(&about(), &leaves, &[]).unwrap());
    }

    #[test]
    fn chapters_below_others_stand_within_them() {
        let leaves = [leaf("t", "", 1), leaf("1", "1", 1), leaf("1-1", "1.1", 2), leaf("2", "2", 1)];
        let nav = nav(&about(), &leaves);
        let list: String = nav.split("<ol>").skip(1).collect::<Vec<_>>().join("<ol>").replace('\n', "");
        assert!(
            list.starts_with(
                "<li><a href=\"1\">1. Om &lt;1&gt;</a><ol><li><a href=\"1-1\">1.1. Om &lt;1.1&gt;</a></li></ol></li><li><a href=\"2\">2."
            ),
            "{list}"
        );
    }

    #[test]
    fn a_title_is_broken_between_words() {
        assert_eq!(lines("Slik starter dere et Globale"), ["Slik starter", "dere et Globale"]);
    }
}
