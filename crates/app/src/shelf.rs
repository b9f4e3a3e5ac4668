//! What this device holds of trained networks, and which of them a drawing shows.

use std::rc::Rc;

use deepfog_protocol::{BundleSource, Origin, OwnBundle};
use deepfog_topology::Scheme;

use crate::announcement;
use crate::network::Network;
use crate::schemes::Schemes;
use crate::state::{Engine, Loaded, Mode, State};

/// What the worker told of this device.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BundleShelf {
    /// The person's own bundles.
    pub bundles: Rc<Vec<OwnBundle>>,
    /// Trainings that were begun and are not at work.
    pub unfinished: u32,
    /// Whether a person has been to the laboratory since, where they are listed, or wants to hear no more of them.
    pub is_reminded: bool,
    /// Why it cannot be told, as a sentence.
    pub fault: Option<Rc<str>>,
    /// Whether the worker has told it.
    pub is_told: bool,
}

/// The bundles that a drawing shows: for every scheme the person's own that was chosen last, else the shipped one, if
/// there is one.
pub fn sources(network: &Network, own: &[OwnBundle]) -> Vec<BundleSource> {
    let of = |scheme: Scheme| {
        let mut chosen: Option<&OwnBundle> = None;
        for bundle in own {
            if bundle.identity == network.identity
                && bundle.scheme == scheme
                && bundle.study.is_none()
                && chosen.is_none_or(|chosen| bundle.used > chosen.used)
            {
                chosen = Some(bundle);
            }
        }
        let origin = match (chosen, network.bundle) {
            (Some(own), _) => Origin::Own(own.key.clone()),
            (None, Some(preset)) => Origin::Shipped(preset.to_owned()),
            (None, None) => return None,
        };
        Some(BundleSource {
            scheme,
            origin,
            identity: network.identity.clone(),
        })
    };
    Scheme::ALL.into_iter().filter_map(of).collect()
}

impl State {
    /// The schemes that a trained network is shown of.
    pub fn trained(&self) -> Schemes {
        self.sources.iter().map(|source| source.scheme).collect()
    }

    /// The schemes that the page speaks of: those with a trained network; all of them where there is none, for what
    /// follows from the drawing alone.
    pub fn schemes(&self) -> Schemes {
        match self.trained() {
            none if none.is_empty() => Schemes::ALL,
            some => some,
        }
    }

    /// Those of which the person's own is shown.
    pub fn own(&self) -> Schemes {
        let mine = |source: &BundleSource| {
            matches!(source.origin, Origin::Own(_)).then_some(source.scheme)
        };
        self.sources.iter().filter_map(mine).collect()
    }

    /// Interrupted trainings that a person is to be reminded of.
    pub fn interrupted(&self) -> u32 {
        if self.shelf.is_reminded {
            return 0;
        }
        self.shelf.unfinished
    }

    /// The person's own bundle that is shown of a scheme.
    pub fn own_bundle(&self, scheme: Scheme) -> Option<&OwnBundle> {
        let source = self.sources.iter().find(|source| source.scheme == scheme)?;
        let Origin::Own(key) = &source.origin else {
            return None;
        };
        self.shelf.bundles.iter().find(|own| own.key == *key)
    }

    /// Whether the drawing shows other bundles now than those that were asked for last: then they have to be opened
    /// anew. Samples stay on show; the answers were those of another network.
    pub fn reopen(&mut self) -> bool {
        let sources = sources(&self.network, &self.shelf.bundles);
        if sources == *self.sources {
            return false;
        }
        self.sources = Rc::new(sources);
        self.session += 1;
        self.pointed_scheme = None;
        let loaded = std::mem::take(&mut self.loaded);
        self.loaded = Loaded {
            pack: loaded.pack,
            samples: loaded.samples,
            before: loaded
                .shown
                .map(|shown| (shown.sample, shown.values))
                .or(loaded.before),
            ..Loaded::default()
        };
        if matches!(self.engine, Engine::Failed(_)) {
            self.playing = false;
        }
        true
    }
}

/// Takes over what the worker told.
pub fn hear(state: &mut State, bundles: Vec<OwnBundle>, unfinished: u32, fault: Option<String>) {
    let is_first = !state.shelf.is_told;
    let was_untrained = state.sources.is_empty();
    state.shelf = BundleShelf {
        bundles: Rc::new(bundles),
        unfinished,
        is_reminded: state.shelf.is_reminded,
        fault: fault.map(Rc::from),
        is_told: true,
    };
    if !state.reopen() {
        return;
    }
    if !is_first {
        state.announcement = format!(
            "The trained networks of this drawing have changed. {}",
            announcement::of_pattern(state)
        )
        .into();
    } else if was_untrained && state.editor.history.at() == 0 {
        // It was opened as a drawing without answers because nothing was known yet.
        state.editor.mode = Mode::Break;
    }
}

#[cfg(test)]
mod tests;
