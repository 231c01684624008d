//! The words of a mock interview.

table! {
    /// What an interview says, from its head to its scorecard.
    Interview {
        /// Head of a mock interview.
        head: "mock interview{dot}{scope}{dot}{minutes} min{dot}questions {n}{dot}seed {seed}", "entrevista simulada{dot}{scope}{dot}{minutes} min{dot}perguntas {n}{dot}semente {seed}";
        /// The rules of a mock interview.
        rules: "answers come at the end; nothing is rescheduled; :skip passes, Ctrl-D ends", "respostas só no fim; nada é reagendado; :skip pula, Ctrl-D encerra";
        /// The round of short questions.
        round_warm_up: "warm-up", "aquecimento";
        /// The round on the language.
        round_language: "language", "linguagem";
        /// The round of programs.
        round_coding: "coding", "programação";
        /// The round of designs.
        round_design: "design", "projeto";
        /// The round of stories.
        round_behavioural: "behavioural", "comportamental";
        /// The clock of an interview.
        clock: "{gone} min gone, {left} left", "{gone} min passados, restam {left}";
        /// The clock once the time is over.
        over: "{over} min over time", "{over} min além do tempo";
        /// How an open question is answered.
        aloud: "answer in a line, or aloud and then Enter", "responda em uma linha, ou em voz alta e depois Enter";
        /// How a program is answered.
        write: "Enter opens your editor; or say in a line, on paper or aloud, how you would write it", "Enter abre seu editor; ou diga em uma linha, no papel ou em voz alta, como você escreveria";
        /// How a program is handed in.
        hand_in: "Enter hands it in, e opens your editor again", "Enter entrega, e abre seu editor de novo";
        /// A program was handed in.
        handed_in: "handed in; what its tests say comes at the end", "entregue; o que os testes dizem vem no fim";
        /// The program is still the starter.
        nothing_written: "nothing was written yet: Enter opens your editor again, or say in a line how you would write it", "nada foi escrito ainda: Enter abre seu editor de novo, ou diga em uma linha como você escreveria";
        /// The faulty program is still as it was.
        not_repaired: "nothing was changed yet: Enter opens your editor again, :skip goes on without a repair", "nada mudou ainda: Enter abre seu editor de novo, :skip segue sem correção";
        /// A bug may be repaired.
        repair: "r repairs it in your editor, Enter goes on", "r corrige no seu editor, Enter segue";
        /// A program that was not run.
        not_run: "handed in, not run", "entregue, não executado";
        /// Prompt to tick what tests cannot see.
        tick_rest: "the tests have decided the first point; which others did you make? numbers, a for all, 0 for none, Enter to leave it at the tests", "os testes decidiram o primeiro ponto; quais outros você citou? números, a para todos, 0 para nenhum, Enter para ficar com os testes";
        /// An interview that broke off.
        broke_off: "an interview broke off with {asked} of {planned} asked: `interview resume` goes on with it", "uma entrevista parou, perguntas feitas {asked} de {planned}: `interview resume` continua";
        /// One is being held.
        held: "an interview is being held in another window", "uma entrevista está sendo feita em outra janela";
        /// An interview goes on.
        resumed: "the interview goes on with {asked} of {planned} asked; the time in between does not count", "a entrevista continua, perguntas feitas {asked} de {planned}; o tempo da pausa não conta";
        /// No interview was held.
        none: "no interview was held yet", "nenhuma entrevista foi feita ainda";
        /// Head of the list of interviews.
        list_head: "  n  day           asked   passed  points  time", "  n  dia         feitas   certas  pontos  tempo";
        /// Time of an interview in the list.
        list_time: "{took} of {minutes} min", "{took} de {minutes} min";
        /// Title of a transcript.
        title: "interview {n} on {day}, seed {seed}", "entrevista {n} de {day}, semente {seed}";
        /// The name of an interview.
        name: "interview {n}", "entrevista {n}";
        /// A card that is no longer what was asked.
        card_changed: "this card has changed since; the question stands as it was put", "este cartão mudou desde então; a pergunta aparece como foi feita";
        /// Nothing can be sent to review.
        weak_none: "no weak card of this interview can be shown now", "nenhum cartão fraco desta entrevista pode ser mostrado agora";
        /// What is sent to review.
        weak_sent: "weak cards: {new} new and {due} due go to review; {later} not due yet are drilled, and keep their day", "cartões fracos: {new} a aprender e {due} a revisar vão à revisão; {later} que ainda não venceram são treinados e mantêm seu dia";
        /// A command that does not work in an interview.
        help: "in an interview :skip passes, :q ends, :? shows this; hints and answers wait", "na entrevista :skip pula, :q encerra, :? mostra isto; dicas e respostas esperam";
        /// Title over the answers.
        answers: "the answers", "as respostas";
        /// A question that was passed on.
        skipped: "passed on", "pulada";
        /// A question whose answer was not rated.
        unrated: "not rated", "sem nota";
        /// An answer that was given aloud.
        spoken: "(aloud)", "(em voz alta)";
        /// Prompt to tick the points of an answer.
        tick: "which points did you make? numbers, a for all, 0 for none, Enter to leave it unrated", "quais pontos você citou? números, a para todos, 0 para nenhum, Enter para deixar sem nota";
        /// Rubric of a program: it is right.
        coding_right: "It is right on the examples and on the edge cases of the contract", "Está certo nos exemplos e nos casos extremos do contrato";
        /// Rubric of a program: its cost.
        coding_cost: "Its time and space were said, and are no worse than the reference's", "Tempo e espaço foram ditos, e não são piores que os da referência";
        /// Rubric of a program: questions before typing.
        coding_asked: "Inputs and edge cases were asked about before the first line", "Perguntou-se sobre entradas e casos extremos antes da primeira linha";
        /// Rubric of a program: tried on an example.
        coding_tried: "It was walked through with an example before it was called done", "Foi percorrido com um exemplo antes de ser dado por pronto";
        /// Rubric of a plain question.
        basic_said: "What the card's answer says", "O que diz a resposta do cartão";
        /// Title of a scorecard.
        scorecard: "scorecard", "resultado";
        /// Scorecard: how much was asked.
        score_questions: "questions {asked} of {planned}, in {took} of {minutes} min", "perguntas {asked} de {planned}, em {took} de {minutes} min";
        /// Scorecard: points in all.
        score_points: "passed {passed} of {scored}{dot}points {met} of {total} ({percent} %)", "acertos {passed} de {scored}{dot}pontos {met} de {total} ({percent} %)";
        /// Scorecard: what was not rated.
        score_unrated: "not rated, and not counted: {n}", "sem nota, e não contadas: {n}";
        /// Scorecard: earlier interviews.
        score_before: "earlier interviews: {n}{dot}the last {last} %{dot}the best {best} %{dot}all together {all} %", "entrevistas anteriores: {n}{dot}a última {last} %{dot}a melhor {best} %{dot}todas juntas {all} %";
        /// Scorecard: heading over rounds.
        score_rounds: "by part", "por parte";
        /// Scorecard: heading over phases.
        score_phases: "by phase", "por fase";
        /// Scorecard: heading over topics.
        score_topics: "by topic", "por tópico";
        /// Scorecard: one row.
        score_row: "passed {passed}/{scored}, points {met}/{total}", "acertos {passed}/{scored}, pontos {met}/{total}";
        /// Scorecard: the same in earlier interviews.
        score_row_before: "before {met}/{total}", "antes {met}/{total}";
        /// What to do with an interview that was kept.
        kept: "kept: `interview show {n}` shows it again, `interview send {n}` takes its weak cards to review", "guardada: `interview show {n}` mostra de novo, `interview send {n}` leva os cartões fracos à revisão";
        /// Nothing was answered in an interview.
        empty: "nothing was answered; nothing is kept", "nada foi respondido; nada foi guardado";
    }
}
