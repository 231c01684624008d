//! The pictures of the READMEs are what happens: a session and a road on a real screen, from which they are drawn. A
//! picture that shows something else fails; `MILEPOST_DRAW=1 cargo test --test it pictures` draws them again.

use std::fmt::Write as _;
use std::path::Path;

use expectrl::session::OsSession;
use expectrl::{Eof, Expect, Session};

use crate::home::TestEnv;
use crate::season;

/// Columns of the screen, and rows enough that nothing scrolls away.
const COLUMNS: u16 = 80;
const ROWS: u16 = 90;

/// A language of the pictures: the end of their names, its locale, and a road with titles in it.
struct Language {
    suffix: &'static str,
    locale: &'static str,
    roadmap: &'static str,
    /// What stands where the road is cut off.
    projects: &'static str,
}

const ENGLISH: Language = Language {
    suffix: "",
    locale: "en_US.UTF-8",
    roadmap: "mastering-python",
    projects: "Projects to Build",
};

const PORTUGUESE: Language = Language {
    suffix: ".pt-BR",
    locale: "pt_BR.UTF-8",
    roadmap: "big-tech",
    projects: "Dicas finais",
};

/// A command on a screen in colour, and what the screen shows.
struct Recording {
    session: OsSession,
    screen: vt100::Parser,
}

impl Recording {
    fn start(env: &TestEnv, language: &Language, words: &[&str]) -> Self {
        let mut command = env.command(words);
        command
            .env("TERM", "xterm-256color")
            .env("LANG", language.locale)
            .env("PAGER", "cat");
        let mut session = Session::spawn(command).unwrap();
        session.set_expect_timeout(Some(std::time::Duration::from_mins(1)));
        let process = session.get_process_mut();
        process.set_window_size(COLUMNS, ROWS).unwrap();
        let mut recording = Self {
            session,
            screen: vt100::Parser::new(ROWS, COLUMNS, 0),
        };
        let line = format!("\u{1b}[1m$ milepost {}\u{1b}[0m\r\n", words.join(" "));
        recording.screen.process(line.as_bytes());
        recording
    }

    /// Types keys at the next prompt, which ends with a text. The head of a card holds the sign of the prompt too.
    fn type_keys(&mut self, prompt: &str, keys: &str) {
        let found = self.session.expect(prompt).unwrap();
        self.screen.process(found.as_bytes());
        self.session.send(keys).unwrap();
    }

    /// Follows the command to its end.
    fn finish(mut self) -> vt100::Parser {
        let found = self.session.expect(Eof).unwrap();
        self.screen.process(found.as_bytes());
        self.screen
    }
}

/// Characters that look alike, beginning in a column.
struct Run {
    column: u16,
    text: String,
    columns: u16,
    class: String,
}

fn runs(screen: &vt100::Screen, row: u16) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for column in 0..COLUMNS {
        let cell = screen.cell(row, column).unwrap();
        if cell.is_wide_continuation() {
            continue;
        }
        let text = if cell.has_contents() {
            cell.contents().to_owned()
        } else {
            " ".to_owned()
        };
        let width = if cell.is_wide() { 2 } else { 1 };
        let class = class(cell);
        match runs.last_mut() {
            // Gaps are left out, for not every viewer keeps several spaces.
            Some(last) if last.class == class && !last.text.ends_with("  ") => {
                last.text.push_str(&text);
                last.columns += width;
            }
            _ => runs.push(Run {
                column,
                text,
                columns: width,
                class,
            }),
        }
    }
    runs.retain_mut(|run| {
        run.trim();
        !run.text.is_empty()
    });
    runs
}

impl Run {
    /// Leaves out the spaces at both ends: they show nothing.
    fn trim(&mut self) {
        let start = self.text.len() - self.text.trim_start_matches(' ').len();
        let end = self.text.len() - self.text.trim_end_matches(' ').len();
        self.text = self.text.trim_matches(' ').to_owned();
        let [start, end] = [start, end].map(|spaces| u16::try_from(spaces).unwrap());
        self.column += start;
        self.columns = self.columns.saturating_sub(start + end);
    }
}

/// The class of a cell's looks in the style sheet of the picture.
fn class(cell: &vt100::Cell) -> String {
    let colour = match cell.fgcolor() {
        vt100::Color::Default => "c".to_owned(),
        vt100::Color::Idx(number) => format!("c{number}"),
        vt100::Color::Rgb(..) => panic!("the palette has numbered colours only"),
    };
    if cell.bold() {
        format!("{colour} b")
    } else {
        colour
    }
}

