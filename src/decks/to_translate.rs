//! What of a deck folder is not translated yet, as files that a translator fills in.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use crate::decks::load::DeckContent;
use crate::decks::skeleton::{card_skeleton, glossary_skeleton, overlay_head, roadmap_skeleton};
use crate::domain::card::{Card, Lang, Origin};

/// A file to write or to lengthen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileToTranslate {
    /// Its path inside the deck folder.
    pub path: PathBuf,
    /// What a new file begins with.
    pub head: String,
    /// What waits for a translator, each under the line that names it.
    pub parts: Vec<Untranslated>,
}

/// A card that waits for a translator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untranslated {
    /// The line that names the card. Where a file has it, commented out or not, the skeleton was written before.
    pub name_line: String,
    /// The skeleton, commented out.
    pub text: String,
}

impl FileToTranslate {
    /// The file with what it lacks added at its end; nothing where it lacks nothing.
    pub fn lengthened(&self, existing: Option<&str>) -> Option<String> {
        let mut text = existing.unwrap_or(&self.head).to_owned();
        let lines = existing.unwrap_or_default().lines();
        let known: HashSet<&str> = lines
            .map(|line| line.strip_prefix("# ").unwrap_or(line))
            .collect();
        let mut missing = self
            .parts
            .iter()
            .filter(|part| !known.contains(part.name_line.as_str()))
            .peekable();
        if existing.is_some() && missing.peek().is_none() {
            return None;
        }
        for part in missing {
            if !text.ends_with("\n\n") {
                text.push('\n');
            }
            text.push_str(&part.text);
        }
        Some(text)
    }
}

/// The files with what is not translated to a language, of the decks of one origin.
pub fn files_to_translate(
    content: &DeckContent,
    origin: &Origin,
    lang: Lang,
) -> Vec<FileToTranslate> {
    let mut files = overlays(content, origin, lang);
    files.extend(roadmaps(content, origin, lang));
    let has_glossary = content
        .glossaries
        .iter()
        .any(|glossary| glossary.lang == lang);
    if !files.is_empty() && !has_glossary {
        files.push(FileToTranslate {
            path: Path::new(lang.tag()).join("glossary.toml"),
            head: glossary_skeleton(lang),
            parts: Vec::new(),
        });
    }
    files
}

fn overlays(content: &DeckContent, origin: &Origin, lang: Lang) -> Vec<FileToTranslate> {
    // A stale translation counts as there: `check` names it, and its text is worth keeping.
    let translated: HashSet<&str> = content
        .translations
        .iter()
        .filter(|card| card.lang == lang)
        .map(|card| card.id.base())
        .collect();
    let mut waiting: BTreeMap<usize, Vec<Vec<&Card>>> = BTreeMap::new();
    for (card, place) in content.cards.iter().zip(&content.places) {
        let is_asked = card.origin == *origin && card.lang != lang;
        if !is_asked || translated.contains(card.id.base()) {
            continue;
        }
        let groups = waiting.entry(place.source).or_default();
        match groups.last_mut() {
            Some(group) if group[0].id.base() == card.id.base() => group.push(card),
            _ => groups.push(vec![card]),
        }
    }
    waiting
        .into_iter()
        .map(|(source, groups)| FileToTranslate {
            path: Path::new(lang.tag()).join(&content.sources[source].path),
            head: overlay_head(groups[0][0].topic.as_str(), lang.tag()),
            parts: groups.iter().map(|group| card_part(group)).collect(),
        })
        .collect()
}

fn card_part(siblings: &[&Card]) -> Untranslated {
    Untranslated {
        name_line: format!("[\"{}\"]", siblings[0].id.base()),
        text: card_skeleton(siblings),
    }
}

fn roadmaps(content: &DeckContent, origin: &Origin, lang: Lang) -> Vec<FileToTranslate> {
    let roads = content.roadmaps.iter().filter(|road| {
        let is_translated = road.translations.iter().any(|texts| texts.lang == lang);
        road.origin == *origin && road.lang != lang && !is_translated
    });
    roads
        .map(|road| FileToTranslate {
            path: Path::new(lang.tag())
                .join("roadmaps")
                .join(format!("{}.toml", road.id)),
            head: roadmap_skeleton(road, lang.tag()),
            parts: Vec::new(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> FileToTranslate {
        let part = |name: &str| Untranslated {
            name_line: format!("[\"{name}\"]"),
            text: format!("# [\"{name}\"]\n# rev = 1\n"),
        };
        FileToTranslate {
            path: PathBuf::from("es/topics/t.toml"),
            head: "format = 1\n".to_owned(),
            parts: vec![part("t.a"), part("t.b")],
        }
    }

    #[test]
    fn what_a_translator_wrote_stays_and_nothing_is_added_twice() {
        let new = file().lengthened(None).unwrap();
        assert_eq!(
            new,
            "format = 1\n\n# [\"t.a\"]\n# rev = 1\n\n# [\"t.b\"]\n# rev = 1\n"
        );
        assert_eq!(file().lengthened(Some(&new)), None);
        let mine = "format = 1\n\n[\"t.a\"]\nmine\n";
        let longer = file().lengthened(Some(mine)).unwrap();
        assert_eq!(longer, format!("{mine}\n# [\"t.b\"]\n# rev = 1\n"));
    }
}
