# Scenarios of psi-blind, psi-exchange and psi-reveal.
