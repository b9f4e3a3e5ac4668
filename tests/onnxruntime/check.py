#!/usr/bin/env python3
"""Runs every bundle in onnxruntime and compares the logits with deepfog's.

It knows the project's formats from their documentation alone: the manifest says how to sense, normalise,
gate and chain the nodes. For every bundle and failure pattern (32 seeded ones where there are more than
64) the logits of the first 32 samples of the pack must agree within 1e-4.

    check.py --deepfog PATH_TO_BINARY --models models

Prints `N passed, M failed` (one bundle each) and ends with 1 where one failed or none was found.
"""

import argparse
import hashlib
import json
import pathlib
import random
import subprocess
import sys

import numpy as np
import onnxruntime

SAMPLES = 32
CLOSE = 1e-4
# Above so many failure patterns, this many are drawn.
MOST_PATTERNS = 64
DRAWN_PATTERNS = 32
DRAW_SEED = 4


def read_pack(folder, count):
    """The first samples of a pack, raw: (count, channels, ...)."""
    header = json.loads((folder / "pack.json").read_text())
    space = header["task"]["input"]
    if space["kind"] == "signal":
        shape = [len(space["channels"]), space["steps"]]
    else:
        shape = [space["channels"], space["height"], space["width"]]
    parts, held = [], 0
    for chunk in header["chunks"]:
        if held >= count:
            break
        data = (folder / chunk["file"]).read_bytes()
        assert data[:4] == b"DFPC", chunk["file"]
        columns = data[7]
        n = int.from_bytes(data[8:12], "little")
        width = int.from_bytes(data[12:16], "little")
        start = 16 + (n + 3) // 4 * 4 + 4 * columns * n
        kind = {"u8": "<u1", "i16": "<i2"}[header["encoding"]["dtype"]]
        values = np.frombuffer(data, dtype=kind, count=n * width, offset=start)
        parts.append(values.reshape([n] + shape))
        held += n
    raw = np.concatenate(parts)[:count].astype(np.float32)
    scale = np.array(header["encoding"]["scale"], dtype=np.float32)
    return raw * scale.reshape([1, -1] + [1] * (len(shape) - 1))


class Bundle:
    """A bundle, run from its manifest."""

    def __init__(self, folder):
        self.manifest = json.loads((folder / "manifest.json").read_text())
        self.nodes = self.manifest["nodes"]
        self.sessions = {}
        for node in self.nodes:
            if node["file"] is None:
                continue
            data = (folder / node["file"]["name"]).read_bytes()
            assert len(data) == node["file"]["bytes"], node["file"]["name"]
            assert hashlib.sha256(data).hexdigest() == node["file"]["sha256"], node["file"]["name"]
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 1
            session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
            names = [value.name for value in session.get_inputs()]
            stated = [value["name"] for value in node["inputs"]] or ["sensed"]
            assert names == stated, f"{node['id']}: inputs {names}, the manifest states {stated}"
            assert [value.name for value in session.get_outputs()] == ["output"]
            self.sessions[node["id"]] = session

    def normalise(self, raw):
        stretch = [1, -1] + [1] * (raw.ndim - 2)
        mean = np.array(self.manifest["normalisation"]["mean"], dtype=np.float32).reshape(stretch)
        std = np.array(self.manifest["normalisation"]["std"], dtype=np.float32).reshape(stretch)
        return (raw - mean) / std

    def sense(self, sense, samples):
        if sense["kind"] == "channels":
            return np.ascontiguousarray(samples[:, sense["channels"]])
        region = sense["region"]
        rows = slice(region["top"], region["top"] + region["height"])
        columns = slice(region["left"], region["left"] + region["width"])
        return np.ascontiguousarray(samples[:, :, rows, columns])

    def logits(self, samples, down):
        """The cloud's logits for normalised samples, or None where no information reaches it."""
        outputs = {}
        for node in self.nodes:
            name = node["id"]
            if node["tier"] == "source":
                feeds = {"sensed": self.sense(node["sense"], samples)}
            else:
                feeds, counted = {}, False
                for value in node["inputs"]:
                    blocked = any(other in outputs for other in value["waits_for"])
                    if value["from"] in outputs and not blocked:
                        feeds[value["name"]] = outputs[value["from"]]
                        counted = True
                    else:
                        shape = [len(samples)] + value["shape"]
                        feeds[value["name"]] = np.zeros(shape, dtype=np.float32)
                if name in down or not counted:
                    continue
            if name in self.sessions:
                outputs[name] = self.sessions[name].run(["output"], feeds)[0]
            else:
                outputs[name] = feeds["sensed"]
            assert list(outputs[name].shape) == [len(samples)] + node["output_shape"], name
        return outputs.get(self.nodes[-1]["id"])


def check(deepfog, folder, models):
    """What is wrong with a bundle, or None."""
    bundle = Bundle(folder)
    failable = [node["id"] for node in bundle.nodes if node["tier"] in ("edge", "fog")]
    patterns = list(range(1 << len(failable)))
    if len(patterns) > MOST_PATTERNS:
        patterns = [0] + random.Random(DRAW_SEED).sample(patterns[1:], DRAWN_PATTERNS - 1)
    command = [deepfog, "logits", str(folder), "--samples", str(SAMPLES)]
    command += ["--patterns", ",".join(map(str, patterns))]
    answer = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    if answer["failable"] != failable:
        return f"nodes that can fail: {answer['failable']}, the manifest says {failable}"
    samples = bundle.normalise(read_pack(models / "packs" / bundle.manifest["task"]["id"], SAMPLES))
    if answer["samples"] != len(samples):
        return f"{answer['samples']} samples instead of {len(samples)}"
    compared = [entry["pattern"] for entry in answer["patterns"]]
    if compared != patterns:
        return "another list of patterns than was asked for"
    worst = 0.0
    for entry in answer["patterns"]:
        down = {name for at, name in enumerate(failable) if entry["pattern"] >> at & 1}
        ours, theirs = entry["logits"], bundle.logits(samples, down)
        if (ours is None) != (theirs is None):
            return f"{sorted(down)} down: only one of the two has an answer"
        if ours is None:
            continue
        difference = float(np.abs(np.array(ours, dtype=np.float32) - theirs).max())
        # A comparison with something that is no number must fail too.
        if not difference <= CLOSE:
            return f"{sorted(down)} down: the logits differ by {difference:.2e}"
        worst = max(worst, difference)
    print(f"{folder}: {len(patterns)} patterns, largest difference {worst:.1e}")
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--deepfog", required=True, help="the deepfog binary")
    parser.add_argument("--models", required=True, type=pathlib.Path, help="the folder of bundles and packs")
    arguments = parser.parse_args()
    passed = failed = 0
    for manifest in sorted(arguments.models.glob("*/*/manifest.json")):
        try:
            problem = check(arguments.deepfog, manifest.parent, arguments.models)
        except Exception as error:  # One broken bundle must not hide the others.
            problem = f"{type(error).__name__}: {error}"
        if problem is None:
            passed += 1
        else:
            failed += 1
            print(f"{manifest.parent}: {problem}", file=sys.stderr)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
