//! Hints for cards whose author wrote none, made from the card by its kind.
//!
//! Each step helps a little more than the one before, and none gives the answer away.

use crate::domain::card::{
    Answers, Basic, Body, Bug, Card, Choice, Cloze, Code, Compare, Open, Output, Truth, TypedCard,
    Weight,
};

/// Options that a hint drops at most.
const DROPPED: usize = 2;
/// Lines on each side of a faulty line that a hint leaves open.
const NEARBY: u32 = 2;
/// Characters of a long answer whose shape is shown.
const LONGEST_SHAPE: usize = 60;
/// Stands for a character that is not shown.
const MASK: char = '·';

/// A hint that nobody wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MadeHint {
    /// The answer with only the first character of each word shown.
    Shape {
        /// The first characters, the others masked.
        masked: String,
        /// Characters of the whole answer.
        length: usize,
    },
    /// How many options are right.
    RightOptions(usize),
    /// Letters of options that are wrong.
    WrongOptions(Vec<char>),
    /// What a program does, without its words.
    OutputSize {
        /// Lines it prints.
        lines: usize,
        /// Whether an exception ends it.
        ending: OutputEnding,
    },
    /// The defect is in one of these lines.
    BugBetween {
        /// The first line, from 1.
        first: u32,
        /// The last line.
        last: u32,
    },
    /// The size of the reference solution.
    Reference {
        /// Lines of code.
        lines: usize,
        /// Its running time.
        time: Option<String>,
    },
    /// The test that the last run failed.
    FailingTest(String),
    /// How many points a good answer makes.
    Points {
        /// Those it needs.
        needed: usize,
        /// All of them.
        of: usize,
    },
    /// How one of the needed points begins.
    PointBegins(String),
    /// What the topic teaches first.
    TopicRule(String),
}

/// How a program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputEnding {
    /// By itself.
    Normal,
    /// With an exception.
    Exception,
}

/// The hints that can be made, weakest first. `order` is the order in which options are shown.
pub fn made_hints(card: &Card, order: &[usize], failing_test: Option<&str>) -> Vec<MadeHint> {
    match &card.body {
        Body::Basic(body) => basic(body),
        Body::Cloze(body) => cloze(body),
        Body::Choice(body) => choice(body, order),
        Body::Type(body) => typed(body),
        Body::Output(body) => output(body),
        Body::Bug(body) => bug(body),
        Body::Code(body) => code(body, failing_test),
        Body::Open(body) => open(body),
    }
}

fn basic(body: &Basic) -> Vec<MadeHint> {
    shape(&body.answer).into_iter().collect()
}

fn cloze(body: &Cloze) -> Vec<MadeHint> {
    let blank = body.blanks.get(body.asked);
    blank
        .and_then(|blank| shape(&blank.answer))
        .into_iter()
        .collect()
}

/// A pattern says nothing about the letters of an answer.
fn typed(body: &TypedCard) -> Vec<MadeHint> {
    match body.compare {
        Compare::Regex => vec![],
        Compare::Text | Compare::Code | Compare::Number | Compare::Sql | Compare::Complexity => {
            shape(&body.answer).into_iter().collect()
        }
    }
}

fn choice(body: &Choice, order: &[usize]) -> Vec<MadeHint> {
    let is_wrong = |place: usize| {
        body.options
            .get(place)
            .is_some_and(|option| option.truth == Truth::Wrong)
    };
    let wrong: Vec<char> = ('a'..='z')
        .zip(order)
        .filter(|(_, place)| is_wrong(**place))
        .map(|(letter, _)| letter)
        .collect();
    let mut hints = Vec::new();
    if body.answers == Answers::Several {
        hints.push(MadeHint::RightOptions(order.len() - wrong.len()));
    }
    // One wrong option stays, or nothing would be left to decide.
    let droppable = DROPPED.min(wrong.len().saturating_sub(1));
    if droppable > 0 {
        hints.push(MadeHint::WrongOptions(wrong[..droppable].to_vec()));
    }
    hints
}

fn output(body: &Output) -> Vec<MadeHint> {
    let printed = body.stdout.trim_end_matches('\n');
    let lines = printed.lines().count();
    let ending = if body.raises.is_some() {
        OutputEnding::Exception
    } else {
        OutputEnding::Normal
    };
    let mut hints = Vec::new();
    if lines != 1 || ending == OutputEnding::Exception {
        hints.push(MadeHint::OutputSize { lines, ending });
    }
    hints.extend(shape(printed));
    hints
}

/// The lines around the defect, unless they are the whole program.
fn bug(body: &Bug) -> Vec<MadeHint> {
    let last_line = u32::try_from(body.code.trim_end().lines().count()).unwrap_or(u32::MAX);
    let (Some(low), Some(high)) = (body.bug_lines.iter().min(), body.bug_lines.iter().max()) else {
        return vec![];
    };
    let first = low.saturating_sub(NEARBY).max(1);
    let last = high.saturating_add(NEARBY).min(last_line);
    if (first, last) == (1, last_line) {
        return vec![];
    }
    vec![MadeHint::BugBetween { first, last }]
}

