use std::path::Path;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use super::*;

/// One entry of a TIFF folder: tag, type, count, value or offset.
fn entry(tag: u16, kind: u16, count: u32, value: [u8; 4]) -> Vec<u8> {
    [&tag.to_be_bytes()[..], &kind.to_be_bytes(), &count.to_be_bytes(), &value].concat()
}

/// A camera's block: held a quarter turned, a serial number, an owner, maker's notes, a position and a thumbnail.
pub(crate) fn camera_block() -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08".to_vec();
    let folder = |entries: &[Vec<u8>], next: u32| {
        [&(entries.len() as u16).to_be_bytes()[..], &entries.concat(), &next.to_be_bytes()].concat()
    };
    // Main folder at 8 (42 bytes), camera's folder at 50 (42), GPS at 92 (18), second folder at 110 (30), values at 140.
    tiff.extend(folder(
        &[
            entry(0x0112, 3, 1, [0, 6, 0, 0]),
            entry(0x8769, 4, 1, 50u32.to_be_bytes()),
            entry(0x8825, 4, 1, 92u32.to_be_bytes()),
        ],
        110,
    ));
    tiff.extend(folder(
        &[
            entry(0x927c, 7, 4, *b"MAKE"),
            entry(0xa430, 2, 8, 140u32.to_be_bytes()),
            entry(0xa431, 2, 8, 148u32.to_be_bytes()),
        ],
        0,
    ));
    tiff.extend(folder(&[entry(0x001d, 2, 11, 156u32.to_be_bytes())], 0));
    tiff.extend(folder(
        &[entry(0x0201, 4, 1, 168u32.to_be_bytes()), entry(0x0202, 4, 1, 4u32.to_be_bytes())],
        0,
    ));
    assert_eq!(tiff.len(), 140);
    tiff.extend(b"OWNER-X\0SERIAL9\0CANARY-GPS\0\0\xff\xd8\xff\xd9");
    tiff
}

pub(crate) fn picture() -> RgbImage {
    RgbImage::from_fn(24, 16, |x, y| Rgb([(x * 9) as u8, (y * 15) as u8, 90]))
}

pub(crate) fn encoded(format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    DynamicImage::from(picture()).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    [&[0xff, marker][..], &(content.len() as u16 + 2).to_be_bytes(), content].concat()
}

/// A JPEG with everything a telephone writes, and a colour profile.
pub(crate) fn photo() -> Vec<u8> {
    let plain = encoded(ImageFormat::Jpeg);
    let blocks = [
        segment(0xe1, &[&b"Exif\0\0"[..], &camera_block()].concat()),
        segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta mwg-rs:RegionInfo='KARI-NAME'/>"),
        segment(0xe2, b"ICC_PROFILE\0\x01\x01PROFILE"),
        segment(0xed, b"Photoshop 3.0\08BIM\x04\x0c\0\0\0\0\0\x02\xff\xd8"),
        segment(0xfe, b"made by hand"),
    ];
    [&plain[..2], &blocks.concat(), &plain[2..], b"ftypmp42 FILM"].concat()
}

fn png_chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    // The checksum is no matter to the walk, but the decoder holds us to it.
    let mut chunk = [&(content.len() as u32).to_be_bytes()[..], kind, content].concat();
    let sum = chunk[4..].iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg()))
    });
    chunk.extend((!sum).to_be_bytes());
    chunk
}

fn png() -> Vec<u8> {
    let plain = encoded(ImageFormat::Png);
    let packed = miniz_oxide::deflate::compress_to_vec_zlib(b"<x aux:SerialNumber='SERIAL9'/>", 6);
    let text = [b"XML:com.adobe.xmp\0\x01\0\0\0".to_vec(), packed].concat();
    let chunks = [
        png_chunk(b"eXIf", &camera_block()),
        png_chunk(b"iTXt", &text),
        png_chunk(b"tEXt", b"Software\0GIMP"),
    ];
    [&plain[..33], &chunks.concat(), &plain[33..]].concat()
}

