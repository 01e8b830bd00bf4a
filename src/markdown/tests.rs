//! What a text may say, and what it may not: through [`super::parse`] alone.

use std::path::Path;
use std::sync::Arc;

use super::{Arg, Body, Document, HoleKind, Input, Kind, Target, parse};
use crate::diagnostic::{Code, Diagnostic, codes};
use crate::fingerprint::Fingerprint;
use crate::text::variable::{Piece, pieces};

fn parsed(text: &str) -> (Document, Vec<Diagnostic>) {
    parsed_in(text, "nb")
}

fn parsed_in(text: &str, lang: &str) -> (Document, Vec<Diagnostic>) {
    let file: Arc<Path> = Arc::from(Path::new("content/a/index.nb.md"));
    let fingerprint = Fingerprint::of(text.as_bytes());
    parse(&Input { text, body_start: 0, file: &file, lang, kind: Kind::Page, fingerprint })
}

/// The HTML with what stands in for each hole, components with their bodies.
fn shown(body: &Body) -> String {
    let mut out = String::new();
    let filled = body.fill::<()>(&mut out, &mut |hole, out| {
        match &hole.kind {
            HoleKind::Download(_) => out.push_str("{download}"),
            HoleKind::Href(target) => out.push_str(&format!("{target:?}")),
            HoleKind::Image(image) => {
                out.push_str(&format!("[image {}{}]", image.alt, if image.alone { " alone" } else { "" }))
            }
            HoleKind::Variable(name) => out.push_str(&format!("[{name}]")),
            HoleKind::Component(component) => {
                let inner = component.body.as_ref().map(shown).unwrap_or_default();
                out.push_str(&format!("[{}|{inner}]", component.name));
            }
            HoleKind::Mark(mark) => out.push_str(&mark.html()),
            HoleKind::Part(part) => out.push_str(&shown(&part.body)),
        }
        Ok(())
    });
    assert_eq!(filled, Ok(()));
    out
}

fn html(text: &str) -> String {
    let (document, findings) = parsed(text);
    assert_eq!(findings, [], "{text}");
    shown(&document.body)
}

fn found(text: &str) -> Vec<Code> {
    parsed(text).1.iter().map(|finding| finding.code).collect()
}

/// What the findings point at.
fn places(text: &str) -> Vec<&str> {
    let (_, findings) = parsed(text);
    let span = |finding: &Diagnostic| finding.place.as_ref().map(|place| place.span).unwrap_or_default();
    findings.iter().map(|finding| &text[span(finding).start..span(finding).end]).collect()
}

#[test]
fn quotation_marks_follow_the_language() {
    assert_eq!(html("a \"b\" it's 'c' -- d..."), "<p>a «b» it’s ‘c’ – d…</p>");
    let in_language = |lang| shown(&parsed_in("\"b\"", lang).0.body);
    assert_eq!(in_language("en"), "<p>“b”</p>");
    assert_eq!(in_language("pl"), "<p>„b”</p>");
    assert_eq!(in_language("uk"), "<p>«b»</p>");
    assert_eq!(shown(&parsed_in("здоров'я", "uk").0.body), "<p>здоров’я</p>");
}

#[test]
fn text_is_escaped_and_lines_stay() {
    assert_eq!(html("a < b & \\<c>  \nd\ne"), "<p>a &lt; b &amp; &lt;c&gt;<br>\nd\ne</p>");
    assert_eq!(html("`<script>`"), "<p><code>&lt;script&gt;</code></p>");
}