fn code(body: &Code, failing_test: Option<&str>) -> Vec<MadeHint> {
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let lines = body.solution.lines().filter(is_code).count();
    let mut hints = vec![MadeHint::Reference {
        lines,
        time: body.time.clone(),
    }];
    hints.extend(failing_test.map(|test| MadeHint::FailingTest(test.to_owned())));
    hints
}

fn open(body: &Open) -> Vec<MadeHint> {
    let needed: Vec<&str> = body
        .points
        .iter()
        .filter(|point| point.weight == Weight::Must)
        .map(|point| point.text.as_str())
        .collect();
    let mut hints = vec![MadeHint::Points {
        needed: needed.len(),
        of: body.points.len(),
    }];
    let begins = needed.first().map(|point| {
        let words: Vec<&str> = point.split_whitespace().take(3).collect();
        format!("{} …", words.join(" "))
    });
    hints.extend(begins.map(MadeHint::PointBegins));
    hints
}

/// The first line of an answer with only the first character of each word; nothing if it is empty.
fn shape(answer: &str) -> Option<MadeHint> {
    let line = answer
        .lines()
        .find(|line| !line.trim().is_empty() && !line.trim_start().starts_with("```"))?;
    let plain: String = line.trim().chars().filter(|c| !"`*".contains(*c)).collect();
    Some(MadeHint::Shape {
        masked: mask(&plain),
        length: plain.chars().count(),
    })
}

/// Hides letters and digits but for the first of each word. Where the words are so short that this
/// would show most of them, all are hidden.
fn mask(text: &str) -> String {
    let words = text.chars().filter(|c| c.is_alphanumeric()).count();
    if words == 0 {
        return MASK.to_string().repeat(text.chars().count());
    }
    let mut hidden = 0;
    let mut inside_word = false;
    let mut masked = String::new();
    for character in text.chars() {
        let is_word = character.is_alphanumeric();
        if is_word && inside_word {
            hidden += 1;
            masked.push(MASK);
        } else {
            masked.push(character);
        }
        inside_word = is_word;
    }
    if hidden * 2 < words {
        let hide = |c: char| if c.is_alphanumeric() { MASK } else { c };
        masked = text.chars().map(hide).collect();
    }
    if masked.chars().count() > LONGEST_SHAPE {
        masked = masked.chars().take(LONGEST_SHAPE).collect();
        masked.push('…');
    }
    masked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::card::ChoiceOption;

    fn masked(answer: &str) -> String {
        match shape(answer) {
            Some(MadeHint::Shape { masked, .. }) => masked,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_shape_keeps_first_letters_and_signs() {
        assert_eq!(masked("immutable"), "i········");
        assert_eq!(masked("`len(x)`"), "l··(x)");
        assert_eq!(masked("\n```python\nreturn None\n```"), "r····· N···");
        assert_eq!(shape("  \n"), None);
        assert!(masked(&"word ".repeat(40)).ends_with('…'));
    }

    #[test]
    fn a_shape_never_shows_most_of_a_short_answer() {
        assert_eq!(masked("O(n log n)"), "·(· ··· ·)");
        assert_eq!(masked("O(n)"), "·(·)");
        assert_eq!(masked("7"), "·");
        assert_eq!(masked("!="), "··");
    }

    fn options(truths: &[Truth], answers: Answers) -> Choice {
        let option = |truth: &Truth| ChoiceOption {
            text: "text".to_owned(),
            why: "why".to_owned(),
            truth: *truth,
        };
        Choice {
            prompt: "which?".to_owned(),
            code: None,
            answers,
            options: truths.iter().map(option).collect(),
            check: None,
        }
    }

    #[test]
    fn dropped_options_are_wrong_and_leave_one_to_decide_about() {
        use Truth::{Right, Wrong};
        let four = options(&[Right, Wrong, Wrong, Wrong], Answers::One);
        let hints = choice(&four, &[1, 0, 3, 2]);
        assert_eq!(hints, [MadeHint::WrongOptions(vec!['a', 'c'])]);
        let three = options(&[Wrong, Right, Wrong], Answers::One);
        assert_eq!(
            choice(&three, &[0, 1, 2]),
            [MadeHint::WrongOptions(vec!['a'])]
        );
        let two = options(&[Wrong, Right], Answers::One);
        assert_eq!(choice(&two, &[0, 1]), []);
        let several = options(&[Right, Wrong, Right], Answers::Several);
        assert_eq!(choice(&several, &[0, 1, 2]), [MadeHint::RightOptions(2)]);
    }

    #[test]
    fn a_defect_is_narrowed_down_only_where_lines_remain() {
        let bug_in = |lines: usize, at: u32| Bug {
            prompt: String::new(),
            symptom: None,
            code: "x = 1\n".repeat(lines),
            bug_lines: vec![at],
            fix: String::new(),
            tests: String::new(),
        };
        let expected = MadeHint::BugBetween { first: 4, last: 8 };
        assert_eq!(bug(&bug_in(10, 6)), [expected]);
        assert_eq!(bug(&bug_in(4, 2)), []);
    }
}
