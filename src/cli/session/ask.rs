//! Prompts at a terminal: how each is asked, and which replies it takes.

use super::keys::{self, Colon, TypedLine};
use super::program_file::EditorResult;
use super::{EditorOpens, LastReply, TerminalFront, Voice};
use crate::cli::app::App;
use crate::cli::edit;
use crate::cli::yes_or_no::{YesOrNo, ask_yes_or_no};
use crate::domain::card::{CardKind, Lang, Origin};
use crate::domain::event::pause;
use crate::domain::id::{CardId, DeckName, TopicId};
use crate::domain::wording::{Wording, problems};
use crate::engine::assessment::point_numbers;
use crate::engine::bench::BenchOffer;
use crate::engine::prompt::{
    ProgramPrompt, ProgramStyle, Prompt, Reply, RubricAsked, SessionCommand, Trouble,
};
use crate::error::{AppError, ErrorKind};
use crate::ui::clean::clean_line;
use crate::ui::palette::TextRole;
use crate::ui::terminal::{Ask, InputMode, TerminalReply as Typing};

/// What came at a prompt.
pub(super) enum PromptInput {
    /// Text, or a key.
    Text(String),
    /// A command, or the end of the input.
    Other(Reply),
}

impl TerminalFront<'_> {
    pub(super) fn ask_prompt(&mut self, prompt: &Prompt) -> Result<Reply, AppError> {
        self.cue(prompt)?;
        match prompt {
            Prompt::Reveal
            | Prompt::Line
            | Prompt::Aside
            | Prompt::Letters { .. }
            | Prompt::LineNumber => self.ask_line(),
            Prompt::Lines(expected) => self.ask_lines(*expected),
            Prompt::Program(program) if program.style == ProgramStyle::HandIn => {
                self.ask_hand_in(program)
            }
            Prompt::Program(program) => self.ask_program(program),
            Prompt::Bench(offer) => self.ask_bench(*offer),
            Prompt::Repair => self.ask_repair(),
            Prompt::Rubric { points, asked } => self.ask_rubric(prompt, *points, *asked),
            Prompt::NextAnswer => self.ask_next_answer(),
            Prompt::Grade(offer) => self.ask_grade(offer),
            Prompt::Consent { origin, topic } => self.ask_consent(origin, topic),
            Prompt::EditCard(card, lang) => self.edit_card(card, *lang),
            Prompt::Retry(trouble) => self.ask_retry(trouble),
            Prompt::Ended => self.ask_ended(),
        }
    }

    /// Asks until something comes that is not a mistyped command.
    pub(super) fn entry(
        &mut self,
        prompt: &str,
        ask: Ask,
        colon: Colon,
    ) -> Result<PromptInput, AppError> {
        loop {
            let line = match self.timed(prompt, ask)? {
                Typing::Text(key) if key == ":" && ask == Ask::Key => self.command_line()?,
                Typing::Text(line) => line,
                // Ctrl-C is pressed to clear a line, also by habit: it ends nothing here.
                Typing::Interrupt => {
                    if self.voice == Voice::Review {
                        self.remark(TextRole::Faint, self.app.words().how_to_leave())?;
                    }
                    continue;
                }
                Typing::Paste => {
                    self.remark(TextRole::Near, self.app.words().paste_ignored())?;
                    continue;
                }
                Typing::End => return Ok(PromptInput::Other(Reply::End)),
            };
            match keys::read(&line, colon) {
                TypedLine::Text(text) => return Ok(PromptInput::Text(text.to_owned())),
                TypedLine::Command(command) => {
                    return Ok(PromptInput::Other(Reply::Command(command)));
                }
                TypedLine::Unknown(text) => self.refuse_command(text)?,
            }
        }
    }

    pub(super) fn refuse_command(&mut self, text: &str) -> Result<(), AppError> {
        let words = self.app.words();
        match self.voice {
            Voice::Review => {
                let message = words.no_command(clean_line(text));
                self.remark(TextRole::Near, &message)
            }
            Voice::Interview => self.remark(TextRole::Faint, words.interview.help()),
        }
    }

    /// Asks, and counts the time until the keystroke that ended it.
    pub(super) fn timed(&mut self, prompt: &str, ask: Ask) -> Result<Typing, AppError> {
        let began = self.app.world.clock.now();
        let typed = self.terminal.ask(prompt, ask)?;
        let whole = || pause(began, self.app.world.clock.now());
        self.millis += self.terminal.thought_ms().unwrap_or_else(whole);
        Ok(typed)
    }

    /// A colon where single keys act begins a whole command.
    fn command_line(&mut self) -> Result<String, AppError> {
        Ok(match self.terminal.ask(":", Ask::Rest)? {
            Typing::Text(text) => format!(":{text}"),
            // A command that was broken off asks for help: what was typed of it is not taken as an
            // answer.
            Typing::Interrupt | Typing::Paste | Typing::End => ":?".to_owned(),
        })
    }

    pub(super) fn sign(&self) -> String {
        self.look().palette.prompt().to_owned()
    }

    fn ask_line(&mut self) -> Result<Reply, AppError> {
        let sign = self.sign();
        Ok(match self.entry(&sign, Ask::Line, Colon::Needed)? {
            PromptInput::Text(text) => Reply::Text(text),
            PromptInput::Other(reply) => reply,
        })
    }

    /// A program that is run as often as wanted.
    fn ask_program(&mut self, program: &ProgramPrompt) -> Result<Reply, AppError> {
        let words = self.app.words();
        let sign = self.sign();
        let mut offers = self.last_reply == LastReply::Answer;
        let mut opening = std::mem::replace(&mut self.opening, EditorOpens::WhenAsked);
        loop {
            if opening == EditorOpens::AtOnce {
                opening = EditorOpens::WhenAsked;
                if let Some(reply) = self.edit_program(program)? {
                    return Ok(reply);
                }
            }
            if offers {
                let is_first = self.is_unwritten(program);
                let editor = edit::editor_in_words(words);
                let offer = if is_first {
                    words.write_prompt(editor)
                } else {
                    words.rewrite_prompt(editor)
                };
                self.remark(TextRole::Faint, &offer)?;
            }
            offers = true;
            self.open_program_file(program)?;
            let key = match self.entry(&sign, Ask::Key, Colon::Needed)? {
                PromptInput::Text(key) => key,
                PromptInput::Other(reply) => return Ok(reply),
            };
            match key.trim() {
                "" => {
                    if let Some(reply) = self.edit_program(program)? {
                        return Ok(reply);
                    }
                }
                "x" => {
                    let program_file = self.open_program_file(program)?;
                    // An editor with a window of its own may have saved after its command returned.
                    program_file.read()?;
                    return Ok(Reply::Submitted(program_file.text.clone()));
                }
                "r" => return Ok(Reply::GiveUp),
                key => self.refuse_key(key)?,
            }
        }
    }

    /// Whether the learner has written nothing yet.
    fn is_unwritten(&self, program: &ProgramPrompt) -> bool {
        let file = self.program_file.as_ref();
        program.is_blank() && file.is_none_or(|file| file.text == program.start)
    }

    fn refuse_key(&mut self, key: &str) -> Result<(), AppError> {
        let message = self.app.words().no_such_key(clean_line(key));
        self.remark(TextRole::Near, &message)
    }

    /// One visit to the editor; a reply if the text is another one now.
    fn edit_program(&mut self, program: &ProgramPrompt) -> Result<Option<Reply>, AppError> {
        match self.visit_editor(program)? {
            EditorResult::Changed => {
                let text = self.open_program_file(program)?.text.clone();
                Ok(Some(Reply::Edited(text)))
            }
            EditorResult::Unchanged => {
                self.remark(TextRole::Near, self.app.words().editor_unchanged())?;
                Ok(None)
            }
            EditorResult::Failed => Ok(None),
        }
    }

    /// A program that is handed in: the editor opens at once, and as long as nothing is written
    /// the learner may say in a line how it would be.
    fn ask_hand_in(&mut self, program: &ProgramPrompt) -> Result<Reply, AppError> {
        if program.visits == 0 && self.last_reply == LastReply::Answer {
            return self.edit_and_return(program);
        }
        let words = self.app.words();
        let offer = match (program.is_blank(), self.kind) {
            (false, _) => words.interview.hand_in(),
            (true, Some(CardKind::Bug)) => words.interview.not_repaired(),
            (true, _) => words.interview.nothing_written(),
        };
        let mut offers = self.last_reply == LastReply::Answer;
        let sign = self.sign();
        loop {
            if offers {
                self.remark(TextRole::Faint, offer)?;
            }
            offers = true;
            let said = match self.entry(&sign, Ask::Line, Colon::Needed)? {
                PromptInput::Text(said) => said,
                PromptInput::Other(reply) => return Ok(reply),
            };
            // An editor with a window of its own may have saved by now.
            let program_file = self.open_program_file(program)?;
            program_file.read()?;
            let text = program_file.text.clone();
            match said.trim() {
                "e" => return self.edit_and_return(program),
                "" if text == program.start => return self.edit_and_return(program),
                "" if program.is_blank() => return Ok(Reply::Edited(text)),
                "" => return Ok(Reply::Submitted(text)),
                _ if program.is_blank() => return Ok(Reply::Text(said)),
                _ => {}
            }
        }
    }

    fn edit_and_return(&mut self, program: &ProgramPrompt) -> Result<Reply, AppError> {
        Ok(match self.visit_editor(program)? {
            EditorResult::Failed => {
                // The next visit begins with a new file, written from what the engine holds.
                self.program_file = None;
                Reply::EditorFailed
            }
            EditorResult::Changed | EditorResult::Unchanged => {
                Reply::Edited(self.open_program_file(program)?.text.clone())
            }
        })
    }

    fn ask_repair(&mut self) -> Result<Reply, AppError> {
        let words = self.app.words();
        // In a review `r` shows the reference here as where the repair is written, so that pressing it
        // twice never gives the repair away to someone who wants to write it.
        let (offer, ask, writes, reads) = match self.voice {
            Voice::Review => {
                let editor = edit::editor_in_words(words);
                (words.repair_prompt(editor), Ask::Key, "w", Some("r"))
            }
            Voice::Interview => (words.interview.repair().to_owned(), Ask::Line, "r", None),
        };
        let mut offers = self.last_reply == LastReply::Answer;
        let sign = self.sign();
        loop {
            if offers {
                self.remark(TextRole::Faint, &offer)?;
            }
            offers = true;
            match self.entry(&sign, ask, Colon::Needed)? {
                PromptInput::Other(reply) => return Ok(reply),
                PromptInput::Text(key) => match key.trim() {
                    key if key == writes => {
                        self.opening = EditorOpens::AtOnce;
                        return Ok(Reply::Yes);
                    }
                    key if key.is_empty() || Some(key) == reads => return Ok(Reply::No),
                    key => self.refuse_key(key)?,
                },
            }
        }
    }

    fn ask_rubric(
        &mut self,
        prompt: &Prompt,
        points: usize,
        asked: RubricAsked,
    ) -> Result<Reply, AppError> {
        let words = self.app.words();
        let offer = match (self.voice, asked) {
            (Voice::Review, _) => words.tick_prompt(),
            (Voice::Interview, RubricAsked::All) => words.interview.tick(),
            (Voice::Interview, RubricAsked::Rest) => words.interview.tick_rest(),
        };
        // Asked again right away, after a list that names no points, it is not offered a second
        // time.
        if self.last_prompt.as_ref() != Some(prompt) {
            self.remark(TextRole::Faint, offer)?;
        }
        let sign = self.sign();
        match self.entry(&sign, Ask::Line, Colon::Needed)? {
            PromptInput::Other(reply) => Ok(reply),
            PromptInput::Text(line) => {
                let line = words.points_typed(&line);
                self.check_points(&line, points)?;
                Ok(Reply::Text(line))
            }
        }
    }

    /// On a pipe, nothing shows where the answer after a bad list of points would begin.
    fn check_points(&self, line: &str, last: usize) -> Result<(), AppError> {
        let is_good = line.trim().is_empty() || point_numbers(line, last).is_some();
        if is_good || self.terminal.input_mode() == InputMode::Interactive {
            return Ok(());
        }
        let number = self.terminal.line_number();
        let text = clean_line(line.trim());
        let message = problems::input_no_points(number, text, last);
        Err(AppError::user(message).hint(problems::write_points()))
    }

    /// Whether to begin with long cards; Enter does.
    fn ask_bench(&mut self, offer: BenchOffer) -> Result<Reply, AppError> {
        let words = self.app.words();
        let question = words.bench(offer.cards, offer.minutes);
        self.remark(TextRole::Strong, &question)?;
        if offer.waiting > 0 {
            self.remark(TextRole::Faint, &words.bench_waiting(offer.waiting))?;
        }
        let prompt = format!("{} {}", words.bench_keys(), self.sign());
        let answer = self.ask_yes_or_no(&prompt, YesOrNo::Yes)?;
        Ok(match answer {
            YesOrNo::Yes => Reply::Yes,
            YesOrNo::No => Reply::No,
            YesOrNo::End => Reply::End,
        })
    }

    fn ask_yes_or_no(&mut self, prompt: &str, enter: YesOrNo) -> Result<YesOrNo, AppError> {
        ask_yes_or_no(self.app, self.terminal, prompt, enter)
    }

    fn ask_consent(&mut self, origin: &Origin, topic: &TopicId) -> Result<Reply, AppError> {
        let words = self.app.words();
        let question = match origin {
            Origin::BuiltIn => words.consent_built_in().to_owned(),
            Origin::Mine => words.consent_deck(topic),
            Origin::Shared(deck) => shared_consent(self.app, deck),
        };
        self.remark(TextRole::Strong, &question)?;
        let sign = self.sign();
        let answer = self.ask_yes_or_no(&sign, YesOrNo::No)?;
        Ok(match answer {
            YesOrNo::Yes => Reply::Yes,
            // The end of the input agrees to nothing.
            YesOrNo::No | YesOrNo::End => Reply::No,
        })
    }

    /// Opens the card itself in the learner's editor.
    fn edit_card(&mut self, card: &CardId, lang: Lang) -> Result<Reply, AppError> {
        let words = self.app.words();
        match edit::in_editor(self.app, self.terminal, card, lang) {
            Ok(edit::EditOutcome::Unchanged) => {
                self.remark(TextRole::Faint, words.unchanged())?;
                Ok(Reply::CardUnchanged)
            }
            Ok(edit::EditOutcome::Saved(file)) => {
                let message = words.edited(file.display());
                self.remark(TextRole::Faint, &message)?;
                Ok(Reply::CardSaved)
            }
            Err(error) if error.kind == ErrorKind::User => {
                let text = self.look().failure(&error);
                self.say(&text)?;
                Ok(Reply::CardUnchanged)
            }
            Err(error) => Err(error),
        }
    }

    /// Shows what is in the way, and waits until room was made.
    fn ask_retry(&mut self, trouble: &Trouble) -> Result<Reply, AppError> {
        let lang = self.app.lang;
        let labelled =
            |label: Wording, text: &Wording| format!("{} {}", label.text(lang), text.text(lang));
        let message = labelled(problems::error_label(), &trouble.message);
        self.remark(TextRole::Wrong, &message)?;
        if let Some(hint) = &trouble.hint {
            let hint = labelled(problems::hint_label(), hint);
            self.remark(TextRole::Faint, &hint)?;
        }
        let prompt = format!("{} {}", self.app.words().try_again(), self.sign());
        Ok(match self.entry(&prompt, Ask::Key, Colon::Needed)? {
            PromptInput::Other(Reply::Command(SessionCommand::Quit)) => Reply::No,
            PromptInput::Other(Reply::End) => Reply::End,
            PromptInput::Text(_) | PromptInput::Other(_) => Reply::Yes,
        })
    }

    /// Waits until an answer was read. Keys that mean nothing here do nothing.
    fn ask_next_answer(&mut self) -> Result<Reply, AppError> {
        self.remark(TextRole::Faint, self.app.words().interview.next_answer())?;
        let sign = self.sign();
        loop {
            match self.entry(&sign, Ask::Key, Colon::Needed)? {
                PromptInput::Text(key) if key.trim().is_empty() => return Ok(Reply::Yes),
                PromptInput::Other(Reply::End | Reply::Command(SessionCommand::Quit)) => {
                    return Ok(Reply::End);
                }
                PromptInput::Text(_) | PromptInput::Other(_) => {}
            }
        }
    }

    /// After the summary the last answer can still be taken back.
    fn ask_ended(&mut self) -> Result<Reply, AppError> {
        self.remark(TextRole::Faint, self.app.words().after_summary())?;
        let sign = self.sign();
        Ok(match self.entry(&sign, Ask::Key, Colon::Needed)? {
            PromptInput::Other(Reply::Command(SessionCommand::Undo)) => {
                Reply::Command(SessionCommand::Undo)
            }
            PromptInput::Text(_) | PromptInput::Other(_) => Reply::End,
        })
    }
}

/// The question for a deck of others: whose it is, and which commit.
fn shared_consent(app: &App, deck: &DeckName) -> String {
    let words = app.words();
    let record = app.shared_decks().find(deck).map(|deck| deck.record);
    let Some(record) = record else {
        return words.consent_deck(deck);
    };
    let source = clean_line(&record.source);
    match record.short_commit() {
        Some(commit) => words.consent_commit(deck, source, commit),
        None => words.consent_shared(deck, source),
    }
}
