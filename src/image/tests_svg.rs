use super::*;
use crate::diagnostic::Place;

const OPEN: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 30">"##;

fn drawn(inside: &str) -> Vec<&'static str> {
    one("x.svg", format!("{OPEN}{inside}</svg>")).1
}

#[test]
fn a_drawing_passes_as_it_is() {
    let inside = r##"<title>Øl &amp; bær</title><!-- hi --><style>.a{fill:url(#g)} .b{fill:url( "#g" )}</style>
        <defs><linearGradient id="g"/></defs><g style="fill:url('#g')" class="a\b"><use xlink:href="#g"/><a href="#g"/></g>
        <image href="data:image/png;base64,AAAA"/><animate attributeName="opacity" from="0" to="1"/><text>on x=1</text>"##;
    let text = format!("\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{OPEN}{inside}</svg>");
    let (picture, codes) = one("Kart.svg", &text);
    let picture = picture.unwrap();
    assert!(codes.is_empty() && picture.svg && picture.webp.is_empty() && picture.color.is_none());
    assert_eq!((picture.width, picture.height), (40, 30));
    assert_eq!(picture.fallback[0].blob, Blob::File("root/Kart.svg".into()));
    assert_eq!(picture.fallback[0].name, format!("kart-{}.svg", picture.fingerprint.short(8)));
    assert_eq!(picture.fallback[0].bytes, text.len() as u64);
    assert_eq!(one("x.png", &text).1, ["G0713"]);
}

#[test]
fn what_runs_or_fetches_is_refused() {
    for (inside, code) in [
        ("<script>alert(1)</script>", "G0726"),
        ("<s:script xmlns:s='http://www.w3.org/2000/svg'/>", "G0726"),
        ("<g onload='x()'/>", "G0726"),
        ("<g ONclick='x()'/>", "G0726"),
        ("<foreignObject>x</foreignObject>", "G0726"),
        ("<h:b xmlns:h='http://www.w3.org/1999/xhtml'/>", "G0726"),
        ("<?xml-stylesheet href='x.css'?>", "G0726"),
        ("<a><set attributeName='href' to='#x'/></a>", "G0726"),
        ("<a><animate attributeName='xlink:href' values='#x'/></a>", "G0726"),
        ("<a href='java&#10;script:x'/>", "G0726"),
        ("<a href='https://example.org'/>", "G0727"),
        ("<use xlink:href='other.svg#x'/>", "G0727"),
        ("<a href='#x' ping='https://evil.example/'/>", "G0727"),
        ("<image href='//evil.example/x.png'/>", "G0727"),
        ("<image href='data:image/svg+xml;base64,AAAA'/>", "G0727"),
        ("<g xml:base='https://evil.example/'/>", "G0727"),
        ("<g fill='url(https://evil.example/#x)'/>", "G0727"),
        ("<g style='fill:URL( \"http://evil.example\" )'/>", "G0727"),
        ("<set attributeName='fill' to='url(x.svg#y)'/>", "G0727"),
        ("<style>@font-face{src:url(x.woff)}</style>", "G0727"),
        ("<style>@IMPORT 'x.css'</style>", "G0728"),
        ("<style>@im<!-- -->port 'x.css'</style>", "G0728"),
        ("<style><![CDATA[g{fill:u\\72l(http://evil.example)}]]></style>", "G0728"),
        ("<g style='fill:u\\72l(http://evil.example)'/>", "G0728"),
        ("<g><p></g>", "G0722"),
        ("&nbsp;", "G0722"),
    ] {
        assert_eq!(drawn(inside), [code], "{inside}");
    }
    assert_eq!(drawn("<script/><g onload=''/><a href='x'/>"), ["G0726", "G0726", "G0727"]);
}

