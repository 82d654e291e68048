#!/usr/bin/env python3
"""Compares gentrack's hasher with the tools people have, as whole processes over the same files.

Every round runs all tools once, in a new random order, so that other work on the machine hits all of them alike; the
ratios are medians of per-round ratios. All digests are compared with each other. Files are made in a temporary folder
(10 GB at full size) and removed afterwards.

    mvn -q -pl bench -am -DskipTests package
    python3 bench/hash_vs_tools.py --rounds 5 --out bench/results/hash_vs_tools.json
"""
import argparse
import json
import os
import random
import re
import resource
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CORES = os.cpu_count() or 1
MIB = 1 << 20
SETS = {"one 4 GB": (1, 4000 * 1000 * 1000), "8 x 512 MB": (8, 512 * 1000 * 1000), "2000 x 1 MB": (2000, 1000 * 1000)}

PYTHON = """
import hashlib, sys
from concurrent.futures import ThreadPoolExecutor
def digest(path):
    with open(path, 'rb') as f:
        return hashlib.file_digest(f, 'sha256').hexdigest() + '  ' + path
with ThreadPoolExecutor(int(sys.argv[1])) as pool:
    print('\\n'.join(pool.map(digest, sys.stdin.read().split('\\n'))))
"""
NODE = """
const fs = require('fs'), crypto = require('crypto');
const digest = path => new Promise((done, fail) => {
  const hash = crypto.createHash('sha256');
  fs.createReadStream(path).on('data', d => hash.update(d)).on('error', fail).on('end', () => done(hash.digest('hex')));
});
(async () => { for (const p of fs.readFileSync(0, 'utf8').split('\\n')) console.log(await digest(p) + '  ' + p); })();
"""


def class_path():
    jar = os.path.join(ROOT, "bench", "target", "bench.jar")
    if not os.path.isfile(jar):
        sys.exit("bench is not built; run: mvn -q -pl bench -am -DskipTests package")
    return jar


def peers(java, ours):
    base = [java, "-XX:+UseSerialGC", "-Xmx64m", "-cp", class_path(), "io.gentrack.bench.HashFiles"]
    found = {
        "gentrack native": ours or ["env", "GENTRACK_DIGEST=native"] + base,
        "gentrack jdk": None if ours else ["env", "GENTRACK_DIGEST=jdk"] + base,
        "gentrack native +AutoV3": None if ours else ["env", "GENTRACK_DIGEST=native"] + base + ["--autov3"],
        "openssl": ["openssl", "dgst", "-sha256", "-r"],
        "xargs openssl": "xargs",
        "python threads": [sys.executable, "-c", PYTHON, str(CORES)],
        "node stream": ["node", "-e", NODE],
        "sha256sum": ["sha256sum"],
        "b3sum": ["b3sum"],
    }
    return {name: c for name, c in found.items() if c and (c == "xargs" or shutil.which(c[0]))}


