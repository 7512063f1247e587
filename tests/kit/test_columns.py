import json
import shutil
import threading
from collections.abc import Iterator

import numpy as np
import pytest

from siyu.kit.columns import MISSING, Changes, ColumnStore
from siyu.kit.ids import SHARD_BITS

SHARD = 2


class Crash(Exception):
    pass


class Rows:
    """Rows as a feature keeps them: (change number, customer, values), read in runs of two."""

    def __init__(self) -> None:
        self.rows: dict[int, tuple[int, dict[str, int]]] = {}
        self.newest = 0
        self.reads = 0

    def put(self, local: int, **values: int) -> None:
        self.newest += 1
        self.rows[local] = (self.newest, values)

    def since(self, version: int) -> Iterator[Changes]:
        self.reads += 1
        later = sorted((seq, local, values) for local, (seq, values) in self.rows.items() if seq > version)
        for start in range(0, len(later), 2):
            run = later[start : start + 2]
            ids = np.array([(SHARD << SHARD_BITS) + local for _, local, _ in run])
            names = {name for _, _, values in run for name in values}
            columns = {name: np.array([values.get(name, MISSING) for _, _, values in run]) for name in names}
            yield Changes(ids, columns, run[-1][0])

    def refresh(self, store: ColumnStore) -> None:
        store.refresh(1, SHARD, self.newest, self.since)


def shown(store: ColumnStore, name: str) -> dict[int, int]:
    column = store.column(1, SHARD, name)
    return {int(place): int(column[place]) for place in np.flatnonzero(column != MISSING)}


@pytest.fixture
def store(tmp_path) -> ColumnStore:
    return ColumnStore(tmp_path / "columns")


@pytest.fixture
def rows() -> Rows:
    rows = Rows()
    for local in range(5):
        rows.put(local, age=local * 10)
    return rows


def test_columns_hold_the_newest_values_and_miss_what_is_gone(store, rows):
    rows.refresh(store)
    rows.put(1, city=3)
    rows.put(9, age=1, city=4)
    rows.refresh(store)
    assert shown(store, "age") == {0: 0, 2: 20, 3: 30, 4: 40, 9: 1}
    assert shown(store, "city") == {1: 3, 9: 4}
    assert shown(store, "never") == {}


def test_nothing_is_read_again_when_nothing_changed(store, rows):
    rows.newest += 5  # changes in other shards
    rows.refresh(store)
    rows.refresh(store)
    assert rows.reads == 1


def test_a_kill_between_values_and_version_only_repeats_work(store, rows, monkeypatch):
    with monkeypatch.context() as broken, pytest.raises(Crash):
        broken.setattr("siyu.kit.columns._write_version", lambda *_: (_ for _ in ()).throw(Crash))
        rows.refresh(store)
    assert store.version(1, SHARD) == 0
    rows.put(0, age=99)
    rows.refresh(store)
    assert shown(store, "age") == {0: 99, 1: 10, 2: 20, 3: 30, 4: 40}


def test_a_kill_in_the_middle_goes_on_from_the_last_whole_run(store, rows):
    def killed(version: int) -> Iterator[Changes]:
        yield next(rows.since(version))
        raise Crash

    with pytest.raises(Crash):
        store.refresh(1, SHARD, rows.newest, killed)
    assert store.version(1, SHARD) == 2
    rows.refresh(store)
    assert shown(store, "age") == {0: 0, 1: 10, 2: 20, 3: 30, 4: 40}


@pytest.mark.parametrize("text", ["", "{", '{"v": 1}', json.dumps({"version": None})])
def test_a_torn_version_means_reading_all_again(store, rows, tmp_path, text):
    rows.refresh(store)
    (tmp_path / "columns" / "1" / str(SHARD) / "version.json").write_text(text)
    assert store.version(1, SHARD) == 0
    rows.refresh(store)
    assert store.version(1, SHARD) == rows.newest


def test_many_refreshes_at_once_end_in_the_right_values(store, rows, tmp_path):
    def work(first: int) -> None:
        mine = ColumnStore(tmp_path / "columns")  # as another process would
        for _ in range(5):
            rows.refresh(mine)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for local in range(20, 40):
        rows.put(local, age=local)
    for thread in threads:
        thread.join(60)
    rows.refresh(store)
    assert shown(store, "age") == {0: 0, 1: 10, 2: 20, 3: 30, 4: 40, **{n: n for n in range(20, 40)}}


def test_a_deleted_folder_is_built_anew(store, rows, tmp_path):
    rows.refresh(store)
    shutil.rmtree(tmp_path / "columns")
    rows.refresh(store)
    assert shown(store, "age") == {0: 0, 1: 10, 2: 20, 3: 30, 4: 40}


def test_a_preview_shows_the_write_and_keeps_nothing(store, rows):
    rows.refresh(store)
    held = store.version(1, SHARD)
    rows.put(3, age=1)
    column = store.preview(1, SHARD, "age", rows.since)
    assert (column[3], column[4]) == (1, 40)
    assert store.version(1, SHARD) == held and shown(store, "age")[3] == 30
