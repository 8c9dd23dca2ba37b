"""What the connectors earned in the conformance run, as the tables of the READMEs and of the site.

`make test` lets pytest write its report, and complains of a table that says something else;
`make capabilities` writes the tables anew. No one types a capability.
"""
