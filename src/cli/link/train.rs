//! `voordeur link train`: the model's chances, learnt from signals of a file or of the store, without labels.
//!
//! **Invariant:** reads only; what is written is one model file, for `household.model` or `--model`.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::ExitCode,
    thread,
};

use anyhow::{Context, anyhow};
use clap::Args;

use crate::{
    cli::{BAD_CONFIGURATION, Common, load},
    file_linkage::{Reading, Telling, cannot, counter},
    gateway,
    household::{BUILT_IN, Learner, Lesson, Model, Register},
    normalise::Gazetteer,
    store::Store,
};

#[derive(Debug, Args)]
pub(super) struct Training {
    /// Signals, one JSON object a line, in order of arrival; without it, those of the store of the configuration.
    #[arg(long)]
    input: Option<PathBuf>,
    /// Where the model goes: a whole file, for `household.model` or `--model`.
    #[arg(long)]
    output: PathBuf,
    /// An address register (BAG extract); with the store, that of the configuration is used.
    #[arg(long, requires = "input")]
    register: Option<PathBuf>,
    /// The model to begin with; without it, the built-in one.
    #[arg(long)]
    model: Option<PathBuf>,
}

pub(super) async fn run(common: &Common, arguments: &Training) -> anyhow::Result<ExitCode> {
    let model = gateway::model(arguments.model.as_deref())?;
    let mut learner = Learner::new(model);
    if let Some(input) = &arguments.input {
        let register = arguments.register.as_deref().map(gateway::read_register).transpose()?.unwrap_or_default();
        from_file(&mut learner, input, &register)?;
    } else if !from_store(common, &mut learner).await? {
        return Ok(ExitCode::from(BAD_CONFIGURATION));
    }
    let lessons = learner.lessons();
    let text = match &arguments.model {
        Some(path) => std::fs::read_to_string(path).with_context(|| cannot("gelezen", path))?,
        None => BUILT_IN.to_owned(),
    };
    std::fs::write(&arguments.output, Model::taught(&text, &lessons))
        .with_context(|| cannot("geschreven", &arguments.output))?;
    tell(&lessons, learner.signals(), &arguments.output);
    Ok(ExitCode::SUCCESS)
}

fn from_file(learner: &mut Learner, input: &Path, register: &Register) -> anyhow::Result<()> {
    let file = File::open(input).with_context(|| cannot("gelezen", input))?;
    let gazetteer = Gazetteer::default().with_register(register.names());
    let (within, without) = counter();
    thread::scope(|scope| {
        let reading = Reading { register, gazetteer: &gazetteer, telling: Telling::No, citizens: None };
        let reader = scope.spawn(move || reading.all(file, &within));
        without.each(|understood| {
            learner.take(&understood.signal);
            Ok(())
        })?;
        reader.join().map_err(|_| anyhow!("het lezen brak af"))?
    })
}

/// `false`: the configuration has complaints, which are printed.
async fn from_store(common: &Common, learner: &mut Learner) -> anyhow::Result<bool> {
    let Some((settings, _)) = load(common) else { return Ok(false) };
    let register = settings.address_register.as_deref().map(gateway::read_register).transpose()?.unwrap_or_default();
    let store = Store::open(&settings.store_url).await?.with_register(register);
    let stated = store.stated_facts().await;
    store.close().await;
    stated?.into_iter().for_each(|facts| learner.take(&facts.into()));
    Ok(true)
}

fn tell(lessons: &[Lesson], signals: u64, output: &Path) {
    println!("{signals} signalen; {} kansen geleerd, de andere blijven zoals zij waren.", lessons.len());
    if !lessons.is_empty() {
        println!("{:22} {:>9} {:>9} {:>9}", "parameter", "was", "wordt", "paren");
    }
    for lesson in lessons {
        println!("{:22} {:>9.4} {:>9.4} {:>9.0}", lesson.parameter, lesson.before, lesson.after, lesson.pairs);
    }
    println!("Geschreven: {}", output.display());
}
