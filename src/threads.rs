//! Work for several threads, which this thread does alone where the system has no others to give.

use std::panic::resume_unwind;
use std::thread::{self, Builder};

/// Does the same work in up to `count` threads at once, of which this is one, and gives what each returned. With a limit
/// on processes there are fewer: the work must take what is next until nothing is left.
pub(crate) fn in_threads<T: Send>(count: usize, work: impl Fn() -> T + Sync) -> Vec<T> {
    let work = &work;
    thread::scope(|scope| {
        let begin = |_| Builder::new().spawn_scoped(scope, work).ok();
        let others: Vec<_> = (1..count).map_while(begin).collect();
        let mut done = vec![work()];
        for other in others {
            done.push(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn all_work_is_done_in_however_many_threads() {
        for count in [0, 1, 2, 7] {
            let next = AtomicUsize::new(0);
            let take = || {
                let mut taken = Vec::new();
                while let Some(number) =
                    Some(next.fetch_add(1, Ordering::Relaxed)).filter(|n| *n < 50)
                {
                    taken.push(number);
                }
                taken
            };
            let mut done = in_threads(count, take).concat();
            done.sort_unstable();
            assert_eq!(done, (0..50).collect::<Vec<_>>());
        }
    }
}
