//! A document of a made-up API, in whatever order its keys are wanted.

use std::collections::BTreeMap;
use std::path::PathBuf;

use codegen::Document;
use serde_json::{Value, json};

/// A shop with three operations: lists, bodies, several successes, no success body.
pub(crate) fn shop() -> Value {
    let item = json!({"$ref": "#/components/schemas/Shop.Items.V1.Models.Item"});
    let id =
        json!({"name": "item_id", "in": "path", "required": true, "schema": {"type": "string"}});
    let version = json!({
        "name": "version",
        "in": "path",
        "required": true,
        "schema": {"type": "string"},
        "x-client-parameter": {"default": "2"},
    });
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Shop", "version": "1"},
        "servers": [{"url": "https://shop.example.com/"}],
        "paths": {
            "/v{version}/items": {
                "get": {
                    "operationId": "listItems",
                    "summary": "List the items",
                    "description": "Lists what there is.",
                    "parameters": [
                        version,
                        {"name": "limit", "in": "query", "schema": {"type": "integer"}},
                        {"name": "colour", "in": "query", "required": true, "schema": {"type": "string"}},
                        {
                            "name": "tags",
                            "in": "query",
                            "schema": {"type": "array", "items": {"type": "string"}},
                        },
                    ],
                    "responses": {"200": {
                        "description": "The items.",
                        "content": {"application/json": {"schema": {"type": "array", "items": item}}},
                    }},
                },
            },
            "/v{version}/items/{item_id}": {
                "parameters": [version, id],
                "put": {
                    "operationId": "PutItem",
                    "summary": "Put an item",
                    "description": "Replaces an item.",
                    "requestBody": {
                        "required": true,
                        "content": {
                            "application/json": {"schema": item},
                            "text/json": {"schema": item},
                        },
                    },
                    "responses": {
                        "200": {
                            "description": "Replaced.",
                            "content": {"application/json": {"schema": {"type": "object"}}},
                        },
                        "201": {
                            "description": "Made.",
                            "content": {"application/json": {"schema": item}},
                        },
                        "404": {"description": "There is none."},
                    },
                },
                "delete": {
                    "operationId": "delete_item",
                    "summary": "Delete an item",
                    "description": "Deletes an item.",
                    "responses": {"204": {"description": "Gone."}},
                },
            },
        },
        "components": {"schemas": {"Shop.Items.V1.Models.Item": {
            "type": "object",
            "description": "A thing to buy.",
            "properties": {
                "type": {"type": "string", "enum": ["big_thing", "small"]},
                "price": {"type": "number", "format": "double"},
                "soldAt": {"type": "string", "format": "date-time"},
                "parts": {"type": "array", "items": item},
                "code": {
                    "type": "integer",
                    "enum": [1, 20000],
                    "x-enum-varnames": ["First", null],
                },
                "extra": {"type": "object"},
            },
        }}},
        "x-error-codes": [{"code": 12, "name": "SoldOut", "status": 409, "retry": "later"}],
    })
}

/// The files of a document.
pub(crate) fn generate(text: &str) -> BTreeMap<PathBuf, String> {
    let document = Document {
        name: "shop.yaml",
        bytes: text.as_bytes(),
    };
    codegen::generate(&document).unwrap().files
}

/// JSON text with the keys of every object in their order, or against it.
pub(crate) fn json_text(value: &Value, backwards: bool) -> String {
    match value {
        Value::Object(members) => {
            let mut keys: Vec<&String> = members.keys().collect();
            keys.sort_unstable();
            if backwards {
                keys.reverse();
            }
            let member =
                |key: &String| format!("{}: {}", json!(key), json_text(&members[key], backwards));
            format!(
                "{{{}}}",
                keys.into_iter().map(member).collect::<Vec<_>>().join(", ")
            )
        }
        Value::Array(items) => {
            let items = items.iter().map(|item| json_text(item, backwards));
            format!("[{}]", items.collect::<Vec<_>>().join(", "))
        }
        scalar => scalar.to_string(),
    }
}
