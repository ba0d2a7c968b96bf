//! What the night shift sees: logs without people, metrics, health.

use std::{io::IsTerminal, panic, sync::OnceLock};

use axum::{Router, http::StatusCode, routing::get};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::{
    Layer,
    filter::{Targets, filter_fn},
    fmt,
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

use super::{clock, process::log_directives};
use crate::store::Store;

/// Starts logging to standard error: for eyes on a terminal, JSON elsewhere. `RUST_LOG` sets the level.
///
/// Whatever the level, libraries say only what is wrong: what they have at debug level may hold message contents.
pub fn start_logging() {
    let directives = log_directives();
    let filter = directives.and_then(|directives| directives.parse().ok());
    let filter = filter.unwrap_or_else(|| Targets::new().with_default(tracing::Level::INFO));
    let ours =
        filter_fn(|metadata| metadata.target().starts_with("voordeur") || *metadata.level() <= tracing::Level::WARN);
    let layer = if std::io::stderr().is_terminal() {
        fmt::layer().with_writer(std::io::stderr).with_target(false).boxed()
    } else {
        fmt::layer().with_writer(std::io::stderr).json().flatten_event(true).boxed()
    };
    // A second start, in a test, keeps the first.
    let _ = tracing_subscriber::registry().with(layer.with_filter(filter).with_filter(ours)).try_init();
    panic::set_hook(Box::new(|panic| {
        // The message may quote the text that was being read: only the place is told.
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a task panicked");
    }));
}

/// The recorder of this process.
fn recorder() -> &'static PrometheusHandle {
    static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
    RECORDER.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        let _ = metrics::set_global_recorder(recorder);
        handle
    })
}

/// `/health/live` and `/health/ready`: also on the public address. Ready is who can take a signal in.
pub fn health(store: Store) -> Router {
    Router::new().route("/health/live", get(|| async { "ok\n" })).route(
        "/health/ready",
        get(move || {
            let store = store.clone();
            async move {
                let ready = store.ready(clock::now()).await;
                if let Err(error) = &ready {
                    tracing::warn!(%error, "not ready");
                }
                match ready {
                    Ok(()) => (StatusCode::OK, "ok\n"),
                    Err(error) if error.is_want_of_room() => {
                        (StatusCode::SERVICE_UNAVAILABLE, "the store cannot be written\n")
                    }
                    Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n"),
                }
            }
        }),
    )
}

/// `/metrics` in Prometheus' text format, and health.
pub fn metrics_router(store: Store) -> Router {
    recorder();
    let vitals = store.clone();
    Router::new()
        .route(
            "/metrics",
            get(move || {
                let store = vitals.clone();
                async move {
                    measure(&store).await;
                    recorder().run_upkeep();
                    recorder().render()
                }
            }),
        )
        .merge(health(store))
}

#[expect(clippy::cast_precision_loss, reason = "a gauge is a float; counts stay far below 2^53")]
async fn measure(store: &Store) {
    let Ok(vitals) = store.vitals(clock::now()).await else {
        metrics::gauge!("voordeur_store_up").set(0.0);
        return;
    };
    metrics::gauge!("voordeur_store_up").set(1.0);
    metrics::gauge!("voordeur_casussen_open").set(vitals.casussen_open as f64);
    metrics::gauge!("voordeur_wachtbak").set(vitals.wachtbak as f64);
    metrics::gauge!("voordeur_tasks_open").set(vitals.tasks_open as f64);
    metrics::gauge!("voordeur_outbox_waiting").set(vitals.outbox_waiting as f64);
    metrics::gauge!("voordeur_deadletters", "stage" => "deliver").set(vitals.outbox_dead as f64);
    metrics::gauge!("voordeur_outbox_oldest_seconds").set(vitals.outbox_oldest_s as f64);
    metrics::gauge!("voordeur_conservation_gap").set(vitals.conservation_gap as f64);
}
