use super::*;
use crate::drawing::tests::drawn;

fn typed(changes: impl IntoIterator<Item = Change>) -> Form {
    let mut form = Form::new(&[Scheme::Vanilla, Scheme::ResilinetPlus]);
    changes.into_iter().for_each(|change| form.take(change));
    form
}

fn text(field: Field, text: &str) -> Change {
    Change::Text(field, text.to_owned())
}

#[test]
fn the_form_as_it_stands_trains_two_schemes_by_the_recipe() {
    let drawing = drawn("sensor-chain", |_| {});
    let specs = typed([])
        .specs(&drawing, |_| Some("old".to_owned()))
        .unwrap();
    let schemes: Vec<Scheme> = specs.iter().map(|spec| spec.scheme).collect();
    assert_eq!(schemes, [Scheme::Vanilla, Scheme::ResilinetPlus]);
    for spec in specs {
        assert_eq!(spec.options, TrainingOptions::default());
        assert_eq!(spec.name, drawing.topology.title);
        assert_eq!(spec.document, *drawing.text);
        assert_eq!(spec.warm_start, None);
    }
}

#[test]
fn choices_become_options() {
    let drawing = drawn("sensor-chain", |_| {});
    let form = typed([
        Change::Length(LengthKind::Epochs),
        text(Field::Epochs, "7"),
        text(Field::Seed, "3"),
        Change::Failout(FailoutKind::Nodes),
        text(Field::Node("e".into()), "0.5"),
        text(Field::Name, " Mine "),
        Change::Warm(true),
        Change::Engine(EngineChoice::Cpu),
    ]);
    let specs = form
        .specs(&drawing, |scheme| Some(scheme.slug().to_owned()))
        .unwrap();
    assert_eq!(specs[0].name, "Mine");
    assert_eq!(specs[1].warm_start.as_deref(), Some("resilinet-plus"));
    assert_eq!(
        specs[0].options,
        TrainingOptions {
            seed: 3,
            length: TrainingLength::Epochs(7),
            failout: FailoutChoice::Nodes(vec![
                ("e".into(), 0.5),
                ("f2".into(), 0.9),
                ("f1".into(), 0.9),
            ]),
            engine: EngineChoice::Cpu,
        }
    );
    let variable = typed([
        Change::Failout(FailoutKind::Setting),
        Change::Setting("Poor".to_owned()),
    ]);
    assert_eq!(
        variable.options(&drawing).unwrap().failout,
        FailoutChoice::Setting("Poor".to_owned())
    );
}

#[test]
fn what_is_wrong_is_a_sentence() {
    let drawing = drawn("sensor-chain", |topology| topology.settings.clear());
    for (changes, start) in [
        (
            vec![
                Change::Scheme(Scheme::Vanilla, false),
                Change::Scheme(Scheme::ResilinetPlus, false),
            ],
            "Choose a scheme",
        ),
        (
            vec![Change::Length(LengthKind::Epochs), text(Field::Epochs, "")],
            "A whole number is missing.",
        ),
        (
            vec![
                Change::Length(LengthKind::Seconds),
                text(Field::Seconds, "1"),
            ],
            "1 is too small.",
        ),
        (vec![text(Field::Seed, "x")], "“x” is not"),
        (vec![text(Field::Survival, "2")], "2 is above 1."),
        (
            vec![
                Change::Failout(FailoutKind::Nodes),
                text(Field::Node("f2".into()), "0"),
            ],
            "f2: 0 is too small.",
        ),
        (
            vec![Change::Failout(FailoutKind::Setting)],
            "The drawing has no reliability setting",
        ),
        (
            vec![Change::Rule(Rule::Normalised)],
            "The drawing has no reliability setting",
        ),
        (
            vec![text(Field::Name, "")],
            "A trained network needs a name.",
        ),
    ] {
        let why = typed(changes).specs(&drawing, |_| None).unwrap_err();
        assert!(why.starts_with(start), "{why}");
    }
    // What is not in use is not asked for.
    for changes in [
        vec![text(Field::Epochs, "x")],
        vec![
            Change::Scheme(Scheme::ResilinetPlus, false),
            text(Field::Survival, "x"),
        ],
    ] {
        assert!(typed(changes).specs(&drawing, |_| None).is_ok());
    }
}

#[test]
fn other_weights_train_a_copy() {
    let drawing = drawn("sensor-chain", |_| {});
    let form = typed([
        Change::Rule(Rule::Reliability),
        Change::RuleSetting("Poor".to_owned()),
    ]);
    assert!(form.trains_a_copy(&drawing));
    let spec = &form.specs(&drawing, |_| None).unwrap()[0];
    let copy = Drawing::read(&spec.document).unwrap();
    assert!(
        copy.topology
            .title
            .ends_with("(weights the sender's reliability, Poor)")
    );
    assert_ne!(copy.identity, drawing.identity);
    assert!(!typed([Change::Rule(Rule::One)]).trains_a_copy(&drawing));
}

#[test]
fn a_drawing_with_problems_is_not_trained() {
    let drawing = drawn("sensor-chain", |topology| topology.links.truncate(1));
    let why = typed([]).specs(&drawing, |_| None).unwrap_err();
    assert!(
        why.starts_with("The drawing cannot be trained under Vanilla: "),
        "{why}"
    );
}
