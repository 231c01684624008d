//! seccomp: the system calls a program may make. Every other is refused.
//!
//! The lists hold what `CPython` and its standard library need to compute, to use files in their home,
//! threads, child processes, pipes and timers. Not in them: anything that makes a socket or sends to an
//! address, memory outside every limit (`memfd_create`), other processes, mounts, namespaces, keys,
//! tracing, BPF, `io_uring`, and the settings of the machine.

use std::collections::BTreeMap;

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch, apply_filter, sock_filter,
};

use crate::domain::plain::reason;
use crate::python::run::Layer;

/// Whose files and processes the program sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// Its own alone: others do not exist for it.
    Own,
    /// Everybody's, kept off by Landlock, which does not govern modes, owners, times and attributes.
    Shared,
}

/// Allowed whatever their arguments, on every architecture.
const ALLOWED: &[i64] = &[
    // Memory.
    libc::SYS_brk,
    libc::SYS_madvise,
    libc::SYS_mincore,
    libc::SYS_mprotect,
    libc::SYS_mremap,
    libc::SYS_msync,
    libc::SYS_munmap,
    libc::SYS_membarrier,
    // Open files.
    libc::SYS_close,
    libc::SYS_close_range,
    libc::SYS_copy_file_range,
    libc::SYS_dup,
    libc::SYS_dup3,
    libc::SYS_fadvise64,
    libc::SYS_fallocate,
    libc::SYS_fdatasync,
    libc::SYS_flock,
    libc::SYS_fsync,
    libc::SYS_ftruncate,
    libc::SYS_getdents64,
    libc::SYS_lseek,
    libc::SYS_pipe2,
    libc::SYS_pread64,
    libc::SYS_preadv,
    libc::SYS_preadv2,
    libc::SYS_pwrite64,
    libc::SYS_pwritev,
    libc::SYS_pwritev2,
    libc::SYS_read,
    libc::SYS_readahead,
    libc::SYS_readv,
    libc::SYS_sendfile,
    libc::SYS_splice,
    libc::SYS_sync_file_range,
    libc::SYS_tee,
    libc::SYS_write,
    libc::SYS_writev,
    // Names of files.
    libc::SYS_chdir,
    libc::SYS_faccessat,
    libc::SYS_faccessat2,
    libc::SYS_fchdir,
    libc::SYS_fgetxattr,
    libc::SYS_flistxattr,
    libc::SYS_fstat,
    libc::SYS_fstatfs,
    libc::SYS_getcwd,
    libc::SYS_getxattr,
    libc::SYS_lgetxattr,
    libc::SYS_linkat,
    libc::SYS_listxattr,
    libc::SYS_llistxattr,
    libc::SYS_mkdirat,
    libc::SYS_newfstatat,
    libc::SYS_readlinkat,
    libc::SYS_renameat2,
    libc::SYS_statfs,
    libc::SYS_statx,
    libc::SYS_symlinkat,
    libc::SYS_truncate,
    libc::SYS_umask,
    libc::SYS_unlinkat,
    // Waiting.
    libc::SYS_clock_nanosleep,
    libc::SYS_epoll_create1,
    libc::SYS_epoll_ctl,
    libc::SYS_epoll_pwait,
    libc::SYS_epoll_pwait2,
    libc::SYS_eventfd2,
    libc::SYS_futex,
    libc::SYS_nanosleep,
    libc::SYS_ppoll,
    libc::SYS_pselect6,
    libc::SYS_restart_syscall,
    libc::SYS_sched_yield,
    libc::SYS_timerfd_create,
    libc::SYS_timerfd_gettime,
    libc::SYS_timerfd_settime,
    // Ends of a socket pair.
    libc::SYS_getpeername,
    libc::SYS_getsockname,
    libc::SYS_getsockopt,
    libc::SYS_recvfrom,
    libc::SYS_recvmsg,
    libc::SYS_setsockopt,
    libc::SYS_shutdown,
    // Threads and processes.
    libc::SYS_execve,
    libc::SYS_exit,
    libc::SYS_exit_group,
    libc::SYS_get_robust_list,
    libc::SYS_getpgid,
    libc::SYS_getpid,
    libc::SYS_getppid,
    libc::SYS_getsid,
    libc::SYS_gettid,
    libc::SYS_pidfd_open,
    libc::SYS_rseq,
    libc::SYS_set_robust_list,
    libc::SYS_set_tid_address,
    libc::SYS_setpgid,
    libc::SYS_setsid,
    libc::SYS_wait4,
    libc::SYS_waitid,
    // Signals.
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigpending,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_rt_sigsuspend,
    libc::SYS_rt_sigtimedwait,
    libc::SYS_sigaltstack,
    libc::SYS_signalfd4,
    // Time and timers.
    libc::SYS_clock_getres,
    libc::SYS_clock_gettime,
    libc::SYS_getitimer,
    libc::SYS_gettimeofday,
    libc::SYS_setitimer,
    libc::SYS_timer_create,
    libc::SYS_timer_delete,
    libc::SYS_timer_getoverrun,
    libc::SYS_timer_gettime,
    libc::SYS_timer_settime,
    libc::SYS_times,
    // Who and where one is.
    libc::SYS_getcpu,
    libc::SYS_getegid,
    libc::SYS_geteuid,
    libc::SYS_getgid,
    libc::SYS_getgroups,
    libc::SYS_getpriority,
    libc::SYS_getrandom,
    libc::SYS_getresgid,
    libc::SYS_getresuid,
    libc::SYS_getrlimit,
    libc::SYS_getrusage,
    libc::SYS_getuid,
    libc::SYS_sched_get_priority_max,
    libc::SYS_sched_get_priority_min,
    libc::SYS_sched_getaffinity,
    libc::SYS_sched_getparam,
    libc::SYS_sched_getscheduler,
    libc::SYS_setrlimit,
    libc::SYS_sysinfo,
    libc::SYS_uname,
    // Identities that change nothing, as nobody may become somebody else.
    libc::SYS_setgid,
    libc::SYS_setregid,
    libc::SYS_setresgid,
    libc::SYS_setresuid,
    libc::SYS_setreuid,
    libc::SYS_setuid,
    libc::SYS_capget,
    libc::SYS_get_mempolicy,
];

