//! Calls of macros with braces: rustfmt leaves them alone, so they are laid out here.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use syn::{ItemMacro, MacroDelimiter};

/// The text of `path! { … }` with an entry a line; none for other kinds of calls.
pub(super) fn text(item: &ItemMacro) -> Option<String> {
    if !matches!(item.mac.delimiter, MacroDelimiter::Brace(_)) || item.ident.is_some() {
        return None;
    }
    let segments = item
        .mac
        .path
        .segments
        .iter()
        .map(|segment| segment.ident.to_string());
    let path = segments.collect::<Vec<_>>().join("::");
    let mut text = format!("{path}! ");
    block(item.mac.tokens.clone(), 0, &mut text);
    text.push('\n');
    Some(text)
}

/// Writes `{ … }`: what commas separate stands on lines of its own, a level deeper.
fn block(tokens: TokenStream, depth: usize, text: &mut String) {
    if tokens.is_empty() {
        text.push_str("{}");
        return;
    }
    let indent = "    ".repeat(depth + 1);
    text.push('{');
    let mut line_begins = true;
    let mut glued = false;
    for token in tokens {
        if line_begins {
            text.push('\n');
            text.push_str(&indent);
        }
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                if !line_begins {
                    text.push(' ');
                }
                block(group.stream(), depth + 1, text);
                line_begins = false;
                continue;
            }
            TokenTree::Punct(mark) => {
                let mark_text = mark.as_char();
                let tight = matches!(mark_text, ',' | ':' | ';') || glued;
                if !line_begins && !tight {
                    text.push(' ');
                }
                text.push(mark_text);
                glued = mark.spacing() == Spacing::Joint || matches!(mark_text, '-' | '#');
                line_begins = matches!(mark_text, ',' | ';');
            }
            token => {
                if !line_begins && !glued {
                    text.push(' ');
                }
                text.push_str(&token.to_string());
                glued = false;
                line_begins = false;
            }
        }
    }
    text.push('\n');
    text.push_str(&"    ".repeat(depth));
    text.push('}');
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    #[test]
    fn entries_stand_on_lines_of_their_own() {
        let item: ItemMacro =
            parse_quote!(wire::object! { Cart { id: "id", lines: "lineItems", } });
        let expected = "wire::object! {\n    Cart {\n        id: \"id\",\n        lines: \"lineItems\",\n    }\n}\n";
        assert_eq!(text(&item).as_deref(), Some(expected));
    }

    #[test]
    fn arrows_and_signs_stay_together() {
        let item: ItemMacro = parse_quote!(table! { -1 => "a", A = 2 });
        assert_eq!(
            text(&item).as_deref(),
            Some("table! {\n    -1 => \"a\",\n    A = 2\n}\n")
        );
    }

    #[test]
    fn calls_with_parentheses_are_left_to_the_printer() {
        let item: ItemMacro = parse_quote!(options!(A, with_body););
        assert_eq!(text(&item), None);
    }
}