#[test]
fn links_elsewhere_are_written_and_links_here_are_holes() {
    assert_eq!(
        html("[a](https://b.no/?x=1&y=\"2\" 't') <x@y.no> [t](tel:+4722)"),
        "<p><a href=\"https://b.no/?x=1&amp;y=%222%22\" rel=\"noopener\" title=\"t\">a</a> \
         <a href=\"mailto:x@y.no\" dir=\"ltr\">x@y.no</a> <a href=\"tel:+4722\">t</a></p>"
    );
    let (document, findings) = parsed("[a](@/x/y#z) [b](../a%20b.nb.md) [c](/d/) [e](https://{{town}}.no)");
    assert_eq!(findings, []);
    let kinds: Vec<&HoleKind> = document.body.holes().iter().map(|hole| &hole.kind).collect();
    assert_eq!(
        kinds,
        [
            &HoleKind::Href(Target::Entry { path: "x/y".into(), fragment: Some("z".into()) }),
            &HoleKind::Href(Target::File { path: "../a b.nb.md".into(), fragment: None }),
            &HoleKind::Href(Target::Site { path: "/d/".into(), fragment: None }),
            &HoleKind::Href(Target::Web { address: "https://{{town}}.no".into() }),
        ]
    );
    assert_eq!(document.body.holes()[0].span, crate::diagnostic::Span { start: 0, end: 12 });
}

#[test]
fn dangerous_addresses_are_errors_and_never_written() {
    for text in [
        "[x](javascript:alert)",
        "[x](JaVaScRiPt&colon;alert)",
        "[x](java&#x0A;script:alert)",
        "[x](java&Tab;script:alert)",
        "[x](<  javascript:alert>)",
        "[x](%6aavascript:alert)",
        "<javascript:alert>",
        "[x](vbscript:a)",
        "[x](file:///etc/passwd)",
        "[x](data:text/html,alert)",
        "![x](data:text/html,alert)",
        "![x](DATA:image/svg+xml,alert)",
        "[x][y]\n\n[y]: javascript:alert",
    ] {
        assert_eq!(found(text), [codes::BAD_SCHEME], "{text}");
        let html = shown(&parsed(text).0.body);
        assert!(!html.contains("href") && !html.contains("[image"), "{text}: {html}");
    }
    for text in
        ["[x](//evil.example)", "[x](/\\evil.example)", "[x]()", "[x](https://)", "[x](a%zz)", "[x](#)"]
    {
        assert_eq!(found(text), [codes::BAD_TARGET], "{text}");
    }
    assert_eq!(found("![x](https://a.no/b.png)"), [codes::IMAGE_ELSEWHERE]);
    assert_eq!(found("[](x) [ ](x)"), [codes::EMPTY_LINK, codes::EMPTY_LINK]);
}

#[test]
fn fragments_are_checked_here() {
    assert_eq!(
        html("[x](#her-er-jeg)\n\n## Her er jeg"),
        "<p><a href=\"#her-er-jeg\">x</a></p>\n<h2 id=\"her-er-jeg\">Her er jeg</h2>"
    );
    let (_, findings) = parsed("## Kontakt\n\n[x](#kontat)");
    assert_eq!(findings[0].code, codes::UNKNOWN_ANCHOR);
    assert_eq!(findings[0].values["near"], "kontakt");
}

#[test]
fn a_picture_alone_stands_without_a_paragraph() {
    assert_eq!(
        html("![*Et* hus](hus.svg \"Huset\")\n\na ![b](c.svg)"),
        "[image Et hus alone]\n<p>a [image b]</p>"
    );
    assert_eq!(html("> ![b](c.svg)"), "<blockquote>\n[image b alone]\n</blockquote>");
}

#[test]
fn headings_have_ids() {
    let (document, findings) = parsed(
        "## Blåbær & øl\n\n## Blåbær & øl\n\n### `x` i {{ in_town }} {#valgt .replace}\n\n### I {{ town }}[^1]\n\n[^1]: a",
    );
    assert_eq!(findings, []);
    let ids: Vec<&str> = document.headings.iter().map(|heading| &*heading.id).collect();
    assert_eq!(ids, ["blaabaer-oel", "blaabaer-oel-2", "valgt", "i-town"]);
    assert_eq!(&*document.headings[2].html, "<code>x</code> i {{ in_town }}");
    assert_eq!(&*document.headings[3].html, "I {{ town }}");
    assert!(["fn-1", "valgt"].iter().all(|id| document.anchors().any(|known| known == *id)));
    assert!(shown(&document.body).contains("<h3 id=\"valgt\"><code>x</code> i [in_town]</h3>"));
}

