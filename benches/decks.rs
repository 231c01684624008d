//! How long it takes until a hundred thousand cards in TOML can be asked, and to see that nothing has changed.

mod homes;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use homes::{Place, Times, tell, timed};

/// Cards in the learner's decks, and the files they stand in.
const CARDS: usize = 100_000;
const FILES: usize = 500;

fn main() {
    let bed = homes::folder(Place::Memory);
    let empty = homes::folder(Place::Memory);
    write_decks(&bed.path().join("decks/topics/bench"));
    let (mut without, mut with) = (Times::default(), Times::default());
    let (mut unchanged, mut touched) = (Times::default(), Times::default());
    for _ in 0..5 {
        again(empty.path(), &mut without);
        again(bed.path(), &mut with);
    }
    due(empty.path());
    let mut plain = Times::default();
    for _ in 0..50 {
        plain.push(due(empty.path()));
        unchanged.push(due(bed.path()));
    }
    for round in 0..5 {
        let file = bed.path().join("decks/topics/bench/mine-7.toml");
        let text = fs::read_to_string(&file).expect("a file");
        fs::write(&file, format!("{text}# {round}\n")).expect("a file");
        touched.push(due(bed.path()));
    }
    let ms = |times: &Times| times.median() / 1000.0;
    tell(&format!(
        "index made, built-in decks alone      {:>9.1} ms",
        ms(&without)
    ));
    tell(&format!(
        "index made, {CARDS} cards more       {:>9.1} ms",
        ms(&with)
    ));
    tell(&format!(
        "nothing changed, built-in decks alone {:>9.2} ms",
        ms(&plain)
    ));
    tell(&format!(
        "nothing changed, {FILES} files          {:>9.2} ms",
        ms(&unchanged)
    ));
    tell(&format!(
        "one of {FILES} files changed            {:>9.1} ms",
        ms(&touched)
    ));
}

/// The time of a command after the index was deleted.
fn again(home: &Path, times: &mut Times) {
    let _ = fs::remove_dir_all(home.join("cache"));
    times.push(due(home));
}

fn due(home: &Path) -> Duration {
    let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
    command
        .arg("due")
        .env("MILEPOST_HOME", home)
        .env("MILEPOST_NOW", homes::NOW)
        .stdout(Stdio::null());
    let (time, status) = timed(|| command.status().expect("the process runs"));
    assert!(status.success(), "{status}");
    time
}

fn write_decks(folder: &Path) {
    fs::create_dir_all(folder).expect("a folder");
    for file in 0..FILES {
        let mut text = format!(
            "format = 1\ntopic = \"mine-{file}\"\nlang = \"en\"\ntitle = \"Topic {file}\"\narea = \"bench\"\n"
        );
        for card in 0..CARDS / FILES {
            write!(
                text,
                "\n[[card]]\nid = \"mine{file}.card-{card}\"\nkind = \"basic\"\nrev = 1\nlevel = 2\n\
                 interview = \"common\"\ntags = [\"bench\", \"numbers\"]\n\
                 prompt = \"What is answered by card number {card} of file {file}, which is as long as cards are?\"\n\
                 answer = \"The number {card}, and a sentence that is about as long as sentences on cards are.\"\n\
                 why = \"A card is found by its number, whatever else may be said of it in two or three lines.\"\n"
            )
            .expect("memory");
        }
        fs::write(folder.join(format!("mine-{file}.toml")), text).expect("a file");
    }
}