/// Older names of the same, on the one architecture that has them.
#[cfg(target_arch = "x86_64")]
const OLDER: &[i64] = &[
    libc::SYS_access,
    libc::SYS_alarm,
    libc::SYS_arch_prctl,
    libc::SYS_dup2,
    libc::SYS_epoll_create,
    libc::SYS_epoll_wait,
    libc::SYS_eventfd,
    libc::SYS_fork,
    libc::SYS_getdents,
    libc::SYS_getpgrp,
    libc::SYS_link,
    libc::SYS_lstat,
    libc::SYS_pause,
    libc::SYS_pipe,
    libc::SYS_poll,
    libc::SYS_readlink,
    libc::SYS_rename,
    libc::SYS_renameat,
    libc::SYS_rmdir,
    libc::SYS_select,
    libc::SYS_signalfd,
    libc::SYS_stat,
    libc::SYS_symlink,
    libc::SYS_time,
    libc::SYS_unlink,
    libc::SYS_vfork,
    libc::SYS_mkdir,
];
#[cfg(not(target_arch = "x86_64"))]
const OLDER: &[i64] = &[];

/// Change modes, owners, times and attributes of files, and name processes: harmless where the program
/// only sees its own.
const OWN_ALONE: &[i64] = &[
    libc::SYS_fchown,
    libc::SYS_fchownat,
    libc::SYS_fremovexattr,
    libc::SYS_fsetxattr,
    libc::SYS_kill,
    libc::SYS_removexattr,
    libc::SYS_rt_sigqueueinfo,
    libc::SYS_rt_tgsigqueueinfo,
    libc::SYS_setxattr,
    libc::SYS_tgkill,
    libc::SYS_tkill,
    libc::SYS_utimensat,
];
#[cfg(target_arch = "x86_64")]
const OWN_ALONE_OLDER: &[i64] = &[
    libc::SYS_chown,
    libc::SYS_lchown,
    libc::SYS_futimesat,
    libc::SYS_utime,
    libc::SYS_utimes,
];
#[cfg(not(target_arch = "x86_64"))]
const OWN_ALONE_OLDER: &[i64] = &[];

/// Calls that libraries try first and do without when they seem unknown.
const UNKNOWN: [i64; 5] = [
    libc::SYS_clone3,
    libc::SYS_fchmodat2,
    libc::SYS_memfd_create,
    libc::SYS_openat2,
    libc::SYS_futex_waitv,
];

/// Flags of `clone` that make a namespace.
const NAMESPACES: i32 = libc::CLONE_NEWNS
    | libc::CLONE_NEWCGROUP
    | libc::CLONE_NEWUTS
    | libc::CLONE_NEWIPC
    | libc::CLONE_NEWUSER
    | libc::CLONE_NEWPID
    | libc::CLONE_NEWNET;