def run(name, command, files):
    """Wall seconds, CPU seconds of the process and its children, and its digests."""
    text = "\n".join(files)
    if command == "xargs":
        command, feed = ["xargs", "-n1", "-P%d" % CORES, "openssl", "dgst", "-sha256", "-r"], text
    elif name in ("python threads", "node stream"):
        feed = text
    else:
        command, feed = command + files, ""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(command, input=feed, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit("%s failed: %s" % (name, done.stderr))
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    digests = dict(reversed(line.replace(" *", "  ").split("  ")[:2]) for line in done.stdout.splitlines() if line)
    return wall, cpu, digests, done.stderr.strip().splitlines()[:1]


def make_files(folder, count, size):
    """Real blocks of random bytes; each file begins with a small safetensors header, so that AutoV3 has a job."""
    chunk = os.urandom(16 * MIB)
    header = b"{}" + b" " * 1022
    paths = []
    for index in range(count):
        path = os.path.join(folder, "model%04d.safetensors" % index)
        with open(path, "wb") as out:
            out.write(struct.pack("<QQ", len(header), index)[:8] + header + struct.pack("<Q", index))
            while out.tell() < size:
                out.write(chunk[: size - out.tell()])
        paths.append(path)
    return paths


def cpu_name():
    try:
        with open("/proc/cpuinfo") as info:
            names = re.findall(r"model name\s*:\s*(.+)", info.read())
    except OSError:
        names = []
    return "%s, %d cores" % (names[0] if names else "unknown CPU", CORES)


def measure(label, count, size, tools, rounds, folder):
    files = make_files(folder, count, size)
    total = sum(os.path.getsize(f) for f in files)
    expected = None
    rows = {name: {"wall_s": [], "cpu_s": []} for name in tools}
    for name in ("openssl", "gentrack native"):
        if name in tools:
            run(name, tools[name], files)
    for turn in range(rounds):
        order = list(tools)
        random.shuffle(order)
        for name in order:
            if name == "sha256sum" and turn > 0:
                continue
            wall, cpu, digests, note = run(name, tools[name], files)
            if name != "b3sum":
                expected = expected or digests
                if digests != expected:
                    sys.exit("%s gave other digests than the tools before it (%s)" % (name, label))
            rows[name]["wall_s"].append(round(wall, 3))
            rows[name]["cpu_s"].append(round(cpu, 3))
            if name.startswith("gentrack") and note:
                rows[name]["engine"] = note[0]
    for path in files:
        os.remove(path)
    for name, row in rows.items():
        row["gb_per_s"] = round(total / 1e9 / statistics.median(row["wall_s"]), 3)
        row["cpu_s_per_gb"] = round(statistics.median(row["cpu_s"]) / (total / 1e9), 3)
    ratios = {}
    for ours in [n for n in tools if n.startswith("gentrack")]:
        for other in tools:
            if other != ours:
                ratios["%s : %s" % (ours, other)] = {
                    key: round(statistics.median(o / g for o, g in zip(rows[other][key], rows[ours][key])), 3)
                    for key in ("wall_s", "cpu_s")
                }
    load = os.getloadavg()[1] if hasattr(os, "getloadavg") else None
    return {"bytes": total, "files": count, "load_average_5min": load, "tools": rows, "speed_ratios": ratios}


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--scale", type=float, default=1.0, help="shrinks the files, for a quick look")
    options.add_argument("--sets", default=",".join(SETS), help="comma-separated: %s" % ", ".join(SETS))
    options.add_argument("--tools", help="comma-separated; all that are installed without it")
    options.add_argument("--java", default="java")
    options.add_argument("--ours", nargs=argparse.REMAINDER, help="another command in place of the hasher; last option")
    options.add_argument("--out", help="JSON file for the raw result")
    chosen = options.parse_args()
    tools = peers(chosen.java, chosen.ours)
    if chosen.tools:
        tools = {name: tools[name] for name in chosen.tools.split(",")}
    version = subprocess.run([chosen.java, "-version"], stderr=subprocess.PIPE, text=True).stderr.splitlines()
    # On a machine that has other work, read the ratios by CPU time: wall time then tells how many threads a tool has.
    result = {"machine": cpu_name(), "jdk": version[1] if len(version) > 1 else "", "rounds": chosen.rounds,
              "cache": "warm", "sets": {}}
    folder = tempfile.mkdtemp(prefix="gentrack-bench-")
    try:
        for label in chosen.sets.split(","):
            count, size = SETS[label.strip()]
            entry = measure(label, count, int(size * chosen.scale), tools, chosen.rounds, folder)
            result["sets"][label] = entry
            print("\n%s (%.2f GB)" % (label, entry["bytes"] / 1e9))
            for name, row in entry["tools"].items():
                print("  %-26s %6.2f GB/s  %5.2f CPU-s/GB" % (name, row["gb_per_s"], row["cpu_s_per_gb"]))
            for name, ratio in entry["speed_ratios"].items():
                print("    %-48s %5.2fx by wall, %5.2fx by CPU" % (name, ratio["wall_s"], ratio["cpu_s"]))
    finally:
        shutil.rmtree(folder)
    if chosen.out:
        with open(chosen.out, "w") as out:
            json.dump(result, out, indent=1)
            out.write("\n")


if __name__ == "__main__":
    main()
