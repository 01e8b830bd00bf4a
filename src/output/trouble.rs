//! What the disk says, as a diagnostic; and the wait for another build.

use std::io;
use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::diagnostic::{Diagnostic, codes};
use crate::disk::{Disk, Lock};

/// How long one build waits for another.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(50);

/// What the disk said about a path, as a diagnostic: full (G1010), not allowed (G1011), a folder that cannot be
/// moved (G1017), anything else (G1012).
pub fn trouble(path: &Path, error: &io::Error) -> Diagnostic {
    let code = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => codes::DISK_FULL,
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => codes::NOT_WRITABLE,
        io::ErrorKind::ResourceBusy | io::ErrorKind::CrossesDevices => codes::OUTPUT_MOUNTED,
        _ => codes::NOT_WRITTEN,
    };
    Diagnostic::new(code).with("path", path.display()).with("reason", error)
}

/// Takes the lock, waiting for another build; then says which process holds it.
pub(super) fn take_lock(
    disk: &dyn Disk,
    path: &Path,
    patience: Duration,
) -> Result<Box<dyn Lock>, Diagnostic> {
    if let Some(folder) = path.parent() {
        disk.create_folder(folder).map_err(|error| trouble(folder, &error))?;
    }
    let mut waited = Duration::ZERO;
    loop {
        match disk.lock(path) {
            Ok(lock) => return Ok(lock),
            Err(error) if error.kind() != io::ErrorKind::WouldBlock => return Err(trouble(path, &error)),
            Err(_) if waited < patience => {
                thread::sleep(PAUSE);
                waited += PAUSE;
            }
            Err(_) => {
                let held = disk.read(path).unwrap_or_default();
                let process = String::from_utf8_lossy(&held).trim().to_owned();
                let process = if process.is_empty() { "?".to_owned() } else { process };
                let seconds = patience.as_secs();
                return Err(Diagnostic::new(codes::OUTPUT_LOCKED)
                    .with("path", path.display())
                    .with("process", process)
                    .with("seconds", seconds));
            }
        }
    }
}
