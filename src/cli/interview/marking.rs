//! The end of an interview: every answer beside the card's, and points ticked where only the learner can.

use crate::cli::interview::page;
use crate::cli::interview::sitting::Sitting;
use crate::cli::review::judged::ticks;
use crate::domain::card::Kind;
use crate::domain::interview::{Turn, Verdict};
use crate::error::AppError;
use crate::ui::clean::clean_line;
use crate::ui::palette::Role;
use crate::ui::terminal::{Ask, Manner, Reply};

/// Whether the learner still ticks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ticking {
    On,
    Ended,
}

impl Sitting<'_> {
    /// Shows every answer in turn and lets the learner tick the points that no judge has seen. Each tick is kept.
    pub(super) fn mark_all(&mut self) -> Result<(), AppError> {
        let title = self
            .look()
            .remark(Role::Title, self.app.words().interview.answers());
        self.say(&format!("\n{title}"))?;
        let mut ticking = Ticking::On;
        for place in 0..self.record.turns.len() {
            self.show_answered(place)?;
            if is_to_be_ticked(&self.record.turns[place]) && ticking == Ticking::On {
                ticking = self.tick(place)?;
            }
        }
        Ok(())
    }

    fn show_answered(&mut self, place: usize) -> Result<(), AppError> {
        let (look, turn) = (self.look(), &self.record.turns[place]);
        let note = if turn.verdict == Verdict::Unrated {
            String::new()
        } else {
            page::note(look, turn)
        };
        let head = self.head(place, turn.round, &turn.topic, &note)?;
        let card = page::card_of(self.app, turn)?;
        let shown = if turn.verdict == Verdict::Right {
            page::Shown::Answer
        } else {
            page::Shown::All
        };
        let mut text = format!(
            "\n{head}{}",
            page::answered(look, turn, card.as_ref(), shown)
        );
        if let Some(card) = &card {
            text.push_str(&look.explanation(card));
        }
        if is_to_be_ticked(turn) && turn.kind != Kind::Open {
            text.push_str(&page::rubric(look, turn));
        }
        self.say(&text)
    }

    fn tick(&mut self, place: usize) -> Result<Ticking, AppError> {
        let words = self.app.words();
        let turn = &self.record.turns[place];
        let (question, most) = (
            if turn.tests().is_some() {
                words.interview.tick_rest()
            } else {
                words.interview.tick()
            },
            turn.points.len(),
        );
        self.remark(Role::Faint, question)?;
        let prompt = self.look().palette.prompt();
        loop {
            let line = match self.terminal.ask(prompt, Ask::Line)? {
                Reply::Text(line) => line,
                Reply::Interrupt => continue,
                Reply::End => return Ok(Ticking::Ended),
            };
            match line.trim() {
                "" => return Ok(Ticking::On),
                ":q" => return Ok(Ticking::Ended),
                _ => {}
            }
            if let Some(ticked) = ticks(&line, most) {
                let places: Vec<usize> = ticked.iter().map(|number| number - 1).collect();
                self.record.turns[place].tick(&places);
                self.keep()?;
                return Ok(Ticking::On);
            }
            self.refuse(&line, most)?;
        }
    }

    /// On a screen the learner is asked again; on a pipe what follows could no longer be told apart.
    fn refuse(&mut self, line: &str, most: usize) -> Result<(), AppError> {
        let text = clean_line(line.trim());
        if self.terminal.manner() == Manner::Lines {
            let number = self.terminal.line_number();
            return Err(AppError::user(format!("input line {number}: '{text}' is no list of points from 1 to {most}"))
                .hint("write numbers, a for all, 0 for none; the interview is kept with what was ticked before"));
        }
        let message = self.app.words().no_tick(text, most);
        self.remark(Role::Near, &message)
    }
}

/// Whether there are points that only the learner can tick: none were, and of a tested program some are left.
fn is_to_be_ticked(turn: &Turn) -> bool {
    let left = if turn.tests().is_some() {
        turn.points.len() > 1
    } else {
        turn.verdict == Verdict::Unrated
    };
    left && turn.verdict != Verdict::Ticked
}
