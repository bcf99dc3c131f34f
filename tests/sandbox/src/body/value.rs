//! A value as it stands in a body: numbers keep their digits, members their order.

/// Any value of JSON.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    /// The digits as they came.
    Number(String),
    Text(String),
    List(Vec<Value>),
    Object(Object),
}

impl Value {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(crate) fn number(number: impl ToString) -> Self {
        Self::Number(number.to_string())
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A whole number; `5.0` is one too, as it is for the document.
    pub(crate) fn as_integer(&self) -> Option<i64> {
        let Self::Number(digits) = self else {
            return None;
        };
        digits.parse().ok().or_else(|| {
            let number: f64 = digits.parse().ok()?;
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a whole number within 53 bits is exact in both"
            )]
            (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
        })
    }

    pub(crate) fn as_list(&self) -> Option<&[Value]> {
        match self {
            Self::List(list) => Some(list),
            _ => None,
        }
    }

    pub(crate) fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The same value for crates that speak `serde_json`; digits beyond theirs are lost.
    pub(crate) fn to_serde(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Bool(value) => (*value).into(),
            Self::Number(digits) => serde_json::from_str(digits).unwrap_or(serde_json::Value::Null),
            Self::Text(text) => text.clone().into(),
            Self::List(list) => list.iter().map(Self::to_serde).collect(),
            Self::Object(object) => object
                .iter()
                .map(|(name, value)| (name.to_owned(), value.to_serde()))
                .collect(),
        }
    }
}

/// The members of an object, in their order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Object(Vec<(String, Value)>);

impl Object {
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value)
    }

    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut Value> {
        let found = self.0.iter_mut().find(|(known, _)| known == name);
        found.map(|(_, value)| value)
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_text)
    }

    pub(crate) fn integer(&self, name: &str) -> Option<i64> {
        self.get(name).and_then(Value::as_integer)
    }

    pub(crate) fn list(&self, name: &str) -> &[Value] {
        self.get(name).and_then(Value::as_list).unwrap_or_default()
    }

    /// Sets a member, in its place if it is there and at the end if not.
    pub(crate) fn set(&mut self, name: &str, value: Value) {
        match self.get_mut(name) {
            Some(place) => *place = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }

    /// Chained [`set`](Self::set).
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.set(name, value.into());
        self
    }

    /// Appends a member without looking for one of its name.
    pub(crate) fn push(&mut self, name: String, value: Value) {
        self.0.push((name, value));
    }

    pub(crate) fn remove(&mut self, name: &str) -> Option<Value> {
        let index = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.remove(index).1)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    pub(crate) fn into_members(self) -> Vec<(String, Value)> {
        self.0
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}

impl From<Vec<Value>> for Value {
    fn from(list: Vec<Value>) -> Self {
        Self::List(list)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::number(number)
    }
}
