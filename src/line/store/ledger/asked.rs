//! Questions about many things: PostgreSQL answers all in one go, SQLite one thing at a time.

use std::iter;

use crate::store::{
    Dialect,
    insert::{Texts, array_of},
    script::{Cell, Script},
};

/// A question, and the ids or keys that it is about.
pub(super) struct Question<'q, 'a> {
    pub about: Vec<&'a str>,
    /// A `SELECT`, made once. Of questions that are asked together all have the same columns.
    pub text: &'q dyn Fn(Asked) -> String,
}

/// Where in a text stands what is asked about: on PostgreSQL an array, on SQLite one thing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    dialect: Dialect,
    position: usize,
}

impl Asked {
    /// Ends a condition: a column is one of what is asked about.
    pub(super) fn among(self) -> String {
        match self.dialect {
            Dialect::Sqlite => "= ?".to_owned(),
            Dialect::Postgres => format!("= ANY(${}::text[])", self.position),
        }
    }

    /// The rows of `query`, as a table `told`. It runs for each thing, which it names `{one}` once.
    pub(super) fn each(self, query: &str) -> String {
        match self.dialect {
            Dialect::Sqlite => format!("({}) AS told", query.replace("{one}", "?")),
            Dialect::Postgres => format!(
                "unnest(${}::text[]) AS asked (one) CROSS JOIN LATERAL ({}) AS told",
                self.position,
                query.replace("{one}", "asked.one")
            ),
        }
    }
}

/// Adds what asks all `questions`, always the same for the same `texts`; `last` is bound behind what they are about.
pub(super) fn add<'a>(
    script: &mut Script<'a>,
    texts: &Texts<(Dialect, usize)>,
    questions: &[Question<'_, 'a>],
    last: &[i64],
) {
    let dialect = script.dialect();
    let last = || last.iter().copied().map(Cell::from);
    if dialect == Dialect::Sqlite {
        for (number, question) in questions.iter().enumerate().filter(|(_, question)| !question.about.is_empty()) {
            let text = texts.get((dialect, number), || (question.text)(Asked { dialect, position: 1 }));
            let cells = question.about.iter().flat_map(|one| iter::once(Cell::from(*one)).chain(last()));
            script.add_each(text, cells.collect(), 1 + last().len());
        }
    } else if questions.iter().any(|question| !question.about.is_empty()) {
        let text = texts.get((dialect, 0), || {
            let texts = (1..).zip(questions).map(|(position, question)| (question.text)(Asked { dialect, position }));
            texts.collect::<Vec<_>>().join(" UNION ALL ")
        });
        let arrays = questions.iter().map(|question| Cell::from(array_of(question.about.iter().copied())));
        script.add(text, arrays.chain(last()).collect());
    }
}
