/*
 * watch TRACE ROOT PROGRAM ARGUMENTS...
 *
 * Runs a program and writes down, in order, every change it and its children make below the folder ROOT, every
 * sync, and every time they print. What is changed is read back from the files, so that every way of writing counts.
 *
 *   new INODE LENGTH          a file came to be, at the path that follows
 *   write INODE OFFSET LENGTH the bytes follow
 *   cut INODE SIZE            the file was given a size
 *   sync INODE                the file is on disk
 *   settle LENGTH             the folder whose path follows is on disk
 *   folder LENGTH             a folder was made at the path that follows
 *   link INODE LENGTH         the file got the path that follows
 *   move LENGTH LENGTH        a path became another; both follow
 *   gone LENGTH               the path that follows was removed
 *   said                      something was printed
 *
 * Each line ends with a line feed; what follows it, too.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define TASKS 256
#define PIECE (1 << 20)

/* What a thread is in the middle of. */
struct task {
    pid_t tid;
    uint64_t nr, args[6];
    char path[PATH_MAX], other[PATH_MAX];
    int existed;
};

static struct task tasks[TASKS];
static FILE *trace;
static const char *root;

static void fail(const char *what) {
    fprintf(stderr, "watch: %s: %s\n", what, strerror(errno));
    exit(125);
}

static struct task *task_of(pid_t tid) {
    struct task *unused = NULL;
    for (int i = 0; i < TASKS; i++) {
        if (tasks[i].tid == tid) return &tasks[i];
        if (!tasks[i].tid && !unused) unused = &tasks[i];
    }
    if (!unused) fail("too many threads");
    unused->tid = tid;
    return unused;
}

static int below_root(const char *path) {
    size_t length = strlen(root);
    return strncmp(path, root, length) == 0 && (path[length] == '/' || path[length] == 0);
}

/* A text in the memory of a thread. */
static void text_at(pid_t tid, uint64_t address, char *out) {
    char name[64];
    snprintf(name, sizeof name, "/proc/%d/mem", tid);
    int memory = open(name, O_RDONLY | O_CLOEXEC);
    size_t length = 0;
    while (length < PATH_MAX - 1 && pread(memory, out + length, 1, (off_t)(address + length)) == 1 && out[length]) length++;
    out[length] = 0;
    close(memory);
}

static int linked(const char *name, char *out) {
    ssize_t length = readlink(name, out, PATH_MAX - 1);
    if (length < 0) return 0;
    out[length] = 0;
    return 1;
}

static int path_of(pid_t tid, int fd, char *out) {
    char name[64];
    snprintf(name, sizeof name, "/proc/%d/fd/%d", tid, fd);
    return linked(name, out);
}

/* The whole path that a call names by folder and text. */
static void resolve(pid_t tid, int folder, uint64_t address, char *out) {
    char text[PATH_MAX], base[PATH_MAX], name[64];
    text_at(tid, address, text);
    if (text[0] == '/') {
        memcpy(out, text, PATH_MAX);
        return;
    }
    snprintf(name, sizeof name, "/proc/%d/cwd", tid);
    if (!(folder == AT_FDCWD ? linked(name, base) : path_of(tid, folder, base))) base[0] = 0;
    if (strlen(base) + strlen(text) + 2 > PATH_MAX) fail("a path is too long");
    strcpy(out, base);
    if (text[0]) strcat(strcat(out, "/"), text);
}

/* The inode behind an open file below the root; 0 for all else. */
static ino_t inode_of(pid_t tid, int fd, struct stat *found) {
    char name[64], path[PATH_MAX];
    snprintf(name, sizeof name, "/proc/%d/fd/%d", tid, fd);
    if (!path_of(tid, fd, path) || !below_root(path) || stat(name, found)) return 0;
    return found->st_ino;
}

static void one_path(const char *what, const char *path) {
    if (below_root(path)) fprintf(trace, "%s %zu\n%s\n", what, strlen(path), path);
}

