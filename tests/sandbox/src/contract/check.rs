//! Whether a request is one that the document describes.

use std::collections::BTreeMap;

use http::HeaderMap;
use http::header::CONTENT_TYPE;

use super::{Contract, Operation, Parameter, UnknownMember};
use crate::body::value::Value;
use crate::body::{Encoding, scalar};

/// The parameters of a query by name, in their order, decoded.
pub(crate) type Query = Vec<(String, String)>;

/// A request as the service goes on to see it.
#[derive(Debug, Default)]
pub(crate) struct Incoming {
    /// The body, normalised. `None` when none came, or none is described.
    pub(crate) body: Option<Value>,
    /// Words that are no members of their enum.
    pub(crate) unknown_members: Vec<UnknownMember>,
}

/// The most faults that are listed: enough to mend a request by, and bounded.
const LISTED: usize = 20;

impl Contract {
    /// Checks all of a request.
    ///
    /// # Errors
    /// What is wrong with it, each fault with its place.
    pub(crate) fn check(
        &self,
        operation: &Operation,
        path: &BTreeMap<String, String>,
        query: &Query,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Incoming, Vec<String>> {
        let mut faults = Vec::new();
        for parameter in &operation.parameters {
            check_parameter(parameter, path, query, headers, &mut faults);
        }
        for (name, _) in query {
            let known = operation.parameters.iter();
            let mut known = known.filter(|known| known.place == "query");
            if !known.any(|known| known.name.eq_ignore_ascii_case(name)) {
                faults.push(format!("query: there is no parameter `{name}`"));
            }
        }
        let incoming = self.check_body(operation, headers, body, &mut faults);
        faults.truncate(LISTED);
        if faults.is_empty() {
            Ok(incoming)
        } else {
            Err(faults)
        }
    }

    fn check_body(
        &self,
        operation: &Operation,
        headers: &HeaderMap,
        bytes: &[u8],
        faults: &mut Vec<String>,
    ) -> Incoming {
        let mut incoming = Incoming::default();
        // Where none is described, the service looks at none: its SDKs send one with a checkout.
        let Some(body) = &operation.body else {
            return incoming;
        };
        if bytes.is_empty() {
            if body.required {
                faults.push("body: it is required, and empty".to_owned());
            }
            return incoming;
        }
        let media_type = match media_type(headers) {
            Ok(media_type) if body.media_types.contains(&media_type) => media_type,
            Ok(other) => {
                let listed = body.media_types.join("`, `");
                faults.push(format!(
                    "header content-type: `{other}` is none of `{listed}`"
                ));
                return incoming;
            }
            Err(fault) => {
                faults.push(format!("header content-type: {fault}"));
                return incoming;
            }
        };
        let value = match Encoding::of(&media_type) {
            Some(encoding) => encoding.read(self, &body.shape, bytes),
            None => Err(format!("`{media_type}` cannot be read here")),
        };
        match value {
            Err(fault) => faults.push(format!("body: {fault}")),
            Ok(value) => {
                let unknown = &mut incoming.unknown_members;
                let value = self.normalise(&body.shape, value, unknown);
                let errors = value.to_serde();
                let errors = body.validator.iter_errors(&errors);
                faults.extend(errors.take(LISTED).map(|error| {
                    let mut said = error.to_string();
                    shorten(&mut said);
                    format!("body {}: {said}", error.instance_path())
                }));
                incoming.body = Some(value);
            }
        }
        incoming
    }
}

fn check_parameter(
    parameter: &Parameter,
    path: &BTreeMap<String, String>,
    query: &Query,
    headers: &HeaderMap,
    faults: &mut Vec<String>,
) {
    let Parameter { name, place, .. } = parameter;
    let given: Vec<String> = match place.as_str() {
        "path" => path.get(name).cloned().into_iter().collect(),
        "query" => {
            let given = query
                .iter()
                .filter(|(known, _)| known.eq_ignore_ascii_case(name));
            given.map(|(_, value)| value.clone()).collect()
        }
        "header" => {
            let given = headers.get_all(name.as_str()).iter();
            given
                .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
                .collect()
        }
        _ => return,
    };
    if given.is_empty() && parameter.required {
        faults.push(format!("{place} {name}: it is required, and missing"));
    }
    if given.len() > 1 {
        faults.push(format!("{place} {name}: it is given {} times", given.len()));
    }
    for value in given {
        let value = scalar(&parameter.shape, &value).to_serde();
        for error in parameter.validator.iter_errors(&value) {
            let mut said = error.to_string();
            shorten(&mut said);
            faults.push(format!("{place} {name}: {said}"));
        }
    }
}

/// A fault names the value that is wrong, and a value can be as long as the request.
fn shorten(said: &mut String) {
    const SHOWN: usize = 300;
    if let Some((end, _)) = said.char_indices().nth(SHOWN) {
        said.truncate(end);
        said.push('…');
    }
}

/// The request's media type without parameters, in lower case.
fn media_type(headers: &HeaderMap) -> Result<String, String> {
    let value = headers.get(CONTENT_TYPE).ok_or("it is missing")?;
    let text = value.to_str().map_err(|_| "it is no text")?;
    let mut parts = text.split(';');
    let media_type = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    for parameter in parts {
        if let Some((name, value)) = parameter.split_once('=')
            && name.trim().eq_ignore_ascii_case("charset")
            && !value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        {
            return Err(format!("the charset `{}` is not read here", value.trim()));
        }
    }
    Ok(media_type)
}
