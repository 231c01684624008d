//! The page in a real browser: it loads without a complaint, its figures are those of `stats --json`, its
//! tables sort, and what a deck says stays text. `MILEPOST_BROWSER` names the browser, a Chromium; else it is looked
//! for in the usual places. Where there is none the tests fail in CI, and say elsewhere that they were skipped.
#![allow(
    clippy::disallowed_methods,
    reason = "the browser is named by the environment"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

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

/// Runs in the page: what every cell holds, and what is left when the first table was sorted by readiness.
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
const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
const ids = [...document.querySelectorAll("[id]")].map(node => node.id);
const links = [...document.querySelectorAll("a[href]")].every(a => document.getElementById(a.getAttribute("href").slice(1)));
const probe = { cells, before, up, down, again: read(), svgs, wide, links, twice: ids.length - new Set(ids).size };
document.body.innerHTML = ""; document.body.textContent = "PROBE" + JSON.stringify(probe) + "EBORP";
</script>"#;

fn probe(browser: &Path, page: &Path, more: &[&str]) -> Value {
    let html = std::fs::read_to_string(page)
        .unwrap()
        .replace("</body>", &format!("{PROBE}</body>"));
    let probed = page.with_file_name("probed.html");
    std::fs::write(&probed, html).unwrap();
    let mut flags = vec!["--dump-dom"];
    flags.extend(more);
    let (dom, said) = browse(browser, &probed, &flags);
    assert!(!said.contains("CONSOLE"), "{said}");
    let found = dom
        .split_once("PROBE")
        .and_then(|(_, rest)| rest.split_once("EBORP"))
        .unwrap()
        .0;
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
        let sheet = text("sheet").trim_end_matches("-retention");
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
    let probe = probe(&browser, &page, &["--window-size=390,900"]);
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
