//! What the service knows: carts, orders, the answers that it gave, and the ledger of changes.
//!
//! A change is made in two steps: the service says what is to change, as a [`Batch`]; the journal
//! takes it whole, durably where there is a disk; only then the state has it and the call is
//! answered. So nothing that was answered can be lost.

mod durable;
mod record;

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use jiff::Timestamp;

pub(crate) use durable::Journal;
pub use durable::StoreError;
pub(crate) use record::{Answered, Order};

use crate::body::value::Object;
use crate::ledger::Applied;
use crate::service::is_cart_expired;

/// Whose, and which.
pub(crate) type Key = (String, String);

/// The state.
#[derive(Default)]
pub(crate) struct State {
    carts: HashMap<Key, Object>,
    /// The carts that can expire, the first to do so first.
    expiries: BTreeSet<(Timestamp, Key)>,
    orders: HashMap<Key, Order>,
    /// The orders of each customer, the oldest first.
    order_ids: BTreeMap<String, Vec<String>>,
    answered: HashMap<String, Answered>,
    /// The ids of `answered`, the oldest first.
    answered_order: VecDeque<String>,
    applied: VecDeque<Applied>,
    sequence: u64,
    limits: Limits,
}

/// How much is kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) answered: usize,
    pub(crate) applied: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            answered: 10_000,
            applied: 1_000_000,
        }
    }
}

/// A change, to be made whole or not at all.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    carts: Vec<(Key, Option<Object>)>,
    orders: Vec<(Key, Order)>,
    applied: Option<Applied>,
    answered: Option<(String, Answered)>,
    /// What is no longer remembered.
    forgotten_answers: Vec<String>,
    forgotten_changes: Vec<u64>,
}

impl Batch {
    pub(crate) fn put_cart(&mut self, customer: &str, id: &str, cart: Object) {
        let key = (customer.to_owned(), id.to_owned());
        self.carts.push((key, Some(cart)));
    }

    pub(crate) fn remove_cart(&mut self, customer: String, id: String) {
        self.carts.push(((customer, id), None));
    }

    /// Puts an order. `cart` is the one that it was made of, and need be said once only.
    pub(crate) fn put_order(&mut self, customer: &str, id: &str, cart: Option<&str>, body: Object) {
        let key = (customer.to_owned(), id.to_owned());
        let cart = cart.map(str::to_owned);
        let order = Order {
            cart,
            sequence: 0,
            body,
        };
        self.orders.push((key, order));
    }
}

