//! Whatever the bytes: an answer, in bounded time and memory, and no panic.

use super::{PETS, pets_with, read_bytes, read_text};
use crate::diagnostic::Code;
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// Generous, since the machine may be busy; what is meant is not the square of the input.
const SOON: Duration = Duration::from_secs(60);

fn codes(bytes: &[u8]) -> Vec<Code> {
    let start = Instant::now();
    let diagnostics = read_bytes(bytes).unwrap_err();
    // What is found must also be showable.
    assert!(!diagnostics.to_string().is_empty());
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
    diagnostics
        .iter()
        .map(|diagnostic| diagnostic.code)
        .collect()
}

#[test]
fn deep_nesting_in_every_notation() {
    for (open, close) in [
        ("[", "]"),
        ("{a: ", "}"),
        ("- ", ""),
        ("? ", ""),
        ("a:\n", ""),
    ] {
        let text = open.repeat(10_000) + &close.repeat(10_000);
        let found = codes(text.as_bytes());
        assert!(!found.is_empty());
    }
    let indented: String = (0..10_000)
        .map(|depth| format!("{}a:\n", " ".repeat(depth)))
        .collect();
    assert_eq!(codes(indented.as_bytes()), [Code::TooDeep]);
    assert_eq!(codes("[".repeat(10_000).as_bytes()), [Code::TooDeep]);
}

#[test]
fn the_deepest_schema_that_is_allowed_needs_no_large_stack() {
    let mut deepest = 0;
    for depth in 1..40 {
        let mut schema = "{type: string}".to_owned();
        for level in 0..depth {
            // Two names, since words that follow each other twice are written once.
            let property = if level % 2 == 0 { "up" } else { "down" };
            schema = format!("{{type: object, properties: {{{property}: {schema}}}}}");
        }
        let text = pets_with("{type: string, format: uuid}", &schema);
        let outcome = std::thread::Builder::new()
            .stack_size(1 << 20)
            .spawn(move || read_text(&text).map(drop))
            .unwrap()
            .join()
            .unwrap();
        match outcome {
            Ok(()) => deepest = depth,
            Err(diagnostics) => {
                assert!(
                    diagnostics.iter().all(|fault| fault.code == Code::TooDeep),
                    "{diagnostics}"
                );
            }
        }
    }
    assert!(deepest >= 25, "{deepest}");
}

#[test]
fn alias_bombs_do_not_go_off() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..30 {
        let before = format!("*a{}, ", level - 1).repeat(10);
        bomb += &format!("a{level}: &a{level} [{}]\n", before.trim_end_matches(", "));
    }
    assert!(codes(bomb.as_bytes()).contains(&Code::AnchorOrAlias));
}

