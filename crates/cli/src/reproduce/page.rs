//! The page: docs/reproduction.md.

use deepfog_topology::Scheme;

use super::case::{Variant, WEIGHTS_SETTING};
use super::data::{Split, TEST_PEOPLE};
use super::experiment::Experiment;
use super::reference::{self, SETTINGS};
use super::report::{Comparison, Report};
use super::table::{Spread, Table};

/// The failure patterns, in the order of their bit masks.
const PATTERNS: [(&str, &[&str]); 8] = [
    ("none", &[]),
    ("e", &["e"]),
    ("f2", &["f2"]),
    ("e, f2", &["e", "f2"]),
    ("f1", &["f1"]),
    ("e, f1", &["e", "f1"]),
    ("f2, f1", &["f2", "f1"]),
    ("e, f2, f1", &["e", "f2", "f1"]),
];

const METHOD: &str = "\
The network of the papers: 23 channels, ten dense ReLU layers of 250 units and a softmax over 12 activities, spread over four
nodes (e: 1 layer, f2: 2, f1: 3, cloud: 4 and the softmax), with the skip hyperconnections body→f2 (a learned 23→250 map), e→f1 and
f2→cloud. Glorot initialisation, Adam at a constant 1e-3, batches of 1024 rows, no weight decay, no augmentation; the epoch with
the best validation accuracy without failures is kept, for every scheme alike. ResiliNet and ResiliNet+ train with failout, survival
.9. Repeat r trains with seed r; the split stays. Channels are normalised by mean and deviation of the training rows. Every network is
measured on the test rows under all 8 failure patterns; expected accuracies are the exact sums of probability × accuracy. Where no
live path joins the source to the cloud the answer is a random guess, counted as Σ p·q over the classes. The papers train 25 to 50
epochs and repeat 10 times; each table below says how long and how often its networks were trained.

| reliability | f1 | f2 | e |
|---|---:|---:|---:|
| Normal | .99 | .96 | .92 |
| Poor | .95 | .91 | .87 |
| Hazardous | .85 | .80 | .78 |
";

const LICENCE: &str = "\
The data is not part of this repository, and its terms of redistribution were not verified: it must be fetched by whoever runs
the command. It is the MHEALTH data set of the UCI machine learning repository: O. Banos, R. Garcia, J. A. Holgado-Terriza,
M. Damas, H. Pomares, I. Rojas, A. Saez, C. Villalonga: *mHealthDroid: a novel framework for agile development of mobile health
applications*, IWAAL 2014. The command reads a folder with one file per person, `mHealth_subject1.log` to `mHealth_subject10.log`, packed as
`.log.gz` or not, in UCI's form (decimal numbers) or as the papers' authors stored it (whole numbers).
";

/// The whole page.
pub fn render(report: &Report) -> String {
    let mut sections = vec![
        "# The papers' health experiment, repeated".to_owned(),
        "This page and [reproduction.json](reproduction.json), which has every repeat, are made by `deepfog reproduce health`\n\
         (`cargo run -p deepfog-cli -- reproduce health`), never by hand. Beside every table stands the command that made it; DIR is the folder of the data.\n\
         Accuracies are in per cent: the mean over the repeats, ± their sample standard deviation where there are several."
            .to_owned(),
        "## Data".to_owned(),
        LICENCE.trim().to_owned(),
        leak(report),
        "## Method".to_owned(),
        METHOD.trim().to_owned(),
    ];
    if report.tables.is_empty() {
        sections.push("No network is trained yet.".to_owned());
    }
    for table in &report.tables {
        sections.push(format!("## {}", title(table)));
        sections.push(facts(table));
        sections.push(figures(table).trim().to_owned());
    }
    sections.join("\n\n") + "\n"
}

/// The heading of a table.
pub fn title(table: &Comparison) -> String {
    let what = match table.asked.experiment {
        Experiment::Main => "The four schemes",
        Experiment::Skips => "Study: which skip hyperconnections",
        Experiment::Failout => "Study: failout",
        Experiment::Weights => "Study: hyperconnection weights",
    };
    let split = match table.asked.split {
        Split::Rows => "held-out rows",
        Split::People => "held-out people",
    };
    format!("{what}, {split}, {}", plural(table.asked.epochs, "epoch"))
}

