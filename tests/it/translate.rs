//! `globale translate`: from a changed original to a translation that follows it.

use serde_json::Value;

use crate::project::Project;

const NB: &str = "content/vik/pages/kontakt/index.nb.md";
const AR: &str = "content/vik/pages/kontakt/index.ar.md";
const PAGE: &str = "pages/kontakt";

const ORIGINAL: &str = "---\ntitle: Kontakt\nlead: Vi svarer.\n---\nNoen av oss svarer alltid, også om sommeren.\n\n## Telefon {#telefon}\n\nRing oss på 67 50 40 50 mellom 9 og 15.\n\n- Si navnet ditt.\n- Si hva det *gjelder*.\n\n## Besøk\n\nKom innom i {{ town }}, se [kartet](https://kart.example/vik).\n";
const TRANSLATION: &str = "---\ntitle: اتصال\n---\nأحدنا يجيب دائمًا.\n\n## الهاتف {#telefon}\n\nاتصلوا بنا على 67 50 40 50 بين 9 و15.\n\n- قل اسمك.\n- قل ما الموضوع.\n\n## زيارة\n\nزورونا في {{ town }}، انظر [الخريطة](https://kart.example/vik).\n";
const CHANGED: &str = "{% component changed(kind: string, lang: string, dir: string, open: bool = false) -%}\n<aside class=\"{{ kind }}\"><details{% if open %} open{% endif %}><div lang=\"{{ lang }}\" dir=\"{{ dir }}\">{{ body | safe }}</div></details></aside>\n{%- endcomponent changed %}\n";

fn site() -> Project {
    let project = Project::new();
    project.edit("site.toml", "en = {", "ar = { name = \"العربية\", fallback = [\"nb\"] }\nen = {");
    project.edit(
        "site.toml",
        "languages = [\"nb\", \"en\"]",
        "languages = [\"nb\", \"en\", \"ar\"]\nvars = { town = \"Vik\" }",
    );
    project.write("themes/plain/components/changed.html", CHANGED);
    project.write(NB, ORIGINAL);
    project
}

fn translated() -> Project {
    let project = site();
    project.write(AR, TRANSLATION);
    project
}

fn done(project: &Project, more: &str) {
    let ran = project.run(&format!("translate done {PAGE} -l ar {more}"));
    assert_eq!(ran.exit, 0, "{}{}", ran.out, ran.err);
}

/// State, and what must be followed: how much it matters, what happened, where.
fn status(project: &Project) -> (String, Vec<(String, String, String)>) {
    let status = project.json(&format!("translate status {PAGE} -l ar"));
    let row = &status["translations"][0];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let blocks = row["blocks"].as_array().expect("blocks").iter().filter(|block| block["due"] == true);
    let block = |block: &Value| (text(&block["severity"]), text(&block["what"]), text(&block["id"]));
    (text(&row["state"]), blocks.map(block).collect())
}

fn arabic_page(project: &Project) -> String {
    let ran = project.run("build");
    assert_eq!(ran.exit, 0, "{}{}", ran.out, ran.err);
    project.read("public/vik/ar/kontakt/index.html")
}

