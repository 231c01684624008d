//! A class for scripts.

use serde_json::{Value, json};

use crate::cli::class::folder::{FolderOfReports, UnusedFile};
use crate::cli::stats::json_rate;
use crate::domain::class::{ClassLearner, PooledFigures};
use crate::domain::day::StudyDay;
use crate::error::AppError;
use crate::ui::clean::clean_json;
use crate::ui::terminal::Terminal;

/// Bytes that are said at once.
const BLOCK: usize = 64 * 1024;

/// Says a class as one object, piece by piece: it may have many learners.
pub(super) fn say(
    terminal: &mut dyn Terminal,
    today: StudyDay,
    read: &FolderOfReports,
) -> Result<(), AppError> {
    let class = &read.class;
    let day = json!(today.iso());
    terminal.say(&format!("{{\"schema\":1,\"study_day\":{day}"))?;
    say_list(terminal, "learners", class.learners.iter().map(learner))?;
    let phases = class.phases.iter().map(|((roadmap, phase), figures)| {
        pooled(json!({ "roadmap": roadmap, "phase": phase }), figures)
    });
    say_list(terminal, "phases", phases)?;
    let topics = class.topics.iter();
    let topics = topics.map(|(topic, figures)| pooled(json!({ "topic": topic }), figures));
    say_list(terminal, "topics", topics)?;
    let cards = class.hardest_cards().into_iter();
    let cards = cards.map(|(card, figures)| pooled(json!({ "card": card }), figures));
    say_list(terminal, "cards", cards)?;
    let mistakes = class.common_mistakes().into_iter();
    let mistakes = mistakes.map(|((card, mistake), of)| {
        json!({ "card": card, "mistake": mistake, "learners": of.learners, "times": of.times })
    });
    say_list(terminal, "mistakes", mistakes)?;
    say_list(terminal, "left_out", read.unused.iter().map(left_out))?;
    Ok(terminal.say("}\n")?)
}

fn say_list(
    terminal: &mut dyn Terminal,
    name: &str,
    values: impl Iterator<Item = Value>,
) -> Result<(), AppError> {
    let mut block = format!(",\"{name}\":[");
    for (place, value) in values.enumerate() {
        if place > 0 {
            block.push(',');
        }
        block.push_str(&clean_json(&value.to_string()));
        if block.len() > BLOCK {
            terminal.say(&block)?;
            block.clear();
        }
    }
    block.push(']');
    Ok(terminal.say(&block)?)
}

fn learner(learner: &ClassLearner) -> Value {
    let weakest = learner.weakest.iter().map(|(topic, rate)| {
        let mut row = json_rate(*rate);
        row["topic"] = json!(topic);
        row
    });
    let plan = learner
        .plan
        .map(|(date, status)| json!({ "date": date.iso(), "status": status.word() }));
    json!({
        "learner": learner.id,
        "name": learner.name,
        "reported": learner.reported.iso(),
        "last_day": learner.last_day.map(StudyDay::iso),
        "days": learner.days,
        "cards": learner.total.cards,
        "seen": learner.total.seen,
        "retention": json_rate(learner.total.retention()),
        "weakest": weakest.collect::<Vec<_>>(),
        "plan": plan,
        "interviews": learner.interviews,
    })
}

/// Sums of several learners under the name that they have.
fn pooled(mut name: Value, figures: &PooledFigures) -> Value {
    name["learners"] = json!(figures.learners);
    name["failed_by"] = json!(figures.failed_by);
    name["cards"] = json!(figures.cards);
    name["seen"] = json!(figures.seen);
    name["passed"] = json!(figures.retention.passed);
    name["retention"] = json_rate(figures.retention);
    name
}

fn left_out(file: &UnusedFile) -> Value {
    json!({ "file": file.name, "why": file.why.in_english() })
}
