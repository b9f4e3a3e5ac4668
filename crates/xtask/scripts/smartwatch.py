"""Smartwatch physiotherapy: recordings → quantised windows → the full data set and the held-out sample pack."""

from pathlib import Path

import numpy as np

import pack
import seeded
import sources

WINDOW = 100
STRIDE = 50
TEST = [3, 7, 9]
VALIDATION = [5]
TRAIN = [1, 2, 4, 6, 8, 10]
# The order of the labels in the data: PEN, ABD, FEL, IR, ER, TRAP, ROW.
LABELS = ["PEN", "ABD", "FEL", "IR", "ER", "TRAP", "ROW"]
CHANNELS = ["ax", "ay", "az", "wx", "wy", "wz"]
LIMIT = 32767
SEED = 2018
TASK = {
    "id": "smartwatch",
    "title": "Shoulder exercises (smartwatch)",
    "input": {
        "kind": "signal",
        "channels": [f"{sensor} {axis}" for sensor in ("accelerometer", "gyroscope") for axis in "xyz"],
        "steps": WINDOW,
        "rate_hz": 50.0,
    },
    "classes": [
        "Pendulum",
        "Abduction",
        "Forward elevation",
        "Internal rotation",
        "External rotation",
        "Trapezius extension",
        "Upright row",
    ],
}


def windows(recordings, labels, people):
    """All windows, in the order of recordings and time: values (n, 6, 100) in f64, labels, columns person/recording/start."""
    values, classes, columns = [], [], []
    for index, rows in enumerate(recordings):
        for start in range(0, len(rows) - WINDOW + 1, STRIDE):
            values.append(rows[start : start + WINDOW].T)
            classes.append(labels[index])
            columns.append((people[index], index, start))
    return np.stack(values), np.array(classes), np.array(columns).T


def first_chunk(table, count=16):
    """Rows that show every class and every held-out person: classes in turn, people in turn, a seeded recording and window of each."""
    chosen = []
    classes = seeded.shuffled(range(len(LABELS)), SEED)
    for turn in range(count):
        label = classes[turn % len(classes)]
        # A lap over the classes shifts the people by one, so that a class comes with another person each time.
        person = TEST[(turn + turn // len(classes)) % len(TEST)]
        fitting = np.flatnonzero((table.labels == label) & (table.columns[0] == person))
        candidates = [row for row in seeded.shuffled(fitting.tolist(), SEED + turn) if row not in chosen]
        chosen.append(candidates[0])
    return chosen


def by_recording(table):
    """The recordings in a seeded order, each in time: chunks mix classes and people, and a window's neighbour follows it."""
    recordings = seeded.shuffled(sorted(set(table.columns[1].tolist())), SEED)
    return [row for recording in recordings for row in np.flatnonzero(table.columns[1] == recording).tolist()]


def order_of_pack(table):
    """The first chunk, then all other windows by recording."""
    first = first_chunk(table)
    taken = set(first)
    return first + [row for row in by_recording(table) if row not in taken]


def prepare(wheel: Path, wheel_sha256: str, data: Path, packs: Path) -> None:
    """Writes `data/smartwatch` (all 4 677 windows), `packs/smartwatch` (the 1 312 of the test people), and the packs that train in the page."""
    raw = sources.read_watch(wheel, wheel_sha256)
    if list(raw["y_labels"]) != LABELS or list(raw["X_labels"]) != CHANNELS:
        raise SystemExit("the smartwatch data names other classes or channels than expected")
    values, labels, columns = windows(raw["X"], raw["y"], raw["subject"])
    people = columns[0]
    training = np.isin(people, TRAIN)
    validating = np.isin(people, VALIDATION)
    testing = np.isin(people, TEST)
    counts = [len(labels), training.sum(), validating.sum(), testing.sum()]
    if counts != [4677, 2875, 490, 1312]:
        raise SystemExit(f"windows in all, of training, validation and test people: {counts}; expected 4677, 2875, 490 and 1312")

    scale = np.array(pack.short(np.abs(values[training]).max(axis=(0, 2)) / LIMIT))
    quantised = np.rint(values / scale[None, :, None])
    outside = np.abs(quantised) > LIMIT
    quantised = np.clip(quantised, -LIMIT, LIMIT).astype(np.int16)
    table = pack.Table(quantised, labels, columns)
    print(f"smartwatch: {len(table)} windows; clipped values per channel {outside.sum(axis=(0, 2)).tolist()} of {outside[:, 0].size} each")

    def header(part, rows, selection):
        return {
            "task": TASK,
            "part": part,
            "selection": selection,
            "source": {
                "name": "Smartwatch physiotherapy, as the Python package seglearn 1.2.5 ships it (seglearn/data/watch_dataset.npy)",
                "reference": "D. Burns et al., Shoulder physiotherapy exercise recognition, Physiol. Meas. 39 (2018), arXiv:1802.01489",
                "file": "seglearn-1.2.5-py3-none-any.whl",
                "sha256": wheel_sha256,
            },
            "licence": {
                "name": "BSD-3-Clause",
                "copyright": "Copyright (c) 2018, David M. Burns",
                "file": "models/licences/seglearn.txt",
            },
            "encoding": {
                "dtype": "i16",
                "scale": scale.tolist(),
                "clipped": outside[rows].sum(axis=(0, 2)).tolist(),
            },
            "normalisation": pack.statistics(quantised[training], scale),
            "class_prior": pack.prior(labels[training], len(LABELS)),
            "group": "person",
            "split": {"kind": "people", "train": TRAIN, "validation": VALIDATION, "test": TEST},
        }

    everything = np.ones(len(table), dtype=bool)
    pack.write_pack(
        data / "smartwatch" / "all",
        header("all", everything, "every window of 100 rows, one every 50, in the order of the recordings"),
        table,
        [1024],
    )
    rows = np.flatnonzero(testing)
    held_out = table.take(rows)
    order = order_of_pack(held_out)
    if sorted(order) != list(range(len(rows))):
        raise SystemExit("the sample pack does not hold every test window exactly once")
    pack.write_pack(
        packs / "smartwatch",
        header(
            "test",
            testing,
            f"every window of the test people; the first 16 show each class and person (seed {SEED}), "
            "then the recordings in a seeded order, each in time",
        ),
        held_out.take(order),
        [16, 256],
    )
    for part, members, who, size in (
        ("train", training, "training people", 320),
        ("validation", validating, "validation person", 245),
    ):
        own = table.take(np.flatnonzero(members))
        words = f"every window of the {who}: the recordings in a seeded order (seed {SEED}), each in time"
        pack.write_pack(packs / f"smartwatch{pack.TRAINING_PACKS[part]}", header(part, members, words), own.take(by_recording(own)), [size])
