"""What must not be lost, in one database: an SQLite file by default, PostgreSQL by its URL.

For now that is the definitions made of sheets. Nothing of a patient is stored here.
"""

from careplan.store.definitions import Store, Stored

__all__ = ["Store", "Stored"]
