//! A third language needs a file of messages and translated decks, and no code: Spanish, whose messages are a draft.

use crate::home::TestEnv;

const ENGLISH: &str = include_str!("fixtures/third_language/colours.toml");
const SPANISH: &str = include_str!("fixtures/third_language/es-colours.toml");

/// A learner's own topic, and the interface in Spanish.
fn home() -> TestEnv {
    let env = TestEnv::new();
    env.write("decks/topics/colours.toml", ENGLISH);
    env.ok(&["config", "language", "es"]);
    env
}

/// A home in which the topic is translated.
fn translated() -> TestEnv {
    let env = home();
    env.write("decks/es/topics/colours.toml", SPANISH);
    env
}

fn prompt_of(env: &TestEnv, card: &str) -> String {
    let shown = env.json(&["show", card, "--json"]);
    shown["cards"][0]["prompt"].as_str().unwrap().to_owned()
}

#[test]
fn a_message_that_a_draft_lacks_is_in_english() {
    let env = translated();
    let listed = env.ok(&["list", "topic:colours"]);
    assert!(
        listed.contains("nueva") && listed.contains("vence"),
        "{listed}"
    );
    assert!(listed.contains("interval"), "{listed}");
    let missing = env.run(&["show", "colours.none"]).stderr;
    assert!(
        missing.contains("error: no hay ninguna tarjeta 'colours.none'"),
        "{missing}"
    );
    assert!(
        missing.contains("pista: did you mean 'colours.mix'?"),
        "{missing}"
    );
    let help = env.ok(&["help", "review"]);
    assert!(help.contains("Usage:"), "{help}");
}

#[test]
fn numbers_dates_and_plurals_follow_the_message_file() {
    let env = translated();
    let past = env.run(&["plan", "01/11/2026"]).stderr;
    assert!(
        past.contains("01/11/2026 no es posterior a hoy, 20/11/2026"),
        "{past}"
    );
    env.ok(&["roadmap", "use", "big-tech"]);
    assert!(
        env.ok(&["plan", "8/2/2027"])
            .starts_with("plan para el 08/02/2027")
    );
    let listed = env.ok(&["roadmap", "list"]);
    assert!(listed.contains(" 1.") || listed.contains(" 2."), "{listed}");
    env.ok_with(&["review", "colours.mix"], "green\n3\n");
    assert!(env.ok(&["show", "colours.mix"]).contains("ease 2,50"));
    assert!(env.ok(&["log"]).starts_with("20/11/2026 18:30"));
}

#[test]
fn a_translated_topic_is_asked_in_the_third_language() {
    let env = translated();
    assert_eq!(prompt_of(&env, "colours.sky"), "¿De qué color es el cielo?");
    env.ok(&["config", "cards", "en"]);
    assert_eq!(prompt_of(&env, "colours.sky"), "Which colour is the sky?");
    env.ok(&["config", "cards", "auto"]);
    let drilled = env.ok_with(&["drill", "colours.mix"], "verde\n3\n");
    assert!(drilled.contains("correcto"), "{drilled}");
    assert_eq!(
        env.json(&["list", "--json", "topic:colours is:translated"])["cards"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn a_skeleton_says_what_is_left_and_check_how_far_it_is() {
    let env = home();
    env.ok(&["translate", "es"]);
    let skeleton = env.read("decks/es/topics/colours.toml");
    assert!(
        skeleton.contains("# # Which colour is the sky?"),
        "{skeleton}"
    );
    assert_eq!(prompt_of(&env, "colours.sky"), "Which colour is the sky?");

    let one = SPANISH.split("\n[\"colours.mix\"]").next().unwrap();
    env.write("decks/es/topics/colours.toml", one);
    let said = env.ok(&["check", &env.path().join("decks").display().to_string()]);
    assert!(said.contains("colours 1/2"), "{said}");
    // The language's numbers are held to its message file.
    let wrong = one.replace("azul", "azul desde 2.5 km");
    env.write("decks/es/topics/colours.toml", &wrong);
    let said = env
        .run(&["check", &env.path().join("decks").display().to_string()])
        .all();
    assert!(said.contains("2,5"), "{said}");
}
