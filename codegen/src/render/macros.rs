//! Calls of macros with braces: rustfmt leaves them alone, so they are laid out here.

use std::fmt::Write;

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

/// Writes a word or a literal.
fn push_token(text: &mut String, token: &TokenTree) {
    // To write to a string cannot fail.
    let _ = write!(text, "{token}");
}

fn push_indent(text: &mut String, depth: usize) {
    for _ in 0..depth {
        text.push_str("    ");
    }
}

/// Writes `{ … }`: what commas separate stands on lines of its own, a level deeper.
fn block(tokens: TokenStream, depth: usize, text: &mut String) {
    if tokens.is_empty() {
        text.push_str("{}");
        return;
    }
    text.push('{');
    let mut line_begins = true;
    let mut glued = false;
    for token in tokens {
        if line_begins {
            text.push('\n');
            push_indent(text, depth + 1);
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
                glued = mark.spacing() == Spacing::Joint || matches!(mark_text, '-' | '#' | '&');
                line_begins = matches!(mark_text, ',' | ';');
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => {
                if !line_begins && !glued {
                    text.push(' ');
                }
                list(group.stream(), depth + 1, text);
                glued = false;
                line_begins = false;
            }
            token => {
                if !line_begins && !glued {
                    text.push(' ');
                }
                push_token(text, &token);
                glued = false;
                line_begins = false;
            }
        }
    }
    text.push('\n');
    push_indent(text, depth);
    text.push('}');
}

/// The width that a line may have.
const WIDTH: usize = 100;

/// Writes `[ … ]` with an element a line.
fn list(tokens: TokenStream, depth: usize, text: &mut String) {
    if tokens.is_empty() {
        text.push_str("[]");
        return;
    }
    text.push('[');
    entries(tokens, depth, text);
    text.push(']');
}

/// Writes what commas separate on lines of their own, a level deeper, each as [`expression`].
fn entries(tokens: TokenStream, depth: usize, text: &mut String) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let comma =
        |token: &TokenTree| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ',');
    let mut all: Vec<&[TokenTree]> = tokens.split(comma).collect();
    // Behind the last comma there is none.
    all.pop_if(|last| last.is_empty());
    for entry in all {
        text.push('\n');
        push_indent(text, depth + 1);
        // Nothing may follow what fills up a struct.
        let rest = matches!(entry.first(), Some(TokenTree::Punct(mark)) if mark.as_char() == '.');
        expression(entry, depth + 1, text);
        if !rest {
            text.push(',');
        }
    }
    text.push('\n');
    push_indent(text, depth);
}

/// Writes an expression on one line; if it is too long, with the braces in it on lines of their own.
fn expression(tokens: &[TokenTree], depth: usize, text: &mut String) {
    let start = text.len();
    let column = start - text.rfind('\n').map_or(0, |at| at + 1);
    inline(tokens, text, None);
    if column + text.len() - start >= WIDTH {
        text.truncate(start);
        inline(tokens, text, Some(depth));
    }
}

/// Writes tokens one behind the other; braces over several lines if there is a depth for them.
fn inline(tokens: &[TokenTree], text: &mut String, depth: Option<usize>) {
    let mut glued = true;
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let within = |text: &mut String| {
                    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                    inline(&inner, text, depth);
                };
                match (group.delimiter(), depth) {
                    (Delimiter::Brace, Some(depth)) => {
                        text.push_str(" {");
                        entries(group.stream(), depth, text);
                        text.push('}');
                    }
                    (Delimiter::Brace, None) => {
                        text.push_str(" { ");
                        within(text);
                        text.push_str(" }");
                    }
                    (Delimiter::Bracket, _) => {
                        text.push('[');
                        within(text);
                        text.push(']');
                    }
                    _ => {
                        text.push('(');
                        within(text);
                        text.push(')');
                    }
                }
                glued = false;
            }
            TokenTree::Punct(mark) => {
                let mark_text = mark.as_char();
                let path =
                    mark_text == ':' && (mark.spacing() == Spacing::Joint || text.ends_with(':'));
                let spaced = match mark_text {
                    ',' | ':' | ';' | '>' => false,
                    '<' => text.ends_with(':'),
                    _ => !text.ends_with('('),
                };
                if !glued && spaced {
                    text.push(' ');
                }
                text.push(mark_text);
                glued = path
                    || matches!(mark_text, '&' | '.' | '<' | '-')
                    || mark.spacing() == Spacing::Joint;
            }
            token => {
                if !glued {
                    text.push(' ');
                }
                push_token(text, token);
                glued = false;
            }
        }
    }
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
    fn lists_have_an_element_a_line_and_long_ones_more() {
        let item: ItemMacro = parse_quote!(wire::describe! { Cart {
            name: "Cart",
            properties: &[
                Property { name: "id", shape: Shape::List(&Items { of: <Id as Of>::SHAPE }), ..PLAIN },
                Property { name: "lines", shape: Shape::List(&Items { wrapped: true, element: "CartLineItem", shape: Shape::Text }), ..PLAIN },
            ],
            none: &[],
        } });
        let expected = r#"wire::describe! {
    Cart {
        name: "Cart",
        properties: &[
            Property { name: "id", shape: Shape::List(&Items { of: <Id as Of>::SHAPE }), ..PLAIN },
            Property {
                name: "lines",
                shape: Shape::List(&Items {
                    wrapped: true,
                    element: "CartLineItem",
                    shape: Shape::Text,
                }),
                ..PLAIN
            },
        ],
        none: &[],
    }
}
"#;
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
