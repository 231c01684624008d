//! What a report says, gathered from the statistics and from one reading of the log.

use std::collections::HashMap;

use crate::cli::app::App;
use crate::cli::interview::interview_records;
use crate::cli::scope;
use crate::cli::stats::{self, AllFigures, Row, mistake_labels};
use crate::domain::card::{Lang, Origin, hex16};
use crate::domain::event::Event;
use crate::domain::id::{CardId, DeviceId, RoadmapId, TopicId};
use crate::domain::interview::{scorecard, verdict};
use crate::domain::report::{
    InterviewFigures, LearnerReport, PlanStanding, REPORT_VERSION, ReportFigures, ReportHead,
    ReportLine,
};
use crate::domain::stats::{Rate, RecurringMistake, Retention, recurring_mistakes};
use crate::domain::tally::{GradeTally, StateBefore};
use crate::engine::plan::{self, PlanStatus};
use crate::error::AppError;
use crate::store::{EventStatus, Filter};

/// What the log says of answers.
#[derive(Default)]
struct LoggedAnswers {
    /// The device of the first one, which stays the first in every later report.
    first_device: Option<DeviceId>,
    count: i64,
    retention: HashMap<CardId, Retention>,
    /// Events in which a known mistake was recognised.
    mistaken: Vec<Event>,
}

/// The report as of today; nothing where no card was answered yet.
pub(super) fn gather(app: &App, name: String) -> Result<Option<LearnerReport>, AppError> {
    let answers = LoggedAnswers::read(app)?;
    let Some(device) = &answers.first_device else {
        return Ok(None);
    };
    let head = ReportHead {
        milepost_report: REPORT_VERSION,
        // Hashed, so that a report names no device of the log.
        learner: hex16(format!("learner\n{device}").as_bytes()),
        name,
        day: app.today(),
        answers: answers.count,
    };
    let figures = stats::all_figures(app)?;
    let mut lines = vec![total(&figures)];
    let cards = CardLines::read(app, &answers)?;
    lines.extend(cards.own.map(ReportLine::Own));
    lines.extend(along_roads(&figures));
    lines.extend(of_topics(app, &figures)?);
    lines.extend(cards.lines);
    lines.extend(of_mistakes(app, recurring_mistakes(answers.mistaken))?);
    lines.extend(of_interviews(app)?);
    lines.extend(of_plan(app)?);
    let studied = app.store.progress().studied_days(app.today(), usize::MAX)?;
    lines.push(ReportLine::Days {
        days: studied.days().to_vec(),
    });
    Ok(Some(LearnerReport { head, lines }))
}

impl LoggedAnswers {
    fn read(app: &App) -> Result<Self, AppError> {
        let mut answers = Self::default();
        for logged in app.store.log().events(Filter::default())? {
            let logged = logged?;
            if logged.event.body.answer().is_none() {
                continue;
            }
            if answers.first_device.is_none() {
                answers.first_device = Some(logged.event.key.device.clone());
            }
            if logged.standing == EventStatus::Stands {
                answers.add(logged.event);
            }
        }
        Ok(answers)
    }

    fn add(&mut self, event: Event) {
        self.count += 1;
        if let Some(review) = event.body.review() {
            let met = StateBefore::scheduled(&review.before);
            let outcome = GradeTally::of(&review.answer).outcome();
            self.retention
                .entry(review.answer.card.clone())
                .or_default()
                .add(met, outcome);
        }
        let evidence = event
            .body
            .answer()
            .and_then(|answer| answer.evidence.as_ref());
        if evidence.is_some_and(|evidence| evidence.mistake.is_some()) {
            self.mistaken.push(event);
        }
    }

    /// True retention of a card.
    fn of_card(&self, card: &CardId) -> Rate {
        self.retention.get(card).copied().unwrap_or_default().all()
    }
}

/// What is said of cards: the learner's own in one sum, the others line by line.
#[derive(Default)]
struct CardLines {
    own: Option<ReportFigures>,
    lines: Vec<ReportLine>,
}

