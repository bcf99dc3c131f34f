//! Where the checks put what they find.

use super::node::Node;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Extent, Source};
use std::collections::HashSet;
use std::sync::Arc;

/// The diagnostics of a run while it goes on.
pub(super) struct Faults {
    source: Arc<Source>,
    diagnostics: Diagnostics,
    /// Starts of the objects in which a key was not understood. What seems to be missing there may
    /// be the very key that is misspelt, so later checks do not add that it is missing.
    misread: HashSet<u32>,
}

impl Faults {
    pub(super) fn new(source: Arc<Source>) -> Self {
        Self {
            diagnostics: Diagnostics::new(source.clone()),
            source,
            misread: HashSet::new(),
        }
    }

    /// Adds a fault: what is wrong at a place, and what to write instead.
    pub(super) fn report(
        &mut self,
        code: Code,
        place: Extent,
        message: impl AsRef<str>,
        help: impl AsRef<str>,
    ) {
        if !self.diagnostics.makes_room_for(code.severity()) {
            return;
        }
        let span = self.source.span(place);
        self.diagnostics
            .push(Diagnostic::new(code, message, help).at(span));
    }

    /// Whether one more of this kind is kept; if not, it is counted and need not be worded.
    pub(super) fn wants(&mut self, code: Code) -> bool {
        self.diagnostics.makes_room_for(code.severity())
    }

    /// In which line a place begins, to name it in a message about another.
    pub(super) fn line(&self, place: Extent) -> usize {
        self.source.span(place).line
    }

    pub(super) fn has_errors(&self) -> bool {
        self.diagnostics.has_errors()
    }

    pub(super) fn mark_misread(&mut self, object: &Node) {
        self.misread.insert(object.extent.start);
    }

    pub(super) fn is_misread(&self, object: &Node) -> bool {
        self.misread.contains(&object.extent.start)
    }

    /// All that was found, each with the JSON pointer of its node.
    pub(super) fn finish(mut self, root: Option<&Node>) -> Diagnostics {
        if let Some(root) = root {
            for diagnostic in self.diagnostics.iter_mut() {
                if let (Some(span), true) = (diagnostic.span, diagnostic.path.is_empty()) {
                    let path = root.pointer_at(span.start as u32);
                    *diagnostic = diagnostic.clone().about(path);
                }
            }
        }
        self.diagnostics
    }
}

/// A word of the document as it is shown in a message: in grave accents and not too long.
pub(super) fn quoted(word: &str) -> String {
    const LONGEST: usize = 80;
    match word.char_indices().nth(LONGEST) {
        Some((position, _)) => format!("`{}…`", &word[..position]),
        None => format!("`{word}`"),
    }
}

/// Several words in one line, the last with `or`.
pub(super) fn alternatives(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [word] => format!("`{word}`"),
        [first @ .., last] => {
            let first: Vec<_> = first.iter().map(|word| format!("`{word}`")).collect();
            format!("{} or `{last}`", first.join(", "))
        }
    }
}

/// The known word that was probably meant.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const LONGEST: usize = 120;
    const MOST_KNOWN: usize = 5_000;
    if word.len() > LONGEST {
        return None;
    }
    let lower = word.to_lowercase();
    known
        .into_iter()
        .take(MOST_KNOWN)
        .filter(|candidate| {
            // As far apart in length as in letters, or further.
            let difference = candidate.len().abs_diff(word.len());
            candidate.len() <= LONGEST && difference * 3 <= candidate.len().max(word.len())
        })
        .map(|candidate| {
            let distance = strsim::damerau_levenshtein(&lower, &candidate.to_lowercase());
            (distance, candidate)
        })
        // A third of the letters may be wrong: enough for typing errors, too little for nonsense.
        .filter(|&(distance, candidate)| {
            distance * 3 <= word.chars().count().max(candidate.chars().count())
        })
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}
