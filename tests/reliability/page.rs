//! The page in a real browser: it loads without a complaint, its figures are those of `stats --json`, its
//! tables sort, and what a deck says stays text. `MILEPOST_BROWSER` names the browser, a Chromium; else it is looked
//! for in the usual places. Where there is none the tests fail in CI, and say elsewhere that they were skipped.
#![allow(
    clippy::disallowed_methods,
    reason = "the browser is named by the environment"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use milepost::domain::report::{LONGEST_LEARNER_NAME, LearnerReport};
use serde_json::Value;

use crate::home::TestEnv;
use crate::kit::tell;
use crate::season::{self, lived_in};

/// Where a Chromium lies, if there is one.
const USUAL: [&str; 4] = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/snap/bin/chromium",
];

/// The browser; nothing, and a word about it, where there is none outside of CI.
fn browser() -> Option<PathBuf> {
    let named = std::env::var_os("MILEPOST_BROWSER").map(PathBuf::from);
    let found = named.or_else(|| USUAL.iter().map(PathBuf::from).find(|path| path.exists()));
    assert!(
        found.is_some() || std::env::var_os("CI").is_none(),
        "CI must set MILEPOST_BROWSER to a Chromium"
    );
    if found.is_none() {
        tell("skipped: no Chromium; MILEPOST_BROWSER names one");
    }
    found
}

/// What the browser makes of a page, and what it says on the console.
fn browse(browser: &Path, page: &Path, more: &[&str]) -> (String, String) {
    let profile = tempfile::tempdir().unwrap();
    let quiet = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--enable-logging=stderr",
    ];
    let ran = Command::new(browser)
        .args(quiet)
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .args(more)
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    (
        String::from_utf8(ran.stdout).unwrap(),
        String::from_utf8_lossy(&ran.stderr).into_owned(),
    )
}

/// Runs in the page: what every cell holds, what is left when the first table was sorted by readiness, and
/// whether everything is named and fits.
const PROBE: &str = r#"<script>
const cells = [...document.querySelectorAll("td[data-k]")].map(td => ({
  sheet: td.closest("table").dataset.sheet, row: td.closest("tr").dataset.row, key: td.dataset.k,
  value: td.dataset.v === "" ? null : Number(td.dataset.v), shown: td.textContent }));
const table = document.querySelector(".sheet table");
const column = [...table.tHead.rows[0].cells].findIndex(th => th.textContent === "Ready");
const button = table.tHead.rows[0].cells[column].querySelector("button");
const read = () => [...table.tBodies[0].rows].map(row => Number(row.cells[column].dataset.v));
const before = read(); button.click(); const up = read(); button.click(); const down = read(); button.click();
const svgs = [...document.querySelectorAll("svg[role=img]")].map(svg => {
  const ids = svg.getAttribute("aria-labelledby").split(" ");
  return ids.every(id => document.getElementById(id) && document.getElementById(id).textContent.length > 0); });
const grades = [...document.querySelectorAll("[id^=plot-grades] tbody th")].map(th => th.textContent);
const hidden = [...document.querySelectorAll("tr.folded")].every(row => row.getClientRects().length === 0);
document.querySelectorAll(".fold input").forEach(box => box.click());
const unfolded = [...document.querySelectorAll("tr.folded")].every(row => row.getClientRects().length > 0);
const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
const ids = [...document.querySelectorAll("[id]")].map(node => node.id);
const links = [...document.querySelectorAll("a[href]")].every(a => document.getElementById(a.getAttribute("href").slice(1)));
const scrolled = [...document.querySelectorAll(".scroll")].filter(box => box.scrollWidth > box.clientWidth).map(box => box.getAttribute("aria-label"));
const cut = [...document.querySelectorAll("td, th")].filter(cell => cell.clientWidth > 0 && cell.scrollWidth > cell.clientWidth + 1).map(cell => cell.textContent);
const headline = [...document.querySelectorAll(".headline div")].map(one => [...one.children].map(node => node.textContent));
const sheets = [...document.querySelectorAll("table[data-sheet]")].map(table => table.dataset.sheet);
const map = document.querySelector("figure.wide svg");
const share = map ? map.getBoundingClientRect().width / document.querySelector("main").clientWidth : 0;
const style = getComputedStyle(document.body);
const colours = style.color + " on " + style.backgroundColor;
const probe = { cells, before, up, down, again: read(), svgs, wide, links, twice: ids.length - new Set(ids).size,
  grades, hidden, unfolded, scrolled, cut, headline, sheets, share, colours, viewport: window.innerWidth };
