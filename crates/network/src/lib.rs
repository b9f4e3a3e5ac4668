//! From a topology to a distributed DNN: shapes, adapters, partitions, bundles.
