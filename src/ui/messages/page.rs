//! The words of the page for a browser, where they are not those of the tables.

table! {
    /// What the page says besides.
    Page {
        /// The language, as HTML names it.
        lang: "en", "pt-BR";
        /// Its title.
        title: "Milepost: {what} on {day}", "Milepost: {what} em {day}";
        /// How retention is read.
        note_retention: "Retention: passed reviews of cards that had an interval of a day at least, with their number in parentheses; intervals are Wilson's, 95 %. Nothing measured is a dash.", "Retenção: acertos nas revisões de cartões que já tinham intervalo de ao menos um dia, com o número de revisões entre parênteses; os intervalos são os de Wilson, 95 %. O que não foi medido é um traço.";
        /// How readiness is read.
        note_readiness: "Readiness is seen times recall: the chance that a card drawn from all of them is remembered today. `milepost stats --explain` shows the arithmetic.", "Prontidão é vistos vezes lembrança: a chance de que um cartão, sorteado entre todos, seja lembrado hoje. `milepost stats --explain` mostra as contas.";
        /// The days whose answers count.
        since: "Answers since {day}.", "Respostas desde {day}.";
        /// A table.
        phases: "Phases of {road}", "Fases de {road}";
        /// A table.
        topics: "Topics", "Tópicos";
        /// A table.
        areas: "Areas", "Áreas";
        /// A table.
        kinds: "Kinds of card", "Tipos de cartão";
        /// The second table of each.
        retention: "{title}: retention", "{title}: retenção";
        /// Head: cards that were failed or first met today.
        learning: "Learning", "Aprendendo";
        /// Head: cards put aside.
        suspended: "Suspended", "Suspensos";
        /// Head: cards hidden for a day.
        buried: "Buried", "Enterrados";
        /// Head: cards that are failed again and again.
        leeches: "Leeches", "Sanguessugas";
        /// Head: fails of cards that were known.
        lapses: "Lapses", "Lapsos";
        /// Head: the retention of an age in a period.
        of_age: "{age}, {period}", "{age}, {period}";
        /// Name of the links to the tables.
        tables: "Tables", "Tabelas";
        /// Over the plots.
        plots: "Plots", "Gráficos";
        /// What unfolds under a plot.
        figures: "{title}: figures", "{title}: números";
    }
}
