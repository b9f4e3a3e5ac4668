//! Which failure patterns are swept.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use deepfog_inference::{Network, SweepPlan};
use deepfog_resilience::pattern::MAX_EXACT;
use deepfog_resilience::{Pattern, Patterns};
use deepfog_topology::LinkKind;

/// What stands for the pattern in which nothing is down.
const NONE: &str = "none";
/// What stands between the sender and the receiver of a hyperconnection.
const ARROW: &str = "->";

/// The plan of all failure patterns, or of those that a file lists; hyperconnections can fail as well where `links` says so.
///
/// # Errors
/// A sentence: too many patterns, or a file that cannot be read.
pub fn plan(network: &Arc<Network>, links: bool, list: &str) -> Result<SweepPlan> {
    let patterns = if links {
        let plan = network.plan();
        let has_skips = plan.scheme.has_skips();
        Patterns::with_links(&plan.graph, |edge| {
            has_skips || edge.kind == LinkKind::Normal
        })
    } else {
        network.patterns().clone()
    };
    if list != "all" {
        if patterns.failable_count() > 64 {
            bail!("a failure pattern has 64 bits at most");
        }
        let path = Path::new(list);
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        let list = read(&text, &patterns).with_context(|| path.display().to_string())?;
        return Ok(SweepPlan::new(Arc::clone(network), patterns, list)?);
    }
    if patterns.count().is_none() {
        bail!(
            "{} nodes{} can fail: 2^{0} failure patterns are too many to compute each; that is done for up to {MAX_EXACT}. \
             Give a file with those that matter as --patterns FILE",
            patterns.failable_count(),
            if links { " and hyperconnections" } else { "" },
        );
    }
    Ok(SweepPlan::every(Arc::clone(network), patterns)?)
}

/// Reads patterns, one a line: what is down, separated by commas, hyperconnections as `e->f`; `none` where nothing is.
/// Empty lines and what follows a # do not count.
fn read(text: &str, patterns: &Patterns) -> Result<Vec<Pattern>> {
    let lines = text.lines().enumerate().map(|(at, line)| {
        let line = line.split_once('#').map_or(line, |(before, _)| before);
        (at + 1, line.trim())
    });
    let lines = lines.filter(|(_, line)| !line.is_empty());
    let list = lines
        .map(|(at, line)| parse(line, patterns).with_context(|| format!("line {at}")))
        .collect::<Result<Vec<_>>>()?;
    if list.is_empty() {
        bail!("there is no failure pattern in it");
    }
    Ok(list)
}

fn parse(line: &str, patterns: &Patterns) -> Result<Pattern> {
    if line == NONE {
        return Ok(Pattern::NONE_DOWN);
    }
    let (links, nodes): (Vec<&str>, Vec<&str>) = line
        .split(',')
        .map(str::trim)
        .partition(|name| name.contains(ARROW));
    let mut pattern = patterns.with_down(nodes)?;
    for name in links {
        let at = patterns.link_names().iter().position(|link| {
            name.split_once(ARROW)
                .is_some_and(|(from, to)| (from, to) == (link.from.as_str(), link.to.as_str()))
        });
        let at = at.with_context(|| {
            format!("{name} is not a hyperconnection that can fail; --links lets them")
        })?;
        pattern.0 |= 1 << (patterns.nodes().len() + at);
    }
    Ok(pattern)
}

#[cfg(test)]
// A test says by a panic what is wrong.
#[allow(clippy::unwrap_used)]
mod tests {
    use deepfog_topology::{Graph, presets};

    use super::*;

    #[test]
    fn patterns_are_read_line_by_line() {
        let topology = presets::find("smallest").unwrap().topology;
        let graph = Graph::new(&topology).unwrap();
        let nodes = Patterns::new(&graph);
        let links = Patterns::with_links(&graph, |_| true);
        let found = read("none\n# all\n\n e, f  # both\nf\n", &nodes).unwrap();
        assert_eq!(found, [Pattern(0), Pattern(3), Pattern(2)]);
        let at = links.link_names().iter();
        let at = at.into_iter().position(|link| link.to.as_str() == "cloud");
        let link = &links.link_names()[at.unwrap()];
        let line = format!("e,{}->{}", link.from, link.to);
        let expected = Pattern(1 | 1 << (2 + at.unwrap()));
        assert_eq!(read(&line, &links).unwrap(), [expected]);
        for wrong in [&line, "", "g", "e,,f", "e;f", "#none"] {
            assert!(read(wrong, &nodes).is_err(), "{wrong}");
        }
    }
}
