//! Beyond one machine: towns built apart, each in its own place, are the site that one build of all makes; and the
//! workflows a project begins with build every town once. Needs `bash` and `jq`, as the hosts' machines have them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

use crate::chance::base;
use crate::project::{Project, ran};

type Tree = BTreeMap<String, Vec<u8>>;

/// Two towns and a third that gathers them, with pictures, cards, feeds, search and a book, in the default theme.
fn project() -> Project {
    let project = Project::of_the_theme();
    for (file, bytes) in base().into_iter().filter(|(file, _)| !file.starts_with("themes/")) {
        project.write(&file, bytes);
    }
    // The one component that is not the default theme's.
    project.edit("content/vik/stories/rich/index.nb.md", "::count{figure=\"work\"}\n", "");
    let national = "\n[initiatives.land]\nname = \"Globale Land\"\nbase_url = \"https://land.example\"\n\
                    languages = [\"nb\"]\ngathers = [\"vik\", \"sand\"]\n[initiatives.land.vars]\ntown = \"Land\"\n";
    project.write("site.toml", project.read("site.toml") + national);
    project.write(
        "content/land/index.nb.md",
        "---\ntitle: Globale Land\ntemplate: national.html\n---\nAlle byene.\n",
    );
    project
}

/// The moment all of it is built for.
const AT: &str = "--at 2026-01-15T12:00";

/// The whole site, as one build makes it.
fn whole() -> &'static Tree {
    static WHOLE: OnceLock<Tree> = OnceLock::new();
    WHOLE.get_or_init(|| {
        let project = project();
        project.json(&format!("build {AT}"));
        sites(&project, "public")
    })
}

/// What was built, without the mark that says which build wrote it.
fn sites(project: &Project, folder: &str) -> Tree {
    let mut files = project.tree(folder);
    files.remove(".globale");
    files
}

fn assert_same(parts: &Tree, whole: &Tree) {
    let paths: BTreeSet<&String> = parts.keys().chain(whole.keys()).collect();
    let differing: Vec<&&String> =
        paths.iter().filter(|path| parts.get(**path) != whole.get(**path)).collect();
    assert!(differing.is_empty(), "these differ: {differing:?}");
}

fn listed(project: &Project) -> Vec<String> {
    let listed = project.json("list initiatives");
    let towns = listed["initiatives"].as_array().expect("a list").iter();
    towns.map(|town| town["id"].as_str().expect("an id").to_owned()).collect()
}

#[test]
fn towns_built_alone_are_the_whole() {
    let project = project();
    let towns = listed(&project);
    assert_eq!(towns, ["vik", "sand", "land"], "as site.toml has them");
    let mut parts = Tree::new();
    for (number, town) in towns.iter().enumerate() {
        // The second town has the store of the first, as a cache carries it; the third remembers nothing.
        let memory = if number == 2 { "--fresh" } else { "" };
        project.json(&format!("build {AT} --initiative {town} --output alone-{town} {memory}"));
        let alone = sites(&project, &format!("alone-{town}"));
        assert!(alone.keys().all(|path| path.starts_with(&format!("{town}/"))), "{town} alone");
        parts.extend(alone);
    }
    let whole = whole();
    for expected in ["vik/en/index.html", "land/index.html", "vik/pagefind/pagefind-entry.json"] {
        assert!(whole.contains_key(expected), "{expected} is missing: this tests less than it says");
    }
    assert_same(&parts, whole);
}

/// The file `init` writes for a host, understood.
fn workflow(host: &str, path: &str) -> Value {
    let project = Project::empty();
    let made = project.run(&format!("init nes --town Nes --host {host}"));
    assert_eq!(made.exit, 0, "{host}: {}", made.err);
    let text = project.read(&format!("nes/{path}"));
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{host}: {error}"))
}

/// Runs a step as the host does: in bash, which ends at the first error, with the program in the path.
fn bash(project: &Project, script: &str, environment: &[(&str, &str)]) {
    let programs = project.path("programs");
    if !programs.exists() {
        fs::create_dir(&programs).expect("a folder");
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_globale"), programs.join("globale")).expect("a link");
    }
    let mut command = Command::new("bash");
    command.args(["-eo", "pipefail", "-c", script]).current_dir(project.root()).env_clear();
    command.env("PATH", format!("{}:/usr/bin:/bin", programs.display()));
    command.env("HOME", "/nowhere").env("SOURCE_DATE_EPOCH", "1768478400").stdin(Stdio::null());
    command.envs(environment.iter().copied());
    let ran = ran(command);
    assert_eq!(ran.exit, 0, "{script}\n{}{}", ran.out, ran.err);
}

