"""Write the migration that brings the newest versions to the tables declared in the code.

    python -m tools.migration "add points ledger"

Only concerns whose tables differ get a file. Read what it wrote before committing it.
"""

import importlib
import pkgutil
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import siyu
from siyu.kit.db import migrate
from siyu.kit.db.schema import CONCERNS
from siyu.kit.db.stores import open_stores


def main(message: str) -> int:
    """This function will write one version file for each concern that has changed, and say which."""
    for module in pkgutil.walk_packages(siyu.__path__, "siyu."):
        if module.name.endswith(".models"):
            importlib.import_module(module.name)
    with tempfile.TemporaryDirectory() as folder:
        stores = open_stores(f"sqlite:///{Path(folder)}")
        migrate.upgrade(stores)
        for store in stores:
            with store.engine.connect() as conn:
                context = MigrationContext.configure(conn, opts={"include_object": None, "compare_type": True})
                if compare_metadata(context, CONCERNS[store.concern]):
                    command.revision(migrate.config(store.concern, conn), message, autogenerate=True)
                    sys.stdout.write(f"{store.concern}: written\n")
        stores.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:]) or "change"))
