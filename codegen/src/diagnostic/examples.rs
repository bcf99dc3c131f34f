//! Documents that are answered with a certain code.
//!
//! Nearly all are one document without faults ([`BASE`]) with one place changed, so that an
//! example shows both what is wrong and what to write instead, and both can be proved.

/// A document without faults, which most examples change in one place.
pub const BASE: &str = include_str!("example.yaml");

/// What is answered with a certain code.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Example {
    /// Lines of [`BASE`], and what stands in their place. The indentation that these lines share
    /// in the document is left out.
    Edit {
        /// What is answered with the code.
        wrong: &'static str,
        /// What the document has there, and is to have.
        right: &'static str,
    },
    /// A document of its own, because of its size or because it is not text.
    Made {
        /// The document as far as it can be shown, or words for it.
        words: &'static str,
        /// Makes it.
        make: fn() -> Vec<u8>,
    },
    /// No document is known.
    None {
        /// What to say instead.
        words: &'static str,
    },
}

impl Example {
    /// The whole document that is answered with the code.
    pub fn document(&self) -> Option<Vec<u8>> {
        match self {
            Self::Edit { wrong, right } => edited(wrong, right).map(String::into_bytes),
            Self::Made { make, .. } => Some(make()),
            Self::None { .. } => None,
        }
    }

    /// What is wrong, as a piece of YAML or in words.
    pub fn wrong(&self) -> &'static str {
        match self {
            Self::Edit { wrong, .. } => wrong,
            Self::Made { words, .. } | Self::None { words } => words,
        }
    }

    /// What to write instead, where a piece of YAML says it.
    pub fn right(&self) -> Option<&'static str> {
        match self {
            Self::Edit { right, .. } => Some(right),
            Self::Made { .. } | Self::None { .. } => None,
        }
    }
}

pub(super) const fn edit(wrong: &'static str, right: &'static str) -> Example {
    Example::Edit { wrong, right }
}

pub(super) const fn made(words: &'static str, make: fn() -> Vec<u8>) -> Example {
    Example::Made { words, make }
}

pub(super) const fn none(words: &'static str) -> Example {
    Example::None { words }
}

/// The base document with `wrong` in the place of `right`, if that is there once.
fn edited(wrong: &str, right: &str) -> Option<String> {
    let lines: Vec<&str> = BASE.lines().collect();
    let wanted: Vec<&str> = right.lines().collect();
    let mut places = lines
        .windows(wanted.len().max(1))
        .enumerate()
        .filter_map(|(at, found)| Some((at, indentation_before(found, &wanted)?)));
    let (at, indentation) = places.next()?;
    if places.next().is_some() {
        return None;
    }
    let indented: Vec<String> = wrong
        .lines()
        .map(|line| format!("{indentation}{line}"))
        .collect();
    let mut edited = String::new();
    let before = lines[..at].iter().copied();
    let after = lines[at + wanted.len()..].iter().copied();
    for line in before
        .chain(indented.iter().map(String::as_str))
        .chain(after)
    {
        edited.push_str(line);
        edited.push('\n');
    }
    Some(edited)
}

/// What stands before each wanted line in what was found: the same spaces.
fn indentation_before<'a>(found: &[&'a str], wanted: &[&str]) -> Option<&'a str> {
    let indentation = found.first()?.strip_suffix(*wanted.first()?)?;
    let all_so = found
        .iter()
        .zip(wanted)
        .all(|(found, wanted)| found.strip_prefix(indentation) == Some(*wanted));
    (all_so && indentation.trim().is_empty()).then_some(indentation)
}

pub(super) fn too_large() -> Vec<u8> {
    vec![b'#'; (64 << 20) + 1]
}

pub(super) fn latin_1() -> Vec<u8> {
    b"openapi: 3.0.3\ninfo:\n  title: Caf\xe9\n".to_vec()
}

pub(super) fn byte_order_mark() -> Vec<u8> {
    format!("\u{feff}{BASE}").into_bytes()
}

pub(super) fn bell() -> Vec<u8> {
    BASE.replacen("title: Pets", "title: \u{7}Pets", 1)
        .into_bytes()
}

pub(super) fn empty() -> Vec<u8> {
    b"# openapi: 3.0.3\n".to_vec()
}

pub(super) fn too_deep() -> Vec<u8> {
    [[b'['; 100], [b']'; 100]].concat()
}

pub(super) fn too_many_nodes() -> Vec<u8> {
    format!("- [{}]\n", "1,".repeat(8_000_000)).into_bytes()
}
