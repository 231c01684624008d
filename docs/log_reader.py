"""Rebuilds every card's schedule from what `milepost log export FILE` wrote: python3 log_reader.py FILE [SCHEDULER]
SCHEDULER is the hash of a settings line (default: that of the last answer): strengths are given in its terms. SM-2
is computed; FSRS-6 is read as recorded, and refused where a merge or a switch would make it compute (log-format.md).
"""
import datetime, hashlib, json, math, sys

START, STEPS = {"ease": 250, "repetitions": 0}, (-80, -54, -32, -14, 0, 10)
SEALED = ("device", "seq", "clock", "at", "offset", "day", "version", "zone")
BANDS = ((250, 700, 15), (700, 2000, 10), (2000, math.inf, 5))  # Hundredths of days, and percent of fuzz.

def digits(text, count=16):  # Earlier versions named settings by 16 digits, now they are 32.
    return hashlib.sha256(text.encode()).hexdigest()[:count]

def read_log(lines):
    """The settings by hash, and the events in order. A file that was cut or changed is refused."""
    settings, events, text, last = {}, {}, "", None
    for line in (line.rstrip("\r\n") for line in lines):
        item = json.loads(line)
        if "events" in item:
            last = item
        elif "text" in item:
            assert item["settings"] == digits(item["text"], len(item["settings"])), "damaged settings"
            settings[item["settings"]] = json.loads(item["text"])
        elif "body" in item:
            if "checksum" in item:  # An export with --figures has none.
                parts = [str(item[name]) for name in SEALED] + [line[line.index('"body":') + 7:-1]]
                assert item["checksum"] == digits("\n".join(parts)), "damaged event: " + line
            events[item["device"], item["seq"]] = item
        text += "" if item is last else line + "\n"
    if not text.startswith('{"milepost_log":1}'):  # The first version had no last line.
        counts = {"events": len(events), "settings": len(settings), "checksum": digits(text)}
        assert last == counts, "the file was cut short or changed"
    return settings, sorted(events.values(), key=lambda e: (e["clock"], e["device"], e["seq"]))

def undone(events):
    """The keys of the events that are taken back. The latest undo is looked at first, since nothing can undo it."""
    keys = set()
    for event in reversed(events):
        if event["body"]["kind"] == "undo" and (event["device"], event["seq"]) not in keys:
            keys.add((event["body"]["target"]["device"], event["body"]["target"]["seq"]))
    return keys