document.body.innerHTML = ""; document.body.textContent = "PROBE" + JSON.stringify(probe) + "EBORP";
if (parent !== window) parent.postMessage(document.body.textContent, "*");
</script>"#;

/// A copy of the page with the probe in it.
fn with_probe(page: &Path) -> PathBuf {
    let html = std::fs::read_to_string(page)
        .unwrap()
        .replace("</body>", &format!("{PROBE}</body>"));
    let probed = page.with_file_name("probed.html");
    std::fs::write(&probed, html).unwrap();
    probed
}

/// What the probe finds on a screen as narrow as a phone's. A window cannot be that narrow, a frame can.
fn probe_phone(browser: &Path, page: &Path) -> Value {
    let probed = with_probe(page);
    let frame = page.with_file_name("phone.html");
    let name = probed.file_name().unwrap().to_str().unwrap();
    let html = format!(
        "<iframe src=\"{name}\" style=\"border:0;width:390px;height:900px\"></iframe>\n<script>\n\
         onmessage = event => {{ document.body.textContent = event.data; }};</script>"
    );
    std::fs::write(&frame, html).unwrap();
    let flags = ["--dump-dom", "--virtual-time-budget=20000"];
    let (dom, said) = browse(browser, &frame, &flags);
    assert!(!said.contains("CONSOLE"), "{said}");
    found(&dom)
}

fn probe(browser: &Path, page: &Path, more: &[&str]) -> Value {
    let probed = with_probe(page);
    let mut flags = vec!["--dump-dom"];
    flags.extend(more);
    let (dom, said) = browse(browser, &probed, &flags);
    assert!(!said.contains("CONSOLE"), "{said}");
    found(&dom)
}

/// What the probe left in the page.
fn found(dom: &str) -> Value {
    let (_, rest) = dom.split_once("PROBE").unwrap();
    let (found, _) = rest.split_once("EBORP").unwrap();
    let found = found
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    serde_json::from_str(&found).unwrap()
}

/// The figure at a path such as `retention.30.young.rate`.
fn at<'v>(row: &'v Value, path: &str) -> &'v Value {
    path.split('.').fold(row, |value, key| &value[key])
}

/// The row of the JSON that a row of a table shows.
fn row<'v>(stats: &'v Value, rows: &str, id: &str) -> &'v Value {
    if id == "totals" {
        return &stats["totals"];
    }
    let name = |row: &Value| {
        row["id"]
            .as_str()
            .map_or_else(|| row["number"].to_string(), str::to_owned)
    };
    stats[rows]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| name(row) == id)
        .unwrap()
}

fn check_cells(env: &TestEnv, probe: &Value) {
    let phases = env.json(&["stats", "--json"]);
    let topics = env.json(&["stats", "--by", "topic", "--json"]);
    let areas = env.json(&["stats", "--by", "area", "--json"]);
    let kinds = env.json(&["stats", "--by", "kind", "--json"]);
    let cells = probe["cells"].as_array().unwrap();
    for cell in cells {
        let text = |key: &str| cell[key].as_str().unwrap();
        let sheet = text("sheet")
            .trim_end_matches("-retention")
            .trim_end_matches("-effort");
        let expected = match sheet {
            "phases-mastering-python" => row(&phases, "phases", text("row")),
            "phases-big-tech" => row(&phases["also"][0], "phases", text("row")),
            "topics" => row(&topics, "topics", text("row")),
            "areas" => row(&areas, "areas", text("row")),
            "kinds" => row(&kinds, "kinds", text("row")),
            other => panic!("no figures for the table {other}"),
        };
        assert_eq!(
            cell["value"].as_f64(),
            at(expected, text("key")).as_f64(),
            "{cell}"
        );
        assert!(!cell["value"].is_null() || text("shown") == "–", "{cell}");
    }
    assert!(cells.len() > 1000, "every phase and topic is there");
}

