//! The words of the roads.

table! {
    /// What is said of roadmaps.
    Roads {
        /// A road: where the next new cards come from.
        next: "next new cards: {topic}, {seen} of {cards} seen", "próximos cartões novos: {topic}, {seen} de {cards} vistos";
        /// A road: a topic that waits.
        waits: "{topic} waits for {why}", "{topic}: à espera de {why}";
        /// A road: what a topic waits for, and how far that is.
        why: "{needed} ({seen} of {cards} seen, {half} needed)", "{needed} ({seen} de {cards} vistos, {half} necessários)";
        /// A road: topics that wait besides.
        more: "{n} more waiting", "mais {n} em espera";
        /// A road: a phase's checklist in numbers.
        ticked: "projects and tasks done: {done} of {all}", "projetos e tarefas feitos: {done} de {all}";
        /// A road: how long its new cards last.
        pace: "cards not yet met: {n}; at {a_day} new ones a day (`config new_per_day`) the last comes by {day}", "cartões ainda não vistos: {n}; a {a_day} novos por dia (`config new_per_day`) o último vem até {day}";
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
