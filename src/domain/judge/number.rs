//! Numbers, compared exactly as decimals: `1_000`, `1,000`, `1e3`, `10^3`, `0x3e8`, `1k` and `one thousand` are one
//! number.

use super::text;
use crate::domain::plain::as_typed;

/// Numbers that people write in words, in both languages, without accents.
const WORDS: [(&str, &str); 30] = [
    ("zero", "0"),
    ("one", "1"),
    ("um", "1"),
    ("uma", "1"),
    ("two", "2"),
    ("dois", "2"),
    ("duas", "2"),
    ("three", "3"),
    ("tres", "3"),
    ("four", "4"),
    ("quatro", "4"),
    ("five", "5"),
    ("cinco", "5"),
    ("six", "6"),
    ("seis", "6"),
    ("seven", "7"),
    ("sete", "7"),
    ("eight", "8"),
    ("oito", "8"),
    ("nine", "9"),
    ("nove", "9"),
    ("ten", "10"),
    ("dez", "10"),
    ("eleven", "11"),
    ("onze", "11"),
    ("twelve", "12"),
    ("doze", "12"),
    ("hundred", "100"),
    ("cem", "100"),
    ("mil", "1000"),
];

/// Words for powers of ten behind a number.
const SCALES: [(&str, i64); 11] = [
    ("k", 3),
    ("m", 6),
    ("hundred", 2),
    ("thousand", 3),
    ("mil", 3),
    ("million", 6),
    ("milhao", 6),
    ("milhoes", 6),
    ("billion", 9),
    ("bilhao", 9),
    ("bilhoes", 9),
];

/// What may stand before a number and leaves it what it is, without accents.
const HEDGES: [&str; 12] = [
    "~",
    "≈",
    "about ",
    "around ",
    "approximately ",
    "roughly ",
    "exactly ",
    "aproximadamente ",
    "cerca de ",
    "por volta de ",
    "mais ou menos ",
    "exatamente ",
];

/// The raised digits from 0 to 9.
const RAISED_DIGITS: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/// A decimal number: digits without outer zeros, times a power of ten.
#[derive(Debug, PartialEq, Eq)]
struct Decimal {
    negative: bool,
    digits: String,
    exponent: i64,
}

/// Whether two texts name one number, or are the same words.
pub(super) fn same(right: &str, given: &str) -> bool {
    text::same(right, given)
        || matches!((read(right), read(given)), (Some(right), Some(given)) if right == given)
}

fn read(text: &str) -> Option<Decimal> {
    let typed = as_typed(text.trim().trim_matches('`').trim_end_matches('.'));
    match typed.split_once('=') {
        // `3^3 = 27`: what was worked out, unless it contradicts itself.
        Some((worked, result)) => {
            let result = read_one(result)?;
            let agrees = read_one(worked).is_none_or(|worked| worked == result);
            agrees.then_some(result)
        }
        None => read_one(&typed),
    }
}

fn read_one(text: &str) -> Option<Decimal> {
    let text = without_hedge(text.trim());
    let power = power(text).map(|number| number.to_string());
    let (number, scale) = with_scale(power.as_deref().unwrap_or(text));
    let digits = WORDS.iter().find(|(word, _)| *word == number);
    let number = digits.map_or(number, |(_, digits)| digits);
    let (negative, magnitude) = match number.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, number.strip_prefix('+').unwrap_or(number)),
    };
    let decimal = whole(magnitude).map_or_else(|| fraction(magnitude), |digits| Some((digits, 0)));
    decimal
        .map(|(digits, exponent)| canonical(&digits, exponent + scale))
        .map(|(digits, exponent)| Decimal {
            // Zero has no sign.
            negative: negative && !digits.is_empty(),
            digits,
            exponent,
        })
}

/// A text without the word that says it is not exact.
pub(super) fn without_hedge(text: &str) -> &str {
    let hedge = HEDGES.iter().find_map(|hedge| text.strip_prefix(hedge));
    hedge.map_or(text, str::trim_start)
}

/// A whole number that is written as a power: `10^3`, `2**10`, `16³`.
fn power(text: &str) -> Option<u128> {
    let on_the_line = text.split_once("**").or_else(|| text.split_once('^'));
    let (base, exponent) = if let Some((base, exponent)) = on_the_line {
        (base, exponent.trim().to_owned())
    } else {
        let (base, raised) = text.split_at(text.find(is_raised)?);
        (base, raised.chars().map(lowered).collect())
    };
    let base: u128 = base.trim().parse().ok()?;
    base.checked_pow(exponent.parse().ok()?)
}

pub(super) fn is_raised(c: char) -> bool {
    RAISED_DIGITS.contains(c)
}

/// A raised digit on the line.
fn lowered(c: char) -> char {
    let digit = RAISED_DIGITS
        .chars()
        .zip('0'..='9')
        .find(|(raised, _)| *raised == c);
    digit.map_or(c, |(_, digit)| digit)
}

