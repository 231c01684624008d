//! What a session shows, in words and colours.

use super::info::card_info;
use super::summary::{summary, waiting_line};
use super::trial::{no_python, sandbox, trial};
use super::{QuestionState, TerminalFront, nothing};
use crate::cli::interview::screens;
use crate::cli::media::open_media;
use crate::cli::undo::short_question;
use crate::domain::card::{Card, Lang, Rev};
use crate::engine::shown::{
    CardHint, CardNote, Heading, Help, Nothing, PlacementResult, Question, QueuePlace, Recorded,
    ReviewHeading, SessionHead, SessionRemark, Shown, Summary, TopicTitle, TurnStatus,
};
use crate::error::AppError;
use crate::python::trial::ProgramTrial;
use crate::ui::card::Renderer;
use crate::ui::clean::clean_line;
use crate::ui::markup::columns;
use crate::ui::palette::TextRole;
use crate::ui::terminal::InputMode;

/// Columns a phase's title may take above a card, where the topic matters more. For a longer one its
/// number stands alone: half a title tells nothing more.
const PHASE_COLUMNS: usize = 26;

/// A hint in words.
pub(super) fn hint_text(look: Renderer, hint: &CardHint) -> String {
    match hint {
        CardHint::Written(hint) => hint.clone(),
        CardHint::Made(hint) => look.made_hint(hint),
    }
}

