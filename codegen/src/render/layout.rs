//! Where prettyplease and rustfmt disagree, rustfmt is right.
//!
//! prettyplease breaks lines at 89 columns, rustfmt at 100; it leaves no blank line between the
//! members of an impl; and it knows none of rustfmt's narrower limits for arrays.

use std::borrow::Cow;

/// rustfmt's `max_width`.
const WIDTH: usize = 100;
/// rustfmt's `fn_call_width`: how wide the arguments of a call on one line may be together.
const CALL_WIDTH: usize = 60;
/// rustfmt's `array_width`: how wide the elements of an array on one line may be together.
const ARRAY_WIDTH: usize = 60;
/// rustfmt's `short_array_element_width_threshold`: arrays of such elements are packed.
const SHORT_ELEMENT: usize = 10;

/// The text of an item as rustfmt would leave it.
pub(super) fn settle(item: &str) -> String {
    let lines = join_parentheses(item.lines().map(Line::Borrowed).collect());
    let lines = break_arrays(lines);
    let lines = separate_members(lines);
    let mut text = String::with_capacity(item.len() + lines.len());
    for line in lines {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

/// Most lines stay as the printer left them.
type Line<'a> = Cow<'a, str>;

/// Puts a signature or a call back on one line where it fits there.
fn join_parentheses(lines: Vec<Line<'_>>) -> Vec<Line<'_>> {
    let mut joined = Vec::with_capacity(lines.len());
    let mut rest = lines.into_iter();
    while let Some(line) = rest.next() {
        if !line.ends_with('(') {
            joined.push(line);
            continue;
        }
        let arguments_width = if opens_signature(&line) {
            WIDTH
        } else {
            CALL_WIDTH
        };
        let mut broken = vec![line];
        for line in rest.by_ref() {
            let closes = line.trim_start().starts_with(')');
            broken.push(line);
            if closes {
                break;
            }
        }
        match one_line(&broken, arguments_width) {
            Some(line) => joined.push(line.into()),
            None => joined.extend(broken),
        }
    }
    joined
}

fn opens_signature(line: &str) -> bool {
    let code = line.trim_start();
    let declares = [
        "fn ",
        "pub fn ",
        "async fn ",
        "pub async fn ",
        "pub const fn ",
        "const fn ",
    ];
    declares.iter().any(|start| code.starts_with(start))
}

fn one_line(broken: &[Line<'_>], arguments_width: usize) -> Option<String> {
    let [first, arguments @ .., last] = broken else {
        return None;
    };
    let arguments: Vec<&str> = arguments.iter().map(|line| line.trim()).collect();
    // What spans several lines is no plain list of arguments, and a comment must end its line.
    if arguments
        .iter()
        .any(|line| line.ends_with(['{', '(', '[']) || line.starts_with("//"))
    {
        return None;
    }
    let arguments = arguments.join(" ");
    let arguments = arguments.trim_end_matches(',');
    let line = format!("{first}{arguments}{}", last.trim_start());
    (arguments.len() <= arguments_width && line.len() <= WIDTH).then_some(line)
}

/// Breaks `… = &[…];` and `name: &[…],` where the elements are too wide for one line, or puts them
/// back on it. Arrays of anything but plain words are left to the printer.
fn break_arrays(lines: Vec<Line<'_>>) -> Vec<Line<'_>> {
    let mut broken = Vec::with_capacity(lines.len());
    let mut rest = lines.into_iter();
    while let Some(line) = rest.next() {
        let opening = ["= &[", ": &["]
            .into_iter()
            .find_map(|opening| Some(line.find(opening)? + opening.len()));
        let (Some(start), false) = (opening, line.trim_start().starts_with("//")) else {
            broken.push(line);
            continue;
        };
        let mut whole = vec![line.clone()];
        while !whole
            .last()
            .is_some_and(|last| last.ends_with("];") || last.ends_with("],"))
        {
            match rest.next() {
                Some(next) => whole.push(next),
                None => break,
            }
        }
        let joined: Vec<&str> = whole.iter().map(|line| line.trim()).collect();
        let joined = joined.join(" ");
        let indent = line.len() - line.trim_start().len();
        let (opening, elements) = joined.split_at(start - indent);
        let Some((elements, end)) = elements.rsplit_once(']') else {
            broken.extend(whole);
            continue;
        };
        let elements = elements.trim().trim_end_matches(',');
        if elements.contains(['(', '[', '{']) {
            broken.extend(whole);
        } else {
            let opening = format!("{}{opening}", " ".repeat(indent));
            array(&opening, elements, end, indent, &mut broken);
        }
    }
    broken
}

fn array(opening: &str, elements: &str, end: &str, indent: usize, lines: &mut Vec<Line<'_>>) {
    let whole = format!("{opening}{elements}]{end}");
    if elements.len() <= ARRAY_WIDTH && whole.len() <= WIDTH {
        lines.push(whole.into());
        return;
    }
    lines.push(opening.to_owned().into());
    let inner = " ".repeat(indent + 4);
    let elements: Vec<&str> = elements.split(", ").collect();
    if elements
        .iter()
        .all(|element| element.len() <= SHORT_ELEMENT)
    {
        let mut current = String::new();
        for element in elements {
            if !current.is_empty() && inner.len() + current.len() + element.len() + 2 > WIDTH {
                lines.push(format!("{inner}{current}").into());
                current.clear();
            }
            if !current.is_empty() {
                current.push(' ');
            }
            current.push_str(element);
            current.push(',');
        }
        lines.push(format!("{inner}{current}").into());
    } else {
        let elements = elements.iter();
        lines.extend(elements.map(|element| Line::from(format!("{inner}{element},"))));
    }
    lines.push(format!("{}]{end}", " ".repeat(indent)).into());
}

/// Leaves a blank line between the members of an impl or a trait.
fn separate_members(lines: Vec<Line<'_>>) -> Vec<Line<'_>> {
    let member_block = lines.iter().any(|line| {
        line.ends_with('{') && (line.starts_with("impl") || line.starts_with("pub trait"))
    });
    if !member_block {
        return lines;
    }
    let mut separated: Vec<Line<'_>> = Vec::with_capacity(lines.len());
    for line in lines {
        let begins = separated
            .last()
            .is_some_and(|previous| begins_member(previous, &line));
        if begins {
            separated.push(Line::Borrowed(""));
        }
        separated.push(line);
    }
    separated
}

/// Whether `line` is the first of a member and `previous` the last of the one before.
fn begins_member(previous: &str, line: &str) -> bool {
    let at_member_level = |line: &str| {
        line.strip_prefix("    ")
            .is_some_and(|code| !code.is_empty() && !code.starts_with(' '))
    };
    if !at_member_level(previous) || !at_member_level(line) {
        return false;
    }
    let (previous, line) = (previous.trim_start(), line.trim_start());
    let documents = previous.starts_with("//") || previous.starts_with("#[");
    let ends = !documents && previous.ends_with([';', '}']);
    let undocumented_line = |line: &str| {
        (line.starts_with("const ") || line.starts_with("type ")) && line.ends_with(';')
    };
    ends && !line.starts_with('}') && !(undocumented_line(previous) && undocumented_line(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_that_fits_goes_on_one_line() {
        let text = "fn name(\n    a: usize,\n    b: usize,\n) -> usize {\n    a\n}\n";
        assert_eq!(
            settle(text),
            "fn name(a: usize, b: usize) -> usize {\n    a\n}\n"
        );
    }

    #[test]
    fn a_signature_that_does_not_fit_stays_broken() {
        let long = "a".repeat(60);
        let text = format!("fn name(\n    {long}: usize,\n    b: {long},\n) {{}}\n");
        assert_eq!(settle(&text), text);
    }

    #[test]
    fn arrays_are_broken_by_their_elements() {
        let wide = "const A: &[&str] = &[\"aaaaaaaaaaaaaaaaaaaa\", \"bbbbbbbbbbbbbbbbbbbb\", \"cccccccccccccccccc\"];\n";
        assert_eq!(settle(wide).lines().count(), 5);
        let short = format!("const A: &[&str] = &[{}];\n", ["\"abcdef\""; 12].join(", "));
        assert_eq!(settle(&short).lines().count(), 4);
        let fits = "const A: &[&str] = &[\"a\", \"b\"];\n";
        assert_eq!(settle(fits), fits);
        let field = format!(
            "A {{\n    names: &[{}],\n}}\n",
            ["\"abcdefghijkl\""; 5].join(", ")
        );
        assert_eq!(settle(&field).lines().count(), 9);
    }

    #[test]
    fn members_of_an_impl_are_separated() {
        let text = "impl A {\n    const B: u8 = 1;\n    const C: u8 = 2;\n    fn d() {\n        e();\n    }\n    /// f\n    fn f() {}\n}\n";
        let expected = "impl A {\n    const B: u8 = 1;\n    const C: u8 = 2;\n\n    fn d() {\n        e();\n    }\n\n    /// f\n    fn f() {}\n}\n";
        assert_eq!(settle(text), expected);
    }

    #[test]
    fn a_sentence_that_ends_like_a_statement_separates_nothing() {
        let text = "impl A {\n    /// One;\n    /// two.\n    fn a() {}\n}\n";
        assert_eq!(settle(text), text);
    }
}
