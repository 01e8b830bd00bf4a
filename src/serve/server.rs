//! Answers browsers on this machine, and nobody else.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::sync::{oneshot, watch};

use super::pages;
use super::site::{Found, Opened, Shown, Site};
use super::wake::Message;
use crate::fingerprint::Fingerprint;
use crate::text::decode_percent;

/// Where browsers listen for news.
const EVENTS_PATH: &str = "/_globale/events";
/// The list of towns, also where there is only one.
const START_PATH: &str = "/_globale/";
/// What searches, on a published site: an index would cost every edit what only readers need. The search page says so.
const SEARCH: &str = "/pagefind/pagefind.js";
const NO_SEARCH: &str = "export const preview = true;\n";
const HTML: &str = "text/html; charset=utf-8";
const PLAIN: &str = "text/plain; charset=utf-8";

/// Serves until the runtime ends.
pub(super) async fn serve(listener: tokio::net::TcpListener, site: Arc<Site>) {
    let router = Router::new().fallback(answer).with_state(site);
    // Never ends by itself, and an accept that fails is tried again by axum.
    let _ = axum::serve(listener, router).await;
}

async fn answer(State(site): State<Arc<Site>>, request: Request) -> Response {
    let response = match at_once(&site, &request) {
        Some(response) => response,
        None => {
            let (reply, answer) = oneshot::channel();
            site.send(Message::Ask(request.uri().clone(), reply));
            answer
                .await
                .unwrap_or_else(|_| plain(StatusCode::SERVICE_UNAVAILABLE, "The preview has ended.\n"))
        }
    };
    finished(response, &request)
}

/// What needs no page: refusals, the news, the script.
pub(super) fn at_once(site: &Site, request: &Request) -> Option<Response> {
    let script = || bytes(StatusCode::OK, "text/javascript; charset=utf-8", pages::SCRIPT.into());
    refused(site, request).or_else(|| match request.uri().path() {
        EVENTS_PATH => Some(events(site, request)),
        pages::SCRIPT_PATH => Some(script()),
        _ => None,
    })
}

/// A response as it goes out.
pub(super) fn finished(mut response: Response, request: &Request) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if request.method() == Method::HEAD {
        // The length stays, as the header set by `bytes`.
        *response.body_mut() = Body::empty();
    }
    response
}

/// Who must not be answered: pages of other sites that reach this machine by a name of theirs, or by script.
fn refused(site: &Site, request: &Request) -> Option<Response> {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let host = hosts.next().and_then(|host| host.to_str().ok());
    let named = request.uri().authority().is_none_or(|authority| site.is_host(authority.as_str()));
    if !named || hosts.next().is_some() || !host.is_some_and(|host| site.is_host(host)) {
        return Some(plain(StatusCode::FORBIDDEN, "This preview answers only at 127.0.0.1 and localhost.\n"));
    }
    if request.method() != Method::GET && request.method() != Method::HEAD {
        let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD.\n");
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return Some(response);
    }
    None
}

/// What an address shows.
pub(super) enum Answer {
    Page(StatusCode, Arc<[u8]>),
    File(&'static str, Arc<[u8]>),
    Elsewhere(String),
}

/// Looks for what an address shows.
pub(super) fn look(shown: &mut Shown<'_>, path: &str, query: Option<&str>) -> Answer {
    if path == START_PATH || (path == "/" && !shown.has_one_town()) {
        return Answer::Page(StatusCode::OK, Arc::from(pages::start(shown).into_bytes()));
    }
    match shown.find(path) {
        Found::File(name, content) => match pages::content_type(&name) {
            HTML => Answer::Page(StatusCode::OK, content),
            kind => Answer::File(kind, content),
        },
        Found::Folder => {
            let query = query.map(|query| format!("?{query}")).unwrap_or_default();
            // `find` lets no path through that begins with two slashes: this leads nowhere but here.
            Answer::Elsewhere(format!("{path}/{query}"))
        }
        Found::Nothing(_) if path.ends_with(SEARCH) => {
            Answer::File("text/javascript; charset=utf-8", Arc::from(NO_SEARCH.as_bytes()))
        }
        Found::Nothing(own) => {
            let page = own.unwrap_or_else(|| Arc::from(pages::nothing().into_bytes()));
            Answer::Page(StatusCode::NOT_FOUND, page)
        }
    }
}

/// Names the bytes of a page.
pub(super) fn version(answer: &Answer) -> Option<String> {
    match answer {
        Answer::Page(_, html) => Some(Fingerprint::of(html).to_string()),
        _ => None,
    }
}

/// The response that brings an answer.
pub(super) fn response(answer: Answer) -> Response {
    let version = version(&answer).unwrap_or_default();
    match answer {
        Answer::Page(status, html) => bytes(status, HTML, pages::with_script(&html, &version)),
        Answer::File(kind, content) => bytes(StatusCode::OK, kind, content.to_vec()),
        Answer::Elsewhere(address) => {
            let mut response = plain(StatusCode::TEMPORARY_REDIRECT, "");
            let location = HeaderValue::from_str(&address).unwrap_or(HeaderValue::from_static("/"));
            response.headers_mut().insert(header::LOCATION, location);
            response
        }
    }
}

/// The stream of news: what is so now, then every change.
fn events(site: &Site, request: &Request) -> Response {
    let origin = request.headers().get(header::ORIGIN);
    let is_own = origin.is_none_or(|origin| origin.to_str().is_ok_and(|origin| site.is_origin(origin)));
    let fetched_from = request.headers().get("sec-fetch-site").and_then(|from| from.to_str().ok());
    if !is_own || matches!(fetched_from, Some("cross-site" | "same-site")) {
        return plain(StatusCode::FORBIDDEN, "The news are for this preview's own pages.\n");
    }
    let page = page_of(request.uri().query());
    let opened = page.as_deref().map(|page| site.opened(page));
    let start = (site.news(), page, opened, None);
    let news = stream::unfold(start, |(mut news, page, opened, mut told): Hearing| async move {
        loop {
            let data = news.borrow_and_update().news(page.as_deref());
            if told.as_ref() != Some(&data) {
                let event = Event::default().event("state").data(&*data);
                told = Some(data);
                return Some((Ok::<Event, Infallible>(event), (news, page, opened, told)));
            }
            news.changed().await.ok()?;
        }
    });
    Sse::new(news).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))).into_response()
}

/// One browser's connection: its page, which counts as open meanwhile, and what it was told last.
type Hearing = (watch::Receiver<Arc<super::site::State>>, Option<String>, Option<Opened>, Option<String>);

/// The page that listens for news of itself.
fn page_of(query: Option<&str>) -> Option<String> {
    let page = query?.split('&').find_map(|pair| pair.strip_prefix("page="))?;
    decode_percent(page).filter(|page| page.starts_with('/'))
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    bytes(status, PLAIN, text.into())
}

fn bytes(status: StatusCode, kind: &'static str, content: Vec<u8>) -> Response {
    let length = HeaderValue::from(content.len());
    let mut response = Response::new(Body::from(content));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(header::CONTENT_LENGTH, length);
    response
}
