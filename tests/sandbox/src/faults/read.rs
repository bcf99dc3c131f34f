//! A script's YAML, checked key by key: what is misspelt or out of range is named with its place.

use std::time::Duration;

use serde_json::{Map, Value as Json};

use super::rule::{Deed, Plan, Rule, Turn};
use super::{Random, Script};
use crate::contract::load_yaml;

/// What is wrong with a script.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the fault script is wrong at {place}: {fault}")]
pub struct ScriptError {
    place: String,
    fault: String,
}

/// The longest delay, in milliseconds: ten minutes.
const LONGEST_DELAY: u64 = 600_000;

pub(super) fn read(text: &str) -> Result<Script, ScriptError> {
    let wrong = |fault: String| ScriptError {
        place: "the document".to_owned(),
        fault,
    };
    let document = load_yaml(text).map_err(wrong)?;
    let root = Place::root(&document)?;
    root.allow(&["seed", "faults"])?;
    let seed = root.number("seed", u64::MAX)?.unwrap_or(0);
    let rules = root.required("faults")?;
    let rules = rules.list()?.into_iter().map(|place| rule(&place));
    Ok(Script {
        rules: rules.collect::<Result<_, _>>()?,
        random: Random::new(seed),
    })
}

fn rule(place: &Place<'_>) -> Result<Rule, ScriptError> {
    place.allow(&["match", "nth", "every", "chance", "what"])?;
    let matching = place.child("match");
    let mut rule = Rule {
        operation: None,
        method: None,
        path: None,
        attempt: None,
        turn: turn(place)?,
        plan: plan(&place.required("what")?)?,
        count: 0,
    };
    if let Some(matching) = matching {
        matching.allow(&["operation", "method", "path", "attempt"])?;
        rule.operation = matching.text("operation")?;
        rule.method = matching
            .text("method")?
            .map(|text| text.to_ascii_uppercase());
        rule.path = matching.text("path")?;
        rule.attempt = matching
            .number("attempt", u32::MAX.into())?
            .and_then(|number| u32::try_from(number).ok());
    }
    Ok(rule)
}

fn turn(place: &Place<'_>) -> Result<Turn, ScriptError> {
    let given: Vec<&str> = ["nth", "every", "chance"]
        .into_iter()
        .filter(|key| place.child(key).is_some())
        .collect();
    match given.as_slice() {
        [] => Ok(Turn::All),
        ["nth"] => {
            let nth = place.required("nth")?;
            let turns = match nth.node {
                Json::Array(_) => nth.list()?.iter().map(Place::positive).collect(),
                _ => nth.positive().map(|one| vec![one]),
            };
            turns.map(Turn::Nth)
        }
        ["every"] => Ok(Turn::Every(place.required("every")?.positive()?)),
        ["chance"] => {
            let chance = place.required("chance")?;
            match chance.node.as_f64() {
                Some(number) if (0.0..=1.0).contains(&number) => Ok(Turn::Chance(number)),
                _ => Err(chance.wrong("a chance is between 0 and 1")),
            }
        }
        several => Err(place.wrong(format!("`{}` exclude each other", several.join("` and `")))),
    }
}

fn plan(place: &Place<'_>) -> Result<Plan, ScriptError> {
    const DEEDS: [&str; 6] = [
        "status",
        "drop",
        "reset",
        "truncate",
        "wrong_type",
        "garbage",
    ];
    let mut keys = DEEDS.to_vec();
    keys.extend(["delay", "body", "headers"]);
    place.allow(&keys)?;
    let delay = place
        .number("delay", LONGEST_DELAY)?
        .map(Duration::from_millis);
    let deeds: Vec<&str> = DEEDS
        .into_iter()
        .filter(|key| place.child(key).is_some())
        .collect();
    let deed = match deeds.as_slice() {
        [] if delay.is_some() => None,
        [] => return Err(place.wrong("it says nothing that goes wrong")),
        [key] => Some(deed(place, key)?),
        several => {
            let fault = format!("`{}` exclude each other", several.join("` and `"));
            return Err(place.wrong(fault));
        }
    };
    if !matches!(deed, Some(Deed::Status { .. })) {
        for key in ["body", "headers"] {
            if let Some(child) = place.child(key) {
                return Err(child.wrong("it goes with `status` only"));
            }
        }
    }
    Ok(Plan { delay, deed })
}

