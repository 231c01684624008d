//! One palette: what a piece of text means, and how it looks.
//!
//! The colours are blue and orange of middle brightness, told apart by colour-blind readers and
//! readable on light and dark grounds. Nothing is said by colour alone: signs and words carry it too.

use owo_colors::{OwoColorize, Style};

/// What a piece of text means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
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
    pub const PLAIN: Self = Self { colour: Colour::Off, charset: Charset::Unicode };

    /// The text as it looks in a role.
    pub fn paint(self, role: Role, text: &str) -> String {
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

fn style(role: Role) -> Style {
    let style = Style::new();
    match role {
        Role::Title | Role::Strong => style.bold(),
        Role::Code => style.color(owo_colors::XtermColors::from(37)),
        Role::Faint | Role::Comment => style.color(owo_colors::XtermColors::from(244)),
        Role::Right => style.bold().color(owo_colors::XtermColors::from(32)),
        Role::Wrong => style.bold().color(owo_colors::XtermColors::from(166)),
        Role::Near | Role::Number => style.color(owo_colors::XtermColors::from(136)),
        Role::Key => style.bold().color(owo_colors::XtermColors::from(37)),
        Role::Keyword => style.color(owo_colors::XtermColors::from(32)),
        Role::Text => style.color(owo_colors::XtermColors::from(166)),
    }
}
