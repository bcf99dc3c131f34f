//! From JSON to elements, by what a document says of them.

use std::borrow::Cow;

use super::super::description::{Description, Entries, Items, Property, Shape};
use super::super::error::EncodeError;
use super::super::tree::{self, Member};
use super::super::{JsonObject, json};
use super::read;
use super::text;
use super::{EXACT, INSTANCE, RAW, raw_of};

/// XML Schema's namespace, of the types that `xsi:type` names.
const SCHEMA: &str = "http://www.w3.org/2001/XMLSchema";

/// JSON of this crate's writer as XML.
pub(super) fn to_xml(json: &str, shape: Shape) -> Result<String, EncodeError> {
    if matches!(shape, Shape::Free)
        && let Some(xml) = json::from_str::<JsonObject>(json)
            .ok()
            .as_ref()
            .and_then(raw_of)
        && read::parse_piece(&xml).is_some()
    {
        return Ok(xml);
    }
    let mut writer = Writer {
        xml: String::with_capacity(json.len() * 2),
        instance: false,
        nul: false,
    };
    let tag = match shape {
        Shape::Object(description) => Tag::of(description()),
        Shape::List(Items {
            shape: Shape::Object(description),
            ..
        }) => Tag {
            local: Cow::Owned(format!("ArrayOf{}", description().element)),
            ..Tag::of(description())
        },
        _ => Tag::plain("root"),
    };
    let name_end = 1 + tag.local.len() + tag.prefix.len() + usize::from(!tag.prefix.is_empty());
    let scope = Scope {
        here: "",
        default: "",
        prefix: None,
    };
    let root = matches!(shape, Shape::Free);
    writer.element(&tag, json, shape, &scope, root);
    if writer.nul {
        return Err(EncodeError::NulCharacter);
    }
    if writer.instance {
        let declaration = format!(" xmlns:i=\"{INSTANCE}\"");
        writer.xml.insert_str(name_end, &declaration);
    }
    Ok(writer.xml)
}

/// The name of the element of a member that the document does not know: capitalised where all
/// those that it knows are.
pub(super) fn element_name<'n>(
    name: &'n str,
    description: Option<&'static Description>,
) -> Cow<'n, str> {
    let first = name.chars().next();
    match (description, first) {
        (Some(description), Some(first))
            if first.is_ascii_lowercase() && capitalises(description) =>
        {
            Cow::Owned(capitalised(name))
        }
        _ => Cow::Borrowed(name),
    }
}

fn capitalises(description: &Description) -> bool {
    let mut elements = description
        .properties
        .iter()
        .filter(|other| !other.attribute);
    !description.properties.is_empty()
        && elements.all(|other| other.element == capitalised(other.name))
}

fn capitalised(name: &str) -> String {
    let mut characters = name.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}

/// The name of an element.
#[derive(Clone)]
struct Tag<'a> {
    local: Cow<'a, str>,
    /// Empty for that of the element around.
    namespace: &'a str,
    prefix: &'a str,
}

impl<'a> Tag<'a> {
    fn plain(local: &'a str) -> Self {
        Self {
            local: Cow::Borrowed(local),
            namespace: "",
            prefix: "",
        }
    }

    fn of(description: &'static Description) -> Self {
        Self {
            local: Cow::Borrowed(description.element),
            namespace: description.namespace,
            prefix: description.prefix,
        }
    }

    fn of_property(property: &'static Property, owner: &'static Description) -> Self {
        let own = !property.namespace.is_empty();
        Self {
            local: Cow::Borrowed(property.element),
            namespace: if own {
                property.namespace
            } else {
                owner.namespace
            },
            prefix: if own { property.prefix } else { owner.prefix },
        }
    }
}

/// The namespaces in scope.
#[derive(Clone, Copy)]
struct Scope<'a> {
    /// That of the element itself.
    here: &'a str,
    default: &'a str,
    prefix: Option<(&'a str, &'a str, &'a Scope<'a>)>,
}

