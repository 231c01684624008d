//! seccomp: the system calls that are refused.

use std::collections::BTreeMap;

use rustix::process::getpid;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch, apply_filter, sock_filter,
};

use super::Signals;
use crate::domain::plain::reason;
use crate::python::run::Standing;

/// Refused whatever their arguments: network, other processes, mounts, namespaces, the kernel itself, objects that
/// outlive their makers.
const REFUSED: [i64; 62] = [
    libc::SYS_socket,
    libc::SYS_connect,
    libc::SYS_bind,
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_process_madvise,
    libc::SYS_pidfd_getfd,
    libc::SYS_pidfd_send_signal,
    libc::SYS_kcmp,
    libc::SYS_setpriority,
    libc::SYS_sched_setscheduler,
    libc::SYS_sched_setparam,
    libc::SYS_sched_setattr,
    libc::SYS_ioprio_set,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_mount_setattr,
    libc::SYS_move_mount,
    libc::SYS_open_tree,
    libc::SYS_fsopen,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fspick,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_name_to_handle_at,
    libc::SYS_open_by_handle_at,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_keyctl,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_userfaultfd,
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_fanotify_init,
    libc::SYS_kexec_load,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_reboot,
    libc::SYS_swapon,
    libc::SYS_swapoff,
    libc::SYS_acct,
    libc::SYS_quotactl,
    libc::SYS_syslog,
    libc::SYS_settimeofday,
    libc::SYS_clock_settime,
    libc::SYS_adjtimex,
    libc::SYS_clock_adjtime,
    libc::SYS_sethostname,
    libc::SYS_setdomainname,
    libc::SYS_vhangup,
    libc::SYS_lookup_dcookie,
    libc::SYS_shmget,
    libc::SYS_semget,
    libc::SYS_msgget,
    libc::SYS_mq_open,
];

/// Flags of `clone` that make a namespace.
const NAMESPACES: [i32; 7] = [
    libc::CLONE_NEWNS,
    libc::CLONE_NEWCGROUP,
    libc::CLONE_NEWUTS,
    libc::CLONE_NEWIPC,
    libc::CLONE_NEWUSER,
    libc::CLONE_NEWPID,
    libc::CLONE_NEWNET,
];

/// Numbers from here on are another numbering of the same calls.
const X32: u32 = 0x4000_0000;

/// Refuses calls for good; those that signal other processes too, unless something else fences them.
pub(crate) fn restrict_calls(signals: Signals) -> Standing {
    match filters(signals)
        .and_then(|filters| filters.iter().try_for_each(|filter| apply_filter(filter)))
    {
        Ok(()) => Standing::Stands,
        Err(error) => Standing::Missing(reason(&error)),
    }
}

fn filters(signals: Signals) -> seccompiler::Result<[BpfProgram; 2]> {
    let arch = TargetArch::try_from(std::env::consts::ARCH)?;
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
        REFUSED.into_iter().map(|call| (call, Vec::new())).collect();
    for flag in NAMESPACES {
        let flag = u64::from(flag.unsigned_abs());
        rules.entry(libc::SYS_clone).or_default().push(rule(
            0,
            SeccompCmpOp::MaskedEq(flag),
            flag,
        )?);
    }
    // Limits of other processes; the own ones can only be lowered.
    rules.insert(libc::SYS_prlimit64, vec![rule(0, SeccompCmpOp::Ne, 0)?]);
    if signals == Signals::Open {
        for call in [
            libc::SYS_kill,
            libc::SYS_tkill,
            libc::SYS_tgkill,
            libc::SYS_rt_sigqueueinfo,
            libc::SYS_rt_tgsigqueueinfo,
        ] {
            let own = u64::from(getpid().as_raw_nonzero().get().unsigned_abs());
            rules.insert(call, vec![rule(0, SeccompCmpOp::Ne, own)?]);
        }
    }
    let refuse = program(rules, libc::EPERM, arch)?;
    // Its flags lie in memory, where no filter can look; told that it is unknown, the library takes `clone`.
    let unknown = program(
        BTreeMap::from([(libc::SYS_clone3, Vec::new())]),
        libc::ENOSYS,
        arch,
    )?;
    Ok([refuse_x32(refuse), unknown])
}

fn rule(argument: u8, comparison: SeccompCmpOp, value: u64) -> seccompiler::Result<SeccompRule> {
    let condition = SeccompCondition::new(argument, SeccompCmpArgLen::Dword, comparison, value)?;
    Ok(SeccompRule::new(vec![condition])?)
}

fn program(
    rules: BTreeMap<i64, Vec<SeccompRule>>,
    errno: i32,
    arch: TargetArch,
) -> seccompiler::Result<BpfProgram> {
    let refuse = SeccompAction::Errno(errno.unsigned_abs());
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, refuse, arch)?;
    Ok(BpfProgram::try_from(filter)?)
}

/// Puts before a program: load the number of the call; if it is X32 or more, refuse.
fn refuse_x32(program: BpfProgram) -> BpfProgram {
    let refuse = u32::from(SeccompAction::Errno(libc::EPERM.unsigned_abs()));
    let load = sock_filter {
        code: 0x20,
        jt: 0,
        jf: 0,
        k: 0,
    };
    let compare = sock_filter {
        code: 0x35,
        jt: 0,
        jf: 1,
        k: X32,
    };
    let answer = sock_filter {
        code: 0x06,
        jt: 0,
        jf: 0,
        k: refuse,
    };
    [load, compare, answer].into_iter().chain(program).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_built_for_both_kinds_of_kernel() {
        let open = filters(Signals::Open).unwrap();
        let fenced = filters(Signals::Fenced).unwrap();
        assert!(
            open[0].len() > fenced[0].len(),
            "more is refused where nothing else fences signals"
        );
        assert_eq!(open[1], fenced[1]);
    }
}
