//! The ReLU that ends a layer, over the layer's own numbers.

/// Numbers below 0 become 0.
pub(crate) fn rectify(values: &mut [f32]) {
    for value in values {
        *value = value.max(0.0);
    }
}

/// What a gradient becomes on its way back through a ReLU that gave `output`: 0 where that is 0.
pub(crate) fn passed(gradient: &[f32], output: &[f32]) -> Vec<f32> {
    gradient
        .iter()
        .zip(output)
        .map(|(&gradient, &output)| if output > 0.0 { gradient } else { 0.0 })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_above_0_becomes_0_and_passes_nothing_back() {
        let mut values = [-1.0, -0.0, 0.0, 1.5, f32::NAN, f32::INFINITY];
        rectify(&mut values);
        assert_eq!(values, [0.0, 0.0, 0.0, 1.5, 0.0, f32::INFINITY]);
        let gradient = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        assert_eq!(passed(&gradient, &values), [0.0, 0.0, 0.0, 4.0, 0.0, 6.0]);
    }
}
