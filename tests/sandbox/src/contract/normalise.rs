//! What the service does with a request before it looks at it: names are taken in any case, nulls
//! are as good as absent, and words of a list are parsed as .NET parses them.

use super::{Contract, Shape};
use crate::body::value::{Object, Value};

/// A word that no member of an enum is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct UnknownMember(pub(crate) String);

impl Contract {
    /// The value under the document's names, without nulls, and with enum members as documented.
    /// Words that are no members stay, and are named in `unknown`.
    pub(crate) fn normalise(
        &self,
        shape: &Shape,
        value: Value,
        unknown: &mut Vec<UnknownMember>,
    ) -> Value {
        match (shape, value) {
            (Shape::Object(Some(key)), Value::Object(object)) => {
                self.normalise_object(key, object, unknown).into()
            }
            (Shape::List(items), Value::List(list)) => {
                let list = list.into_iter().filter(|item| *item != Value::Null);
                Value::List(
                    list.map(|item| self.normalise(&items.shape, item, unknown))
                        .collect(),
                )
            }
            (Shape::Text(members), Value::Text(text)) if !members.is_empty() => {
                match members.iter().find(|member| same_word(member, &text)) {
                    Some(member) => Value::Text(member.clone()),
                    None => {
                        unknown.push(UnknownMember(text.clone()));
                        Value::Text(text)
                    }
                }
            }
            (_, value) => value,
        }
    }

    fn normalise_object(
        &self,
        key: &str,
        object: Object,
        unknown: &mut Vec<UnknownMember>,
    ) -> Object {
        let known = self.get(key);
        let mut normal = Object::default();
        for (name, value) in object.into_members() {
            if value == Value::Null {
                continue;
            }
            match known.and_then(|known| known.property(&name)) {
                // Of two spellings of one name the later counts, as it does for Newtonsoft's reader.
                Some(property) => {
                    let value = self.normalise(&property.shape, value, unknown);
                    normal.set(&property.name, value);
                }
                None => normal.set(&name, value),
            }
        }
        normal
    }
}

/// `OneTime`, `one_time` and `ONETIME` are one word.
fn same_word(member: &str, text: &str) -> bool {
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|letter| *letter != '_');
        letters.flat_map(char::to_lowercase).collect()
    };
    letters(member) == letters(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::json;

    fn normal(text: &str) -> (String, Vec<UnknownMember>) {
        let contract = Contract::shared().unwrap();
        let mut unknown = Vec::new();
        let value = json::read(text.as_bytes()).unwrap();
        let value = contract.normalise(&Contract::cart(), value, &mut unknown);
        (json::write(&value), unknown)
    }

    #[test]
    fn names_words_and_nulls_are_as_documented() {
        let (text, unknown) = normal(
            r#"{"LineItems":[{"BILLINGCYCLE":"OneTime","New":{"A":null}},null],"Id":null,"id":"b"}"#,
        );
        let expected = r#"{"lineItems":[{"billingCycle":"one_time","New":{"A":null}}],"id":"b"}"#;
        assert_eq!((text.as_str(), unknown), (expected, vec![]));
    }

    #[test]
    fn a_word_that_is_no_member_is_named() {
        let (text, unknown) = normal(r#"{"lineItems":[{"billingCycle":"weekly"}]}"#);
        assert!(text.contains("weekly"));
        assert_eq!(unknown, [UnknownMember("weekly".to_owned())]);
    }
}
