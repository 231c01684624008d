//! One palette: what a piece of text means, and how it looks.
//!
//! The colours are blue and orange of middle brightness, told apart by colour-blind readers and
//! readable on light and dark grounds. Nothing is said by colour alone: signs and words carry it too.

use owo_colors::{OwoColorize, Style, XtermColors};

/// What a piece of text means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextRole {
    /// A heading.
    Title,
    /// Code within prose.
    Code,
    /// Stressed prose.
    Strong,
    /// Secondary text.
    Faint,
    /// A right answer, a pass.
    Right,
    /// A wrong answer, an error.
    Wrong,
    /// A near miss, a warning.
    Near,
    /// A key to press or a command to type.
    Key,
    /// A Python keyword.
    Keyword,
    /// A Python string.
    Text,
    /// A Python number or constant.
    Number,
    /// A Python comment.
    Comment,
}

/// Whether colours are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// Escape sequences are written.
    On,
    /// Plain text only.
    Off,
}

/// Which signs may be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charset {
    /// Any sign.
    Unicode,
    /// ASCII alone.
    Ascii,
}

/// How text looks on this terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// Whether colours are written.
    pub colour: Colour,
    /// Which signs may be drawn.
    pub charset: Charset,
}

impl Palette {
    /// No colour, any sign.
    pub const PLAIN: Self = Self {
        colour: Colour::Off,
        charset: Charset::Unicode,
    };

    /// The text as it looks in a role.
    pub fn paint(self, role: TextRole, text: &str) -> String {
        match self.colour {
            Colour::Off => text.to_owned(),
            Colour::On => text.style(style(role)).to_string(),
        }
    }

    /// A sign, or its ASCII stand-in.
    pub const fn sign(self, unicode: &'static str, ascii: &'static str) -> &'static str {
        match self.charset {
            Charset::Unicode => unicode,
            Charset::Ascii => ascii,
        }
    }

    /// The sign before typed text.
    pub const fn prompt(self) -> &'static str {
        self.sign("› ", "> ")
    }

    /// The sign between parts of a line.
    pub const fn dot(self) -> &'static str {
        self.sign(" · ", " - ")
    }

    /// The sign between a whole and its part.
    pub const fn of(self) -> &'static str {
        self.sign(" › ", " > ")
    }

    /// The sign of a text that was cut off.
    pub const fn more(self) -> &'static str {
        self.sign("…", "~")
    }

    /// The sign of a right answer.
    pub const fn tick(self) -> &'static str {
        self.sign("✓", "+")
    }

    /// The sign of a wrong answer.
    pub const fn cross(self) -> &'static str {
        self.sign("✗", "x")
    }
}

fn style(role: TextRole) -> Style {
    let bold = matches!(
        role,
        TextRole::Title | TextRole::Strong | TextRole::Right | TextRole::Wrong | TextRole::Key
    );
    let style = if bold {
        Style::new().bold()
    } else {
        Style::new()
    };
    colour(role).map_or(style, |number| style.color(XtermColors::from(number)))
}

/// The number of a role's colour among the 256 of terminals; no role's own colour is lost on white or on black.
const fn colour(role: TextRole) -> Option<u8> {
    // None of the first 16, which look different on every terminal.
    match role {
        TextRole::Title | TextRole::Strong => None,
        TextRole::Code | TextRole::Key => Some(30),
        TextRole::Faint | TextRole::Comment => Some(244),
        TextRole::Right | TextRole::Keyword => Some(31),
        TextRole::Wrong | TextRole::Text => Some(166),
        TextRole::Near | TextRole::Number => Some(100),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance of a colour of the cube or of the greys, as WCAG 2 defines it.
    fn luminance(number: u8) -> f64 {
        let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
        let [r, g, b] = match number {
            232.. => [8 + 10 * (number - 232); 3],
            16.. => [(number - 16) / 36, (number - 16) / 6 % 6, (number - 16) % 6].map(level),
            _ => panic!("{number} looks different on every terminal"),
        }
        .map(|value| f64::from(value) / 255.0)
        .map(|value| {
            if value <= 0.03928 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    #[test]
    fn every_colour_can_be_read_on_white_and_on_black() {
        use TextRole::{Code, Comment, Faint, Key, Keyword, Near, Number, Right, Text, Wrong};
        for role in [
            Code, Comment, Faint, Key, Keyword, Near, Number, Right, Text, Wrong,
        ] {
            let light = luminance(colour(role).unwrap()) + 0.05;
            assert!(
                1.05 / light >= 3.8 && light / 0.05 >= 3.8,
                "{role:?}: {:.2} on white",
                1.05 / light
            );
        }
    }
}
