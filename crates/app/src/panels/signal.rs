//! A multichannel recording as lines, one plot per sensor.

use deepfog_notation::number::place;
use deepfog_topology::order;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::SvgElement;
use yew::prelude::*;

use super::data::Shared;
use super::wording::sensor_unit;
use deepfog_chart::scale::{Linear, symmetric_extent};
use deepfog_chart::size::use_width;

/// Width before it is measured.
const FIRST_WIDTH: f64 = 204.0;
/// Height of one sensor's plot.
const PLOT: f64 = 69.0;
/// Room above the lines for the sensor's name.
const NAME: f64 = 15.0;
/// Left margin: the range of values.
const LEFT: f64 = 26.0;
/// Right margin: the channels' letters.
const RIGHT: f64 = 14.0;
/// Height of the time axis.
const AXIS: f64 = 16.0;
/// Number of line styles.
const STYLES: usize = 3;

/// The channels of one sensor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sensor {
    /// Its name: what its channels' names have in common.
    pub name: String,
    /// Indices into the sample's channels, each with what tells it apart (`x`).
    pub channels: Vec<(usize, String)>,
}

/// Groups channels such as `accelerometer x` by all words but the last; a channel of one word is a sensor itself.
pub fn sensors(channels: &[String]) -> Vec<Sensor> {
    let mut found: Vec<Sensor> = Vec::new();
    for (index, channel) in channels.iter().enumerate() {
        let (name, letter) = channel.rsplit_once(' ').unwrap_or((channel.as_str(), ""));
        match found.iter_mut().find(|sensor| sensor.name == name) {
            Some(sensor) => sensor.channels.push((index, letter.to_owned())),
            None => found.push(Sensor {
                name: name.to_owned(),
                channels: vec![(index, letter.to_owned())],
            }),
        }
    }
    found
}

/// An SVG path through the finite values, at steps 0, 1, 2, ...; a value that is not finite leaves a gap.
pub fn line(values: &[f32], x: &Linear, y: &Linear) -> String {
    let mut path = String::with_capacity(values.len() * 12);
    let mut pen_down = false;
    for (step, &value) in values.iter().enumerate() {
        if value.is_finite() {
            path.push(if pen_down { 'L' } else { 'M' });
            path.push_str(&place(x.at(step as f64)));
            path.push(' ');
            path.push_str(&place(y.at(f64::from(value))));
        }
        pen_down = value.is_finite();
    }
    path
}

/// Moves labels apart so that neighbours are at least `gap` apart and all lie within `low` and `high`, as long as
/// there is room; their order stays.
pub fn spread(wanted: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    let order = order::ordered(wanted.len(), &mut |a, b| wanted[a].total_cmp(&wanted[b]));
    let mut placed: Vec<f64> = order
        .iter()
        .map(|&at| wanted[at].clamp(low, high))
        .collect();
    for at in 1..placed.len() {
        placed[at] = placed[at].max(placed[at - 1] + gap);
    }
    let mut limit = high;
    for value in placed.iter_mut().rev() {
        *value = value.min(limit);
        limit = *value - gap;
    }
    let mut result = vec![0.0; wanted.len()];
    for (at, value) in order.into_iter().zip(placed) {
        result[at] = value;
    }
    result
}

/// Seconds at which the time axis has its ticks: at most five, at 0 and the end among them.
pub fn time_ticks(seconds: f64) -> Vec<f64> {
    if !seconds.is_finite() || seconds <= 0.0 {
        return vec![0.0];
    }
    let steps = [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0];
    let step = steps
        .into_iter()
        .find(|step| seconds / step <= 4.0 + 1e-9)
        .unwrap_or(seconds / 4.0);
    let count = (seconds / step + 1e-9).floor() as usize;
    (0..=count).map(|at| at as f64 * step).collect()
}

/// Properties of [`SignalPlots`].
#[derive(Clone, PartialEq, Properties)]
pub struct SignalPlotsProps {
    /// Names of the channels, in the order of the sample.
    pub channels: Vec<String>,
    /// Steps of one window.
    pub steps: usize,
    /// Sampling rate in hertz.
    pub rate_hz: f64,
    /// The sample: channels × steps, row by row.
    pub values: Option<Shared<Vec<f32>>>,
    /// Index of the sample: a cursor starts anew with each.
    pub sample: u32,
    /// Channels to emphasise; none: all alike.
    pub emphasised: Vec<usize>,
    /// Milliseconds that a sample is shown while playing; `None`: the cursor is not shown.
    pub pace: Option<u32>,
    /// Accessible name.
    pub label: AttrValue,
}

