//! A town begins: what `globale init` refuses, and that it then leaves everything as it was. What it makes,
//! `tests/new-town` shows from the program alone.

use super::project::{Project, ran};

/// Runs `init` in a project, and gives the number it ended with, what it said, and whether a file changed.
fn init(project: &Project, args: &[&str]) -> (i32, String, bool) {
    let before = project.tree("");
    let mut command = project.command("--lang en init");
    command.args(args);
    let ran = ran(command);
    (ran.exit, ran.err, project.tree("") != before)
}

#[test]
fn nothing_is_written_over() {
    let project = Project::new();
    project.write("arendal/mine.txt", "mine");
    for (args, code) in [
        (["arendal", "--town", "Arendal"].as_slice(), "G0028"),
        (&["--add-initiative", "vik", "--town", "Vik"], "G0029"),
        (&["--add-initiative", "shared", "--town", "Vik"], "G0110"),
        (&["Arendal by", "--town", "Arendal"], "G0110"),
        (&["con", "--town", "Con"], "G0110"),
        (&[&"a".repeat(64), "--town", "A"], "G0110"),
        (&["nes", "--town", "Nes", "--language", "nb,x y"], "G0107"),
        (&["--add-initiative", "nes", "--town", "Nes", "--language", "pl"], "G0105"),
    ] {
        let (exit, said, changed) = init(&project, args);
        assert_eq!(exit, 2, "{args:?}: {said}");
        assert!(said.contains(code), "{args:?} says {said}");
        assert!(!changed, "{args:?} changed something");
    }
}

/// Where initiatives stand in one line nothing can be added at the end; the block is shown to be put in by hand.
#[test]
fn what_cannot_be_added_is_shown() {
    let project = Project::new();
    let site = project.read("site.toml");
    let (head, table) = site.split_once("[initiatives.vik]").expect("an initiative");
    let pairs: Vec<&str> = table.lines().filter(|line| line.contains('=')).collect();
    project.write("site.toml", format!("initiatives = {{ vik = {{ {} }} }}\n{head}", pairs.join(", ")));
    let (exit, said, changed) = init(&project, &["--add-initiative", "nes", "--town", "Nes"]);
    assert_eq!(exit, 2, "{said}");
    assert!(said.contains("G0030") && said.contains("[initiatives.nes]"), "{said}");
    assert!(!changed);
}

/// A name with letters of its own, and a language the program knows only by its tag.
#[test]
fn a_town_of_any_name_builds_at_once() {
    let project = Project::new();
    for (id, town, language) in
        [("oe", "Øy \"nord\"", "nb,en"), ("deatnu", "Deatnu", "se,nb"), ("x", "x", "qaa")]
    {
        let (exit, said, changed) = init(&project, &[id, "--town", town, "--language", language]);
        assert_eq!(exit, 0, "{town}: {said}");
        assert!(changed);
        assert!(project.read(&format!("{id}/layers.lock")).contains("[handbook]"));
        let codes = project.run(&format!("--root {id} check --format json")).codes();
        assert!(codes.iter().all(|code| !code.starts_with("G044")), "the states came along: {codes:?}");
    }
}

/// What a town begins with is a translation of what it begins with, and says so. An export of it all, taken in again, changes
/// nothing; nor does an import change what is fetched.
#[test]
fn translations_are_current_from_the_first_day() {
    let project = Project::new();
    for town in
        [["nes", "--town", "Nes"].as_slice(), &["--root", "nes", "--add-initiative", "os", "--town", "Os"]]
    {
        let (exit, said, _) = init(&project, town);
        assert_eq!(exit, 0, "{said}");
    }
    let english = &project.json("--root nes translate status")["languages"]["en"];
    assert_eq!((&english["unknown"], &english["behind"]), (&0.into(), &0.into()), "{english}");

    project.json("--root nes translate export -l en --output en.po");
    let import = || project.run("--root nes translate import en.po --format json");
    let ran = import();
    assert_eq!((ran.exit, &ran.json()["written"]), (0, &serde_json::json!([])), "{}", ran.out);
    project.edit(
        "nes/en.po",
        "msgid \"Det første møtet\"\nmsgstr \"",
        "msgid \"Det første møtet\"\nmsgstr \"All about: ",
    );
    let before = project.tree("nes/content");
    assert_eq!((import().codes(), project.tree("nes/content") == before), (vec!["G0459".to_owned()], true));
}