/// A number and the power of ten that a word behind it names: `2 million` is 2 and 6, `8k` is 8 and 3.
fn with_scale(text: &str) -> (&str, i64) {
    let is_letter_behind = |(at, c): (usize, char)| (at > 0 && c.is_alphabetic()).then_some(at);
    let end = match text.find(' ') {
        Some(space) => Some(space),
        None if text.starts_with(|c: char| c.is_ascii_digit()) => {
            text.char_indices().find_map(is_letter_behind)
        }
        None => None,
    };
    let (number, word) = text.split_at(end.unwrap_or(text.len()));
    let scale = scale(word.trim());
    scale.map_or((text, 0), |power| (number, power))
}

/// The power of ten that a word names.
pub(super) fn scale(word: &str) -> Option<i64> {
    let known = SCALES.iter().find(|(name, _)| *name == word);
    known.map(|(_, power)| *power)
}

/// Whether a word without accents is a number.
pub(super) fn is_word(word: &str) -> bool {
    WORDS.iter().any(|(known, _)| *known == word)
}

/// Python's hexadecimal, octal and binary numbers.
fn whole(text: &str) -> Option<String> {
    let radix = match text.get(..2)? {
        "0x" => 16,
        "0o" => 8,
        "0b" => 2,
        _ => return None,
    };
    let digits = text.get(2..)?.replace('_', "");
    let plain_digits = digits.chars().all(|c| c.is_digit(radix));
    u128::from_str_radix(&digits, radix)
        .ok()
        .filter(|_| plain_digits)
        .map(|number| number.to_string())
}

/// Digits and power of ten of a decimal number.
fn fraction(text: &str) -> Option<(String, i64)> {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    // From 32 bits, so that no shift below can overflow.
    let exponent: i64 = exponent.parse::<i32>().ok()?.into();
    let mantissa = without_groups(mantissa)?;
    let (whole, part) = mantissa.split_once('.').unwrap_or((&mantissa, ""));
    let digits = format!("{whole}{part}");
    let shift = i64::try_from(part.len()).ok()?;
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
        .then_some((digits, exponent - shift))
}

/// Removes underscores and commas between groups of three; another single comma is a decimal point.
fn without_groups(text: &str) -> Option<String> {
    let text = text.replace('_', "");
    let Some((first, rest)) = text.split_once(',') else {
        return Some(text);
    };
    let whole = rest.split_once('.').map_or(rest, |(whole, _)| whole);
    let grouped = (1..=3).contains(&first.len()) && whole.split(',').all(|group| group.len() == 3);
    if grouped {
        return Some(text.replace(',', ""));
    }
    (!rest.contains([',', '.'])).then(|| format!("{first}.{rest}"))
}

/// Digits without outer zeros, and the power of ten that goes with them.
fn canonical(digits: &str, exponent: i64) -> (String, i64) {
    let digits = digits.trim_start_matches('0');
    let short = digits.trim_end_matches('0');
    if short.is_empty() {
        return (String::new(), 0);
    }
    let zeros = i64::try_from(digits.len() - short.len()).unwrap_or(0);
    (short.to_owned(), exponent + zeros)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_has_many_spellings() {
        for (right, given) in [
            ("1000", "1_000"),
            ("1000", "1,000"),
            ("1000", "1e3"),
            ("1000", "0x3E8"),
            ("0.1", ".10"),
            ("0", "-0.0"),
            ("3.14", "3,14"),
            ("-2", "−2"),
            ("2", "+2."),
            ("1234567.5", "1,234,567.5"),
            ("nan", "NaN"),
            ("5", "five"),
            ("3", "Três."),
            ("1000000", "one million"),
            ("1500000", "1,5 milhão"),
            ("2000", "dois mil"),
            ("100", "10²"),
            ("1000", "10^3"),
            ("4096", "16³"),
            ("1000000", "10⁶"),
            ("1024", "2**10"),
            ("27", "3^3 = 27"),
            ("16", "2 * 8 = 16"),
            ("8000", "8k"),
            ("1500000", "1.5M"),
            ("1500000", "1,5 M"),
            ("100", "~100"),
            ("100", "≈ 100"),
            ("100", "about 100"),
            ("100", "Cerca de 100."),
            ("100", "aproximadamente 10²"),
        ] {
            assert!(same(right, given), "{right} {given}");
        }
        for (right, given) in [
            ("1", "10"),
            ("1", "-1"),
            ("0.1", "0.1000000001"),
            ("5", "fives"),
            ("5", "four"),
            ("102", "10²"),
            ("1000", "10^4"),
            ("10", "10^"),
            ("27", "3^2 = 27"),
            ("27", "27 = 28"),
            ("1", "10^99999999"),
            ("8", "8k"),
            ("8000", "8 kk"),
            ("1000", "k"),
            ("100", "about"),
            ("100", "no 100"),
            ("100", "~~100"),
            ("1000", "1 million"),
            ("5", "0x"),
            ("5", "5 5"),
        ] {
            assert!(!same(right, given), "{right} {given}");
        }
    }
}
