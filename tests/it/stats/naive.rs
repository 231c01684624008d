//! The figures once more, the plain way: event by event from `log --json`, with none of the program's code.
#![allow(clippy::cast_precision_loss, reason = "small counts")]

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::season::TODAY;

/// A card as the log leaves it.
#[derive(Default, Clone)]
struct Card {
    topic: String,
    kind: String,
    area: String,
    seen: Option<(f64, i64, i64, i64)>,
    passes: i64,
    lapses: i64,
    suspended: bool,
    buried: i64,
}

/// All that is known, and the reviews one by one.
pub(super) struct Naive {
    cards: BTreeMap<String, Card>,
    answers: Vec<Value>,
    leech_at: i64,
    /// Shares remembered of all reviews of young and of mature cards, counting nine of ten first.
    usual: (f64, f64),
}

/// A day as a number, from its ISO date.
fn day(text: &Value) -> i64 {
    let parts: Vec<i64> = text
        .as_str()
        .unwrap()
        .split('-')
        .map(|part| part.parse().unwrap())
        .collect();
    let (y, m, d) = (parts[0], parts[1], parts[2]);
    // Days from civil, counted from March.
    let (y, m) = if m <= 2 { (y - 1, m + 9) } else { (y, m - 3) };
    365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + d - 1 - 719_468
}

impl Naive {
    pub(super) fn new(list: &Value, log: &Value) -> Self {
        let mut cards = BTreeMap::new();
        for card in list["cards"].as_array().unwrap() {
            let text = |key: &str| card[key].as_str().unwrap().to_owned();
            let told = Card {
                topic: text("topic"),
                kind: text("kind"),
                area: text("area"),
                ..Card::default()
            };
            cards.insert(text("id"), told);
        }
        let mut naive = Self {
            cards,
            answers: Vec::new(),
            leech_at: 8,
            usual: (0.0, 0.0),
        };
        for event in log["events"].as_array().unwrap() {
            if event["undone"] != true {
                naive.take(event);
            }
        }
        let usual = |from: i64, to: i64| {
            let (passed, n) = Self::count(naive.answers.iter(), from, to);
            (passed + 9) as f64 / (n + 10) as f64
        };
        naive.usual = (usual(1, 20), usual(21, i64::MAX));
        naive
    }

    fn take(&mut self, event: &Value) {
        let Some(card) = event["card"].as_str().and_then(|id| self.cards.get_mut(id)) else {
            return;
        };
        match event["kind"].as_str().unwrap() {
            "review" => {
                let passed = event["grade"].as_i64().unwrap() >= 3;
                if !passed && card.passes > 0 {
                    card.lapses += 1;
                }
                card.passes += i64::from(passed);
                let interval = event["interval"].as_i64().unwrap();
                card.seen = Some((
                    event["ease"].as_f64().unwrap(),
                    interval,
                    day(&event["due"]),
                    day(&event["study_day"]),
                ));
                self.answers.push(event.clone());
            }
            "repeat" | "cram" => self.answers.push(event.clone()),
            "suspend" => card.suspended = true,
            "resume" => (card.suspended, card.buried) = (false, 0),
            // The log does not say until when; the learner here buries until the next day.
            "bury" => card.buried = day(&event["study_day"]) + 1,
            "reset" => (card.seen, card.passes, card.lapses) = (None, 0, 0),
            _ => {}
        }
    }

