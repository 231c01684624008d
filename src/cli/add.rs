//! `add`: a card of the learner's own, from flags, asked for field by field, or from a file.

mod ask;
mod flags;
mod near;

use crate::cli::app::App;
use crate::cli::args::{AddArgs, ImportArgs};
use crate::cli::import;
use crate::cli::tell;
use crate::decks;
use crate::domain::card::{
    Answers, Basic, Blank, Body, Card, Choice, ChoiceOption, Cloze, Compare, Interview, Lang,
    Level, Output, Truth, TypedCard,
};
use crate::domain::id::{CardId, TopicId};
use crate::domain::wording::{Wording, problems};
use crate::error::AppError;
use crate::ui::clean::clean_line;
use crate::ui::terminal::Terminal;

/// Adds a card, or every card of a file.
pub(crate) fn add(app: &App, terminal: &mut dyn Terminal, args: &AddArgs) -> Result<(), AppError> {
    if let Some(file) = &args.from {
        let import = ImportArgs {
            file: file.clone(),
            topic: args.topic.clone(),
            ..ImportArgs::default()
        };
        return import::import(app, terminal, &import);
    }
    let mut args = args.clone();
    flags::must_not_be_blank(&args)?;
    let words = app.words().changes;
    ask::ask_topic(app, terminal, &mut args)?;
    let topic = near::settle_topic(app, terminal, topic_of(&args)?)?;
    ask::ask_missing(app, terminal, &mut args)?;
    let siblings = cards(app, &args, &topic)?;
    let references: Vec<&Card> = siblings.iter().collect();
    let block = decks::block(&references)
        .ok_or_else(|| AppError::internal(problems::card_without_text()))?;
    let file = app
        .deck_writer()
        .add(&topic, app.cards_lang.get(), &block)
        .map_err(|error| flags::edit_failure(&error))?;
    app.refresh_content()?;
    let ids: Vec<&str> = siblings.iter().map(|card| card.id.as_str()).collect();
    let file = clean_line(&file.display().to_string());
    tell(terminal, &words.added(ids.join(words.and()), file))
}

fn usage(message: Wording, hint: Wording) -> AppError {
    AppError::usage(message).hint(hint)
}

fn topic_of(args: &AddArgs) -> Result<TopicId, AppError> {
    let text = args.topic.as_deref().unwrap_or_default();
    TopicId::parse(text).map_err(|error| usage(error.wording(), problems::name_topic()))
}

/// The card that the flags describe; a reverse makes two.
fn cards(app: &App, args: &AddArgs, topic: &TopicId) -> Result<Vec<Card>, AppError> {
    let prompt = args.prompt.clone().unwrap_or_default();
    let taken = app.store.content().card_ids()?;
    let is_taken = |id: &str| {
        taken
            .iter()
            .any(|known| known.split('#').next() == Some(id))
    };
    let id = match &args.id {
        Some(id) if is_taken(id) => {
            return Err(AppError::user(problems::id_taken(clean_line(id)))
                .hint(problems::other_id_or_edit(clean_line(id))));
        }
        Some(id) => {
            CardId::parse(id).map_err(|error| usage(error.wording(), problems::write_id()))?
        }
        None => decks::fresh_id(topic, &prompt, is_taken),
    };
    let bodies = bodies(args, prompt)?;
    refuse_twin(app, topic, &bodies)?;
    let mut cards = Vec::new();
    for (side, body) in bodies {
        let id = match side {
            Some(side) => id
                .sibling(&side)
                .map_err(|error| AppError::internal(error.wording()))?,
            None => id.clone(),
        };
        cards.push(dressed(
            app,
            args,
            decks::own_card(id, topic.clone(), body),
        )?);
    }
    Ok(cards)
}

/// Refuses what a card of the topic asks and answers already.
fn refuse_twin(
    app: &App,
    topic: &TopicId,
    bodies: &[(Option<String>, Body)],
) -> Result<(), AppError> {
    for id in app.store.content().cards_of_topic(topic)? {
        let card = app.store.content().card(&id, Lang::EN)?;
        if card.is_some_and(|card| bodies.iter().any(|(_, body)| card.body.is_twin_of(body))) {
            return Err(
                AppError::user(problems::asks_already(&id)).hint(problems::edit_instead(id.base()))
            );
        }
    }
    Ok(())
}

/// A card with what every kind may have.
fn dressed(app: &App, args: &AddArgs, mut card: Card) -> Result<Card, AppError> {
    if let Some(level) = args.level {
        card.level = Level::new(level)
            .ok_or_else(|| usage(problems::no_level(level), problems::write_level()))?;
    }
    if let Some(word) = &args.interview {
        let known = [
            Interview::No,
            Interview::Rare,
            Interview::Sometimes,
            Interview::Common,
        ];
        let found = known.into_iter().find(|interview| interview.word() == word);
        card.interview = found.ok_or_else(|| {
            usage(
                problems::no_interview_word(clean_line(word)),
                problems::write_interview_word(),
            )
        })?;
    }
    card.tags.clone_from(&args.tag);
    card.refs.clone_from(&args.refs);
    card.hints.clone_from(&args.hint);
    card.why.clone_from(&args.why);
    card.source.clone_from(&args.source);
    card.added = Some(app.today());
    Ok(card)
}

