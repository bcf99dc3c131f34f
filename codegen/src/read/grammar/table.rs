//! OpenAPI 3.0 as a table: which keys each object has, what stands behind them, and what this
//! generator does with them.
//!
//! To support another keyword, change its verdict here and give it a meaning in the stages after.
//!
//! Source: OpenAPI Specification 3.0.3, section 4.7.

use super::extensions as x;

/// An object of the specification.
pub(in crate::read) struct Object {
    /// With its article: `a Schema Object`.
    pub(in crate::read) name: &'static str,
    pub(super) keys: &'static [Key],
    /// The extensions that have a meaning here; `x-source` has one everywhere.
    pub(super) extensions: &'static [&'static x::Extension],
}

pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    pub(super) required: bool,
    pub(super) verdict: Verdict,
}

/// What stands behind a key.
pub(super) enum Shape {
    /// Any JSON value.
    Any,
    Text,
    /// Text that becomes a name or documentation, and so must not be empty.
    Name,
    /// One of a few words.
    Word(&'static [&'static str]),
    Boolean,
    Number,
    /// An integer that is not negative.
    Count,
    Integer,
    Object(&'static Object),
    /// An object, or a Reference Object to a component of that kind.
    Referable(&'static Object),
    List(&'static Shape),
    /// Any keys, each with a value of this shape.
    Map(&'static Shape),
    /// As `Map`, under the keys that OpenAPI allows for components.
    Components(&'static Shape),
    /// `true`, `false` or a schema.
    BooleanOrSchema,
    /// The Paths Object.
    Paths,
    /// The Responses Object.
    Responses,
    /// A string or `null`.
    NameOrNull,
    /// A string or a list of strings.
    TextOrTexts,
}

/// What the generator does with a key.
pub(super) enum Verdict {
    /// It has its effect, or is kept in the documentation of the client.
    Honoured,
    /// It is refused whatever its value; the text says what to write instead.
    Refused(&'static str),
    /// Its value `false` says what is so without it; `true` is refused.
    RefusedIfTrue(&'static str),
}

impl Key {
    const fn new(name: &'static str, shape: Shape) -> Self {
        Self {
            name,
            shape,
            required: false,
            verdict: Verdict::Honoured,
        }
    }

    const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    const fn refused(mut self, instead: &'static str) -> Self {
        self.verdict = Verdict::Refused(instead);
        self
    }

    const fn refused_if_true(mut self, instead: &'static str) -> Self {
        self.verdict = Verdict::RefusedIfTrue(instead);
        self
    }
}

use Key as K;
use Shape::{
    Any, Boolean, BooleanOrSchema, Components, Count, Integer, List, Map, Name, Number, Paths,
    Referable, Responses, Text, Word,
};

pub(super) static DOCUMENT: Object = Object {
    name: "the OpenAPI Object",
    keys: &[
        K::new("openapi", Text).required(),
        K::new("info", Shape::Object(&INFO)).required(),
        K::new("servers", List(&Shape::Object(&SERVER))),
        K::new("paths", Paths).required(),
        K::new("components", Shape::Object(&COMPONENTS)),
        K::new("security", List(&SECURITY_REQUIREMENT)),
        K::new("tags", List(&Shape::Object(&TAG))),
        K::new("externalDocs", Shape::Object(&EXTERNAL_DOCUMENTATION)),
    ],
    extensions: &[&x::ERROR_CODES],
};

static INFO: Object = Object {
    name: "an Info Object",
    keys: &[
        K::new("title", Name).required(),
        K::new("description", Text),
        K::new("termsOfService", Text),
        K::new("contact", Shape::Object(&CONTACT)),
        K::new("license", Shape::Object(&LICENSE)),
        K::new("version", Name).required(),
    ],
    extensions: &[],
};

static CONTACT: Object = Object {
    name: "a Contact Object",
    keys: &[
        K::new("name", Text),
        K::new("url", Text),
        K::new("email", Text),
    ],
    extensions: &[],
};

static LICENSE: Object = Object {
    name: "a License Object",
    keys: &[K::new("name", Text).required(), K::new("url", Text)],
    extensions: &[],
};

static SERVER: Object = Object {
    name: "a Server Object",
    keys: &[
        K::new("url", Name).required(),
        K::new("description", Text),
        K::new("variables", Map(&Shape::Object(&SERVER_VARIABLE))),
    ],
    extensions: &[],
};

static SERVER_VARIABLE: Object = Object {
    name: "a Server Variable Object",
    keys: &[
        K::new("enum", List(&Text)),
        K::new("default", Text).required(),
        K::new("description", Text),
    ],
    extensions: &[],
};

static COMPONENTS: Object = Object {
    name: "a Components Object",
    keys: &[
        K::new("schemas", Components(&Referable(&SCHEMA))),
        K::new("responses", Components(&Referable(&RESPONSE))),
        K::new("parameters", Components(&Referable(&PARAMETER))),
        K::new("examples", Components(&Referable(&EXAMPLE))),
        K::new("requestBodies", Components(&Referable(&REQUEST_BODY))),
        K::new("headers", Components(&Referable(&HEADER))),
        K::new("securitySchemes", Components(&Referable(&SECURITY_SCHEME))),
        K::new("links", Components(&Any)).refused(NO_LINKS),
        K::new("callbacks", Components(&Any)).refused(NO_CALLBACKS),
    ],
    extensions: &[],
};

const NO_LINKS: &str = "say it in the `description` of the operation";
const NO_CALLBACKS: &str = "leave it out: a client does not receive calls";

pub(super) static PATH_ITEM: Object = Object {
    name: "a Path Item Object",
    keys: &[
        K::new("$ref", Text).refused("write the operations under this path"),
        K::new("summary", Text).refused("say it in the `description` of the operations"),
        K::new("description", Text).refused("say it in the `description` of the operations"),
        K::new("get", Shape::Object(&OPERATION)),
        K::new("put", Shape::Object(&OPERATION)),
        K::new("post", Shape::Object(&OPERATION)),
        K::new("delete", Shape::Object(&OPERATION)),
        K::new("options", Shape::Object(&OPERATION)),
        K::new("head", Shape::Object(&OPERATION)),
        K::new("patch", Shape::Object(&OPERATION)),
        K::new("trace", Shape::Object(&OPERATION)).refused(OTHER_METHOD),
        K::new("servers", List(&Shape::Object(&SERVER))).refused(ONE_SERVER),
        K::new("parameters", List(&Referable(&PARAMETER))),
    ],
    extensions: &[],
};

const OTHER_METHOD: &str = "leave it out: every other method is supported; clients are not to send `TRACE` with a body or secrets";
const ONE_SERVER: &str = "leave it out: the client has one base URL, from `servers` at the top";

static OPERATION: Object = Object {
    name: "an Operation Object",
    keys: &[
        K::new("tags", List(&Text)),
        K::new("summary", Text),
        K::new("description", Text),
        K::new("externalDocs", Shape::Object(&EXTERNAL_DOCUMENTATION)),
        // Its absence has a code of its own.
        K::new("operationId", Name),
        K::new("parameters", List(&Referable(&PARAMETER))),
        K::new("requestBody", Referable(&REQUEST_BODY)),
        K::new("responses", Responses).required(),
        K::new("callbacks", Map(&Any)).refused(NO_CALLBACKS),
        K::new("deprecated", Boolean),
        K::new("security", List(&SECURITY_REQUIREMENT)),
        K::new("servers", List(&Shape::Object(&SERVER))).refused(ONE_SERVER),
    ],
    extensions: &[],
};

static EXTERNAL_DOCUMENTATION: Object = Object {
    name: "an External Documentation Object",
    keys: &[K::new("description", Text), K::new("url", Name).required()],
    extensions: &[],
};

pub(in crate::read) static PARAMETER: Object = Object {
    name: "a Parameter Object",
    keys: &[
        K::new("name", Name).required(),
        K::new("in", Word(&["path", "query", "header", "cookie"])).required(),
        K::new("description", Text),
        K::new("required", Boolean),
        K::new("deprecated", Boolean),
        // An empty string is sent like any other.
        K::new("allowEmptyValue", Boolean),
        K::new(
            "style",
            Word(&[
                "matrix",
                "label",
                "form",
                "simple",
                "spaceDelimited",
                "pipeDelimited",
                "deepObject",
            ]),
        ),
        K::new("explode", Boolean),
        K::new("allowReserved", Boolean)
            .refused_if_true("leave it out: reserved characters are percent-encoded"),
        K::new("schema", Referable(&SCHEMA)),
        K::new("example", Any),
        K::new("examples", Map(&Referable(&EXAMPLE))),
        K::new("content", Map(&Shape::Object(&MEDIA_TYPE))),
    ],
    extensions: &[&x::RUST_NAME, &x::CLIENT_PARAMETER],
};

pub(in crate::read) static REQUEST_BODY: Object = Object {
    name: "a Request Body Object",
    keys: &[
        K::new("description", Text),
        K::new("content", Map(&Shape::Object(&MEDIA_TYPE))).required(),
        K::new("required", Boolean),
    ],
    extensions: &[],
};

static MEDIA_TYPE: Object = Object {
    name: "a Media Type Object",
    keys: &[
        K::new("schema", Referable(&SCHEMA)),
        K::new("example", Any),
        K::new("examples", Map(&Referable(&EXAMPLE))),
        K::new("encoding", Map(&Shape::Object(&ENCODING))),
    ],
    extensions: &[],
};

static ENCODING: Object = Object {
    name: "an Encoding Object",
    keys: &[
        K::new("contentType", Name),
        K::new("headers", Map(&Any)).refused(
            "leave it out: a part has the headers `Content-Disposition` and `Content-Type`",
        ),
        K::new("style", Text).refused(DEFAULT_ENCODING),
        K::new("explode", Boolean).refused(DEFAULT_ENCODING),
        K::new("allowReserved", Boolean).refused_if_true(DEFAULT_ENCODING),
    ],
    extensions: &[],
};

const DEFAULT_ENCODING: &str = "leave it out: the default encoding of OpenAPI is used";

pub(in crate::read) static RESPONSE: Object = Object {
    name: "a Response Object",
    keys: &[
        K::new("description", Text).required(),
        K::new("headers", Map(&Referable(&HEADER))),
        K::new("content", Map(&Shape::Object(&MEDIA_TYPE))),
        K::new("links", Map(&Any)).refused(NO_LINKS),
    ],
    extensions: &[],
};

pub(in crate::read) static HEADER: Object = Object {
    name: "a Header Object",
    keys: &[
        K::new("description", Text),
        K::new("required", Boolean),
        K::new("deprecated", Boolean),
        K::new("allowEmptyValue", Boolean),
        K::new("style", Word(&["simple"])),
        K::new("explode", Boolean),
        K::new("allowReserved", Boolean),
        K::new("schema", Referable(&SCHEMA)),
        K::new("example", Any),
        K::new("examples", Map(&Referable(&EXAMPLE))),
        K::new("content", Map(&Shape::Object(&MEDIA_TYPE))).refused("give the header a `schema`"),
    ],
    extensions: &[&x::RUST_NAME],
};

pub(in crate::read) static EXAMPLE: Object = Object {
    name: "an Example Object",
    keys: &[
        K::new("summary", Text),
        K::new("description", Text),
        K::new("value", Any),
        K::new("externalValue", Text),
    ],
    extensions: &[],
};

static TAG: Object = Object {
    name: "a Tag Object",
    keys: &[
        K::new("name", Name).required(),
        K::new("description", Text),
        K::new("externalDocs", Shape::Object(&EXTERNAL_DOCUMENTATION)),
    ],
    extensions: &[],
};

pub(in crate::read) static SCHEMA: Object = Object {
    name: "a Schema Object",
    keys: &[
        K::new("title", Text),
        K::new("multipleOf", Number),
        K::new("maximum", Number),
        K::new("exclusiveMaximum", Boolean),
        K::new("minimum", Number),
        K::new("exclusiveMinimum", Boolean),
        K::new("maxLength", Count),
        K::new("minLength", Count),
        K::new("pattern", Text),
        K::new("maxItems", Count),
        K::new("minItems", Count),
        K::new("uniqueItems", Boolean),
        K::new("maxProperties", Count),
        K::new("minProperties", Count),
        K::new("required", List(&Text)),
        K::new("enum", List(&Any)),
        K::new(
            "type",
            Word(&["array", "boolean", "integer", "number", "object", "string"]),
        ),
        K::new("allOf", List(&Referable(&SCHEMA))),
        K::new("oneOf", List(&Referable(&SCHEMA))),
        K::new("anyOf", List(&Referable(&SCHEMA))),
        K::new("not", Referable(&SCHEMA))
            .refused("say it in the `description`: a type cannot say what a value is not"),
        K::new("items", Referable(&SCHEMA)),
        K::new("properties", Map(&Referable(&SCHEMA))),
        K::new("additionalProperties", BooleanOrSchema),
        K::new("description", Text),
        K::new("format", Text),
        K::new("default", Any),
        K::new("nullable", Boolean),
        K::new("discriminator", Shape::Object(&DISCRIMINATOR)),
        K::new("readOnly", Boolean),
        K::new("writeOnly", Boolean),
        K::new("xml", Shape::Object(&XML)),
        K::new("externalDocs", Shape::Object(&EXTERNAL_DOCUMENTATION)),
        K::new("example", Any),
        K::new("deprecated", Boolean),
    ],
    extensions: &[
        &x::DOCUMENTED_NAME,
        &x::RUST_NAME,
        &x::FAILURE,
        &x::KEEP_NULL,
        &x::ENUM_VARNAMES,
        &x::ENUM_DESCRIPTIONS,
        &x::ENUM_ADDITIONS,
    ],
};

static DISCRIMINATOR: Object = Object {
    name: "a Discriminator Object",
    keys: &[
        K::new("propertyName", Name).required(),
        K::new("mapping", Map(&Text)),
    ],
    extensions: &[],
};

static XML: Object = Object {
    name: "an XML Object",
    keys: &[
        K::new("name", Name),
        K::new("namespace", Text),
        K::new("prefix", Text),
        K::new("attribute", Boolean),
        K::new("wrapped", Boolean),
    ],
    extensions: &[&x::ENTRIES],
};

pub(in crate::read) static SECURITY_SCHEME: Object = Object {
    name: "a Security Scheme Object",
    keys: &[
        K::new("type", Word(&["apiKey", "http", "oauth2", "openIdConnect"])).required(),
        K::new("description", Text),
        K::new("name", Name),
        K::new("in", Word(&["query", "header", "cookie"])),
        K::new("scheme", Name),
        K::new("bearerFormat", Text),
        K::new("flows", Shape::Object(&OAUTH_FLOWS)),
        K::new("openIdConnectUrl", Name),
    ],
    extensions: &[],
};

static OAUTH_FLOWS: Object = Object {
    name: "an OAuth Flows Object",
    keys: &[
        K::new("implicit", Shape::Object(&OAUTH_FLOW)),
        K::new("password", Shape::Object(&OAUTH_FLOW)),
        K::new("clientCredentials", Shape::Object(&OAUTH_FLOW)),
        K::new("authorizationCode", Shape::Object(&OAUTH_FLOW)),
    ],
    extensions: &[],
};

static OAUTH_FLOW: Object = Object {
    name: "an OAuth Flow Object",
    keys: &[
        K::new("authorizationUrl", Text),
        K::new("tokenUrl", Text),
        K::new("refreshUrl", Text),
        K::new("scopes", Map(&Text)).required(),
    ],
    extensions: &[],
};

static SECURITY_REQUIREMENT: Shape = Map(&List(&Text));

// The objects inside extensions.

pub(super) static CLIENT_PARAMETER: Object = Object {
    name: "`x-client-parameter`",
    keys: &[K::new("default", Name).required()],
    extensions: &[],
};

pub(super) static XML_ENTRIES: Object = Object {
    name: "`x-entries`",
    keys: &[
        K::new("name", Name).required(),
        K::new("key", Name).required(),
        K::new("value", Name).required(),
        K::new("namespace", Text),
        K::new("typed", Boolean),
    ],
    extensions: &[],
};

pub(super) static ENUM_ADDITION: Object = Object {
    name: "an item of `x-enum-additions`",
    keys: &[
        K::new("value", Any).required(),
        K::new("name", Name),
        K::new("description", Text),
    ],
    extensions: &[],
};

pub(super) static ERROR_CODE: Object = Object {
    name: "an item of `x-error-codes`",
    keys: &[
        K::new("code", Integer).required(),
        K::new("name", Name).required(),
        K::new("status", Integer),
        K::new("retry", Word(&["later"])),
        K::new("description", Text),
    ],
    extensions: &[],
};
