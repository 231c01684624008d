//! The words of the figures: their tables, and the arithmetic behind readiness.

table! {
    /// What `stats` says, plots apart.
    Stats {
        /// The days whose answers count.
        since: "answers since {day}", "respostas desde {day}";
        /// Above the tables.
        note: "retention: passed reviews of cards that had an interval of a day at least, with their number; the interval is Wilson's, 95 %", "retenção: acertos nas revisões de cartões que já tinham intervalo de ao menos um dia, com o número de revisões; o intervalo é o de Wilson, 95 %";
        /// Rows that are left out.
        hidden: ["{n} not begun yet; --json and --csv have it", "{n} not begun yet; --json and --csv have them"], ["{n} ainda não começou; --json e --csv o mostram", "{n} ainda não começaram; --json e --csv os mostram"];
        /// No day has answers.
        no_answers: "no answers yet", "nenhuma resposta ainda";
        /// A row that is a sum.
        all: "all", "total";
        /// Rows are phases.
        phase: "phase", "fase";
        /// Rows are topics.
        topic: "topic", "tópico";
        /// Rows are areas.
        area: "area", "área";
        /// Rows are kinds of card.
        kind: "kind", "tipo";
        /// Rows are days.
        day: "day", "dia";
        /// Head: how many cards.
        cards: "cards", "cartões";
        /// Head: cards never seen.
        new: "new", "novos";
        /// Head: cards that were failed or first met today.
        learning: "learn", "aprend.";
        /// Head: cards of short intervals.
        young: "young", "jovens";
        /// Head: cards of long intervals.
        mature: "mature", "maduros";
        /// Head: cards put aside.
        suspended: "susp.", "susp.";
        /// Head: cards hidden for a day.
        buried: "buried", "enterr.";
        /// Head: cards that are failed again and again.
        leeches: "leech", "sanguess.";
        /// Head: retention over everything.
        ever: "ever", "total";
        /// Head: readiness.
        ready: "ready", "prontos";
        /// Head: the share that was seen.
        seen: "seen", "vistos";
        /// Head: the chance that what was seen is remembered.
        recall: "recall", "lembrança";
        /// Head: the share that is mature.
        known: "known", "dominados";
        /// Head: the mean ease.
        ease: "ease", "facilidade";
        /// Head: the median interval.
        interval: "interval", "intervalo";
        /// Head: cards due within a week.
        due_soon: "due 7 d", "vencem 7 d";
        /// Head: time spent.
        time: "time", "tempo";
        /// Head: answers of a day.
        answers: "answers", "respostas";
        /// Head: repeats of a day.
        repeats: "repeats", "repetições";
        /// Head: drill answers of a day.
        crams: "cram", "treino";
        /// Head: retention.
        retention: "retention", "retenção";
        /// A period.
        today: "today", "hoje";
        /// A period.
        yesterday: "yesterday", "ontem";
        /// A period.
        week: "7 days", "7 dias";
        /// A period.
        month: "30 days", "30 dias";
        /// A period.
        year: "365 days", "365 dias";
        /// Over the topics of the lowest retention.
        weak_retention: "lowest retention ({enough} reviews at least)", "menor retenção (ao menos {enough} revisões)";
        /// Over the topics of the most lapses.
        weak_lapses: "most lapses", "mais lapsos";
        /// Over the topics that took the most time.
        weak_time: "most time", "mais tempo";
        /// A page was written.
        wrote: "wrote {file}", "página gravada em {file}";
        /// What a key does after the tables.
        offer: "a arithmetic{dot}p plots{dot}Enter ends", "a contas{dot}p gráficos{dot}Enter encerra";
        /// Over the arithmetic.
        explain: "readiness, step by step", "prontidão, passo a passo";
        /// What readiness is.
        explain_readiness: "readiness = seen {times} recall: the chance that a card drawn from all of them is remembered today.", "prontidão = vistos {times} lembrança: a chance de que um cartão, sorteado entre todos, seja lembrado hoje.";
        /// What recall is.
        explain_recall: "recall of a card = r ^ (t / I): t days since its last review, I its interval in days, r what you remember on the day a card is due. A card not seen yet counts as not known.", "lembrança de um cartão = r ^ (t / I): t são os dias desde a última revisão, I é o intervalo em dias, r é o que você lembra no dia em que um cartão vence. Um cartão ainda não visto conta como esquecido.";
        /// What is remembered of young cards.
        explain_young: "r of young cards = {sum}", "r dos cartões jovens = {sum}";
        /// What is remembered of mature cards.
        explain_mature: "r of mature cards = {sum}", "r dos cartões maduros = {sum}";
        /// What stands behind the formulas.
        explain_ground: "The 9 of 10 are imagined reviews, so that a first fail is not taken for a habit. Forgetting is taken as exponential (Wozniak, Gorzelanczyk, Murakowski 1995).", "Os 9 de 10 são revisões imaginadas, para que um primeiro erro não pareça um hábito. O esquecimento é tratado como exponencial (Wozniak, Gorzelanczyk, Murakowski 1995).";
        /// Label of a row's readiness.
        readiness: "readiness", "prontidão";
        /// All cards of a row.
        of_cards: ["{n} card", "{n} cards"], ["{n} cartão", "{n} cartões"];
        /// The mature cards of a row.
        of_mature: ["{n} mature", "{n} mature"], ["{n} maduro", "{n} maduros"];
        /// What recall was measured on.
        of_seen: ["mean over {n} seen card", "mean over {n} seen cards"], ["média de {n} cartão visto", "média de {n} cartões vistos"];
    }
    /// The page for a browser.
    page: super::page::Page;
    /// The plots.
    plots: super::plots::Plots;
}
