//! Temporary: symbolic against fixed batches.
#[path = "../tests/bundles/support.rs"]
#[allow(dead_code)]
mod support;
use deepfog_topology::{Scheme, presets};
use std::io::Cursor;
use std::time::Instant;
use tract_onnx::prelude::*;

fn main() {
    for preset in presets::all() {
        let (bundle, plan, _) = support::bundle(&preset.topology, Scheme::ResilinetPlus);
        println!("== {}", preset.id);
        for variant in [0usize, 1, 8, 16, 32, 64, 128] {
            let (mut load, mut t1, mut t32) = (0.0, 0.0, 0.0);
            for node in &plan.nodes {
                let name = format!("{}.onnx", node.id);
                let Some((_, bytes)) = bundle.files.iter().find(|(n, _)| *n == name) else {
                    continue;
                };
                let started = Instant::now();
                let mut model = tract_onnx::onnx()
                    .model_for_read(&mut Cursor::new(bytes))
                    .unwrap();
                let shapes: Vec<Vec<usize>> = if node.inputs.is_empty() {
                    vec![node.input_shape.clone()]
                } else {
                    node.inputs.iter().map(|i| i.shape.clone()).collect()
                };
                if variant > 0 {
                    for (i, s) in shapes.iter().enumerate() {
                        let mut dims = vec![variant];
                        dims.extend(s);
                        model = model.with_input_fact(i, f32::fact(&dims).into()).unwrap();
                    }
                }
                let plan = model.into_optimized().unwrap().into_runnable().unwrap();
                load += started.elapsed().as_secs_f64() * 1e3;
                let mut time = |batch: usize, times: usize| {
                    let inputs: TVec<TValue> = shapes
                        .iter()
                        .map(|s| {
                            let mut dims = vec![batch];
                            dims.extend(s);
                            let n: usize = dims.iter().product();
                            let v: Vec<f32> = (0..n).map(|i| (i % 17) as f32 * 0.1).collect();
                            Tensor::from_shape(&dims, &v).unwrap().into()
                        })
                        .collect();
                    plan.run(inputs.clone()).unwrap();
                    let mut best = f64::MAX;
                    for _ in 0..times {
                        let s = Instant::now();
                        plan.run(inputs.clone()).unwrap();
                        best = best.min(s.elapsed().as_secs_f64() * 1e6);
                    }
                    best / batch as f64
                };
                if variant == 0 {
                    t1 += time(1, 30);
                    t32 += time(32, 10);
                } else {
                    t32 += time(variant, 10);
                }
            }
            println!(
                "variant {variant:3}: load {load:7.1} ms, batch 1: {t1:7.1} us/sample, block: {t32:7.1} us/sample"
            );
        }
    }
}
