//! Programs that mean harm, or do harm by mistake: each ends with a clear verdict within its limits,
//! reaches nothing outside, and leaves nothing running and nothing on disk.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

use milepost::python::run::{Limits, Run, RunStatus};

use crate::python::{python, sandbox};

/// Says first where its folder lies.
const WHERE: &str = "import os, sys\nprint(os.path.dirname(__file__), flush=True)\n";

/// The system counts processes by user: a fork bomb leaves none to a run next to it, so it runs alone.
static PROCESSES: RwLock<()> = RwLock::new(());

fn run(program: &str) -> Run {
    let _shared = PROCESSES.read().unwrap_or_else(PoisonError::into_inner);
    sandbox()
        .run(python(), program, &Limits::default())
        .unwrap()
}

/// Runs a program and checks the promises of the sandbox.
fn survive(program: &str) -> Run {
    survive_within(program, &Limits::default())
}

/// The same for a program that takes every process it can get.
fn survive_alone(program: &str) -> Run {
    let _alone = PROCESSES.write().unwrap_or_else(PoisonError::into_inner);
    looked_after(program, &Limits::default())
}

fn survive_within(program: &str, limits: &Limits) -> Run {
    let _shared = PROCESSES.read().unwrap_or_else(PoisonError::into_inner);
    looked_after(program, limits)
}

fn looked_after(program: &str, limits: &Limits) -> Run {
    let start = Instant::now();
    let run = sandbox()
        .run(python(), &format!("{WHERE}{program}"), limits)
        .unwrap();
    assert!(
        start.elapsed() < limits.wall + Duration::from_secs(5),
        "{:?} for {run:?}",
        start.elapsed()
    );
    let folder = PathBuf::from(
        run.stdout
            .lines()
            .next()
            .expect("the program says where it lies"),
    );
    assert!(folder.is_absolute());
    assert!(!folder.exists(), "{} is left", folder.display());
    assert_eq!(running_in(&folder), Vec::<String>::new());
    run
}

fn running_in(folder: &Path) -> Vec<String> {
    let name = folder.to_str().unwrap();
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let lines =
        processes.filter_map(|process| fs::read_to_string(process.path().join("cmdline")).ok());
    lines.filter(|line| line.contains(name)).collect()
}

fn said(run: &Run) -> Vec<&str> {
    run.stdout.lines().skip(1).collect()
}

#[test]
fn an_honest_program_runs_to_its_end() {
    let run = survive("print('ok'); print('oh', file=sys.stderr); sys.exit(3)");
    assert_eq!(
        (run.status, said(&run), run.stderr.as_str()),
        (RunStatus::Exited(3), vec!["ok"], "oh\n")
    );
}

#[test]
fn every_layer_holds_where_the_kernel_is_new_enough() {
    for (name, layer) in run("").layers.parts() {
        assert!(layer.holds(), "{name}: {layer}");
    }
}

/// The clock is slow to run out, so that a busy machine does not hide the limit under test.
fn patient() -> Limits {
    Limits {
        wall: Duration::from_mins(1),
        ..Limits::default()
    }
}

#[test]
fn a_runaway_loop_meets_the_processor_limit() {
    assert_eq!(
        survive_within("while True: pass", &patient()).status,
        RunStatus::CpuExceeded
    );
}

#[test]
fn a_runaway_on_a_busy_machine_meets_the_limit_of_the_clock() {
    let limits = Limits {
        wall: Duration::from_millis(800),
        ..Limits::default()
    };
    assert_eq!(
        survive_within("while True: pass", &limits).status,
        RunStatus::TimedOut
    );
}

#[test]
fn a_runaway_that_ignores_the_first_warning_meets_the_limit_too() {
    let program = "import signal; signal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass";
    assert_eq!(
        survive_within(program, &patient()).status,
        RunStatus::CpuExceeded
    );
}

#[test]
fn a_runaway_in_many_processes_meets_the_same_limit() {
    let program = "for _ in range(8):\n    if os.fork() == 0: break\nwhile True: pass";
    assert_eq!(
        survive_within(program, &patient()).status,
        RunStatus::CpuExceeded
    );
}

