//! A prompt in mid-turn: commands are obeyed until an answer comes or the turn is over.

use crate::cli::keep;
use crate::cli::review::Sitting;
use crate::cli::review::command::{self, Colon, Command, Typed};
use crate::cli::review::turn::{Asked, Input, Next, Stage};
use crate::domain::card::Body;
use crate::domain::event::{EventBody, MarkEvent, pause};
use crate::error::AppError;
use crate::ui::clean::clean_line;
use crate::ui::palette::Role;
use crate::ui::terminal::{Ask, Manner, Reply};

impl Sitting<'_> {
    /// Asks until something comes that is no command, or a command ends the turn.
    pub(super) fn prompt(
        &mut self,
        asked: &mut Asked,
        prompt: &str,
        ask: Ask,
        colon: Colon,
    ) -> Result<Input, AppError> {
        loop {
            let reply = self.timed(asked, prompt, ask)?;
            let line = match reply {
                Reply::Text(key) if key == ":" && ask == Ask::Key => self.command_line()?,
                Reply::Text(line) => line,
                Reply::Interrupt => {
                    self.remark(Role::Faint, self.app.words().how_to_leave())?;
                    continue;
                }
                Reply::End => return Ok(Input::Leave(Next::Quit)),
            };
            match command::read(&line, colon) {
                Typed::Text(text) => return Ok(Input::Text(text.to_owned())),
                Typed::Unknown(text) => {
                    let message = self.app.words().no_command(clean_line(text));
                    let remark = self.look().remark(Role::Near, &message);
                    self.say(&remark)?;
                }
                Typed::Command(command) => {
                    if let Some(next) = self.obey(asked, command)? {
                        return Ok(Input::Leave(next));
                    }
                }
            }
        }
    }

    /// Asks, and counts the time until the keystroke that ended it.
    fn timed(&mut self, asked: &mut Asked, prompt: &str, ask: Ask) -> Result<Reply, AppError> {
        let began = self.app.world.clock.now();
        let reply = self.terminal.ask(prompt, ask)?;
        let whole = || pause(began, self.app.world.clock.now());
        asked.waited_ms += self.terminal.thought_ms().unwrap_or_else(whole);
        Ok(reply)
    }

    /// A colon where single keys act begins a whole command.
    fn command_line(&mut self) -> Result<String, AppError> {
        Ok(match self.terminal.ask(":", Ask::Line)? {
            Reply::Text(text) => format!(":{text}"),
            Reply::Interrupt | Reply::End => ":?".to_owned(),
        })
    }

    /// Does what a command asks for; says what comes next if it ends the turn.
    fn obey(&mut self, asked: &mut Asked, command: Command) -> Result<Option<Next>, AppError> {
        let words = self.app.words();
        let card = asked.card.id.clone();
        match command {
            Command::Undo => self
                .undo(Some(asked.turn.clone()))
                .map(|undone| undone.then_some(Next::On)),
            Command::Hint => self.hint(asked).map(|()| None),
            Command::Why => self.why(asked).map(|()| None),
            Command::Info => self.info(asked).map(|()| None),
            Command::Edit => self.edit(asked),
            Command::Bury => {
                let until = self.app.today().plus(1);
                self.set_aside(asked, &MarkEvent::Bury { until }.on(card), words.buried())
            }
            Command::Suspend => {
                let message = words.suspended(card.as_str());
                self.set_aside(asked, &MarkEvent::Suspend.on(card), &message)
            }
            Command::Skip => {
                self.remark(Role::Faint, words.skipped())?;
                Ok(Some(Next::On))
            }
            Command::Flag(note) => {
                keep::event(self.app, self.terminal, &MarkEvent::Flag { note }.on(card))?;
                self.remark(Role::Faint, words.flagged()).map(|()| None)
            }
            Command::Quit => Ok(Some(Next::Quit)),
            Command::Help => self.help(asked).map(|()| None),
        }
    }

    fn set_aside(
        &mut self,
        asked: &Asked,
        body: &EventBody,
        message: &str,
    ) -> Result<Option<Next>, AppError> {
        let event = keep::event(self.app, self.terminal, body)?;
        self.session.set_aside(asked.turn.clone(), event.key);
        self.remark(Role::Faint, message)?;
        Ok(Some(Next::On))
    }

    fn hint(&mut self, asked: &mut Asked) -> Result<(), AppError> {
        let words = self.app.words();
        let Some(hint) = asked.card.hints.get(asked.hints) else {
            return self.remark(
                Role::Faint,
                if asked.card.hints.is_empty() {
                    words.no_hints()
                } else {
                    words.no_hint()
                },
            );
        };
        let text = self.look().labelled(self.app.words().hint(), hint);
        asked.hints += 1;
        self.say(&text)
    }

    /// The explanation often holds the answer, so it comes after it.
    fn why(&mut self, asked: &Asked) -> Result<(), AppError> {
        if asked.stage == Stage::Asked {
            return self.remark(Role::Faint, self.app.words().why_later());
        }
        let mut text = self.look().explanation(&asked.card);
        text.push_str(&self.look().references(&asked.card));
        if text.is_empty() {
            return self.remark(Role::Faint, self.app.words().no_why());
        }
        self.say(&text)
    }

    fn help(&mut self, asked: &Asked) -> Result<(), AppError> {
        let words = self.app.words();
        let mut text = self.look().parts(Role::Key, words.help());
        if matches!(asked.card.body, Body::Output(_)) && asked.stage == Stage::Asked {
            text.push_str(&self.look().remark(Role::Faint, words.help_lines()));
        }
        let keys = asked.stage == Stage::Answered
            || matches!(asked.card.body, Body::Basic(_) | Body::Open(_));
        if keys && self.terminal.manner() == Manner::Interactive {
            text.push_str(&self.look().remark(Role::Faint, words.help_keys()));
        }
        self.say(&text)
    }
}
