"""Turns the downloaded data sets into packs. Called by `cargo xtask data`."""

import argparse
from pathlib import Path

import fashion_mnist
import smartwatch

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--seglearn-wheel", type=Path)
parser.add_argument("--seglearn-sha256", help="of the wheel; it is not opened when it has another")
parser.add_argument("--fashion-mnist", type=Path, help="folder with the four *-ubyte.gz files")
parser.add_argument("--fashion-mnist-sha256", help="of the Debian package that those files come from")
parser.add_argument("--data", type=Path, required=True, help="folder for the full data sets")
parser.add_argument("--packs", type=Path, required=True, help="folder for the committed sample packs")
arguments = parser.parse_args()
if arguments.seglearn_wheel:
    smartwatch.prepare(arguments.seglearn_wheel, arguments.seglearn_sha256, arguments.data, arguments.packs)
if arguments.fashion_mnist:
    fashion_mnist.prepare(arguments.fashion_mnist, arguments.fashion_mnist_sha256, arguments.data, arguments.packs)
