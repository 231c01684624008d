"""Runs several answers to one card, each in a process of its own, and prints which tests each of them fails.

`main` gets a job and ends the program. What runs here has the sandbox around it; a process of its own
keeps the answers apart and gives each its own limit of time.
"""

import __future__

import ast
import builtins
import json
import os
import shutil
import signal
import sys
import time
import types

# Tests may replace builtins and functions of modules; what runs between them keeps its own.
clock = time.process_time
run_code = exec
write = os.write
leave = os._exit

FUTURE = 0
for feature in __future__.all_feature_names:
    FUTURE |= getattr(__future__, feature).compiler_flag


def main(job):
    tests = job["tests"]
    answers = job["answers"]
    cpu = job["cpu"]
    stop = job["stop_at_first"]
    report = {"results": run_all(answers, tests, cpu, stop, job["at_once"])}
    print(json.dumps(report))


def run_all(answers, tests, cpu, stop, at_once):
    """Results in the order of the answers; `at_once` of them run next to each other."""
    results = [None] * len(answers)
    running = []
    for number, answer in enumerate(answers):
        if len(running) >= at_once:
            first, child, pipe = running.pop(0)
            results[first] = finish(first, child, pipe)
        child, pipe = start(number, answer, tests, cpu, stop)
        running.append((number, child, pipe))
    for number, child, pipe in running:
        results[number] = finish(number, child, pipe)
    return results


def start(number, answer, tests, cpu, stop):
    read_end, write_end = os.pipe()
    child = os.fork()
    if child:
        os.close(write_end)
        return child, read_end
    try:
        os.close(read_end)
        run(number, answer, tests, cpu, stop, write_end)
    finally:
        leave(0)


def finish(number, child, pipe):
    with os.fdopen(pipe, encoding="utf-8") as notes:
        text = notes.read()
    os.waitpid(child, 0)
    shutil.rmtree(f"answer_{number}", ignore_errors=True)
    result = {"failed": [], "passed": 0, "ended": False, "cpu": None}
    at = None
    for line in text.splitlines():
        sign, _, rest = line.partition(" ")
        if sign == "at":
            at = int(rest)
        elif sign == "failed":
            result["failed"].append(rest)
            at = None
        elif sign == "passed":
            result["passed"] += 1
            at = None
        elif sign == "done":
            at = None
        elif sign == "end":
            result["ended"] = True
            result["cpu"] = float(rest)
    if not result["ended"]:
        # Killed by its limit, or it left on its own: the test it was in is where it stopped.
        result["failed"].append(f"{at or 0} stopped")
    return result


def run(number, answer, tests, cpu, stop, pipe):
    """In the child: runs the answer, then each statement of the tests."""
    note = notes_on(pipe)
    quiet()
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, cpu)
    signal.setitimer(signal.ITIMER_REAL, cpu * 6)
    began = clock()
    text = f"{answer}\n{tests}"
    path = os.path.join(own_folder(number), "answer.py")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    before = answer.count("\n") + 1
    try:
        code = compile(answer, path, "exec", dont_inherit=True)
        checks = statements(tests, path, before, code.co_flags & FUTURE)
        names = main_module(path)
        run_code(code, names)
    except BaseException as error:
        note(f"failed 0 {name_of(error)}")
        note(f"end {clock() - began}")
        return
    for line, asserts, check in checks:
        note(f"at {line}")
        try:
            run_code(check, names)
        except BaseException as error:
            if leaves(error):
                break
            note(f"failed {line_of(error, path, before) or line} {name_of(error)}")
            if stop:
                break
        else:
            note(f"passed {line}" if asserts else f"done {line}")
    note(f"end {clock() - began}")


def own_folder(number):
    """What one answer writes, no other must find."""
    folder = os.path.abspath(f"answer_{number}")
    os.mkdir(folder)
    os.chdir(folder)
    return folder


def statements(tests, path, before, flags):
    """Each statement of the tests by itself, compiled before an answer or a test can replace a builtin."""
    compiled = []
    for statement in ast.parse("\n" * before + tests, path).body:
        asserts = any(isinstance(node, ast.Assert) for node in ast.walk(statement))
        check = compile(ast.Module([statement], []), path, "exec", flags, True)
        compiled.append((statement.lineno - before, asserts, check))
    return compiled


def name_of(error):
    return error.__class__.__name__


def leaves(error):
    """Whether tests end the program themselves, as `unittest.main()` does."""
    return error.__class__ is SystemExit and not error.code


def notes_on(pipe):
    def note(text):
        write(pipe, (text + "\n").encode())

    return note


def quiet():
    """What answers print is of no interest here."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)


def main_module(path):
    main = types.ModuleType("__main__")
    main.__builtins__ = builtins
    main.__file__ = path
    main.__loader__ = type(__loader__)("__main__", path)
    sys.modules["__main__"] = main
    sys.argv[0] = path
    return main.__dict__


def line_of(error, path, before):
    """The line of the tests in which an exception was raised, or from which it came."""
    frame = error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == path and frame.tb_lineno > before:
            return frame.tb_lineno - before
        frame = frame.tb_next
    return None
