//! Decks: what ships loads, and nothing of the roadmaps is lost.

#[cfg(unix)]
mod changed;
mod edit;
mod faults;
mod glossary;
mod import;
mod lint;
mod mine;

use std::collections::BTreeMap;

use milepost::decks::{CheckReport, DeckContent, Severity, embedded, load};
use milepost::domain::card::{CardKind, Lang, Translation};
use milepost::domain::roadmap::{Need, Roadmap};

fn shipped() -> DeckContent {
    load(embedded::sources())
}

#[test]
fn what_ships_loads_without_a_fault() {
    let content = shipped();
    let faults: Vec<String> = content.faults.iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(content.topics.len(), 173);
    assert_eq!(content.areas.len(), 16);
}

#[test]
fn what_ships_keeps_the_card_standard() {
    let report = CheckReport::of(&shipped());
    let errors = report
        .faults
        .iter()
        .filter(|fault| fault.severity == Severity::Error);
    let errors: Vec<String> = errors.map(ToString::to_string).collect();
    assert!(report.is_ok(), "{}", errors.join("\n"));
    assert!(
        report.counts.empty_topics.is_empty(),
        "topics without cards: {:?}",
        report.counts.empty_topics
    );
}

#[test]
fn every_kind_of_card_ships_and_siblings_are_cards_of_their_own() {
    let content = shipped();
    for kind in CardKind::ALL {
        assert!(
            content.cards.iter().any(|card| card.body.kind() == kind),
            "{kind:?}"
        );
    }
    let ids: Vec<&str> = content.cards.iter().map(|card| card.id.as_str()).collect();
    for id in [
        "methods.first-argument",
        "methods.first-argument#reverse",
        "args.separators#1",
        "args.separators#2",
    ] {
        assert!(ids.contains(&id), "{id}");
    }
    assert!(!ids.contains(&"args.separators"));
    assert_eq!(content.cards.len(), content.places.len());
}

#[test]
fn the_example_cards_are_in_portuguese() {
    let content = shipped();
    let ids = [
        "args.mutable-default",
        "args.separators#1",
        "collections.deque-window",
        "decorators.desugar",
        "decorators.retry",
        "decorators.wraps",
        "design.url-shortener",
        "gil.explain",
        "identity.none-check",
        "identity.two-lists",
        "methods.first-argument#reverse",
        "story.disagreement",
    ];
    for id in ids {
        let card = content
            .translations
            .iter()
            .find(|card| card.id.as_str() == id)
            .unwrap_or_else(|| panic!("{id}"));
        assert_eq!(
            (card.lang, card.translation),
            (Lang::from_tag("pt-BR").unwrap(), Translation::Current),
            "{id}"
        );
        let original = content
            .cards
            .iter()
            .find(|card| card.id.as_str() == id)
            .unwrap();
        assert_eq!(
            card.content, original.content,
            "a translation keeps the content hash"
        );
        assert_eq!(card.body.code(), original.body.code());
    }
}

/// Numbers of phases, items, questions, resources, projects and tasks in phases; then of the lists for the whole road:
/// intro, resources, projects, tools, tips, audience, uses, repository plan, summary, timeline, stack and ideas.
fn counts(roadmap: &Roadmap) -> Vec<usize> {
    let in_phases = |count: fn(&milepost::domain::roadmap::Phase) -> usize| {
        roadmap.phases.iter().map(count).sum()
    };
    let (stack, ideas) = roadmap
        .final_project
        .as_ref()
        .map_or((0, 0), |last| (last.stack.len(), last.ideas.len()));
    vec![
        roadmap.phases.len(),
        in_phases(|phase| phase.items.len()),
        in_phases(|phase| phase.questions.len()),
        in_phases(|phase| phase.resources.len()),
        in_phases(|phase| phase.projects.len()),
        in_phases(|phase| phase.tasks.len()),
        roadmap.intro.len(),
        roadmap.resources.len(),
        roadmap.projects.len(),
        roadmap.tools.len(),
        roadmap.tips.len(),
        roadmap.audience.len(),
        roadmap.uses.len(),
        roadmap.repository_plan.len(),
        roadmap.summary.len(),
        roadmap.timeline.len(),
        stack,
        ideas,
    ]
}

#[test]
fn every_line_of_the_five_roadmaps_is_there() {
    let content = shipped();
    let found: BTreeMap<&str, Vec<usize>> = content
        .roadmaps
        .iter()
        .map(|roadmap| (roadmap.id.as_str(), counts(roadmap)))
        .collect();
    let expected: [(&str, [usize; 18]); 5] = [
        (
            "big-tech",
            [6, 45, 0, 9, 3, 0, 1, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0],
        ),
        (
            "enterprise-python",
            [6, 28, 0, 12, 0, 15, 1, 0, 0, 0, 0, 0, 0, 0, 5, 7, 4, 3],
        ),
        (
            "mastering-python",
            [7, 39, 8, 1, 0, 0, 1, 0, 9, 7, 0, 0, 0, 0, 0, 0, 0, 0],
        ),
        (
            "python-developer",
            [16, 86, 0, 0, 0, 0, 1, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        ),
        (
            "top-1-percent",
            [12, 49, 0, 0, 0, 0, 4, 0, 0, 0, 0, 4, 4, 4, 0, 0, 0, 0],
        ),
    ];
    for (id, counts) in expected {
        assert_eq!(found[id], counts, "{id}");
    }
    assert_eq!(found.len(), 5);
}

#[test]
fn goals_durations_levels_and_optional_phases_are_kept() {
    let content = shipped();
    let phases = || content.roadmaps.iter().flat_map(|roadmap| &roadmap.phases);
    assert_eq!(phases().filter(|phase| phase.goal.is_some()).count(), 19);
    assert_eq!(phases().filter(|phase| phase.duration.is_some()).count(), 6);
    let optional: Vec<&str> = phases()
        .filter(|phase| phase.need == Need::Optional)
        .map(|phase| phase.title.as_str())
        .collect();
    assert_eq!(
        optional,
        [
            "Frontend with Python",
            "AI & Machine Learning Integration",
            "Advanced Topics"
        ]
    );
    let projects = content
        .roadmaps
        .iter()
        .flat_map(|roadmap| &roadmap.projects);
    let levels: Vec<&str> = projects
        .filter_map(|project| project.level.as_deref())
        .collect();
    assert_eq!(
        levels,
        [["beginner"; 3], ["intermediate"; 3], ["advanced"; 3]].concat()
    );
    let grouped = phases()
        .flat_map(|phase| &phase.items)
        .filter(|item| item.group.is_some())
        .count();
    let sectioned = phases()
        .flat_map(|phase| &phase.items)
        .filter(|item| item.section.is_some())
        .count();
    let may_be_left_out = phases()
        .flat_map(|phase| &phase.items)
        .filter(|item| item.need == Need::Optional)
        .count();
    assert_eq!((grouped, sectioned, may_be_left_out), (35, 36, 1));
}

#[test]
fn every_item_of_a_roadmap_names_a_topic() {
    for roadmap in shipped().roadmaps {
        for item in roadmap.phases.iter().flat_map(|phase| &phase.items) {
            assert!(!item.topics.is_empty(), "{}:{}", roadmap.id, item.line);
        }
    }
}
