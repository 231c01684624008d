//! Events of other homes: what no version of this program writes is refused.

use crate::domain::event::{Event, EventBody, MarkEvent};
use crate::domain::wording::{Wording, problems};
use crate::store::log::Stored;

/// Bytes of a note: as many as a line that is typed may have.
const LONGEST_NOTE: usize = 1 << 20;

/// Bytes of the name of a kind or of a time zone.
const LONGEST_NAME: usize = 64;

/// What is wrong with an event whose checksum holds.
pub(super) fn fault_of(stored: &Stored, event: &Event) -> Option<Wording> {
    if !is_name(&stored.kind) {
        Some(problems::log_kind_not_a_name())
    } else if stored.stamp.zone.len() > LONGEST_NAME {
        Some(problems::log_zone_too_long(LONGEST_NAME))
    } else if note_of(event).is_some_and(|note| note.len() > LONGEST_NOTE) {
        Some(problems::log_note_too_long(LONGEST_NOTE))
    } else {
        None
    }
}

/// Whether some version could have given a kind this name.
fn is_name(kind: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    (1..=LONGEST_NAME).contains(&kind.len()) && kind.bytes().all(is_plain)
}

fn note_of(event: &Event) -> Option<&String> {
    if let EventBody::Mark {
        mark: MarkEvent::Note { text } | MarkEvent::Flag { note: text },
        ..
    } = &event.body
    {
        Some(text)
    } else {
        None
    }
}
