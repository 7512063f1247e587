import shutil
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siyu.kit import bits as module
from siyu.kit.bits import BitStore
from siyu.kit.db.scope import Scope
from siyu.kit.ids import CHUNK_SIZE, SHARD_SIZE
from siyu.kit.words import count, pack, shard_ids

BRAND = Scope(1)
EDGES = [0, 1, 63, 64, CHUNK_SIZE - 1, CHUNK_SIZE, SHARD_SIZE - 1, SHARD_SIZE, 3 * SHARD_SIZE + 7]
ids = st.lists(st.one_of(st.sampled_from(EDGES), st.integers(0, 4 * SHARD_SIZE - 1)), max_size=20)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("flip"), st.sampled_from("ab"), ids, ids),
        st.tuples(st.just("assign"), st.sampled_from("ab"), ids, st.integers(0, 3)),
        st.tuples(st.just("undo"), st.sampled_from("abc"), ids, ids),
        st.tuples(st.just("forget"), st.just("a"), st.just([]), st.just(0)),
    ),
    max_size=12,
)


def array(values) -> np.ndarray:
    return np.array(sorted(values), dtype=np.int64)


def flip(platform, leaf: str, on=(), off=(), scope: Scope = BRAND, bits: BitStore | None = None):
    store = bits or platform.bits
    return platform.stores.core.write(lambda conn: store.flip(conn, scope, leaf, on=array(on), off=array(off)))


def held(platform, leaf: str, scope: Scope = BRAND, bits: BitStore | None = None, shards=range(4)) -> set[int]:
    with platform.stores.core.reading() as conn:
        loaded = [shard_ids((bits or platform.bits).load(conn, scope, leaf, shard), shard) for shard in shards]
    return set(np.concatenate(loaded).tolist())


class Undone(Exception):
    pass


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=steps)
def test_sets_of_bits_behave_like_sets(platform, tmp_path_factory, story):
    """Any run of flips, assigns, undone writes and lost index folders leaves what Python's sets would hold."""
    scope = Scope(int.from_bytes(np.random.default_rng().bytes(6), "little"))
    folder = tmp_path_factory.mktemp("bits")
    bits, oracle = BitStore(folder), {"a": set(), "b": set(), "c": set()}
    for verb, leaf, first, second in story:
        if verb == "flip":
            flips = flip(platform, leaf, first, second, scope, bits)
            after = (oracle[leaf] | set(first)) - set(second)
            assert flips.entered.tolist() == sorted(after - oracle[leaf])
            assert flips.left.tolist() == sorted(oracle[leaf] - after)
            oracle[leaf] = after
        elif verb == "assign":
            inside = {one for one in first if one >> 20 == second}
            before = {one for one in oracle[leaf] if one >> 20 == second}
            words = pack(array(inside), second)
            flips = platform.stores.core.write(partial(bits.assign, scope=scope, leaf=leaf, shard=second, words=words))
            assert (flips.entered.tolist(), flips.left.tolist()) == (sorted(inside - before), sorted(before - inside))
            oracle[leaf] = (oracle[leaf] - before) | inside
        elif verb == "undo":
            undo(platform, bits, scope, leaf, first)
        else:
            shutil.rmtree(folder, ignore_errors=True)
            bits = BitStore(folder)
        for name, expected in oracle.items():
            assert held(platform, name, scope, bits) == expected


def undo(platform, bits: BitStore, scope: Scope, leaf: str, on) -> None:
    """This function will flip and look, and then undo the write: nobody may ever see what it saw."""

    def work(conn) -> None:
        bits.flip(conn, scope, leaf, on=array(on))
        for shard in range(4):
            assert set(on) & {one for one in on if one >> 20 == shard} <= set(
                shard_ids(bits.load(conn, scope, leaf, shard), shard).tolist()
            )
        raise Undone

    with pytest.raises(Undone):
        platform.stores.core.write(work)


def test_what_an_undone_write_saw_reaches_neither_files_nor_numbers(platform):
    undo(platform, platform.bits, BRAND, "first", [1, 2, 3])
    flip(platform, "second", [7])
    flip(platform, "first", [9])
    assert held(platform, "second") == {7}
    assert held(platform, "first") == {9}


