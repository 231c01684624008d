"""Runs one program after the other in one interpreter, each as if Python had started with it.

`serve` gets the files of a program and says how it ended. What the program changed in modules, in the
environment and in the interpreter is put back afterwards. The use of something that this Python cannot do is
noted when it happens, because a program may well catch the exception.
"""

import asyncio
import atexit
import builtins
import contextvars
import decimal
import gc
import hashlib
import importlib
import importlib.machinery
import io
import json
import linecache
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
import tracemalloc
import types
import warnings
import zoneinfo

import _thread

ROOT = "/home/pyodide/run"
lacking = []


def serve(text):
    job = json.loads(text)
    lacking.clear()
    code = contextvars.copy_context().run(run, job["files"], job["main"])
    restore()
    ended = {"exit": code}
    if lacking:
        ended["lacks"] = lacking[0]
    return json.dumps(ended)


def run(files, main):
    home = os.path.join(ROOT, "home")
    shutil.rmtree(ROOT, ignore_errors=True)
    os.makedirs(home)
    for name, text in files.items():
        with open(os.path.join(ROOT, name), "w", encoding="utf-8", newline="") as file:
            file.write(text)
    os.chdir(home)
    os.environ.clear()
    os.environ.update(HOME=home, TMPDIR=home, PATH="/usr/bin:/bin", LANG="C.UTF-8")
    sys.stdin, sys.stdout, sys.stderr = streams = open_streams()
    sys.__stdin__, sys.__stdout__, sys.__stderr__ = streams
    try:
        return finished(os.path.join(ROOT, main), files[main])
    finally:
        for stream in streams[1:]:
            if not stream.closed:
                stream.flush()


def open_streams():
    def text(descriptor, mode, **options):
        return io.TextIOWrapper(open(descriptor, mode, closefd=False), encoding="utf-8", **options)

    errors = text(2, "wb", errors="backslashreplace", line_buffering=True)
    return text(0, "rb"), text(1, "wb"), errors


def finished(path, source):
    """Runs a program and what it left to be done at its end; returns its exit status."""
    module = types.ModuleType("__main__")
    module.__builtins__ = builtins
    module.__file__ = path
    module.__loader__ = importlib.machinery.SourceFileLoader("__main__", path)
    sys.modules["__main__"] = module
    sys.argv[:] = [path]
    code = status_of(lambda: exec(compile(source, path, "exec", dont_inherit=True), module.__dict__))
    atexit._run_exitfuncs()
    # Finalizers run when Python ends. A script may have put the program into a main module of its own.
    for main in (sys.modules.get("__main__"), module):
        vars(main or module).clear()
    gc.collect()
    return code


def status_of(program):
    try:
        program()
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return (end.code or 0) & 0xFF
        print(end.code, file=sys.stderr)
        return 1
    except BaseException as error:
        frames = error.__traceback__
        while frames is not None and frames.tb_frame.f_code.co_filename == __file__:
            frames = frames.tb_next
        sys.excepthook(type(error), error.with_traceback(frames), frames)
        return 1
    return 0


# What cannot be done here


def lacks(what, error):
    def missing(*arguments, **named):
        lacking.append(what)
        raise error

    return missing


class MissingModules:
    """The last finder: a module of the standard library that the program itself asks for is not here."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] in sys.stdlib_module_names and is_asked_by_program():
            lacking.append(f"the module {name}")
        return None


def is_asked_by_program():
    frame = sys._getframe(2)
    while frame is not None and "importlib" in frame.f_code.co_filename:
        frame = frame.f_back
    return frame is not None and frame.f_code.co_filename.startswith(ROOT)


class Sleeper:
    """A selector without files: waiting for the next timer is all there is to do."""

    @staticmethod
    def select(timeout=None):
        if timeout is None:
            lacking.append("waiting for threads or sockets")
            raise RuntimeError("nothing can wake this event loop")
        if timeout > 0:
            time.sleep(timeout)
        return []

    @staticmethod
    def get_map():
        return {}

    def close(self):
        pass


class TimerLoop(asyncio.base_events.BaseEventLoop):
    """Tasks and timers of asyncio need no sockets."""

    def __init__(self):
        super().__init__()
        self._selector = Sleeper()

    def _process_events(self, events):
        pass

    def _write_to_self(self):
        pass


class TimerPolicy(asyncio.events._BaseDefaultEventLoopPolicy):
    _loop_factory = TimerLoop


def prepare():
    no_thread = lacks("threads", RuntimeError("can't start new thread"))
    for name in ("start_new_thread", "start_new", "start_joinable_thread"):
        setattr(_thread, name, no_thread)
    threading._start_joinable_thread = no_thread
    no_process = lacks("processes", OSError("no processes here"))
    os.fork = os.system = os.posix_spawn = no_process
    subprocess.Popen.__init__ = no_process
    socket.socket.__init__ = lacks("sockets", OSError("no sockets here"))
    socket.socketpair = lacks("sockets", OSError("no sockets here"))
    hashlib.scrypt = lacks("hashlib.scrypt", AttributeError("scrypt"))
    hashlib.pbkdf2_hmac = lacks("hashlib.pbkdf2_hmac", AttributeError("pbkdf2_hmac"))
    zoneinfo._common.load_tzdata = lacks("time zones", zoneinfo.ZoneInfoNotFoundError("no time zones here"))
    tracemalloc.start = lacks("tracemalloc", RuntimeError("tracemalloc does not count here"))
    signal.setitimer = signal.alarm = lacks("timers of signals", OSError("no signals here"))
    asyncio.run = asyncio.runners.run
    asyncio.events._set_running_loop(None)
    asyncio.events._event_loop_policy = TimerPolicy()
    sys.meta_path.append(MissingModules)
    atexit._clear()


# What a program may change


def remember():
    return {
        "modules": dict(sys.modules),
        "names": {name: dict(vars(module)) for name, module in sys.modules.items() if has_names(module)},
        "lists": [(kept, list(kept)) for kept in (sys.path, sys.meta_path, sys.path_hooks, warnings.filters)],
        "thresholds": gc.get_threshold(),
        "recursion": sys.getrecursionlimit(),
        "digits": sys.get_int_max_str_digits(),
        "switch": sys.getswitchinterval(),
    }


def has_names(module):
    return isinstance(module, types.ModuleType)


def restore():
    sys.settrace(None)
    sys.setprofile(None)
    sys.setrecursionlimit(known["recursion"])
    sys.set_int_max_str_digits(known["digits"])
    sys.setswitchinterval(known["switch"])
    gc.enable()
    gc.unfreeze()
    gc.set_threshold(*known["thresholds"])
    gc.set_debug(0)
    gc.callbacks.clear()
    atexit._clear()
    for name in set(sys.modules) - set(known["modules"]):
        del sys.modules[name]
    sys.modules.update(known["modules"])
    for name, names in known["names"].items():
        restore_names(vars(known["modules"][name]), names)
    for kept, items in known["lists"]:
        kept[:] = items
    decimal.setcontext(decimal.Context())
    asyncio.events._set_running_loop(None)
    asyncio.events._event_loop_policy = TimerPolicy()
    linecache.clearcache()
    importlib.invalidate_caches()
    random.seed()
    os.chdir("/")
    gc.collect()


def restore_names(present, names):
    for name in [name for name in present if name not in names]:
        del present[name]
    for name, value in names.items():
        if name not in present or present[name] is not value:
            present[name] = value


known = {}
prepare()
known.update(remember())
