# Domains, identifiers, countries, headers and the assembly of keys.
target_sources(psi_normal PRIVATE
	accounts.c
	checkdigit.c
	country.c
	domain.c
	explain.c
	header.c
	identifier.c
	keylist.c
	keytype.c
	national.c
	normalizer.c
	reject.c
	report.c
	row.c
	sole.c
	spool.c
	standing.c
	tally.c)
