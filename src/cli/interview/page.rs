//! Interviews as text: the list, and a transcript.

use crate::cli::app::App;
use crate::cli::interview::open::OpenInterview;
use crate::cli::interview::{Kept, Seat};
use crate::domain::card::{Card, CardKind, Weight};
use crate::domain::interview::{
    FollowUpAnswer, HandedInProgram, InterviewAnswer, InterviewVerdict, Record, Round,
    scorecard as score,
};
use crate::domain::judge::{self, Judgement};
use crate::engine::assessment::judge;
use crate::error::AppError;
use crate::ui::card::{Renderer, cut};
use crate::ui::clean::clean_line;
use crate::ui::messages::Messages;
use crate::ui::palette::TextRole;

/// The name of a part.
pub(super) const fn round_name(words: Messages, round: Round) -> &'static str {
    match round {
        Round::WarmUp => words.interview.round_warm_up(),
        Round::Language => words.interview.round_language(),
        Round::Coding => words.interview.round_coding(),
        Round::Design => words.interview.round_design(),
        Round::Behavioural => words.interview.round_behavioural(),
    }
}

/// The interviews, a line each; those that are not over come last. While one is being held, the newest that
/// would have broken off is it.
pub(super) fn list(look: Renderer, all: &[Kept], open: &[OpenInterview], seat: Seat) -> String {
    let words = look.words;
    if all.is_empty() && open.is_empty() && seat == Seat::Free {
        return look.remark(TextRole::Faint, words.interview.none());
    }
    let mut text = if all.is_empty() {
        String::new()
    } else {
        look.remark(TextRole::Title, words.interview.list_head())
    };
    for kept in all {
        let (record, tally) = (&kept.record, score(&kept.record).all);
        let percent = tally
            .percent()
            .map_or_else(|| "-".to_owned(), |percent| format!("{percent} %"));
        let asked = format!("{}/{}", record.turns.len(), record.planned);
        let passed = format!("{}/{}", tally.passed, tally.scored);
        let time = words
            .interview
            .list_time(record.took_minutes(), record.minutes);
        let line = format!(
            "{:>3}  {}  {asked:>7}  {passed:>7}  {percent:>6}  {time}  {}",
            kept.number,
            words.language().date(kept.event.stamp.day),
            about(look, record)
        );
        text.push_str(cut(line.trim_end(), look.width, look.palette.more()).trim_end());
        text.push('\n');
    }
    let held = match seat {
        Seat::Taken => open.iter().rposition(|one| !one.is_sheet()),
        Seat::Free => None,
    };
    for (place, one) in open.iter().enumerate() {
        if held != Some(place) {
            text.push_str(&not_over(look, one));
        }
    }
    if seat == Seat::Taken {
        text.push_str(&look.remark(TextRole::Near, words.interview.held()));
    }
    text
}

/// That an interview broke off, or that its sheet has not come back; how to go on with it, and how to be rid of it.
pub(super) fn not_over(look: Renderer, one: &OpenInterview) -> String {
    let (words, letter) = (look.words.interview, &one.letter);
    let message = if one.is_sheet() {
        words.sheet_waits(one.friend(), letter, one.day)
    } else {
        let record = one.record();
        let asked = u32::try_from(record.turns.len()).unwrap_or(u32::MAX);
        words.broke_off(asked, record.planned, letter, one.day)
    };
    look.remark(TextRole::Near, &message)
}

/// What an interview was about, as far as it was asked for.
fn about(look: Renderer, record: &Record) -> String {
    let roadmap = record.roadmap.iter().map(ToString::to_string);
    let parts = roadmap
        .chain(record.areas.iter().map(ToString::to_string))
        .chain(record.style.clone());
    let parts = parts.chain(
        record
            .parts
            .iter()
            .map(|part| round_name(look.words, *part).to_owned()),
    );
    clean_line(&parts.collect::<Vec<_>>().join(", "))
}

