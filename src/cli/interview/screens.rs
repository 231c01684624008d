//! What an interview shows while it is held: heads, the clock, answers as they are marked, the result.

use super::{all, page, scorecard};
use crate::cli::app::App;
use crate::domain::card::{CardKind, Clarify};
use crate::domain::interview::{InterviewVerdict, Record, Round};
use crate::engine::interview::left_to_tick;
use crate::error::AppError;
use crate::ui::card::Renderer;
use crate::ui::messages::Messages;
use crate::ui::palette::TextRole;

/// The line above a question: its number, part and topic at the left, a note at the right.
pub(in crate::cli) fn head(
    look: Renderer,
    mark: &str,
    round: Round,
    topic: &str,
    note: &str,
) -> String {
    let part = page::round_name(look.words, round);
    let title = format!("{part}{}{topic}", look.palette.of());
    let mark = look.palette.paint(TextRole::Title, mark);
    let line = look.head(&mark, &title, note);
    format!("{}\n", line.trim_end())
}

/// The clock in words: what is gone and left, or how far over time it is.
pub(in crate::cli) fn clock(words: Messages, minutes: u32, gone: u32) -> String {
    if gone > minutes {
        return words.interview.over(gone - minutes);
    }
    words.interview.clock(gone, minutes - gone)
}

/// An answer next to the card's, with the points that are to be ticked.
pub(in crate::cli) fn marked(
    app: &App,
    look: Renderer,
    record: &Record,
    place: usize,
) -> Result<String, AppError> {
    let turn = &record.turns[place];
    let note = if turn.verdict == InterviewVerdict::Unrated {
        String::new()
    } else {
        page::note(look, turn)
    };
    let mark = format!("[{}/{}]", place + 1, record.planned);
    let topic = app.topic_title(&turn.topic)?;
    let head = head(look, &mark, turn.round, &topic, &note);
    let card = page::card_of(app, turn)?;
    let parts = if turn.verdict == InterviewVerdict::Right {
        page::AnswerParts::Answer
    } else {
        page::AnswerParts::All
    };
    let answer = page::answered(look, turn, card.as_ref(), parts);
    let mut text = format!("\n{head}{answer}");
    if let Some(card) = &card {
        text.push_str(&look.explanation(card));
    }
    if left_to_tick(turn).is_some() {
        // The points of an open question stand in its answer; only the follow-up is not among them.
        let first = if turn.kind == CardKind::Open {
            turn.points.len() - turn.follow_up.iter().len()
        } else {
            0
        };
        text.push_str(&page::rubric_from(look, turn, first));
    }
    Ok(text)
}

/// What an interview came to, and under which number it is kept.
pub(in crate::cli) fn result(
    app: &App,
    look: Renderer,
    record: &Record,
) -> Result<String, AppError> {
    let mut earlier = all(app)?;
    let number = earlier.pop().map_or(1, |kept| kept.number);
    let mut text = scorecard::page(app, look, record, &earlier)?;
    let kept = look.words.interview.kept(number);
    text.push_str(&look.remark(TextRole::Faint, &kept));
    Ok(text)
}

/// What the interviewer answers to the questions about a problem.
pub(in crate::cli) fn clarified(look: Renderer, facts: &[Clarify]) -> String {
    let mut text = String::new();
    for fact in facts {
        let line = format!("{} {}", fact.question, fact.assume);
        text.push_str(&look.labelled(look.palette.dot().trim(), &line));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::card::Lang;
    use crate::ui::messages::messages;

    #[test]
    fn the_clock_says_what_is_gone_what_is_left_and_what_is_over() {
        let words = messages(Lang::EN);
        assert_eq!(clock(words, 45, 0), "0 min gone, 45 left");
        assert_eq!(clock(words, 45, 1), "1 min gone, 44 left");
        assert_eq!(clock(words, 45, 45), "45 min gone, 0 left");
        assert_eq!(clock(words, 45, 48), "3 min over time");
    }
}
