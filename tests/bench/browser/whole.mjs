// One ONNX file of a bundle's node files, for the pattern in which every node is up.
import { contents, field, fieldsOf, join, renamed, texts } from "./protobuf.mjs";
import { deliver } from "./bundle.mjs";

// Numbers of fields in onnx.proto3.
const MODEL = { graph: 7 };
const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, output: 12 };
const NODE = { input: 1, output: 2, name: 3, type: 4 };
const TENSOR = { name: 8 };
const VALUE = { name: 1 };

/** What these operators make of zeros is zero: they have no bias where adapters use them. */
const KEEP_ZEROS = new Set(["Conv", "Gemm", "Mul", "Flatten", "Reshape"]);

/**
 * The whole network as one ONNX model. `files` gives the bytes of each node's file by its name.
 *
 * Its inputs are the sources, by their ids: what each senses of the normalised sample. Its output is `output`, the logits.
 * Inputs that do not count when every node is up are left out together with their adapters, as a person would who exports
 * the network for that case: the other runtime has not to add zeros.
 */
export function wholeNetwork(manifest, files) {
  const { counts } = deliver(manifest, new Set());
  const parts = { inputs: [], initializers: [], nodes: [], output: null };
  let rest = null;
  const sources = new Set();
  for (const [at, node] of manifest.nodes.entries()) {
    if (node.tier === "source" && node.file === null) {
      sources.add(node.id);
      continue;
    }
    const model = fieldsOf(files.get(node.file.name));
    rest ??= model.filter(({ number }) => number !== MODEL.graph);
    const graph = fieldsOf(contents(model, MODEL.graph)[0]);
    addNode(parts, { node, counts: counts[at], graph, sources, isLast: at === manifest.nodes.length - 1 });
  }
  const graph = join([
    ...parts.nodes.map((bytes) => field(GRAPH.node, bytes)),
    field(GRAPH.name, "whole"),
    ...parts.initializers.map((bytes) => field(GRAPH.initializer, bytes)),
    ...parts.inputs.map((bytes) => field(GRAPH.input, bytes)),
    field(GRAPH.output, parts.output),
  ]);
  return join([...rest.map(({ raw }) => raw), field(MODEL.graph, graph)]);
}

/** Adds one node's operators under names of their own. */
function addNode(parts, { node, counts, graph, sources, isLast }) {
  const outputName = (id) => (sources.has(id) ? id : `${id}/output`);
  // Names in the node's file, and what they are called in the whole; null is a tensor of zeros.
  const names = new Map();
  names.set("sensed", node.id);
  names.set("output", isLast ? "output" : outputName(node.id));
  for (const [at, input] of node.inputs.entries()) names.set(input.name, counts[at] ? outputName(input.from) : null);
  const nameOf = (name) => (names.has(name) ? names.get(name) : `${node.id}/${name}`);

  const used = new Set();
  for (const bytes of contents(graph, GRAPH.node)) {
    const operator = fieldsOf(bytes);
    const [inputs, [output], [type]] = [texts(operator, NODE.input), texts(operator, NODE.output), texts(operator, NODE.type)];
    const live = inputs.filter((name) => nameOf(name) !== null);
    if (live.length < inputs.length) {
      if (type === "Add" && live.length === 1) names.set(output, nameOf(live[0]));
      else if (KEEP_ZEROS.has(type) || live.length === 0) names.set(output, null);
      else throw new Error(`${node.id}: what ${type} makes of zeros is not known`);
      continue;
    }
    for (const name of inputs) used.add(name);
    parts.nodes.push(renamed(bytes, (number, text) => {
      if (number === NODE.input || number === NODE.output) return nameOf(text());
      return number === NODE.name ? `${node.id}/${text()}` : null;
    }));
  }
  for (const bytes of contents(graph, GRAPH.initializer)) {
    const [name] = texts(fieldsOf(bytes), TENSOR.name);
    if (used.has(name)) parts.initializers.push(renamed(bytes, (number) => (number === TENSOR.name ? nameOf(name) : null)));
  }
  const called = (bytes, name) => renamed(bytes, (number) => (number === VALUE.name ? name : null));
  for (const bytes of contents(graph, GRAPH.input)) {
    const [name] = texts(fieldsOf(bytes), VALUE.name);
    // A source gives what it senses to every receiver: the first declares it.
    const source = node.tier === "source" ? node.id : node.inputs.find((input) => input.name === name).from;
    if (!(node.tier === "source" || sources.has(source)) || parts.inputs.some((known) => known.source === source)) continue;
    parts.inputs.push(Object.assign(called(bytes, source), { source }));
  }
  if (isLast) parts.output = called(contents(graph, GRAPH.output)[0], "output");
}
