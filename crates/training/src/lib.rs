//! Trains a distributed DNN for a topology: schemes, failout, hyperconnection weights.
