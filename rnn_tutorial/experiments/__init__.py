"""What pages measure: each experiment is written for one seed, and called with many."""
