# Scenarios in which the partner, or the road between, is dishonest.
