//! What is kept beside a body, and how it is written to the journal.

use crate::body::json;
use crate::body::value::{Object, Value};

/// An order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Order {
    /// The cart that it was made of.
    pub(crate) cart: Option<String>,
    /// The change that made it: orders list in this order.
    pub(crate) sequence: u64,
    pub(crate) body: Object,
}

/// A write and the answer that it got, for when it comes again.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answered {
    /// What tells this request from another one with its id.
    pub(crate) fingerprint: String,
    pub(crate) status: u16,
    pub(crate) body: Value,
    /// The documented type of the body.
    pub(crate) type_key: Option<String>,
    /// Keeps the order of answers through a restart.
    pub(crate) at: i64,
}

impl Order {
    pub(crate) fn write(&self) -> String {
        let mut object = Object::default()
            .with("sequence", Value::number(self.sequence))
            .with("order", self.body.clone());
        if let Some(cart) = &self.cart {
            object.set("cart", cart.as_str().into());
        }
        json::write(&object.into())
    }

    pub(crate) fn read(text: &str) -> Option<Self> {
        let Value::Object(mut object) = json::read(text.as_bytes()).ok()? else {
            return None;
        };
        let Some(Value::Object(body)) = object.remove("order") else {
            return None;
        };
        Some(Self {
            cart: object.text("cart").map(str::to_owned),
            sequence: u64::try_from(object.integer("sequence")?).ok()?,
            body,
        })
    }
}

impl Answered {
    pub(crate) fn write(&self) -> String {
        let mut object = Object::default()
            .with("fingerprint", self.fingerprint.as_str())
            .with("status", i64::from(self.status))
            .with("at", self.at)
            .with("body", self.body.clone());
        if let Some(key) = &self.type_key {
            object.set("type", key.as_str().into());
        }
        json::write(&object.into())
    }

    pub(crate) fn read(text: &str) -> Option<Self> {
        let Value::Object(mut object) = json::read(text.as_bytes()).ok()? else {
            return None;
        };
        Some(Self {
            fingerprint: object.text("fingerprint")?.to_owned(),
            status: u16::try_from(object.integer("status")?).ok()?,
            body: object.remove("body")?,
            type_key: object.text("type").map(str::to_owned),
            at: object.integer("at")?,
        })
    }
}