#[test]
fn a_sleep_for_ever_meets_the_limit_of_the_clock() {
    let run = survive("import time; time.sleep(1e6)");
    assert_eq!(run.status, RunStatus::TimedOut);
    assert!(run.duration >= Limits::default().wall);
}

#[test]
fn a_fork_bomb_is_counted_and_ended() {
    let run = survive_alone("while True:\n    try: os.fork()\n    except OSError: pass");
    assert!(
        matches!(
            run.status,
            RunStatus::ProcessesExceeded | RunStatus::CpuExceeded
        ),
        "{run:?}"
    );
}

#[test]
fn a_fork_bomb_of_sleepers_is_counted_and_ended() {
    let run = survive_alone(
        "import time\nwhile True:\n    if os.fork() == 0:\n        os.setsid(); time.sleep(1e6)\n",
    );
    assert!(
        matches!(
            run.status,
            RunStatus::ProcessesExceeded | RunStatus::Exited(1)
        ),
        "{run:?}"
    );
}

#[test]
fn too_much_output_is_cut_and_ended() {
    for stream in ["stdout", "stderr"] {
        let run = survive(&format!(
            "line = 'x' * 1_000_000\nfor _ in range(1000): sys.{stream}.write(line)"
        ));
        assert_eq!(run.status, RunStatus::OutputExceeded, "{stream}");
        assert!(run.stdout.len() + run.stderr.len() <= 2 * Limits::default().output);
    }
}

#[test]
fn a_program_cannot_signal_anybody_else() {
    let mut outside = Command::new("sleep").arg("60").spawn().unwrap();
    let run = survive(&format!(
        "import signal
for process in ({}, {}, os.getppid(), 1):
    try: os.kill(process, 0); print('reached', process)
    except OSError: print('refused')
try: os.kill(-1, signal.SIGKILL)
except OSError: print('refused')",
        std::process::id(),
        outside.id(),
    ));
    assert!(!run.stdout.contains("reached"), "{run:?}");
    assert!(outside.try_wait().unwrap().is_none(), "it was killed");
    outside.kill().unwrap();
    outside.wait().unwrap();
}

#[test]
fn a_program_cannot_change_its_parents_limits() {
    let run = survive(
        "import resource\ntry: resource.prlimit(os.getppid(), resource.RLIMIT_CPU, (0, 0)); print('reached')
except PermissionError: print('refused')",
    );
    assert_eq!(said(&run), ["refused"]);
}

#[test]
fn the_limits_cannot_be_raised() {
    let run = survive(
        "import resource\nfor what in (resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_FSIZE):
    try: resource.setrlimit(what, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)); print('raised')
    except ValueError: print('refused')",
    );
    assert_eq!(said(&run), ["refused"; 3]);
}

#[test]
fn the_learners_files_cannot_be_read_or_written() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join(".ssh")).unwrap();
    let key = home.path().join(".ssh/id_ed25519");
    fs::write(&key, "secret").unwrap();
    let run = survive(&format!(
        "key = {key:?}\nfor act in (lambda: open(key).read(), lambda: open(key, 'w'), lambda: os.remove(key), lambda: os.listdir(os.path.dirname(key)), lambda: os.truncate(key, 0)):
    try: act(); print('reached')
    except OSError: print('refused')
print(os.path.expanduser('~') == os.getcwd())"
    ));
    assert_eq!(
        said(&run),
        [
            "refused", "refused", "refused", "refused", "refused", "True"
        ]
    );
    assert_eq!(fs::read_to_string(&key).unwrap(), "secret");
}

#[test]
fn nothing_of_the_learners_environment_or_open_files_is_seen() {
    let run = survive(
        "print(sorted(os.environ)); print(sorted(os.listdir('/proc/self/fd'))[:3], sys.stdin.read() == '')",
    );
    assert_eq!(said(&run)[1], "['0', '1', '2'] True");
    assert_eq!(
        said(&run)[0],
        "['HOME', 'LANG', 'MALLOC_ARENA_MAX', 'OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'PATH', 'TMPDIR']"
    );
    let run = survive(
        "try: print(open(f'/proc/{os.getppid()}/environ').read())\nexcept PermissionError: print('refused')",
    );
    assert_eq!(said(&run), ["refused"]);
}

