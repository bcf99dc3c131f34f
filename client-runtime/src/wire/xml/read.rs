//! From elements to JSON, by what a document says of them.

use std::collections::HashSet;

use super::super::description::{Described, Description, Entries, Items, Property, Shape};
use super::super::error::{DecodeError, DecodeErrorKind, excerpt};
use super::super::open_enum::matches_loosely;
use super::super::tree;
use super::super::value::Wire;
use super::super::writer::push_string;
use super::super::{JsonObject, json};
use super::dom::{self, Document, Element};
use super::text;
use super::{EXACT, RAW};

/// How much the declarations that pieces of XML take along may add to a body.
const ADDED: usize = 1 << 20;

/// A body as JSON, which knows where it is from.
pub(super) struct Json<'t> {
    text: String,
    /// Places in the JSON, and where in the XML their values begin.
    places: Vec<(usize, usize)>,
    source: &'t str,
}

impl Json<'_> {
    pub(super) fn decode<T: Wire + Described>(&self) -> Result<T, DecodeError> {
        json::from_str(&self.text).map_err(|error| {
            // The JSON is one line, counted from 1.
            let column = error.column().saturating_sub(1);
            let next = self.places.partition_point(|(json, _)| *json <= column);
            let place = next.checked_sub(1).and_then(|last| self.places.get(last));
            error.moved_to(
                self.source.as_bytes(),
                place.map_or(0, |(_, source)| *source),
            )
        })
    }
}

/// A document as JSON.
pub(super) fn to_json<'t>(
    document: &Document<'t>,
    source: &'t str,
    shape: Shape,
) -> Result<Json<'t>, DecodeError> {
    let mut converter = Converter {
        source,
        namespaces: &document.namespaces,
        scope: Vec::new(),
        json: String::with_capacity(source.len()),
        places: Vec::new(),
        added: 0,
    };
    converter.root(&document.root, shape)?;
    Ok(Json {
        text: converter.json,
        places: converter.places,
        source,
    })
}

/// What an element becomes that no property takes, in the namespaces around it.
pub(super) fn unknown_json(
    document: &Document<'_>,
    source: &str,
    around: &[&str],
) -> Option<String> {
    let mut converter = Converter {
        source,
        namespaces: &document.namespaces,
        scope: Vec::new(),
        json: String::new(),
        places: Vec::new(),
        added: 0,
    };
    converter.unknown(&document.root, around).ok()?;
    Some(converter.json)
}

/// An element as a value to look at.
pub(super) fn to_value(element: &Element<'_>) -> serde_json::Value {
    if element.is_nil() {
        return serde_json::Value::Null;
    }
    if element.elements.is_empty() {
        return serde_json::Value::String(element.text.trim().to_owned());
    }
    let first = element.elements[0].local();
    let mut inner = element.elements.iter();
    if element.elements.len() > 1 && inner.all(|other| other.local() == first) {
        return element.elements.iter().map(to_value).collect();
    }
    let members = element.elements.iter();
    members
        .map(|member| (member.local().to_owned(), to_value(member)))
        .collect()
}

struct Converter<'d, 't> {
    source: &'t str,
    namespaces: &'d [String],
    /// The prefixes in scope, the innermost last.
    scope: Vec<(&'d str, usize)>,
    json: String,
    places: Vec<(usize, usize)>,
    added: usize,
}

impl<'d, 't: 'd> Converter<'d, 't> {
    fn root(&mut self, element: &'d Element<'t>, shape: Shape) -> Result<(), DecodeError> {
        match shape {
            // Of a document without a shape, no JSON says all that it says.
            Shape::Free if exact_of(element, self.namespaces).is_none() => {
                self.push_raw(&self.source[element.start..element.end]);
                Ok(())
            }
            shape => self.value(element, shape),
        }
    }

    fn value(&mut self, element: &'d Element<'t>, shape: Shape) -> Result<(), DecodeError> {
        self.places.push((self.json.len(), element.start));
        if element.is_nil() {
            self.json.push_str("null");
            return Ok(());
        }
        let outer = self.scope.len();
        self.scope.extend(&element.declarations);
        match shape {
            Shape::Text => {
                self.without_elements(element, "text")?;
                push_string(&mut self.json, &element.text);
            }
            Shape::Boolean => {
                self.without_elements(element, "true or false")?;
                match element.text.trim().to_ascii_lowercase().as_str() {
                    "true" | "1" => self.json.push_str("true"),
                    "false" | "0" => self.json.push_str("false"),
                    other => push_string(&mut self.json, other),
                }
            }
            Shape::Number | Shape::IntegerEnum(_) => {
                self.without_elements(element, "a number")?;
                match tree::to_number(&element.text) {
                    Some(number) => self.json.push_str(&number),
                    None => push_string(&mut self.json, element.text.trim()),
                }
            }
            Shape::Object(description) => self.object(element, description())?,
            Shape::Free => self.free(element, None)?,
            Shape::Map(entries) => self.free(element, Some(entries))?,
            Shape::List(items) => self.list(&[element], items)?,
        }
        self.scope.truncate(outer);
        Ok(())
    }

