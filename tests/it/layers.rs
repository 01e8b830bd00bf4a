//! `globale layer`: where pages come from, a town's own version of them, layers of other projects.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use globale::derive::base;

use crate::project::{Project, Ran, ran, tree};

/// Every kind of override, as a fixture under `tests/sites` and a page of it; what `why` says of it stands in
/// `tests/it/why/FIXTURE.txt`.
const KINDS: [(&str, &str); 7] = [
    ("override-by-section", "handbook/why"),
    ("override-whole-page", "handbook/why"),
    ("override-whole-page", "handbook/new"),
    ("hidden-by-the-town", "handbook/old"),
    ("layer-of-another-project", "content/upstream/felles/handbook/01-why/index.nb.md"),
    ("canonical-home", "handbook/how"),
    ("variables-in-the-language-of-the-text", "pages/alle"),
];

fn fixture(name: &str) -> Project {
    let project = Project::empty();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites");
    for (file, bytes) in tree(&folder.join(name).join("in")) {
        project.write(&file, bytes);
    }
    for (file, bytes) in tree(&folder.join("_theme")) {
        project.write(&format!("themes/globale/{file}"), bytes);
    }
    project
}

#[test]
fn why_tells_where_every_kind_of_override_comes_from() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/why");
    let update = std::env::var_os("UPDATE").is_some();
    let mut said: std::collections::BTreeMap<&str, String> = std::collections::BTreeMap::new();
    for (name, page) in KINDS {
        let project = fixture(name);
        let ran = project.run(&format!("layer why {page}"));
        assert_eq!(ran.exit, 0, "{name}: {}", ran.err);
        let _ = write!(said.entry(name).or_default(), "$ globale layer why {page}\n{}\n", ran.out);
        let pages = project.json(&format!("layer why {page}"))["pages"].as_array().expect("pages").len();
        assert_eq!(pages, ran.out.lines().filter(|line| !line.starts_with(' ') && !line.is_empty()).count());
    }
    for (name, text) in said {
        let file = folder.join(format!("{name}.txt"));
        if update {
            std::fs::write(&file, &text).expect("the expectation");
        }
        let expected = std::fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(text, expected, "{name}; if the new is right: UPDATE=1 cargo test --test it layers");
    }
}

#[test]
fn why_can_be_asked_of_one_town_and_language() {
    let project = fixture("override-by-section");
    let pages = project.json("layer why handbook/why --initiative baerum --language nb");
    let pages = pages["pages"].as_array().expect("pages");
    assert_eq!(pages.len(), 1);
    assert_eq!(pages[0]["sections"][3]["operation"], "after");
    assert_eq!(pages[0]["variables"][0]["value"], "Bærum");
    for (line, code) in [
        ("layer why handbook/whi", "G0430"),
        ("layer why handbook/why --initiative oslo", "G0003"),
        ("layer why handbook/why --initiative baerum --language pl", "G0105"),
    ] {
        refused(&project.run(&format!("{line} --format json")), code);
    }
}

fn refused(ran: &Ran, code: &str) {
    assert_ne!(ran.exit, 0, "{}", ran.out);
    assert_eq!(ran.codes(), [code], "{}", ran.out);
}

#[test]
fn a_town_gets_its_own_version_with_the_state_it_builds_on() {
    let project = fixture("override-by-section");
    refused(&project.run("layer override handbook/how --format json"), "G0433");
    let made = project.json("layer override handbook/how --initiative sandefjord");
    let (file, base) = (made["file"].as_str().expect("a file"), made["base"].as_str().expect("a base"));
    assert_eq!(file, "content/sandefjord/handbook/02-how/index.nb.md");
    let text = project.read(file);
    assert!(text.starts_with(&format!("---\ntitle: Hvordan\nbase: {base}\n---\n## Start")), "{text}");
    let shared = project.read("content/shared/handbook/02-how/index.nb.md");
    assert_eq!(project.read(&format!(".globale/base/{base}.md")), shared);
    assert_eq!(project.run("check").exit, 0, "the copy is right as it is");

    // What somebody wrote is never written over.
    refused(&project.run("layer override handbook/how --initiative sandefjord --format json"), "G0432");
    refused(&project.run("layer override handbook/why --initiative baerum --format json"), "G0432");
    refused(&project.run("layer override handbook/how -l ar --initiative baerum --format json"), "G0431");
}