/// An interview whole: its questions with answers and rubrics.
pub(super) fn transcript(app: &App, look: Renderer, kept: &Kept) -> Result<String, AppError> {
    let record = &kept.record;
    let title = look
        .words
        .interview
        .title(kept.number, kept.event.stamp.day, record.seed);
    let mut text = look.remark(TextRole::Title, &title);
    for (number, turn) in (1..).zip(&record.turns) {
        let mark = look
            .palette
            .paint(TextRole::Title, &format!("[{number}/{}]", record.planned));
        let title = format!(
            "{}{}{}",
            round_name(look.words, turn.round),
            look.palette.of(),
            app.topic_title(&turn.topic)?
        );
        text.push_str(&format!(
            "\n{}\n",
            look.head(&mark, &title, &note(look, turn)).trim_end()
        ));
        text.push_str(&look.remark(TextRole::Faint, turn.card.as_str()));
        text.push_str(&answered(
            look,
            turn,
            card_of(app, turn)?.as_ref(),
            AnswerParts::Ticked,
        ));
        text.push_str(&rubric(look, turn));
    }
    Ok(text)
}

/// The card of a question, if it is still the one that was asked.
pub(super) fn card_of(app: &App, turn: &InterviewAnswer) -> Result<Option<Card>, AppError> {
    Ok(app
        .store
        .content()
        .card(&turn.card, app.cards_lang.get())?
        .filter(|card| card.content == turn.content))
}

/// How much is shown of a question that was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AnswerParts {
    /// Question, answer and what the card says.
    All,
    /// The same; the points of an open question stand ticked below it, and nowhere else.
    Ticked,
    /// The learner's answer; of a program the card's too.
    Answer,
}

/// A question with its answer. A card that has changed since is shown by what was kept of it.
pub(super) fn answered(
    look: Renderer,
    turn: &InterviewAnswer,
    card: Option<&Card>,
    shown: AnswerParts,
) -> String {
    let mine = turn.program.as_ref().map(|program| program.text.as_str());
    let mut text = match (card, shown) {
        (_, AnswerParts::Answer) => String::new(),
        (Some(card), AnswerParts::All | AnswerParts::Ticked) => look.question(card, &turn.order),
        (None, AnswerParts::All | AnswerParts::Ticked) => look.labelled("?", &turn.prompt),
    };
    if !turn.clarified.is_empty() {
        text.push_str(&look.labelled_line(look.words.interview.clarified(), &turn.clarified));
    }
    text.push_str(&given(look, turn, card));
    if let Some(next) = &turn.follow_up {
        text.push_str(&follow_up(look, next));
    }
    match card {
        Some(_) if shown == AnswerParts::Ticked && turn.kind == CardKind::Open => {}
        Some(_) if shown == AnswerParts::Answer && mine.is_none() => {}
        Some(card) => text.push_str(&look.answer_beside(card, &turn.order, mine)),
        None => {
            text.push_str(&mine.map_or_else(String::new, |mine| look.program(mine)));
            text.push_str(&look.remark(TextRole::Near, look.words.interview.card_changed()));
        }
    }
    text
}

/// What the learner answered; an answer judged wrong with what differs, a near miss with its reason, a program with
/// what its tests said.
fn given(look: Renderer, turn: &InterviewAnswer, card: Option<&Card>) -> String {
    let judged_wrong = matches!(
        turn.verdict,
        InterviewVerdict::Near | InterviewVerdict::Wrong | InterviewVerdict::Blank
    );
    let judgement = card.filter(|_| judged_wrong && turn.kind != CardKind::Code);
    // What could not be judged is wrong, and stands as it was typed.
    let unjudged = Judgement {
        verdict: judge::AnswerVerdict::Wrong,
        difference: None,
    };
    let judgement = judgement.map(|card| judge(card, &turn.order, &turn.given).unwrap_or(unjudged));
    let mut text = match (&judgement, &turn.program) {
        (
            Some(
                judgement @ Judgement {
                    verdict: judge::AnswerVerdict::Wrong,
                    difference: None,
                },
            ),
            _,
        ) => {
            format!(
                "{}{}",
                look.verdict(judgement, &turn.given),
                spoken(look, turn)
            )
        }
        (Some(judgement), _) => look.verdict(judgement, &turn.given),
        (None, Some(_)) if turn.given.trim().is_empty() => String::new(),
        (None, _) => spoken(look, turn),
    };
    if let Some(judge::AnswerVerdict::Near { why }) = judgement.map(|judgement| judgement.verdict) {
        text.push_str(&look.remark(TextRole::Near, &why));
    }
    if let Some(program) = &turn.program {
        text.push_str(&tested(look, program));
    }
    text
}