fn bodies(args: &AddArgs, prompt: String) -> Result<Vec<(Option<String>, Body)>, AppError> {
    let one = |what: &str| {
        args.answer
            .first()
            .cloned()
            .ok_or_else(|| usage(problems::needs_answer(what), problems::write_answer()))
    };
    let kind = args.kind.as_deref().unwrap_or(if args.right.is_empty() {
        "basic"
    } else {
        "choice"
    });
    let body = match kind {
        "basic" => return Ok(basic(args, prompt, one("basic")?)),
        "cloze" => return cloze(args, &prompt),
        "choice" => Body::Choice(choice(args, prompt)?),
        "type" => Body::Type(typed(args, prompt, one("type")?)?),
        "output" => {
            let code = args
                .code
                .clone()
                .ok_or_else(|| usage(problems::needs_program(), problems::write_code()))?;
            Body::Output(Output {
                prompt,
                code,
                stdout: format!("{}\n", one("output")?),
                raises: None,
            })
        }
        "bug" | "code" | "open" => {
            return Err(usage(
                problems::kind_from_file(kind),
                problems::write_file_like(),
            ));
        }
        other => {
            return Err(usage(
                problems::no_kind(clean_line(other)),
                problems::kinds(),
            ));
        }
    };
    Ok(vec![(None, body)])
}

fn basic(args: &AddArgs, prompt: String, answer: String) -> Vec<(Option<String>, Body)> {
    let mut bodies = vec![(None, Body::Basic(Basic { prompt, answer }))];
    if let (Some(prompt), Some(answer)) = (args.reverse_prompt.clone(), args.reverse_answer.clone())
    {
        bodies.push((
            Some("reverse".to_owned()),
            Body::Basic(Basic { prompt, answer }),
        ));
    }
    bodies
}

fn cloze(args: &AddArgs, text: &str) -> Result<Vec<(Option<String>, Body)>, AppError> {
    let marks = blanks_of(text);
    if marks == 0 || marks != args.answer.len() {
        return Err(usage(
            problems::cloze_needs_answers(),
            problems::write_cloze(),
        ));
    }
    let blanks: Vec<Blank> = args
        .answer
        .iter()
        .map(|answer| Blank {
            answer: answer.clone(),
            accept: vec![],
            hint: None,
        })
        .collect();
    let body = |asked| {
        Body::Cloze(Cloze {
            text: text.to_owned(),
            blanks: blanks.clone(),
            asked,
            check: None,
        })
    };
    Ok((0..marks)
        .map(|asked| (Some((asked + 1).to_string()), body(asked)))
        .collect())
}

/// How many blanks a sentence has.
fn blanks_of(text: &str) -> usize {
    (1..=3)
        .take_while(|number| text.contains(&format!("<{number}>")))
        .count()
}

fn choice(args: &AddArgs, prompt: String) -> Result<Choice, AppError> {
    let right = if args.right.is_empty() {
        &args.answer
    } else {
        &args.right
    };
    if right.is_empty() || args.wrong.is_empty() {
        return Err(usage(
            problems::choice_needs_both(),
            problems::write_choice(),
        ));
    }
    let mut options = explained(right, &args.right_why, Truth::Right)?;
    options.extend(explained(&args.wrong, &args.wrong_why, Truth::Wrong)?);
    let answers = if right.len() > 1 {
        Answers::Several
    } else {
        Answers::One
    };
    Ok(Choice {
        prompt,
        code: args.code.clone(),
        answers,
        options,
        check: None,
    })
}

/// Options with their reasons, which are given in the same order.
fn explained(
    texts: &[String],
    reasons: &[String],
    truth: Truth,
) -> Result<Vec<ChoiceOption>, AppError> {
    if texts.len() != reasons.len() {
        let flag = if truth == Truth::Right {
            "right"
        } else {
            "wrong"
        };
        let (given, asked) = (reasons.len(), texts.len());
        let what = problems::choice_needs_whys(flag, given, asked);
        return Err(usage(what, problems::write_choice()));
    }
    let pairs = texts.iter().zip(reasons);
    Ok(pairs
        .map(|(text, why)| ChoiceOption {
            text: text.clone(),
            why: why.clone(),
            truth,
        })
        .collect())
}

fn typed(args: &AddArgs, prompt: String, answer: String) -> Result<TypedCard, AppError> {
    let compare = match args.compare.as_deref().unwrap_or("text") {
        "text" => Compare::Text,
        "code" => Compare::Code,
        "number" => Compare::Number,
        "sql" => Compare::Sql,
        "regex" => Compare::Regex,
        "complexity" => Compare::Complexity,
        other => {
            return Err(usage(
                problems::no_compare(clean_line(other)),
                problems::compares(),
            ));
        }
    };
    Ok(TypedCard {
        prompt,
        code: args.code.clone(),
        answer,
        compare,
        accept: args.accept.clone(),
        reject: vec![],
        check: None,
        space: None,
        ops: None,
        sizes: vec![],
    })
}