/* Writes down the bytes that stand in a file now. */
static void wrote(pid_t tid, int fd, off_t offset, size_t length) {
    static char piece[PIECE];
    struct stat found;
    ino_t inode = inode_of(tid, fd, &found);
    if (!inode || !S_ISREG(found.st_mode)) return;
    char name[64];
    snprintf(name, sizeof name, "/proc/%d/fd/%d", tid, fd);
    int file = open(name, O_RDONLY | O_CLOEXEC);
    if (file < 0) fail(name);
    while (length > 0) {
        ssize_t got = pread(file, piece, length < PIECE ? length : PIECE, offset);
        if (got <= 0) break;
        fprintf(trace, "write %lu %lld %zd\n", (unsigned long)inode, (long long)offset, got);
        fwrite(piece, 1, (size_t)got, trace);
        fputc('\n', trace);
        offset += got;
        length -= (size_t)got;
    }
    close(file);
}

/* Where a file stands that was written at its own place. */
static off_t position(pid_t tid, int fd) {
    char name[64];
    long long at = 0;
    snprintf(name, sizeof name, "/proc/%d/fdinfo/%d", tid, fd);
    FILE *info = fopen(name, "re");
    if (!info || fscanf(info, "pos: %lld", &at) != 1) fail(name);
    fclose(info);
    return at;
}

static void wrote_here(pid_t tid, int fd, int64_t length) {
    char path[PATH_MAX];
    if (fd == 1 && length > 0) fputs("said\n", trace);
    if (length > 0 && path_of(tid, fd, path) && below_root(path)) wrote(tid, fd, position(tid, fd) - length, (size_t)length);
}

static void opened(pid_t tid, const struct task *task, int fd, uint64_t flags) {
    struct stat found;
    ino_t inode = inode_of(tid, fd, &found);
    if (!inode || !S_ISREG(found.st_mode)) return;
    if (!task->existed && (flags & O_CREAT)) {
        fprintf(trace, "new %lu %zu\n%s\n", (unsigned long)inode, strlen(task->path), task->path);
    } else if ((flags & O_TMPFILE) == O_TMPFILE) {
        fprintf(trace, "new %lu 0\n\n", (unsigned long)inode);
    } else if (flags & O_TRUNC) {
        fprintf(trace, "cut %lu 0\n", (unsigned long)inode);
    }
}

static void linked_at(const char *path) {
    struct stat found;
    if (below_root(path) && !lstat(path, &found))
        fprintf(trace, "link %lu %zu\n%s\n", (unsigned long)found.st_ino, strlen(path), path);
}

static void moved(const char *from, const char *to) {
    if (below_root(from) && below_root(to))
        fprintf(trace, "move %zu %zu\n%s\n%s\n", strlen(from), strlen(to), from, to);
}

static void synced(pid_t tid, int fd) {
    struct stat found;
    char path[PATH_MAX];
    ino_t inode = inode_of(tid, fd, &found);
    if (!inode || !path_of(tid, fd, path)) return;
    if (S_ISDIR(found.st_mode)) one_path("settle", path);
    else fprintf(trace, "sync %lu\n", (unsigned long)inode);
}

/* Before a call: the paths it names, as they are now. */
static void enter(struct task *task) {
    pid_t tid = task->tid;
    const uint64_t *a = task->args;
    struct stat found;
    switch (task->nr) {
    case SYS_openat: resolve(tid, (int)a[0], a[1], task->path); break;
    case SYS_mkdirat: case SYS_unlinkat: resolve(tid, (int)a[0], a[1], task->path); break;
#ifdef SYS_renameat
    case SYS_renameat:
#endif
    case SYS_renameat2: case SYS_linkat:
        resolve(tid, (int)a[0], a[1], task->path);
        resolve(tid, (int)a[2], a[3], task->other);
        break;
#ifdef SYS_open
    case SYS_open: case SYS_creat: case SYS_mkdir: case SYS_rmdir: case SYS_unlink:
        resolve(tid, AT_FDCWD, a[0], task->path);
        break;
    case SYS_rename: case SYS_link:
        resolve(tid, AT_FDCWD, a[0], task->path);
        resolve(tid, AT_FDCWD, a[1], task->other);
        break;
#endif
    default: return;
    }
    task->existed = !lstat(task->path, &found);
}

