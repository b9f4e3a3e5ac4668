//! Writes one ONNX graph down, operator by operator.

use prost::Message;

use super::proto::{
    ATTRIBUTE_INT, ATTRIBUTE_INTS, AttributeProto, Dimension, DimensionProto, FLOAT, GraphProto,
    INT64, ModelProto, NodeProto, OperatorSetIdProto, TensorProto, TensorShapeProto,
    TensorTypeProto, TypeProto, ValueInfoProto,
};
use super::{BATCH, IR_VERSION, OPSET};

/// A value in the graph: its name, and its shape without the batch dimension.
#[derive(Clone, Debug)]
pub(super) struct Value {
    pub(super) name: String,
    pub(super) shape: Vec<usize>,
}

/// A graph under construction.
pub(super) struct Builder {
    graph: GraphProto,
}

/// One setting of an operator.
pub(super) fn int(name: &str, value: i64) -> AttributeProto {
    AttributeProto {
        name: name.to_owned(),
        i: Some(value),
        ints: Vec::new(),
        r#type: ATTRIBUTE_INT,
    }
}

/// A setting that is a list of equal numbers.
pub(super) fn ints(name: &str, value: usize, times: usize) -> AttributeProto {
    list(name, &vec![value; times])
}

/// A setting that is a list.
pub(super) fn list(name: &str, values: &[usize]) -> AttributeProto {
    AttributeProto {
        name: name.to_owned(),
        i: None,
        ints: values.iter().map(|&value| value as i64).collect(),
        r#type: ATTRIBUTE_INTS,
    }
}

impl Builder {
    pub(super) fn new(name: &str) -> Self {
        Self {
            graph: GraphProto {
                name: name.to_owned(),
                ..GraphProto::default()
            },
        }
    }

    /// Declares an input of the graph.
    pub(super) fn input(&mut self, name: String, shape: &[usize]) -> Value {
        self.graph.input.push(value_info(&name, shape));
        Value {
            name,
            shape: shape.to_vec(),
        }
    }

    /// Adds a constant of floats and gives its name.
    pub(super) fn floats(
        &mut self,
        name: &str,
        shape: &[usize],
        values: impl Iterator<Item = f32>,
    ) -> String {
        self.constant(name, FLOAT, shape, values.flat_map(f32::to_le_bytes))
    }

    fn constant(
        &mut self,
        name: &str,
        data_type: i32,
        shape: &[usize],
        bytes: impl Iterator<Item = u8>,
    ) -> String {
        self.graph.initializer.push(TensorProto {
            dims: shape.iter().map(|&dim| dim as i64).collect(),
            data_type,
            name: name.to_owned(),
            raw_data: bytes.collect(),
        });
        name.to_owned()
    }

    /// Adds an operator with one output of the given shape. The output bears the operator's name.
    pub(super) fn operator(
        &mut self,
        op_type: &str,
        name: String,
        inputs: Vec<String>,
        attribute: Vec<AttributeProto>,
        shape: Vec<usize>,
    ) -> Value {
        self.graph.node.push(NodeProto {
            input: inputs,
            output: vec![name.clone()],
            name: name.clone(),
            op_type: op_type.to_owned(),
            attribute,
        });
        Value { name, shape }
    }

    /// One row per sample: the value itself where it is flat already.
    pub(super) fn flatten(&mut self, value: Value, name: String) -> Value {
        if value.shape.len() == 1 {
            return value;
        }
        let shape = vec![value.shape.iter().product()];
        self.operator(
            "Flatten",
            name,
            vec![value.name],
            vec![int("axis", 1)],
            shape,
        )
    }

    /// Gives every sample this shape: the value itself where it has it already.
    pub(super) fn reshape(&mut self, value: Value, name: String, shape: &[usize]) -> Value {
        if value.shape == shape {
            return value;
        }
        // A 0 takes over the dimension of the input: the batch stays as it is.
        let dims: Vec<i64> = std::iter::once(0)
            .chain(shape.iter().map(|&dim| dim as i64))
            .collect();
        let target = self.constant(
            &format!("{name}_shape"),
            INT64,
            &[dims.len()],
            dims.iter().flat_map(|dim| dim.to_le_bytes()),
        );
        self.operator(
            "Reshape",
            name,
            vec![value.name, target],
            Vec::new(),
            shape.to_vec(),
        )
    }

    /// Ends the graph with this value under the name `output`, and gives the file.
    pub(super) fn finish(mut self, value: Value, output: &str) -> Vec<u8> {
        let last = self
            .graph
            .node
            .last_mut()
            .filter(|node| node.output.first() == Some(&value.name));
        match last {
            Some(node) => node.output = vec![output.to_owned()],
            // Nothing is computed: an output must still have an operator of its own.
            None => {
                self.operator(
                    "Identity",
                    output.to_owned(),
                    vec![value.name],
                    Vec::new(),
                    value.shape.clone(),
                );
            }
        }
        self.graph.output.push(value_info(output, &value.shape));
        ModelProto {
            ir_version: IR_VERSION,
            producer_name: "deepfog".to_owned(),
            producer_version: env!("CARGO_PKG_VERSION").to_owned(),
            doc_string: String::new(),
            graph: Some(self.graph),
            opset_import: vec![OperatorSetIdProto {
                domain: String::new(),
                version: OPSET,
            }],
        }
        .encode_to_vec()
    }
}

fn value_info(name: &str, shape: &[usize]) -> ValueInfoProto {
    let batch = Dimension::Parameter(BATCH.to_owned());
    let dim = std::iter::once(batch)
        .chain(shape.iter().map(|&dim| Dimension::Value(dim as i64)))
        .map(|value| DimensionProto { value: Some(value) })
        .collect();
    ValueInfoProto {
        name: name.to_owned(),
        r#type: Some(TypeProto {
            tensor_type: Some(TensorTypeProto {
                elem_type: FLOAT,
                shape: Some(TensorShapeProto { dim }),
            }),
        }),
    }
}
