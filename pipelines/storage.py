"""Dagster's SQLite storage with its connections prepared once, since a run writes hundreds of small events.

Dagster 1.13 makes a new SQLAlchemy engine for every statement and so compiles every statement anew, which is most of
the time of a run here. Files, tables and locking are Dagster's own: an instance can go back to `storage: sqlite`.
Named in `dagster.yaml` as the custom storage. Here: reusing engines. Not here: any setting.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, NullPool, create_engine, event

EVENT_LOGS = Path("history") / "runs"
BUSY_SECONDS = 60


class ReusingEventLogStorage(SqliteEventLogStorage):
    """Dagster's event log in SQLite; each database's engine is made once and keeps its compiled statements."""

    def __init__(self, base_dir: str) -> None:
        self._engines: dict[str, Engine] = {}
        super().__init__(base_dir)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            if shard not in self._engines:
                self._engines[shard] = _make_engine(self.conn_string_for_shard(shard))
            engine = self._engines[shard]
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.connect() as connection, connection.begin():
                yield connection


class HomeStorage(DagsterSqliteStorage):
    """The storage of a home's instance: runs and schedules as in Dagster, the event log with engines kept."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        super().__init__(base_dir, inst_data)
        self._event_log_storage = ReusingEventLogStorage(str(Path(base_dir) / EVENT_LOGS))

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]) -> HomeStorage:
        """Made from `dagster.yaml`."""
        base_dir = str(config_value["base_dir"])
        Path(base_dir).mkdir(parents=True, exist_ok=True)
        return cls(base_dir, inst_data)


def _make_engine(address: str) -> Engine:
    """An engine without a pool, as Dagster's own: connections are not kept, so no lock on a file is."""
    engine = create_engine(address, poolclass=NullPool, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def be_brief(connection: Any, _record: Any) -> None:
        """With a write-ahead log this is safe against a crash; a power cut may lose the last events, never the file."""
        connection.execute("PRAGMA synchronous = NORMAL")

    return engine
