use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

use super::*;
use crate::disk::memory::MemoryDisk;

/// The files at `root/`, prepared together; also that every message names its file.
fn prepared(disk: &MemoryDisk, store: &Store<'_>, names: &[&str]) -> (Pictures, Vec<&'static str>) {
    let (pictures, findings) = prepare(disk, store, &wants(names, &[]));
    for finding in &findings {
        assert!(finding.message("nb").contains(&format!("`{}`", finding.values["file"])), "{finding:?}");
    }
    (pictures, findings.iter().map(|finding| finding.code.0).collect())
}

/// One file, prepared without a store.
fn one(name: &str, bytes: impl AsRef<[u8]>) -> (Option<Picture>, Vec<&'static str>) {
    let disk = MemoryDisk::with([(Path::new("root").join(name), bytes)]);
    let (pictures, codes) = prepared(&disk, &Store::none(&disk), &[name]);
    (pictures.get(&Path::new("root").join(name)).cloned(), codes)
}

/// Left half red, right half blue.
fn halves(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(
        width,
        height,
        |x, _| if x < width / 2 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) },
    )
}

fn encoded(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn jpeg_of(image: &RgbImage, set: impl FnOnce(&mut jpeg_encoder::Encoder<&mut Vec<u8>>)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 80);
    set(&mut encoder);
    let (width, height) = (image.width() as u16, image.height() as u16);
    encoder.encode(image.as_raw(), width, height, jpeg_encoder::ColorType::Rgb).unwrap();
    bytes
}

/// An EXIF block by hand: orientation, and a GPS folder whose date stamp is a canary.
fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x02".to_vec();
    tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    tiff.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38]);
    tiff.extend([0, 0, 0, 0]);
    tiff.extend([0, 1, 0, 0x1d, 0, 2, 0, 0, 0, 11, 0, 0, 0, 56, 0, 0, 0, 0]);
    tiff.extend(b"GPSCANARY!\0");
    tiff
}

fn bytes_of(rendition: &Rendition) -> Vec<u8> {
    let disk = MemoryDisk::default();
    rendition.blob.read(&disk, &Store::none(&disk)).unwrap()
}

fn decoded(rendition: &Rendition) -> RgbaImage {
    let image = image::load_from_memory(&bytes_of(rendition)).unwrap().into_rgba8();
    assert_eq!((image.width(), image.height()), (rendition.width, rendition.height), "{}", rendition.name);
    image
}

fn widths(renditions: &[Rendition]) -> Vec<u32> {
    renditions.iter().map(|rendition| rendition.width).collect()
}

#[test]
fn a_photo_comes_in_widths_and_one_fallback() {
    let (picture, codes) = one("Først på jobb.jpg", encoded(halves(2000, 1000), ImageFormat::Jpeg));
    let picture = picture.unwrap();
    assert_eq!((codes.len(), picture.width, picture.height), (0, 2000, 1000));
    assert_eq!(widths(&picture.webp), [480, 800, 1200, 1600]);
    assert_eq!(widths(&picture.fallback), [1200]);
    let digits = picture.fingerprint.short(8);
    assert_eq!(picture.webp[0].name, format!("foerst-paa-jobb-{digits}-480.webp"));
    assert_eq!(picture.fallback[0].name, format!("foerst-paa-jobb-{digits}-1200.jpg"));
    for rendition in picture.webp.iter().chain(&picture.fallback) {
        assert_eq!(rendition.height, rendition.width / 2);
        let pixels = decoded(rendition);
        let (left, right) = (pixels.get_pixel(20, 20), pixels.get_pixel(rendition.width - 20, 20));
        assert!(left[0] > 180 && left[2] < 60, "{} {left:?}", rendition.name);
        assert!(right[2] > 180 && right[0] < 60, "{} {right:?}", rendition.name);
    }
    let [red, green, blue] = picture.color.unwrap();
    assert!(red.abs_diff(120) < 8 && green.abs_diff(20) < 8 && blue.abs_diff(120) < 8);
}

#[test]
fn never_wider_than_the_original() {
    for (own, expected) in [
        (100, vec![100]),
        (480, vec![480]),
        (500, vec![480]),
        (700, vec![480, 700]),
        (1000, vec![480, 800, 1000]),
        (1599, vec![480, 800, 1200, 1599]),
        (5000, vec![480, 800, 1200, 1600]),
    ] {
        assert_eq!(scale::widths(own, &scale::WIDTHS), expected, "{own}");
    }
    let (picture, _) = one("strip.png", encoded(halves(900, 1), ImageFormat::Png));
    assert_eq!(widths(&picture.unwrap().fallback), [900]);
}

