"""Fails on a dependency whose licence, source or name is not allowed.

Reads `cargo metadata` alone: every crate of Cargo.lock for every target, tests and build included.
"""

import json
import re
import subprocess
import sys

# One of these must be enough for the crate to be used in an MIT program.
ALLOWED = {
    "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0",
    "CC0-1.0", "ISC", "MIT", "MIT-0", "Unicode-3.0", "Unlicense", "Zlib",
}
REGISTRY = "registry+https://github.com/rust-lang/crates.io-index"
# Crates that cannot be linked here, or bring far more than they are worth.
BANNED = {"openssl-sys", "libsql", "termimad", "tokio", "async-std"}


def satisfied(expression):
    """Whether an SPDX expression can be met by allowed licences alone."""
    expression = expression.replace("/", " OR ")
    tokens = re.findall(r"\(|\)|[^\s()]+", expression)
    place = 0

    def alternative():
        nonlocal place
        met = both()
        while place < len(tokens) and tokens[place] == "OR":
            place += 1
            met = both() or met
        return met

    def both():
        nonlocal place
        met = one()
        while place < len(tokens) and tokens[place] == "AND":
            place += 1
            met = one() and met
        return met

    def one():
        nonlocal place
        name = tokens[place]
        place += 1
        if name == "(":
            met = alternative()
            place += 1
            return met
        if place < len(tokens) and tokens[place] == "WITH":
            name += " WITH " + tokens[place + 1]
            place += 2
        return name in ALLOWED

    return alternative()


def main():
    command = ["cargo", "metadata", "--locked", "--format-version", "1", "--all-features"]
    packages = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)["packages"]
    faults = []
    foreign = [package for package in packages if package["source"] is not None]
    for package in foreign:
        name = f"{package['name']} {package['version']}"
        if package["source"] != REGISTRY:
            faults.append(f"{name}: comes from {package['source']}, not from crates.io")
        if not package["license"]:
            faults.append(f"{name}: states no licence")
        elif not satisfied(package["license"]):
            faults.append(f"{name}: licence {package['license']} is not allowed")
        if package["name"] in BANNED:
            faults.append(f"{name}: is banned")
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{len(foreign)} crates, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
