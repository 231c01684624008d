//! Bytes as letters and digits of one case: some file systems take `A` and `a` for the same name.

const DIGITS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// Five bits a digit; the last one is filled with zeros.
pub(super) fn encode(bytes: &[u8]) -> String {
    let (mut text, mut held, mut count) = (String::new(), 0_u32, 0_u32);
    for byte in bytes {
        held = (held << 8 | u32::from(*byte)) & 0xffff;
        count += 8;
        while count >= 5 {
            count -= 5;
            text.push(digit(held >> count));
        }
    }
    if count > 0 {
        text.push(digit(held << (5 - count)));
    }
    text
}

/// The bytes, if a text is exactly what `encode` makes of them.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut held, mut count) = (Vec::new(), 0_u32, 0_u32);
    for letter in text.bytes() {
        let value = DIGITS.iter().position(|digit| *digit == letter)?;
        held = (held << 5 | u32::try_from(value).ok()?) & 0xffff;
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(held >> count & 0xff).ok()?);
        }
    }
    (encode(&bytes) == text).then_some(bytes)
}

fn digit(bits: u32) -> char {
    let at = usize::try_from(bits & 31).unwrap_or_default();
    char::from(DIGITS[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_and_other_texts_are_refused() {
        for length in 0..40 {
            let bytes: Vec<u8> = (0..length).map(|at| at * 37 + 11).collect();
            assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }
        assert_eq!(encode(b"foobar"), "mzxw6ytboi");
        for other in ["MZXW6YTBOI", "mzxw6ytboi (1)", "mzxw6ytbo", "b", "mz1"] {
            assert_eq!(decode(other), None, "{other}");
        }
    }
}