#[test]
fn a_headings_title_has_no_links_and_no_false_variables() {
    let (document, _) = parsed("## [{{ town }}](/x) `{{ q }}` **z**");
    assert_eq!(&*document.headings[0].html, "{{ town }} <code>&#123;&#123; q }}</code> <strong>z</strong>");
}

#[test]
fn headings_that_are_refused() {
    assert_eq!(found("# A"), [codes::HEADING_ONE]);
    assert_eq!(found("A\n==="), [codes::HEADING_ONE]);
    assert_eq!(found("## A\n\n#### B"), [codes::HEADING_SKIPS]);
    assert_eq!(found("## A {onclick=alert(1)}"), [codes::HEADING_ATTRIBUTE]);
    assert_eq!(found("## A {#a\"b}"), [codes::BAD_HEADING_ID]);
    assert_eq!(found("## A {#x}\n\n## B {#x}"), [codes::DUPLICATE_HEADING_ID]);
    assert_eq!(parsed("## A {#x}\n\n## B {#x}").1[0].further.len(), 1);
    assert_eq!(found("## \n"), [codes::EMPTY_HEADING]);
    assert!(!shown(&parsed("## A {onclick=alert(1)}").0.body).contains("onclick"));
}

#[test]
fn raw_html_is_refused_but_for_harmless_tags() {
    assert_eq!(
        html("<kbd>Ctrl</kbd> <span lang=\"ar\" dir='rtl'>سلام</span><br/>x"),
        "<p><kbd>Ctrl</kbd> <span lang=\"ar\" dir=\"rtl\">سلام</span><br>x</p>"
    );
    assert_eq!(
        html("<time datetime=\"2019-11-01\">da</time><!-- nei -->"),
        "<p><time datetime=\"2019-11-01\">da</time></p>"
    );
    assert_eq!(html("<!-- a\n\n::b\n\n<script>\n-->\n\nc"), "<p>c</p>");
    for (text, tag) in [
        ("x <script>alert(1)</script>", "<script>"),
        ("<iframe src=x>", "<iframe src=x>"),
        ("<div onload=\"x\">", "<div onload=\"x\">"),
        ("<img src=x onerror=y>", "<img src=x onerror=y>"),
        ("a <a href='javascript:x'>b</a>", "<a href='javascript:x'>"),
    ] {
        assert_eq!(found(text), [codes::RAW_HTML], "{text}");
        assert_eq!(places(text), [tag]);
    }
    for text in [
        "<span onclick=x>a</span>",
        "x <q lang=ar>a",
        "x <br style=\"a\">",
        "x <sub lang=\"a\" lang=\"b\">",
        "x <bdi dir=\"x\">",
        "x <q datetime=\"1\">",
    ] {
        let codes = found(text);
        assert!(
            codes.contains(&codes::RAW_HTML_ATTRIBUTE) || codes.contains(&codes::RAW_HTML),
            "{text}: {codes:?}"
        );
        let html = shown(&parsed(text).0.body);
        assert!(!html.contains('='), "no attribute gets through: {text}: {html}");
    }
    assert_eq!(found("a <q>b"), [codes::RAW_HTML_UNBALANCED]);
    assert!(found("<q>*a</q>*").contains(&codes::RAW_HTML_UNBALANCED));
    assert_eq!(found("<?php x ?>"), [codes::RAW_HTML]);
}

