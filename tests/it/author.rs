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
        ("story", &["quote={ text: \"a: b\", by: Ola }", "tags=mentor, arbeid", "persons=[]"]),
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
        (vec!["new", "figure", "X"], "--set 'points={ date: …, value: …, source: … }'"),
        (vec!["new", "figure", "X", "--set", "points.date=2026"], "--set 'points={ date: …, value: …"),
        (vec!["list", "entries", "--initiative", "vk"], "G0003"),
        (vec!["list", "initiatives", "--initiative", "vk"], "G0003"),
        (vec!["list", "strings", "--initiative", "vk"], "G0003"),
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
    // Nor is anything written through a link that leads out of the project.
    let elsewhere = tempfile::tempdir().expect("a folder");
    std::os::unix::fs::symlink(elsewhere.path(), project.path("content/vik/companies")).expect("a link");
    let ran = run(&project, &["new", "company", "X"]);
    assert!(ran.exit == 2 && ran.err.contains("G0210"), "{}", ran.err);
    assert_eq!(std::fs::read_dir(elsewhere.path()).expect("the folder").count(), 0);
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
    // Nothing of it is translated yet, and it says so: the page shows the original until it is.
    assert!(english.contains("\nbase: "), "{english}");
    // Until somebody has said in English what the picture shows, nothing is published.
    let checked = project.run("check --drafts");
    assert!(checked.exit == 1 && checked.err.contains("G0542"), "{}", checked.err);
    let name = "content/vik/stories/10-raad/index.en.md";
    project.edit(name, "# image:\n#   alt: \"To: her\"\n", "image:\n  alt: \"Two: here\"\n");
    let checked = project.run("check --drafts");
    assert_eq!((checked.exit, checked.err.as_str()), (0, ""));
    // An original in another language says so.
    let made = run(&project, &["new", "story", "First", "--slug", "told-in-english", "--language", "en"]);
    assert_eq!(made.exit, 0, "{}", made.err);
    assert!(project.read("content/vik/stories/told-in-english/index.en.md").contains("source: true\n"));
    assert_eq!(project.run("check --drafts").exit, 0);
}

