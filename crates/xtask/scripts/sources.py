"""Reads the two public data sets as their authors ship them."""

import gzip
import io
import zipfile
from pathlib import Path

import numpy as np


def read_watch(wheel: Path) -> dict:
    """The smartwatch recordings out of the seglearn wheel: X (list of rows × 6), y, subject, y_labels, X_labels.

    The file is a pickle, so it is only opened after its sha256 has been checked by the caller.
    """
    with zipfile.ZipFile(wheel) as archive:
        raw = archive.read("seglearn/data/watch_dataset.npy")
    return np.load(io.BytesIO(raw), allow_pickle=True).item()


def read_idx(path: Path) -> np.ndarray:
    """One gzipped IDX file of unsigned bytes, as LeCun's MNIST page defines the format."""
    raw = gzip.decompress(path.read_bytes())
    if raw[:3] != b"\x00\x00\x08":
        raise SystemExit(f"{path}: not an IDX file of unsigned bytes")
    dimensions = raw[3]
    shape = [int.from_bytes(raw[4 + 4 * i : 8 + 4 * i], "big") for i in range(dimensions)]
    values = np.frombuffer(raw, dtype=np.uint8, offset=4 + 4 * dimensions)
    return values.reshape(shape)


def read_fashion(folder: Path) -> dict:
    """The official parts of Fashion-MNIST: {"train": (images, labels), "test": (images, labels)}."""
    parts = {}
    for part, stem in (("train", "train"), ("test", "t10k")):
        images = read_idx(folder / f"{stem}-images-idx3-ubyte.gz")
        labels = read_idx(folder / f"{stem}-labels-idx1-ubyte.gz")
        if images.shape != (len(labels), 28, 28):
            raise SystemExit(f"{folder}: {stem} has images {images.shape} and {len(labels)} labels")
        parts[part] = (images, labels)
    return parts
