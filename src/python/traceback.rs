//! Reads what Python writes about an exception that nobody caught.

/// An exception and the lines of one file that led to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Traceback {
    /// Lines of the program, from 1, outermost first.
    pub(crate) lines: Vec<u32>,
    /// The class, without its module: `ValueError`.
    pub(crate) exception: String,
    /// What it says; may be empty and may have several lines.
    pub(crate) message: String,
}

/// The last traceback of `stderr`, with the lines that lie in the file called `file`.
pub(crate) fn parse(stderr: &str, file: &str) -> Option<Traceback> {
    let lines: Vec<&str> = stderr.lines().map(bare).collect();
    let start = lines
        .iter()
        .rposition(|line| line.starts_with("Traceback ") || line.contains(" Traceback (most"));
    // A program that does not compile has frames without that header.
    let block = &lines[start.map_or(0, |start| start + 1)..];
    let last_frame = block
        .iter()
        .rposition(|line| line.trim_start().starts_with("File \""))?;
    let said = block[last_frame + 1..]
        .iter()
        .position(|line| is_exception(line))?
        + last_frame
        + 1;
    let (class, first) = block[said]
        .split_once(": ")
        .unwrap_or((block[said].trim_end_matches(':'), ""));
    let rest = block[said + 1..].iter().copied();
    let message = std::iter::once(first)
        .chain(rest)
        .collect::<Vec<_>>()
        .join("\n");
    Some(Traceback {
        lines: block[..=last_frame]
            .iter()
            .filter_map(|line| frame(line, file))
            .collect(),
        exception: class.rsplit('.').next().unwrap_or(class).to_owned(),
        message: message.trim_end().to_owned(),
    })
}

/// Without the drawing of an exception group.
fn bare(line: &str) -> &str {
    let Some(rest) = line.trim_start().strip_prefix(['|', '+']) else {
        return line;
    };
    rest.strip_prefix(' ').unwrap_or(rest)
}

/// It begins at the margin with a class; frames, source and marks are indented.
fn is_exception(line: &str) -> bool {
    let class = line
        .split(": ")
        .next()
        .unwrap_or_default()
        .trim_end_matches(':');
    !class.is_empty()
        && class
            .split('.')
            .all(|part| part.starts_with(|c: char| c.is_alphabetic() || c == '_'))
}

/// The line number of `File "…/file", line 3, in f`.
fn frame(line: &str, file: &str) -> Option<u32> {
    let (path, rest) = line
        .trim_start()
        .strip_prefix("File \"")?
        .split_once("\", line ")?;
    if path.rsplit('/').next() != Some(file) {
        return None;
    }
    rest.split(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(stderr: &str) -> Traceback {
        parse(stderr, "answer.py").expect("it is a traceback")
    }

    #[test]
    fn lines_of_the_program_and_the_exception_are_read() {
        let read = parsed(
            "Traceback (most recent call last):\n  File \"/tmp/x/answer.py\", line 9, in <module>\n    assert f(1) == 2\n  File \"/tmp/x/answer.py\", line 2, in f\n    return json.loads(x)\n  File \"/usr/lib/json.py\", line 7, in loads\njson.decoder.JSONDecodeError: Expecting value: line 1\nsecond line\n",
        );
        assert_eq!(read.lines, [9, 2]);
        assert_eq!(read.exception, "JSONDecodeError");
        assert_eq!(read.message, "Expecting value: line 1\nsecond line");
    }

    #[test]
    fn the_last_of_several_tracebacks_counts() {
        let read = parsed(
            "Traceback (most recent call last):\n  File \"/t/answer.py\", line 1, in <module>\nKeyError: 'a'\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File \"/t/answer.py\", line 3, in <module>\nRuntimeError\n",
        );
        assert_eq!(
            (read.lines, read.exception.as_str(), read.message.as_str()),
            (vec![3], "RuntimeError", "")
        );
    }

    #[test]
    fn a_program_that_does_not_compile_names_its_line() {
        let read = parsed(
            "  File \"/t/answer.py\", line 2\n    print(\n         ^\nSyntaxError: '(' was never closed\n",
        );
        assert_eq!(
            (read.lines, read.exception.as_str()),
            (vec![2], "SyntaxError")
        );
        assert_eq!(read.message, "'(' was never closed");
    }

    #[test]
    fn an_exception_group_is_named() {
        let read = parsed(
            "  + Exception Group Traceback (most recent call last):\n  |   File \"/t/answer.py\", line 1, in <module>\n  |     raise ExceptionGroup('two', [ValueError(1)])\n  | ExceptionGroup: two (1 sub-exception)\n  +-+---------------- 1 ----------------\n    | ValueError: 1\n    +------------------------------------\n",
        );
        assert_eq!(
            (read.lines, read.exception.as_str()),
            (vec![1], "ExceptionGroup")
        );
    }

    #[test]
    fn other_text_is_no_traceback() {
        for text in [
            "",
            "oh\n",
            "Traceback (most recent call last):\n",
            "ValueError: 1\n",
            "  File \"answer.py\", line x\n",
        ] {
            assert_eq!(parse(text, "answer.py"), None, "{text:?}");
        }
    }
}
