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

use super::pages;
use super::site::{Found, Shown, Site};

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
    respond(&site, &request)
}

/// Answers one request.
pub(super) fn respond(site: &Site, request: &Request) -> Response {
    let mut response = match refused(site, request) {
        Some(refusal) => refusal,
        None => granted(site, request),
    };
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

fn granted(site: &Site, request: &Request) -> Response {
    let shown = site.shown();
    match request.uri().path() {
        EVENTS_PATH => events(site, request),
        pages::SCRIPT_PATH => bytes(StatusCode::OK, "text/javascript; charset=utf-8", pages::SCRIPT.into()),
        START_PATH => page(StatusCode::OK, pages::start(&shown).as_bytes(), &shown),
        "/" if !shown.has_one_town() => page(StatusCode::OK, pages::start(&shown).as_bytes(), &shown),
        path => file(path, request.uri().query(), &shown),
    }
}

fn file(path: &str, query: Option<&str>, shown: &Shown) -> Response {
    match shown.find(path) {
        Found::File(name, content) => match pages::content_type(&name) {
            HTML => page(StatusCode::OK, &content, shown),
            kind => bytes(StatusCode::OK, kind, content.to_vec()),
        },
        Found::Folder => {
            let query = query.map(|query| format!("?{query}")).unwrap_or_default();
            // `find` lets no path through that begins with two slashes: this leads nowhere but here.
            let location = HeaderValue::from_str(&format!("{path}/{query}"));
            let mut response = plain(StatusCode::TEMPORARY_REDIRECT, "");
            response
                .headers_mut()
                .insert(header::LOCATION, location.unwrap_or(HeaderValue::from_static("/")));
            response
        }
        Found::Nothing(_) if path.ends_with(SEARCH) => {
            bytes(StatusCode::OK, "text/javascript; charset=utf-8", NO_SEARCH.into())
        }
        Found::Nothing(Some(own)) => page(StatusCode::NOT_FOUND, &own, shown),
        Found::Nothing(None) => page(StatusCode::NOT_FOUND, pages::nothing().as_bytes(), shown),
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
    let news = stream::unfold((site.news(), true), |(mut news, first)| async move {
        if !first {
            news.changed().await.ok()?;
        }
        let data = news.borrow_and_update().clone();
        let event = Event::default().event("state").data(&*data);
        Some((Ok::<Event, Infallible>(event), (news, false)))
    });
    Sse::new(news).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))).into_response()
}

fn page(status: StatusCode, html: &[u8], shown: &Shown) -> Response {
    bytes(status, HTML, pages::with_script(html, shown))
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
