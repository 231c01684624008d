//! A topic that is spelled almost like one there is: a slip would begin a second topic.

use crate::cli::app::App;
use crate::cli::scope::topic_names;
use crate::cli::tell;
use crate::cli::yes_or_no::{YesOrNo, ask_yes_or_no};
use crate::domain::id::TopicId;
use crate::domain::plain::nearest;
use crate::domain::wording::problems;
use crate::error::AppError;
use crate::ui::terminal::{InputMode, Terminal};

/// The topic that is meant: a new one that looks like a slip is asked about, or at least reported.
pub(super) fn settle_topic(
    app: &App,
    terminal: &mut dyn Terminal,
    topic: TopicId,
) -> Result<TopicId, AppError> {
    let names = topic_names(app)?;
    if names.iter().any(|name| name == topic.as_str()) {
        return Ok(topic);
    }
    let Some(near) = like(&topic, &names) else {
        return Ok(topic);
    };
    let words = app.words().changes;
    if terminal.input_mode() == InputMode::Lines {
        tell(terminal, &words.near_topic(&topic, &near))?;
        return Ok(topic);
    }
    let question = words.ask_near_topic(&topic, &near);
    let prompt = format!("{question} {}", terminal.palette().prompt());
    match ask_yes_or_no(app, terminal, &prompt, YesOrNo::Yes)? {
        YesOrNo::Yes => Ok(near),
        YesOrNo::No => Ok(topic),
        YesOrNo::End => Err(AppError::user(problems::nothing_added()).hint(problems::add_again())),
    }
}

/// The topic that differs by a few letters. A name that is part of the other one is a topic of its own.
fn like(topic: &TopicId, names: &[String]) -> Option<TopicId> {
    let typed = topic.as_str();
    let is_other = |name: &&str| !name.contains(typed) && !typed.contains(*name);
    let near = nearest(typed, names.iter().map(String::as_str).filter(is_other))?;
    TopicId::parse(near).ok()
}
