"""Between the build and MkDocs: what it warns of, what it does twice, where it runs."""
