//! Reads what was prepared with the reader that training and the page use, and holds the packs against the full data set.

use anyhow::{Context, Result, bail, ensure};
use deepfog_dataset::files::{self, LoadedTask};
use deepfog_dataset::{Normalisation, Samples, SplitChoice, TaskId, TrainingSet};
use std::collections::HashMap;
use std::path::Path;

/// No pack that trains in the page may be larger, in bytes.
const MAX_TRAINING_PACK: usize = 6_000_000;

/// The bytes of every header of a task's packs, in the order of [`TrainingSet::folders`]. A header holds the sha256 of every chunk, so it changes when
/// anything does.
pub fn headers(packs: &Path, id: &TaskId) -> Vec<Option<Vec<u8>>> {
    TrainingSet::folders(id)
        .iter()
        .map(|name| std::fs::read(packs.join(name).join(files::HEADER_FILE)).ok())
        .collect()
}

/// Checks a task's packs against its full data set, and says what is there; `before` are the headers before it was prepared.
///
/// # Errors
/// When anything cannot be read, or the packs hold other samples than the full data set.
pub fn check(root: &Path, id: &TaskId, before: &[Option<Vec<u8>>]) -> Result<()> {
    let full = files::load(&root.join("data"), id, SplitChoice::Fixed)?;
    let models = root.join("models");
    let shipped = files::load_shipped(&models, id)?;
    same_normalisation(&shipped.normalisation, &full.normalisation)
        .with_context(|| format!("{id}: the packs and the full data set"))?;
    for (part, pack, whole) in parts(&shipped, &full) {
        among(pack, whole).with_context(|| format!("{id}: the pack of the {part} part"))?;
    }
    println!(
        "{id}: {} training, {} validation, {} test samples in data/",
        full.train.len(),
        full.validation.len(),
        full.test.len(),
    );
    let packs = models.join("packs");
    let after = headers(&packs, id);
    for (index, name) in TrainingSet::folders(id).iter().enumerate() {
        let header = files::read_header(&packs.join(name))?;
        let bytes: usize = header.chunks.iter().map(|chunk| chunk.bytes).sum();
        ensure!(
            bytes <= MAX_TRAINING_PACK,
            "{name}: {bytes} bytes; at most {MAX_TRAINING_PACK} are for a page to fetch"
        );
        let same = before.get(index) == after.get(index);
        println!(
            "{id}: pack {name} of {} samples, {bytes} bytes in {} chunks, {}",
            header.samples,
            header.chunks.len(),
            if same { "as it was" } else { "written anew" },
        );
    }
    Ok(())
}

fn parts<'a>(
    shipped: &'a TrainingSet,
    full: &'a LoadedTask,
) -> [(&'static str, &'a Samples, &'a Samples); 3] {
    [
        ("training", &shipped.train, &full.train),
        ("validation", &shipped.validation, &full.validation),
        ("test", &shipped.test, &full.test),
    ]
}

fn same_normalisation(given: &Normalisation, computed: &Normalisation) -> Result<()> {
    ensure!(
        given.channels() == computed.channels(),
        "they have other channels"
    );
    let given = given.mean.iter().chain(&given.std);
    for (given, computed) in given.zip(computed.mean.iter().chain(&computed.std)) {
        // Both are of the same integers; they differ by the rounding of f32 only.
        if (given - computed).abs() > 1e-5 {
            bail!("the headers have {given} where the training samples give {computed}");
        }
    }
    Ok(())
}

/// Whether every sample of a pack is one of the full part, bit for bit and with its label, and none comes twice. Windows must all be there: augmentation
/// takes rows from a window's neighbour.
fn among(pack: &Samples, whole: &Samples) -> Result<()> {
    let mut places: HashMap<_, _> = (0..whole.len())
        .map(|index| (origin(whole, index), index))
        .collect();
    for index in 0..pack.len() {
        let origin = origin(pack, index);
        let place = places
            .remove(&origin)
            .with_context(|| format!("sample {index} is not in data/, or comes twice"))?;
        let bits = |samples: &Samples, index| -> Option<Vec<u32>> {
            Some(
                samples
                    .sample(index)?
                    .iter()
                    .map(|value| value.to_bits())
                    .collect(),
            )
        };
        ensure!(
            bits(pack, index) == bits(whole, place)
                && pack.labels().get(index) == whole.labels().get(place),
            "sample {index} is not as in data/"
        );
    }
    ensure!(
        pack.windows().is_empty() || places.is_empty(),
        "{} windows are missing",
        places.len()
    );
    Ok(())
}

/// What tells a sample from all others of its part.
fn origin(samples: &Samples, index: usize) -> (Option<u32>, Option<(u32, u32)>) {
    (
        samples.groups().get(index).copied(),
        samples
            .windows()
            .get(index)
            .map(|window| (window.recording, window.start)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use deepfog_dataset::WindowOrigin;

    fn images(indices: &[u32], values: &[f32], labels: &[u8]) -> Samples {
        Samples::new(
            vec![1],
            values.to_vec(),
            labels.to_vec(),
            indices.to_vec(),
            vec![],
        )
        .unwrap()
    }

    fn windows(starts: &[u32]) -> Samples {
        let origins = starts.iter().map(|&start| WindowOrigin {
            recording: 1,
            start,
        });
        Samples::new(
            vec![1],
            starts.iter().map(|&start| start as f32).collect(),
            vec![0; starts.len()],
            vec![4; starts.len()],
            origins.collect(),
        )
        .unwrap()
    }

    #[test]
    fn a_pack_holds_samples_of_the_full_part() {
        let whole = images(&[3, 5, 8], &[0.5, 0.25, 1.0], &[0, 1, 1]);
        for (pack, words) in [
            (images(&[8, 3], &[1.0, 0.5], &[1, 0]), None),
            (
                images(&[8, 4], &[1.0, 0.5], &[1, 0]),
                Some("sample 1 is not in data/"),
            ),
            (
                images(&[8, 8], &[1.0, 1.0], &[1, 1]),
                Some("sample 1 is not in data/, or comes twice"),
            ),
            (
                images(&[8], &[0.999_999_9], &[1]),
                Some("sample 0 is not as in data/"),
            ),
            (
                images(&[8], &[1.0], &[0]),
                Some("sample 0 is not as in data/"),
            ),
        ] {
            let problem = among(&pack, &whole).err().map(|error| error.to_string());
            assert_eq!(problem.is_some(), words.is_some(), "{problem:?}");
            assert!(
                problem
                    .unwrap_or_default()
                    .contains(words.unwrap_or_default())
            );
        }
        assert!(among(&windows(&[50, 0]), &windows(&[0, 50])).is_ok());
        let missing = among(&windows(&[50]), &windows(&[0, 50])).unwrap_err();
        assert_eq!(missing.to_string(), "1 windows are missing");
    }

    #[test]
    fn normalisations_may_differ_by_rounding_only() {
        let make = |mean: &[f32]| Normalisation {
            mean: mean.to_vec(),
            std: vec![1.0; mean.len()],
        };
        for (given, computed, same) in [
            (make(&[0.5]), make(&[0.500_001]), true),
            (make(&[0.5]), make(&[0.501]), false),
            (make(&[0.5]), make(&[0.5, 0.5]), false),
        ] {
            assert_eq!(same_normalisation(&given, &computed).is_ok(), same);
        }
    }
}
