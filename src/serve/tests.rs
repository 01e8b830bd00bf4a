use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;

use super::server::{at_once, finished, look, response};
use super::site::{Files, Found, Shown, State};
use super::wake::{Message, Sleeper};
use super::*;
use crate::disk::real::RealDisk;
use crate::output::{Memory, Sink};
use crate::pipeline::{Changes, TownSummary};
use crate::plan::path::OutputPath;
use crate::report::overlay::Overlay;

const PORT: u16 = 1111;

fn town(id: &str) -> TownSummary {
    let languages = vec!["nb".to_owned(), "en".to_owned()];
    TownSummary { id: id.to_owned(), name: format!("<{id}>"), languages, pages: 2 }
}

/// Outputs that are there already.
struct Ready(Memory);

impl Files for Ready {
    fn get(&mut self, path: &str) -> Option<Arc<[u8]>> {
        self.0.get(path)
    }

    fn has(&self, path: &str) -> bool {
        self.0.get(path).is_some()
    }
}

fn files() -> Ready {
    let memory = Memory::default();
    for (path, text) in [
        ("baerum/index.html", "<html><body>hjem</body></html>"),
        ("baerum/en/index.html", "<body>home</BODY>"),
        ("baerum/en/stories/blåbær/index.html", "story"),
        ("baerum/404.html", "ikke her"),
        ("baerum/en/404.html", "not here"),
        ("baerum/style.css", "body{}"),
    ] {
        memory.put(&OutputPath::new(path).unwrap(), text.as_bytes()).unwrap();
    }
    Ready(memory)
}

/// A preview of these towns, with one of the outputs above for each path; nobody listens to its inbox.
struct Preview {
    site: Site,
    towns: Vec<TownSummary>,
    _sleeper: Sleeper,
}

fn site(towns: &[&str]) -> Preview {
    let (wake, sleeper) = wake::pair();
    let towns = towns.iter().map(|id| town(id)).collect();
    Preview { site: Site::new(PORT, wake.inbox()), towns, _sleeper: sleeper }
}

fn errors() -> Overlay {
    Overlay { heading: "1 error".to_owned(), note: "", close: "Close", lang: "en", problems: Vec::new() }
}

fn respond(preview: &Preview, request: &Request) -> axum::response::Response {
    let found = at_once(&preview.site, request).unwrap_or_else(|| {
        let shown = &mut Shown { files: &mut files(), towns: &preview.towns };
        response(look(shown, request.uri().path(), request.uri().query()))
    });
    finished(found, request)
}

/// Headers as text, and the body.
fn ask(preview: &Preview, request: axum::http::request::Builder) -> (String, String) {
    let response = respond(preview, &request.body(Body::empty()).unwrap());
    let headers = format!("{:?}", response.headers());
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let body = runtime.block_on(axum::body::to_bytes(response.into_body(), 1 << 20)).unwrap();
    (headers, String::from_utf8_lossy(&body).into_owned())
}

fn status(preview: &Preview, request: axum::http::request::Builder) -> StatusCode {
    // The stream of news sets a timer, which needs a runtime around it.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let _inside = runtime.enter();
    respond(preview, &request.body(Body::empty()).unwrap()).status()
}

fn get(path: &str) -> axum::http::request::Builder {
    Request::get(path).header("host", "127.0.0.1:1111")
}

#[test]
fn only_this_machines_names_are_answered() {
    let site = site(&["baerum", "sandefjord"]);
    for host in ["127.0.0.1:1111", "localhost:1111", "LOCALHOST:1111", "[::1]:1111"] {
        assert_eq!(status(&site, Request::get("/").header("host", host)), 200, "{host}");
    }
    for host in
        ["evil.example", "evil.example:1111", "127.0.0.1", "127.0.0.1:80", "localhost.evil.example:1111", ""]
    {
        assert_eq!(status(&site, Request::get("/").header("host", host)), 403, "{host}");
    }
    assert_eq!(status(&site, Request::get("/")), 403);
    assert_eq!(status(&site, get("/").header("host", "evil.example")), 403);
    assert_eq!(status(&site, get("http://evil.example/")), 403);
}

