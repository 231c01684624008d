//! Signatures of texts: which card may hold a piece of text, without reading the text.
//!
//! A signature has a bit for each pair and each triple of neighbouring bytes in a text, spread over a fixed
//! number of bits by a hash. A piece can only be in a text whose signature has all bits of the piece's own.
//! Because pieces are cut at every byte, any piece of text is found, `__init__` and `O(n)` as well as words.
//! Bits are shared, so a text that fits must still be read; of texts that do not hold the piece few fit.

/// Words of 64 bits in a signature. With 1,024 bits a card of usual length sets a third of them: a word of
/// five letters then fits one wrong card in some thousands.
const WORDS: usize = 16;

/// Bytes of a card's number and signature in a topic's record.
const ENTRY: usize = 8 + WORDS * 8;

/// The bits of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) struct Signature([u64; WORDS]);

impl Signature {
    pub(in crate::store) fn of(text: &str) -> Self {
        let mut signature = Self([0; WORDS]);
        let bytes = text.as_bytes();
        // Pairs alone would fit too many texts; triples alone could not narrow a piece of two
        // letters.
        for size in [2, 3] {
            for piece in bytes.windows(size) {
                signature.set(hash(piece));
            }
        }
        signature
    }

    fn set(&mut self, bit: usize) {
        let bit = bit % (WORDS * 64);
        self.0[bit / 64] |= 1 << (bit % 64);
    }

    /// Adds a card's number and signature to the record of its topic.
    pub(in crate::store) fn put(&self, record: &mut Vec<u8>, card: i64) {
        record.extend(card.to_le_bytes());
        record.extend(self.0.iter().flat_map(|word| word.to_le_bytes()));
    }

    /// Calls `take` with the number of each card of a topic's record whose text may hold this text.
    pub(in crate::store) fn each_fit(&self, record: &[u8], mut take: impl FnMut(i64)) {
        for entry in record.as_chunks::<ENTRY>().0 {
            let (words, _) = entry.as_chunks::<8>();
            let mut pairs = self.0.iter().zip(&words[1..]);
            if pairs.all(|(wanted, word)| u64::from_le_bytes(*word) & wanted == *wanted) {
                take(i64::from_le_bytes(words[0]));
            }
        }
    }
}

/// Spreads a few bytes over the bits (FNV-1a, with its upper bits folded into the lower ones that are used).
fn hash(piece: &[u8]) -> usize {
    let hash = piece.iter().fold(0x811C_9DC5_u32, |hash, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    });
    (hash ^ hash >> 15) as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fits(piece: &str, text: &str) -> bool {
        let mut record = Vec::new();
        Signature::of(text).put(&mut record, 7);
        let mut found = Vec::new();
        Signature::of(piece).each_fit(&record, |card| found.push(card));
        found == [7]
    }

    #[test]
    fn what_a_text_does_not_hold_seldom_fits() {
        let text = "a card is found by its number, whatever else may be said of it in a few lines";
        assert!(fits("number", text) && fits("O(", "O(n)") && fits("", text));
        let strangers = ["generator", "__init__", "zebra", "quick", "lambda"];
        assert!(strangers.iter().all(|piece| !fits(piece, text)));
    }

    proptest! {
        #[test]
        fn every_piece_of_a_text_fits(text in ".{0,60}", from in 0..60_usize, length in 0..20_usize) {
            let piece: String = text.chars().skip(from).take(length).collect();
            prop_assert!(fits(&piece, &text));
        }
    }
}