/// Bits of a file's mode that lend its owner's or its group's rights to whoever runs it.
const SET_ID: u64 = 0o6000;
/// What kind of file a mode means, and the one a program may make: a named pipe.
const FILE_TYPE: u64 = 0o170_000;
const NAMED_PIPE: u64 = 0o010_000;

/// Requests to `ioctl`: size and settings of a terminal, and what can be read.
const IOCTLS: [u64; 7] = [
    libc::TCGETS,
    libc::TIOCGWINSZ,
    libc::TIOCGPGRP,
    libc::FIONREAD,
    libc::FIONBIO,
    libc::FIOCLEX,
    libc::FIONCLEX,
];

/// Requests to `fcntl` that neither reach other processes nor enlarge a pipe.
const FCNTLS: [i32; 12] = [
    libc::F_DUPFD,
    libc::F_DUPFD_CLOEXEC,
    libc::F_GETFD,
    libc::F_SETFD,
    libc::F_GETFL,
    libc::F_SETFL,
    libc::F_GETLK,
    libc::F_SETLK,
    libc::F_SETLKW,
    libc::F_OFD_SETLK,
    libc::F_OFD_SETLKW,
    libc::F_GETPIPE_SZ,
];

/// Requests to `prctl` that concern names and the ends of parents.
const PRCTLS: [i32; 5] = [
    libc::PR_SET_NAME,
    libc::PR_GET_NAME,
    libc::PR_SET_PDEATHSIG,
    libc::PR_GET_DUMPABLE,
    libc::PR_SET_VMA,
];

/// Numbers from here on are another numbering of the same calls.
const X32: u32 = 0x4000_0000;

/// Refuses everything that is not allowed, for good.
pub(super) fn restrict(view: View) -> Layer {
    let applied = filters(view)
        .and_then(|filters| filters.iter().try_for_each(|filter| apply_filter(filter)));
    match applied {
        Ok(()) => Layer::Holds,
        Err(error) => Layer::Missing(reason(&error)),
    }
}

/// The second filter lets pass what the first one calls unknown. It comes last, as no filter can be
/// applied behind it.
fn filters(view: View) -> seccompiler::Result<[BpfProgram; 2]> {
    let arch = TargetArch::try_from(std::env::consts::ARCH)?;
    let refuse = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    let allowed = SeccompFilter::new(rules(view)?, refuse, SeccompAction::Allow, arch)?;
    let unknown = UNKNOWN.map(|call| (call, Vec::new()));
    let not_there = SeccompAction::Errno(libc::ENOSYS.unsigned_abs());
    let missing = SeccompFilter::new(unknown.into(), SeccompAction::Allow, not_there, arch)?;
    Ok([
        BpfProgram::try_from(missing)?,
        refuse_x32(BpfProgram::try_from(allowed)?),
    ])
}

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

fn rules(view: View) -> seccompiler::Result<Rules> {
    // `UNKNOWN` passes here, and the other filter answers for it.
    let always = ALLOWED.iter().chain(OLDER).chain(&UNKNOWN);
    let mut rules: Rules = always.map(|call| (*call, Vec::new())).collect();
    threads(&mut rules)?;
    files(&mut rules)?;
    if view == View::Own {
        let own = OWN_ALONE.iter().chain(OWN_ALONE_OLDER);
        rules.extend(own.map(|call| (*call, Vec::new())));
        modes(&mut rules)?;
    } else {
        // Landlock keeps signals in the program's own domain.
        let signals = [libc::SYS_kill, libc::SYS_tkill, libc::SYS_tgkill];
        rules.extend(signals.map(|call| (call, Vec::new())));
    }
    Ok(rules)
}

fn threads(rules: &mut Rules) -> seccompiler::Result<()> {
    let namespaces = u64::from(NAMESPACES.unsigned_abs());
    rules.insert(libc::SYS_clone, vec![rule([masked(0, namespaces, 0)?])?]);
    // Limits and processors of others; one's own limits can only be lowered.
    rules.insert(libc::SYS_prlimit64, vec![rule([equal(0, 0)?])?]);
    rules.insert(libc::SYS_sched_setaffinity, vec![rule([equal(0, 0)?])?]);
    // Memory that several processes share is counted for none that does not touch it.
    let shared = u64::from((libc::MAP_SHARED | libc::MAP_ANONYMOUS).unsigned_abs());
    let anonymous = u64::from(libc::MAP_ANONYMOUS.unsigned_abs());
    let private = u64::from(libc::MAP_PRIVATE.unsigned_abs());
    rules.insert(
        libc::SYS_mmap,
        vec![
            rule([masked(3, anonymous, 0)?])?,
            rule([masked(3, shared | private, anonymous | private)?])?,
        ],
    );
    rules.insert(libc::SYS_prctl, each(0, PRCTLS)?);
    Ok(())
}

