//! What the service does, told by the documents: carts, checkout, orders.

mod base64;
mod carts;
mod catalog;
mod checkout;
mod line;
mod orders;
mod patch;
mod refusal;

use std::collections::BTreeMap;

use jiff::Timestamp;

pub(crate) use base64::base64;
pub(crate) use carts::is_expired as is_cart_expired;
pub(crate) use refusal::Refusal;

use crate::body::value::{Object, Value};
use crate::clock;
use crate::contract::{Contract, Query, Shape};
use crate::state::{Batch, State};

/// Who asks for what.
pub(crate) struct Ask<'a> {
    pub(crate) path: &'a BTreeMap<String, String>,
    pub(crate) query: &'a Query,
    pub(crate) body: Option<Value>,
    pub(crate) now: Timestamp,
}

/// What the service answers when it does what it was asked for.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) status: u16,
    pub(crate) body: Value,
    pub(crate) shape: Shape,
    /// What is to be changed, and how a person would say it; nothing for a read.
    pub(crate) change: Option<(Batch, String)>,
    /// The cart or order that it is about.
    pub(crate) resource: String,
}

/// What can be asked for, by method and path.
pub(crate) type Play = fn(&State, &Ask<'_>) -> Result<Done, Refusal>;

/// What plays an operation; `None` for one that the document has and this service does not.
pub(crate) fn play(method: &str, template: &str) -> Option<Play> {
    const BASE: &str = "/v{version}/customers/{customer_id}";
    let plays: [(&str, &str, Play); 7] = [
        ("POST", "/carts", carts::create),
        ("GET", "/carts/{cart_id}", carts::get),
        ("PUT", "/carts/{cart_id}", carts::replace),
        ("POST", "/carts/{cart_id}/checkout", checkout::checkout),
        ("GET", "/orders", orders::list),
        ("GET", "/orders/{order_id}", orders::get),
        ("PATCH", "/orders/{order_id}", patch::update),
    ];
    let rest = template.strip_prefix(BASE)?;
    let found = plays
        .into_iter()
        .find(|(known, path, _)| *known == method && *path == rest);
    found.map(|(_, _, play)| play)
}

impl Ask<'_> {
    /// The customer. The service takes the GUID in any case.
    fn customer(&self) -> Result<String, Refusal> {
        let version = self.value("version");
        if version != "1" {
            return Err(Refusal::new(
                404,
                800_002,
                format!("there is no version {version}"),
            ));
        }
        let customer = self.value("customer_id");
        match uuid::Uuid::try_parse(customer) {
            Ok(customer) => Ok(customer.hyphenated().to_string()),
            Err(_) => Err(Refusal::new(
                403,
                20_002,
                format!("the partner has no commerce relationship with the customer {customer}"),
            )),
        }
    }

    fn value(&self, name: &str) -> &str {
        self.path.get(name).map(String::as_str).unwrap_or_default()
    }

    fn query(&self, name: &str) -> Option<&str> {
        let found = self
            .query
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    fn time(&self) -> String {
        clock::wire(self.now)
    }

    /// The body as an object. Validation has seen to it that it is one.
    fn object(&self) -> Result<Object, Refusal> {
        match &self.body {
            Some(Value::Object(object)) => Ok(object.clone()),
            _ => Err(Refusal::new(400, 800_002, "the body is no object")),
        }
    }
}

fn link(uri: String, method: &str) -> Value {
    Object::default()
        .with("uri", uri)
        .with("method", method)
        .with("headers", Vec::new())
        .into()
}

fn kind(object_type: &str) -> Object {
    Object::default().with("objectType", object_type)
}

fn guid() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// The shape of a cart, or of what is no type of the document.
fn cart_shape() -> Shape {
    Contract::cart()
}