    fn object(
        &mut self,
        element: &'d Element<'t>,
        description: &'static Description,
    ) -> Result<(), DecodeError> {
        self.without_text(element)?;
        self.json.push('{');
        let mut unknown = Vec::new();
        for attribute in &element.attributes {
            if attribute.instance || attribute.name.contains(':') {
                continue;
            }
            match find(description, attribute.name) {
                Some(index) => {
                    let property = &description.properties[index];
                    self.name(property.name);
                    self.attribute(&attribute.value, property.shape);
                }
                None => {
                    self.name(&format!("@{}", attribute.name));
                    push_string(&mut self.json, &attribute.value);
                }
            }
        }
        let mut known: Vec<Vec<&'d Element<'t>>> = vec![Vec::new(); description.properties.len()];
        for inner in &element.elements {
            match find(description, inner.local()) {
                Some(index) if !self.is_foreign(inner) => known[index].push(inner),
                _ => unknown.push(inner),
            }
        }
        for (property, elements) in description.properties.iter().zip(known) {
            self.property(property, &elements)
                .map_err(|error| error.in_property(property.name))?;
        }
        let around = [description.namespace, &self.namespaces[element.namespace]];
        self.unknown_members(element, unknown, &around, Some(description))?;
        self.json.push('}');
        Ok(())
    }

    fn property(
        &mut self,
        property: &'static Property,
        elements: &[&'d Element<'t>],
    ) -> Result<(), DecodeError> {
        if let Shape::List(items) = property.shape {
            if !elements.is_empty() {
                self.name(property.name);
                self.list(elements, items)?;
            }
            return Ok(());
        }
        for element in elements {
            // A name that came after this client was made is no number: kept beside the property.
            if let Shape::IntegerEnum(names) = property.shape
                && is_unknown_name(&element.text, names())
                && element.elements.is_empty()
                && !element.is_nil()
            {
                self.name(&format!("${}", property.element));
                push_string(&mut self.json, element.text.trim());
                continue;
            }
            self.name(property.name);
            self.value(element, property.shape)?;
        }
        Ok(())
    }

    fn list(
        &mut self,
        elements: &[&'d Element<'t>],
        items: &'static Items,
    ) -> Result<(), DecodeError> {
        if let [element] = elements
            && element.is_nil()
        {
            self.json.push_str("null");
            return Ok(());
        }
        self.json.push('[');
        let mut index = 0;
        for element in elements {
            let outer = self.scope.len();
            if is_wrapper(element, items, elements.len() == 1) {
                self.without_text(element)?;
                self.scope.extend(&element.declarations);
                for item in &element.elements {
                    self.item(item, items, &mut index)?;
                }
                self.scope.truncate(outer);
            } else {
                self.item(element, items, &mut index)?;
            }
        }
        self.json.push(']');
        Ok(())
    }

    fn item(
        &mut self,
        element: &'d Element<'t>,
        items: &'static Items,
        index: &mut usize,
    ) -> Result<(), DecodeError> {
        tree::push_separator(&mut self.json);
        self.value(element, items.shape)
            .map_err(|error| error.in_element(*index))?;
        *index += 1;
        Ok(())
    }

    /// A free-form object: entries of a name and a value, or elements named like members.
    fn free(
        &mut self,
        element: &'d Element<'t>,
        entries: Option<&'static Entries>,
    ) -> Result<(), DecodeError> {
        let only_members =
            element.text.trim().is_empty() && element.attributes.iter().all(|other| other.instance);
        if !only_members {
            return self.raw(element);
        }
        self.json.push('{');
        let mut unknown = Vec::new();
        let exact = exact_of(element, self.namespaces).is_some();
        for inner in &element.elements {
            match entries.and_then(|entries| entry_of(inner, entries)) {
                Some(_) if exact => {}
                Some((key, value)) => {
                    self.name(&key.text);
                    let outer = self.scope.len();
                    self.scope.extend(&inner.declarations);
                    self.entry_value(value)?;
                    self.scope.truncate(outer);
                }
                None => unknown.push(inner),
            }
        }
        let around = [self.namespaces[element.namespace].as_str(); 2];
        self.unknown_members(element, unknown, &around, None)?;
        self.json.push('}');
        Ok(())
    }

