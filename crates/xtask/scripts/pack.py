"""Writes sample packs: `pack.json` and chunks of little-endian binary. `deepfog-dataset` reads them and documents the layout."""

import hashlib
import json
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

FORMAT = "deepfog-pack"
VERSION = 1
MAGIC = b"DFPC"
# The packs on which the page trains, by part: their folder is that of the task's test samples with this at its end.
TRAINING_PACKS = {"train": "-training", "validation": "-validation"}
DTYPES = {"u8": (0, np.dtype("u1")), "i16": (1, np.dtype("<i2"))}


@dataclass
class Table:
    """Samples in order: values (n, …) of the pack's integer type, labels (n,), origin columns (k, n); column 0 is the group."""

    values: np.ndarray
    labels: np.ndarray
    columns: np.ndarray

    def take(self, order) -> "Table":
        order = np.asarray(order, dtype=np.int64)
        return Table(self.values[order], self.labels[order], self.columns[:, order])

    def __len__(self) -> int:
        return len(self.labels)


def chunk_bytes(table: Table, dtype: str) -> bytes:
    """One chunk: 16-byte head, labels, padding to 4 bytes, the origin columns, the values."""
    code, numpy_type = DTYPES[dtype]
    count = len(table)
    head = MAGIC + struct.pack("<HBBII", VERSION, code, len(table.columns), count, int(np.prod(table.values.shape[1:])))
    labels = table.labels.astype("u1").tobytes()
    padding = bytes(-len(labels) % 4)
    columns = table.columns.astype("<u4").tobytes()
    values = table.values.astype(numpy_type, casting="safe").tobytes()
    return head + labels + padding + columns + values


def write_pack(folder: Path, header: dict, table: Table, sizes: list[int]) -> None:
    """Writes a pack; `sizes` are the sample counts of the first chunks, the last one repeats until all are written."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in list(folder.glob("chunk-*.bin")) + list(folder.glob("pack.json")):
        old.unlink()
    chunks = []
    start = 0
    while start < len(table):
        size = sizes[min(len(chunks), len(sizes) - 1)]
        part = table.take(range(start, min(start + size, len(table))))
        raw = chunk_bytes(part, header["encoding"]["dtype"])
        name = f"chunk-{len(chunks):03}.bin"
        (folder / name).write_bytes(raw)
        chunks.append({"file": name, "count": len(part), "bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest()})
        start += len(part)
    whole = {"format": FORMAT, "version": VERSION, **header, "samples": len(table), "chunks": chunks}
    text = json.dumps(whole, indent=2, ensure_ascii=False) + "\n"
    (folder / "pack.json").write_text(text, encoding="utf-8")


def short(values) -> list[float]:
    """Numbers rounded to f32 and written as the shortest decimals that read back as the same f32."""
    return [float(str(np.float32(value))) for value in values]


def statistics(values: np.ndarray, scale: np.ndarray) -> dict:
    """Population mean and standard deviation per channel of dequantised values (n, channels, …).

    The sums are sums of integers and therefore exact: the result does not depend on the order of summation.
    """
    flat = np.moveaxis(values, 1, 0).reshape(values.shape[1], -1).astype(np.int64)
    count = flat.shape[1]
    means, deviations = [], []
    for channel, factor in zip(flat, scale):
        total, squares = int(channel.sum()), int((channel * channel).sum())
        variance = (count * squares - total * total) / (count * count)
        means.append(float(factor) * (total / count))
        deviations.append(float(factor) * variance**0.5)
    return {"mean": short(means), "std": short(deviations)}


def prior(labels: np.ndarray, classes: int) -> list[float]:
    """Share of each class among the labels."""
    return [int(count) / len(labels) for count in np.bincount(labels, minlength=classes)]


def read_pack(folder: Path) -> tuple[dict, np.ndarray, np.ndarray, np.ndarray]:
    """A pack as written above: its header, the dequantised values in f32, the labels, the origin columns."""
    header = json.loads((folder / "pack.json").read_text(encoding="utf-8"))
    shape = task_shape(header["task"]["input"])
    scale = np.array(header["encoding"]["scale"], dtype=np.float32)
    values, labels, columns = [], [], []
    for chunk in header["chunks"]:
        raw = (folder / chunk["file"]).read_bytes()
        if hashlib.sha256(raw).hexdigest() != chunk["sha256"]:
            raise SystemExit(f"{folder / chunk['file']}: wrong sha256; run `cargo xtask data` again")
        count, width = chunk["count"], raw[7]
        at = 16
        labels.append(np.frombuffer(raw, "u1", count, at))
        at += count + -count % 4
        columns.append(np.frombuffer(raw, "<u4", width * count, at).reshape(width, count))
        at += 4 * width * count
        integers = np.frombuffer(raw, DTYPES[header["encoding"]["dtype"]][1], offset=at).reshape(count, *shape)
        factors = scale.reshape(1, -1, *[1] * (len(shape) - 1))
        values.append(integers.astype(np.float32) * factors)
    return header, np.concatenate(values), np.concatenate(labels), np.concatenate(columns, axis=1)


def task_shape(space: dict) -> list[int]:
    """Shape of one sample, channels first."""
    if space["kind"] == "signal":
        return [len(space["channels"]), space["steps"]]
    return [space["channels"], space["height"], space["width"]]
