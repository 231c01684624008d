//! Numbers and dates on Portuguese screens are written as Brazilians write them: 2,50; 1.994; 29/11/2026.
//!
//! Text between backticks, names of files, versions and settings are typed, so they keep points and ISO dates.

use expectrl::{ControlCode, Eof, Expect};
use regex::Regex;

use crate::home::TestEnv;
use crate::languages::home;
use crate::pty::spawned;

/// Days of study; the last one is today.
const DAYS: [&str; 3] = ["20", "21", "27"];

/// What shows figures of a home with answers, a plan and a road of more than a thousand cards.
const SCREENS: [(&[&str], &str); 42] = [
    (&["roadmap", "list"], ""),
    (&["roadmap", "show", "big-tech"], ""),
    (&["roadmap", "show", "zorp-road", "--phase", "1"], ""),
    (&["due"], ""),
    (&["plan"], ""),
    (&["plan", "07/02/2027", "--minutes", "40"], ""),
    (&["plan", "2027-02-08"], ""),
    (&["plan", "01/02/2020"], ""),
    (&["plan", "2040-01-01"], ""),
    (&["plan", "30/02/2027"], ""),
    (&["list", "topic:zorp"], ""),
    (&["list", "facilidade<2,6"], ""),
    (&["list", "facilidade<x"], ""),
    (&["show", "blick.wom"], ""),
    (&["drill", "blick.wom"], "\n:i\n3\n"),
    (&["review", "blick.wom"], "\n:i\n3\n"),
    (&["log"], ""),
    (&["weakest"], ""),
    (&["questions", "topic:zorp"], ""),
    (&["stats"], ""),
    (&["stats", "--by", "topic", "--topic", "zorp"], ""),
    (&["stats", "--by", "day"], ""),
    (&["stats", "--by", "kind", "--explain"], ""),
    (&["stats", "--since", "20/11/2026"], ""),
    (&["stats", "--since", "32/11/2026"], ""),
    (&["stats", "--plots"], ""),
    (&["stats", "--describe"], ""),
    (&["stats", "--mistakes"], ""),
    (&["interview", "--minutes", "5", "--seed", "12345"], ":q\n"),
    (&["interview", "list"], ""),
    (&["scheduler"], ""),
    (&["scheduler", "try"], ""),
    (&["scheduler", "fit"], ""),
    (&["scheduler", "use", "fsrs6", "--reschedule"], ""),
    (&["show", "blick.wom"], ""),
    (&["review", "zorp.type"], "len(x)\n:i\n3\n"),
    (&["show", "zorp.type"], ""),
    (&["config"], ""),
    (&["config", "desired_retention", "7"], ""),
    (&["doctor"], ""),
    (&["backup"], ""),
    (&["restore"], ""),
];

/// A home with a plan and answers on several days.
fn studied() -> TestEnv {
    let mut env = home("pt-BR");
    env.at("2026-11-20T18:30:00-03:00");
    env.ok(&["roadmap", "use", "zorp-road", "big-tech"]);
    env.ok(&["plan", "08/02/2027"]);
    for day in DAYS {
        env.at(&format!("2026-11-{day}T18:30:00-03:00"));
        for (card, typed) in [
            ("blick.wom", "\n3\n"),
            ("zorp.basic", "\n1\n3\n"),
            ("zorp.type", "len(x)\n3\n"),
        ] {
            env.run_with(&["review", card], typed);
        }
    }
    env
}

/// The prose of a screen: without what is typed, where files are, versions and settings.
fn prose(env: &TestEnv, text: &str) -> String {
    let home = env.path().display().to_string();
    let typed = [
        "\u{1b}\\[[0-9;?]*[a-zA-Z]",
        "`[^`]*`",
        r"/\S*milepost-[0-9-]+\.db",
        r"(C?Python|OAuth|SM-2 como publicado em|Murakowski)\s+[0-9.]+",
        "(?m)^[a-z_]+ = .*$",
        "semente [0-9]+|sm2-1990",
    ];
    typed
        .iter()
        .fold(text.replace(&home, "/"), |text, pattern| {
            Regex::new(pattern)
                .unwrap()
                .replace_all(&text, " ")
                .into_owned()
        })
}

/// The numbers and dates of a text that nobody in Brazil writes so.
fn foreign(text: &str) -> Vec<String> {
    let dates = Regex::new(r"\b(\d{2}/)?\d{2}/\d{4}\b").unwrap();
    let thousands = Regex::new(r"\b[1-9]\d{0,2}(\.\d{3})+\b").unwrap();
    let rest = thousands.replace_all(text, " ");
    let rest = dates.replace_all(&rest, " ");
    Regex::new(r"\d+\.\d+|\d{4}-\d{2}(-\d{2})?|(^|[^,\d])\d{4,}|\b\d{2}-\d{2}\b")
        .unwrap()
        .find_iter(&rest)
        .map(|found| found.as_str().to_owned())
        .collect()
}

