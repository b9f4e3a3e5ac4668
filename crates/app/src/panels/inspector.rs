//! Everything about one node: what stands on it, what it costs, what it gives.

use deepfog_network::plan::{adapter_parameters, layer_parameters};
use deepfog_network::{Plan, PlannedInput, PlannedNode};
use deepfog_notation::mark::scheme_class;
use deepfog_notation::number;
use deepfog_notation::words::counted;
use deepfog_protocol::SchemeAnswer;
use deepfog_resilience::{Delivery, Gates, Pattern, Patterns};
use deepfog_topology::{LinkKind, NodeId, Tier, Topology};
use yew::prelude::*;

use super::data::Shared;
use super::heat_map::HeatMap;
use super::icon::{IconKind, icon};
use super::mark::scheme_mark;
use super::wording;

/// Whether a node gives anything under a failure pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// It is up and information reaches it.
    Up,
    /// It is down: its output is exactly 0.
    Down,
    /// It is up, but no input arrives: it is not run and its output is exactly 0.
    Silent,
}

impl Health {
    /// The health in words for tests and styles.
    pub fn slug(self) -> &'static str {
        match self {
            Health::Up => "up",
            Health::Down => "down",
            Health::Silent => "silent",
        }
    }
}

/// What an input does under a failure pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// It counts.
    Counts,
    /// Its sender gives nothing.
    Nothing,
    /// Its sender gives something, but under ResiliNet a skip waits while a normal input arrives.
    Waits,
}

/// What a node and its inputs do under a failure pattern; `None` for an index that is not in the plan.
pub fn condition(plan: &Plan, node: usize, pattern: Pattern) -> Option<(Health, Vec<Arrival>)> {
    let planned = plan.nodes.get(node)?;
    let patterns = Patterns::new(&plan.graph);
    let up = patterns.up(pattern, plan.graph.len());
    let Delivery {
        delivers, counts, ..
    } = Gates::new(&plan.graph, plan.scheme).deliver(&up);
    let health = match (up.get(node)?, delivers.get(node)?) {
        (false, _) => Health::Down,
        (true, true) => Health::Up,
        (true, false) => Health::Silent,
    };
    let counts = counts.get(node)?;
    let arrivals = planned
        .inputs
        .iter()
        .enumerate()
        .map(|(at, input)| {
            if counts.get(at).copied().unwrap_or(false) {
                Arrival::Counts
            } else if delivers.get(input.from).copied().unwrap_or(false) {
                Arrival::Waits
            } else {
                Arrival::Nothing
            }
        })
        .collect();
    Some((health, arrivals))
}

/// Properties of [`Inspector`].
#[derive(Clone, PartialEq, Properties)]
pub struct InspectorProps {
    /// The document: units and reliability settings.
    pub topology: Shared<Topology>,
    /// The network of the scheme shown.
    pub plan: Shared<Plan>,
    /// The node.
    pub node: NodeId,
    /// Which nodes are down.
    pub pattern: Pattern,
    /// The same scheme's answer to the sample shown, under the same pattern.
    pub answer: Option<Shared<SchemeAnswer>>,
    /// Class names: what the cloud's outputs stand for.
    pub classes: Shared<Vec<String>>,
}