/// The tables of a comparison.
pub fn figures(table: &Comparison) -> String {
    match table.asked.experiment {
        Experiment::Main => main(table),
        Experiment::Skips => skips(table),
        Experiment::Failout | Experiment::Weights => study(table),
    }
}

/// What the papers' split leaks.
fn leak(report: &Report) -> String {
    let mut text = format!(
        "{} rows of {} people have an activity (label 1 to 12); rows without one are left out. One row is one sample, 50 of them a second. {}\n\
         **The papers' split leaks.** It draws the test rows at random from all rows, and rows are near-duplicates of the rows measured just before and\n\
         after them, which train. So accuracy on held-out rows says how well a network survives failures, not how well it recognises the\n\
         activities of somebody new.",
        grouped(report.data.rows),
        report.data.people,
        if report.data.whole_numbers {
            "They were read in the\nform in which the papers' authors stored them."
        } else {
            "They were read in UCI's form."
        }
    );
    let clean = |split| {
        let table = report.main(split)?;
        let row = table
            .rows
            .iter()
            .find(|row| row.variant.scheme == Scheme::Vanilla)?;
        row.spread(|one| one.test.under(SETTINGS[0]))
    };
    if let (Some(rows), Some(people)) = (clean(Split::Rows), clean(Split::People)) {
        text += &format!(
            " Without failures Vanilla reaches {rows} % on held-out rows, but {people} % on\nheld-out people."
        );
    }
    text
}

/// Where the figures come from.
fn facts(table: &Comparison) -> String {
    let parts = &table.parts;
    let counts = table.rows.iter().map(|row| row.repeats.len());
    let (fewest, most) = (counts.clone().min(), counts.max());
    let repeats = match (fewest.unwrap_or(0), most.unwrap_or(0)) {
        (fewest, most) if fewest == most => plural(most, "repeat"),
        (fewest, most) => format!("{fewest} to {most} repeats"),
    };
    let commands: Vec<String> = table
        .asked
        .commands
        .iter()
        .map(|command| format!("    {command}"))
        .collect();
    let leaks = match table.asked.split {
        Split::Rows => " This split leaks: see above.",
        Split::People => "",
    };
    format!(
        "n = {} test rows (rows, not people); {} train, {} choose the epoch. Random guess: {:.2} %. {}, {} each. Split: {}.{leaks}\n\nMade by\n\n{}",
        grouped(parts.test),
        grouped(parts.train),
        grouped(parts.validation),
        100.0 * parts.random_guess,
        repeats,
        plural(table.asked.epochs, "epoch"),
        table.rule,
        commands.join("\n")
    )
}

fn main(table: &Comparison) -> String {
    let compared = table.asked.split == Split::Rows;
    let mut text = String::new();
    if compared {
        text += "In brackets what an independent implementation measured on the same data and kind of split, from one seed and 8 epochs: it is indicative.\n\n";
    }
    let mut settings = Table::new(["expected accuracy"].iter().chain(&SETTINGS));
    for row in &table.rows {
        let reference = reference::of(row.variant.scheme);
        let mut cells = vec![row.variant.scheme.name().to_owned()];
        for (setting, reference) in row.settings.iter().zip(reference.settings) {
            cells.push(beside(
                Some(setting.accuracy),
                compared.then_some(reference),
            ));
        }
        settings.row(cells);
    }
    text += &settings.finish();
    text += &format!("\n{}\n\n", order(table));

    let heads = PATTERNS.map(|(name, _)| name);
    let mut patterns = Table::new(["accuracy with nodes down"].iter().chain(&heads));
    for row in &table.rows {
        let reference = reference::of(row.variant.scheme);
        let mut cells = vec![row.variant.scheme.name().to_owned()];
        for (_, down) in PATTERNS {
            let known = compared.then(|| reference.with_down(down)).flatten();
            cells.push(if row.is_answered(down) {
                beside(row.spread(|one| one.test.with_down(down)), known)
            } else {
                "guess".to_owned()
            });
        }
        patterns.row(cells);
    }
    text += &patterns.finish();
    if table.asked.split == Split::People {
        text += "\n";
        text += &people(table);
    }
    text
}