/// What was asked after an answer, and what was said to it.
fn follow_up(look: Renderer, next: &FollowUpAnswer) -> String {
    let words = look.words;
    let said = match next.given.trim() {
        "" => words.interview.spoken(),
        said => said,
    };
    let question = look.labelled(words.interview.follow_up(), &next.question);
    format!("{question}{}", look.labelled_line(words.you_typed(), said))
}

/// What the tests said of a program.
fn tested(look: Renderer, program: &HandedInProgram) -> String {
    let Some(tests) = &program.tests else {
        return look.remark(TextRole::Faint, look.words.interview.not_run());
    };
    let (passed, total) = (tests.passed, tests.total);
    match &tests.broke {
        None => look.remark(
            TextRole::Right,
            &format!(
                "{} {}",
                look.palette.tick(),
                look.words.tests_pass(passed, total)
            ),
        ),
        Some(broke) => {
            let head = format!(
                "{} {}",
                look.palette.cross(),
                look.words.tests_fail(passed, total)
            );
            format!(
                "{}{}",
                look.remark(TextRole::Wrong, &head),
                look.labelled_line(" ", broke)
            )
        }
    }
}

fn spoken(look: Renderer, turn: &InterviewAnswer) -> String {
    let said = clean_line(turn.given.trim());
    let said = if turn.verdict == InterviewVerdict::Skipped {
        look.words.interview.skipped()
    } else if said.is_empty() {
        look.words.interview.spoken()
    } else {
        &said
    };
    look.labelled_line(look.words.you_typed(), said)
}

/// The points of a rubric, numbered as they are ticked; with a sign once they were.
pub(super) fn rubric(look: Renderer, turn: &InterviewAnswer) -> String {
    rubric_from(look, turn, 0)
}

/// The points of a rubric from one on, by its place.
pub(super) fn rubric_from(look: Renderer, turn: &InterviewAnswer, first: usize) -> String {
    let mut text = String::new();
    for (number, claim) in (1_usize..).zip(&turn.points).skip(first) {
        let must = match claim.point.weight {
            Weight::Must => format!(" ({})", look.words.must()),
            Weight::Extra => String::new(),
        };
        let decided =
            turn.verdict == InterviewVerdict::Ticked || (number == 1 && turn.tests().is_some());
        let label = if !decided {
            format!("{number:>2}")
        } else if turn.is_met(number - 1) {
            look.palette.tick().to_owned()
        } else {
            look.palette.cross().to_owned()
        };
        text.push_str(&look.labelled(&label, &format!("{}{must}", claim.point.text)));
    }
    text
}

/// The note at the right of an answered question; what is wrong is said below it.
pub(super) fn note(look: Renderer, turn: &InterviewAnswer) -> String {
    match turn.verdict {
        InterviewVerdict::Right => format!("{} {}", look.palette.tick(), look.words.right()),
        InterviewVerdict::Skipped => look.words.interview.skipped().to_owned(),
        InterviewVerdict::Unrated => look.words.interview.unrated().to_owned(),
        InterviewVerdict::Ticked => format!("{}/{}", turn.met(), turn.total()),
        InterviewVerdict::Near | InterviewVerdict::Wrong | InterviewVerdict::Blank => String::new(),
    }
}
