//! The query of a request.

use percent_encoding::utf8_percent_encode;

use super::path::DATA;

/// The parameters of a query in the order in which they were set.
#[derive(Clone, Debug, Default)]
pub(super) struct Query {
    pairs: Vec<(String, Vec<String>, char)>,
}

impl Query {
    /// One value, in place of any earlier one.
    pub(super) fn set(&mut self, name: &str, value: String) {
        self.remove(name);
        self.pairs.push((name.to_owned(), vec![value], ','));
    }

    /// A further pair with this name: `a=1&a=2`.
    pub(super) fn add(&mut self, name: &str, value: String) {
        self.pairs.push((name.to_owned(), vec![value], ','));
    }

    /// All values in one pair: `a=1,2`. Without values, no pair.
    pub(super) fn set_joined(&mut self, name: &str, values: Vec<String>, delimiter: char) {
        self.remove(name);
        if !values.is_empty() {
            self.pairs.push((name.to_owned(), values, delimiter));
        }
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.pairs.retain(|(held, _, _)| held != name);
    }

    /// Appends `?a=1&b=2`, or nothing.
    pub(super) fn append_to(&self, url: &mut String) {
        let mut separator = '?';
        for (name, values, delimiter) in &self.pairs {
            url.push(separator);
            separator = '&';
            url.extend(utf8_percent_encode(name, DATA));
            url.push('=');
            for (index, value) in values.iter().enumerate() {
                match (index, delimiter) {
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

#[cfg(test)]
mod tests {
    use super::Query;

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
}