#[test]
fn a_hundred_megabytes_are_refused_at_once() {
    let start = Instant::now();
    assert_eq!(codes(&vec![b'['; 100 << 20]), [Code::TooLarge]);
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn large_nonsense() {
    let megabytes = 1 << 20;
    let inputs = [
        "a".repeat(megabytes),
        "é ".repeat(megabytes / 3),
        "\n".repeat(megabytes),
        " ".repeat(megabytes),
        "#".repeat(megabytes),
        "a: b\n".repeat(megabytes / 5),
        "- a\n".repeat(megabytes / 4),
        "\"".to_owned() + &"a\\n".repeat(megabytes / 3),
        "a: |\n".to_owned() + &"  b\n".repeat(megabytes / 4),
        "{".to_owned() + &"é: 1, ".repeat(megabytes / 7),
        "!a ".repeat(megabytes / 3),
        "&a ".repeat(megabytes / 3),
        "? ".repeat(megabytes / 2),
        "%a\n".repeat(megabytes / 3),
        "---\n".repeat(megabytes / 4),
        "a: ".repeat(megabytes / 3),
        "'' ".repeat(megabytes / 3),
        "[],".repeat(megabytes / 3),
        format!(
            "{{{}}}",
            (0..400_000)
                .map(|n| format!("é{n}: 1,"))
                .collect::<String>()
        ),
    ];
    for input in inputs {
        let start = Instant::now();
        assert!(!codes(input.as_bytes()).is_empty());
        println!(
            "{:>10.3?} {:?}",
            start.elapsed(),
            input.chars().take(12).collect::<String>()
        );
    }
}

#[test]
fn thousands_of_components_that_refer_to_each_other() {
    let mut chain = String::new();
    for number in 0..20_000 {
        chain += &format!(
            "    A{number}: {{$ref: '#/components/schemas/A{}'}}\n",
            (number + 1) % 20_000
        );
    }
    let text = pets_with("    Pair:\n", &format!("{chain}    Pair:\n"));
    assert_eq!(codes(text.as_bytes()), [Code::CircularReference]);
}

#[test]
fn control_characters_do_not_end_the_text() {
    // The parser takes a zero byte for the end.
    let text = pets_with("components:\n", "\0components:\n");
    assert_eq!(codes(text.as_bytes()), [Code::ControlCharacter]);
}

fn exercise(bytes: &[u8]) {
    match read_bytes(bytes) {
        Ok(checked) => drop(checked.warnings.to_string()),
        Err(diagnostics) => {
            assert!(diagnostics.has_errors());
            assert!(
                !diagnostics
                    .iter()
                    .any(|fault| fault.code == Code::GeneratorFault),
                "{diagnostics}"
            );
            let positions: Vec<_> = diagnostics
                .iter()
                .filter_map(|fault| fault.span)
                .map(|span| span.start)
                .collect();
            assert!(positions.is_sorted());
            drop(diagnostics.render(true));
        }
    }
}

#[derive(Clone, Debug)]
enum Mutation {
    DeleteLine(prop::sample::Index),
    RepeatLine(prop::sample::Index),
    SwapLines(prop::sample::Index, prop::sample::Index),
    DeleteCharacter(prop::sample::Index),
    SwapCharacters(prop::sample::Index, prop::sample::Index),
    Insert(prop::sample::Index, String),
    /// The value behind a colon becomes something else.
    Value(prop::sample::Index, String),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let index = any::<prop::sample::Index>;
    let piece = || {
        prop_oneof![
            "[ -~\n\t]{1,4}",
            prop::sample::select(vec![
                "null",
                "[]",
                "{}",
                "true",
                "-1",
                "1.5",
                "''",
                "9223372036854775808",
                "[null]",
                "{a: b}",
                "é",
                "{$ref: x}",
                "{$ref: '#/components/schemas/Pair'}",
                "$ref",
                "x-source",
                "allOf: [{$ref: '#/components/schemas/Pair'}]",
                "type: array",
                "- ",
            ])
            .prop_map(str::to_owned),
        ]
    };
    prop_oneof![
        index().prop_map(Mutation::DeleteLine),
        index().prop_map(Mutation::RepeatLine),
        (index(), index()).prop_map(|(one, two)| Mutation::SwapLines(one, two)),
        index().prop_map(Mutation::DeleteCharacter),
        (index(), index()).prop_map(|(one, two)| Mutation::SwapCharacters(one, two)),
        (index(), piece()).prop_map(|(at, text)| Mutation::Insert(at, text)),
        (index(), piece()).prop_map(|(at, text)| Mutation::Value(at, text)),
    ]
}

fn mutate(text: &str, mutation: &Mutation) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut characters: Vec<char> = text.chars().collect();
    if lines.is_empty() || characters.is_empty() {
        return text.to_owned();
    }
    let (line_count, count) = (lines.len(), characters.len());
    match mutation {
        Mutation::DeleteLine(at) => {
            lines.remove(at.index(line_count));
        }
        Mutation::RepeatLine(at) => {
            let at = at.index(line_count);
            lines.insert(at, lines[at].clone());
        }
        Mutation::SwapLines(one, two) => lines.swap(one.index(line_count), two.index(line_count)),
        Mutation::Value(at, piece) => {
            let line = &mut lines[at.index(line_count)];
            if let Some(colon) = line.find(": ") {
                line.truncate(colon + 2);
                line.push_str(piece);
            }
        }
        Mutation::DeleteCharacter(at) => {
            characters.remove(at.index(count));
            return characters.into_iter().collect();
        }
        Mutation::SwapCharacters(one, two) => {
            characters.swap(one.index(count), two.index(count));
            return characters.into_iter().collect();
        }
        Mutation::Insert(at, piece) => {
            let at = at.index(count);
            characters.splice(at..at, piece.chars());
            return characters.into_iter().collect();
        }
    }
    lines.join("\n") + "\n"
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        exercise(&bytes);
    }

    #[test]
    fn any_yaml_like_text(text in "[a-c:\\-\\[\\]{},?&*!|>'\"%#@` \n\t\r0-9.é<]{0,200}") {
        exercise(text.as_bytes());
    }

    #[test]
    fn any_mutations_of_a_document(mutations in prop::collection::vec(mutation(), 1..6)) {
        let text = mutations.iter().fold(PETS.to_owned(), |text, mutation| mutate(&text, mutation));
        exercise(text.as_bytes());
    }
}
