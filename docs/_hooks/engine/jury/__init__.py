"""The same claims on other machines: replays, their records, how far they differ."""
