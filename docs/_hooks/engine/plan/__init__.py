"""From files to notebooks that can run."""
