//! The words of the roads.

table! {
    /// What is said of roadmaps.
    Roads {
        /// So many phases.
        phases: ["{n} phase", "{n} phases"], ["{n} fase", "{n} fases"];
        /// So many topics.
        topics: ["{n} topic", "{n} topics"], ["{n} tópico", "{n} tópicos"];
        /// So many cards.
        cards: ["{n} card", "{n} cards"], ["{n} cartão", "{n} cartões"];
        /// Under a list of roads.
        list_hint: "`roadmap use NAME` follows one, `roadmap show NAME` draws it", "`roadmap use NOME` segue um, `roadmap show NOME` o desenha";
        /// A road is followed.
        followed: "following {roadmap}", "seguindo {roadmap}";
        /// A road is followed no more.
        dropped: "no longer following {roadmap}; its progress stays", "{roadmap} não é mais seguido; o progresso fica guardado";
        /// Nothing holds a topic back.
        free: "{roadmap}: nothing holds {topic} back: {how}", "{roadmap}: nada segura {topic}: {how}";
        /// A topic that is not held has nothing.
        free_empty: "it has no cards yet", "ainda não tem cartões";
        /// A topic that is not held was seen.
        free_seen: "all its cards were seen", "todos os cartões já foram vistos";
        /// A topic that is not held was begun, or may be.
        free_open: ["{seen} of {n} card seen; the next come in the order of the road", "{seen} of {n} cards seen; the next come in the order of the road"], ["{seen} de {n} cartão visto; os próximos vêm na ordem do roadmap", "{seen} de {n} cartões vistos; os próximos vêm na ordem do roadmap"];
        /// What holds a topic back.
        held: ["{roadmap}: {topic} waits for {needed}: {seen} of {n} card seen, half are needed", "{roadmap}: {topic} waits for {needed}: {seen} of {n} cards seen, half are needed"], ["{roadmap}: {topic} espera por {needed}: {seen} de {n} cartão visto, é preciso metade", "{roadmap}: {topic} espera por {needed}: {seen} de {n} cartões vistos, é preciso metade"];
        /// How a hold is lifted.
        unlock: "`roadmap unlock {topic}` lifts the hold", "`roadmap unlock {topic}` libera o tópico";
        /// No road has the topic.
        unlisted: "no roadmap you follow lists {topic}; `review --topic {topic}` reviews it all the same", "nenhum roadmap que você segue contém {topic}; `review --topic {topic}` o revisa mesmo assim";
        /// A hold was lifted.
        unlocked: "{topic} is unlocked", "{topic} está liberado";
        /// A road: where the next new cards come from.
        next: "next new cards: {topic}, {seen} of {cards} seen", "próximos cartões novos: {topic}, vistos {seen} de {cards}";
        /// A road: a topic that waits.
        waits: "{topic} waits for {why}", "{topic}: à espera de {why}";
        /// A road: what a topic waits for, and how far that is.
        why: "{needed} ({seen} of {cards} seen, {half} needed)", "{needed} (vistos {seen} de {cards}, é preciso {half})";
        /// A road: topics that wait besides.
        more: "{n} more waiting", "mais {n} em espera";
        /// A road: a phase's checklist in numbers.
        ticked: "projects and tasks done: {done} of {all}", "projetos e tarefas feitos: {done} de {all}";
        /// A road: how long its new cards last.
        pace: "cards not yet met: {n}; at {a_day} new a day (`config new_per_day`) the last comes by {day}", "cartões ainda não vistos: {n}; com {a_day} por dia (`config new_per_day`) o último vem até {day}";
        /// A road whose new cards never come.
        no_pace: "cards not yet met: {n}; none come, for `config new_per_day` is 0", "cartões ainda não vistos: {n}; nenhum vem, pois `config new_per_day` é 0";
        /// A road: what to type next.
        hint: "`roadmap show {roadmap} --phase N` lists a phase; `roadmap done {roadmap}:LINE` ticks an item", "`roadmap show {roadmap} --phase N` mostra uma fase; `roadmap done {roadmap}:LINHA` marca um item";
        /// A road: what may be left out.
        optional: " (optional)", " (opcional)";
        /// A road: label of a phase's goal.
        goal: "goal", "objetivo";
        /// A road: label of a phase's length.
        duration: "duration", "duração";
        /// A road: heading over items.
        items: "items", "itens";
        /// A road: heading over interview questions.
        questions: "interview questions", "perguntas de entrevista";
        /// A road: heading over hands-on tasks.
        tasks: "hands-on", "prática";
        /// A road: heading over projects.
        projects: "projects", "projetos";
        /// A road: heading over resources.
        resources: "resources", "recursos";
    }
}