/// One plot per sensor above each other, on one time axis.
#[function_component]
pub fn SignalPlots(props: &SignalPlotsProps) -> Html {
    let frame = use_node_ref();
    let width = use_width(&frame, FIRST_WIDTH);
    let sensors = use_memo(props.channels.clone(), |channels| sensors(channels));
    let height = sensors.len() as f64 * PLOT + AXIS;
    html! {
        <div class="signal" ref={frame}>
            <svg class="signal-plots" width={place(width)} height={place(height)} role="img" aria-label={props.label.clone()}>
                <Lines channels={props.channels.clone()} steps={props.steps} rate_hz={props.rate_hz} values={props.values.clone()}
                    emphasised={props.emphasised.clone()} {sensors} {width} />
                if let Some(pace) = props.pace {
                    <Cursor key={props.sample} {pace} left={LEFT} right={width - RIGHT} bottom={height - AXIS} />
                }
            </svg>
        </div>
    }
}

/// Properties of [`Lines`].
#[derive(Clone, PartialEq, Properties)]
struct LinesProps {
    channels: Vec<String>,
    steps: usize,
    rate_hz: f64,
    values: Option<Shared<Vec<f32>>>,
    emphasised: Vec<usize>,
    sensors: Rc<Vec<Sensor>>,
    width: f64,
}

#[function_component]
fn Lines(props: &LinesProps) -> Html {
    let last = props.steps.saturating_sub(1) as f64;
    let x = Linear::new((0.0, last), (LEFT, props.width - RIGHT));
    let bottom = props.sensors.len() as f64 * PLOT;
    let seconds = if props.rate_hz > 0.0 {
        props.steps as f64 / props.rate_hz
    } else {
        0.0
    };
    let time = Linear::new(
        (0.0, last / props.rate_hz.max(f64::MIN_POSITIVE)),
        (LEFT, props.width - RIGHT),
    );
    let ticks = time_ticks(seconds);
    html! {
        <>
            { for props.sensors.iter().enumerate().map(|(at, sensor)| plot(props, sensor, at as f64 * PLOT, &x)) }
            <line class="axis" x1={place(LEFT)} x2={place(props.width - RIGHT)} y1={place(bottom)} y2={place(bottom)} />
            { for ticks.iter().enumerate().map(|(at, &second)| {
                let x = place(time.at(second).min(props.width - RIGHT));
                let text = if at + 1 == ticks.len() { format!("{} s", place(second)) } else { place(second) };
                html! {
                    <g key={place(second)}>
                        <line class="axis" x1={x.clone()} x2={x.clone()} y1={place(bottom)} y2={place(bottom + 3.0)} />
                        <text class="tick" {x} y={place(bottom + 14.0)} text-anchor="middle">{ text }</text>
                    </g>
                }
            }) }
        </>
    }
}

fn plot(props: &LinesProps, sensor: &Sensor, top: f64, x: &Linear) -> Html {
    let channel = |index: usize| -> &[f32] {
        props
            .values
            .as_deref()
            .and_then(|values| values.get(index * props.steps..(index + 1) * props.steps))
            .unwrap_or_default()
    };
    let extent = symmetric_extent(
        sensor
            .channels
            .iter()
            .flat_map(|(index, _)| channel(*index).iter().copied()),
    );
    let y = Linear::new((-extent, extent), (top + PLOT - 4.0, top + NAME + 3.0));
    let ends: Vec<f64> = sensor
        .channels
        .iter()
        .map(|(index, _)| {
            channel(*index)
                .last()
                .map_or(y.at(0.0), |&value| y.at(f64::from(value)))
                + 3.5
        })
        .collect();
    let labels = spread(&ends, 11.0, top + NAME + 6.0, top + PLOT - 1.0);
    let unit = sensor_unit(&sensor.name);
    let right = place(props.width - RIGHT);
    html! {
        <g key={sensor.name.clone()} class="sensor">
            <text class="tick" x="0" y={place(top + 11.0)}>
                <tspan class="sensor-name">{ &sensor.name }</tspan>{ unit.map(|unit| format!(" in {unit}")) }
            </text>
            { for [extent, 0.0, -extent].into_iter().map(|value| {
                let at = place(y.at(value));
                let text = if value < 0.0 { format!("−{}", place(-value)) } else { place(value) };
                html! {
                    <g key={text.clone()}>
                        <line class={if value == 0.0 { "axis" } else { "grid" }} x1={place(LEFT)} x2={right.clone()} y1={at.clone()} y2={at} />
                        <text class="tick" x={place(LEFT - 4.0)} y={place(y.at(value) + 3.5)} text-anchor="end">{ text }</text>
                    </g>
                }
            }) }
            { for sensor.channels.iter().zip(labels).enumerate().map(|(at, ((index, letter), label))| {
                let dim = !props.emphasised.is_empty() && !props.emphasised.contains(index);
                let bold = props.emphasised.contains(index);
                let class = classes!("channel", format!("channel-{}", at % STYLES + 1), dim.then_some("dim"), bold.then_some("bold"));
                html! {
                    <g key={*index} {class}>
                        <path d={line(channel(*index), x, &y)} />
                        <text x={place(props.width - RIGHT + 4.0)} y={place(label)}>{ letter }</text>
                    </g>
                }
            }) }
        </g>
    }
}