/* After a call that succeeded: what it changed. */
static void leave(struct task *task, int64_t result) {
    pid_t tid = task->tid;
    const uint64_t *a = task->args;
    struct stat found;
    switch (task->nr) {
    case SYS_openat: opened(tid, task, (int)result, a[2]); break;
    case SYS_write: case SYS_writev: wrote_here(tid, (int)a[0], result); break;
    case SYS_pwrite64: case SYS_pwritev: case SYS_pwritev2:
        wrote(tid, (int)a[0], (off_t)a[3], (size_t)result);
        break;
    case SYS_sendfile: wrote_here(tid, (int)a[0], result); break;
    case SYS_copy_file_range: wrote_here(tid, (int)a[2], result); break;
    case SYS_ftruncate: {
        ino_t inode = inode_of(tid, (int)a[0], &found);
        if (inode) fprintf(trace, "cut %lu %lld\n", (unsigned long)inode, (long long)a[1]);
        break;
    }
    case SYS_fsync: case SYS_fdatasync: synced(tid, (int)a[0]); break;
    case SYS_mkdirat: one_path("folder", task->path); break;
    case SYS_unlinkat: one_path("gone", task->path); break;
#ifdef SYS_renameat
    case SYS_renameat:
#endif
    case SYS_renameat2: moved(task->path, task->other); break;
    case SYS_linkat: linked_at(task->other); break;
#ifdef SYS_open
    case SYS_open: opened(tid, task, (int)result, a[1]); break;
    case SYS_creat: opened(tid, task, (int)result, O_CREAT | O_TRUNC); break;
    case SYS_mkdir: one_path("folder", task->path); break;
    case SYS_rmdir: case SYS_unlink: one_path("gone", task->path); break;
    case SYS_rename: moved(task->path, task->other); break;
    case SYS_link: linked_at(task->other); break;
#endif
    default: break;
    }
}

static void at_call(pid_t tid) {
    struct __ptrace_syscall_info info;
    struct task *task = task_of(tid);
    if (ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof info, &info) < 0) return;
    if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
        task->nr = info.entry.nr;
        memcpy(task->args, info.entry.args, sizeof task->args);
        enter(task);
    } else if (info.op == PTRACE_SYSCALL_INFO_EXIT && !info.exit.is_error) {
        leave(task, info.exit.rval);
    }
}

/* Goes on until the last thread has ended; gives the program's exit code. */
static int follow(pid_t first) {
    int status, code = 0;
    pid_t tid;
    while ((tid = waitpid(-1, &status, __WALL)) > 0) {
        if (WIFEXITED(status) || WIFSIGNALED(status)) {
            if (tid == first) code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
            task_of(tid)->tid = 0;
            continue;
        }
        int pass = WSTOPSIG(status);
        if (pass == (SIGTRAP | 0x80)) {
            at_call(tid);
            pass = 0;
        } else if (pass == SIGTRAP || pass == SIGSTOP) {
            pass = 0;
        }
        ptrace(PTRACE_SYSCALL, tid, 0, pass);
    }
    return code;
}

int main(int count, char **words) {
    if (count < 4) return 125;
    trace = fopen(words[1], "we");
    if (!trace) fail(words[1]);
    root = words[2];
    pid_t first = fork();
    if (first == 0) {
        if (ptrace(PTRACE_TRACEME, 0, 0, 0) < 0) fail("may not be traced");
        raise(SIGSTOP);
        execvp(words[3], words + 3);
        fail(words[3]);
    }
    int status;
    if (waitpid(first, &status, 0) != first || !WIFSTOPPED(status)) return 125;
    long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK
        | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
    if (ptrace(PTRACE_SETOPTIONS, first, 0, options) < 0 || ptrace(PTRACE_SYSCALL, first, 0, 0) < 0) fail("ptrace");
    int code = follow(first);
    if (fclose(trace)) fail(words[1]);
    return code;
}
