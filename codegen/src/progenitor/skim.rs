//! What the passes use of progenitor's tokens, before they become a tree.
//!
//! Nine tenths of them are conversions, hooks and bodies that the first pass would cut away from
//! the tree; to build that first costs more than all passes together. What is not recognised here
//! stays, and the passes say what is missing: nothing can be lost without a word.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::Bare;

/// The types without their impls, and the signatures of the operations without their bodies.
pub(super) fn skim(tokens: TokenStream) -> Bare {
    let mut bare = Bare::default();
    for mut item in items(tokens) {
        match item.keyword().as_deref() {
            Some("mod") if item.names("types") => {
                let types = item.body().map(Group::stream).unwrap_or_default();
                bare.types
                    .extend(items(types).into_iter().filter_map(named));
            }
            Some("impl") if item.is_of_client() => {
                item.map_body(signatures);
                let tokens: TokenStream = item.without_attributes().collect();
                bare.client.push_str(&tokens.to_string());
            }
            _ => {}
        }
    }
    bare
}

/// A type by its name; nothing for what is none.
fn named(item: Item) -> Option<(String, String)> {
    let tokens: Vec<TokenTree> = match item.keyword().as_deref() {
        Some("struct" | "enum") => item.without_attributes().collect(),
        _ => return None,
    };
    let mut words = tokens.iter().filter_map(|token| match token {
        TokenTree::Ident(word) => Some(word),
        _ => None,
    });
    words.find(|word| *word == "struct" || *word == "enum")?;
    let name = words.next()?.to_string();
    let text = TokenStream::from_iter(tokens).to_string();
    Some((name, text))
}

fn signatures(tokens: TokenStream) -> TokenStream {
    let kept = items(tokens).into_iter().map(|mut item| {
        item.map_body(|_| TokenStream::new());
        item
    });
    kept.flat_map(Item::without_attributes).collect()
}

/// The tokens of an item, from its first attribute to its body or semicolon.
#[derive(Default)]
struct Item {
    tokens: Vec<TokenTree>,
}

/// Cuts a stream into items: each ends in a body or a semicolon.
fn items(tokens: TokenStream) -> Vec<Item> {
    let mut items = Vec::new();
    let mut item = Item::default();
    for token in tokens {
        let ends = match &token {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            TokenTree::Punct(sign) => sign.as_char() == ';',
            _ => false,
        };
        item.tokens.push(token);
        // The braces of `use a::{b};` are followed by its semicolon.
        if ends && !(item.keyword().as_deref() == Some("use") && item.body().is_some()) {
            items.push(std::mem::take(&mut item));
        }
    }
    if !item.tokens.is_empty() {
        items.push(item);
    }
    items
}

impl Item {
    /// The word that says what it is.
    fn keyword(&self) -> Option<String> {
        const KEYWORDS: [&str; 9] = [
            "mod", "impl", "struct", "enum", "use", "fn", "type", "const", "trait",
        ];
        self.tokens.iter().find_map(|token| match token {
            TokenTree::Ident(word) => {
                let word = word.to_string();
                KEYWORDS.contains(&word.as_str()).then_some(word)
            }
            _ => None,
        })
    }

    fn names(&self, name: &str) -> bool {
        self.tokens
            .iter()
            .any(|token| matches!(token, TokenTree::Ident(word) if word == name))
    }

    /// `impl Client { … }`.
    fn is_of_client(&self) -> bool {
        matches!(
            self.tokens.as_slice(),
            [.., TokenTree::Ident(word), TokenTree::Ident(of), TokenTree::Group(_)]
                if word == "impl" && of == "Client"
        )
    }

    fn body(&self) -> Option<&Group> {
        match self.tokens.last() {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => Some(group),
            _ => None,
        }
    }

    fn map_body(&mut self, map: impl FnOnce(TokenStream) -> TokenStream) {
        let Some(stream) = self.body().map(Group::stream) else {
            return;
        };
        self.tokens.pop();
        let body = Group::new(Delimiter::Brace, map(stream));
        self.tokens.push(TokenTree::Group(body));
    }

    fn without_attributes(self) -> impl Iterator<Item = TokenTree> {
        let mut tokens = self.tokens.into_iter().peekable();
        while matches!(tokens.peek(), Some(TokenTree::Punct(sign)) if sign.as_char() == '#') {
            // The sign and its brackets.
            tokens.next();
            tokens.next();
        }
        tokens
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    #[test]
    fn types_and_signatures_are_left() {
        let tokens = quote! {
            #[allow(unused_imports)]
            pub use progenitor_client::{ByteStream, Error};
            use std::fmt;
            #[allow(clippy::all)]
            pub mod types {
                pub mod error { pub struct ConversionError; }
                /// A cart.
                #[derive(Clone)]
                pub struct Cart { #[serde(default)] pub id: String }
                impl From<&Cart> for Cart { fn from(cart: &Cart) -> Self { cart.clone() } }
                pub struct Code(pub i64);
                impl ::std::ops::Deref for Code { type Target = i64; }
                pub enum Kind { #[serde(rename = "a")] A, B }
            }
            pub struct Client { baseurl: String }
            impl Client { pub fn new(baseurl: &str) -> Self { let a = 1; todo!() } }
            impl ClientHooks<()> for &Client {}
            #[allow(clippy::all)]
            impl Client {
                /// Sends a thing.
                pub async fn get_cart<'a>(&'a self) -> Result<types::Cart, Error<()>> { todo!() }
            }
            pub mod prelude { pub use super::Client; }
        };
        let bare = skim(tokens);
        let types = [
            (
                "Cart",
                "pub struct Cart { # [serde (default)] pub id : String }",
            ),
            ("Code", "pub struct Code (pub i64) ;"),
            ("Kind", "pub enum Kind { # [serde (rename = \"a\")] A , B }"),
        ];
        let types = types.map(|(name, text)| (name.to_owned(), text.to_owned()));
        assert_eq!(bare.types, types.into());
        let client = quote! {
            impl Client { pub fn new(baseurl: &str) -> Self {} }
            impl Client {
                pub async fn get_cart<'a>(&'a self) -> Result<types::Cart, Error<()>> {}
            }
        };
        let found: syn::File = syn::parse_str(&bare.client).unwrap();
        assert_eq!(found, syn::parse2(client).unwrap());
    }
}
