//! The preview: a loop around the build, and a server that shows what it last made.
//!
//! In: what to build. Out: pages at `http://127.0.0.1:1111/` and codes G1101–G1104. Nothing is written to disk. There is one
//! build at a time; edits made meanwhile lead to one more, with everything that is new by then.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, codes};
use crate::disk::Disk;
use crate::output::Memory;
use crate::pipeline::{self, Destination, Options, Outcome, Summary};
use crate::report::terminal::Terminal;
use crate::report::{self, Asked, Format, Said, bug, overlay};

mod pages;
mod server;
mod site;
mod wake;
mod watch;

#[cfg(test)]
mod tests;

use site::Site;
use wake::{Sleeper, Wake};
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
    // Watched from before the first build, so that no edit falls between the two.
    let mut watch = Watch::start(job.disk, &job.options.root, &wake);
    let site = Arc::new(Site::new(address.port()));
    let outcome = job.build_into(&site);
    let hopeless = [codes::NO_SITE_TOML, codes::UNKNOWN_INITIATIVE_ASKED];
    if outcome.findings.iter().any(|finding| hopeless.contains(&finding.code)) {
        return Err(outcome.findings);
    }
    {
        let _inside = runtime.enter();
        let listener = tokio::net::TcpListener::from_std(listener).map_err(cannot)?;
        runtime.spawn(server::serve(listener, site.clone()));
    }
    job.say_ready(&address);
    job.say(&outcome);
    job.follow(&site, &sleeper, &mut watch);
    runtime.shutdown_background();
    Ok(())
}

/// Ctrl-C, or a polite request to end.
async fn wake_at_the_end(wake: Wake) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut term) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = term.recv() => {}
            }
            return wake.stop();
        }
    }
    let _ = tokio::signal::ctrl_c().await;
    wake.stop();
}

impl Job<'_> {
    /// Builds again after every change, until the end.
    fn follow(&self, site: &Site, sleeper: &Sleeper, watch: &mut Watch) {
        if let Some(finding) = watch.trouble() {
            self.say_findings(&[finding]);
        }
        while sleeper.sleep(watch.patience()) {
            if watch.has_news(self.disk, sleeper) {
                let outcome = self.build_into(site);
                self.say(&outcome);
            }
        }
    }

    /// Builds once and shows what came of it.
    fn build_into(&self, site: &Site) -> Outcome {
        let memory = Memory::default();
        let build = || pipeline::build(self.disk, &self.options, Destination::Memory(&memory));
        let outcome = panic::catch_unwind(AssertUnwindSafe(build)).unwrap_or_else(|payload| Outcome {
            findings: vec![bug::finding(&bug::said(&*payload))],
            summary: Summary::default(),
        });
        self.options.progress.done();
        let errors = overlay::overlay(self.disk, &self.options.root, &outcome.findings, self.asked.tongue);
        site.show(memory, &outcome.summary, errors.as_ref());
        outcome
    }

    fn say(&self, outcome: &Outcome) {
        // The preview goes on in the browser also where nobody reads the terminal any more.
        let _ = self.terminal.say(&report::report(self.disk, &self.options.root, outcome, self.asked));
    }

    fn say_findings(&self, findings: &[Diagnostic]) {
        let _ = self.terminal.say(&report::findings(self.disk, &self.options.root, findings, self.asked));
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
