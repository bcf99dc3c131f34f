//! `application/x-www-form-urlencoded`, which the document lists for requests.
//!
//! OpenAPI 3.0 says how one level is sent and leaves deeper ones open, so every way in use is
//! read: `lineItems[0].quantity=2`, `lineItems[0][quantity]=2`, `lineItems.0.quantity=2`, a name
//! repeated for each item of a list, and JSON as the value of an object or a list.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use super::value::{Object, Value};
use super::{DEPTH, json, scalar};
use crate::contract::{Contract, Shape};

/// Reads a body.
pub(crate) fn read(contract: &Contract, shape: &Shape, bytes: &[u8]) -> Result<Value, String> {
    let mut root = Node::default();
    for (name, value) in pairs(bytes)? {
        let path = segments(&name);
        if path.len() >= DEPTH {
            return Err(format!("a name nests deeper than {DEPTH} levels"));
        }
        root.insert(&path, value);
    }
    Ok(root.value(contract, shape))
}

/// The pairs of a body or a query, decoded.
pub(crate) fn pairs(bytes: &[u8]) -> Result<Vec<(String, String)>, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let decode = |part: &str| {
        let spaced = part.replace('+', " ");
        let decoded = percent_decode_str(&spaced).decode_utf8();
        decoded
            .map(std::borrow::Cow::into_owned)
            .map_err(|_| format!("`{part}` is not UTF-8 once decoded"))
    };
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decode(name)?, decode(value)?))
        })
        .collect()
}

/// What stands under a name: values of its own, and members.
#[derive(Default)]
struct Node {
    values: Vec<String>,
    members: Vec<(String, Node)>,
}

impl Node {
    fn insert(&mut self, path: &[String], value: String) {
        let Some((first, rest)) = path.split_first() else {
            self.values.push(value);
            return;
        };
        let found = self.members.iter().position(|(name, _)| name == first);
        let index = found.unwrap_or_else(|| {
            self.members.push((first.clone(), Self::default()));
            self.members.len() - 1
        });
        self.members[index].1.insert(rest, value);
    }

    fn value(self, contract: &Contract, shape: &Shape) -> Value {
        match shape {
            Shape::List(items) => {
                // By number where they have one; else as they came, as in `name[]=a&name[]=b`.
                let mut numbered = BTreeMap::new();
                let mut others = Vec::new();
                for (name, node) in self.members {
                    match name.parse::<u64>() {
                        Ok(number) => {
                            numbered.insert(number, node.value(contract, &items.shape));
                        }
                        Err(_) => others.extend(node.values),
                    }
                }
                let texts = self.values.into_iter().chain(others);
                let mut list: Vec<Value> = numbered.into_values().collect();
                for text in texts.filter(|text| !text.is_empty()) {
                    match json::read(text.as_bytes()) {
                        Ok(Value::List(items)) => list.extend(items),
                        Ok(item @ Value::Object(_)) => list.push(item),
                        _ => list.push(scalar(&items.shape, &text)),
                    }
                }
                Value::List(list)
            }
            Shape::Object(key) => {
                let known = key.as_ref().and_then(|key| contract.get(key));
                let mut object = Object::default();
                for text in self.values.iter().filter(|text| !text.is_empty()) {
                    match json::read(text.as_bytes()) {
                        Ok(Value::Object(members)) => {
                            for (name, value) in members.into_members() {
                                object.set(&name, value);
                            }
                        }
                        _ => return Value::Text(text.clone()),
                    }
                }
                for (name, node) in self.members {
                    let shape = known
                        .and_then(|known| known.property(&name))
                        .map_or(&Shape::Any, |property| &property.shape);
                    object.set(&name, node.value(contract, shape));
                }
                object.into()
            }
            // No type is described: an object where names go deeper, else text.
            Shape::Any if !self.members.is_empty() => self.value(contract, &Shape::Object(None)),
            Shape::Any => Value::Text(self.values.into_iter().next_back().unwrap_or_default()),
            _ => {
                let text = self.values.into_iter().next_back().unwrap_or_default();
                // Empty is how a form says null for everything but text.
                match shape {
                    Shape::Text(members) if members.is_empty() => Value::Text(text),
                    _ if text.is_empty() => Value::Null,
                    _ => scalar(shape, &text),
                }
            }
        }
    }
}

fn segments(name: &str) -> Vec<String> {
    let parts = name.split(['.', '[']);
    parts
        .map(|part| part.strip_suffix(']').unwrap_or(part).to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_cart(text: &str) -> String {
        let contract = Contract::shared().unwrap();
        json::write(&read(&contract, &Contract::cart(), text.as_bytes()).unwrap())
    }

    #[test]
    fn every_way_of_nesting_gives_the_same() {
        let expected = r#"{"lineItems":[{"quantity":2,"friendlyName":"a b+c"}]}"#;
        for text in [
            "lineItems[0].quantity=2&lineItems[0].friendlyName=a+b%2Bc",
            "lineItems%5B0%5D%5Bquantity%5D=2&lineItems[0][friendlyName]=a%20b%2Bc",
            "lineItems.0.quantity=2&lineItems.0.friendlyName=a+b%2Bc",
            "lineItems=%7B%22quantity%22:2,%22friendlyName%22:%22a%20b%2Bc%22%7D",
            "lineItems=%5B%7B%22quantity%22:2,%22friendlyName%22:%22a%20b%2Bc%22%7D%5D",
        ] {
            assert_eq!(read_cart(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_as_described_stays_for_validation() {
        assert_eq!(
            read_cart("lineItems[0].quantity=many&new.a=1"),
            r#"{"lineItems":[{"quantity":"many"}],"new":{"a":"1"}}"#
        );
        let contract = Contract::shared().unwrap();
        assert!(read(&contract, &Contract::cart(), b"a=%FF").is_err());
    }
}