impl Scope<'_> {
    fn declares(&self, prefix: &str, namespace: &str) -> bool {
        match self.prefix {
            Some((known, bound, _)) if known == prefix => bound == namespace,
            Some((_, _, outer)) => outer.declares(prefix, namespace),
            None => false,
        }
    }
}

struct Writer {
    xml: String,
    /// Was the prefix `i` used?
    instance: bool,
    nul: bool,
}

impl Writer {
    /// An element with a value. `exact` is whether reading it keeps nothing that is not said
    /// exactly.
    fn element(&mut self, tag: &Tag<'_>, json: &str, shape: Shape, scope: &Scope<'_>, exact: bool) {
        let scope = self.open(tag, scope);
        let scope = &scope;
        if json == "null" {
            self.nil();
            self.xml.push_str("/>");
            return;
        }
        match shape {
            Shape::Text | Shape::Boolean | Shape::Number => {
                self.xml.push('>');
                self.scalar(json);
            }
            Shape::IntegerEnum(names) => {
                self.xml.push('>');
                let named = json.parse::<i64>().ok();
                let named =
                    named.and_then(|value| names().iter().find(|(other, _)| *other == value));
                match named {
                    Some((_, name)) => self.text(name),
                    None => self.scalar(json),
                }
            }
            Shape::Object(description) => self.object(json, description(), scope),
            Shape::Free => self.free(json, scope, exact),
            Shape::Map(entries) => self.map(json, entries, scope),
            Shape::List(items) => {
                self.xml.push('>');
                self.items(json, items, scope);
            }
        }
        self.close(tag);
    }

    fn items(&mut self, json: &str, items: &'static Items, scope: &Scope<'_>) {
        let tag = Tag {
            local: Cow::Borrowed(items.element),
            namespace: items.namespace,
            prefix: items.prefix,
        };
        for item in tree::elements(json) {
            self.element(&tag, item, items.shape, scope, false);
        }
    }

    /// The rest of the start tag, and what is in the element.
    fn object(&mut self, json: &str, description: &'static Description, scope: &Scope<'_>) {
        let members = tree::members(json);
        let mut known: Vec<Option<&str>> = vec![None; description.properties.len()];
        let mut unknown = Vec::new();
        for member in members {
            let mut properties = description.properties.iter();
            let name = member.name.as_deref();
            match properties.position(|property| Some(property.name) == name) {
                Some(index) => known[index] = Some(member.json),
                None => unknown.push(member),
            }
        }
        for (property, json) in description.properties.iter().zip(&known) {
            if property.attribute
                && let Some(json) = json.filter(|json| *json != "null")
            {
                let value = match (property.shape, json.parse::<i64>()) {
                    (Shape::IntegerEnum(names), Ok(value)) => {
                        let mut names = names().iter();
                        let named = names.find(|(other, _)| *other == value);
                        named.map_or_else(|| json.to_owned(), |(_, name)| (*name).to_owned())
                    }
                    _ => tree::text(json).unwrap_or_else(|| json.to_owned()),
                };
                self.attribute(property.element, &value);
            }
        }
        let unknown = Unknown::of(unknown, Some(description), &known, scope.here);
        self.unknown_attributes(&unknown);
        self.xml.push('>');

        // Both in their order: that of the names, if the unknown ones came in it.
        let mut unknown_elements = unknown.elements().peekable();
        for (property, json) in description.properties.iter().zip(&known) {
            while let Some((name, member)) =
                unknown_elements.next_if(|(name, _)| name.as_ref() < property.element)
            {
                self.unknown(
                    &name,
                    member,
                    description.namespace,
                    description.prefix,
                    scope,
                );
            }
            if let Some(json) = json
                && !property.attribute
            {
                self.property(property, description, json, scope);
            }
        }
        for (name, member) in unknown_elements {
            self.unknown(
                &name,
                member,
                description.namespace,
                description.prefix,
                scope,
            );
        }
        self.exact(&unknown);
    }

