use std::path::PathBuf;

use super::*;
use crate::diagnostic;
use crate::disk::memory::MemoryDisk;
use crate::pipeline::Show;
use crate::report::timing::Progress;

const ROOT: &str = "/site";

const SITE: &str = "default_language = \"nb\"\ntheme = \"plain\"\n\n[languages]\nnb = { name = \"Norsk\" }\n\n\
    [initiatives.vik]\nname = \"Vik\"\nbase_url = \"https://example.org\"\nlanguages = [\"nb\"]\n";

/// Three stories of one day: their titles decide their order.
pub(in crate::pipeline) fn disk() -> MemoryDisk {
    let story = |title: &str| {
        format!("---\ntitle: {title}\nlead: Kort.\ndate: 2020-01-01\ntags: [jobb]\n---\nTekst.\n")
    };
    let mut files = vec![
        ("site.toml".to_owned(), SITE.to_owned()),
        ("content/vik/index.nb.md".to_owned(), "---\ntitle: Hjem\n---\nHei.\n".to_owned()),
        (
            "themes/plain/theme.toml".to_owned(),
            "name = \"plain\"\n[lists.new]\nfor = [\"home.html\"]\ntype = \"story\"\nsort = \"-date\"\nlimit = 2\n".to_owned(),
        ),
    ];
    for name in ["home", "story", "section", "tags", "tag", "404", "page"] {
        files.push((format!("themes/plain/templates/{name}.html"), "{{ page.title }}".to_owned()));
    }
    for (name, title) in [("a", "Bil"), ("b", "Fjell"), ("c", "Skog")] {
        files.push((format!("content/vik/stories/{name}/index.nb.md"), story(title)));
    }
    MemoryDisk::with(files.into_iter().map(|(path, text)| (PathBuf::from(ROOT).join(path), text)))
}

pub(in crate::pipeline) fn options() -> Options {
    Options {
        root: PathBuf::from(ROOT),
        now: "2026-01-15T12:00:00Z".parse().unwrap(),
        base_url: None,
        initiative: None,
        show: Show::default(),
        fresh: true,
        program: None,
        progress: Progress::default(),
    }
}

/// Lets one state be told of edits, and says how much was kept: whether the content was mended and not read anew, and
/// whether the plan stood.
fn kept(path: &str, old: &str, new: &str) -> (bool, bool) {
    let (below, options) = (disk(), options());
    let disk = Remembered::new(&below);
    let store = ground::store(&disk, &options);
    let mut memory = Memory::new(&disk, &store, &options);
    let mut run = Run::new(&options.progress);
    let project = Project::read(&disk, &options, &mut run).unwrap();
    let mut laid = memory.lay(&project, &mut run);
    let theme = ground::theme(&disk, &project, &mut run).unwrap();
    let said = run.findings();
    assert!(!diagnostic::has_errors(&said), "{said:?}");
    let ground = Ground::new(&project, &laid.content, &laid.towns);
    memory.plan = Some(Planned::new(&ground, &theme, None, &mut run).keep());
    let path = PathBuf::from(ROOT).join(path);
    let text = String::from_utf8(below.read(&path).unwrap()).unwrap();
    assert!(text.contains(old), "{text}");
    below.write(&path, text.replacen(old, new, 1).as_bytes()).unwrap();
    let reach = memory.hear(News::Changed(Changes { paths: [path].into(), unsure: false }));
    let mended = reach == Reach::Fields && memory.mend(&project, &mut laid, &[]);
    (mended, memory.plan.is_some())
}

#[test]
fn a_title_that_stays_between_its_neighbours_leaves_the_plan() {
    let story = "content/vik/stories/b/index.nb.md";
    assert_eq!(kept(story, "Fjell", "Elv"), (true, true));
    assert_eq!(kept(story, "Fjell", "Ås"), (true, false), "it comes last");
    assert_eq!(kept(story, "Fjell", "Aker"), (true, false), "it comes first");
    assert_eq!(
        kept("content/vik/stories/c/index.nb.md", "Skog", "Fisk"),
        (true, false),
        "it comes into a list"
    );
    assert_eq!(kept(story, "Kort.", "Lang."), (true, true), "no list asks for a lead");
}

#[test]
fn what_an_address_or_a_list_hangs_on_is_planned_anew() {
    let story = "content/vik/stories/b/index.nb.md";
    assert_eq!(kept(story, "tags: [jobb]", "tags: [jobb, skole]"), (true, false));
    assert_eq!(kept(story, "2020-01-01", "2020-01-02"), (true, false));
    assert_eq!(kept(story, "title: ", "slug: fjellet\ntitle: "), (true, false));
    assert_eq!(kept(story, "title: ", "template: page.html\ntitle: "), (true, false));
    assert_eq!(kept(story, "title: ", "aliases: [/gammel/]\ntitle: "), (true, false));
}

#[test]
fn what_comes_goes_or_is_wrong_has_everything_read_anew() {
    let story = "content/vik/stories/b/index.nb.md";
    assert!(!kept(story, "title: ", "draft: true\ntitle: ").0, "it goes");
    assert!(!kept(story, "title: ", "titel: ").0, "it is wrong");
    assert!(!kept(story, "2020-01-01", "i fjor").0, "it is wrong");
}
