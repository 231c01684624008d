//! Interviews as JSON; the keys are listed by `interview --help`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::cli::interview::Kept;
use crate::cli::interview::open::OpenInterview;
use crate::cli::log::at_offset;
use crate::domain::card::Weight;
use crate::domain::interview::{
    Band, Dimension, HiringVerdict, InterviewAnswer, Record, ScoreTally, Scorecard, before,
    scorecard, trend, verdict,
};

/// The interviews, oldest first.
pub(super) fn list(all: &[Kept], open: &[OpenInterview]) -> Value {
    let interviews: Vec<Value> = all
        .iter()
        .map(|kept| Value::Object(head(kept, &scorecard(&kept.record))))
        .collect();
    let (sheets, unfinished): (Vec<&OpenInterview>, Vec<&OpenInterview>) =
        open.iter().partition(|one| one.is_sheet());
    json!({
        "schema": 1,
        "interviews": interviews,
        "unfinished": unfinished.into_iter().map(broken_off).collect::<Vec<Value>>(),
        "sheets": sheets.into_iter().map(waiting_sheet).collect::<Vec<Value>>(),
    })
}

/// An interview that broke off; when it began, it is not said where.
fn broken_off(one: &OpenInterview) -> Value {
    let letter = json!({ "letter": one.letter });
    Value::Object(joined([letter, plan(one.record(), 0)]))
}

/// An interview whose sheet has not come back.
fn waiting_sheet(one: &OpenInterview) -> Value {
    let name = one.record().interviewer.as_ref().map(|friend| &friend.name);
    let object = json!({ "interviewer": name, "letter": one.letter });
    Value::Object(joined([object, plan(one.record(), 0)]))
}

/// What was asked for and how far it came; `offset` is where it began, in seconds east of UTC.
fn plan(record: &Record, offset: i32) -> Value {
    json!({
        "at": at_offset(record.began, offset).to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        "minutes": record.minutes,
        "planned": record.planned,
        "asked": record.turns.len(),
        "roadmap": record.roadmap,
        "areas": record.areas,
        "style": record.style,
        "parts": record.parts,
        "seed": record.seed,
    })
}

/// One whole interview, with those before it.
pub(super) fn show(kept: &Kept, earlier: &[Kept]) -> Value {
    let card = scorecard(&kept.record);
    let past = before(earlier.iter().map(|kept| &kept.record));
    let sum = past.as_ref().map(|past| &past.sum);
    let mut object = head(kept, &card);
    let rounds = card.rounds.iter().map(|(round, tally)| {
        row(
            json!({ "round": round.word() }),
            tally,
            sum.and_then(|sum| sum.rounds.get(round)),
        )
    });
    let phases = card.phases.iter().map(|(place, tally)| {
        let name = json!({ "roadmap": place.roadmap, "phase": place.phase });
        row(name, tally, sum.and_then(|sum| sum.phases.get(place)))
    });
    let topics = card.topics.iter().map(|(topic, tally)| {
        row(
            json!({ "topic": topic }),
            tally,
            sum.and_then(|sum| sum.topics.get(topic)),
        )
    });
    let rate = |percent: u32| f64::from(percent) / 100.0;
    let past = past
        .as_ref()
        .map(|past| json!({ "interviews": past.interviews, "last": rate(past.last), "best": rate(past.best) }));
    object.insert("schema".to_owned(), json!(1));
    object.insert("before".to_owned(), json!(past));
    object.insert("trend".to_owned(), json!(trend_of(kept, earlier)));
    object.insert("rounds".to_owned(), rounds.collect());
    object.insert("phases".to_owned(), phases.collect());
    object.insert("topics".to_owned(), topics.collect());
    object.insert(
        "turns".to_owned(),
        kept.record.turns.iter().map(turn).collect(),
    );
    Value::Object(object)
}

fn head(kept: &Kept, card: &Scorecard) -> Map<String, Value> {
    let (record, stamp) = (&kept.record, &kept.event.stamp);
    let object = json!({
        "number": kept.number,
        "study_day": stamp.day.iso(),
        "took_minutes": record.took_minutes(),
        "verdict": verdict(record).as_ref().map(verdict_object),
        "interviewer": record.interviewer.as_ref().map(|friend| &friend.name),
    });
    joined([object, plan(record, stamp.offset), tally(&card.all)])
}

/// The bands of the latest interviews up to one, oldest first.
fn trend_of(kept: &Kept, earlier: &[Kept]) -> BTreeMap<Dimension, Vec<Band>> {
    let records: Vec<&Record> = earlier
        .iter()
        .chain([kept])
        .map(|kept| &kept.record)
        .collect();
    trend(records.into_iter())
}

fn verdict_object(verdict: &HiringVerdict) -> Value {
    let dimensions: Vec<Value> = verdict
        .dimensions
        .iter()
        .map(|(dimension, rating)| {
            json!({
                "dimension": dimension.word(),
                "band": rating.band.word(),
                "sentence": rating.sentence,
                "met": rating.is_met,
            })
        })
        .collect();
    json!({
        "band": verdict.band.word(),
        "weakest": verdict.weakest.word(),
        "dimensions": dimensions,
    })
}

fn tally(tally: &ScoreTally) -> Value {
    let rate = (tally.total > 0).then(|| f64::from(tally.met) / f64::from(tally.total));
    json!({
        "scored": tally.scored,
        "passed": tally.passed,
        "met": tally.met,
        "total": tally.total,
        "unrated": tally.unrated,
        "rate": rate,
    })
}

fn row(name: Value, now: &ScoreTally, past: Option<&ScoreTally>) -> Value {
    let mut object = joined([name, tally(now)]);
    object.insert("before".to_owned(), json!(past.map(tally)));
    Value::Object(object)
}

/// Two objects as one.
fn joined<const N: usize>(objects: [Value; N]) -> Map<String, Value> {
    let mut all = Map::new();
    for object in objects {
        if let Value::Object(object) = object {
            all.extend(object);
        }
    }
    all
}

fn turn(turn: &InterviewAnswer) -> Value {
    let points: Vec<Value> = turn
        .points
        .iter()
        .map(|claim| {
            let must = claim.point.weight == Weight::Must;
            json!({ "text": claim.point.text, "must": must, "met": claim.met.is_on() })
        })
        .collect();
    json!({
        "card": turn.card,
        "rev": turn.rev,
        "topic": turn.topic,
        "area": turn.area,
        "roadmap": turn.place.as_ref().map(|place| &place.roadmap),
        "phase": turn.place.as_ref().map(|place| place.phase),
        "round": turn.round.word(),
        "kind": turn.kind.word(),
        "prompt": turn.prompt,
        "given": turn.given,
        "seconds": turn.seconds,
        "ms": turn.ms,
        "verdict": turn.verdict.word(),
        "rule": turn.rule,
        "met": turn.met(),
        "total": turn.total(),
        "points": points,
        "program": turn.program,
        "clarified": turn.clarified,
        "follow_up": turn.follow_up,
    })
}
