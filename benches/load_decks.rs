//! How long does it take to load 100,000 cards from 1,000 files, and to judge them by the standard?
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement says what it found, or stops"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Instant;

use milepost::decks::{CheckReport, folder, load};
use milepost::domain::card::Origin;

const FILES: usize = 1_000;
const CARDS: usize = 100;

fn main() {
    let home = tempfile::tempdir().unwrap();
    write(home.path());
    for _ in 0..3 {
        let start = Instant::now();
        let scan = folder::scan(home.path(), &Origin::BuiltIn);
        let scanned = start.elapsed();
        let content = load(scan.sources);
        let loaded = start.elapsed();
        assert_eq!(
            (content.cards.len(), content.faults.len()),
            (FILES * CARDS, 0)
        );
        let faults = CheckReport::of(&content).faults.len();
        println!(
            "scan {scanned:?}, with load {loaded:?}, with lint {:?} ({faults} faults)",
            start.elapsed()
        );
    }
}

fn write(root: &Path) {
    let mut curriculum = "format = 1\n[[area]]\nslug = \"all\"\ntitle = \"All\"\n".to_owned();
    fs::create_dir_all(root.join("topics/all")).unwrap();
    for file in 0..FILES {
        writeln!(
            curriculum,
            "[[topic]]\nslug = \"t{file}\"\narea = \"all\"\ntitle = \"T\"\ntier = 3"
        )
        .unwrap();
        let header = format!(
            "format = 1\ntopic = \"t{file}\"\nlang = \"en\"\nrefs = [\"https://docs.python.org/3/\"]\n"
        );
        let text = (0..CARDS).fold(header, |text, card| text + &one(file, card));
        fs::write(root.join(format!("topics/all/t{file}.toml")), text).unwrap();
    }
    fs::write(root.join("curriculum.toml"), curriculum).unwrap();
}

fn one(file: usize, card: usize) -> String {
    let level = if card < 3 { 1 } else { 2 };
    format!(
        "
[[card]]
id = \"t{file}.card-{card}\"
kind = \"output\"
rev = 1
level = {level}
interview = \"common\"
tags = [\"laziness\", \"generators\"]
prompt = \"What does program {card} of file {file} print?\"
code = '''
def gen{card}():
    print(\"start {file}\")
    yield {card}
    print(\"end\")

g = gen{card}()
print(\"made {file}-{card}\")
print(next(g))
print(next(g, \"done\"))
'''
stdout = '''
made {file}-{card}
start {file}
{card}
end
done
'''
why = \"Calling the function only builds the generator; code runs on next(), up to the following yield.\"
"
    )
}