/// What is made of a fetched layer's page lies in the town's own; the fetched layer stays as it is.
#[test]
fn a_fetched_layer_is_translated_from_and_not_written_in() {
    let project = Project::new();
    project.edit(
        "site.toml",
        "languages = [\"nb\", \"en\"]",
        "languages = [\"nb\", \"en\"]\nlayers = [\"vik\", \"felles\"]",
    );
    project.write("site.toml", project.read("site.toml") + "\n[layers.felles]\npath = \"felles\"\n");
    project.write("felles/pages/kom/index.nb.md", "---\ntitle: Kom\n---\nHei.\n");
    assert_eq!(project.run("layer fetch").exit, 0);
    let made = run(&project, &["new", "page", "Come", "--of", "kom", "--language", "en"]);
    assert_eq!(made.exit, 0, "{}", made.err);
    assert!(project.path("content/vik/pages/kom/index.en.md").is_file(), "{}", made.out);
    for more in
        [&["X", "--initiative", "felles"][..], &["Come", "--of", "kom", "-l", "en", "--initiative", "felles"]]
    {
        let ran = run(&project, &[&["new", "page", "--format", "json"], more].concat());
        assert_eq!((ran.exit, ran.codes()), (2, vec!["G0003".to_owned()]), "{}", ran.out);
    }
    let checked = project.run("check");
    assert_eq!((checked.exit, checked.err.as_str()), (0, ""));
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
    let checked = project.run("check");
    assert_eq!((checked.exit, checked.err.as_str()), (0, ""));
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
    project.write("themes/plain/templates/story.html", "podcast={{ page.fields.podcast | safe }}");
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

/// Whether a value fits a schema, in the words our schemas use; any other word fails the test.
fn misfit(schema: &Value, value: &Value, file: &dyn Fn(&str) -> Value, root: &Value) -> Option<String> {
    if let Some(target) = schema["$ref"].as_str() {
        return match target.strip_prefix("#/definitions/") {
            Some(name) => misfit(&root["definitions"][name], value, file, root),
            None => misfit(&file(target), value, file, &file(target)),
        };
    }
    if schema.get("if").is_some() {
        let branch = if misfit(&schema["if"], value, file, root).is_none() { "then" } else { "else" };
        return misfit(&schema[branch], value, file, root);
    }
    let known = |name: &Value| name.as_str().map(str::to_owned);
    schema.as_object().expect("a schema").iter().find_map(|(word, wanted)| {
        let listed = || wanted.as_array().map_or(vec![wanted.clone()], Clone::clone);
        let count = wanted.as_u64().map(|count| count as usize);
        let length = value.as_str().map(|text| text.chars().count()).or(value.as_array().map(Vec::len));
        let fits = match word.as_str() {
            "$schema" | "title" | "description" | "examples" | "definitions" | "uniqueItems" => true,
            "type" => listed().iter().any(|kind| match kind.as_str().expect("a type") {
                "string" => value.is_string(),
                "number" => value.is_number(),
                "integer" => value.is_i64(),
                "boolean" => value.is_boolean(),
                "array" => value.is_array(),
                "object" => value.is_object(),
                other => panic!("{other}"),
            }),
            "enum" => listed().contains(value),
            "const" => wanted == value,
            "pattern" => {
                let pattern = regex::Regex::new(
                    &wanted
                        .as_str()
                        .expect("a pattern")
                        .replace("\\u0000", "\\x00")
                        .replace("\\u007f", "\\x7f"),
                );
                value.as_str().is_none_or(|text| pattern.expect("a pattern").is_match(text))
            }
            "minLength" | "minItems" => length >= count || length.is_none(),
            "maxLength" | "maxItems" => length <= count || length.is_none(),
            "minimum" => value.as_f64() >= wanted.as_f64(),
            "maximum" => value.as_f64() <= wanted.as_f64(),
            "required" => listed().iter().filter_map(known).all(|key| value.get(&key).is_some()),
            "additionalProperties" => {
                let mut keys = value.as_object().into_iter().flat_map(|object| object.keys());
                return keys.find(|key| schema["properties"].get(*key).is_none()).cloned();
            }
            "properties" => {
                let pairs = value.as_object().into_iter().flatten();
                return pairs.into_iter().find_map(|(key, value)| {
                    let found = misfit(wanted.get(key)?, value, file, root)?;
                    Some(format!("{key}: {found}"))
                });
            }
            "items" => {
                let items = value.as_array().into_iter().flatten();
                return items.into_iter().find_map(|item| misfit(wanted, item, file, root));
            }
            "allOf" => return listed().iter().find_map(|inner| misfit(inner, value, file, root)),
            other => panic!("our schemas have a word nobody expected: {other}"),
        };
        (!fits).then(|| format!("{word} {wanted}: {value}"))
    })
}

#[test]
fn what_check_takes_the_schemas_take() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = |name: &str| -> Value {
        let text = std::fs::read_to_string(root.join(".globale/schema").join(name)).expect("a schema");
        serde_json::from_str(&text).expect("JSON")
    };
    let mut command = Command::new(env!("CARGO_BIN_EXE_globale"));
    command.current_dir(root).args(["list", "entries", "--format", "json"]);
    let entries = ran(command).json();
    let mut tried = 0;
    for row in entries["entries"].as_array().expect("entries") {
        let original = root.join(row["file"].as_str().expect("a file"));
        let section = original.file_name().is_some_and(|name| name.to_string_lossy().starts_with("_index"));
        let ty = if section { "page" } else { row["type"].as_str().expect("a type") };
        let english = original.to_string_lossy().replace(".nb.", ".en.");
        for (path, form) in [(original.to_string_lossy().into_owned(), ""), (english, ".translation")] {
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            let front =
                text.strip_prefix("---\n").and_then(|rest| rest.split("\n---").next()).unwrap_or(&text);
            let value: Value = serde_yaml::from_str(front).expect("YAML");
            let schema = file(&format!("{ty}{form}.json"));
            assert_eq!(misfit(&schema, &value, &file, &schema), None, "{path}");
            tried += 1;
        }
    }
    assert!(tried > 120, "{tried}");
    // And what it does not take.
    let story = file("story.json");
    for wrong in [
        r#"{}"#,
        r#"{"title":"x","level":1}"#,
        r#"{"title":"x","date":"i går"}"#,
        r#"{"title":"x","status":"drfat"}"#,
        r#"{"title":"x","consent":{"ref":"1","given":2026,"basis":"consent","scope":["foto"],"expires":2027}}"#,
    ] {
        let value = serde_json::from_str(wrong).expect("JSON");
        assert!(misfit(&story, &value, &file, &story).is_some(), "{wrong}");
    }
}
