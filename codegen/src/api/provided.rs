//! What the runtime's macros give to the types they are called for.
//!
//! Tests hold these lists against the macros themselves.

/// The macros that stand beside a type, by the last segment of their paths.
pub(super) const FOR_TYPES: &[(&str, &[&str])] = &[
    ("object", OBJECT),
    ("open_enum", OPEN_ENUM),
    ("integer_enum", INTEGER_ENUM),
    ("union", UNION),
    ("describe", DESCRIBE),
];

/// The macro that stands in an `impl` block with the type of an answer, `$answer`, as its input.
pub(super) const FOR_ANSWERS: (&str, &[&str]) = ("blocking_methods", BLOCKING);

/// The macros that stand in an `impl` block, with the input that they are given.
pub(super) const FOR_IMPLS: &[(&str, &str, &[&[&str]])] = &[
    ("call_methods", "", &[OPTIONS]),
    ("call_methods", "body", &[OPTIONS, CONTENT_TYPE]),
    ("call_methods", "optional_body", &[OPTIONS, CONTENT_TYPE]),
];

const OBJECT: &[&str] = &[
    "impl client_runtime::wire::Object for Self",
    "impl client_runtime::wire::Wire for Self",
    "impl serde::Deserialize for Self",
    "impl serde::Serialize for Self",
];

const OPEN_ENUM: &[&str] = &[
    "const DOCUMENTED: &'static [Self]",
    "fn as_str(&self) -> &str",
    "fn is_documented(&self) -> bool",
    "impl AsRef<str> for Self",
    "impl From<&str> for Self",
    "impl From<String> for Self",
    "impl client_runtime::wire::Described for Self",
    "impl client_runtime::wire::OpenEnum for Self",
    "impl client_runtime::wire::Wire for Self",
    "impl serde::Deserialize for Self",
    "impl serde::Serialize for Self",
    "impl std::fmt::Display for Self",
    "impl std::str::FromStr for Self",
];

const INTEGER_ENUM: &[&str] = &[
    "const DOCUMENTED: &'static [Self]",
    "const fn new(value: i64) -> Self",
    "const fn value(self) -> i64",
    "fn is_documented(self) -> bool",
    "fn name(self) -> Option<&'static str>",
    "impl From<Self> for i64",
    "impl From<i64> for Self",
    "impl client_runtime::wire::Described for Self",
    "impl client_runtime::wire::Wire for Self",
    "impl serde::Deserialize for Self",
    "impl serde::Serialize for Self",
    "impl std::fmt::Display for Self",
];

const UNION: &[&str] = &[
    "impl client_runtime::wire::Described for Self",
    "impl client_runtime::wire::Wire for Self",
    "impl serde::Deserialize for Self",
    "impl serde::Serialize for Self",
];

const DESCRIBE: &[&str] = &["impl client_runtime::wire::Described for Self"];

const BLOCKING: &[&str] = &[
    "#[cfg(feature = \"blocking\")] fn send_blocking(self) -> Result<client_runtime::Response<$answer>, client_runtime::Error>",
    "#[cfg(feature = \"blocking\")] fn send_raw_blocking(self) -> Result<client_runtime::RawResponse, client_runtime::Error>",
];

const OPTIONS: &[&str] = &[
    "async fn send_raw(self) -> Result<client_runtime::RawResponse, client_runtime::Error>",
    "fn accept(self, media_type: client_runtime::MediaType) -> Self",
    "fn attempt_timeout(self, timeout: std::time::Duration) -> Self",
    "fn build(&self) -> Result<client_runtime::http::Request<client_runtime::Bytes>, client_runtime::Error>",
    "fn header(self, name: impl AsRef<str>, value: impl Into<String>) -> Self",
    "fn idle_timeout(self, timeout: std::time::Duration) -> Self",
    "fn keep_body(self) -> Self",
    "fn retry(self, policy: client_runtime::RetryPolicy) -> Self",
    "fn timeout(self, timeout: std::time::Duration) -> Self",
];

const CONTENT_TYPE: &[&str] =
    &["fn content_type(self, media_type: client_runtime::MediaType) -> Self"];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// The names of public functions and constants and of implemented traits in the rules of a
    /// macro. What is hidden in the docs is no part of the interface.
    fn in_macro(file: &str, name: &str) -> BTreeSet<String> {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../client-runtime/src");
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        let (_, after) = text.split_once(&format!("macro_rules! {name} {{")).unwrap();
        let (rules, _) = after.split_once("\n}\n").unwrap();
        let mut names = BTreeSet::new();
        let mut is_hidden = false;
        for line in rules.lines().map(str::trim) {
            is_hidden |= line == "#[doc(hidden)]";
            let words: Vec<&str> = line.split([' ', '(', ':', '<', '{']).collect();
            if words[0] == "pub" && std::mem::take(&mut is_hidden) {
                continue;
            }
            if words[0] == "pub" {
                let keywords = ["pub", "const", "async", "fn"];
                let name = words.iter().find(|word| !keywords.contains(word));
                names.insert(name.unwrap().to_string());
            } else if line.starts_with("impl") && line.contains(" for ") {
                names.insert(trait_of(line));
            }
        }
        names
    }

    fn trait_of(line: &str) -> String {
        let before = line.split(" for ").next().unwrap();
        let path = before.split(' ').next_back().unwrap();
        let path = path.split('<').next().unwrap();
        path.rsplit("::").next().unwrap().to_owned()
    }

    fn listed(lists: &[&[&str]]) -> BTreeSet<String> {
        let name = |line: &&str| {
            let line = line.split_once("] ").map_or(*line, |(_, line)| line);
            if line.starts_with("impl") {
                return trait_of(line);
            }
            let words = line.split([' ', '(', ':']);
            let mut names = words.filter(|word| !["const", "async", "fn"].contains(word));
            names.next().unwrap().to_owned()
        };
        lists.iter().copied().flatten().map(name).collect()
    }

    #[test]
    fn the_lists_are_what_the_macros_give() {
        let serde = in_macro("wire/interop.rs", "__wire_serde");
        let described = in_macro("wire/description.rs", "__wire_describe_as");
        let others: BTreeSet<_> = serde.union(&described).cloned().collect();
        for (file, name, list, others) in [
            ("wire/object.rs", "__wire_object", OBJECT, &serde),
            ("wire/open_enum.rs", "__wire_open_enum", OPEN_ENUM, &others),
            (
                "wire/integer_enum.rs",
                "__wire_integer_enum",
                INTEGER_ENUM,
                &others,
            ),
            ("wire/union.rs", "__wire_union", UNION, &others),
        ] {
            let given: BTreeSet<_> = in_macro(file, name).union(others).cloned().collect();
            assert_eq!(listed(&[list]), given, "{name}");
        }
        let given = in_macro("wire/description.rs", "__wire_describe");
        assert_eq!(listed(&[DESCRIBE]), given);
        let given = in_macro("blocking.rs", "blocking_methods");
        assert_eq!(listed(&[BLOCKING]), given);
        let given = in_macro("call/methods.rs", "call_methods");
        assert_eq!(listed(&[OPTIONS, CONTENT_TYPE]), given);
    }
}
