//! Whatever the bytes: files or diagnostics, in bounded time and memory, and never a panic.

use std::time::{Duration, Instant};

use codegen::{Code, Diagnostics, Document, Output};
use proptest::prelude::*;

/// Generous, since the machine may be busy; what is meant is not the square of the input.
const SOON: Duration = Duration::from_secs(60);

const REAL: &str = include_str!("../../../spec/partner-center.yaml");

fn generate(bytes: &[u8]) -> Result<Output, Diagnostics> {
    codegen::generate(&Document {
        name: "hostile.yaml",
        bytes,
    })
}

/// The codes of the answer, from a thread with no more stack than a thread usually has.
fn codes(bytes: Vec<u8>) -> Vec<Code> {
    let start = Instant::now();
    let work = move || {
        let diagnostics = generate(&bytes).unwrap_err();
        assert!(diagnostics.has_errors());
        assert!(!diagnostics.to_string().is_empty());
        diagnostics
            .iter()
            .map(|diagnostic| diagnostic.code)
            .collect()
    };
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(work);
    let codes = thread.unwrap().join().unwrap();
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
    codes
}

#[test]
fn nothing_and_nonsense() {
    assert_eq!(codes(Vec::new()), [Code::EmptyDocument]);
    assert_eq!(codes(b" \n\n".to_vec()), [Code::EmptyDocument]);
    assert_eq!(
        codes(b"\x7fELF\x02\x01\x01\x00".to_vec()),
        [Code::ControlCharacter]
    );
    assert_eq!(codes(vec![0xff; 1_000]), [Code::NotUtf8]);
    assert_eq!(
        codes((0..=255).cycle().take(100_000).collect()),
        [Code::NotUtf8]
    );
}

#[test]
fn a_hundred_megabytes() {
    assert_eq!(codes(vec![b'a'; 100_000_000]), [Code::TooLarge]);
}

#[test]
fn ten_thousand_levels() {
    for (open, close) in [("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", "")] {
        let text = open.repeat(10_000) + &close.repeat(10_000);
        assert!(!codes(text.into_bytes()).is_empty(), "{open}");
    }
    let mut schema = String::from("{type: string}");
    for _ in 0..10_000 {
        schema = format!("{{type: array, items: {schema}}}");
    }
    let text = REAL.replacen(
        "  schemas:\n",
        &format!("  schemas:\n    Deep: {schema}\n"),
        1,
    );
    assert_ne!(text, REAL);
    assert_eq!(codes(text.into_bytes()), [Code::TooDeep]);
}

#[test]
fn alias_bombs() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..40 {
        let before = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb += &format!("a{level}: &a{level} [{before}]\n");
    }
    assert!(codes(bomb.into_bytes()).contains(&Code::AnchorOrAlias));
}

#[test]
fn references_that_recurse() {
    let with = |schemas: &str| {
        let text = REAL.replacen("  schemas:\n", &format!("  schemas:\n{schemas}"), 1);
        assert_ne!(text, REAL);
        text.into_bytes()
    };
    let circle =
        "    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/A'}\n";
    assert_eq!(codes(with(circle)), [Code::CircularReference]);
    // Through properties, recursion is fine, also of two types that hold each other.
    let types = "    A: {type: object, properties: {b: {$ref: '#/components/schemas/B'}}}\n    \
                 B: {type: object, properties: {a: {$ref: '#/components/schemas/A'}, own: {$ref: '#/components/schemas/B'}}}\n";
    let output = generate(&with(types)).unwrap();
    assert!(
        output
            .warnings
            .iter()
            .all(|warning| warning.code == Code::UnusedComponent)
    );
}

/// One change of a node of the document, by the line that starts it: nodes of this document are
/// lines and the deeper ones under them.
#[derive(Clone, Debug)]
enum Mutation {
    Delete,
    Duplicate,
    /// The value becomes one of another type.
    Retag(&'static str),
    /// The key gets another name.
    Rename(&'static str),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let values = [
        "null", "[]", "{}", "true", "-1", "1.5", "''", "text", "[{a: b}]",
    ];
    let keys = [
        "x",
        "type",
        "$ref",
        "description",
        "properties",
        "'200'",
        "x-source",
        "é",
        "''",
    ];
    prop_oneof![
        Just(Mutation::Delete),
        Just(Mutation::Duplicate),
        prop::sample::select(values.to_vec()).prop_map(Mutation::Retag),
        prop::sample::select(keys.to_vec()).prop_map(Mutation::Rename),
    ]
}

fn depth(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn mutate(text: &str, at: prop::sample::Index, mutation: &Mutation) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let start = at.index(lines.len());
    let rest = lines[start + 1..].iter();
    let inner = rest.take_while(|line| line.trim().is_empty() || depth(line) > depth(lines[start]));
    let end = start + 1 + inner.count();
    let node = lines[start..end].to_vec();
    let replaced: Vec<String> = match mutation {
        Mutation::Delete => Vec::new(),
        Mutation::Duplicate => [node.clone(), node]
            .concat()
            .into_iter()
            .map(str::to_owned)
            .collect(),
        Mutation::Retag(value) => match node[0].split_once(": ").or(node[0].split_once(':')) {
            Some((key, _)) => vec![format!("{key}: {value}")],
            None => vec![format!("{}- {value}", " ".repeat(depth(node[0])))],
        },
        Mutation::Rename(key) => {
            let indentation = " ".repeat(depth(node[0]));
            let dash = if node[0].trim_start().starts_with("- ") {
                "- "
            } else {
                ""
            };
            let value = node[0].split_once(':').map_or("", |(_, value)| value);
            let first = format!("{indentation}{dash}{key}:{value}");
            let others = node[1..].iter().map(|line| (*line).to_owned());
            std::iter::once(first).chain(others).collect()
        }
    };
    let before = lines[..start].iter().map(|line| (*line).to_owned());
    let after = lines[end..].iter().map(|line| (*line).to_owned());
    let all: Vec<String> = before.chain(replaced).chain(after).collect();
    all.join("\n") + "\n"
}

proptest! {
    #![proptest_config(ProptestConfig {
        // Each case is a run of the whole generator.
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn one_changed_node_of_the_real_document(at in any::<prop::sample::Index>(), mutation in mutation()) {
        let text = mutate(REAL, at, &mutation);
        match generate(text.as_bytes()) {
            Ok(output) => {
                for (path, text) in &output.files {
                    prop_assert!(syn::parse_file(text).is_ok(), "{}: {text}", path.display());
                }
            }
            Err(diagnostics) => {
                prop_assert!(diagnostics.has_errors());
                for diagnostic in &diagnostics {
                    prop_assert!(diagnostic.span.is_some(), "{diagnostic:?}");
                    prop_assert_ne!(diagnostic.code, Code::GeneratorFault, "{:?}", diagnostic);
                }
            }
        }
    }
}
