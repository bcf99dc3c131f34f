//! YAML as JSON values.

use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_json::Value as Json;

/// Reads the one document of a text.
///
/// # Errors
/// Where the text is no YAML, has no or several documents, or has what JSON does not.
pub(crate) fn load(text: &str) -> Result<Json, String> {
    let documents = Yaml::load_from_str(text).map_err(|error| error.to_string())?;
    match documents.as_slice() {
        [document] => convert(document),
        others => Err(format!("holds {} YAML documents, not one", others.len())),
    }
}

fn convert(node: &Yaml<'_>) -> Result<Json, String> {
    Ok(match node {
        Yaml::Value(Scalar::Null) => Json::Null,
        Yaml::Value(Scalar::Boolean(value)) => (*value).into(),
        Yaml::Value(Scalar::Integer(value)) => (*value).into(),
        Yaml::Value(Scalar::FloatingPoint(value)) => value.into_inner().into(),
        Yaml::Value(Scalar::String(text)) => text.as_ref().into(),
        Yaml::Sequence(items) => items.iter().map(convert).collect::<Result<_, _>>()?,
        Yaml::Mapping(members) => {
            let mut object = serde_json::Map::new();
            for (key, value) in members {
                let key = match convert(key)? {
                    Json::String(key) => key,
                    Json::Number(key) => key.to_string(),
                    Json::Bool(key) => key.to_string(),
                    _ => return Err("a key is no text".to_owned()),
                };
                object.insert(key, convert(value)?);
            }
            Json::Object(object)
        }
        Yaml::Tagged(_, inner) => convert(inner)?,
        Yaml::Alias(_) | Yaml::BadValue | Yaml::Representation(..) => {
            return Err("a value cannot be read".to_owned());
        }
    })
}
