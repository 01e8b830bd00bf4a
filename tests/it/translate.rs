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

/// A text that nobody shows now, or that cannot be read, keeps its snapshot; what is no snapshot is nobody's business.
#[test]
fn a_snapshot_stays_while_any_text_names_it() {
    let project = translated();
    done(&project, "");
    project.write(".globale/base/README.md", "About this folder.");
    project.write(".globale/base/0123456789ab.md", "---\ntitle: Nobody names this\n---\n");
    let kept: Vec<String> =
        project.tree(".globale/base").into_keys().filter(|name| name != "0123456789ab.md").collect();
    // No town shows the layer, Arabic is no language of the site, and a field is damaged.
    project.edit("site.toml", ", \"ar\"]", "]");
    project.edit("site.toml", "ar = { name = \"العربية\", fallback = [\"nb\"] }\n", "");
    project.edit(AR, "base:", "slug: [\nbase:");
    std::fs::rename(project.path("content/vik"), project.path("content/put-aside")).expect("the layer");
    let removed = project.json("translate gc")["removed"].clone();
    assert_eq!(removed, serde_json::json!([".globale/base/0123456789ab.md"]));
    assert_eq!(project.tree(".globale/base").into_keys().collect::<Vec<_>>(), kept);
    project.write("content/put-aside/old.ar.md", b"---\ntitle: \xe5\nbase: 0123456789ab\n---\n");
    assert_eq!(project.run("translate gc --format json").codes(), ["G0201"], "what it names cannot be known");
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

/// A text never names a state that is not there.
#[test]
fn now_stays_where_its_state_cannot_be_kept() {
    let project = translated();
    project.edit(AR, "title: اتصال", "title: اتصال\nbase: now");
    project.write(".globale/base", "in the way");
    let ran = project.run("check --fix --format json");
    assert_eq!(ran.exit, 3, "{}", ran.out);
    assert!(ran.codes().contains(&"G0016".to_owned()), "{}", ran.out);
    assert!(project.read(AR).contains("base: now\n"));
    std::fs::remove_file(project.path(".globale/base")).expect("what was in the way");
    assert_eq!(project.run("check --fix").exit, 0);
    assert!(!project.read(AR).contains("base: now\n") && project.tree(".globale/base").len() == 1);
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

/// The words of one unit of a PO file as a translator would write them.
fn translated_as(po: &str, id: &str, text: &str) -> String {
    let (before, after) = po.split_once(&format!("msgid \"{id}\"\nmsgstr ")).expect("the unit");
    let (_, rest) = after.split_once('\n').expect("its end");
    format!("{before}msgid \"{id}\"\nmsgstr \"{text}\"\n{rest}")
}

/// How an import ends, and what it tells.
fn import(project: &Project, more: &str) -> (i32, Vec<String>) {
    let ran = project.run(&format!("translate import ar.po {more} --format json"));
    (ran.exit, ran.codes())
}

const SI_NAVNET: &str = "Si navnet ditt.";

#[test]
fn an_import_never_writes_over_newer_words() {
    let project = translated();
    done(&project, "");
    let exported = export(&project);
    project.write("ar.po", translated_as(&exported, "Vi svarer.", "نجيب."));
    // Somebody mends the page meanwhile: its words stay, in every way but one.
    project.edit(AR, "قل اسمك", "اذكر اسمك");
    let edited = project.read(AR);
    assert_eq!(import(&project, ""), (1, vec!["G0454".to_owned()]));
    assert_eq!(project.read(AR), edited);
    assert_eq!(import(&project, "--overwrite"), (0, vec![]));
    assert!(project.read(AR).contains("قل اسمك") && project.read(AR).contains("نجيب."));

    // What is exported anew brings the two together.
    project.write(AR, &edited);
    let po = export(&project);
    assert!(po.contains("نجيب.") && po.contains("اذكر اسمك") && !po.contains("fuzzy"), "{po}");
    for _ in 0..2 {
        assert_eq!(import(&project, ""), (0, vec![]));
        assert!(project.read(AR).contains("اذكر اسمك") && project.read(AR).contains("نجيب."));
    }
    // An edited file twice in a row is what translators do.
    for words in ["إننا نجيب.", "نحن نجيب."] {
        project.write("ar.po", translated_as(&po, "Vi svarer.", words));
        assert_eq!(import(&project, ""), (0, vec![]));
        assert!(project.read(AR).contains(words), "{}", project.read(AR));
    }
    // Which state of the original a page names is no word of it.
    done(&project, "");
    assert_eq!(import(&project, ""), (0, vec![]));
    // What was remembered of it may be lost: then nothing is written over, and the same is still the same.
    std::fs::remove_dir_all(project.path(".globale/cache")).expect("a memory");
    assert_eq!(import(&project, ""), (0, vec![]));
    std::fs::remove_dir_all(project.path(".globale/cache")).expect("a memory");
    project.write("ar.po", translated_as(&po, "Vi svarer.", "سنجيب."));
    assert_eq!(import(&project, ""), (1, vec!["G0454".to_owned()]));
}

#[test]
fn where_page_and_po_file_were_both_edited_a_human_chooses() {
    let project = translated();
    done(&project, "");
    project.write("ar.po", translated_as(&export(&project), SI_NAVNET, "قولوا اسمكم."));
    project.edit(AR, "قل اسمك", "اذكر اسمك");
    assert_eq!(import(&project, "").0, 1);
    let po = export(&project);
    assert!(po.contains("#. the page says now: اذكر اسمك.\n") && po.matches("#, fuzzy").count() == 1, "{po}");
    // As it is, it changes nothing; the words wait in it for as long as somebody exports.
    assert_eq!(import(&project, ""), (0, vec![]));
    assert!(project.read(AR).contains("اذكر اسمك"));
    assert!(export(&project).contains("قولوا اسمكم."));
    project.write("ar.po", po.replace("#, fuzzy\n", ""));
    assert_eq!(import(&project, ""), (0, vec![]));
    assert!(project.read(AR).contains("قولوا اسمكم."));
}

#[test]
fn a_page_edited_elsewhere_keeps_nobody_waiting() {
    let project = translated();
    project.write("content/vik/pages/om/index.nb.md", "---\ntitle: Om\n---\nOm oss.\n");
    project.write("content/vik/pages/om/index.ar.md", "---\ntitle: عن\n---\nعنا.\n");
    for page in ["om", "kontakt"] {
        project.json(&format!("translate done pages/{page} -l ar"));
    }
    project.json("translate export -l ar --output ar.po");
    project.edit("content/vik/pages/om/index.ar.md", "عنا.", "كل شيء عنا.");
    // Nobody translated anything of it.
    project.write("ar.po", translated_as(&project.read("ar.po"), "Vi svarer.", "نجيب."));
    let ran = project.run("translate import ar.po --format json");
    assert_eq!(ran.json()["written"], serde_json::json!([AR]), "{}", ran.out);
    assert!(project.read("content/vik/pages/om/index.ar.md").contains("كل شيء عنا."));
    // Of another page the file keeps what is still to be imported, and nothing else.
    project.write("ar.po", translated_as(&project.read("ar.po"), "Om oss.", "من نحن."));
    let po = export(&project);
    assert!(po.contains("من نحن.") && !po.contains("msgctxt \"pages/om:title\""), "{po}");
}

#[test]
fn a_page_taken_away_stays_away() {
    let project = translated();
    done(&project, "");
    export(&project);
    std::fs::remove_file(project.path(AR)).expect("a translation");
    // Whoever took the page away knew all that the file says.
    let ran = import(&project, "");
    assert_eq!((ran.1, project.path(AR).exists()), (vec!["G0454".to_owned()], false));
    let po = export(&project);
    assert!(po.contains("قل اسمك") && po.contains("#, fuzzy"), "{po}");
    assert_eq!((import(&project, "").0, project.path(AR).exists()), (0, false));
}

#[test]
fn a_po_file_of_an_earlier_version_writes_nothing_over() {
    let project = site();
    let untold = |po: &str| {
        let lines = po.lines().filter(|line| !line.starts_with("#. globale"));
        lines.map(|line| format!("{line}\n")).collect::<String>()
    };
    project.write("ar.po", untold(&fill(&export(&project))));
    assert_eq!(import(&project, ""), (0, vec![]), "a page to come");
    assert_eq!(import(&project, ""), (0, vec![]), "the same again");
    let po = project.read("ar.po");
    project.write("ar.po", translated_as(&po, "Vi svarer.", "نجيب."));
    assert_eq!(import(&project, ""), (1, vec!["G0455".to_owned()]));
    let po = export(&project);
    assert!(po.contains("#. the page says now: ترجمة: Vi svarer."), "{po}");
    project.write("ar.po", po.replace("#, fuzzy\n", ""));
    assert_eq!(import(&project, ""), (0, vec![]));
    assert!(project.read(AR).contains("نجيب."));
}

#[test]
fn a_po_file_is_in_one_language() {
    let project = translated();
    export(&project);
    for (line, code) in [
        ("translate export pages/kontakt -l en --output ar.po", "G0457"),
        ("translate import ar.po -l en", "G0457"),
        ("translate import empty.po", "G0456"),
        ("translate export pages/kontakt -l ar --output latin.po", "G0450"),
    ] {
        project.write("empty.po", "");
        project.write("latin.po", b"msgid \"a\"\nmsgstr \"\xe6\"\n");
        let ran = project.run(&format!("{line} --format json"));
        assert_eq!((ran.exit != 0, ran.codes()), (true, vec![code.to_owned()]), "{line}");
    }
    assert!(std::fs::read(project.path("latin.po")).is_ok_and(|bytes| bytes.contains(&0xe6)));
}

#[test]
fn what_a_page_has_beyond_its_units_is_not_lost() {
    // Nobody says what it was made from: no paragraph goes because another was looked over.
    let project = translated();
    let unfuzzied = |po: &str| {
        po.replacen("#, fuzzy\nmsgctxt \"pages/kontakt:title\"", "msgctxt \"pages/kontakt:title\"", 1)
    };
    project.write("ar.po", unfuzzied(&export(&project)));
    assert_eq!(import(&project, ""), (1, vec!["G0458".to_owned()]));
    assert_eq!(project.read(AR), TRANSLATION);

    // Nor does it get what is still to be filled in at the original.
    let project = site();
    project.edit(NB, "## Besøk", "<!-- TODO: hvor -->\n\n## Besøk");
    project.write("ar.po", fill(&export(&project)));
    assert_eq!(import(&project, ""), (0, vec![]));
    assert!(
        !project.read(AR).contains("TODO") && !project.read(AR).contains("\n\n\n"),
        "{}",
        project.read(AR)
    );

    // A paragraph, or a note to the others, that its original does not have.
    for own in ["نص للقراء بالعربية.", "<!-- sjekk med NAV -->"] {
        let project = translated();
        project.write(AR, format!("{TRANSLATION}\n{own}\n"));
        done(&project, "");
        project.write("ar.po", fill(&export(&project)).replace("#, fuzzy\n", ""));
        assert_eq!(import(&project, ""), (1, vec!["G0453".to_owned()]), "{own}");
        assert!(project.read(AR).contains(own));
        assert_eq!(import(&project, "--overwrite"), (0, vec![]));
        assert!(!project.read(AR).contains(own));
    }
}

#[test]
fn an_untouched_file_writes_nothing() {
    let project = translated();
    project.write("content/vik/pages/kontakt/mal.nb.txt", "Mal");
    project.write("content/vik/pages/kontakt/skjema.ar.txt", "Mal");
    project.edit(NB, "Noen av oss", "Hent [malen](mal.nb.txt). Noen av oss");
    project.edit(AR, "أحدنا", "[نموذج](skjema.ar.txt). أحدنا");
    done(&project, "");
    export(&project);
    let before = project.read(AR);
    let ran = project.run("translate import ar.po --format json");
    assert_eq!((ran.exit, &ran.json()["written"]), (0, &serde_json::json!([])), "{}", ran.out);
    assert_eq!(project.read(AR), before);
}
