"""Rows in a file that is whole or not there."""
