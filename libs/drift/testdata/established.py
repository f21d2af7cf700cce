"""Alarm positions of ADWIN, Page-Hinkley and DDM, for the tests of libs/drift.

    python3 libs/drift/testdata/established.py > libs/drift/testdata/established.json   (needs numpy)

river could not be installed where this was made. So the positions come from two sources, kept apart in the file:
"published" are those that river's own tests and documentation print, for the streams that they define; "transcribed" are
of the plain transcription below, of the published rules, for longer streams. The transcription must give every published
position before anything is written.
"""

import json
import math
import random
import sys

import numpy


def adwin(values, delta=0.002, clock=32, max_buckets=5, least=5, grace=10):
    """All samples of every bucket are kept, so that each mean and variance is computed from them."""
    alarms, buckets, tick = [], [], 0
    for at, value in enumerate(values):
        tick += 1
        buckets.append([value])  # the oldest bucket is the first
        size = 1
        while sum(len(bucket) == size for bucket in buckets) > max_buckets:
            first = next(i for i, bucket in enumerate(buckets) if len(bucket) == size)
            buckets[first : first + 2] = [buckets[first] + buckets[first + 1]]
            size *= 2
        if tick % clock != 0:
            continue
        alarmed = False
        while (width := sum(map(len, buckets))) > grace or alarmed:
            window = [x for bucket in buckets for x in bucket]
            mean = math.fsum(window) / width
            variance = math.fsum((x - mean) ** 2 for x in window) / width
            spread = math.log(2 * math.log(width) / delta)
            differs, left = False, 0
            for bucket in buckets[:-1]:
                left += len(bucket)
                if left < least or width - left < least:
                    continue
                inverse = 1 / (left - least + 1) + 1 / (width - left - least + 1)
                allowed = math.sqrt(2 * inverse * variance * spread) + 2 / 3 * spread * inverse
                apart = abs(math.fsum(window[:left]) / left - math.fsum(window[left:]) / (width - left))
                if apart > allowed:
                    differs = True
                    break
            if not differs:
                break
            alarmed = True
            buckets.pop(0)
        if alarmed:
            alarms.append({"at": at, "recent": sum(map(len, buckets))})
            buckets, tick = [], 0
    return alarms


def page_hinkley(values, mode="both", least=30, delta=0.005, threshold=50, alpha=1 - 0.0001):
    """The sums of every sample since the last alarm are kept, and their extremes looked up."""
    alarms, since = [], []
    rises, falls = [], []
    total = 0.0
    for at, value in enumerate(values):
        since.append(value)
        total += value
        away = value - total / len(since)
        rises.append(alpha * (rises[-1] if rises else 0.0) + away - delta)
        falls.append(alpha * (falls[-1] if falls else 0.0) + away + delta)
        if len(since) < least:
            continue
        up = rises[-1] - min(rises) if mode != "down" else 0
        down = max(falls) - falls[-1] if mode != "up" else 0
        if up > threshold or down > threshold:
            alarms.append({"at": at, "direction": "up" if up > down else "down"})
            since, rises, falls, total = [], [], [], 0.0
    return alarms


def ddm(values, warm=30, drift=3):
    alarms, since, best = [], [], None
    for at, value in enumerate(values):
        since.append(value)
        n = len(since)
        if n <= warm:
            continue
        p = sum(since) / n
        s = math.sqrt(p * (1 - p) / n)
        if best is None or p + s <= best[0] + best[1]:
            best = (p, s)
        if p + s > best[0] + drift * best[1]:
            alarms.append({"at": at})
            since, best = [], None
    return alarms


def river_streams():
    """The streams of river's tests and documentation, as digits."""
    numpy.random.seed(12345)
    steps = numpy.concatenate((numpy.random.randint(2, size=1000), numpy.random.randint(8, size=1000)))
    numpy.random.seed(12345)
    errors = [numpy.random.binomial(1, p) for p in [0.2] * 1000 + [0.8] * 1000]
    numpy.random.seed(12345)
    switching = numpy.concatenate([numpy.random.normal(mean, 0.1, 500) > 0 for mean in (0, 0.25, 0, 0.25)])
    documented = random.Random(12345)
    several = random.Random(42)
    low, high = [0, 1], range(4, 8)
    return {
        "steps": steps.tolist(),
        "errors": errors,
        "switching": switching.astype(int).tolist(),
        "documented": documented.choices(low, k=1000) + documented.choices(high, k=1000),
        "several": sum((several.choices(level, k=1000) for level in (low, high, low, high)), []),
    }


published = [
    {"detector": "adwin", "stream": "steps", "at": [1023]},
    {"detector": "adwin", "stream": "documented", "at": [1023]},
    {"detector": "adwin", "stream": "several", "at": [1023, 2015, 3007]},
    {"detector": "page-hinkley", "stream": "switching", "options": {"mode": "up"}, "at": [588, 1681]},
    {"detector": "page-hinkley", "stream": "switching", "options": {"mode": "down"}, "at": [1172]},
    {"detector": "page-hinkley", "stream": "switching", "options": {"mode": "both"}, "at": [588, 1097, 1585]},
    {"detector": "page-hinkley", "stream": "documented", "at": [1006]},
    {"detector": "ddm", "stream": "errors", "at": [1049]},
]

# A stream that any language can make: u from s <- 16807 s mod (2^31 - 1), divided by the modulus; a sample is
# offset + scale u, or whether u < rate.
definitions = {
    "offset": {"seed": 1, "segments": [{"length": 3000, "offset": o, "scale": 1} for o in (1000, 1000.2, 999.9)]},
    "ramp": {"seed": 2, "segments": [{"length": 500, "offset": k / 20, "scale": 2} for k in range(12)]},
    "rates": {"seed": 3, "segments": [{"length": 2500, "rate": r} for r in (0.1, 0.25, 0.1, 0.5, 0.45)]},
    "jumps": {"seed": 4, "segments": [{"length": 700, "offset": o, "scale": 8} for o in (0, 3, 0, 6, 1, 2)]},
}


def make(seed, segments):
    values = []
    for segment in segments:
        for _ in range(segment["length"]):
            seed = 16807 * seed % (2**31 - 1)
            u = seed / (2**31 - 1)
            values.append(int(u < segment["rate"]) if "rate" in segment else segment["offset"] + segment["scale"] * u)
    return values


rules = {"adwin": adwin, "page-hinkley": page_hinkley, "ddm": ddm}
digits = river_streams()
for case in published:
    got = rules[case["detector"]](digits[case["stream"]], **case.get("options", {}))
    if [alarm["at"] for alarm in got] != case["at"]:
        sys.exit(f"the transcription gives {got} for {case}")

transcribed = []
for name, definition in definitions.items():
    values = make(**definition)
    for detector, rule in rules.items():
        if detector != "ddm" or name == "rates":
            transcribed.append({"detector": detector, "stream": name, "alarms": rule(values)})

json.dump(
    {
        "digits": {name: "".join(map(str, values)) for name, values in digits.items()},
        "definitions": definitions,
        "published": published,
        "transcribed": transcribed,
    },
    sys.stdout,
    indent="\t",
)
print()