#[test]
fn a_changed_telephone_number_is_told_until_the_translation_follows() {
    let project = translated();
    assert_eq!(status(&project).0, "unknown");
    assert!(!arabic_page(&project).contains("<aside"), "the page says nothing of what nobody knows");
    done(&project, "");
    assert_eq!(status(&project), ("current".to_owned(), Vec::new()));

    // Lines broken anew change nothing, nor does another system's checkout.
    project.edit(NB, "svarer alltid, også", "svarer alltid,\nogså");
    assert_eq!(status(&project).0, "current");
    for file in [NB, AR] {
        project.write(file, project.read(file).replace('\n', "\r\n"));
    }
    assert_eq!(status(&project).0, "current");

    project.edit(NB, "67 50 40 50", "67 50 40 51");
    project.edit(NB, "Si navnet ditt", "Si hva du heter");
    let (state, blocks) = status(&project);
    let told: Vec<(&str, &str)> = blocks.iter().map(|(severity, what, _)| (&**severity, &**what)).collect();
    assert_eq!((&*state, told), ("behind", vec![("facts", "changed"), ("text", "changed")]));
    let page = arabic_page(&project);
    assert_eq!(page.matches("<aside").count(), 2, "{page}");
    let (_, after) = page.split_once("بين 9 و15.</p>\n").expect("the paragraph");
    assert!(
        after.starts_with(
            "<aside class=\"changed\"><details open><div lang=\"nb\" dir=\"ltr\"><p>Ring oss på 67 50 40 51"
        ),
        "{after}"
    );

    // Editing the translation does not silence it; `done` does, for that block alone.
    project.edit(AR, "أحدنا", "واحد منا");
    assert_eq!(status(&project).1.len(), 2);
    project.edit(AR, "67 50 40 50", "67 50 40 51");
    assert_eq!(status(&project).1.len(), 2);
    done(&project, &format!("--block {}", blocks[0].2));
    let (_, left) = status(&project);
    assert_eq!(left, blocks[1..]);
    assert_eq!(arabic_page(&project).matches("<aside").count(), 1);
    let refused = project.run(&format!("translate done {PAGE} -l ar --block 00000000 --format json"));
    assert_eq!((refused.exit, refused.codes()), (2, vec!["G0448".to_owned()]));

    // Nothing hangs on git, nor on anything but the two texts and the snapshot.
    let copy = Project::empty();
    for (file, bytes) in project.tree("").into_iter().filter(|(file, _)| !file.starts_with(".globale/cache"))
    {
        copy.write(&file, bytes);
    }
    assert_eq!(status(&copy), status(&project));
    done(&project, "");
    assert_eq!(status(&project).0, "current");
    let kept = project.tree(".globale/base").len();
    assert_eq!(project.json("translate gc --dry-run")["removed"].as_array().map(Vec::len), Some(kept - 1));
    project.json("translate gc");
    assert_eq!((project.tree(".globale/base").len(), status(&project).0.as_str()), (1, "current"));
}

#[test]
fn show_tells_both_states_and_the_translation() {
    let project = translated();
    done(&project, "");
    project.edit(NB, "mellom 9 og 15", "mellom 10 og 15");
    let ran = project.run(&format!("translate show {PAGE} -l ar"));
    assert!(ran.out.contains("mellom [-9-]{+10+} og 15."), "{}", ran.out);
    assert!(ran.out.contains("ar: اتصلوا بنا"), "{}", ran.out);
    for (line, code) in [
        ("translate show pages/kontaktt -l ar", "G0430"),
        ("translate show pages/kontakt -l en", "G0447"),
        ("translate show pages/kontakt -l xx", "G0105"),
    ] {
        assert_eq!(project.run(&format!("{line} --format json")).codes(), [code]);
    }
}

#[test]
fn a_new_translation_shows_its_original_until_it_is_translated() {
    let project = site();
    let made = project.json(&format!("translate new {PAGE} -l ar"));
    assert_eq!(made["file"], AR);
    let page = arabic_page(&project);
    assert!(page.contains("<html lang=\"ar\">") && page.contains("Si hva det <em>gjelder</em>"), "{page}");
    let again = project.run(&format!("translate new {PAGE} -l ar --format json"));
    assert_eq!(again.codes(), ["G0012"]);
}

#[test]
fn now_is_put_in_by_check() {
    let project = translated();
    project.edit(AR, "title: اتصال", "title: اتصال\nbase: now");
    let bases = || {
        let codes = project.run("check --format json").codes();
        codes.into_iter().filter(|code| code.starts_with("G044")).collect::<Vec<_>>()
    };
    assert_eq!(bases(), ["G0443"]);
    assert_eq!(project.run("check --fix").exit, 0);
    assert!(!project.read(AR).contains("base: now"));
    assert_eq!(bases(), [""; 0]);
    project.edit(NB, "mellom 9", "mellom 8");
    assert_eq!(status(&project).1.len(), 1);
}

fn export(project: &Project) -> String {
    project.json("translate export pages/kontakt -l ar --output ar.po");
    project.read("ar.po")
}

/// Every unit without a translation gets one that says the same facts.
fn fill(po: &str) -> String {
    let mut id = String::new();
    let mut out = String::new();
    for line in po.lines() {
        if let Some(text) = line.strip_prefix("msgid ") {
            id = text.to_owned();
        }
        match line {
            "msgstr \"\"" if id != "\"\"" => out += &format!("msgstr {}\n", id.replacen('"', "\"ترجمة: ", 1)),
            line => out += &format!("{line}\n"),
        }
    }
    out
}

