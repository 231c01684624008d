//! How a table of messages is written: a name, the English text, the Portuguese text. A text in two forms,
//! `["{n} card", "{n} cards"]`, is a message with a number.

/// A table of messages in both languages, and the tables that stand within it.
macro_rules! table {
    (
        $(#[$about:meta])*
        $table:ident { $($(#[$doc:meta])* $name:ident: $en:tt, $pt:tt;)* }
        $($(#[$part_doc:meta])* $part:ident: $of:ty;)*
    ) => {
        $(#[$about])*
        #[derive(Debug)]
        pub struct $table {
            $($(#[$doc])* pub $name: kind!($en),)*
            $($(#[$part_doc])* pub $part: &'static $of,)*
        }

        impl $table {
            pub(super) const ENGLISH: Self =
                Self { $($name: text!($en),)* $($part: &<$of>::ENGLISH,)* };
            pub(super) const PORTUGUESE: Self =
                Self { $($name: text!($pt),)* $($part: &<$of>::PORTUGUESE,)* };

            /// Every message: its name, and its forms in both languages.
            #[cfg(test)]
            pub(super) fn rows() -> Vec<crate::ui::messages::Row> {
                let own: Vec<crate::ui::messages::Row> =
                    vec![$((stringify!($name), forms!($en), forms!($pt)),)*];
                own.into_iter()$(.chain(<$of>::rows()))*.collect()
            }
        }
    };
}

/// The type of a text.
macro_rules! kind {
    ([$one:literal, $many:literal]) => { crate::ui::messages::Plural };
    ($text:literal) => { &'static str };
}

/// The value of a text.
macro_rules! text {
    ([$one:literal, $many:literal]) => {
        crate::ui::messages::Plural {
            one: $one,
            many: $many,
        }
    };
    ($text:literal) => {
        $text
    };
}

/// The forms of a text: one, or two by number.
#[cfg(test)]
macro_rules! forms {
    ([$one:literal, $many:literal]) => {
        &[$one, $many]
    };
    ($text:literal) => {
        &[$text]
    };
}