#[test]
fn a_page_without_base_is_warned_of_until_it_is_adopted() {
    let project = fixture("override-whole-page");
    let warned = || {
        let check = project.json("check");
        let found = check["diagnostics"].as_array().expect("a list");
        found.iter().filter(|finding| finding["code"] == "G0410").count()
    };
    assert_eq!(warned(), 1);
    let adopted = project.json("layer adopt handbook/how");
    assert_eq!(adopted["file"], "content/baerum/handbook/02-how/index.nb.md");
    assert_eq!(warned(), 0);
    let shared = project.read("content/shared/handbook/02-how/index.nb.md");
    let base = adopted["base"].as_str().expect("a base");
    assert_eq!(project.read(&format!(".globale/base/{base}.md")), shared);
    refused(&project.run("layer adopt handbook/how --format json"), "G0437");
    refused(&project.run("layer adopt handbook/new --format json"), "G0431");
}

/// A repository of a test's own, and the hash of its only commit.
struct Repository {
    folder: tempfile::TempDir,
    rev: String,
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command
        .current_dir(folder)
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.org"])
        .args(arguments);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let output = command.output().expect("git is installed");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned()
}

impl Repository {
    /// The shared layer of a fixture below `content/shared`, with a file beside it that is nobody's business.
    fn new(more: impl Fn(&Path)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let from =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites/override-whole-page/in/content/shared");
        for (file, bytes) in tree(&from) {
            let path = folder.path().join("content/shared").join(file);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, bytes).expect("a file");
        }
        std::fs::write(folder.path().join("site.toml"), "secret = true\n").expect("a file");
        more(&folder.path().join("content/shared"));
        git(folder.path(), &["init", "--quiet"]);
        git(folder.path(), &["add", "--all"]);
        git(folder.path(), &["commit", "--quiet", "--message", "First"]);
        let rev = git(folder.path(), &["rev-parse", "HEAD"]);
        Self { folder, rev }
    }

    fn layer(&self) -> String {
        format!(
            "\n[layers.handbook]\ngit = \"file://{}\"\nrev = \"{}\"\npath = \"content/shared\"\n",
            self.folder.path().canonicalize().expect("a folder").display(),
            self.rev
        )
    }
}

/// A project whose only layer below its own is fetched.
fn arendal(layer: &str) -> Project {
    let project = fixture("override-whole-page");
    std::fs::remove_dir_all(project.path("content")).expect("the content");
    project.write("content/baerum/index.nb.md", "---\ntitle: Hjem\n---\n");
    project.edit(
        "site.toml",
        "languages = [\"nb\", \"ar\"]",
        "languages = [\"nb\", \"ar\"]\nlayers = [\"baerum\", \"handbook\"]",
    );
    let site = project.read("site.toml") + layer;
    project.write("site.toml", site);
    project
}

fn fetch(project: &Project) -> Ran {
    let mut command = project.command("layer fetch --format json");
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    ran(command)
}

#[test]
fn a_layer_is_fetched_from_git_locked_and_built_offline() {
    let repository = Repository::new(|_| {});
    let project = arendal(&repository.layer());
    assert_eq!(project.json_of_failing("check"), ["G0403"]);

    let fetched = fetch(&project);
    assert_eq!(fetched.exit, 0, "{}{}", fetched.out, fetched.err);
    assert_eq!(fetched.json()["layers"][0]["files"], 4);
    let folder = "content/upstream/handbook/handbook";
    assert!(project.read(&format!("{folder}/01-why/index.nb.md")).contains("## Behov"));
    assert!(!project.path("content/upstream/handbook/site.toml").exists(), "only the folder is taken in");
    let lock = project.read("layers.lock");
    assert!(lock.contains(&repository.rev) && lock.contains("handbook/01-why/wheel.svg"), "{lock}");

    // Nothing is reached for from here on: not even git is on the path.
    drop(repository);
    assert_eq!(project.run("build").exit, 0);
    assert!(project.read("public/baerum/handbok/why/index.html").contains("<h2 id=\"behov\">"));

    project.edit(&format!("{folder}/02-how/index.nb.md"), "Start", "Begynn");
    assert!(project.json_of_failing("check").contains(&"G0405".to_owned()));
    refused(&fetch(&project), "G0405");
    project.edit(&format!("{folder}/02-how/index.nb.md"), "Begynn", "Start");

    // A checkout on another system has other line ends, and is still the same text.
    let text = project.read(&format!("{folder}/02-how/index.nb.md"));
    project.write(&format!("{folder}/02-how/index.nb.md"), text.replace('\n', "\r\n"));
    assert_eq!(project.run("check").exit, 0);
}

