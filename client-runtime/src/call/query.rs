//! The query of a request.

use std::borrow::Cow;
use std::fmt::Display;

use percent_encoding::utf8_percent_encode;

use super::parameters::ObjectStyle;
use super::path::DATA;
use crate::wire::{JsonObject, Wire, json};

/// The parameters of a query in the order in which they were set.
#[derive(Clone, Debug, Default)]
pub(super) struct Query {
    pairs: Vec<Pair>,
    /// Why parameters could not be set, by their names.
    refused: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
struct Pair {
    /// The parameter that it belongs to.
    of: String,
    key: String,
    values: Vec<String>,
    delimiter: char,
}

impl Query {
    /// One value, in place of any earlier one.
    pub(super) fn set(&mut self, name: &str, value: String) {
        self.remove(name);
        self.push(name, name.to_owned(), vec![value], ',');
    }

    /// A further pair with this name: `a=1&a=2`.
    pub(super) fn add(&mut self, name: &str, value: String) {
        self.push(name, name.to_owned(), vec![value], ',');
    }

    /// All values in one pair: `a=1,2`. Without values, no pair.
    pub(super) fn set_joined(&mut self, name: &str, values: Vec<String>, delimiter: char) {
        self.remove(name);
        if !values.is_empty() {
            self.push(name, name.to_owned(), values, delimiter);
        }
    }

    /// The members of an object, as its style has them.
    pub(super) fn set_object<T: Wire>(&mut self, name: &str, value: &T, style: ObjectStyle) {
        self.remove(name);
        let members = match members(value) {
            Ok(members) => members,
            Err(reason) => return self.refuse(name, reason),
        };
        match style {
            ObjectStyle::Members => {
                for (member, value) in members {
                    self.push(name, member, vec![value], ',');
                }
            }
            ObjectStyle::Deep => {
                for (member, value) in members {
                    self.push(name, format!("{name}[{member}]"), vec![value], ',');
                }
            }
            ObjectStyle::Joined => {
                let values = members
                    .into_iter()
                    .flat_map(|(member, value)| [member, value]);
                self.set_joined(name, values.collect(), ',');
            }
        }
    }

    /// Notes that a parameter cannot be sent; the request is then invalid.
    pub(super) fn refuse(&mut self, name: &str, reason: impl Display) {
        self.remove(name);
        self.refused.push((name.to_owned(), reason.to_string()));
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.pairs.retain(|pair| pair.of != name);
        self.refused.retain(|(held, _)| held != name);
    }

    /// The first parameter that cannot be sent, in words.
    pub(super) fn check(&self) -> Result<(), String> {
        match self.refused.first() {
            Some((name, reason)) => Err(format!(
                "query parameter `{}` cannot be sent: {reason}",
                name.escape_debug()
            )),
            None => Ok(()),
        }
    }

    fn push(&mut self, of: &str, key: String, values: Vec<String>, delimiter: char) {
        self.pairs.push(Pair {
            of: of.to_owned(),
            key,
            values,
            delimiter,
        });
    }

    /// Appends `?a=1&b=2`, or nothing.
    pub(super) fn append_to(&self, url: &mut String) {
        let mut separator = '?';
        for pair in &self.pairs {
            url.push(separator);
            separator = '&';
            url.extend(utf8_percent_encode(&pair.key, DATA));
            url.push('=');
            for (index, value) in pair.values.iter().enumerate() {
                match (index, pair.delimiter) {
                    (0, _) => {}
                    // A comma may stand in a query as it is; a space and a bar may not.
                    (_, ',') => url.push(','),
                    (_, other) => {
                        url.extend(utf8_percent_encode(other.encode_utf8(&mut [0; 4]), DATA))
                    }
                }
                url.extend(utf8_percent_encode(value, DATA));
            }
        }
    }
}

/// The members of an object with their values as text; those that are `null` are left out.
fn members<T: Wire>(value: &T) -> Result<Vec<(String, String)>, String> {
    let text = json::to_string(value).map_err(|error| error.to_string())?;
    let object: JsonObject = text
        .parse()
        .map_err(|_| "its value is not an object".to_owned())?;
    let mut members = Vec::new();
    for (name, json) in object.iter() {
        let value = match json.as_bytes().first() {
            Some(b'n') => continue,
            Some(b'{' | b'[') => {
                return Err(format!(
                    "its member `{}` is not a single value, which has no form in a query",
                    name.escape_debug()
                ));
            }
            Some(b'"') => {
                Cow::Owned(json::from_str::<String>(json).map_err(|error| error.to_string())?)
            }
            _ => Cow::Borrowed(json),
        };
        members.push((name.into_owned(), value.into_owned()));
    }
    Ok(members)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(query: &Query) -> String {
        let mut url = String::new();
        query.append_to(&mut url);
        url
    }

    #[test]
    fn pairs_are_encoded_repeated_and_joined() {
        let mut query = Query::default();
        assert_eq!(text(&query), "");
        query.set("a", "old".to_owned());
        query.set("a", "x&y=z +ü".to_owned());
        query.add("b", "1".to_owned());
        query.add("b", "2".to_owned());
        query.set_joined("c", vec!["1,1".to_owned(), "2".to_owned()], ',');
        query.set_joined("d", vec!["1".to_owned(), "2".to_owned()], '|');
        query.set_joined("e", vec![], ',');
        query.set("empty[]", String::new());
        assert_eq!(
            text(&query),
            "?a=x%26y%3Dz%20%2B%C3%BC&b=1&b=2&c=1%2C1,2&d=1%7C2&empty%5B%5D="
        );
    }

    #[test]
    fn objects_have_three_styles() {
        let object: JsonObject = r#"{"size":1.50,"colour":"a b","gone":null,"on":true}"#
            .parse()
            .unwrap();
        let mut query = Query::default();
        query.set_object("f", &object, ObjectStyle::Members);
        assert_eq!(text(&query), "?size=1.50&colour=a%20b&on=true");
        // What was set before goes, with all its members.
        query.set_object("f", &object, ObjectStyle::Deep);
        assert_eq!(
            text(&query),
            "?f%5Bsize%5D=1.50&f%5Bcolour%5D=a%20b&f%5Bon%5D=true"
        );
        query.set_object("f", &object, ObjectStyle::Joined);
        assert_eq!(text(&query), "?f=size,1.50,colour,a%20b,on,true");
        assert!(query.check().is_ok());
    }

    #[test]
    fn a_member_without_a_form_is_named() {
        let object: JsonObject = r#"{"in":{"a":1}}"#.parse().unwrap();
        let mut query = Query::default();
        query.set_object("filter", &object, ObjectStyle::Deep);
        let error = query.check().unwrap_err();
        assert!(
            error.contains("`filter`") && error.contains("`in`"),
            "{error}"
        );
        query.set("filter", "x".to_owned());
        assert!(query.check().is_ok());
    }
}