#[test]
fn a_page_goes_out_as_units_and_comes_back() {
    let project = site();
    let po = export(&project);
    assert!(
        po.contains("msgctxt \"pages/kontakt#telefon:2\"\nmsgid \"Ring oss på 67 50 40 50 mellom 9 og 15.\""),
        "{po}"
    );
    project.write(
        "ar.po",
        fill(&po).replace("67 50 40 50 mellom 9 og 15.\"\n\n", "٦٧ ٥٠ ٤٠ ٥٠ mellom ٩ og ١٥.\"\n\n"),
    );
    project.json("translate import ar.po");
    assert_eq!(status(&project), ("current".to_owned(), Vec::new()));
    let text = project.read(AR);
    assert!(
        text.contains("title: \"ترجمة: Kontakt\"") && text.contains("- ترجمة: Si hva det *gjelder*."),
        "{text}"
    );
    assert!(text.contains("## ترجمة: Besøk {#besoek}"), "a heading keeps its id in every language: {text}");
    assert!(arabic_page(&project).contains("<h2 id=\"besoek\">"));

    // What changed comes back fuzzy, with its own old translation and the earlier original.
    project.edit(NB, "mellom 9", "mellom 8");
    project.edit(NB, "## Besøk", "Nytt er 5 ting.\n\n## Besøk");
    let po = export(&project);
    assert!(po.contains("#, fuzzy\n#| msgid \"Ring oss på 67 50 40 50 mellom 9 og 15.\"\n"), "{po}");
    assert_eq!(po.matches("#, fuzzy").count(), 1);
    // An import of it as it is changes no page and brings nothing up to date.
    project.json("translate import ar.po");
    let (_, due) = status(&project);
    assert_eq!(due.len(), 2, "{}\n{}", project.read(AR), po);
    assert_eq!(arabic_page(&project).matches("<aside").count(), 2);
    let po = project
        .read("ar.po")
        .replace("#, fuzzy\n", "# Sjekket\n")
        .replace("mellom 9 og 15.\"\n\n", "mellom 8 og 15.\"\n\n");
    project.write("ar.po", &po);
    project.write(
        "ar.po",
        fill(&po)
            .replace("ترجمة: Ring oss på ٦٧ ٥٠ ٤٠ ٥٠ mellom ٩", "ترجمة: Ring oss på ٦٧ ٥٠ ٤٠ ٥٠ mellom ٨"),
    );
    project.json("translate import ar.po");
    assert_eq!(status(&project), ("current".to_owned(), Vec::new()));
    assert!(export(&project).contains("# Sjekket"), "comments are kept");
}

#[test]
fn a_damaged_file_is_refused_by_its_lines_and_nothing_is_written() {
    let project = translated();
    let po = fill(&export(&project));
    let before = project.tree("");
    for (from, to, code, line) in [
        ("msgctxt \"pages/kontakt:lead\"", "msgctxt pages", "G0450", 1),
        ("msgstr \"ترجمة: Vi svarer.\"", "msgstr \"ترجمة: Vi \"svarer.\"", "G0450", 1),
        ("ترجمة: Ring oss på 67 50 40 50", "ترجمة: Ring oss på 67 50 40 5", "G0451", 0),
        ("ترجمة: Kom innom i {{ town }}", "ترجمة: Kom innom", "G0451", 0),
        ("(https://kart.example/vik)", "(https://kart.example/vil)", "G0451", 0),
    ] {
        // A page that is not translated at all, so that every unit is filled in.
        let project = site();
        let po = if line == 0 { fill(&export(&project)) } else { po.clone() };
        let (at, _) = po.rmatch_indices(from).next().unwrap_or_else(|| panic!("no {from} in {po}"));
        project.write("ar.po", format!("{}{to}{}", &po[..at], &po[at + from.len()..]));
        let ran = project.run("translate import ar.po --format json");
        assert_eq!(
            (ran.exit != 0, ran.codes().first().map(String::as_str)),
            (true, Some(code)),
            "{from}: {}",
            ran.out
        );
        let told = ran.json()["diagnostics"][0]["message"].as_str().expect("a message").to_owned();
        assert!(told.contains("line "), "{told}");
        assert!(!project.path(AR).exists());
    }
    assert_eq!(project.tree(""), before);
}

#[test]
fn a_town_sees_what_changed_under_its_own_page() {
    let project = translated();
    project.write("content/shared/pages/kontakt/index.nb.md", ORIGINAL);
    project.run("layer adopt pages/kontakt");
    let rows =
        |project: &Project| project.json("layer status")["overrides"].as_array().expect("rows").clone();
    assert_eq!(rows(&project)[0]["state"], "current");
    project.edit("content/shared/pages/kontakt/index.nb.md", "67 50 40 50", "67 50 40 99");
    let row = &rows(&project)[0];
    assert_eq!(
        (&row["state"], &row["changed"], &row["blocks"][0]["severity"]),
        (&"behind".into(), &1.into(), &"facts".into())
    );
}
