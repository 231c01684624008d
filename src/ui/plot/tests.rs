use super::*;
use crate::domain::card::Lang;
use crate::ui::messages::messages;
use crate::ui::palette::{Charset, Colour};

const ASCII: Palette = Palette {
    colour: Colour::Off,
    charset: Charset::Ascii,
};

fn look(width: usize, palette: Palette) -> Renderer {
    Renderer {
        width,
        palette,
        words: messages(Lang::EN),
    }
}

fn plot(shape: Shape) -> Plot {
    let (title, note, summary) = (
        "Title".to_owned(),
        "A note.".to_owned(),
        "A summary.".to_owned(),
    );
    Plot {
        id: "plot",
        title,
        note,
        key: String::new(),
        summary,
        shape,
    }
}

fn bars() -> Plot {
    let bar = |label: &str, value: f64, more: f64| {
        let figure = format!("{value} + {more}");
        Bar {
            label: label.to_owned(),
            value,
            more,
            figure,
        }
    };
    plot(Shape::Bars(vec![
        bar("Mon", 10.0, 5.0),
        bar("Tue", 0.1, 0.0),
        bar("Wed", 0.0, 0.0),
    ]))
}

fn ranges() -> Plot {
    let range = |label: &str, rate, figure: &str| Range {
        label: label.to_owned(),
        rate,
        figure: figure.to_owned(),
    };
    plot(Shape::Ranges(vec![
        range("one", Some((0.8, 0.6, 0.9)), "80 % (10)"),
        range("two", None, "–"),
        range("all", Some((1.0, 0.34, 1.0)), "100 % (2)"),
    ]))
}

fn lines() -> Plot {
    let values = vec![0.0, 0.01, 0.25, 0.5, 0.75, 1.0];
    plot(Shape::Lines(vec![PlotLine {
        label: "1 Phase".to_owned(),
        values,
        figure: "0 % → 100 %".to_owned(),
    }]))
}

fn heat() -> Plot {
    // 2026-08-31, a Monday, and the 81 days after it.
    let counts = (0..82)
        .map(|day| if day % 5 == 0 { 0 } else { day })
        .collect();
    plot(Shape::Heat(Heat::new(
        StudyDay::from_number(20_696),
        counts,
    )))
}

#[test]
fn bars_start_at_nothing_and_what_is_little_still_shows() {
    insta::assert_snapshot!(bars().draw(look(60, Palette::PLAIN)), @r"
    Title
    A note.
    Mon │███████████████████████████████░░░░░░░░░░░░░░░ 10 + 5
    Tue │█                                              0.1 + 0
    Wed │                                               0 + 0
    A summary.
    ");
    insta::assert_snapshot!(bars().draw(look(30, ASCII)), @r"
    Title
    A note.
    Mon |###########+++++ 10 + 5
    Tue |#                0.1 + 0
    Wed |                 0 + 0
    A summary.
    ");
}

#[test]
fn ranges_stand_on_an_axis_from_nothing_to_all() {
    insta::assert_snapshot!(ranges().draw(look(70, Palette::PLAIN)), @r"
    Title
    A note.
    one │                                ├─────────●─────┤      80 % (10)
    two │                                                       –
    all │                  ├──────────────────────────────────● 100 % (2)
         0            25           50           75        100 %
    A summary.
    ");
    insta::assert_snapshot!(ranges().draw(look(40, ASCII)), @r"
    Title
    A note.
    one |              [---o--]   80 % (10)
    two |                         –
    all |        [--------------o 100 % (2)
         0          50      100 %
    A summary.
    ");
}

#[test]
fn only_nothing_looks_like_nothing_in_steps() {
    insta::assert_snapshot!(lines().draw(look(60, Palette::PLAIN)), @r"
    Title
    A note.
    1 Phase │···▁▁▁▂▂▂▄▄▄▆▆▆███ 0 % → 100 %
    A summary.
    ");
    insta::assert_snapshot!(lines().draw(look(60, ASCII)), @r"
    Title
    A note.
    1 Phase |...111222444666888 0 % → 100 %
    A summary.
    ");
}

#[test]
fn a_heat_map_has_weeks_months_and_a_legend() {
    insta::assert_snapshot!(heat().draw(look(60, Palette::PLAIN)), @r"
    Title
    A note.
          Sep     Oct     Nov
    Mon ··░░░░░░▒▒··▓▓▓▓▓▓██··██
    Tue ░░░░··▒▒▒▒▒▒▓▓··▓▓██████
    Wed ░░░░░░▒▒··▒▒▓▓▓▓▓▓··████
    Thu ░░··░░▒▒▒▒▒▒··▓▓▓▓████··
    Fri ░░░░░░··▒▒▒▒▓▓▓▓··██████
    Sat ··░░░░▒▒▒▒··▓▓▓▓▓▓██··
    Sun ░░░░··▒▒▒▒▒▒▓▓··██████
        · none  ░ 1-21  ▒ 22-41  ▓ 42-61  █ 62-81 a day
    A summary.
    ");
    insta::assert_snapshot!(heat().draw(look(12, ASCII)), @r"
    Title
    A note.
         Oct Nov
    Mon +.***#.#
    Tue ++*.*###
    Wed .+***.##
    Thu ++.**##.
    Fri ++**.###
    Sat +.***#.
    Sun ++*.###
        . none  - 1-21  + 22-41  * 42-61  # 62-81 a day
    A summary.
    ");
}

#[test]
fn words_tell_every_figure() {
    insta::assert_snapshot!(ranges().describe(look(60, Palette::PLAIN)), @r"
    Title
    A note.
    A summary.
    - one: 80 % (10)
    - two: –
    - all: 100 % (2)
    ");
    insta::assert_snapshot!(heat().describe(look(60, Palette::PLAIN)), @r"
    Title
    A note.
    A summary.
    - 2026-08: 0 answers on 0 days
    - 2026-09: 360 answers on 24 days
    - 2026-10: 1141 answers on 25 days
    - 2026-11: 1140 answers on 16 days
    ");
}