    fn entry_value(&mut self, value: &'d Element<'t>) -> Result<(), DecodeError> {
        let other = value.attributes.iter().any(|attribute| !attribute.instance);
        if value.is_nil() && value.elements.is_empty() {
            self.json.push_str("null");
            return Ok(());
        }
        let kind = value.instance("type").unwrap_or("string");
        let kind = kind.rsplit(':').next().unwrap_or_default();
        let trimmed = value.text.trim();
        match kind {
            _ if other || !value.elements.is_empty() => return self.raw(value),
            "string" => push_string(&mut self.json, &value.text),
            "boolean" if matches!(trimmed, "true" | "false") => self.json.push_str(trimmed),
            "int" | "long" | "short" | "byte" | "integer" | "decimal" | "double" | "float" => {
                match tree::to_number(trimmed) {
                    Some(number) => self.json.push_str(&number),
                    None => return self.raw(value),
                }
            }
            _ => return self.raw(value),
        }
        Ok(())
    }

    /// What no property takes, behind the properties.
    fn unknown_members(
        &mut self,
        element: &'d Element<'t>,
        unknown: Vec<&'d Element<'t>>,
        around: &[&str],
        description: Option<&'static Description>,
    ) -> Result<(), DecodeError> {
        let exact = exact_of(element, self.namespaces);
        let said: Option<JsonObject> = match exact {
            Some(exact) => {
                let said = json::from_str(&exact.text);
                Some(said.map_err(|error| error.moved_to(self.source.as_bytes(), exact.start))?)
            }
            None => None,
        };
        for inner in unknown {
            if exact.is_some_and(|exact| std::ptr::eq(exact, inner)) {
                continue;
            }
            // What is said exactly was also written as well as elements can say it; one that was kept
            // as its XML, in its own letter case.
            let again = said.as_ref().is_some_and(|said| {
                said.iter().any(|(name, _)| {
                    super::write::element_name(&name, description)
                        .eq_ignore_ascii_case(inner.local())
                })
            });
            if again {
                continue;
            }
            self.name(inner.local());
            self.unknown(inner, around)
                .map_err(|error| error.in_property(inner.local()))?;
        }
        if let Some(said) = said.filter(|said| !said.is_empty()) {
            tree::push_separator(&mut self.json);
            self.json.push_str(said.members());
        }
        Ok(())
    }

    /// An element that no property takes, in one of the namespaces around it or in another.
    fn unknown(&mut self, element: &'d Element<'t>, around: &[&str]) -> Result<(), DecodeError> {
        let namespace = self.namespaces[element.namespace].as_str();
        let at_home = namespace.is_empty() || around.contains(&namespace);
        let plain = at_home && element.elements.is_empty() && text::is_name(element.local());
        let only_nil = element.attributes.len() == 1 && element.is_nil();
        if plain && only_nil && element.text.is_empty() {
            self.json.push_str("null");
        } else if plain && element.attributes.is_empty() {
            push_string(&mut self.json, &element.text);
        } else {
            return self.raw(element);
        }
        Ok(())
    }

    /// An element as its XML, with the declarations that it needs to stand alone.
    fn raw(&mut self, element: &'d Element<'t>) -> Result<(), DecodeError> {
        let source = &self.source[element.start..element.end];
        let name_end = 1 + element.name.len();
        let mut xml = String::with_capacity(source.len() + 64);
        xml.push_str(&source[..name_end]);
        let mut declared: Vec<&str> = element
            .declarations
            .iter()
            .map(|(prefix, _)| *prefix)
            .collect();
        let mut used = HashSet::from([""]);
        prefixes_of(element, &mut used);
        let around = std::iter::once(&("", 0)).chain(&self.scope);
        for (prefix, namespace) in around.rev() {
            if !used.contains(prefix) || declared.contains(prefix) {
                continue;
            }
            declared.push(prefix);
            let colon = if prefix.is_empty() { "" } else { ":" };
            xml.push_str(&format!(" xmlns{colon}{prefix}=\""));
            text::push_attribute(&mut xml, &self.namespaces[*namespace]);
            xml.push('"');
        }
        self.added += xml.len() - name_end;
        if self.added > ADDED {
            let found = String::from("declarations that come to more than 1 MiB with it");
            return Err(self.error(element, DecodeErrorKind::OutOfRange, "an element", found));
        }
        xml.push_str(&source[name_end..]);
        self.push_raw(&xml);
        Ok(())
    }

    fn push_raw(&mut self, xml: &str) {
        self.json.push_str("{\"");
        self.json.push_str(RAW);
        self.json.push_str("\":");
        push_string(&mut self.json, xml);
        self.json.push('}');
    }

    fn name(&mut self, name: &str) {
        tree::push_separator(&mut self.json);
        push_string(&mut self.json, name);
        self.json.push(':');
    }

