use super::*;
use crate::domain::report::{REPORT_VERSION, ReportHead};

fn report(name: &str, lines: Vec<ReportLine>) -> LearnerReport {
    LearnerReport {
        head: ReportHead {
            milepost_report: REPORT_VERSION,
            learner: format!("id-{name}"),
            name: name.to_owned(),
            day: StudyDay::from_number(20_000),
            answers: 1,
        },
        lines,
    }
}

fn card(id: &str, passed: i64, n: i64) -> ReportLine {
    ReportLine::Card {
        card: CardId::parse(id).unwrap(),
        topic: TopicId::parse("lists").unwrap(),
        n,
        passed,
    }
}

fn topic(id: &str, passed: i64, n: i64) -> ReportLine {
    ReportLine::Topic {
        topic: TopicId::parse(id).unwrap(),
        figures: ReportFigures::from_counts(10, 5, Rate { passed, n }),
    }
}

fn class(reports: Vec<LearnerReport>) -> ClassSummary {
    let mut class = ClassSummary::default();
    for report in reports {
        class.add(report);
    }
    class.sort_learners();
    class
}

fn ids<'c>(cards: &[(&'c CardId, &PooledFigures)]) -> Vec<&'c str> {
    cards.iter().map(|(card, _)| card.as_str()).collect()
}

#[test]
fn a_card_is_of_several_once_two_have_failed_it() {
    let class = class(vec![
        report(
            "Bo",
            vec![card("l.a", 3, 4), card("l.b", 0, 9), card("l.c", 1, 2)],
        ),
        report(
            "ana",
            vec![card("l.a", 5, 6), card("l.b", 4, 4), card("l.c", 1, 2)],
        ),
        report("Cy", vec![card("l.a", 1, 2)]),
    ]);
    let names: Vec<&str> = class.learners.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["ana", "Bo", "Cy"]);
    assert_eq!(ids(&class.failed_by_several()), ["l.a", "l.c"]);
    let pooled = class.cards[&CardId::parse("l.a").unwrap()];
    assert_eq!((pooled.learners, pooled.failed_by), (3, 3));
    assert_eq!(pooled.retention, Rate { passed: 9, n: 12 });
}

#[test]
fn one_fail_of_one_review_is_not_the_hardest_card() {
    let class = class(vec![report(
        "Bo",
        vec![
            card("l.once", 0, 1),
            card("l.often", 10, 40),
            card("l.easy", 40, 40),
        ],
    )]);
    assert_eq!(ids(&class.hardest_cards()), ["l.often", "l.once", "l.easy"]);
}

#[test]
fn weak_topics_have_enough_reviews_and_a_fail() {
    let class = class(vec![report(
        "Bo",
        vec![
            topic("few", 0, 9),
            topic("clean", 20, 20),
            topic("fair", 18, 20),
            topic("weak", 10, 20),
            topic("worse", 9, 20),
            topic("nearly", 19, 20),
        ],
    )]);
    let weakest: Vec<&str> = class.learners[0]
        .weakest
        .iter()
        .map(|(topic, _)| topic.as_str())
        .collect();
    assert_eq!(weakest, ["worse", "weak", "fair"]);
}