fn deed(place: &Place<'_>, key: &str) -> Result<Deed, ScriptError> {
    let child = place.required(key)?;
    let bytes = || -> Result<usize, ScriptError> {
        let number = place.number(key, 1 << 30)?.unwrap_or(0);
        Ok(usize::try_from(number).unwrap_or(usize::MAX))
    };
    let word = || place.text(key).map(Option::unwrap_or_default);
    Ok(match key {
        "status" => {
            let status = place.number(key, 599)?.unwrap_or(0);
            let status = u16::try_from(status).ok().filter(|status| *status >= 200);
            Deed::Status {
                status: status.ok_or_else(|| child.wrong("a status is between 200 and 599"))?,
                body: place.text("body")?.unwrap_or_default(),
                headers: headers(place)?,
            }
        }
        "drop" => match word()?.as_str() {
            "before_apply" => Deed::Drop { applied: false },
            "after_apply" => Deed::Drop { applied: true },
            _ => return Err(child.wrong("it is `before_apply` or `after_apply`")),
        },
        "reset" => Deed::Reset(bytes()?),
        "truncate" => Deed::Truncate(bytes()?),
        "wrong_type" => {
            let name = word()?;
            if http::HeaderValue::from_str(&name).is_err() {
                return Err(child.wrong("it cannot stand in a header"));
            }
            Deed::WrongType(name)
        }
        _ => match word()?.as_str() {
            "body" => Deed::GarbageBody,
            "http" => Deed::GarbageHttp,
            _ => return Err(child.wrong("it is `body` or `http`")),
        },
    })
}

fn headers(place: &Place<'_>) -> Result<Vec<(String, Option<String>)>, ScriptError> {
    let Some(child) = place.child("headers") else {
        return Ok(Vec::new());
    };
    let members = child.object()?;
    let headers = members.iter().map(|(name, value)| {
        let value = match value {
            Json::Null => None,
            Json::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        };
        let stands = http::HeaderName::from_bytes(name.as_bytes()).is_ok()
            && http::HeaderValue::from_str(value.as_deref().unwrap_or_default()).is_ok();
        if stands {
            Ok((name.clone(), value))
        } else {
            Err(child.wrong(format!("`{name}` cannot stand among headers")))
        }
    });
    headers.collect()
}

/// A node, and how it was reached.
struct Place<'a> {
    name: String,
    node: &'a Json,
}

impl<'a> Place<'a> {
    fn root(node: &'a Json) -> Result<Self, ScriptError> {
        let root = Self {
            name: "the document".to_owned(),
            node,
        };
        root.object()?;
        Ok(root)
    }

    fn wrong(&self, fault: impl Into<String>) -> ScriptError {
        ScriptError {
            place: self.name.clone(),
            fault: fault.into(),
        }
    }

