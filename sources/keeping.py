"""What is kept of a delivery's rows, as Parquet in its staged folder: accepted and refused ones, counts and pieces.

Not here: which rows are accepted (`accepting.py`), what they are reduced to (`reducing.py`), the folder (`archive.py`).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import polars as pl

from sources.accepting import Accepted
from sources.reducing import find_patients, find_pieces, reduce_rows
from sources.values import AS_TEXTS

FEW_ROWS = 1_000
"""So few rows take more time to compress than they give back in bytes."""
ARROW_SCHEMA = "ARROW:schema"
MANY_ROWS = 200_000
"""So many are written while they are counted: a file of this size is seldom one of several."""


def write_rows(accepted: Accepted, staged: Path, delivery_id: str) -> None:
    """Accepted rows, refused rows with their reasons, reduction and pieces of one kind."""
    contract = accepted.contract
    if accepted.refused.height:
        errors = accepted.faults.filter(pl.col("severity") == "error")
        reasons = errors.group_by("row").agg(pl.col("rule").unique().sort())
        refused = accepted.refused.join(reasons, on="row").drop("row", "maker")
        _write_parquet(refused, staged / "refused" / f"{contract.kind}.parquet")
    if accepted.rows.is_empty():
        return
    names = [name for name in contract.row_types if name != "sender_region_code"]
    rows = accepted.rows.select(
        *(*names, "sender_region_code"),
        pl.lit(delivery_id).alias("delivery_id"),
        "sheet",
        pl.col("source_row").cast(pl.Int64),
    )
    path = staged / "rows" / f"{contract.kind}.parquet"
    with ThreadPoolExecutor(1) as beside:
        written = beside.submit(_write_parquet, rows, path) if rows.height >= MANY_ROWS else None
        reduced, patients = reduce_rows(contract, rows), find_patients(contract, rows)
        pieces = find_pieces(contract, rows)
    if written is None:
        _write_parquet(rows, path)
    else:
        written.result()
    for layer, content in (("reduced", reduced), ("patients", patients)):
        if content is not None:
            _write_parquet(content, staged / layer / f"{contract.kind}.parquet")
    earlier = staged / "pieces.parquet"
    _write_parquet(pl.concat([pl.read_parquet(earlier), pieces]) if earlier.exists() else pieces, earlier)


def _write_parquet(frame: pl.DataFrame, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if frame.height < FEW_ROWS:
        frame.with_columns(AS_TEXTS).write_parquet(path, compression="uncompressed")
    else:
        frame.write_parquet(path, compression="zstd", compression_level=1, metadata=_as_texts(frame))


def _as_texts(frame: pl.DataFrame) -> dict[str, str]:
    """What a Parquet file says of its columns, with categories as the texts that they are for every reader."""
    texts = frame.clear().with_columns(AS_TEXTS)
    written = BytesIO()
    texts.write_parquet(written)
    return {ARROW_SCHEMA: pl.read_parquet_metadata(written.getvalue())[ARROW_SCHEMA]}
