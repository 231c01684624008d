//! What is said of the log, of copies of it, and of whether everything is whole.

table! {
    /// What the log, its copies and the doctor say.
    Keeping {
        /// The log is empty.
        log_empty: "nothing is logged yet", "nada foi registrado ainda";
        /// No event is of the cards asked for.
        log_no_match: "no event matches", "nenhum evento corresponde";
        /// How many events there are, if not all are shown.
        log_more: ["the last {shown} of {n} event; `--limit {n}` shows it", "the last {shown} of {n} events; `--limit {n}` shows them all"], ["os últimos {shown} de {n} evento; `--limit {n}` o mostra", "os últimos {shown} de {n} eventos; `--limit {n}` mostra todos"];
        /// What an undo takes back.
        takes_back: "takes back: {what}", "desfaz: {what}";
        /// An event's clock was behind.
        clock_behind: "(clock behind)", "(relógio atrasado)";
        /// An event was taken back.
        taken_back: "(undone)", "(desfeito)";
        /// The log was written to a file.
        exported: ["{n} event written to {file}", "{n} events written to {file}"], ["{n} evento gravado em {file}", "{n} eventos gravados em {file}"];
        /// A log was merged.
        imported: ["{n} new event, {known} known already", "{n} new events, {known} known already"], ["{n} evento novo; já conhecidos: {known}", "{n} eventos novos; já conhecidos: {known}"];
        /// Some of them are of cards that are not here.
        import_strange: "events of cards that no deck here has: {count} ({cards})", "eventos de cartões que nenhum baralho daqui tem: {count} ({cards})";
        /// Cards that are not named.
        import_more: ["{n} more", "{n} more"], ["mais {n}", "mais {n}"];
        /// What to do about them.
        import_hint: "hint: copy the other home's decks to {folder} too", "dica: copie também os baralhos da outra pasta para {folder}";
        /// Everything that is folded was folded again.
        folded: "the log is whole; everything derived was built anew", "o registro está inteiro; tudo o que deriva dele foi refeito";
        /// The same, but events are missing.
        folded_with_gaps: ["everything derived was built anew; {n} event is missing", "everything derived was built anew; {n} events are missing"], ["tudo o que deriva do registro foi refeito; falta {n} evento", "tudo o que deriva do registro foi refeito; faltam {n} eventos"];
        /// A damaged database was read.
        salvaged: "the database was damaged: events read {kept}, brought from backups {restored}, known to be lost {lost}; what left no trace cannot be counted", "o banco de dados estava danificado: eventos lidos {kept}, trazidos de cópias {restored}, sabidamente perdidos {lost}; o que não deixou vestígio não pode ser contado";
        /// Events that are lost.
        lost: "lost: events {first} to {last} of device {device}", "perdidos: eventos {first} a {last} do dispositivo {device}";
        /// Where the damaged file is.
        damaged_copy: "the damaged file is kept as {file}", "o arquivo danificado foi guardado como {file}";
        /// Where the events that could be read are.
        readable: "the events that could be read are in {file}", "os eventos que puderam ser lidos estão em {file}";
        /// What was looked at.
        database: "database", "banco de dados";
        /// What was looked at.
        checksums: "checksums", "somas de verificação";
        /// What was looked at.
        order: "order", "ordem";
        /// What was looked at.
        memory: "memory", "memória";
        /// What was looked at.
        roads: "roads", "roadmaps";
        /// What was looked at.
        numbers: "numbers", "numeração";
        /// What was looked at.
        index: "index", "índice";
        /// The daily backup was made before.
        backup_of_today: "there is a backup of today", "já há uma cópia de hoje";
        /// A backup was written.
        backup_written: "backup written and verified: {file}", "cópia gravada e verificada: {file}";
        /// What a backup does not hold.
        backup_without_decks: "cards of your own are text, and are not in it: copy {folder} too", "seus próprios cartões são texto e não estão nela: copie {folder} também";
        /// A backup was put back.
        restored: "restored {file}", "{file} foi restaurado";
        /// Where the database before it is.
        restored_over: "what was there before is in {file}", "o que havia antes está em {file}";
        /// No backup was made.
        no_backup: "there is no backup yet; `milepost backup` makes one", "ainda não há cópia; `milepost backup` faz uma";
        /// Under a list of backups.
        backups: "the newest comes first; `milepost restore FILE` puts one back and keeps what is there now beside it", "a mais nova vem primeiro; `milepost restore ARQUIVO` traz uma de volta e guarda ao lado o que há agora";
    }
}

impl Keeping {
    /// The name of what was looked at, by the store's word for it.
    pub fn check<'n>(&self, name: &'n str) -> &'n str {
        match name {
            "database" => self.database,
            "checksums" => self.checksums,
            "order" => self.order,
            "memory" => self.memory,
            "roads" => self.roads,
            "numbers" => self.numbers,
            "index" => self.index,
            other => other,
        }
    }
}
