//! Changed copies of documents, from a seed.

use std::path::Path;

/// The files of a folder, by name.
pub(crate) fn read_corpus(folder: &Path) -> Vec<Vec<u8>> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.sort_unstable();
    paths
        .iter()
        .filter_map(|path| std::fs::read(path).ok())
        .collect()
}

/// What is put in the place of a word: keywords, references, and what YAML makes special.
const WORDS: &[&str] = &[
    "type",
    "object",
    "array",
    "string",
    "integer",
    "number",
    "boolean",
    "null",
    "true",
    "[]",
    "{}",
    "''",
    "-1",
    "1.5",
    "9223372036854775808",
    "$ref",
    "'#/components/schemas/Pair'",
    "allOf",
    "oneOf",
    "properties",
    "items",
    "enum",
    "required",
    "nullable",
    "x-rust-name",
    "x-source",
    "é",
    "r#type",
    "Self",
    "default",
    "2XX",
    "multipart/form-data",
    "additionalProperties",
    "&a",
    "*a",
    "!!str",
    "<<",
    "{a: b}",
    "\"",
    "|",
    "- ",
    "self",
    "crate",
    "/{a}/{a}",
    "\u{0}",
    "\u{feff}",
];

/// One of the corpus with one to four changes.
pub(crate) fn mutated(corpus: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut bytes = corpus[random.below(corpus.len())].clone();
    for _ in 0..=random.below(4) {
        let mut lines: Vec<Vec<u8>> = bytes
            .split(|&byte| byte == b'\n')
            .map(<[u8]>::to_vec)
            .collect();
        let (one, other) = (random.below(lines.len()), random.below(lines.len()));
        match random.below(7) {
            0 => {
                lines.remove(one);
            }
            1 => lines.insert(one, lines[other].clone()),
            2 => lines.swap(one, other),
            3 => replace_word(&mut lines[one], random),
            4 => {
                let at = random.below(lines[one].len() + 1);
                lines[one].splice(at..at, random.word().bytes());
            }
            5 => {
                let spaces = random.below(3) * 2;
                lines[one].splice(0..0, std::iter::repeat_n(b' ', spaces));
            }
            _ => {
                if !lines[one].is_empty() {
                    let at = random.below(lines[one].len());
                    lines[one][at] = random.below(256) as u8;
                }
            }
        }
        bytes = lines.join(&b'\n');
    }
    bytes
}

fn replace_word(line: &mut Vec<u8>, random: &mut Random) {
    let is_word = |byte: &u8| !b" {}[],:".contains(byte);
    let starts: Vec<usize> = (0..line.len())
        .filter(|&at| is_word(&line[at]) && (at == 0 || !is_word(&line[at - 1])))
        .collect();
    if starts.is_empty() {
        return;
    }
    let start = starts[random.below(starts.len())];
    let length = line[start..]
        .iter()
        .take_while(|byte| is_word(byte))
        .count();
    line.splice(start..start + length, random.word().bytes());
}

/// SplitMix64.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % limit.max(1) as u64) as usize
    }

    fn word(&mut self) -> &'static str {
        WORDS[self.below(WORDS.len())]
    }
}
