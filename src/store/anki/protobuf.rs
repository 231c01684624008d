//! The few messages of protocol buffers that Anki's packages hold.

/// A field of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldValue<'b> {
    /// A number.
    Number(u64),
    /// A text, bytes or a message.
    Bytes(&'b [u8]),
    /// Four or eight bytes, which nothing here needs.
    Fixed,
}

/// The fields of a message, in order; nothing if the bytes are not one.
pub(super) fn fields(mut bytes: &[u8]) -> Option<Vec<(u64, FieldValue<'_>)>> {
    let mut fields = Vec::new();
    while !bytes.is_empty() {
        let key = varint(&mut bytes)?;
        let value = match key & 7 {
            0 => FieldValue::Number(varint(&mut bytes)?),
            1 => {
                take(&mut bytes, 8)?;
                FieldValue::Fixed
            }
            2 => {
                let length = usize::try_from(varint(&mut bytes)?).ok()?;
                FieldValue::Bytes(take(&mut bytes, length)?)
            }
            5 => {
                take(&mut bytes, 4)?;
                FieldValue::Fixed
            }
            _ => return None,
        };
        fields.push((key >> 3, value));
    }
    Some(fields)
}

/// The last number of a field, or 0, as the encoding leaves it out.
pub(super) fn number(fields: &[(u64, FieldValue<'_>)], field: u64) -> u64 {
    let values = fields.iter().rev().filter(|(key, _)| *key == field);
    let mut numbers = values.filter_map(|(_, value)| match value {
        FieldValue::Number(number) => Some(*number),
        FieldValue::Bytes(_) | FieldValue::Fixed => None,
    });
    numbers.next().unwrap_or(0)
}

/// The last text of a field, or an empty one.
pub(super) fn text(fields: &[(u64, FieldValue<'_>)], field: u64) -> String {
    let values = fields.iter().rev().filter(|(key, _)| *key == field);
    let mut texts = values.filter_map(|(_, value)| match value {
        FieldValue::Bytes(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        FieldValue::Number(_) | FieldValue::Fixed => None,
    });
    texts.next().unwrap_or_default()
}

fn take<'b>(bytes: &mut &'b [u8], length: usize) -> Option<&'b [u8]> {
    let (taken, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(taken)
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_texts_are_found_by_field() {
        let bytes = [0x08, 0x96, 0x01, 0x12, 0x02, b'h', b'i', 0x1d, 1, 2, 3, 4];
        let fields = fields(&bytes).unwrap();
        assert_eq!(number(&fields, 1), 150);
        assert_eq!(text(&fields, 2), "hi");
        assert_eq!(fields[2], (3, FieldValue::Fixed));
        assert_eq!((number(&fields, 9), text(&fields, 9)), (0, String::new()));
    }

    #[test]
    fn nonsense_is_no_message() {
        for bytes in [
            &[0x08][..],
            &[0x12, 0x05, b'a'],
            &[0x0b],
            &[0xff; 11],
            &[
                0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01,
            ],
        ] {
            assert_eq!(fields(bytes), None, "{bytes:?}");
        }
    }
}
