"""Fashion-MNIST: the official parts → the full data set, a stratified sample pack of test images, and the packs that train in the page."""

from pathlib import Path

import numpy as np

import pack
import seeded
import sources

SEED = 2017
VALIDATION_PER_CLASS = 500
PACK_PER_CLASS = 100
# What trains in the page: a share of the training and of the validation images that a browser downloads and trains on in minutes.
SMALL_TRAINING_PER_CLASS = 600
SMALL_VALIDATION_PER_CLASS = 100
TASK = {
    "id": "fashion-mnist",
    "title": "Clothing (Fashion-MNIST)",
    "input": {"kind": "image", "channels": 1, "height": 28, "width": 28},
    "classes": ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
}


def per_class(labels, count, seed):
    """`count` seeded indices of each class, class by class."""
    return [
        seeded.shuffled(np.flatnonzero(labels == label).tolist(), seed + label)[:count]
        for label in range(len(TASK["classes"]))
    ]


def small_parts(labels):
    """Images of the packs that train in the page, in shuffled order: the validation images are the first 500 of each class in its seeded
    order (`per_class`); the first of them, and the first after them, are these."""
    ordered = per_class(labels, VALIDATION_PER_CLASS + SMALL_TRAINING_PER_CLASS, SEED)
    parts = {
        "train": [indices[VALIDATION_PER_CLASS:] for indices in ordered],
        "validation": [indices[:SMALL_VALIDATION_PER_CLASS] for indices in ordered],
    }
    return {part: seeded.shuffled(sorted(sum(chosen, [])), SEED) for part, chosen in parts.items()}


def order_of_pack(labels):
    """100 images of each class; the first ten are one of each class, the first 16 never hold a class three times."""
    chosen = per_class(labels, PACK_PER_CLASS, SEED)
    classes = seeded.shuffled(range(len(chosen)), SEED)
    first = [chosen[classes[turn % len(classes)]][turn // len(classes)] for turn in range(16)]
    taken = set(first)
    rest = [index for indices in chosen for index in indices if index not in taken]
    return first + seeded.shuffled(sorted(rest), SEED)


def prepare(folder: Path, package_sha256: str, data: Path, packs: Path) -> None:
    """Writes `data/fashion-mnist/{train,validation,test}`, `packs/fashion-mnist` (1 000 test images), and the packs that train in the page."""
    parts = sources.read_fashion(folder)
    if len(parts["train"][1]) != 60000 or len(parts["test"][1]) != 10000:
        raise SystemExit("Fashion-MNIST does not have 60 000 training and 10 000 test images")
    tables = {
        part: pack.Table(images[:, None], labels.astype(np.int64), np.arange(len(labels))[None])
        for part, (images, labels) in parts.items()
    }
    official = tables["train"]
    validation = sorted(index for indices in per_class(official.labels, VALIDATION_PER_CLASS, SEED) for index in indices)
    training = sorted(set(range(len(official))) - set(validation))
    scale = np.array(pack.short([1 / 255]))
    normalisation = pack.statistics(official.take(training).values, scale)
    class_prior = pack.prior(official.labels[training], len(TASK["classes"]))

    def header(part, selection):
        return {
            "task": TASK,
            "part": part,
            "selection": selection,
            "source": {
                "name": "Fashion-MNIST, as the Debian package dataset-fashion-mnist ships it",
                "reference": "H. Xiao, K. Rasul, R. Vollgraf, Fashion-MNIST, arXiv:1708.07747",
                "file": "dataset-fashion-mnist_0.0~git20200523.55506a9-1_all.deb",
                "sha256": package_sha256,
            },
            "licence": {
                "name": "MIT",
                "copyright": "Copyright (c) 2017 Zalando SE",
                "file": "models/licences/fashion-mnist.txt",
            },
            "encoding": {"dtype": "u8", "scale": scale.tolist(), "clipped": [0]},
            "normalisation": normalisation,
            "class_prior": class_prior,
            "group": "image",
            "split": {
                "kind": "images",
                "train": len(training),
                "validation": len(validation),
                "test": 10000,
                "rule": f"test: the official test set; validation: {VALIDATION_PER_CLASS} of the official training images of each class, "
                f"seeded with {SEED}; training: the other official training images",
            },
        }

    for part, table, words in (
        ("train", official.take(training), "every training image that is not in the validation part, by its index in the official training set"),
        ("validation", official.take(validation), "the validation images, by their index in the official training set"),
        ("test", tables["test"], "every test image, by its index in the official test set"),
    ):
        pack.write_pack(data / "fashion-mnist" / part, header(part, words), table, [5000])
    pack.write_pack(
        packs / "fashion-mnist",
        header("test", f"{PACK_PER_CLASS} test images of each class, chosen and ordered with seed {SEED}; the first 16 show every class"),
        tables["test"].take(order_of_pack(tables["test"].labels)),
        [16, 256],
    )
    small = small_parts(official.labels)
    for part, whole, words in (
        ("train", training, f"{SMALL_TRAINING_PER_CLASS} images of each class of the training part, those after the validation images"),
        ("validation", validation, f"{SMALL_VALIDATION_PER_CLASS} images of each class of the validation part, the first"),
    ):
        if not set(small[part]) <= set(whole):
            raise SystemExit(f"fashion-mnist: the pack of the part {part} holds images of another part")
        pack.write_pack(
            packs / f"fashion-mnist{pack.TRAINING_PACKS[part]}",
            header(
                part,
                f"{words} in the class's order shuffled with seed {SEED} + class; all of them shuffled with seed {SEED}; "
                f"normalisation and class_prior are those of all {len(training)} training images",
            ),
            official.take(small[part]),
            [500],
        )
    print(f"fashion-mnist: {len(training)} training, {len(validation)} validation, 10000 test images")
