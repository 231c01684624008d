//! The words of the first run and of the prompt.

table! {
    /// What the prompt says before a command.
    Prompt {
        /// Shown on the way out of the prompt.
        goodbye: "everything is saved", "tudo está salvo";
        /// First run.
        welcome: "Milepost teaches a roadmap by heart. Which ones do you follow?", "O Milepost ensina um roadmap de cor. Quais você segue?";
        /// Prompt of the first run.
        which_roadmaps: "numbers, parted by spaces (Enter: {default})", "números, separados por espaços (Enter: {default})";
        /// A number that is no roadmap.
        no_such_number: "'{text}' is no number from 1 to {most}", "'{text}' não é um número de 1 a {most}";
        /// Dashboard: what waits.
        due: "{due} due{dot}{new} new{dot}about {minutes} min{dot}{streak}", "{due} a revisar{dot}{new} a aprender{dot}cerca de {minutes} min{dot}{streak}";
        /// Dashboard: head over the share of cards seen.
        seen: "seen", "vistos";
        /// Dashboard: head over readiness.
        ready: "ready", "prontos";
        /// Dashboard: head over retention with its number.
        retention: "retention", "retenção";
        /// Dashboard: leeches.
        leeches: ["{n} leech: `list is:leech`", "{n} leeches: `list is:leech`"], ["{n} sanguessuga: `list is:leech`", "{n} sanguessugas: `list is:leech`"];
        /// Dashboard: what to do.
        hint: "`review` starts, `help` lists the commands, Ctrl-D leaves", "`review` começa, `help` mostra os comandos, Ctrl-D sai";
    }
}