    /// Passes and reviews among answers, with an interval before of so many days.
    fn count<'a>(answers: impl Iterator<Item = &'a Value>, from: i64, to: i64) -> (i64, i64) {
        let (mut passed, mut n) = (0, 0);
        for answer in answers {
            let before = answer["interval_before"].as_i64().unwrap_or(0);
            if answer["kind"] == "review" && before >= from && before <= to {
                n += 1;
                passed += i64::from(answer["grade"].as_i64().unwrap() >= 3);
            }
        }
        (passed, n)
    }

    fn rate((passed, n): (i64, i64)) -> Value {
        if n == 0 {
            return json!({ "rate": null, "n": 0, "low": null, "high": null });
        }
        let (x, n_f, z) = (passed as f64, n as f64, 1.959_963_984_540_054_f64);
        let p = x / n_f;
        let centre = (p + z * z / (2.0 * n_f)) / (1.0 + z * z / n_f);
        let half =
            z * (p * (1.0 - p) / n_f + z * z / (4.0 * n_f * n_f)).sqrt() / (1.0 + z * z / n_f);
        let low = if passed == 0 { 0.0 } else { centre - half };
        let high = if passed == n { 1.0 } else { centre + half };
        json!({ "rate": p, "n": n, "low": low, "high": high })
    }

    fn retention(answers: &[&Value], from: i64, to: i64) -> Value {
        let inside = || {
            answers
                .iter()
                .copied()
                .filter(|e| (from..=to).contains(&day(&e["study_day"])))
        };
        let mut value = Self::rate(Self::count(inside(), 1, i64::MAX));
        value["young"] = Self::rate(Self::count(inside(), 1, 20));
        value["mature"] = Self::rate(Self::count(inside(), 21, i64::MAX));
        value
    }

    /// The chance of remembering, in millionths: the learner's retention to the power of days over interval.
    fn recall(&self, interval: i64, last: i64) -> i64 {
        let (young, mature) = self.usual;
        let usual = if interval >= 21 { mature } else { young };
        let days = (i64::from(TODAY) - last).max(0);
        let millionths = (usual.powf(days as f64 / interval as f64) * 1e6).round();
        serde_json::Number::from_f64(millionths)
            .unwrap()
            .to_string()
            .trim_end_matches(".0")
            .parse()
            .unwrap()
    }

    /// The figures of the cards that a test picks by topic, area and kind.
    pub(super) fn figures(&self, since: i64, pick: &dyn Fn(&str, &str, &str) -> bool) -> Value {
        let today = i64::from(TODAY);
        let chosen: BTreeMap<&String, &Card> = self
            .cards
            .iter()
            .filter(|(_, card)| pick(&card.topic, &card.area, &card.kind))
            .collect();
        let answers: Vec<&Value> = self
            .answers
            .iter()
            .filter(|e| chosen.contains_key(&e["card"].as_str().unwrap().to_owned()))
            .collect();
        let cards: Vec<&Card> = chosen.into_values().collect();
        let open = |card: &&&Card| !card.suspended && card.buried <= today;
        let state = |from: i64, to: i64| {
            let inside = |card: &&&Card| {
                let interval = card.seen.map_or(0, |seen| seen.1);
                open(card) && interval >= from && interval <= to
            };
            cards.iter().filter(inside).count()
        };
        let seen: Vec<_> = cards.iter().filter_map(|card| card.seen).collect();
        let (all, met) = (cards.len() as f64, seen.len() as f64);
        let of = |part: f64, whole: f64| {
            if whole == 0.0 {
                Value::Null
            } else {
                json!(part / whole)
            }
        };
        let ease: i64 = seen
            .iter()
            .map(|seen| (seen.0 * 100.0).round().to_string().parse::<i64>().unwrap())
            .sum();
        let recall: i64 = seen.iter().map(|seen| self.recall(seen.1, seen.3)).sum();
        let parts = |whole: f64| {
            if whole == 0.0 {
                Value::Null
            } else {
                json!(recall as f64 / whole / 1e6)
            }
        };
        let mut intervals: Vec<f64> = seen.iter().map(|seen| seen.1 as f64).collect();
        intervals.sort_by(f64::total_cmp);
        let half = intervals.len() / 2;
        let median = match intervals.len() {
            0 => Value::Null,
            n if n % 2 == 1 => json!(intervals[half]),
            _ => json!(f64::midpoint(intervals[half - 1], intervals[half])),
        };
        let due = cards
            .iter()
            .filter(|card| !card.suspended && card.seen.is_some_and(|seen| seen.2 <= today + 6));
        let counted: Vec<&&Value> = answers
            .iter()
            .filter(|e| day(&e["study_day"]) >= since)
            .collect();
        let time: i64 = counted
            .iter()
            .map(|e| e["total_ms"].as_i64().unwrap())
            .sum();
        let period = |from: i64, to: i64| Self::retention(&answers, from.max(since), to);
        json!({
            "cards": cards.len(), "new": state(0, 0), "learning": state(1, 1), "young": state(2, 20),
            "mature": state(21, i64::MAX), "suspended": cards.iter().filter(|card| card.suspended).count(),
            "buried": cards.iter().filter(|card| !card.suspended && card.buried > today).count(),
            "leeches": cards.iter().filter(|card| card.lapses >= self.leech_at).count(),
            "seen": seen.len(), "lapses": cards.iter().map(|card| card.lapses).sum::<i64>(),
            "coverage": of(met, all), "known": of(state(21, i64::MAX) as f64, all),
            "mean_ease": if met == 0.0 { Value::Null } else { json!(ease as f64 / met / 100.0) },
            "median_interval": median, "expected_recall": parts(met), "readiness": parts(all),
            "answers": counted.len(), "time_ms": time, "due_7": due.count(),
            "retention": {
                "today": period(today, today), "yesterday": period(today - 1, today - 1),
                "7": period(today - 6, today), "30": period(today - 29, today),
                "365": period(today - 364, today), "all": period(i64::MIN, today),
            },
        })
    }

    /// The topics that need work, as `stats --by topic` names them.
    pub(super) fn weak(&self) -> Value {
        let topics: BTreeSet<&str> = self
            .cards
            .values()
            .map(|card| card.topic.as_str())
            .collect();
        let rows: Vec<(&str, Value)> = topics
            .into_iter()
            .map(|topic| (topic, self.figures(i64::MIN, &|one, _, _| one == topic)))
            .collect();
        let most = |key: &str| {
            let mut found: Vec<i64> = rows
                .iter()
                .map(|(_, row)| row[key].as_i64().unwrap())
                .collect();
            found.sort_unstable_by(|a, b| b.cmp(a));
            found.truncate(5);
            found
        };
        let all = |row: &Value| row["retention"]["all"].clone();
        let mut kept: Vec<f64> = rows
            .iter()
            .filter(|(_, row)| all(row)["n"].as_i64() >= Some(10))
            .map(|(_, row)| all(row)["rate"].as_f64().unwrap())
            .collect();
        kept.sort_by(f64::total_cmp);
        kept.truncate(5);
        json!({ "retention": kept, "lapses": most("lapses"), "time": most("time_ms") })
    }

    /// The answers of each day from one on to the cards a test picks, as `stats --by day` gives them.
    pub(super) fn days(&self, since: i64, pick: &dyn Fn(&str, &str, &str) -> bool) -> Vec<Value> {
        let mut days: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
        let picked = |answer: &&Value| {
            let card = &self.cards[answer["card"].as_str().unwrap()];
            day(&answer["study_day"]) >= since && pick(&card.topic, &card.area, &card.kind)
        };
        for answer in self.answers.iter().filter(picked) {
            days.entry(answer["study_day"].as_str().unwrap())
                .or_default()
                .push(answer);
        }
        let row = |(name, answers): (&str, Vec<&Value>)| {
            let of = |kind: &str| answers.iter().filter(|e| e["kind"] == kind).count();
            let first = answers
                .iter()
                .filter(|e| e["kind"] == "review" && e["interval_before"].is_null())
                .count();
            let grade = |q: u64| answers.iter().filter(|e| e["grade"] == q).count();
            let mut value = Self::retention(&answers, i64::MIN, i64::MAX);
            value["day"] = json!(name);
            value["new"] = json!(first);
            value["repeats"] = json!(of("repeat"));
            value["crams"] = json!(of("cram"));
            value["grades"] = (0..6).map(|q| json!(grade(q))).collect();
            value["answers"] = json!(answers.len());
            value["time_ms"] = json!(
                answers
                    .iter()
                    .map(|e| e["total_ms"].as_i64().unwrap())
                    .sum::<i64>()
            );
            value
        };
        days.into_iter().map(row).collect()
    }
}