class Sm2:
    def __init__(self, rules):
        self.rules = rules

    def ease(self, ease, grade):
        keep = grade < 3 and self.rules["ease_on_fail"] == "keep"
        return ease if keep else max(130, ease + STEPS[grade])

    def step(self, parts, grade):
        repetitions = parts["repetitions"] + 1 if grade >= 3 else int(self.rules["after_fail"] == "n1")
        return {"ease": self.ease(parts["ease"], grade), "repetitions": repetitions}

    def interval(self, card, seen, parts, grade, today):
        """The days until a card is due that was answered elsewhere in between, without the load of the days."""
        if grade < 3 or not seen or parts["repetitions"] < 2:
            return 6 if grade >= 3 and seen and parts["repetitions"] else 1
        # No better grade is due earlier than a worse one.
        return max(self.grown(card, seen, parts["ease"], lower, today) for lower in range(3, grade + 1))

    def grown(self, card, seen, ease, grade, today):
        on = {name: value == "on" for name, value in self.rules.items()}
        late = max(0, today - seen["due"]) // {5: 1, 4: 2}.get(grade, math.inf) if on["late_credit"] else 0
        days = seen["interval"] + min(int(late), seen["interval"])
        factor = self.ease(ease, grade) if self.rules["multiplier"] == "new" else ease
        raw, rest = divmod(days * factor, 100)
        raw += rest > 0 if self.rules["rounding"] == "ceil" else rest > 50 or rest == 50 and raw % 2 == 1
        spread = sum((min(raw * 100, end) - start) * part // 100 for start, end, part in BANDS if raw * 100 > start)
        spread = 100 + spread if on["fuzz"] and raw * 100 >= 250 else 0
        least = seen["interval"] + 1 if on["lengthen"] else 1
        ends = ((raw * 100 + part + 50) // 100 for part in (-spread, spread))
        low, high = (min(max(end, least), self.rules["maximum"]) for end in ends)
        draw = hashlib.sha256(card.encode() + b"\0" + seen["reviews"].to_bytes(4, "big")).digest()[:4]
        return low + (int.from_bytes(draw, "big") * (high - low + 1) >> 32)

def strength_by(settings, history, card):
    """The strength that a scheduler gives a card: its own last one, and a step for every answer since."""
    mine = settings["scheduler"].replace("-1990", "").replace("fsrs6", "fsrs")
    weights = lambda scheduler: scheduler["settings"].get("weights")  # SM-2 has none.
    own = [i for i, past in enumerate(history)
           if mine in past["strength"] and weights(past["scheduler"]) == weights(settings)]
    parts = history[own[-1]]["strength"][mine] if own else dict(START)
    for past in history[own[-1] + 1 if own else 0:]:
        assert mine == "sm2", "FSRS-6 would have to be computed for " + card
        placed = past["placed"] and {"ease": 250, "repetitions": 1 + (past["placed"] > 1) + (past["placed"] > 6)}
        parts = placed or Sm2(settings["settings"]).step(parts, past["grade"])
    return {mine: parts}

def answered(seen, grade, day, strength, interval, due):
    """A card's schedule after an answer; failures before the first pass are not lapses."""
    passes, reviews, lapses = (seen[name] if seen else 0 for name in ("passes", "reviews", "lapses"))
    return {"strength": strength, "passes": passes + (grade >= 3), "reviews": reviews + 1,
            "lapses": lapses + (grade < 3 and passes > 0), "interval": interval, "due": due, "last": day}

def take(state, event, settings):
    """Changes a card's state by an event that stands."""
    body, day, seen = event["body"], event["day"], state["seen"]
    kind, card, chosen = body["kind"], body["card"], settings.get(body.get("settings"))
    past = {"placed": None, "scheduler": chosen, "grade": body.get("grade")}
    if kind == "review":
        # An answer met the card as its own scheduler sees it.
        seen = seen and {**seen, "strength": strength_by(chosen, state["history"], card)}
        before = None if body["before"] == "New" else body["before"]["Seen"]
        strength, interval, due, grade = body.get("strength"), body["interval"], body["due"], body["grade"]
        if event["version"] == 1:  # It knew SM-2 alone, and recorded no repetitions after the answer.
            strength = {"sm2": {"ease": body["ease"]}}
            before = before and {**before, "strength": {"sm2": {name: before.pop(name) for name in START}}}
        assert before == seen or "sm2" in strength, "FSRS-6 would have to be computed for " + card
        if "sm2" in strength:
            sm2, parts = Sm2(chosen["settings"]), seen["strength"]["sm2"] if seen else START
            strength = {"sm2": {**sm2.step(parts, grade), **(strength["sm2"] if before == seen else {})}}
        if before != seen:  # Answered on another machine in between: the same answer is scheduled again.
            due = day + (interval := sm2.interval(card, seen, parts, grade, day))
        state["seen"] = answered(seen, grade, day, strength, interval, due)
        state["history"].append({**past, "strength": strength})
    elif kind == "placed" and not seen:
        state["seen"] = answered(None, 4, day, body["strength"], body["interval"], body["due"])
        state["history"].append({**past, "strength": body["strength"], "placed": body["interval"]})
    elif kind == "reset":
        state.update(seen=None, history=[])
    elif kind == "reschedule" and seen and seen["reviews"] == body["reviews"]:
        seen.update(interval=body["interval"], due=body["due"])
    state.update({"suspend": {"suspended": True}, "resume": {"suspended": False, "buried": None}, "flag": {"flagged": True},
                  "unflag": {"flagged": False}, "bury": {"buried": body.get("until")}}.get(kind, {}))

def cards(lines, scheduler=None):
    """Every card that the log speaks of, as `milepost list --json` names the figures."""
    settings, events = read_log(lines)
    gone, states = undone(events), {}
    for event in events:
        card = event["body"].get("card")
        if card and event["version"] <= 2 and (event["device"], event["seq"]) not in gone:
            new = {"seen": None, "history": [], "suspended": False, "buried": None, "flagged": False}
            take(states.setdefault(card, new), event, settings)
    used = [event["body"]["settings"] for event in events if "settings" in event["body"]]
    iso = lambda day: day and datetime.date.fromordinal(719163 + day).isoformat()
    for card, state in sorted(states.items()):
        seen, buried = state["seen"], iso(state["buried"])
        row = {"id": card, "suspended": state["suspended"], "flagged": state["flagged"], "buried_until": buried}
        if seen:
            (parts,) = strength_by(settings[scheduler or used[-1]], state["history"], card).values()
            scales = {"ease": 100, "stability": 1e6, "difficulty": 1e6}
            row.update({name: parts[name] / scale if name in parts else None for name, scale in scales.items()})
            row.update({**seen, "due": iso(seen["due"]), "last": iso(seen["last"]), "strength": parts})
        yield row

if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        print(json.dumps({"cards": list(cards(file, *sys.argv[2:3]))}))