fn webp() -> Vec<u8> {
    let plain = encoded(ImageFormat::WebP);
    let mut body = b"WEBPVP8X\x0a\0\0\0\x0c\0\0\0\x17\0\0\x0f\0\0".to_vec();
    body.extend(&plain[12..]);
    for (kind, content) in [(b"EXIF", camera_block()), (b"XMP ", b"<GPSLatitude/>".to_vec())] {
        body.extend([&kind[..], &(content.len() as u32).to_le_bytes(), &content].concat());
        body.extend(vec![0; content.len() % 2]);
    }
    [&b"RIFF"[..], &(body.len() as u32).to_le_bytes(), &body].concat()
}

fn gif() -> Vec<u8> {
    let plain = encoded(ImageFormat::Gif);
    let table = 13 + if plain[10] & 0x80 == 0 { 0 } else { 3 << ((plain[10] & 7) + 1) };
    let comment = b"\x21\xfe\x0dat GPSLatitud\x01e\0";
    let xmp = b"\x21\xff\x0bXMP DataXMP\x0fPersonInImage  \0";
    [&plain[..table], comment, xmp, &plain[table..]].concat()
}

const SECRETS: [&[u8]; 9] = [
    b"CANARY-GPS",
    b"SERIAL9",
    b"OWNER-X",
    b"MAKE",
    b"KARI-NAME",
    b"8BIM",
    b"FILM",
    b"GPSLat",
    b"PersonInImage",
];

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn pixels(bytes: &[u8]) -> Vec<u8> {
    image::load_from_memory(bytes).unwrap().into_rgb8().into_raw()
}

#[test]
fn all_that_a_photo_tells_is_found_and_gone() {
    use Trace::{Behind, Camera, MakerNote, Owner, People, Position, Serial, Text, Thumbnail};
    let exif = [Position, Serial, Owner, Thumbnail, MakerNote, Camera];
    for (name, bytes, more) in [
        ("a.jpg", photo(), &[People, Behind, Text][..]),
        ("a.png", png(), &[Text]),
        ("a.webp", webp(), &[Text]),
    ] {
        let clean = clean(&bytes, Path::new(name)).unwrap();
        assert_eq!(clean.taken, exif.into_iter().chain(more.iter().copied()).collect(), "{name}");
        for secret in SECRETS {
            assert!(!holds(&clean.bytes, secret), "{name} still holds {}", secret.escape_ascii());
        }
        assert_eq!(pixels(&clean.bytes), pixels(&bytes), "{name}");
        assert_eq!(image::metadata::Orientation::from_exif(6), orientation(&clean.bytes), "{name}");
        let again = super::clean(&clean.bytes, Path::new(name)).unwrap();
        assert_eq!((&again.bytes, again.taken.len()), (&clean.bytes, 0), "{name} is cleaned twice");
    }
    assert!(holds(&clean(&photo(), Path::new("a.jpg")).unwrap().bytes, b"ICC_PROFILE\0\x01\x01PROFILE"));
}

fn orientation(bytes: &[u8]) -> Option<image::metadata::Orientation> {
    use image::ImageDecoder;
    let reader = image::ImageReader::new(std::io::Cursor::new(bytes)).with_guessed_format().unwrap();
    reader.into_decoder().unwrap().orientation().ok()
}

#[test]
fn a_gif_loses_what_does_not_draw_and_nothing_else() {
    let (plain, full) = (encoded(ImageFormat::Gif), gif());
    let clean = clean(&full, Path::new("a.gif")).unwrap();
    assert_eq!(clean.bytes, plain);
    assert_eq!(clean.taken, Traces::from([Trace::People, Trace::Text]));
}

#[test]
fn a_picture_without_traces_stays_as_it_is() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
        let bytes = encoded(format);
        let clean = clean(&bytes, Path::new("x")).unwrap();
        assert_eq!((clean.bytes.as_ref(), clean.taken.len()), (&bytes[..], 0), "{format:?}");
    }
}