#[test]
fn no_socket_reaches_anywhere() {
    let run = survive(
        "import socket
for family, kind in ((socket.AF_INET, socket.SOCK_STREAM), (socket.AF_INET, socket.SOCK_DGRAM), (socket.AF_INET6, socket.SOCK_STREAM), (socket.AF_UNIX, socket.SOCK_STREAM), (socket.AF_UNIX, socket.SOCK_DGRAM)):
    try: socket.socket(family, kind); print('reached')
    except PermissionError: print('refused')",
    );
    assert_eq!(said(&run), ["refused"; 5]);
}

#[test]
fn namespaces_and_tracing_are_refused() {
    let run = survive(
        "import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for name, call, *args in (('ptrace', 101, 16, os.getppid()), ('unshare', 272, 0x10000000), ('userfaultfd', 323, 0), ('clone', 56, 0x10000000 | 17, 0, 0, 0, 0), ('x32', 0x40000000 + 39)):
    result = libc.syscall(call, *args)
    if result == 0 and name == 'clone': os._exit(0)
    print(name, result, ctypes.get_errno())
print(libc.syscall(435, 0, 0), ctypes.get_errno())",
    );
    let refused = [
        "ptrace -1 1",
        "unshare -1 1",
        "userfaultfd -1 1",
        "clone -1 1",
        "x32 -1 1",
        "-1 38",
    ];
    if cfg!(target_arch = "x86_64") {
        assert_eq!(said(&run), refused, "{run:?}");
    }
}

#[test]
fn one_large_file_is_refused() {
    let run = survive("open('large', 'wb').write(b'x' * 2_000_000)");
    assert_eq!(run.status, RunStatus::Exited(1));
    assert!(run.stderr.contains("File too large"), "{}", run.stderr);
}

#[test]
fn many_files_that_fill_the_disk_are_ended() {
    let run =
        survive("part = b'x' * 1_000_000\nfor n in range(10**6): open(f'{n}', 'wb').write(part)");
    assert_eq!(run.status, RunStatus::DiskExceeded);
}

#[test]
fn many_empty_files_are_ended() {
    assert_eq!(
        survive("for n in range(10**7): open(f'{n}', 'w').close()").status,
        RunStatus::DiskExceeded
    );
}

#[test]
fn a_locked_and_deep_folder_is_removed_too() {
    let run = survive(
        "for n in range(300):
    os.mkdir('deep'); os.chdir('deep')
open('file', 'w').close()
while os.getcwd() != os.environ['HOME']:
    os.chmod('.', 0); os.chdir('..') if os.access('..', os.X_OK) else None
    if os.path.exists('deep'): os.chmod('deep', 0)
    break
print('done')",
    );
    assert_eq!(said(&run), ["done"], "{run:?}");
}

#[test]
fn nothing_can_be_written_outside_the_folder() {
    let run = survive(
        "for path in ('/tmp/milepost-escape', '/var/tmp/milepost-escape', '/etc/milepost', '/milepost', '../escape', __file__):
    try: open(path, 'w'); print('reached', path)
    except OSError: print('refused')
open('/dev/shm/milepost-escape', 'w')",
    );
    assert_eq!(said(&run), ["refused"; 6], "{}", run.stderr);
    assert!(
        !Path::new("/dev/shm/milepost-escape").exists(),
        "its shared memory is not everybody's"
    );
}

#[test]
fn a_daemon_that_forked_twice_ends_with_its_program() {
    let run = survive(
        "import time
sys.stdout.flush()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for fd in (0, 1, 2): os.close(fd)
        time.sleep(1e6)
    os._exit(0)
os.wait(); print('left')",
    );
    assert_eq!(
        (run.status, said(&run)),
        (RunStatus::Exited(0), vec!["left"])
    );
}

