//! What may be typed next: names of commands and flags, roadmaps, topics, cards. The prompt and the shells
//! ask here.

use clap::{Arg, Command, CommandFactory};

use crate::cli::app::App;
use crate::cli::args::{ADDED_DECK, Cli};
use crate::cli::deck;
use crate::cli::help;
use crate::cli::scope;
use crate::cli::settings::KEYS;
use crate::cli::trust::BUILT_IN;
use crate::domain::card::CardKind;
use crate::domain::lang::Lang;
use crate::domain::query::states;
use crate::error::AppError;
use crate::ui::terminal::Terminal;

/// The fields of a query.
const TERMS: [&str; 8] = [
    "topic:",
    "roadmap:",
    "area:",
    "kind:",
    "tag:",
    "level>=",
    "is:",
    "interview:",
];

/// Added to the script of bash: names that only the home knows. A colon parts words there, so that what stands
/// before it is left out of the answer.
const BASH: &str = r#"
_milepost_all() {
    local line="${COMP_LINE:0:$COMP_POINT}" word
    local IFS=$'\n'
    local -a found
    found=($(milepost complete -- "$line" 2>/dev/null))
    if ((${#found[@]})); then
        word="${line##*[[:space:]]}"
        COMPREPLY=()
        for candidate in "${found[@]}"; do
            if [[ $word == *:* && $COMP_WORDBREAKS == *:* ]]; then
                candidate="${candidate#"${word%:*}:"}"
            fi
            COMPREPLY+=("$candidate")
        done
    else
        _milepost "$@"
    fi
}
complete -F _milepost_all -o bashdefault -o default milepost
"#;

/// The same for zsh.
const ZSH: &str = r#"
_milepost_all() {
    local -a found
    found=("${(@f)$(milepost complete -- "$LBUFFER" 2>/dev/null)}")
    if [[ -n $found ]]; then
        compadd -Q -- $found
    else
        _milepost "$@"
    fi
}
compdef _milepost_all milepost
"#;

/// The same for fish. Without `-f` or `-x` it offers files as well, and the value of an option is completed by the
/// line of that option alone.
const FISH: &str = "
function __milepost_names
    milepost complete -- (commandline -cp) 2>/dev/null
end
complete -c milepost -n 'count (__milepost_names) >/dev/null' -f -a '(__milepost_names)'
complete -c milepost -s t -l topic -x -a '(__milepost_names)'
complete -c milepost -s r -l roadmap -x -a '(__milepost_names)'
complete -c milepost -l watch -x -a '(__milepost_names)'
";

/// The completion script of a shell.
pub(crate) fn script(shell: clap_complete::Shell, lang: Lang) -> String {
    let mut script = Vec::new();
    let mut command = help::for_scripts(lang);
    clap_complete::generate(shell, &mut command, "milepost", &mut script);
    let names = match shell {
        clap_complete::Shell::Bash => BASH,
        clap_complete::Shell::Zsh => ZSH,
        clap_complete::Shell::Fish => FISH,
        clap_complete::Shell::Elvish | clap_complete::Shell::PowerShell | _ => "",
    };
    format!("{}{names}", String::from_utf8_lossy(&script))
}

/// Says what the last word of a command line may become, one candidate a line.
pub(crate) fn complete(app: &App, terminal: &mut dyn Terminal, line: &str) -> Result<(), AppError> {
    let (_, candidates) = CompletionWords::of(app)?.complete(line, line.len());
    for candidate in candidates {
        terminal.say(&format!("{candidate}\n"))?;
    }
    Ok(())
}

/// Everything that may stand in a command: names of commands and flags, roadmaps, topics, cards.
pub(crate) struct CompletionWords {
    roadmaps: Vec<String>,
    topics: Vec<String>,
    cards: Vec<String>,
    areas: Vec<String>,
    decks: Vec<String>,
}

impl CompletionWords {
    pub(crate) fn of(app: &App) -> Result<Self, AppError> {
        Ok(Self {
            roadmaps: scope::roadmap_names(app)?,
            topics: scope::topic_names(app)?,
            cards: app.store.content().card_ids()?,
            areas: scope::area_names(app)?,
            decks: deck::names(app),
        })
    }

    /// Where the word at the cursor begins, and what it may become.
    pub(crate) fn complete(&self, line: &str, pos: usize) -> (usize, Vec<String>) {
        let before = &line[..pos];
        let start = before.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let (head, word) = before.split_at(start);
        let mut fits: Vec<String> = self
            .candidates(head, word)
            .into_iter()
            .filter(|candidate| candidate.starts_with(word))
            .collect();
        fits.sort();
        fits.dedup();
        (start, fits)
    }

    fn candidates(&self, head: &str, word: &str) -> Vec<String> {
        let mut given: Vec<&str> = head.split_whitespace().collect();
        if given.first() == Some(&"milepost") {
            given.remove(0);
        }
        let terms = |term: &str, names: &[String]| {
            names.iter().map(|name| format!("{term}{name}")).collect()
        };
        if let Some((term, _)) = word.split_once(':') {
            return match term {
                "topic" => terms("topic:", &self.topics),
                "roadmap" => terms("roadmap:", &self.roadmaps),
                "area" => terms("area:", &self.areas),
                "is" => states().map(|state| format!("is:{state}")).collect(),
                "kind" => CardKind::ALL
                    .map(|kind| format!("kind:{}", kind.word()))
                    .to_vec(),
                _ => vec![],
            };
        }
        self.of_command(&given, word)
    }

    /// What the words before lead to: the value of an option, options, or commands and a positional argument.
    fn of_command(&self, given: &[&str], word: &str) -> Vec<String> {
        let mut command = Cli::command();
        // Only a command that is built has handed its global options on to those within it.
        command.build();
        let mut at = &command;
        let (mut option, mut arguments) = (None, 0);
        for name in given {
            if option.take().is_some() {
                // The value of the option before it.
            } else if name.starts_with('-') {
                option = option_with_value(at, name);
            } else if let Some(inner) = at.find_subcommand(name).filter(|_| arguments == 0) {
                at = inner;
            } else {
                arguments += 1;
            }
        }
        if let Some(option) = option {
            return self.values(option);
        }
        if word.starts_with('-') {
            return at
                .get_arguments()
                .filter_map(Arg::get_long)
                .map(|long| format!("--{long}"))
                .collect();
        }
        let mut found: Vec<String> = at
            .get_subcommands()
            .filter(|inner| arguments == 0 && !inner.is_hide_set())
            .map(|inner| inner.get_name().to_owned())
            .collect();
        if let Some(positional) = positional(at, arguments) {
            found.extend(self.values(positional));
        }
        found
    }

    /// What an argument may be: its own values, or names by what help calls it. Nothing for a file, which the shell
    /// completes, and for what is the learner's own word.
    fn values(&self, argument: &Arg) -> Vec<String> {
        let possible = argument.get_possible_values();
        if !possible.is_empty() {
            let names = possible.iter().map(|value| value.get_name().to_owned());
            return names.collect();
        }
        // The id of a new card is one that no card has.
        if argument.get_id() == "id" {
            return vec![];
        }
        if argument.get_id() == ADDED_DECK {
            return self.decks.clone();
        }
        let name = argument.get_value_names().and_then(<[_]>::first);
        match name.map(clap::builder::Str::as_str) {
            Some("R" | "ROADMAP" | "ROADMAPS") => self.roadmaps.clone(),
            Some("T" | "TOPIC") => self.topics.clone(),
            Some("DECK") => {
                let built_in = std::iter::once(BUILT_IN.to_owned());
                let decks = self.decks.iter().chain(&self.topics).cloned();
                decks.chain(built_in).collect()
            }
            Some("ID" | "CARD") => self.cards.clone(),
            Some("A") => self.areas.clone(),
            Some("LANG") => Lang::all().map(|lang| lang.tag().to_owned()).collect(),
            Some("KEY") => KEYS.map(str::to_owned).to_vec(),
            Some("QUERY") => TERMS.map(str::to_owned).to_vec(),
            _ => vec![],
        }
    }
}

/// The option that a word names, if a value comes after it.
fn option_with_value<'c>(command: &'c Command, word: &str) -> Option<&'c Arg> {
    let long = word.strip_prefix("--");
    let short = word.strip_prefix('-').and_then(|rest| {
        let mut letters = rest.chars();
        letters.next().filter(|_| letters.next().is_none())
    });
    command
        .get_arguments()
        .filter(|argument| argument.get_action().takes_values())
        .find(|argument| {
            long.is_some_and(|long| argument.get_long() == Some(long))
                || short.is_some_and(|short| argument.get_short() == Some(short))
        })
}

/// The argument at a place; the last one where it takes any number of words.
fn positional(command: &Command, place: usize) -> Option<&Arg> {
    let takes_more = |argument: &&Arg| {
        let words = argument.get_num_args();
        words.is_some_and(|words| words.max_values() > 1)
    };
    command
        .get_positionals()
        .filter(|argument| !argument.is_hide_set())
        .nth(place)
        .or_else(|| command.get_positionals().last().filter(takes_more))
        .filter(|argument| !argument.is_hide_set())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> CompletionWords {
        let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        CompletionWords {
            roadmaps: list(&["big-tech", "mastering-python"]),
            topics: list(&["lists", "tuples"]),
            cards: list(&["lists.append"]),
            areas: list(&["core"]),
            decks: list(&["pay-basics"]),
        }
    }

    #[test]
    fn the_first_word_completes_to_commands() {
        let (start, found) = words().complete("rev", 3);
        assert_eq!((start, found), (0, vec!["review".to_owned()]));
    }

    #[test]
    fn settings_complete_after_config_and_nothing_else_does() {
        assert_eq!(words().complete("config mi", 9).1, ["minutes_per_day"]);
        let all = words().complete("milepost config ", 16).1;
        assert_eq!(all.len(), KEYS.len(), "{all:?}");
        assert!(words().complete("config fuzz ", 12).1.is_empty());
    }

    #[test]
    fn names_complete_where_they_are_expected() {
        assert_eq!(words().complete("review --topic tu", 17).1, ["tuples"]);
        assert_eq!(
            words().complete("roadmap use m", 13).1,
            ["mastering-python"]
        );
        assert_eq!(words().complete("show lists.", 11).1, ["lists.append"]);
        assert_eq!(words().complete("list topic:li", 13).1, ["topic:lists"]);
        assert_eq!(words().complete("review --ro", 11).1, ["--roadmap"]);
    }

    #[test]
    fn every_argument_completes_to_what_it_takes() {
        let complete = |line: &str| words().complete(line, line.len()).1;
        assert_eq!(
            complete("scheduler use "),
            ["fsrs6", "sm2", "sm2-1990"],
            "not roadmaps"
        );
        assert_eq!(
            complete("roadmap drop big-tech m"),
            ["mastering-python"],
            "any number of them"
        );
        assert_eq!(complete("plan -r b"), ["big-tech"]);
        assert_eq!(complete("interview --area "), ["core"]);
        assert_eq!(complete("interview --part b"), ["behavioural"]);
        assert_eq!(complete("suspend --matching ki"), ["kind:"]);
        assert_eq!(complete("translate p"), ["pt-BR"]);
        assert_eq!(
            complete("trust "),
            ["built-in", "lists", "pay-basics", "tuples"]
        );
        assert_eq!(complete("deck remove p"), ["pay-basics"]);
        for line in ["log import ", "plan drop ", "due ", "add --id lists"] {
            assert!(complete(line).is_empty(), "{line}");
        }
    }
}