#[test]
fn news_are_for_own_pages() {
    let site = site(&["baerum"]);
    let events = || get("/_globale/events");
    assert_eq!(status(&site, events()), 200);
    assert_eq!(status(&site, events().header("origin", "http://localhost:1111")), 200);
    for origin in [
        "https://evil.example",
        "http://evil.example:1111",
        "null",
        "https://127.0.0.1:1111",
        "http://127.0.0.1:8080",
    ] {
        assert_eq!(status(&site, events().header("origin", origin)), 403, "{origin}");
    }
    assert_eq!(status(&site, events().header("sec-fetch-site", "cross-site")), 403);
}

#[test]
fn no_path_leads_outside() {
    let site = site(&["baerum"]);
    for path in [
        "/../secret",
        "/%2e%2e/secret",
        "/..%2fsecret",
        "/%2e%2e%2f%2e%2e%2fetc/passwd",
        "/..%5csecret",
        "/a%00b",
        "/%",
        "/%zz",
        "/%ff",
        "//evil.example/",
        "/%2fevil.example",
        "/./index.html",
        "/index.html/",
    ] {
        assert_eq!(status(&site, get(path)), 404, "{path}");
    }
}

#[test]
fn several_towns_stand_below_their_ids() {
    let site = site(&["baerum", "sandefjord"]);
    let (_, start) = ask(&site, get("/"));
    assert!(start.contains("href=\"/baerum/en/\"") && start.contains("&lt;baerum&gt;"), "{start}");
    assert!(ask(&site, get("/baerum/")).1.contains("hjem"));
    assert!(ask(&site, get("/baerum/en/stories/bl%C3%A5b%C3%A6r/")).1.starts_with("story<script"));
    assert_eq!(status(&site, get("/en/")), 404);
}

#[test]
fn one_town_stands_at_the_root() {
    let site = site(&["baerum"]);
    for path in ["/", "/baerum/"] {
        assert!(ask(&site, get(path)).1.contains("hjem"), "{path}");
    }
    assert!(ask(&site, get("/style.css")).1.contains("body{}"));
    assert!(ask(&site, get("/_globale/")).1.contains("href=\"/en/\""));
}

#[test]
fn a_folder_gets_its_slash_and_nothing_the_page_of_its_language() {
    let one = site(&["baerum"]);
    let (headers, _) = ask(&one, get("/en?x=1"));
    assert_eq!(status(&one, get("/en?x=1")), 307);
    assert!(headers.contains("\"/en/?x=1\""), "{headers}");
    let several = site(&["baerum", "sandefjord"]);
    for (site, path, said) in [
        (&one, "/en/nothing", "not here"),
        (&one, "/baerum/en/nothing", "not here"),
        (&one, "/nothing", "ikke her"),
        (&several, "/baerum/en/a/b/c", "not here"),
        (&several, "/baerum/nothing", "ikke her"),
        (&several, "/nothing", "no page here"),
    ] {
        assert_eq!(status(site, get(path)), 404, "{path}");
        let body = ask(site, get(path)).1;
        assert!(body.contains(said) && body.contains("reload.js"), "{path}: {body}");
    }
}

#[test]
fn headers_and_methods() {
    let site = site(&["baerum"]);
    let (headers, body) = ask(&site, get("/style.css"));
    assert!(
        headers.contains("text/css") && headers.contains("nosniff") && !headers.contains("access-control"),
        "{headers}"
    );
    assert_eq!(body, "body{}", "only HTML gets the script");
    let head = Request::head("/style.css").header("host", "127.0.0.1:1111");
    let (headers, body) = ask(&site, head);
    assert!(headers.contains("\"content-length\": \"6\"") && body.is_empty(), "{headers}");
    assert_eq!(status(&site, Request::post("/").header("host", "127.0.0.1:1111")), 405);
}

#[test]
fn the_script_stands_before_the_end_and_never_in_the_store() {
    let site = site(&["baerum"]);
    let body = ask(&site, get("/en/")).1;
    assert!(body.starts_with("<body>home<script src=\"/_globale/reload.js\" data-version=\""), "{body}");
    assert!(body.ends_with("</script></BODY>"), "{body}");
    let shown = &mut Shown { files: &mut files(), towns: &site.towns };
    let Found::File(_, stored) = shown.find("/en/") else { panic!("it is there") };
    assert_eq!(&*stored, b"<body>home</BODY>");
}

