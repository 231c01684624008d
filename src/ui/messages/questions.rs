//! The words over the questions that interviews ask.

table! {
    /// What is said of listed questions.
    Questions {
        /// Cards that answer no listed question.
        common: "asked in many interviews", "perguntadas em muitas entrevistas";
        /// A listed question without a card.
        no_card: "no card yet", "ainda sem cartão";
        /// How many questions and cards there are.
        count: "listed questions {listed}, cards {cards}; `--drill` practises them", "perguntas listadas {listed}, cartões {cards}; `--drill` treina com eles";
    }
}
