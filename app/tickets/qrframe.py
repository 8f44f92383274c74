"""What all QR codes of one size share, so that each costs a few hundred table look-ups.

The code is linear: fixed patterns and mask, XOR what each half byte of the data adds to modules and to error
correction. `qrcode` draws the patterns and tells where each bit goes; the rest is worked out once a version.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qrcode.base import RSBlock

_MASK = 2  # any mask reads well; choosing the best of eight takes twice as long
#: Of half a byte, from the lowest bit up.
_HALF = range(4)


@dataclass(frozen=True, slots=True)
class Frame:
    """Side in modules; data bytes; the modules of no data; and by half byte of the data what each value flips."""

    side: int
    capacity: int
    blank: int
    flips: tuple[tuple[int, ...], ...]

    def modules(self, codewords: bytes) -> int:
        """All modules as one number, row by row, the first module as its highest bit."""
        found, flips, index = self.blank, self.flips, 0
        for byte in codewords:
            found ^= flips[index][byte >> 4] ^ flips[index + 1][byte & 15]
            index += 2
        return found


@lru_cache(maxsize=16)
def version_for(head: int, code: int) -> int:
    """The smallest version at level M for so many bytes and alphanumeric signs; ValueError beyond version 20."""
    for version in range(1, 21):
        bits = 8 + (8 + 9 if version < 10 else 16 + 11) + 8 * head + code // 2 * 11 + code % 2 * 6
        if bits <= 8 * sum(block.data_count for block in _blocks(version)):
            return version
    raise ValueError("too long for a code that a phone reads")


@lru_cache(maxsize=4)
def frame(version: int) -> Frame:
    """Some 50 ms of work and a megabyte, once a version and process."""
    blocks = _blocks(version)
    total, capacity = sum(block.total_count for block in blocks), sum(block.data_count for block in blocks)
    side = 17 + 4 * version
    blank = _drawn(version, bytes(total))
    at_bit = _places(version, total, blank)
    flips = [_sums([_flipped(words, at_bit, bit) for bit in half]) for words in _spreads(blocks) for half in _HALVES]
    return Frame(side, capacity, blank, tuple(flips))


#: The higher half first, as it stands in the byte.
_HALVES = (tuple(bit + 4 for bit in _HALF), tuple(_HALF))


def _blocks(version: int) -> "list[RSBlock]":
    from qrcode.base import rs_blocks  # imports Pillow where that is installed
    from qrcode.constants import ERROR_CORRECT_M

    return rs_blocks(version, ERROR_CORRECT_M)


def _drawn(version: int, words: bytes) -> int:
    """The modules that the library draws for these code words."""
    from qrcode.constants import ERROR_CORRECT_M
    from qrcode.main import QRCode

    qr = QRCode(version=version, error_correction=ERROR_CORRECT_M, border=0, mask_pattern=_MASK)
    qr.data_cache = list(words)
    qr.makeImpl(False, _MASK)
    return int("".join("1" if module else "0" for row in qr.modules for module in row), 2)


def _places(version: int, total: int, blank: int) -> list[int]:
    """For each bit of the code words the module that it flips, as a number with that bit set.

    Each bit is given its number in binary, one digit a drawing.
    """
    numbers = range(1, 8 * total + 1)
    at_bit = [0] * len(numbers)
    digits = (8 * total).bit_length()
    flipped = []
    for digit in range(digits):
        bits = "".join("1" if number >> digit & 1 else "0" for number in numbers)
        flipped.append(_drawn(version, int(bits, 2).to_bytes(total)) ^ blank)
    for place in range((17 + 4 * version) ** 2):
        number = sum((flips >> place & 1) << digit for digit, flips in enumerate(flipped))
        if number:
            at_bit[number - 1] = 1 << place
    return at_bit


def _spreads(blocks: "list[RSBlock]") -> list[list[tuple[int, int]]]:
    """For each data byte: at which code words what is added for the value 1, data first and then correction."""
    spreads, data_at = [], _interleaved([block.data_count for block in blocks])
    checks = blocks[0].total_count - blocks[0].data_count
    check_at = sum(block.data_count for block in blocks)
    for index, block in enumerate(blocks):
        rest = _remainders(block.data_count, checks)
        for position in range(block.data_count):
            correction = [(check_at + row * len(blocks) + index, value) for row, value in enumerate(rest[position])]
            spreads.append([(data_at[index, position], 1), *correction])
    return spreads


def _interleaved(counts: list[int]) -> dict[tuple[int, int], int]:
    """By block and position: the place among the code words."""
    order = [(block, row) for row in range(max(counts)) for block, count in enumerate(counts) if row < count]
    return {key: place for place, key in enumerate(order)}


def _remainders(count: int, checks: int) -> list[list[int]]:
    """The correction that the value 1 causes, for each position of a block."""
    from qrcode.base import gexp

    generator = [1]
    for power in range(checks):
        generator = [
            high ^ _times(low, gexp(power)) for high, low in zip([*generator, 0], [0, *generator], strict=True)
        ]
    rest, found = generator[1:], []
    for _position in range(count):
        found.append(rest)
        rest = [low ^ _times(rest[0], factor) for low, factor in zip([*rest[1:], 0], generator[1:], strict=True)]
    return found[::-1]


def _times(one: int, other: int) -> int:
    """The product in the field of 256."""
    from qrcode.base import gexp, glog

    return gexp(glog(one) + glog(other)) if one and other else 0


def _flipped(words: list[tuple[int, int]], at_bit: list[int], bit: int) -> int:
    """The modules that one bit of a data byte flips."""
    found = 0
    for word, factor in words:
        value = _times(factor, 1 << bit)
        for place in range(8):
            if value >> place & 1:
                found ^= at_bit[8 * word + 7 - place]
    return found


def _sums(basis: list[int]) -> tuple[int, ...]:
    """What each of the sixteen values of half a byte flips."""
    sums = [0] * 16
    for value in range(1, 16):
        low = value & -value
        sums[value] = sums[value ^ low] ^ basis[low.bit_length() - 1]
    return tuple(sums)
