#!/usr/bin/env python3
"""A front end for `milepost review --jsonl`: python3 docs/review_client.py [drill] [QUERY...]

Milepost writes one object a line. A `question` or a `verdict` announces what it waits for, again
whenever it asks again, so that a client only has to react to what comes in.
"""

import json
import subprocess
import sys
import time


def show_question(event):
    print(f"\n[{event['n']}/{event['of']}] {event['topic']} ({event['state']})")
    print(event["prompt"])
    for part in ("code", "starter"):
        if part in event:
            print(event[part])
    for option in event.get("options", []):
        print(f"  {option['letter']}  {option['text']}")


def read_answer(expects):
    """One line, or for outputs and programs several, ended by an empty one; nothing reveals."""
    lines = [input("> ")]
    while expects in ("lines", "program") and lines[-1]:
        lines.append(input("> "))
    text = "\n".join(lines).strip("\n")
    if text.startswith(":"):
        return {"command": text[1:]}
    return {"answer": text or None}


def show_verdict(event):
    print(event["feedback"] or "")
    if event["verdict"] != "near":
        print(event["answer"] or "", event["why"] or "", sep="\n")


def read_grade(event):
    days = event["grades"] or {}
    names = ["again", "hard", "good", "easy"]
    offer = "  ".join(f"{name} {days.get(name, '')}".strip() for name in names)
    word = input(f"{offer}  [{event['suggested']}] > ").strip()
    if word.startswith(":"):
        return {"command": word[1:]}
    return {"grade": word or None}


def main(words):
    command = words.pop(0) if words[:1] == ["drill"] else "review"
    session = subprocess.Popen(
        ["milepost", command, "--jsonl", *words],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
    )
    for line in session.stdout:
        event = json.loads(line)
        reply, began = None, time.monotonic()
        match event["event"]:
            case "question":
                show_question(event)
                reply = read_answer(event["expects"])
            case "verdict":
                show_verdict(event)
                if event["verdict"] != "near":
                    reply = read_grade(event)
            case "recorded" if event["interval"]:
                print(f"{event['grade']}: again in {event['interval']} d")
            case "hint" | "error" | "remark" | "summary":
                print({key: value for key, value in event.items() if key != "event"})
        if reply:
            reply["seconds"] = round(time.monotonic() - began, 1)
            print(json.dumps(reply), file=session.stdin, flush=True)
    return session.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
