//! The order in which all parameters of a plan lie in one flat list of numbers.

use std::ops::Range;

use crate::parameters::{ParameterMismatch, adapter_shape, layer_shape};
use crate::{LayerParameters, NodeParameters, Parameters, Plan, Tensor};

/// What a tensor of parameters is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Weight of an adapter; adapters have no bias.
    Adapter,
    /// Weight of a layer.
    Weight,
    /// Bias of a layer.
    Bias,
}

/// One tensor in the flat list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// What it is for.
    pub role: Role,
    /// Its dimensions, outputs first.
    pub shape: Vec<usize>,
    /// Where its numbers lie.
    pub range: Range<usize>,
}

impl Slot {
    /// How many numbers each output is computed from, and how many outputs each number feeds.
    pub fn fans(&self) -> (usize, usize) {
        let positions: usize = self.shape.iter().skip(2).product();
        let inputs = self.shape.get(1).copied().unwrap_or(1);
        let outputs = self.shape.first().copied().unwrap_or(1);
        (inputs * positions, outputs * positions)
    }
}

/// The slots of one node: indices into [`Layout::slots`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeSlots {
    /// Per input of the plan; `None` for the identity.
    pub adapters: Vec<Option<usize>>,
    /// Per layer of the plan: the weight's slot, whose bias is the next one; `None` without parameters.
    pub layers: Vec<Option<usize>>,
}

/// Slots of all parameters: node by node in the plan's order, its adapters, then its layers, each with
/// weight and bias.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// All tensors, in the order of the list.
    pub slots: Vec<Slot>,
    /// Per node of the plan its slots.
    pub nodes: Vec<NodeSlots>,
    /// Number of parameters in all.
    pub total: usize,
}

impl Layout {
    /// The layout of a plan.
    pub fn new(plan: &Plan) -> Self {
        let mut layout = Self {
            slots: Vec::new(),
            nodes: Vec::with_capacity(plan.nodes.len()),
            total: 0,
        };
        for node in &plan.nodes {
            let adapters = node
                .inputs
                .iter()
                .map(|input| {
                    adapter_shape(&input.adapter).map(|shape| layout.push(Role::Adapter, shape))
                })
                .collect();
            let layers = node
                .layers
                .iter()
                .map(|layer| {
                    layer_shape(layer).map(|shape| {
                        let outputs = shape[0];
                        let slot = layout.push(Role::Weight, shape);
                        layout.push(Role::Bias, vec![outputs]);
                        slot
                    })
                })
                .collect();
            layout.nodes.push(NodeSlots { adapters, layers });
        }
        layout
    }

    fn push(&mut self, role: Role, shape: Vec<usize>) -> usize {
        let end = self.total + shape.iter().product::<usize>();
        self.slots.push(Slot {
            role,
            shape,
            range: self.total..end,
        });
        self.total = end;
        self.slots.len() - 1
    }

    /// The flat list as the parameters that a bundle holds.
    pub fn unflatten(&self, flat: &[f32]) -> Parameters {
        let tensor = |slot: usize| {
            let slot = &self.slots[slot];
            Tensor {
                shape: slot.shape.clone(),
                values: flat[slot.range.clone()].to_vec(),
            }
        };
        Parameters {
            nodes: self
                .nodes
                .iter()
                .map(|node| NodeParameters {
                    adapters: node.adapters.iter().map(|slot| slot.map(tensor)).collect(),
                    layers: node
                        .layers
                        .iter()
                        .map(|slot| {
                            slot.map(|slot| LayerParameters {
                                weight: tensor(slot),
                                bias: tensor(slot + 1),
                            })
                        })
                        .collect(),
                })
                .collect(),
        }
    }

    /// Writes the parameters of some nodes of the layout's plan into the flat list.
    ///
    /// # Errors
    /// Parameters that do not fit the plan; nothing is written then.
    pub fn fill(
        &self,
        flat: &mut [f32],
        plan: &Plan,
        carried: &[Option<NodeParameters>],
    ) -> Result<(), ParameterMismatch> {
        if carried.len() != plan.nodes.len() {
            return Err(ParameterMismatch {
                node: "(all)".to_owned(),
                what: format!("{} nodes, not {}", carried.len(), plan.nodes.len()),
            });
        }
        for (planned, held) in plan.nodes.iter().zip(carried) {
            let checked = held.as_ref().map_or(Ok(()), |held| held.check(planned));
            checked.map_err(|what| ParameterMismatch {
                node: planned.id.to_string(),
                what,
            })?;
        }
        for (slots, held) in self.nodes.iter().zip(carried) {
            let Some(held) = held else { continue };
            let mut put = |slot: usize, tensor: &Tensor| {
                flat[self.slots[slot].range.clone()].copy_from_slice(&tensor.values);
            };
            for (slot, adapter) in slots.adapters.iter().zip(&held.adapters) {
                if let (Some(slot), Some(adapter)) = (slot, adapter) {
                    put(*slot, adapter);
                }
            }
            for (slot, layer) in slots.layers.iter().zip(&held.layers) {
                if let (Some(slot), Some(layer)) = (slot, layer) {
                    put(*slot, &layer.weight);
                    put(slot + 1, &layer.bias);
                }
            }
        }
        Ok(())
    }

    /// The parameters as the flat list. They must have passed [`Parameters::check`] for this layout's plan.
    pub fn flatten(&self, parameters: &Parameters) -> Vec<f32> {
        let mut flat = Vec::with_capacity(self.total);
        for node in &parameters.nodes {
            for adapter in node.adapters.iter().flatten() {
                flat.extend_from_slice(&adapter.values);
            }
            for layer in node.layers.iter().flatten() {
                flat.extend_from_slice(&layer.weight.values);
                flat.extend_from_slice(&layer.bias.values);
            }
        }
        flat
    }
}

#[cfg(test)]
mod tests {
    use deepfog_topology::{Scheme, presets};

    use super::*;

    #[test]
    fn every_parameter_of_every_preset_has_its_place() {
        for preset in presets::all() {
            for scheme in Scheme::ALL {
                let plan = crate::plan(&preset.topology, scheme, 1).unwrap();
                let layout = Layout::new(&plan);
                assert_eq!(
                    layout.total,
                    plan.parameter_count(),
                    "{} {scheme:?}",
                    preset.id
                );
                let flat: Vec<f32> = (0..layout.total).map(|at| at as f32).collect();
                let parameters = layout.unflatten(&flat);
                assert_eq!(parameters.check(&plan), Ok(()));
                assert_eq!(layout.flatten(&parameters), flat);
            }
        }
    }
}
