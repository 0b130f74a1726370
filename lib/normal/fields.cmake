# Domains, identifiers, countries, headers and the assembly of keys.
target_sources(psi_normal PRIVATE
	account_rows.c
	accounts.c
	address.c
	checkdigit.c
	country.c
	domain.c
	dossier.c
	explain.c
	header.c
	identifier.c
	keylist.c
	keytype.c
	national.c
	normalizer.c
	own_rules.c
	reject.c
	report.c
	row.c
	sole.c
	spool.c
	standing.c
	tally.c)