#[test]
fn the_camera_was_held_upright_and_told_where() {
    for format in ["jpg", "png", "webp"] {
        let source = match format {
            "jpg" => jpeg_of(&halves(600, 400), |encoder| encoder.add_exif_metadata(&exif(6)).unwrap()),
            "png" => with_chunk(&encoded(halves(600, 400), ImageFormat::Png), &exif(6)),
            _ => with_webp_exif(&halves(600, 400), &exif(6)),
        };
        assert!(source.windows(9).any(|part| part == b"GPSCANARY"), "the source has no canary");
        let (picture, codes) = one(&format!("x.{format}"), source);
        let picture = picture.unwrap();
        assert_eq!(codes, ["G0729"]);
        assert_eq!((picture.width, picture.height), (400, 600), "{format}");
        for rendition in picture.webp.iter().chain(&picture.fallback) {
            let bytes = bytes_of(rendition);
            for secret in [&b"GPSCANARY"[..], b"Exif", b"EXIF", b"eXIf"] {
                assert!(!bytes.windows(secret.len()).any(|part| part == secret), "{}", rendition.name);
            }
            // Turned a quarter clockwise, the left half is at the top.
            let pixels = decoded(rendition);
            assert!(pixels.get_pixel(200, 50)[0] > 180, "{}", rendition.name);
            assert!(pixels.get_pixel(200, 550)[2] > 180, "{}", rendition.name);
        }
    }
}

fn with_chunk(png: &[u8], exif: &[u8]) -> Vec<u8> {
    let mut chunk = (exif.len() as u32).to_be_bytes().to_vec();
    chunk.extend(b"eXIf");
    chunk.extend(exif);
    let checksum = chunk[4..].iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg()))
    });
    chunk.extend((!checksum).to_be_bytes());
    [&png[..33], &chunk, &png[33..]].concat()
}

fn with_webp_exif(image: &RgbImage, exif: &[u8]) -> Vec<u8> {
    let plain = webp::Encoder::from_rgb(image.as_raw(), image.width(), image.height()).encode(90.0);
    let mut body = b"WEBPVP8X\x0a\0\0\0\x08\0\0\0".to_vec();
    for side in [image.width() - 1, image.height() - 1] {
        body.extend(&side.to_le_bytes()[..3]);
    }
    body.extend(&plain[12..]);
    body.extend(b"EXIF");
    body.extend((exif.len() as u32).to_le_bytes());
    body.extend(exif);
    body.extend(vec![0; exif.len() % 2]);
    [&b"RIFF"[..], &(body.len() as u32).to_le_bytes(), &body].concat()
}

#[test]
fn what_is_transparent_stays_so() {
    let logo =
        RgbaImage::from_fn(
            600,
            300,
            |x, _| if x < 300 { Rgba([0, 160, 0, 255]) } else { Rgba([255, 0, 0, 0]) },
        );
    let (picture, codes) = one("logo.png", encoded(logo.clone(), ImageFormat::Png));
    let picture = picture.unwrap();
    assert!(codes.is_empty());
    assert!(picture.fallback[0].name.ends_with(".png"));
    for rendition in picture.webp.iter().chain(&picture.fallback) {
        let pixels = decoded(rendition);
        assert_eq!(pixels.get_pixel(rendition.width - 5, 5)[3], 0, "{}", rendition.name);
        assert_eq!(pixels.get_pixel(5, 5)[3], 255, "{}", rendition.name);
        // No red of the unseen half at the edge.
        let edge = pixels.get_pixel(rendition.width / 2 - 1, 5);
        assert!(edge[0] < 20 && edge[1] > 140, "{} {edge:?}", rendition.name);
    }
    assert_eq!(
        decoded(&picture.fallback[0]).get_pixel(595, 5),
        &Rgba([0, 0, 0, 0]),
        "a hidden colour goes out"
    );
    // A colour would stay behind what is transparent.
    assert_eq!(picture.color, None);
    let opaque = RgbaImage::from_pixel(50, 50, Rgba([1, 2, 3, 255]));
    let (picture, _) = one("opaque.png", encoded(opaque, ImageFormat::Png));
    assert!(picture.unwrap().fallback[0].name.ends_with("-50.jpg"));
}