impl CardLines {
    /// The learner's own cards become one sum: an id of theirs is made from the question. A card of another
    /// deck that the learner has changed counts as their own.
    fn read(app: &App, answers: &LoggedAnswers) -> Result<Self, AppError> {
        let (mut cards, mut seen, mut own) = (0, 0, Rate::default());
        let mut lines = Vec::new();
        scope::each(app, &scope::everything(app)?, None, |facts| {
            let Rate { passed, n } = answers.of_card(facts.id);
            if *facts.origin == Origin::Mine {
                cards += 1;
                seen += u64::from(facts.state.memory.seen().is_some());
                own.merge(Rate { passed, n });
            } else if n > 0 {
                lines.push(ReportLine::Card {
                    card: facts.id.clone(),
                    topic: facts.topic.clone(),
                    n,
                    passed,
                });
            }
        })?;
        let own = (cards > 0).then(|| ReportFigures::from_counts(cards, seen, own));
        Ok(Self { own, lines })
    }
}

fn total(figures: &AllFigures) -> ReportLine {
    ReportLine::Total(ReportFigures::of(&figures.topics.totals))
}

fn along_roads(figures: &AllFigures) -> Vec<ReportLine> {
    let mut lines = Vec::new();
    for part in &figures.roads {
        let name = part.roadmap.as_deref().map(RoadmapId::parse);
        let Some(Ok(roadmap)) = name else {
            continue;
        };
        lines.push(ReportLine::Roadmap {
            roadmap: roadmap.clone(),
            figures: ReportFigures::of(&part.totals),
        });
        for row in part.rows.iter().filter(|row| row.figures.cards > 0) {
            // A phase's id is its number.
            lines.extend(row.id.parse().ok().map(|phase| ReportLine::Phase {
                roadmap: roadmap.clone(),
                phase,
                figures: ReportFigures::of(&row.figures),
            }));
        }
    }
    lines
}

/// The topics that were begun. One of the learner's own would say what they wrote.
fn of_topics(app: &App, figures: &AllFigures) -> Result<Vec<ReportLine>, AppError> {
    let begun = |row: &&Row| row.figures.seen > 0 || row.retention().n > 0;
    let mut lines = Vec::new();
    for row in figures.topics.rows.iter().filter(begun) {
        let topic = TopicId::parse(&row.id).ok();
        let Some(topic) = topic else { continue };
        let found = app.store.content().topic(&topic)?;
        if found.is_some_and(|found| found.origin != Origin::Mine) {
            lines.push(ReportLine::Topic {
                topic,
                figures: ReportFigures::of(&row.figures),
            });
        }
    }
    Ok(lines)
}

/// The mistakes whose words stand in a deck that is not the learner's.
fn of_mistakes(app: &App, mistakes: Vec<RecurringMistake>) -> Result<Vec<ReportLine>, AppError> {
    let mut lines = Vec::new();
    for mistake in mistakes {
        let card = app.store.content().card(&mistake.card, Lang::EN)?;
        let known = card.filter(|card| card.origin != Origin::Mine);
        if known.is_some_and(|card| mistake_labels(&card).contains(&mistake.label.as_str())) {
            lines.push(ReportLine::Mistake {
                card: mistake.card,
                mistake: mistake.label,
                times: mistake.times,
                last: mistake.last,
            });
        }
    }
    Ok(lines)
}

fn of_interviews(app: &App) -> Result<Vec<ReportLine>, AppError> {
    let records = interview_records(app)?;
    let figures = records.iter().map(|(day, record)| {
        let score = scorecard(record).all;
        ReportLine::Interview(InterviewFigures {
            day: *day,
            minutes: record.minutes,
            scored: score.scored,
            passed: score.passed,
            met: score.met,
            total: score.total,
            band: verdict(record).map(|verdict| verdict.band),
        })
    });
    Ok(figures.collect())
}

fn of_plan(app: &App) -> Result<Option<ReportLine>, AppError> {
    let home = app.workspace();
    let Some(plan) = plan::running(&home)? else {
        return Ok(None);
    };
    let view = plan::view(&home, &plan)?;
    Ok(Some(ReportLine::Plan {
        date: view.plan.terms.date,
        status: match view.status {
            PlanStatus::Ahead => PlanStanding::Ahead,
            PlanStatus::On => PlanStanding::On,
            PlanStatus::Behind => PlanStanding::Behind,
        },
    }))
}