#[test]
fn footnotes_are_numbered_and_lead_back() {
    assert_eq!(
        html("a[^x] b[^y] c[^x]\n\n[^y]: to\n[^x]: en"),
        "<p>a<sup class=\"fn\"><a id=\"fnref-1\" href=\"#fn-1\">1</a></sup> \
         b<sup class=\"fn\"><a id=\"fnref-2\" href=\"#fn-2\">2</a></sup> \
         c<sup class=\"fn\"><a id=\"fnref-1-2\" href=\"#fn-1\">1</a></sup></p>\n\
         <div class=\"footnotes\"><ol>\n\
         <li id=\"fn-1\"><p>en <a class=\"fn-back\" href=\"#fnref-1\" aria-label=\"↩ 1\">↩</a> \
         <a class=\"fn-back\" href=\"#fnref-1-2\" aria-label=\"↩ 1-2\">↩</a></p></li>\n\
         <li id=\"fn-2\"><p>to <a class=\"fn-back\" href=\"#fnref-2\" aria-label=\"↩ 2\">↩</a></p></li>\n\
         </ol></div>"
    );
    let (document, _) = parsed("a[^x]\n\n[^x]: se {{ town }} og [b](c.md)");
    assert!(shown(&document.body).contains("<p>se [town] og <a href=\"File"));
}

#[test]
fn marks_and_notes_without_their_counterpart() {
    assert_eq!(places("a [^3] `[^4]` \\[^5]"), ["[^3]"]);
    assert_eq!(found("a [^3]"), [codes::NOTE_MISSING]);
    assert_eq!(parsed("a[^note] [^notw]\n\n[^note]: b").1[0].values["near"], "note");
    assert_eq!(found("[^x]: a"), [codes::NOTE_UNUSED]);
    assert_eq!(found("a[^x]\n\n[^x]: a\n[^x]: b"), [codes::NOTE_TWICE]);
    assert_eq!(found("[a[^x]](b)\n\n[^x]: a"), [codes::NOTE_IN_LINK]);
    assert_eq!(places("[a [^x] c][b]\n\n[b]: c\n\n[^x]: a"), ["[^x]"]);
}

#[test]
fn tasks_have_labels() {
    assert_eq!(
        html("- [ ] a\n- [x] *b*\n  - c"),
        "<ul>\n<li class=\"task\"><label><input type=\"checkbox\" disabled> a</label></li>\n\
         <li class=\"task\"><label><input type=\"checkbox\" disabled checked> <em>b</em></label>\n<ul>\n<li>c</li>\n</ul>\n</li>\n</ul>"
    );
}

#[test]
fn tables_head_their_columns() {
    assert_eq!(
        html("| | B |\n|--|--:|\n| a | {{ x }} |"),
        "<div class=\"table\"><table><thead><tr><td></td><th scope=\"col\" class=\"r\">B</th></tr></thead>\n\
         <tbody>\n<tr><td>a</td><td class=\"r\">[x]</td></tr>\n</tbody></table></div>"
    );
}

#[test]
fn code_is_escaped_and_marked() {
    assert_eq!(html("```\n<b>\n```"), "<pre class=\"code\"><code>&lt;b&gt;\n</code></pre>");
    assert_eq!(
        html("```x\"><script>\n{{ a }}\n```"),
        "<pre class=\"code\"><code class=\"language-x&quot;&gt;&lt;script&gt;\">{{ a }}\n</code></pre>"
    );
    let rust = html("```rust\nlet a = \"b\"; // c\n```");
    for part in
        ["<span class=\"k\">let</span>", "<span class=\"s\">\"b\"</span>", "<span class=\"c\">// c</span>"]
    {
        assert!(rust.contains(part), "{part} in {rust}");
    }
    assert!(html("```toml\na = 1\n```").contains("<span class=\"n\">1</span>"));
    let long = format!("```rust\nlet a = \"{}\";\n```", "x".repeat(3000));
    assert!(!html(&long).contains("<span"));
}

