"""How the tables became what they are, one revision a module; none is changed once it was released.

A change of a table: change `schema` or `shelf_tables`, add the next revision here, raise `SCHEMA_VERSION`.
"""
