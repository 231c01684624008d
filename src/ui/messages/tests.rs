use super::*;

fn names(message: &str) -> Vec<&str> {
    let mut found: Vec<&str> = message
        .split('{')
        .skip(1)
        .filter_map(|part| part.split_once('}'))
        .map(|(name, _)| name)
        .collect();
    found.sort_unstable();
    found
}

#[test]
fn both_languages_fill_the_same_names() {
    for (name, en, pt) in Messages::rows() {
        assert_eq!(en.len(), pt.len(), "{name}");
        for (en, pt) in en.iter().zip(pt) {
            assert_eq!(names(en), names(pt), "{name}");
        }
    }
}

#[test]
fn filling_replaces_every_name() {
    assert_eq!(fill("{a} of {b}", &[("a", "1"), ("b", "2")]), "1 of 2");
}

#[test]
fn a_number_chooses_the_form() {
    let days = Plural {
        one: "{n} day",
        many: "{n} days",
    };
    assert_eq!(
        [0_u32, 1, 2].map(|n| days.of(n)),
        ["0 days", "1 day", "2 days"]
    );
}

/// Messages in which no number is ever one, or what stands before the word is no number.
const NO_NUMBER: [&str; 17] = [
    "buried_all",
    "clock_far_ahead",
    "clock_far_behind",
    "copy_gone",
    "fault_long",
    "fence_stands",
    "info_growth",
    "leech",
    "met_elsewhere",
    "near",
    "new_again_all",
    "no_python",
    "resumed_all",
    "suspended_all",
    "unlocked",
    "waits",
    "weak_retention",
];

#[test]
fn a_number_before_many_things_has_a_form_for_one() {
    let many = regex::Regex::new(r"\{\w+\} \p{L}+s\b").unwrap();
    let mut found = Vec::new();
    for (name, en, pt) in Messages::rows()
        .into_iter()
        .filter(|(name, ..)| !NO_NUMBER.contains(name))
    {
        let fixed = [en, pt]
            .into_iter()
            .filter(|forms| forms.len() == 1)
            .flat_map(|forms| forms.iter());
        found.extend(
            fixed
                .filter(|text| many.is_match(text))
                .map(|text| format!("{name}: {text}")),
        );
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn what_is_said_in_portuguese_is_not_what_is_said_in_english() {
    let said = |text: &str| {
        text.split(' ')
            .filter(|word| !word.is_empty() && word.chars().all(char::is_alphabetic))
            .count()
            > 1
    };
    for (name, en, pt) in Messages::rows() {
        for (en, pt) in en.iter().zip(pt) {
            assert!(!said(en) || en != pt, "{name}: {en}");
        }
    }
}