#[test]
fn variables_are_holes_in_text_and_nowhere_else() {
    assert_eq!(
        html("I {{ in_town }}, *{{town}}*: `{{ a }}` {{ 1 }} { { a } } {{a b}} \\{{ c }}"),
        "<p>I [in_town], <em>[town]</em>: <code>{{ a }}</code> {{ 1 }} { { a } } {{a b}} {{ c }}</p>"
    );
    assert_eq!(html("{{ a_b }} _x_ {{ c_d.e }}"), "<p>[a_b] <em>x</em> [c_d.e]</p>");
    let found: Vec<Piece> = pieces("a {{ b }}{{c.d}} {{").collect();
    assert_eq!(found, [Piece::Text("a "), Piece::Variable("b"), Piece::Variable("c.d"), Piece::Text(" {{")]);
}

#[test]
fn directives_are_components() {
    let text = "foran\n::figure{src=\"a \\\"b\\\".jpg\" n=-1.5 wide}\netter[^1] [r]\n:::quote\n## I\n::::inner\n- a\n::::\n[r]\n:::\n\n[r]: https://x.no\n[^1]: n";
    let (document, findings) = parsed(text);
    assert_eq!(findings, []);
    let shown = shown(&document.body);
    assert!(shown.starts_with("<p>foran</p>\n[figure|]\n<p>etter"), "{shown}");
    assert!(
        shown.contains(
            "[quote|<h2 id=\"i\">I</h2>\n[inner|<ul>\n<li>a</li>\n</ul>]\n<p><a href=\"https://x.no\""
        ),
        "{shown}"
    );
    let HoleKind::Component(figure) = &document.body.holes()[0].kind else { panic!("a component") };
    let args: Vec<(&str, &Arg)> = figure.args.iter().map(|(key, arg, _)| (&**key, arg)).collect();
    assert_eq!(
        args,
        [("src", &Arg::Text("a \"b\".jpg".into())), ("n", &Arg::Number(-1.5)), ("wide", &Arg::Flag)]
    );
    let span = figure.args[1].2;
    assert_eq!(&text[span.start..span.end], "n=-1.5");
    assert_eq!(document.headings.len(), 1);
}

#[test]
fn directives_in_code_are_code() {
    for text in
        ["```\n::a{\n:::\n```", "    ::a{\n    :::", "~~~~ x\n:::b\n```\n:::\n~~~~", "- ```\n  :::b\n  ```"]
    {
        let html = html(text);
        assert!(html.contains(":::") || html.contains("::a{"), "{html}");
        assert!(!html.contains("***"), "{html}");
    }
    assert_eq!(
        html("- a\n\n      ::b"),
        "<ul>\n<li>\n<p>a</p>\n<pre class=\"code\"><code>::b\n</code></pre>\n</li>\n</ul>"
            .replace("::b\n", "::b")
    );
}

#[test]
fn directives_that_are_refused() {
    for text in [
        "::a{b=c}",
        "::a{b=\"c}",
        "::a{b=\"c\"",
        "::a{b=\"c\"d}",
        "::a{} x",
        "::a{b b}",
        "::a{=1}",
        "::{a}",
        "::a{b=1-}",
    ] {
        assert_eq!(found(text), [codes::DIRECTIVE_MALFORMED], "{text}");
    }
    assert_eq!(found(":::a\nb"), [codes::DIRECTIVE_UNCLOSED]);
    assert_eq!(places(":::a\n:::b\nx\n:::\ny"), [":::a"]);
    assert_eq!(found("a\n\n:::"), [codes::DIRECTIVE_STRAY]);
    assert_eq!(found("- a\n\n  :::q\n  b\n\nc\n:::"), [codes::DIRECTIVE_UNCLOSED, codes::DIRECTIVE_STRAY]);
    assert_eq!(found(":::a{x=y}\nb\n:::"), [codes::DIRECTIVE_MALFORMED]);
    assert_eq!(places("æøå\r\n\r\n::a{b=c}\r\n"), ["c}"]);
}

#[test]
fn alerts_are_components() {
    let (document, findings) = parsed("> [!WARNING]\n> Pass *på*.\n\n> sitat");
    assert_eq!(findings, []);
    assert_eq!(
        shown(&document.body),
        "[alert|<p>Pass <em>på</em>.</p>]\n<blockquote>\n<p>sitat</p>\n</blockquote>"
    );
    let HoleKind::Component(alert) = &document.body.holes()[0].kind else { panic!("a component") };
    assert_eq!(alert.args[0].1, Arg::Text("warning".into()));
}

