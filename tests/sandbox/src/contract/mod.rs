//! The OpenAPI document as the judge of requests: read from the file itself, by code of this crate.

mod check;
mod normalise;
mod schema;
mod yaml;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use jsonschema::Validator;
use serde_json::Value as Json;

pub(crate) use check::{Incoming, Query};
pub(crate) use normalise::UnknownMember;
pub(crate) use schema::{Property, Shape, Type, XmlName};
pub(crate) use yaml::load as load_yaml;

/// The document, as it stands in the repository.
const DOCUMENT: &str = include_str!("../../../../spec/partner-center.yaml");

const CART: &str = "Microsoft.Partner.Services.Carts.V1.Models.Cart";
const ORDER: &str = "Microsoft.Partner.Services.Orders.V2.Models.Order";

/// What the document says.
pub(crate) struct Contract {
    operations: Vec<Operation>,
    types: BTreeMap<String, Type>,
}

/// One operation.
pub(crate) struct Operation {
    pub(crate) id: String,
    /// Upper case.
    pub(crate) method: String,
    pub(crate) template: String,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
}

pub(crate) struct Parameter {
    pub(crate) name: String,
    /// `path`, `query`, `header` or `cookie`.
    pub(crate) place: String,
    pub(crate) required: bool,
    pub(crate) shape: Shape,
    pub(crate) validator: Validator,
}

pub(crate) struct Body {
    pub(crate) required: bool,
    pub(crate) media_types: Vec<String>,
    pub(crate) shape: Shape,
    pub(crate) validator: Validator,
}

impl Contract {
    /// The document's contract, read once a process.
    ///
    /// # Errors
    /// What is wrong with the document, in one line.
    pub(crate) fn shared() -> Result<Arc<Self>, String> {
        static CONTRACT: LazyLock<Result<Arc<Contract>, String>> =
            LazyLock::new(|| Contract::read(DOCUMENT).map(Arc::new));
        CONTRACT.clone()
    }

    fn read(text: &str) -> Result<Self, String> {
        let document = load_yaml(text)?;
        let schemas = document
            .pointer("/components/schemas")
            .and_then(Json::as_object)
            .ok_or("the document has no components.schemas")?;
        let types = schemas
            .iter()
            .map(|(key, schema)| (key.clone(), Type::read(schema)))
            .collect();
        let mut operations = Vec::new();
        let paths = document.get("paths").and_then(Json::as_object);
        for (template, item) in paths.into_iter().flatten() {
            for method in ["get", "put", "post", "delete", "patch"] {
                if let Some(operation) = item.get(method) {
                    operations.push(Operation::read(
                        &document, method, template, item, operation,
                    )?);
                }
            }
        }
        for surrounding in SURROUNDINGS {
            let known = operations
                .iter()
                .any(|known| known.answers(surrounding.method, surrounding.template));
            if !known {
                operations.push(surrounding.operation(&document)?);
            }
        }
        Ok(Self { operations, types })
    }

    /// The operations of a path, each with the path's values by their names; empty when no
    /// operation has such a path.
    pub(crate) fn find(&self, path: &str) -> Vec<(&Operation, BTreeMap<String, String>)> {
        let matching = self.operations.iter();
        matching
            .filter_map(|operation| Some((operation, values(&operation.template, path)?)))
            .collect()
    }

    /// A type of `components.schemas`.
    pub(crate) fn get(&self, key: &str) -> Option<&Type> {
        self.types.get(key)
    }

    pub(crate) fn cart() -> Shape {
        Shape::Object(Some(CART.to_owned()))
    }

    pub(crate) fn order() -> Shape {
        Shape::Object(Some(ORDER.to_owned()))
    }
}

impl Operation {
    fn read(
        document: &Json,
        method: &str,
        template: &str,
        item: &Json,
        operation: &Json,
    ) -> Result<Self, String> {
        let shared = item.get("parameters").and_then(Json::as_array);
        let own = operation.get("parameters").and_then(Json::as_array);
        let mut parameters: Vec<Parameter> = Vec::new();
        for parameter in shared.into_iter().chain(own).flatten() {
            let parameter = Parameter::read(document, schema::resolve(document, parameter)?)?;
            // What an operation says overrides what its path says.
            parameters
                .retain(|known| (&known.name, &known.place) != (&parameter.name, &parameter.place));
            parameters.push(parameter);
        }
        let id = operation.get("operationId").and_then(Json::as_str);
        let body = operation.get("requestBody");
        Ok(Self {
            id: id.unwrap_or(template).to_owned(),
            method: method.to_ascii_uppercase(),
            template: template.to_owned(),
            parameters,
            body: body.map(|body| Body::read(document, body)).transpose()?,
        })
    }

    /// Whether this is the operation of a method and a template, however its parameters are named.
    pub(crate) fn answers(&self, method: &str, template: &str) -> bool {
        let plain = |template: &str| -> Vec<String> {
            let segments = template.split('/');
            segments
                .map(|segment| match segment.split_once('{') {
                    Some((before, _)) => format!("{before}{{}}"),
                    None => segment.to_owned(),
                })
                .collect()
        };
        self.method == method && plain(&self.template) == plain(template)
    }
}

impl Parameter {
    fn read(document: &Json, parameter: &Json) -> Result<Self, String> {
        let text = |key: &str| parameter.get(key).and_then(Json::as_str);
        let name = text("name").ok_or("a parameter has no name")?;
        let schema = parameter.get("schema").cloned().unwrap_or_default();
        Ok(Self {
            name: name.to_owned(),
            place: text("in").unwrap_or_default().to_owned(),
            required: parameter.get("required") == Some(&Json::Bool(true)),
            shape: Shape::read(&schema),
            validator: schema::validator(document, &schema)
                .map_err(|fault| format!("the parameter `{name}`: {fault}"))?,
        })
    }
}