/// One node of the network of one scheme.
#[function_component]
pub fn Inspector(props: &InspectorProps) -> Html {
    let plan = &props.plan;
    let found = plan
        .graph
        .index(&props.node)
        .and_then(|at| Some((at, plan.nodes.get(at)?, condition(plan, at, props.pattern)?)));
    let output = use_memo(
        (props.answer.clone(), props.node.clone()),
        |(answer, node)| {
            answer
                .as_deref()
                .and_then(|answer| answer.outputs.iter().find(|output| output.node == *node))
                .cloned()
                .map(Shared::from)
        },
    );
    let Some((at, node, (health, arrivals))) = found else {
        return html! { <p class="inspector empty">{ format!("{} is not part of this network.", props.node) }</p> };
    };
    html! {
        <section class={classes!("inspector", scheme_class(plan.scheme))} aria-label={format!("Node {}", node.id)}
            data-node={node.id.to_string()} data-state={health.slug()}>
            <div class="inspector-part">
            <header class="inspector-head">
                <h2>{ node.id.to_string() }</h2>
                <span class="tier">{ node.tier.name() }</span>
                { health_words(health) }
            </header>
            { reliability(props, node) }
            <dl class="inspector-facts">
                <dt>{ "units" }</dt><dd>{ units(props, node) }</dd>
                <dt>{ "shapes" }</dt>
                <dd>{ number::shape(node.input_shape.iter().copied()) }{ " → " }{ number::shape(node.output_shape.iter().copied()) }</dd>
                <dt>{ "learned" }</dt>
                <dd class="total"><span>{ "parameters" }</span>{ " " }<span class="figure">{ number::count(node.parameter_count() as u64) }</span></dd>
                { sends(plan, at, node) }
            </dl>
            </div>
            { inputs(plan, at, node, &arrivals) }
            <div class="inspector-part">
            <h3>{ "Output" }<span class="aside">{ scheme_mark(plan.scheme) }{ plan.scheme.name() }</span></h3>
            { match (health, output.as_ref()) {
                (Health::Down, _) => html! { <p class="no-output down">{ "output is exactly 0 (down)" }</p> },
                (Health::Silent, _) => html! { <p class="no-output">{ "silent: no input arrives, output is exactly 0" }</p> },
                (Health::Up, Some(output)) => html! {
                    <>
                        <HeatMap output={output.clone()} />
                        if node.tier == Tier::Cloud {
                            <p class="heat-note">{ format!("one logit per class, {} first", props.classes.first().map_or("class 0", String::as_str)) }</p>
                        }
                    </>
                },
                (Health::Up, None) => html! { <p class="no-output">{ "shown as soon as the sample has been run" }</p> },
            } }
            </div>
        </section>
    }
}

fn health_words(health: Health) -> Html {
    let (kind, class, words) = match health {
        Health::Up => (IconKind::Tick, "good", "up"),
        Health::Down => (IconKind::Cross, "bad", "down"),
        Health::Silent => (IconKind::Silent, "quiet", "silent: no input arrives"),
    };
    html! { <span class={classes!("health", class)}>{ icon(kind) }{ words }</span> }
}

/// The node's probability to be up, under every setting of the document.
fn reliability(props: &InspectorProps, node: &PlannedNode) -> Html {
    if !matches!(node.tier, Tier::Edge | Tier::Fog) {
        return html! { <p class="reliability">{ "never fails" }</p> };
    }
    if props.topology.settings.is_empty() {
        return Html::default();
    }
    html! {
        <p class="reliability">
            { "up with probability " }
            { for props.topology.settings.iter().enumerate().map(|(at, setting)| html! {
                <>
                    if at > 0 { { " · " } }
                    <span class="figure-pair">{ &setting.name }{ " " }<span class="figure">{ number::share(setting.of(&node.id)) }</span></span>
                </>
            }) }
        </p>
    }
}

fn units(props: &InspectorProps, node: &PlannedNode) -> Html {
    let drawn = props
        .topology
        .node(&node.id)
        .map(|node| node.units.as_slice())
        .unwrap_or_default();
    if node.layers.is_empty() {
        return html! { { "none: gives what it senses" } };
    }
    html! {
        <ol class="units">
            { for node.layers.iter().enumerate().map(|(at, layer)| {
                // The cloud's classifying layer is implied by the document, not one of its units.
                let words = match drawn.get(at) {
                    Some(unit) => unit.describe(),
                    None if wording::is_classifier(layer) => format!("classifier, {} classes", props.classes.len()),
                    None => "layer".to_owned(),
                };
                html! {
                    <li key={at}>
                        <span>{ words }</span>{ " " }
                        <span class="figure quiet">{ number::count(layer_parameters(layer) as u64) }<span class="unseen">{ " parameters" }</span></span>
                    </li>
                }
            }) }
        </ol>
    }
}

/// Bytes that it sends per sample, on each of its hyperconnections.
fn sends(plan: &Plan, at: usize, node: &PlannedNode) -> Html {
    let receivers: Vec<String> = plan
        .graph
        .edges_of(plan.scheme)
        .filter(|edge| edge.from == at)
        .map(|edge| plan.graph.ids()[edge.to].to_string())
        .collect();
    if receivers.is_empty() {
        return Html::default();
    }
    let each = if receivers.len() > 1 { " each" } else { "" };
    html! {
        <>
            <dt>{ "sends" }</dt>
            <dd>
                <span class="figure">{ number::bytes(node.output_bytes() as u64) }</span>
                { format!(" per sample to {}{each}", receivers.join(", ")) }
            </dd>
        </>
    }
}

