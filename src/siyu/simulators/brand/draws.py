"""Randomness that does not depend on the order of work: one stream per (seed, purpose, block), and unique numbers."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_ALPHABET = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", dtype=np.uint8)
# Prime and larger than every prime factor of the number spaces below, hence coprime to all of them.
_MULTIPLIER = 1_618_033_999
_LOW = 10_000


class Purpose(IntEnum):
    """What a random stream is for; a new purpose never shifts the draws of another."""

    STAFF = 1
    NUMBERS = 2
    MEMBERS = 3
    PROFILES = 4
    VISITS = 5
    BASKETS = 6
    ORDERS = 7
    BEHAVIOURS = 8


def stream(seed: int, purpose: Purpose, block: int = 0) -> np.random.Generator:
    """Open the random stream of one purpose in one block."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(int(purpose), block))))


def pick(rng: np.random.Generator, weights: npt.ArrayLike, size: int) -> Ints:
    """Draw `size` positions with probability proportional to `weights` (int64[size])."""
    cumulative = np.cumsum(np.asarray(weights, dtype=np.float64))
    drawn: Ints = np.searchsorted(cumulative, rng.random(size) * cumulative[-1], side="right").astype(np.int64)
    return np.minimum(drawn, len(cumulative) - 1)


def scattered(seed: int, numbers: Ints, space: int) -> Ints:
    """Map distinct `numbers` below `space` to distinct, unordered-looking numbers below `space` (int64, same shape).

    Each step can be undone, so nothing meets: an affine step, each half moved by a hash of the other half, and an
    affine step again. `space` is a multiple of 10,000 below 2**32.
    """
    shift = int(stream(seed, Purpose.NUMBERS).integers(space))
    high, low = np.divmod((numbers % space * _MULTIPLIER + shift) % space, _LOW)
    low = (low + high * high % 999_983 * 7_919) % _LOW
    high = (high + low * low * 104_729) % (space // _LOW)
    mixed: Ints = ((high * _LOW + low) * _MULTIPLIER + shift) % space
    return mixed


def tokens(rng: np.random.Generator, prefix: str, count: int, length: int) -> pa.Array:
    """Draw `count` opaque ids of `prefix` and `length` base-64 signs; 30 signs carry 180 bits, so they never meet."""
    signs = np.ascontiguousarray(_ALPHABET[rng.integers(0, 64, size=(count, length), dtype=np.uint8)])
    text = pa.array(list(signs.view(f"S{length}").ravel()), type=pa.binary()).cast(pa.string())
    return joined(prefix, text)


def joined(*parts: object) -> pa.Array:
    """Concatenate text columns and constant texts row by row."""
    return pc.binary_join_element_wise(*parts, "")


def digits(numbers: Ints, width: int) -> pa.Array:
    """Write numbers as text with leading zeros."""
    return pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width=width, padding="0")


def taken(texts: list[str] | tuple[str, ...], positions: Ints) -> pa.Array:
    """Look up texts by position; a negative position gives null."""
    return pa.array(texts, type=pa.string()).take(pa.array(positions, mask=positions < 0))
