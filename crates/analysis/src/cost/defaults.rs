//! What networks and nodes are taken for until a person says otherwise, and who says so.

use deepfog_topology::Tier;

use super::prices::Rate;

/// The tiers that a hyperconnection joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hop {
    /// From a source to the edge.
    SourceEdge,
    /// Between edge nodes.
    WithinEdge,
    /// From the edge to the fog.
    EdgeFog,
    /// Between fog nodes.
    WithinFog,
    /// From the fog to the cloud.
    FogCloud,
    /// From a source to the fog, by way of the edge.
    SourceFog,
    /// From a source to the cloud, by way of edge and fog.
    SourceCloud,
    /// From the edge to the cloud, by way of the fog.
    EdgeCloud,
}

impl Hop {
    /// All of them: first the networks, then the ways over several.
    pub const ALL: [Self; 8] = [
        Self::SourceEdge,
        Self::WithinEdge,
        Self::EdgeFog,
        Self::WithinFog,
        Self::FogCloud,
        Self::SourceFog,
        Self::SourceCloud,
        Self::EdgeCloud,
    ];

    /// The one that joins two tiers, whichever sends. What stands within the first or the last tier is taken for the next one's network.
    pub fn between(from: Tier, to: Tier) -> Self {
        match (from.min(to), from.max(to)) {
            (Tier::Source, Tier::Source | Tier::Edge) => Self::SourceEdge,
            (Tier::Source, Tier::Fog) => Self::SourceFog,
            (Tier::Source, Tier::Cloud) => Self::SourceCloud,
            (Tier::Edge, Tier::Edge) => Self::WithinEdge,
            (Tier::Edge, Tier::Fog) => Self::EdgeFog,
            (Tier::Edge, Tier::Cloud) => Self::EdgeCloud,
            (Tier::Fog, Tier::Fog) => Self::WithinFog,
            _ => Self::FogCloud,
        }
    }

    /// The networks that it leads over: itself, unless it spans several.
    pub fn path(self) -> &'static [Self] {
        match self {
            Self::SourceEdge => &[Self::SourceEdge],
            Self::WithinEdge => &[Self::WithinEdge],
            Self::EdgeFog => &[Self::EdgeFog],
            Self::WithinFog => &[Self::WithinFog],
            Self::FogCloud => &[Self::FogCloud],
            Self::SourceFog => &[Self::SourceEdge, Self::EdgeFog],
            Self::SourceCloud => &[Self::SourceEdge, Self::EdgeFog, Self::FogCloud],
            Self::EdgeCloud => &[Self::EdgeFog, Self::FogCloud],
        }
    }

    /// Its name.
    pub fn words(self) -> &'static str {
        match self {
            Self::SourceEdge => "source → edge",
            Self::WithinEdge => "edge → edge",
            Self::EdgeFog => "edge → fog",
            Self::WithinFog => "fog → fog",
            Self::FogCloud => "fog → cloud",
            Self::SourceFog => "source → fog",
            Self::SourceCloud => "source → cloud",
            Self::EdgeCloud => "edge → cloud",
        }
    }

    /// Its name in attributes.
    pub fn slug(self) -> &'static str {
        match self {
            Self::SourceEdge => "source-edge",
            Self::WithinEdge => "edge-edge",
            Self::EdgeFog => "edge-fog",
            Self::WithinFog => "fog-fog",
            Self::FogCloud => "fog-cloud",
            Self::SourceFog => "source-fog",
            Self::SourceCloud => "source-cloud",
            Self::EdgeCloud => "edge-cloud",
        }
    }

    /// Rate and latency where nobody says otherwise; `None` where they are those of the networks that it leads over.
    pub fn network(self) -> Option<Rate> {
        let rate = |megabits: f64, latency: f64| Some(Rate { megabits, latency });
        match self {
            Self::SourceEdge | Self::WithinEdge => rate(65.0, 2.0),
            Self::EdgeFog => rate(50.0, 4.0),
            Self::WithinFog => rate(1_000.0, 1.0),
            Self::FogCloud => rate(1_000.0, 5.0),
            Self::SourceFog | Self::SourceCloud | Self::EdgeCloud => None,
        }
    }

    /// Where these figures come from.
    pub fn origin(self) -> &'static str {
        match self {
            Self::SourceEdge | Self::WithinEdge => {
                "Wi-Fi. Rate: the highest of one stream of 20 MHz in IEEE 802.11n (MCS 7). Latency: assumed."
            }
            Self::EdgeFog => {
                "5G. The least that Report ITU-R M.2410 (2017) requires: 50 Mbit/s upwards in dense cities, 4 ms one way by radio. Measured 4G gave 6 Mbit/s (median, Huang et al., MobiSys 2012)."
            }
            Self::WithinFog => "Cable. Rate: Gigabit Ethernet, IEEE 802.3ab. Latency: assumed.",
            Self::FogCloud => {
                "Fibre. Rate: Gigabit Ethernet, IEEE 802.3ab; assumed that all of it is there. Latency: 5 µs of light per km of fibre, over 1 000 km, a distance assumed."
            }
            Self::SourceFog | Self::SourceCloud | Self::EdgeCloud => {
                "Derived: the slowest rate and the summed latency of the networks on its way."
            }
        }
    }
}

/// How many times longer a node of a tier computes than this machine, where nobody says otherwise.
pub fn slowdown(tier: Tier) -> f64 {
    match tier {
        Tier::Source | Tier::Edge => 8.0,
        Tier::Fog => 2.0,
        Tier::Cloud => 1.0,
    }
}

/// Where that comes from.
pub fn slowdown_origin(tier: Tier) -> &'static str {
    match tier {
        Tier::Source | Tier::Edge => {
            "Assumed: a board such as a Raspberry Pi 4 against one core of a laptop. Measure your own and type it here."
        }
        Tier::Fog => "Assumed: a small gateway or server against one core of a laptop.",
        Tier::Cloud => "Assumed: a core such as this machine’s.",
    }
}

/// Million multiply-adds per second of this machine, for partitions that are not measured.
pub const SPEED: f64 = 1_000.0;

/// Where that comes from.
pub const SPEED_ORIGIN: &str = "Assumed: one core in WebAssembly. It counts only while the partitions of a network are not measured.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_tiers_has_a_network() {
        for from in Tier::ALL {
            for to in Tier::ALL {
                let hop = Hop::between(from, to);
                assert_eq!(hop, Hop::between(to, from));
                assert!(hop.path().iter().all(|part| part.network().is_some()));
                assert_eq!(hop.network().is_some(), hop.path() == [hop], "{hop:?}");
                assert!(hop.origin().ends_with('.'));
            }
        }
        for (at, hop) in Hop::ALL.into_iter().enumerate() {
            assert_eq!(hop as usize, at);
        }
    }
}
