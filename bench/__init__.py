"""What measures speed: ratios in one run on one machine; figures go to bench/RESULTS.md."""
