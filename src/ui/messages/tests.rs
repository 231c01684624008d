use super::*;

fn names(message: &str) -> Vec<&str> {
    let mut found: Vec<&str> =
        message.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect();
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
    let days = Plural { one: "{n} day", many: "{n} days" };
    assert_eq!([0_u32, 1, 2].map(|n| days.of(n)), ["0 days", "1 day", "2 days"]);
}
