# N pairs as psi-join writes them, for measuring psi-motions and psi-report:
#
#	awk -v n=1000000 -v agreement=DIGEST -f test/perf/pairs.awk > pairs.csv
#
# The same file for the same n. One account in five has a second pair; fields
# are as full as in an export of a CRM system: products and NPS of customers,
# amounts and dates of open deals.
function pick(list, i,	parts, num) {
	num = split(list, parts, "|")
	return parts[i % num + 1]
}

function side(i, population,	open, customer) {
	open = population == "open_opportunity"
	customer = population == "customer"
	return sprintf("Company %d of the list,company-%d.com,%s,%s,,%s,%s,%s,%d,%d,%s,%s,%s,%s,%s,%s,%s,%d,%s,%s,%s,,,%s", \
	    i, i, pick("US|DE|FR|GB|NL|JP|BR", i * 5), \
	    "Owner " (i * 31 % 97), \
	    pick("Retail|Energy|Healthcare|Logistics|Technology|Manufacturing", i * 7), \
	    pick("Enterprise|Mid-Market|SMB", int(i / 3)), \
	    pick("East|West|EMEA|APAC", int(i / 5)), 10 + i % 9000, \
	    1000000 + i % 90000000, open ? pick("Qualified|Proposal", i) : "", \
	    open ? "EUR " 5000 + i % 400000 : "", \
	    open ? sprintf("2027-%02d-%02d", 1 + i % 9, 1 + i % 28) : "", \
	    customer ? pick("Cloud Desk|Data Hub|Cloud Desk; Data Hub|Field App", i) : "", \
	    customer ? i % 11 : "", customer ? pick("good|at risk", i) : "", \
	    customer ? sprintf("2027-%02d-28", 1 + i % 12) : "", 1 + i % 3, \
	    "", "", i % 10 == 0 ? pick("low|medium|high", i) : "", \
	    customer ? (i % 13 == 0 ? "yes" : "no") : "")
}

BEGIN {
	fields = "name,domain,country,owner,owner_email,industry,segment,region,employees,revenue,stage,amount,close_date,products,nps,health,renewal_date,tier,team,practice,propensity,committed_spend,registered,opt_out"
	ours = "our_" fields
	gsub(/,/, ",our_", ours)
	theirs = "their_" fields
	gsub(/,/, ",their_", theirs)
	print "partner,agreement,our_party,run,date,match,our_account,their_account,score,tier,level,matched_on,ambiguous,our_population,their_population," ours "," theirs
	for (i = 0; i < n; i++) {
		# One account in five has two rows, one behind the other.
		account = i - (i % 6 == 5)
		a = pick("customer|open_opportunity|prospect|prospect|former_customer|other", account * 11 + int(account / 7))
		b = pick("customer|prospect|open_opportunity|prospect|customer", i * 3 + int(i / 11))
		printf "Globex GmbH,%s,a,1,2026-11-28,%08x%08x%08x%08x,ACC-%08d,%08x%08x%08x%08x,0.9%02d,%d,account,domain name,,%s,%s,%s,%s\n", \
		    agreement, i * 7919 % 4294967291, i, i * 31 % 4294967291, \
		    i * 17, account, i * 104729 % 4294967291, i, i * 13, \
		    i * 101 % 4294967291, i % 100, 1 + i % 3, a, b, \
		    side(account, a), side(i, b)
	}
}
