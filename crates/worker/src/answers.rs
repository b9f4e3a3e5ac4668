//! One network's answer to the sample on show.

use deepfog_inference::{Answer, Network};
use deepfog_protocol::{NodeOutput, SchemeAnswer};
use deepfog_resilience::Pattern;
use deepfog_topology::Scheme;

/// Runs the sample; an error is a sentence without its full stop.
pub(crate) fn of(
    scheme: Scheme,
    network: &Network,
    sample: &[f32],
    pattern: Pattern,
) -> Result<SchemeAnswer, String> {
    let run = network
        .run(sample, pattern)
        .map_err(|error| format!("{} could not answer: {error}", scheme.name()))?;
    let outputs = network
        .plan()
        .nodes
        .iter()
        .zip(run.outputs)
        .filter_map(|(node, output)| {
            output.map(|tensor| NodeOutput {
                node: node.id.clone(),
                shape: tensor
                    .shape
                    .iter()
                    .map(|&dim| u32::try_from(dim).unwrap_or(u32::MAX))
                    .collect(),
                values: tensor.values,
            })
        })
        .collect();
    Ok(SchemeAnswer {
        scheme,
        probabilities: match run.answer {
            Answer::Answered { probabilities, .. } => Some(probabilities),
            Answer::RandomGuess => None,
        },
        outputs,
    })
}
