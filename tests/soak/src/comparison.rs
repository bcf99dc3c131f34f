//! What the client reported against what the ledger has.

use std::collections::{BTreeSet, HashMap};
use std::fmt;

/// What the client said of one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) call: u64,
    pub(crate) said: Said,
    /// How often it was attempted.
    pub(crate) attempts: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// It succeeded, and the answer is of this call.
    Done,
    /// It succeeded, and the answer is of another call.
    Mistaken,
    /// It failed, and for certain nothing was applied.
    NotApplied,
    /// It failed, and may have been applied.
    InDoubt,
}

/// How a cart or an order ended a round: the call whose change it shows, and the last one that the
/// ledger has of it.
#[derive(Clone, Debug)]
pub(crate) struct End {
    pub(crate) resource: String,
    pub(crate) shows: Option<u64>,
}

/// What was found so far.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    calls: u64,
    done: u64,
    repeated: u64,
    not_applied: u64,
    in_doubt_applied: u64,
    in_doubt_not_applied: u64,
    /// The last change of each resource.
    last: HashMap<String, u64>,
    wrong: u64,
    faults: BTreeSet<String>,
}

/// How many faults are told in words.
const TOLD: usize = 20;

impl Tally {
    /// Holds a round's reports against the round's ledger: calls, each with its resource.
    pub(crate) fn compare(&mut self, reports: &[Report], ledger: &[(u64, String)]) {
        let mut applied: HashMap<u64, u64> = HashMap::new();
        for (call, resource) in ledger {
            *applied.entry(*call).or_default() += 1;
            self.last.insert(resource.clone(), *call);
        }
        for report in reports {
            self.calls += 1;
            self.repeated += u64::from(report.attempts > 1);
            let call = report.call;
            let times = applied.remove(&call).unwrap_or(0);
            if times > 1 {
                self.fault(format!("call {call} was applied {times} times"));
            }
            match (report.said, times) {
                (Said::Done, 0) => self.fault(format!("call {call} succeeded and was lost")),
                (Said::Done, _) => self.done += 1,
                (Said::Mistaken, _) => {
                    self.fault(format!("call {call} was given the answer of another"));
                }
                (Said::NotApplied, 0) => self.not_applied += 1,
                (Said::NotApplied, _) => {
                    self.fault(format!("call {call} was applied, and its error denies it"));
                }
                (Said::InDoubt, 0) => self.in_doubt_not_applied += 1,
                (Said::InDoubt, _) => self.in_doubt_applied += 1,
            }
        }
        for call in applied.keys() {
            self.fault(format!(
                "call {call} is in the ledger, and nobody made it in this round"
            ));
        }
    }

    /// Holds what carts and orders show against the last change that the ledger has of them.
    pub(crate) fn compare_ends(&mut self, ends: &[End]) {
        for End { resource, shows } in ends {
            let last = self.last.get(resource).copied();
            if last.is_some() && *shows != last {
                self.fault(format!(
                    "{resource} shows {shows:?}, and its last change is {last:?}"
                ));
            }
        }
    }

    pub(crate) fn is_right(&self) -> bool {
        self.wrong == 0
    }

    pub(crate) fn faults(&self) -> impl Iterator<Item = &str> {
        self.faults.iter().map(String::as_str)
    }

    fn fault(&mut self, fault: String) {
        self.wrong += 1;
        if self.faults.len() < TOLD {
            self.faults.insert(fault);
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} calls: {} done, {} repeated, {} refused, {} in doubt ({} of them applied), {} wrong",
            self.calls,
            self.done,
            self.repeated,
            self.not_applied,
            self.in_doubt_applied + self.in_doubt_not_applied,
            self.in_doubt_applied,
            self.wrong,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(said: Said, ledger: &[u64]) -> Tally {
        let mut tally = Tally::default();
        let report = Report {
            call: 7,
            said,
            attempts: 2,
        };
        let ledger: Vec<_> = ledger
            .iter()
            .map(|call| (*call, "cart".to_owned()))
            .collect();
        tally.compare(&[report], &ledger);
        tally
    }

    #[test]
    fn what_agrees_is_right() {
        for (said, ledger) in [
            (Said::Done, [7].as_slice()),
            (Said::NotApplied, &[]),
            (Said::InDoubt, &[]),
            (Said::InDoubt, &[7]),
        ] {
            assert!(tally(said, ledger).is_right(), "{said:?} {ledger:?}");
        }
    }

    #[test]
    fn what_disagrees_is_told() {
        for (said, ledger, told) in [
            (Said::Done, [].as_slice(), "lost"),
            (Said::Done, &[7, 7], "2 times"),
            (Said::InDoubt, &[7, 7], "2 times"),
            (Said::Mistaken, &[7], "answer of another"),
            (Said::NotApplied, &[7], "denies it"),
            (Said::Done, &[7, 8], "call 8"),
        ] {
            let tally = tally(said, ledger);
            assert!(!tally.is_right());
            assert!(
                tally.faults().any(|fault| fault.contains(told)),
                "{said:?} {ledger:?}"
            );
        }
    }

    #[test]
    fn a_resource_shows_its_last_change() {
        let mut tally = tally(Said::Done, &[7]);
        let end = |shows| End {
            resource: "cart".to_owned(),
            shows: Some(shows),
        };
        tally.compare_ends(&[end(7)]);
        assert!(tally.is_right());
        tally.compare_ends(&[end(6)]);
        assert!(!tally.is_right());
    }
}
