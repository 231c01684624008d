//! What a learner sees and types. Colour lives here and nowhere else.

mod beside;
pub mod card;
pub mod card_html;
pub mod clean;
pub mod editor;
pub mod hidden_line;
pub mod highlight;
pub mod hint;
pub mod markup;
pub mod messages;
pub mod page;
pub mod palette;
pub mod plot;
pub mod script;
pub mod status_line;
pub mod streams;
pub mod table;
pub mod terminal;
pub mod verdict;
