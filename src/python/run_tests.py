"""Runs an answer and its tests, and says on a descriptor of its own that the last test has run.

The key of that verdict is new for each run. It is read from standard input before the answer runs
and is in no file, so that neither printing nor ending early can take the place of the tests.
"""

import __future__

import builtins
import os
import sys
import types


def run():
    key, descriptor, lines, exits = sys.stdin.readline().split()
    descriptor, lines = int(descriptor), int(lines)
    os.set_inheritable(descriptor, False)
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "answer.py")
    with open(path, encoding="utf-8", newline="") as file:
        source = file.read().split("\n")
    answer = "\n".join(source[:lines])
    # The tests keep their line numbers in the whole program.
    tests = "\n" * lines + "\n".join(source[lines:])
    names = main_module(path)
    try:
        code = compile(answer, path, "exec", dont_inherit=True)
        exec(code, names)
        # What the answer imports from __future__ holds for its tests too.
        checks = compile(tests, path, "exec", code.co_flags & FUTURE, True)
        try:
            exec(checks, names)
        except SystemExit as end:
            if exits != "may-exit" or end.code or reached(end, path, lines):
                raise
        os.write(descriptor, key.encode())
    except SystemExit:
        raise
    except BaseException as error:
        show(error)
        sys.exit(1)


def main_module(path):
    """The program gets a main module of its own, as if Python had started with it."""
    main = types.ModuleType("__main__")
    main.__builtins__ = builtins
    main.__file__ = path
    main.__loader__ = type(__loader__)("__main__", path)
    sys.modules["__main__"] = main
    sys.argv[0] = path
    return main.__dict__


def reached(error, path, lines):
    """Whether the answer's own lines, and not the tests, raised an exception."""
    frame = error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == path and frame.tb_lineno <= lines:
            return True
        frame = frame.tb_next
    return False


def show(error):
    """What Python says of an exception, from the program's first line on."""
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_frame.f_code is run.__code__:
        traceback = traceback.tb_next
    sys.excepthook(type(error), error.with_traceback(traceback), traceback)


FUTURE = 0
for feature in __future__.all_feature_names:
    FUTURE |= getattr(__future__, feature).compiler_flag

run()
