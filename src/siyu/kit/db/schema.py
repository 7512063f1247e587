"""Table registers, one per concern, and the column kinds both stores share.

A concern is a SQLite file of its own (and so a writer of its own), or simply a set of tables on PostgreSQL.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Table, Text, UniqueConstraint

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

core = MetaData(naming_convention=NAMING)
inbox = MetaData(naming_convention=NAMING)
flow = MetaData(naming_convention=NAMING)

CONCERNS: dict[str, MetaData] = {"core": core, "inbox": inbox, "flow": flow}

# SQLite only gives an auto-numbered key to a column that is spelled INTEGER.
BigId = BigInteger().with_variant(Integer, "sqlite")


def _kit_tables(concern: str, metadata: MetaData) -> None:
    """This function will declare the kit's own tables of one concern: counters, facts, jobs and lanes."""
    Table(
        f"{concern}_sequence",
        metadata,
        Column("name", Text, primary_key=True),
        Column("next", BigInteger, nullable=False),
    )
    Table(
        f"{concern}_fact",
        metadata,
        Column("id", BigInteger, primary_key=True, autoincrement=False),
        Column("brand_id", BigInteger, nullable=False),
        Column("kind", Text, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("created_at_ms", BigInteger, nullable=False),
        Column("state", Integer, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("due_at_ms", BigInteger, nullable=False),
        Column("error", Text),
        Index(f"ix_{concern}_fact_due", "state", "due_at_ms", "id"),
    )
    Table(
        f"{concern}_job",
        metadata,
        Column("id", BigId, primary_key=True),
        Column("brand_id", BigInteger, nullable=False),
        Column("kind", Text, nullable=False),
        Column("key", Text),
        Column("payload", LargeBinary, nullable=False),
        Column("state", Integer, nullable=False),
        Column("run_at_ms", BigInteger, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("lease_until_ms", BigInteger, nullable=False),
        Column("token", BigInteger, nullable=False),
        Column("created_at_ms", BigInteger, nullable=False),
        Column("finished_at_ms", BigInteger),
        Column("error", Text),
        UniqueConstraint("brand_id", "kind", "key"),
        Index(f"ix_{concern}_job_due", "state", "run_at_ms"),
    )
    Table(
        f"{concern}_lane",
        metadata,
        Column("name", Text, primary_key=True),
        Column("holder", Text, nullable=False),
        Column("token", BigInteger, nullable=False),
        Column("until_ms", BigInteger, nullable=False),
    )


for _concern, _metadata in CONCERNS.items():
    _kit_tables(_concern, _metadata)

# Which brand owns which block of 65,536 customer numbers, and how many of them are taken.
customer_block = Table(
    "customer_block",
    core,
    Column("chunk", BigInteger, primary_key=True, autoincrement=False),
    Column("brand_id", BigInteger, nullable=False, index=True),
    Column("used", BigInteger, nullable=False),
)


def kit_table(concern: str, name: str) -> Table:
    """This function will return the kit's table `name` ("fact", "job", "sequence", "lane") of `concern`."""
    return CONCERNS[concern].tables[f"{concern}_{name}"]
