//! The sample that goes in: a recording as lines, an image as an image.

use deepfog_topology::{InputSpace, NodeId, Sense};
use yew::prelude::*;

use super::data::Shared;
use super::image::ImageView;
use super::signal::SignalPlots;

/// What one source senses of a sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceSense {
    /// The source.
    pub id: NodeId,
    /// Its part.
    pub sense: Sense,
}

/// Properties of [`SampleView`].
#[derive(Clone, PartialEq, Properties)]
pub struct SampleViewProps {
    /// What a sample is.
    pub space: Shared<InputSpace>,
    /// The sample as recorded, channels first; `None` until it has come.
    pub values: Option<Shared<Vec<f32>>>,
    /// Index of the sample.
    pub sample: u32,
    /// What the sources sense.
    pub sources: Shared<Vec<SourceSense>>,
    /// The node that is pointed at: if it is a source, its part is emphasised.
    pub hovered: Option<NodeId>,
    /// Milliseconds that a sample is shown while playing: a cursor runs through a recording. `None`: still.
    pub pace: Option<u32>,
    /// Accessible name: which sample, and what it shows.
    pub label: AttrValue,
}

/// One sample, with the part that the hovered source senses.
#[function_component]
pub fn SampleView(props: &SampleViewProps) -> Html {
    let hovered = props
        .hovered
        .as_ref()
        .and_then(|id| props.sources.iter().find(|source| source.id == *id));
    match &*props.space {
        InputSpace::Signal {
            channels,
            steps,
            rate_hz,
        } => {
            let emphasised = match hovered.map(|source| &source.sense) {
                Some(Sense::Channels { channels }) => channels.clone(),
                _ => Vec::new(),
            };
            html! {
                <SignalPlots channels={channels.clone()} steps={*steps} rate_hz={*rate_hz} values={props.values.clone()}
                    sample={props.sample} {emphasised} pace={props.pace} label={props.label.clone()} />
            }
        }
        InputSpace::Image {
            channels,
            height,
            width,
        } => {
            let regions: Vec<_> = props
                .sources
                .iter()
                .filter_map(|source| match &source.sense {
                    Sense::Region { region } => Some((source.id.clone(), *region)),
                    Sense::Channels { .. } => None,
                })
                .collect();
            html! {
                <ImageView channels={*channels} height={*height} width={*width} values={props.values.clone()}
                    {regions} hovered={props.hovered.clone()} label={props.label.clone()} />
            }
        }
    }
}
