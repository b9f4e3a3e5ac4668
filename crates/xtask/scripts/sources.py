"""Reads the two public data sets as their authors ship them."""

import gzip
import hashlib
import io
import zipfile
from pathlib import Path

import numpy as np

# sha256 of the unpacked files: mirrors compress them differently.
FASHION_SHA256 = {
    "train-images-idx3-ubyte": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    "train-labels-idx1-ubyte": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    "t10k-images-idx3-ubyte": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    "t10k-labels-idx1-ubyte": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
}


def read_watch(wheel: Path, sha256: str) -> dict:
    """The smartwatch recordings out of the seglearn wheel: X (list of rows × 6), y, subject, y_labels, X_labels.

    The file is a pickle, which can run code: it is opened only after the sha256 of the wheel is known to be right.
    """
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if digest != sha256:
        raise SystemExit(f"{wheel}: its sha256 is {digest} where {sha256} is needed")
    with zipfile.ZipFile(wheel) as archive:
        raw = archive.read("seglearn/data/watch_dataset.npy")
    return np.load(io.BytesIO(raw), allow_pickle=True).item()


def read_idx(path: Path) -> np.ndarray:
    """One gzipped IDX file of unsigned bytes, as LeCun's MNIST page defines the format."""
    if not path.is_file():
        raise SystemExit(f"{path} is missing: the four *-ubyte.gz files of Fashion-MNIST are needed")
    raw = gzip.decompress(path.read_bytes())
    digest = hashlib.sha256(raw).hexdigest()
    if digest != FASHION_SHA256[path.stem]:
        raise SystemExit(f"{path}: unpacked, its sha256 is {digest} where {FASHION_SHA256[path.stem]} is needed")
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
