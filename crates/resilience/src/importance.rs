//! How much each node matters for the accuracy.

use crate::outcomes::{Outcomes, probabilities};

/// The Birnbaum importance of each node, in bit order:
/// I_i = E\[accuracy | i up\] − E\[accuracy | i down\] under the other nodes' reliabilities, a difference of shares.
///
/// It is the derivative of the expected accuracy by the reliability r_i: the expected accuracy is linear in each, so a node that
/// is made more reliable by Δ raises it by I_i · Δ exactly. Negative where the accuracy is better without the node.
///
/// Source: Z. W. Birnbaum, "On the importance of different components in a multicomponent system", in P. R. Krishnaiah
/// (ed.), *Multivariate Analysis II*, Academic Press, 1969; there for systems that work or do not, which is accuracy 1 or 0.
///
/// All of them in O(2^n): the halves of the table with a node up and with it down become one, from the last bit to the first, and just
/// before that, the half's difference is weighed by the probabilities of what the nodes before it do.
pub fn birnbaum(outcomes: &Outcomes) -> Vec<f64> {
    let reliabilities = outcomes.reliabilities().values();
    let mut table = outcomes.accuracies().to_vec();
    let mut found: Vec<f64> = Vec::with_capacity(reliabilities.len());
    for (node, &up) in reliabilities.iter().enumerate().rev() {
        let before = probabilities(&reliabilities[..node]);
        let (with_up, with_down) = table.split_at_mut(before.len());
        let mut difference = 0.0;
        for ((value, down), probability) in with_up.iter_mut().zip(with_down).zip(before) {
            difference += probability * (*value - *down);
            *value = up * *value + (1.0 - up) * *down;
        }
        table.truncate(1 << node);
        found.push(difference);
    }
    found.reverse();
    found
}

/// The Shapley value of each node, in bit order, a difference of shares:
/// φ_i = Σ over the sets S of nodes without i of |S|! (n − |S| − 1)! / n! · (v(S ∪ {i}) − v(S)),
/// where v(S) is the accuracy with exactly the nodes of S up. Exact, in O(n · 2^n).
///
/// It is what node i adds to the accuracy when it comes up, averaged over all orders in which the nodes can come up one
/// after the other. So the values sum to the accuracy with all nodes up less that with all down; nodes that are
/// alike have the same, and a node that never changes the accuracy has 0. Reliabilities play no part.
///
/// Source: L. S. Shapley, "A value for n-person games", in H. W. Kuhn and A. W. Tucker (eds.), *Contributions to the Theory of
/// Games II*, Princeton University Press, 1953.
pub fn shapley(outcomes: &Outcomes) -> Vec<f64> {
    let nodes = outcomes.nodes();
    let accuracy = outcomes.accuracies();
    let weights = shapley_weights(nodes);
    (0..nodes)
        .map(|node| {
            let bit = 1 << node;
            (0..accuracy.len())
                .filter(|mask| mask & bit == 0)
                .map(|mask| {
                    let others_down = mask.count_ones() as usize;
                    weights[others_down] * (accuracy[mask] - accuracy[mask | bit])
                })
                .sum()
        })
        .collect()
}

/// k! (n − 1 − k)! / n! for each number k of other nodes, which is 1 / (n · C(n − 1, k)). It is the same for k others up as
/// for k others down.
fn shapley_weights(nodes: usize) -> Vec<f64> {
    let mut choices = 1.0;
    (0..nodes)
        .map(|others| {
            let weight = 1.0 / (nodes as f64 * choices);
            choices = choices * (nodes - 1 - others) as f64 / (others + 1) as f64;
            weight
        })
        .collect()
}
