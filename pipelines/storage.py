"""Dagster's SQLite storage with its connections kept, since a run writes hundreds of small events.

Dagster 1.13 makes a new SQLAlchemy engine and a new connection for every statement: it compiles every statement anew,
and SQLite folds its write-ahead log into the file each time the last connection closes. That is most of the time of a
run here. Files and tables are Dagster's own: an instance can go back to `storage: sqlite`.
Named in `dagster.yaml` as the custom storage. Here: keeping engines. Not here: any setting.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.runs.sqlite.sqlite_run_storage import SqliteRunStorage
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

EVENT_LOGS = Path("history") / "runs"
BUSY_SECONDS = 60
DATABASES_KEPT = 8  # each run has a database of its own; a daemon that lives for months must not hold them all open


class Engines:
    """The engines of the databases that were used last, by address; each keeps one connection open."""

    def __init__(self) -> None:
        self._engines: OrderedDict[str, Engine] = OrderedDict()
        self._lock = Lock()

    def get(self, address: str) -> Engine:
        """The database's engine, made where it is new; the one that was longest unused is closed for it."""
        with self._lock:
            if address not in self._engines:
                self._engines[address] = _make_engine(address)
            self._engines.move_to_end(address)
            if len(self._engines) > DATABASES_KEPT:
                self._engines.popitem(last=False)[1].dispose()
            return self._engines[address]

    def close(self) -> None:
        """Closes every connection."""
        with self._lock:
            while self._engines:
                self._engines.popitem()[1].dispose()


class KeepingEventLogStorage(SqliteEventLogStorage):
    """Dagster's event log in SQLite, over kept engines."""

    def __init__(self, base_dir: str) -> None:
        self._engines = Engines()
        super().__init__(base_dir)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            engine = self._engines.get(self.conn_string_for_shard(shard))
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.connect() as connection, connection.begin():
                yield connection

    def dispose(self) -> None:
        """Closes the connections."""
        self._engines.close()
        super().dispose()


class KeepingRunStorage(SqliteRunStorage):
    """Dagster's storage of runs in SQLite, over a kept engine."""

    def __init__(self, conn_string: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines = Engines()
        super().__init__(conn_string, inst_data)

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """A transaction on a kept connection."""
        with self._engines.get(self._conn_string).connect() as connection, connection.begin():
            yield connection

    def dispose(self) -> None:
        """Closes the connections."""
        self._engines.close()


class HomeStorage(DagsterSqliteStorage):
    """The storage of a home's instance: schedules as in Dagster, runs and the event log with engines kept."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        super().__init__(base_dir, inst_data)
        self._event_log_storage = KeepingEventLogStorage(str(Path(base_dir) / EVENT_LOGS))
        self._run_storage = KeepingRunStorage(self._run_storage._conn_string)

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]) -> HomeStorage:
        """Made from `dagster.yaml`."""
        base_dir = str(config_value["base_dir"])
        Path(base_dir).mkdir(parents=True, exist_ok=True)
        return cls(base_dir, inst_data)


def _make_engine(address: str) -> Engine:
    """An engine that keeps one connection, outside of any transaction, so that no lock on a file is kept."""
    engine = create_engine(
        address, poolclass=QueuePool, pool_size=1, max_overflow=-1, connect_args={"timeout": BUSY_SECONDS}
    )

    @event.listens_for(engine, "connect")
    def be_brief(connection: Any, _record: Any) -> None:
        """With a write-ahead log this is safe against a crash; a power cut may lose the last events, never the file."""
        connection.execute("PRAGMA synchronous = NORMAL")

    return engine
