//! The parameters that a document describes: how emitted code sets them.

use bytes::Bytes;
use percent_encoding::utf8_percent_encode;

use super::Call;
use super::header::GivenHeader;
use super::part::Part;
use super::path::DATA;
use crate::wire::{Wire, json};

/// How an object stands in a query, by the styles of OpenAPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ObjectStyle {
    /// Each member is a parameter of its own: `form`, exploded: `size=1&colour=red`.
    Members,
    /// All members in one parameter: `form`, not exploded: `name=size,1,colour,red`.
    Joined,
    /// Each member in brackets: `deepObject`: `name[size]=1&name[colour]=red`.
    Deep,
}

impl Call<'_> {
    /// Sets a parameter of the path to several values in one segment: `1,2` (OpenAPI's `simple`
    /// style).
    pub fn set_path_joined<V: Into<String>>(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = V>,
    ) {
        self.set_path(name, joined(values));
    }

    /// Sets a documented header parameter to several values: `1,2` (OpenAPI's `simple` style).
    pub fn set_header_joined<V: Into<String>>(
        &mut self,
        name: &str,
        values: impl IntoIterator<Item = V>,
    ) {
        self.set_header(name, joined(values));
    }

    /// Sets parameters of the query to the members of an object. Members that are `null` are left
    /// out; a member that is an object or a list has no form in a query, and makes the request
    /// invalid.
    pub fn set_query_object<T: Wire>(&mut self, name: &str, value: &T, style: ObjectStyle) {
        self.query.set_object(name, value, style);
    }

    /// Sets a parameter of the query to the JSON of a value.
    pub fn set_query_json<T: Wire>(&mut self, name: &str, value: &T) {
        match json::to_string(value) {
            Ok(text) => self.set_query(name, text),
            Err(error) => self.query.refuse(name, error),
        }
    }

    /// Sets a cookie, percent-encoded. Its value is taken for a secret: it is shown nowhere.
    pub fn set_cookie(&mut self, name: &str, value: impl Into<String>) {
        let value = value.into();
        let pair = format!("{name}={}", utf8_percent_encode(&value, DATA));
        match self
            .headers
            .iter_mut()
            .find(|held| held.name.eq_ignore_ascii_case("cookie"))
        {
            Some(held) => {
                let others = held
                    .value
                    .split("; ")
                    .filter(|other| other.split_once('=').is_none_or(|(other, _)| other != name));
                let mut pairs: Vec<&str> = others.collect();
                pairs.push(&pair);
                held.value = pairs.join("; ");
            }
            None => self.headers.push(GivenHeader {
                name: "cookie".to_owned(),
                value: pair,
                extra: true,
            }),
        }
    }

    /// Sets a body that is sent as it is, by its media type.
    pub fn set_body(&mut self, media_type: &'static str, body: impl Into<Bytes>) {
        self.raw_body.set_raw(media_type, body.into());
    }

    /// Sets a part of a `multipart/form-data` body, in place of those of the same name.
    pub fn set_part(&mut self, name: &'static str, part: impl Into<Part>) {
        self.set_part_each(name, [part]);
    }

    /// Sets the parts of a `multipart/form-data` body that have this name, in their order.
    pub fn set_part_each<P: Into<Part>>(
        &mut self,
        name: &'static str,
        parts: impl IntoIterator<Item = P>,
    ) {
        self.raw_body
            .set_parts(name, parts.into_iter().map(Into::into).collect());
    }

    /// Sets a part of a `multipart/form-data` body to the JSON of a value.
    pub fn set_part_json<T: Wire>(&mut self, name: &'static str, value: &T) {
        self.set_part(name, Part::json(value));
    }
}

fn joined<V: Into<String>>(values: impl IntoIterator<Item = V>) -> String {
    let values: Vec<String> = values.into_iter().map(Into::into).collect();
    values.join(",")
}
