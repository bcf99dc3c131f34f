//! A retry never buys twice, and nobody is told otherwise: ten thousand purchases against a service
//! that fails at every point where it can.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use client_runtime::{Error, RetryBudget, RetryPolicy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::call_sample::Client;
use crate::call_sample::types::Cart;
use crate::transports::{ALL, Kind};

const CALLS: usize = 10_000;
const AT_ONCE: usize = 64;

/// What the service has done.
#[derive(Default)]
struct Ledger {
    /// How often each purchase was made, by the cart that it is for.
    made: HashMap<String, u32>,
    /// The request ids that the service has acted upon: it acts upon none again.
    known: HashSet<String>,
    /// How many whole requests came for each cart.
    received: HashMap<String, u32>,
    /// The request ids that came for each cart.
    ids: HashMap<String, HashSet<String>>,
}

/// Where a request fails.
#[derive(Clone, Copy, Debug)]
enum Fault {
    None,
    /// Before all of the request is read.
    Unread,
    /// After it is read, before anything is done.
    Undone,
    /// Refused for now: nothing is done, and the service says so.
    Throttled,
    /// Refused for good: nothing is done, and the service says so.
    Refused,
    /// Nothing is done, and the service says that something went wrong.
    Unavailable,
    /// It is done, and the connection ends without an answer.
    Unanswered,
    /// It is done, and the service says that something went wrong.
    DoneUnavailable,
    /// It is done, and the answer ends at a random byte.
    CutAnswer,
    /// It is done, and no answer comes, nor does the connection end.
    Silence,
}

impl Fault {
    fn by(random: &mut fastrand::Rng) -> Self {
        match random.u8(..100) {
            0..52 => Self::None,
            52..58 => Self::Unread,
            58..64 => Self::Undone,
            64..67 => Self::Throttled,
            67 => Self::Refused,
            68..74 => Self::Unavailable,
            74..82 => Self::Unanswered,
            82..90 => Self::DoneUnavailable,
            90..99 => Self::CutAnswer,
            _ => Self::Silence,
        }
    }

    fn does(self) -> bool {
        matches!(
            self,
            Self::None | Self::Unanswered | Self::DoneUnavailable | Self::CutAnswer | Self::Silence
        )
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_calls_with_faults_buy_once_each_and_are_told_truly() {
    for &kind in ALL {
        hold_the_client_to_the_ledger(kind).await;
    }
}

async fn hold_the_client_to_the_ledger(kind: Kind) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let ledger = Arc::<Mutex<Ledger>>::default();
    let service = tokio::spawn(serve(listener, Arc::clone(&ledger)));
    let client = kind
        .builder(format!("http://{address}"))
        .retry_budget(RetryBudget::unlimited())
        .retry(
            RetryPolicy::new()
                .base_delay(Duration::from_millis(1))
                .max_delay(Duration::from_millis(2)),
        )
        .attempt_timeout(Duration::from_millis(500))
        .build()
        .unwrap();

    let next = Arc::new(AtomicU64::new(0));
    let callers: Vec<_> = (0..AT_ONCE)
        .map(|_| tokio::spawn(call_one_after_another(client.clone(), Arc::clone(&next))))
        .collect();
    let mut told = HashMap::new();
    for caller in callers {
        told.extend(caller.await.unwrap());
    }
    service.abort();

    let ledger = ledger.lock().unwrap();
    assert_eq!(told.len(), CALLS);
    let mut all_ids = HashSet::new();
    let mut tally = Tally::default();
    for (cart, told) in &told {
        let made = ledger.made.get(cart).copied().unwrap_or_default();
        let received = ledger.received.get(cart).copied().unwrap_or_default();
        assert!(made <= 1, "{cart} was bought {made} times");
        if let Some(ids) = ledger.ids.get(cart) {
            assert_eq!(ids.len(), 1, "one call, one id: {ids:?}");
            for id in ids {
                assert!(all_ids.insert(id), "no id serves two calls");
            }
        }
        tally.count(made, told);
        match told {
            Told::Done(attempts) => {
                assert_eq!(made, 1, "{cart}: a success that is none");
                assert!((1..=*attempts).contains(&received));
            }
            Told::Failed(error) => {
                assert!(received <= error.attempts(), "{cart}: {error}");
                if made == 1 {
                    assert!(error.may_have_been_applied(), "{cart}: {error}");
                }
                if received > 0 {
                    assert!(error.may_have_reached_service(), "{cart}: {error}");
                }
                let sent = error.sent().request_id.unwrap();
                assert!(ledger.ids.get(cart).is_none_or(|ids| ids.contains(sent)));
            }
            Told::Nothing => {}
        }
    }
    // So that the test proves something: each of these happened.
    assert!(tally.repeated_successes > 1000, "{tally:?}");
    assert!(tally.failed_but_made > 10, "{tally:?}");
    assert!(tally.failed_and_not_made > 10, "{tally:?}");
    assert!(tally.surely_not_made > 10, "{tally:?}");
    assert!(tally.given_up > 10, "{tally:?}");
}

/// What a caller was told.
enum Told {
    /// The purchase was made, after so many attempts.
    Done(u32),
    Failed(Error),
    /// The caller went away.
    Nothing,
}

#[derive(Debug, Default)]
struct Tally {
    repeated_successes: u32,
    failed_but_made: u32,
    failed_and_not_made: u32,
    surely_not_made: u32,
    given_up: u32,
}

impl Tally {
    fn count(&mut self, made: u32, told: &Told) {
        match told {
            Told::Done(attempts) => self.repeated_successes += u32::from(*attempts > 1),
            Told::Failed(error) => {
                self.failed_but_made += made;
                self.failed_and_not_made += 1 - made;
                self.surely_not_made += u32::from(!error.may_have_been_applied());
            }
            Told::Nothing => self.given_up += 1,
        }
    }
}

async fn call_one_after_another(client: Client, next: Arc<AtomicU64>) -> Vec<(String, Told)> {
    let body = Cart::default();
    let mut told = Vec::new();
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= CALLS as u64 {
            return told;
        }
        let cart = format!("cart-{number}");
        let mut random = fastrand::Rng::with_seed(number);
        let mut call = client.update_cart("customer", &cart, &body);
        if random.u8(..4) == 0 {
            // A quarter is careful, and so fails more.
            call = call.retry(
                RetryPolicy::new()
                    .base_delay(Duration::ZERO)
                    .repeat_writes(false),
            );
        }
        let call = call.send();
        let outcome = match random.u8(..50) {
            0 => {
                let patience = Duration::from_micros(random.u64(..2000));
                tokio::time::timeout(patience, call).await.ok()
            }
            _ => Some(call.await),
        };
        let outcome = match outcome {
            None => Told::Nothing,
            Some(Ok(response)) => Told::Done(response.attempts()),
            Some(Err(error)) => Told::Failed(error),
        };
        told.push((cart, outcome));
    }
}