#[test]
fn conflict_markers_are_named_with_their_lines() {
    let (_, findings) = parsed("a\n\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> grein\n");
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!((findings[0].code, findings[0].values["lines"].as_str()), (codes::CONFLICT_MARKER, "3, 5, 7"));
    assert_eq!(found("```\n<<<<<<< HEAD\n=======\n>>>>>>> x\n```"), []);
    assert_eq!(found("A\n=======\n"), [codes::HEADING_ONE]);
}

#[test]
fn hidden_characters_are_errors() {
    for (text, point) in [
        ("a\0b", "U+0000"),
        ("a\u{1b}[31m", "U+001B"),
        ("ab\u{202e}c", "U+202E"),
        ("a\u{feff}b", "U+FEFF"),
        ("æ\u{85}", "U+0085"),
        ("x\u{2066}y", "U+2066"),
    ] {
        for before in [0, 61, 62, 63, 64, 127] {
            let text = format!("{}{text}", "x".repeat(before));
            let (_, findings) = parsed(&text);
            assert_eq!(findings.len(), 1, "{text:?}");
            assert_eq!(findings[0].values["point"], point);
        }
    }
    assert_eq!(found("«» – — … “” \u{200d}\u{ad}"), []);
}

#[test]
fn deep_nesting_is_refused_and_cheap() {
    for text in [
        ">".repeat(50_000),
        "> ".repeat(50_000),
        "- ".repeat(50_000) + "a",
        "1. ".repeat(9_000) + "a",
        "*a _b ".repeat(500) + &"_ *".repeat(500),
    ] {
        let (_, findings) = parsed(&text);
        assert!(findings.len() <= 1, "{}", findings.len());
    }
    assert_eq!(found(&">".repeat(101)), [codes::NESTED_TOO_DEEP]);
    assert_eq!(found(&"- ".repeat(300)), []);
    let indented: String = (0..150).map(|level| format!("{}- a\n", "  ".repeat(level))).collect();
    assert_eq!(found(&indented), [codes::NESTED_TOO_DEEP]);
    let containers: String = (3..120).rev().map(|colons| format!("{}a\n", ":".repeat(colons))).collect();
    assert!(found(&containers).contains(&codes::NESTED_TOO_DEEP));
}

#[test]
fn a_panic_costs_the_page_alone() {
    let file: Arc<Path> = Arc::from(Path::new("a.md"));
    let fingerprint = Fingerprint::default();
    let input = Input { text: "x", body_start: 0, file: &file, lang: "nb", kind: Kind::Page, fingerprint };
    let (document, findings) = super::guarded(&input, || panic!("the parser broke"));
    assert!(document.body.is_empty());
    assert_eq!(findings[0].code, codes::PARSER_BROKE);
}

#[test]
fn spans_count_from_the_files_beginning() {
    let text = "---\ntitle: x\n---\r\nå [x](y.md) [z](javascript:x)\r\n";
    let file: Arc<Path> = Arc::from(Path::new("a.md"));
    let fingerprint = Fingerprint::default();
    let (document, findings) =
        parse(&Input { text, body_start: 18, file: &file, lang: "nb", kind: Kind::Page, fingerprint });
    let span = document.body.holes()[0].span;
    assert_eq!(&text[span.start..span.end], "[x](y.md)");
    let span = findings[0].place.as_ref().unwrap().span;
    assert_eq!(&text[span.start..span.end], "[z](javascript:x)");
}

#[test]
fn words_and_plain_text() {
    let (document, _) = parsed(
        "## En **to**\n\ntre fire[^1]\nfem [seks](https://a.no) {{ town }}\n\n- sju\n- åtte & ni\n\n:::a\nti\n:::\n\n[^1]: elleve",
    );
    assert_eq!(document.words, 13);
    let mut text = String::new();
    document.body.plain_text(&mut text, &mut |name, out| out.push_str(name));
    assert_eq!(text, "En to\ntre fire\nfem seks town\nsju\nåtte & ni\nti\nelleve");
}

