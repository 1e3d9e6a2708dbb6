"""A page's own process: what runs beside its code. It imports nothing else of ours."""
