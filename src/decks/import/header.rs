//! The header lines of Anki's text export.

/// What the header lines of a file say, such as `#separator:tab`.
#[derive(Debug, Default)]
pub(super) struct FileHeader {
    pub(super) separator: Option<char>,
    pub(super) html: Option<bool>,
    pub(super) names: Option<Vec<String>>,
    pub(super) tags: Vec<String>,
    pub(super) deck: Option<String>,
    pub(super) note_type: Option<String>,
    pub(super) tags_column: Option<usize>,
    pub(super) deck_column: Option<usize>,
    pub(super) note_type_column: Option<usize>,
    pub(super) guid_column: Option<usize>,
}

impl FileHeader {
    /// The header, the text below it, and how many lines it has.
    pub(super) fn read(text: &str) -> (Self, &str, u64) {
        let mut header = Self::default();
        let mut rest = text;
        let mut lines = 0;
        while let Some((line, after)) = rest.split_once('\n').or_else(|| last_line(rest)) {
            if !header.take(line) {
                break;
            }
            rest = after;
            lines += 1;
        }
        (header, rest, lines)
    }

    /// Takes a line if it is a header line of a known key.
    fn take(&mut self, line: &str) -> bool {
        let Some((key, value)) = line.strip_prefix('#').and_then(|line| line.split_once(':'))
        else {
            return false;
        };
        let value = value.trim_end_matches('\n');
        let column = value
            .trim()
            .parse::<usize>()
            .ok()
            .and_then(|n| n.checked_sub(1));
        match key.trim().to_lowercase().as_str() {
            "separator" => self.separator = Some(named_separator(value)),
            "html" => self.html = Some(value.trim().eq_ignore_ascii_case("true")),
            "columns" => {
                // The key stands in front of the names, and the separator may come in a later line.
                let separator =
                    self.separator
                        .unwrap_or(if value.contains('\t') { '\t' } else { ',' });
                let names = value.split(separator).map(|name| name.trim().to_owned());
                self.names = Some(names.collect());
            }
            "tags" => self.tags = split_tags(value),
            "deck" => self.deck = Some(value.trim().to_owned()),
            "notetype" => self.note_type = Some(value.trim().to_owned()),
            "tags column" => self.tags_column = column,
            "deck column" => self.deck_column = column,
            "notetype column" => self.note_type_column = column,
            "guid column" => self.guid_column = column,
            "if matches" => {}
            _ => return false,
        }
        true
    }

    pub(super) fn special_columns(&self) -> [Option<usize>; 4] {
        [
            self.tags_column,
            self.deck_column,
            self.note_type_column,
            self.guid_column,
        ]
    }
}

fn last_line(rest: &str) -> Option<(&str, &str)> {
    (!rest.is_empty()).then_some((rest, ""))
}

fn named_separator(value: &str) -> char {
    match value.trim().to_lowercase().as_str() {
        "comma" | "," => ',',
        "semicolon" | ";" => ';',
        "pipe" | "|" => '|',
        "colon" | ":" => ':',
        "space" => ' ',
        _ => '\t',
    }
}

/// Tags between spaces, commas or semicolons.
pub(super) fn split_tags(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || c == ';' || c == ',')
        .filter(|tag| !tag.is_empty())
        .map(str::to_owned)
        .collect()
}