#[test]
fn fetching_again_changes_only_what_has_changed() {
    let repository = Repository::new(|_| {});
    let project = arendal(&repository.layer());
    assert_eq!(fetch(&project).json()["layers"][0]["changed"], 4);
    assert_eq!(fetch(&project).json()["layers"][0]["changed"], 0);
    let shared = repository.folder.path().join("content/shared/handbook");
    std::fs::write(shared.join("02-how/index.nb.md"), "---\ntitle: Nytt\n---\n## Start\n").expect("a file");
    std::fs::remove_file(shared.join("01-why/index.ar.md")).expect("a file");
    git(repository.folder.path(), &["add", "--all"]);
    git(repository.folder.path(), &["commit", "--quiet", "--message", "Second"]);
    let rev = git(repository.folder.path(), &["rev-parse", "HEAD"]);
    project.edit("site.toml", &repository.rev, &rev);
    assert_eq!(project.json_of_failing("check"), ["G0404"]);
    assert_eq!(fetch(&project).json()["layers"][0]["changed"], 2);
    assert!(!project.path("content/upstream/handbook/handbook/01-why/index.ar.md").exists());
    assert!(!project.path("content/upstream/.handbook.new").exists());
    assert_eq!(project.run("check").exit, 0);
}

/// The lock says what was fetched; where it is lost, what is fetched now does.
#[test]
fn what_somebody_changed_is_not_written_over_without_a_lock_either() {
    let repository = Repository::new(|_| {});
    let project = arendal(&repository.layer());
    assert_eq!(fetch(&project).exit, 0);
    let (page, added) =
        ("content/upstream/handbook/handbook/01-why/index.nb.md", "content/upstream/handbook/more.nb.md");
    let whole = project.read(page);
    project.edit(page, "## Behov", "## Bydelens eget");
    project.write(added, "---\ntitle: Mer\n---\n");
    std::fs::remove_file(project.path("layers.lock")).expect("the lock");
    let ran = fetch(&project);
    assert_eq!((ran.exit, ran.codes()), (1, vec!["G0405".to_owned(); 2]), "{}", ran.out);
    assert!(project.read(page).contains("## Bydelens eget") && !project.path("layers.lock").exists());
    project.write(page, whole);
    std::fs::remove_file(project.path(added)).expect("the page");
    assert_eq!(fetch(&project).json()["layers"][0]["changed"], 0);
    assert_eq!(project.run("check").exit, 0);
}

/// The files are in their place, the lock is still that of the state before.
#[test]
fn a_fetch_that_was_stopped_between_files_and_lock_can_be_run_again() {
    let repository = Repository::new(|_| {});
    let project = arendal(&repository.layer());
    assert_eq!(fetch(&project).exit, 0);
    let before = project.read("layers.lock");
    std::fs::write(repository.folder.path().join("content/shared/new.nb.md"), "---\ntitle: Ny\n---\n")
        .expect("a file");
    git(repository.folder.path(), &["add", "--all"]);
    git(repository.folder.path(), &["commit", "--quiet", "--message", "Second"]);
    project.edit("site.toml", &repository.rev, &git(repository.folder.path(), &["rev-parse", "HEAD"]));
    assert_eq!(fetch(&project).exit, 0);
    let after = project.read("layers.lock");
    assert_ne!(before, after);
    project.write("layers.lock", before);
    assert_eq!(fetch(&project).exit, 0);
    assert_eq!(project.read("layers.lock"), after);
}

