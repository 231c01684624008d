use super::*;

fn day(text: &str) -> StudyDay {
    StudyDay::parse(text).unwrap()
}

fn report() -> LearnerReport {
    let figures = ReportFigures::from_counts(10, 4, Rate { passed: 3, n: 5 });
    let card = CardId::parse("lists.slice").unwrap();
    let topic = TopicId::parse("lists").unwrap();
    let roadmap = RoadmapId::parse("big-tech").unwrap();
    LearnerReport {
        head: ReportHead {
            milepost_report: REPORT_VERSION,
            learner: "00ff00ff00ff00ff".to_owned(),
            name: "Ana \"A\" \u{202e}".to_owned(),
            day: day("2026-11-20"),
            answers: 12,
        },
        lines: vec![
            ReportLine::Total(figures),
            ReportLine::Own(ReportFigures::default()),
            ReportLine::Roadmap {
                roadmap: roadmap.clone(),
                figures,
            },
            ReportLine::Phase {
                roadmap,
                phase: 2,
                figures,
            },
            ReportLine::Topic {
                topic: topic.clone(),
                figures,
            },
            ReportLine::Card {
                card: card.clone(),
                topic,
                n: 5,
                passed: 3,
            },
            ReportLine::Mistake {
                card,
                mistake: "forgets the copy".to_owned(),
                times: 2,
                last: day("2026-11-19"),
            },
            ReportLine::Interview(InterviewFigures {
                day: day("2026-11-18"),
                minutes: 45,
                scored: 9,
                passed: 6,
                met: 20,
                total: 30,
                band: Some(Band::Hire),
            }),
            ReportLine::Plan {
                date: day("2027-02-08"),
                status: PlanStanding::On,
            },
            ReportLine::Days {
                days: vec![day("2026-11-18"), day("2026-11-20")],
            },
        ],
    }
}

#[test]
fn a_report_is_read_back_as_it_was_written() {
    let text = report().to_text().unwrap();
    assert_eq!(LearnerReport::read(&text), Ok(report()));
    let rewritten = text.replace('\n', "\r\n");
    assert_eq!(LearnerReport::read(&rewritten), Ok(report()));
}

#[test]
fn a_report_cut_anywhere_is_noticed() {
    let text = report().to_text().unwrap();
    for end in 0..text.len() - 1 {
        if text.is_char_boundary(end) {
            let read = LearnerReport::read(&text[..end]);
            let expected = if end < REPORT_BEGINNING.len() {
                ReportFault::Foreign
            } else {
                ReportFault::CutShort
            };
            assert_eq!(read, Err(expected), "{end}");
        }
    }
}

#[test]
fn a_changed_figure_and_a_missing_line_are_noticed() {
    let text = report().to_text().unwrap();
    let changed = text.replace("\"passed\":3", "\"passed\":5");
    assert_eq!(LearnerReport::read(&changed), Err(ReportFault::Changed));
    let mut lines: Vec<&str> = text.lines().collect();
    lines.remove(3);
    let shorter = lines.join("\n");
    assert_eq!(LearnerReport::read(&shorter), Err(ReportFault::Changed));
}

#[test]
fn what_is_not_a_report_is_told_from_one_of_a_newer_version() {
    for foreign in ["", "hello", "{\"milepost_log\":2}\n", "[]", "{}"] {
        assert_eq!(LearnerReport::read(foreign), Err(ReportFault::Foreign));
    }
    let newer = report().to_text().unwrap();
    let newer = newer.replace("\"milepost_report\":1", "\"milepost_report\":2");
    assert_eq!(LearnerReport::read(&newer), Err(ReportFault::Newer));
}

#[test]
fn a_line_of_a_later_kind_is_skipped() {
    let line: ReportLine = serde_json::from_str("{\"kind\":\"dream\",\"depth\":3}").unwrap();
    assert_eq!(line, ReportLine::Unknown);
}
