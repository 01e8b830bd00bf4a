//! What a build leaves on the disk, and what the program ends with.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::project::{Project, Ran, STORY, ran};

const FIRST: &str = "public/vik/historier/first/index.html";

#[test]
fn a_second_build_writes_nothing() {
    let project = Project::new();
    let first = project.json("build");
    assert!(first["files_written"].as_u64() > Some(5) && first["published"] == true, "{first}");
    let (before, times) = (project.tree("public"), times(&project));
    let second = project.json("build");
    assert_eq!(second["files_written"], 0);
    assert_eq!(second["files_deleted"], 0);
    assert_eq!(second["files_unchanged"], first["files_written"]);
    assert_eq!(second["output_hash"], first["output_hash"]);
    assert_eq!(project.tree("public"), before);
    assert_eq!(self::times(&project), times, "an unchanged file keeps its time");
}

#[test]
fn an_edit_writes_the_pages_it_shows_on() {
    let project = Project::new();
    project.json("build");
    project.edit(STORY, "Et avsnitt", "Et nytt avsnitt");
    let second = project.json("build");
    assert!(project.read(FIRST).contains("Et nytt avsnitt"));
    assert_eq!(second["files_deleted"], 0);
    let written = second["files_written"].as_u64().expect("a number");
    assert!((1..=3).contains(&written), "one paragraph, {written} files");
    let fresh = Project::new();
    fresh.edit(STORY, "Et avsnitt", "Et nytt avsnitt");
    assert_eq!(fresh.json("build")["output_hash"], second["output_hash"], "as from the beginning");
}

#[test]
fn what_is_gone_is_deleted_and_what_is_not_ours_stays() {
    let project = Project::new();
    project.json("build");
    project.write("public/mine.txt", "mine");
    project.write("public/vik/CNAME", "mine too");
    project.write("public/vik/historier/first/notes.txt", "beside a page");
    fs::remove_dir_all(project.path("content/vik/stories/first")).expect("the story");
    project.write("content/vik/index.nb.md", "---\ntitle: Vik\n---\nUten lenke.\n");
    let second = project.json("build");
    assert!(second["files_deleted"].as_u64() > Some(0), "{second}");
    assert!(!project.path(FIRST).exists());
    for (file, text) in [
        ("public/mine.txt", "mine"),
        ("public/vik/CNAME", "mine too"),
        ("public/vik/historier/first/notes.txt", "beside a page"),
    ] {
        assert_eq!(project.read(file), text);
    }
    assert_eq!(project.json("build")["files_written"], 0);
    assert_eq!(project.read("public/mine.txt"), "mine");
}

#[test]
fn a_failing_build_leaves_the_published_site_and_says_all_that_is_wrong() {
    let project = Project::new();
    project.json("build");
    project.write("public/mine.txt", "mine");
    let (before, times) = (project.tree("public"), times(&project));
    project.write(
        "content/vik/stories/link/index.nb.md",
        "---\ntitle: A\ndate: 2018-04-01\n---\n[x](@/stories/non)\n",
    );
    project.write("content/vik/stories/date/index.nb.md", "---\ntitle: B\ndate: 2018-02-31\n---\nx\n");
    project.write("content/vik/stories/colon/index.nb.md", "---\ntitle: C: c\ndate: 2018-04-01\n---\nx\n");
    project
        .write("content/vik/stories/key/index.nb.md", "---\ntitle: D\ndate: 2018-04-01\ntitel: x\n---\nx\n");
    project.write(
        "content/vik/stories/image/index.nb.md",
        "---\ntitle: E\ndate: 2018-04-01\n---\n![x](no.jpg)\n",
    );
    project.write(
        "content/vik/stories/company/index.nb.md",
        "---\ntitle: F\ndate: 2018-04-01\ncompany: nobody\n---\nx\n",
    );
    let failed = project.run("build --format json");
    assert_eq!(failed.exit, 1, "{}", failed.out);
    let json = failed.json();
    assert_eq!(json["published"], false);
    for story in ["link", "date", "colon", "key", "image", "company"] {
        let file = format!("content/vik/stories/{story}/index.nb.md");
        let finding = json["diagnostics"]
            .as_array()
            .and_then(|all| all.iter().find(|one| one["file"] == file.as_str()));
        let finding = finding.unwrap_or_else(|| panic!("nothing is said of {file}: {}", failed.out));
        assert_eq!(finding["severity"], "error", "{finding}");
        assert!(finding["line"].as_u64() > Some(1) && finding["column"].as_u64() > Some(0), "{finding}");
        assert!(finding["hint"].as_str().is_some_and(|hint| !hint.is_empty()), "{finding}");
    }
    assert_eq!(project.tree("public"), before);
    assert_eq!(self::times(&project), times);
}