#[test]
fn a_daemon_that_keeps_the_output_open_does_not_keep_us() {
    let run =
        survive("import time\nif os.fork() == 0:\n    os.setsid(); time.sleep(1e6)\nprint('gone')");
    assert_eq!(
        (run.status, said(&run)),
        (RunStatus::Exited(0), vec!["gone"])
    );
}

#[test]
fn a_program_that_asks_for_much_memory_is_told_so() {
    for program in [
        "x = bytearray(10**10)",
        "x = []\nwhile True: x.append(bytearray(10**6))",
    ] {
        let run = survive_within(program, &patient());
        assert_eq!(run.status, RunStatus::MemoryExceeded, "{run:?}");
    }
}

#[test]
fn memory_is_counted_over_all_processes() {
    let run = survive(
        "import time
for _ in range(6):
    if os.fork() == 0: break
x = bytearray(os.urandom(1)) * 300_000_000
time.sleep(1e6)",
    );
    assert_eq!(run.status, RunStatus::MemoryExceeded);
}

#[test]
fn a_crash_of_the_interpreter_is_a_signal() {
    let run = survive("import ctypes; ctypes.string_at(0)");
    assert_eq!(run.status, RunStatus::Signal(11));
}

/// The folder of the interpreter, with its library.
fn python_root() -> &'static Path {
    python().program.parent().unwrap().parent().unwrap()
}

/// A watcher that was asked to run a sleeper, as the sandbox asks it, once the sleeper runs.
fn watched_sleeper() -> (Child, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("home")).unwrap();
    fs::write(
        folder.path().join("answer.py"),
        "import time; time.sleep(1e6)",
    )
    .unwrap();
    let request = serde_json::json!({
        "python": &python().program, "script": "answer.py", "reads": ["/usr", python_root()], "folder": folder.path(),
        "limits": Limits { wall: Duration::from_mins(1), ..Limits::default() },
    });
    let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
    command
        .args(["__sandbox", "watch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut watcher = command.spawn().unwrap();
    writeln!(watcher.stdin.as_mut().unwrap(), "{request}").unwrap();
    let program = python().program.to_str().unwrap();
    until("the sleeper runs", || {
        running_in(folder.path())
            .iter()
            .any(|line| line.starts_with(program))
    });
    (watcher, folder)
}

fn until(what: &str, holds: impl Fn() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(30), "never: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn when_nobody_waits_any_more_the_program_and_its_folder_go() {
    let (mut watcher, folder) = watched_sleeper();
    drop(watcher.stdin.take());
    watcher.wait().unwrap();
    assert_eq!(running_in(folder.path()), Vec::<String>::new());
    assert!(!folder.path().exists());
}

#[test]
fn a_program_does_not_outlive_a_watcher_that_is_killed() {
    let (mut watcher, folder) = watched_sleeper();
    watcher.kill().unwrap();
    watcher.wait().unwrap();
    until("the program has ended", || {
        running_in(folder.path()).is_empty()
    });
}

#[test]
fn output_that_is_no_text_is_shown_as_well_as_it_can_be() {
    assert_eq!(
        said(&survive("sys.stdout.buffer.write(b'a\\xffb\\n')")),
        ["a\u{fffd}b"]
    );
}

#[test]
fn the_standard_library_still_works_in_the_sandbox() {
    let run = survive(
        "import asyncio, sqlite3, subprocess, tempfile, threading, concurrent.futures, zoneinfo, decimal, ssl
async def main(): return await asyncio.gather(asyncio.sleep(0, 1), asyncio.to_thread(lambda: 2))
print(asyncio.run(main()))
print(sqlite3.connect(':memory:').execute('select 3').fetchone())
database = sqlite3.connect('file.db'); database.execute('create table t (x)'); database.commit()
with tempfile.NamedTemporaryFile() as file: print(file.name.startswith(os.getcwd()))
with concurrent.futures.ThreadPoolExecutor(8) as pool: print(sum(pool.map(abs, range(-9, 0))))
print(subprocess.run([sys.executable, '-c', 'print(7)'], capture_output=True, text=True).stdout.strip())
pid = os.fork()
if pid == 0: os._exit(0)
print(os.waitpid(pid, 0)[1])
child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); child.terminate(); print(child.wait())",
    );
    assert_eq!(
        said(&run),
        ["[1, 2]", "(3,)", "True", "45", "7", "0", "-15"],
        "{}",
        run.stderr
    );
}

