//! Tasks, samples, splits, normalisation, sample packs.