#[test]
fn the_content_says_what_it_is() {
    let photo = halves(60, 40);
    let (picture, codes) = one("x.gif", encoded(photo.clone(), ImageFormat::Png));
    assert_eq!((picture.is_some(), &codes[..]), (true, &["G0713"][..]));
    for (name, format) in
        [("x.JPEG", ImageFormat::Jpeg), ("x.webp", ImageFormat::WebP), ("x.gif", ImageFormat::Gif)]
    {
        let (picture, codes) = one(name, encoded(photo.clone(), format));
        assert_eq!((picture.is_some(), codes.len()), (true, 0), "{name}");
    }
    let grey = DynamicImage::from(photo.clone()).into_luma16();
    assert!(one("x.png", encoded(grey, ImageFormat::Png)).0.is_some());
    let lfs = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n";
    for (bytes, code) in [
        (&b""[..], "G0701"),
        (lfs.as_bytes(), "G0702"),
        (b"<!doctype html><p>404", "G0703"),
        (b"hello", "G0703"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "G0704"),
    ] {
        assert_eq!(one("x.jpg", bytes).1, [code]);
    }
    assert!(Diagnostic::new(codes::PICTURE_IS_LFS_POINTER).hint("en").contains("git lfs pull"));
}

#[test]
fn cmyk_and_a_colour_profile_do_no_harm() {
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
    encoder.add_icc_profile(&[7; 500]).unwrap();
    let cmyk: Vec<u8> = [255, 0, 0, 255].repeat(64 * 64);
    encoder.encode(&cmyk, 64, 64, jpeg_encoder::ColorType::Cmyk).unwrap();
    let (picture, codes) = one("print.jpg", bytes);
    let picture = picture.unwrap();
    assert!(codes.is_empty());
    assert!(picture.fallback[0].name.ends_with(".jpg"));
}

#[test]
fn a_cut_or_damaged_file_is_told_of() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP] {
        let whole = encoded(halves(300, 200), format);
        for keep in [12, whole.len() / 2, whole.len() - 5] {
            let (picture, codes) = one("x.jpg", &whole[..keep]);
            assert!(picture.is_none() || format == ImageFormat::Png && keep > 12, "{format:?} {keep}");
            assert!(!codes.is_empty(), "{format:?} {keep}");
        }
        let mut damaged = whole.clone();
        damaged.iter_mut().skip(40).for_each(|byte| *byte = byte.wrapping_mul(31) ^ 0x55);
        assert!(!one("x.jpg", damaged).1.is_empty(), "{format:?}");
    }
}

fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = encoded(halves(8, 8), ImageFormat::Png);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    bytes
}

#[test]
fn budgets_are_held_before_decoding() {
    let disk = MemoryDisk::with([("root/x.png", png_header(30_000, 30_000))]);
    let wanted = Wanted {
        file: "root/x.png".into(),
        shown: Arc::from(Path::new("x.png")),
        place: Place::file("content/page.nb.md"),
        cuts: BTreeSet::new(),
    };
    let (_, findings) = prepare(&disk, &Store::none(&disk), &[wanted]);
    assert_eq!(findings[0].message("en"), "`x.png` has 900 MP, the limit is 50 MP");
    assert_eq!(one("x.png", png_header(2, 20_000)).1, ["G0706"]);
    assert_eq!(one("x.png", png_header(0, 5)).1, ["G0710"]);
    let mut jpeg = encoded(halves(8, 8), ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|two| two == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    assert_eq!(one("x.jpg", jpeg).1, ["G0705"]);
}

fn animation(frames: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    for _ in 0..frames {
        encoder.encode_frame(image::Frame::new(RgbaImage::from_pixel(4, 4, Rgba([9, 9, 9, 255])))).unwrap();
    }
    drop(encoder);
    bytes
}

#[test]
fn frames_are_counted() {
    let (picture, codes) = one("x.gif", animation(3));
    assert_eq!((picture.is_some(), &codes[..]), (true, &["G0714"][..]));
    assert_eq!(one("x.gif", animation(200)).1, ["G0714"]);
    assert_eq!(one("x.gif", animation(201)).1, ["G0707"]);
    let config = webp::WebPConfig::new().unwrap();
    let mut moving = webp::AnimEncoder::new(8, 8, &config);
    let (red, blue) = (halves(16, 8).as_raw()[..24].repeat(8), [0, 0, 250].repeat(64));
    moving.add_frame(webp::AnimFrame::from_rgb(&red, 8, 8, 0));
    moving.add_frame(webp::AnimFrame::from_rgb(&blue, 8, 8, 100));
    let (picture, codes) = one("x.webp", moving.encode().to_vec());
    assert_eq!(codes, ["G0714"]);
    assert!(decoded(&picture.unwrap().webp[0]).get_pixel(4, 4)[0] > 180, "the first frame is the red one");
    let mut webp = encoded(halves(8, 8), ImageFormat::WebP);
    (0..201).for_each(|_| webp.extend(b"ANMF\0\0\0\0"));
    let length = (webp.len() - 8) as u32;
    webp[4..8].copy_from_slice(&length.to_le_bytes());
    assert_eq!(one("x.webp", webp).1, ["G0707"]);
}

#[test]
fn scans_of_their_own_are_refused_where_they_would_be_garbage() {
    let photo = halves(320, 240);
    let apart = jpeg_of(&photo, |encoder| encoder.set_optimized_huffman_tables(true));
    assert_eq!(one("x.jpg", apart).1, ["G0711"]);
    let normal = jpeg_of(&photo, |_| {});
    let progressive = jpeg_of(&photo, |encoder| encoder.set_progressive(true));
    let full = jpeg_of(&photo, |encoder| {
        encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_1_1);
        encoder.set_optimized_huffman_tables(true);
    });
    for bytes in [normal, progressive, full] {
        let (picture, codes) = one("x.jpg", bytes);
        assert!(codes.is_empty());
        assert!(decoded(&picture.unwrap().webp[0]).get_pixel(300, 200)[2] > 180);
    }
}

