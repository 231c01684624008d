//! Events without what a learner wrote: for a mentor, or for whoever studies the figures.

use serde_json::Value;

/// The keys whose texts are names, dates or words of the program. Every other text is left out, so that a text
/// which a later version adds is not given away by accident.
const NAMES: [&str; 21] = [
    "area", "areas", "band", "before", "card", "check", "content", "device", "grader", "kind",
    "met", "mistake", "parts", "roadmap", "roadmaps", "round", "settings", "style", "topic",
    "verdict", "weight",
];

/// A body in which every text that a learner may have written is empty. Numbers, names and verdicts stay.
pub fn without_texts(body: Value) -> Value {
    under("", body)
}

fn under(key: &str, value: Value) -> Value {
    match value {
        Value::String(text) if NAMES.contains(&key) => Value::String(text),
        Value::String(_) => Value::String(String::new()),
        Value::Array(items) => items.into_iter().map(|item| under(key, item)).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(key, value)| {
                let value = under(&key, value);
                (key, value)
            })
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn figures_keep_numbers_and_names_and_no_text() {
        let body = json!({
            "kind": "review",
            "card": "args.separators",
            "grade": 4,
            "evidence": {"given": "my answer", "verdict": "right", "suggested": 4},
            "before": "New",
        });
        let figures = without_texts(body);
        assert_eq!(figures["card"], "args.separators");
        assert_eq!(figures["evidence"]["given"], "");
        assert_eq!(figures["evidence"]["verdict"], "right");
        assert_eq!(figures["before"], "New");
        assert_eq!(figures["grade"], 4);
    }

    #[test]
    fn figures_of_an_interview_and_of_unknown_kinds_hold_no_prose() {
        let body = json!({
            "kind": "interview",
            "record": {
                "interviewer": {"name": "Ana", "marks": {"code": {"band": "hire", "because": "clear"}}},
                "turns": [{"card": "a.b", "prompt": "why?", "given": "so", "program": {"text": "x = 1"}}],
            },
        });
        let text = without_texts(body).to_string();
        for private in ["Ana", "clear", "why?", "so\"", "x = 1"] {
            assert!(!text.contains(private), "{private} in {text}");
        }
        assert!(text.contains("hire") && text.contains("a.b"), "{text}");
        let unknown = without_texts(json!({"kind": "dream", "text": "secret", "list": ["secret"]}));
        assert_eq!(unknown, json!({"kind": "dream", "text": "", "list": [""]}));
    }
}