impl TerminalFront<'_> {
    pub(super) fn show_one(&mut self, shown: &Shown) -> Result<(), AppError> {
        let look = self.look();
        let text = match shown {
            Shown::SessionHead(head) => look.remark(TextRole::Faint, &self.session_head(head)),
            Shown::Nothing(nothing) => self.nothing(nothing),
            Shown::Question(question) => self.question(question),
            Shown::Verdict { judgement, given } => look.verdict(judgement, given),
            Shown::Answer(answer) => {
                // The offers of the prompt before scroll away behind the answer: they are said
                // again.
                self.last_prompt = None;
                let program = answer.program.as_deref();
                let mut text = answer.given.as_deref().map_or_else(String::new, |given| {
                    look.labelled_text(look.words.you_typed(), given)
                });
                text.push_str(&look.answer_beside(&answer.card, &answer.order, program));
                text.push_str(&look.explanation(&answer.card));
                if let Some(rev) = answer.earlier {
                    text.push_str(&self.earlier(&answer.card, rev));
                }
                text
            }
            Shown::Primer(primer) => {
                let head = look.remark(TextRole::Title, &look.words.primer(&primer.title));
                format!("\n{head}{}", look.prose(&primer.text))
            }
            Shown::Hint(hint) => {
                let hint = hint_text(look, hint);
                look.labelled(look.words.hint(), &hint)
            }
            Shown::Why(card) => {
                let mut text = look.explanation(card);
                text.push_str(&look.references(card));
                text
            }
            Shown::Info(info) => card_info(look, info),
            Shown::Media { names, .. } => {
                let lines = open_media(self.app, names);
                lines
                    .iter()
                    .map(|line| look.remark(TextRole::Faint, line))
                    .collect()
            }
            Shown::Help(help) => self.help(*help),
            Shown::Trial {
                trial: run,
                version,
            } => {
                let mut text = trial(look, run);
                text.push_str(&self.sandbox_once(run, version));
                text
            }
            Shown::Mistake(label) => {
                look.remark(TextRole::Near, &look.words.looks_like(clean_line(label)))
            }
            Shown::Interrupted(run) => trial(look, run),
            Shown::NoPython {
                why,
                scope,
                unusable,
            } => no_python(look, unusable, scope, why),
            Shown::SandboxFailed(error) => look.failure(error),
            Shown::Remark(remark) => self.remark_text(remark)?,
            Shown::Recorded(recorded) => self.recorded(recorded),
            Shown::Summary(summary) => return self.show_summary(summary),
            Shown::AnswersHead => {
                let head = look.remark(TextRole::Title, look.words.interview.answers());
                format!("\n{head}")
            }
            Shown::Answered { record, place } => {
                self.last_prompt = None;
                screens::marked(self.app, look, record, *place)?
            }
            Shown::Interviewed(record) => screens::result(self.app, look, record)?,
            Shown::Placed(result) => placed(look, *result),
        };
        self.say(&text)
    }

    /// The card as it was when it was answered last, next to what it is now, if its deck was kept from then.
    fn earlier(&self, card: &Card, rev: Rev) -> String {
        let Some(deck) = card.origin.deck() else {
            return String::new();
        };
        let Some(before) = self.app.shared_decks().earlier(deck, &card.id, rev) else {
            return String::new();
        };
        // Kept as its author wrote it, and so it is compared: a translation differs in every line.
        let original = self.app.store.content().card(&card.id, Lang::EN);
        let now = original.ok().flatten().unwrap_or_else(|| card.clone());
        self.look()
            .versions(std::slice::from_ref(&before), std::slice::from_ref(&now))
    }

    fn session_head(&self, head: &SessionHead) -> String {
        let (words, dot) = (self.app.words(), self.look().palette.dot());
        match head {
            SessionHead::Review { scope, waits, .. } => {
                let scope = scope.as_deref().unwrap_or(words.all_cards());
                let waiting = waiting_line(words, self.look().palette, *waits);
                format!("{scope}{dot}{waiting}")
            }
            SessionHead::Drill { cards, .. } => words.drill_head(dot, *cards),
            SessionHead::Placement { most, .. } => words.placement_head(dot, *most),
        }
    }

    fn nothing(&self, nothing: &Nothing) -> String {
        let look = self.look();
        let (title, lines) = nothing::in_words(nothing, self.app.words());
        let mut text = look.remark(TextRole::Title, &title);
        for line in lines {
            text.push_str(&look.remark(TextRole::Faint, &line));
        }
        text
    }

    fn question(&mut self, question: &Question) -> String {
        self.kind = Some(question.card.body.kind());
        self.question = QuestionState::Fresh;
        self.last_prompt = None;
        self.last_reply = super::LastReply::Answer;
        self.lines.clear();
        self.close_program_file();
        let mut text = String::from("\n");
        match &question.heading {
            Heading::Review(heading) => text.push_str(&self.review_heading(heading)),
            Heading::Interview {
                number,
                planned,
                round,
                topic,
                minutes,
                gone,
            } => {
                let clock = screens::clock(self.app.words(), *minutes, *gone);
                let mark = format!("[{number}/{planned}]");
                text.push_str(&screens::head(self.look(), &mark, *round, topic, &clock));
            }
        }
        text.push_str(&self.look().question(&question.card, &question.order));
        text
    }

    /// The line above a question: place, phase and topic at the left, state at the right.
    fn review_heading(&self, heading: &ReviewHeading) -> String {
        let (look, words) = (self.look(), self.app.words());
        let place = match heading.place {
            QueuePlace::Queued { number, of } => format!("[{number}/{of}]"),
            QueuePlace::Repeat { number } => format!("[{} {number}]", words.repeat()),
        };
        let mut state = match heading.status {
            TurnStatus::Drill => words.state_drill().to_owned(),
            TurnStatus::Placement => words.state_placement().to_owned(),
            TurnStatus::Repeat { behind: 0 } => words.state_repeat().to_owned(),
            TurnStatus::Repeat { behind } => words.repeats_wait(behind + 1),
            TurnStatus::New => look.state(None),
            TurnStatus::Review { days } => look.state(Some(days)),
        };
        if heading.notes.contains(&CardNote::Leech) {
            state = format!("{state}{}{}", look.palette.dot(), words.state_leech());
        }
        let mark = look.palette.paint(TextRole::Title, &place);
        let mut text = look.head(&mark, &self.title(&heading.title), &state);
        if heading.notes.contains(&CardNote::Untranslated) {
            let remark = words.untranslated(self.app.cards_lang.get().name());
            text.push_str(&look.remark(TextRole::Faint, &remark));
        }
        if heading.notes.contains(&CardNote::Changed) {
            text.push_str(&look.remark(TextRole::Near, words.card_changed()));
        }
        text
    }

    fn title(&self, title: &TopicTitle) -> String {
        let palette = self.look().palette;
        match &title.phase {
            Some((number, phase)) if columns(phase) <= PHASE_COLUMNS => {
                format!("{number} {phase}{}{}", palette.of(), title.name)
            }
            Some((number, _)) => format!("{number}{}{}", palette.of(), title.name),
            None => title.name.clone(),
        }
    }

    /// What was graded and stored. On a pipe the line was seen as it was sent.
    fn recorded(&self, recorded: &Recorded) -> String {
        if self.terminal.input_mode() == InputMode::Lines {
            return String::new();
        }
        let look = self.look();
        let grade = self.grade_label(recorded.grade);
        let next = recorded.next.map_or_else(String::new, |(days, _)| {
            format!(
                "{}{} d",
                look.palette.dot(),
                look.words.language().whole(days)
            )
        });
        look.remark(
            TextRole::Faint,
            &format!("{} {grade}{next}", look.palette.prompt().trim()),
        )
    }

    fn help(&self, help: Help) -> String {
        let (look, words) = (self.look(), self.app.words());
        let mut text = look.parts(TextRole::Key, words.help());
        if help == Help::Lines {
            text.push_str(&look.remark(TextRole::Faint, words.help_lines()));
        }
        if help == Help::Keys && self.terminal.input_mode() == InputMode::Interactive {
            text.push_str(&look.remark(TextRole::Faint, words.help_keys()));
        }
        text
    }

    fn sandbox_once(&mut self, run: &ProgramTrial, version: &str) -> String {
        let text = sandbox(self.look(), run, version);
        if text == self.sandbox_said {
            return String::new();
        }
        self.sandbox_said.clone_from(&text);
        text
    }

    fn show_summary(&mut self, shown: &Summary) -> Result<(), AppError> {
        let text = summary(self.look(), shown);
        self.say(&text)?;
        if shown.tally.reviews + shown.tally.repeats + shown.tally.set_aside > 0 {
            self.app.back_up_daily();
        }
        Ok(())
    }

    fn remark_text(&self, remark: &SessionRemark) -> Result<String, AppError> {
        let (look, words) = (self.look(), self.app.words());
        let faint = |text: &str| look.remark(TextRole::Faint, text);
        let near = |text: &str| look.remark(TextRole::Near, text);
        let question = |card| short_question(self.app, look.palette, card);
        Ok(match remark {
            SessionRemark::MetElsewhere(card) => faint(&words.met_elsewhere(question(card)?)),
            SessionRemark::AnsweredElsewhere => near(words.answered_elsewhere()),
            SessionRemark::NothingToUndo => faint(words.nothing_to_undo()),
            SessionRemark::Undone(card) => faint(&words.undone(question(card)?)),
            SessionRemark::Buried => faint(words.buried()),
            SessionRemark::Suspended(card) => faint(&words.suspended(card)),
            SessionRemark::Skipped => faint(words.skipped()),
            SessionRemark::Flagged => faint(words.flagged()),
            SessionRemark::NoHints => faint(words.no_hints()),
            SessionRemark::NoMedia => faint(words.no_media()),
            SessionRemark::OneLanguage => faint(words.one_language()),
            SessionRemark::NoMoreHints => faint(words.no_hint()),
            SessionRemark::WhyLater => faint(words.why_later()),
            SessionRemark::NoWhy => faint(words.no_why()),
            SessionRemark::Near(why) => near(&words.near(why)),
            SessionRemark::Fault(fault) => near(&look.fault(fault)),
            SessionRemark::Ticked {
                met,
                total,
                missing,
            } => faint(&self.ticked(*met, *total, missing)),
            SessionRemark::NotPoints { text, last } => near(&words.no_tick(clean_line(text), last)),
            SessionRemark::DraftFound => faint(words.draft_found()),
            SessionRemark::HandsInOnly => faint(words.interview.hands_in_only()),
            SessionRemark::CanStillRun { number } => faint(&words.interview.can_still_run(number)),
            SessionRemark::NotRun => faint(words.not_run()),
            SessionRemark::PassedCheck => faint(words.passed_check()),
            SessionRemark::NotChecked => faint(words.not_checked()),
            SessionRemark::Leech { lapses } => near(&words.leech(lapses)),
            SessionRemark::HandedIn => faint(words.interview.handed_in()),
            SessionRemark::ClarifyFirst => faint(words.interview.clarify_first()),
            SessionRemark::Clarified(facts) => screens::clarified(look, facts),
            SessionRemark::FollowUp(question) => {
                look.labelled(words.interview.follow_up(), question)
            }
            SessionRemark::InterviewHelp => faint(words.interview.help()),
            SessionRemark::InterviewEmpty => faint(words.interview.empty()),
        })
    }

    fn ticked(&self, met: u32, total: u32, missing: &[usize]) -> String {
        let words = self.app.words();
        let mut text = words.ticked(met, total);
        if !missing.is_empty() {
            let numbers: Vec<String> = missing.iter().map(ToString::to_string).collect();
            text.push_str(&words.ticked_missing(numbers.join(", ")));
        }
        text
    }
}

fn placed(look: Renderer, result: PlacementResult) -> String {
    let words = look.words.plan;
    let came_to = words.placed(result.cards, result.asked, result.topics);
    let mut text = format!("\n{}", look.remark(TextRole::Title, &came_to));
    if result.cards > 0 {
        text.push_str(&look.remark(TextRole::Faint, words.placed_undo()));
    }
    text
}