/// Incoming hyperconnections: kind, adapter and its parameters, bytes, and whether anything arrives.
fn inputs(plan: &Plan, at: usize, node: &PlannedNode, arrivals: &[Arrival]) -> Html {
    if node.inputs.is_empty() {
        return Html::default();
    }
    let left_out = plan
        .graph
        .edges()
        .iter()
        .filter(|edge| edge.to == at)
        .count()
        - node.inputs.len();
    html! {
        <div class="inspector-part">
            <h3>{ "Inputs" }</h3>
            <ul class="inputs">
                { for node.inputs.iter().zip(arrivals).map(|(input, arrival)| input_row(plan, input, *arrival)) }
            </ul>
            if left_out > 0 {
                <p class="heat-note">{ format!("{} drawn, not part of {}", counted(left_out, "skip"), plan.scheme.name()) }</p>
            }
        </div>
    }
}

fn input_row(plan: &Plan, input: &PlannedInput, arrival: Arrival) -> Html {
    let sender = plan.graph.ids()[input.from].to_string();
    let skip = input.kind == LinkKind::Skip;
    let bytes = 4 * input.shape.iter().product::<usize>();
    let parameters = adapter_parameters(&input.adapter);
    let (kind, class, words) = match arrival {
        Arrival::Counts => (IconKind::Tick, "good", "arrives"),
        Arrival::Nothing => (IconKind::Cross, "bad", "nothing arrives"),
        Arrival::Waits => (IconKind::Wait, "quiet", "waits: a normal input arrives"),
    };
    html! {
        <li key={sender.clone()} data-from={sender.clone()} data-kind={if skip { "skip" } else { "normal" }}>
            <span class="input-head">
                <svg class="link-sample" width="22" height="8" aria-hidden="true">
                    <line class={if skip { "link-skip" } else { "link-normal" }} x1="0" x2="22" y1="4" y2="4" />
                </svg>
                <b>{ sender }</b>{ if skip { " skip" } else { "" } }
                <span class={classes!("arrival", class)}>{ icon(kind) }{ words }</span>
            </span>
            <span class="input-cost">
                { wording::adapter(&input.adapter) }{ ": " }
                <span class="figure">{ if skip && parameters > 0 { "+" } else { "" } }{ number::count(parameters as u64) }</span>
                { " parameters, " }<span class="figure">{ number::bytes(bytes as u64) }</span>
                if input.weight != 1.0 { { ", weight " }<span class="figure">{ number::value(input.weight) }</span> }
            </span>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use deepfog_network::plan;
    use deepfog_topology::{Scheme, presets};

    #[test]
    fn health_and_arrivals_follow_the_gates() {
        // The sensor chain: watch → e → f2 → f1 → cloud, skips watch→f2, e→f1, f2→cloud; bits e 1, f2 2, f1 4.
        use Arrival::{Counts, Nothing, Waits};
        let topology = presets::find("sensor-chain").unwrap().topology;
        for (scheme, mask, node, health, arrivals) in [
            (Scheme::Vanilla, 0, "f1", Health::Up, vec![Counts]),
            (Scheme::Vanilla, 2, "f2", Health::Down, vec![Counts]),
            (Scheme::Vanilla, 2, "f1", Health::Silent, vec![Nothing]),
            // Inputs in the order of names: e, f2.
            (
                Scheme::DeepFogGuard,
                2,
                "f1",
                Health::Up,
                vec![Counts, Nothing],
            ),
            (
                Scheme::DeepFogGuard,
                0,
                "f1",
                Health::Up,
                vec![Counts, Counts],
            ),
            (Scheme::Resilinet, 0, "f1", Health::Up, vec![Waits, Counts]),
            (
                Scheme::Resilinet,
                2,
                "f1",
                Health::Up,
                vec![Counts, Nothing],
            ),
            (
                Scheme::ResilinetPlus,
                7,
                "cloud",
                Health::Silent,
                vec![Nothing, Nothing],
            ),
            (Scheme::Vanilla, 7, "watch", Health::Up, vec![]),
        ] {
            let plan = plan(&topology, scheme, 1).unwrap();
            let at = plan.graph.index(&node.into()).unwrap();
            assert_eq!(
                condition(&plan, at, Pattern(mask)),
                Some((health, arrivals)),
                "{scheme:?} {mask} {node}"
            );
        }
    }
}