def test_an_id_that_is_to_go_in_and_out_ends_up_out(platform):
    assert flip(platform, "a", [1, 2], [2]).entered.tolist() == [1]


def test_brands_with_the_same_leaf_share_no_bit(platform):
    flip(platform, "a", [5])
    flip(platform, "a", [6], scope=Scope(2))
    assert (held(platform, "a"), held(platform, "a", Scope(2))) == ({5}, {6})


def test_a_second_process_with_an_old_index_catches_up(platform, tmp_path):
    other = BitStore(tmp_path / "bits")
    flip(platform, "a", [1])
    assert held(platform, "a", bits=other) == {1}
    for number in range(2, 6):
        flip(platform, "a", [number, SHARD_SIZE + number])
        assert held(platform, "a") >= {number}
    assert held(platform, "a", bits=other) == {1, 2, 3, 4, 5, *(SHARD_SIZE + n for n in range(2, 6))}


def files(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "bits").rglob("*.bits"))


@pytest.mark.parametrize("damage", ["cut", "empty", "zeros"])
def test_a_torn_file_is_not_used(platform, tmp_path, damage):
    flip(platform, "a", [1, 2, 3])
    assert held(platform, "a") == {1, 2, 3}
    for path in files(tmp_path):
        whole = path.read_bytes()
        torn = {"cut": whole[:1000], "empty": b"", "zeros": bytes(len(whole))}[damage]
        path.unlink()
        path.write_bytes(torn)
    assert held(platform, "a", bits=BitStore(tmp_path / "bits")) == {1, 2, 3}
    flip(platform, "a", [4])
    assert held(platform, "a", bits=BitStore(tmp_path / "bits")) == {1, 2, 3, 4}


def test_a_crash_between_writing_a_file_and_naming_it_loses_nothing(platform, tmp_path, monkeypatch):
    flip(platform, "a", [1])

    def crash(path: Path, words) -> None:
        words.tofile(path.with_suffix(".1.tmp"))
        raise Undone

    with monkeypatch.context() as broken, pytest.raises(Undone):
        broken.setattr(module, "_write_file", crash)
        held(platform, "a")
    assert files(tmp_path) == []
    assert held(platform, "a", bits=BitStore(tmp_path / "bits")) == {1}


def test_a_file_that_another_process_tidied_away_is_not_missed(platform, tmp_path, monkeypatch):
    flip(platform, "a", [1])
    real = module._write_file

    def tidied(path: Path, words) -> None:
        real(path, words)
        path.unlink()

    monkeypatch.setattr(module, "_write_file", tidied)
    assert held(platform, "a") == {1}


def test_old_files_are_tidied_away(platform, tmp_path):
    for number in range(6):
        flip(platform, "a", [number])
        held(platform, "a", shards=[0])
    assert len(files(tmp_path)) <= 2


def test_one_customer_is_looked_up_without_loading_a_shard(platform, tmp_path):
    flip(platform, "a", [0, 65_535, 70_000])
    flip(platform, "b", [70_000])
    with platform.stores.core.reading() as conn:
        found = [platform.bits.holds(conn, BRAND, one, ["a", "b", "never"]) for one in (0, 1, 65_535, 70_000)]
    assert found == [{"a"}, set(), {"a"}, {"a", "b"}]
    assert files(tmp_path) == []


@given(ids)
def test_packing_and_unpacking_give_back_the_ids(values):
    for shard in range(4):
        expected = sorted({one for one in values if one >> 20 == shard})
        words = pack(array(values), shard)
        assert shard_ids(words, shard).tolist() == expected
        assert count(words) == len(expected)


def test_loaded_bits_cannot_be_written_to(platform):
    flip(platform, "a", [1])
    with platform.stores.core.reading() as conn, pytest.raises(ValueError, match="read-only"):
        platform.bits.load(conn, BRAND, "a", 0)[0] = 1


def test_too_many_leaves_at_once_are_refused(platform):
    with platform.stores.core.reading() as conn, pytest.raises(ValueError, match="at most 1000"):
        platform.bits.load_many(conn, BRAND, [str(n) for n in range(1001)], 0)