    fn object(&self) -> Result<&'a Map<String, Json>, ScriptError> {
        let object = self.node.as_object();
        object.ok_or_else(|| self.wrong("it is no mapping of keys"))
    }

    fn allow(&self, keys: &[&str]) -> Result<(), ScriptError> {
        for key in self.object()?.keys() {
            if !keys.contains(&key.as_str()) {
                let fault = format!("there is no such key; there are `{}`", keys.join("`, `"));
                return Err(ScriptError {
                    place: self.name_of(key),
                    fault,
                });
            }
        }
        Ok(())
    }

    fn name_of(&self, key: &str) -> String {
        match self.name.as_str() {
            "the document" => key.to_owned(),
            name => format!("{name}.{key}"),
        }
    }

    fn child(&self, key: &str) -> Option<Self> {
        let node = self.node.get(key)?;
        Some(Self {
            name: self.name_of(key),
            node,
        })
    }

    fn required(&self, key: &str) -> Result<Self, ScriptError> {
        let child = self.child(key);
        child.ok_or_else(|| self.wrong(format!("`{key}` is missing")))
    }

    fn list(&self) -> Result<Vec<Self>, ScriptError> {
        let items = self.node.as_array();
        let items = items.ok_or_else(|| self.wrong("it is no list"))?;
        let places = items.iter().enumerate().map(|(index, node)| Self {
            name: format!("{}[{index}]", self.name),
            node,
        });
        Ok(places.collect())
    }

    fn text(&self, key: &str) -> Result<Option<String>, ScriptError> {
        let Some(child) = self.child(key) else {
            return Ok(None);
        };
        let text = child.node.as_str();
        let text = text.ok_or_else(|| child.wrong("it is no text"))?;
        Ok(Some(text.to_owned()))
    }

    fn number(&self, key: &str, most: u64) -> Result<Option<u64>, ScriptError> {
        let Some(child) = self.child(key) else {
            return Ok(None);
        };
        match child.node.as_u64() {
            Some(number) if number <= most => Ok(Some(number)),
            _ => Err(child.wrong(format!("it is no whole number from 0 to {most}"))),
        }
    }

    fn positive(&self) -> Result<u64, ScriptError> {
        let number = self.node.as_u64().filter(|number| *number > 0);
        number.ok_or_else(|| self.wrong("it is no whole number above 0"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Subject;
    use super::*;

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        for (text, named) in [
            ("", "the document"),
            ("[1]", "the document"),
            ("faults: 1", "at faults: it is no list"),
            ("faults: [{nth: 1}]", "at faults[0]: `what` is missing"),
            ("faults: [{what: {}}]", "says nothing"),
            ("faults: [{what: {reset: -1}}]", "at faults[0].what.reset"),
            (
                "faults: [{what: {delay: 600001}}]",
                "at faults[0].what.delay",
            ),
            ("faults: [{what: {status: 100}}]", "between 200 and 599"),
            (
                "faults: [{what: {reset: 1, truncate: 1}}]",
                "exclude each other",
            ),
            (
                "faults: [{what: {reset: 1, body: x}}]",
                "goes with `status`",
            ),
            ("faults: [{what: {drop: it}}]", "`before_apply`"),
            ("faults: [{what: {garbage: it}}]", "`body` or `http`"),
            ("faults: [{nth: 0, what: {reset: 1}}]", "at faults[0].nth"),
            (
                "faults: [{nth: 1, every: 2, what: {reset: 1}}]",
                "`nth` and `every`",
            ),
            ("faults: [{chance: 2, what: {reset: 1}}]", "between 0 and 1"),
            (
                "faults: [{match: {oparation: x}, what: {reset: 1}}]",
                "match.oparation",
            ),
            (
                "faults: [{what: {status: 500, headers: {\"a b\": x}}}]",
                "`a b`",
            ),
            ("seed: x\nfaults: []", "at seed"),
            ("a: [", "the document"),
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains(named), "{text}: {error}");
        }
    }

    #[test]
    fn each_rule_has_its_turns() {
        let text = "
            faults:
              - match: {operation: a, path: /x/*, attempt: 1}
                nth: [2, 3]
                what: {reset: 1}
              - every: 2
                what: {truncate: 2}";
        let mut script = read(text).unwrap();
        let mut next = |operation, path, attempt| {
            let subject = Subject {
                operation,
                method: "PUT",
                path,
                attempt,
            };
            script.next(&subject).and_then(|plan| plan.deed)
        };
        assert_eq!(next("a", "/x/1", 1), None);
        assert_eq!(next("a", "/x/1", 1), Some(Deed::Reset(1)));
        assert_eq!(next("a", "/x/1/2", 1), None);
        assert_eq!(next("a", "/x/1", 2), Some(Deed::Truncate(2)));
        assert_eq!(next("b", "/x/1", 1), None);
        assert_eq!(next("a", "/x/1", 1), Some(Deed::Reset(1)));
    }

    #[test]
    fn chance_is_the_same_for_the_same_seed() {
        let turns = |seed| {
            let text = format!("seed: {seed}\nfaults: [{{chance: 0.2, what: {{reset: 1}}}}]");
            let mut script = read(&text).unwrap();
            let subject = Subject {
                operation: "",
                method: "",
                path: "",
                attempt: 1,
            };
            let turns = (0..10_000).filter(|_| script.next(&subject).is_some());
            turns.collect::<Vec<_>>()
        };
        assert_eq!(turns(1), turns(1));
        assert_ne!(turns(1), turns(2));
        assert!((1_800..2_200).contains(&turns(1).len()));
    }
}
