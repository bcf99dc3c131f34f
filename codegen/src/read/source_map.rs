//! Where everything stands, for the stages that come after.

use super::node::Node;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Source, Span};
use std::fmt;
use std::sync::Arc;

/// From JSON pointers (RFC 6901) to places in the document.
pub(crate) struct SourceMap {
    source: Arc<Source>,
    root: Node,
}

impl SourceMap {
    pub(super) fn new(source: Arc<Source>, root: Node) -> Self {
        Self { source, root }
    }

    /// Where a node stands: its key, or the item itself in a list. If there is no such node, the
    /// nearest one above it that exists.
    pub(crate) fn span_of(&self, pointer: &str) -> Span {
        let (place, _) = self.root.nearest(pointer);
        self.source.span(place)
    }

    /// What stands there, with all keys: `openapiv3` does not keep every one (`xml`, for example).
    pub(crate) fn value_of(&self, pointer: &str) -> Option<serde_json::Value> {
        let (_, node) = self.root.nearest(pointer);
        node.map(Node::to_json)
    }

    /// An empty list of diagnostics that are shown with excerpts of this document.
    pub(crate) fn diagnostics(&self) -> Diagnostics {
        Diagnostics::new(self.source.clone())
    }

    /// A diagnostic about the node that a JSON pointer names.
    pub(crate) fn diagnostic(
        &self,
        code: Code,
        pointer: &str,
        message: impl AsRef<str>,
        help: impl AsRef<str>,
    ) -> Diagnostic {
        Diagnostic::new(code, message, help)
            .at(self.span_of(pointer))
            .about(pointer)
    }
}

impl fmt::Debug for SourceMap {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The tree would say the document again.
        formatter.debug_struct("SourceMap").finish_non_exhaustive()
    }
}