    fn attribute(&mut self, value: &str, shape: Shape) {
        let trimmed = value.trim();
        match (shape, trimmed) {
            (Shape::Boolean, "true" | "1") => self.json.push_str("true"),
            (Shape::Boolean, "false" | "0") => self.json.push_str("false"),
            (Shape::Number | Shape::IntegerEnum(_), _) if tree::to_number(trimmed).is_some() => {
                self.json
                    .push_str(&tree::to_number(trimmed).unwrap_or_default());
            }
            _ => push_string(&mut self.json, value),
        }
    }

    /// Is it the element that says exactly what the unknown ones are?
    fn is_foreign(&self, element: &Element<'_>) -> bool {
        self.namespaces[element.namespace] == EXACT
    }

    fn without_elements(
        &self,
        element: &Element<'_>,
        expected: &'static str,
    ) -> Result<(), DecodeError> {
        match element.elements.first() {
            None => Ok(()),
            Some(inner) => {
                let found = format!("the element `{}`", excerpt(inner.name));
                Err(self.error(inner, DecodeErrorKind::WrongType, expected, found))
            }
        }
    }

    fn without_text(&self, element: &Element<'_>) -> Result<(), DecodeError> {
        match element.text.trim() {
            "" => Ok(()),
            text => {
                let found = format!("the text \"{}\"", excerpt(text));
                Err(self.error(element, DecodeErrorKind::WrongType, "elements", found))
            }
        }
    }

    fn error(
        &self,
        element: &Element<'_>,
        kind: DecodeErrorKind,
        expected: &'static str,
        found: String,
    ) -> DecodeError {
        DecodeError::new(kind, self.source.as_bytes(), element.start, expected, found)
    }
}

/// The property that an element or attribute of this name is: by the name of the element, by
/// either name without its case.
pub(super) fn find(description: &Description, name: &str) -> Option<usize> {
    let properties = description.properties;
    let exact = properties.iter().position(|other| other.element == name);
    exact.or_else(|| {
        properties.iter().position(|other| {
            other.element.eq_ignore_ascii_case(name) || other.name.eq_ignore_ascii_case(name)
        })
    })
}

/// The prefixes of the names in an element, and of the types that `xsi:type` names.
fn prefixes_of<'e>(element: &'e Element<'_>, prefixes: &mut HashSet<&'e str>) {
    let names = element.attributes.iter().map(|attribute| attribute.name);
    let types = element.instance("type");
    let all = std::iter::once(element.name).chain(names).chain(types);
    prefixes.extend(all.filter_map(|name| Some(name.split_once(':')?.0)));
    for inner in &element.elements {
        prefixes_of(inner, prefixes);
    }
}

/// Is it neither a number nor a documented name?
pub(super) fn is_unknown_name(text: &str, names: &[(i64, &str)]) -> bool {
    let text = text.trim();
    !text.is_empty()
        && tree::to_number(text).is_none()
        && !names.iter().any(|(_, name)| matches_loosely(text, name))
}

/// Does the element stand around the items of a list, or is it an item itself? The document says
/// what is usual; the element, what is.
fn is_wrapper(element: &Element<'_>, items: &Items, alone: bool) -> bool {
    let Some(first) = element.elements.first() else {
        return items.wrapped && alone && element.text.trim().is_empty();
    };
    let all_items = element
        .elements
        .iter()
        .all(|inner| inner.local().eq_ignore_ascii_case(items.element));
    match items.shape {
        Shape::Object(description) => {
            let is_property = find(description(), first.local()).is_some();
            if all_items && (items.wrapped || !is_property) {
                return true;
            }
            // Another name of the items, unless it is unknown to the object itself.
            !is_property && items.wrapped && !first.elements.is_empty()
        }
        Shape::Map(_) | Shape::Free | Shape::List(_) => all_items,
        _ => true,
    }
}

/// The key and the value of an entry.
fn entry_of<'e, 't>(
    element: &'e Element<'t>,
    entries: &Entries,
) -> Option<(&'e Element<'t>, &'e Element<'t>)> {
    let [key, value] = element.elements.as_slice() else {
        return None;
    };
    let named = |element: &Element<'_>, name: &str| element.local().eq_ignore_ascii_case(name);
    let plain = element.attributes.is_empty()
        && element.text.trim().is_empty()
        && key.elements.is_empty()
        && key.attributes.is_empty();
    (plain && named(key, entries.key) && named(value, entries.value)).then_some((key, value))
}

/// The element that says exactly what the unknown ones are.
fn exact_of<'e, 't>(element: &'e Element<'t>, namespaces: &[String]) -> Option<&'e Element<'t>> {
    let mut elements = element.elements.iter();
    elements.find(|inner| inner.local() == "json" && namespaces[inner.namespace] == EXACT)
}

/// A piece of XML that a member holds, parsed.
pub(super) fn parse_piece(xml: &str) -> Option<Document<'_>> {
    dom::parse(xml).ok()
}
