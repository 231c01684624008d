//! What type a value of a deck file has, in the learner's language.

use toml::de::DeValue;

use crate::domain::wording::{Wording, faults};

/// The type of a value, such as `a string`.
pub(super) fn type_of(value: &DeValue<'_>) -> Wording {
    match value {
        DeValue::String(_) => faults::a_string(),
        DeValue::Integer(_) => faults::an_integer(),
        DeValue::Float(_) => faults::a_float(),
        DeValue::Boolean(_) => faults::a_boolean(),
        DeValue::Datetime(_) => faults::a_datetime(),
        DeValue::Array(_) => faults::an_array(),
        DeValue::Table(_) => faults::a_table(),
    }
}
