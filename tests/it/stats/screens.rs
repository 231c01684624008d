//! The screens of figures as learners see them, at the widths of a phone, a window and a wall.

use insta::assert_snapshot;
use milepost::ui::markup::columns;
use milepost::ui::script::Script;

use crate::home::TestEnv;

const ROAD: &str = r#"format = 1
id = "small"
lang = "en"
title = "A small road"

[[phase]]
number = 1
title = "Letters, and what they are good for"
goal = "Read."
optional = false

  [[phase.item]]
  line = 4
  text = "The alphabet"
  topics = ["letters"]

  [[phase.task]]
  line = 5
  text = "Write your name"

[[phase]]
number = 2
title = "Numbers"
optional = true

  [[phase.item]]
  line = 8
  text = "Counting"
  topics = ["numbers"]

[[project]]
line = 11
text = "A letter with a number in it"
"#;

fn deck(topic: &str, title: &str, more: &str, cards: usize) -> String {
    let mut deck = format!("format = 1\ntopic = \"{topic}\"\ntitle = \"{title}\"\n{more}");
    for card in 0..cards {
        deck.push_str(&format!(
            "\n[[card]]\nid = \"{topic}.c{card}\"\nkind = \"basic\"\nprompt = \"Number {card} of {title}?\"\nanswer = \"It.\"\n"
        ));
    }
    deck
}

/// A road of two topics, the second of which waits for the first.
fn fresh() -> TestEnv {
    let env = TestEnv::new();
    env.write(
        "decks/topics/letters.toml",
        &deck("letters", "Letters", "", 16),
    );
    env.write(
        "decks/topics/numbers.toml",
        &deck("numbers", "Numbers", "prerequisites = [\"letters\"]\n", 5),
    );
    env.write("decks/roadmaps/small.toml", ROAD);
    env.ok(&["roadmap", "use", "small"]);
    env
}

/// Four weeks on it, a day off now and then.
fn lived_in() -> TestEnv {
    let mut env = fresh();
    for day in 0_usize..28 {
        if day % 6 == 5 {
            continue;
        }
        let date = if day < 8 {
            format!("2026-10-{:02}", 24 + day)
        } else {
            format!("2026-11-{:02}", day - 7)
        };
        env.at(&format!("{date}T{:02}:30:00-03:00", 8 + day % 3 * 5));
        let grade = |turn: usize| {
            [
                "\n3\n", "\n3\n", "\n4\n", "\n2\n", "\n3\n", "\n1\n", "\n3\n",
            ][(day * 5 + turn) % 7]
        };
        let grades: String = (0..12).map(grade).collect();
        let ran = env.run_with(
            &["review", "--new", if day % 4 == 0 { "1" } else { "0" }],
            &grades,
        );
        assert_eq!(ran.code, 0, "{}", ran.all());
    }
    env.at("2026-11-20T18:30:00-03:00");
    env
}

fn screen(env: &TestEnv, words: &[&str], width: usize) -> String {
    let shown = env.script(words, Script::new(&[""]).wide(width));
    for line in shown.lines() {
        assert!(columns(line) <= width, "{words:?} at {width}: {line}");
        assert_eq!(line.trim_end(), line, "{words:?} at {width}");
    }
    shown
}

const SCREENS: [&[&str]; 7] = [
    &["stats"],
    &["stats", "--by", "topic"],
    &["stats", "--by", "day"],
    &["stats", "--explain"],
    &["stats", "--plots"],
    &["stats", "--describe"],
    &["roadmap", "show"],
];

#[test]
fn every_screen_fits_every_width_whatever_the_home_holds() {
    let one = fresh();
    assert_eq!(one.run_with(&["review", "--limit", "1"], "\n3\n").code, 0);
    for (env, what) in [
        (TestEnv::new(), "nothing"),
        (fresh(), "no review"),
        (one, "one review"),
        (lived_in(), "a month"),
    ] {
        for language in ["en", "pt-BR"] {
            env.ok(&["config", "language", language]);
            for words in SCREENS {
                for width in [60, 80, 200] {
                    let shown = screen(&env, words, width);
                    assert!(
                        !shown.is_empty() && !shown.contains("NaN"),
                        "{words:?} of {what}: {shown}"
                    );
                    assert!(what != "nothing" || !shown.contains("0 % ("), "{shown}");
                }
            }
        }
    }
}

#[test]
fn the_road_is_drawn() {
    let env = lived_in();
    env.ok(&["roadmap", "done", "small:5"]);
    assert_snapshot!(screen(&env, &["roadmap", "show"], 80));
    assert_snapshot!(screen(
        &env,
        &["roadmap", "show", "small", "--phase", "2"],
        60
    ));
}

#[test]
fn the_tables_of_a_month() {
    let env = lived_in();
    assert_snapshot!(screen(&env, &["stats"], 80));
    assert_snapshot!(screen(&env, &["stats"], 200));
    assert_snapshot!(screen(
        &env,
        &["stats", "--by", "topic", "--roadmap", "small"],
        60
    ));
}

#[test]
fn the_plots_of_a_month() {
    let env = lived_in();
    let plots = [
        "heat",
        "retention",
        "progress",
        "hours",
        "grades",
        "intervals",
        "ease",
    ];
    let words: Vec<&str> = ["stats", "--roadmap", "small"]
        .into_iter()
        .chain(plots.iter().flat_map(|name| ["--plot", name]))
        .collect();
    assert_snapshot!(screen(&env, &words, 80));
    assert_snapshot!(screen(
        &env,
        &[words.as_slice(), &["--describe"]].concat(),
        60
    ));
}

#[test]
fn the_arithmetic_of_readiness() {
    assert_snapshot!(screen(&lived_in(), &["stats", "--explain"], 80));
}

#[test]
fn the_figures_of_a_month_in_portuguese() {
    let env = lived_in();
    env.ok(&["config", "language", "pt-BR"]);
    assert_snapshot!(screen(
        &env,
        &["stats", "--by", "topic", "--roadmap", "small"],
        80
    ));
    assert_snapshot!(screen(
        &env,
        &["stats", "--roadmap", "small", "--plots"],
        80
    ));
    assert_snapshot!(screen(
        &env,
        &["stats", "--roadmap", "small", "--explain"],
        60
    ));
}