/// Tries each expression and prints whether it was refused.
fn tried(expressions: &[&str]) -> Run {
    let mut program = "import ctypes, mmap, socket\n".to_owned();
    for expression in expressions {
        program.push_str(&format!(
            "try: {expression}; print('reached')\nexcept (OSError, AttributeError): print('refused')\n"
        ));
    }
    let run = survive(&program);
    assert_eq!(
        said(&run),
        vec!["refused"; expressions.len()],
        "{expressions:?}: {run:?}"
    );
    run
}

#[test]
fn modes_owners_times_and_attributes_of_other_files_stay() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("mine");
    fs::write(&file, "mine").unwrap();
    let before = fs::metadata(&file).unwrap();
    let path = format!("{file:?}");
    let acts = [
        format!("os.chmod({path}, 0o666)"),
        format!("os.chown({path}, os.getuid(), os.getgid())"),
        format!("os.utime({path}, (0, 0))"),
        format!("os.setxattr({path}, 'user.a', b'b')"),
        "os.chmod('/usr/bin', 0o777)".to_owned(),
        "os.chmod('/dev/null', 0o600)".to_owned(),
        "os.chmod(__file__, 0o777)".to_owned(),
    ];
    tried(&acts.each_ref().map(String::as_str));
    let after = fs::metadata(&file).unwrap();
    assert_eq!(before.permissions(), after.permissions());
    assert_eq!(before.modified().unwrap(), after.modified().unwrap());
}

#[test]
fn nobody_gets_the_rights_of_another_user() {
    let run = survive(
        "open('tool', 'w').close()
for act in (lambda: os.chmod('tool', 0o4755), lambda: os.open('other', os.O_CREAT, 0o4755), lambda: os.fchmod(os.open('tool', os.O_RDONLY), 0o2755)):
    try: act(); print('reached')
    except PermissionError: print('refused')
print(os.getuid() != 0, os.geteuid() != 0)",
    );
    assert_eq!(
        said(&run),
        ["refused", "refused", "refused", "True True"],
        "{run:?}"
    );
}

#[test]
fn a_pair_of_sockets_leads_nowhere() {
    let outside = tempfile::tempdir().unwrap();
    let socket = outside.path().join("socket");
    let _bound = std::os::unix::net::UnixDatagram::bind(&socket).unwrap();
    let send = format!(
        "socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].sendto(b'out', {socket:?})"
    );
    tried(&[
        &send,
        "socket.send_fds(socket.socketpair()[0], [b'x'], [1])",
        "socket.socketpair()[0].sendmsg([b'x'])",
    ]);
}

#[test]
fn memory_that_no_process_is_charged_for_is_refused() {
    tried(&["os.memfd_create('a')", "mmap.mmap(-1, 1 << 20)"]);
}

#[test]
fn files_that_nobody_can_list_fill_no_disk() {
    let unlinked = "
import mmap
for n in range(100):
    file = open('f', 'w+b'); os.unlink('f'); os.ftruncate(file.fileno(), 1 << 20)
    mmap.mmap(file.fileno(), 1 << 20).write(b'x' * (1 << 20))
    file.flush(); globals()[f'f{n}'] = os.dup(file.fileno()) if n < 40 else None";
    let hidden = "
os.mkdir('d'); os.chmod('d', 0o300)
for n in range(1000): open(f'd/{n}', 'wb').write(b'x' * 1_000_000)";
    let deep = "
for n in range(40): os.mkdir('d' * 200); os.chdir('d' * 200)
for n in range(1000): open(f'{n}', 'wb').write(b'x' * 1_000_000)";
    for program in [unlinked, hidden, deep] {
        let run = survive(program);
        assert!(
            matches!(run.status, RunStatus::DiskExceeded | RunStatus::Signal(7)),
            "{program}: {run:?}"
        );
    }
}

