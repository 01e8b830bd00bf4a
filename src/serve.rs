//! The preview: the build, made as far as somebody looks, and a server that shows it.
//!
//! In: what to build. Out: pages at `http://127.0.0.1:1111/` and codes G1101–G1104. Nothing is written to disk but pictures
//! and cards into the store. One thread holds the site and answers in turn (`desk`); edits made meanwhile lead to one new state,
//! with everything that is new by then.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::sync::mpsc::channel;

use tokio::signal::unix::{SignalKind, signal};

use crate::diagnostic::{Diagnostic, codes};
use crate::disk::Disk;
use crate::pipeline::{self, News, Options, Outcome};
use crate::report::terminal::Terminal;
use crate::report::{self, Asked, Files, Format, Said, bug};

mod desk;
mod pages;
mod server;
mod site;
mod wake;
mod watch;

#[cfg(test)]
mod tests;

use desk::Desk;
use site::Site;
use wake::Wake;
use watch::Watch;

/// What the preview builds, and where it speaks.
pub struct Job<'a> {
    /// Where the project lies.
    pub disk: &'a dyn Disk,
    /// What is built; `base_url` is replaced by the preview's own.
    pub options: Options,
    /// How the reader wants reports.
    pub asked: &'a Asked,
    /// Where they go.
    pub terminal: &'a Terminal,
}

/// Shows the preview until Ctrl-C.
///
/// # Errors
/// What makes a preview impossible: the address (G1101–G1103), no project (G0002), no such initiative (G0003).
pub fn run(mut job: Job, interface: &str, port: u16) -> Result<(), Vec<Diagnostic>> {
    let (listener, address) = listen(interface, port).map_err(|finding| vec![*finding])?;
    job.options.base_url = Some(format!("http://{address}"));
    let cannot = |error: std::io::Error| vec![cannot_listen(&address, &error)];
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(cannot)?;
    let (wake, sleeper) = wake::pair();
    runtime.spawn(wake_at_the_end(wake.clone()));
    // Watched from before anything is read, so that no edit falls between the two.
    let watch = Watch::start(job.disk, &job.options.root, &wake);
    if let Some(finding) = watch.trouble() {
        job.say_findings(&[finding]);
    }
    let site = Arc::new(Site::new(address.port(), wake.inbox()));
    {
        let _inside = runtime.enter();
        let listener = tokio::net::TcpListener::from_std(listener).map_err(cannot)?;
        runtime.spawn(server::serve(listener, site.clone()));
    }
    let (checks, orders) = channel();
    let refused = std::thread::scope(|scope| {
        let (disk, options, site) = (job.disk, &job.options, &*site);
        scope.spawn(move || desk::check_all(disk, options, &orders, site));
        let mut desk = Desk::new((&job, site), (sleeper, watch), checks, || job.say_ready(&address));
        job.follow(&mut desk);
        desk.refused.take()
    });
    runtime.shutdown_background();
    refused.map_or(Ok(()), Err)
}

/// Ctrl-C, or a polite request to end.
async fn wake_at_the_end(wake: Wake) {
    if let Ok(mut term) = signal(SignalKind::terminate()) {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = term.recv() => {}
        }
    } else {
        let _ = tokio::signal::ctrl_c().await;
    }
    wake.stop();
}

impl Job<'_> {
    /// Follows every edit, until the end. A mistake of the program is shown like one in the content, until the next edit.
    fn follow(&self, desk: &mut Desk<'_>) {
        loop {
            let preview = || pipeline::preview(self.disk, &self.options, desk);
            let Err(payload) = panic::catch_unwind(AssertUnwindSafe(preview)) else { return };
            self.options.progress.done();
            if let News::Over = desk.wait(vec![bug::finding(&bug::said(&*payload))]) {
                return;
            }
        }
    }

    /// The project's files as they are now, for a report to quote.
    fn files(&self) -> Files<'_> {
        Files::new(self.disk, &self.options.root)
    }

    fn say(&self, outcome: &Outcome) {
        // The preview goes on in the browser also where nobody reads the terminal any more.
        let _ = self.terminal.say(&report::report(&self.files(), outcome, self.asked));
    }

    fn say_findings(&self, findings: &[Diagnostic]) {
        let _ = self.terminal.say(&report::findings(&self.files(), findings, self.asked));
    }

    fn say_ready(&self, address: &SocketAddr) {
        let stop = self.asked.tongue.pick("Ctrl-C avslutter", "Ctrl-C ends");
        let line = format!("http://{address}/  ({stop})\n");
        let said = match self.asked.format {
            Format::Json | Format::Sarif => Said { err: line, ..Said::default() },
            Format::Text | Format::Github => Said { out: line, ..Said::default() },
        };
        let _ = self.terminal.say(&said);
    }
}

/// Takes the port at an address of this machine only.
fn listen(interface: &str, port: u16) -> Result<(TcpListener, SocketAddr), Box<Diagnostic>> {
    let ip = loopback(interface)
        .ok_or_else(|| Box::new(Diagnostic::new(codes::NOT_LOOPBACK).with("address", interface)))?;
    let wanted = SocketAddr::new(ip, port);
    let take = || {
        let listener = TcpListener::bind(wanted)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        Ok((listener, address))
    };
    take().map_err(|error: std::io::Error| {
        Box::new(match error.kind() {
            std::io::ErrorKind::AddrInUse => {
                let other = port.checked_add(1).unwrap_or(1111);
                Diagnostic::new(codes::PORT_TAKEN).with("port", port).with("other", other)
            }
            _ => cannot_listen(&wanted, &error),
        })
    })
}

fn cannot_listen(address: &SocketAddr, error: &std::io::Error) -> Diagnostic {
    Diagnostic::new(codes::CANNOT_LISTEN).with("address", address).with("reason", error)
}

fn loopback(interface: &str) -> Option<IpAddr> {
    match interface.trim_start_matches('[').trim_end_matches(']') {
        "localhost" => Some(Ipv4Addr::LOCALHOST.into()),
        "::1" => Some(Ipv6Addr::LOCALHOST.into()),
        other => other.parse().ok().filter(|ip: &IpAddr| ip.is_loopback()),
    }
}
