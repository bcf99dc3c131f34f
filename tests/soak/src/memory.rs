//! How much memory the two processes hold.

use std::fmt;

/// Resident memory in KiB, where the system tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Memory {
    client: Option<u64>,
    sandbox: Option<u64>,
}

/// What an allocator may keep for itself, in KiB, without it being a leak.
const SLACK: u64 = 4 * 1024;

/// From how many calls on the sandbox is full by a tenth of the run: it remembers answers, calls
/// and attempts for the latest requests, at most 20,000 of them.
const SANDBOX_IS_FULL: u64 = 200_000;

impl Memory {
    pub(crate) fn read(sandbox: u32) -> Self {
        Self {
            client: resident("self"),
            sandbox: resident(&sandbox.to_string()),
        }
    }

    /// Compares with the memory at the end, prints both, and says whether it stayed within a tenth.
    pub(crate) fn is_flat(&self, end: &Self, calls: u64) -> bool {
        let client = compare("the client", self.client, end.client, true);
        let is_full = calls >= SANDBOX_IS_FULL;
        let sandbox = compare("the sandbox", self.sandbox, end.sandbox, is_full);
        client && sandbox
    }
}

fn compare(who: &str, early: Option<u64>, late: Option<u64>, counts: bool) -> bool {
    let (Some(early), Some(late)) = (early, late) else {
        println!("memory of {who}: not told by this system");
        return true;
    };
    let limit = early + (early / 10).max(SLACK);
    let verdict = match (late <= limit, counts) {
        (true, _) => "flat",
        (false, true) => "WRONG: it grew",
        (false, false) => "still filling what it remembers",
    };
    println!("memory of {who}: {early} KiB at 10 %, {late} KiB at 100 %: {verdict}");
    late <= limit || !counts
}

fn resident(process: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

impl fmt::Display for Memory {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown =
            |memory: Option<u64>| memory.map_or(String::from("?"), |kib| (kib / 1024).to_string());
        write!(
            formatter,
            "{}+{} MiB",
            shown(self.client),
            shown(self.sandbox)
        )
    }
}
