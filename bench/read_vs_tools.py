#!/usr/bin/env python3
"""Compares gentrack's reading of PNG texts with a bare open-and-read loop, a metadata library and exiftool.

Every round runs all of them over the same synthetic pictures in a new random order; the ratios are medians of per-round
ratios of CPU time. The JVM programs read the folder several times in one process: `warm` is their last pass, `process`
everything from their start. exiftool is timed as a whole process over the folder, at most 2,000 files of it.

    mvn -q -pl bench -am -DskipTests package
    python3 bench/read_vs_tools.py --out bench/results/read_vs_tools.json
"""
import argparse
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
JAR = os.path.join(ROOT, "bench", "target", "bench.jar")
WAYS = ("gentrack", "bare", "metadata-extractor")
EXIFTOOL_FILES = 2000


def child_cpu(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    out = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, out


def jvm(way, folder, passes):
    command = ["java", "-XX:+UseSerialGC", "-cp", JAR, "io.gentrack.bench.ReadPictures", way, folder, str(passes)]
    cpu, out = child_cpu(command)
    rows = [line.split("\t") for line in out.splitlines()]
    return {"process": cpu / passes, "warm": float(rows[-1][3]), "characters": int(rows[-1][2])}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=10000)
    parser.add_argument("--passes", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out")
    chosen = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="gentrack-read-")
    names = list(WAYS) + (["exiftool"] if shutil.which("exiftool") else [])
    rounds = []
    try:
        subprocess.run(["java", "-cp", JAR, "io.gentrack.bench.SyntheticPictures", folder, str(chosen.files)], check=True)
        few = sorted(os.path.join(at, f) for at, _, files in os.walk(folder) for f in files)[:EXIFTOOL_FILES]
        listed = os.path.join(folder, "few.txt")
        with open(listed, "w") as f:
            f.write("\n".join(few))
        for _ in range(chosen.rounds):
            row = {}
            for name in random.sample(names, len(names)):
                if name == "exiftool":
                    cpu, _ = child_cpu(["exiftool", "-fast2", "-s3", "-Prompt", "-Workflow", "-@", listed])
                    row[name] = {"process": cpu * chosen.files / len(few)}
                else:
                    row[name] = jvm(name, folder, chosen.passes)
            rounds.append(row)
    finally:
        shutil.rmtree(folder)
    result = {"files": chosen.files, "passes": chosen.passes, "load_average": os.getloadavg()[1],
              "files_per_cpu_second": {}, "gentrack_speed_over": {}, "rounds": rounds}
    for name in names:
        kind = "warm" if "warm" in rounds[0][name] else "process"
        result["files_per_cpu_second"][name] = round(statistics.median(chosen.files / r[name][kind] for r in rounds))
        if name != "gentrack":
            result["gentrack_speed_over"][name] = round(
                statistics.median(r[name][kind] / r["gentrack"]["warm"] for r in rounds), 3)
    print(json.dumps({k: v for k, v in result.items() if k != "rounds"}, indent=1))
    if chosen.out:
        with open(chosen.out, "w") as f:
            json.dump(result, f, indent=1)
            f.write("\n")


if __name__ == "__main__":
    main()