#[test]
fn a_second_build_decodes_nothing_and_gives_the_same() {
    let photo = encoded(halves(900, 300), ImageFormat::Jpeg);
    let disk = MemoryDisk::with([("root/a.jpg", photo.clone()), ("root/b.jpg", photo)]);
    let store = Store::new(&disk, Path::new("cache"));
    let all = |pictures: &Pictures| -> Vec<(String, Vec<u8>)> {
        let renditions =
            pictures.iter().flat_map(|(_, picture)| picture.webp.iter().chain(&picture.fallback));
        renditions.map(|one| (one.name.clone(), one.blob.read(&disk, &store).unwrap())).collect()
    };
    let (first, _) = prepared(&disk, &store, &["a.jpg", "b.jpg", "a.jpg"]);
    assert_eq!((first.counts.decoded, first.counts.pictures, first.counts.renditions), (1, 2, 8));
    assert!(
        first.iter().all(|(_, picture)| picture.webp.iter().all(|one| matches!(one.blob, Blob::Stored(_))))
    );
    let (second, _) = prepared(&disk, &store, &["a.jpg", "b.jpg"]);
    assert_eq!(second.counts, Counts { decoded: 0, ..first.counts });
    assert_eq!(all(&first), all(&second));
    let made = all(&second);
    for (found, _) in disk.walk(Path::new("cache")).0.into_iter().map(|found| (found.path, found.length)) {
        disk.write(&Path::new("cache").join(found), b"damaged").unwrap();
        let (again, codes) = prepared(&disk, &store, &["a.jpg", "b.jpg"]);
        assert_eq!((again.counts.decoded, codes.len()), (1, 0));
        assert_eq!(all(&again), made);
    }
    let in_one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let fresh = in_one_thread.install(|| prepared(&disk, &Store::none(&disk), &["a.jpg", "b.jpg"]).0);
    assert_eq!(all(&fresh), made);
    assert_eq!(fresh.counts, first.counts);
}

/// A face: a red square on blue, its middle at 30 % and 20 %.
fn face(width: u32, height: u32) -> RgbImage {
    let near = |at: u32, whole: u32, per_cent: u32| (at * 100 / whole).abs_diff(per_cent) <= 8;
    RgbImage::from_fn(width, height, |x, y| match near(x, width, 30) && near(y, height, 20) {
        true => Rgb([220, 20, 20]),
        false => Rgb([20, 20, 220]),
    })
}

fn wants(names: &[&str], cuts: &[Cut]) -> Vec<Wanted> {
    let one = |name: &&str| Wanted {
        file: Path::new("root").join(name),
        shown: Arc::from(Path::new(name)),
        place: Place::file("content/page.nb.md"),
        cuts: cuts.iter().cloned().collect(),
    };
    names.iter().map(one).collect()
}

fn cut(ratio: (u32, u32), focus: (u8, u8), widths: &[u32]) -> Cut {
    Cut { ratio, focus: Some(focus), widths: Arc::from(widths), webp: true }
}