impl State {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            ..Self::default()
        }
    }

    /// Completes a batch by its entry in the ledger, and by the answer to remember.
    pub(crate) fn complete(
        &self,
        batch: &mut Batch,
        applied: Option<Applied>,
        answered: (String, Answered),
    ) {
        let mut next = self.sequence;
        if let Some(mut applied) = applied {
            next += 1;
            applied.sequence = next;
            batch.applied = Some(applied);
            let surplus = (self.applied.len() + 1).saturating_sub(self.limits.applied);
            let oldest = self.applied.iter().take(surplus);
            batch.forgotten_changes = oldest.map(|applied| applied.sequence).collect();
        }
        for (key, order) in &mut batch.orders {
            match self.orders.get(key) {
                Some(known) => {
                    order.sequence = known.sequence;
                    order.cart = order.cart.take().or_else(|| known.cart.clone());
                }
                None => order.sequence = next,
            }
        }
        batch.answered = Some(answered);
        let surplus = (self.answered.len() + 1).saturating_sub(self.limits.answered);
        let oldest = self.answered_order.iter().take(surplus);
        batch.forgotten_answers = oldest.cloned().collect();
    }

    /// Makes a change that the journal has taken.
    pub(crate) fn apply(&mut self, batch: Batch) {
        for (key, cart) in batch.carts {
            self.set_cart(key, cart);
        }
        for (key, order) in batch.orders {
            self.set_order(key, order);
        }
        if let Some(applied) = batch.applied {
            self.add_applied(applied);
        }
        self.forget(&batch.forgotten_changes);
        if let Some((id, answered)) = batch.answered {
            self.add_answered(id, answered);
        }
        // They are the oldest ones: that is how they were chosen.
        for id in batch.forgotten_answers {
            self.answered.remove(&id);
            self.answered_order.pop_front();
        }
    }

    fn set_cart(&mut self, key: Key, cart: Option<Object>) {
        let old = match cart.clone() {
            Some(cart) => self.carts.insert(key.clone(), cart),
            None => self.carts.remove(&key),
        };
        if let Some(expiry) = old.as_ref().and_then(expiry) {
            self.expiries.remove(&(expiry, key.clone()));
        }
        if let Some(expiry) = cart.as_ref().and_then(expiry) {
            self.expiries.insert((expiry, key));
        }
    }

    fn set_order(&mut self, key: Key, order: Order) {
        if self.orders.insert(key.clone(), order).is_none() {
            self.order_ids.entry(key.0).or_default().push(key.1);
        }
    }

    fn add_applied(&mut self, applied: Applied) {
        self.sequence = self.sequence.max(applied.sequence);
        self.applied.push_back(applied);
    }

    fn add_answered(&mut self, id: String, answered: Answered) {
        if self.answered.insert(id.clone(), answered).is_none() {
            self.answered_order.push_back(id);
        }
    }

    fn forget(&mut self, changes: &[u64]) {
        if let Some(last) = changes.last() {
            while self
                .applied
                .front()
                .is_some_and(|first| first.sequence <= *last)
            {
                self.applied.pop_front();
            }
        }
    }

    pub(crate) fn cart(&self, customer: &str, id: &str) -> Option<&Object> {
        self.carts.get(&(customer.to_owned(), id.to_owned()))
    }

    pub(crate) fn carts(&self) -> impl Iterator<Item = (&Key, &Object)> {
        self.carts.iter()
    }

    pub(crate) fn cart_count(&self) -> usize {
        self.carts.len()
    }

    /// The carts whose time is over.
    pub(crate) fn expired_carts(&self, now: Timestamp) -> Vec<Key> {
        let expired = self
            .expiries
            .iter()
            .take_while(|(expiry, _)| *expiry <= now);
        let expired = expired.filter(|(_, key)| {
            let cart = self.carts.get(key);
            cart.is_some_and(|cart| is_cart_expired(cart, now))
        });
        expired.map(|(_, key)| key.clone()).collect()
    }

    pub(crate) fn order(&self, customer: &str, id: &str) -> Option<&Object> {
        let key = (customer.to_owned(), id.to_owned());
        self.orders.get(&key).map(|order| &order.body)
    }

    /// A customer's orders, the oldest first.
    pub(crate) fn orders(&self, customer: &str) -> impl Iterator<Item = &Object> {
        self.orders_with_cart(customer).map(|order| &order.body)
    }

    /// The orders that a cart became.
    pub(crate) fn orders_of_cart(
        &self,
        customer: &str,
        cart: &str,
    ) -> impl Iterator<Item = &Object> {
        self.orders_with_cart(customer)
            .filter(move |order| order.cart.as_deref() == Some(cart))
            .map(|order| &order.body)
    }

    fn orders_with_cart(&self, customer: &str) -> impl Iterator<Item = &Order> {
        let ids = self.order_ids.get(customer).into_iter().flatten();
        let customer = customer.to_owned();
        ids.filter_map(move |id| self.orders.get(&(customer.clone(), id.clone())))
    }

    /// All orders.
    pub(crate) fn all_orders(&self) -> impl Iterator<Item = (&Key, &Order)> {
        self.orders.iter()
    }

    pub(crate) fn answered(&self, request_id: &str) -> Option<&Answered> {
        self.answered.get(request_id)
    }

    /// The ledger from after a sequence, the oldest first.
    pub(crate) fn applied_after(&self, after: u64) -> impl Iterator<Item = &Applied> {
        let start = self
            .applied
            .partition_point(|applied| applied.sequence <= after);
        self.applied.range(start..)
    }

    /// How many changes were ever applied.
    pub(crate) fn sequence(&self) -> u64 {
        self.sequence
    }

    /// The batch that forgets the changes up to a sequence.
    pub(crate) fn trim(&self, through: u64) -> Batch {
        let oldest = self.applied.iter().map(|applied| applied.sequence);
        Batch {
            forgotten_changes: oldest.take_while(|known| *known <= through).collect(),
            ..Batch::default()
        }
    }
}

/// When a cart expires, if it can.
fn expiry(cart: &Object) -> Option<Timestamp> {
    if cart.text("status") == Some("Ordered") {
        return None;
    }
    cart.text("expirationTimestamp")?.parse().ok()
}