#[test]
fn check_finds_the_same_and_writes_nothing() {
    let project = Project::new();
    let untouched = project.tree("");
    assert_eq!(project.run("check").exit, 0);
    assert_eq!(project.tree(""), untouched);
    project.edit(STORY, "Et avsnitt.", "[x](@/stories/non)");
    let untouched = project.tree("");
    let checked = project.run("check --format json");
    assert_eq!(checked.exit, 1);
    assert_eq!(project.tree(""), untouched);
    assert_eq!(checked.codes(), project.run("build --format json").codes());
    assert!(!project.path("public").exists());
}

#[test]
fn the_same_bytes_whatever_surrounds_the_build() {
    let project = Project::new();
    many(&project, 40, "a");
    let hash = |ran: Ran| (ran.exit, ran.json()["output_hash"].as_str().map(str::to_owned));
    let first = hash(project.run("build --jobs 1 --output one --format json"));
    assert_eq!(first.0, 0);
    assert!(first.1.as_ref().is_some_and(|hash| hash.len() == 32), "{first:?}");
    assert_eq!(hash(project.run("build --jobs 2 --output two --format json")), first);
    let mut strange = project.command("build --output three --format json");
    strange.env("TZ", "Pacific/Kiritimati").env("LANG", "nb_NO.UTF-8").env("LC_ALL", "ar_EG.UTF-8");
    assert_eq!(hash(ran(strange)), first);
    let elsewhere = Project::new();
    // Written in another order, so that the folder lists them in another.
    let mut files: Vec<_> = project.tree("content").into_iter().collect();
    files.reverse();
    for (file, bytes) in files {
        elsewhere.write(&format!("content/{file}"), bytes);
    }
    assert_eq!(hash(elsewhere.run("build --output public --format json")), first);
    let expected = project.tree("one");
    for tree in [project.tree("two"), project.tree("three"), elsewhere.tree("public")] {
        assert_eq!(tree.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
        assert!(tree == expected, "the hash is the same, some bytes are not");
    }
}

#[test]
fn killed_at_any_moment_the_old_or_the_new_site_stands_whole() {
    const PAGES: usize = 150;
    let project = Project::new();
    many(&project, PAGES, "version-0");
    project.json("build");
    project.write("public/mine.txt", "mine");
    let begun = Instant::now();
    many(&project, PAGES, "version-1");
    project.json("build");
    let whole = begun.elapsed();
    let (mut killed, mut before) = (0, "version-1".to_owned());
    for round in 2..22_u32 {
        let version = format!("version-{round}");
        many(&project, PAGES, &version);
        let mut child = project.start("build --quiet");
        thread::sleep(whole * (round - 1) / 20);
        child.kill().expect("our own child");
        killed += u32::from(child.wait().expect("it ended").code().is_none());
        let stands = versions(&project);
        let one = stands.iter().next().cloned().unwrap_or_default();
        assert!(
            stands.len() == 1 && (one == before || one == version),
            "{stands:?} after {before}, {version}"
        );
        assert_eq!(project.read("public/mine.txt"), "mine");
        before = one;
    }
    assert!(killed > 5, "only {killed} builds were still running when killed");
    many(&project, PAGES, "version-x");
    project.json("build");
    assert_eq!(versions(&project), BTreeSet::from(["version-x".to_owned()]));
    assert_eq!(project.read("public/mine.txt"), "mine");
    let left: Vec<String> = fs::read_dir(project.root())
        .expect("the project")
        .map(|item| item.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains("globale-"))
        .collect();
    assert_eq!(left, Vec::<String>::new(), "nothing is left of the builds that were killed");
}

#[test]
fn two_builds_at_once_both_end_well() {
    let project = Project::new();
    many(&project, 60, "a");
    let mut children: Vec<_> = (0..3).map(|_| project.start("build --quiet")).collect();
    for child in &mut children {
        assert_eq!(child.wait().expect("it ended").code(), Some(0));
    }
    assert_eq!(project.json("build")["files_written"], 0);
}

#[test]
fn folders_that_are_no_output_are_refused() {
    let project = Project::new();
    project.write("theirs/letter.txt", "from somebody");
    project.write("a-file", "x");
    project.write("home/me/.profile", "x");
    let untouched = project.tree("");
    for folder in [
        ".",
        "..",
        "content",
        "content/vik",
        "content/public",
        "themes/plain",
        "static",
        ".git/x",
        "theirs",
        "a-file",
    ] {
        let refused = project.run(&format!("build --format json --output {folder}"));
        assert_eq!(refused.exit, 2, "{folder}: {}{}", refused.out, refused.err);
        let codes = refused.codes();
        assert!(codes.len() == 1 && codes[0].starts_with("G10"), "{folder}: {codes:?}");
    }
    for folder in ["home/me", "home"] {
        let mut command = project.command(&format!("build --format json --output {folder}"));
        command.env("HOME", project.path("home/me"));
        let refused = ran(command);
        assert_eq!((refused.exit, refused.codes()), (2, vec!["G1004".to_owned()]), "{folder}");
    }
    let mut after = project.tree("");
    after.retain(|file, _| file != "build-report.json" && !file.starts_with(".globale/"));
    assert_eq!(after, untouched);
}

#[test]
fn the_number_it_ends_with() {
    let project = Project::new();
    for (line, exit) in [
        ("build", 0),
        ("check", 0),
        ("list initiatives", 0),
        ("list entries --format json", 0),
        ("explain G1001", 0),
        ("completions bash", 0),
        ("--help", 0),
        ("--version", 0),
        ("biuld", 2),
        ("build --jobs 0", 2),
        ("build --at yesterday", 2),
        ("build --initiative nowhere", 2),
        ("explain G9999", 2),
        ("check --root nowhere", 2),
    ] {
        let ran = project.run(line);
        assert_eq!(ran.exit, exit, "{line}: {}{}", ran.out, ran.err);
        assert!(exit == 0 || !ran.err.is_empty(), "{line} does not say why");
        assert!(
            !ran.out.contains('\u{1b}') && !ran.err.contains('\u{1b}'),
            "{line} colours what no terminal shows"
        );
    }
    let wrong_key = Project::new();
    wrong_key.edit("site.toml", "theme =", "themes =");
    assert_eq!(wrong_key.run("build").exit, 2);
    let broken = Project::new();
    broken.edit(STORY, "Et avsnitt.", "[x](@/stories/non)");
    assert_eq!(broken.run("build").exit, 1);
    let no_memory = Project::new();
    no_memory.write(".globale", "a file where the program keeps a folder");
    assert_eq!(no_memory.run("build").exit, 3);
}

#[test]
fn the_report_for_machines_is_one_object() {
    let project = Project::new();
    project.edit(STORY, "Et avsnitt.", "[x](@/stories/non)");
    let failed = project.run("build --format json");
    let json = failed.json();
    assert_eq!(failed.err, "", "everything is in the object");
    for (key, is_right) in [
        ("initiatives", Value::is_array as fn(&Value) -> bool),
        ("pages", Value::is_u64),
        ("files_written", Value::is_u64),
        ("files_unchanged", Value::is_u64),
        ("files_deleted", Value::is_u64),
        ("bytes", Value::is_u64),
        ("images", Value::is_u64),
        ("seconds", Value::is_object),
        ("diagnostics", Value::is_array),
        ("output_hash", Value::is_string),
    ] {
        assert!(is_right(&json[key]), "{key} in {json}");
    }
    let finding = &json["diagnostics"][0];
    let keys = ["code", "severity", "message", "file", "line", "column", "hint"];
    assert!(keys.iter().all(|key| !finding[key].is_null()), "{finding}");
    assert_eq!((&finding["line"], &finding["column"]), (&5.into(), &1.into()), "{finding}");
    assert_eq!(finding["file"], STORY);
    project.edit(STORY, "[x](@/stories/non)", "Et avsnitt.");
    let json = project.json("build");
    let town = &json["initiatives"][0];
    assert_eq!((&town["id"], &town["languages"]), (&"vik".into(), &serde_json::json!(["nb", "en"])));
    assert_eq!(town["pages"], json["pages"]);
    for room in ["config", "source", "model", "plan", "render", "output"] {
        assert!(json["seconds"][room].is_f64(), "{room} in {}", json["seconds"]);
    }
    let beside: Value = serde_json::from_str(&project.read("build-report.json")).expect("an object");
    assert_eq!(beside["output_hash"], json["output_hash"]);
    assert!(!project.path("public/build-report.json").exists());
}

/// Stories that all hold a word.
fn many(project: &Project, count: usize, word: &str) {
    for number in 0..count {
        let text = format!("---\ntitle: Nummer {number}\ndate: 2018-04-01\n---\nHer er {word}.\n");
        project.write(&format!("content/vik/stories/s{number}/index.nb.md"), text);
    }
}

/// The words `version-…` that the published stories hold.
fn versions(project: &Project) -> BTreeSet<String> {
    let tree = project.tree("public/vik/historier");
    let stories: Vec<_> = tree.iter().filter(|(file, _)| file.starts_with('s')).collect();
    assert_eq!(stories.len(), 150, "pages are missing");
    let version =
        |text: &str| text.split("Her er ").nth(1).and_then(|rest| rest.split('.').next()).map(str::to_owned);
    stories.iter().map(|(_, bytes)| version(&String::from_utf8_lossy(bytes)).unwrap_or_default()).collect()
}

/// When each published file was written.
fn times(project: &Project) -> BTreeMap<String, Duration> {
    let of = |file: &String| {
        let data = fs::metadata(project.path("public").join(file)).expect("a published file");
        data.modified().expect("a time").duration_since(std::time::UNIX_EPOCH).expect("after 1970")
    };
    project.tree("public").keys().map(|file| (file.clone(), of(file))).collect()
}

/// What took how long is told where somebody asks, and costs nothing else: the same site, the same numbers.
#[test]
fn timings_name_rooms_templates_and_pages() {
    let project = Project::new();
    let plain = project.json("build --fresh");
    assert!(plain["timings"].is_null());
    let timed = project.json("build --fresh --timings");
    assert_eq!((&timed["output_hash"], &timed["files_written"]), (&plain["output_hash"], &0.into()));
    let templates = timed["timings"]["templates"].as_array().expect("templates");
    let counted: u64 = templates.iter().filter_map(|template| template["pages"].as_u64()).sum();
    assert_eq!(Some(counted), timed["pages"].as_u64(), "every page has a template: {templates:?}");
    let slowest = timed["timings"]["slowest"].as_array().expect("pages");
    let page = slowest[0]["page"].as_str().expect("a page");
    assert!(project.path("public").join(page).exists(), "{page}");
    let seconds: Vec<f64> = slowest.iter().filter_map(|page| page["seconds"].as_f64()).collect();
    assert!(seconds.is_sorted_by(|one, other| one >= other), "{seconds:?}");

    let said = project.run("build --fresh --timings").out;
    for expected in
        ["time in each room:", " s  render", "pages by template:", " s  story.html", "the slowest pages:"]
    {
        assert!(said.contains(expected), "{expected} is not in\n{said}");
    }
}
