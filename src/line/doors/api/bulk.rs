//! `POST /v1/signalen/_bulk`: newline-delimited JSON, one signal and one answer a line.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::Poll,
};

use axum::{
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{
    ApiState, Shared,
    answers::Taken,
    auth::Sender,
    problem::Problem,
    signals::{expect, idempotency_key, read_signal, refused, take_report},
};
use crate::{
    domain::PartnerName,
    doors::known_again::Mark,
    intake::{Register, SignalTaker},
};

/// Lines in one request: bounds the size of the answer.
const MOST_LINES: usize = 10_000;
/// Signals that wait together, so that one commit takes many.
const TOGETHER: usize = 64;

pub(super) async fn create<S: SignalTaker + Register>(
    State(state): State<Shared<S>>,
    Sender(partner): Sender,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    expect(&headers, &["application/x-ndjson", "application/ndjson", "application/jsonl"])?;
    let key = idempotency_key(&headers)?;
    let key = key.as_deref();
    let body = body.map_err(|rejection| Problem::of_status(rejection.status()))?;
    let lines: Vec<(usize, &[u8])> = body
        .split(|byte| *byte == b'\n')
        .enumerate()
        .filter(|(_, line)| !line.trim_ascii().is_empty())
        .map(|(index, line)| (index + 1, line))
        .collect();
    if lines.len() > MOST_LINES {
        return Err(Problem::invalid_at("", format!("hooguit {MOST_LINES} regels per aanvraag")));
    }
    let mut answer = String::with_capacity(lines.len() * 160);
    for chunk in lines.chunks(TOGETHER) {
        let taken = chunk.iter().map(|(number, line)| {
            let key = key.map(|key| Mark::Line(key, *number));
            boxed(take_line(&state, (&partner, key), *number, line))
        });
        for line in all(taken.collect()).await {
            answer.push_str(&line.to_string());
            answer.push('\n');
        }
    }
    Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], answer).into_response())
}

async fn take_line<S: SignalTaker>(
    state: &ApiState<S>,
    (partner, key): (&PartnerName, Option<Mark<'_>>),
    number: usize,
    line: &[u8],
) -> Value {
    let taken = async {
        let reported = read_signal(line, partner, key).inspect_err(refused)?;
        take_report(state, partner.clone(), reported).await
    };
    match taken.await {
        Ok(receipt) => {
            let mut answer = serde_json::to_value(Taken::from(&receipt)).unwrap_or_default();
            answer["regel"] = json!(number);
            answer["status"] = json!(201);
            if receipt.repeated {
                answer["herhaald"] = json!(true);
            }
            answer
        }
        Err(problem) => {
            let mut answer = problem.body("/v1/signalen/_bulk");
            answer["regel"] = json!(number);
            answer
        }
    }
}

type Line<'a> = Pin<Box<dyn Future<Output = Value> + Send + 'a>>;

fn boxed<'a>(line: impl Future<Output = Value> + Send + 'a) -> Line<'a> {
    Box::pin(line)
}

/// Waits for all; each is begun in its turn, so that signals are taken in the order of their lines.
async fn all(mut waiting: Vec<Line<'_>>) -> Vec<Value> {
    let mut done: Vec<Option<Value>> = waiting.iter().map(|_| None).collect();
    poll_fn(|context| {
        let mut pending = false;
        for (line, done) in waiting.iter_mut().zip(&mut done).filter(|(_, done)| done.is_none()) {
            match line.as_mut().poll(context) {
                Poll::Ready(answer) => *done = Some(answer),
                Poll::Pending => pending = true,
            }
        }
        if pending { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
    done.into_iter().flatten().collect()
}
