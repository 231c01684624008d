//! The words of the plots.

table! {
    /// What plots say.
    Plots {
        /// The days of the week, from Monday.
        weekdays: "Mon Tue Wed Thu Fri Sat Sun", "seg ter qua qui sex sáb dom";
        /// The months, from January.
        months: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec", "jan fev mar abr mai jun jul ago set out nov dez";
        /// From one number to another.
        between: "{from} to {to}", "{from} a {to}";
        /// A number and all above it.
        from: "{from} and more", "{from} ou mais";
        /// Title of the map of days.
        heat: "Answers a day, the last year", "Respostas por dia, no último ano";
        /// What it counts.
        heat_note: "Answers of every sort.", "Respostas de todo tipo.";
        /// How it is read.
        heat_key: "A column is a week, a row a day of the week.", "Cada coluna é uma semana, cada linha um dia da semana.";
        /// What it shows.
        heat_summary: "{answers} on {studied} of {days}; streak: {current}, longest ever: {longest}.", "{answers} em {studied} de {days}; sequência: {current}, a maior de todas: {longest}.";
        /// A month of it.
        heat_month: "{answers} on {days}", "{answers} em {days}";
        /// A level of it without answers.
        heat_none: "none", "nenhuma";
        /// Its levels.
        heat_levels: "{levels} a day", "{levels} por dia";
        /// So many answers.
        answers: ["{n} answer", "{n} answers"], ["{n} resposta", "{n} respostas"];
        /// So many days.
        days: ["{n} day", "{n} days"], ["{n} dia", "{n} dias"];
        /// Title of what is to come.
        forecast: ["Cards due, the next {n} day", "Cards due, the next {n} days"], ["Cartões a revisar, no próximo {n} dia", "Cartões a revisar, nos próximos {n} dias"];
        /// What it counts, with so many new cards a day.
        forecast_note: ["First what is scheduled now, the overdue on the first day; then what {n} new card a day would add, if each answer is Good.", "First what is scheduled now, the overdue on the first day; then what {n} new cards a day would add, if each answer is Good."], ["Primeiro o que já está agendado, com os atrasados no primeiro dia; depois o que {n} cartão novo por dia acrescentaria, se cada resposta for Bom.", "Primeiro o que já está agendado, com os atrasados no primeiro dia; depois o que {n} cartões novos por dia acrescentariam, se cada resposta for Bom."];
        /// What it shows.
        forecast_summary: "{scheduled}, {new} more by new cards; {today} due today.", "{scheduled}, mais {new} de cartões novos; {today} para hoje.";
        /// So many answers that are scheduled.
        scheduled: ["{n} scheduled answer", "{n} scheduled answers"], ["{n} resposta agendada", "{n} respostas agendadas"];
        /// Title of retention by month.
        retention: "Retention over time", "Retenção ao longo do tempo";
        /// What it counts.
        retention_note: "The share of each month's reviews that passed, their number, and the share's 95 % interval.", "A parcela de acertos nas revisões de cada mês, quantas elas foram, e o intervalo de 95 % dessa parcela.";
        /// How it is read.
        retention_key: "The sign is the share, the bar around it its interval.", "O sinal é a parcela; a barra em volta, o intervalo.";
        /// What it shows.
        retention_summary: "This month: {rate}.", "Este mês: {rate}.";
        /// Title of a road's progress.
        progress: "Progress along {road}", "Progresso em {road}";
        /// What it counts.
        progress_note: "Share of a phase's cards seen by the end of each month, from {first} to {last}.", "Parcela dos cartões de cada fase vista até o fim de cada mês, de {first} a {last}.";
        /// How it is read.
        progress_key: "The height of a step is the share, a full one all cards.", "A altura de um degrau é essa parcela; um degrau cheio são todos os cartões.";
        /// What it shows, of so many phases.
        progress_summary: ["{begun} of {n} phase begun.", "{begun} of {n} phases begun."], ["{begun} de {n} fase iniciada.", "{begun} de {n} fases iniciadas."];
        /// Title of the intervals.
        intervals: "Intervals", "Intervalos";
        /// What is counted.
        intervals_note: "Reviewed cards by their interval in days.", "Cartões revisados, por intervalo em dias.";
        /// What is mature.
        intervals_summary: "Cards of 21 days and more are mature.", "Cartões com 21 dias ou mais são maduros.";
        /// Title of the eases.
        ease: "Ease", "Facilidade";
        /// What is counted.
        ease_note: "Reviewed cards by their ease, by which a pass multiplies the interval.", "Cartões revisados, por facilidade, pela qual um acerto multiplica o intervalo.";
        /// How many cards have the lowest.
        ease_summary: ["{n} card at the floor of 1.30; a new card has 2.50.", "{n} cards at the floor of 1.30; a new card has 2.50."], ["{n} cartão no piso de 1.30; um cartão novo tem 2.50.", "{n} cartões no piso de 1.30; um cartão novo tem 2.50."];
        /// Title of the grades.
        grades: "Grades", "Notas";
        /// What is counted.
        grades_note: "Scheduled answers, first ones included, by grade; 3 and more is a pass.", "Respostas agendadas, inclusive as primeiras, por nota; 3 ou mais é acerto.";
        /// What they came to.
        grades_summary: "{passed} of {all} passed: {share}.", "{passed} de {all} foram acertos: {share}.";
        /// A grade.
        grade_0: "0 blackout", "0 branco";
        /// A grade.
        grade_1: "1 wrong", "1 errado";
        /// A grade.
        grade_2: "2 again", "2 de novo";
        /// A grade.
        grade_3: "3 hard", "3 difícil";
        /// A grade.
        grade_4: "4 good", "4 bom";
        /// A grade.
        grade_5: "5 easy", "5 fácil";
        /// Title of the hours.
        hours: "Hour of day", "Hora do dia";
        /// What is counted.
        hours_note: "Scheduled answers by hour of the day: how many they are, how many of the reviews passed, and of how many.", "Respostas agendadas por hora do dia: quantas são, a parcela de acertos nas revisões, e em quantas.";
        /// The hour of the most answers.
        hours_summary: "Most answers between {from} and {to} h.", "O maior número de respostas é entre {from} e {to} h.";
        /// Nothing was answered.
        no_answers: "No answers yet.", "Nenhuma resposta ainda.";
        /// Title of the times.
        time: "Time an answer takes", "Tempo de uma resposta";
        /// What is counted.
        time_note: "Mean seconds from question to grade, by kind of card; every answer, with their number.", "Média de segundos da pergunta à nota, por tipo de cartão; todas as respostas, com o número delas.";
        /// The mean of all.
        time_summary: ["An answer takes {mean} s on average; {n} was measured.", "An answer takes {mean} s on average; {n} were measured."], ["Uma resposta leva {mean} s em média; {n} foi medida.", "Uma resposta leva {mean} s em média; {n} foram medidas."];
    }
}

impl Plots {
    /// The short name of a day of the week, 0 for Monday.
    pub fn weekday(&self, day: usize) -> &'static str {
        self.weekdays.split(' ').nth(day).unwrap_or_default()
    }

    /// The short name of a month, 0 for January.
    pub fn month(&self, month: usize) -> &'static str {
        self.months.split(' ').nth(month).unwrap_or_default()
    }
}