/// Two translations, one as new as its original and one behind it: both states come along, and no other.
#[test]
fn a_layer_brings_the_states_its_translations_were_made_from() {
    let (old, new) = ("---\ntitle: Gammel\n---\nRing 1.\n", "---\ntitle: Gammel\n---\nRing 2.\n");
    let repository = Repository::new(|shared| {
        let states = shared.parent().and_then(Path::parent).expect("the root").join(".globale/base");
        std::fs::create_dir_all(&states).expect("a folder");
        for text in [old, "---\ntitle: Nobody names this\n---\n"] {
            std::fs::write(states.join(format!("{}.md", base::name(text))), text).expect("a file");
        }
        let translated = |base: &str| format!("---\ntitle: x\nbase: {}\n---\nx 1.\n", base::name(base));
        for (file, text) in [
            ("behind.nb.md", new.to_owned()),
            ("behind.ar.md", translated(old)),
            ("current.nb.md", old.replace("Gammel", "Ny")),
            ("current.ar.md", translated(&old.replace("Gammel", "Ny"))),
        ] {
            std::fs::create_dir_all(shared.join("pages")).expect("a folder");
            std::fs::write(shared.join("pages").join(file), text).expect("a file");
        }
    });
    let project = arendal(&repository.layer());
    assert_eq!(fetch(&project).exit, 0);
    let kept = tree(&project.path(".globale/base"));
    let names: Vec<&str> = kept.keys().map(String::as_str).collect();
    let mut expected = [old, &old.replace("Gammel", "Ny")].map(|text| format!("{}.md", base::name(text)));
    expected.sort();
    assert_eq!(names, expected);
    let status = project.json("translate status --language ar");
    let states: Vec<&str> = status["translations"]
        .as_array()
        .expect("translations")
        .iter()
        .filter_map(|page| page["state"].as_str())
        .collect();
    assert!(states.contains(&"behind") && states.contains(&"current"), "{status}");
}

#[test]
fn what_is_no_data_is_not_taken_in() {
    let link = Repository::new(|folder| {
        std::os::unix::fs::symlink("/etc/passwd", folder.join("handbook/passwd.txt")).expect("a link");
    });
    let script = Repository::new(|folder| {
        std::fs::write(folder.join("handbook/01-why/x.js"), "alert(1)").expect("a file");
    });
    for (repository, code) in [(link, "G0436"), (script, "G0406")] {
        let project = arendal(&repository.layer());
        refused(&fetch(&project), code);
        assert!(!project.path("content/upstream").exists() && !project.path("layers.lock").exists());
    }
}

#[test]
fn what_cannot_be_fetched_says_why() {
    let repository = Repository::new(|_| {});
    let project = arendal(&repository.layer().replace(&repository.rev, &"0".repeat(40)));
    let ran = fetch(&project);
    assert_eq!((ran.exit, ran.codes()), (3, vec!["G0435".to_owned()]));
    let project = fixture("override-by-section");
    refused(&fetch(&project), "G0434");
}

#[test]
fn a_folder_beside_the_project_is_a_layer_too() {
    let repository = Repository::new(|_| {});
    let project = arendal("");
    let beside =
        tempfile::Builder::new().prefix("layer-").tempdir_in(project.root().parent().expect("a folder"));
    let beside = beside.expect("a folder");
    for (file, bytes) in tree(&repository.folder.path().join("content/shared")) {
        let path = beside.path().join(file);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
    let name = beside.path().file_name().expect("a name").to_string_lossy().into_owned();
    let site = project.read("site.toml") + &format!("\n[layers.handbook]\npath = \"../{name}\"\n");
    project.write("site.toml", site);
    assert_eq!(fetch(&project).exit, 0);
    assert_eq!(project.run("check").exit, 0);
}

const PERSON: &str = "title: Hvorfor\nreviewed_by: Redaksjonen\npersons: [{ display_name: \"Kari Kanarifugl\" }]\n\
                      consent: { ref: \"1\", given: 2026-01-01, basis: consent, expires: 2030-01-01, scope: [web, translation] }\n";

/// Sections are read by every rule of privacy, as whole pages are.
#[test]
fn a_section_hides_nothing_from_the_rules() {
    let project = fixture("override-by-section");
    project.edit("content/baerum/handbook/01-why/sections.nb.md", "Hver dag.", "Kari svarer på 987 65 432.");
    let codes = project.json_of_failing("check");
    assert!(codes.contains(&"G0539".to_owned()), "{codes:?}");
    let project = fixture("override-by-section");
    project.edit("content/shared/handbook/01-why/index.nb.md", "title: Hvorfor\n", PERSON);
    project.edit("content/baerum/handbook/01-why/sections.nb.md", "Hver dag.", "Kari Kanarifugl svarer.");
    let codes = project.json_of_failing("check");
    assert!(codes.contains(&"G0524".to_owned()), "the name of whoever has not agreed to be named: {codes:?}");
}
