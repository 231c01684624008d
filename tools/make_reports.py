"""Makes reports of learners who do not exist, for trying `milepost class` and other readers on a class of any size.

    python3 tools/make_reports.py FOLDER COUNT [SEED]

The format is that of docs/report-format.md. Learners differ in how much they have seen and in how well they remember,
cards in how hard they are; a review passes with the logistic of the difference. The same seed makes the same files.
"""

import datetime
import hashlib
import json
import math
import pathlib
import random
import sys

TODAY = datetime.date(2026, 11, 30)
PHASES = 5
TOPICS = [f"topic-{number:03}" for number in range(170)]
CARDS_PER_TOPIC = 10
Z = 1.959963984540054


def wilson(passed, n):
    if n == 0:
        return None, None
    rate, square = passed / n, Z * Z
    scale = 1 + square / n
    centre = (rate + square / (2 * n)) / scale
    half = Z * math.sqrt(rate * (1 - rate) / n + square / (4 * n * n)) / scale
    low = 0.0 if passed == 0 else max(0.0, centre - half)
    high = 1.0 if passed == n else min(1.0, centre + half)
    return low, high


def figures(kind, cards, seen, n, passed, **name):
    low, high = wilson(passed, n)
    rate = passed / n if n else None
    return {"kind": kind, **name, "cards": cards, "seen": seen, "n": n, "passed": passed, "rate": rate, "low": low, "high": high}


def difficulties(chance):
    return {f"{topic}.card-{number}": chance.gauss(0, 1) for topic in TOPICS for number in range(CARDS_PER_TOPIC)}


def answers(chance, hardness):
    """For each topic that was begun, how often each of its cards was reviewed and passed."""
    ability = chance.gauss(2, 0.8)
    topics = TOPICS[: max(1, min(len(TOPICS), round(chance.lognormvariate(2.1, 0.7))))]
    begun = {}
    for topic in topics:
        cards = {}
        for number in range(CARDS_PER_TOPIC):
            card = f"{topic}.card-{number}"
            chance_to_pass = 1 / (1 + math.exp(hardness[card] - ability))
            n = 1 + int(chance.expovariate(0.4))
            cards[card] = (n, sum(chance.random() < chance_to_pass for _ in range(n)))
        begun[topic] = cards
    return begun


def summed(kind, topics, begun, **name):
    cards = [figure for topic in topics for figure in begun.get(topic, {}).values()]
    n, passed = (sum(figure[place] for figure in cards) for place in (0, 1))
    return figures(kind, len(topics) * CARDS_PER_TOPIC, len(cards), n, passed, **name)


def lines_of(chance, hardness):
    begun = answers(chance, hardness)
    lines = [summed("total", TOPICS, begun), summed("roadmap", TOPICS, begun, roadmap="big-tech")]
    for phase in range(PHASES):
        topics = TOPICS[phase::PHASES]
        lines.append(summed("phase", topics, begun, roadmap="big-tech", phase=phase + 1))
    lines += [summed("topic", [topic], begun, topic=topic) for topic in begun]
    for topic, cards in begun.items():
        lines += [{"kind": "card", "card": card, "topic": topic, "n": n, "passed": passed} for card, (n, passed) in cards.items()]
    if chance.random() < 0.3:
        card = chance.choice(list(begun[TOPICS[0]]))
        label = f"mistake {chance.randrange(3)}"
        lines.append({"kind": "mistake", "card": card, "mistake": label, "times": chance.randrange(2, 6), "last": "2026-11-20"})
    if chance.random() < 0.5:
        status = chance.choice(["ahead", "on", "behind"])
        lines.append({"kind": "plan", "date": "2027-02-08", "status": status})
    ago = sorted(chance.sample(range(90), chance.randrange(1, 60)), reverse=True)
    days = [str(TODAY - datetime.timedelta(days)) for days in ago]
    return [*lines, {"kind": "days", "days": days}]


def report(number, chance, hardness):
    lines = lines_of(chance, hardness)
    head = {
        "milepost_report": 1,
        "learner": hashlib.sha256(f"learner {number}".encode()).hexdigest()[:16],
        "name": f"Learner {number:06}",
        "day": str(TODAY),
        "answers": lines[0]["n"],
    }
    text = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in [head, *lines])
    end = {"lines": len(lines) + 1, "checksum": hashlib.sha256(text.encode()).hexdigest()[:16]}
    return text + json.dumps(end, separators=(",", ":")) + "\n"


def main(folder, count, seed=1):
    chance = random.Random(seed)
    hardness = difficulties(chance)
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"learner-{number:06}.jsonl").write_text(report(number, chance, hardness))


main(pathlib.Path(sys.argv[1]), *map(int, sys.argv[2:]))