#[test]
fn a_portrait_keeps_its_face_in_a_card() {
    let exif = exif(6);
    let mut turned = DynamicImage::from(face(900, 1200));
    turned.apply_orientation(image::metadata::Orientation::Rotate270);
    let lying = jpeg_of(&turned.into_rgb8(), |encoder| {
        encoder.add_app_segment(1, [b"Exif\0\0", &exif[..]].concat()).unwrap()
    });
    for photo in [encoded(face(900, 1200), ImageFormat::Jpeg), lying] {
        let disk = MemoryDisk::with([("root/a.jpg", photo)]);
        let cut = cut((3, 2), (30, 20), &[400, 800, 1200]);
        let (pictures, _) =
            prepare(&disk, &Store::none(&disk), &wants(&["a.jpg"], std::slice::from_ref(&cut)));
        let whole = pictures.get(Path::new("root/a.jpg")).unwrap();
        let card = &whole.cuts[&cut];
        assert_eq!((whole.width, whole.height, card.width, card.height), (900, 1200, 900, 600));
        // Not wider than its own pixels.
        assert_eq!(widths(&card.webp), [400, 800, 900]);
        assert_eq!(card.webp[0].height, 267);
        let [red, _, blue, _] = decoded(&card.webp[1]).get_pixel(240, 213).0;
        assert!(red > 180 && blue < 60, "{red} {blue}");
        assert!(card.webp[0].name != whole.webp[0].name && card.webp[0].name.starts_with("a-"));
    }
}

#[test]
fn a_cut_is_remembered_and_a_further_one_made_alone() {
    let disk = MemoryDisk::with([("root/a.jpg", encoded(face(900, 1200), ImageFormat::Jpeg))]);
    let store = Store::new(&disk, Path::new("cache"));
    let (card, thumb) = (cut((3, 2), (30, 20), &[400]), cut((1, 1), (30, 20), &[320]));
    let prepared = |store: &Store<'_>, cuts: &[Cut]| prepare(&disk, store, &wants(&["a.jpg"], cuts)).0;
    let all = |pictures: &Pictures| -> Vec<(String, Vec<u8>)> {
        let picture = pictures.get(Path::new("root/a.jpg")).unwrap();
        let renditions = picture.cuts.values().chain([picture]).flat_map(Picture::renditions);
        renditions.map(|one| (one.name.clone(), one.blob.read(&disk, &store).unwrap())).collect()
    };
    assert_eq!(prepared(&store, &[]).counts.decoded, 1);
    assert_eq!(prepared(&store, std::slice::from_ref(&card)).counts.decoded, 1);
    assert_eq!(prepared(&store, std::slice::from_ref(&card)).counts.decoded, 0);
    let both = [card.clone(), thumb.clone()];
    let grown = prepared(&store, &both);
    assert_eq!((grown.counts.decoded, grown.counts.renditions), (1, 3 + 1 + 2 + 2));
    let (known, fresh) = (prepared(&store, &both), prepared(&Store::none(&disk), &both));
    assert_eq!((known.counts.decoded, fresh.counts.decoded), (0, 1));
    assert_eq!(all(&known), all(&fresh));
    // What nobody wants any more is not there, though the store still has it.
    assert!(prepared(&store, &[thumb]).get(Path::new("root/a.jpg")).unwrap().cuts.len() == 1);
    // A picture of that shape already is shown whole.
    let disk = MemoryDisk::with([("root/a.jpg", encoded(face(900, 600), ImageFormat::Jpeg))]);
    let (pictures, _) = prepare(&disk, &store, &wants(&["a.jpg"], &[card]));
    assert!(pictures.get(Path::new("root/a.jpg")).unwrap().cuts.is_empty());
}

#[test]
fn one_broken_picture_hides_no_other() {
    let disk = MemoryDisk::with([
        ("root/a.png", png_header(9, 9)),
        ("root/b.png", encoded(halves(20, 20), ImageFormat::Png)),
        ("root/c.png", b"no".to_vec()),
    ]);
    let (pictures, codes) = prepared(&disk, &Store::none(&disk), &["c.png", "b.png", "a.png", "gone.png"]);
    assert_eq!((pictures.counts.pictures, pictures.counts.decoded), (1, 1));
    assert_eq!(codes, ["G0710", "G0703", "G0001"]);
}

#[path = "tests_svg.rs"]
mod drawings;