    fn property(
        &mut self,
        property: &'static Property,
        owner: &'static Description,
        json: &str,
        scope: &Scope<'_>,
    ) {
        let tag = Tag::of_property(property, owner);
        match property.shape {
            Shape::List(items) if !items.wrapped => {
                for item in tree::elements(json) {
                    self.element(&tag, item, items.shape, scope, false);
                }
            }
            Shape::Free | Shape::Map(_) => match own_piece(json, property.element) {
                Some(xml) => self.xml.push_str(&xml),
                None => self.element(&tag, json, property.shape, scope, false),
            },
            shape => self.element(&tag, json, shape, scope, false),
        }
    }

    fn free(&mut self, json: &str, scope: &Scope<'_>, exact: bool) {
        let mut unknown = Unknown::of(tree::members(json), None, &[], scope.here);
        // Attributes of a free-form element are read as its XML.
        unknown.exact &= !exact && unknown.attributes().next().is_none();
        self.xml.push('>');
        for (name, member) in unknown.elements() {
            self.unknown(&name, member, "", "", scope);
        }
        self.exact(&unknown);
    }

    fn map(&mut self, json: &str, entries: &'static Entries, scope: &Scope<'_>) {
        let members = tree::members(json);
        let tag = |local| Tag {
            local: Cow::Borrowed(local),
            namespace: entries.namespace,
            prefix: "",
        };
        let mut exact = true;
        self.xml.push('>');
        for member in &members {
            let Some(name) = member.plain_name() else {
                exact = false;
                continue;
            };
            let scope = self.open(&tag(entries.element), scope);
            self.xml.push('>');
            let scope = &scope;
            self.open(&tag(entries.key), scope);
            self.xml.push('>');
            self.text(&name);
            self.close(&tag(entries.key));
            exact &= self.entry_value(&tag(entries.value), member.json, entries, scope);
            self.close(&tag(entries.element));
        }
        if !exact {
            self.push_exact(&members, &[]);
        }
    }

    /// The value of an entry; whether it says all.
    fn entry_value(
        &mut self,
        tag: &Tag<'_>,
        json: &str,
        entries: &'static Entries,
        scope: &Scope<'_>,
    ) -> bool {
        if let Some(xml) = own_piece(json, &tag.local) {
            self.xml.push_str(&xml);
            return true;
        }
        let inner = self.open(tag, scope);
        let kind = match json.as_bytes().first() {
            Some(b'n') => {
                self.nil();
                self.xml.push_str("/>");
                return true;
            }
            Some(b'"') => "string",
            Some(b't' | b'f') => "boolean",
            Some(b'{' | b'[') => "",
            _ if json.parse::<i32>().is_ok() => "int",
            _ if json.parse::<i64>().is_ok() => "long",
            _ if json.contains(['e', 'E']) => "double",
            _ => "decimal",
        };
        if entries.typed && !kind.is_empty() {
            self.instance = true;
            self.xml
                .push_str(&format!(" i:type=\"b:{kind}\" xmlns:b=\"{SCHEMA}\""));
        }
        self.xml.push('>');
        let exact = match kind {
            "" => {
                self.inside(json, "", "", &inner);
                false
            }
            "string" => {
                self.scalar(json);
                tree::plain_text(json).is_some()
            }
            _ => {
                self.scalar(json);
                entries.typed
            }
        };
        self.close(tag);
        exact
    }

    /// A member that the document does not know.
    fn unknown(
        &mut self,
        name: &str,
        member: &Member<'_>,
        namespace: &str,
        prefix: &str,
        scope: &Scope<'_>,
    ) {
        if let Some(xml) = own_piece(member.json, name) {
            self.xml.push_str(&xml);
            return;
        }
        let tag = Tag {
            local: Cow::Borrowed(name),
            namespace,
            prefix,
        };
        let scope = self.open(&tag, scope);
        if member.json == "null" {
            self.nil();
            self.xml.push_str("/>");
            return;
        }
        self.xml.push('>');
        self.inside(member.json, namespace, prefix, &scope);
        self.close(&tag);
    }

