//! `add` on a terminal, field by field: what flags have not given is asked for, as its kind needs it.

use super::{blanks_of, usage};
use crate::cli::app::App;
use crate::cli::args::AddArgs;
use crate::cli::scope::topic_names;
use crate::domain::card::CardKind;
use crate::domain::wording::problems;
use crate::error::AppError;
use crate::ui::card::Renderer;
use crate::ui::clean::clean_line;
use crate::ui::markup::columns;
use crate::ui::palette::TextRole;
use crate::ui::terminal::{AnswerEnd, InputMode, LinesReply, Terminal, TerminalReply};

/// The kinds that can be asked for field by field; the others come from a file.
const ASKED: [CardKind; 5] = [
    CardKind::Basic,
    CardKind::Cloze,
    CardKind::Choice,
    CardKind::Type,
    CardKind::Output,
];

/// A topic that was not given is asked for; on a pipe nothing can be.
pub(super) fn ask_topic(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &mut AddArgs,
) -> Result<(), AppError> {
    if terminal.input_mode() == InputMode::Lines {
        if args.topic.is_none() || args.prompt.is_none() {
            return Err(usage(problems::add_needs(), problems::add_like()));
        }
    } else if args.topic.is_none() {
        let topics = topic_names(app)?;
        let label = app.words().changes.ask_topic();
        let mut asker = Asker { app, terminal };
        args.topic = Some(asker.required(label, &topics)?);
    }
    Ok(())
}

/// What else was not given by flags.
pub(super) fn ask_missing(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &mut AddArgs,
) -> Result<(), AppError> {
    if terminal.input_mode() == InputMode::Lines {
        return Ok(());
    }
    let mut asker = Asker { app, terminal };
    let asks_all = args.prompt.is_none();
    if asks_all && args.kind.is_none() && args.right.is_empty() {
        args.kind = Some(asker.kind()?.word().to_owned());
    }
    asker.body(args)?;
    if asks_all {
        asker.explanation(args)?;
    }
    Ok(())
}

/// Asks for fields at a terminal.
struct Asker<'a> {
    app: &'a App,
    terminal: &'a mut dyn Terminal,
}