#[test]
fn credit_is_no_secret_and_goes_all_the_same() {
    let tiff = [b"MM\0*\0\0\0\x08\0\x01".to_vec(), entry(0x013b, 2, 4, *b"Kari"), vec![0; 4]].concat();
    let plain = encoded(ImageFormat::Jpeg);
    let exif = segment(0xe1, &[&b"Exif\0\0"[..], &tiff].concat());
    let bytes = [&plain[..2], &exif, &plain[2..]].concat();
    let clean = clean(&bytes, Path::new("a.jpg")).unwrap();
    assert_eq!(clean.taken, Traces::from([Trace::Camera]));
    assert_eq!(grave(&clean.taken), None);
    assert_eq!(clean.bytes, plain);
}

#[test]
fn a_drawing_keeps_what_draws() {
    let photo = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, photo());
    let source = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:sodipodi=\"http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd\" \
         xmlns:inkscape=\"http://www.inkscape.org/namespaces/inkscape\" width=\"9\" height=\"9\" \
         sodipodi:docname=\"logo.svg\" inkscape:export-filename=\"/home/kari/logo.png\"><!-- CC0 -->\
         <metadata><exif:GPSLatitude xmlns:exif=\"e\">59</exif:GPSLatitude></metadata><title>Ø</title>\
         <sodipodi:namedview><inkscape:grid/></sodipodi:namedview><image href=\"data:image/jpeg;base64,{photo}\"/>\
         <path inkscape:label=\"x\" d=\"M0 0\"/></svg>"
    );
    let clean = clean(source.as_bytes(), Path::new("a.svg")).unwrap();
    let text = std::str::from_utf8(&clean.bytes).unwrap();
    for gone in ["kari", "GPSLatitude", "namedview", "inkscape:label", "docname"] {
        assert!(!text.contains(gone), "{gone} in {text}");
    }
    assert!(text.contains("<!-- CC0 --><title>Ø</title><image href=\"data:image/jpeg;base64,"), "{text}");
    assert!(text.ends_with("<path d=\"M0 0\"/></svg>"), "{text}");
    for trace in [Trace::Path, Trace::Position, Trace::Serial, Trace::Editor] {
        assert!(clean.taken.contains(&trace), "{trace:?}");
    }
    assert!(super::clean(text.as_bytes(), Path::new("a.svg")).unwrap().taken.is_empty());
}

#[test]
fn cut_and_damaged_files_break_nothing() {
    for (name, bytes) in [("a.jpg", photo()), ("a.png", png()), ("a.webp", webp()), ("a.gif", gif())] {
        let path = Path::new(name);
        for end in 0..bytes.len() {
            let _ = traces(&bytes[..end], path);
        }
        let mut state = 7u32;
        for _ in 0..3000 {
            let mut damaged = bytes.clone();
            for _ in 0..4 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let at = state as usize % damaged.len().min(700);
                damaged[at] = (state >> 24) as u8;
            }
            if let Ok(clean) = clean(&damaged, path) {
                let again = super::clean(&clean.bytes, path);
                assert_eq!(again.as_ref().map(|again| &again.bytes), Ok(&clean.bytes), "{name} {damaged:x?}");
            }
        }
    }
}

#[test]
fn a_block_that_leads_back_to_itself_ends() {
    let mut block = b"MM\0*\0\0\0\x08\0\x02".to_vec();
    block.extend(entry(0x8769, 4, 1, 8u32.to_be_bytes()));
    block.extend(entry(0x8825, 4, 1, 8u32.to_be_bytes()));
    block.extend(8u32.to_be_bytes());
    assert!(camera::traces(&block).contains(&Trace::Unreadable));
    assert!(camera::traces(&vec![0; 200_000]).contains(&Trace::Unreadable));
    let bomb = miniz_oxide::deflate::compress_to_vec_zlib(&vec![b' '; 5_000_000], 9);
    let text = png_chunk(b"zTXt", &[&b"Comment\0\0"[..], &bomb].concat());
    let plain = encoded(ImageFormat::Png);
    let bytes = [&plain[..33], &text, &plain[33..]].concat();
    assert_eq!(traces(&bytes, Path::new("a.png")), Traces::from([Trace::Unreadable]));
}
