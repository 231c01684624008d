//! What commands that change cards and settings say of it.

table! {
    /// What was done to cards, decks and settings.
    Deeds {
        /// Asks before many cards lose their intervals.
        reset_question: ["{n} card will be new again, with no interval left; go on? y/N", "{n} cards will be new again, with no interval left; go on? y/N"], ["{n} cartão voltará a ser novo, sem nenhum intervalo; continuar? s/N", "{n} cartões voltarão a ser novos, sem nenhum intervalo; continuar? s/N"];
        /// Nothing was done.
        nothing_changed: "nothing was changed", "nada foi mudado";
        /// Nothing to do it to.
        no_card: "no card matches", "nenhum cartão corresponde";
        /// A card was put aside.
        suspended: "{card} suspended", "{card} suspenso";
        /// A card was taken back.
        resumed: "{card} resumed", "{card} retomado";
        /// A card was hidden for a day.
        buried: "{card} buried until tomorrow", "{card} enterrado até amanhã";
        /// A card was made new.
        new_again: "{card} new again", "{card} novo outra vez";
        /// So many cards, before what was done to them.
        cards: ["{n} card", "{n} cards"], ["{n} cartão", "{n} cartões"];
        /// Many were put aside.
        suspended_all: "{card} suspended", "{card} suspensos";
        /// Many were taken back.
        resumed_all: "{card} resumed", "{card} retomados";
        /// Many were hidden for a day.
        buried_all: "{card} buried until tomorrow", "{card} enterrados até amanhã";
        /// Many were made new.
        new_again_all: "{card} new again", "{card} novos outra vez";
        /// Asks for a field of a new card.
        ask_topic: "topic", "tópico";
        /// Asks for a field of a new card.
        ask_question: "question", "pergunta";
        /// Asks for a field of a new card.
        ask_answer: "answer", "resposta";
        /// Asks for a field of a new card.
        ask_why: "why (Enter for none)", "por quê (Enter para nenhum)";
        /// Asks for a field of a new card.
        ask_tags: "tags, parted by spaces (Enter for none)", "etiquetas, separadas por espaços (Enter para nenhuma)";
        /// A card, or its two sides, were added.
        added: "added {cards} to {file}", "adicionado a {file}: {cards}";
        /// Between two cards.
        and: " and ", " e ";
        /// Many cards were added.
        added_many: ["added {n} card to {file}", "added {n} cards to {file}"], ["{n} cartão adicionado a {file}", "{n} cartões adicionados a {file}"];
        /// After it, how many were there before.
        known_before: "; known already: {known}", "; já conhecidos: {known}";
        /// Every card was there before.
        nothing_to_add: ["nothing to add: {n} card is known already", "nothing to add: {n} cards are known already"], ["nada a adicionar: {n} cartão já é conhecido", "nada a adicionar: {n} cartões já são conhecidos"];
        /// A learner's copy of a card was dropped.
        copy_gone: "your copy of {card} is gone from {file}", "sua cópia de {card} saiu de {file}";
        /// A card was saved.
        saved: "saved in {file}", "salvo em {file}";
        /// What was written is no card.
        edit_again: "Enter opens the editor again, q gives up", "Enter abre o editor de novo, q desiste";
        /// Programs may run.
        trusted: "programs of {deck} may run on this machine; a change of the deck asks again", "os programas de {deck} podem ser executados nesta máquina; uma mudança no baralho pergunta de novo";
        /// Programs may not run.
        untrusted: "programs of {deck} will not run without asking", "os programas de {deck} não serão executados sem perguntar";
        /// Where the settings are.
        settings_in: "in {file}", "em {file}";
        /// Where the cards, the log and its copies are.
        data_in: "decks, database and backups in {folder}", "baralhos, banco de dados e cópias em {folder}";
        /// Where is what can be made anew.
        cache_in: "cache in {folder}", "cache em {folder}";
        /// What a setting means.
        scheduler: "sm2, or sm2-1990 for the algorithm exactly as published", "sm2, ou sm2-1990 para o algoritmo exatamente como publicado";
        /// What a setting means.
        fuzz: "true or false: spread cards that were learnt together", "true ou false: espalha os cartões aprendidos juntos";
        /// What a setting means.
        new_per_day: "first reviews a study day, 0 to 9999", "primeiras revisões por dia de estudo, 0 a 9999";
        /// What a setting means.
        reviews_per_day: "scheduled reviews a study day, 0 to 9999", "revisões agendadas por dia de estudo, 0 a 9999";
        /// What a setting means.
        rollover: "hour at which a study day begins, 0 to 23", "hora em que começa o dia de estudo, 0 a 23";
        /// What a setting means.
        language: "en or pt-BR; auto follows LANG", "en ou pt-BR; auto segue LANG";
        /// What a setting means.
        color: "auto, always or never", "auto, always (sempre) ou never (nunca)";
        /// What a setting means.
        roadmaps: "roadmaps you follow, parted by commas", "roadmaps que você segue, separados por vírgulas";
    }
}

impl Deeds {
    /// What a setting means, by its key.
    pub fn setting(&self, key: &str) -> &'static str {
        match key {
            "scheduler" => self.scheduler,
            "fuzz" => self.fuzz,
            "new_per_day" => self.new_per_day,
            "reviews_per_day" => self.reviews_per_day,
            "rollover" => self.rollover,
            "language" => self.language,
            "color" => self.color,
            "roadmaps" => self.roadmaps,
            _ => "",
        }
    }
}