async fn serve(listener: TcpListener, ledger: Arc<Mutex<Ledger>>) {
    for connection in 0_u64.. {
        let (stream, _) = listener.accept().await.unwrap();
        let random = fastrand::Rng::with_seed(connection.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        tokio::spawn(serve_connection(stream, random, Arc::clone(&ledger)));
    }
}

/// Serves one request after another, until one fails with the connection.
async fn serve_connection(
    mut stream: TcpStream,
    mut random: fastrand::Rng,
    ledger: Arc<Mutex<Ledger>>,
) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut bytes = Vec::new();
    loop {
        let fault = Fault::by(&mut random);
        // The first byte tells that there is a request at all.
        while bytes.is_empty() {
            if stream.read_buf(&mut bytes).await.ok()? == 0 {
                return None;
            }
        }
        if matches!(fault, Fault::Unread) {
            return end(stream, &mut random);
        }
        let (cart, id, length) = loop {
            match whole_request(&bytes) {
                Some(request) => break request,
                None if stream.read_buf(&mut bytes).await.ok()? == 0 => return None,
                None => {}
            }
        };
        bytes.drain(..length);
        act(&ledger, cart, id, fault);
        let answer: &[u8] = match fault {
            Fault::None | Fault::CutAnswer => {
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{\"id\":\"cart\"}"
            }
            Fault::Refused => b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n",
            Fault::Throttled => b"HTTP/1.1 429 Later\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n",
            Fault::Unavailable | Fault::DoneUnavailable => {
                b"HTTP/1.1 503 Later\r\nContent-Length: 0\r\n\r\n"
            }
            Fault::Silence => {
                // Until the client goes away.
                let _ = stream.read(&mut [0]).await;
                return None;
            }
            Fault::Unread | Fault::Undone | Fault::Unanswered => return end(stream, &mut random),
        };
        if matches!(fault, Fault::CutAnswer) {
            let cut = random.usize(..answer.len());
            stream.write_all(&answer[..cut]).await.ok()?;
            return end(stream, &mut random);
        }
        stream.write_all(answer).await.ok()?;
    }
}

/// Closes or resets the connection.
fn end(stream: TcpStream, random: &mut fastrand::Rng) -> Option<()> {
    if random.bool() {
        stream.set_zero_linger().ok()?;
    }
    None
}

/// The cart and the request id of a request that is there as a whole, and its length.
fn whole_request(bytes: &[u8]) -> Option<(String, String, usize)> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&bytes[..end]).unwrap();
    let header = |name: &str| {
        head.lines().find_map(|line| {
            let (held, value) = line.split_once(": ")?;
            held.eq_ignore_ascii_case(name).then_some(value)
        })
    };
    let length = end + header("content-length").map_or(0, |length| length.parse().unwrap());
    let path = head.split(' ').nth(1).unwrap();
    let cart = path.rsplit('/').next().unwrap();
    let id = header("ms-requestid").unwrap();
    (bytes.len() >= length).then(|| (cart.to_owned(), id.to_owned(), length))
}

/// Does what a request asks, unless a request with its id was acted upon before.
fn act(ledger: &Mutex<Ledger>, cart: String, id: String, fault: Fault) {
    let mut ledger = ledger.lock().unwrap();
    *ledger.received.entry(cart.clone()).or_default() += 1;
    ledger
        .ids
        .entry(cart.clone())
        .or_default()
        .insert(id.clone());
    if fault.does() && ledger.known.insert(id) {
        *ledger.made.entry(cart).or_default() += 1;
    }
}
