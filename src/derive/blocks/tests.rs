use super::*;

fn blocks(text: &str) -> Vec<Block> {
    of_text(text, 0).expect("it can be read")
}

fn hashes(text: &str) -> Vec<Fingerprint> {
    blocks(text).into_iter().map(|block| block.hash).collect()
}

#[test]
fn how_a_text_is_written_does_not_count() {
    for (one, other) in [
        ("En to\ntre fire.\n", "En to tre\nfire.\n"),
        ("Det er _viktig_ og __nå__.\n", "Det er *viktig* og **nå**.\n"),
        ("Se [siden](/a).\n", "Se [siden][a].\n\n[a]: /a\n"),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n", "|a     |b|\n|--|:-----|\n|1|2    |\n"),
        ("En\r\n\r\nTo\r\n", "En\n\nTo\n"),
        ("A\u{30a}rlig\n", "\u{c5}rlig\n"),
        ("- en\n- to\n", "* en\n* to\n"),
        ("- en\n- to\n", "- en\n\n- to\n"),
        ("Overskrift\n---\n", "## Overskrift\n"),
        ("I {{town}}.\n", "I {{ town }}.\n"),
        ("En\n\n<!-- en merknad -->\n\nTo\n", "En\n\nTo\n"),
        ("::figure{id=\"a\" wide}\n", "::figure{wide id=\"a\"}\n"),
        ("Tekst\n\n    kode\n", "Tekst\n\n```\nkode\n```\n"),
    ] {
        assert_eq!(hashes(one), hashes(other), "{one}\n{other}");
    }
}

#[test]
fn what_a_text_says_counts() {
    for (one, other) in [
        ("Ring 67 50 40 50.\n", "Ring 67 50 40 51.\n"),
        ("Se [siden](/a).\n", "Se [siden](/b).\n"),
        ("En to.\n", "En tre.\n"),
        ("Kjør `a -b`.\n", "Kjør `a -c`.\n"),
        ("```\na --ja\n```\n", "```\na --nei\n```\n"),
        ("::figure{id=\"a\"}\n", "::figure{id=\"b\"}\n"),
        ("I {{ town }}.\n", "I {{ county }}.\n"),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n", "| a | b |\n|---|---|\n| 1 | 3 |\n"),
        ("![En båt](a.jpg)\n", "![En bil](a.jpg)\n"),
    ] {
        assert_ne!(hashes(one), hashes(other), "{one}\n{other}");
    }
}

#[test]
fn blocks_know_where_they_stand() {
    let text = "Innledning\nover to linjer.\n\n## Steg {#steg}\n\n1. En ting\n2. En *annen*\n   ting\n\n   Mer.\n\n> Sitat\n";
    let found: Vec<(Kind, &str, &str)> =
        blocks(text).iter().map(|b| (b.kind, &text[b.span.clone()], &text[b.inner.clone()])).collect();
    assert_eq!(
        found,
        [
            (Kind::Paragraph, "Innledning\nover to linjer.", "Innledning\nover to linjer."),
            (Kind::Heading(2), "## Steg {#steg}", "Steg"),
            (Kind::Item, "1. En ting", "En ting"),
            (Kind::Item, "2. En *annen*\n   ting", "En *annen*\n   ting"),
            (Kind::Item, "Mer.", "Mer."),
            (Kind::Paragraph, "Sitat", "Sitat"),
        ]
    );
}

#[test]
fn critical_sections_end_where_sections_end() {
    let text = "## A\n\na\n\n## B {.critical}\n\nb\n\n### C\n\nc\n\n## D\n\nd\n";
    let critical: String =
        blocks(text).iter().filter(|block| block.critical).map(|block| block.plain.as_str()).collect();
    assert_eq!(critical, "BbCc");
}

#[test]
fn a_text_that_cannot_be_read_has_no_blocks() {
    assert_eq!(of_text(&format!("{}x\n", "> ".repeat(150)), 0), None);
}