#[test]
fn the_page_agrees_with_json_in_a_real_browser() {
    let Some(browser) = browser() else { return };
    let env = &lived_in(60);
    let page = env.path().join("stats.html");
    env.ok(&["stats", "--html", page.to_str().unwrap()]);
    let (_, said) = browse(&browser, &page, &["--dump-dom"]);
    assert!(!said.contains("CONSOLE"), "the page complains: {said}");
    let probe = probe(&browser, &page, &["--window-size=1280,900"]);
    check_cells(env, &probe);
    let numbers = |name: &str| -> Vec<f64> {
        probe[name]
            .as_array()
            .unwrap()
            .iter()
            .map(|n| n.as_f64().unwrap())
            .collect()
    };
    let mut sorted = numbers("before");
    sorted.sort_by(f64::total_cmp);
    assert_eq!(numbers("up"), sorted, "a click sorts");
    sorted.reverse();
    assert_eq!(
        numbers("down"),
        sorted,
        "a second click sorts the other way"
    );
    assert_eq!(
        numbers("again"),
        numbers("before"),
        "a third click brings the order back"
    );
    assert_eq!(
        (&probe["wide"], &probe["links"], &probe["twice"]),
        (&0.into(), &true.into(), &0.into())
    );
    let svgs = probe["svgs"].as_array().unwrap();
    assert!(
        svgs.len() == 10 && svgs.iter().all(|named| named == true),
        "every drawing has a name and words"
    );
    let buttons = serde_json::json!(["1 again", "2 hard", "3 good", "4 easy"]);
    assert_eq!(probe["grades"], buttons);
}

#[test]
fn the_page_fits_a_window_and_a_phone() {
    let Some(browser) = browser() else { return };
    let env = &lived_in(60);
    for language in ["en", "pt-BR"] {
        env.ok(&["config", "language", language]);
        let page = env.path().join(format!("{language}.html"));
        env.ok(&["stats", "--html", page.to_str().unwrap()]);
        // The probe sorts by a column that it finds by its English name.
        let html = std::fs::read_to_string(&page).unwrap();
        std::fs::write(&page, html.replace(">Prontos<", ">Ready<")).unwrap();
        let window = probe(&browser, &page, &["--window-size=1200,900"]);
        check_fit(&window, 1200, language);
        check_fit(&probe_phone(&browser, &page), 390, language);
    }
}

fn check_fit(probe: &Value, width: u64, language: &str) {
    let what = format!("{language} at {width}");
    assert_eq!(probe["viewport"], width);
    assert_eq!(probe["wide"], 0, "{what} scrolls sideways");
    let none = serde_json::json!([]);
    assert_eq!(probe["scrolled"], none, "tables of {what} that do not fit");
    assert_eq!(probe["cut"], none, "cells of {what} that are cut");
    let folds = (&probe["hidden"], &probe["unfolded"]);
    assert_eq!(folds, (&true.into(), &true.into()), "{what}");
    let share = probe["share"].as_f64().unwrap();
    assert!(share > 0.99, "{what}: the map takes {share} of the width");
}

#[test]
fn the_page_begins_with_figures_and_the_followed_road() {
    let Some(browser) = browser() else { return };
    let env = &lived_in(60);
    let page = env.path().join("stats.html");
    env.ok(&["stats", "--html", page.to_str().unwrap()]);
    let probe = probe(&browser, &page, &["--window-size=1200,900"]);
    let due = env.json(&["due", "--json"]);
    let due = due["due"].as_u64().unwrap() + due["learning"].as_u64().unwrap();
    let stats = env.json(&["stats", "--json"]);
    let percent = |totals: &Value| {
        let ready = totals["readiness"].as_f64().unwrap();
        format!("{:.0} %", ready * 100.0)
    };
    let headline = probe["headline"].as_array().unwrap();
    assert!(headline[0][1].as_str().unwrap().ends_with(" days"));
    let expected = serde_json::json!([
        ["streak", headline[0][1]],
        ["due today", due.to_string()],
        ["ready for mastering-python", percent(&stats["totals"])],
        ["ready for big-tech", percent(&stats["also"][0]["totals"])],
    ]);
    assert_eq!(probe["headline"], expected);
    assert_eq!(probe["sheets"][0], "phases-mastering-python");
    let road = env.json(&["roadmap", "show", "mastering-python", "--json"]);
    let first = &road["roadmaps"][0]["phases"][0]["items"][0]["topics"][0];
    let cells = probe["cells"].as_array().unwrap();
    let topic = cells.iter().find(|cell| cell["sheet"] == "topics").unwrap();
    assert_eq!(
        &topic["row"], first,
        "the followed road's topics come first"
    );
}