    /// A value of any shape, as well as elements can say it.
    fn inside(&mut self, json: &str, namespace: &str, prefix: &str, scope: &Scope<'_>) {
        match json.as_bytes().first() {
            Some(b'{') => {
                for member in tree::members(json) {
                    if let Some(name) = member.name.as_deref().filter(|name| text::is_name(name)) {
                        self.unknown(name, &member, namespace, prefix, scope);
                    }
                }
            }
            Some(b'[') => {
                for element in tree::elements(json) {
                    let member = Member {
                        quoted: "",
                        name: None,
                        json: element,
                    };
                    self.unknown("item", &member, namespace, prefix, scope);
                }
            }
            _ => self.scalar(json),
        }
    }

    fn unknown_attributes(&mut self, unknown: &Unknown<'_>) {
        for (name, value) in unknown.attributes() {
            self.attribute(name, &value);
        }
    }

    /// Says exactly what the unknown members are, where their elements do not.
    fn exact(&mut self, unknown: &Unknown<'_>) {
        if !unknown.exact {
            self.push_exact(&unknown.members, &unknown.empty_lists);
        }
    }

    fn push_exact(&mut self, members: &[Member<'_>], empty_lists: &[&str]) {
        let mut json = String::from("{");
        for name in empty_lists {
            tree::push_separator(&mut json);
            json.push_str(&format!("\"{name}\":[]"));
        }
        for member in members {
            tree::push_separator(&mut json);
            json.push_str(member.quoted);
            json.push(':');
            json.push_str(member.json);
        }
        json.push('}');
        self.xml.push_str(&format!("<json xmlns=\"{EXACT}\">"));
        self.text(&json);
        self.xml.push_str("</json>");
    }

    /// The start tag without its `>`, with the declarations that it needs.
    fn open<'s>(&mut self, tag: &Tag<'s>, scope: &'s Scope<'s>) -> Scope<'s> {
        self.xml.push('<');
        self.qualified(tag);
        let mut inner = *scope;
        if tag.namespace.is_empty() {
            inner.here = scope.default;
            return inner;
        }
        inner.here = tag.namespace;
        if tag.prefix.is_empty() {
            if scope.default != tag.namespace {
                self.attribute("xmlns", tag.namespace);
                inner.default = tag.namespace;
            }
        } else if !scope.declares(tag.prefix, tag.namespace) {
            self.attribute(&format!("xmlns:{}", tag.prefix), tag.namespace);
            inner.prefix = Some((tag.prefix, tag.namespace, scope));
        }
        inner
    }

    fn close(&mut self, tag: &Tag<'_>) {
        self.xml.push_str("</");
        self.qualified(tag);
        self.xml.push('>');
    }

    fn qualified(&mut self, tag: &Tag<'_>) {
        if !tag.prefix.is_empty() {
            self.xml.push_str(tag.prefix);
            self.xml.push(':');
        }
        self.xml.push_str(&tag.local);
    }

    fn nil(&mut self) {
        self.instance = true;
        self.xml.push_str(" i:nil=\"true\"");
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.nul |= value.contains('\0');
        self.xml.push(' ');
        self.xml.push_str(name);
        self.xml.push_str("=\"");
        text::push_attribute(&mut self.xml, value);
        self.xml.push('"');
    }

    /// A string's text, or a literal or number as it stands.
    fn scalar(&mut self, json: &str) {
        match tree::text(json) {
            Some(text) => self.text(&text),
            None => self.text(json),
        }
    }

    fn text(&mut self, text: &str) {
        self.nul |= text.contains('\0');
        text::push_text(&mut self.xml, text);
    }
}

impl Member<'_> {
    /// The name, if it comes back as it stands.
    fn plain_name(&self) -> Option<String> {
        tree::plain_text(self.quoted)
    }
}

/// The members that a document does not know.
struct Unknown<'j> {
    members: Vec<Member<'j>>,
    description: Option<&'static Description>,
    /// Lists without items and without an element of their own, which no element says.
    empty_lists: Vec<&'static str>,
    /// Do elements and attributes say all?
    exact: bool,
}

