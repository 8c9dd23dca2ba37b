"""What the tests of toucan-connectors share."""
