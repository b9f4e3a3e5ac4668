//! The most memory that this process has held, where the system tells it.

/// Forgets the most memory so far, so that the next figure is of what comes now. Only Linux can.
pub fn forget_peak() {
    // Where it cannot be forgotten, the figure is too large, never too small.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// The most memory held, in bytes; `None` where the system does not tell.
pub fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