fn files(rules: &mut Rules) -> seccompiler::Result<()> {
    rules.insert(
        libc::SYS_ioctl,
        IOCTLS
            .into_iter()
            .map(|request| rule([equal(1, request)?]))
            .collect::<seccompiler::Result<_>>()?,
    );
    rules.insert(libc::SYS_fcntl, each(1, FCNTLS)?);
    rules.insert(libc::SYS_openat, vec![rule([masked(3, SET_ID, 0)?])?]);
    let pipe = masked(2, FILE_TYPE | SET_ID, NAMED_PIPE)?;
    rules.insert(libc::SYS_mknodat, vec![rule([pipe])?]);
    // Both ends stay in the program: nothing can be sent to an address, and no descriptor passed on.
    let local = u64::from(libc::AF_UNIX.unsigned_abs());
    rules.insert(libc::SYS_socketpair, vec![rule([equal(0, local)?])?]);
    let nowhere = SeccompCondition::new(4, SeccompCmpArgLen::Qword, SeccompCmpOp::Eq, 0)?;
    rules.insert(libc::SYS_sendto, vec![rule([nowhere])?]);
    #[cfg(target_arch = "x86_64")]
    {
        rules.insert(libc::SYS_open, vec![rule([masked(2, SET_ID, 0)?])?]);
        rules.insert(libc::SYS_creat, vec![rule([masked(1, SET_ID, 0)?])?]);
        let pipe = masked(1, FILE_TYPE | SET_ID, NAMED_PIPE)?;
        rules.insert(libc::SYS_mknod, vec![rule([pipe])?]);
    }
    Ok(())
}

fn modes(rules: &mut Rules) -> seccompiler::Result<()> {
    rules.insert(libc::SYS_fchmod, vec![rule([masked(1, SET_ID, 0)?])?]);
    rules.insert(libc::SYS_fchmodat, vec![rule([masked(2, SET_ID, 0)?])?]);
    #[cfg(target_arch = "x86_64")]
    rules.insert(libc::SYS_chmod, vec![rule([masked(1, SET_ID, 0)?])?]);
    Ok(())
}

fn each<const N: usize>(argument: u8, values: [i32; N]) -> seccompiler::Result<Vec<SeccompRule>> {
    values
        .into_iter()
        .map(|value| rule([equal(argument, u64::from(value.unsigned_abs()))?]))
        .collect()
}

fn rule<const N: usize>(conditions: [SeccompCondition; N]) -> seccompiler::Result<SeccompRule> {
    Ok(SeccompRule::new(conditions.into())?)
}

fn equal(argument: u8, value: u64) -> seccompiler::Result<SeccompCondition> {
    condition(argument, SeccompCmpOp::Eq, value)
}

fn masked(argument: u8, mask: u64, value: u64) -> seccompiler::Result<SeccompCondition> {
    condition(argument, SeccompCmpOp::MaskedEq(mask), value)
}

fn condition(
    argument: u8,
    comparison: SeccompCmpOp,
    value: u64,
) -> seccompiler::Result<SeccompCondition> {
    Ok(SeccompCondition::new(
        argument,
        SeccompCmpArgLen::Dword,
        comparison,
        value,
    )?)
}

/// Puts before a program: load the number of the call; if it is X32 or more, refuse.
fn refuse_x32(program: BpfProgram) -> BpfProgram {
    let refuse = u32::from(SeccompAction::Errno(libc::EPERM.unsigned_abs()));
    let instruction = |code, jf, k| sock_filter { code, jt: 0, jf, k };
    let load = instruction(0x20, 0, 0);
    let compare = instruction(0x35, 1, X32);
    let answer = instruction(0x06, 0, refuse);
    [load, compare, answer].into_iter().chain(program).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reaches_others_is_allowed_only_in_a_view_of_ones_own() {
        let (own, shared) = (rules(View::Own).unwrap(), rules(View::Shared).unwrap());
        for call in [libc::SYS_fchmodat, libc::SYS_setxattr, libc::SYS_utimensat] {
            assert!(own.contains_key(&call));
            assert!(!shared.contains_key(&call));
        }
        for call in [
            libc::SYS_socket,
            libc::SYS_sendmsg,
            libc::SYS_ptrace,
            libc::SYS_mount,
        ] {
            assert!(!own.contains_key(&call));
        }
        assert!(filters(View::Own).is_ok() && filters(View::Shared).is_ok());
    }
}