impl Body {
    fn read(document: &Json, body: &Json) -> Result<Self, String> {
        let body = schema::resolve(document, body)?;
        let content = body.get("content").and_then(Json::as_object);
        let content = content.ok_or("a request body has no content")?;
        let schema = content
            .values()
            .find_map(|media| media.get("schema"))
            .cloned()
            .unwrap_or_default();
        Ok(Self {
            required: body.get("required") == Some(&Json::Bool(true)),
            media_types: content.keys().map(|key| key.to_ascii_lowercase()).collect(),
            shape: Shape::read(&schema),
            validator: schema::validator(document, &schema)?,
        })
    }
}

/// What a person needs around the documented operations, by the service's own paths. As soon as
/// the document describes one of them, the document is what counts.
const SURROUNDINGS: &[Surrounding] = &[
    Surrounding {
        id: "create_cart",
        method: "POST",
        template: "/v{version}/customers/{customer_id}/carts",
        takes_cart: true,
        query: &[],
    },
    Surrounding {
        id: "get_cart",
        method: "GET",
        template: "/v{version}/customers/{customer_id}/carts/{cart_id}",
        takes_cart: false,
        query: &[],
    },
    Surrounding {
        id: "checkout_cart",
        method: "POST",
        template: "/v{version}/customers/{customer_id}/carts/{cart_id}/checkout",
        takes_cart: false,
        query: &[],
    },
    Surrounding {
        id: "get_orders",
        method: "GET",
        template: "/v{version}/customers/{customer_id}/orders",
        takes_cart: false,
        query: &[
            "billingType",
            "include_price",
            "include_system_purchases",
            "indirect_reseller_id",
        ],
    },
    Surrounding {
        id: "get_order",
        method: "GET",
        template: "/v{version}/customers/{customer_id}/orders/{order_id}",
        takes_cart: false,
        query: &["include_price"],
    },
];

struct Surrounding {
    id: &'static str,
    method: &'static str,
    template: &'static str,
    takes_cart: bool,
    query: &'static [&'static str],
}

impl Surrounding {
    /// Described as the document would: its parameters are texts, its body is the document's cart.
    fn operation(&self, document: &Json) -> Result<Operation, String> {
        let text = serde_json::json!({"type": "string"});
        let query = self.query.iter().map(
            |name| serde_json::json!({"name": name, "in": "query", "required": false, "schema": text}),
        );
        let path = self.template.split('/').filter_map(|segment| {
            let name = segment.split_once('{')?.1.trim_end_matches('}');
            Some(serde_json::json!({"name": name, "in": "path", "required": true, "schema": text}))
        });
        let parameters: Vec<Json> = path.chain(query).collect();
        let mut operation = serde_json::json!({"operationId": self.id, "parameters": parameters});
        if self.takes_cart {
            let schema = serde_json::json!({"$ref": format!("#/components/schemas/{CART}")});
            let media = serde_json::json!({ "schema": schema });
            operation["requestBody"] = serde_json::json!({
                "required": true,
                "content": {
                    "application/json": media, "text/json": media,
                    "application/xml": media, "text/xml": media,
                    "application/x-www-form-urlencoded": media,
                }
            });
        }
        let method = self.method.to_ascii_lowercase();
        Operation::read(document, &method, self.template, &Json::Null, &operation)
    }
}

/// The values that a path gives to a template's parameters, percent-decoded; `None` when it is
/// another path.
fn values(template: &str, path: &str) -> Option<BTreeMap<String, String>> {
    let mut values = BTreeMap::new();
    let mut segments = path.split('/');
    for wanted in template.split('/') {
        let segment = segments.next()?;
        match wanted.split_once('{') {
            None if wanted == segment => {}
            None => return None,
            Some((before, name)) => {
                let value = segment.strip_prefix(before)?;
                let value = percent_encoding::percent_decode_str(value).decode_utf8_lossy();
                if value.is_empty() {
                    return None;
                }
                values.insert(name.trim_end_matches('}').to_owned(), value.into_owned());
            }
        }
    }
    segments.next().is_none().then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_is_read_whole() {
        let contract = Contract::shared().unwrap();
        let found = contract.find("/v1/customers/a%2Fb/carts/c");
        let put = found
            .iter()
            .find(|(operation, _)| operation.method == "PUT");
        let (operation, values) = put.unwrap();
        assert_eq!(operation.id, "update_cart");
        assert_eq!(values["customer_id"], "a/b");
        let body = operation.body.as_ref().unwrap();
        assert!(body.required && body.media_types.len() == 5);
        let names: Vec<_> = operation
            .parameters
            .iter()
            .map(|known| &known.name)
            .collect();
        assert!(names.contains(&&"ms-requestid".to_owned()), "{names:?}");
        assert!(contract.get(CART).unwrap().property("lineItems").is_some());
    }

    #[test]
    fn a_path_is_matched_segment_by_segment() {
        let template = "/v{version}/customers/{customer_id}/carts";
        assert!(values(template, "/v1/customers/c/carts").is_some());
        for other in [
            "/v/customers/c/carts",
            "/v1/customers//carts",
            "/v1/customers/c/carts/",
        ] {
            assert!(values(template, other).is_none(), "{other}");
        }
    }
}