/// Properties of [`Cursor`].
#[derive(Clone, PartialEq, Properties)]
struct CursorProps {
    pace: u32,
    left: f64,
    right: f64,
    bottom: f64,
}

/// A line that runs through the window once. The style sheet moves it and keeps it still with reduced motion; only its
/// duration is set from here, through the CSS object model, which the security policy allows.
#[function_component]
fn Cursor(props: &CursorProps) -> Html {
    let group = use_node_ref();
    use_effect_with((group.clone(), props.pace), |(group, pace)| {
        if let Some(element) = group
            .get()
            .and_then(|node| node.dyn_into::<SvgElement>().ok())
        {
            // Without it the style sheet's own duration holds.
            let _ = element
                .style()
                .set_property("animation-duration", &format!("{pace}ms"));
        }
    });
    html! {
        <g class="cursor" ref={group} aria-hidden="true">
            // As wide as the plot: the animation moves the group by its own width.
            <rect class="cursor-room" x={place(props.left)} y="0" width={place(props.right - props.left)} height={place(props.bottom)} />
            <line x1={place(props.left)} x2={place(props.left)} y1="0" y2={place(props.bottom)} />
        </g>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_are_grouped_by_sensor() {
        let channels = [
            "accelerometer x",
            "accelerometer y",
            "gyroscope x",
            "temperature",
        ]
        .map(str::to_owned);
        let found: Vec<(String, Vec<(usize, String)>)> = sensors(&channels)
            .into_iter()
            .map(|sensor| (sensor.name, sensor.channels))
            .collect();
        assert_eq!(
            found,
            [
                (
                    "accelerometer".to_owned(),
                    vec![(0, "x".to_owned()), (1, "y".to_owned())]
                ),
                ("gyroscope".to_owned(), vec![(2, "x".to_owned())]),
                ("temperature".to_owned(), vec![(3, String::new())]),
            ]
        );
    }

    #[test]
    fn lines_leave_gaps_where_nothing_was_recorded() {
        let x = Linear::new((0.0, 4.0), (0.0, 40.0));
        let y = Linear::new((-1.0, 1.0), (20.0, 0.0));
        for (values, path) in [
            (vec![], ""),
            (vec![0.0, 1.0], "M0 10L10 0"),
            (vec![0.0, f32::NAN, -1.0, 0.5], "M0 10M20 20L30 5"),
        ] {
            assert_eq!(line(&values, &x, &y), path);
        }
    }

    #[test]
    fn labels_are_spread() {
        for (wanted, placed) in [
            (vec![], vec![]),
            (vec![10.0, 30.0], vec![10.0, 30.0]),
            (vec![10.0, 12.0], vec![10.0, 20.0]),
            (vec![12.0, 10.0], vec![20.0, 10.0]),
            (vec![48.0, 49.0, 50.0], vec![30.0, 40.0, 50.0]),
            (vec![-5.0, 99.0], vec![0.0, 50.0]),
        ] {
            assert_eq!(spread(&wanted, 10.0, 0.0, 50.0), placed, "{wanted:?}");
        }
    }

    #[test]
    fn time_has_few_ticks() {
        for (seconds, ticks) in [
            (2.0, vec![0.0, 0.5, 1.0, 1.5, 2.0]),
            (0.4, vec![0.0, 0.1, 0.2, 0.30000000000000004, 0.4]),
            (2.5, vec![0.0, 1.0, 2.0]),
            (0.0, vec![0.0]),
            (f64::NAN, vec![0.0]),
        ] {
            assert_eq!(time_ticks(seconds), ticks, "{seconds}");
        }
        assert!(time_ticks(1e6).len() <= 5);
    }
}