/// A colour of the cube or of the greys, as terminals draw it.
fn colour(number: u8) -> String {
    let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
    let [red, green, blue] = match number {
        232.. => [8 + 10 * (number - 232); 3],
        16.. => [(number - 16) / 36, (number - 16) / 6 % 6, (number - 16) % 6].map(level),
        _ => panic!("{number} looks different on every terminal"),
    };
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// Rows of the screen up to the last that shows something, or to the one before a text.
fn last_row(screen: &vt100::Screen, before: Option<&str>) -> u16 {
    let rows: Vec<String> = screen.rows(0, COLUMNS).collect();
    let cut = before.and_then(|text| rows.iter().position(|row| row.contains(text)));
    let rows = &rows[..cut.unwrap_or(rows.len())];
    let last = rows.iter().rposition(|row| !row.trim().is_empty());
    u16::try_from(last.unwrap() + 1).unwrap()
}

/// The screen as a picture that looks the same on a light and on a dark page.
fn svg(screen: &vt100::Screen, title: &str, before: Option<&str>) -> String {
    const CELL: f64 = 8.4;
    const LINE: u16 = 19;
    const EDGE: u16 = 16;
    let rows = last_row(screen, before);
    let mut texts = String::new();
    let mut colours = std::collections::BTreeSet::new();
    for row in 0..rows {
        for run in runs(screen, row) {
            let number = run.class.trim_start_matches('c').trim_end_matches(" b");
            colours.extend(number.parse::<u8>());
            let x = f64::from(EDGE) + f64::from(run.column) * CELL;
            let y = EDGE + row * LINE + 14;
            let width = f64::from(run.columns) * CELL;
            let text = milepost::ui::page::escape(&run.text);
            writeln!(
                texts,
                "<text class=\"{}\" x=\"{x:.1}\" y=\"{y}\" textLength=\"{width:.1}\" lengthAdjust=\"spacingAndGlyphs\">{text}</text>",
                run.class
            )
            .unwrap();
        }
    }
    let mut style = String::from(
        "text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace}\
         .c{fill:#e8eaed}.b{font-weight:bold}",
    );
    for number in colours {
        write!(style, ".c{number}{{fill:{}}}", colour(number)).unwrap();
    }
    let width = f64::from(EDGE) * 2.0 + f64::from(COLUMNS) * CELL;
    let height = EDGE * 2 + rows * LINE;
    let title = milepost::ui::page::escape(title);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height}\" width=\"{width:.0}\" height=\"{height}\" role=\"img\" aria-label=\"{title}\">\n\
         <title>{title}</title>\n<style>{style}</style>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#15181c\"/>\n{texts}</svg>\n"
    )
}

/// How much of a picture must be as it happens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Exactness {
    All,
    /// Everything but the figures and the lengths of bars, which move with each card that is added to a deck.
    Words,
}

/// The words of a picture.
fn words(svg: &str) -> String {
    let mut words = String::new();
    for line in svg.lines().filter(|line| line.starts_with("<text")) {
        let (_, text) = line.split_once('>').unwrap();
        let is_word = |c: &char| !c.is_ascii_digit() && !"█░ ".contains(*c);
        words.extend(text.chars().filter(is_word));
    }
    words
}

/// Compares a picture with what happens, or draws it.
fn check(name: &str, drawn: &str, exactness: Exactness) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs/pictures")
        .join(name);
    if milepost::world::text_variable("MILEPOST_DRAW").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, drawn).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    let is_same = match exactness {
        Exactness::All => kept == drawn,
        Exactness::Words => words(&kept) == words(drawn),
    };
    assert!(
        is_same,
        "{} shows something else than what happens; look at it after\n\
         MILEPOST_DRAW=1 cargo test --test it pictures",
        file.display()
    );
}

/// A card whose answer is wrong, its repeat at the end of the session, and the summary.
fn draw_session(language: &Language) {
    let env = TestEnv::new();
    env.ok(&["roadmap", "use", language.roadmap]);
    let words = ["review", "closures.sees-later-value", "--new", "1"];
    let mut recording = Recording::start(&env, language, &words);
    let (line, key) = ("\u{1b}[K› ", "  › ");
    for (prompt, keys) in [(line, "1\r"), (key, "1"), (line, "2\r"), (key, "3")] {
        recording.type_keys(prompt, keys);
    }
    // An Enter right after a key belongs to it.
    std::thread::sleep(std::time::Duration::from_secs(1));
    recording.type_keys(line, "\r");
    let screen = recording.finish();
    let title = format!("milepost {}", words.join(" "));
    let drawn = svg(screen.screen(), &title, None);
    let name = format!("session{}.svg", language.suffix);
    check(&name, &drawn, Exactness::All);
}

/// A road after seven weeks of reviews.
fn draw_road(language: &Language) {
    let env = season::lived_in(50);
    let words = ["roadmap", "show", language.roadmap];
    let screen = Recording::start(&env, language, &words).finish();
    let title = format!("milepost {}", words.join(" "));
    let drawn = svg(screen.screen(), &title, Some(language.projects));
    let name = format!("road{}.svg", language.suffix);
    check(&name, &drawn, Exactness::Words);
}

#[test]
fn the_session_in_english_is_what_happens() {
    draw_session(&ENGLISH);
}

#[test]
fn the_session_in_portuguese_is_what_happens() {
    draw_session(&PORTUGUESE);
}

#[test]
fn the_road_in_english_is_what_happens() {
    draw_road(&ENGLISH);
}

#[test]
fn the_road_in_portuguese_is_what_happens() {
    draw_road(&PORTUGUESE);
}

#[test]
fn both_readmes_show_both_pictures() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (readme, language) in [("README.md", ENGLISH), ("README.pt-BR.md", PORTUGUESE)] {
        let text = std::fs::read_to_string(root.join(readme)).unwrap();
        for name in ["session", "road"] {
            let picture = format!("docs/pictures/{name}{}.svg", language.suffix);
            assert!(text.contains(&picture), "{readme} lacks {picture}");
            assert!(root.join(&picture).exists(), "{picture} is missing");
        }
    }
}
