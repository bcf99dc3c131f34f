//! What the generator is given.

/// An OpenAPI document as it was found: its bytes are not trusted in any way.
///
/// ```
/// let document = codegen::document::Document {
///     name: "spec/pets.yaml",
///     bytes: b"openapi: 3.0.3",
/// };
/// assert_eq!(document.name, "spec/pets.yaml");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    /// How diagnostics call it, usually its path from the workspace's root.
    pub name: &'a str,
    /// UTF-8 text in YAML 1.2 or JSON.
    pub bytes: &'a [u8],
}
