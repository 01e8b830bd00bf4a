use super::*;

const OWN: &str = "https://globale.example";

fn of_html(html: &str) -> Vec<String> {
    elsewhere(html.as_bytes(), Kind::Html, OWN)
        .into_iter()
        .map(|one| format!("{}: {}", one.what, one.address))
        .collect()
}

fn of_css(css: &str) -> Vec<String> {
    elsewhere(css.as_bytes(), Kind::Css, OWN)
        .into_iter()
        .map(|one| format!("{}: {}", one.what, one.address))
        .collect()
}

#[test]
fn whatever_a_browser_fetches_is_found() {
    for html in [
        "<img src=https://x.example/a.png>",
        "<IMG SRC='HTTPS://x.example/a'>",
        "<img src=\"//x.example/a\">",
        "<img src=\"\\\\x.example/a\">",
        "<img src=\"/\\x.example/a\">",
        "<img src=\"/\n/x.example/a\">",
        "<img src=\" h\tttps://x.example/a\">",
        "<img src=\"&#x68;ttps://x.example/a\">",
        "<img src=\"https&colon;&sol;&sol;x.example\">",
        "<img src=\"&#47&#47;x.example\">",
        "<img\nalt='>' src=https://x.example>",
        "<img alt=a\"b src=https://x.example>",
        "<img/src=https://x.example>",
        "<img srcset='a.png 1x, https://x.example/b.png 2x'>",
        "<img srcset='a.png, //x.example/b'>",
        "<source srcset=https://x.example/a.webp>",
        "<link rel=stylesheet href=https://x.example/a.css>",
        "<link href=https://x.example rel='dns-prefetch'>",
        "<link rel='shortcut ICON' href=//x.example/i>",
        "<link rel='alternate stylesheet' href=//x.example/i>",
        "<link rel=preload imagesrcset='//x.example/i 1x'>",
        "<script src=https://x.example/a.js></script>",
        "<iframe src=https://x.example></iframe>",
        "<iframe srcdoc=\"&lt;img src=https://x.example>\"></iframe>",
        "<object data=https://x.example></object>",
        "<embed src=https://x.example>",
        "<video poster=https://x.example/a></video>",
        "<audio src=https://x.example></audio>",
        "<track src=//x.example>",
        "<form action=https://x.example>",
        "<button formaction=https://x.example>",
        "<a href=/ ping=https://x.example>",
        "<base href=https://x.example>",
        "<body background=https://x.example>",
        "<meta http-equiv=Refresh content='0; URL=https://x.example'>",
        "<p style='background:url(https://x.example)'>",
        "<p style='background:u\\72l(//x.example)'>",
        "<style>@import 'https://x.example';</style>",
        "<svg><image href=https://x.example/a /></svg>",
        "<svg><use xlink:href='https://x.example/a#b'/></svg>",
        "<svg><path fill='url(https://x.example/#a)'/></svg>",
        "<?xml-stylesheet href='https://x.example/a.css'?><svg/>",
        "<!--><img src=https://x.example>-->",
        "<!-- a --!><img src=https://x.example>",
        "<!DOCTYPE html><img src=https://x.example>",
        "</p><img src=https://x.example>",
        "<title>a</title><img src=https://x.example>",
        "<script>'<!--'</script><img src=https://x.example>",
        "<img src=http://globale.example/a>",
        "<img src=https://globale.example.x.example/a>",
        "<img src=https://globale.example@x.example/a>",
        "<img src=https://globale.example:8443/a>",
        "<img src=wss://x.example>",
        "<img src=http:x.example>",
        "<img x==\"><img src=https://x.example> \">",
        "<p title='<!--'><img src=https://x.example>",
        // An end tag ends where a start tag would, whatever its attributes look like.
        "</p title=\"<!--\"><img src=//b.example/1.png>-->",
        "</p title='><!--'><img src=//b.example/1.png>-->",
        "</p title=<title><img src=//b.example/1.png></title>",
        "</ <!--><img src=//b.example/1.png>-->",
    ] {
        assert_eq!(of_html(html).len(), 1, "{html}: {:?}", of_html(html));
    }
}