#[test]
fn a_page_reloads_when_its_own_bytes_are_others() {
    let (site, other) = (site(&["baerum"]), site(&["baerum"]));
    let version = |preview: &Preview, path: &str| {
        let page = ask(preview, get(path)).1;
        page.split("data-version=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    assert_eq!(version(&site, "/"), version(&other, "/"), "the same bytes are no news, whoever made them");
    assert_ne!(version(&site, "/"), version(&site, "/en/"));
    let pages = std::iter::once(("/".to_owned(), version(&site, "/"))).collect();
    let state = State { number: 1, pages, overlay: Some(errors()) };
    assert!(state.news(Some("/")).contains(&format!("\"version\":\"{}\"", version(&site, "/"))));
    assert!(state.news(Some("/en/")).starts_with("{\"version\":null,\"overlay\":{\"heading\":\"1 error\""));
    assert!(state.news(None).contains(&format!("\"version\":\"{}-1\"", std::process::id())));
}

#[test]
fn a_browser_hears_of_every_build() {
    let (listener, address) = listen("127.0.0.1", 0).unwrap();
    let (wake, sleeper) = wake::pair();
    let site = Arc::new(Site::new(address.port(), wake.inbox()));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    {
        let _inside = runtime.enter();
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        runtime.spawn(server::serve(listener, site.clone()));
    }
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    write!(stream, "GET /_globale/events?page=%2Fen%2F HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
    let mut heard = String::new();
    let mut hear_until = |wanted: &str| {
        let mut buffer = [0; 4096];
        while !heard.contains(wanted) {
            let count = stream.read(&mut buffer).unwrap();
            assert!(count > 0, "the stream ended: {heard}");
            heard.push_str(&String::from_utf8_lossy(&buffer[..count]));
        }
    };
    hear_until("\"version\":null");
    assert!(matches!(sleeper.next(Some(Duration::from_secs(10))), Some(Message::Open)));
    assert_eq!(site.open(), ["/en/"], "what a browser shows is open");
    let tell = |version: &str, overlay: Option<Overlay>| {
        let pages = std::iter::once(("/en/".to_owned(), version.to_owned())).collect();
        site.tell(State { number: 1, pages, overlay });
    };
    tell("one", None);
    hear_until("\"version\":\"one\"");
    tell("one", Some(errors()));
    hear_until("1 error");
    drop(stream);
    for _ in 0..500 {
        if site.open().is_empty() {
            break;
        }
        tell("two", None);
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(site.open().is_empty(), "a browser that went away shows nothing");
    runtime.shutdown_background();
}

#[test]
fn addresses_others_can_reach_are_refused() {
    for interface in ["0.0.0.0", "::", "192.168.1.2", "example.org", ""] {
        assert_eq!(listen(interface, 0).unwrap_err().code, codes::NOT_LOOPBACK, "{interface}");
    }
    let (held, address) = listen("localhost", 0).unwrap();
    assert_eq!(listen("127.0.0.1", address.port()).unwrap_err().code, codes::PORT_TAKEN);
    drop(held);
}

#[test]
fn what_editors_leave_is_no_edit() {
    use crate::disk::is_scratch;
    for path in [
        "content/.a.md.swp",
        "content/4913",
        "content/a.md~",
        "content/#a#",
        ".git/index",
        "content/x.tmp",
        "content/x.part",
    ] {
        assert!(is_scratch(Path::new(path)), "{path}");
    }
    for path in ["content/baerum/stories/a/index.nb.md", "static/.well-known/a.txt", "static/.htaccess"] {
        assert!(!is_scratch(Path::new(path)), "{path}");
    }
}

/// What was heard since this was last asked.
fn changes(watch: &mut Watch, sleeper: &Sleeper) -> Option<Changes> {
    watch.changes(&RealDisk, sleeper.heard().expect("it goes on"))
}

/// Whether the bell rings for `edit`.
fn rings(root: &Path, edit: impl FnOnce()) -> bool {
    let (wake, sleeper) = wake::pair();
    let mut watch = Watch::start(&RealDisk, root, &wake);
    assert!(watch.trouble().is_none());
    edit();
    let heard = |patience: u64| sleeper.next(Some(Duration::from_millis(patience))).is_some();
    heard(700) && changes(&mut watch, &sleeper).is_some()
        || heard(100) && changes(&mut watch, &sleeper).is_some()
}

#[test]
#[expect(clippy::disallowed_methods, reason = "edits as a person makes them")]
fn edits_are_seen_and_reading_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let story = root.join("content/baerum/stories");
    std::fs::create_dir_all(&story).unwrap();
    std::fs::create_dir_all(root.join("public")).unwrap();
    std::fs::write(root.join("site.toml"), "").unwrap();
    std::fs::write(story.join("a.nb.md"), "one").unwrap();
    assert!(rings(&root, || std::fs::write(story.join("a.nb.md"), "two").unwrap()));
    assert!(rings(&root, || std::fs::rename(&story, root.join("content/baerum/news")).unwrap()));
    assert!(rings(&root, || {
        std::fs::write(root.join(".site.toml.new"), "x").unwrap();
        std::fs::rename(root.join(".site.toml.new"), root.join("site.toml")).unwrap();
    }));
    assert!(rings(&root, || std::fs::create_dir_all(root.join("static/deep")).unwrap()));
    let ours = root.join(".globale");
    assert!(!rings(&root, || std::fs::create_dir_all(ours.join("cache")).unwrap()), "no snapshot came");
    assert!(rings(&root, || std::fs::create_dir_all(ours.join("base")).unwrap()));
    assert!(rings(&root, || std::fs::write(ours.join("base/0123456789ab.md"), "x").unwrap()));
    assert!(rings(&root, || std::fs::remove_dir_all(&ours).unwrap()));
    std::fs::create_dir_all(ours.join("cache")).unwrap();
    assert!(!rings(&root, || {
        std::fs::write(ours.join("cache/x"), "x").unwrap();
        std::fs::write(ours.join("lock"), "x").unwrap();
        std::fs::read(root.join("content/baerum/news/a.nb.md")).unwrap();
        std::fs::write(root.join("content/.a.swp"), "x").unwrap();
        std::fs::write(root.join("content/4913"), "x").unwrap();
        std::fs::write(root.join("public/index.html"), "x").unwrap();
        std::fs::write(root.join("build-report.json"), "x").unwrap();
    }));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "edits as a person makes them")]
fn a_lost_count_is_mended_by_one_look() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    std::fs::create_dir_all(root.join("content")).unwrap();
    let (wake, sleeper) = wake::pair();
    let mut watch = Watch::start(&RealDisk, &root, &wake);
    wake.unsure();
    assert_eq!(
        changes(&mut watch, &sleeper),
        Some(Changes { unsure: true, ..Changes::default() }),
        "nobody knows"
    );
    wake.unsure();
    assert_eq!(changes(&mut watch, &sleeper), None, "nothing is new since");
    drop(watch);
    let mut without_system = Watch::start(&RealDisk, &root, &wake);
    without_system.lose_the_system(&RealDisk);
    assert_eq!(without_system.trouble().unwrap().code, codes::CANNOT_WATCH);
    assert_eq!(changes(&mut without_system, &sleeper), None);
    std::fs::write(root.join("content/a.md"), "x").unwrap();
    assert!(changes(&mut without_system, &sleeper).is_some_and(|changes| changes.unsure));
    assert_eq!(changes(&mut without_system, &sleeper), None);
}

#[test]
fn a_storm_rings_once_and_the_end_is_heard() {
    let (wake, sleeper) = wake::pair();
    (0..10_000).for_each(|number| wake.changed(format!("content/{number}.md").into()));
    assert!(matches!(sleeper.next(None), Some(Message::Bell)));
    let heard = sleeper.heard().expect("it goes on");
    assert!(heard.unsure, "so many are as good as all");
    assert!(sleeper.next(Some(Duration::ZERO)).is_none(), "one bell for all of them");
    wake.changed("content/a.md".into());
    wake.stop();
    assert!(matches!(sleeper.next(None), Some(Message::Bell)) && sleeper.heard().is_none());
}
