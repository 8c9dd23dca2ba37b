"""What a configuration file says: its text as data, the connector and data source made of it, its secrets."""