#[test]
fn nothing_gives_nothing() {
    for text in ["", "\n\n  \n", "<!-- a -->"] {
        let (document, findings) = parsed(text);
        assert!(document.body.is_empty() && findings.is_empty(), "{text:?} {:?}", document.body);
    }
}

#[test]
fn the_fingerprint_is_of_text_and_language() {
    let of = |text, lang| parsed_in(text, lang).0.fingerprint;
    assert_eq!(of("a", "nb"), of("a", "nb"));
    assert_ne!(of("a", "nb"), of("b", "nb"));
    assert_ne!(of("a", "nb"), of("a", "en"));
}

const NASTY: &str = "## A {{ town }} {#x .y}\n\n::figure{src=\"a\" n=1}\n:::quote{by=\"æ\"}\n> [!NOTE]\n> b [c](d \"e\") ![f *g*](h)\n:::\r\n\r\n| a | b |\r\n|--|:-:|\r\n| `c` | [^1] |\r\n\n- [x] a <q lang=\"nb\">b</q>\n  ```rust\n  :::\n  fn x() {}\n  ```\n- [ ] \n1) x\n\nT\n: d\n\n[^1]: n\n\n    o [z]\n<!-- c\n-->\n<span>\nx\n</span>\n\n[z]: <a b> 't'\n<<<<<<< a\n=======\n>>>>>>> b\n***\n\"a 'b' c\" -- {{ å }} {{ a_b }}  \n\\<x> &amp; \u{202e} <https://x.y>\n";

/// Any beginning and any end of a nasty text parses, spans stand on characters, and holes in order.
#[test]
fn any_piece_of_a_nasty_text_parses() {
    let pieces = (0..=NASTY.len()).filter(|at| NASTY.is_char_boundary(*at));
    for text in pieces.flat_map(|at| [&NASTY[..at], &NASTY[at..]]) {
        let (document, findings) = parsed(text);
        for finding in &findings {
            assert_ne!(finding.code, codes::PARSER_BROKE, "{text}");
            let span = finding.place.as_ref().unwrap().span;
            assert!(
                text.get(span.start..span.end).is_some_and(|text| !text.is_empty()),
                "{finding:?} in {text:?}"
            );
        }
        check_holes(&document.body, text);
    }
}

/// Each line left out, and each two swapped: blocks that end where nobody expects.
#[test]
fn any_shuffle_of_a_nasty_text_parses() {
    let lines: Vec<&str> = NASTY.split_inclusive('\n').collect();
    for a in 0..lines.len() {
        for b in a..lines.len() {
            let mut shuffled = lines.clone();
            shuffled.swap(a, b);
            if a == b {
                shuffled.remove(a);
            }
            let text = shuffled.concat();
            let (document, findings) = parsed(&text);
            assert!(findings.iter().all(|finding| finding.code != codes::PARSER_BROKE), "{text}");
            check_holes(&document.body, &text);
        }
    }
}

fn check_holes(body: &Body, text: &str) {
    let (html, mut last) = (body.html(), 0);
    for hole in body.holes() {
        assert!(hole.at >= last && html.is_char_boundary(hole.at) && hole.at <= html.len(), "{text:?}");
        assert!(text.get(hole.span.start..hole.span.end).is_some(), "{text:?}");
        last = hole.at;
        match &hole.kind {
            HoleKind::Href(_) => assert!(html[..hole.at].ends_with("href=\""), "{text:?}"),
            HoleKind::Component(component) => component.body.iter().for_each(|body| check_holes(body, text)),
            _ => {}
        }
    }
    assert!(!html.ends_with(char::is_whitespace) || body.holes().iter().any(|hole| hole.at == html.len()));
}
