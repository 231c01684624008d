//! The words for cards in a list: their kinds and states, and what happened to them.

use crate::domain::card::Kind;
use crate::domain::event::{EventBody, MarkEvent, RoadEvent};

table! {
    /// Words of cards and events, one by one and in a table.
    Cards {
        /// Nothing matches.
        no_match: "no card matches", "nenhum cartão corresponde";
        /// Nothing is there.
        none: "no cards here yet", "nenhum cartão aqui ainda";
        /// How many there are.
        count: ["{n} card", "{n} cards"], ["{n} cartão", "{n} cartões"];
        /// Head of a column.
        card: "card", "cartão";
        /// Head of a column.
        kind_head: "kind", "tipo";
        /// Head of a column.
        level: "level", "nível";
        /// Head of a column.
        state: "state", "estado";
        /// Head of a column.
        interval: "interval", "intervalo";
        /// Head of a column.
        due: "due", "vence";
        /// What stands at the right of a card that is shown.
        head: "{kind}, level {level}, {state}", "{kind}, nível {level}, {state}";
        /// A kind of card.
        basic: "basic", "básico";
        /// A kind of card.
        cloze: "cloze", "lacuna";
        /// A kind of card.
        choice: "choice", "escolha";
        /// A kind of card.
        typed: "type", "digitação";
        /// A kind of card.
        output: "output", "saída";
        /// A kind of card.
        bug: "bug", "defeito";
        /// A kind of card.
        code: "code", "código";
        /// A kind of card.
        open: "open", "aberta";
        /// A state.
        new: "new", "novo";
        /// A state.
        learning: "learning", "aprendendo";
        /// A state.
        young: "young", "jovem";
        /// A state.
        mature: "mature", "maduro";
        /// A state.
        suspended: "suspended", "suspenso";
        /// A state.
        buried: "buried", "enterrado";
        /// An event.
        review: "review", "revisão";
        /// An event.
        repeat: "repeat", "repetição";
        /// An event.
        cram: "cram", "treino";
        /// An event.
        undo: "undo", "desfazer";
        /// An event.
        suspend: "suspend", "suspender";
        /// An event.
        resume: "resume", "retomar";
        /// An event.
        bury: "bury", "enterrar";
        /// An event.
        reset: "reset", "zerar";
        /// An event.
        flag: "flag", "marcar";
        /// An event.
        unflag: "unflag", "desmarcar";
        /// An event.
        note: "note", "nota";
        /// An event.
        follow: "follow", "seguir";
        /// An event.
        unfollow: "unfollow", "deixar";
        /// An event.
        unlock: "unlock", "liberar";
        /// An event.
        done: "done", "feito";
        /// An event.
        undone: "undone", "por fazer";
        /// An event.
        interview: "interview", "entrevista";
    }
}

impl Cards {
    /// The name of a kind of card.
    pub const fn kind(&self, kind: Kind) -> &'static str {
        match kind {
            Kind::Basic => self.basic,
            Kind::Cloze => self.cloze,
            Kind::Choice => self.choice,
            Kind::Type => self.typed,
            Kind::Output => self.output,
            Kind::Bug => self.bug,
            Kind::Code => self.code,
            Kind::Open => self.open,
        }
    }

    /// The name of what happened; that of a later build stays as it is written.
    pub fn event<'e>(&self, body: &'e EventBody) -> &'e str {
        match body {
            EventBody::Review(_) => self.review,
            EventBody::Repeat(_) => self.repeat,
            EventBody::Cram(_) => self.cram,
            EventBody::Undo { .. } => self.undo,
            EventBody::Mark { mark, .. } => self.mark(mark),
            EventBody::Road(road) => self.road(road),
            EventBody::Interview { .. } => self.interview,
            EventBody::Unknown { .. } => body.kind(),
        }
    }

    const fn mark(&self, mark: &MarkEvent) -> &'static str {
        match mark {
            MarkEvent::Suspend => self.suspend,
            MarkEvent::Resume => self.resume,
            MarkEvent::Bury { .. } => self.bury,
            MarkEvent::Reset => self.reset,
            MarkEvent::Flag { .. } => self.flag,
            MarkEvent::Unflag => self.unflag,
            MarkEvent::Note { .. } => self.note,
        }
    }

    const fn road(&self, road: &RoadEvent) -> &'static str {
        match road {
            RoadEvent::Follow { .. } => self.follow,
            RoadEvent::Unfollow { .. } => self.unfollow,
            RoadEvent::Unlock { .. } => self.unlock,
            RoadEvent::Done { .. } => self.done,
            RoadEvent::Undone { .. } => self.undone,
        }
    }
}
