"""Becomes a command of which the kernel refuses some system calls.

Each rule is CALL:ERROR, or CALL:ERROR:ARGUMENT:VALUE for calls with that argument only, or CALL:ERROR:ARGUMENT:&BITS
for calls with any of those bits in it. The command follows after `--`.
"""

import ctypes
import os
import struct
import sys

LOAD, EQUAL, ANY_BIT, RETURN = 0x20, 0x15, 0x45, 0x06
REFUSE, ALLOW = 0x00050000, 0x7FFF0000


def steps(rule):
    """What a filter does for one rule; what does not fit goes on behind it."""
    call, error, *test = rule.split(":")
    refuse = (RETURN, 0, 0, REFUSE | int(error))
    if not test:
        return [(LOAD, 0, 0, 0), (EQUAL, 0, 1, int(call)), refuse]
    argument, value = test
    compare = ANY_BIT if value.startswith("&") else EQUAL
    return [
        (LOAD, 0, 0, 0),
        (EQUAL, 0, 3, int(call)),
        (LOAD, 0, 0, 16 + 8 * int(argument)),
        (compare, 0, 1, int(value.lstrip("&"))),
        refuse,
    ]


end = sys.argv.index("--")
code = [step for rule in sys.argv[1:end] for step in steps(rule)] + [(RETURN, 0, 0, ALLOW)]
rules = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in code))
program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(code), ctypes.addressof(rules)))
libc = ctypes.CDLL(None, use_errno=True)
assert libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(22, 2, program, 0, 0) == 0
os.execv(sys.argv[end + 1], sys.argv[end + 1 :])
