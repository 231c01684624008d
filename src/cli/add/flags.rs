//! `add` by flags: what is wrong with a card is told by its flags, for no file holds it yet.

use super::usage;
use crate::cli::args::AddArgs;
use crate::cli::errors;
use crate::decks::{EditError, Fault};
use crate::domain::wording::{Wording, problems};
use crate::error::AppError;

/// The flags that give a field of a deck file.
static FIELDS: [(&str, &str); 13] = [
    ("`prompt`", "--prompt"),
    ("`text`", "--prompt"),
    ("`answer`", "--answer"),
    ("`stdout`", "--answer"),
    ("`accept`", "--accept"),
    ("`compare`", "--compare"),
    ("`code`", "--code"),
    ("`why`", "--why"),
    ("`hints`", "--hint"),
    ("`tags`", "--tag"),
    ("`refs`", "--ref"),
    ("`source`", "--source"),
    ("`", "'"),
];

/// Refuses flags that are given without a text.
pub(super) fn must_not_be_blank(args: &AddArgs) -> Result<(), AppError> {
    let one = |text: &Option<String>| text.as_slice().to_vec();
    let given = [
        ("--topic", one(&args.topic)),
        ("--prompt", one(&args.prompt)),
        ("--answer", args.answer.clone()),
        ("--reverse-prompt", one(&args.reverse_prompt)),
        ("--reverse-answer", one(&args.reverse_answer)),
        ("--right", args.right.clone()),
        ("--right-why", args.right_why.clone()),
        ("--wrong", args.wrong.clone()),
        ("--wrong-why", args.wrong_why.clone()),
        ("--code", one(&args.code)),
        ("--accept", args.accept.clone()),
        ("--why", one(&args.why)),
        ("--hint", args.hint.clone()),
        ("--tag", args.tag.clone()),
        ("--ref", args.refs.clone()),
        ("--source", one(&args.source)),
    ];
    let blank = given
        .into_iter()
        .find(|(_, texts)| texts.iter().any(|text| text.trim().is_empty()));
    match blank {
        Some((flag, _)) => Err(usage(
            problems::flag_empty(flag),
            problems::write_or_leave_out(),
        )),
        None => Ok(()),
    }
}

/// Why a card cannot be added. The lines that a fault names are of a file that was not written.
pub(super) fn edit_failure(error: &EditError) -> AppError {
    let EditError::Faults(faults) = error else {
        return errors::edit_failure(error);
    };
    let all = |part: fn(&Fault) -> &Wording| {
        let mut parts: Vec<Wording> = faults.iter().map(|fault| part(fault).clone()).collect();
        parts.dedup();
        Wording::joined(parts, "; ").renamed(&FIELDS)
    };
    AppError::user(all(|fault| &fault.what))
        .hint(problems::and_nothing_added(all(|fault| &fault.hint)))
}