impl Asker<'_> {
    /// The kind; Enter is the plainest one. It may be typed as the screen prints it.
    fn kind(&mut self) -> Result<CardKind, AppError> {
        let words = self.app.words();
        let names = ASKED.map(|kind| words.cards.kind(kind).to_owned());
        let label = words.changes.ask_kind(names.join(", "));
        loop {
            let Some(typed) = self.optional(&label, &names)? else {
                return Ok(CardKind::Basic);
            };
            let typed = typed.trim().to_lowercase();
            let is_named =
                |kind: &&CardKind| typed == kind.word() || typed == words.cards.kind(**kind);
            let error = match CardKind::ALL.iter().find(is_named) {
                Some(kind) if ASKED.contains(kind) => return Ok(*kind),
                Some(kind) => usage(
                    problems::kind_from_file(kind.word()),
                    problems::write_file_like(),
                ),
                None => {
                    let others = CardKind::ALL.iter().filter(|kind| !ASKED.contains(kind));
                    let others = others.map(|kind| words.cards.kind(*kind));
                    let others: Vec<&str> = others.collect();
                    usage(
                        problems::no_kind(clean_line(&typed)),
                        problems::kinds_asked(names.join(", "), others.join(", ")),
                    )
                }
            };
            self.refuse(&error)?;
        }
    }

    /// The question with its answer, as the kind has them.
    fn body(&mut self, args: &mut AddArgs) -> Result<(), AppError> {
        let words = self.app.words().changes;
        let kind = args.kind.clone().unwrap_or_default();
        if kind == "cloze" {
            return self.cloze(args);
        }
        if args.prompt.is_none() {
            args.prompt = Some(self.required(words.ask_question(), &[])?);
        }
        if kind == "choice" || !args.right.is_empty() {
            return self.options(args);
        }
        if kind == "output" && args.code.is_none() {
            args.code = Some(self.lines(words.ask_program(), AnswerEnd::TwoEmptyLines)?);
        }
        if args.answer.is_empty() {
            let answer = if kind == "output" {
                self.lines(words.ask_output(), AnswerEnd::EmptyLine)?
            } else {
                self.required(words.ask_answer(), &[])?
            };
            args.answer.push(answer);
        }
        Ok(())
    }

    fn cloze(&mut self, args: &mut AddArgs) -> Result<(), AppError> {
        let words = self.app.words().changes;
        while args
            .prompt
            .as_deref()
            .is_none_or(|text| blanks_of(text) == 0)
        {
            if args.prompt.is_some() {
                let error = usage(problems::cloze_needs_answers(), problems::write_cloze());
                self.refuse(&error)?;
            }
            args.prompt = Some(self.required(words.ask_sentence(), &[])?);
        }
        let blanks = args.prompt.as_deref().map_or(0, blanks_of);
        for number in args.answer.len() + 1..=blanks {
            let label = words.ask_blank(number);
            args.answer.push(self.required(&label, &[])?);
        }
        Ok(())
    }

    /// The options of a choice, each with its reason.
    fn options(&mut self, args: &mut AddArgs) -> Result<(), AppError> {
        let words = self.app.words().changes;
        if args.right.is_empty() {
            args.right.push(self.required(words.ask_right(), &[])?);
        }
        while args.right_why.len() < args.right.len() {
            let label = words.ask_right_why(clean_line(&args.right[args.right_why.len()]));
            args.right_why.push(self.required(&label, &[])?);
        }
        if args.wrong.is_empty() {
            args.wrong.push(self.required(words.ask_wrong(), &[])?);
            while let Some(option) = self.optional(words.ask_more_wrong(), &[])? {
                args.wrong.push(option);
            }
        }
        while args.wrong_why.len() < args.wrong.len() {
            let label = words.ask_wrong_why(clean_line(&args.wrong[args.wrong_why.len()]));
            args.wrong_why.push(self.required(&label, &[])?);
        }
        Ok(())
    }

    fn explanation(&mut self, args: &mut AddArgs) -> Result<(), AppError> {
        let words = self.app.words().changes;
        if args.why.is_none() {
            args.why = self.optional(words.ask_why(), &[])?;
        }
        if args.tag.is_empty() {
            let known = self.app.store.content().tags()?;
            let tags = self.optional(words.ask_tags(), &known)?.unwrap_or_default();
            args.tag = tags.split_whitespace().map(str::to_owned).collect();
        }
        Ok(())
    }

    fn optional(&mut self, label: &str, known: &[String]) -> Result<Option<String>, AppError> {
        let prompt = self.prompt(label)?;
        let typed = self.terminal.ask_completed(&prompt, known)?;
        Ok(Some(text_of(typed)?).filter(|text| !text.trim().is_empty()))
    }

    /// A label in front of the sign; on a narrow screen above it, where words are not cut.
    fn prompt(&mut self, label: &str) -> Result<String, AppError> {
        let sign = self.terminal.palette().prompt();
        let line = format!("{label} {sign}");
        if columns(&line) < self.terminal.width() {
            return Ok(line);
        }
        let remark = self.look().remark(TextRole::Faint, label);
        self.terminal.say(&remark)?;
        Ok(sign.to_owned())
    }

    fn required(&mut self, label: &str, known: &[String]) -> Result<String, AppError> {
        loop {
            if let Some(text) = self.optional(label, known)? {
                return Ok(text);
            }
            self.say_needed()?;
        }
    }

    /// Several lines, under a line that says how they end.
    fn lines(&mut self, label: &str, end: AnswerEnd) -> Result<String, AppError> {
        let sign = self.terminal.palette().prompt().to_owned();
        loop {
            let remark = self.look().remark(TextRole::Faint, label);
            self.terminal.say(&remark)?;
            let typed = match self.terminal.ask_lines(&sign, "", end, |_| false)? {
                LinesReply::Whole(typed) | LinesReply::One(typed) => text_of(typed)?,
            };
            let text = typed.replace("\r\n", "\n").replace('\r', "\n");
            let text = text.strip_suffix("\n.").unwrap_or(&text);
            let text = text.trim_end_matches('\n');
            if !text.trim().is_empty() {
                return Ok(text.to_owned());
            }
            self.say_needed()?;
        }
    }

    /// Why the same question comes again after an empty line.
    fn say_needed(&mut self) -> Result<(), AppError> {
        let needed = self.app.words().changes.field_needed();
        let remark = self.look().remark(TextRole::Near, needed);
        Ok(self.terminal.say(&remark)?)
    }

    fn refuse(&mut self, error: &AppError) -> Result<(), AppError> {
        let lang = self.app.lang;
        let hint = error.hint.as_ref().map(|hint| hint.text(lang));
        let text = error.message.text(lang);
        let remark = match hint {
            Some(hint) => format!("{text}; {hint}"),
            None => text,
        };
        let remark = self.look().remark(TextRole::Near, &remark);
        Ok(self.terminal.say(&remark)?)
    }

    fn look(&self) -> Renderer {
        Renderer {
            width: self.terminal.width(),
            palette: self.terminal.palette(),
            words: self.app.words(),
        }
    }
}

fn text_of(reply: TerminalReply) -> Result<String, AppError> {
    match reply {
        TerminalReply::Text(text) => Ok(text),
        TerminalReply::Interrupt | TerminalReply::Paste | TerminalReply::End => {
            Err(AppError::user(problems::nothing_added()).hint(problems::add_again()))
        }
    }
}
