//! What a source senses: some channels of a signal, or a region of an image.

use deepfog_topology::order;
use std::rc::Rc;

use deepfog_topology::{Edit, InputSpace, NodeId, Region, Sense};
use yew::prelude::*;

use super::action_button::ActionButton;
use super::field::parse_whole;
use super::pictogram::PictogramKind;
use super::region::{NAMED, Side};
use super::region_picker::RegionPicker;
use super::text_field::{TextField, asks};
use crate::action::Action;
use crate::network::Network;
use crate::panels::Shared;
use crate::panels::signal::sensors;

/// Properties of [`SenseForm`].
#[derive(Clone, PartialEq, Properties)]
pub struct SenseFormProps {
    /// The network.
    pub network: Rc<Network>,
    /// The source, as an index into the graph.
    pub node: usize,
    /// The sample shown, as recorded.
    pub values: Option<Shared<Vec<f32>>>,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

/// The part of a sample that a source gives.
#[function_component]
pub fn SenseForm(props: &SenseFormProps) -> Html {
    let network = &props.network;
    let id = network.name(props.node);
    let sense = network
        .topology
        .node(id)
        .and_then(|node| node.sense.as_ref());
    match &network.task.input {
        InputSpace::Signal { channels, .. } => {
            let sensed = match sense {
                Some(Sense::Channels { channels }) => channels.clone(),
                _ => Vec::new(),
            };
            channel_boxes(props, id, channels, &sensed)
        }
        InputSpace::Image {
            channels,
            height,
            width,
        } => {
            let image = Image {
                channels: *channels,
                height: *height,
                width: *width,
            };
            let region = match sense {
                Some(Sense::Region { region }) => *region,
                _ => NAMED[0].of(*height, *width),
            };
            region_fields(props, id, image, region)
        }
    }
}

/// A checkbox per channel, those of one sensor together.
fn channel_boxes(
    props: &SenseFormProps,
    id: &NodeId,
    channels: &[String],
    sensed: &[usize],
) -> Html {
    let toggle = |channel: usize| {
        let (on, node, sensed) = (props.on.clone(), id.clone(), sensed.to_vec());
        move |_: Event| {
            let mut channels = sensed.clone();
            if channels.contains(&channel) {
                channels.retain(|&other| other != channel);
            } else {
                channels.push(channel);
                order::sort(&mut channels, Ord::cmp);
            }
            let sense = Sense::Channels { channels };
            let node = node.clone();
            on.emit(Action::Edit(Edit::SetSense { node, sense }));
        }
    };
    html! {
        <fieldset class="form-part" data-field="channels">
            <legend>{ "Senses" }</legend>
            { for sensors(channels).into_iter().map(|sensor| html! {
                <div key={sensor.name.clone()} class="channel-boxes" role="group" aria-label={sensor.name.clone()}>
                    <span class="sensor">{ &sensor.name }</span>
                    { for sensor.channels.iter().map(|(channel, letter)| html! {
                        <label key={*channel}>
                            <input type="checkbox" data-field={format!("channel-{}", channel + 1)} checked={sensed.contains(channel)} onchange={toggle(*channel)} />
                            { if letter.is_empty() { "all" } else { letter.as_str() } }
                        </label>
                    }) }
                </div>
            }) }
            if sensed.is_empty() {
                <p class="field-fault">{ "A source senses at least one channel." }</p>
            }
        </fieldset>
    }
}

#[derive(Clone, Copy)]
struct Image {
    channels: usize,
    height: usize,
    width: usize,
}

/// The region on the sample, with buttons for parts that have a name, and its numbers.
fn region_fields(props: &SenseFormProps, id: &NodeId, image: Image, region: Region) -> Html {
    let Image {
        channels,
        height,
        width,
    } = image;
    let edit = {
        let node = id.clone();
        move |region: Region| {
            let sense = Sense::Region { region };
            let node = node.clone();
            Action::Edit(Edit::SetSense { node, sense })
        }
    };
    let choose = {
        let edit = edit.clone();
        props.on.reform(edit)
    };
    let others: Vec<(NodeId, Region)> = props
        .network
        .sources
        .iter()
        .filter(|source| source.id != *id)
        .filter_map(|source| match &source.sense {
            Sense::Region { region } => Some((source.id.clone(), *region)),
            Sense::Channels { .. } => None,
        })
        .collect();
    html! {
        <fieldset class="form-part" data-field="region">
            <legend>{ "Sees" }</legend>
            <div class="region-rows">
                <RegionPicker source={id.clone()} {channels} {height} {width} values={props.values.clone()} {region} {others} on_choose={choose} />
                <div class="region-parts">
                    { for NAMED.into_iter().map(|named| {
                        let part = named.of(height, width);
                        html! {
                            <ActionButton key={named.slug} name={format!("region-{}", named.slug)} picture={PictogramKind::Part(named)}
                                label={capital(named.name)} pressed={part == region} action={edit(part)}
                                refused={(part == region).then_some(AttrValue::Static("The source sees this part already."))} on={props.on.clone()} />
                        }
                    }) }
                </div>
            </div>
            <div class="fields four">
                { for Side::ALL.into_iter().map(|side| {
                    let value = side.of(&region);
                    let read = {
                        let edit = edit.clone();
                        asks(&props.on, move |text| {
                            let typed = parse_whole(text, side.range(&region, height, width))?;
                            Ok((typed != value).then(|| edit(side.changed(&region, typed, height, width))))
                        })
                    };
                    html! {
                        <TextField key={side.name()} label={side.name()} field={side.name()} keyboard="numeric" value={value.to_string()} {read} />
                    }
                }) }
            </div>
            <p class="note">{ format!("Pixels of {height} × {width}. Drag on the image, or type.") }</p>
        </fieldset>
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
