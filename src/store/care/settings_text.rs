//! Settings found in a damaged database: the text that their hash names, also where one bit of either has changed.
//!
//! Without them the answers that were given under them could not be folded again, though every one of them is whole.

use crate::domain::card::hex32;

/// Digits of a hash, and of those of earlier versions.
const HASHES: [usize; 2] = [32, 16];

/// Longest text in which a changed bit is looked for. Those that this program writes have a few hundred bytes.
const LONGEST: usize = 2_000;

/// The hash and text of settings, if at most one bit of them has changed.
pub(super) fn mended_settings(hash: &[u8], text: &[u8]) -> Option<(String, String)> {
    if !HASHES.contains(&hash.len()) || text.len() > LONGEST {
        return None;
    }
    let hash_of = |text: &[u8]| hex32(text)[..hash.len()].to_owned();
    let true_hash = hash_of(text);
    if differing_bits(true_hash.as_bytes(), hash) <= 1 {
        return Some((true_hash, String::from_utf8(text.to_vec()).ok()?));
    }
    // A hash of other digits names no text.
    let wanted = std::str::from_utf8(hash).ok()?;
    if !wanted.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let mut tried = text.to_vec();
    for bit in 0..8 * text.len() {
        let mask = 1 << (bit % 8);
        tried[bit / 8] ^= mask;
        if hash_of(&tried) == wanted {
            return Some((wanted.to_owned(), String::from_utf8(tried).ok()?));
        }
        tried[bit / 8] ^= mask;
    }
    None
}

fn differing_bits(one: &[u8], other: &[u8]) -> u32 {
    let pairs = one.iter().zip(other);
    pairs.map(|(one, other)| (one ^ other).count_ones()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_one_bit_is_found() {
        let text = "sm2 0.25 1 6";
        for digits in HASHES {
            let hash = hex32(text.as_bytes())[..digits].to_owned();
            let expected = Some((hash.clone(), text.to_owned()));
            for bit in 0..8 * text.len() {
                let changed = flipped(text, bit);
                assert_eq!(mended_settings(hash.as_bytes(), &changed), expected);
            }
            for bit in 0..8 * digits {
                let changed = flipped(&hash, bit);
                assert_eq!(mended_settings(&changed, text.as_bytes()), expected);
            }
            assert_eq!(mended_settings(hash.as_bytes(), b"sm2 0.25 2 7"), None);
        }
    }

    fn flipped(text: &str, bit: usize) -> Vec<u8> {
        let mut changed = text.as_bytes().to_vec();
        changed[bit / 8] ^= 1 << (bit % 8);
        changed
    }
}