#[test]
fn a_page_without_answers_has_no_empty_tables() {
    let Some(browser) = browser() else { return };
    let env = &season::home();
    let page = env.path().join("stats.html");
    env.ok(&["stats", "--html", page.to_str().unwrap()]);
    let probe = probe(&browser, &page, &["--window-size=1200,900"]);
    let sheets: Vec<&str> = probe["sheets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|sheet| sheet.as_str().unwrap())
        .collect();
    let shown = ["phases-mastering-python", "topics", "areas", "kinds"];
    assert_eq!(sheets, shown, "neither retention nor time");
    let plots = probe["svgs"].as_array().unwrap().len();
    assert_eq!(plots, 1, "the forecast alone has something to show");
}

#[test]
fn a_dark_screen_gets_a_dark_page() {
    let Some(browser) = browser() else { return };
    let env = &season::home();
    let page = env.path().join("stats.html");
    env.ok(&["stats", "--html", page.to_str().unwrap()]);
    let light = probe(&browser, &page, &[]);
    let dark = ["--blink-settings=preferredColorScheme=0"];
    let dark = probe(&browser, &page, &dark);
    assert_eq!(light["colours"], "rgb(29, 33, 38) on rgb(253, 253, 252)");
    assert_eq!(dark["colours"], "rgb(232, 234, 237) on rgb(21, 24, 28)");
}

#[test]
fn the_page_asks_nothing_of_the_network_and_a_bad_folder_is_named() {
    let env = &season::home();
    let page = env.path().join("stats.html");
    env.ok(&["stats", "--html", page.to_str().unwrap()]);
    let html = std::fs::read_to_string(&page).unwrap();
    for outside in ["http:", "https:", "src=", "@import", "url(http"] {
        assert!(!html.contains(outside), "{outside}");
    }
    assert!(html.contains("default-src 'none'"));
    let fault = env.run(&["stats", "--html", "/nowhere/at/all.html"]);
    assert_eq!(fault.code, 1, "{}", fault.all());
    assert!(fault.stderr.contains("/nowhere/at/all.html"));
}

/// Titles that would run, load or break out of their place if they were anything but text.
const HOSTILE: &str = "</script><script>console.error(1)</script><img src=x onerror=console.error(2)>\" onload='console.error(3)' javascript:console.error(4)";

#[test]
fn what_a_deck_says_stays_text_in_a_real_browser() {
    let Some(browser) = browser() else { return };
    let env = &season::home();
    let topics = env.path().join("decks/topics");
    std::fs::create_dir_all(&topics).unwrap();
    let title = serde_json::to_string(HOSTILE).unwrap();
    let deck = format!(
        "format = 1\ntopic = \"hostile\"\ntitle = {title}\n\n[[card]]\nid = \"h.a\"\nkind = \"basic\"\nprompt = {title}\nanswer = {title}\n"
    );
    std::fs::write(topics.join("hostile.toml"), deck).unwrap();
    env.ok_with(&["review", "--topic", "hostile"], "\n3\n");
    let page = env.path().join("stats.html");
    env.ok(&["stats", "--html", page.to_str().unwrap()]);
    let (_, said) = browse(&browser, &page, &["--dump-dom"]);
    assert!(!said.contains("CONSOLE"), "{said}");
    let probe = probe_phone(&browser, &page);
    let row = |cell: &&Value| {
        cell["sheet"] == "topics" && cell["row"] == "hostile" && cell["key"] == "cards"
    };
    assert!(
        probe["cells"]
            .as_array()
            .unwrap()
            .iter()
            .any(|cell| row(&cell)),
        "the topic is there"
    );
    assert!(
        std::fs::read_to_string(&page)
            .unwrap()
            .contains("&lt;script&gt;console.error(1)")
    );
    assert_eq!(
        (&probe["wide"], &probe["links"]),
        (&0.into(), &true.into()),
        "a phone shows it without sideways scrolling"
    );
}

/// A folder with the reports of thirty learners, and of one with a name that would break out of its place.
fn class_folder(env: &TestEnv) -> String {
    let folder = env.path().join("reports");
    let tool = concat!(env!("CARGO_MANIFEST_DIR"), "/tools/make_reports.py");
    let made = Command::new("python3")
        .arg(tool)
        .arg(&folder)
        .arg("30")
        .status();
    assert!(made.unwrap().success());
    let first = std::fs::read_to_string(folder.join("learner-000000.jsonl")).unwrap();
    let mut report = LearnerReport::read(&first).unwrap();
    report.head.learner = "ff".to_owned();
    report.head.name = HOSTILE[..LONGEST_LEARNER_NAME].to_owned();
    std::fs::write(folder.join("hostile.jsonl"), report.to_text().unwrap()).unwrap();
    folder.display().to_string()
}

#[test]
fn the_page_of_a_class_agrees_with_json_and_fits_a_window_and_a_phone() {
    let Some(browser) = browser() else { return };
    let env = &season::home();
    let folder = class_folder(env);
    let class = env.json(&["class", &folder, "--json"]);
    for (language, retention) in [("en", ">Retention<"), ("pt-BR", ">Retenção<")] {
        env.ok(&["config", "language", language]);
        let page = env.path().join(format!("{language}.html"));
        env.ok(&["class", &folder, "--html", page.to_str().unwrap()]);
        // The probe sorts by a column of that name.
        let html = std::fs::read_to_string(&page).unwrap();
        assert!(html.contains(retention));
        std::fs::write(&page, html.replace(retention, ">Ready<")).unwrap();
        let window = probe(&browser, &page, &["--window-size=1200,900"]);
        for (probe, width) in [(&window, 1200), (&probe_phone(&browser, &page), 390)] {
            let what = format!("{language} at {width}");
            assert_eq!(
                (&probe["viewport"], &probe["wide"]),
                (&width.into(), &0.into()),
                "{what}"
            );
            let none = serde_json::json!([]);
            assert_eq!(
                (&probe["scrolled"], &probe["cut"]),
                (&none, &none),
                "{what}"
            );
            assert_eq!(
                (&probe["links"], &probe["twice"]),
                (&true.into(), &0.into()),
                "{what}"
            );
        }
        check_class_cells(&class, &window);
    }
    let page = env.path().join("en.html");
    let dark = ["--blink-settings=preferredColorScheme=0"];
    let colours = [&[][..], &dark[..]].map(|more| probe(&browser, &page, more)["colours"].clone());
    let expected = [
        "rgb(29, 33, 38) on rgb(253, 253, 252)",
        "rgb(232, 234, 237) on rgb(21, 24, 28)",
    ];
    assert_eq!(colours, expected, "light, then dark");
}

fn check_class_cells(class: &Value, probe: &Value) {
    let lists = [("learners", "learner"), ("cards", "card")];
    let mut compared = 0;
    for cell in probe["cells"].as_array().unwrap() {
        let text = |key: &str| cell[key].as_str().unwrap();
        let Some((list, id)) = lists.iter().find(|(list, _)| *list == text("sheet")) else {
            continue;
        };
        if matches!(text("key"), "note" | "last_day") {
            continue;
        }
        let mut rows = class[list].as_array().unwrap().iter();
        let row = rows.find(|row| row[id] == text("row")).unwrap();
        assert_eq!(
            cell["value"].as_f64(),
            at(row, text("key")).as_f64(),
            "{cell}"
        );
        compared += 1;
    }
    assert!(compared > 150, "{compared}");
}
