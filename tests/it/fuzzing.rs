//! The bodies of the fuzz targets under mutation, for a bounded time: what `fuzz/run` does with coverage, without it.
//!
//! What was understood of an input is a number; an input that gives a new one joins the corpus of this run. Seconds
//! per target: `VOORDEUR_FUZZ_SECONDS`, else two.

use std::{
    collections::HashSet,
    fs,
    panic::catch_unwind,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

#[path = "../../fuzz/bodies.rs"]
mod bodies;

/// The largest input.
const LARGEST: usize = 8 * 1024;
/// No input may take so long, unoptimised and on a busy machine.
const HANGS: Duration = Duration::from_secs(10);

/// What mail and its protocol are made of.
const WORDS: [&str; 44] = [
    "\r\n",
    "\n",
    "\r",
    ".\r\n",
    "\r\n.\r\n",
    "\0",
    "--b",
    "--b--\r\n",
    "\r\n\r\n",
    "\n\n",
    ": ",
    "=?utf-8?B?",
    "=?utf-8?Q?",
    "?=",
    "=\r\n",
    "=3D",
    "Content-Type: multipart/mixed; boundary=b\r\n",
    "Content-Type: text/html\r\n",
    "Content-Type: message/rfc822\r\n\r\n",
    "Content-Type: application/ms-tnef\r\n",
    "Content-Type: text/calendar\r\n",
    "Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n",
    "Content-Transfer-Encoding: base64\r\n",
    "Content-Transfer-Encoding: quoted-printable\r\n",
    "charset=utf-16",
    "charset=windows-1252",
    "name*0*=utf-8''%e2%82",
    "From: a@b.example\r\n",
    "Auto-Submitted: auto-replied\r\n",
    "Authentication-Results: mx; dmarc=pass\r\n",
    "Van: a\nVerzonden: b\nAan: c\nOnderwerp: d\n",
    "-----Oorspronkelijk bericht-----\n",
    "> ",
    "Op 1 mei schreef a:\n",
    "Met vriendelijke groet,\n",
    "Doorgestuurd bericht",
    "<div>",
    "</table>",
    "&nbsp;",
    "BEGIN:VCALENDAR\n",
    "123456782",
    "\u{feff}",
    "\u{1f600}",
    "\u{200b}",
];

/// Chance that repeats itself: a run that fails is told by its number.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }

    fn of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

fn corpus(folders: &[&str]) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seeds = Vec::new();
    for folder in folders {
        let mut paths: Vec<PathBuf> =
            fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        // Beside a letter lies what is to be understood of it.
        let is_seed = |path: &PathBuf| path.is_file() && path.extension().is_none_or(|ending| ending != "json");
        seeds.extend(paths.into_iter().filter(is_seed).map(|path| fs::read(path).unwrap()));
    }
    seeds.iter_mut().for_each(|seed| seed.truncate(LARGEST));
    assert!(!seeds.is_empty());
    seeds
}

/// One to eight changes to a copy of a seed.
fn mutated(seeds: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let mut input = chance.of(seeds).clone();
    for _ in 0..=chance.below(8) {
        let at = chance.below(input.len() + 1);
        let length = chance.below(64).min(input.len() - at);
        match chance.below(9) {
            0 if at < input.len() => input[at] ^= 1 << chance.below(8),
            1 if at < input.len() => input[at] = u8::try_from(chance.below(256)).unwrap(),
            2 => drop(input.drain(at..at + length)),
            3 => input.truncate(at),
            4 => {
                let piece = input[at..at + length].to_vec();
                let repeated = piece.repeat(1 + chance.below(20));
                input.splice(at..at, repeated);
            }
            5 => {
                let other = chance.of(seeds);
                let from = chance.below(other.len() + 1);
                let piece = other[from..].iter().copied().take(1 + chance.below(2000)).collect::<Vec<u8>>();
                input.splice(at..at + length, piece);
            }
            6 => {
                let number = format!("{}", chance.next() >> chance.below(64));
                input.splice(at..at + length.min(3), number.into_bytes());
            }
            _ => {
                let word = chance.of(&WORDS).as_bytes().to_vec();
                input.splice(at..at, word);
            }
        }
        input.truncate(LARGEST);
    }
    input
}

#[expect(clippy::disallowed_methods, reason = "whoever runs the tests says how long, not a setting")]
fn patience() -> Duration {
    let seconds = std::env::var("VOORDEUR_FUZZ_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    Duration::from_secs(seconds.unwrap_or(2))
}

fn fuzz(name: &str, body: fn(&[u8]) -> u64, folders: &[&str]) {
    let (began, patience) = (Instant::now(), patience());
    let mut seeds = corpus(folders);
    let mut understood = HashSet::new();
    let mut chance = Chance(0x9E37_79B9_7F4A_7C15 ^ u64::from(std::process::id()));
    let mut runs = 0;
    let kept = seeds.len();
    while began.elapsed() < patience {
        let input = if runs < kept { seeds[runs].clone() } else { mutated(&seeds, &mut chance) };
        let started = Instant::now();
        let outcome = catch_unwind(|| body(&input));
        let took = started.elapsed();
        let Some(number) = outcome.ok().filter(|_| took < HANGS) else {
            let path = std::env::temp_dir().join(format!("voordeur-fuzz-{name}-{}", std::process::id()));
            fs::write(&path, &input).unwrap();
            panic!(
                "{name}: input {runs} failed after {took:?}; it lies in {}: {}",
                path.display(),
                input.escape_ascii()
            );
        };
        if understood.insert(number) && runs >= kept && seeds.len() < 4000 {
            seeds.push(input);
        }
        runs += 1;
    }
    println!("{name}: {runs} inputs, {} understood differently", understood.len());
    assert!(runs > kept, "{name}: no time for more than the corpus");
}

#[test]
fn reading_survives_mutated_mail() {
    fuzz("read", bodies::read, &["fuzz/corpus/read", "tests/letters"]);
}

#[test]
fn splitting_replies_loses_no_words_of_mutated_answers() {
    fuzz("reply", bodies::reply, &["fuzz/corpus/reply", "tests/letters"]);
}

#[test]
fn the_smtp_session_answers_mutated_clients_well() {
    fuzz("smtp", bodies::smtp, &["fuzz/corpus/smtp", "tests/dialogs"]);
}

#[test]
fn data_ends_where_it_ends_however_it_is_mutated_and_cut() {
    fuzz("data", bodies::data, &["fuzz/corpus/data"]);
}
