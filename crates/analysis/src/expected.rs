//! Expected accuracy: per reliability setting, with what is known of its error.

use deepfog_resilience::{Interval, Outcomes, Reliabilities, wilson};
use deepfog_topology::Scheme;

use crate::evidence::Evidence;
use crate::kind::Kind;
use crate::odds::Odds;
use crate::subject::Subject;

/// The expected accuracy of a scheme.
#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    /// The scheme.
    pub scheme: Scheme,
    /// Σ P(s) · accuracy(s), 0 to 1.
    pub value: f64,
    /// Its 95 % interval over samples (see [`over_samples`]).
    pub interval: Interval,
    /// Samples.
    pub n: u32,
    /// Each held-out person with the expected accuracy on their samples alone.
    pub people: Vec<(u32, f64)>,
}

/// The 95 % interval over samples of an expected accuracy.
///
/// The expected accuracy is the mean over samples of e_i = Σ P(s) · \[sample i is answered rightly under s\]. Each e_i lies from 0 to 1, so
/// with the mean m its variance is at most m (1 − m): that of a yes or no with the same mean. Wilson's interval for n · m right ones out
/// of n therefore holds at least 95 %; it is a bound, wider than one that knew every e_i. As everywhere, it is over samples taken as
/// independent; those of one person are alike, which is why each person's figure stands beside it.
pub fn over_samples(value: f64, n: u32) -> Interval {
    wilson(value * f64::from(n), n as usize)
}

/// The expected accuracy of what was measured; `None` before any sample, and where reliabilities do not fit.
pub fn expected(evidence: &Evidence, reliabilities: &Reliabilities) -> Option<Expected> {
    let value = evidence.outcomes(reliabilities)?.expected_accuracy();
    let table = &evidence.table;
    let people = table.people.iter().filter_map(|(person, n, correct)| {
        // Right answers are as good as shares: the expectation is linear.
        let right = Outcomes::new(reliabilities, correct).ok()?;
        (*n > 0).then(|| (*person, right.expected_accuracy() / f64::from(*n)))
    });
    Some(Expected {
        scheme: evidence.scheme,
        value,
        interval: over_samples(value, table.n),
        n: table.n,
        people: people.collect(),
    })
}

/// The expected accuracies under some reliabilities.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// What the reliabilities are called.
    pub name: String,
    /// The setting of the document that they are.
    pub setting: Option<String>,
    /// Per scheme.
    pub of_each: Vec<Expected>,
}

/// One group per setting of the drawing, the one without failures first. Hyperconnections have no setting: theirs are those of `odds`.
pub fn of_settings(
    subject: &Subject,
    kind: Kind,
    odds: &Odds,
    evidence: &[Evidence],
) -> Vec<Group> {
    let settings = subject.topology.all_settings().into_iter();
    settings
        .map(|setting| {
            let odds = Odds {
                links: odds.links.clone(),
                ..Odds::of(subject, &setting.name)
            };
            Group {
                of_each: of_each(evidence, &odds.reliabilities(kind)),
                setting: Some(setting.name.clone()),
                name: setting.name,
            }
        })
        .collect()
}

/// The group of a person's own reliabilities; `None` while they are those of a setting.
pub fn of_own(kind: Kind, odds: &Odds, evidence: &[Evidence]) -> Option<Group> {
    odds.setting.is_none().then(|| Group {
        name: "your own".to_owned(),
        setting: None,
        of_each: of_each(evidence, &odds.reliabilities(kind)),
    })
}

fn of_each(evidence: &[Evidence], reliabilities: &Reliabilities) -> Vec<Expected> {
    let all = evidence.iter();
    all.filter_map(|found| expected(found, reliabilities))
        .collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use deepfog_protocol::{Finding, SweepTable};

    use super::*;
    use crate::subject::tests::shipped;

    /// What would be measured with these right answers of 100 samples, by the patterns' bit masks.
    pub(crate) fn measured(kind: Kind, scheme: Scheme, correct: &[f64]) -> Evidence {
        let half: Vec<f64> = correct.iter().map(|correct| correct / 2.0).collect();
        let finding = Finding {
            session: 1,
            ticket: 1,
            total: 100,
            table: SweepTable {
                n: 100,
                answered: vec![true; correct.len()],
                near_ties: vec![0; correct.len()],
                people: vec![(3, 40, half.clone()), (7, 60, half)],
                correct: correct.to_vec(),
            },
            detail: None,
            engine: String::new(),
            milliseconds: 0.0,
        };
        Evidence::of(kind, scheme, finding)
    }

    /// Right answers that fall with every node down: 90 less 20 for e, 30 for f2, 10 for f1.
    pub(crate) fn falling() -> Vec<f64> {
        let costs = [20.0, 30.0, 10.0];
        (0..8_usize)
            .map(|mask| {
                let down = (0..3).filter(|bit| mask >> bit & 1 == 1);
                90.0 - down.map(|bit| costs[bit]).sum::<f64>()
            })
            .collect()
    }

    #[test]
    fn settings_and_own_reliabilities_weigh_the_same_figures() {
        let chain = shipped("sensor-chain");
        let evidence = [measured(Kind::Nodes, Scheme::Vanilla, &falling())];
        let mut odds = Odds::of(&chain, "Hazardous");
        let groups = of_settings(&chain, Kind::Nodes, &odds, &evidence);
        let names: Vec<&str> = groups.iter().map(|group| &*group.name).collect();
        assert_eq!(names, ["No failure", "Normal", "Poor", "Hazardous"]);
        assert_eq!(groups[0].of_each[0].value, 0.9);
        // The accuracy is a sum over nodes, so that its expectation is too: Hazardous is .78, .80, .85.
        let expected = 0.9 - 0.22 * 0.2 - 0.2 * 0.3 - 0.15 * 0.1;
        let found = &groups[3].of_each[0];
        assert!((found.value - expected).abs() < 1e-12);
        assert!(found.interval.low < expected && expected < found.interval.high);
        assert_eq!(found.people.len(), 2);
        assert!((found.people[0].1 - expected / 2.0 * 100.0 / 40.0).abs() < 1e-12);
        assert_eq!(of_own(Kind::Nodes, &odds, &evidence), None);
        odds.set(1, 1.0);
        let own = of_own(Kind::Nodes, &odds, &evidence).unwrap();
        assert!((own.of_each[0].value - expected - 0.2 * 0.3).abs() < 1e-12);
    }

    #[test]
    fn what_does_not_fit_is_left_out() {
        let odds = Odds::of(&shipped("sensor-chain"), "Poor");
        let short = measured(Kind::Nodes, Scheme::Vanilla, &[50.0, 40.0]);
        assert_eq!(expected(&short, &odds.reliabilities(Kind::Nodes)), None);
    }

    #[test]
    fn the_bound_holds_that_of_every_smaller_variance() {
        // 100 samples that are each right half of the time: the bound is that of 50 right ones.
        let bound = over_samples(0.5, 100);
        assert_eq!(bound, wilson(50.0, 100));
        // The normal interval of values that all lie within .4 and .6 is narrower.
        let half = 1.96 * 0.1 / 10.0;
        assert!(bound.low < 0.5 - half && bound.high > 0.5 + half);
    }
}
