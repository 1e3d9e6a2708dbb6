"""From notebooks to what comes out of them: kept, or run in sessions."""
