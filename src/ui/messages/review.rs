//! The words of a review and of its cards, and beside them those of every other screen.

table! {
    /// Every message, in one language.
    Messages {
        /// Head of a session.
        session_head: "{scope}{dot}{due} due{dot}{new} new{dot}about {minutes} min", "{scope}{dot}{due} a revisar{dot}{new} a aprender{dot}cerca de {minutes} min";
        /// What waits, in one line.
        waiting_line: "{due} due{dot}{learning} to repeat{dot}{new} new{dot}about {minutes} min", "{due} a revisar{dot}{learning} em repetição{dot}{new} a aprender{dot}cerca de {minutes} min";
        /// Scope without a roadmap.
        all_cards: "all cards", "todos os cartões";
        /// Head of a drill.
        drill_head: "drill{dot}cards {count}{dot}nothing is rescheduled", "treino{dot}cartões {count}{dot}nada é reagendado";
        /// State of a card never reviewed.
        state_new: "new", "novo";
        /// State of a card under review, with its interval.
        state_review: "review{dot}{days} d", "revisão{dot}{days} d";
        /// State of a repeat.
        state_repeat: "repeat", "repetição";
        /// State of a drilled card.
        state_drill: "drill", "treino";
        /// Label of a leech.
        state_leech: "leech", "sanguessuga";
        /// The marker of a repeat, `[repeat 1]`.
        repeat: "repeat", "repetição";
        /// Before an explanation.
        why: "why", "por quê";
        /// Before a hint.
        hint: "hint", "dica";
        /// Before a symptom.
        symptom: "symptom", "sintoma";
        /// Before a version scope.
        valid: "holds for", "vale para";
        /// Before references.
        read: "read", "leia";
        /// Before visible examples.
        examples: "examples", "exemplos";
        /// Before a solution.
        reference: "reference", "referência";
        /// The learner's program is the reference.
        same_program: "yours is the same, line by line", "a sua é igual, linha por linha";
        /// Before the repaired program.
        repaired: "repaired", "corrigido";
        /// Before the faulty lines.
        faulty_line: "faulty line", "linha com defeito";
        /// Before follow-up questions.
        follow_ups: "follow-up questions", "perguntas seguintes";
        /// Before typical mistakes.
        mistakes: "typical mistakes", "erros típicos";
        /// Before rubric points.
        points: "points of a good answer", "pontos de uma boa resposta";
        /// The mark of a point that is needed.
        must: "must", "obrigatório";
        /// Before a model answer.
        model: "model answer", "resposta modelo";
        /// Before questions to ask first.
        clarify: "ask first", "pergunte antes";
        /// Before estimates.
        estimates: "estimates", "estimativas";
        /// Before levels.
        levels: "by seniority", "por senioridade";
        /// Before the four parts of a story.
        star: "your story", "sua história";
        /// Before signals.
        signals: "what is judged", "o que é avaliado";
        /// Before running time.
        time: "time", "tempo";
        /// Before extra space.
        space: "space", "espaço";
        /// A card whose translation is of an older revision.
        stale_translation: "the translation is of an older revision; this is the English text", "a tradução é de uma revisão anterior; este é o texto em inglês";
        /// The card's meaning has changed since it was last seen.
        card_changed: "this card has changed since you last saw it; the answer counts as Hard at best", "este cartão mudou desde a última vez; a resposta vale no máximo Difícil";
        /// Prompt to reveal, on a terminal.
        reveal: "Enter shows the answer", "Enter mostra a resposta";
        /// Cue to say an answer aloud or write it, before the rubric.
        open_prompt: "answer aloud or on paper, then Enter shows what a good answer says", "responda em voz alta ou no papel; depois Enter mostra o que uma boa resposta diz";
        /// Cue to type an answer.
        type_prompt: "type the answer; an empty line gives up", "digite a resposta; linha vazia desiste";
        /// Prompt to answer an output card.
        output_prompt: "type what it prints; an empty line or . ends", "digite o que é impresso; linha vazia ou . encerra";
        /// Prompt to name a line.
        bug_prompt: "which line?", "qual linha?";
        /// Prompt for a choice of one.
        choice_prompt: "which letter?", "qual letra?";
        /// Prompt for a choice of several.
        choices_prompt: "which letters? all that are right", "quais letras? todas as corretas";
        /// Prompt to tick points.
        tick_prompt: "which points did you make? numbers, a for all, 0 for none, Enter to grade without ticking", "quais pontos você citou? números, a para todos, 0 para nenhum, Enter para dar a nota sem marcar";
        /// A right answer.
        right: "right", "certo";
        /// A wrong answer.
        wrong: "wrong", "errado";
        /// A near miss.
        near: "close: {why} One more try.", "quase: {why} Mais uma tentativa.";
        /// No answer.
        blank: "no answer", "sem resposta";
        /// Prompt before a program is written.
        write_prompt: "Enter opens your editor, r shows the reference", "Enter abre seu editor, r mostra a referência";
        /// Prompt once there is a version of the learner's.
        rewrite_prompt: "Enter opens your editor, x runs it as it stands, r shows the reference", "Enter abre seu editor, x executa como está, r mostra a referência";
        /// Prompt after a faulty line was named.
        repair_prompt: "r repairs it in your editor, Enter shows the repair", "r corrige no seu editor, Enter mostra a correção";
        /// A draft was found.
        draft_found: "your last version is still here and opens again", "sua última versão ainda está aqui e abre de novo";
        /// The editor left the text as it was.
        editor_unchanged: "nothing was changed, so nothing was run; if your editor opened a window, save there and press x, or make it wait: EDITOR='code --wait'", "nada mudou, então nada foi executado; se seu editor abriu uma janela, salve nela e pressione x, ou faça-o esperar: EDITOR='code --wait'";
        /// No interpreter serves the card.
        no_python: "no CPython {scope} was found here: compare with the reference and grade yourself", "nenhum CPython {scope} foi encontrado aqui: compare com a referência e dê a nota";
        /// No interpreter has the packages of the card.
        no_packages: "no Python here has {packages}: compare with the reference and grade yourself", "nenhum Python daqui tem {packages}: compare com a referência e dê a nota";
        /// Consent for the built-in decks.
        consent_built_in: "run programs of the built-in cards on this machine, behind a fence (no network, no files of yours, little time and memory)? y/N", "executar programas dos cartões embutidos nesta máquina, atrás de uma cerca (sem rede, sem seus arquivos, pouco tempo e memória)? s/N";
        /// Consent for one deck.
        consent_deck: "run the programs of the deck '{topic}' on this machine, behind a fence? y/N", "executar os programas do baralho '{topic}' nesta máquina, atrás de uma cerca? s/N";
        /// Consent was not given.
        not_run: "not run: compare with the reference and grade yourself; `trust` agrees later", "não executado: compare com a referência e dê a nota; `trust` autoriza depois";
        /// Every test passed.
        tests_pass: "tests passed: {passed} of {total}", "testes que passam: {passed} de {total}";
        /// A test failed.
        tests_fail: "tests passed: {passed} of {total}; this promise is broken:", "testes que passam: {passed} de {total}; esta promessa foi quebrada:";
        /// Before what a program printed.
        printed: "it printed", "imprimiu";
        /// After the first lines that a program printed.
        printed_more: ["and {n} more line", "and {n} more lines"], ["e mais {n} linha", "e mais {n} linhas"];
        /// Why a program was ended.
        stopped_early: "it ended before its tests were through", "terminou antes do fim dos testes";
        /// Why a program was ended.
        stopped_crash: "it crashed", "o programa quebrou";
        /// Why a program was ended.
        stopped_time: "it ran too long", "demorou demais";
        /// Why a program was ended.
        stopped_cpu: "it used too much processor time", "usou tempo demais de processador";
        /// Why a program was ended.
        stopped_output: "it printed too much", "imprimiu demais";
        /// Why a program was ended.
        stopped_memory: "it used too much memory", "usou memória demais";
        /// Why a program was ended.
        stopped_disk: "it wrote too much", "gravou demais";
        /// Why a program was ended.
        stopped_processes: "it started too many processes", "iniciou processos demais";
        /// Why a run ended: the learner pressed Ctrl-C.
        stopped_by_learner: "you ended it", "você o interrompeu";
        /// Before a failing line of the tests.
        failing_test: "test line", "linha do teste";
        /// Before the learner's line.
        your_line: "your line", "sua linha";
        /// The program was ended.
        program_stopped: "stopped: {why}", "interrompido: {why}";
        /// Everything of the fence stands.
        fence_stands: "ran on Python {version} behind the whole fence", "executado no Python {version} atrás da cerca inteira";
        /// Parts of the fence are missing here.
        fence_down: "ran on Python {version}; parts of the fence that this machine lacks: {parts}", "executado no Python {version}; partes da cerca que faltam nesta máquina: {parts}";
        /// Ticks that cannot be read.
        no_tick: "'{text}' is no list of points from 1 to {most}", "'{text}' não é uma lista de pontos de 1 a {most}";
        /// What a rubric came to.
        ticked: "points met: {met} of {total}; needed and missing: {missing}", "pontos citados: {met} de {total}; obrigatórios que faltam: {missing}";
        /// Before what was typed.
        you_typed: "you", "você";
        /// Before the right answer.
        answer: "answer", "resposta";
        /// The button Again.
        again: "again", "de novo";
        /// The button Hard.
        hard: "hard", "difícil";
        /// The button Good.
        good: "good", "bom";
        /// The button Easy.
        easy: "easy", "fácil";
        /// Prompt of raw grades.
        raw_grade: "grade 0-5", "nota 0-5";
        /// A drill's grade prompt: nothing is stored in the schedule.
        drill_grade: "1 again{dot}2 hard{dot}3 good{dot}4 easy", "1 de novo{dot}2 difícil{dot}3 bom{dot}4 fácil";
        /// Suggestion of the judge.
        enter_takes: "Enter: {grade}", "Enter: {grade}";
        /// A grade that is none.
        no_grade: "'{text}' is no grade; type {range}, or :? for help", "'{text}' não é uma nota; digite {range}, ou :? para ajuda";
        /// A command that is none.
        no_command: "'{text}' is no command here; :? lists them", "'{text}' não é um comando aqui; :? mostra a lista";
        /// Nothing to undo.
        nothing_to_undo: "nothing to undo in this session", "nada a desfazer nesta sessão";
        /// An answer was taken back.
        undone: "undone: {what}", "desfeito: {what}";
        /// No more hints.
        no_hint: "this card has no more hints", "este cartão não tem mais dicas";
        /// The card has no hints.
        no_hints: "this card has no hints", "este cartão não tem dicas";
        /// The explanation is asked for too early.
        why_later: "the explanation comes with the answer; :h gives a hint", "a explicação vem com a resposta; :h dá uma dica";
        /// No explanation before the answer.
        no_why: "this card has no explanation", "este cartão não tem explicação";
        /// A card was buried.
        buried: "buried until tomorrow", "enterrado até amanhã";
        /// A card was suspended.
        suspended: "suspended; `resume {card}` brings it back", "suspenso; `resume {card}` o traz de volta";
        /// A card was flagged.
        flagged: "flagged", "marcado";
        /// A card was skipped.
        skipped: "skipped; it stays due", "pulado; continua para revisar";
        /// The repeats that wait.
        repeats_wait: "{n} to repeat", "{n} a repetir";
        /// Help at any prompt.
        help: ":u undo  :h hint  :w why  :i info  :e edit  :b bury  :s suspend  :skip  :flag [note]  :q quit  :? this help", ":u desfazer  :h dica  :w por quê  :i info  :e editar  :b enterrar  :s suspender  :skip pular  :flag [nota] marcar  :q sair  :? esta ajuda";
        /// Help in an answer of several lines.
        help_lines: "they work on every line of the answer, which is not lost; \\:q is the text :q", "valem em toda linha da resposta, que não se perde; \\:q é o texto :q";
        /// Help where keys act alone.
        help_keys: "Enter reveals and takes the suggestion; 1-4 grade; the commands work without the colon here", "Enter revela e aceita a sugestão; 1-4 dão a nota; aqui os comandos dispensam os dois-pontos";
        /// The edited card is shown again.
        edited: "saved in {file}; the card again:", "salvo em {file}; o cartão de novo:";
        /// The editor changed nothing.
        unchanged: "nothing changed", "nada mudou";
        /// The card was answered elsewhere meanwhile.
        answered_elsewhere: "this card was answered in another window just now; your answer is kept as a repeat", "este cartão acabou de ser respondido em outra janela; sua resposta foi guardada como repetição";
        /// A queued card was answered or put aside elsewhere before it was shown.
        met_elsewhere: "{card} was dealt with in another window just now", "{card} acabou de ser tratado em outra janela";
        /// An answer could not be written.
        try_again: "not saved yet: Enter tries again, q leaves without this answer", "ainda não foi salvo: Enter tenta de novo, q sai sem esta resposta";
        /// The clock is slightly behind.
        clock_behind: "the clock says {clock}, but the last entry was made on {last}: that day goes on", "o relógio diz {clock}, mas o último registro é de {last}: esse dia continua";
        /// The clock is far behind.
        clock_far_behind: "the clock says {clock}, {days} days before the last entry of {last}: what is written now is marked so", "o relógio diz {clock}, {days} dias antes do último registro, de {last}: o que for gravado agora fica marcado";
        /// The clock is very far ahead.
        clock_far_ahead: "the clock says {clock}, {days} days after the last entry of {last}", "o relógio diz {clock}, {days} dias depois do último registro, de {last}";
        /// Asks whether a strange clock is right.
        clock_question: "is the clock right? Enter goes on, any other key leaves", "o relógio está certo? Enter continua, outra tecla sai";
        /// A leech was found.
        leech: "leech: {lapses} lapses. What helps: a hint of your own (:e), the topic before this one, a rewrite (:e), or :s to put it aside", "sanguessuga: {lapses} lapsos. O que ajuda: uma dica sua (:e), o tópico anterior, reescrever (:e), ou :s para deixá-lo de lado";
        /// Info: a card never reviewed.
        info_new: "never reviewed; the first pass gives 1 day, the second 6", "nunca revisado; o primeiro acerto dá 1 dia, o segundo 6";
        /// Info: the numbers of a card.
        info_numbers: "ease {ease}, interval {interval} d, due {due}, reviews {reviews}, lapses {lapses}", "facilidade {ease}, intervalo {interval} d, vence em {due}, revisões {reviews}, lapsos {lapses}";
        /// Info: one line of history.
        info_line: "{day}  {what}  {grade}  {interval}", "{day}  {what}  {grade}  {interval}";
        /// Info: why, after a fail.
        info_fail: "why {days} d: a fail starts the repetitions again, with one day", "por que {days} d: um erro recomeça as repetições, com um dia";
        /// Info: why, at the first pass.
        info_first: "why {days} d: the first pass is followed by one day", "por que {days} d: depois do primeiro acerto vem um dia";
        /// Info: why, at the second pass.
        info_second: "why {days} d: the second pass in a row is followed by six days", "por que {days} d: depois do segundo acerto seguido vêm seis dias";
        /// Info: why, at a later pass.
        info_growth: "why {days} d: {from} d times ease {ease} is {raw} d", "por que {days} d: {from} d vezes a facilidade {ease} dá {raw} d";
        /// Info: the credit of a late answer.
        info_late: "answered {late} d late, of which {credit} d count", "respondido com {late} d de atraso, dos quais {credit} d contam";
        /// Info: the spread.
        info_spread: "spread between {shortest} and {longest} d, the quieter day was taken", "espalhado entre {shortest} e {longest} d, escolhido o dia mais calmo";
        /// Info: a pass lengthens.
        info_lengthened: "a pass lengthens by a day at least", "um acerto alonga ao menos um dia";
        /// Info: order of grades.
        info_ordered: "never shorter than a lower grade would give", "nunca menor do que uma nota pior daria";
        /// Info: the maximum.
        info_maximum: "the maximum interval", "o intervalo máximo";
        /// Nothing is due.
        nothing_due: "nothing is due", "nada para revisar";
        /// What to do when nothing is due.
        nothing_due_hint: "`drill` practises without rescheduling; `review --new 5` takes five more new cards", "`drill` treina sem reagendar; `review --new 5` traz mais cinco cartões novos";
        /// What to do when nothing matches.
        nothing_matches_hint: "`list` with the same words shows every card that matches; cards not yet due wait for their day", "`list` com as mesmas palavras mostra todos os cartões; os que não venceram esperam seu dia";
        /// Above what a program prints.
        it_prints: "it prints", "ele imprime";
        /// Above the exception that ends a program.
        it_raises: "it raises", "ele lança";
        /// The legend of a line diff.
        diff_legend: "- you   + expected", "- você   + esperado";
        /// Nothing matches a query.
        nothing_matches: "no card that can be shown now matches", "nenhum cartão disponível agora corresponde";
        /// End of a session, no answers.
        ended_empty: "no answers given; nothing has changed", "nenhuma resposta; nada mudou";
        /// Title of the summary.
        summary: "session", "sessão";
        /// Counts of grades.
        summary_grades: "reviews {reviews}, repeats {repeats}, in {time}: again {again}, hard {hard}, good {good}, easy {easy}", "revisões {reviews}, repetições {repeats}, em {time}: de novo {again}, difícil {hard}, bom {good}, fácil {easy}";
        /// Pass rate at the first try.
        summary_passed: "passed at the first try: {passed} of {reviews} ({rate})", "acertos na primeira: {passed} de {reviews} ({rate})";
        /// Cards that lapsed.
        summary_lapsed: "lapsed", "lapsos";
        /// Weakest topics.
        summary_weak: "weakest topics", "tópicos mais fracos";
        /// Tomorrow's load.
        summary_tomorrow: "tomorrow: {due} due", "amanhã: {due} para revisar";
        /// Days in a row.
        summary_streak: ["streak: {n} day", "streak: {n} days"], ["sequência: {n} dia", "sequência: {n} dias"];
        /// Repeats that are left.
        summary_left_repeats: "waiting for a repeat today: {n}; `review` goes on", "esperando repetição hoje: {n}; `review` continua";
        /// Due cards that are left.
        summary_left_due: "still to come: {n}; `review` goes on", "ainda por vir: {n}; `review` continua";
        /// Nothing is left.
        summary_done: "done for today", "pronto por hoje";
        /// After the summary on a terminal.
        after_summary: "u undoes the last answer; Enter ends", "u desfaz a última resposta; Enter encerra";
        /// After Ctrl-C, which ends nothing.
        how_to_leave: "the line is cleared; :q or Ctrl-D ends the session, :? shows what else there is", "linha apagada; :q ou Ctrl-D encerra a sessão, :? mostra o que mais há";
        /// A letter that stands at no option.
        fault_option: "'{letter}' is no option; choose from a to {last}", "'{letter}' não é uma opção; escolha de a até {last}";
        /// Several options where one is asked.
        fault_one: "one letter is asked", "uma letra só";
        /// No number of a line.
        fault_line: "'{given}' is no line from 1 to {lines}", "'{given}' não é uma linha de 1 a {lines}";
        /// An answer that is too long.
        fault_long: "the answer is longer than {most} bytes", "a resposta passa de {most} bytes";
        /// A card's pattern that does not compile.
        fault_pattern: "the card's pattern is broken: {what}", "o padrão do cartão está quebrado: {what}";
        /// No streak.
        no_streak: "no streak yet", "sem sequência ainda";
    }
    /// The first run and the prompt.
    prompt: super::prompt::Prompt;
    /// The roads.
    roads: super::roads::Roads;
    /// Mock interviews.
    interview: super::interview::Interview;
    /// What interviews ask.
    questions: super::questions::Questions;
    /// Figures.
    stats: super::stats::Stats;
    /// Cards and what happened to them.
    cards: super::cards::Cards;
    /// What was done to cards, decks and settings.
    deeds: super::deeds::Deeds;
    /// The log and its copies.
    keeping: super::keeping::Keeping;
}
