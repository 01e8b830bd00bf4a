//! A build that would do what the last one did does nothing, and says the same.

use std::fs;
use std::time::{Duration, SystemTime};

use serde_json::Value;

use crate::project::{Project, STORY};

const AT: &str = "--at 2026-11-01T12:00";
const FIRST: &str = "public/vik/historier/first/index.html";

/// Builds a project whose texts have a warning, and builds it again.
fn built() -> (Project, Value) {
    let project = Project::new();
    project.write(
        "content/vik/stories/more/index.nb.md",
        "---\ntitle: M\ndate: 2018-04-01\n---\nDe var 4711.\n",
    );
    let first = project.json(&format!("build {AT}"));
    assert!(first["warnings"].as_u64() > Some(0), "{first}");
    (project, first)
}

/// Whether the next build only found that all stood as it was.
fn spared(project: &Project, line: &str) -> bool {
    project.json(line)["parsed"] == 0
}

#[test]
fn a_build_of_the_same_parses_nothing_and_says_the_same() {
    let (project, first) = built();
    let second = project.json(&format!("build {AT}"));
    assert_eq!((&second["parsed"], &second["files_written"]), (&Value::from(0), &Value::from(0)), "{second}");
    for same in
        ["initiatives", "pages", "warnings", "diagnostics", "output_hash", "hidden", "next_change", "bytes"]
    {
        assert_eq!(second[same], first[same], "{same}");
    }
    assert_eq!(second["heaviest_page"], first["heaviest_page"]);
    assert_eq!(second["published"], true);
}

#[test]
fn another_time_of_the_files_is_no_change() {
    let (project, _) = built();
    let file = fs::File::options().write(true).open(project.path(STORY)).expect("the story");
    file.set_modified(SystemTime::now() + Duration::from_secs(60)).expect("its time");
    assert!(spared(&project, &format!("build {AT}")));
}

#[test]
fn a_folder_written_otherwise_is_the_same_folder() {
    let (project, _) = built();
    assert!(spared(&project, &format!("build {AT} --output ./public/")));
}

#[test]
fn whatever_a_build_reads_makes_it_build() {
    type Edit<'a> = (&'a str, &'a dyn Fn(&Project));
    let edits: [Edit<'_>; 9] = [
        ("a text, as long as before", &|project| project.edit(STORY, "Et avsnitt", "Et AVSNITT")),
        ("a new text", &|project| {
            project.write("content/vik/stories/new/index.nb.md", "---\ntitle: N\ndate: 2018-04-01\n---\nx\n")
        }),
        ("a text that is gone", &|project| {
            fs::remove_dir_all(project.path("content/vik/stories/more")).expect("it")
        }),
        ("site.toml", &|project| project.write("site.toml", project.read("site.toml") + "\n# more\n")),
        ("a static file", &|project| project.write("static/robots-not.txt", "x")),
        ("a template", &|project| project.edit("themes/plain/templates/page.html", "<h1", "<h1 ")),
        ("a published page that somebody edited", &|project| project.write(FIRST, "x")),
        ("a published page that is gone", &|project| fs::remove_file(project.path(FIRST)).expect("it")),
        ("what was remembered, damaged", &|project| {
            for path in project.tree(".globale/cache").keys() {
                project.write(&format!(".globale/cache/{path}"), "rubbish that is no memory of anything");
            }
        }),
    ];
    for (what, edit) in edits {
        let (project, _) = built();
        edit(&project);
        assert!(!spared(&project, &format!("build {AT}")), "{what}");
        assert!(project.read(FIRST).contains("<h1"), "{what}");
    }
}

#[test]
fn another_wish_or_another_day_makes_it_build() {
    let (project, _) = built();
    for line in [
        "build --at 2026-11-02T12:00",
        "build --at 2026-11-01T12:00 --base-url https://other.example",
        "build --at 2026-11-01T12:00 --drafts",
        "build --at 2026-11-01T12:00 --fresh",
        "build --at 2026-11-01T12:00 --output elsewhere",
    ] {
        assert!(!spared(&project, line), "{line}");
    }
    assert!(spared(&project, "build --at 2026-11-01T12:00 --output elsewhere"), "asked for twice");
}

#[test]
fn a_page_tells_what_it_was_made_from() {
    let project = Project::new();
    let before = project.run("explain public/vik/index.html");
    assert_eq!(before.exit, 2, "{}", before.err);
    project.json("build");
    assert_eq!(project.json("explain vik/historier/first/")["fate"], "new");
    project.edit(STORY, "Et avsnitt", "Et nytt avsnitt");
    project.json("build");
    let page = project.json("explain public/vik/historier/first/index.html");
    assert_eq!((&page["fate"], &page["changed"]), (&Value::from("changed"), &serde_json::json!(["body"])));
    assert_eq!((&page["template"], &page["text"]), (&Value::from("story.html"), &Value::from(STORY)));
    assert_eq!(project.json("explain /vik/")["fate"], "stood", "a page that does not show the text");
    let told = project.run("explain vik/historier/first/");
    assert!(told.out.contains("rendered, since these had changed: body"), "{}", told.out);
}

/// A file is written if its bytes are others, and no other file is.
#[test]
fn an_edit_writes_what_shows_it_and_nothing_else() {
    let body = "public/vik/historier/first/index.html";
    let edits: [(&str, &str, &str, &[&str]); 3] = [
        (STORY, "Et avsnitt", "Et nytt avsnitt", &[body]),
        (
            "themes/plain/templates/page.html",
            "</body>",
            "<p>x</p></body>",
            &[body, "public/vik/404.html", "public/vik/en/index.html"],
        ),
        (
            STORY,
            "title: Den",
            "title: Da den",
            &[body, "public/vik/historier/index.html", "public/vik/atom.xml"],
        ),
    ];
    for (file, old, new, must) in edits {
        let project = Project::new();
        project.json("build");
        let before = project.tree("");
        project.edit(file, old, new);
        let built = project.json("build");
        let after = project.tree("");
        let site = |path: &&String| path.starts_with("public/vik/");
        let differing: Vec<&String> =
            after.keys().filter(site).filter(|path| before.get(*path) != after.get(*path)).collect();
        assert_eq!(built["files_written"], differing.len(), "{file}: {differing:?}");
        for path in must {
            assert!(
                differing.iter().any(|differs| differs == path),
                "{file}: {path} is not among {differing:?}"
            );
        }
        if must.len() < 3 {
            assert_eq!(differing.len(), must.len(), "{file}: {differing:?}");
        }
    }
}
