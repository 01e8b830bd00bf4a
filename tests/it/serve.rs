//! The preview: an edit shows, a broken one keeps the last good page and says what is wrong.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, ChildStdout};
use std::time::{Duration, Instant};

use crate::project::{self, Project, STORY};

const PAGE: &str = "/historier/first/";
/// Far beyond what an edit takes, also on a machine with much else to do.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running preview; ends with the test.
struct Preview {
    child: Child,
    address: SocketAddr,
    _out: BufReader<ChildStdout>,
}

impl Drop for Preview {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Preview {
    /// Starts it and waits until it says where it listens.
    fn start(project: &Project) -> Self {
        let mut child = project.start("serve --port 0");
        let mut out = BufReader::new(child.stdout.take().expect("its output"));
        let mut line = String::new();
        out.read_line(&mut line).expect("a first line");
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next());
        let address = address.and_then(|address| address.parse().ok());
        Self { child, address: address.unwrap_or_else(|| panic!("no address in `{line}`")), _out: out }
    }

    /// The whole answer to a request.
    fn get(&self, path: &str) -> String {
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address))
    }

    fn ask(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(self.address).expect("the preview listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
        stream.write_all(request.as_bytes()).expect("a request");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Asks again until the page holds a text.
    fn wait_for(&self, path: &str, text: &str) -> String {
        let begun = Instant::now();
        loop {
            let page = self.get(path);
            if page.contains(text) {
                return page;
            }
            assert!(begun.elapsed() < PATIENCE, "`{text}` never showed:\n{page}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The stream of news of every edit.
    fn news(&self) -> BufReader<TcpStream> {
        self.listen("/_globale/events")
    }

    /// The stream of a page's news, as a browser listens to it.
    fn news_of(&self, page: &str) -> BufReader<TcpStream> {
        self.listen(&format!("/_globale/events?page={page}"))
    }

    fn listen(&self, path: &str) -> BufReader<TcpStream> {
        let mut stream = TcpStream::connect(self.address).expect("the preview listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.address);
        stream.write_all(request.as_bytes()).expect("a request");
        BufReader::new(stream)
    }
}

/// The next news for which something holds.
fn heard(news: &mut impl BufRead, is_meant: impl Fn(&serde_json::Value) -> bool) -> serde_json::Value {
    let (mut line, begun) = (String::new(), Instant::now());
    while news.read_line(&mut line).expect("news") > 0 {
        // A stream that has nothing to tell says now and then that it lives.
        assert!(begun.elapsed() < PATIENCE, "what is waited for is never told");
        let data = line.trim().strip_prefix("data:").and_then(|data| serde_json::from_str(data.trim()).ok());
        if let Some(data) = data.filter(&is_meant) {
            return data;
        }
        line.clear();
    }
    panic!("the stream ended");
}

#[test]
fn an_edit_shows_a_broken_one_does_not_and_a_mended_one_does() {
    let project = Project::new();
    let preview = Preview::start(&project);
    let mut news = preview.news();
    let first = heard(&mut news, |_| true);
    assert!(first["overlay"].is_null(), "{first}");
    assert!(preview.wait_for(PAGE, "Et avsnitt.").starts_with("HTTP/1.1 200"));

    project.edit(STORY, "Et avsnitt.", "Et endret avsnitt.");
    preview.wait_for(PAGE, "Et endret avsnitt.");
    let second = heard(&mut news, |news| news["version"] != first["version"]);
    assert!(second["overlay"].is_null(), "{second}");

    project.edit(STORY, "Et endret avsnitt.", "Brutt: [x](@/stories/non).");
    let broken = heard(&mut news, |news| !news["overlay"].is_null());
    assert_eq!(broken["version"], second["version"], "the page is still the last good one");
    let problem = &broken["overlay"]["problems"][0];
    assert!(problem["place"].as_str().is_some_and(|place| place.contains(&format!("{STORY}:5"))), "{broken}");
    assert!(problem["hint"].as_str().is_some_and(|hint| !hint.is_empty()), "{broken}");
    let page = preview.get(PAGE);
    assert!(page.contains("Et endret avsnitt.") && !page.contains("Brutt"), "{page}");

    project.edit(STORY, "Brutt: [x](@/stories/non).", "Et mendet avsnitt.");
    preview.wait_for(PAGE, "Et mendet avsnitt.");
    let mended = heard(&mut news, |news| news["overlay"].is_null());
    assert_ne!(mended["version"], second["version"]);

    project
        .write("content/vik/stories/new/index.nb.md", "---\ntitle: En ny\ndate: 2019-01-01\n---\nHelt ny.\n");
    preview.wait_for("/historier/new/", "Helt ny.");
    preview.wait_for("/historier/", "En ny");
    std::fs::remove_dir_all(project.path("content/vik/stories/new")).expect("the new story");
    preview.wait_for("/historier/new/", "HTTP/1.1 404");

    project.edit("themes/plain/templates/page.html", "<body>", "<body class=\"other\">");
    preview.wait_for(PAGE, "class=\"other\"");
    assert!(!project.path("public").exists(), "a preview writes no site");
}

#[test]
fn it_begins_with_a_broken_site_and_shows_it_once_mended() {
    let project = Project::new();
    project.edit(STORY, "Et avsnitt.", "[x](@/stories/non)");
    let preview = Preview::start(&project);
    // What is wrong with the site is told as it is found.
    heard(&mut preview.news(), |news| !news["overlay"].is_null());
    project.edit(STORY, "[x](@/stories/non)", "Et avsnitt.");
    preview.wait_for(PAGE, "Et avsnitt.");
}

#[test]
fn a_page_that_is_shown_does_not_keep_the_site_from_being_looked_through() {
    let project = Project::new();
    let preview = Preview::start(&project);
    let mut news = preview.news_of("/");
    // A browser fetches the page it shows again, here and after each edit; what is wrong is wrong elsewhere.
    preview.wait_for("/", "<h1>Vik</h1>");
    project.edit(STORY, "Et avsnitt.", "[x](@/stories/non)");
    project.edit("content/vik/index.nb.md", "title:", "lead: Nå.\ntitle:");
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_millis(400) {
        preview.get("/");
        std::thread::sleep(Duration::from_millis(20));
    }
    let broken = heard(&mut news, |news| !news["overlay"].is_null());
    assert!(broken["overlay"]["problems"].to_string().contains("stories/non"), "{broken}");
}

#[test]
fn the_start_page_lists_what_there_is() {
    let project = Project::new();
    let preview = Preview::start(&project);
    let page = preview.wait_for("/_globale/", "Globale Vik");
    assert!(page.contains("hreflang=\"nb\"") && page.contains("hreflang=\"en\""), "{page}");
    assert!(preview.get("/").contains("<h1>Vik</h1>"), "one initiative stands at the root");
}

#[test]
fn only_this_machine_is_answered() {
    let project = Project::new();
    let preview = Preview::start(&project);
    let foreign = preview.ask("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    assert!(foreign.starts_with("HTTP/1.1 403"), "{foreign}");
    for path in ["/../site.toml", "/%2e%2e/site.toml", "/..%2fsite.toml", "//site.toml", "/site.toml"] {
        let answer = preview.get(path);
        assert!(
            !answer.contains("default_language") && !answer.starts_with("HTTP/1.1 2"),
            "{path}: {answer}"
        );
    }
    assert!(preview.get(PAGE).to_lowercase().contains("x-content-type-options: nosniff"));
    assert_eq!(project.run("serve --interface 0.0.0.0").exit, 2);
}

#[test]
fn a_port_that_is_taken_is_said() {
    let project = Project::new();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("its address").port();
    let ran = project.run(&format!("serve --port {port}"));
    assert_eq!(ran.exit, 3, "{}", ran.err);
    assert!(ran.err.contains("G1101") || ran.err.contains(&port.to_string()), "{}", ran.err);
    assert_eq!(project.run("serve --root nowhere").exit, 2);
}

/// A page without what the preview adds to it.
fn without_script(page: &str) -> String {
    let Some(start) = page.find("<script src=\"/_globale/reload.js\"") else { return page.to_owned() };
    let end = page[start..].find("</script>").map_or(page.len(), |end| start + end + "</script>".len());
    format!("{}{}", &page[..start], &page[end..])
}

/// Everything the preview shows is, byte for byte, what a build of the same content writes.
fn shows_what_a_build_writes(project: &Project, preview: &Preview, after: &str) {
    let ran = project.run(&format!("build --base-url http://{} --output public", preview.address));
    assert_eq!(ran.exit, 0, "{after}: {}{}", ran.out, ran.err);
    let built = project::tree(&project.path("public/vik"));
    assert!(built.keys().any(|file| file.ends_with(".xml")) && built.len() > 8, "{:?}", built.keys());
    for (file, bytes) in built {
        let written = String::from_utf8_lossy(&bytes).into_owned();
        let address = format!("/{}", file.strip_suffix("index.html").unwrap_or(&file));
        let begun = Instant::now();
        loop {
            let answer = preview.get(&address);
            let shown = without_script(answer.split_once("\r\n\r\n").expect("headers and a body").1);
            if shown == written {
                break;
            }
            // The watcher may not have told of the edit yet.
            assert!(begun.elapsed() < PATIENCE, "{after}: {address}\n{shown}\nin place of\n{written}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

#[test]
fn after_every_edit_it_shows_what_a_build_writes() {
    let project = Project::new();
    let preview = Preview::start(&project);
    let same = |after: &str| shows_what_a_build_writes(&project, &preview, after);
    same("nothing");
    project.edit(STORY, "Et avsnitt.", "Et annet, om [en side](@/stories/first).");
    same("a body");
    project.edit(STORY, "title: ", "title: Nytt og ");
    same("a title");
    project.edit("themes/plain/templates/page.html", "<body>", "<body class=\"x\">{{ site.name }}");
    same("a template");
    project.edit("site.toml", "Globale Vik", "Globale Voss");
    same("site.toml");
    let text = "---\ntitle: Ny\ndate: 2020-01-01\ntags: [jobb]\n---\nNy, med [vedlegg](plan.txt) og ![et bilde](dot.svg).\n";
    project.write("content/vik/stories/new/plan.txt", "Planen.");
    let drawing =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><path d=\"M0 0h9v9z\"/></svg>";
    project.write("content/vik/stories/new/dot.svg", drawing);
    project.write("content/vik/stories/new/index.nb.md", text);
    same("a new text with a file and a picture");
    project.edit("content/vik/stories/new/dot.svg", "width=\"9\"", "width=\"7\"");
    same("another picture");
    project.write("static/deep/in.txt", "x");
    project.write("static/hei.txt", "Hei igjen!");
    same("static files");
    project.edit(STORY, "Et annet", "Et tredje");
    project.edit("themes/plain/templates/page.html", "class=\"x\"", "class=\"y\"");
    same("a body and a template at once");
    std::fs::rename(project.path("content/vik/stories/new"), project.path("content/vik/stories/moved"))
        .expect("the folder is moved");
    same("a folder that moved");
    std::fs::remove_dir_all(project.path("content/vik/stories/moved")).expect("the folder");
    same("a folder that went");
    project.write("themes/plain/strings/nb.toml", "foot = \"Fot\"\n");
    project.write("themes/plain/strings/en.toml", "foot = \"Foot\"\n");
    project.edit("themes/plain/templates/page.html", "</body>", "{{ t(key=\"foot\") }}</body>");
    same("strings");
}

#[test]
fn a_snapshot_that_comes_alone_shows() {
    let project = Project::new();
    let then = "---\ntitle: Den første\ndate: 2018-04-01\n---\nEt tidligere avsnitt.\n";
    let name = globale::derive::base::name(then);
    let mark = "{% component changed(kind: string, lang: string, dir: string, open: bool = false) -%}\n\
                <aside>{{ kind }}</aside>\n{%- endcomponent changed %}\n";
    project.write("themes/plain/components/changed.html", mark);
    project.edit("content/vik/stories/first/index.en.md", "title:", &format!("base: {name}\ntitle:"));
    let preview = Preview::start(&project);
    let page = preview.wait_for("/en/stories/first/", "A paragraph.");
    assert!(!page.contains("<aside>"), "nobody knows what it was made from: {page}");
    project.write(&format!(".globale/base/{name}.md"), then);
    preview.wait_for("/en/stories/first/", "<aside>changed</aside>");
}

#[test]
fn a_page_hears_of_its_own_news_alone() {
    let project = Project::new();
    let preview = Preview::start(&project);
    let version = |page: &str| {
        let html = preview.get(page);
        let version = html.split("data-version=\"").nth(1).and_then(|rest| rest.split('"').next());
        serde_json::Value::from(version.expect("a version"))
    };
    let (mut story, mut english) = (preview.news_of(PAGE), preview.news_of("/en/stories/first/"));
    let (of_story, of_english) = (version(PAGE), version("/en/stories/first/"));
    heard(&mut story, |news| news["version"] == of_story);
    heard(&mut english, |news| news["version"] == of_english);
    project.edit(STORY, "Et avsnitt.", "Et endret avsnitt.");
    let changed = heard(&mut story, |news| news["version"] != of_story);
    assert_eq!(changed["version"], version(PAGE), "the page that was made is the one that is fetched");
    // The other page's next news is of this edit, not of the one before.
    project.edit("themes/plain/templates/page.html", "<body>", "<body id=\"b\">");
    let other = heard(&mut english, |news| news["version"] != of_english);
    assert_eq!(other["version"], version("/en/stories/first/"));
}

#[test]
fn what_an_error_takes_away_stays_until_it_is_mended() {
    let project = Project::new();
    let preview = Preview::start(&project);
    preview.wait_for(PAGE, "Et avsnitt.");
    let mut news = preview.news_of(PAGE);
    project.edit(STORY, "---\ntitle", "---\n\ttitle");
    heard(&mut news, |news| !news["overlay"].is_null());
    assert!(preview.get(PAGE).contains("Et avsnitt."), "a text that cannot be read is shown as it was");
    project.edit("content/vik/index.nb.md", "title:", "lead: Fra og med nå.\ntitle:");
    project.edit("site.toml", "Globale Vik", "Globale Voss");
    assert!(preview.get(PAGE).contains("Et avsnitt."), "however much else is edited");
    project.edit("site.toml", "[languages]", "[languages");
    heard(&mut news, |news| news["overlay"]["problems"].to_string().contains("site.toml"));
    assert!(preview.get(PAGE).contains("Et avsnitt."), "also where nothing at all can be made");
    project.edit("site.toml", "[languages", "[languages]");
    project.edit(STORY, "---\n\ttitle", "---\ntitle");
    heard(&mut news, |news| news["overlay"].is_null());
}
