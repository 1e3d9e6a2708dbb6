"""One experiment, repeated with many seeds, one after the other."""


def checked_seeds(seeds):
    return list(seeds)


def over_seeds(run, seeds):
    """Return what `run` returns for each seed; whoever watches hears which it is."""
    import rnn_in_page_try

    seeds, results, tell = list(seeds), [], rnn_in_page_try.begun()
    for number, seed in enumerate(seeds, start=1):
        tell(number, len(seeds))
        results.append(run(seed))
    return results
