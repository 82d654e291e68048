#!/usr/bin/env python3
"""Checks what `gentrack hash` must keep to on many and on large files, with the launcher a user runs.

  memory      peak of the process while it hashes 100 files of 2 GB (sparse, so they take no room)
  interrupt   time from SIGINT to the end of that process, and how many files the next run still has to do
  unchanged   time of a second run over 20,000 model files that did not change, and how many it opened

    python3 bench/hash_limits.py --out bench/results/hash_limits.json

Everything lives in a temporary folder that is removed afterwards; the user's own database is not touched.
"""
import argparse
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LAUNCHER = os.path.join(ROOT, "gentrack")


def environment(folder):
    env = dict(os.environ)
    env.update(XDG_DATA_HOME=os.path.join(folder, "data"), XDG_CONFIG_HOME=os.path.join(folder, "config"))
    return env


def hash_folder(folder, models):
    command = [LAUNCHER, "hash", "--json", "--no-civitai", models]
    out = open(os.path.join(folder, "answer.json"), "w+")
    return subprocess.Popen(command, env=environment(folder), stdout=out, stderr=subprocess.DEVNULL), out


def peak_mb(pid):
    try:
        with open("/proc/%d/status" % pid) as status:
            return max(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    except (OSError, ValueError):
        return 0.0


def finish(started):
    """Waits, and returns (wall seconds from now, peak resident MB, the counts of the answer)."""
    process, out = started
    start, peak = time.monotonic(), 0.0
    while process.poll() is None:
        peak = max(peak, peak_mb(process.pid))
        time.sleep(0.02)
    wall = time.monotonic() - start
    out.seek(0)
    answer = json.loads(out.read())
    out.close()
    return wall, peak, {name: value for name, value in answer.items() if isinstance(value, (int, float))}


def sparse(path, size, seed):
    with open(path, "wb") as f:
        f.write(seed.to_bytes(8, "little"))
        f.truncate(size)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--large", type=int, default=100, help="files of 2 GB")
    parser.add_argument("--small", type=int, default=20000, help="files of 4 KiB")
    parser.add_argument("--out")
    chosen = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="gentrack-hash-")
    result = {"large_files": chosen.large, "small_files": chosen.small}
    try:
        large = os.path.join(folder, "large", "models", "checkpoints")
        os.makedirs(large)
        for i in range(chosen.large):
            sparse(os.path.join(large, "model%03d.safetensors" % i), 2_000_000_000, i)

        time.sleep(10)  # A file that was written just now is hashed but not believed to be finished, and read again.
        process, out = hash_folder(folder, os.path.join(folder, "large"))
        time.sleep(25)
        asked = time.monotonic()
        process.send_signal(signal.SIGINT)
        process.wait()
        result["interrupt_s"] = round(time.monotonic() - asked, 3)
        out.close()

        wall, peak, answer = finish(hash_folder(folder, os.path.join(folder, "large")))
        result["after_interrupt"] = answer
        result["large_wall_s"] = round(wall, 2)
        result["large_peak_rss_mb"] = round(peak, 1)

        small = os.path.join(folder, "small", "models")
        for i in range(chosen.small):
            kind = os.path.join(small, ("checkpoints", "loras", "diffusion_models")[i % 3], "set%03d" % (i // 200))
            os.makedirs(kind, exist_ok=True)
            with open(os.path.join(kind, "model%05d.safetensors" % i), "wb") as f:
                f.write(i.to_bytes(8, "little") * 512)
        time.sleep(10)
        wall, peak, answer = finish(hash_folder(folder, os.path.join(folder, "small")))
        result["first_small"] = dict(answer, wall_s=round(wall, 2))
        walls, read = [], []
        for _ in range(5):
            wall, peak, answer = finish(hash_folder(folder, os.path.join(folder, "small")))
            walls.append(round(wall, 2))
            read.append(answer["hashed"])
        result["second_small"] = dict(answer, wall_s=walls, read_again=read)
    finally:
        shutil.rmtree(folder)
    text = json.dumps(result, indent=2)
    print(text)
    if chosen.out:
        with open(chosen.out, "w") as f:
            f.write(text + "\n")


if __name__ == "__main__":
    main()
