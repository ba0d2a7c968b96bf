//! JSON as it was said: an object keeps its keys in order, and a text without escapes is borrowed from the message.
//!
//! A signal has some forty keys: a tree of owned texts costs more than all that is read from it.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Number, Value};

/// One JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Said<'a> {
    Null,
    Bool(bool),
    Number(Number),
    Text(Cow<'a, str>),
    List(Vec<Said<'a>>),
    /// Of a key that stands there twice the last one counts.
    Object(Vec<(Cow<'a, str>, Said<'a>)>),
}

impl<'a> Said<'a> {
    /// The value under `key`, where this is an object that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        let Self::Object(fields) = self else { return None };
        fields.iter().rev().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// The text, where this is one.
    pub fn as_str(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The values, where this is a list.
    pub fn items(&self) -> &[Self] {
        if let Self::List(items) = self { items } else { &[] }
    }
}

impl From<&Said<'_>> for Value {
    /// Of a key that stands there twice the last one.
    fn from(said: &Said<'_>) -> Self {
        match said {
            Said::Null => Self::Null,
            Said::Bool(flag) => Self::Bool(*flag),
            Said::Number(number) => Self::Number(number.clone()),
            Said::Text(text) => Self::String(text.as_ref().to_owned()),
            Said::List(items) => Self::Array(items.iter().map(Self::from).collect()),
            Said::Object(fields) => {
                Self::Object(fields.iter().map(|(key, value)| (key.as_ref().to_owned(), Self::from(value))).collect())
            }
        }
    }
}

impl From<Value> for Said<'_> {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(flag) => Self::Bool(flag),
            Value::Number(number) => Self::Number(number),
            Value::String(text) => Self::Text(Cow::Owned(text)),
            Value::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            Value::Object(map) => {
                Self::Object(map.into_iter().map(|(key, value)| (Cow::Owned(key), Self::from(value))).collect())
            }
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Said<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Listener)
    }
}

/// A key or a text, borrowed where it can be.
#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

struct Listener;

impl<'de> Visitor<'de> for Listener {
    type Value = Said<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Said::Null)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(Said::Bool(flag))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Said::Number(number.into()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Said::Number(number.into()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Number::from_f64(number).map_or(Said::Null, Said::Number))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Said::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Said::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Said::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        let mut object = Vec::with_capacity(FIELDS);
        while let Some((Key(key), value)) = fields.next_entry()? {
            object.push((key, value));
        }
        Ok(Said::Object(object))
    }
}

/// Room for the fields that most objects of a signal have.
const FIELDS: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_what_a_json_value_says() {
        let text = r#"{"a": [1, -2, 2.5, true, null, "x"], "b": {"c\n": "é\u0041"}, "leeg": {}}"#;
        let said: Said<'_> = serde_json::from_str(text).unwrap();
        let value: Value = serde_json::from_str(text).unwrap();
        assert_eq!(Value::from(&said), value);
        assert_eq!(said, Said::from(value));
        assert!(matches!(&said.get("a").unwrap().items()[5], Said::Text(Cow::Borrowed("x"))));
    }

    #[test]
    fn of_a_key_that_stands_there_twice_the_last_one_counts() {
        let said: Said<'_> = serde_json::from_str(r#"{"a": "1", "a": "2"}"#).unwrap();
        assert_eq!(said.get("a").and_then(Said::as_str), Some("2"));
        assert_eq!(Value::from(&said).to_string(), r#"{"a":"2"}"#);
    }
}
