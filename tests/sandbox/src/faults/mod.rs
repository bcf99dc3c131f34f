//! Faults by script: which requests, and what goes wrong with them.

mod read;
mod rule;

pub use read::ScriptError;
pub(crate) use rule::{Deed, Plan, Subject};

use rule::Rule;

/// A script of faults, read from YAML.
///
/// ```yaml
/// seed: 7                          # for `chance` and `garbage`; 0 if absent
/// faults:
///   - match:                       # every condition must hold; none is every call
///       operation: update_cart     # the document's operationId
///       method: PUT
///       path: /v1/customers/*/carts/*   # `*` is any one segment
///       attempt: 1                 # which request with this ms-requestid it is
///     nth: 3                       # the third that matches; or a list: [1, 4]
///     what: {drop: after_apply}
///   - every: 5                     # or every fifth
///     what: {status: 503, body: "<html>", headers: {content-type: text/html}}
///   - chance: 0.05                 # or by chance
///     what: {delay: 20, reset: 40}
/// ```
///
/// Without `nth`, `every` or `chance`, every request that matches is meant. The first rule that
/// applies to a request is played; each rule counts the requests that match it, played or not.
///
/// | `what` | what the client sees |
/// | --- | --- |
/// | `delay: N` | the answer comes N milliseconds late, the change made at once; goes with any other |
/// | `status: N` | this status, and nothing applied; with `body` (text, JSON by its type) and `headers`, of which null leaves one out |
/// | `drop: before_apply` or `after_apply` | the connection closes without a byte |
/// | `reset: N` | the connection is reset after N bytes of the answer, its head included |
/// | `truncate: N` | the connection closes after N bytes of the body, fewer than were announced |
/// | `wrong_type: TYPE` | the right body under another content type |
/// | `garbage: body` or `http` | bytes at random as the body, or instead of an HTTP answer |
///
/// All but `status` and `drop: before_apply` come after the service did what it was asked for.
#[derive(Clone, Debug, Default)]
pub struct Script {
    rules: Vec<Rule>,
    random: Random,
}

impl Script {
    /// Reads a script.
    ///
    /// # Errors
    /// What is wrong, with its place.
    ///
    /// ```
    /// let script = "faults: [{nth: 2, what: {status: 500}}]";
    /// assert!(sandbox::Script::parse(script).is_ok());
    /// let error = sandbox::Script::parse("faults: [{what: {stauts: 500}}]").unwrap_err();
    /// assert!(error.to_string().contains("faults[0].what.stauts"));
    /// ```
    pub fn parse(text: &str) -> Result<Self, ScriptError> {
        read::read(text)
    }

    /// What is to go wrong with a request.
    pub(crate) fn next(&mut self, subject: &Subject<'_>) -> Option<Plan> {
        let mut plan = None;
        for rule in &mut self.rules {
            // Every rule counts, so that one rule's turn does not depend on another's.
            if rule.applies(subject, &mut self.random) && plan.is_none() {
                plan = Some(rule.plan.clone());
            }
        }
        plan
    }

    /// Bytes at random; the same ones for the same seed and turn.
    pub(crate) fn garbage(&mut self) -> Vec<u8> {
        (0..64)
            .map(|_| self.random.next().to_le_bytes()[3])
            .collect()
    }
}

/// Numbers that only look random: the same for the same seed (SplitMix64).
#[derive(Clone, Debug, Default)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// Between 0 and 1.
    pub(crate) fn unit(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits are what f64 has")]
        let bits = (self.next() >> 11) as f64;
        bits / 9_007_199_254_740_992.0
    }
}
