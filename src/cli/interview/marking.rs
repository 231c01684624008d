//! The end of an interview: every answer beside the card's, and points ticked where only the learner can.

use crate::cli::interview::page;
use crate::cli::interview::sitting::Sitting;
use crate::cli::review::judged::ticks;
use crate::domain::card::Body;
use crate::domain::interview::Verdict;
use crate::domain::memory::Mark;
use crate::error::AppError;
use crate::ui::clean::clean_line;
use crate::ui::messages::fill;
use crate::ui::palette::Role;
use crate::ui::terminal::{Ask, Manner, Reply};

/// Whether the learner still ticks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ticking {
    On,
    Ended,
}

impl Sitting<'_> {
    /// Shows every answer in turn and lets the learner tick the points of those that no judge has seen.
    pub(super) fn mark_all(&mut self) -> Result<(), AppError> {
        let title = self.look().remark(Role::Title, self.app.words().interview_answers);
        self.say(&format!("\n{title}"))?;
        let mut ticking = Ticking::On;
        for place in 0..self.record.turns.len() {
            self.show_answered(place)?;
            if self.record.turns[place].verdict == Verdict::Unrated && ticking == Ticking::On {
                ticking = self.tick(place)?;
            }
        }
        Ok(())
    }

    fn show_answered(&mut self, place: usize) -> Result<(), AppError> {
        let (look, turn, question) = (self.look(), &self.record.turns[place], &self.questions[place]);
        let note = if turn.verdict == Verdict::Unrated { String::new() } else { page::note(look, turn) };
        let mut text = format!("\n{}", self.head(place, &note)?);
        if turn.verdict != Verdict::Right {
            text.push_str(&look.question(&question.card, &question.order));
        }
        text.push_str(&page::given(look, turn, Some(&question.card)));
        if turn.verdict != Verdict::Right {
            text.push_str(&look.answer(&question.card, &question.order));
        }
        text.push_str(&look.explanation(&question.card));
        if turn.verdict == Verdict::Unrated && !matches!(question.card.body, Body::Open(_)) {
            text.push_str(&page::rubric(look, turn));
        }
        self.say(&text)
    }

    fn tick(&mut self, place: usize) -> Result<Ticking, AppError> {
        let prompt = format!("{} {}", self.app.words().interview_tick, self.look().palette.prompt());
        let most = self.record.turns[place].points.len();
        loop {
            let line = match self.terminal.ask(&prompt, Ask::Line)? {
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
                let turn = &mut self.record.turns[place];
                turn.verdict = Verdict::Ticked;
                for number in ticked {
                    turn.points[number - 1].met = Mark::On;
                }
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
        let message = fill(self.app.words().no_tick, &[("text", &text), ("most", &most.to_string())]);
        self.remark(Role::Near, &message)
    }
}
