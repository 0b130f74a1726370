# Scenarios of mapping and reports.