#[test]
fn what_is_no_plain_drawing_is_refused() {
    let plain = format!("{OPEN}</svg>");
    for (text, code) in [
        (format!("<!DOCTYPE svg [<!ENTITY x 'y'>]>{plain}"), "G0723"),
        (format!("<?xml version='1.0' encoding='UTF-7'?>{plain}"), "G0721"),
        (String::from("<svg viewBox='0 0 1 1'/>"), "G0724"),
        (String::from("<html><svg/></html>"), "G0724"),
        (String::from("<svg xmlns='http://www.w3.org/2000/svg'/>"), "G0725"),
        (String::from("<svg xmlns='http://www.w3.org/2000/svg' width='100%' viewBox='0 0 0 1'/>"), "G0725"),
        (format!("{plain}{}", " ".repeat(1024 * 1024)), "G0720"),
    ] {
        assert_eq!(one("x.svg", &text).1, [code], "{}", &text[..40.min(text.len())]);
    }
    let latin = [OPEN.as_bytes(), b"<title>\xf8l</title></svg>"].concat();
    assert_eq!(one("x.svg", latin).1, ["G0721"]);
}

#[test]
fn what_is_published_as_it_is_may_not_run_either() {
    let said = |name: &str, text: &str| -> Vec<&'static str> {
        unfit(text.as_bytes(), Path::new(name)).iter().map(|finding| finding.code.0).collect()
    };
    assert_eq!(said("a.svg", &format!("{OPEN}<script/><g onload=''/></svg>")), ["G0726", "G0726"]);
    assert_eq!(said("a.SVG", "<html><script/></html>"), ["G0724"]);
    assert_eq!(said("a.svg", ""), ["G0701"]);
    // Nobody shows it, so nobody needs its size; and what is named otherwise is no drawing to a browser.
    assert!(said("a.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>").is_empty());
    assert!(said("a.html", &format!("{OPEN}<script/></svg>")).is_empty());
}

#[test]
fn the_line_to_mend_is_named() {
    let text = format!("{OPEN}\n<g>\n  <rect onclick='x'/>\n</g></svg>");
    let disk = MemoryDisk::with([("root/x.svg", &text)]);
    let shown: Arc<Path> = Arc::from(Path::new("x.svg"));
    let page = Place::file("content/page.nb.md");
    let wanted = Wanted {
        file: "root/x.svg".into(),
        shown: shown.clone(),
        place: page.clone(),
        cuts: BTreeSet::new(),
    };
    let (_, findings) = prepare(&disk, &Store::none(&disk), &[wanted]);
    let at = text.find("onclick").unwrap();
    assert_eq!(findings[0].place, Some(Place::new(&shown, at..at + "onclick='x'".len())));
    assert_eq!(findings[0].further, [page]);
}

#[test]
fn sizes_come_from_sides_or_the_view_box() {
    for (attributes, expected) in [
        ("width='20' height='10px'", (20, 10)),
        ("width='20' viewBox='0 0 40 30'", (20, 15)),
        ("height='15' viewBox='0,0,40,30'", (20, 15)),
        ("width='100%' height='100%' viewBox='-1 -1 12.4 8.6'", (12, 9)),
        ("width='25.4mm' height='1in'", (96, 96)),
    ] {
        let text = format!("<svg xmlns='http://www.w3.org/2000/svg' {attributes}/>");
        let picture = one("x.svg", text).0.unwrap();
        assert_eq!((picture.width, picture.height), expected, "{attributes}");
    }
}

#[test]
fn traps_for_the_reader_end_soon() {
    let nested = format!("{OPEN}{}", "<g>".repeat(300_000));
    assert!(!one("x.svg", nested).1.is_empty());
    let closed = format!("{OPEN}{}{}</svg>", "<g>".repeat(100_000), "</g>".repeat(100_000));
    let _ = one("x.svg", closed);
    let attributes: String = (0..80_000).map(|at| format!("a{at}='' ")).collect();
    assert_eq!(drawn(&format!("<g {attributes}/>")), ["G0722"]);
}
