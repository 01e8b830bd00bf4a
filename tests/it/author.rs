//! What people who write are given: `globale new`, `globale schema`, and one declaration behind both.

use std::process::Command;

use serde_json::Value;

use crate::project::{Project, Ran, ran};

/// Runs the program with arguments that hold spaces.
fn run(project: &Project, args: &[&str]) -> Ran {
    let mut command: Command = project.command("");
    command.args(args);
    ran(command)
}

/// Templates the small site's theme lacks for types it has no entries of.
fn with_every_template(project: &Project) {
    for name in ["company", "programme", "event", "news", "grant", "chapter", "resource"] {
        project.write(&format!("themes/plain/templates/{name}.html"), "{% extends \"page.html\" %}");
    }
}

#[test]
fn every_type_gives_an_entry_without_errors() {
    let project = Project::new();
    with_every_template(&project);
    let title = "Å: «bo» i \"Vik\" # {{ town }} 'ب'";
    project.edit("site.toml", "base_url =", "vars = { town = \"Vik\" }\nbase_url =");
    let orders: &[(&str, &[&str])] = &[
        ("source", &["publisher=KS: rapport"]),
        ("page", &[]),
        ("story", &["quote={ text: \"a: b\", by: Ola }", "tags=mentor, arbeid"]),
        ("company", &["hires={ date: 2019-09, kind: ordinary }", "hires={ date: 2020, kind: course }"]),
        ("partner", &[]),
        ("programme", &[]),
        ("event", &["start=2026-11-26 08:00", "place=Sandvika: huset"]),
        ("news", &[]),
        ("figure", &["points=[{ date: 2019-11, value: 62.1, source: aa-bo-i-vik-town-ب }]"]),
        ("grant", &["funder=Viken", "applicants=Kommuner, og andre", "applicants=Lag"]),
        ("chapter", &[]),
        ("role", &["about=Nettsiden"]),
        ("resource", &[]),
    ];
    for (ty, sets) in orders {
        let mut args = vec!["new", ty, title];
        sets.iter().for_each(|set| args.extend(["--set", set]));
        let made = run(&project, &args);
        assert_eq!(made.exit, 0, "{ty}: {}", made.err);
        let again = run(&project, &args);
        assert_eq!(again.exit, 2, "{ty} is made twice: {}", again.out);
        assert!(again.err.contains("G0012"), "{}", again.err);
    }
    let types = project.json("list entries")["entries"].as_array().expect("entries").clone();
    let made =
        types.iter().filter(|row| row["file"].as_str().is_some_and(|file| file.contains("aa-bo-i-vik")));
    assert_eq!(made.count(), orders.len());
    for line in ["check", "check --drafts"] {
        let checked = project.run(line);
        assert_eq!((checked.exit, checked.err.as_str()), (0, ""), "{line}");
    }
    // All that stands as a comment is a field that is there.
    let story = project.read("content/vik/stories/aa-bo-i-vik-town-ب/index.nb.md");
    assert!(story.contains("title: \"Å: «bo» i \\\"Vik\\\" # {{ town }} 'ب'\"\n"), "{story}");
    assert!(story.contains("tags: [mentor, arbeid]\n") && story.contains("status: draft\n"), "{story}");
    let bare = story.replace("# ", "").lines().filter(|line| !line.ends_with('.')).count();
    assert!(bare > 5, "{story}");
}