fn check(faults: &mut Vec<String>, what: &str, said: &str) {
    let found = foreign(said);
    if !found.is_empty() {
        faults.push(format!("{what}: {found:?}\n{said}"));
    }
}

#[test]
fn portuguese_screens_write_numbers_and_dates_as_brazilians_do() {
    let env = studied();
    let mut faults = Vec::new();
    let mut all = String::new();
    for (words, typed) in SCREENS {
        let said = prose(&env, &env.run_with(words, typed).all());
        check(&mut faults, &words.join(" "), &said);
        all.push_str(&said);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    // The screens do show such figures.
    for shown in [
        "2,50",
        "27/11/2026",
        "08/02/2027",
        "11/2026",
        "0,900",
        "30/02/2027",
    ] {
        assert!(all.contains(shown), "{shown}");
    }
    assert!(Regex::new(r"1\.\d{3} cartões").unwrap().is_match(&all));
}

#[test]
fn portuguese_pages_write_numbers_and_dates_as_brazilians_do() {
    let env = studied();
    let file = env.path().join("page.html").display().to_string();
    env.ok(&["stats", "--html", &file]);
    let code = Regex::new("(?s)<style>.*?</style>|<script>.*?</script>|<[^>]*>").unwrap();
    let page = env.read("page.html");
    let shown = prose(&env, &code.replace_all(&page, " "));
    let mut faults = Vec::new();
    check(&mut faults, "the page", &shown);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(shown.contains("27/11/2026") && shown.contains("2,50"));
    // Scripts read the exact figures, and dates are sorted as dates.
    assert!(page.contains("data-row=\"2026-11-28\"") && page.contains("data-v=\"2.5\""));
    assert!(
        Regex::new("data-v=\"[0-9]+\">28/11/2026<")
            .unwrap()
            .is_match(&page)
    );
}

#[test]
fn the_portuguese_dashboard_and_first_run_write_dates_as_brazilians_do() {
    let env = studied();
    let mut session = spawned(&env, &[]);
    let shown = session.expect("milepost> ").unwrap().before().to_vec();
    session.send_line("quit").unwrap();
    session.expect(Eof).unwrap();
    let mut faults = Vec::new();
    check(
        &mut faults,
        "the dashboard",
        &prose(&env, &String::from_utf8(shown).unwrap()),
    );
    assert!(faults.is_empty(), "{}", faults.join("\n"));

    let new = TestEnv::empty();
    new.ok(&["config", "language", "pt-BR"]);
    let mut session = spawned(&new, &[]);
    session.expect("› ").unwrap();
    session.send_line("").unwrap();
    session.expect("como 08/02/2027?").unwrap();
    session.expect("› ").unwrap();
    session.send_line("8 de fevereiro").unwrap();
    session.expect("'8 de fevereiro' não é uma data").unwrap();
    session.expect("› ").unwrap();
    session.send_line("08/02/2027").unwrap();
    session.expect("quantos minutos").unwrap();
    session.expect("› ").unwrap();
    session.send_line("20").unwrap();
    session.expect("› ").unwrap();
    // A second Enter right after a line is passed over.
    std::thread::sleep(std::time::Duration::from_millis(400));
    session.send("\r").unwrap();
    session.expect("[1/").unwrap();
    session.expect("\u{1b}[K› ").unwrap();
    session.send(ControlCode::EndOfTransmission).unwrap();
    session.expect("milepost> ").unwrap();
    session.send_line("quit").unwrap();
    session.expect(Eof).unwrap();
    assert_eq!(new.json(&["plan", "--json"])["date"], "2027-02-08");
}

#[test]
fn scripts_and_settings_keep_points_and_iso_dates() {
    let env = studied();
    assert_eq!(env.json(&["plan", "--json"])["date"], "2027-02-08");
    let listed = env.json(&["list", "--json", "blick.wom"]);
    assert_eq!(listed["cards"][0]["ease"], 2.5);
    let log = env.ok(&["log", "--json"]);
    assert!(
        log.contains("\"study_day\":\"2026-11-27\"") && log.contains("\"date\":\"2027-02-08\"")
    );
    assert!(
        env.ok(&["stats", "--by", "day", "--csv"])
            .contains("\n2026-11-27,")
    );
    // A number with a comma is accepted, and kept as every program reads it.
    let set = ["config", "desired_retention", "0,85"];
    assert_eq!(env.ok(&set), "desired_retention = 0.85\n");
    assert!(env.read("config.toml").contains("desired_retention = 0.85"));
}