#[test]
fn chains_that_fork_and_exit_end_with_their_program() {
    let run = survive(
        "
for _ in range(40):
    if os.fork() == 0:
        while True:
            try:
                if os.fork(): os._exit(0)
                os.setsid()
            except OSError: pass
",
    );
    assert!(
        matches!(
            run.status,
            RunStatus::Exited(_) | RunStatus::ProcessesExceeded | RunStatus::CpuExceeded
        ),
        "{run:?}"
    );
}

/// Answers some system calls as a kernel without them, and becomes a command.
const OLD_KERNEL: &str = "
import ctypes, os, struct, sys
libc = ctypes.CDLL(None, use_errno=True)
calls = [int(number) for number in sys.argv[1].split(',')]
code = [(0x20, 0, 0, 0)]
for call in calls: code += [(0x15, 0, 1, call), (0x06, 0, 0, 0x00050000 | 38)]
code.append((0x06, 0, 0, 0x7fff0000))
rules = ctypes.create_string_buffer(b''.join(struct.pack('HBBI', *rule) for rule in code))
filter = ctypes.create_string_buffer(struct.pack('HxxxxxxP', len(code), ctypes.addressof(rules)))
assert libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(22, 2, filter, 0, 0) == 0
os.execv(sys.argv[2], sys.argv[2:])
";

/// What a sandbox says that runs on a kernel without some system calls.
fn on_an_old_kernel(calls: &[i64]) -> Result<Run, String> {
    let folder = tempfile::tempdir().unwrap();
    let numbers: Vec<String> = calls.iter().map(ToString::to_string).collect();
    let script = folder.path().join("old_kernel.py");
    fs::write(&script, OLD_KERNEL).unwrap();
    let wrapper = folder.path().join("milepost");
    let text = format!(
        "#!/bin/sh\nexec {} {} {} {} \"$@\"\n",
        python().program.display(),
        script.display(),
        numbers.join(","),
        env!("CARGO_BIN_EXE_milepost"),
    );
    fs::write(&wrapper, text).unwrap();
    fs::set_permissions(
        &wrapper,
        std::os::unix::fs::PermissionsExt::from_mode(0o755),
    )
    .unwrap();
    milepost::python::sandbox::Sandbox::new(wrapper)
        .run(python(), "print('ran')", &patient())
        .map_err(|error| error.to_string())
}

const SECCOMP: i64 = 317;
const UNSHARE: i64 = 272;
const MOUNT: i64 = 165;
const LANDLOCK: i64 = 444;

#[test]
#[cfg(target_arch = "x86_64")]
fn where_a_layer_is_missing_and_nothing_stands_in_for_it_no_program_runs() {
    for calls in [&[SECCOMP][..], &[UNSHARE, LANDLOCK], &[MOUNT, LANDLOCK]] {
        let why = on_an_old_kernel(calls).expect_err("it must not run");
        assert!(
            why.starts_with("programs cannot be run safely on this machine: "),
            "{calls:?}: {why}"
        );
    }
}

#[test]
#[cfg(target_arch = "x86_64")]
fn namespaces_and_landlock_stand_in_for_each_other() {
    let run = on_an_old_kernel(&[LANDLOCK]).unwrap();
    assert_eq!(run.stdout, "ran\n");
    assert!(run.layers.namespaces.holds() && !run.layers.files.holds());
    // Without namespaces a program of root runs as nobody, who may not reach root's own Python.
    if std::os::unix::fs::MetadataExt::uid(&fs::metadata("/proc/self").unwrap()) != 0 {
        let run = on_an_old_kernel(&[UNSHARE]).unwrap();
        assert_eq!(run.stdout, "ran\n");
        assert!(!run.layers.namespaces.holds() && run.layers.files.holds());
    }
}