#[test]
fn what_is_missing_is_said_at_once_and_nothing_is_written() {
    let project = Project::new();
    let before = project.tree("content");
    let ran = run(&project, &["new", "grant", "Midler", "--set", "amount=mye", "--file", "site.toml"]);
    assert_eq!(ran.exit, 2);
    for said in
        ["`funder` must be given", "`applicants` must be given", "`mye` is no number", "--set amount=mye"]
    {
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
    for (args, code) in [
        (vec!["new", "storry", "X"], "G0011"),
        (vec!["new", "story", "X", "--initiative", "vk"], "G0003"),
        (vec!["new", "story", "X", "--language", "xx"], "G0105"),
        (vec!["new", "story", "???"], "G0014"),
        (vec!["new", "story", "X", "--set", "lead"], "G0014"),
        (vec!["new", "story", "X", "--set", "led=y"], "G0101"),
        (vec!["new", "company", "X", "--set", "level=member"], "G0314"),
        (vec!["new", "story", "X", "--set", "image.src=a.jpg"], "G0013"),
        (vec!["new", "story", "X", "--set", "company=nobody"], "G0501"),
        (vec!["new", "story", "X", "--set", "quote={ text: [ }"], "G0203"),
        (vec!["new", "story", "X", "--slug", "../x"], "G0308"),
        (vec!["new", "story", "X", "--of", "frst", "--language", "en"], "G0501"),
        (vec!["new", "story", "X", "--of", "first", "--language", "en"], "G0012"),
    ] {
        let ran = run(&project, &args);
        assert_eq!(ran.exit, 2, "{args:?}: {}", ran.err);
        assert!(ran.err.contains(code), "{args:?}: {}", ran.err);
    }
    assert_eq!(run(&project, &["new", "story", "X", "--file", "none.jpg", "--set", "image.alt=y"]).exit, 3);
    assert_eq!(project.tree("content"), before);
}

#[test]
fn a_picture_goes_along_and_a_translation_beside() {
    let project = Project::new();
    project.write(
        "Bilde 1.SVG",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\" width=\"9\" height=\"9\"/>",
    );
    let made =
        run(&project, &["new", "story", "10 råd", "--file", "Bilde 1.SVG", "--set", "image.alt=To: her"]);
    assert_eq!(made.exit, 0, "{}", made.err);
    let story = project.read("content/vik/stories/10-raad/index.nb.md");
    assert!(story.contains("image:\n  src: bilde-1.svg\n  alt: \"To: her\"\n"), "{story}");
    // A leading number in a folder's name would only give order.
    assert!(story.contains("slug: \"10-raad\"\n"), "{story}");
    assert!(project.path("content/vik/stories/10-raad/bilde-1.svg").is_file());
    let made = run(&project, &["new", "story", "10 pieces of advice", "--of", "raad", "--language", "en"]);
    assert_eq!(made.exit, 0, "{}", made.err);
    let english = project.read("content/vik/stories/10-raad/index.en.md");
    let wanted = "---\ntitle: \"10 pieces of advice\"\nslug: \"10-pieces-of-advice\"\n";
    assert!(english.starts_with(wanted) && english.contains("# image:\n#   alt: \"To: her\"\n"), "{english}");
    assert!(!english.contains("src"), "{english}");
    let checked = project.run("check --drafts");
    assert_eq!((checked.exit, checked.err.as_str()), (0, ""));
    // An original in another language says so.
    let made = run(&project, &["new", "story", "First", "--slug", "told-in-english", "--language", "en"]);
    assert_eq!(made.exit, 0, "{}", made.err);
    assert!(project.read("content/vik/stories/told-in-english/index.en.md").contains("source: true\n"));
    assert_eq!(project.run("check --drafts").exit, 0);
}

#[test]
fn one_declaration_is_seen_everywhere() {
    let project = Project::new();
    project.edit("content/vik/stories/first/index.nb.md", "\ntitle:", "\npodcast: vik.example\ntitle:");
    let schema = |project: &Project| project.run("schema --type story").out;
    let seen = |project: &Project| {
        run(project, &["new", "story", "Ny", "--slug", "ny"]);
        project.read("content/vik/stories/ny/index.nb.md")
    };
    assert_eq!(project.json_of_failing("check"), ["G0101"]);
    assert!(!schema(&project).contains("podcast"));
    let text = project.read("site.toml");
    project.write(
        "site.toml",
        format!(
            "{text}\n[types.story.fields.podcast]\nkind = \"url\"\nhelp = {{ nb = \"Lydfilen.\", en = \"The sound.\" }}\n"
        ),
    );
    // The validator.
    assert_eq!(project.json_of_failing("check"), ["G0309"]);
    project.write(
        "content/vik/stories/first/index.nb.md",
        project.read("content/vik/stories/first/index.nb.md").replacen(
            "vik.example",
            "https://vik.example/1",
            1,
        ),
    );
    assert_eq!(project.run("check").exit, 0);
    // The schema, for originals and not for translations.
    let found: Value = serde_json::from_str(&schema(&project)).expect("a schema");
    let podcast = &found["properties"]["podcast"];
    assert_eq!(podcast["pattern"], "^https?://");
    assert_eq!(podcast["description"], "The sound.\n\nLydfilen.");
    assert!(!project.run("schema --type story --translation").out.contains("podcast"));
    // The scaffold, the reference and the view.
    assert!(seen(&project).contains("# podcast: # The sound. (an address that begins with https://)\n"));
    assert!(
        project.run("schema --reference").out.contains("| `podcast` | `url` |  | Lydfilen. | The sound. |")
    );
    project.write("themes/plain/templates/story.html", "podcast={{ page.podcast }}");
    assert_eq!(project.run("build").exit, 0);
    let page = project.tree("public").into_iter().find(|(path, _)| path.ends_with("first/index.html"));
    let page = String::from_utf8(page.expect("the story's page").1).expect("UTF-8");
    assert_eq!(page, "podcast=https://vik.example/1");
}

#[test]
fn schemas_are_committed_and_checked() {
    let project = Project::new();
    assert_eq!(project.run("schema --check").exit, 1);
    project.write(
        ".vscode/settings.json",
        "{\n    \"editor.rulers\": [80],\n    \"yaml.schemas\": { \"mine.json\": \"x.yml\" }\n}\n",
    );
    project.write(".vscode/extensions.json", "{ /* mine */ }");
    let written = project.run("schema");
    assert_eq!(written.exit, 0, "{}", written.err);
    assert!(written.err.contains("G0009") && written.out.contains("redhat.vscode-yaml"), "{}", written.err);
    assert_eq!(project.read(".vscode/extensions.json"), "{ /* mine */ }");
    let settings: Value = serde_json::from_str(&project.read(".vscode/settings.json")).expect("JSON");
    assert_eq!(settings["editor.rulers"][0], 80);
    assert_eq!(settings["yaml.schemas"]["mine.json"], "x.yml");
    assert_eq!(
        settings["yaml.schemas"][".globale/schema/figure.translation.json"],
        serde_json::json!(["content/*/figures/**/*.en.yml", "content/*/figures/**/*.en.yaml"])
    );
    assert!(project.read(".taplo.toml").contains("site.toml.json"));
    assert_eq!(project.run("schema --check").exit, 0);
    // Whoever runs it, in whatever language, gets the same bytes.
    assert_eq!(project.run("schema --check --lang nb").exit, 0);
    project.write(".globale/schema/gone.json", "{}");
    assert_eq!(project.run("schema --check").exit, 1);
    let before = project.tree(".globale/schema");
    assert_eq!(project.run("schema").exit, 0);
    assert_eq!(project.tree(".globale/schema").len(), before.len() - 1);
    let site = project.read("site.toml");
    project.write("site.toml", format!("{site}\n[types.story.fields.podcast]\nkind = \"url\"\n"));
    let stale = project.run("schema --check --format json");
    assert_eq!((stale.exit, stale.codes()), (1, vec!["G0010".to_owned()]));
}

#[test]
fn what_is_committed_here_is_what_the_types_say() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_globale"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["schema", "--check"]);
    let checked = ran(command);
    assert_eq!(checked.exit, 0, "{}run: cargo run -- schema", checked.err);
    let mut command = Command::new(env!("CARGO_BIN_EXE_globale"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["schema", "--reference"]);
    let fields = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/fields.md"));
    assert!(
        fields.is_ok_and(|fields| fields == ran(command).out),
        "docs/fields.md is stale; run: cargo run -- schema --reference > docs/fields.md"
    );
}