#[test]
fn links_words_and_own_files_are_none() {
    for html in [
        "<a href=https://x.example>x</a>",
        "<area href=//x.example>",
        "<link rel=canonical href=https://x.example>",
        "<link rel=alternate hreflang=en href=https://x.example>",
        "<link rel=license href=https://x.example>",
        "<img src=/a.png srcset='/a 1x, /b 2x'>",
        "<img src=https://globale.example/a.png>",
        "<img src=HTTPS://Globale.Example:443/a.png>",
        "<img src=//globale.example/a.png>",
        "<img src=data:image/png;base64,AAAA//BBBB>",
        "<img src='a:b/..'",
        "<img src=../a/b alt='https://x.example'>",
        "<p>&lt;img src=https://x.example&gt; and https://x.example</p>",
        "<!-- <img src=https://x.example> -->",
        "<script type=application/ld+json>{\"@id\":\"https://x.example\",\"x\":\"<img src=https://x.example>\"}</script>",
        "<title><img src=https://x.example></title>",
        "<textarea><img src=https://x.example></textarea>",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"><a href=\"https://x.example\"/></svg>",
        "<meta property=og:image content=https://x.example>",
        "<meta http-equiv=refresh content='0; url=/en/'>",
        "<blockquote cite=https://x.example>",
        "<p title='url(https://x.example)'>",
        "<form action=/sok>",
        "<img src='https://x.example/a",
        "<img x==\"><p>\"> https://x.example",
        "1 < 2 <> <3 https://x.example",
        "<a href='mailto:a@x.example'><img src=\"/a\"></a>",
    ] {
        assert_eq!(of_html(html), Vec::<String>::new(), "{html}");
    }
}

#[test]
fn stylesheets() {
    for css in [
        "a{background:url(https://x.example/a)}",
        "a{background:URL( \"//x.example/a\" )}",
        "@import 'https://x.example/a.css';",
        "@import url(https://x.example/a.css);",
        "@font-face{src:local(a),url(//x.example/a.woff2)}",
        "a{background:image-set('a.png' 1x, 'https://x.example/b.png' 2x)}",
        "a{background:\\75 rl(https://x.example)}",
        "a{background:u/**/rl(a) url(https://x.example)}",
        "a{content:'/*'} b{background:url(//x.example)} /* */",
        "@import/**/\"https://x.example\";",
    ] {
        assert_eq!(of_css(css).len(), 1, "{css}: {:?}", of_css(css));
    }
    for css in [
        "a{background:url(a.png)} b{background:url('/b.png')}",
        "/* url(https://x.example) @import 'https://x.example' */",
        "@namespace svg url(http://www.w3.org/2000/svg);",
        "a::after{content:'https://x.example'}",
        "a{background:url(data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E)}",
        "a{background:url(#a)} curl(https://x.example)",
    ] {
        assert_eq!(of_css(css), Vec::<String>::new(), "{css}");
    }
}

#[test]
fn any_bytes_may_come() {
    let pieces: [&[u8]; 22] = [
        b"<",
        b">",
        b"img",
        b" src=",
        b"\"",
        b"'",
        b"https://x.example",
        b"&#x",
        b"&colon;",
        b"<!--",
        b"--",
        b"-->",
        b"<style>",
        b"</style",
        b"url(",
        b"\\",
        b"\xff\xfe",
        "ع".as_bytes(),
        b"/",
        b"=",
        b" srcset=",
        b"/*",
    ];
    let mut state = 1u64;
    for _ in 0..4000 {
        let mut bytes = Vec::new();
        for _ in 0..24 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            bytes.extend_from_slice(pieces[(state >> 33) as usize % pieces.len()]);
        }
        elsewhere(&bytes, Kind::Html, OWN);
        elsewhere(&bytes, Kind::Css, OWN);
    }
    let deep = "<iframe srcdoc='".repeat(50_000);
    elsewhere(deep.as_bytes(), Kind::Html, OWN);
    let many = "<img src=//x.example>".repeat(50_000);
    assert_eq!(elsewhere(many.as_bytes(), Kind::Html, OWN).len(), 1);
}
