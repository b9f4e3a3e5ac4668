// Just enough of the protobuf encoding to take messages apart and put them together again.

const [VARINT, FIXED64, BYTES, FIXED32] = [0, 1, 2, 5];
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A message's fields in their order: `number`; `raw`, the field as it is encoded; `bytes`, the content of one that has a length. */
export function fieldsOf(message) {
  const fields = [];
  let at = 0;
  const varint = () => {
    let [value, factor] = [0, 1];
    for (;;) {
      if (at >= message.length) throw new Error("a protobuf message ends within a number");
      const byte = message[at++];
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
  };
  while (at < message.length) {
    const start = at;
    const tag = varint();
    const [number, wire] = [Math.floor(tag / 8), tag % 8];
    let bytes = null;
    if (wire === VARINT) {
      varint();
    } else if (wire === BYTES) {
      const length = varint();
      bytes = message.subarray(at, at + length);
      at += length;
    } else if (wire === FIXED32 || wire === FIXED64) {
      at += wire === FIXED32 ? 4 : 8;
    } else {
      throw new Error(`a protobuf field of the unknown type ${wire}`);
    }
    if (at > message.length) throw new Error("a protobuf message ends within a field");
    fields.push({ number, raw: message.subarray(start, at), bytes });
  }
  return fields;
}

/** The content of every field of that number. */
export function contents(fields, number) {
  return fields.filter((field) => field.number === number).map((field) => field.bytes);
}

/** The texts of every field of that number. */
export function texts(fields, number) {
  return contents(fields, number).map((bytes) => decoder.decode(bytes));
}

/** A field that holds a text or a message. */
export function field(number, content) {
  const bytes = typeof content === "string" ? encoder.encode(content) : content;
  return join([varintOf(number * 8 + BYTES), varintOf(bytes.length), bytes]);
}

/** The message with some fields' content made anew: `change(number, text)` gives another text, or null to leave the field. */
export function renamed(message, change) {
  return join(fieldsOf(message).map(({ number, raw, bytes }) => {
    const text = bytes && change(number, () => decoder.decode(bytes));
    return text === null || text === undefined ? raw : field(number, text);
  }));
}

/** Byte arrays, one after the other. */
export function join(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function varintOf(value) {
  const bytes = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return Uint8Array.of(...bytes, value);
}
