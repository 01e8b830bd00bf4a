//! The preview: an edit shows, a broken one keeps the last good page and says what is wrong.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, ChildStdout};
use std::time::{Duration, Instant};

use crate::project::{Project, STORY};

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

    /// The stream of news, as a browser listens to it.
    fn news(&self) -> BufReader<TcpStream> {
        let mut stream = TcpStream::connect(self.address).expect("the preview listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
        let request = format!("GET /_globale/events HTTP/1.1\r\nHost: {}\r\n\r\n", self.address);
        stream.write_all(request.as_bytes()).expect("a request");
        BufReader::new(stream)
    }
}

/// The next news for which something holds.
fn heard(news: &mut impl BufRead, is_meant: impl Fn(&serde_json::Value) -> bool) -> serde_json::Value {
    let mut line = String::new();
    while news.read_line(&mut line).expect("news") > 0 {
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