/// Takes what a job built away, as another machine's folder would be.
fn taken(project: &Project, parts: &mut Tree) {
    for (path, bytes) in sites(project, "public") {
        assert!(parts.insert(path.clone(), bytes).is_none(), "{path} comes of two jobs");
    }
    fs::remove_dir_all(project.path("public")).expect("what was built");
}

/// The step of a job that has this name.
fn step<'a>(job: &'a Value, name: &str) -> &'a Value {
    let mut steps = job["steps"].as_array().expect("steps").iter();
    steps.find(|step| step["name"] == name).unwrap_or_else(|| panic!("no step {name} in {job}"))
}

#[test]
fn shards_of_github_build_every_town_once() {
    let flow = workflow("github-pages-towns", ".github/workflows/publish.yml");
    let jobs = &flow["jobs"];
    for (job, needs) in [("shard", "towns"), ("publish", "shard")] {
        assert_eq!(jobs[job]["needs"], needs);
        assert!(jobs[needs].is_object(), "{needs}");
    }
    assert_eq!(jobs["shard"]["strategy"]["matrix"]["shard"], "${{ fromJson(needs.towns.outputs.shards) }}");
    assert!(jobs["shard"].to_string().contains("\"path\":\".globale/cache\""), "the store is carried");
    let towns = step(&jobs["towns"], "Towns")["run"].as_str().expect("a script");
    let build = step(&jobs["shard"], "Build")["run"].as_str().expect("a script");

    let project = project();
    let whole = whole();
    let shards = |jobs: &str| -> Vec<Value> {
        let answer = project.path("answer.txt");
        bash(&project, towns, &[("JOBS", jobs), ("GITHUB_OUTPUT", answer.to_str().expect("a path"))]);
        let text = project.read("answer.txt");
        fs::remove_file(answer).expect("the answer");
        serde_json::from_str(text.strip_prefix("shards=").expect("the output's name")).expect("JSON")
    };
    assert_eq!(shards("10").len(), 3, "no job without a town");
    let mut parts = Tree::new();
    let shards = shards("2");
    assert_eq!(shards[0], serde_json::json!({ "name": "0", "towns": "vik land" }));
    for shard in &shards {
        bash(&project, build, &[("TOWNS", shard["towns"].as_str().expect("ids"))]);
        taken(&project, &mut parts);
    }
    assert_same(&parts, whole);
}

#[test]
fn shards_of_gitlab_build_every_town_once() {
    let flow = workflow("gitlab-pages-towns", ".gitlab-ci.yml");
    assert_eq!(flow["pages"]["needs"], serde_json::json!(["shard"]));
    assert_eq!(flow["shard"]["cache"]["paths"], serde_json::json!([".globale/cache"]));
    let jobs = flow["shard"]["parallel"].to_string();
    let lines = flow["shard"]["script"].as_array().expect("a script").iter();
    let script = lines.map(|line| line.as_str().expect("a line")).collect::<Vec<_>>().join("\n");

    let project = project();
    let whole = whole();
    let mut parts = Tree::new();
    for (job, jobs) in [("1", "2"), ("2", "2"), ("4", jobs.as_str())] {
        bash(&project, &script, &[("CI_NODE_INDEX", job), ("CI_NODE_TOTAL", jobs)]);
        taken(&project, &mut parts);
    }
    assert_same(&parts, whole);
}

/// Where a project has one town, the workflow publishes that town's folder.
#[test]
fn one_town_is_published_from_its_folder() {
    let github = workflow("github-pages", ".github/workflows/publish.yml");
    let build = github["jobs"]["publish"]["steps"].as_array().expect("steps").iter();
    let run: Vec<&str> = build.filter_map(|step| step["run"].as_str()).collect();
    let gitlab = workflow("gitlab-pages", ".gitlab-ci.yml");
    assert!(github.to_string().contains("\"path\":\"public/nes\""), "{github}");

    let town = Project::empty();
    assert_eq!(town.run("init nes --town Nes").exit, 0);
    for (file, bytes) in town.tree("nes") {
        town.write(&file, bytes);
    }
    bash(&town, run.last().expect("a script"), &[]);
    assert!(town.path("public/nes/index.html").exists());
    let folder = town.tree("public/nes");
    let script = gitlab["pages"]["script"].as_array().expect("a script").iter();
    let script: Vec<String> =
        script.map(|line| line.as_str().expect("a line").replace("bin/globale", "globale")).collect();
    bash(&town, &script.join("\n"), &[]);
    assert_same(&town.tree("public"), &folder);
}
