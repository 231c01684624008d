//! Commands by the names that people try first.

/// What people type, and the command that does it. The spelling alone would suggest another one:
/// `resume` for `remove`, `stats` for `settings`.
const OTHER_NAMES: [(&str, &str); 30] = [
    ("study", "review"),
    ("learn", "review"),
    ("start", "review"),
    ("next", "review"),
    ("estudar", "review"),
    ("aprender", "review"),
    ("practice", "drill"),
    ("quiz", "drill"),
    ("praticar", "drill"),
    ("test", "interview"),
    ("exam", "interview"),
    ("status", "due"),
    ("today", "due"),
    ("search", "list"),
    ("find", "list"),
    ("cards", "list"),
    ("buscar", "list"),
    ("decks", "deck"),
    ("install", "import"),
    ("update", "import"),
    ("new", "add"),
    ("remove", "delete"),
    ("rm", "delete"),
    ("apagar", "delete"),
    ("excluir", "delete"),
    ("unsuspend", "resume"),
    ("history", "log"),
    ("set", "config"),
    ("settings", "config"),
    ("ajuda", "help"),
];

/// The command that a word means which is none.
pub(super) fn meant(word: &str) -> Option<&'static str> {
    OTHER_NAMES
        .iter()
        .find(|(other, _)| *other == word)
        .map(|(_, command)| *command)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::args::Cli;

    #[test]
    fn other_names_are_no_commands_and_mean_one() {
        let mut cli = Cli::command();
        cli.build();
        for (other, command) in OTHER_NAMES {
            assert!(cli.find_subcommand(other).is_none(), "{other}");
            assert!(cli.find_subcommand(command).is_some(), "{command}");
        }
    }
}