/// Each test person's figures: rows of one person are not independent, so people matter more than n.
fn people(table: &Comparison) -> String {
    let mut by_person = Table::new(["each person"].iter().chain(&SETTINGS));
    for row in &table.rows {
        for person in TEST_PEOPLE {
            let name = format!("{}, person {person}", row.variant.scheme.name());
            let figures = SETTINGS
                .map(|setting| beside(row.of_person(person, |one| one.under(setting)), None));
            by_person.row([name].into_iter().chain(figures));
        }
    }
    by_person.finish()
}

/// Whether the papers' order of schemes shows, and how far Vanilla is from the other implementation.
fn order(table: &Comparison) -> String {
    let under = |scheme: Scheme, setting: usize| {
        let mut rows = table.rows.iter();
        let row = rows.find(|row| row.variant.scheme == scheme)?;
        Some(100.0 * row.settings.get(setting)?.accuracy.mean)
    };
    let ladder = [Scheme::Vanilla, Scheme::DeepFogGuard, Scheme::ResilinetPlus];
    let mut words = Vec::new();
    for (at, setting) in SETTINGS.iter().enumerate().skip(1) {
        let figures: Option<Vec<f64>> = ladder.iter().map(|&scheme| under(scheme, at)).collect();
        let Some(figures) = figures else { continue };
        let holds = figures.windows(2).all(|pair| pair[0] < pair[1]);
        words.push(format!("{setting} {}", if holds { "yes" } else { "no" }));
    }
    if words.is_empty() {
        return "Not every scheme is trained yet.".to_owned();
    }
    let mut text = format!("Vanilla < deepFogGuard < ResiliNet+: {}.", words.join(", "));
    if table.asked.split == Split::Rows {
        let expected = reference::of(Scheme::Vanilla).settings;
        let farthest = (0..SETTINGS.len())
            .filter_map(|at| Some((under(Scheme::Vanilla, at)? - expected[at]).abs()))
            .fold(0.0, f64::max);
        text += &format!(" Vanilla is at most {farthest:.1} points from the figures in brackets.");
    }
    text
}

fn skips(table: &Comparison) -> String {
    let mut text = "Digits: body→f2, e→f1, f2→cloud; 1 is drawn. Each network is trained anew, plainly, as deepFogGuard is; 000 is Vanilla. Beside each accuracy the\n\
        probability that a live path joins the source to the cloud.\n\n"
        .to_owned();
    let mut rows = Table::new(["skips"].iter().chain(&SETTINGS));
    for row in &table.rows {
        let figures = row.settings.iter().map(|setting| {
            let survival = setting.path_survival.unwrap_or(f64::NAN);
            format!("{} (path {:.1})", setting.accuracy, 100.0 * survival)
        });
        rows.row([row.variant.skips.to_string()].into_iter().chain(figures));
    }
    text += &rows.finish();
    text
}

fn study(table: &Comparison) -> String {
    let weights = table.asked.experiment == Experiment::Weights;
    let mut text = if weights {
        format!(
            "The rules that use reliabilities take those of {WEIGHTS_SETTING}, in which nodes differ most from 1. Weights hold in training and inference; random ones\n\
             are drawn anew for every repeat.\n\n"
        )
    } else {
        "Survival: the probability of each node to stay up in a mini-batch; *variable*: each node's own reliability under the setting named.\n\n"
            .to_owned()
    };
    let head = if weights {
        "scheme, weights"
    } else {
        "scheme, survival"
    };
    let mut rows = Table::new([head].iter().chain(&SETTINGS));
    for row in &table.rows {
        let choice = choice(&row.variant, weights);
        let name = format!("{}, {choice}", row.variant.scheme.name());
        let figures = row
            .settings
            .iter()
            .map(|setting| setting.accuracy.to_string());
        rows.row([name].into_iter().chain(figures));
    }
    text += &rows.finish();
    text
}

fn choice(variant: &Variant, weights: bool) -> String {
    if weights {
        variant.weights.to_string()
    } else {
        variant.failout.to_string()
    }
}

/// A figure, and in brackets the one that it is held against.
fn beside(spread: Option<Spread>, reference: Option<f64>) -> String {
    let own = spread.map_or_else(|| "-".to_owned(), |spread| spread.to_string());
    match reference {
        Some(reference) => format!("{own} ({reference:.1})"),
        None => own,
    }
}

/// A number with a space before every three digits.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

fn plural(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1 000"),
            (343_195, "343 195"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }
}