impl<'j> Unknown<'j> {
    fn of(
        members: Vec<Member<'j>>,
        description: Option<&'static Description>,
        known: &[Option<&str>],
        namespace: &str,
    ) -> Self {
        let properties = description.map_or(&[][..], |description| description.properties);
        let empty_lists = properties.iter().zip(known).filter(|(property, json)| {
            matches!(property.shape, Shape::List(Items { wrapped: false, .. }))
                && **json == Some("[]")
        });
        let mut unknown = Self {
            members,
            description,
            empty_lists: empty_lists.map(|(property, _)| property.name).collect(),
            exact: true,
        };
        let elements = unknown.elements().count() + unknown.attributes().count();
        unknown.exact = unknown.empty_lists.is_empty()
            && elements == unknown.members.len()
            && unknown
                .members
                .iter()
                .all(|member| unknown.is_exact(member, namespace));
        unknown
    }

    /// Is the member read from its element or attribute as it is?
    fn is_exact(&self, member: &Member<'_>, namespace: &str) -> bool {
        let Some(name) = member.plain_name() else {
            return false;
        };
        if name.starts_with(['@', '$']) {
            return tree::plain_text(member.json).is_some();
        }
        let own = self
            .description
            .map_or(namespace, |description| description.namespace);
        element_name(&name, self.description) == name
            && match member.json.as_bytes().first() {
                Some(b'"') => tree::plain_text(member.json).is_some(),
                Some(b'n') => true,
                Some(b'{') => own_piece(member.json, &name).is_some_and(|xml| {
                    let piece = read::parse_piece(&xml);
                    let again =
                        piece.and_then(|piece| read::unknown_json(&piece, &xml, &[own, namespace]));
                    again.as_deref() == Some(member.json)
                }),
                _ => false,
            }
    }

    /// The members that are written as elements, under their elements' names.
    fn elements(&self) -> impl Iterator<Item = (Cow<'_, str>, &Member<'j>)> {
        self.members.iter().filter_map(|member| {
            let name = member.name.as_deref()?;
            if let Some(rest) = name.strip_prefix('$') {
                return self
                    .is_name_of_enum(rest, member)
                    .then_some((Cow::Borrowed(rest), member));
            }
            let name = element_name(name, self.description);
            // Under the name of a property it would be read as that.
            let taken = self
                .description
                .is_some_and(|description| read::find(description, &name).is_some());
            (text::is_name(&name) && !taken).then_some((name, member))
        })
    }

    /// Is it a name of a value that the document does not know, of an integer enumeration?
    fn is_name_of_enum(&self, element: &str, member: &Member<'_>) -> bool {
        let Some(description) = self.description else {
            return false;
        };
        description.properties.iter().any(|property| {
            property.element == element
                && !property.attribute
                && match property.shape {
                    Shape::IntegerEnum(names) => tree::text(member.json).is_some_and(|text| {
                        text.trim() == text && read::is_unknown_name(&text, names())
                    }),
                    _ => false,
                }
        })
    }

    /// The members that are written as attributes, each name once.
    fn attributes(&self) -> impl Iterator<Item = (&str, String)> {
        let mut seen = Vec::new();
        self.members.iter().filter_map(move |member| {
            let name = member.name.as_deref()?.strip_prefix('@')?;
            let description = self.description?;
            let free = text::is_name(name)
                && read::find(description, name).is_none()
                && !seen.contains(&name);
            let value = free.then(|| tree::text(member.json))??;
            seen.push(name);
            Some((name, value))
        })
    }
}

/// The XML that a member's value is, if it is an element of that name.
fn own_piece(json: &str, name: &str) -> Option<String> {
    if !json.starts_with('{') {
        return None;
    }
    let [member] = <[Member<'_>; 1]>::try_from(tree::members(json)).ok()?;
    if member.name.as_deref() != Some(RAW) {
        return None;
    }
    let xml = tree::text(member.json)?;
    let piece = read::parse_piece(&xml)?;
    let whole = piece.root.start == 0 && piece.root.end == xml.len();
    (whole && piece.root.local().eq_ignore_ascii_case(name)).then_some(xml)
}
